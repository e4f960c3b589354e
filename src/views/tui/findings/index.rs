//! All findings, in the order in which they are shown.

use crate::diagnose::{Id, Severity, Verdict, diagnose};
use crate::session::Session;
use crate::texts::Texts;
use crate::views::tui::book::{Book, Entry};
use std::collections::HashMap;
use std::sync::Arc;

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A capture as a whole, by its place in the book.
    Capture(usize),
    /// A session, by its place in the book.
    Session(usize),
}

/// A finding by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub about: About,
    /// Its place among the verdicts of that.
    pub verdict: usize,
    /// How bad it is.
    pub severity: Severity,
    /// What it says.
    pub id: Id,
}

impl Finding {
    fn new(about: About, verdict: usize, brief: Brief) -> Self {
        Self {
            about,
            verdict,
            severity: brief.0,
            id: brief.1,
        }
    }

    /// The session that it is about.
    pub fn entry(self, book: &Book) -> Option<&Entry> {
        match self.about {
            About::Session(index) => book.sessions.get(index),
            About::Capture(_) => None,
        }
    }

    /// The verdict itself; for a session the rules run once more.
    pub fn find(self, book: &Book) -> Option<Verdict> {
        let verdict = match self.about {
            About::Session(index) => {
                let session = &*book.sessions.get(index)?.session;
                diagnose(session).into_iter().nth(self.verdict)?
            }
            About::Capture(index) => {
                let totals = book.captures.get(index)?.totals.as_ref()?;
                totals.verdicts.get(self.verdict)?.clone()
            }
        };
        Some(verdict)
    }
}

/// Where a session lies in memory.
fn address(session: &Arc<Session>) -> usize {
    Arc::as_ptr(session).addr()
}

/// How bad a verdict is, and what it says.
type Brief = (Severity, Id);

/// A session with what is said of it in brief.
pub type Diagnosed = (Arc<Session>, Box<[Brief]>);

/// Runs the rules over a session.
pub fn diagnosed(session: Arc<Session>) -> Diagnosed {
    let briefs = diagnose(&session);
    let briefs = briefs
        .iter()
        .map(|verdict| (verdict.severity, verdict.id))
        .collect();
    (session, briefs)
}

/// Which findings are shown, in which order.
#[derive(Debug, Default)]
pub struct Index {
    /// Those that are shown.
    pub shown: Vec<Finding>,
    /// Whether they stand in the order of the sessions, and not the worst first.
    pub in_order: bool,
    /// The words that they have to match, as typed.
    pub filter: String,
    /// The session that they have to be of.
    pub only: Option<usize>,
    /// How many errors, warnings and notes there are where the filter is empty.
    pub counts: [u64; 3],
    /// By the address of the session, which stays its own as long as it is held here.
    known: HashMap<usize, Diagnosed>,
}

impl Index {
    /// The sessions of the book that nobody has looked at yet, at most `most` of them.
    pub fn unknown(&self, book: &Book, most: usize) -> Vec<Arc<Session>> {
        let unknown = book
            .sessions
            .iter()
            .map(|(_, entry)| &entry.session)
            .filter(|session| !self.known.contains_key(&address(session)));
        unknown.take(most).cloned().collect()
    }

    /// Takes what was found out about sessions.
    pub fn learn(&mut self, found: Vec<Diagnosed>) {
        let keyed = found
            .into_iter()
            .map(|diagnosed| (address(&diagnosed.0), diagnosed));
        self.known.extend(keyed);
    }

    /// Looks at everything again.
    pub fn rebuild(&mut self, book: &Book, texts: &Texts) {
        // Sessions that are still open are replaced again and again.
        if self.known.len() > 2 * book.sessions.len() + 64 {
            self.known
                .retain(|_, (session, _)| Arc::strong_count(session) > 1);
        }
        self.shown.clear();
        self.counts = [0; 3];
        let words: Vec<String> = self
            .filter
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        for (number, capture) in book.captures.iter().enumerate() {
            let verdicts = capture.totals.iter().flat_map(|totals| &totals.verdicts);
            if self.only.is_some() {
                break;
            }
            for (place, verdict) in verdicts.enumerate() {
                let brief = (verdict.severity, verdict.id);
                let finding = Finding::new(About::Capture(number), place, brief);
                self.take(finding, &words, None, texts);
            }
        }
        let known = std::mem::take(&mut self.known);
        for (number, entry) in book.sessions.iter() {
            if self.only.is_some_and(|only| only != number) {
                continue;
            }
            let Some((session, briefs)) = known.get(&address(&entry.session)) else {
                continue;
            };
            for (place, &brief) in briefs.iter().enumerate() {
                let finding = Finding::new(About::Session(number), place, brief);
                self.take(finding, &words, Some(session), texts);
            }
        }
        self.known = known;
        if !self.in_order {
            self.shown
                .sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        }
    }

    fn take(
        &mut self,
        finding: Finding,
        words: &[String],
        session: Option<&Session>,
        texts: &Texts,
    ) {
        let rank = match finding.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Note => 2,
        };
        self.counts[rank] += 1;
        if words
            .iter()
            .all(|word| matches(finding, session, word, texts))
        {
            self.shown.push(finding);
        }
    }

    /// The row of a finding.
    pub fn row_of(&self, finding: Finding) -> Option<usize> {
        self.shown.iter().position(|&shown| shown == finding)
    }

    /// The first row about a session.
    pub fn row_about(&self, session: usize) -> Option<usize> {
        let about = About::Session(session);
        self.shown.iter().position(|shown| shown.about == about)
    }
}

/// The word for how bad a finding is.
pub fn severity(severity: Severity, texts: &Texts) -> &'static str {
    match severity {
        Severity::Error => texts.findings.error,
        Severity::Warning => texts.findings.warning,
        Severity::Note => texts.findings.note,
    }
}

/// Whether `word`, in small letters, is the severity, or stands in the id, the user or an endpoint.
fn matches(finding: Finding, session: Option<&Session>, word: &str, texts: &Texts) -> bool {
    if finding.severity.name() == word
        || severity(finding.severity, texts).to_lowercase() == word
        || finding.id.name().contains(word)
    {
        return true;
    }
    let Some(session) = session else {
        return false;
    };
    let user = session.user.map(|user| session.text(user));
    let user = user.map(|user| String::from_utf8_lossy(user).to_lowercase());
    user.is_some_and(|user| user.contains(word))
        || [session.client, session.server]
            .iter()
            .any(|end| end.to_string().contains(word))
}
