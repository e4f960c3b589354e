//! Writes JSON into a buffer.
//!
//! serde_json's serializer looks at every key for characters to escape and formats addresses and
//! times through `fmt`; together that was a quarter of the time of reading many small sessions.
//! Keys here are literals, and strings in which something needs an escape are written by serde_json.

use crate::net::{Endpoint, Time};
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

    /// Writes a word of this program, which must need no escape.
    fn word(&mut self, word: &'static str) {
        let room = self.room(word.len() + 2);
        if let [before, inner @ .., after] = room {
            (*before, *after) = (b'"', b'"');
            inner.copy_from_slice(word.as_bytes());
            self.end += word.len() + 2;
        }
    }

    /// Writes a string if it is ASCII in which nothing needs an escape, as nearly all are; returns whether
    /// it is, and writes nothing else.
    #[inline]
    fn plain(&mut self, text: &[u8]) -> bool {
        let length = text.len() + 2;
        let room = self.room(length);
        let [before, inner @ .., after] = room else {
            return false;
        };
        (*before, *after) = (b'"', b'"');
        let is_plain = copy(text, inner);
        if is_plain {
            self.end += length;
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

const DIGITS: &[u8; 16] = b"0123456789abcdef";

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

/// Copies `text` into a place of the same length; returns whether it is ASCII in which nothing needs an
/// escape, and may stop where it is not.
///
/// Both at once, in words; the last of them overlaps the one before.
#[inline(always)]
fn copy(text: &[u8], into: &mut [u8]) -> bool {
    match (text.last_chunk::<8>(), into.last_chunk_mut::<8>()) {
        (Some(last), Some(place)) => {
            *place = *last;
            let mut odd = odd(u64::from_le_bytes(*last));
            let (words, _) = text.as_chunks::<8>();
            let (places, _) = into.as_chunks_mut::<8>();
            for (word, place) in words.iter().zip(places) {
                *place = *word;
                odd |= self::odd(u64::from_le_bytes(*word));
            }
            odd == 0
        }
        _ => copy_short(text, into),
    }
}

/// As [`copy`], of less than a word.
#[inline(always)]
fn copy_short(text: &[u8], into: &mut [u8]) -> bool {
    if let (&[a, b, c, d, ..], &[.., e, f, g, h]) = (text, text)
        && let Some(place) = into.first_chunk_mut::<4>()
    {
        *place = [a, b, c, d];
        if let Some(place) = into.last_chunk_mut::<4>() {
            *place = [e, f, g, h];
        }
        return odd(u64::from_le_bytes([a, b, c, d, e, f, g, h])) == 0;
    }
    let mut word = [b' '; 8];
    for ((byte, place), copy) in text.iter().zip(into).zip(&mut word) {
        (*place, *copy) = (*byte, *byte);
    }
    odd(u64::from_le_bytes(word)) == 0
}

/// Which bytes of a word are not ASCII or need an escape: their highest bits are set, of the lowest one for
/// certain.
///
/// What is subtracted from each byte borrows from the bit above only where the byte is less.
#[inline(always)]
fn odd(word: u64) -> u64 {
    const EACH: u64 = u64::MAX / 0xff;
    const HIGHEST: u64 = EACH << 7;
    let less_than = |word: u64, limit: u8| word.wrapping_sub(EACH * u64::from(limit)) & !word;
    let equal = |byte: u8| less_than(word ^ (EACH * u64::from(byte)), 1);
    (less_than(word, b' ') | equal(b'"') | equal(b'\\') | word) & HIGHEST
}

/// The digits of a number below 1,000, the first in the lowest bits, without zeros in front, and how many
/// they are.
#[inline(always)]
fn up_to_three(number: u32) -> (u32, usize) {
    let zeros = u32::from(number < 100) + u32::from(number < 10);
    (triple(number) >> (8 * zeros), 3 - zeros as usize)
}

/// As [`up_to_three`], always three digits.
#[inline(always)]
fn triple(number: u32) -> u32 {
    TRIPLES[number as usize % TRIPLES.len()]
}

/// The numbers below 100 in two digits each.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// The numbers below 1,000 in three digits each, the first in the lowest bits; the rest is not asked for,
/// and makes a length that needs no check.
static TRIPLES: [u32; 1_024] = {
    let mut triples = [0; 1_024];
    let mut number = 0;
    while number < 1_000 {
        let [tens, ones] = PAIRS[number % 100];
        triples[number] = u32::from_le_bytes([b'0' + (number / 100) as u8, tens, ones, 0]);
        number += 1;
    }
    triples
};

/// An object that is being written.
#[derive(Debug)]
pub struct Object<'w> {
    out: &'w mut Writer,
}

impl Object<'_> {
    /// Writes a key, which must need no escape and have at most 32 letters, and gives the writer for its
    /// value.
    ///
    /// Inlined, because a literal whose length is known is put together and copied in a step or two.
    #[inline(always)]
    pub fn key(&mut self, key: &'static str) -> &mut Writer {
        const LONGEST: usize = 36;
        let mut piece = [0; LONGEST];
        let length = key.len() + 4;
        piece[..2].copy_from_slice(b",\"");
        piece[2..length - 2].copy_from_slice(key.as_bytes());
        piece[length - 2..length].copy_from_slice(b"\":");
        self.out.piece(piece, length);
        self.out
    }

    /// Writes a string.
    #[inline(always)]
    pub fn text(&mut self, key: &'static str, text: &str) {
        self.key(key).text(text);
    }

    /// Writes a word of this program, which must need no escape.
    #[inline(always)]
    pub fn word(&mut self, key: &'static str, word: &'static str) {
        self.key(key).word(word);
    }

    /// Writes text from the wire; where it is no UTF-8, its bytes follow under `hex_key`.
    pub fn wire(&mut self, key: &'static str, hex_key: &'static str, text: Option<&[u8]>) {
        let out = self.key(key);
        let Some(bytes) = text else {
            return out.null();
        };
        if out.plain(bytes) {
            return;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => out.text(text),
            Err(_) => {
                out.lossy(bytes);
                self.key(hex_key).hex(bytes);
            }
        }
    }

    /// Writes an array of one string if that is ASCII in which nothing needs an escape; returns whether it
    /// is, and writes nothing else.
    pub fn plain_line(&mut self, key: &'static str, line: &[u8]) -> bool {
        let start = self.out.end;
        let out = self.key(key);
        out.byte(b'[');
        if out.plain(line) {
            out.byte(b']');
            return true;
        }
        out.end = start;
        false
    }

    /// Writes a whole number.
    #[inline(always)]
    pub fn number(&mut self, key: &'static str, number: impl Into<u64>) {
        self.key(key).number(number.into());
    }

    /// Writes a value with `write`, or `null`.
    #[inline(always)]
    pub fn maybe<T>(
        &mut self,
        key: &'static str,
        value: Option<T>,
        write: impl FnOnce(&mut Writer, T),
    ) {
        let out = self.key(key);
        match value {
            Some(value) => write(out, value),
            None => out.null(),
        }
    }

    /// Writes an array, each item with `write`.
    pub fn array<T>(
        &mut self,
        key: &'static str,
        items: impl Iterator<Item = T>,
        write: impl Fn(&mut Writer, T),
    ) {
        let out = self.key(key);
        let start = out.end;
        for item in items {
            out.byte(b',');
            write(out, item);
        }
        out.enclose(start, b'[', b']');
    }

    /// Writes an array of objects.
    pub fn objects<T>(
        &mut self,
        key: &'static str,
        items: impl Iterator<Item = T>,
        fill: impl Fn(&mut Object<'_>, T),
    ) {
        self.array(key, items, |out, item| {
            out.object(|object| fill(object, item))
        });
    }

    /// Writes an object of names and numbers.
    pub fn counts(&mut self, key: &'static str, counts: &[(&'static str, u64)]) {
        self.key(key).object(|object| {
            counts
                .iter()
                .for_each(|&(name, count)| object.number(name, count))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Address;
    use proptest::prelude::*;

    fn written(write: impl FnOnce(&mut Writer)) -> String {
        let mut writer = Writer::default();
        write(&mut writer);
        String::from_utf8(writer.bytes().to_vec()).unwrap()
    }

    #[test]
    fn moments_are_written_as_their_display_writes_them() {
        let mut writer = Writer::default();
        for nanoseconds in [
            0,
            1,
            999_999_999,
            1_000_000_000,
            1_700_000_000_123_456_789,
            -1,
            i64::MIN,
            i64::MAX,
        ] {
            let time = Time(nanoseconds);
            writer.clear();
            writer.time(time);
            assert_eq!(
                String::from_utf8_lossy(writer.bytes()),
                format!("\"{time}\"")
            );
        }
    }

    #[test]
    fn endpoints_are_written_as_their_display_writes_them() {
        for address in ["0.0.0.0", "10.200.3.255", "2001:db8::1", "fe80::1:2"] {
            let endpoint = Endpoint::new(Address::from(address.parse::<IpAddr>().unwrap()), 65_535);
            assert_eq!(
                written(|out| out.endpoint(endpoint)),
                format!("\"{endpoint}\"")
            );
        }
    }

    #[test]
    fn numbers_are_written_as_their_display_writes_them() {
        let powers = (0..20).map(|exponent| 10u64.pow(exponent));
        for number in powers
            .flat_map(|power| [power - 1, power])
            .chain([u64::MAX])
        {
            assert_eq!(written(|out| out.number(number)), number.to_string());
        }
    }

    #[test]
    fn text_is_escaped_as_json_wants_it() {
        for text in ["", "plain", "\"", "\\", "a\tb", "\0", "\u{7f}", "中文"] {
            assert_eq!(
                written(|out| out.text(text)),
                serde_json::to_string(text).unwrap()
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_written_as_serde_writes_it(text in ".{0,40}|[ -~]{0,40}") {
            prop_assert_eq!(
                written(|out| out.text(&text)),
                serde_json::to_string(&text).unwrap()
            );
        }

        #[test]
        fn one_odd_byte_is_found_wherever_it_stands(
            length in 1usize..70, at in 0usize..70, byte in any::<u8>()
        ) {
            let mut text = vec![b'a'; length];
            text[at % length] = byte;
            let is_plain = matches!(byte, b' '..=0x7f) && byte != b'"' && byte != b'\\';
            let mut writer = Writer::default();
            prop_assert_eq!(writer.plain(&text), is_plain);
            let quoted = [b"\"", text.as_slice(), b"\""].concat();
            let expected = if is_plain { quoted.as_slice() } else { &[] };
            prop_assert_eq!(writer.bytes(), expected);
        }

        #[test]
        fn any_endpoint_and_moment_is_written_as_its_display_writes_it(
            segments in prop::array::uniform8(prop_oneof![3 => Just(0u16), 1 => any::<u16>(), 1 => 0u16..0x1000]),
            nanoseconds in any::<i64>()
        ) {
            let address = Address::from(IpAddr::from(segments));
            let endpoint = Endpoint::new(address, segments[7]);
            prop_assert_eq!(written(|out| out.endpoint(endpoint)), format!("\"{endpoint}\""));
            let time = Time(nanoseconds);
            prop_assert_eq!(written(|out| out.time(time)), format!("\"{time}\""));
        }

        #[test]
        fn any_number_is_written_as_its_display_writes_it(number in any::<u64>(), digits in 0u32..64) {
            let number = number >> digits;
            prop_assert_eq!(written(|out| out.number(number)), number.to_string());
        }
    }

    #[test]
    fn an_object_and_an_array_may_be_empty() {
        let text =
            written(|out| out.object(|object| object.objects("items", [(), ()].iter(), |_, _| ())));
        assert_eq!(text, r#"{"items":[{},{}]}"#);
        assert_eq!(written(|out| out.object(|_| ())), "{}");
    }

    #[test]
    fn text_that_is_no_utf8_is_followed_by_its_bytes() {
        let text = written(|out| {
            out.object(|object| object.wire("user", "user_hex", Some(b"\xe4\"lice")))
        });
        assert_eq!(text, r#"{"user":"�\"lice","user_hex":"e4226c696365"}"#);
    }
}
