//! A window of a connection as rows: lines of text, a listing, or a hex dump.

use super::note::Note;
use super::reassembly::{Run, Window};
use crate::ftp::listing::{self, Listing};
use crate::net::Time;
use crate::tcp::Direction;
use std::ops::Range;

/// The bytes of a row of text; what is longer goes on in the next row.
pub const ROW_BYTES: usize = 4_096;

/// The forms in which a data connection can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Lines of text.
    Text,
    /// The table of a listing.
    Listing,
    /// A hex dump.
    Hex,
}

impl Form {
    /// The next form, round and round.
    pub fn next(self) -> Self {
        match self {
            Self::Text => Self::Listing,
            Self::Listing => Self::Hex,
            Self::Hex => Self::Text,
        }
    }
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A line of [`Page::text`]; of one that holds a password, only so many bytes may be read.
    Text {
        /// Where it stands.
        text: Range<u32>,
        /// The bytes before the password.
        readable: Option<u32>,
    },
    /// Bytes that the capture does not hold.
    Gap(u64),
    /// TLS records of one type.
    Tls {
        /// Their content type (RFC 8446 §5.1).
        kind: u8,
        /// How many they are.
        records: u32,
        /// What they hold in bytes, without their headers.
        bytes: u64,
    },
    /// TLS records that hold no data that can be shown.
    Records {
        /// What they are.
        note: Note,
        /// How many they are.
        records: u32,
        /// What they hold in bytes, without their headers.
        bytes: u64,
    },
    /// An entry of a listing.
    Entry(Box<Entry>),
    /// Bytes of a hex dump.
    Hex {
        /// Where the first stands in the stream.
        offset: u64,
        /// Where they stand in [`Page::text`].
        bytes: Range<u32>,
    },
}

/// An entry of a listing, as the bytes stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: listing::Kind,
    /// Who may do what.
    pub rights: Range<u32>,
    /// Whom it belongs to.
    pub owner: Range<u32>,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// When it was modified.
    pub modified: Range<u32>,
    /// Its name.
    pub name: Range<u32>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who sent it.
    pub direction: Direction,
    /// The frame that carried it, and when that was captured; `None` where no frame did.
    pub carried: Option<(u64, Time)>,
    /// What it shows.
    pub content: Content,
    /// Of what was decrypted, whether a record begins in it.
    pub sealed: Option<bool>,
}

/// All rows of a window.
#[derive(Debug, Default)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// The bytes that the rows point into, where these are not the window's.
    pub own: Option<Vec<u8>>,
}

impl Page {
    /// The bytes that the rows point into.
    pub fn text<'a>(&'a self, window: &'a Window) -> &'a [u8] {
        self.own.as_deref().unwrap_or(&window.bytes)
    }

    /// The row of `frame`: the first that it carried, or else the last that came before.
    pub fn row_of(&self, frame: u64) -> Option<usize> {
        let frame_of = |row: &Row| row.carried.map(|(frame, _)| frame);
        let same = self
            .rows
            .iter()
            .position(|row| frame_of(row) == Some(frame));
        same.or_else(|| {
            let after = self
                .rows
                .iter()
                .position(|row| frame_of(row).is_some_and(|number| number > frame));
            match after {
                Some(after) => after.checked_sub(1),
                None => self.rows.len().checked_sub(1),
            }
        })
    }
}

/// The bytes of a range of 32-bit places.
pub fn slice<'a>(text: &'a [u8], range: &Range<u32>) -> &'a [u8] {
    text.get(range.start as usize..range.end as usize)
        .unwrap_or_default()
}

pub(super) fn range(start: usize, end: usize) -> Range<u32> {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    narrow(start)..narrow(end)
}

pub(super) fn push_record(
    rows: &mut Vec<Row>,
    direction: Direction,
    carried: Option<(u64, Time)>,
    record: u8,
    length: u16,
) {
    if let Some(Row {
        direction: before,
        content: Content::Tls {
            kind,
            records,
            bytes,
        },
        ..
    }) = rows.last_mut()
        && *before == direction
        && *kind == record
    {
        *records += 1;
        *bytes += u64::from(length);
        return;
    }
    rows.push(Row {
        direction,
        carried,
        content: Content::Tls {
            kind: record,
            records: 1,
            bytes: length.into(),
        },
        sealed: None,
    });
}

/// What a data connection carried as text, or as TLS records where it is encrypted.
pub fn text(window: &Window) -> Page {
    let mut rows = Vec::new();
    let mut records = window.records.clone();
    for span in spans(window) {
        let Span::Bytes {
            direction,
            bytes,
            runs,
            ..
        } = &span
        else {
            rows.extend(span.row(window));
            if let Span::Gap { direction, length } = span {
                records[direction.index()].gap(length);
            }
            continue;
        };
        let whole = window.bytes.get(bytes.clone()).unwrap_or_default();
        let carried = runs.clone().next().and_then(|run| carrier(window, run));
        let clear = match window.is_plain {
            true => whole,
            false => records[direction.index()].take_each(whole, &mut |kind, length| {
                push_record(&mut rows, *direction, carried, kind, length);
            }),
        };
        let start = bytes.end - clear.len();
        let mut frames = Carriers::new(window, runs.clone());
        for line in lines(clear) {
            let (from, end) = (start + line.start, start + line.end);
            rows.push(Row {
                direction: *direction,
                carried: frames.at(from),
                content: Content::Text {
                    text: range(from, end),
                    readable: None,
                },
                sealed: frames.sealed(end),
            });
        }
    }
    Page { rows, own: None }
}

/// Whether a data connection carried TLS records.
pub fn is_encrypted(window: &Window) -> bool {
    let page = text(window);
    let is_record = |row: &Row| matches!(row.content, Content::Tls { .. });
    page.rows.iter().any(is_record)
}

/// What a data connection carried as the table of a listing.
pub fn listing(window: &Window) -> Page {
    let mut rows = Vec::new();
    for span in spans(window) {
        let Span::Bytes {
            direction,
            bytes,
            runs,
            ..
        } = &span
        else {
            rows.extend(span.row(window));
            continue;
        };
        let whole = window.bytes.get(bytes.clone()).unwrap_or_default();
        let base = bytes.start;
        let place = |part: &[u8]| {
            let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
            range(base + start, base + start + part.len())
        };
        let mut frames = Carriers::new(window, runs.clone());
        for row in Listing::parse(whole).rows {
            let (content, first) = match row {
                listing::Row::Entry(entry) => {
                    let part = |part: Option<&[u8]>| part.map_or(0..0, place);
                    let name = place(entry.name);
                    let first = name.start;
                    let entry = Entry {
                        kind: entry.kind,
                        rights: part(entry.permissions),
                        owner: part(entry.owner),
                        size: entry.size,
                        modified: part(entry.modified),
                        name,
                    };
                    (Content::Entry(Box::new(entry)), first)
                }
                listing::Row::About(line) | listing::Row::Unknown(line) => {
                    let text = place(line.get(..ROW_BYTES).unwrap_or(line));
                    let first = text.start;
                    let readable = None;
                    (Content::Text { text, readable }, first)
                }
            };
            rows.push(Row {
                direction: *direction,
                carried: frames.at(first as usize),
                content,
                sealed: frames.sealed(first as usize + 1),
            });
        }
    }
    Page { rows, own: None }
}

/// What a data connection carried as a hex dump with so many bytes in a row.
pub fn hex(window: &Window, columns: usize) -> Page {
    let mut rows = Vec::new();
    let columns = columns.max(1);
    for span in spans(window) {
        let Span::Bytes {
            direction,
            offset,
            bytes,
            runs,
        } = &span
        else {
            rows.extend(span.row(window));
            continue;
        };
        let mut frames = Carriers::new(window, runs.clone());
        let mut at = bytes.start;
        while at < bytes.end {
            let place = offset + (at - bytes.start) as u64;
            // Rows begin at round offsets, also after a gap.
            let room = columns - (place % columns as u64) as usize;
            let carried = frames.at(at);
            // They end where a record does.
            let until = if window.is_plain {
                frames.end()
            } else {
                bytes.end
            };
            let end = (at + room).min(until.clamp(at + 1, bytes.end));
            rows.push(Row {
                direction: *direction,
                carried,
                content: Content::Hex {
                    offset: place,
                    bytes: range(at, end),
                },
                sealed: frames.sealed(end),
            });
            at = end;
        }
    }
    Page { rows, own: None }
}

/// Whether bytes look like text: no control characters but those of lines.
pub fn is_text(bytes: &[u8]) -> bool {
    let sample = bytes.get(..1_024).unwrap_or(bytes);
    let odd = sample
        .iter()
        .filter(|&&byte| byte < b' ' && !matches!(byte, b'\r' | b'\n' | b'\t' | 0x0c));
    let broken: usize = sample
        .utf8_chunks()
        .map(|chunk| chunk.invalid().len())
        .sum();
    // Text in another charset than UTF-8 has broken bytes as well, but not mostly.
    odd.count() == 0 && broken * 2 <= sample.len()
}

/// What one side said without pause.
enum Span {
    Bytes {
        direction: Direction,
        /// Where it stands in the stream.
        offset: u64,
        /// Where it stands in the window.
        bytes: Range<usize>,
        /// Its runs.
        runs: Range<usize>,
    },
    Gap {
        direction: Direction,
        length: u64,
    },
    /// TLS records without data, by their run.
    Records(usize),
}

impl Span {
    /// The row of what is no bytes.
    fn row(&self, window: &Window) -> Option<Row> {
        match self {
            Span::Bytes { .. } => None,
            &Span::Gap { direction, length } => Some(Row {
                direction,
                carried: None,
                content: Content::Gap(length),
                sealed: None,
            }),
            &Span::Records(run) => noted(window.runs.get(run)?),
        }
    }
}

/// The row of TLS records that hold no data.
pub(super) fn noted(run: &Run) -> Option<Row> {
    let Run::Records {
        direction,
        frame,
        time,
        note,
        records,
        bytes,
    } = run
    else {
        return None;
    };
    Some(Row {
        direction: *direction,
        carried: Some((*frame, *time)),
        content: Content::Records {
            note: note.clone(),
            records: *records,
            bytes: *bytes,
        },
        sealed: None,
    })
}

fn spans(window: &Window) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (index, run) in window.runs.iter().enumerate() {
        match run {
            Run::Bytes {
                direction,
                offset,
                bytes,
                ..
            } => {
                if let Some(Span::Bytes {
                    direction: before,
                    bytes: known,
                    runs,
                    ..
                }) = spans.last_mut()
                    && before == direction
                {
                    (known.end, runs.end) = (bytes.end, index + 1);
                    continue;
                }
                spans.push(Span::Bytes {
                    direction: *direction,
                    offset: *offset,
                    bytes: bytes.clone(),
                    runs: index..index + 1,
                });
            }
            Run::Gap {
                direction, length, ..
            } => spans.push(Span::Gap {
                direction: *direction,
                length: *length,
            }),
            Run::Records { .. } => spans.push(Span::Records(index)),
        }
    }
    spans
}

fn carrier(window: &Window, run: usize) -> Option<(u64, Time)> {
    match window.runs.get(run)? {
        Run::Bytes { frame, time, .. } | Run::Records { frame, time, .. } => Some((*frame, *time)),
        Run::Gap { .. } => None,
    }
}

/// Which frame carried which bytes of a span, asked for in order.
struct Carriers<'w> {
    window: &'w Window,
    runs: Range<usize>,
    /// The first run whose beginning was not told of.
    untold: usize,
}

impl<'w> Carriers<'w> {
    fn new(window: &'w Window, runs: Range<usize>) -> Self {
        let untold = runs.start;
        Self {
            window,
            runs,
            untold,
        }
    }

    /// Where the run ends that was asked for last.
    fn end(&self) -> usize {
        match self.window.runs.get(self.runs.start) {
            Some(Run::Bytes { bytes, .. }) => bytes.end,
            _ => usize::MAX,
        }
    }

    /// Whether a record begins in what goes on from there to `end`; `None` where that was not
    /// encrypted.
    fn sealed(&mut self, end: usize) -> Option<bool> {
        let mut begins = false;
        while let Some(Run::Bytes { bytes, sealed, .. }) = self.window.runs.get(self.untold)
            && (bytes.start < end || self.untold <= self.runs.start)
        {
            begins |= *sealed;
            self.untold += 1;
        }
        match self.window.runs.get(self.runs.start)? {
            Run::Bytes { sealed: true, .. } => Some(begins),
            _ => None,
        }
    }

    fn at(&mut self, place: usize) -> Option<(u64, Time)> {
        while let Some(Run::Bytes { bytes, .. }) = self.window.runs.get(self.runs.start)
            && bytes.end <= place
            && self.runs.len() > 1
        {
            self.runs.start += 1;
        }
        carrier(self.window, self.runs.start)
    }
}

/// The lines of a text without their ends; long ones in several.
fn lines(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        let reach = rest.get(..ROW_BYTES).unwrap_or(rest);
        if let Some(end) = memchr::memchr(b'\n', reach) {
            at += end + 1;
            let line = rest.get(..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            return Some(start..start + line.len());
        }
        let mut end = reach.len();
        if reach.len() < rest.len() {
            // A character is not cut in two.
            while end > ROW_BYTES - 4 && rest.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
                end -= 1;
            }
        }
        at += end;
        Some(start..start + end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_lf_or_cr_lf_and_the_last_in_nothing() {
        let text = b"one\r\ntwo\n\nfour";
        let lines: Vec<&[u8]> = lines(text).map(|line| &text[line]).collect();
        assert_eq!(lines, [&b"one"[..], b"two", b"", b"four"]);
    }

    #[test]
    fn a_long_line_goes_on_in_the_next_row_and_no_character_is_torn() {
        let text = "é".repeat(ROW_BYTES);
        let text = format!("x{text}");
        let parts: Vec<Range<usize>> = lines(text.as_bytes()).collect();
        assert!(parts.len() > 2);
        for part in &parts {
            assert!(text.get(part.clone()).is_some(), "{part:?}");
        }
        assert_eq!(parts.last().map(|part| part.end), Some(text.len()));
    }

    #[test]
    fn bytes_with_controls_are_no_text() {
        assert!(is_text("Grüße\r\n".as_bytes()) && is_text(b"caf\xe9\n"));
        assert!(!is_text(b"PK\x03\x04") && !is_text(&[0xff; 40]));
    }
}
