//! Control connections on which nothing was said yet, or ever.
//!
//! A flood opens hundreds of thousands of them; each costs a small entry here and nothing else.

mod ages;

use super::Direction;
use super::table::FlowKey;
use crate::decode::Segment;
use crate::limits;
use crate::net::{Endpoint, Time};
use ages::Ages;

/// A connection of which only empty segments were seen.
#[derive(Clone, Copy, Debug)]
pub struct HalfOpen {
    /// The side that sent the SYN.
    pub initiator: Endpoint,
    /// The side that it was sent to.
    pub listener: Endpoint,
    /// The number of the connection in the order of first frames.
    pub number: u64,
    /// The sequence number of the SYN, where it was seen.
    pub sequence: Option<u32>,
    /// The sequence number of the SYN with ACK, its frame and its time, where it was seen.
    pub answer: Option<(u32, u64, Time)>,
    /// How many SYNs were sent.
    pub syns: u32,
    /// When the last of them was sent.
    pub last_syn: Time,
    /// The first frame.
    pub first_frame: u64,
    /// The last frame.
    pub last_frame: u64,
    /// When the first frame was captured.
    pub start: Time,
    /// When the last frame was captured.
    pub end: Time,
    /// Whether the handshake was completed.
    pub established: bool,
    /// The frames of the FINs, by [`Direction::index`]; 0 where none was seen.
    pub fins: [u64; 2],
    /// Who sent a RST, and in which frame.
    pub reset: Option<(Direction, u64)>,
}

/// How many entries share a bucket: all their tags are compared at once.
const WAYS: usize = 8;
const BUCKETS: usize = limits::HALF_OPEN / WAYS;

/// What is looked at before an entry is.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    /// A part of the hashes of the entries' keys; 0 where there is none.
    tags: [u32; WAYS],
    /// What each entry is worth, the oldest and least first: [`HalfOpen::rank`].
    ranks: [u64; WAYS],
}

/// The half-open connections, at most [`limits::HALF_OPEN`].
///
/// A connection has one bucket where it can stand. A full bucket gives up its oldest entry, one
/// with a single unanswered SYN before any other, because that is what a flood is made of, and one
/// that is over before one that may yet speak.
///
/// Invariants: `entries[bucket * WAYS + way]` counts where `buckets[bucket].tags[way]` is not 0;
/// those that count are in `ages`, in order of their numbers.
#[derive(Debug, Default)]
pub struct HalfOpenTable {
    buckets: Vec<Bucket>,
    entries: Vec<HalfOpen>,
    ages: Ages,
}

fn bucket(key: &FlowKey) -> usize {
    key.hash() as usize % BUCKETS
}

/// A part of a key's hash, and never 0.
fn tag_of(key: &FlowKey) -> u32 {
    (key.hash() >> 32) as u32 | 1 << 31
}

impl HalfOpenTable {
    #[inline]
    fn place(&self, key: &FlowKey, one: Endpoint, other: Endpoint) -> Option<(usize, usize)> {
        let index = bucket(key);
        let tags = &self.buckets.get(index)?.tags;
        let wanted = tag_of(key);
        // All at once, without a branch for each: most look-ups in a flood find nothing.
        let mut found = tags.iter().enumerate().fold(0u32, |found, (way, tag)| {
            found | u32::from(*tag == wanted) << way
        });
        while found != 0 {
            let way = found.trailing_zeros() as usize;
            if self.entries[index * WAYS + way].is_between(one, other) {
                return Some((index, way));
            }
            found &= found - 1;
        }
        None
    }

    /// Gives a segment without payload to the connection that it belongs to; returns whether there
    /// is one.
    #[inline]
    pub fn take(&mut self, key: &FlowKey, segment: &Segment<'_>, frame: u64, time: Time) -> bool {
        let Some((index, way)) = self.place(key, segment.source, segment.destination) else {
            return false;
        };
        let entry = &mut self.entries[index * WAYS + way];
        entry.take(segment, frame, time);
        self.buckets[index].ranks[way] = entry.rank();
        true
    }

    /// Adds a connection with a higher number than all before; returns the one that had to go.
    pub fn insert(&mut self, key: &FlowKey, entry: HalfOpen) -> Option<HalfOpen> {
        if self.buckets.is_empty() {
            // A capture without control connections does without the table.
            self.buckets = vec![Bucket::default(); BUCKETS];
            self.entries = vec![entry; BUCKETS * WAYS];
            self.ages = Ages::new(BUCKETS * WAYS);
        }
        let index = bucket(key);
        let bucket = &mut self.buckets[index];
        // A free place is worth less than any entry.
        let worth = |way: &usize| match bucket.tags[*way] {
            0 => 0,
            _ => bucket.ranks[*way] + 1,
        };
        let way = (0..WAYS).min_by_key(worth)?;
        let place = index * WAYS + way;
        let gone = (bucket.tags[way] != 0).then(|| self.entries[place]);
        if gone.is_some() {
            self.ages.remove(place);
        }
        bucket.tags[way] = tag_of(key);
        bucket.ranks[way] = entry.rank();
        self.entries[place] = entry;
        self.ages.push(place);
        gone
    }

    /// Takes the connection between two endpoints out of the table.
    pub fn remove(&mut self, key: &FlowKey, one: Endpoint, other: Endpoint) -> Option<HalfOpen> {
        let (index, way) = self.place(key, one, other)?;
        self.buckets[index].tags[way] = 0;
        let place = index * WAYS + way;
        self.ages.remove(place);
        Some(self.entries[place])
    }

    /// The number of the oldest connection.
    #[inline]
    pub fn oldest(&self) -> Option<u64> {
        let oldest = self.ages.oldest()?;
        Some(self.entries[oldest].number)
    }

    /// All connections that were last heard before `moment`, or that are over and were last heard
    /// before `over`, oldest first.
    pub fn silent_since(&self, moment: Time, over: Time) -> Vec<HalfOpen> {
        let all = self.ages.iter().map(|place| &self.entries[place]);
        all.filter(|entry| entry.end < moment || (entry.is_over() && entry.end < over))
            .copied()
            .collect()
    }
}

impl HalfOpen {
    /// A connection of which nothing was seen yet.
    pub fn new(
        initiator: Endpoint,
        listener: Endpoint,
        number: u64,
        frame: u64,
        time: Time,
    ) -> Self {
        Self {
            initiator,
            listener,
            number,
            sequence: None,
            answer: None,
            syns: 0,
            last_syn: time,
            first_frame: frame,
            last_frame: frame,
            start: time,
            end: time,
            established: false,
            fins: [0; 2],
            reset: None,
        }
    }

    /// What the entry is worth, and of two that are worth the same, which is older.
    fn rank(&self) -> u64 {
        let worth: u64 = match () {
            () if self.is_over() => 1,
            () if self.answer.is_none() && self.syns <= 1 => 0,
            () => 2,
        };
        worth << 62 | (self.number & (u64::MAX >> 2))
    }

    /// Whether both sides have closed it, or one has reset it.
    pub fn is_over(&self) -> bool {
        self.reset.is_some() || self.fins.iter().all(|&frame| frame > 0)
    }

    /// Takes a segment without payload.
    pub fn take(&mut self, segment: &Segment<'_>, frame: u64, time: Time) {
        self.last_frame = frame;
        self.end = time;
        let direction = if segment.source == self.initiator {
            Direction::FromInitiator
        } else {
            Direction::FromListener
        };
        if segment.flags.rst() {
            self.reset.get_or_insert((direction, frame));
            return;
        }
        if segment.flags.fin() && self.fins[direction.index()] == 0 {
            self.fins[direction.index()] = frame;
        }
        match (segment.flags.syn(), segment.flags.ack()) {
            // A fresh sequence number is another try from the same port.
            (true, false) => {
                self.sequence = Some(segment.sequence);
                self.syns += 1;
                self.last_syn = time;
            }
            (true, true) => {
                self.answer.get_or_insert((segment.sequence, frame, time));
            }
            _ => self.established |= self.answer.is_some() && direction == Direction::FromInitiator,
        }
    }

    /// Whether it is the connection between these two endpoints.
    fn is_between(&self, one: Endpoint, other: Endpoint) -> bool {
        (self.initiator == one && self.listener == other)
            || (self.initiator == other && self.listener == one)
    }
}
