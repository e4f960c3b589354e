//! Which transfers are shown.

use crate::ftp::command::Verb;
use crate::session::transfer::Way;
use crate::session::{Mode, Session, Transfer, TransferOutcome};
use crate::texts::Texts;

/// What transfers have to match: all of its terms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// As it was typed.
    pub text: String,
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
enum Term {
    Failed,
    Mode(Mode),
    Way(Way),
    MoreThan(u64),
    LessThan(u64),
    /// A word; three digits may be the code that ended the transfer.
    Word(String, Option<u16>),
}

impl Filter {
    /// Reads what was typed: words, `failed`, `active`, `passive`, `up`, `down` (or their names in
    /// the language of `texts`), `>10MB`, `<1kB`, codes.
    pub fn new(text: &str, texts: &Texts) -> Self {
        let terms = text.split_whitespace().filter_map(|word| term(word, texts));
        Self {
            text: text.to_owned(),
            terms: terms.collect(),
        }
    }

    /// Whether a transfer of `session` matches.
    pub fn matches(&self, session: &Session, transfer: &Transfer) -> bool {
        self.terms.iter().all(|term| match term {
            Term::Failed => failed(transfer),
            Term::Mode(mode) => transfer.mode == *mode,
            Term::Way(way) => transfer.way == Some(*way),
            Term::MoreThan(bytes) => transfer.bytes > *bytes,
            Term::LessThan(bytes) => transfer.bytes < *bytes,
            Term::Word(word, code) => {
                let ended = transfer.final_code.or(transfer.likely_code);
                (code.is_some() && ended.map(|code| code.0) == *code)
                    || holds(session, transfer, word)
            }
        })
    }
}

/// Whether a transfer that somebody asked for did not come to a good end.
pub fn failed(transfer: &Transfer) -> bool {
    transfer.exchange.is_some() && transfer.outcome != TransferOutcome::Complete
}

fn term(word: &str, texts: &Texts) -> Option<Term> {
    let small = word.to_lowercase();
    let own = texts.stream;
    let is =
        |keyword: &str, translated: &str| small == keyword || small == translated.to_lowercase();
    if let Some(size) = small.strip_prefix('>') {
        return bytes(size).map(Term::MoreThan);
    }
    if let Some(size) = small.strip_prefix('<') {
        return bytes(size).map(Term::LessThan);
    }
    Some(match () {
        () if small == "failed" => Term::Failed,
        () if is("active", texts.active) => Term::Mode(Mode::Active),
        () if is("passive", texts.passive) => Term::Mode(Mode::Passive),
        () if is("down", own.down) || small == "↓" => Term::Way(Way::Download),
        () if is("up", own.up) || small == "↑" => Term::Way(Way::Upload),
        () => {
            let code = small.parse().ok().filter(|code| (100..700).contains(code));
            Term::Word(small, code)
        }
    })
}

/// A length with or without a decimal unit: `10`, `1.5k`, `10MB`.
fn bytes(text: &str) -> Option<u64> {
    let end = text
        .find(|one: char| !one.is_ascii_digit() && one != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().ok()?;
    let factor = match unit.trim_end_matches('b') {
        "" => 1.0,
        "k" => 1e3,
        "m" => 1e6,
        "g" => 1e9,
        "t" => 1e12,
        _ => return None,
    };
    Some((number * factor) as u64)
}

/// Whether `word`, in small letters, stands in the path, the command, the user or an endpoint.
fn holds(session: &Session, transfer: &Transfer, word: &str) -> bool {
    let exchange = transfer
        .exchange
        .and_then(|index| session.exchanges.get(index as usize));
    let path = transfer.path.as_deref();
    let argument = exchange.and_then(|exchange| session.argument(exchange));
    let user = session.user.map(|user| session.text(user));
    let texts = [path.or(argument), user];
    if texts.into_iter().flatten().any(|text| contains(text, word)) {
        return true;
    }
    if transfer
        .verb
        .map(Verb::name)
        .is_some_and(|name| name.eq_ignore_ascii_case(word))
    {
        return true;
    }
    // To write endpoints costs time; most words cannot stand in one.
    let may_be_endpoint = word.contains(|one: char| one.is_ascii_digit())
        && word
            .chars()
            .all(|one| one.is_ascii_hexdigit() || ".:[]".contains(one));
    let ends = [
        transfer.initiator,
        transfer.listener,
        Some(session.client),
        Some(session.server),
    ];
    may_be_endpoint
        && ends
            .into_iter()
            .flatten()
            .any(|end| end.to_string().contains(word))
}

/// Whether `word`, in small letters, stands in `text`, whose letters of ASCII may be large.
fn contains(text: &[u8], word: &str) -> bool {
    let word = word.as_bytes();
    text.windows(word.len().max(1))
        .any(|part| part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{EN, ZH_HANS};

    #[test]
    fn lengths_have_decimal_units() {
        assert_eq!(bytes("10mb"), Some(10_000_000));
        assert_eq!(bytes("1.5k"), Some(1_500));
        assert_eq!(bytes("7"), Some(7));
        assert_eq!(bytes("7x"), None);
    }

    #[test]
    fn a_length_that_is_not_yet_typed_shuts_nothing_out() {
        assert_eq!(Filter::new("> <", &EN).terms, []);
    }

    #[test]
    fn words_count_in_english_and_in_the_language_that_is_shown() {
        let passive = [Term::Mode(Mode::Passive)];
        assert_eq!(Filter::new("Passive", &ZH_HANS).terms, passive);
        assert_eq!(Filter::new(ZH_HANS.passive, &ZH_HANS).terms, passive);
    }

    #[test]
    fn letters_of_both_sizes_are_the_same() {
        assert!(contains(b"/pub/README.txt", "readme"));
        assert!(!contains(b"/pub", "publish"));
    }
}
