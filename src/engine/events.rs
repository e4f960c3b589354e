//! What happens in sessions, told as it happens.

use super::Event;
use super::queue::Place;
use super::tracker::Tracker;
use crate::ftp::detect::Likeness;
use crate::limits;
use crate::net::{Span, Time};
use crate::session::control::Happened;
use crate::session::transfer::{self, Transfer};
use crate::session::{DataConnection, Session, SessionId};
use crate::tcp::{FlowId, Role};
use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashSet};
use smallvec::SmallVec;
use std::collections::VecDeque;

/// Who is told of an event: the session's id, the session as far as it is known, and the event.
pub type Told<'t> = &'t mut dyn FnMut(SessionId, &Session, Event<'_>);

/// What is to be told.
///
/// Invariant: `touched` names sessions with news once each.
#[derive(Debug, Default)]
pub(super) struct Telling {
    touched: SmallVec<[u64; 4]>,
    tellers: HashMap<u64, Teller, RandomState>,
    looks: VecDeque<(Time, Look)>,
    /// Sessions of which something was told and that are other sides of others after all.
    withdrawn: Vec<Session>,
}

/// What is known of what one session was told.
#[derive(Debug, Default)]
struct Teller {
    opened: bool,
    /// What was said, and is not told yet.
    happened: Vec<Happened>,
    connections: VecDeque<Connected>,
    /// The first frames of connections to announced endpoints that were told.
    attempted: HashSet<u64, RandomState>,
    /// The exchanges of transfers whose beginning was told, and of those whose end was.
    begun: HashSet<u32, RandomState>,
    ended: HashSet<u32, RandomState>,
    /// Whether a look at its transfers is asked for.
    will_look: bool,
}

/// What is to be looked at when some time has passed.
#[derive(Clone, Copy, Debug)]
enum Look {
    /// Whether transfers of a session have ended.
    Transfers(u64),
    /// Whether a connection was answered.
    Answer(u64, FlowId),
}

/// News of a connection to an announced endpoint.
#[derive(Clone, Copy, Debug)]
struct Connected {
    flow: FlowId,
    is_answer: bool,
}

impl Telling {
    fn touch(&mut self, number: u64) -> &mut Teller {
        if !self.touched.contains(&number) {
            self.touched.push(number);
        }
        self.tellers.entry(number).or_default()
    }
}

impl Tracker {
    /// Notes that something was said on control connection `number`.
    pub(super) fn note_talk(&mut self, number: u64) {
        if let Some(telling) = &mut self.telling {
            telling.touch(number);
        }
    }

    /// Notes that flow `id` is a connection to an endpoint that session `number` announced.
    pub(super) fn note_attempt(&mut self, id: FlowId, number: u64) {
        let Some(telling) = &mut self.telling else {
            return;
        };
        let Some(flow) = self.flows.flow(id) else {
            return;
        };
        let is_answered = flow.is_answered();
        let connections = &mut telling.touch(number).connections;
        connections.push_back(Connected {
            flow: id,
            is_answer: false,
        });
        if is_answered {
            connections.push_back(Connected {
                flow: id,
                is_answer: true,
            });
        } else {
            let look = Look::Answer(number, id);
            telling
                .looks
                .push_back((flow.end + limits::PROMPT_ANSWER, look));
        }
    }

    /// Notes that flow `id` was answered, or closed, for the sessions that announced its listener.
    pub(super) fn note_connection(&mut self, id: FlowId, answered: bool, closed: bool, now: Time) {
        if self.telling.is_none() || !(answered || closed) {
            return;
        }
        for number in self.owners.get(&id).cloned().unwrap_or_default() {
            let Some(followed) = self.queue.followed(number) else {
                continue;
            };
            if !followed
                .flows
                .iter()
                .any(|own| own.flow == id && own.announced)
            {
                continue;
            }
            if let Some(telling) = &mut self.telling
                && answered
            {
                telling.touch(number).connections.push_back(Connected {
                    flow: id,
                    is_answer: true,
                });
            }
            if closed {
                self.will_look(number, now);
            }
        }
    }

    /// Asks for a look at the transfers of session `number`, later where it has many.
    fn will_look(&mut self, number: u64, now: Time) {
        let size = self.size(number);
        let Some(telling) = &mut self.telling else {
            return;
        };
        let teller = telling.tellers.entry(number).or_default();
        if !std::mem::replace(&mut teller.will_look, true) {
            let pace = Span(limits::EVENT_PACE.0.saturating_mul(size));
            let due = now + pace.max(limits::PROMPT_ANSWER);
            telling.looks.push_back((due, Look::Transfers(number)));
        }
    }

    /// Whether there may be something to tell at `now`; costs next to nothing.
    pub(super) fn has_events(&self, now: Time) -> bool {
        self.telling.as_ref().is_some_and(|telling| {
            let is_due = |&(due, _): &(Time, Look)| now >= due;
            !telling.touched.is_empty()
                || !telling.withdrawn.is_empty()
                || telling.looks.front().is_some_and(is_due)
        })
    }

    /// Tells what has happened by `now` in sessions that are open.
    pub(super) fn tell_events(&mut self, now: Time, told: Told<'_>) {
        let Some(telling) = &mut self.telling else {
            return;
        };
        let touched = std::mem::take(&mut telling.touched);
        for session in std::mem::take(&mut telling.withdrawn) {
            told(session.id, &session, Event::Withdrawn);
        }
        for number in touched {
            self.tell_open(number, now, told);
        }
        while let Some(look) = self.due_look(now) {
            match look {
                Look::Transfers(number) => self.look_at_transfers(number, told),
                Look::Answer(number, id) => self.look_at_answer(number, id, told),
            }
        }
    }

    fn due_look(&mut self, now: Time) -> Option<Look> {
        let looks = &mut self.telling.as_mut()?.looks;
        looks.front().filter(|(due, _)| *due <= now)?;
        looks.pop_front().map(|(_, look)| look)
    }

    /// Whether what is said in session `number` can be told: it is FTP for certain, and no other side
    /// of another one.
    fn may_tell(&self, number: u64) -> bool {
        let Some(Place::Open(followed)) = self.queue.place(number) else {
            return false;
        };
        followed.control.is_certain()
            && followed.control.likeness() == Likeness::Certain
            && !self.is_hidden(number)
    }

    fn tell_open(&mut self, number: u64, now: Time, told: Told<'_>) {
        let Some(followed) = self.queue.followed(number) else {
            return;
        };
        let mut happened = followed.control.take_happened();
        let ends = happened.iter().any(|one| {
            let Happened::Reply(exchange, _) = *one else {
                return false;
            };
            let exchange = &followed.control.session().exchanges[exchange as usize];
            transfer::is_transfer(exchange) && exchange.final_reply().is_some()
        });
        if ends {
            self.will_look(number, now);
        }
        let may_tell = self.may_tell(number);
        let Some(telling) = &mut self.telling else {
            return;
        };
        let teller = telling.tellers.entry(number).or_default();
        teller.happened.append(&mut happened);
        let Some(followed) = self.queue.followed(number).filter(|_| may_tell) else {
            return;
        };
        let session = followed.control.session();
        let id = SessionId(number);
        teller.tell(id, session, told);
        for Connected { flow, is_answer } in teller.connections.drain(..) {
            let Some(flow) = self.flows.flow(flow) else {
                continue;
            };
            let connection = DataConnection::from_flow(flow);
            let event = match is_answer {
                true => Event::Answer(&connection),
                false => Event::Attempt(&connection),
            };
            if !is_answer {
                teller.attempted.insert(connection.first_frame);
            }
            told(id, session, event);
        }
    }

    fn look_at_answer(&mut self, number: u64, id: FlowId, told: Told<'_>) {
        let Some(flow) = self.flows.flow(id) else {
            return;
        };
        if flow.is_answered() || flow.role != Role::Data {
            return;
        }
        if !self.may_tell(number) {
            return;
        }
        let connection = DataConnection::from_flow(flow);
        if let Some(followed) = self.queue.followed(number) {
            let session = followed.control.session();
            told(SessionId(number), session, Event::Answer(&connection));
        }
    }

    fn look_at_transfers(&mut self, number: u64, told: Told<'_>) {
        let may_tell = self.may_tell(number);
        let session = self.snapshot(number).filter(|_| may_tell);
        let Some(telling) = &mut self.telling else {
            return;
        };
        let Some(teller) = telling.tellers.get_mut(&number) else {
            return;
        };
        teller.will_look = false;
        if let Some(session) = session {
            let over = |transfer: &&Transfer| has_ended(&session, transfer);
            teller.tell_ends(SessionId(number), &session, over, told);
        }
    }

    /// Tells what is left to tell of a session that is over.
    pub(super) fn tell_last(&mut self, session: &Session, told: Told<'_>) {
        let Some(telling) = &mut self.telling else {
            return;
        };
        for withdrawn in std::mem::take(&mut telling.withdrawn) {
            told(withdrawn.id, &withdrawn, Event::Withdrawn);
        }
        let mut teller = telling.tellers.remove(&session.id.0).unwrap_or_default();
        teller.tell(session.id, session, told);
        teller.tell_attempts(session.id, session, told);
        teller.tell_ends(session.id, session, |_| true, told);
        told(session.id, session, Event::Closed);
    }

    /// Keeps what a connection said last, which is told with its session, or forgets it all where
    /// there will be none.
    pub(super) fn note_end(&mut self, number: u64, last: Option<Vec<Happened>>) {
        let Some(telling) = &mut self.telling else {
            return;
        };
        match last {
            Some(mut last) => {
                let teller = telling.tellers.entry(number).or_default();
                teller.happened.append(&mut last);
            }
            None => drop(telling.tellers.remove(&number)),
        }
    }

    /// Notes that `session` is another side of one, and will not be handed out.
    pub(super) fn note_other_side(&mut self, session: &Session) {
        let Some(telling) = &mut self.telling else {
            return;
        };
        let teller = telling.tellers.remove(&session.id.0);
        if teller.is_some_and(|teller| teller.opened) {
            telling.withdrawn.push(session.clone());
        }
    }

    /// How many sessions and looks are kept for what is to be told.
    pub(super) fn held_to_tell(&self) -> usize {
        let telling = self.telling.as_ref();
        telling.map_or(0, |telling| telling.tellers.len() + telling.looks.len())
    }
}

impl Teller {
    fn tell(&mut self, id: SessionId, session: &Session, told: Told<'_>) {
        if !std::mem::replace(&mut self.opened, true) {
            told(id, session, Event::Opened);
        }
        for happened in std::mem::take(&mut self.happened) {
            self.tell_one(id, session, happened, told);
        }
    }

    fn tell_one(&mut self, id: SessionId, session: &Session, happened: Happened, told: Told<'_>) {
        let (index, event) = match happened {
            Happened::Command(index) => {
                let Some(exchange) = session.exchanges.get(index as usize) else {
                    return;
                };
                (index, Event::Command(exchange))
            }
            Happened::Reply(index, reply) => {
                let exchange = session.exchanges.get(index as usize);
                let Some((exchange, reply)) = exchange
                    .and_then(|exchange| Some((exchange, exchange.replies.get(reply as usize)?)))
                else {
                    return;
                };
                (index, Event::Reply(exchange, reply))
            }
            Happened::Announcement(index) => {
                if let Some(announcement) = session.announcements.get(index as usize) {
                    told(id, session, Event::Announcement(announcement));
                }
                return;
            }
            Happened::Malformed(index) => {
                if let Some(malformed) = session.malformed.get(index as usize) {
                    told(id, session, Event::Malformed(malformed));
                }
                return;
            }
        };
        told(id, session, event);
        let exchange = &session.exchanges[index as usize];
        if transfer::is_transfer(exchange) && self.begun.insert(index) {
            told(id, session, Event::TransferBegins(exchange));
        }
    }

    /// Tells of connections that turned out to be to an announced endpoint when all was over.
    fn tell_attempts(&mut self, id: SessionId, session: &Session, told: Told<'_>) {
        let announced = session.announcements.iter();
        let attempts = announced.flat_map(|announcement| &announcement.attempts);
        for &index in attempts {
            let Some(connection) = session.connections.get(index as usize) else {
                continue;
            };
            if self.attempted.insert(connection.first_frame) {
                told(id, session, Event::Attempt(connection));
                told(id, session, Event::Answer(connection));
            }
        }
    }

    fn tell_ends(
        &mut self,
        id: SessionId,
        session: &Session,
        over: impl Fn(&&Transfer) -> bool,
        told: Told<'_>,
    ) {
        for transfer in session.transfers.iter().filter(over) {
            match transfer.exchange {
                Some(index) if !self.ended.insert(index) => {}
                _ => told(id, session, Event::TransferEnds(transfer)),
            }
        }
    }
}

/// Whether nothing more is to come of a transfer: it has its final reply, and its connection is
/// closed or never came to be.
fn has_ended(session: &Session, transfer: &Transfer) -> bool {
    let connection = transfer
        .connection
        .and_then(|index| session.connections.get(index as usize));
    transfer.exchange.is_some()
        && transfer.final_code.is_some()
        && connection.is_none_or(|one| !one.established || one.is_over())
}
