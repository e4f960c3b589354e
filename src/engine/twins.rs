//! Control connections that are one, seen on two sides of a NAT.

use crate::session::{Exchange, OtherSide, Session};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use smallvec::SmallVec;

/// The initial sequence numbers of initiator and listener.
pub(super) type Sequences = (u32, u32);

/// Which control connections are other sides of which, by their numbers.
///
/// A NAT translates addresses and leaves sequence numbers alone, so two with the same initial ones on
/// both sides are one connection.
#[derive(Debug, Default)]
pub(super) struct Twins {
    by_sequences: HashMap<Sequences, u64, RandomState>,
    first: HashMap<u64, u64, RandomState>,
    others: HashMap<u64, SmallVec<[u64; 1]>, RandomState>,
}

impl Twins {
    /// The first connection that began with these sequence numbers.
    pub(super) fn known(&self, sequences: Sequences) -> Option<u64> {
        self.by_sequences.get(&sequences).copied()
    }

    /// Notes that connection `number` began with these sequence numbers, unless another did; returns whether
    /// none did.
    pub(super) fn note_first(&mut self, sequences: Sequences, number: u64) -> bool {
        *self.by_sequences.entry(sequences).or_insert(number) == number
    }

    /// Notes that connection `number` began with these sequence numbers.
    pub(super) fn note(&mut self, sequences: Sequences, number: u64) {
        let known = *self.by_sequences.entry(sequences).or_insert(number);
        if known == number {
            return;
        }
        let (first, second) = (known.min(number), known.max(number));
        self.by_sequences.insert(sequences, first);
        self.first.insert(second, first);
        // Those that were the other sides of the second are now those of the first.
        let others = self.others.remove(&second).unwrap_or_default();
        self.first
            .extend(others.iter().map(|&other| (other, first)));
        let all = self.others.entry(first).or_default();
        all.extend(others);
        all.push(second);
    }

    /// Forgets that connection `number` began with these sequence numbers.
    pub(super) fn forget_sequences(&mut self, sequences: Sequences, number: u64) {
        if let Entry::Occupied(known) = self.by_sequences.entry(sequences)
            && *known.get() == number
        {
            known.remove();
        }
    }

    /// Forgets with which sequence numbers connections began; which are other sides stays known.
    pub(super) fn forget_all_sequences(&mut self) {
        self.by_sequences = HashMap::default();
    }

    /// The connection that `number` is another side of.
    pub(super) fn first_of(&self, number: u64) -> Option<u64> {
        self.first.get(&number).copied()
    }

    /// As [`Twins::first_of`], which is then forgotten.
    pub(super) fn take_first_of(&mut self, number: u64) -> Option<u64> {
        self.first.remove(&number)
    }

    /// The other sides of connection `number`.
    pub(super) fn others_of(&self, number: u64) -> &[u64] {
        self.others.get(&number).map_or(&[], SmallVec::as_slice)
    }

    /// As [`Twins::others_of`], which are then forgotten.
    pub(super) fn take_others_of(&mut self, number: u64) -> SmallVec<[u64; 1]> {
        self.others.remove(&number).unwrap_or_default()
    }

    /// Forgets that connection `number` is another side of one, or has other sides.
    pub(super) fn forget(&mut self, number: u64) {
        if let Some(first) = self.first.remove(&number)
            && let Some(all) = self.others.get_mut(&first)
        {
            all.retain(|&mut other| other != number);
        }
        for other in self.take_others_of(number) {
            self.first.remove(&other);
        }
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.by_sequences.len() + self.first.len() + self.others.len()
    }
}

/// Whether `other` is the same session as `first`, seen on the other side of a NAT: an address
/// differs, and what was said differs only where an FTP helper may have changed it.
pub(super) fn is_other_side(first: &Session, other: &Session) -> bool {
    let same_hosts = first.client.address == other.client.address
        && first.server.address == other.server.address;
    let said = |session: &Session, exchange: &Exchange| {
        let announces = exchange.verb.is_some_and(|verb| verb.announces());
        let argument = session
            .argument(exchange)
            .filter(|_| !announces)
            .map(<[u8]>::to_vec);
        (exchange.verb, argument)
    };
    let mut pairs = first.exchanges.iter().zip(&other.exchanges);
    !same_hosts && pairs.all(|(one, two)| said(first, one) == said(other, two))
}

/// The session `other` as the other side of another.
pub(super) fn other_side(other: &Session) -> OtherSide {
    let announced = other.announcements.iter();
    let announced = announced.map(|one| (one.frame, Some(one.endpoint)));
    OtherSide {
        client: other.client,
        server: other.server,
        first_frame: other.first_frame,
        announced: announced.collect(),
    }
}
