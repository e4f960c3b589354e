//! What data connections carried, where somebody asked for it.

use super::receiver::Tap;
use crate::session::connection::Sent;
use crate::tcp::Assembler;
use sha2::{Digest, Sha256};

/// What to do with the payload of data connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Compute the SHA-256 of each direction.
    pub hash: bool,
    /// How many bytes to keep of the beginning of each direction.
    pub head: usize,
}

impl Wanted {
    /// Whether any payload byte is to be touched.
    pub fn any(self) -> bool {
        self.hash || self.head > 0
    }
}

/// The SHA-256 of an empty file.
pub fn hash_of_nothing() -> [u8; 32] {
    Sha256::new().finalize().into()
}

/// The payload of one direction of a data connection.
pub struct Payload {
    start: u64,
    assembler: Option<Assembler>,
    hasher: Option<Sha256>,
    head: Vec<u8>,
    room: usize,
    tap: Option<Box<Tap>>,
}

impl Payload {
    /// Nothing carried yet; the first byte will stand at `offset`.
    pub fn new(wanted: Wanted, offset: u64) -> Self {
        Self {
            start: offset,
            assembler: Some(Assembler::new(offset)),
            hasher: wanted.hash.then(Sha256::new),
            head: Vec::new(),
            room: wanted.head,
            tap: None,
        }
    }

    /// Tells somebody of the bytes, too.
    pub fn with_tap(self, tap: Option<Tap>) -> Self {
        Self {
            tap: tap.map(Box::new),
            ..self
        }
    }

    /// Tells nobody of the bytes any more.
    pub fn tell_nobody(&mut self) {
        self.tap = None;
    }

    /// What goes to somebody else.
    pub fn tap_mut(&mut self) -> Option<&mut Tap> {
        self.tap.as_deref_mut()
    }

    /// A copy for a summary of what came so far; nobody is told of it.
    pub fn so_far(&self) -> Self {
        Self {
            start: self.start,
            assembler: self.assembler.clone(),
            hasher: self.hasher.clone(),
            head: self.head.clone(),
            room: self.room,
            tap: None,
        }
    }

    /// Takes a segment's payload at its stream offset.
    pub fn take(&mut self, offset: u64, bytes: &[u8]) {
        let Self {
            start,
            assembler,
            hasher,
            head,
            room,
            tap,
        } = self;
        let Some(in_order) = assembler else { return };
        if let Some(tap) = tap
            && offset < in_order.next()
            && offset >= *start
        {
            tap.fill(offset - *start, bytes);
        }
        loop {
            let pushed = in_order.push(offset, bytes, &mut |offset, bytes| {
                if let Some(hasher) = hasher {
                    hasher.update(bytes);
                }
                let kept = bytes.len().min(*room - head.len());
                head.extend_from_slice(&bytes[..kept]);
                if let Some(tap) = tap {
                    tap.take(offset - *start, bytes);
                }
            });
            if pushed.is_ok() {
                break;
            }
            // A hole that large is no disorder: the bytes are missing, and so is their hash.
            *hasher = None;
            *room = head.len();
            let (Some(tap), Some(beyond)) = (tap.as_mut(), in_order.first_held()) else {
                *assembler = None;
                return;
            };
            skip_hole(in_order, beyond, *start, tap);
        }
        if tap.is_none() && hasher.is_none() && head.len() == *room {
            *assembler = None;
        }
    }

    /// No more will come: what waits beyond holes is told of, to somebody whose session has it.
    /// Returns how many sessions took the connection as it stood before.
    pub fn settle(&mut self, is_owned: bool) -> usize {
        let Some(tap) = &mut self.tap else { return 0 };
        if is_owned && !tap.is_owned() {
            tap.own();
        }
        if let Some(in_order) = &mut self.assembler {
            while let Some(beyond) = in_order.first_held() {
                self.hasher = None;
                self.room = self.head.len();
                skip_hole(in_order, beyond, self.start, tap);
            }
        }
        usize::from(tap.is_handed())
    }

    /// A session takes the connection as it stands.
    pub fn hand(&mut self) {
        self.settle(true);
        if let Some(tap) = &mut self.tap {
            tap.hand();
        }
    }

    /// Whether somebody was told of any of it.
    pub fn was_told(&self) -> bool {
        self.tap.as_ref().is_some_and(|tap| tap.is_owned())
    }

    /// How far it was put in order, as a stream offset from its beginning.
    pub fn in_order(&self) -> u64 {
        let next = self.assembler.as_ref().map(Assembler::next);
        next.map_or(0, |next| next - self.start)
    }

    /// Notes that all bytes up to `offset` that did not come are missing.
    pub fn lose_until(&mut self, offset: u64) {
        let Some(in_order) = &mut self.assembler else {
            return;
        };
        if offset <= in_order.next() {
            return;
        }
        self.hasher = None;
        self.room = self.head.len();
        match &mut self.tap {
            Some(tap) => skip_hole(in_order, offset, self.start, tap),
            None => in_order.skip_to(offset, &mut |_, _| ()),
        }
    }

    /// Takes no more.
    pub fn give_up(&mut self) {
        self.assembler = None;
    }

    /// Whether it takes no more.
    pub fn is_over(&self) -> bool {
        self.assembler.is_none()
    }

    /// Puts the results into the summary of what was sent by a side whose stream begins at `start`.
    pub fn finish(self, sent: &mut Sent, start: u64) {
        sent.lead = self.start.saturating_sub(start);
        // Where the first segment came late, bytes before those that were taken first are not in
        // the hash.
        if sent.missing == 0 && self.start == start && self.assembler.is_some() {
            sent.sha256 = self.hasher.map(|hasher| hasher.finalize().into());
        }
        sent.head = self.head.into();
    }
}

/// Goes on `beyond` the hole that bytes wait for.
fn skip_hole(in_order: &mut Assembler, beyond: u64, start: u64, tap: &mut Tap) {
    tap.skip(in_order.next() - start, beyond - start);
    in_order.skip_to(beyond, &mut |offset, bytes| tap.take(offset - start, bytes));
}
