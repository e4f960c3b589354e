//! What is kept of each session so that thousands of them are sorted and filtered between two keys.

use crate::ftp::command::Verb;
use crate::session::{Mode, Session};
use crate::views::story::Subject;
use crate::views::story::cells::{COLUMNS, cells, volumes};
use std::fmt::Write;

/// A session summed up.
#[derive(Clone, Debug)]
pub struct Digest {
    /// How it ended, and why where it failed, as the list says it.
    pub end: Box<str>,
    /// Whether it went wrong.
    pub bad: bool,
    /// Bytes that it transferred.
    pub bytes: u64,
    /// How many transfers it has.
    pub transfers: u32,
    /// The modes of its transfers, as the list says them.
    pub mode: Box<str>,
    active: bool,
    passive: bool,
    encrypted: bool,
    /// Everything that a filter may name, in lower case; no password.
    text: Box<str>,
}

impl Digest {
    /// Sums up a session.
    pub fn new(subject: Subject<'_>, number: u64) -> Self {
        let session = subject.session;
        let (cells, bad) = cells(subject, number);
        let [.., end] = &cells;
        let used = |mode: Mode| session.transfers.iter().any(|one| one.mode == mode);
        Self {
            bad,
            bytes: volumes(session).iter().sum(),
            transfers: session.transfers.len() as u32,
            mode: cells[COLUMNS - 4].as_str().into(),
            active: used(Mode::Active) || used(Mode::Default),
            passive: used(Mode::Passive),
            encrypted: session.is_encrypted(),
            text: text(session, end).into(),
            end: end.as_str().into(),
        }
    }
}

/// Everything in a session that a filter may name.
fn text(session: &Session, end: &str) -> String {
    let mut text = format!("{} {} ", session.client, session.server);
    for exchange in &session.exchanges {
        let word = String::from_utf8_lossy(session.text(exchange.word));
        text.push_str(&word);
        text.push(' ');
        let secret = matches!(exchange.verb, Some(Verb::Pass | Verb::Acct));
        if let Some(argument) = session.argument(exchange).filter(|_| !secret) {
            text.push_str(&String::from_utf8_lossy(argument));
            text.push(' ');
        }
        for code in exchange.replies.iter().filter_map(|reply| reply.code) {
            let _ = write!(text, "{} ", code.0);
        }
    }
    for transfer in &session.transfers {
        if let Some(path) = &transfer.path {
            text.push_str(&String::from_utf8_lossy(path));
            text.push(' ');
        }
    }
    text.push_str(end);
    text.to_lowercase()
}

/// What a session has to match to be shown: every term of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    Failed,
    Active,
    Passive,
    Encrypted,
    MoreThan(u64),
    LessThan(u64),
    Text(String),
}

impl Filter {
    /// What was typed; words that mean nothing in particular are looked for as they stand.
    pub fn new(typed: &str) -> Self {
        let terms = typed
            .split_whitespace()
            .map(|word| match word.to_lowercase().as_str() {
                "failed" => Term::Failed,
                "active" => Term::Active,
                "passive" => Term::Passive,
                "tls" => Term::Encrypted,
                word => match (
                    word.split_at_checked(1),
                    amount(word.get(1..).unwrap_or_default()),
                ) {
                    (Some((">", _)), Some(bytes)) => Term::MoreThan(bytes),
                    (Some(("<", _)), Some(bytes)) => Term::LessThan(bytes),
                    _ => Term::Text(word.to_owned()),
                },
            });
        Self {
            terms: terms.collect(),
        }
    }

    /// Whether a session is to be shown.
    pub fn matches(&self, digest: &Digest) -> bool {
        self.terms.iter().all(|term| match term {
            Term::Failed => digest.bad,
            Term::Active => digest.active,
            Term::Passive => digest.passive,
            Term::Encrypted => digest.encrypted,
            Term::MoreThan(bytes) => digest.bytes > *bytes,
            Term::LessThan(bytes) => digest.bytes < *bytes,
            Term::Text(text) => {
                memchr::memmem::find(digest.text.as_bytes(), text.as_bytes()).is_some()
            }
        })
    }
}

/// A number of bytes as people write it: `10MB`, `4k`, `1.5g`; thousands, as on the screen.
fn amount(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|one: char| one.is_ascii_alphabetic());
    let number: f64 = digits.parse().ok()?;
    let factor = match &text[digits.len()..] {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "t" | "tb" => 1e12,
        _ => return None,
    };
    (number.is_finite() && number >= 0.0).then_some((number * factor) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(text: &str, bytes: u64, bad: bool) -> Digest {
        Digest {
            end: "".into(),
            bad,
            bytes,
            transfers: 0,
            mode: "".into(),
            active: false,
            passive: true,
            encrypted: false,
            text: text.into(),
        }
    }

    #[test]
    fn every_term_has_to_match() {
        let session = digest(
            "10.0.0.1:4000 user alice retr report.txt 550",
            20_000_000,
            true,
        );
        for filter in [
            "",
            "alice",
            "ALICE 550",
            "failed passive",
            ">10MB",
            "<1g report",
        ] {
            assert!(Filter::new(filter).matches(&session), "{filter}");
        }
        for filter in ["bob", "alice active", "tls", ">20MB", "<1k"] {
            assert!(!Filter::new(filter).matches(&session), "{filter}");
        }
    }

    #[test]
    fn amounts_are_read_as_they_are_written() {
        let amounts =
            ["10", "10b", "4k", "1.5mb", "2GB", "1t"].map(|text| amount(&text.to_lowercase()));
        let expected = [10, 10, 4_000, 1_500_000, 2_000_000_000, 1_000_000_000_000];
        assert_eq!(amounts, expected.map(Some));
        assert_eq!(["", "mb", "4x", "-1", "inf", "é"].map(amount), [None; 6]);
    }

    #[test]
    fn a_sign_without_an_amount_is_text() {
        assert!(Filter::new(">").matches(&digest("a > b", 0, false)));
        assert!(!Filter::new(">x").matches(&digest("a", 0, false)));
    }
}
