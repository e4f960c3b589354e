//! Control connections on which only the server has spoken: kept as they came until they are over, or
//! followed once there is more.

use super::Config;
use super::queue::Place;
use super::secured;
use super::snapshots::complete;
use super::talk::control_of;
use super::tracker::Tracker;
use crate::decode::Segment;
use crate::net::{Address, Time};
use crate::session::Session;
use crate::tcp::conversation::Spoken;
use crate::tcp::greeted::Greeted;
use crate::tcp::key::{FlowKey, Host};
use crate::tcp::{Flow, FlowId, GreetedId, GreetedTable, Greeting, Role};
use crate::tls::KeyRing;

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
        let takes = |half: &_| GreetedTable::takes(half, segment);
        let Some(half) = self.half_open.get(key).filter(takes) else {
            return false;
        };
        let number = half.number;
        if let Some(sequences) = half.sequences() {
            // What may be the other side of a connection is followed, as that one will be.
            if self.twins.known(sequences).is_some() {
                return false;
            }
            self.twins.note(sequences, number);
        }
        self.half_open.remove(key);
        let hosts = [half.initiator, half.listener].map(|end| Host::new(end.address));
        let hosts = self.flows.key_of_hosts(&hosts[0], &hosts[1]);
        let id = self
            .greeted
            .insert((key, &hosts), half, segment, frame, time);
        self.queue.put(number, Place::Greeted(id));
        self.limit_followed();
        true
    }

    /// Follows what only the server has spoken on between two hosts that begin another connection:
    /// what was said before that may not have been captured.
    pub(super) fn follow_greeted_between(&mut self, one: Address, other: Address, now: Time) {
        if self.greeted.is_empty() {
            return;
        }
        let hosts = [one, other].map(Host::new);
        let key = self.flows.key_of_hosts(&hosts[0], &hosts[1]);
        while let Some(id) = self.greeted.between(&key) {
            self.follow_greeted(id, now);
        }
    }

    /// Follows a connection of which there is more than a greeting, from its beginning.
    #[inline(never)]
    pub(super) fn follow_greeted(&mut self, id: GreetedId, now: Time) -> Option<FlowId> {
        let greeted = self.greeted.remove(id)?;
        self.followed -= 1;
        let flow = self.grow_up(&greeted.half, now);
        for (segment, frame, time) in greeted.segments() {
            let key = self.flows.key(&segment.source, &segment.destination);
            self.segment_of_flow(&key, &segment, frame, time);
        }
        Some(flow)
    }

    /// A connection on which only the server has spoken is over. Its session is made when its turn has
    /// come, because that takes more room, and long to fetch again.
    pub(super) fn end_greeted(&mut self, number: u64, id: GreetedId) {
        let Some(greeted) = self.greeted.get(id) else {
            return;
        };
        if let Some(sequences) = greeted.half.sequences() {
            self.twins.forget_sequences(sequences, number);
        }
        self.greeted.end(id);
        self.followed -= 1;
        self.queue.end(number, id);
    }

    /// The session of a connection on which only the server has spoken and that is over.
    pub(super) fn tell_greeted(&mut self, number: u64, id: GreetedId) -> Option<Session> {
        let Self {
            greeted,
            config,
            ring,
            ..
        } = self;
        greeted.tell(id, |greeted| session_of(number, greeted, config, ring))
    }
}

/// The session of a connection on which only the server has spoken, as it would be if the capture
/// ended now.
pub(super) fn session_of(
    number: u64,
    greeted: &Greeted,
    config: &Config,
    ring: &KeyRing,
) -> Session {
    let mut flow = Flow::from_half_open(&greeted.half);
    flow.role = Role::Control(number);
    let mut control = None;
    for (segment, frame, time) in greeted.segments() {
        let (direction, placed, acknowledged) = flow.take(&segment, frame, time);
        // Made once the flow has taken the greeting, as when it is followed.
        let control = control.get_or_insert_with(|| control_of(&flow, config));
        if segment.payload_length > 0 {
            let spoken = Spoken {
                direction,
                offset: placed.offset,
                bytes: segment.payload,
                length: u64::from(segment.payload_length),
                acknowledged,
                frame,
                time,
            };
            control.take(spoken, ring);
        } else if let Some(acknowledged) = acknowledged
            && control.is_waiting()
        {
            control.acknowledge(direction, acknowledged, time, ring);
        }
    }
    let control = control.unwrap_or_else(|| control_of(&flow, config));
    complete(number, control, Some(&flow), Vec::new(), ring).0
}
