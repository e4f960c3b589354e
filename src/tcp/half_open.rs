//! Control connections on which nothing was said yet.
//!
//! A SYN flood opens hundreds of thousands of them; each costs a small entry here and nothing else.

use super::table::FlowKey;
use crate::decode::Segment;
use crate::limits;
use crate::net::{Endpoint, Time};
use foldhash::fast::RandomState;
use std::hash::BuildHasher;

/// A connection of which only SYNs, their answer and empty segments were seen.
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
}

/// How many entries share a bucket: as many as fit the limit, few enough to look through.
const WAYS: usize = 8;
const BUCKETS: usize = limits::HALF_OPEN / WAYS;

/// The half-open connections, at most [`limits::HALF_OPEN`].
///
/// A connection has one bucket where it can stand. A full bucket gives up its oldest entry, one
/// with a single unanswered SYN before any other: that is what a flood is made of.
#[derive(Debug)]
pub struct HalfOpenTable {
    hasher: RandomState,
    buckets: Box<[[Option<HalfOpen>; WAYS]]>,
}

impl Default for HalfOpenTable {
    fn default() -> Self {
        Self { hasher: RandomState::default(), buckets: vec![[None; WAYS]; BUCKETS].into_boxed_slice() }
    }
}

impl HalfOpenTable {
    fn bucket(&mut self, key: FlowKey) -> &mut [Option<HalfOpen>; WAYS] {
        let index = self.hasher.hash_one(key) as usize % BUCKETS;
        &mut self.buckets[index]
    }

    /// The half-open connection between the endpoints of `key`.
    pub fn find(&mut self, key: FlowKey) -> Option<&mut HalfOpen> {
        self.bucket(key).iter_mut().flatten().find(|entry| entry.key() == key)
    }

    /// Adds a connection and returns the one that had to go for it.
    pub fn insert(&mut self, entry: HalfOpen) -> Option<HalfOpen> {
        let bucket = self.bucket(entry.key());
        if let Some(free) = bucket.iter_mut().find(|place| place.is_none()) {
            *free = Some(entry);
            return None;
        }
        let worth = |place: &&mut Option<HalfOpen>| place.map(|old| (old.established || old.syns > 1, old.number));
        bucket.iter_mut().min_by_key(worth)?.replace(entry)
    }

    /// Takes the connection between the endpoints of `key` out of the table.
    pub fn remove(&mut self, key: FlowKey) -> Option<HalfOpen> {
        let place = self.bucket(key).iter_mut().find(|place| place.is_some_and(|entry| entry.key() == key))?;
        place.take()
    }

    /// All connections that were last heard before `moment`, oldest first.
    pub fn silent_since(&self, moment: Time) -> Vec<HalfOpen> {
        let all = self.buckets.iter().flatten().flatten();
        let mut silent: Vec<HalfOpen> = all.filter(|entry| entry.end < moment).copied().collect();
        silent.sort_unstable_by_key(|entry| entry.number);
        silent
    }
}

impl HalfOpen {
    /// A connection of which nothing was seen yet.
    pub fn new(initiator: Endpoint, listener: Endpoint, number: u64, frame: u64, time: Time) -> Self {
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
        }
    }

    /// Takes a segment without payload, FIN or RST.
    pub fn take(&mut self, segment: &Segment<'_>, frame: u64, time: Time) {
        self.last_frame = frame;
        self.end = time;
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
            _ => self.established |= self.answer.is_some() && segment.source == self.initiator,
        }
    }

    /// The key under which it is found.
    pub fn key(&self) -> FlowKey {
        FlowKey::new(self.initiator, self.listener)
    }
}
