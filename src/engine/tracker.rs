//! Segments find their flow, and flows their sessions.

use super::events::Telling;
use super::hosts::Hosts;
use super::ledger::Ledger;
use super::payload::Payload;
use super::queue::{Place, Queue, Ready};
use super::receiver::Receiving;
use super::secured::{self, DataSegment, SecuredData};
use super::silence::Listed;
use super::snapshots::Shown;
use super::twins::Twins;
use super::{Config, FTP_PORT, FTPS_PORT, Held, Statistics};
use crate::decode::{Flags, IcmpError, Segment};
use crate::ftp::content;
use crate::ftp::detect;
use crate::ftp::listing;
use crate::limits;
use crate::net::{Address, Endpoint, Time};
use crate::session::connection::ConnectionId;
use crate::session::{DataConnection, Session};
use crate::tcp::conversation::Spoken;
use crate::tcp::flow::Flow;
use crate::tcp::key::FlowKey;
use crate::tcp::side::ORIGIN;
use crate::tcp::table::Reminder;
use crate::tcp::{Direction, FlowId, FlowTable, GreetedTable, HalfOpenTable, Role};
use crate::tls::KeyRing;
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use smallvec::SmallVec;

/// A moment before any capture: nothing is due yet.
pub(super) const NEVER: Time = Time(i64::MIN);

/// Follows flows and control connections, and knows which belongs to which.
pub struct Tracker {
    pub(super) config: Config,
    pub(super) flows: FlowTable,
    pub(super) queue: Queue,
    pub(super) half_open: HalfOpenTable,
    pub(super) greeted: GreetedTable,
    /// On how many control connections something was said that are not finished.
    pub(super) followed: usize,
    /// When half-open connections that fell silent are looked for again.
    pub(super) sweep_after: Time,
    pub(super) listed: Listed,
    pub(super) ledger: Ledger,
    pub(super) by_hosts: HashMap<(Address, Address), SmallVec<[u64; 2]>, RandomState>,
    pub(super) twins: Twins,
    pub(super) listeners: HashMap<Endpoint, SmallVec<[FlowId; 1]>, RandomState>,
    pub(super) payloads: HashMap<(FlowId, Direction), Payload, RandomState>,
    pub(super) secured: HashMap<FlowId, Box<SecuredData>, RandomState>,
    /// Who is told what data connections carry.
    pub(super) receiving: Option<Receiving>,
    /// The hosts of the control connections that are followed, where payload is wanted.
    pub(super) hosts: Hosts,
    pub(super) owners: HashMap<FlowId, SmallVec<[u64; 2]>, RandomState>,
    pub(super) orphans: Vec<DataConnection>,
    pub(super) statistics: Statistics,
    /// What encrypted connections are read with.
    pub(super) ring: KeyRing,
    /// What is to be told of what happens, where somebody listens.
    pub(super) telling: Option<Telling>,
    /// The open sessions that were handed out, where somebody asks for them.
    pub(super) shown: HashMap<u64, Shown, RandomState>,
    /// When connections that wait for lost bytes were last looked for.
    waited: Time,
    /// Whether the capture is over.
    pub(super) over: bool,
}

impl Tracker {
    /// A tracker that has seen nothing.
    pub fn new(config: Config) -> Self {
        Self {
            flows: FlowTable::default(),
            queue: Queue::new(config.order),
            half_open: HalfOpenTable::default(),
            greeted: GreetedTable::default(),
            followed: 0,
            sweep_after: NEVER,
            listed: Listed::default(),
            ledger: Ledger::default(),
            by_hosts: HashMap::default(),
            twins: Twins::default(),
            listeners: HashMap::default(),
            payloads: HashMap::default(),
            secured: HashMap::default(),
            receiving: None,
            hosts: Hosts::default(),
            owners: HashMap::default(),
            orphans: Vec::new(),
            statistics: Statistics::default(),
            ring: KeyRing::default(),
            telling: config.events.then(Telling::default),
            shown: HashMap::default(),
            waited: NEVER,
            over: false,
            config,
        }
    }

    /// Ends everything that is open: the capture is over.
    pub fn finish(&mut self) {
        for id in self.flows.ids() {
            match self.flows.flow(id).map(|flow| flow.role) {
                Some(Role::Control(number))
                    if matches!(self.queue.place_mut(number), Some(Place::Waiting(_))) =>
                {
                    self.finish_silent(id, number);
                }
                // What belongs to a session ends with it.
                Some(Role::Candidate | Role::Data) if !self.owners.contains_key(&id) => {
                    self.drop_flow(id, NEVER);
                }
                _ => {}
            }
        }
        for half in self.half_open.all() {
            self.finish_half_open(&half);
        }
        // No connection will be compared with others any more.
        self.by_hosts = HashMap::default();
        self.twins.forget_all_sequences();
        self.over = true;
    }

    /// Takes the news that nothing was captured until `now`.
    pub fn pass_time(&mut self, now: Time) {
        self.look_at_the_clock(now);
        if now - self.waited >= limits::REORDER_TIME {
            self.waited = now;
            self.give_up_lost_bytes(now);
        }
    }

    /// The next session that is finished.
    ///
    /// Those that are open when the capture is over are finished one by one, as they are asked for,
    /// so that what one took is free for the next.
    pub fn next_session(&mut self) -> Option<Session> {
        let session = loop {
            let half_open = self.half_open.oldest().filter(|_| !self.over);
            match self.queue.next_ready(half_open) {
                Some(Ready::Session(session)) => break *session,
                Some(Ready::Greeted(_, id)) => break self.tell_greeted(id)?,
                None => {}
            }
            let number = self.queue.oldest().filter(|_| self.over)?;
            if let Some(&Place::Greeted(id)) = self.queue.place(number) {
                break self.tell_greeted_at_once(number, id)?;
            }
            self.finish_session(number);
            self.queue.remove_unfinished(number);
        };
        self.shown.remove(&session.id.0);
        Some(session)
    }

    /// Whether a session is finished.
    #[inline]
    pub fn is_ready(&mut self) -> bool {
        self.queue.is_ready(|| self.half_open.oldest())
    }

    /// What was counted so far of flows and sessions.
    pub fn statistics(&self) -> Statistics {
        Statistics {
            half_open_dropped: self.half_open.dropped(),
            silent_sessions_dropped: self.listed.dropped,
            ..self.statistics
        }
    }

    /// How much is kept now.
    pub fn held(&self) -> Held {
        Held {
            sessions: self.queue.len(),
            half_open: self.half_open.len(),
            flows: self.flows.len() + self.greeted.len(),
            reminders: self.flows.reminders() + self.greeted.closing(),
            awaited: self.ledger.len(),
            found_by: self.by_hosts.len()
                + self.twins.len()
                + self.listeners.len()
                + self.owners.len()
                + self.hosts.len(),
            payloads: self.payloads.len() + self.secured.len(),
            orphans: self.orphans.len(),
            told: self.shown.len() + self.held_to_tell(),
        }
    }

    /// Data connections whose control connection the capture does not hold.
    pub fn orphans(&self) -> &[DataConnection] {
        &self.orphans
    }

    /// Takes the next segment; returns false where its connection is none that is followed.
    #[inline(always)]
    pub fn segment(&mut self, segment: &Segment<'_>, frame: u64, time: Time) -> bool {
        let key = self.flows.key(&segment.source, &segment.destination);
        if segment.payload_length == 0 && self.is_silent_control(&key, segment, frame, time) {
            return true;
        }
        self.segment_of_flow(&key, segment, frame, time)
    }

    /// Takes a segment that no connection took on which nothing is said yet. It stands apart so that
    /// a flood, which needs nothing of it, does not pay for its stack frame.
    #[inline(never)]
    pub(super) fn segment_of_flow(
        &mut self,
        key: &FlowKey<'_>,
        segment: &Segment<'_>,
        frame: u64,
        time: Time,
    ) -> bool {
        let mut known = self.flows.find(key);
        let (from, to) = (segment.source.port, segment.destination.port);
        if known.is_none() && self.is_of_control_port(from, to) {
            if self.is_greeting(key, segment, frame, time) {
                return true;
            }
            known = self.flows.find(key);
        }
        let id = match known {
            Some(id)
                if !self
                    .flows
                    .flow(id)
                    .is_some_and(|flow| flow.is_reused_by(segment)) =>
            {
                id
            }
            reused => {
                if let Some(old) = reused {
                    self.retire(old, time);
                }
                // Where the connection that had its endpoints is gone, it may begin a silent one.
                if segment.payload_length == 0 && self.is_silent_control(key, segment, frame, time)
                {
                    return true;
                }
                match self.first_segment(key, segment, frame, time) {
                    Some(id) => id,
                    None => return reused.is_some(),
                }
            }
        };
        let Some(flow) = self.flows.flow_mut(id) else {
            return true;
        };
        // Of an open connection most segments change nothing of this.
        let was_open = segment.flags.0 & (Flags::FIN | Flags::RST) != 0 && !flow.closed();
        let was_unanswered = !flow.is_answered();
        let taken = flow.take(segment, frame, time);
        let (direction, placed, _) = taken;
        let closes = was_open && flow.closed();
        let answers = was_unanswered && flow.is_answered();
        let state = |flow: &Flow| (flow.role, flow.talk_waits, flow.secured);
        let (role, talk_waits, secured) = if placed.offset == ORIGIN && !segment.payload.is_empty()
        {
            self.first_words(id, direction, segment.payload);
            self.flows.flow(id).map(state).unwrap_or_default()
        } else {
            state(flow)
        };
        if let Role::Control(number) = role {
            // Told by the flow alone, because most segments without payload need nothing of the
            // session, which would have to be fetched.
            if segment.payload_length > 0 || segment.flags.syn() || talk_waits {
                let spoken = Spoken::of(segment, taken, frame, time);
                self.control_segment(id, number, segment.flags.syn(), spoken);
            }
        } else if placed.new > 0 {
            let data = DataSegment {
                direction,
                offset: placed.offset,
                bytes: segment.payload,
                frame,
                time,
            };
            self.data_segment(id, secured, data);
        }
        if closes {
            self.flows.remind(id, Reminder::Undecided, time);
        }
        if answers || closes {
            self.note_connection(id, answers, closes, time);
        }
        true
    }

    /// Looks at the first payload that a side of flow `id` sent: what it tells of the connection.
    #[inline(never)]
    fn first_words(&mut self, id: FlowId, direction: Direction, payload: &[u8]) {
        let Some(flow) = self.flows.flow_mut(id) else {
            return;
        };
        flow.binary |= content::looks_binary(payload);
        if flow.role == Role::Candidate {
            flow.telltale |= listing::looks_like_listing(payload);
            if detect::first_bytes(payload) {
                self.become_control(id, direction, payload);
            }
        }
        if secured::begins_tls(payload) {
            self.begins_tls(id, direction, payload);
        }
    }

    /// Takes up a connection with the first segment that is seen of it, if it may matter.
    fn first_segment(
        &mut self,
        key: &FlowKey<'_>,
        segment: &Segment<'_>,
        frame: u64,
        time: Time,
    ) -> Option<FlowId> {
        let flags = segment.flags;
        let (source, destination) = (segment.source, segment.destination);
        if let Some(half) = self.half_open.remove(key) {
            return Some(self.grow_up(&half, time));
        }
        if flags.syn() {
            let (initiator, listener) = segment.initiator_and_listener();
            return Some(self.open_flow(Flow::new(initiator, listener, frame, time), time));
        }
        if flags.rst() {
            return None;
        }
        if self.is_control_port(destination.port) || self.is_control_port(source.port) {
            let (initiator, listener) = if self.is_control_port(destination.port) {
                (source, destination)
            } else {
                (destination, source)
            };
            return Some(self.open_flow(Flow::new(initiator, listener, frame, time), time));
        }
        for (initiator, listener) in [(source, destination), (destination, source)] {
            if self.ledger.may_await(listener.port)
                && !self.ledger.sessions_of(initiator, listener).is_empty()
            {
                return Some(self.open_flow(Flow::new(initiator, listener, frame, time), time));
            }
        }
        if segment.payload.is_empty() {
            return None;
        }
        if detect::first_bytes(segment.payload) {
            let id = self.open_flow(Flow::new(source, destination, frame, time), time);
            self.become_control(id, Direction::FromInitiator, segment.payload);
            return Some(id);
        }
        for (initiator, listener) in [(source, destination), (destination, source)] {
            if initiator.port == 20 {
                return Some(self.open_flow(Flow::new(initiator, listener, frame, time), time));
            }
        }
        self.statistics.strays += 1;
        None
    }

    /// Puts a flow into the table and gives it the role that its endpoints suggest.
    fn open_flow(&mut self, mut flow: Flow, time: Time) -> FlowId {
        if self.flows.len() >= limits::FLOWS {
            self.make_room(time);
        }
        let (initiator, listener) = (flow.initiator, flow.listener);
        if self.is_control_port(listener.port) {
            let number = self.queue.number();
            return self.insert_control(flow, number, time);
        }
        let owners = if self.ledger.may_await(listener.port) {
            self.ledger.sessions_of(initiator, listener)
        } else {
            SmallVec::new()
        };
        if !owners.is_empty() {
            flow.role = Role::Data;
        }
        let id = self.flows.insert(flow);
        if owners.is_empty() {
            let waiting = self.listeners.entry(listener).or_default();
            if waiting.len() >= limits::SYNS_TO_ONE_ENDPOINT {
                waiting.remove(0);
            }
            waiting.push(id);
            self.suspect(id, initiator, listener, time);
        }
        for number in owners {
            self.give(id, number, true);
        }
        self.flows.remind(id, Reminder::Undecided, time);
        id
    }

    /// Takes an ICMP error about a segment; returns false where its connection is none that is
    /// followed.
    pub fn icmp_error(&mut self, error: &IcmpError, frame: u64, time: Time) -> bool {
        let key = self.flows.key(&error.source, &error.destination);
        if let Some(greeted) = self.greeted.open(&key) {
            self.follow_greeted(greeted, time);
        }
        let half = self.half_open.remove(&key);
        let Some(id) = half
            .map(|half| self.grow_up(&half, time))
            .or_else(|| self.flows.find(&key))
        else {
            return false;
        };
        let Some(flow) = self.flows.flow_mut(id) else {
            return false;
        };
        let was_closed = flow.closed();
        let was_answered = flow.is_answered();
        flow.take_icmp(error, frame, time);
        let closes = !was_closed && flow.closed();
        let answers = !was_answered && flow.is_answered();
        if closes {
            self.flows.remind(id, Reminder::Undecided, time);
        }
        self.note_connection(id, answers, closes, time);
        true
    }

    /// Whether one of both ports of a segment is a control port.
    #[inline(always)]
    pub(super) fn is_of_control_port(&self, source: u16, destination: u16) -> bool {
        // The server's is the lower one, nearly always, while nothing foretells who sent a segment.
        let (lower, higher) = (source.min(destination), source.max(destination));
        self.is_control_port(lower) || self.is_control_port(higher)
    }

    #[inline(always)]
    pub(super) fn is_control_port(&self, port: u16) -> bool {
        port == FTP_PORT
            || port == FTPS_PORT
            || (!self.config.ports.is_empty() && self.config.ports.contains(&port))
    }

    pub(super) fn forget_listener(&mut self, listener: Endpoint, id: FlowId) {
        if let Some(ids) = self.listeners.get_mut(&listener) {
            ids.retain(|&mut other| other != id);
            if ids.is_empty() {
                self.listeners.remove(&listener);
            }
        }
    }
}

/// By what a connection is found again by who received what it carried.
pub(super) fn connection_id(id: FlowId) -> ConnectionId {
    ConnectionId(id.number())
}

/// Two hosts in an order of their own.
pub(super) fn host_pair(one: Address, other: Address) -> (Address, Address) {
    if one <= other {
        (one, other)
    } else {
        (other, one)
    }
}
