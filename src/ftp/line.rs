//! One direction of a control connection as lines: Telnet taken out, ends of every kind.
//!
//! The control connection follows the Telnet protocol (RFC 959 section 2.3 and RFC 1123 section
//! 4.1.2.10), so a line may hold Telnet commands, and 255 is doubled. Real peers keep to this loosely;
//! the rules here are the ones under which verbs and codes come out right:
//!
//! - A line ends at LF, with any number of CR before it.
//! - A CR without LF (also as CR NUL, RFC 854) ends the line only if a known verb or a reply code
//!   follows, or nothing at all. Elsewhere it is a carriage return inside a path name (RFC 2640
//!   section 3.1) or a text, and is kept; the NUL after it is not.
//! - 255 starts a Telnet command only if a byte of 240 or more follows; else it is a letter of an
//!   8-bit character set, and both are kept.
//! - What remains of a Telnet synch in front of a verb (BSD sends the data mark as one urgent byte
//!   without its 255) is taken out, so that the verb is `ABOR`.

use memchr::{memchr, memchr3};

use super::command::Verb;
use super::reply::{Code, Separator};

/// The longest line in bytes that is kept whole.
pub const LINE_LIMIT: usize = 64 * 1024;

/// How many bytes are kept of a line that is longer than [`LINE_LIMIT`].
pub const LINE_KEPT: usize = 8 * 1024;

/// The longest Telnet subnegotiation in bytes; what follows is read as text again.
pub const SUBNEGOTIATION_LIMIT: u16 = 1024;

const CR: u8 = b'\r';
const LF: u8 = b'\n';
const IAC: u8 = 255;
const SE: u8 = 240;
const DATA_MARK: u8 = 242;
const BREAK: u8 = 243;
const INTERRUPT_PROCESS: u8 = 244;
const ABORT_OUTPUT: u8 = 245;
const SB: u8 = 250;
const WILL: u8 = 251;

findings! {
    /// What was odd about a line, or stood in it besides text.
    LineMarks(u16) {
        /// Telnet commands other than a synch were taken out.
        TELNET telnet = 0;
        /// A Telnet synch (IP, DM, BRK, AO, or what is left of one) was taken out: urgent speech.
        SYNCH synch = 1;
        /// NUL bytes stand in the text.
        NUL nul = 2;
        /// The line ends in LF without CR.
        BARE_LF bare_lf = 3;
        /// A CR without LF ends the line or stands in it.
        BARE_CR bare_cr = 4;
        /// More than one CR stands before the LF.
        EXTRA_CR extra_cr = 5;
        /// A CR was followed by NUL, as RFC 854 writes a carriage return.
        CR_NUL cr_nul = 6;
        /// The line is longer than [`LINE_LIMIT`], and only [`LINE_KEPT`] bytes are in the text.
        TOO_LONG too_long = 7;
        /// The stream ended before the line did.
        UNTERMINATED unterminated = 8;
        /// The capture lacks the rest of the line.
        BROKEN broken = 9;
        /// The capture lacks bytes before this line, perhaps its beginning.
        AFTER_GAP after_gap = 10;
    }
}

/// One line of a control connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The line with Telnet commands taken out and without its end.
    pub text: &'a [u8],
    /// The stream offset of its first byte, Telnet commands included.
    pub start: u64,
    /// The stream offset past its end (CR and LF included).
    pub end: u64,
    /// The length of the text in bytes; more than `text.len()` if the line is too long.
    pub length: u64,
    /// What was odd about it.
    pub marks: LineMarks,
}

/// Cuts one direction of a control connection into lines.
///
/// However a stream is cut into pushes, the lines that come out are the same.
#[derive(Clone, Debug, Default)]
pub struct LineSplitter {
    /// The text of the line so far; empty between lines.
    kept: Vec<u8>,
    /// The true length of a line that is too long; 0 while the whole line is in `kept`.
    cut: u64,
    /// Where the line began; none between lines.
    start: Option<u64>,
    /// The stream offset past the last byte seen.
    end: u64,
    /// Found in the line so far.
    marks: LineMarks,
    /// A CR whose meaning is not yet known.
    run: Option<Run>,
    telnet: Telnet,
}

/// One or more CR (or CR NUL) in the text so far. If the text goes on behind them, `kept` holds
/// more than `text_end` bytes, and those tell whether a new line began.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Length of the text before the CR.
    text_start: usize,
    /// Length of the text with the CR.
    text_end: usize,
    /// The stream offset past the CR.
    end: u64,
    /// Found since: marks of the next line, if a new line began.
    marks: LineMarks,
    /// Whether the last byte was the CR itself, so that a NUL belongs to it.
    at_cr: bool,
}

/// Where in a Telnet command the stream stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Telnet {
    #[default]
    Text,
    /// After 255.
    Iac,
    /// After 255 and WILL, WONT, DO or DONT, which is kept here.
    Option(u8),
    /// Inside a subnegotiation of so many bytes; whether the last one was 255 or CR.
    Sub { length: u16, last: u8 },
}

impl LineSplitter {
    /// A splitter at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the `bytes` that stand at stream `offset`, and calls `each` for every line that ends in
    /// them. A line that is whole in `bytes` is not copied.
    pub fn push(&mut self, offset: u64, bytes: &[u8], each: &mut dyn FnMut(Line<'_>)) {
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            let here = offset.wrapping_add(at as u64);
            if self.start.is_none() && self.telnet == Telnet::Text {
                if let Some(length) = self.whole_line(here, rest, each) {
                    at += length;
                    continue;
                }
                self.start = Some(here);
            }
            at += self.part(here, rest, each);
        }
    }

    /// Bytes are missing from the capture here. Hands out what there is of a line, marked broken;
    /// the next line is marked as coming after a gap.
    pub fn gap(&mut self, each: &mut dyn FnMut(Line<'_>)) {
        self.close(LineMarks::BROKEN, each);
        self.marks = LineMarks::AFTER_GAP;
    }

    /// The stream ends here. Hands out what there is of a line, marked unterminated.
    pub fn finish(&mut self, each: &mut dyn FnMut(Line<'_>)) {
        self.close(LineMarks::UNTERMINATED, each);
    }

    /// Hands out a line that stands at a CR, not waiting for the LF: for a caller who knows from the
    /// other side's answer that the line is over. An LF that follows after all is an empty line.
    pub fn settle(&mut self, each: &mut dyn FnMut(Line<'_>)) {
        if let Some(run) = self.run
            && run.text_end == self.kept.len()
            && self.telnet == Telnet::Text
        {
            self.end_at_run(run, each);
        }
    }

    /// How many bytes are held of a line that has not ended yet.
    pub fn pending(&self) -> usize {
        let telnet = match self.telnet {
            Telnet::Text => 0,
            Telnet::Iac => 1,
            Telnet::Option(_) | Telnet::Sub { .. } => 2,
        };
        self.kept.len() + telnet
    }

    /// Forgets everything, as at the beginning of a stream.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Hands out the line at the beginning of `bytes` if it is whole and plain, and says how many
    /// bytes it took with its end.
    fn whole_line(
        &mut self,
        offset: u64,
        bytes: &[u8],
        each: &mut dyn FnMut(Line<'_>),
    ) -> Option<usize> {
        let at = memchr3(CR, LF, IAC, bytes)?;
        let mut marks = std::mem::take(&mut self.marks);
        let length = match bytes.get(at..)? {
            [LF, ..] => {
                marks.add(LineMarks::BARE_LF);
                at + 1
            }
            [CR, LF, ..] => at + 2,
            _ => {
                self.marks = marks;
                return None;
            }
        };
        let text = bytes.get(..at)?;
        hand_out(
            text,
            None,
            offset,
            offset.wrapping_add(length as u64),
            marks,
            each,
        );
        Some(length)
    }

    /// Takes bytes into a line in the making, up to its end or that of `bytes`; says how many.
    fn part(&mut self, offset: u64, bytes: &[u8], each: &mut dyn FnMut(Line<'_>)) -> usize {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.start.is_none() && self.telnet == Telnet::Text {
                break;
            }
            if self.telnet == Telnet::Text && self.run.is_none() {
                let rest = &bytes[at..];
                let plain = memchr3(CR, LF, IAC, rest).unwrap_or(rest.len());
                if plain > 0 {
                    self.keep(&rest[..plain]);
                    at += plain;
                    self.end = offset.wrapping_add(at as u64);
                    continue;
                }
            }
            at += 1;
            let end = offset.wrapping_add(at as u64);
            self.byte(byte, end, each);
            self.end = end;
        }
        at
    }

    /// The Telnet layer: takes one byte, which ends at stream offset `end`.
    fn byte(&mut self, byte: u8, end: u64, each: &mut dyn FnMut(Line<'_>)) {
        match self.telnet {
            Telnet::Text if byte == IAC => self.telnet = Telnet::Iac,
            Telnet::Text => self.text(byte, end, each),
            Telnet::Iac => {
                self.telnet = Telnet::Text;
                match byte {
                    IAC => self.text(IAC, end, each),
                    WILL..=254 => self.telnet = Telnet::Option(byte),
                    SB => self.telnet = Telnet::Sub { length: 0, last: 0 },
                    DATA_MARK..=ABORT_OUTPUT => self.mark(LineMarks::SYNCH),
                    SE..=249 => self.mark(LineMarks::TELNET),
                    _ => {
                        self.text(IAC, end.wrapping_sub(1), each);
                        self.text(byte, end, each);
                    }
                }
            }
            Telnet::Option(verb) => {
                self.telnet = Telnet::Text;
                // Assigned options, without the two that would swallow a line end.
                if matches!(byte, 0..=9 | 11 | 12 | 14..=49 | 138..=140 | 255) {
                    return self.mark(LineMarks::TELNET);
                }
                self.text(IAC, end.wrapping_sub(2), each);
                self.text(verb, end.wrapping_sub(1), each);
                self.text(byte, end, each);
            }
            Telnet::Sub { length, last } => {
                // A line end, or too much of it, says that this was no subnegotiation after all.
                let line_end = last == CR && byte == LF;
                if line_end || (last == IAC && byte == SE) || length >= SUBNEGOTIATION_LIMIT {
                    self.telnet = Telnet::Text;
                    self.mark(LineMarks::TELNET);
                    if line_end {
                        self.text(CR, end.wrapping_sub(1), each);
                        self.text(LF, end, each);
                    }
                    return;
                }
                // A doubled 255 is data: it must not make the next SE an end.
                let last = if last == IAC { 0 } else { byte };
                self.telnet = Telnet::Sub {
                    length: length + 1,
                    last,
                };
            }
        }
    }

    /// The line layer: takes one byte of text, which ends at stream offset `end`.
    fn text(&mut self, byte: u8, end: u64, each: &mut dyn FnMut(Line<'_>)) {
        if self.start.is_none() {
            self.start = Some(end.wrapping_sub(1));
        }
        match (byte, self.run) {
            (LF, Some(run)) if run.text_end == self.kept.len() => {
                self.marks.add(run.marks);
                if run.text_end - run.text_start > 1 {
                    self.marks.add(LineMarks::EXTRA_CR);
                }
                self.end_line(run.text_start, end, each);
            }
            (LF, run) => {
                if let Some(run) = run {
                    self.decide(run, true, each);
                }
                self.marks.add(LineMarks::BARE_LF);
                self.end_line(self.kept.len(), end, each);
            }
            (CR, Some(run)) if run.text_end == self.kept.len() => {
                if run.text_end - run.text_start >= LINE_KEPT {
                    return self.end_at_run(Run { end, ..run }, each);
                }
                if self.cut == 0 {
                    self.kept.push(CR);
                }
                self.run = Some(Run {
                    text_end: self.kept.len(),
                    end,
                    at_cr: true,
                    ..run
                });
            }
            (CR, run) => {
                if let Some(run) = run {
                    self.decide(run, true, each);
                }
                let text_start = self.kept.len();
                if self.cut == 0 {
                    self.kept.push(CR);
                }
                self.run = Some(Run {
                    text_start,
                    text_end: self.kept.len(),
                    end,
                    marks: LineMarks::NONE,
                    at_cr: true,
                });
            }
            (0, Some(run)) if run.at_cr => {
                self.marks.add(LineMarks::CR_NUL);
                self.run = Some(Run {
                    end,
                    at_cr: false,
                    ..run
                });
            }
            (_, Some(run)) if self.cut > 0 => {
                // Nothing is kept to look back at: the CR ends the line.
                self.end_at_run(run, each);
                self.start = Some(run.end);
                self.keep(&[byte]);
            }
            (_, Some(run)) => {
                let run = Run {
                    at_cr: false,
                    ..run
                };
                self.run = Some(run);
                self.kept.push(byte);
                self.decide(run, false, each);
            }
            (_, None) => self.keep(&[byte]),
        }
    }

    /// Whether a new line began behind `run`; `complete` if the word behind it ends here.
    fn decide(&mut self, run: Run, complete: bool, each: &mut dyn FnMut(Line<'_>)) {
        let before = self.kept.get(..run.text_start).unwrap_or_default();
        let after = self.kept.get(run.text_end..).unwrap_or_default();
        match begins_line(before, after, complete) {
            None => {}
            Some(false) => {
                self.marks.add(run.marks.with(LineMarks::BARE_CR));
                self.run = None;
                self.keep(&[]);
            }
            Some(true) => {
                let after = after.to_vec();
                self.end_at_run(run, each);
                self.start = Some(run.end);
                self.marks = run.marks;
                self.keep(&after);
            }
        }
    }

    /// Adds text to the line, and cuts the line if it is too long.
    fn keep(&mut self, text: &[u8]) {
        if self.cut > 0 {
            self.cut = self.cut.saturating_add(text.len() as u64);
            return;
        }
        let length = self.kept.len() + text.len();
        if length <= LINE_LIMIT {
            self.kept.extend_from_slice(text);
            return;
        }
        let room = LINE_KEPT.saturating_sub(self.kept.len());
        self.kept
            .extend_from_slice(text.get(..room).unwrap_or(text));
        self.kept.truncate(LINE_KEPT);
        self.kept.shrink_to_fit();
        self.cut = length as u64;
    }

    /// Adds to the marks of the line that a Telnet command stands in.
    fn mark(&mut self, marks: LineMarks) {
        match &mut self.run {
            Some(run) => run.marks.add(marks),
            None => self.marks.add(marks),
        }
    }

    /// Hands out the line that ends at the CR of `run`.
    fn end_at_run(&mut self, run: Run, each: &mut dyn FnMut(Line<'_>)) {
        self.marks.add(LineMarks::BARE_CR);
        self.end_line(run.text_start, run.end, each);
    }

    /// Hands out the first `text_end` bytes as a line, and begins anew.
    fn end_line(&mut self, text_end: usize, end: u64, each: &mut dyn FnMut(Line<'_>)) {
        let text = self.kept.get(..text_end).unwrap_or_default();
        let cut = (self.cut > 0).then_some(self.cut);
        hand_out(text, cut, self.start.unwrap_or(end), end, self.marks, each);
        self.kept.clear();
        self.kept.shrink_to(LINE_KEPT);
        self.cut = 0;
        self.start = None;
        self.marks = LineMarks::NONE;
        self.run = None;
    }

    /// Hands out what there is of a line, with `how` it stopped unless a CR ends it.
    fn close(&mut self, how: LineMarks, each: &mut dyn FnMut(Line<'_>)) {
        self.telnet = Telnet::Text;
        if let Some(run) = self.run
            && run.text_end < self.kept.len()
        {
            self.decide(run, true, each);
        }
        match self.run {
            Some(run) => self.end_at_run(run, each),
            None if self.kept.is_empty() => {}
            None => {
                self.marks.add(how);
                self.end_line(self.kept.len(), self.end, each);
            }
        }
        self.start = None;
        self.marks = LineMarks::NONE;
    }
}

/// Completes a line with what its text shows, and hands it out.
fn hand_out(
    text: &[u8],
    cut: Option<u64>,
    start: u64,
    end: u64,
    mut marks: LineMarks,
    each: &mut dyn FnMut(Line<'_>),
) {
    let (text, length) = match cut {
        Some(length) => (text, length),
        None if text.len() > LINE_LIMIT => {
            (text.get(..LINE_KEPT).unwrap_or(text), text.len() as u64)
        }
        None => (text, text.len() as u64),
    };
    if length > text.len() as u64 {
        marks.add(LineMarks::TOO_LONG);
    }
    if memchr(0, text).is_some() {
        marks.add(LineMarks::NUL);
    }
    let remains = synch_remains(text);
    if remains > 0 {
        marks.add(LineMarks::SYNCH);
    }
    each(Line {
        text: text.get(remains..).unwrap_or_default(),
        start,
        end,
        length: length.saturating_sub(remains as u64),
        marks,
    });
}

/// How many bytes in front of a known verb are left of a Telnet synch.
fn synch_remains(text: &[u8]) -> usize {
    if text.first().is_none_or(|&byte| byte < SE) {
        return 0;
    }
    let remains = text
        .iter()
        .take_while(|&&byte| matches!(byte, DATA_MARK | BREAK | INTERRUPT_PROCESS | IAC))
        .count();
    let rest = text.get(remains..).unwrap_or_default();
    if Verb::of(first_word(rest)) == Verb::Other {
        return 0;
    }
    remains
}

/// Whether `after`, which stands behind `before` and a CR, is the beginning of another line;
/// none while it is too short to tell and not `complete`.
fn begins_line(before: &[u8], after: &[u8], complete: bool) -> Option<bool> {
    const LONGEST_VERB: usize = 8;
    if after.first().is_some_and(u8::is_ascii_digit) {
        if Verb::of(first_word(before)) != Verb::Other {
            return Some(false);
        }
        if !after.iter().take(3).all(u8::is_ascii_digit) {
            return Some(false);
        }
        if after.len() < 4 && !complete {
            return None;
        }
        let separator = Code::parse(after).map(|(_, separator, _)| separator);
        return Some(separator.is_some_and(|separator| separator != Separator::Missing));
    }
    if before.first().is_some_and(u8::is_ascii_digit) {
        return Some(false);
    }
    let word = first_word(after);
    let is_word = word
        .iter()
        .all(|&byte| byte.is_ascii_alphanumeric() || byte == b'@');
    if !is_word || word.len() > LONGEST_VERB {
        return Some(false);
    }
    if word.len() == after.len() && !complete {
        return None;
    }
    Some(Verb::of(word) != Verb::Other)
}

/// The bytes up to the first space.
fn first_word(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|&byte| byte == b' ');
    text.get(..end.unwrap_or(text.len())).unwrap_or(text)
}

#[cfg(test)]
mod tests;
