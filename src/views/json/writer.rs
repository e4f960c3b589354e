//! Writes JSON into a buffer.
//!
//! serde_json's serializer looks at every key for characters to escape and formats addresses and
//! times through `fmt`; together that was a quarter of the time of reading many small sessions.
//! Keys here are literals, and strings in which something needs an escape are written by serde_json.

use crate::net::{Endpoint, Time};
use std::io::Write;
use std::net::IpAddr;

/// A buffer of JSON text.
#[derive(Debug, Default)]
pub struct Writer {
    buffer: Vec<u8>,
    second: Option<(i64, [u8; 20])>,
}

impl Writer {
    /// What was written.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    /// Empties the buffer.
    pub fn clear(&mut self) {
        self.buffer.clear();
    }

    /// Writes an object and a line feed.
    pub fn line(&mut self, fill: impl FnOnce(&mut Object<'_>)) {
        self.object(fill);
        self.buffer.push(b'\n');
    }

    /// Writes an object.
    pub fn object(&mut self, fill: impl FnOnce(&mut Object<'_>)) {
        let start = self.buffer.len();
        fill(&mut Object { out: self });
        self.enclose(start, b'{', b'}');
    }

    /// Puts brackets around items that each have a comma before them, from `start` on.
    fn enclose(&mut self, start: usize, open: u8, close: u8) {
        match self.buffer.get_mut(start) {
            Some(comma) => *comma = open,
            None => self.buffer.push(open),
        }
        self.buffer.push(close);
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.buffer.extend_from_slice(b"null");
    }

    /// Writes a string.
    pub fn text(&mut self, text: &str) {
        let is_plain = |byte: u8| (byte >= b' ') & (byte != b'"') & (byte != b'\\');
        // Several at once, and only then the answer: what stops at the first is read byte by byte.
        let all = |bytes: &[u8]| bytes.iter().fold(true, |all, &byte| all & is_plain(byte));
        if text.as_bytes().chunks(32).all(all) {
            self.plain(text);
        } else {
            // A Vec takes everything.
            let _ = serde_json::to_writer(&mut self.buffer, text);
        }
    }

    /// Writes a string in which nothing needs an escape.
    fn plain(&mut self, text: &str) {
        self.buffer.reserve(text.len() + 2);
        self.buffer.push(b'"');
        self.buffer.extend_from_slice(text.as_bytes());
        self.buffer.push(b'"');
    }

    /// Writes text from the wire, with what is no UTF-8 replaced.
    pub fn lossy(&mut self, text: &[u8]) {
        match std::str::from_utf8(text) {
            Ok(text) => self.text(text),
            Err(_) => self.text(&String::from_utf8_lossy(text)),
        }
    }

    /// Writes bytes as hexadecimal digits.
    pub fn hex(&mut self, bytes: &[u8]) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        self.buffer.push(b'"');
        for byte in bytes {
            self.buffer.push(DIGITS[usize::from(byte >> 4)]);
            self.buffer.push(DIGITS[usize::from(byte & 15)]);
        }
        self.buffer.push(b'"');
    }

    /// Writes a whole number.
    pub fn number(&mut self, number: u64) {
        if number >= 1_000 {
            self.number(number / 1_000);
            let digits = TRIPLES[(number % 1_000) as usize];
            self.buffer.extend_from_slice(&digits);
            return;
        }
        // Zeros in front are shifted out, and what then stands behind is cut off: no branch depends
        // on how many there are, and three or four bytes are copied without a call.
        let [first, second, third] = TRIPLES[number as usize];
        let zeros = usize::from(number < 100) + usize::from(number < 10);
        let digits = u32::from_le_bytes([first, second, third, 0]) >> (8 * zeros);
        let end = self.buffer.len() + 3 - zeros;
        self.buffer.extend_from_slice(&digits.to_le_bytes());
        self.buffer.truncate(end);
    }

    /// Writes the arithmetic from two numbers to a port as a string: `"39*256+136=10120"`.
    pub fn arithmetic(&mut self, high: u8, low: u8, port: u16) {
        self.buffer.push(b'"');
        self.number(high.into());
        self.buffer.extend_from_slice(b"*256+");
        self.number(low.into());
        self.buffer.push(b'=');
        self.number(port.into());
        self.buffer.push(b'"');
    }

    /// Writes seconds.
    pub fn seconds(&mut self, seconds: f64) {
        let _ = serde_json::to_writer(&mut self.buffer, &seconds);
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.buffer
            .extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// Writes an endpoint as `10.0.1.66:21` or `[2001:db8::1]:21`.
    pub fn endpoint(&mut self, endpoint: Endpoint) {
        self.buffer.push(b'"');
        match endpoint.address.ip() {
            IpAddr::V4(v4) => {
                for (index, octet) in v4.octets().into_iter().enumerate() {
                    if index > 0 {
                        self.buffer.push(b'.');
                    }
                    self.number(octet.into());
                }
            }
            IpAddr::V6(v6) => {
                let _ = write!(self.buffer, "[{v6}]");
            }
        }
        self.buffer.push(b':');
        self.number(endpoint.port.into());
        self.buffer.push(b'"');
    }

    /// Writes a moment in RFC 3339, UTC, nanoseconds.
    pub fn time(&mut self, time: Time) {
        const NANOSECONDS: i64 = 1_000_000_000;
        let (second, fraction) = (
            time.0.div_euclid(NANOSECONDS),
            time.0.rem_euclid(NANOSECONDS),
        );
        let known = self
            .second
            .filter(|(known, _)| *known == second)
            .map(|(_, text)| text);
        let Some(text) = known.or_else(|| self.remember(time, second)) else {
            self.text(&time.to_string());
            return;
        };
        let mut moment = [b'"'; 32];
        moment[1..21].copy_from_slice(&text);
        let mut rest = fraction as u32;
        for at in [28, 26, 24, 22] {
            moment[at..at + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
            rest /= 100;
        }
        moment[21] = b'0' + rest as u8;
        moment[30] = b'Z';
        self.buffer.extend_from_slice(&moment);
    }

    /// The text of a whole second with the point, kept because many moments share it.
    fn remember(&mut self, time: Time, second: i64) -> Option<[u8; 20]> {
        let text: [u8; 20] = time.to_string().into_bytes().get(..20)?.try_into().ok()?;
        if text[19] != b'.' {
            return None;
        }
        self.second = Some((second, text));
        Some(text)
    }
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

/// The numbers below 1,000 in three digits each.
const TRIPLES: [[u8; 3]; 1_000] = {
    let mut triples = [[0; 3]; 1_000];
    let mut number = 0;
    while number < 1_000 {
        let [tens, ones] = PAIRS[number % 100];
        triples[number] = [b'0' + (number / 100) as u8, tens, ones];
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
        self.out.buffer.extend_from_slice(&piece[..length]);
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
        self.key(key).plain(word);
    }

    /// Writes text from the wire; where it is no UTF-8, its bytes follow under `hex_key`.
    pub fn wire(&mut self, key: &'static str, hex_key: &'static str, text: Option<&[u8]>) {
        match text.map(std::str::from_utf8) {
            None => self.key(key).null(),
            Some(Ok(text)) => self.key(key).text(text),
            Some(Err(_)) => {
                let bytes = text.unwrap_or_default();
                self.key(key).lossy(bytes);
                self.key(hex_key).hex(bytes);
            }
        }
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
        let start = out.buffer.len();
        for item in items {
            out.buffer.push(b',');
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
