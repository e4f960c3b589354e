//! Records: what TLS cuts a stream into (RFC 5246 §6.2, RFC 8446 §5).

/// The bytes of a record's header.
pub const HEADER: usize = 5;

/// The most bytes of a record's fragment: 2¹⁴ and 2,048 for encryption (RFC 5246 §6.2.3).
const LONGEST: usize = (1 << 14) + 2_048;

/// What a record carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The keys change with the next record.
    ChangeCipherSpec,
    /// An alert.
    Alert,
    /// Handshake messages, or parts of them.
    Handshake,
    /// Data of the application.
    ApplicationData,
}

impl Kind {
    /// The kind of a number.
    pub const fn of(number: u8) -> Option<Self> {
        match number {
            20 => Some(Self::ChangeCipherSpec),
            21 => Some(Self::Alert),
            22 => Some(Self::Handshake),
            23 => Some(Self::ApplicationData),
            _ => None,
        }
    }

    /// Its number.
    pub const fn number(self) -> u8 {
        match self {
            Self::ChangeCipherSpec => 20,
            Self::Alert => 21,
            Self::Handshake => 22,
            Self::ApplicationData => 23,
        }
    }
}

/// What stands before a record's fragment, and around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// What it carries, as its header says.
    pub kind: Kind,
    /// The version that its header names, which says little.
    pub version: u16,
    /// The offset of its header in the stream.
    pub offset: u64,
    /// The bytes of its fragment.
    pub length: usize,
    /// How many bytes before it are missing or make no sense: nobody knows how many records they
    /// were.
    pub gap: u64,
}

impl Head {
    /// The bytes of the record in the stream.
    pub const fn whole(&self) -> u64 {
        (HEADER + self.length) as u64
    }
}

/// Cuts one direction of a stream into records.
#[derive(Clone, Debug, Default)]
pub struct Records {
    bytes: Vec<u8>,
    /// How many of them are done with.
    at: usize,
    /// The offset of the first that is not.
    offset: u64,
    gap: u64,
    /// Whether the stream has to be searched for the next header.
    lost: bool,
    /// Bytes that belong to no record.
    skipped: u64,
}

impl Records {
    /// A stream that begins at `offset`.
    pub fn new(offset: u64) -> Self {
        Self {
            offset,
            ..Self::default()
        }
    }

    /// Takes the next bytes of the stream; those at an offset beyond the last ones follow a gap.
    pub fn take(&mut self, offset: u64, bytes: &[u8]) {
        let end = self.end();
        if offset != end {
            self.gap += offset.saturating_sub(end);
            self.drop_first(self.waiting());
            (self.offset, self.lost) = (offset, true);
        }
        self.bytes.drain(..self.at);
        self.at = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The offset after the last byte that was taken.
    pub fn end(&self) -> u64 {
        self.offset + self.waiting() as u64
    }

    /// How many bytes belong to no record that could be read.
    #[cfg(test)]
    fn skipped(&self) -> u64 {
        self.skipped
    }

    /// How many bytes wait for the rest of their record.
    pub fn waiting(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// The next whole record, and its fragment, which may be decrypted where it stands.
    pub fn next_record(&mut self) -> Option<(Head, &mut [u8])> {
        loop {
            if self.lost && !self.find() {
                return None;
            }
            let rest = self.bytes.get(self.at..)?;
            let header = rest.first_chunk::<HEADER>()?;
            let Some((kind, length)) = parse(header) else {
                self.lost = true;
                self.drop_first(1);
                continue;
            };
            if rest.len() < HEADER + length {
                return None;
            }
            let head = Head {
                kind,
                version: u16::from_be_bytes([header[1], header[2]]),
                offset: self.offset,
                length,
                gap: std::mem::take(&mut self.gap),
            };
            let begin = self.at + HEADER;
            self.at = begin + length;
            self.offset += head.whole();
            return Some((head, &mut self.bytes[begin..begin + length]));
        }
    }

    /// Goes to the next place that looks like two records in a row, or like one that ends the
    /// stream as far as it is known; where more bytes are needed to tell, waits for them there.
    fn find(&mut self) -> bool {
        let mut at = self.at;
        let found = loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(header) = rest.first_chunk::<HEADER>() else {
                break false;
            };
            let Some((_, length)) = parse(header) else {
                at += 1;
                continue;
            };
            let Some(next) = rest.get(HEADER + length..) else {
                break false;
            };
            match next.first_chunk::<HEADER>() {
                Some(next) if parse(next).is_none() => at += 1,
                None if !next.is_empty() => break false,
                _ => break true,
            }
        };
        self.drop_first(at - self.at);
        self.lost = !found;
        found
    }

    fn drop_first(&mut self, count: usize) {
        self.at += count;
        self.offset += count as u64;
        self.skipped += count as u64;
        self.gap += count as u64;
    }
}

/// What a header says, where it may be one: the kind, and the bytes that follow.
fn parse(header: &[u8; HEADER]) -> Option<(Kind, usize)> {
    let kind = Kind::of(header[0])?;
    let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
    (header[1] == 3 && header[2] <= 4 && length <= LONGEST && length > 0).then_some((kind, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, fragment: &[u8]) -> Vec<u8> {
        let length = (fragment.len() as u16).to_be_bytes();
        [&[kind, 3, 3, length[0], length[1]], fragment].concat()
    }

    fn all(records: &mut Records) -> Vec<(Kind, u64, Vec<u8>, u64)> {
        let mut all = Vec::new();
        while let Some((head, fragment)) = records.next_record() {
            all.push((head.kind, head.offset, fragment.to_vec(), head.gap));
        }
        all
    }

    #[test]
    fn records_come_whole_whatever_the_segments() {
        let stream = [
            record(22, b"hello"),
            record(20, &[1]),
            record(23, &[7; 300]),
        ]
        .concat();
        for size in [1, 3, 100, 1_000] {
            let mut records = Records::new(10);
            let mut found = Vec::new();
            for (index, piece) in stream.chunks(size).enumerate() {
                records.take(10 + (index * size) as u64, piece);
                found.extend(all(&mut records));
            }
            let kinds: Vec<Kind> = found.iter().map(|one| one.0).collect();
            assert_eq!(
                kinds,
                [
                    Kind::Handshake,
                    Kind::ChangeCipherSpec,
                    Kind::ApplicationData
                ]
            );
            let offsets: Vec<u64> = found.iter().map(|one| one.1).collect();
            assert_eq!(offsets, [10, 20, 26]);
            assert_eq!((records.skipped(), records.waiting()), (0, 0));
        }
    }

    #[test]
    fn after_a_gap_the_next_header_is_found() {
        let stream = [
            record(23, &[1; 50]),
            record(23, &[2; 60]),
            record(23, &[3; 70]),
        ]
        .concat();
        let mut records = Records::new(0);
        records.take(0, &stream[..20]);
        records.take(40, &stream[40..]);
        let found = all(&mut records);
        assert_eq!(found.len(), 2);
        // All of the first record: what there is of it, and what is missing.
        assert_eq!((found[0].1, found[0].3, found[1].3), (55, 55, 0));
    }

    #[test]
    fn what_is_no_tls_gathers_no_memory() {
        let mut records = Records::new(0);
        for index in 0..1_000 {
            records.take(index * 1_000, &[b'x'; 1_000]);
            assert!(records.next_record().is_none());
        }
        assert!(records.waiting() < HEADER);
    }
}
