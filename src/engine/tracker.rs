//! Segments find their flow, and flows their sessions.

use super::events::Telling;
use super::hosts::Hosts;
use super::ledger::Ledger;
use super::lifetime::{Listed, Silence};
use super::payload::Payload;
use super::queue::{Followed, Place, Queue, Ready};
use super::receiver::Receiving;
use super::secured::{self, Carried, SecuredData};
use super::snapshots::Shown;
use super::{Config, FTP_PORT, FTPS_PORT, Held, Statistics};
use crate::decode::{IcmpError, Plainest, Segment};
use crate::ftp::content;
use crate::ftp::detect::{self, Likeness};
use crate::ftp::listing;
use crate::limits;
use crate::net::{Address, Endpoint, Time};
use crate::session::connection::ConnectionId;
use crate::session::control::ControlConnection;
use crate::session::{DataConnection, Session};
use crate::tcp::conversation::Spoken;
use crate::tcp::flow::Flow;
use crate::tcp::key::FlowKey;
use crate::tcp::side::ORIGIN;
use crate::tcp::table::Reminder;
use crate::tcp::{
    Direction, FlowId, FlowTable, GreetedId, GreetedTable, Greeting, HalfOpenTable, Role,
};
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
    pub(super) by_sequence: HashMap<(u32, u32), u64, RandomState>,
    pub(super) twins: HashMap<u64, u64, RandomState>,
    pub(super) twins_of: HashMap<u64, SmallVec<[u64; 1]>, RandomState>,
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
            by_sequence: HashMap::default(),
            twins: HashMap::default(),
            twins_of: HashMap::default(),
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

    /// Looks for control connections that wait for bytes which will not come.
    fn give_up_lost_bytes(&mut self, now: Time) {
        let waiting = self.queue.numbers().filter(|&number| {
            let place = self.queue.place(number);
            matches!(place, Some(Place::Open(followed)) if followed.control.is_waiting())
        });
        let waiting: Vec<u64> = waiting.collect();
        for number in waiting {
            let Some(followed) = self.queue.followed(number) else {
                continue;
            };
            followed.control.pass_time(now, &self.ring);
            let last = followed.control.session().exchanges.last();
            let frame = last.map_or(0, |last| {
                let reply = last.replies.last();
                reply.map_or(last.frame, |reply| reply.frame)
            });
            self.after_talk(number, frame);
        }
    }

    /// The next session that is finished.
    ///
    /// Those that are open when the capture is over are finished one by one, as they are asked for,
    /// so that what one took is free for the next.
    pub fn next_session(&mut self) -> Option<Session> {
        loop {
            let half_open = self.half_open.oldest().filter(|_| !self.over);
            if let Some(ready) = self.queue.next_ready(half_open) {
                let session = match ready {
                    Ready::Session(session) => *session,
                    Ready::Greeted(number, id) => self.tell_greeted(number, id)?,
                };
                self.shown.remove(&session.id.0);
                return Some(session);
            }
            let number = self.queue.oldest().filter(|_| self.over)?;
            self.finish_session(number);
            self.queue.remove_unfinished(number);
        }
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
            reminders: self.flows.reminders(),
            awaited: self.ledger.len(),
            found_by: self.by_hosts.len()
                + self.by_sequence.len()
                + self.twins.len()
                + self.twins_of.len()
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

    /// Takes the next segment; returns false where its connection is none that is followed.
    #[inline(always)]
    pub fn segment(&mut self, segment: &Segment<'_>, frame: u64, time: Time) -> bool {
        let key = self.flows.key(&segment.source, &segment.destination);
        if segment.payload_length == 0 && self.is_silent_control(&key, segment, frame, time) {
            return true;
        }
        self.segment_of_flow(&key, segment, frame, time)
    }

    /// Takes a segment that no connection took on which nothing is said yet. It stands apart so that a flood, which
    /// needs nothing of it, does not pay for its stack frame.
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
            if known.is_none()
                && segment.payload_length == 0
                && self.is_silent_control(key, segment, frame, time)
            {
                return true;
            }
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
                    if segment.payload_length == 0
                        && self.is_silent_control(key, segment, frame, time)
                    {
                        return true;
                    }
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
        let was_closed = flow.closed();
        let was_answered = flow.is_answered();
        let (direction, placed, acknowledged) = flow.take(segment, frame, time);
        let closes = !was_closed && flow.closed();
        let answers = !was_answered && flow.is_answered();
        let speaks_first = placed.offset == ORIGIN && !segment.payload.is_empty();
        if speaks_first {
            flow.binary |= content::looks_binary(segment.payload);
        }
        if flow.role == Role::Candidate && speaks_first {
            flow.telltale |= listing::looks_like_listing(segment.payload);
            if detect::first_bytes(segment.payload) {
                self.become_control(id, direction, segment.payload);
            }
        }
        if speaks_first && secured::begins_tls(segment.payload) {
            self.begins_tls(id, direction, segment.payload);
        }
        match self.flows.flow(id).map(|flow| flow.role) {
            Some(Role::Control(number)) if self.matters_to_talk(id, segment) => {
                let spoken = Spoken {
                    direction,
                    offset: placed.offset,
                    bytes: segment.payload,
                    length: u64::from(segment.payload_length),
                    acknowledged,
                    frame,
                    time,
                };
                self.control_segment(id, number, segment.flags.syn(), spoken);
            }
            Some(role) if placed.new > 0 => {
                let carried = Carried {
                    direction,
                    offset: placed.offset,
                    bytes: segment.payload,
                    frame,
                    time,
                };
                self.data_segment(id, role, carried);
            }
            _ => {}
        }
        if closes {
            self.flows.remind(id, Reminder::Undecided, time);
        }
        if answers || closes {
            self.note_connection(id, answers, closes, time);
        }
        true
    }

    /// Whether a segment of a control connection changes what is said on it, or when. Told by the
    /// flow alone, because most segments without payload need nothing of the session, which would
    /// have to be fetched.
    fn matters_to_talk(&self, id: FlowId, segment: &Segment<'_>) -> bool {
        segment.payload_length > 0
            || segment.flags.syn()
            || self.flows.flow(id).is_some_and(|flow| flow.talk_waits)
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
            self.suspect(id, initiator, listener);
        }
        for number in owners {
            self.give(id, number, true);
        }
        self.flows.remind(id, Reminder::Undecided, time);
        id
    }

    /// Turns a flow into a control connection because of what is said on it.
    pub(super) fn become_control(&mut self, id: FlowId, direction: Direction, payload: &[u8]) {
        let Some(flow) = self.flows.flow_mut(id) else {
            return;
        };
        // In a connection whose beginning was not seen, whoever sends a reply is the server.
        let replies = payload.first().is_some_and(u8::is_ascii_digit);
        let client = match flow.handshake {
            true => Direction::FromInitiator,
            false if replies => direction.opposite(),
            false => direction,
        };
        let is_tls = secured::begins_tls(payload);
        let mut control = ControlConnection::new(flow, client, false, is_tls, self.config.trace);
        if self.config.events {
            control.keep_happened();
        }
        if self.config.payload.any() {
            self.hosts.add([flow.initiator, flow.listener]);
        }
        let number = self.queue.number();
        let followed = Box::new(Followed::new(id, control));
        self.queue.put(number, Place::Open(followed));
        flow.role = Role::Control(number);
        let listener = flow.listener;
        self.limit_followed();
        self.forget_listener(listener, id);
        self.note_sequences(id, number);
        self.take_payloads(id, 0);
    }

    /// Takes a segment of control connection `number`, whose flow is `id`.
    fn control_segment(&mut self, id: FlowId, number: u64, is_syn: bool, spoken: Spoken<'_>) {
        let frame = spoken.frame;
        if spoken.length == 0 {
            let Some(followed) = self.queue.followed(number) else {
                return;
            };
            if is_syn {
                followed.control.begins(spoken.direction);
            }
            if let Some(acknowledged) = spoken.acknowledged
                && followed.control.is_waiting()
            {
                let control = &mut followed.control;
                control.acknowledge(spoken.direction, acknowledged, spoken.time, &self.ring);
                let waits = control.is_waiting();
                self.note_waiting(id, waits);
                self.after_talk(number, frame);
            }
            return;
        }
        if matches!(self.queue.place_mut(number), Some(Place::Waiting(_))) {
            self.follow(id, number);
        }
        let Some(followed) = self.queue.followed(number) else {
            return;
        };
        followed.control.take(spoken, &self.ring);
        let waits = followed.control.is_waiting();
        let has_news = followed.has_news(frame);
        self.note_waiting(id, waits);
        if has_news {
            self.after_talk(number, frame);
        } else {
            self.note_talk(number);
        }
    }

    fn note_waiting(&mut self, id: FlowId, waits: bool) {
        if let Some(flow) = self.flows.flow_mut(id) {
            flow.talk_waits = waits;
        }
    }

    /// Begins to follow a control connection on a control port: something is being said on it.
    fn follow(&mut self, id: FlowId, number: u64) {
        let Some(flow) = self.flows.flow(id) else {
            return;
        };
        let mut control = control_of(flow, &self.config);
        if self.config.events {
            control.keep_happened();
        }
        if self.config.payload.any() {
            self.hosts.add([flow.initiator, flow.listener]);
        }
        let pair = host_pair(flow.initiator.address, flow.listener.address);
        let followed = Box::new(Followed::new(id, control));
        self.queue.put(number, Place::Open(followed));
        self.by_hosts.entry(pair).or_default().push(number);
        self.note_sequences(id, number);
        self.limit_followed();
    }

    /// After something was said: new announcements, replies that ended a transfer, and whether it
    /// is FTP at all.
    pub(super) fn after_talk(&mut self, number: u64, frame: u64) {
        self.note_talk(number);
        let Some(followed) = self.queue.followed(number) else {
            return;
        };
        match followed.control.likeness() {
            Likeness::No => {
                self.discard(number);
                return;
            }
            Likeness::Unsure => return,
            Likeness::Certain => {}
        }
        let ends_transfer = followed.ends_transfer(frame);
        let session = followed.control.session();
        let announces = session.announcements.len() > followed.announced;
        if !followed.confirmed {
            followed.confirmed = true;
            let pair = host_pair(session.client.address, session.server.address);
            let numbers = self.by_hosts.entry(pair).or_default();
            if !numbers.contains(&number) {
                numbers.push(number);
            }
            self.suspect_earlier_flows(number, pair);
        }
        if announces {
            self.register_announcements(number);
        }
        if ends_transfer {
            self.mark_flows(number, frame);
        }
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

/// A control connection on a control port, on which nothing was said so far.
pub(super) fn control_of(flow: &Flow, config: &Config) -> ControlConnection {
    let port = flow.listener.port;
    let implicit_tls = port == FTPS_PORT || config.ports.contains(&port);
    let client = Direction::FromInitiator;
    ControlConnection::new(flow, client, true, implicit_tls, config.trace)
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
