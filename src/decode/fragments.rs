//! Fragments of IP datagrams, put together again.
//!
//! Where fragments overlap, the families differ. In IPv4 the first byte to arrive wins, as in
//! Windows and Solaris ("first" in Novak, *Target-Based Fragmentation Reassembly*, 2005), and as
//! segments of TCP are treated here. In IPv6 an overlap discards the datagram (RFC 5722), save
//! that an exact duplicate of a fragment is passed over (RFC 8200, section 4.5).
//!
//! A fragment that the snap length cut fills its place in the datagram, but not with bytes: what
//! is put together ends at the first byte that is missing, and knows its true length.

use std::collections::VecDeque;

use hashbrown::HashMap;

use super::Undecoded;
use super::layer::{Packet, Piece};
use crate::net::{Address, Span, Time};

/// How many datagrams are remembered at a time, the oldest being given up first.
pub const DATAGRAMS: usize = 1024;
/// How many bytes of incomplete datagrams are kept in all.
pub const BYTES: usize = 4 << 20;
/// How many separate stretches one datagram may arrive in; 65,535 bytes in the smallest fragments
/// that IPv4's least MTU of 68 bytes makes are 1,366.
pub const STRETCHES: usize = 2048;
/// The largest payload that a datagram can have in bytes.
const LARGEST: u32 = 65_535;
/// How long an incomplete datagram is kept, by the time of its first fragment.
const AGE: Span = Span::seconds(30);
/// How long after its completion fragments are still taken for duplicates of a datagram's, as a
/// mirror port makes them, and not for a new datagram with the same identification.
const DUPLICATES: Span = Span::milliseconds(100);

/// One fragment of a datagram.
pub(super) struct Fragment<'a> {
    /// Its header; the payload is what the fragment carries.
    pub(super) packet: Packet<'a>,
    pub(super) v6: bool,
    pub(super) identification: u32,
    /// Where its payload belongs in the datagram's, in bytes.
    pub(super) offset: u16,
    /// Whether others follow it in the datagram.
    pub(super) more: bool,
}

/// What the fragments of one datagram have in common (RFC 791, section 3.2; RFC 8200, section
/// 4.5).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    source: Address,
    destination: Address,
    identification: u32,
    /// The protocol counts in IPv4 only.
    protocol: Option<u8>,
}

/// The datagrams that are not yet whole.
///
/// Every datagram in `datagrams` has its key once in `arrivals`, and `bytes` is the sum of what
/// they all keep.
#[derive(Default)]
pub(super) struct Fragments {
    datagrams: HashMap<Key, Datagram, foldhash::fast::RandomState>,
    /// The keys in the order of their first fragments.
    arrivals: VecDeque<Key>,
    bytes: usize,
    limits_met: u64,
    took_one: bool,
}

impl Fragments {
    /// Whether a fragment was added since this was last asked.
    pub(super) fn took_one(&mut self) -> bool {
        std::mem::take(&mut self.took_one)
    }

    /// How many incomplete datagrams were given up before their time.
    pub(super) fn limits_met(&self) -> u64 {
        self.limits_met
    }

    /// Adds a fragment that was captured at `time`. If it completes its datagram, the datagram is
    /// put into `whole` and handed out; if not, the answer is `None`.
    pub(super) fn add<'d>(
        &mut self,
        fragment: Fragment<'_>,
        time: Time,
        whole: &'d mut Vec<u8>,
    ) -> Result<Option<Packet<'d>>, Undecoded> {
        self.took_one = true;
        let stretch = Stretch::of(&fragment)?;
        let packet = fragment.packet;
        let key = Key {
            source: packet.source,
            destination: packet.destination,
            identification: fragment.identification,
            protocol: (!fragment.v6).then_some(packet.protocol),
        };
        self.make_room(time, stretch.held as usize);
        let datagram = self.datagrams.entry(key).or_insert_with(|| {
            self.arrivals.push_back(key);
            Datagram::new(time)
        });
        if datagram.is_stale(time) {
            self.bytes -= datagram.bytes.len();
            *datagram = Datagram::new(time);
        }
        if datagram.state != State::Open {
            return Ok(None);
        }

        let before = datagram.bytes.len();
        let added = datagram.add(&fragment, stretch);
        self.bytes += datagram.bytes.len() - before;
        if let Err(GivenUp(reason)) = added {
            self.bytes -= datagram.bytes.len();
            datagram.close(State::Discarded, time);
            if reason == Reason::Stretches {
                self.limits_met += 1;
            }
            return Err(Undecoded::Malformed);
        }
        let Some(length) = datagram.whole_length() else {
            return Ok(None);
        };
        datagram.assemble(whole);
        self.bytes -= datagram.bytes.len();
        let first = datagram.first;
        datagram.close(State::Whole, time);
        Ok(Some(Packet {
            source: packet.source,
            destination: packet.destination,
            ttl: first.ttl,
            identification: packet.identification,
            protocol: first.protocol,
            payload: Piece::new(whole, length as usize),
        }))
    }

    /// Gives up what is too old, and what is oldest while there is no room for `bytes` more.
    fn make_room(&mut self, time: Time, bytes: usize) {
        while let Some(key) = self.arrivals.front() {
            let full = self.datagrams.len() >= DATAGRAMS || self.bytes + bytes > BYTES;
            let Some(datagram) = self.datagrams.get(key) else {
                self.arrivals.pop_front();
                continue;
            };
            let old = distance(datagram.since, time) > AGE;
            if !full && !old {
                break;
            }
            if !old && datagram.state == State::Open {
                self.limits_met += 1;
            }
            self.bytes -= datagram.bytes.len();
            self.datagrams.remove(key);
            self.arrivals.pop_front();
        }
    }
}

/// How far two moments are apart, as captures may run backwards.
fn distance(one: Time, other: Time) -> Span {
    (one - other).max(other - one)
}

/// A stretch of a datagram that arrived, from `start` to `end`; of its bytes, the first `held` are
/// kept.
#[derive(Clone, Copy)]
struct Stretch {
    start: u32,
    end: u32,
    held: u32,
    /// Where the bytes that are held start in the datagram's buffer.
    at: u32,
}

impl Stretch {
    /// Where a fragment belongs; malformed where that cannot be (RFC 8200, section 4.5).
    fn of(fragment: &Fragment<'_>) -> Result<Self, Undecoded> {
        let payload = fragment.packet.payload;
        let length = u32::try_from(payload.length()).unwrap_or(u32::MAX);
        let start = u32::from(fragment.offset);
        let end = start.saturating_add(length);
        let aligned = length > 0 && length.is_multiple_of(8);
        if end > LARGEST || fragment.more && !aligned {
            return Err(Undecoded::Malformed);
        }
        Ok(Self {
            start,
            end,
            held: u32::try_from(payload.held().len()).unwrap_or(length),
            at: 0,
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Whole,
    Discarded,
}

/// What the first fragment's header says for all.
#[derive(Clone, Copy, Default)]
struct First {
    protocol: u8,
    ttl: u8,
}

/// Why a datagram is discarded.
struct GivenUp(Reason);

#[derive(PartialEq, Eq)]
enum Reason {
    /// Fragments overlap, or they do not agree on where the datagram ends.
    Contradiction,
    /// More stretches than [`STRETCHES`].
    Stretches,
}

/// A datagram of which some fragments have arrived.
///
/// Its stretches are in order and do not overlap.
struct Datagram {
    state: State,
    /// When its first fragment arrived, or when it left the open state.
    since: Time,
    first: First,
    /// Its length, known from the last fragment.
    length: Option<u32>,
    stretches: Vec<Stretch>,
    /// The bytes of all stretches, in the order of their arrival.
    bytes: Vec<u8>,
}

impl Datagram {
    fn new(time: Time) -> Self {
        Self {
            state: State::Open,
            since: time,
            first: First::default(),
            length: None,
            stretches: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// Whether a fragment that arrives now belongs to another datagram with the same key.
    fn is_stale(&self, now: Time) -> bool {
        let limit = match self.state {
            State::Whole => DUPLICATES,
            State::Open | State::Discarded => AGE,
        };
        distance(self.since, now) > limit
    }

    fn close(&mut self, state: State, time: Time) {
        self.state = state;
        self.since = time;
        self.stretches = Vec::new();
        self.bytes = Vec::new();
    }

    fn add(&mut self, fragment: &Fragment<'_>, stretch: Stretch) -> Result<(), GivenUp> {
        if fragment.v6 {
            if self.holds_exactly(fragment, stretch) {
                return Ok(());
            }
            if self.contradicts(fragment, stretch) {
                return Err(GivenUp(Reason::Contradiction));
            }
        }
        if !fragment.more && self.length.is_none() {
            self.length = Some(stretch.end);
        }
        if stretch.start == 0 && self.stretches.first().is_none_or(|first| first.start > 0) {
            self.first = First {
                protocol: fragment.packet.protocol,
                ttl: fragment.packet.ttl,
            };
        }
        self.fill(fragment.packet.payload.held(), stretch)
    }

    /// Whether the fragment is a duplicate of one that arrived.
    fn holds_exactly(&self, fragment: &Fragment<'_>, stretch: Stretch) -> bool {
        let same = |held: &&Stretch| held.start == stretch.start && held.end == stretch.end;
        let payload = fragment.packet.payload.held();
        let last = !fragment.more;
        (!last || self.length == Some(stretch.end))
            && self
                .stretches
                .iter()
                .find(same)
                .is_some_and(|held| self.bytes_of(held) == payload)
    }

    /// Whether the fragment overlaps another one, or the end of the datagram.
    fn contradicts(&self, fragment: &Fragment<'_>, stretch: Stretch) -> bool {
        let overlaps = |held: &Stretch| held.start < stretch.end && stretch.start < held.end;
        let last_end = self.stretches.last().map_or(0, |last| last.end);
        let ends = match self.length {
            Some(length) => stretch.end > length || !fragment.more && stretch.end != length,
            None => !fragment.more && stretch.end < last_end,
        };
        ends || self.stretches.iter().any(overlaps)
    }

    /// Puts what is new of a stretch between the stretches that are there.
    fn fill(&mut self, held: &[u8], stretch: Stretch) -> Result<(), GivenUp> {
        let mut start = stretch.start;
        let mut index = self.stretches.partition_point(|s| s.end <= start);
        while start < stretch.end {
            let next = self.stretches.get(index).copied();
            let end = next.map_or(stretch.end, |next| next.start.min(stretch.end));
            if start < end {
                if self.stretches.len() >= STRETCHES {
                    return Err(GivenUp(Reason::Stretches));
                }
                let from = (start - stretch.start) as usize;
                let to = (end - stretch.start) as usize;
                let new = held.get(from..to.min(held.len())).unwrap_or(&[]);
                self.stretches.insert(
                    index,
                    Stretch {
                        start,
                        end,
                        held: u32::try_from(new.len()).unwrap_or(0),
                        at: u32::try_from(self.bytes.len()).unwrap_or(0),
                    },
                );
                self.bytes.extend_from_slice(new);
                index += 1;
            }
            start = next.map_or(stretch.end, |next| next.end.max(end));
            index += 1;
        }
        Ok(())
    }

    /// The length of the datagram if no stretch of it is missing.
    fn whole_length(&self) -> Option<u32> {
        let length = self.length?;
        let mut end = 0;
        for stretch in &self.stretches {
            if stretch.start > end {
                break;
            }
            end = stretch.end;
        }
        (end >= length).then_some(length)
    }

    /// Puts the bytes up to the first one that the capture does not hold into `whole`.
    fn assemble(&self, whole: &mut Vec<u8>) {
        whole.clear();
        for stretch in &self.stretches {
            whole.extend_from_slice(self.bytes_of(stretch));
            if stretch.held < stretch.end - stretch.start {
                break;
            }
        }
    }

    fn bytes_of(&self, stretch: &Stretch) -> &[u8] {
        let start = stretch.at as usize;
        self.bytes
            .get(start..start + stretch.held as usize)
            .unwrap_or(&[])
    }
}
