//! The TLS of a connection read again: its records, and what they hold.

use crate::net::Time;
use crate::session::protection::{Phase, Records as Headers};
use crate::session::{DataConnection, Session};
use crate::tcp::{Delivery, Direction};
use crate::tls::{Connection, Failures, Head, KeyRing, Kind, Peer, Records, SessionKeys, Version};
use std::collections::VecDeque;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The bytes of a record's header (RFC 8446 §5.1).
pub const HEADER: usize = 5;
/// The bytes of a handshake message's header (RFC 8446 §4).
pub const MESSAGE_HEADER: usize = 4;
/// The bytes of an alert (RFC 8446 §6).
const ALERT: usize = 2;
/// The arrivals that are remembered of one direction: a record comes in fewer.
const ARRIVALS: usize = 1 << 15;

/// What it takes to read the TLS of a connection again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The secrets that it was read with; `None` where there were none.
    pub keys: Option<Arc<SessionKeys>>,
    /// Whether it is a control connection, on which clear text may come before and after.
    pub is_control: bool,
}

impl Seal {
    /// That of a control connection; `None` where it was never encrypted.
    pub fn of_control(session: &Session) -> Option<Self> {
        let secured = session.tls.as_ref()?;
        Some(Self {
            keys: secured.keys.clone(),
            is_control: true,
        })
    }

    /// That of a data connection; `None` where it was not encrypted.
    pub fn of_data(connection: &DataConnection) -> Option<Self> {
        let secured = connection.tls.as_ref()?;
        Some(Self {
            keys: secured.keys.clone(),
            is_control: false,
        })
    }
}

/// Why a record cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// There are no keys for it.
    NoKeys,
    /// It was changed, or encrypted with other keys.
    NotAuthentic,
    /// Its version or its suite is not read.
    Unsupported,
}

/// What a record holds.
#[derive(Clone, Debug)]
pub enum Held {
    /// Plaintext.
    Plain {
        /// What it is.
        kind: Kind,
        /// The plaintext.
        bytes: Zeroizing<Vec<u8>>,
        /// Whether it was encrypted.
        was_encrypted: bool,
        /// How many of its first bytes belong to a handshake message that began in a record before.
        continued: usize,
    },
    /// Nothing that could be read.
    Sealed(Sealed),
}

/// A record, and where it stands.
#[derive(Clone, Debug)]
pub struct Record {
    /// Who sent it.
    pub direction: Direction,
    /// What it carries, as its header says.
    pub kind: Kind,
    /// The version that its header names.
    pub version: u16,
    /// The offset of its header in the stream.
    pub offset: u64,
    /// The bytes of its fragment.
    pub length: usize,
    /// Which of the records of its side that the capture holds it is, counted from 1.
    pub number: u64,
    /// The frame in which it begins.
    pub first_frame: u64,
    /// The frame in which it ends.
    pub frame: u64,
    /// When that was captured.
    pub time: Time,
    /// What it holds.
    pub held: Held,
}

impl Record {
    /// The offset after its last byte.
    pub fn end(&self) -> u64 {
        self.offset + (HEADER + self.length) as u64
    }

    /// Its plaintext, where that is data of the application that was encrypted.
    pub fn data(&self) -> Option<&[u8]> {
        match &self.held {
            Held::Plain {
                kind: Kind::ApplicationData,
                bytes,
                ..
            } => Some(bytes),
            _ => None,
        }
    }

    /// The numbers of the handshake messages that begin in it.
    pub fn messages(&self) -> Vec<u8> {
        match &self.held {
            Held::Plain {
                kind: Kind::Handshake,
                bytes,
                continued,
                ..
            } => messages(bytes, *continued)
                .map(|(kind, _, _)| kind)
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// The handshake messages that begin in a plaintext after `continued` bytes: number, place of the
/// first byte of its header, length of its body.
pub fn messages(bytes: &[u8], continued: usize) -> impl Iterator<Item = (u8, usize, usize)> + '_ {
    let mut at = continued;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..)?;
        let &[kind, high, middle, low] = rest.first_chunk::<MESSAGE_HEADER>()?;
        let length = u32::from_be_bytes([0, high, middle, low]) as usize;
        let begin = at;
        at += MESSAGE_HEADER + length;
        Some((kind, begin, length))
    })
}

/// A piece of what a connection carried.
pub enum Piece<'b> {
    /// Bytes that were not encrypted.
    Clear {
        /// Who sent them.
        direction: Direction,
        /// The bytes.
        bytes: &'b [u8],
        /// The frame that carried them.
        frame: u64,
        /// When it was captured.
        time: Time,
    },
    /// A record.
    Record(Record),
    /// Bytes that the capture does not hold.
    Gap {
        /// Who sent them.
        direction: Direction,
        /// How many they are.
        length: u64,
    },
}

/// Up to where a frame brought a stream.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    end: u64,
    frame: u64,
    time: Time,
}

/// One direction.
#[derive(Debug, Default)]
struct Side {
    /// Where clear text ends and begins.
    headers: Headers,
    records: Records,
    /// Where its TLS begins in the stream.
    begin: Option<u64>,
    arrivals: VecDeque<Arrival>,
    number: u64,
    /// Whether the cipher was changed (TLS 1.2).
    has_changed: bool,
    /// The bytes of a handshake message that are still to come.
    message_rest: usize,
    /// Whether clear text stands within a line.
    within_line: bool,
}

/// The TLS of a connection that is being read again.
#[derive(Debug)]
pub struct Unsealing {
    is_control: bool,
    ring: KeyRing,
    connection: Connection,
    /// Where the TLS client sends.
    client: Option<Direction>,
    sides: [Side; 2],
}

impl Unsealing {
    /// A connection of which nothing was read.
    pub fn new(seal: &Seal) -> Self {
        let keys = seal.keys.as_deref();
        Self {
            is_control: seal.is_control,
            ring: keys.map(KeyRing::of).unwrap_or_default(),
            connection: Connection::default(),
            client: None,
            sides: Default::default(),
        }
    }

    /// Whether a record has begun and not ended.
    pub fn is_within_record(&self) -> bool {
        self.sides.iter().any(|side| side.records.waiting() > 0)
    }

    /// Takes what came next, and hands the pieces of it to `each`.
    pub fn take(&mut self, delivery: Delivery<'_>, each: &mut dyn FnMut(Piece<'_>)) {
        match delivery {
            Delivery::Gap {
                direction, length, ..
            } => {
                let side = &mut self.sides[direction.index()];
                side.headers.gap(length);
                side.message_rest = 0;
                side.within_line = false;
                each(Piece::Gap { direction, length });
            }
            Delivery::Bytes {
                direction,
                offset,
                bytes,
                frame,
                time,
            } => {
                let sealed = self.sealed(direction, bytes);
                let (sealed, clear) = bytes.split_at(sealed);
                if !sealed.is_empty() {
                    let arrival = Arrival {
                        end: offset + sealed.len() as u64,
                        frame,
                        time,
                    };
                    self.records(direction, (offset, sealed), arrival, each);
                }
                if !clear.is_empty() {
                    self.sides[direction.index()].within_line = !clear.ends_with(b"\n");
                    each(Piece::Clear {
                        direction,
                        bytes: clear,
                        frame,
                        time,
                    });
                }
            }
        }
    }

    /// How many of the next bytes are TLS; clear text follows them.
    fn sealed(&mut self, direction: Direction, bytes: &[u8]) -> usize {
        if !self.is_control {
            return bytes.len();
        }
        let other = self.sides[direction.opposite().index()].headers.phase;
        let side = &mut self.sides[direction.index()];
        let before = side.headers.phase;
        if before == Phase::Clear && !side.within_line {
            side.headers.phase = Phase::MayBegin;
        }
        let sealed = bytes.len() - side.headers.take(bytes).len();
        let begins = sealed > 0 && before != Phase::Tls && other != Phase::Tls;
        if begins && side.begin.is_some() {
            // Encrypted once more, after it was clear again (RFC 4217 §12.3).
            self.connection = Connection::default();
            self.client = None;
            for side in &mut self.sides {
                *side = Side {
                    headers: std::mem::take(&mut side.headers),
                    ..Side::default()
                };
            }
        }
        sealed
    }

    /// Takes bytes of TLS.
    fn records(
        &mut self,
        direction: Direction,
        (offset, bytes): (u64, &[u8]),
        arrival: Arrival,
        each: &mut dyn FnMut(Piece<'_>),
    ) {
        let side = &mut self.sides[direction.index()];
        if side.begin.is_none() {
            side.begin = Some(offset);
            side.records = Records::new(offset);
        }
        if side.arrivals.len() >= ARRIVALS {
            side.arrivals.pop_front();
        }
        side.arrivals.push_back(arrival);
        let mut records = std::mem::take(&mut side.records);
        records.take(offset, bytes);
        while let Some((head, fragment)) = records.next_record() {
            each(Piece::Record(self.record(direction, head, fragment)));
        }
        self.sides[direction.index()].records = records;
    }

    fn record(&mut self, direction: Direction, head: Head, fragment: &[u8]) -> Record {
        let held = self.open(direction, head, fragment);
        let side = &mut self.sides[direction.index()];
        let end = head.offset + head.whole();
        let arrivals = &mut side.arrivals;
        while arrivals.len() > 1 && arrivals.front().is_some_and(|one| one.end <= head.offset) {
            arrivals.pop_front();
        }
        let first_frame = arrivals.front().map_or(0, |one| one.frame);
        let last = arrivals.iter().find(|one| one.end >= end);
        let (frame, time) = last.map_or((0, Time(0)), |one| (one.frame, one.time));
        side.number += 1;
        Record {
            direction,
            kind: head.kind,
            version: head.version,
            offset: head.offset,
            length: head.length,
            number: side.number,
            first_frame,
            frame,
            time,
            held,
        }
    }

    /// What a record holds.
    fn open(&mut self, direction: Direction, head: Head, fragment: &[u8]) -> Held {
        const SERVER_HELLO: u8 = 2;
        let client = *self
            .client
            .get_or_insert_with(|| match (head.kind, fragment.first()) {
                (Kind::Handshake, Some(&SERVER_HELLO)) => direction.opposite(),
                _ => direction,
            });
        let from = if direction == client {
            Peer::Client
        } else {
            Peer::Server
        };
        let side = &mut self.sides[direction.index()];
        let offset = head.offset - side.begin.unwrap_or(head.offset);
        let [major, minor] = head.version.to_be_bytes();
        let [high, low] = (head.length as u16).to_be_bytes();
        let mut whole = Zeroizing::new(Vec::with_capacity(HEADER + fragment.len()));
        whole.extend_from_slice(&[head.kind.number(), major, minor, high, low]);
        whole.extend_from_slice(fragment);
        let before = self.connection.failures();
        let mut found = None;
        let mut sink = |plain: crate::tls::Plain<'_>| {
            if plain.from == from && plain.offset == offset {
                found = Some((plain.kind, Zeroizing::new(plain.bytes.to_vec())));
            }
        };
        self.connection
            .take(from, (offset, &whole), &self.ring, &mut sink);
        // Before a version is agreed on it is sent for the sake of boxes on the way only (RFC 8446
        // appendix D.4).
        let version = self.connection.version();
        let is_old = version.is_some_and(|version| version < Version::TLS13);
        let was_encrypted = side.has_changed || head.kind == Kind::ApplicationData;
        let is_clear = match head.kind {
            Kind::ChangeCipherSpec => true,
            Kind::Handshake => !side.has_changed,
            Kind::Alert => !side.has_changed && head.length == ALERT,
            Kind::ApplicationData => false,
        };
        side.has_changed |= head.kind == Kind::ChangeCipherSpec && is_old;
        if found.is_none() && is_clear {
            found = Some((head.kind, Zeroizing::new(fragment.to_vec())));
        }
        let Some((kind, bytes)) = found else {
            return Held::Sealed(why(before, self.connection.failures()));
        };
        let continued = if kind == Kind::Handshake {
            side.continue_message(&bytes)
        } else {
            0
        };
        Held::Plain {
            kind,
            bytes,
            was_encrypted: was_encrypted && head.kind != Kind::ChangeCipherSpec,
            continued,
        }
    }
}

impl Side {
    /// Takes plaintext of handshake messages; returns how many of its first bytes belong to a
    /// message that began before.
    fn continue_message(&mut self, bytes: &[u8]) -> usize {
        let continued = self.message_rest.min(bytes.len());
        self.message_rest -= continued;
        if let Some((_, begin, length)) = messages(bytes, continued).last() {
            let end = begin + MESSAGE_HEADER + length;
            self.message_rest = end.saturating_sub(bytes.len());
        }
        continued
    }
}

fn why(before: Failures, after: Failures) -> Sealed {
    if after.unsupported > before.unsupported {
        Sealed::Unsupported
    } else if after.not_authentic > before.not_authentic {
        Sealed::NotAuthentic
    } else {
        Sealed::NoKeys
    }
}
