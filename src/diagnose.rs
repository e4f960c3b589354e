//! Verdicts: what went wrong in a finished session, or deserves to be known, and what proves it.
//!
//! A rule is a small function over a `Case`; `RULES` is the table of them, a family in each file
//! of `diagnose/`. A rule that is not sure says nothing: a false alarm is worse than silence.

mod address;
mod announced;
mod capture;
mod case;
mod connection;
mod control;
mod facts;
mod login;
mod passive;
mod speech;
mod tls;
mod transfer;
mod vantage;
mod words;

pub use crate::catalog::{Circumstance, Confidence, Family, Id, Severity};
pub use capture::Census;
pub use facts::Facts;
pub use passive::PassiveRange;
pub use vantage::{Clue, Vantage, hops, vantage};

use crate::limits;
use crate::session::Session;
use case::Case;

/// What went wrong, or deserves to be known.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What it says.
    pub id: Id,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The index of the transfer that it is about.
    pub transfer: Option<u32>,
    /// The index of the announcement that it is about.
    pub announcement: Option<u32>,
    /// The frames that prove it, in order, at most [`limits::EVIDENCE`].
    pub evidence: Vec<u64>,
    /// The numbers and endpoints that the sentence about it needs.
    pub facts: Facts,
    /// How many more of the same id the session has that are not listed.
    pub others: u32,
}

impl Verdict {
    /// A proved verdict of the id's usual severity, about nothing in particular yet.
    pub fn new(id: Id, evidence: impl IntoIterator<Item = u64>) -> Self {
        let mut frames: Vec<u64> = evidence
            .into_iter()
            .filter(|&frame| frame > 0)
            .take(limits::EVIDENCE)
            .collect();
        frames.sort_unstable();
        frames.dedup();
        Self {
            id,
            severity: id.severity(),
            confidence: Confidence::Proved,
            transfer: None,
            announcement: None,
            evidence: frames,
            facts: Facts::default(),
            others: 0,
        }
    }

    /// The same with these facts.
    #[must_use]
    pub fn facts(mut self, facts: Facts) -> Self {
        self.facts = facts;
        self
    }

    /// The same with this severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same with this confidence.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// The same about the transfer of this index.
    #[must_use]
    pub fn transfer(mut self, index: impl Into<Option<u32>>) -> Self {
        self.transfer = index.into();
        self
    }

    /// The same about the announcement of this index.
    #[must_use]
    pub fn announcement(mut self, index: impl Into<Option<u32>>) -> Self {
        self.announcement = index.into();
        self
    }
}

/// What the rules have said so far.
#[derive(Debug, Default)]
struct Findings {
    verdicts: Vec<Verdict>,
}

impl Findings {
    /// Takes a verdict; beyond [`limits::VERDICTS_OF_AN_ID`] it is counted with the first of its id.
    fn say(&mut self, verdict: Verdict) {
        let mut same = self.verdicts.iter().filter(|said| said.id == verdict.id);
        if same.by_ref().take(limits::VERDICTS_OF_AN_ID).count() < limits::VERDICTS_OF_AN_ID {
            self.verdicts.push(verdict);
        } else if let Some(first) = self.verdicts.iter_mut().find(|said| said.id == verdict.id) {
            first.others += 1;
        }
    }

    fn has(&self, id: Id) -> bool {
        self.verdicts.iter().any(|said| said.id == id)
    }
}

/// A rule: it looks at a session and says what it is sure of.
type Rule = fn(&Case<'_>, &mut Findings);

/// The rules for every session.
const RULES: [Rule; 5] = [
    control::opening,
    login::cleartext_password,
    tls::encrypted_control,
    capture::incomplete,
    capture::twice,
];

/// The rules for a session on which something was said.
const SPOKEN: [Rule; 10] = [
    login::slow,
    login::refused,
    tls::refused,
    tls::handshake_failed,
    control::service_closing,
    control::lost,
    speech::out_of_step,
    speech::violation,
    speech::hostile,
    announced::malformed,
];

/// The rules for a session with announcements or transfers. Those on what was announced come before
/// those on connections, and these before those on transfers, so that a cause is said before its
/// effect.
const TRANSFERRED: [Rule; 15] = [
    announced::fxp,
    announced::rewritten,
    announced::port_address,
    announced::passive_address,
    announced::refused,
    announced::missing,
    connection::attempts,
    connection::no_attempt,
    connection::early_attempt,
    connection::unused,
    connection::encrypted_attempts,
    announced::epsv_fallback,
    connection::stranger,
    tls::data_handshake_failed,
    transfer::outcomes,
];

/// What there is to say about a finished session: errors first, then warnings and notes, each in the
/// order in which the rules stand.
pub fn diagnose(session: &Session) -> Vec<Verdict> {
    let case = Case::new(session);
    let mut findings = Findings::default();
    let mut apply = |rules: &[Rule]| rules.iter().for_each(|rule| rule(&case, &mut findings));
    apply(&RULES);
    if !session.exchanges.is_empty() {
        apply(&SPOKEN);
    }
    let idle = session.announcements.is_empty()
        && session.transfers.is_empty()
        && session.connections.is_empty();
    if !idle || case.has_epsv {
        apply(&TRANSFERRED);
    }
    findings
        .verdicts
        .sort_by_key(|verdict| std::cmp::Reverse(verdict.severity));
    findings.verdicts
}
