//! What the bytes of a control connection are, one by one: for showing them to people.
//!
//! The readers of [`command`](super::command), [`reply`](super::reply) and
//! [`endpoint`] say what is meant, this says where it stands.

use std::ops::Range;

use super::command::{Command, Verb};
use super::endpoint::{self, Announced, Fault, Form, Malformed, Place};
use super::line::{Line, LineSplitter};
use super::reply::Code;

/// How many lines of one piece are taken apart.
pub const LINES: usize = 1_000;

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A command with its end of line.
    Command(Verb),
    /// A reply, or a line of one, with its end of line.
    Reply(Option<Code>),
    /// A line that is neither.
    Line,
    /// Telnet commands.
    Telnet,
    /// The verb.
    Verb,
    /// The argument.
    Argument,
    /// The code.
    Code,
    /// Text.
    Text,
    /// CR and LF, as far as they are there.
    End,
    /// A number or a word of an announcement.
    Announced(Place),
    /// The endpoint that was announced.
    Endpoint(Announced),
    /// Why none was.
    Unreadable(Fault),
    /// Lines that are not taken apart.
    MoreLines,
}

/// A part and the bytes that it stands in, with the parts in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// Its bytes; empty for what was worked out.
    pub range: Range<usize>,
    /// The parts in it.
    pub parts: Vec<Part>,
}

impl Part {
    fn new(kind: Kind, range: Range<usize>) -> Self {
        let parts = Vec::new();
        Self { kind, range, parts }
    }

    /// Adds a part of this one, if it has any bytes.
    fn add(&mut self, kind: Kind, range: Range<usize>) {
        if !range.is_empty() {
            self.parts.push(Part::new(kind, range));
        }
    }
}

/// The commands in `bytes`.
pub fn commands(bytes: &[u8]) -> Vec<Part> {
    lines(bytes, command)
}

/// The replies in `bytes`.
pub fn replies(bytes: &[u8]) -> Vec<Part> {
    lines(bytes, reply)
}

/// The bytes that are arguments nobody should read, as passwords.
pub fn secrets(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut secrets = Vec::new();
    split(bytes, |line, start, text_at| {
        let Some(command) = Command::parse(line.text).filter(|command| command.verb.is_secret())
        else {
            return;
        };
        let end = line.end as usize;
        let Some(text_at) = text_at else {
            // Telnet commands stand in the middle of it.
            return secrets.push(start..end);
        };
        if let Some(argument) = command.argument {
            let from = text_at + line.text.len() - argument.len();
            secrets.push(from..text_at + line.text.len());
        }
    });
    secrets
}

/// Calls `each` for each line, with where it begins and where its text does; that is not known
/// where Telnet commands stand in the middle of it.
fn split(bytes: &[u8], mut each: impl FnMut(&Line<'_>, usize, Option<usize>)) {
    let mut splitter = LineSplitter::new();
    let mut hand_on = |line: Line<'_>| {
        let start = line.start as usize;
        let raw = bytes.get(start..line.end as usize).unwrap_or_default();
        each(&line, start, place_of(line.text, raw).map(|at| start + at));
    };
    splitter.push(0, bytes, &mut hand_on);
    splitter.finish(&mut hand_on);
}

/// Where `text` stands in `raw`, from which Telnet commands were taken out.
fn place_of(text: &[u8], raw: &[u8]) -> Option<usize> {
    if raw.starts_with(text) {
        return Some(0);
    }
    // Telnet commands mostly stand before a line.
    let ends = raw
        .iter()
        .rev()
        .take_while(|byte| matches!(byte, b'\r' | b'\n' | 0));
    let at = raw.len().checked_sub(ends.count() + text.len())?;
    raw.get(at..)?.starts_with(text).then_some(at)
}

fn lines(bytes: &[u8], read: fn(&[u8], usize, &mut Part)) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut more: Option<usize> = None;
    split(bytes, |line, start, text_at| {
        if parts.len() >= LINES {
            more.get_or_insert(start);
            return;
        }
        let end = (line.end as usize).min(bytes.len());
        let mut part = Part::new(Kind::Line, start..end);
        match text_at {
            Some(text_at) => {
                part.add(Kind::Telnet, start..text_at);
                read(line.text, text_at, &mut part);
                part.add(Kind::End, text_at + line.text.len()..end);
            }
            None => part.add(Kind::Telnet, start..end),
        }
        parts.push(part);
    });
    if let Some(start) = more {
        parts.push(Part::new(Kind::MoreLines, start..bytes.len()));
    }
    parts
}

/// Takes a line of the client apart, whose text stands at `at`.
fn command(text: &[u8], at: usize, part: &mut Part) {
    let Some(command) = Command::parse(text) else {
        return part.add(Kind::Text, at..at + text.len());
    };
    part.kind = Kind::Command(command.verb);
    let spaces = text.len() - text.trim_ascii_start().len();
    let verb = at + spaces;
    part.add(Kind::Verb, verb..verb + command.word.len());
    let Some(argument) = command.argument else {
        return;
    };
    let from = at + text.len() - argument.len();
    let form = match command.verb {
        Verb::Port => Some((Form::Port, endpoint::port(argument))),
        Verb::Lprt => Some((Form::Long, endpoint::lprt(argument))),
        Verb::Eprt => Some((Form::Extended, endpoint::eprt(argument))),
        _ => None,
    };
    let range = from..from + argument.len();
    announcement(Kind::Argument, argument, range, form, part);
}

/// Takes a line of the server apart, whose text stands at `at`.
fn reply(line: &[u8], at: usize, part: &mut Part) {
    let Some((code, _, text)) = Code::parse(line) else {
        part.kind = Kind::Reply(None);
        return part.add(Kind::Text, at..at + line.len());
    };
    part.kind = Kind::Reply(Some(code));
    part.add(Kind::Code, at..at + 3);
    let from = at + line.len() - text.len();
    let form = match code.0 {
        227 => Some((Form::Passive, endpoint::passive(text))),
        228 => Some((Form::LongPassive, endpoint::long_passive(text))),
        229 => Some((Form::ExtendedPassive, endpoint::extended_passive(text))),
        _ => None,
    };
    announcement(Kind::Text, text, from..from + text.len(), form, part);
}

/// Adds a text to `part`, with what it announces.
fn announcement(
    kind: Kind,
    text: &[u8],
    range: Range<usize>,
    form: Option<(Form, Result<Announced, Malformed>)>,
    part: &mut Part,
) {
    if range.is_empty() {
        return;
    }
    let mut whole = Part::new(kind, range.clone());
    if let Some((form, announced)) = form {
        for (place, span) in endpoint::spans(form, text) {
            let span = range.start + span.start..range.start + span.end;
            whole.add(Kind::Announced(place), span);
        }
        let kind = match announced {
            Ok(announced) => Kind::Endpoint(announced),
            Err(malformed) => Kind::Unreadable(malformed.fault),
        };
        whole.parts.push(Part::new(kind, range.end..range.end));
    }
    part.parts.push(whole);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(bytes: &[u8], part: &Part) -> Vec<String> {
        let own = String::from_utf8_lossy(&bytes[part.range.clone()]).into_owned();
        let inner = part.parts.iter().flat_map(|part| words(bytes, part));
        std::iter::once(own).chain(inner).collect()
    }

    #[test]
    fn a_command_has_verb_argument_numbers_and_end() {
        let bytes = b"PORT 10,0,13,222,39,136\r\n";
        let parts = commands(bytes);
        assert_eq!(
            words(bytes, &parts[0])[1..],
            [
                "PORT",
                "10,0,13,222,39,136",
                "10",
                "0",
                "13",
                "222",
                "39",
                "136",
                "",
                "\r\n"
            ]
        );
        let Kind::Endpoint(announced) = parts[0].parts[1].parts[6].kind else {
            panic!("{parts:?}");
        };
        assert_eq!(announced.port, 10120);
    }

    #[test]
    fn each_line_of_a_segment_is_a_part() {
        let bytes = b"211-Features:\r\n EPSV\r\n211 End\r\n";
        let parts = replies(bytes);
        let kinds: Vec<Kind> = parts.iter().map(|part| part.kind).collect();
        let code = Kind::Reply(Some(Code(211)));
        assert_eq!(kinds, [code, Kind::Reply(None), code]);
    }

    #[test]
    fn telnet_commands_before_a_verb_stand_apart() {
        let bytes = b"\xff\xf4\xff\xf2ABOR\r\n";
        let parts = commands(bytes);
        let kinds: Vec<Kind> = parts[0].parts.iter().map(|part| part.kind).collect();
        assert_eq!(kinds, [Kind::Telnet, Kind::Verb, Kind::End]);
        assert_eq!(parts[0].parts[1].range, 4..8);
    }

    #[test]
    fn passwords_are_found_wherever_they_stand() {
        let bytes = b"USER alice\r\npass looking-glass\r\nACCT x\r\nPASS";
        let secrets = secrets(bytes);
        let found: Vec<&[u8]> = secrets.into_iter().map(|range| &bytes[range]).collect();
        assert_eq!(found, [b"looking-glass".as_slice(), b"x"]);
    }

    #[test]
    fn telnet_inside_a_password_does_not_show_it() {
        let bytes = b"PASS look\xff\xf1ing\r\nSYST\r\n";
        let found = secrets(bytes);
        assert!(
            found
                .iter()
                .any(|range| range.contains(&6) && range.contains(&13))
        );
    }

    #[test]
    fn lines_beyond_the_limit_are_one_part() {
        let bytes = b"NOOP\n".repeat(LINES + 5);
        let parts = commands(&bytes);
        assert_eq!(parts.len(), LINES + 1);
        assert_eq!(parts[LINES].range, LINES * 5..bytes.len());
    }

    fn inside(part: &Part, length: usize) -> bool {
        part.range.end <= length
            && part
                .parts
                .iter()
                .all(|inner| inner.range.start >= part.range.start && inside(inner, part.range.end))
    }

    proptest! {
        #[test]
        fn parts_stand_inside_their_line_whatever_the_bytes(
            bytes in proptest::collection::vec(
                prop_oneof![any::<u8>(), Just(b'\r'), Just(b'\n'), Just(255), Just(b',')], 0..80),
            verb in 0usize..6,
        ) {
            let head: [&[u8]; 6] = [b"", b"PORT 1", b"227 (1", b"229 (|||1", b"LPRT 4,4", b"EPRT |"];
            let bytes = [head[verb], &bytes].concat();
            for part in commands(&bytes).iter().chain(&replies(&bytes)) {
                prop_assert!(inside(part, bytes.len()), "{part:?}");
            }
            for secret in secrets(&bytes) {
                prop_assert!(secret.end <= bytes.len());
            }
        }
    }
}
