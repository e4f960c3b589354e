//! What a connection is found by: its two endpoints, in either order.

use crate::net::Endpoint;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Two endpoints, the same in either order, so that both directions find the same flow, with their
/// hash, which several tables look up by.
#[derive(Clone, Copy, Debug)]
pub struct FlowKey<'e> {
    hash: u64,
    one: &'e Endpoint,
    other: &'e Endpoint,
}

impl FlowKey<'_> {
    /// The hash of both endpoints.
    pub const fn hash(&self) -> u64 {
        self.hash
    }

    /// Whether the connection between `one` and `other` has this key.
    #[inline]
    pub fn is_between(&self, one: &Endpoint, other: &Endpoint) -> bool {
        // Without a branch: which of both sent a frame is hard to foresee.
        let same = |a: &Endpoint, b: &Endpoint| (a.address == b.address) & (a.port == b.port);
        (same(self.one, one) & same(self.other, other))
            | (same(self.one, other) & same(self.other, one))
    }
}

/// Makes keys whose hashes nobody outside can predict.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    hasher: RandomState,
}

impl Keys {
    /// The key of the connection between `one` and `other`.
    #[inline(always)]
    pub fn key<'e>(&self, one: &'e Endpoint, other: &'e Endpoint) -> FlowKey<'e> {
        let hash = match (one.address.as_v4(), other.address.as_v4()) {
            // Most traffic: two words instead of five, put in order without a branch.
            (Some(first), Some(second)) => {
                let first = u64::from(first) << 16 | u64::from(one.port);
                let second = u64::from(second) << 16 | u64::from(other.port);
                self.hasher.hash_one((first.min(second), first.max(second)))
            }
            _ => self.hash_of_any(one, other),
        };
        FlowKey { hash, one, other }
    }

    #[inline(never)]
    fn hash_of_any(&self, one: &Endpoint, other: &Endpoint) -> u64 {
        self.hasher.hash_one((one.min(other), one.max(other)))
    }
}

/// Where the connection with a key is. Half of the hash stands here, so that most look-ups that find
/// nothing touch no place, and no more, so that more of the index stays in the processor's cache.
#[derive(Clone, Copy, Debug)]
pub(super) struct Indexed {
    hash: u32,
    place: u32,
}

impl Indexed {
    /// Where it is.
    #[inline]
    pub(super) fn place(self) -> u32 {
        self.place
    }

    /// Whether it has `key`, where `has` tells it of its place for certain.
    #[inline]
    pub(super) fn is(self, key: &FlowKey<'_>, has: impl Fn(u32) -> bool) -> bool {
        self.hash == half(key) && has(self.place)
    }

    /// What the index places it by: the table takes the lowest bits and the highest.
    #[inline]
    fn spread(self) -> u64 {
        spread(self.hash)
    }
}

/// The half of a key's hash that is kept.
#[inline]
fn half(key: &FlowKey<'_>) -> u32 {
    (key.hash >> 32) as u32
}

#[inline]
fn spread(half: u32) -> u64 {
    u64::from(half) << 32 | u64::from(half)
}

/// The places of connections by their keys.
#[derive(Debug, Default)]
pub(super) struct PlaceIndex(HashTable<Indexed>);

impl PlaceIndex {
    /// The place with `key`, of which `has` is true.
    #[inline]
    pub(super) fn find(&self, key: &FlowKey<'_>, has: impl Fn(u32) -> bool) -> Option<Indexed> {
        let place = spread(half(key));
        self.0.find(place, |at| at.is(key, &has)).copied()
    }

    /// Adds a place that is not in it.
    pub(super) fn insert(&mut self, key: &FlowKey<'_>, place: u32) -> Indexed {
        let hash = half(key);
        let indexed = Indexed { hash, place };
        self.0
            .insert_unique(indexed.spread(), indexed, |at| at.spread());
        indexed
    }

    /// Takes out the place with `key` of which `has` is true, if there is one.
    pub(super) fn remove(&mut self, key: &FlowKey<'_>, has: impl Fn(u32) -> bool) {
        let place = spread(half(key));
        if let Ok(entry) = self.0.find_entry(place, |at| at.is(key, &has)) {
            entry.remove();
        }
    }

    /// Takes out what [`PlaceIndex::insert`] added.
    pub(super) fn remove_at(&mut self, indexed: Indexed) {
        let same = |at: &Indexed| at.place == indexed.place;
        if let Ok(entry) = self.0.find_entry(indexed.spread(), same) {
            entry.remove();
        }
    }
}
