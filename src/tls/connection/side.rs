//! One direction of a connection.

use super::super::cipher::{Cipher, Outside};
use super::super::handshake::Messages;
use super::super::record::{Head, Kind, Records};
use super::super::secret::Secret;
use std::collections::VecDeque;
use std::ops::Range;

/// The bytes of records that wait for keys or for the other side.
const WAITING: usize = 1 << 18;
/// The records that may have been lost in one gap, as far as that is tried.
const LOST_RECORDS: u64 = 512;
/// The fewest bytes of a record: a header, a byte, a tag.
const SHORTEST: u64 = 22;

/// What the records of one direction are read with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Nothing is encrypted yet.
    #[default]
    Clear,
    /// Early data (TLS 1.3).
    Early,
    /// The handshake (TLS 1.3).
    Handshake,
    /// Everything (TLS 1.2), or everything after the handshake (TLS 1.3).
    Traffic,
}

/// One direction.
#[derive(Clone, Default)]
pub struct Side {
    pub records: Records,
    pub waiting: VecDeque<(Head, Vec<u8>)>,
    waiting_bytes: usize,
    pub messages: Messages,
    pub stage: Stage,
    pub cipher: Option<Cipher>,
    /// What the cipher will be after the next ChangeCipherSpec (TLS 1.2).
    pub pending: Option<Cipher>,
    /// What the keys were made of (TLS 1.3).
    pub secret: Option<Secret>,
    /// The number of the next record.
    pub number: u64,
    pub shape: Shape,
    pub missing: Missing,
}

/// How much of the plaintext of one direction could not be read.
#[derive(Clone, Copy, Debug)]
pub struct Missing {
    /// The number and the end of the last record that was read with the keys of now.
    last: Option<(u64, u64)>,
    /// Whether that or one before it held application data.
    has_begun: bool,
    /// In bytes; `None` where that cannot be told.
    bytes: Option<u64>,
}

impl Default for Missing {
    fn default() -> Self {
        Self {
            last: None,
            has_begun: false,
            bytes: Some(0),
        }
    }
}

impl Missing {
    /// Looks at a record that was read: its number, what it takes in the stream besides its content,
    /// if that is the same for all, and whether it holds application data.
    pub fn see(&mut self, head: Head, number: u64, overhead: Option<u64>, is_data: bool) {
        if let Some((last, end)) = self.last {
            let records = number.saturating_sub(last + 1);
            let between = head.offset.saturating_sub(end);
            if records > 0 || between > 0 {
                // What is missing before all data may be part of the handshake.
                let content = overhead
                    .filter(|_| self.has_begun && number > last)
                    .and_then(|overhead| between.checked_sub(records * overhead));
                self.bytes = self.bytes.zip(content).map(|(bytes, more)| bytes + more);
            }
        } else if number > 0 {
            // Nobody knows what the records were that are missing since the keys changed.
            self.bytes = None;
        }
        self.has_begun |= is_data;
        self.last = Some((number, head.offset + head.whole()));
    }

    /// The keys change.
    pub fn forget_number(&mut self) {
        self.last = None;
    }

    /// The bytes that are missing so far.
    pub const fn bytes(&self) -> Option<u64> {
        self.bytes
    }
}

/// What shows of the records of one direction, whether they can be read or not.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// The last record.
    pub last: Option<Head>,
    /// Whether the cipher was changed.
    changed_cipher: bool,
    /// Whether a handshake message followed that.
    pub finished_after_change: bool,
    /// The bytes of the longest fragment of application data.
    pub longest: usize,
    /// Whether its Finished was read, or what may only come after it.
    pub finished: bool,
}

impl Shape {
    /// Looks at a record that has come.
    pub fn see(&mut self, head: Head) {
        self.last = Some(head);
        match head.kind {
            Kind::ChangeCipherSpec => self.changed_cipher = true,
            Kind::Handshake => self.finished_after_change |= self.changed_cipher,
            Kind::ApplicationData => self.longest = self.longest.max(head.length),
            Kind::Alert => {}
        }
    }
}

/// The keys of one direction, to be taken up again.
type State = (Stage, Option<Cipher>, Option<Secret>, u64);

impl Side {
    /// A side whose first record stands at this offset of its stream.
    pub fn new(offset: u64) -> Self {
        Self {
            records: Records::new(offset),
            ..Self::default()
        }
    }

    /// Keeps a record until it can be read; returns how many have been given up for it.
    pub fn wait(&mut self, head: Head, fragment: &[u8]) -> u64 {
        self.waiting_bytes += fragment.len();
        self.waiting.push_back((head, fragment.to_vec()));
        let mut given_up = 0;
        while self.waiting_bytes > WAITING
            && let Some((head, fragment)) = self.waiting.pop_front()
        {
            self.waiting_bytes -= fragment.len();
            self.number += 1;
            given_up += 1;
            if let Some((next, _)) = self.waiting.front_mut() {
                next.gap += head.whole() + head.gap;
            }
        }
        given_up
    }

    /// The record that has waited for longest.
    pub fn first_waiting(&mut self) -> Option<(Head, Vec<u8>)> {
        let (head, fragment) = self.waiting.pop_front()?;
        self.waiting_bytes -= fragment.len();
        Some((head, fragment))
    }

    /// Puts a record back that has to wait for longer.
    pub fn put_back(&mut self, (head, fragment): (Head, Vec<u8>)) {
        self.waiting_bytes += fragment.len();
        self.waiting.push_front((head, fragment));
    }

    /// Gives up all records that wait; returns how many they were.
    pub fn give_up(&mut self) -> u64 {
        let count = self.waiting.len();
        self.waiting.clear();
        self.waiting_bytes = 0;
        count as u64
    }

    /// Its keys as they are.
    pub fn state(&self) -> State {
        let (cipher, secret) = (self.cipher.clone(), self.secret.clone());
        (self.stage, cipher, secret, self.number)
    }

    /// Takes keys up again.
    pub fn restore(&mut self, (stage, cipher, secret, number): State) {
        (self.stage, self.cipher, self.secret, self.number) = (stage, cipher, secret, number);
    }

    /// The stage that may follow without its having been seen; `Some(None)` for updated keys.
    pub fn next_stage(&self) -> Option<Option<Stage>> {
        match self.stage {
            Stage::Early => Some(Some(Stage::Handshake)),
            Stage::Handshake => Some(Some(Stage::Traffic)),
            Stage::Traffic if self.secret.is_some() => Some(None),
            Stage::Traffic | Stage::Clear => None,
        }
    }

    /// Decrypts a fragment where it stands with the keys at hand; after a gap the number of its
    /// record is found by trying.
    pub fn open(&mut self, head: Head, fragment: &mut [u8]) -> Option<Range<usize>> {
        let cipher = self.cipher.as_ref()?;
        let outside = Outside {
            kind: head.kind.number(),
            version: head.version,
        };
        let lost = (head.gap / SHORTEST).min(LOST_RECORDS);
        let numbers = self.number..=self.number.saturating_add(lost);
        let (number, plaintext) = cipher.open(numbers, outside, fragment)?;
        if number != self.number {
            self.messages.forget();
        }
        self.number = number + 1;
        Some(plaintext)
    }
}
