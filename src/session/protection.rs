//! TLS on a control connection: where its records begin and end, and where clear text returns.

use crate::ftp::detect;

/// What the bytes of one direction are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Lines of FTP.
    #[default]
    Clear,
    /// TLS may begin here: the server agreed to AUTH, or the port is one of implicit TLS.
    MayBegin,
    /// TLS records.
    Tls,
}

/// One direction of a control connection on its way between clear text and TLS.
///
/// Nothing is decrypted; record headers alone tell where TLS ends and clear text returns after CCC
/// (RFC 4217 §12.3).
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// What comes next.
    pub phase: Phase,
    /// Bytes of TLS so far.
    pub bytes: u64,
    rest: u64,
    head: Vec<u8>,
}

/// The bytes that a TLS record's header takes (RFC 8446 §5.1).
const HEADER: usize = 5;

impl Records {
    /// A direction that may be TLS from its first byte on.
    pub fn at_start() -> Self {
        Self {
            phase: Phase::MayBegin,
            ..Self::default()
        }
    }

    /// Takes the next bytes and returns those at their end that are clear text.
    pub fn take<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        self.take_each(bytes, &mut |_, _| ())
    }

    /// As [`Records::take`]; calls `each` with the content type and the length of every record
    /// whose header ends in these bytes.
    pub fn take_each<'b>(&mut self, bytes: &'b [u8], each: &mut dyn FnMut(u8, u16)) -> &'b [u8] {
        let mut left = bytes;
        if self.phase == Phase::MayBegin {
            self.phase = if detect::tls_record(left).is_some() {
                Phase::Tls
            } else {
                Phase::Clear
            };
        }
        while self.phase == Phase::Tls && !left.is_empty() {
            let skip = (left.len() as u64).min(self.rest) as usize;
            left = &left[skip..];
            self.rest -= skip as u64;
            if self.rest > 0 || left.is_empty() {
                break;
            }
            left = self.header(left, each);
        }
        self.bytes += (bytes.len() - left.len()) as u64;
        left
    }

    fn header<'b>(&mut self, bytes: &'b [u8], each: &mut dyn FnMut(u8, u16)) -> &'b [u8] {
        if self.head.is_empty()
            && bytes
                .first()
                .is_some_and(|&first| !(20..=24).contains(&first))
        {
            self.phase = Phase::Clear;
            return bytes;
        }
        let wanted = HEADER - self.head.len();
        let taken = bytes.len().min(wanted);
        self.head.extend_from_slice(&bytes[..taken]);
        if self.head.len() == HEADER {
            let length = u16::from_be_bytes([self.head[3], self.head[4]]);
            each(self.head[0], length);
            self.rest = u64::from(length);
            self.head.clear();
        }
        &bytes[taken..]
    }

    /// Takes the news that `length` bytes are missing.
    pub fn gap(&mut self, length: u64) {
        if self.phase != Phase::Tls {
            return;
        }
        self.head.clear();
        if length <= self.rest {
            self.rest -= length;
        } else {
            // Where the next record begins is not known: look at the next bytes anew.
            self.rest = 0;
            self.phase = Phase::MayBegin;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, length: u16) -> Vec<u8> {
        let mut record = vec![kind, 3, 3];
        record.extend(length.to_be_bytes());
        record.extend(std::iter::repeat_n(0xa5, length.into()));
        record
    }

    #[test]
    fn clear_text_returns_after_the_last_record_wherever_the_bytes_are_cut() {
        let mut stream = record(22, 40);
        stream.extend(record(23, 9));
        stream.extend(record(21, 2));
        stream.extend(b"PASV\r\n");
        for cut in 1..stream.len() {
            let mut records = Records {
                phase: Phase::Tls,
                ..Records::default()
            };
            let mut clear = records.take(&stream[..cut]).to_vec();
            clear.extend_from_slice(records.take(&stream[cut..]));
            assert_eq!(clear, b"PASV\r\n", "cut at {cut}");
        }
    }

    #[test]
    fn text_after_a_234_that_is_no_tls_stays_clear() {
        let mut records = Records {
            phase: Phase::MayBegin,
            ..Records::default()
        };
        assert_eq!(records.take(b"USER alice\r\n"), b"USER alice\r\n");
        assert_eq!(records.phase, Phase::Clear);
    }
}
