//! What is said on control connections, and what follows from it.

use super::queue::{Followed, Place};
use super::tracker::{Tracker, host_pair};
use super::{Config, FTPS_PORT, secured};
use crate::ftp::detect::Likeness;
use crate::net::Time;
use crate::session::control::ControlConnection;
use crate::tcp::conversation::Spoken;
use crate::tcp::{Direction, Flow, FlowId, Role};

impl Tracker {
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
    pub(super) fn control_segment(
        &mut self,
        id: FlowId,
        number: u64,
        is_syn: bool,
        spoken: Spoken<'_>,
    ) {
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
        let (waits, has_news) = match self.queue.place_mut(number) {
            Some(Place::Open(followed)) => followed.take(spoken, &self.ring),
            Some(Place::Waiting(_)) => {
                self.follow(id, number);
                let Some(followed) = self.queue.followed(number) else {
                    return;
                };
                followed.take(spoken, &self.ring)
            }
            _ => return,
        };
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

    /// Looks for control connections that wait for bytes which will not come.
    pub(super) fn give_up_lost_bytes(&mut self, now: Time) {
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
}

/// A control connection on a control port, on which nothing was said so far.
pub(super) fn control_of(flow: &Flow, config: &Config) -> ControlConnection {
    let port = flow.listener.port;
    let implicit_tls = port == FTPS_PORT || config.ports.contains(&port);
    let client = Direction::FromInitiator;
    ControlConnection::new(flow, client, true, implicit_tls, config.trace)
}
