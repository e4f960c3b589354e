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
#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// A part of the hash of each entry's key in [`TAG_BITS`] each; 0 where there is none.
    tags: u64,
    /// What each entry is worth, the oldest and least first, with its way in the lowest bits:
    /// [`HalfOpen::rank`]; the way alone where there is none.
    ranks: [u64; WAYS],
}

const TAG_BITS: usize = 8;
/// The lowest bit of every tag.
const LOWEST: u64 = u64::MAX / 0xff;
/// The highest bit of every tag.
const HIGHEST: u64 = LOWEST << (TAG_BITS - 1);

/// The bits of a rank that say what the entry is worth; above the number, above the way.
const WORTH_SHIFT: u32 = 62;

impl Bucket {
    const EMPTY: Self = Self {
        tags: 0,
        ranks: [0, 1, 2, 3, 4, 5, 6, 7],
    };

    /// The ways where the tag may be `tag`: a bit for each, the highest of its tag.
    ///
    /// All are compared at once, because most look-ups in a flood find nothing: a tag that is equal
    /// becomes 0, and only 0, or what stands above it, borrows from the bit above.
    #[inline]
    fn ways_of(&self, tag: u8) -> u64 {
        let differences = self.tags ^ (LOWEST * u64::from(tag));
        differences.wrapping_sub(LOWEST) & !differences & HIGHEST
    }

    #[inline]
    fn fill(&mut self, way: usize, tag: u8, rank: u64) {
        self.clear(way);
        self.tags |= u64::from(tag) << (way * TAG_BITS);
        self.ranks[way] = rank;
    }

    #[inline]
    fn clear(&mut self, way: usize) {
        self.tags &= !(u64::from(u8::MAX) << (way * TAG_BITS));
        self.ranks[way] = way as u64;
    }
}

/// The half-open connections, at most [`limits::HALF_OPEN`].
///
/// A connection has one bucket where it can stand. A full bucket gives up its oldest entry, one
/// with a single unanswered SYN before any other, because that is what a flood is made of, and one
/// that is over before one that may yet speak.
///
/// Invariants: `entries[bucket * WAYS + way]` counts where tag `way` of `buckets[bucket]` is not 0;
/// those that count are in `ages`, in order of their numbers.
#[derive(Debug, Default)]
pub struct HalfOpenTable {
    buckets: Vec<Bucket>,
    entries: Vec<HalfOpen>,
    ages: Ages,
    /// How many had to go before they were over.
    dropped: u64,
}

fn bucket(key: &FlowKey<'_>) -> usize {
    key.hash() as usize % BUCKETS
}

/// A part of a key's hash. It is neither 0, which says that there is no entry, nor 1, for which
/// [`Bucket::ways_of`] could take that 0.
fn tag_of(key: &FlowKey<'_>) -> u8 {
    ((key.hash() >> 56) as u8).max(2)
}

impl HalfOpenTable {
    #[inline(always)]
    fn place(&self, key: &FlowKey<'_>) -> Option<(usize, usize)> {
        let index = bucket(key);
        let mut found = self.buckets.get(index)?.ways_of(tag_of(key));
        while found != 0 {
            let way = found.trailing_zeros() as usize / TAG_BITS;
            let entry = &self.entries[index * WAYS + way];
            if key.is_between(&entry.initiator, &entry.listener) {
                return Some((index, way));
            }
            found &= found - 1;
        }
        None
    }

    /// Gives a segment without payload to the connection that it belongs to; returns whether there
    /// is one.
    #[inline]
    pub fn take(
        &mut self,
        key: &FlowKey<'_>,
        segment: &Segment<'_>,
        frame: u64,
        time: Time,
    ) -> bool {
        let Some((index, way)) = self.place(key) else {
            return false;
        };
        let entry = &mut self.entries[index * WAYS + way];
        entry.take(segment, frame, time);
        self.buckets[index].ranks[way] = entry.rank(way);
        true
    }

    /// Adds the connection that `segment` begins, which has a higher `number` than all before.
    /// Returns the one that had to go for it, if that one is over; another is only counted.
    #[inline]
    pub fn insert(
        &mut self,
        key: &FlowKey<'_>,
        number: u64,
        segment: &Segment<'_>,
        frame: u64,
        time: Time,
    ) -> Option<HalfOpen> {
        if self.buckets.is_empty() {
            self.set_up(HalfOpen::new(segment, number, frame, time));
        }
        let index = bucket(key);
        let bucket = &mut self.buckets[index];
        let least = bucket.ranks.into_iter().fold(u64::MAX, u64::min);
        let way = least as usize % WAYS;
        let place = index * WAYS + way;
        let mut over = None;
        if least >= WAYS as u64 {
            self.ages.remove(place);
            if least >> WORTH_SHIFT == HalfOpen::OVER {
                over = Some(self.entries[place]);
            } else {
                self.dropped += 1;
            }
        }
        // Made beside the table: what was just written to memory is slow to read in other pieces.
        let mut entry = HalfOpen::new(segment, number, frame, time);
        entry.take(segment, frame, time);
        bucket.fill(way, tag_of(key), entry.rank(way));
        self.entries[place] = entry;
        self.ages.push(place);
        over
    }

    /// Makes the table: a capture without control connections does without it.
    #[cold]
    fn set_up(&mut self, any: HalfOpen) {
        self.buckets = vec![Bucket::EMPTY; BUCKETS];
        self.entries = vec![any; BUCKETS * WAYS];
        self.ages = Ages::new(BUCKETS * WAYS);
    }

    /// How many connections had to go before they were over.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Takes the connection of `key` out of the table.
    pub fn remove(&mut self, key: &FlowKey<'_>) -> Option<HalfOpen> {
        let (index, way) = self.place(key)?;
        self.buckets[index].clear(way);
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

    /// All connections, oldest first.
    pub fn all(&self) -> Vec<HalfOpen> {
        self.ages.iter().map(|place| self.entries[place]).collect()
    }

    /// The connections that were last heard before `moment`, or that are over and were last heard
    /// before `over`, oldest first.
    pub fn silent_since(&self, moment: Time, over: Time) -> Vec<HalfOpen> {
        let all = self.ages.iter().map(|place| &self.entries[place]);
        all.filter(|entry| entry.end < moment || (entry.is_over() && entry.end < over))
            .copied()
            .collect()
    }
}

impl HalfOpen {
    /// The connection that `segment` begins, before it has taken the segment.
    #[inline]
    fn new(segment: &Segment<'_>, number: u64, frame: u64, time: Time) -> Self {
        let (initiator, listener) = segment.initiator_and_listener();
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

    /// The worth of one that is over.
    const OVER: u64 = 1;

    /// What the entry is worth, and of two that are worth the same, which is older.
    fn rank(&self, way: usize) -> u64 {
        let worth = match () {
            () if self.is_over() => Self::OVER,
            () if self.answer.is_none() && self.syns <= 1 => 0,
            () => 2,
        };
        let number = (self.number * WAYS as u64) & (u64::MAX >> (64 - WORTH_SHIFT));
        worth << WORTH_SHIFT | number | way as u64
    }

    /// Whether both sides have closed it, or one has reset it.
    pub fn is_over(&self) -> bool {
        self.reset.is_some() || self.fins.iter().all(|&frame| frame > 0)
    }

    /// Takes a segment without payload.
    #[inline]
    fn take(&mut self, segment: &Segment<'_>, frame: u64, time: Time) {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_way_with_the_tag_is_found_no_empty_one_is_and_the_first_found_has_it(
            filled in prop::collection::vec((0..WAYS, 2u8..6), 0..12),
            cleared in prop::collection::vec(0..WAYS, 0..3)
        ) {
            let mut bucket = Bucket::EMPTY;
            let mut naive = [None; WAYS];
            for (way, tag) in filled {
                bucket.fill(way, tag, way as u64);
                naive[way] = Some(tag);
            }
            for way in cleared {
                bucket.clear(way);
                naive[way] = None;
            }
            for tag in 2..6 {
                let found = bucket.ways_of(tag);
                let has = |way: usize| found & 1 << (way * TAG_BITS + TAG_BITS - 1) != 0;
                let equal = |way: &usize| naive[*way] == Some(tag);
                prop_assert!((0..WAYS).filter(equal).all(has));
                prop_assert!((0..WAYS).filter(|&way| has(way)).all(|way| naive[way].is_some()));
                prop_assert_eq!((0..WAYS).find(equal), (0..WAYS).find(|&way| has(way)));
            }
        }
    }
}
