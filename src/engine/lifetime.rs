//! When flows and sessions end: by what the packets say, by time, or because there are too many.

use super::queue::{Followed, Place};
use super::snapshots::{complete, silent_session, sum_up};
use super::tracker::{NEVER, Tracker, connection_id, host_pair};
use super::twins::{Sequences, is_other_side, other_side};
use crate::ftp::detect::Likeness;
use crate::limits;
use crate::net::{Address, Time};
use crate::session::{DataConnection, Session};
use crate::tcp::table::Reminder;
use crate::tcp::{Direction, Flow, FlowId, Role};
use hashbrown::hash_map::Entry;
use smallvec::SmallVec;

impl Tracker {
    /// Looks after everything whose time has come at `now`.
    #[inline]
    pub(super) fn look_at_the_clock(&mut self, now: Time) {
        if self.flows.is_due(now) || self.greeted.is_due(now) || now > self.sweep_after {
            self.look_after_what_is_due(now);
        }
    }

    #[inline(never)]
    fn look_after_what_is_due(&mut self, now: Time) {
        while let Some(id) = self.flows.due(Reminder::Undecided, now) {
            self.decide(id, now);
        }
        while let Some(id) = self.flows.due(Reminder::Closing, now) {
            self.decide(id, now);
        }
        while let Some(id) = self.flows.due(Reminder::Idle, now) {
            self.look_at_idle(id, now);
        }
        while let Some(number) = self.greeted.due(now) {
            self.finish_session(number);
        }
        if now > self.sweep_after {
            self.sweep_after = now + limits::LINGER;
            for half in self
                .half_open
                .silent_since(now - limits::IDLE, now - limits::LINGER)
            {
                self.finish_half_open(&half);
            }
        }
    }

    /// Puts the flow of control connection `number` into the table.
    pub(super) fn insert_control(&mut self, mut flow: Flow, number: u64, now: Time) -> FlowId {
        flow.role = Role::Control(number);
        let id = self.flows.insert(flow);
        self.queue.put(number, Place::Waiting(id));
        self.flows.remind(id, Reminder::Idle, now);
        id
    }

    /// A few seconds after a flow began or closed: is it of any use?
    fn decide(&mut self, id: FlowId, now: Time) {
        let Some(flow) = self.flows.flow(id) else {
            return;
        };
        if let Role::Control(number) = flow.role {
            let closed = flow.closed();
            let over = closed && now - flow.end >= limits::LINGER;
            if over && matches!(self.queue.place_mut(number), Some(Place::Waiting(_))) {
                self.finish_silent(id, number);
            } else {
                self.try_finish(number, now);
            }
            let next = match self.queue.place(number) {
                Some(Place::Open(followed)) if closed && followed.is_outstanding() => {
                    Reminder::Undecided
                }
                Some(Place::Open(_) | Place::Waiting(_)) if closed => Reminder::Closing,
                _ => Reminder::Idle,
            };
            self.flows.remind(id, next, now);
            return;
        }
        if flow.closed() {
            if now - flow.end >= limits::LINGER || flow.replaced {
                self.drop_flow(id, now);
            } else {
                self.flows.remind(id, Reminder::Closing, now);
            }
            return;
        }
        let useful = flow.role == Role::Data || flow.telltale || self.owners.contains_key(&id);
        let listener = flow.listener;
        self.forget_listener(listener, id);
        if useful {
            self.flows.remind(id, Reminder::Idle, now);
        } else {
            self.remove_unwanted(id);
        }
    }

    fn look_at_idle(&mut self, id: FlowId, now: Time) {
        let Some(flow) = self.flows.flow(id) else {
            return;
        };
        let idle = now - flow.end >= limits::IDLE;
        match flow.role {
            Role::Control(number) => match self.queue.place_mut(number) {
                Some(Place::Waiting(_)) if idle => self.finish_silent(id, number),
                Some(Place::Waiting(_) | Place::Open(_)) => {
                    self.try_finish(number, now);
                    self.flows.remind(id, Reminder::Idle, now);
                }
                // Its session is finished; the flow stayed so that stragglers find it.
                _ if idle => {
                    self.flows.remove(id);
                }
                _ => self.flows.remind(id, Reminder::Idle, now),
            },
            // A connection that was open stays until its session ends: some are silent for long.
            _ if idle && (flow.closed() || !flow.established) => self.drop_flow(id, now),
            _ => self.flows.remind(id, Reminder::Idle, now),
        }
    }

    /// The endpoints of a flow begin another connection.
    pub(super) fn retire(&mut self, id: FlowId, now: Time) {
        if let Some(flow) = self.flows.flow_mut(id) {
            flow.replaced = true;
            // Until something is said on the new connection the flow table has no flow for it.
            self.flows.unlink(id);
            self.flows.remind(id, Reminder::Undecided, now);
        }
    }

    /// Drops the flow that is least likely to matter.
    pub(super) fn make_room(&mut self, now: Time) {
        const TRIES: usize = 256;
        for reminder in [Reminder::Undecided, Reminder::Idle] {
            for _ in 0..TRIES {
                let Some(id) = self.flows.longest_waiting(reminder) else {
                    break;
                };
                let Some(flow) = self.flows.flow(id) else {
                    continue;
                };
                let finished = match flow.role {
                    Role::Control(number) => matches!(
                        self.queue.place_mut(number),
                        None | Some(Place::Finished(_))
                    ),
                    Role::Candidate => true,
                    Role::Data => reminder == Reminder::Idle,
                };
                if finished {
                    self.statistics.flows_dropped += 1;
                    self.drop_flow(id, now);
                    return;
                }
                self.flows.remind(id, reminder, now);
            }
        }
    }

    fn remove_unwanted(&mut self, id: FlowId) {
        self.flows.forget(id);
        if self.config.payload.any() || self.secured.contains_key(&id) {
            self.take_payloads(id, 0);
        }
    }

    /// Ends a flow that is no control connection and gives what is known of it to its sessions.
    pub(super) fn drop_flow(&mut self, id: FlowId, now: Time) {
        let Some(flow) = self.flows.flow(id) else {
            return;
        };
        let (role, listener) = (flow.role, flow.listener);
        if role == Role::Candidate {
            self.forget_listener(listener, id);
        }
        if let Role::Control(_) = role {
            self.flows.forget(id);
            return;
        }
        let owners = self.owners.remove(&id).unwrap_or_default();
        let carried = self.take_payloads(id, owners.len());
        let Some(flow) = self.flows.flow(id) else {
            return;
        };
        let connection = || sum_up(id, flow, carried, self.config.payload);
        if owners.is_empty() {
            let is_orphan = flow.telltale && DataConnection::was_established(flow);
            if is_orphan && self.orphans.len() < limits::UNANNOUNCED_CONNECTIONS {
                self.orphans.push(connection());
            }
            self.flows.forget(id);
            return;
        }
        // Nearly all have one owner, for whom nothing is copied.
        let connections = std::iter::repeat_n(connection(), owners.len());
        for (&number, mut connection) in owners.iter().zip(connections) {
            let Some(followed) = self.queue.followed(number) else {
                continue;
            };
            if let Some(place) = followed.flows.iter().position(|own| own.flow == id) {
                connection.marks = followed.flows.swap_remove(place).marks;
            }
            followed.over.push(connection);
        }
        self.flows.forget(id);
        for number in owners {
            self.try_finish(number, now);
        }
    }

    /// Finishes a session whose control connection is closed, unless something is outstanding.
    fn try_finish(&mut self, number: u64, now: Time) {
        let Some(followed) = self.queue.followed(number) else {
            return;
        };
        let Some(flow) = self.flows.flow(followed.flow) else {
            return;
        };
        if !flow.closed() {
            return;
        }
        let outstanding = followed.is_outstanding();
        let patience = if outstanding {
            limits::ANNOUNCEMENT_AFTER_CLOSE
        } else {
            limits::LINGER
        };
        if now - flow.end >= patience || (flow.replaced && !outstanding) {
            self.finish_session(number);
        }
    }

    /// Ends the session of control connection `number`, whatever its state.
    pub(super) fn finish_session(&mut self, number: u64) {
        // Its other sides first, so that they find the session that they belong to.
        for other in self.twins.take_others_of(number) {
            self.finish_session(other);
        }
        match self.queue.place_mut(number) {
            Some(Place::Open(followed)) if followed.control.likeness() != Likeness::Certain => {
                self.discard(number)
            }
            Some(Place::Open(_)) => self.finish_followed(number),
            Some(&mut Place::Greeted(id)) => self.end_greeted(number, id),
            _ => {}
        }
    }

    /// Makes room for one more control connection: the oldest ends as it stands.
    pub(super) fn limit_followed(&mut self) {
        self.followed += 1;
        if self.followed > limits::CONTROL_CONNECTIONS
            && let Some(oldest) = self.queue.oldest_followed()
        {
            self.statistics.sessions_ended_early += 1;
            self.finish_session(oldest);
        }
    }

    fn no_longer_follows(&mut self, followed: &Followed) {
        self.followed -= 1;
        if self.config.payload.any() {
            let session = followed.control.session();
            self.hosts.remove([session.client, session.server]);
        }
    }

    /// A control connection on which nothing was said.
    pub(super) fn finish_silent(&mut self, id: FlowId, number: u64) {
        let Some(flow) = self.flows.flow(id) else {
            return;
        };
        let session = silent_session(number, flow);
        self.hand_over(number, id, session);
    }

    fn finish_followed(&mut self, number: u64) {
        // Announced connections that are still open end with the session; others live on while the
        // capture does, for they may belong to another one.
        let Some(followed) = self.queue.followed(number) else {
            return;
        };
        let open: SmallVec<[(FlowId, bool); 4]> = followed
            .flows
            .iter()
            .map(|own| (own.flow, own.announced))
            .collect();
        for (id, announced) in open {
            let Some(flow) = self.flows.flow(id) else {
                self.disown(id, number);
                continue;
            };
            let is_control = matches!(flow.role, Role::Control(_));
            if announced || (self.over && !is_control) {
                self.drop_flow(id, NEVER);
            } else {
                let is_whole = flow.closed() && !is_control;
                for direction in Direction::BOTH {
                    if let Some(payload) = self.payloads.get_mut(&(id, direction)) {
                        payload.hand();
                    }
                }
                let connection = match is_whole {
                    true => self.sum_up_so_far(id, flow),
                    false => DataConnection {
                        id: connection_id(id),
                        ..DataConnection::from_flow(flow)
                    },
                };
                if let Some(followed) = self.queue.followed(number) {
                    followed.over.push(connection);
                }
                if let Some(flow) = self.flows.flow_mut(id) {
                    // The session has it, so nobody misses its control connection.
                    flow.telltale &= !is_whole;
                }
                self.disown(id, number);
            }
        }
        let Some(followed) = self.queue.take(number) else {
            return;
        };
        self.no_longer_follows(&followed);
        self.forget_announcements(number, &followed);
        let Followed {
            flow: id,
            control,
            over,
            ..
        } = *followed;
        let (session, happened) = complete(number, control, self.flows.flow(id), over, &self.ring);
        self.note_end(number, Some(happened));
        self.hand_over(number, id, session);
    }

    /// Puts a finished session in its place, or into the session that it is the other side of.
    fn hand_over(&mut self, number: u64, id: FlowId, session: Session) {
        if let Some(sequences) = self.sequences(id) {
            self.twins.forget_sequences(sequences, number);
        }
        self.forget_hosts(number, session.client.address, session.server.address);
        self.settle(number, session);
    }

    /// Puts a finished session of which nothing is known elsewhere any more in its place, or into the
    /// session that it is the other side of.
    pub(super) fn settle(&mut self, number: u64, session: Session) {
        if let Some(first) = self.twins.take_first_of(number)
            && let Some(first) = self.queue.session_mut(first)
            && is_other_side(first, &session)
        {
            first.other_sides.push(other_side(&session));
            self.statistics.other_sides += 1;
            self.note_other_side(&session);
            self.queue.remove(number);
            self.drop_received(&session.connections);
            return;
        }
        self.queue.finish(number, session);
    }

    /// Nobody is handed `connections`.
    fn drop_received(&self, connections: &[DataConnection]) {
        if let Some(receiving) = &self.receiving {
            for connection in connections {
                receiving.dropped(connection.id);
            }
        }
    }

    /// Flow `id` is no longer one of session `number`.
    fn disown(&mut self, id: FlowId, number: u64) {
        if let Some(owners) = self.owners.get_mut(&id) {
            owners.retain(|&mut owner| owner != number);
            if owners.is_empty() {
                self.owners.remove(&id);
            }
        }
    }

    pub(super) fn forget_hosts(&mut self, number: u64, client: Address, server: Address) {
        let pair = host_pair(client, server);
        if let Entry::Occupied(mut numbers) = self.by_hosts.entry(pair) {
            numbers.get_mut().retain(|&mut other| other != number);
            if numbers.get().is_empty() {
                numbers.remove();
            }
        }
    }

    /// What was thought to be a control connection is none.
    pub(super) fn discard(&mut self, number: u64) {
        let Some(Place::Open(followed)) = self.queue.remove(number) else {
            return;
        };
        self.note_end(number, None);
        self.drop_received(&followed.over);
        self.no_longer_follows(&followed);
        let session = followed.control.session();
        let (client, server) = (session.client.address, session.server.address);
        self.forget_hosts(number, client, server);
        self.forget_announcements(number, &followed);
        for own in &followed.flows {
            self.disown(own.flow, number);
        }
        if let Some(sequences) = self.sequences(followed.flow) {
            self.twins.forget_sequences(sequences, number);
        }
        self.twins.forget(number);
        // The flow itself is of no more use: its packets are passed over from now on.
        self.flows.remove(followed.flow);
    }

    /// Notes what control connection `number`, whose flow is `id`, began with: another one may be its
    /// other side.
    pub(super) fn note_sequences(&mut self, id: FlowId, number: u64) {
        let Some(sequences) = self.sequences(id) else {
            return;
        };
        let known = self.twins.known(sequences);
        if let Some(known) = known.filter(|&known| known != number)
            && let Some(&Place::Greeted(greeted)) = self.queue.place(known)
        {
            let now = self.flows.flow(id).map_or(NEVER, |flow| flow.end);
            self.follow_greeted(greeted, now);
        }
        self.twins.note(sequences, number);
    }

    /// The initial sequence numbers of initiator and listener, where both were seen.
    fn sequences(&self, id: FlowId) -> Option<Sequences> {
        let flow = self.flows.flow(id)?;
        let [initiator, listener] = &flow.sides;
        Some((initiator.initial_sequence()?, listener.initial_sequence()?))
    }
}
