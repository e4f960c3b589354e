//! What a connection is found by: its two endpoints, in either order.

use crate::net::{Endpoint, EndpointV4};
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

/// What a connection is looked up by.
pub trait ConnectionKey {
    /// The hash of both endpoints.
    fn hash(&self) -> u64;

    /// Whether the connection between `one` and `other` has this key.
    fn is_between(&self, one: &Endpoint, other: &Endpoint) -> bool;
}

impl FlowKey<'_> {
    /// Both endpoints.
    #[inline]
    pub(super) fn ends(&self) -> (Endpoint, Endpoint) {
        (*self.one, *self.other)
    }
}

impl ConnectionKey for FlowKey<'_> {
    #[inline]
    fn hash(&self) -> u64 {
        self.hash
    }

    #[inline]
    fn is_between(&self, one: &Endpoint, other: &Endpoint) -> bool {
        // Without a branch: which of both sent a frame is hard to foresee.
        let same = |a: &Endpoint, b: &Endpoint| (a.address == b.address) & (a.port == b.port);
        (same(self.one, one) & same(self.other, other))
            | (same(self.one, other) & same(self.other, one))
    }
}

/// As [`FlowKey`], of two IPv4 endpoints; both have the same hash.
#[derive(Clone, Copy, Debug)]
pub struct KeyV4 {
    hash: u64,
    one: EndpointV4,
    other: EndpointV4,
}

impl ConnectionKey for KeyV4 {
    #[inline]
    fn hash(&self) -> u64 {
        self.hash
    }

    #[inline]
    fn is_between(&self, one: &Endpoint, other: &Endpoint) -> bool {
        let ends = (one.as_v4(), other.as_v4());
        ends == (Some(self.one), Some(self.other)) || ends == (Some(self.other), Some(self.one))
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
        let hash = match (one.as_v4(), other.as_v4()) {
            (Some(one), Some(other)) => self.key_v4(one, other).hash,
            _ => self.hash_of_any(one, other),
        };
        FlowKey { hash, one, other }
    }

    /// The key of the connection between `one` and `other`.
    #[inline(always)]
    pub fn key_v4(&self, one: EndpointV4, other: EndpointV4) -> KeyV4 {
        // Most traffic: two words instead of five, put in order without a branch.
        let (first, second) = (one.word(), other.word());
        let hash = self.hasher.hash_one((first.min(second), first.max(second)));
        KeyV4 { hash, one, other }
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
    pub(super) fn is(self, key: &impl ConnectionKey, has: impl Fn(u32) -> bool) -> bool {
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
fn half(key: &impl ConnectionKey) -> u32 {
    (key.hash() >> 32) as u32
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
    pub(super) fn find(
        &self,
        key: &impl ConnectionKey,
        has: impl Fn(u32) -> bool,
    ) -> Option<Indexed> {
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
