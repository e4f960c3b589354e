//! Control connections on which only the server has spoken: kept as they came until they are over, or
//! followed once there is more.

use super::Config;
use super::queue::Place;
use super::secured;
use super::snapshots::complete;
use super::talk::control_of;
use super::tracker::{Tracker, host_pair};
use crate::decode::Segment;
use crate::net::{Address, Time};
use crate::session::Session;
use crate::tcp::conversation::Spoken;
use crate::tcp::greeted::Greeted;
use crate::tcp::key::FlowKey;
use crate::tcp::{Flow, GreetedId, Greeting};
use crate::tls::KeyRing;
use smallvec::SmallVec;

impl Tracker {
    /// Takes a segment of a connection that has no flow, where it is a greeting or belongs to a
    /// connection on which nothing more was said; returns whether it needs nothing more.
    ///
    /// A connection of which it is more than that has a flow afterwards.
    #[inline]
    pub(super) fn is_greeting(
        &mut self,
        key: &FlowKey<'_>,
        segment: &Segment<'_>,
        frame: u64,
        time: Time,
    ) -> bool {
        if let Some(id) = self.greeted.find(key) {
            match self.greeted.take(id, segment, frame, time) {
                Greeting::Kept => return true,
                Greeting::More => {
                    self.follow_greeted(id, time);
                    return false;
                }
                Greeting::Unknown => {}
            }
        }
        segment.payload_length > 0 && self.greets(key, segment, frame, time)
    }

    /// Takes a segment where it is the greeting of a half-open connection.
    #[inline(never)]
    fn greets(&mut self, key: &FlowKey<'_>, segment: &Segment<'_>, frame: u64, time: Time) -> bool {
        // Who listens is told of what is said when it is said.
        if segment.payload.is_empty()
            || self.telling.is_some()
            || secured::begins_tls(segment.payload)
        {
            return false;
        }
        let begins = |half: &_| Greeted::may_begin(half, segment);
        let Some(half) = self.half_open.get(key).filter(begins) else {
            return false;
        };
        let number = half.number;
        // What may be the other side of a connection is followed, as that one will be.
        let sequences = half.sequences();
        if sequences.is_some_and(|sequences| !self.twins.note_first(sequences, number)) {
            return false;
        }
        self.half_open.remove(key);
        let pair = host_pair(half.initiator.address, half.listener.address);
        self.by_hosts.entry(pair).or_default().push(number);
        let id = self.greeted.insert(key, half, segment, frame, time);
        self.queue.put(number, Place::Greeted(id));
        self.limit_followed();
        true
    }

    /// Follows what only the server has spoken on between two hosts that begin another connection:
    /// what was said before that may not have been captured.
    pub(super) fn follow_greeted_between(&mut self, pair: (Address, Address), now: Time) {
        let numbers = self.by_hosts.get(&pair).into_iter().flatten();
        let greeted = numbers.filter_map(|&number| match self.queue.place(number) {
            Some(&Place::Greeted(id)) => Some(id),
            _ => None,
        });
        let greeted: SmallVec<[GreetedId; 2]> = greeted.collect();
        for id in greeted {
            self.follow_greeted(id, now);
        }
    }

    /// Follows a connection of which there is more than a greeting, from its beginning.
    #[inline(never)]
    pub(super) fn follow_greeted(&mut self, id: GreetedId, now: Time) {
        let Some(greeted) = self.greeted.remove(id) else {
            return;
        };
        self.followed -= 1;
        let (client, server) = (
            greeted.half.initiator.address,
            greeted.half.listener.address,
        );
        self.forget_hosts(greeted.half.number, client, server);
        self.grow_up(&greeted.half, now);
        for (segment, frame, time) in greeted.segments() {
            let key = self.flows.key(&segment.source, &segment.destination);
            self.segment_of_flow(&key, &segment, frame, time);
        }
    }

    /// A connection on which only the server has spoken is over. Its session is made when its turn has
    /// come, because that takes more room, and long to fetch again.
    pub(super) fn end_greeted(&mut self, number: u64, id: GreetedId) {
        let Some(greeted) = self.greeted.get(id) else {
            return;
        };
        let (client, server) = (
            greeted.half.initiator.address,
            greeted.half.listener.address,
        );
        if let Some(sequences) = greeted.half.sequences() {
            self.twins.forget_sequences(sequences, number);
        }
        self.forget_hosts(number, client, server);
        self.greeted.end(id);
        self.followed -= 1;
        self.queue.end(number, id);
    }

    /// The session of connection `number`, on which only the server has spoken, and which is over because the
    /// capture is. It would be the first in the queue, and is in no other table any more.
    pub(super) fn tell_greeted_at_once(&mut self, number: u64, id: GreetedId) -> Option<Session> {
        self.queue.remove(number);
        self.greeted.end(id);
        self.followed -= 1;
        self.tell_greeted(id)
    }

    /// The session of a connection on which only the server has spoken and that is over.
    pub(super) fn tell_greeted(&mut self, id: GreetedId) -> Option<Session> {
        let Self {
            greeted,
            config,
            ring,
            ..
        } = self;
        greeted.tell(id, |greeted| session_of(greeted, config, ring))
    }
}

/// The session of a connection on which only the server has spoken, as it would be if the capture
/// ended now.
pub(super) fn session_of(greeted: &Greeted, config: &Config, ring: &KeyRing) -> Session {
    let mut flow = Flow::from_half_open(&greeted.half);
    let mut control = None;
    for (segment, frame, time) in greeted.segments() {
        let taken = flow.take(&segment, frame, time);
        let (direction, _, acknowledged) = taken;
        // Made once the flow has taken the greeting, as when it is followed.
        let control = control.get_or_insert_with(|| control_of(&flow, config));
        if segment.payload_length > 0 {
            control.take(Spoken::of(&segment, taken, frame, time), ring);
        } else if let Some(acknowledged) = acknowledged
            && control.is_waiting()
        {
            control.acknowledge(direction, acknowledged, time, ring);
        }
    }
    let control = control.unwrap_or_else(|| control_of(&flow, config));
    let number = greeted.half.number;
    complete(number, control, Some(&flow), Vec::new(), ring).0
}
