//! A moving view of an input: at most one record and what `read(2)` brought along with it.

use std::io::{self, BufRead, Read};
use std::ops::Range;

/// How much is read at once, in bytes: large enough that a call of `read(2)` costs nothing a
/// record, small enough to stay in the processor's second-level cache.
pub(super) const WINDOW_SIZE: usize = 256 * 1024;

/// The longest record or block that is held in memory, in bytes; a longer one is damage.
pub const RECORD_LIMIT: u32 = 64 * 1024 * 1024;

/// The bytes of an input that have been read and not yet been used.
///
/// `start ≤ end ≤ buffer.len()`; the bytes in use are `buffer[start..end]`, and `buffer[0]` stands
/// at `base` in the input. Bytes before `start` stay until the next refill, so that a record that
/// was taken can still be looked at.
pub(super) struct Window {
    input: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    base: u64,
    ended: bool,
    trouble: Option<io::Error>,
}

impl Window {
    pub(super) fn new(input: Box<dyn Read + Send>) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            base: 0,
            ended: false,
            trouble: None,
        }
    }

    /// Whether `wanted` bytes are there, after reading as much as that takes.
    #[inline]
    pub(super) fn fill(&mut self, wanted: usize) -> io::Result<bool> {
        if self.end - self.start >= wanted {
            return Ok(true);
        }
        self.refill(wanted)
    }

    /// The bytes that are there.
    #[inline]
    pub(super) fn unread(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Moves past `length` bytes, or past all that are there.
    #[inline]
    pub(super) fn skip(&mut self, length: usize) {
        self.start = self.start.saturating_add(length).min(self.end);
    }

    /// The place of the bytes from `skipped` to `skipped + length`, for [`Window::slice`].
    #[inline]
    pub(super) fn range(&self, skipped: usize, length: usize) -> Range<usize> {
        let start = self.start + skipped;
        start..start + length
    }

    /// The bytes at a place that [`Window::range`] gave; they hold until the next fill.
    #[inline]
    pub(super) fn slice(&self, range: Range<usize>) -> &[u8] {
        self.buffer.get(range).unwrap_or_default()
    }

    /// Where in the input a place that [`Window::range`] gave is; it holds until the next fill.
    #[inline]
    pub(super) fn offset(&self, range: &Range<usize>) -> u64 {
        self.base + range.start as u64
    }

    /// How many bytes of the input were moved past.
    pub(super) fn position(&self) -> u64 {
        self.base + self.start as u64
    }

    /// Moves past `length` bytes that need not be held at once; whether as many were there.
    pub(super) fn discard(&mut self, mut length: u64) -> io::Result<bool> {
        while length > 0 {
            if !self.fill(1)? {
                return Ok(false);
            }
            let step = (self.end - self.start).min(usize::try_from(length).unwrap_or(usize::MAX));
            self.skip(step);
            length -= step as u64;
        }
        Ok(true)
    }

    /// The error that made a read fail, kept because decoders hide it within errors of their own.
    pub(super) fn take_trouble(&mut self) -> Option<io::Error> {
        self.trouble.take()
    }

    #[cold]
    fn refill(&mut self, wanted: usize) -> io::Result<bool> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.base += self.start as u64;
            self.end -= self.start;
            self.start = 0;
        }
        while self.end < wanted && !self.ended {
            self.make_room(wanted);
            let room = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.input.read(room) {
                Ok(0) => self.ended = true,
                Ok(read) => self.end += read.min(room.len()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    return Err(error);
                }
            }
        }
        Ok(self.end >= wanted)
    }

    /// Grows the buffer when it is full, by doubling: a length that lies costs no more memory
    /// than there are bytes.
    fn make_room(&mut self, wanted: usize) {
        if self.buffer.is_empty() {
            self.buffer.resize(WINDOW_SIZE, 0);
        } else if self.end == self.buffer.len() {
            let doubled = self.buffer.len().saturating_mul(2);
            let size = wanted.max(WINDOW_SIZE).min(doubled);
            self.buffer.resize(size, 0);
        }
    }
}

impl Read for Window {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(into)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Window {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if let Err(error) = self.fill(1) {
            let kind = error.kind();
            self.trouble = Some(error);
            return Err(kind.into());
        }
        Ok(self.unread())
    }

    fn consume(&mut self, amount: usize) {
        self.skip(amount);
    }
}
