//! What encrypted connections show without their keys: which records went where, and how long they
//! are.

use super::Party;
use super::protection::{Phase, Records};
use crate::limits;
use crate::net::Time;
use crate::tcp::Direction;
use smallvec::SmallVec;

/// The type of a record that changes the cipher (RFC 5246 §6.2.1).
pub const CHANGE_CIPHER_SPEC: u8 = 20;
/// The type of a record that holds an alert.
pub const ALERT: u8 = 21;
/// The type of a record that holds handshake messages.
pub const HANDSHAKE: u8 = 22;
/// The type of a record that holds application data, or anything that TLS 1.3 encrypts.
pub const APPLICATION_DATA: u8 = 23;

/// A record of a control connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Who sent it.
    pub party: Party,
    /// Its content type, as its header says.
    pub kind: u8,
    /// The bytes of its fragment, as its header says.
    pub length: u16,
    /// The frame in which its header ends.
    pub frame: u64,
    /// When that was captured.
    pub time: Time,
}

/// The records of a control connection, in the order in which they were sent.
#[derive(Clone, Debug, Default)]
pub struct Log {
    records: Vec<Record>,
    /// Records beyond [`limits::SEALED_RECORDS`].
    dropped: u64,
}

impl Log {
    /// Notes the next record.
    pub fn push(&mut self, record: Record) {
        if self.records.len() < limits::SEALED_RECORDS {
            self.records.push(record);
        } else {
            self.dropped += 1;
        }
    }

    /// All records; `None` where some had to be dropped.
    pub fn whole(&self) -> Option<&[Record]> {
        (self.dropped == 0).then_some(&self.records)
    }

    /// Forgets all records: what they hold is known.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many bytes of memory it takes.
    pub fn memory(&self) -> usize {
        self.records.capacity() * size_of::<Record>()
    }

    /// Gives back memory that it holds and does not use.
    pub fn shrink(&mut self) {
        self.records.shrink_to_fit();
    }
}

/// The records of one direction of a data connection, added up.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    /// Records with application data.
    pub records: u64,
    /// The bytes of their fragments.
    pub bytes: u64,
    /// The bytes of the fragments of the first of them, at most [`FIRST`].
    pub first: SmallVec<[u16; FIRST]>,
    /// How many such records the other direction had when the first of this one came.
    pub preceded: u64,
    /// Type and bytes of the fragment of the last record of all.
    pub last: Option<(u8, u16)>,
    /// The frame of the first record of all; 0 where there is none.
    pub first_frame: u64,
    /// The frame of the last one.
    pub last_frame: u64,
    /// Records that may be a KeyUpdate of TLS 1.3, by their lengths.
    pub key_updates: u64,
    /// Whether a handshake record came after the cipher was changed (TLS 1.2).
    pub finished: bool,
    changed_cipher: bool,
    /// Whether it is not known how many records there are, because some bytes are missing.
    pub is_broken: bool,
}

/// The bytes of the fragment of a KeyUpdate: a message of 5, its kind, and a tag of 8 or 16
/// (RFC 8446 §4.6.3).
pub const KEY_UPDATES: [u16; 2] = [14, 22];

/// The records of one direction whose lengths are kept, because a handshake may stand in them.
pub const FIRST: usize = 12;

/// The records of a data connection that could not be decrypted.
#[derive(Clone, Debug)]
pub struct Sums {
    /// Where the TLS client sends.
    pub client: Direction,
    /// Both directions, by [`Direction::index`].
    pub directions: [Sum; 2],
}

impl Sums {
    /// What was sent in `direction`.
    pub fn of(&self, direction: Direction) -> &Sum {
        &self.directions[direction.index()]
    }
}

/// Follows the headers of the records of one direction.
#[derive(Clone, Debug)]
pub struct Tally {
    records: Records,
    next: u64,
    sum: Sum,
}

impl Tally {
    /// A direction whose first byte stands at `offset`.
    pub fn new(offset: u64) -> Self {
        Self {
            records: Records::at_start(),
            next: offset,
            sum: Sum::default(),
        }
    }

    /// Takes the next bytes, which stand at `offset` and which `frame` completed; the other direction
    /// had `others` records with application data by then.
    pub fn take(&mut self, offset: u64, bytes: &[u8], frame: u64, others: u64) {
        let Self { records, next, sum } = self;
        if offset > *next {
            records.gap(offset - *next);
        }
        *next = offset + bytes.len() as u64;
        records.take_each(bytes, &mut |kind, length| {
            sum.see(kind, length, frame, others);
        });
        sum.is_broken |= records.phase != Phase::Tls;
    }

    /// The records so far.
    pub fn sum(&self) -> &Sum {
        &self.sum
    }

    /// The records so far, where nothing more will come.
    pub fn into_sum(mut self) -> Sum {
        self.sum.is_broken |= self.records.is_within();
        self.sum
    }
}

impl Sum {
    fn see(&mut self, kind: u8, length: u16, frame: u64, others: u64) {
        if self.first_frame == 0 {
            self.first_frame = frame;
        }
        self.last = Some((kind, length));
        self.last_frame = frame;
        match kind {
            CHANGE_CIPHER_SPEC => self.changed_cipher = true,
            HANDSHAKE => self.finished |= self.changed_cipher,
            APPLICATION_DATA => {
                if self.records == 0 {
                    self.preceded = others;
                }
                if self.first.len() < FIRST {
                    self.first.push(length);
                }
                self.key_updates += u64::from(KEY_UPDATES.contains(&length));
                self.records += 1;
                self.bytes += u64::from(length);
            }
            _ => {}
        }
    }
}
