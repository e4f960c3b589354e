//! Writes JSON into a buffer.
//!
//! serde_json's serializer looks at every key for characters to escape and formats addresses and
//! times through `fmt`; together that was a quarter of the time of reading many small sessions.
//! Keys here are literals, and strings in which something needs an escape are written by serde_json.

mod digits;
mod object;
mod plain;

pub use object::Object;

use crate::net::{Endpoint, Time};
use digits::{DIGITS, PAIRS, triple, up_to_three};
use std::io::{self, Write};
use std::net::IpAddr;

/// A buffer of JSON text.
#[derive(Debug, Default)]
pub struct Writer {
    /// What was written, up to `end`, and room for more, which may hold anything: pieces whose length
    /// is not known before are put down whole, and what follows covers what is too much.
    buffer: Vec<u8>,
    end: usize,
    /// The date that was written last, and its number since 1970.
    day: Option<(i64, [u8; DATE])>,
}

impl Writer {
    /// What was written.
    pub fn bytes(&self) -> &[u8] {
        self.buffer.get(..self.end).unwrap_or_default()
    }

    /// Empties the buffer.
    pub fn clear(&mut self) {
        self.end = 0;
    }

    /// Writes an object and a line feed.
    pub fn line(&mut self, fill: impl FnOnce(&mut Object<'_>)) {
        self.object(fill);
        self.byte(b'\n');
    }

    /// Writes an object.
    pub fn object(&mut self, fill: impl FnOnce(&mut Object<'_>)) {
        let start = self.end;
        fill(&mut Object { out: self });
        self.enclose(start, b'{', b'}');
    }

    /// Puts brackets around items that each have a comma before them, from `start` on.
    fn enclose(&mut self, start: usize, open: u8, close: u8) {
        if self.end == start {
            self.byte(open);
        } else if let Some(comma) = self.buffer.get_mut(start) {
            *comma = open;
        }
        self.byte(close);
    }

    /// Writes the first `length` bytes of `piece`.
    #[inline(always)]
    fn piece<const SIZE: usize>(&mut self, piece: [u8; SIZE], length: usize) {
        let rest = self.buffer.get_mut(self.end..);
        match rest.and_then(<[u8]>::first_chunk_mut) {
            Some(place) => *place = piece,
            None => self.piece_in_more_room(&piece),
        }
        self.end += length;
    }

    #[cold]
    #[inline(never)]
    fn piece_in_more_room(&mut self, piece: &[u8]) {
        self.room(piece.len()).copy_from_slice(piece);
    }

    /// The place of the next `length` bytes.
    #[inline(always)]
    fn room(&mut self, length: usize) -> &mut [u8] {
        if self.buffer.len() - self.end < length {
            self.grow(length);
        }
        &mut self.buffer[self.end..self.end + length]
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, length: usize) {
        const LEAST: usize = 4_096;
        let size = (self.end + length).max(2 * self.buffer.len()).max(LEAST);
        self.buffer.resize(size, 0);
    }

    #[inline(always)]
    fn byte(&mut self, byte: u8) {
        self.piece([byte], 1);
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.piece(*b"null", 4);
    }

    /// Writes a string.
    pub fn text(&mut self, text: &str) {
        if !self.plain(text.as_bytes()) {
            // A buffer takes everything.
            let _ = serde_json::to_writer(self, text);
        }
    }

    /// The place of the next `length` bytes, between quotation marks; they do not count yet.
    #[inline(always)]
    fn quoted(&mut self, length: usize) -> &mut [u8] {
        let room = self.room(length + 2);
        room[0] = b'"';
        room[length + 1] = b'"';
        &mut room[1..=length]
    }

    /// Writes a word of this program, which must need no escape.
    fn word(&mut self, word: &'static str) {
        self.quoted(word.len()).copy_from_slice(word.as_bytes());
        self.end += word.len() + 2;
    }

    /// Writes a string if it is ASCII in which nothing needs an escape, as nearly all are; returns whether
    /// it is, and writes nothing else.
    #[inline]
    fn plain(&mut self, text: &[u8]) -> bool {
        let is_plain = plain::copy(text, self.quoted(text.len()));
        if is_plain {
            self.end += text.len() + 2;
        }
        is_plain
    }

    /// Writes text from the wire, with what is no UTF-8 replaced.
    pub fn lossy(&mut self, text: &[u8]) {
        if !self.plain(text) {
            self.text(&String::from_utf8_lossy(text));
        }
    }

    /// Writes bytes as hexadecimal digits.
    pub fn hex(&mut self, bytes: &[u8]) {
        self.byte(b'"');
        for byte in bytes {
            let digits = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
            self.piece(digits, 2);
        }
        self.byte(b'"');
    }

    /// Writes a whole number.
    #[inline]
    pub fn number(&mut self, number: u64) {
        // Without a branch that depends on how many digits there are: all are put down, zeros in front
        // are shifted out, and what then stands behind does not count.
        if number < 1_000 {
            let (digits, length) = up_to_three(number as u32);
            self.piece(digits.to_le_bytes(), length);
        } else if number < 1_000_000 {
            let number = number as u32;
            let (digits, length) = up_to_three(number / 1_000);
            let last = u64::from(triple(number % 1_000));
            let digits = u64::from(digits) | last << (8 * length);
            self.piece(digits.to_le_bytes(), length + 3);
        } else {
            self.large_number(number);
        }
    }

    #[inline(never)]
    fn large_number(&mut self, number: u64) {
        self.number(number / 1_000_000);
        for three in [number / 1_000 % 1_000, number % 1_000] {
            self.piece(triple(three as u32).to_le_bytes(), 3);
        }
    }

    /// Writes the arithmetic from two numbers to a port as a string: `"39*256+136=10120"`.
    pub fn arithmetic(&mut self, high: u8, low: u8, port: u16) {
        self.byte(b'"');
        self.number(high.into());
        self.piece(*b"*256+", 5);
        self.number(low.into());
        self.byte(b'=');
        self.number(port.into());
        self.byte(b'"');
    }

    /// Writes seconds.
    pub fn seconds(&mut self, seconds: f64) {
        let _ = serde_json::to_writer(self, &seconds);
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        match value {
            true => self.piece(*b"true", 4),
            false => self.piece(*b"false", 5),
        }
    }

    /// Writes an endpoint as `10.0.1.66:21` or `[2001:db8::1]:21`.
    pub fn endpoint(&mut self, endpoint: Endpoint) {
        self.byte(b'"');
        match endpoint.address.ip() {
            IpAddr::V4(v4) => {
                for (octet, after) in v4.octets().into_iter().zip(*b"...:") {
                    let (digits, length) = up_to_three(octet.into());
                    let digits = digits | u32::from(after) << (8 * length);
                    self.piece(digits.to_le_bytes(), length + 1);
                }
            }
            IpAddr::V6(v6) => self.v6(v6.segments()),
        }
        self.number(endpoint.port.into());
        self.byte(b'"');
    }

    /// Writes an IPv6 address in brackets, and a colon (RFC 5952 §4).
    fn v6(&mut self, segments: [u16; 8]) {
        let (from, to) = longest_zeros(segments);
        self.byte(b'[');
        for (at, segment) in segments.into_iter().enumerate() {
            if at == from {
                self.piece(*b"::", 2);
            }
            if (from..to).contains(&at) {
                continue;
            }
            if at > 0 && at != to {
                self.byte(b':');
            }
            let digits = [12, 8, 4, 0].map(|shift| DIGITS[usize::from(segment >> shift) % 16]);
            let zeros = segment.leading_zeros().min(12) / 4;
            let digits = u32::from_le_bytes(digits) >> (8 * zeros);
            self.piece(digits.to_le_bytes(), 4 - zeros as usize);
        }
        self.piece(*b"]:", 2);
    }

    /// Writes a moment in RFC 3339, UTC, nanoseconds.
    pub fn time(&mut self, time: Time) {
        const NANOSECONDS: i64 = 1_000_000_000;
        const SECONDS: i64 = 24 * 60 * 60;
        let (second, fraction) = (
            time.0.div_euclid(NANOSECONDS),
            time.0.rem_euclid(NANOSECONDS),
        );
        let day = second.div_euclid(SECONDS);
        let known = self.day.filter(|(known, _)| *known == day);
        let date = known
            .map(|(_, date)| date)
            .or_else(|| self.remember(time, day));
        let Some(date) = date else {
            self.text(&time.to_string());
            return;
        };
        let second = second.rem_euclid(SECONDS) as u32;
        let mut moment = *b"\"0000-00-00T00:00:00.000000000Z\"";
        moment[1..1 + DATE].copy_from_slice(&date);
        let clock = [
            (12, second / 3_600),
            (15, second / 60 % 60),
            (18, second % 60),
        ];
        for (at, number) in clock {
            moment[at..at + 2].copy_from_slice(&PAIRS[number as usize % 100]);
        }
        let mut rest = fraction as u32;
        for at in [28, 26, 24, 22] {
            moment[at..at + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
            rest /= 100;
        }
        moment[21] = b'0' + rest as u8;
        self.piece(moment, moment.len());
    }

    /// The text of a date, kept because many moments share it.
    fn remember(&mut self, time: Time, day: i64) -> Option<[u8; DATE]> {
        let text = time.to_string();
        let (date, _) = text.split_once('T')?;
        // Years beyond four digits are rare enough.
        let date = date.as_bytes().try_into().ok()?;
        self.day = Some((day, date));
        Some(date)
    }
}

/// The length of a date: `2026-11-20`.
const DATE: usize = 10;

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.room(bytes.len()).copy_from_slice(bytes);
        self.end += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The first of the longest runs of zeros of an IPv6 address that are longer than one, and where it ends;
/// an empty one behind the end where there is none.
fn longest_zeros(segments: [u16; 8]) -> (usize, usize) {
    let mut longest = (segments.len(), segments.len());
    let mut from = 0;
    for (at, segment) in segments.into_iter().enumerate() {
        if segment != 0 {
            from = at + 1;
        } else if at - from >= (longest.1 - longest.0).max(1) {
            longest = (from, at + 1);
        }
    }
    longest
}

#[cfg(test)]
mod tests;
