//! Which files the transfers of a session carried, and what the session says of them.

use super::check::{Algorithm, Expected, Told, told_hash};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::net::Time;
use crate::session::exchange::Exchange;
use crate::session::state::State;
use crate::session::transfer::Transfer;
use crate::session::{Reply, Session};
use std::collections::HashMap;

/// What a transfer carried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The path on the server; where the working directory is not known, as the command has it.
    pub path: Option<Vec<u8>>,
    /// Whether it is a listing.
    pub is_listing: bool,
    /// MODE, by its letter.
    pub mode: u8,
    /// STRU, by its letter.
    pub structure: u8,
    /// TYPE, by its first letter.
    pub representation: u8,
    /// When the file was last changed, by MDTM or MFMT.
    pub modified: Option<Time>,
    /// Its name after an RNFR and RNTO in the same session.
    pub renamed_to: Option<Vec<u8>>,
    /// Whether it was deleted in the same session.
    pub deleted: bool,
    /// What the server said of it.
    pub expected: Vec<Expected>,
}

/// For each transfer of the session what it carried.
pub fn subjects(session: &Session) -> Vec<Subject> {
    let mut reader = Reader::default();
    let mut of_transfer: HashMap<u32, (Subject, usize)> = HashMap::new();
    let by_exchange: HashMap<u32, &Transfer> = session
        .transfers
        .iter()
        .filter_map(|transfer| Some((transfer.exchange?, transfer)))
        .collect();
    for (index, exchange) in session.exchanges.iter().enumerate() {
        if let Some(transfer) = by_exchange.get(&(index as u32)) {
            let subject = reader.subject(session, exchange, transfer);
            let file = reader.transferred(exchange, subject.path.as_deref());
            of_transfer.insert(index as u32, (subject, file));
        }
        reader.note(session, exchange);
        reader.state.apply(session, exchange);
    }
    let finish = |transfer: &Transfer| {
        let known = transfer.exchange.and_then(|index| of_transfer.get(&index));
        let Some((subject, file)) = known else {
            return Subject {
                mode: b'S',
                structure: b'F',
                representation: transfer.representation,
                ..Subject::default()
            };
        };
        let facts = &reader.files[*file];
        Subject {
            modified: facts.modified,
            renamed_to: facts.renamed_to.clone(),
            deleted: facts.deleted,
            expected: facts.expected.clone(),
            ..subject.clone()
        }
    };
    session.transfers.iter().map(finish).collect()
}

/// What is known of one state of a file: whatever changes it makes another one of it.
#[derive(Clone, Debug, Default)]
struct Facts {
    modified: Option<Time>,
    renamed_to: Option<Vec<u8>>,
    deleted: bool,
    expected: Vec<Expected>,
}

/// Reads the exchanges of a session in order.
#[derive(Default)]
struct Reader {
    state: State,
    files: Vec<Facts>,
    /// Which file stands at a path now.
    current: HashMap<Vec<u8>, usize>,
    /// The argument of an accepted RNFR.
    renaming: Option<Vec<u8>>,
}

impl Reader {
    fn subject(&self, session: &Session, exchange: &Exchange, transfer: &Transfer) -> Subject {
        let said = session.argument(exchange).filter(|name| !name.is_empty());
        let is_listing = exchange.verb.is_some_and(Verb::is_listing);
        let unique = || stored_as(session, exchange);
        let path = match (&transfer.path, exchange.verb) {
            (Some(path), _) => Some(path.clone()),
            (None, Some(Verb::Stou)) => unique().map(|name| self.place(name)),
            (None, _) if is_listing => None,
            (None, _) => said.map(<[u8]>::to_vec),
        };
        let letter = |text: &[u8], usual| text.first().copied().unwrap_or(usual);
        Subject {
            path,
            is_listing,
            mode: self.state.mode,
            structure: self.state.structure,
            representation: letter(&self.state.representation, b'A'),
            ..Subject::default()
        }
    }

    /// The path that a name is, as far as it can be told.
    fn place(&self, name: &[u8]) -> Vec<u8> {
        self.state.absolute(name).unwrap_or_else(|| name.to_vec())
    }

    /// The file that a transfer is about.
    fn transferred(&mut self, exchange: &Exchange, path: Option<&[u8]>) -> usize {
        let changes = matches!(
            exchange.verb,
            Some(Verb::Stor | Verb::Stou | Verb::Appe | Verb::Esto)
        );
        match path {
            Some(path) if changes => self.renew(path),
            Some(path) => self.file(path),
            None => self.unnamed(),
        }
    }

    fn unnamed(&mut self) -> usize {
        self.files.push(Facts::default());
        self.files.len() - 1
    }

    fn renew(&mut self, path: &[u8]) -> usize {
        let file = self.unnamed();
        self.current.insert(path.to_vec(), file);
        file
    }

    fn file(&mut self, path: &[u8]) -> usize {
        match self.current.get(path) {
            Some(&file) => file,
            None => self.renew(path),
        }
    }

    /// Notes what an exchange tells of files.
    fn note(&mut self, session: &Session, exchange: &Exchange) {
        let (Some(verb), Some(reply)) = (exchange.verb, exchange.final_reply()) else {
            return;
        };
        let argument = session.argument(exchange).unwrap_or_default();
        let text = session.lines(reply).last().unwrap_or_default();
        let is_done = reply.code.is_some_and(|Code(code)| code / 100 == 2);
        match verb {
            Verb::Rnfr => {
                let is_asked = reply.code == Some(Code(350));
                self.renaming = is_asked.then(|| self.place(argument));
            }
            Verb::Rnto => {
                let from = self.renaming.take();
                if let Some(from) = from.filter(|_| is_done) {
                    self.rename(&from, self.place(argument));
                }
            }
            _ if !is_done => {}
            Verb::Dele => {
                let path = self.place(argument);
                let file = self.file(&path);
                self.files[file].deleted = true;
                self.current.remove(&path);
            }
            Verb::Mdtm => {
                let (name, set) = match split_time(argument) {
                    Some((time, name)) => (name, Some(time)),
                    None => (argument, None),
                };
                self.modify(name, set.or_else(|| moment(text)));
            }
            Verb::Mfmt => {
                if let Some((time, name)) = split_time(argument) {
                    self.modify(name, Some(time));
                }
            }
            Verb::Size => {
                let size = std::str::from_utf8(text).ok();
                let size = size.and_then(|size| size.trim().parse::<u64>().ok());
                if let Some(size) = size {
                    let said = (Algorithm::Size, size.to_string(), None);
                    self.expect(verb, reply, argument, said);
                }
            }
            Verb::Xcrc
            | Verb::Xmd5
            | Verb::Md5
            | Verb::Xsha
            | Verb::Xsha1
            | Verb::Xsha224
            | Verb::Xsha256
            | Verb::Xsha384
            | Verb::Xsha512
            | Verb::Hash => {
                if let Some(name) = hashed_name(argument)
                    && let Some(said) = told_hash(verb, text)
                {
                    self.expect(verb, reply, name, said);
                }
            }
            _ => {}
        }
    }

    fn rename(&mut self, from: &[u8], to: Vec<u8>) {
        let file = self.file(from);
        self.current.remove(from);
        self.files[file].renamed_to = Some(to.clone());
        self.current.insert(to, file);
    }

    fn modify(&mut self, name: &[u8], time: Option<Time>) {
        let path = self.place(name);
        let file = self.file(&path);
        self.files[file].modified = time.or(self.files[file].modified);
    }

    fn expect(&mut self, verb: Verb, reply: &Reply, name: &[u8], (algorithm, value, range): Told) {
        let representation = self.state.representation.first().copied();
        let path = self.place(name);
        let file = self.file(&path);
        let expected = &mut self.files[file].expected;
        let said = Expected {
            verb,
            frame: reply.frame,
            algorithm,
            value,
            representation: representation.unwrap_or(b'A'),
            range,
        };
        let again = |one: &Expected| {
            (one.algorithm, &one.value, one.representation, one.range)
                == (said.algorithm, &said.value, said.representation, said.range)
        };
        if !expected.iter().any(again) {
            expected.push(said);
        }
    }
}

/// The name under which STOU stored: `FILE: name` (RFC 1123 §4.1.2.9), or in other words.
fn stored_as<'s>(session: &'s Session, exchange: &Exchange) -> Option<&'s [u8]> {
    const BEFORE: [&[u8]; 2] = [b"FILE: ", b"name:"];
    let lines = exchange
        .replies
        .iter()
        .flat_map(|reply| session.lines(reply));
    let mut words = lines.flat_map(|line| BEFORE.map(|before| (line, before)));
    words.find_map(|(line, before)| {
        let mut windows = line.windows(before.len());
        let at = windows.position(|window| window.eq_ignore_ascii_case(before))?;
        let name = line[at + before.len()..].trim_ascii();
        let name = name.strip_suffix(b".").unwrap_or(name);
        (!name.is_empty()).then_some(name)
    })
}

/// The name in the argument of XCRC and its kin; `None` where only a part of the file is meant.
fn hashed_name(argument: &[u8]) -> Option<&[u8]> {
    let Some(quoted) = argument.strip_prefix(b"\"") else {
        return (!argument.is_empty()).then_some(argument);
    };
    let end = quoted.iter().position(|&byte| byte == b'"')?;
    quoted[end + 1..]
        .trim_ascii()
        .is_empty()
        .then_some(&quoted[..end])
}

/// `YYYYMMDDHHMMSS name`.
fn split_time(argument: &[u8]) -> Option<(Time, &[u8])> {
    let space = argument.iter().position(|&byte| byte == b' ')?;
    let (time, name) = argument.split_at(space);
    Some((moment(time)?, name.trim_ascii_start())).filter(|(_, name)| !name.is_empty())
}

/// A moment as MDTM has it: `YYYYMMDDHHMMSS`, with or without a fraction (RFC 3659 §2.3).
fn moment(text: &[u8]) -> Option<Time> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let (digits, fraction) = text.split_once('.').unwrap_or((text, ""));
    if digits.len() != 14
        || !digits
            .bytes()
            .chain(fraction.bytes())
            .all(|one| one.is_ascii_digit())
    {
        return None;
    }
    let part = |from: usize, to: usize| digits[from..to].parse::<i16>().ok();
    let small = |from: usize| part(from, from + 2).and_then(|part| i8::try_from(part).ok());
    let nanoseconds: String = fraction
        .chars()
        .chain("000000000".chars())
        .take(9)
        .collect();
    let moment = jiff::civil::DateTime::new(
        part(0, 4)?,
        small(4)?,
        small(6)?,
        small(8)?,
        small(10)?,
        // A leap second is the one before it.
        small(12)?.min(59),
        nanoseconds.parse().ok()?,
    );
    let moment = moment.ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    i64::try_from(moment.timestamp().as_nanosecond())
        .ok()
        .map(Time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_mdtm_are_read() {
        for (text, expected) in [
            ("19700101000001", Some(1_000_000_000)),
            ("20261120000000", Some(1_795_132_800_000_000_000)),
            ("20261120000000.5", Some(1_795_132_800_500_000_000)),
            ("19100101000000", Some(-1_893_456_000_000_000_000)),
            ("191001120000000", None),
            ("20261320000000", None),
            ("2026112000000x", None),
            ("", None),
        ] {
            assert_eq!(moment(text.as_bytes()), expected.map(Time), "{text}");
        }
    }

    #[test]
    fn the_name_of_a_hashed_file_may_be_quoted() {
        assert_eq!(hashed_name(b"a b.txt"), Some(&b"a b.txt"[..]));
        assert_eq!(hashed_name(b"\"a b.txt\""), Some(&b"a b.txt"[..]));
        assert_eq!(hashed_name(b"\"a b.txt\" 0 100"), None);
        assert_eq!(hashed_name(b""), None);
    }
}
