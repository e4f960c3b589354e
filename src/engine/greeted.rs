//! Control connections on which only the server has spoken: kept as they came until they are over, or
//! followed once there is more.

use super::queue::Place;
use super::secured;
use super::snapshots::complete;
use super::tracker::Tracker;
use crate::decode::Segment;
use crate::net::Time;
use crate::session::Session;
use crate::tcp::conversation::Spoken;
use crate::tcp::greeted::Greeted;
use crate::tcp::key::FlowKey;
use crate::tcp::{Flow, FlowId, GreetedId, GreetedTable, Greeting, Role};

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
        match self.greeted.take(key, segment, frame, time) {
            Greeting::Kept => true,
            Greeting::More(id) => {
                self.follow_greeted(id, time);
                false
            }
            Greeting::Unknown => {
                segment.payload_length > 0 && self.greets(key, segment, frame, time)
            }
        }
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
            if self.by_sequence.contains_key(&sequences) {
                return false;
            }
            self.by_sequence.insert(sequences, number);
        }
        self.half_open.remove(key);
        let id = self.greeted.insert(key, half, segment, frame, time);
        self.queue.put(number, Place::Greeted(id));
        self.limit_followed();
        true
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

    /// Finishes the session of a connection on which only the server has spoken.
    pub(super) fn finish_greeted(&mut self, number: u64, id: GreetedId) {
        let Some(greeted) = self.greeted.get(id) else {
            return;
        };
        let sequences = greeted.half.sequences();
        let session = self.session_of_greeted(number, greeted);
        if let Some(sequences) = sequences {
            self.forget_sequences(sequences, number);
        }
        self.greeted.end(id);
        self.followed -= 1;
        self.settle(number, session);
    }

    /// The session of a connection on which only the server has spoken, as it would be if the capture
    /// ended now.
    pub(super) fn session_of_greeted(&self, number: u64, greeted: &Greeted) -> Session {
        let mut flow = Flow::from_half_open(&greeted.half);
        flow.role = Role::Control(number);
        let mut control = self.control_of(&flow);
        for (segment, frame, time) in greeted.segments() {
            let (direction, placed, acknowledged) = flow.take(&segment, frame, time);
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
                control.take(spoken, &self.ring);
            } else if let Some(acknowledged) = acknowledged
                && control.is_waiting()
            {
                control.acknowledge(direction, acknowledged, time, &self.ring);
            }
        }
        complete(number, control, Some(&flow), Vec::new(), &self.ring).0
    }
}
