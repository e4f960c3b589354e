//! Control connections on which nothing was said yet, or ever.
//!
//! A flood opens hundreds of thousands of them; each costs a small entry here and nothing else.

use super::Direction;
use super::key::FlowKey;
use crate::decode::{Flags, Segment};
use crate::limits;
use crate::net::{Address, Endpoint, Time};

/// A connection of which only empty segments were seen, as the table hands it out.
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

impl HalfOpen {
    /// The initial sequence numbers of both sides, where both were seen.
    pub fn sequences(&self) -> Option<(u32, u32)> {
        let (answer, ..) = self.answer?;
        Some((self.sequence?, answer))
    }
}

/// How many entries share a bucket: all their tags are compared at once.
const WAYS: usize = 8;
const BUCKETS: usize = limits::HALF_OPEN / WAYS;

/// A part of the hash of the key of each entry of a bucket in [`TAG_BITS`] each; 0 where there is
/// none.
#[derive(Clone, Copy, Debug, Default)]
struct Tags(u64);

const TAG_BITS: usize = 8;
/// The lowest bit of every tag.
const LOWEST: u64 = u64::MAX / 0xff;
/// The highest bit of every tag.
const HIGHEST: u64 = LOWEST << (TAG_BITS - 1);

impl Tags {
    /// The ways where the tag may be `tag`: a bit for each, the highest of its tag.
    ///
    /// All are compared at once, because most look-ups in a flood find nothing: a tag that is equal
    /// becomes 0, and only 0, or what stands above it, borrows from the bit above.
    #[inline]
    fn ways_of(self, tag: u8) -> u64 {
        let differences = self.0 ^ (LOWEST * u64::from(tag));
        differences.wrapping_sub(LOWEST) & !differences & HIGHEST
    }

    #[inline]
    fn fill(&mut self, way: usize, tag: u8) {
        self.clear(way);
        self.0 |= u64::from(tag) << (way * TAG_BITS);
    }

    #[inline]
    fn clear(&mut self, way: usize) {
        self.0 &= !(u64::from(u8::MAX) << (way * TAG_BITS));
    }
}

/// What each entry of a bucket is worth, the oldest and least first: its [`Worth`], its number, and
/// its way in the lowest bits; the way alone where there is none.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Ranks([u64; WAYS]);

/// What an entry is worth when one has to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Worth {
    /// A single SYN that nobody answered: what a flood is made of.
    Single,
    /// Both sides have closed it, or one has reset it.
    Over,
    /// It may yet speak.
    Open,
}

/// The bits of a rank that say what the entry is worth; above the number, above the way.
const WORTH_SHIFT: u32 = 62;
/// The bits of a rank that say which of two that are worth the same is older.
const AGE: u64 = u64::MAX >> (u64::BITS - WORTH_SHIFT);

impl Ranks {
    const EMPTY: Self = Self([0, 1, 2, 3, 4, 5, 6, 7]);

    #[inline]
    fn fill(&mut self, way: usize, worth: Worth, number: u64) {
        let number = (number * WAYS as u64) & AGE;
        self.0[way] = (worth as u64) << WORTH_SHIFT | number | way as u64;
    }

    #[inline]
    fn revalue(&mut self, way: usize, worth: Worth) {
        self.0[way] = (worth as u64) << WORTH_SHIFT | self.0[way] & AGE;
    }

    #[inline]
    fn clear(&mut self, way: usize) {
        self.0[way] = way as u64;
    }

    #[inline]
    fn of(&self, way: usize) -> Rank {
        Rank(self.0[way])
    }

    /// The least rank, which tells what is to go next, if its way is not free.
    #[inline]
    fn least(&self) -> Rank {
        Rank(self.0.into_iter().fold(u64::MAX, u64::min))
    }
}

/// What is kept of a connection, in two lines of the processor's cache, because a flood writes one
/// with every other frame. Its number stands in its rank.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Entry {
    /// The addresses and ports of initiator and listener.
    addresses: [Address; 2],
    ports: [u16; 2],
    /// How many SYNs the initiator sent.
    syns: u32,
    /// The sequence number of the last of them.
    sequence: u32,
    /// The sequence number of the first SYN with ACK.
    answer_sequence: u32,
    first_frame: u64,
    start: Time,
    last_frame: u64,
    end: Time,
    last_syn: Time,
    /// Twice the frame of the first SYN with ACK, and one more where the handshake was completed;
    /// 0 where there was none.
    answer: u64,
    answer_time: Time,
    /// As [`HalfOpen::fins`].
    fins: [u64; 2],
    /// Twice the frame of the first RST, and one more where the listener sent it; 0 where there was
    /// none.
    reset: u64,
}

const _: () = assert!(size_of::<Entry>() == 128);

/// What one entry is worth.
#[derive(Clone, Copy, Debug)]
struct Rank(u64);

impl Rank {
    #[inline]
    fn way(self) -> usize {
        self.0 as usize % WAYS
    }

    /// Its number; 0, which no connection has, where there is none.
    #[inline]
    fn number(self) -> u64 {
        (self.0 & AGE) / WAYS as u64
    }

    /// Whether there is an entry that is over.
    #[inline]
    fn is_over(self) -> bool {
        self.0 >> WORTH_SHIFT == Worth::Over as u64
    }
}

/// The half-open connections, at most [`limits::HALF_OPEN`].
///
/// A connection has one bucket where it can stand. A full bucket gives up its oldest entry, one
/// with a single unanswered SYN before any other, because that is what a flood is made of, and one
/// that is over before one that may yet speak.
///
/// Invariant: no number is lower than `oldest`.
#[derive(Debug, Default)]
pub struct HalfOpenTable {
    /// Made with the first connection: a capture without control connections does without it.
    buckets: Option<Buckets>,
    /// The lowest number, unless it was looked for before the connection that had it went.
    oldest: u64,
    oldest_went: bool,
    /// How many had to go before they were over.
    dropped: u64,
}

/// Where the connections stand; arrays, whose lengths are known when the program is compiled, so that
/// nothing is checked when a bucket is looked at.
///
/// Invariant: `entries[bucket][way]` counts where tag `way` of `tags[bucket]` is not 0, and rank `way` of
/// `ranks[bucket]` has a number there and nowhere else.
#[derive(Debug)]
struct Buckets {
    tags: Box<[Tags; BUCKETS]>,
    ranks: Box<[Ranks; BUCKETS]>,
    entries: Box<[[Entry; WAYS]; BUCKETS]>,
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    bucket: usize,
    way: usize,
}

/// As many of one thing as there are buckets.
fn in_each<T: Clone>(thing: T) -> Box<[T; BUCKETS]> {
    let things = vec![thing; BUCKETS].into_boxed_slice();
    things
        .try_into()
        .unwrap_or_else(|_| unreachable!("there are as many as buckets"))
}

fn bucket(key: &FlowKey<'_>) -> usize {
    key.hash() as usize % BUCKETS
}

/// A part of a key's hash. It is neither 0, which says that there is no entry, nor 1, for which
/// [`Tags::ways_of`] could take that 0.
fn tag_of(key: &FlowKey<'_>) -> u8 {
    ((key.hash() >> 56) as u8).max(2)
}

impl Buckets {
    fn new() -> Self {
        Self {
            tags: in_each(Tags::default()),
            ranks: in_each(Ranks::EMPTY),
            entries: in_each([Entry::EMPTY; WAYS]),
        }
    }

    #[inline(always)]
    fn entry(&self, place: Place) -> &Entry {
        &self.entries[place.bucket % BUCKETS][place.way % WAYS]
    }

    #[inline(always)]
    fn entry_mut(&mut self, place: Place) -> &mut Entry {
        &mut self.entries[place.bucket % BUCKETS][place.way % WAYS]
    }

    #[inline(always)]
    fn ranks_mut(&mut self, place: Place) -> &mut Ranks {
        &mut self.ranks[place.bucket % BUCKETS]
    }

    #[inline(always)]
    fn number(&self, place: Place) -> u64 {
        self.ranks[place.bucket % BUCKETS]
            .of(place.way % WAYS)
            .number()
    }

    /// The place of the connection of `key`.
    #[inline(always)]
    fn find(&self, key: &FlowKey<'_>) -> Option<Place> {
        let bucket = bucket(key);
        let mut found = self.tags[bucket % BUCKETS].ways_of(tag_of(key));
        while found != 0 {
            let way = found.trailing_zeros() as usize / TAG_BITS;
            let place = Place { bucket, way };
            let entry = self.entry(place);
            if key.is_between(&entry.initiator(), &entry.listener()) {
                return Some(place);
            }
            found &= found - 1;
        }
        None
    }

    fn clear(&mut self, place: Place) {
        self.tags[place.bucket % BUCKETS].clear(place.way % WAYS);
        self.ranks_mut(place).clear(place.way % WAYS);
    }

    /// All places that are filled.
    fn filled(&self) -> impl Iterator<Item = Place> {
        let places =
            (0..BUCKETS).flat_map(|bucket| (0..WAYS).map(move |way| Place { bucket, way }));
        places.filter(|&place| self.number(place) > 0)
    }

    /// The lowest number; 0 where there is none.
    fn oldest(&self) -> u64 {
        let ages = self
            .ranks
            .iter()
            .flat_map(|ranks| ranks.0)
            .map(|rank| rank & AGE);
        let oldest = ages.fold(u64::MAX, |oldest, age| {
            pick(age < WAYS as u64, oldest, oldest.min(age))
        });
        pick(oldest == u64::MAX, 0, oldest / WAYS as u64)
    }

    /// The connection at a place that is filled.
    fn connection(&self, place: Place) -> HalfOpen {
        self.entry(place).connection(self.number(place))
    }
}

impl HalfOpenTable {
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
        let Some(buckets) = &mut self.buckets else {
            return false;
        };
        let Some(place) = buckets.find(key) else {
            return false;
        };
        let entry = buckets.entry_mut(place);
        entry.take(segment, frame, time);
        let worth = entry.worth();
        buckets.ranks_mut(place).revalue(place.way % WAYS, worth);
        true
    }

    /// Adds the connection that the SYN `segment` begins, which has a higher `number` than all before.
    /// Returns the one that had to go for it, if that one is over, and `wants` it, which is asked with
    /// the time when it was last heard; another is only counted.
    #[inline]
    pub fn insert(
        &mut self,
        key: &FlowKey<'_>,
        number: u64,
        segment: &Segment<'_>,
        frame: u64,
        time: Time,
        wants: impl FnOnce(Time) -> bool,
    ) -> Option<HalfOpen> {
        let buckets = self.buckets.get_or_insert_with(Buckets::new);
        let bucket = bucket(key);
        let least = buckets.ranks[bucket % BUCKETS].least();
        let way = least.way();
        let place = Place { bucket, way };
        let mut over = None;
        if least.number() > 0 {
            self.oldest_went |= least.number() == self.oldest;
            if !least.is_over() {
                self.dropped += 1;
            } else if wants(buckets.entry(place).end) {
                over = Some(buckets.connection(place));
            }
        } else if self.oldest == 0 {
            self.oldest = number;
        }
        let entry = buckets.entry_mut(place);
        *entry = Entry::new(segment, frame, time);
        let worth = match segment.flags.0 & (Flags::FIN | Flags::RST) {
            0 => pick(segment.flags.ack(), Worth::Open, Worth::Single),
            // No SYN has any of these, save those of somebody who tries what happens.
            _ => {
                entry.end(segment, frame);
                entry.worth()
            }
        };
        buckets.tags[bucket % BUCKETS].fill(way % WAYS, tag_of(key));
        buckets.ranks_mut(place).fill(way % WAYS, worth, number);
        over
    }

    /// Takes the connection of `key` out of the table.
    pub fn remove(&mut self, key: &FlowKey<'_>) -> Option<HalfOpen> {
        let buckets = self.buckets.as_mut()?;
        let place = buckets.find(key)?;
        let connection = buckets.connection(place);
        self.oldest_went |= connection.number == self.oldest;
        buckets.clear(place);
        Some(connection)
    }

    /// The connection of `key`.
    pub fn get(&self, key: &FlowKey<'_>) -> Option<HalfOpen> {
        let buckets = self.buckets.as_ref()?;
        buckets.find(key).map(|place| buckets.connection(place))
    }

    /// How many connections are in the table.
    pub fn len(&self) -> usize {
        let buckets = self.buckets.as_ref();
        buckets.map_or(0, |buckets| buckets.filled().count())
    }

    /// Whether the table is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many connections had to go before they were over.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The number of the oldest connection.
    ///
    /// It is looked for when the one that was is gone, which in a flood is seldom: it is the oldest of
    /// one bucket among many.
    #[inline]
    pub fn oldest(&mut self) -> Option<u64> {
        if self.oldest_went {
            self.look_for_the_oldest();
        }
        (self.oldest > 0).then_some(self.oldest)
    }

    #[inline(never)]
    fn look_for_the_oldest(&mut self) {
        self.oldest = self.buckets.as_ref().map_or(0, Buckets::oldest);
        self.oldest_went = false;
    }

    /// All connections, oldest first.
    pub fn all(&self) -> Vec<HalfOpen> {
        self.those(|_| true)
    }

    /// The connections that were last heard before `moment`, or that are over and were last heard
    /// before `over`, oldest first.
    pub fn silent_since(&self, moment: Time, over: Time) -> Vec<HalfOpen> {
        self.those(|entry| entry.end < moment || (entry.is_over() && entry.end < over))
    }

    /// The connections whose entries are wanted, oldest first.
    fn those(&self, wanted: impl Fn(&Entry) -> bool) -> Vec<HalfOpen> {
        let Some(buckets) = &self.buckets else {
            return Vec::new();
        };
        let those = buckets
            .filled()
            .filter(|&place| wanted(buckets.entry(place)));
        let mut those: Vec<HalfOpen> = those.map(|place| buckets.connection(place)).collect();
        those.sort_unstable_by_key(|one| one.number);
        those
    }
}

impl Entry {
    /// Of no connection.
    const EMPTY: Self = Self {
        addresses: [Address::v4([0; 4]); 2],
        ports: [0; 2],
        syns: 0,
        sequence: 0,
        answer_sequence: 0,
        first_frame: 0,
        start: Time(0),
        last_frame: 0,
        end: Time(0),
        last_syn: Time(0),
        answer: 0,
        answer_time: Time(0),
        fins: [0; 2],
        reset: 0,
    };

    /// The connection that a SYN begins.
    #[inline]
    fn new(segment: &Segment<'_>, frame: u64, time: Time) -> Self {
        let (initiator, listener) = segment.initiator_and_listener();
        let answers = segment.flags.ack();
        Self {
            addresses: [initiator.address, listener.address],
            ports: [initiator.port, listener.port],
            syns: u32::from(!answers),
            // The one counts where there was a SYN, the other where there was an answer.
            sequence: segment.sequence,
            answer_sequence: segment.sequence,
            first_frame: frame,
            start: time,
            last_frame: frame,
            end: time,
            last_syn: time,
            answer: pick(answers, frame * 2, 0),
            answer_time: time,
            fins: [0; 2],
            reset: 0,
        }
    }

    /// Takes from a SYN that the connection is over at once.
    #[cold]
    fn end(&mut self, segment: &Segment<'_>, frame: u64) {
        let from_listener = segment.flags.ack();
        if segment.flags.rst() {
            (self.syns, self.answer) = (0, 0);
            self.reset = frame * 2 + u64::from(from_listener);
        } else {
            self.fins[usize::from(from_listener)] = frame;
        }
    }

    /// The connection, whose number is `number`.
    fn connection(&self, number: u64) -> HalfOpen {
        let answer = (self.answer_sequence, self.answer / 2, self.answer_time);
        let reset_by = if self.reset.is_multiple_of(2) {
            Direction::FromInitiator
        } else {
            Direction::FromListener
        };
        HalfOpen {
            initiator: self.initiator(),
            listener: self.listener(),
            number,
            sequence: (self.syns > 0).then_some(self.sequence),
            answer: (self.answer > 0).then_some(answer),
            syns: self.syns,
            last_syn: self.last_syn,
            first_frame: self.first_frame,
            last_frame: self.last_frame,
            start: self.start,
            end: self.end,
            established: !self.answer.is_multiple_of(2),
            fins: self.fins,
            reset: (self.reset > 0).then_some((reset_by, self.reset / 2)),
        }
    }

    #[inline]
    fn initiator(&self) -> Endpoint {
        Endpoint::new(self.addresses[0], self.ports[0])
    }

    #[inline]
    fn listener(&self) -> Endpoint {
        Endpoint::new(self.addresses[1], self.ports[1])
    }

    #[inline]
    fn worth(&self) -> Worth {
        let unanswered = if self.answer == 0 && self.syns <= 1 {
            Worth::Single
        } else {
            Worth::Open
        };
        if self.is_over() {
            Worth::Over
        } else {
            unanswered
        }
    }

    /// Whether both sides have closed it, or one has reset it.
    #[inline]
    fn is_over(&self) -> bool {
        (self.reset > 0) | ((self.fins[0] > 0) & (self.fins[1] > 0))
    }

    /// Takes a segment without payload.
    ///
    /// Without branches, for in a flood nothing foretells what kind of segment is next: everything
    /// is written each time, mostly as it was.
    #[inline]
    fn take(&mut self, segment: &Segment<'_>, frame: u64, time: Time) {
        let flags = segment.flags;
        let from_listener = segment.source != self.initiator();
        let is_alive = !flags.rst();
        let resets = flags.rst() & (self.reset == 0);
        self.reset = pick(resets, frame * 2 + u64::from(from_listener), self.reset);
        let fin = &mut self.fins[usize::from(from_listener)];
        *fin = pick(is_alive & flags.fin() & (*fin == 0), frame, *fin);
        // A fresh sequence number is another try from the same port.
        let tries = is_alive & flags.syn() & !flags.ack();
        self.syns += u32::from(tries);
        self.sequence = pick(tries, segment.sequence, self.sequence);
        self.last_syn = pick(tries, time, self.last_syn);
        let completes = is_alive & !flags.syn() & (self.answer > 0) & !from_listener;
        let answers = is_alive & flags.syn() & flags.ack() & (self.answer == 0);
        self.answer_sequence = pick(answers, segment.sequence, self.answer_sequence);
        self.answer_time = pick(answers, time, self.answer_time);
        self.answer = pick(answers, frame * 2, self.answer | u64::from(completes));
        self.last_frame = frame;
        self.end = time;
    }
}

/// One of two values, both of which are at hand.
#[inline(always)]
fn pick<T>(first: bool, one: T, other: T) -> T {
    std::hint::select_unpredictable(first, one, other)
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
            let mut tags = Tags::default();
            let mut naive = [None; WAYS];
            for (way, tag) in filled {
                tags.fill(way, tag);
                naive[way] = Some(tag);
            }
            for way in cleared {
                tags.clear(way);
                naive[way] = None;
            }
            for tag in 2..6 {
                let found = tags.ways_of(tag);
                let has = |way: usize| found & 1 << (way * TAG_BITS + TAG_BITS - 1) != 0;
                let equal = |way: &usize| naive[*way] == Some(tag);
                prop_assert!((0..WAYS).filter(equal).all(has));
                prop_assert!((0..WAYS).filter(|&way| has(way)).all(|way| naive[way].is_some()));
                prop_assert_eq!((0..WAYS).find(equal), (0..WAYS).find(|&way| has(way)));
            }
        }
    }
}
