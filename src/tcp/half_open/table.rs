//! Where half-open connections between ends of one kind stand.

use super::entry::Entry;
use super::ranks::{AGE, Ranks, Tags, WAYS};
use super::{HalfOpen, pick};
use crate::decode::Bare;
use crate::limits;
use crate::net::{Endpoint, Time};

const BUCKETS: usize = limits::HALF_OPEN / WAYS;

/// The half-open connections between ends of one kind, at most [`limits::HALF_OPEN`].
///
/// A connection has one bucket where it can stand. A full bucket gives up its oldest entry, one
/// with a single unanswered SYN before any other, because that is what a flood is made of, and one
/// that is over before one that may yet speak.
///
/// Invariant: no number is lower than `oldest`.
#[derive(Debug)]
pub struct Table<E> {
    /// Made with the first connection: a capture without such does without it.
    buckets: Option<Buckets<E>>,
    /// The lowest number, unless it was looked for before the connection that had it went; 0 where
    /// there is none.
    oldest: u64,
    oldest_went: bool,
    /// How many had to go before they were over.
    dropped: u64,
}

impl<E> Default for Table<E> {
    fn default() -> Self {
        Self {
            buckets: None,
            oldest: 0,
            oldest_went: false,
            dropped: 0,
        }
    }
}

/// Arrays, whose lengths are known when the program is compiled, so that nothing is checked when a
/// bucket is looked at.
///
/// Invariant: `entries[bucket][way]` counts where tag `way` of `tags[bucket]` is not 0, and rank `way` of
/// `ranks[bucket]` has a number there and nowhere else.
#[derive(Debug)]
struct Buckets<E> {
    tags: Box<[Tags; BUCKETS]>,
    ranks: Box<[Ranks; BUCKETS]>,
    entries: Box<[[Entry<E>; WAYS]; BUCKETS]>,
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

#[inline(always)]
fn bucket_of(hash: u64) -> usize {
    hash as usize % BUCKETS
}

/// A part of a key's hash. It is neither 0, which says that there is no entry, nor 1, for which
/// [`Tags::ways_of`] could take that 0.
#[inline(always)]
fn tag_of(hash: u64) -> u8 {
    ((hash >> 56) as u8).max(2)
}

impl<E: Copy + Eq + Into<Endpoint>> Buckets<E> {
    /// Empty buckets; `any` stands where nothing is.
    #[cold]
    fn new(any: Entry<E>) -> Self {
        Self {
            tags: in_each(Tags::default()),
            ranks: in_each(Ranks::EMPTY),
            entries: in_each([any; WAYS]),
        }
    }

    #[inline(always)]
    fn entry(&self, place: Place) -> &Entry<E> {
        &self.entries[place.bucket % BUCKETS][place.way % WAYS]
    }

    #[inline(always)]
    fn entry_mut(&mut self, place: Place) -> &mut Entry<E> {
        &mut self.entries[place.bucket % BUCKETS][place.way % WAYS]
    }

    #[inline(always)]
    fn ranks_mut(&mut self, place: Place) -> &mut Ranks {
        &mut self.ranks[place.bucket % BUCKETS]
    }

    #[inline(always)]
    fn number(&self, place: Place) -> u64 {
        self.ranks[place.bucket % BUCKETS].of(place.way).number()
    }

    /// The place of the connection between `one` and `other`, whose key has this hash.
    #[inline(always)]
    fn find(&self, hash: u64, one: E, other: E) -> Option<Place> {
        let bucket = bucket_of(hash);
        let ways = self.tags[bucket % BUCKETS].ways_of(tag_of(hash));
        let mut places = ways.map(|way| Place { bucket, way });
        places.find(|&place| self.entry(place).is_between(one, other))
    }

    fn clear(&mut self, place: Place) {
        self.tags[place.bucket % BUCKETS].clear(place.way);
        self.ranks_mut(place).clear(place.way);
    }

    /// All places that are filled.
    fn filled(&self) -> impl Iterator<Item = Place> {
        let places =
            (0..BUCKETS).flat_map(|bucket| (0..WAYS).map(move |way| Place { bucket, way }));
        places.filter(|&place| self.number(place) > 0)
    }

    /// The lowest number; 0 where there is none.
    fn oldest(&self) -> u64 {
        let ages = self.ranks.iter().flat_map(Ranks::ages);
        let oldest = ages.fold(u64::MAX, |oldest, age| {
            pick(age < WAYS as u64, oldest, oldest.min(age))
        });
        pick(oldest > AGE, 0, oldest / WAYS as u64)
    }

    /// The connection at a place that is filled.
    fn connection(&self, place: Place) -> HalfOpen {
        self.entry(place).connection(self.number(place))
    }
}

impl<E: Copy + Eq + Into<Endpoint>> Table<E> {
    /// As [`HalfOpenTable::take`](super::HalfOpenTable::take), for a key with this hash.
    #[inline(always)]
    pub(super) fn take(&mut self, hash: u64, bare: &Bare<E>, frame: u64, time: Time) -> bool {
        let Some(buckets) = &mut self.buckets else {
            return false;
        };
        let Some(place) = buckets.find(hash, bare.source, bare.destination) else {
            return false;
        };
        let entry = buckets.entry_mut(place);
        entry.take(bare, frame, time);
        let worth = entry.worth();
        buckets.ranks_mut(place).revalue(place.way, worth);
        true
    }

    /// As [`HalfOpenTable::insert`](super::HalfOpenTable::insert), for a key with this hash.
    #[inline(always)]
    pub(super) fn insert(
        &mut self,
        hash: u64,
        number: u64,
        syn: &Bare<E>,
        (frame, time): (u64, Time),
        wants: impl FnOnce(Time) -> bool,
    ) -> Option<HalfOpen> {
        let any = || Buckets::new(Entry::new(syn, frame, time));
        let buckets = self.buckets.get_or_insert_with(any);
        let bucket = bucket_of(hash);
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
        // Made where it stands: what was just written elsewhere is slow to copy.
        let entry = buckets.entry_mut(place);
        *entry = Entry::new(syn, frame, time);
        let worth = entry.first_worth(syn, frame);
        buckets.tags[bucket % BUCKETS].fill(way, tag_of(hash));
        buckets.ranks_mut(place).fill(way, worth, number);
        over
    }

    /// Takes the connection between `one` and `other` out of the table.
    pub(super) fn remove(&mut self, hash: u64, one: E, other: E) -> Option<HalfOpen> {
        let buckets = self.buckets.as_mut()?;
        let place = buckets.find(hash, one, other)?;
        let connection = buckets.connection(place);
        self.oldest_went |= connection.number == self.oldest;
        buckets.clear(place);
        Some(connection)
    }

    /// The connection between `one` and `other`.
    pub(super) fn get(&self, hash: u64, one: E, other: E) -> Option<HalfOpen> {
        let buckets = self.buckets.as_ref()?;
        let place = buckets.find(hash, one, other)?;
        Some(buckets.connection(place))
    }

    /// How many connections had to go before they were over.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The number of the oldest connection; 0 where there is none.
    ///
    /// It is looked for when the one that was is gone, which in a flood is seldom: it is the oldest of
    /// one bucket among many.
    #[inline]
    pub(super) fn oldest(&mut self) -> u64 {
        if self.oldest_went {
            self.look_for_the_oldest();
        }
        self.oldest
    }

    #[inline(never)]
    fn look_for_the_oldest(&mut self) {
        self.oldest = self.buckets.as_ref().map_or(0, Buckets::oldest);
        self.oldest_went = false;
    }

    /// How many connections there are.
    pub(super) fn len(&self) -> usize {
        let buckets = self.buckets.as_ref();
        buckets.map_or(0, |buckets| buckets.filled().count())
    }

    /// The connections that were last heard before `moment`, or that are over and were last heard
    /// before `over`.
    pub(super) fn silent_since(&self, moment: Time, over: Time) -> impl Iterator<Item = HalfOpen> {
        self.buckets.iter().flat_map(move |buckets| {
            let is_silent = move |&place: &Place| {
                let entry = buckets.entry(place);
                entry.end < moment || (entry.is_over() && entry.end < over)
            };
            let silent = buckets.filled().filter(is_silent);
            silent.map(|place| buckets.connection(place))
        })
    }

    /// All connections.
    pub(super) fn all(&self) -> impl Iterator<Item = HalfOpen> {
        self.buckets
            .iter()
            .flat_map(|buckets| buckets.filled().map(|place| buckets.connection(place)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Flags;
    use crate::net::EndpointV4;
    use proptest::prelude::*;

    /// What happens to one of a few connections in two buckets.
    #[derive(Clone, Copy, Debug)]
    enum Event {
        Syn(u16),
        Ack(u16),
        Rst(u16),
        Speaks(u16),
    }

    fn event() -> impl Strategy<Value = Event> {
        let port = || 0u16..24;
        prop_oneof![
            4 => port().prop_map(Event::Syn),
            2 => port().prop_map(Event::Ack),
            1 => port().prop_map(Event::Rst),
            2 => port().prop_map(Event::Speaks),
        ]
    }

    fn bare(port: u16, flags: u8) -> Bare<EndpointV4> {
        Bare {
            source: EndpointV4::new(1, port),
            destination: EndpointV4::new(2, 21),
            sequence: 0,
            flags: Flags(flags),
        }
    }

    proptest! {
        #[test]
        fn the_oldest_has_the_lowest_number_and_what_is_over_goes_before_what_may_speak(
            events in prop::collection::vec(event(), 0..120)
        ) {
            let mut table: Table<EndpointV4> = Table::default();
            let hash = |port: u16| u64::from(port % 2) | u64::from(port) << 56;
            for (event, number) in events.into_iter().zip(1u64..) {
                let at = (number, Time(number as i64));
                match event {
                    Event::Syn(port) => {
                        let syn = bare(port, Flags::SYN);
                        if !table.take(hash(port), &syn, at.0, at.1) {
                            let bucket = |one: &HalfOpen| one.initiator.port % 2 == port % 2;
                            let before: Vec<_> = table.all().filter(bucket).collect();
                            let over = table.insert(hash(port), number, &syn, at, |_| true);
                            let after: Vec<_> = table.all().map(|one| one.number).collect();
                            let gone = before.iter().filter(|one| !after.contains(&one.number));
                            let gone: Vec<_> = gone.collect();
                            prop_assert_eq!(gone.len(), usize::from(before.len() == WAYS));
                            prop_assert!(over.iter().all(|over| gone[0].number == over.number));
                            let is_over = |one: &&HalfOpen| one.reset.is_some();
                            let is_single = |one: &&HalfOpen| one.reset.is_none() && one.syns == 1;
                            if let Some(&gone) = gone.first() {
                                let singles = before.iter().any(|one| is_single(&one));
                                prop_assert_eq!(is_single(&gone), singles);
                                let overs = before.iter().any(|one| is_over(&one));
                                prop_assert_eq!(is_over(&gone), overs && !singles);
                            }
                        }
                    }
                    Event::Ack(port) => {
                        table.take(hash(port), &bare(port, Flags::ACK), at.0, at.1);
                    }
                    Event::Rst(port) => {
                        table.take(hash(port), &bare(port, Flags::RST), at.0, at.1);
                    }
                    Event::Speaks(port) => {
                        let ends = bare(port, 0);
                        let is_there = table.get(hash(port), ends.source, ends.destination);
                        let removed = table.remove(hash(port), ends.destination, ends.source);
                        prop_assert_eq!(is_there.is_some(), removed.is_some());
                    }
                }
                let lowest = table.all().map(|one| one.number).min();
                prop_assert_eq!(table.oldest(), lowest.unwrap_or(0));
                prop_assert_eq!(table.len(), table.all().count());
            }
        }
    }
}
