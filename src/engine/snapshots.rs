//! Sessions that are open, as they would be if the capture ended now.
//!
//! Who asks pays: nothing is noted while frames come in. What changed since is told by the last
//! frames of a session's connections.

use super::OpenSession;
use super::carriage::Carriage;
use super::greeted::session_of;
use super::payload::{self, Payload, Wanted};
use super::queue::{Followed, OwnFlow, Place};
use super::tracker::{Tracker, connection_id};
use super::twins::{is_other_side, other_side};
use crate::ftp::detect::Likeness;
use crate::limits;
use crate::net::{Span, Time};
use crate::session::control::{ControlConnection, Happened};
use crate::session::{DataConnection, Session, SessionId, control, inferred, transfer};
use crate::tcp::{Answer, Direction, Flow, FlowId, HalfOpen, Role};
use crate::tls::KeyRing;

/// By what it is told that an open session changed, and when it was handed out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    stamp: Stamp,
    at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    last_frame: u64,
    connections: usize,
    noted: u32,
    awaits_answer: bool,
}

/// What is to be told of an open session.
pub(super) enum Changed {
    /// It is no session of its own.
    Gone(SessionId),
    /// Nothing was said on it yet.
    HalfOpen(Box<HalfOpen>),
    /// By its number, and whether a connection to an announced endpoint may yet be answered.
    Open(u64, bool),
}

impl Stamp {
    /// Of a connection on which nothing was said.
    fn of_silence(last_frame: u64) -> Self {
        Self {
            last_frame,
            connections: 0,
            noted: 0,
            awaits_answer: false,
        }
    }
}

impl Tracker {
    /// What is open and changed since this was last asked, and what is no session after all.
    pub(super) fn changes(&mut self, now: Time) -> Vec<Changed> {
        let half_open = self.half_open.all();
        let mut changes = self.gone(&half_open);
        let slow = half_open
            .into_iter()
            .filter(|half| now - half.start >= limits::PROMPT_ANSWER);
        let slow = slow.take(limits::HALF_OPEN_SHOWN).map(|half| {
            let stamp = Stamp::of_silence(half.last_frame);
            (half.number, stamp, Changed::HalfOpen(Box::new(half)))
        });
        let numbers = self.queue.numbers().filter_map(|number| {
            let stamp = self.stamp(number, now)?;
            let open = Changed::Open(number, stamp.awaits_answer);
            Some((number, stamp, open))
        });
        let open: Vec<_> = slow.chain(numbers).collect();
        for (number, stamp, open) in open {
            if let Some(shown) = self.shown.get(&number) {
                let pace = Span(limits::SNAPSHOT_PACE.0.saturating_mul(self.size(number)));
                if shown.stamp == stamp || now - shown.at < pace {
                    continue;
                }
            }
            self.shown.insert(number, Shown { stamp, at: now });
            changes.push(open);
        }
        changes
    }

    /// Those that were handed out as open and turned out to be no sessions of their own.
    fn gone(&mut self, half_open: &[HalfOpen]) -> Vec<Changed> {
        let is_half_open = |number: u64| {
            half_open
                .binary_search_by_key(&number, |half| half.number)
                .is_ok()
        };
        let is_gone = |number: u64| match self.queue.has(number) {
            true => self.is_hidden(number),
            false => !is_half_open(number),
        };
        let shown = self.shown.keys().copied();
        let gone: Vec<u64> = shown.filter(|&number| is_gone(number)).collect();
        for number in &gone {
            self.shown.remove(number);
        }
        let gone = gone.into_iter().map(SessionId);
        gone.map(Changed::Gone).collect()
    }

    /// What [`Tracker::changes`] found, as a session where it is one.
    pub(super) fn describe(&self, changed: Changed) -> Option<OpenSession> {
        match changed {
            Changed::Gone(id) => Some(OpenSession::Gone(id)),
            Changed::HalfOpen(half) => Some(OpenSession::Changed {
                session: Box::new(silent_session(half.number, &Flow::from_half_open(&half))),
                awaits_answer: false,
            }),
            Changed::Open(number, awaits_answer) => Some(OpenSession::Changed {
                session: Box::new(self.snapshot(number)?),
                awaits_answer,
            }),
        }
    }

    /// The session of connection `number` as it would be if the capture ended now.
    pub(super) fn snapshot(&self, number: u64) -> Option<Session> {
        match self.queue.place(number)? {
            Place::Open(followed) => Some(self.snapshot_of_followed(number, followed)),
            &Place::Waiting(id) => Some(silent_session(number, self.flows.flow(id)?)),
            &Place::Greeted(id) => {
                let greeted = self.greeted.get(id)?;
                Some(session_of(greeted, &self.config, &self.ring))
            }
            Place::Finished(_) | Place::Ended(_) => None,
        }
    }

    fn snapshot_of_followed(&self, number: u64, followed: &Followed) -> Session {
        let mut connections = followed.over.clone();
        let open = followed.flows.iter();
        connections.extend(open.filter_map(|own| self.connection(own)));
        let control = followed.control.clone();
        let flow = self.flows.flow(followed.flow);
        let (mut session, _) = complete(number, control, flow, connections, &self.ring);
        let before = followed.control.session();
        let twins = self.twins.others_of(number).iter();
        let others = twins.filter_map(|&twin| self.snapshot(twin));
        let others = others.filter(|other| is_other_side(before, other));
        session
            .other_sides
            .extend(others.map(|other| other_side(&other)));
        session
    }

    /// Whether connection `number` is another side of a session, and no session of its own.
    pub(super) fn is_hidden(&self, number: u64) -> bool {
        let first = self.twins.first_of(number);
        let Some(Place::Open(first)) = first.and_then(|first| self.queue.place(first)) else {
            return false;
        };
        let Some(Place::Open(own)) = self.queue.place(number) else {
            return false;
        };
        is_other_side(first.control.session(), own.control.session())
    }

    fn connection(&self, own: &OwnFlow) -> Option<DataConnection> {
        let flow = self.flows.flow(own.flow)?;
        if let Role::Control(_) = flow.role {
            return Some(DataConnection::from_flow(flow));
        }
        let mut connection = self.sum_up_so_far(own.flow, flow);
        connection.marks = own.marks.clone();
        Some(connection)
    }

    /// A data connection as far as it has come.
    pub(super) fn sum_up_so_far(&self, id: FlowId, flow: &Flow) -> DataConnection {
        let payload = |direction| self.payloads.get(&(id, direction)).map(Payload::so_far);
        let secured = self
            .secured
            .get(&id)
            .map(|secured| secured.so_far(&self.ring));
        let carried = Carriage {
            payloads: Direction::BOTH.map(payload),
            secured,
        };
        sum_up(id, flow, Some(Box::new(carried)), self.config.payload)
    }

    fn stamp(&self, number: u64, now: Time) -> Option<Stamp> {
        let followed = match self.queue.place(number)? {
            Place::Finished(_) | Place::Ended(_) => return None,
            &Place::Waiting(id) => {
                return Some(Stamp::of_silence(self.flows.flow(id)?.last_frame));
            }
            &Place::Greeted(id) => {
                let (last_frame, _) = self.greeted.get(id)?.last();
                return Some(Stamp::of_silence(last_frame));
            }
            Place::Open(followed) => followed,
        };
        if followed.control.likeness() != Likeness::Certain || self.is_hidden(number) {
            return None;
        }
        let own = followed.flows.iter();
        let flows = own.filter_map(|own| Some((self.flows.flow(own.flow)?, own.announced)));
        let awaits = |(flow, announced): (&Flow, bool)| {
            announced
                && flow.answer == Answer::None
                && !flow.established
                && now - flow.start < limits::PROMPT_ANSWER
        };
        let twins = self.twins.others_of(number).iter();
        let twins = twins.filter_map(|&twin| self.queue.flow_of(twin));
        let others = twins.chain([followed.flow]);
        let others = others.filter_map(|id| Some(self.flows.flow(id)?.last_frame));
        let last_frame = flows.clone().map(|(flow, _)| flow.last_frame);
        Some(Stamp {
            last_frame: last_frame.chain(others).max().unwrap_or_default(),
            connections: followed.flows.len() + followed.over.len(),
            noted: followed.noted,
            awaits_answer: flows.clone().any(awaits),
        })
    }

    /// How much there is to copy of connection `number`.
    pub(super) fn size(&self, number: u64) -> i64 {
        let Some(Place::Open(followed)) = self.queue.place(number) else {
            return 1;
        };
        let session = followed.control.session();
        (session.exchanges.len() + followed.over.len() + followed.flows.len()) as i64
    }
}

/// A connection on which nothing was said.
pub(super) fn silent_session(number: u64, flow: &Flow) -> Session {
    let mut session = Session::new(flow.initiator, flow.listener, flow.first_frame, flow.start);
    session.id = SessionId(number);
    control::describe(&mut session, flow);
    session
}

/// The session of a control connection whose data connections are known, and what happened that was
/// not taken.
pub(super) fn complete(
    number: u64,
    control: ControlConnection,
    flow: Option<&Flow>,
    connections: Vec<DataConnection>,
    ring: &KeyRing,
) -> (Session, Vec<Happened>) {
    let (mut session, happened) = control.finish(flow, ring);
    session.id = SessionId(number);
    session.connections = connections;
    transfer::resolve(&mut session);
    inferred::infer(&mut session);
    (session, happened)
}

/// A data connection with what it carried, as far as that is wanted.
pub(super) fn sum_up(
    id: FlowId,
    flow: &Flow,
    mut carried: Option<Box<Carriage>>,
    wanted: Wanted,
) -> DataConnection {
    let mut connection = DataConnection::from_flow(flow);
    connection.id = connection_id(id);
    for direction in Direction::BOTH {
        let side = flow.side(direction);
        let sent = &mut connection.sent[direction.index()];
        let carried = carried.as_mut();
        if let Some(payload) = carried.and_then(|all| all.payloads[direction.index()].take()) {
            payload.finish(sent, side.start());
        } else if wanted.hash && side.bytes() == 0 {
            sent.sha256 = Some(payload::hash_of_nothing());
        }
    }
    if let Some(secured) = carried.and_then(|all| all.secured) {
        secured.finish(&mut connection);
    }
    connection
}
