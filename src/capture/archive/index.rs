//! Where the frames of a capture are: 40 bytes for each, in pieces that never move.

use crate::net::Time;
use foldhash::quality::RandomState;
use std::collections::HashSet;

/// The frames of one piece: large enough that pieces are few, small enough that the last one,
/// which is never full, wastes little.
const PIECE: usize = 4_096;

/// The bits of a connection that the sieve looks at.
const SIEVE_BITS: u32 = 16;

/// Where a frame is, and what is known of it without reading it.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// Where its bytes stand, in the file or in the spool.
    pub(super) offset: u64,
    pub(super) time: Time,
    /// How many bytes of it there are.
    pub(super) captured: u32,
    /// Its length on the wire.
    pub(super) length: u32,
    /// What it has in common with others.
    pub(super) kind: u32,
    /// What tells whether its bytes are still the same.
    pub(super) check: u32,
}

/// The frames of a capture by number.
///
/// The connections stand apart, because a search among all frames looks at nothing else.
#[derive(Default)]
pub(super) struct Index {
    pieces: Vec<Piece>,
}

struct Piece {
    entries: Vec<Entry>,
    /// The connection of each frame; 0 for none.
    connections: Vec<u64>,
}

impl Index {
    /// How many frames there are.
    pub(super) fn len(&self) -> usize {
        let full = self.pieces.len().saturating_sub(1) * PIECE;
        full + self.pieces.last().map_or(0, |piece| piece.entries.len())
    }

    /// Adds the frame with the next number.
    pub(super) fn push(&mut self, entry: Entry, connection: u64) {
        let full = |piece: &Piece| piece.entries.len() >= PIECE;
        if self.pieces.last().is_none_or(full) {
            self.pieces.push(Piece {
                entries: Vec::with_capacity(PIECE),
                connections: Vec::with_capacity(PIECE),
            });
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.entries.push(entry);
            piece.connections.push(connection);
        }
    }

    /// The frame with a number.
    pub(super) fn get(&self, number: u64) -> Option<Entry> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let piece = self.pieces.get(index / PIECE)?;
        piece.entries.get(index % PIECE).copied()
    }

    /// The numbers, from `first` to `last`, of the frames of the given connections.
    pub(super) fn select(
        &self,
        connections: &HashSet<u64, RandomState>,
        first: u64,
        last: u64,
    ) -> Vec<u64> {
        let mut sieve = vec![false; 1 << SIEVE_BITS];
        for &connection in connections {
            sieve[place(connection)] = true;
        }
        let from = usize::try_from(first.max(1) - 1).unwrap_or(usize::MAX);
        let to = usize::try_from(last).unwrap_or(usize::MAX).min(self.len());
        let mut numbers = Vec::new();
        let mut at = from;
        while at < to {
            let (piece, start) = (at / PIECE, at % PIECE);
            let end = PIECE.min(start + (to - at));
            let Some(looked_at) = self
                .pieces
                .get(piece)
                .and_then(|piece| piece.connections.get(start..end))
            else {
                break;
            };
            let found = looked_at.iter().enumerate().filter(|&(_, connection)| {
                sieve[place(*connection)] && connections.contains(connection)
            });
            numbers.extend(found.map(|(index, _)| (at + index) as u64 + 1));
            at += end - start;
        }
        numbers
    }
}

fn place(connection: u64) -> usize {
    (connection >> (u64::BITS - SIEVE_BITS)) as usize
}
