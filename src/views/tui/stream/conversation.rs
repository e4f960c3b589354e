//! A control connection as what its two sides said.

use super::reassembly::{Run, Window};
use super::rows::{Content, Page, Row, noted, push_record, range};
use crate::ftp::command::{Command, Verb};
use crate::ftp::line::{Line, LineSplitter};
use crate::net::Time;
use crate::session::protection::{Phase, Records};
use crate::tcp::Direction;

/// A control connection line by line, as it was sent; TLS records where it is encrypted.
pub fn conversation(window: &Window, client: Direction) -> Page {
    let mut sides = [Speaker::default(), Speaker::default()];
    let mut scribe = Scribe {
        client,
        is_plain: window.is_plain,
        text: Vec::new(),
        rows: Vec::new(),
    };
    if window.before > 0 {
        // The first line may be the rest of one that stands in the window before.
        sides
            .iter_mut()
            .for_each(|side| side.splitter.gap(&mut |_| ()));
    }
    for run in &window.runs {
        match run {
            Run::Bytes {
                direction,
                offset,
                bytes,
                sealed,
                frame,
                time,
            } => {
                let side = &mut sides[direction.index()];
                let bytes = window.bytes.get(bytes.clone()).unwrap_or_default();
                side.last = Some((*frame, *time));
                side.sealed = sealed.then_some(true);
                side.hear(*direction, *offset, bytes, &mut scribe);
            }
            Run::Gap {
                direction, length, ..
            } => {
                let side = &mut sides[direction.index()];
                side.gap(*direction, *length, &mut scribe);
            }
            Run::Records { .. } => scribe.rows.extend(noted(run)),
        }
    }
    for direction in Direction::BOTH {
        let Speaker {
            splitter,
            last,
            sealed,
            hidden,
            ..
        } = &mut sides[direction.index()];
        splitter.finish(&mut |line| scribe.line(direction, (*last, sealed), &line, hidden));
    }
    Page {
        rows: scribe.rows,
        own: Some(scribe.text),
    }
}

#[derive(Default)]
struct Speaker {
    splitter: LineSplitter,
    records: Records,
    last: Option<(u64, Time)>,
    /// Of what was decrypted, whether no line of its record was told yet.
    sealed: Option<bool>,
    /// Whether the line before was cut off within a password.
    hidden: bool,
}

impl Speaker {
    fn hear(&mut self, direction: Direction, offset: u64, bytes: &[u8], scribe: &mut Scribe) {
        let last = self.last;
        let mut clear = bytes;
        if self.splitter.pending() == 0 && !scribe.is_plain {
            if self.records.phase == Phase::Clear {
                self.records.phase = Phase::MayBegin;
            }
            clear = self.records.take_each(bytes, &mut |kind, length| {
                push_record(&mut scribe.rows, direction, last, kind, length);
            });
        }
        let offset = offset + (bytes.len() - clear.len()) as u64;
        let Self {
            splitter,
            sealed,
            hidden,
            ..
        } = self;
        splitter.push(offset, clear, &mut |line| {
            scribe.line(direction, (last, sealed), &line, hidden);
        });
    }

    fn gap(&mut self, direction: Direction, length: u64, scribe: &mut Scribe) {
        let Self {
            splitter,
            records,
            last,
            sealed,
            hidden,
        } = self;
        splitter.gap(&mut |line| scribe.line(direction, (*last, sealed), &line, hidden));
        records.gap(length);
        scribe.rows.push(Row {
            direction,
            carried: None,
            content: Content::Gap(length),
            sealed: None,
        });
    }
}

struct Scribe {
    client: Direction,
    /// Whether what was encrypted comes as plaintext.
    is_plain: bool,
    text: Vec<u8>,
    rows: Vec<Row>,
}

impl Scribe {
    fn line(
        &mut self,
        direction: Direction,
        (carried, sealed): (Option<(u64, Time)>, &mut Option<bool>),
        line: &Line<'_>,
        hidden: &mut bool,
    ) {
        let start = self.text.len();
        self.text.extend_from_slice(line.text);
        let mut readable = None;
        if direction == self.client {
            let after_gap = line.marks.after_gap();
            readable = readable_bytes(line.text, after_gap, *hidden && after_gap);
            *hidden = readable.is_some() && line.marks.broken();
        }
        self.rows.push(Row {
            direction,
            carried,
            content: Content::Text {
                text: range(start, self.text.len()),
                readable,
            },
            sealed: sealed.as_mut().map(std::mem::take),
        });
    }
}

/// How many bytes of a client's line may be read, where it holds a password or may be the rest of
/// one: after a gap, what is no command may be that.
fn readable_bytes(line: &[u8], after_gap: bool, within: bool) -> Option<u32> {
    let command = Command::parse(line)?;
    let unknown = command.verb == Verb::Other;
    if within || (after_gap && unknown) {
        return Some(0);
    }
    let argument = command.argument.filter(|_| command.verb.is_secret())?;
    u32::try_from(line.len() - argument.len()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_of_pass_cannot_be_read_nor_what_may_be_its_rest() {
        assert_eq!(readable_bytes(b"PASS secret", false, false), Some(5));
        assert_eq!(readable_bytes(b"acct 77", false, false), Some(5));
        assert_eq!(readable_bytes(b"USER alice", false, false), None);
        assert_eq!(readable_bytes(b"cret", true, false), Some(0));
        assert_eq!(readable_bytes(b"RETR cret", true, true), Some(0));
        assert_eq!(readable_bytes(b"RETR file", true, false), None);
    }
}
