//! TLS on a control connection: where its records begin and end, and where clear text returns.

use super::Party;
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
    /// Records with application data so far.
    pub application: u32,
    /// The description of a fatal alert in the clear, which ends a handshake.
    pub alert: Option<u8>,
    rest: u64,
    head: Vec<u8>,
    /// Bytes of an alert in the clear that are still to come.
    alert_rest: u8,
}

/// What was seen of the TLS handshake on a control connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Handshake {
    /// The frame in which TLS began; 0 where it did not.
    pub first_frame: u64,
    /// Bytes of TLS by party: client, server.
    pub bytes: [u64; 2],
    /// Records with application data by party: client, server.
    pub application: [u32; 2],
    /// Who ended it by an alert in the clear, what the alert says (RFC 8446 §6), and in which
    /// frame.
    pub alert: Option<(Party, u8, u64)>,
}

impl Handshake {
    /// Takes what `records` of `party` amount to by `frame`.
    pub fn note(&mut self, party: Party, records: &Records, frame: u64) {
        if records.phase != Phase::Tls {
            return;
        }
        if self.first_frame == 0 {
            self.first_frame = frame;
        }
        self.bytes[party as usize] = records.bytes;
        self.application[party as usize] = records.application;
        if let Some(description) = records.alert {
            self.alert.get_or_insert((party, description, frame));
        }
    }
}

/// The bytes that a TLS record's header takes (RFC 8446 §5.1).
const HEADER: usize = 5;
/// The type of a record that holds an alert.
const ALERT: u8 = 21;
/// The type of a record that holds application data.
const APPLICATION_DATA: u8 = 23;
/// The bytes of an alert that is not encrypted.
const ALERT_LENGTH: u64 = 2;

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
            self.read_alert(&left[..skip]);
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
            self.application += u32::from(self.head[0] == APPLICATION_DATA);
            let in_the_clear = self.head[0] == ALERT && self.rest == ALERT_LENGTH;
            self.alert_rest = if in_the_clear { ALERT_LENGTH as u8 } else { 0 };
            self.head.clear();
        }
        &bytes[taken..]
    }

    /// An alert is two bytes, level and description (RFC 8446 §6); an encrypted one is longer.
    fn read_alert(&mut self, bytes: &[u8]) {
        const CLOSE_NOTIFY: u8 = 0;
        for &byte in bytes.iter().take(self.alert_rest.into()) {
            self.alert_rest -= 1;
            if self.alert_rest == 0 && byte != CLOSE_NOTIFY {
                self.alert = Some(byte);
            }
        }
    }

    /// Whether a record has begun and not ended.
    pub fn is_within(&self) -> bool {
        self.rest > 0 || !self.head.is_empty()
    }

    /// Takes the news that `length` bytes are missing.
    pub fn gap(&mut self, length: u64) {
        self.alert_rest = 0;
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

    #[test]
    fn an_alert_in_the_clear_is_read_wherever_the_bytes_are_cut_and_an_encrypted_one_is_not() {
        let mut stream = record(22, 40);
        stream.extend([21, 3, 3, 0, 2, 2, 48]);
        for cut in 1..stream.len() {
            let mut records = Records {
                phase: Phase::Tls,
                ..Records::default()
            };
            records.take(&stream[..cut]);
            records.take(&stream[cut..]);
            assert_eq!(records.alert, Some(48), "cut at {cut}");
        }
        let mut records = Records {
            phase: Phase::Tls,
            ..Records::default()
        };
        records.take(&record(21, 26));
        assert_eq!(records.alert, None);
    }
}
