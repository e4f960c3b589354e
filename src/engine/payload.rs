//! What data connections carried, where somebody asked for it.

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
#[derive(Clone, Debug)]
pub struct Payload {
    start: u64,
    assembler: Option<Assembler>,
    hasher: Option<Sha256>,
    head: Vec<u8>,
    room: usize,
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
        }
    }

    /// Takes a segment's payload at its stream offset.
    pub fn take(&mut self, offset: u64, bytes: &[u8]) {
        let Self {
            assembler,
            hasher,
            head,
            room,
            ..
        } = self;
        let Some(in_order) = assembler else { return };
        let pushed = in_order.push(offset, bytes, &mut |_, bytes| {
            if let Some(hasher) = hasher {
                hasher.update(bytes);
            }
            let kept = bytes.len().min(*room - head.len());
            head.extend_from_slice(&bytes[..kept]);
        });
        if pushed.is_err() || (self.hasher.is_none() && self.head.len() == self.room) {
            // A hole that large is no disorder: the bytes are missing, and so is their hash.
            self.assembler = None;
        }
    }

    /// How far it was put in order, as a stream offset from its beginning.
    pub fn in_order(&self) -> u64 {
        let next = self.assembler.as_ref().map(Assembler::next);
        next.map_or(0, |next| next - self.start)
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
        // Where the first segment came late, bytes before those that were taken first are not in
        // the hash.
        if sent.missing == 0 && self.start == start && self.assembler.is_some() {
            sent.sha256 = self.hasher.map(|hasher| hasher.finalize().into());
        }
        sent.head = self.head.into();
    }
}
