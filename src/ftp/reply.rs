//! What the server says: a code of three digits and text, on one line or on many.

use std::fmt;

use memchr::memchr;
use smallvec::{SmallVec, smallvec};

/// How many lines are kept of one reply; the rest is counted.
pub const REPLY_LINES: usize = 4096;

/// How many bytes of text are kept of one reply; lines beyond are counted.
pub const REPLY_BYTES: usize = 256 * 1024;

/// A reply code of three digits (RFC 959 section 4.2), from 0 to 999.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub u16);

/// What stands between the code and the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Separator {
    /// A space: the only or the last line.
    Space,
    /// A hyphen: the first line of several.
    Hyphen,
    /// Nothing, and no text either: taken as the only or the last line.
    Nothing,
    /// A tab: taken as a space.
    Tab,
    /// Nothing, though text follows, as in `220text`: taken as the only line.
    Missing,
}

impl Separator {
    /// Whether it ends a reply of several lines.
    pub const fn ends(self) -> bool {
        matches!(self, Separator::Space | Separator::Nothing | Separator::Tab)
    }
}

impl Code {
    /// Reads the code at the beginning of a line, what parts it from the text, and the text.
    /// None where the line does not begin with exactly three digits.
    pub fn parse(line: &[u8]) -> Option<(Code, Separator, &[u8])> {
        let [a, b, c, rest @ ..] = line else {
            return None;
        };
        if !(a.is_ascii_digit() && b.is_ascii_digit() && c.is_ascii_digit()) {
            return None;
        }
        let code = Code(digit(*a) * 100 + digit(*b) * 10 + digit(*c));
        let (separator, text) = match rest {
            [] => (Separator::Nothing, rest),
            [b' ', text @ ..] => (Separator::Space, text),
            [b'-', text @ ..] => (Separator::Hyphen, text),
            [b'\t', text @ ..] => (Separator::Tab, text),
            [digit, ..] if digit.is_ascii_digit() => return None,
            text => (Separator::Missing, text),
        };
        Some((code, separator, text))
    }

    /// Whether the digits are such as the RFCs assign: 1 to 6, then 0 to 9 (RFC 959 section 4.2.1
    /// stops at 5, servers do not), and any third.
    pub const fn is_assignable(self) -> bool {
        matches!(self.0, 100..=699)
    }

    /// Whether another reply to the same command must follow (1xx).
    pub const fn is_preliminary(self) -> bool {
        matches!(self.0, 100..=199)
    }

    /// Whether the command succeeded (2xx).
    pub const fn is_success(self) -> bool {
        matches!(self.0, 200..=299)
    }

    /// Whether the server waits for a further command that belongs to this one (3xx).
    pub const fn is_intermediate(self) -> bool {
        matches!(self.0, 300..=399)
    }

    /// Whether the command failed for now (4xx) or for good (5xx).
    pub const fn is_failure(self) -> bool {
        matches!(self.0, 400..=599)
    }

    /// Whether it wraps a protected reply (631, 632, 633; RFC 2228 section 5).
    pub const fn is_protected(self) -> bool {
        matches!(self.0, 631..=633)
    }
}

/// The value of an ASCII digit.
const fn digit(byte: u8) -> u16 {
    byte.wrapping_sub(b'0') as u16
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({self})")
    }
}

findings! {
    /// What was odd about a reply.
    ReplyMarks(u16) {
        /// The line has no code, and no reply of several lines was open.
        NO_CODE no_code = 0;
        /// A line without code and without text.
        EMPTY empty = 1;
        /// The code is not one that the RFCs could assign (000, 999).
        ODD_CODE odd_code = 2;
        /// A tab parts code and text.
        TAB tab = 3;
        /// Nothing parts code and text.
        NO_SEPARATOR no_separator = 4;
        /// The code stands alone.
        BARE_CODE bare_code = 5;
        /// Another reply began before the last line of this one.
        OVERTAKEN overtaken = 6;
        /// The stream ended before the last line.
        UNENDED unended = 7;
        /// The capture lacks bytes inside the reply.
        GAP gap = 8;
        /// Lines were counted and not kept.
        TOO_LONG too_long = 9;
        /// A line between first and last begins with digits, which RFC 959 section 4.2 wants indented.
        UNINDENTED unindented = 10;
    }
}

/// One reply, of one line or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The code; none for a line that has none.
    pub code: Option<Code>,
    /// The text of each line, without `ddd ` and `ddd-`; lines between as they stand.
    pub lines: SmallVec<[Box<[u8]>; 1]>,
    /// How many lines the reply has; more than `lines.len()` if it is too long.
    pub line_count: u64,
    /// The stream offset of its first byte.
    pub start: u64,
    /// The stream offset past its last line's end.
    pub end: u64,
    /// What was odd about it.
    pub marks: ReplyMarks,
}

impl Reply {
    /// The text of the first line, empty if there is none.
    pub fn text(&self) -> &[u8] {
        self.lines.first().map_or(&[], |line| line)
    }
}

/// Puts lines together to replies.
///
/// A reply of several lines begins with `ddd-` and ends with `ddd` and a space, the same code (RFC 959
/// section 4.2). Some servers never send that last line. So a line ends the open reply too if its code
/// is legal for the command that waits and the open code is not, or if bytes were lost since.
#[derive(Clone, Debug, Default)]
pub struct ReplyAssembler {
    /// On the heap, for few replies have several lines and few connections are in the middle of one.
    open: Option<Box<Open>>,
}

#[derive(Clone, Debug)]
struct Open {
    code: Code,
    bytes: usize,
    reply: Reply,
}

impl ReplyAssembler {
    /// An assembler between two replies.
    pub fn new() -> Self {
        Self::default()
    }

    /// The code of a reply whose last line has not come yet.
    pub fn open(&self) -> Option<Code> {
        self.open.as_ref().map(|open| open.code)
    }

    /// The code and the text of a line that is a reply by itself: what [`ReplyAssembler::push`] would
    /// hand out for it, without a copy.
    pub fn alone<'l>(&self, line: &'l [u8]) -> Option<(Option<Code>, &'l [u8])> {
        if self.open.is_some() {
            return None;
        }
        match Code::parse(line) {
            None => Some((None, line)),
            Some((_, Separator::Hyphen, _)) => None,
            Some((code, _, text)) => Some((Some(code), text)),
        }
    }

    /// Takes one line, which stands at stream offsets `start` to `end`, and calls `each` for every
    /// reply that it ends. `expected` tells whether a code is legal for the command that waits for a
    /// reply; it is asked only while a reply of several lines is open.
    pub fn push(
        &mut self,
        line: &[u8],
        start: u64,
        end: u64,
        expected: &mut dyn FnMut(Code) -> bool,
        each: &mut dyn FnMut(Reply),
    ) {
        let coded = Code::parse(line);
        if let Some(open) = &mut self.open {
            if !open.is_over(
                coded.map(|(code, separator, _)| (code, separator)),
                expected,
            ) {
                if open.push(line, coded, end)
                    && let Some(open) = self.open.take()
                {
                    each(open.reply);
                }
                return;
            }
            self.close(ReplyMarks::OVERTAKEN, each);
        }
        let Some((code, separator, text)) = coded else {
            let empty = if line.is_empty() {
                ReplyMarks::EMPTY
            } else {
                ReplyMarks::NONE
            };
            return each(single(
                None,
                line,
                start,
                end,
                ReplyMarks::NO_CODE.with(empty),
            ));
        };
        let mut marks = match separator {
            Separator::Space | Separator::Hyphen => ReplyMarks::NONE,
            Separator::Nothing => ReplyMarks::BARE_CODE,
            Separator::Tab => ReplyMarks::TAB,
            Separator::Missing => ReplyMarks::NO_SEPARATOR,
        };
        if !code.is_assignable() {
            marks.add(ReplyMarks::ODD_CODE);
        }
        let reply = single(Some(code), text, start, end, marks);
        if separator != Separator::Hyphen {
            return each(reply);
        }
        self.open = Some(Box::new(Open {
            code,
            bytes: text.len(),
            reply,
        }));
    }

    /// Bytes are missing from the capture here. An open reply stays open, for its end may still come,
    /// but any line with another legal code will end it.
    pub fn gap(&mut self) {
        if let Some(open) = &mut self.open {
            open.reply.marks.add(ReplyMarks::GAP);
        }
    }

    /// The stream ends here: hands out the reply that is open.
    pub fn finish(&mut self, each: &mut dyn FnMut(Reply)) {
        self.close(ReplyMarks::UNENDED, each);
    }

    fn close(&mut self, how: ReplyMarks, each: &mut dyn FnMut(Reply)) {
        if let Some(mut open) = self.open.take() {
            open.reply.marks.add(how);
            each(open.reply);
        }
    }
}

impl Open {
    /// Whether a line with this code shows that the open reply is over without its last line.
    fn is_over(
        &self,
        coded: Option<(Code, Separator)>,
        expected: &mut dyn FnMut(Code) -> bool,
    ) -> bool {
        let Some((code, separator)) = coded else {
            return false;
        };
        if code == self.code || separator == Separator::Missing || !expected(code) {
            return false;
        }
        self.reply.marks.gap() || !expected(self.code)
    }

    /// Adds a line; whether it is the last one.
    fn push(&mut self, line: &[u8], coded: Option<(Code, Separator, &[u8])>, end: u64) -> bool {
        let (text, last) = match coded {
            Some((code, separator, text))
                if code == self.code && separator != Separator::Missing =>
            {
                (text, separator.ends())
            }
            Some(_) => {
                self.reply.marks.add(ReplyMarks::UNINDENTED);
                (line, false)
            }
            None => (line, false),
        };
        self.reply.end = end;
        self.reply.line_count = self.reply.line_count.saturating_add(1);
        self.bytes = self.bytes.saturating_add(text.len());
        if self.reply.lines.len() < REPLY_LINES && self.bytes <= REPLY_BYTES {
            self.reply.lines.push(text.into());
        } else {
            self.reply.marks.add(ReplyMarks::TOO_LONG);
        }
        last
    }
}

/// A reply of the one line whose text this is.
fn single(code: Option<Code>, text: &[u8], start: u64, end: u64, marks: ReplyMarks) -> Reply {
    Reply {
        code,
        lines: smallvec![Box::from(text)],
        line_count: 1,
        start,
        end,
        marks,
    }
}

/// A path name from the text of a 257 reply: what stands in double quotes, where two stand for one
/// (RFC 959 appendix II). None without quotes; without the closing one, what follows the first.
pub fn quoted_path(text: &[u8]) -> Option<Vec<u8>> {
    let open = memchr(b'"', text)?;
    let mut rest = text.get(open + 1..)?;
    let mut path = Vec::new();
    loop {
        let Some(at) = memchr(b'"', rest) else {
            path.extend_from_slice(rest);
            return Some(path);
        };
        path.extend_from_slice(rest.get(..at)?);
        if rest.get(at + 1) != Some(&b'"') {
            return Some(path);
        }
        path.push(b'"');
        rest = rest.get(at + 2..)?;
    }
}

#[cfg(test)]
mod tests;
