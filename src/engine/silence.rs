//! Control connections on which nothing was said: what becomes of their segments, and of them.

use super::snapshots::silent_session;
use super::tracker::{NEVER, Tracker};
use crate::decode::{Bare, Plainest, Segment};
use crate::limits;
use crate::net::Time;
use crate::tcp::half_open::Kind;
use crate::tcp::key::{ConnectionKey, FlowKey};
use crate::tcp::{Flow, FlowId, GreetedId, Greeting, HalfOpen};

/// What becomes of a segment without payload.
#[derive(Clone, Copy, Debug)]
pub(super) enum Silence {
    /// It needs nothing more.
    Kept,
    /// It is of the connection at this place, on which only the server has spoken.
    Greeted(GreetedId),
    /// It is of a connection that has a flow, or is to have one.
    Broken,
}

impl Tracker {
    /// Takes the next segment, whose frame is of the plainest kind; returns as [`Tracker::segment`].
    #[inline(always)]
    pub fn plainest(&mut self, plainest: &Plainest<'_>, frame: u64, time: Time) -> bool {
        if plainest.is_bare() {
            let bare = plainest.bare();
            let (source, destination) = (bare.source, bare.destination);
            if self.is_of_control_port(source.port(), destination.port()) {
                let key = self.flows.key_v4(source, destination);
                return match self.silence(&key, &bare, frame, time) {
                    Silence::Kept => true,
                    Silence::Greeted(id) => self.plainest_of_greeted(id, plainest, frame, time),
                    Silence::Broken => self.plainest_of_flow(plainest, frame, time),
                };
            }
        }
        self.segment(&plainest.segment(), frame, time)
    }

    /// As [`Tracker::plainest`], of a connection on which only the server has spoken.
    #[inline(never)]
    fn plainest_of_greeted(
        &mut self,
        id: GreetedId,
        plainest: &Plainest<'_>,
        frame: u64,
        time: Time,
    ) -> bool {
        match self.greeted.take(id, &plainest.segment(), frame, time) {
            Greeting::Kept => true,
            Greeting::More => {
                self.follow_greeted(id, time);
                self.plainest_of_flow(plainest, frame, time)
            }
            Greeting::Unknown => self.plainest_of_flow(plainest, frame, time),
        }
    }

    /// As [`Tracker::plainest`], of a connection that has a flow, or is to have one.
    #[inline(never)]
    fn plainest_of_flow(&mut self, plainest: &Plainest<'_>, frame: u64, time: Time) -> bool {
        let segment = plainest.segment();
        let key = self.flows.key(&segment.source, &segment.destination);
        self.segment_of_flow(&key, &segment, frame, time)
    }

    /// Takes a segment without payload, where it belongs to a control connection on which nothing
    /// is said yet, or begins one; returns whether it needs nothing more.
    #[inline(never)]
    pub(super) fn is_silent_control(
        &mut self,
        key: &FlowKey<'_>,
        segment: &Segment<'_>,
        frame: u64,
        time: Time,
    ) -> bool {
        let (source, destination) = (segment.source, segment.destination);
        if !self.is_of_control_port(source.port, destination.port) {
            return false;
        }
        let silence = match (source.as_v4(), destination.as_v4()) {
            (Some(source), Some(destination)) => {
                self.silence(key, &segment.bare(source, destination), frame, time)
            }
            _ => self.silence(key, &segment.bare(source, destination), frame, time),
        };
        match silence {
            Silence::Kept => true,
            Silence::Greeted(_) | Silence::Broken => false,
        }
    }

    /// What becomes of a segment without payload that comes from a control port or goes to one.
    #[inline(always)]
    pub(super) fn silence<E: Kind>(
        &mut self,
        key: &impl ConnectionKey,
        bare: &Bare<E>,
        frame: u64,
        time: Time,
    ) -> Silence {
        if self.half_open.take(key, bare, frame, time) {
            return Silence::Kept;
        }
        if let Some(id) = self.greeted.find(key) {
            return Silence::Greeted(id);
        }
        if self.flows.find(key).is_some() {
            return Silence::Broken;
        }
        if !bare.flags.syn() {
            // The rest of a connection that is over, or silence in one that was under way.
            return Silence::Kept;
        }
        let (_, listener) = bare.initiator_and_listener();
        if !self.is_control_port(listener.into().port) {
            return Silence::Broken;
        }
        let number = self.queue.number();
        let wants = |end| self.listed.lists(end);
        let over = self
            .half_open
            .insert(key, number, bare, (frame, time), wants);
        if let Some(over) = over {
            self.report_half_open(&over);
        }
        Silence::Kept
    }

    /// Makes a flow of a half-open connection: something is said on it, or it is over.
    pub(super) fn grow_up(&mut self, half: &HalfOpen, now: Time) -> FlowId {
        self.insert_control(Flow::from_half_open(half), half.number, now)
    }

    /// Ends a control connection on which nothing was ever said.
    pub(super) fn finish_half_open(&mut self, half: &HalfOpen) {
        let key = self.flows.key(&half.initiator, &half.listener);
        self.half_open.remove(&key);
        if self.listed.lists(half.end) {
            self.report_half_open(half);
        }
    }

    /// Makes a session of a control connection on which nothing was said.
    #[inline(never)]
    fn report_half_open(&mut self, half: &HalfOpen) {
        let session = silent_session(half.number, &Flow::from_half_open(half));
        self.queue.finish(half.number, session);
    }
}

/// How many control connections on which nothing was said are listed.
#[derive(Debug)]
pub(super) struct Listed {
    since: Time,
    sessions: usize,
    /// How many were not listed.
    pub(super) dropped: u64,
}

impl Default for Listed {
    fn default() -> Self {
        Self {
            since: NEVER,
            sessions: 0,
            dropped: 0,
        }
    }
}

impl Listed {
    /// Whether one that was last heard at `end` is listed, or there are too many.
    fn lists(&mut self, end: Time) -> bool {
        if end - self.since >= limits::SILENT_WINDOW {
            (self.since, self.sessions) = (end, 0);
        }
        self.sessions += 1;
        let lists = self.sessions <= limits::SILENT_SESSIONS;
        self.dropped += u64::from(!lists);
        lists
    }
}
