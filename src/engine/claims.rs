//! Which sessions a connection is given to: those that announced it, or else those between the same
//! hosts.

use super::ledger::Entry;
use super::queue::{Followed, OwnFlow};
use super::tracker::{Tracker, host_pair};
use crate::limits;
use crate::net::{Address, Endpoint, Time};
use crate::session::Session;
use crate::session::connection::Mark;
use crate::tcp::table::Reminder;
use crate::tcp::{Direction, FlowId, Role};
use smallvec::SmallVec;

impl Tracker {
    /// A connection between two hosts that have a session: it may be a data connection whose
    /// announcement was not captured, or cannot be read.
    pub(super) fn suspect(
        &mut self,
        id: FlowId,
        initiator: Endpoint,
        listener: Endpoint,
        now: Time,
    ) {
        let pair = host_pair(initiator.address, listener.address);
        self.follow_greeted_between(pair, now);
        let Some(numbers) = self.by_hosts.get(&pair) else {
            return;
        };
        // Of several sessions the one that was last active is the likeliest.
        let flows = &self.flows;
        let last_heard = |number: &&u64| {
            let queue = &self.queue;
            queue
                .flow_of(**number)
                .and_then(|flow| flows.flow(flow))
                .map(|flow| flow.last_frame)
        };
        let Some(&number) = numbers.iter().max_by_key(last_heard) else {
            return;
        };
        self.give(id, number, false);
    }

    /// Where a session was under way, data connections may stand in the capture before anything
    /// was said on the control connection.
    pub(super) fn suspect_earlier_flows(&mut self, number: u64, pair: (Address, Address)) {
        let control = self
            .queue
            .flow_of(number)
            .and_then(|flow| self.flows.flow(flow));
        if control.is_none_or(|control| control.handshake) {
            return;
        }
        for id in self
            .flows
            .latest(Reminder::Undecided, limits::EARLIER_FLOWS)
        {
            let Some(flow) = self.flows.flow(id) else {
                continue;
            };
            let between = host_pair(flow.initiator.address, flow.listener.address) == pair;
            if flow.role == Role::Candidate && between && !self.owners.contains_key(&id) {
                self.give(id, number, false);
            }
        }
    }

    /// Makes a flow one of the connections of session `number`.
    pub(super) fn give(&mut self, id: FlowId, number: u64, announced: bool) {
        let Some(followed) = self.queue.followed(number) else {
            return;
        };
        if let Some(own) = followed.flows.iter_mut().find(|own| own.flow == id) {
            let is_news = announced && !own.announced;
            own.announced |= announced;
            if is_news {
                self.note_attempt(id, number);
            }
            return;
        }
        let full = followed.flows.len() + followed.over.len() >= limits::DATA_CONNECTIONS;
        if full || (!announced && followed.unannounced >= limits::UNANNOUNCED_CONNECTIONS) {
            followed.control.session_mut().losses.connections += 1;
            return;
        }
        followed.unannounced += usize::from(!announced);
        followed.flows.push(OwnFlow {
            flow: id,
            announced,
            marks: Vec::new(),
        });
        let owners = self.owners.entry(id).or_default();
        if !owners.contains(&number) {
            owners.push(number);
        }
        if announced {
            self.note_attempt(id, number);
        }
    }

    pub(super) fn register_announcements(&mut self, number: u64) {
        let Some(followed) = self.queue.followed(number) else {
            return;
        };
        let session = followed.control.session();
        let from = followed.announced;
        followed.announced = session.announcements.len();
        let entries: SmallVec<[Entry; 4]> = entries(number, session).skip(from).collect();
        for (index, entry) in entries.into_iter().enumerate() {
            let across = self.ledger.announce(entry);
            if !across.is_empty() {
                self.note_fxp(number, from + index, entry.announced, &across);
            }
            self.claim_earlier_flows(entry);
        }
    }

    /// Nobody awaits any more what session `number` announced.
    pub(super) fn forget_announcements(&mut self, number: u64, followed: &Followed) {
        let session = followed.control.session();
        for entry in entries(number, session).take(followed.announced) {
            self.ledger.forget(&entry);
        }
    }

    /// Notes that two sessions announced the same endpoint from its two ends.
    fn note_fxp(&mut self, number: u64, index: usize, endpoint: Endpoint, across: &[u64]) {
        if let Some(followed) = self.queue.followed(number) {
            followed.control.session_mut().announcements[index].fxp = true;
            followed.noted += 1;
        }
        for &other in across {
            let Some(followed) = self.queue.followed(other) else {
                continue;
            };
            followed.noted += 1;
            let announcements = &mut followed.control.session_mut().announcements;
            if let Some(same) = announcements
                .iter_mut()
                .rev()
                .find(|one| one.endpoint == endpoint)
            {
                same.fxp = true;
            }
        }
    }

    /// Gives to the session the connections to its announced endpoint that began before the
    /// announcement stood in the capture.
    fn claim_earlier_flows(&mut self, entry: Entry) {
        for listener in [
            entry.announced,
            Endpoint::new(entry.host, entry.announced.port),
        ] {
            let Some(ids) = self.listeners.remove(&listener) else {
                continue;
            };
            for id in ids {
                let Some(flow) = self.flows.flow_mut(id) else {
                    continue;
                };
                if flow.role == Role::Candidate
                    && self
                        .ledger
                        .sessions_of(flow.initiator, listener)
                        .contains(&entry.session)
                {
                    flow.role = Role::Data;
                    // Another session between the same hosts may have been suspected.
                    self.take_from_others(id, entry.session);
                    self.give(id, entry.session, true);
                }
            }
        }
    }

    fn take_from_others(&mut self, id: FlowId, keeper: u64) {
        for number in self.owners.remove(&id).unwrap_or_default() {
            if number == keeper {
                self.owners.entry(id).or_default().push(number);
            } else if let Some(followed) = self.queue.followed(number) {
                followed.flows.retain(|own| own.flow != id);
                followed.unannounced = followed.unannounced.saturating_sub(1);
            }
        }
    }

    /// Notes how far the session's connections are when a final reply has come.
    pub(super) fn mark_flows(&mut self, number: u64, frame: u64) {
        let Some(followed) = self.queue.followed(number) else {
            return;
        };
        for own in followed.flows.iter_mut().filter(|own| own.announced) {
            if let Some(flow) = self.flows.flow(own.flow)
                && !flow.closed()
                && own.marks.len() < limits::RANGES
            {
                let bytes = Direction::BOTH.map(|direction| flow.side(direction).bytes());
                own.marks.push(Mark { frame, bytes });
            }
        }
    }
}

/// What the announcements of session `number` are to the ledger.
fn entries(number: u64, session: &Session) -> impl Iterator<Item = Entry> + '_ {
    let (client, server) = (session.client.address, session.server.address);
    session.announcements.iter().map(move |announcement| {
        let client_listens = announcement.by.client_listens();
        let (host, from) = if client_listens {
            (client, server)
        } else {
            (server, client)
        };
        Entry {
            session: number,
            announced: announcement.endpoint,
            host,
            from,
            client_listens,
        }
    })
}
