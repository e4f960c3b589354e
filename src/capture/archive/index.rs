//! Where the frames of a capture are: 40 bytes for each, in pieces that never move. The oldest
//! pieces may go.

use crate::net::Time;
use foldhash::quality::RandomState;
use std::collections::{HashSet, VecDeque};

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
    pieces: VecDeque<Piece>,
    /// How many pieces went before those.
    gone: usize,
}

struct Piece {
    entries: Vec<Entry>,
    /// The connection of each frame; 0 for none.
    connections: Vec<u64>,
}

impl Index {
    /// How many frames there were.
    pub(super) fn len(&self) -> usize {
        let full = (self.gone + self.pieces.len().saturating_sub(1)) * PIECE;
        full + self.pieces.back().map_or(0, |piece| piece.entries.len())
    }

    /// Lets the oldest pieces go of which no frame stands at `offset` or later, and those beyond
    /// `most` frames.
    pub(super) fn let_go(&mut self, offset: u64, most: usize) {
        while self.pieces.len() > 1
            && let Some(oldest) = self.pieces.front()
        {
            let last = oldest.entries.last();
            let is_over = last.is_none_or(|last| last.offset < offset);
            if !is_over && self.pieces.len() * PIECE <= most.max(PIECE) {
                break;
            }
            self.pieces.pop_front();
            self.gone += 1;
        }
    }

    /// The number of the first frame that stands at `offset` or later.
    pub(super) fn first(&self, offset: u64) -> u64 {
        let entries = self.pieces.front().map(|piece| &piece.entries);
        let before = entries.map_or(0, |entries| {
            entries.partition_point(|one| one.offset < offset)
        });
        (self.gone * PIECE + before) as u64 + 1
    }

    /// Adds the frame with the next number.
    pub(super) fn push(&mut self, entry: Entry, connection: u64) {
        let full = |piece: &Piece| piece.entries.len() >= PIECE;
        if self.pieces.back().is_none_or(full) {
            self.pieces.push_back(Piece {
                entries: Vec::with_capacity(PIECE),
                connections: Vec::with_capacity(PIECE),
            });
        }
        if let Some(piece) = self.pieces.back_mut() {
            piece.entries.push(entry);
            piece.connections.push(connection);
        }
    }

    /// The frame with a number.
    pub(super) fn get(&self, number: u64) -> Option<Entry> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let piece = self.pieces.get((index / PIECE).checked_sub(self.gone)?)?;
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
        let mut at = from.max(self.gone * PIECE);
        while at < to {
            let (piece, start) = (at / PIECE, at % PIECE);
            let end = PIECE.min(start + (to - at));
            let Some(looked_at) = self
                .pieces
                .get(piece - self.gone)
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
