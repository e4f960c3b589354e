//! Control connections on which nothing was said yet, or ever.
//!
//! A flood opens hundreds of thousands of them; each costs a small entry here and nothing else.

mod entry;
mod ranks;
mod table;

use super::Direction;
use super::key::{ConnectionKey, FlowKey};
use crate::decode::Bare;
use crate::net::{Endpoint, EndpointV4, Time};
use table::Table;

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

/// The half-open connections, at most [`limits::HALF_OPEN`](crate::limits::HALF_OPEN) of IPv4 and as many
/// of IPv6: a full table gives up what a flood is made of before anything else.
#[derive(Debug, Default)]
pub struct HalfOpenTable {
    v4: Table<EndpointV4>,
    v6: Table<Endpoint>,
}

/// A kind of ends, which has a table of its own: an entry of the shorter kind takes two thirds.
pub trait Kind: Copy + Eq + Into<Endpoint> {
    #[doc(hidden)]
    fn table(all: &mut HalfOpenTable) -> &mut Table<Self>;
}

impl Kind for EndpointV4 {
    #[inline(always)]
    fn table(all: &mut HalfOpenTable) -> &mut Table<Self> {
        &mut all.v4
    }
}

impl Kind for Endpoint {
    #[inline(always)]
    fn table(all: &mut HalfOpenTable) -> &mut Table<Self> {
        &mut all.v6
    }
}

impl HalfOpenTable {
    /// Gives a segment without payload to the connection that it belongs to; returns whether there
    /// is one.
    #[inline(always)]
    pub fn take<E: Kind>(
        &mut self,
        key: &impl ConnectionKey,
        bare: &Bare<E>,
        frame: u64,
        time: Time,
    ) -> bool {
        E::table(self).take(key.hash(), bare, frame, time)
    }

    /// Adds the connection that `syn`, captured in this frame and at this time, begins, which has a higher
    /// `number` than all before. Returns the one that had to go for it, if that one is over, and `wants`
    /// it, which is asked with the time when it was last heard; another is only counted.
    #[inline(always)]
    pub fn insert<E: Kind>(
        &mut self,
        key: &impl ConnectionKey,
        number: u64,
        syn: &Bare<E>,
        at: (u64, Time),
        wants: impl FnOnce(Time) -> bool,
    ) -> Option<HalfOpen> {
        E::table(self).insert(key.hash(), number, syn, at, wants)
    }

    /// Takes the connection of `key` out of the table.
    pub fn remove(&mut self, key: &FlowKey<'_>) -> Option<HalfOpen> {
        let (one, other) = key.ends();
        match (one.as_v4(), other.as_v4()) {
            (Some(one), Some(other)) => self.v4.remove(key.hash(), one, other),
            _ => self.v6.remove(key.hash(), one, other),
        }
    }

    /// The connection of `key`.
    pub fn get(&self, key: &FlowKey<'_>) -> Option<HalfOpen> {
        let (one, other) = key.ends();
        match (one.as_v4(), other.as_v4()) {
            (Some(one), Some(other)) => self.v4.get(key.hash(), one, other),
            _ => self.v6.get(key.hash(), one, other),
        }
    }

    /// How many connections are in the table.
    pub fn len(&self) -> usize {
        self.v4.len() + self.v6.len()
    }

    /// Whether the table is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many connections had to go before they were over.
    pub fn dropped(&self) -> u64 {
        self.v4.dropped() + self.v6.dropped()
    }

    /// The number of the oldest connection.
    #[inline]
    pub fn oldest(&mut self) -> Option<u64> {
        match (self.v4.oldest(), self.v6.oldest()) {
            (0, 0) => None,
            (0, only) | (only, 0) => Some(only),
            (one, other) => Some(one.min(other)),
        }
    }

    /// All connections, oldest first.
    pub fn all(&self) -> Vec<HalfOpen> {
        in_order(self.v4.all().chain(self.v6.all()))
    }

    /// The connections that were last heard before `moment`, or that are over and were last heard
    /// before `over`, oldest first.
    pub fn silent_since(&self, moment: Time, over: Time) -> Vec<HalfOpen> {
        let v4 = self.v4.silent_since(moment, over);
        in_order(v4.chain(self.v6.silent_since(moment, over)))
    }
}

fn in_order(connections: impl Iterator<Item = HalfOpen>) -> Vec<HalfOpen> {
    let mut connections: Vec<HalfOpen> = connections.collect();
    connections.sort_unstable_by_key(|one| one.number);
    connections
}

/// One of two values, both of which are at hand.
#[inline(always)]
fn pick<T>(first: bool, one: T, other: T) -> T {
    std::hint::select_unpredictable(first, one, other)
}
