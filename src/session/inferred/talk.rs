//! Commands and replies by turns.

use super::Guess;
use crate::ftp::command::Verb;
use crate::net::{Span, Time};
use crate::session::sealed::{self, Record};
use crate::session::{Opened, Party, Session};
use crate::tls::{Overhead, Version};

/// The records of a reply of several lines follow one another at once.
const AT_ONCE: Span = Span::seconds(1);

/// The shortest fragment that may hold a ticket of TLS 1.3: one of 32 bytes, which names a session
/// that the server keeps (RFC 8446 §4.6.1).
pub(super) const TICKET: u16 = 60;

/// Bytes that are too few for two commands: `PWD` twice.
const TWO_COMMANDS: u64 = 10;

/// The records of a client of TLS 1.3 before its Finished: a certificate, and the proof of it.
const CLIENT_FLIGHT: usize = 2;

/// The bytes of a Certificate that holds none (RFC 8446 §4.4.2).
const NO_CERTIFICATE: u16 = 8;

/// A command, or a reply, or a part of either.
#[derive(Clone, Copy, Debug)]
pub(super) struct Message {
    pub(super) frame: u64,
    pub(super) time: Time,
    /// The fewest and the most bytes of it.
    pub(super) bytes: (u64, u64),
    fragment: u16,
}

impl Message {
    /// The bytes of it, where its record tells them exactly.
    pub(super) fn exact(&self) -> Option<u64> {
        (self.bytes.0 == self.bytes.1).then_some(self.bytes.0)
    }
}

/// A command with what the server sent until the next one.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    pub(super) command: Message,
    pub(super) replies: Vec<Message>,
}

/// Whether a server of TLS 1.3 hands out tickets, as far as the control connection tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tickets {
    /// It does not.
    None,
    /// It does.
    Each {
        /// The bytes of the fragment that holds one.
        fragment: u16,
        /// How many it gave.
        count: usize,
    },
    /// That cannot be told.
    Unknown,
}

/// What was said encrypted.
#[derive(Clone, Debug)]
pub(super) struct Talk {
    pub(super) turns: Vec<Turn>,
    pub(super) tickets: Tickets,
    /// Whether it begins with a greeting.
    greeting: bool,
}

impl Talk {
    /// What was said in a session; `None` where that cannot be told apart from other records.
    pub(super) fn of(session: &Session) -> Option<Self> {
        let tls = session.tls.as_deref()?;
        let (client, server) = (tls.client.as_ref()?, tls.server.as_ref()?);
        let overhead = Overhead::of(server)?;
        let records = session.sealed.whole()?;
        let begun = records.first()?.frame;
        let is_clear_again = session
            .exchanges
            .iter()
            .any(|exchange| exchange.frame > begun);
        if client.early_data
            || is_clear_again
            || session.opened != Opened::Handshake
            || session.losses.control_gaps > 0
        {
            return None;
        }
        let is_13 = Version(server.chosen) == Version::TLS13;
        let said = if is_13 {
            after_handshake(records, overhead)?
        } else {
            records
        };
        let said = said
            .iter()
            .filter(|record| record.kind == sealed::APPLICATION_DATA)
            .filter(|record| !(is_13 && record.length == overhead.alert()));
        let is_explicit = session
            .exchanges
            .iter()
            .any(|exchange| exchange.verb == Some(Verb::Auth));
        let (before, turns) = by_turns(said, overhead);
        Self::new(before, turns, is_13, is_explicit)
    }

    fn new(
        mut before: Vec<Message>,
        mut turns: Vec<Turn>,
        is_13: bool,
        is_explicit: bool,
    ) -> Option<Self> {
        if !is_explicit {
            // Whoever connects is greeted, and waits for it.
            let greeting = before.pop()?;
            let is_ticket = greeting.fragment >= TICKET
                && before
                    .first()
                    .is_none_or(|first| first.fragment == greeting.fragment);
            if is_13 && is_ticket {
                return None;
            }
        }
        if !is_13 {
            return before.is_empty().then_some(Self {
                turns,
                tickets: Tickets::None,
                greeting: !is_explicit,
            });
        }
        let is_update = |message: &Message| sealed::KEY_UPDATES.contains(&message.fragment);
        if turns.iter().any(|turn| turn.replies.iter().any(is_update)) {
            return None;
        }
        let mut tickets = match before.first().map(|first| first.fragment) {
            None => Tickets::Unknown,
            Some(fragment) => {
                let is_one = |message: &Message| message.fragment == fragment;
                let count = before.len();
                let are_tickets = fragment >= TICKET && before.iter().all(is_one);
                are_tickets.then_some(Tickets::Each { fragment, count })?
            }
        };
        // A client need not wait for tickets before it sends its first command, and the server sends
        // them before it answers that.
        if let Some(turn) = turns.first_mut() {
            tickets = take_tickets(&mut turn.replies, tickets);
        }
        Some(Self {
            turns,
            tickets,
            greeting: !is_explicit,
        })
    }

    /// How many commands there were; `served` has the turns that data connections belong to.
    pub(super) fn commands(&self, served: &[Option<usize>]) -> Option<Guess<u32>> {
        let is_regular = self.turns.iter().enumerate().all(|(place, turn)| {
            let is_last = place + 1 == self.turns.len();
            (is_last || !turn.replies.is_empty()) && self.replies_to(place, served).is_some()
        });
        is_regular.then_some(Guess::likely(self.turns.len() as u32))
    }

    /// How many replies there were.
    pub(super) fn replies(&self, served: &[Option<usize>]) -> Option<Guess<u32>> {
        self.commands(served)?;
        let replies = (0..self.turns.len()).map(|place| self.replies_to(place, served));
        let replies: u32 = replies.sum::<Option<u32>>()?;
        Some(Guess::likely(replies + u32::from(self.greeting)))
    }

    /// How many replies the command of a turn had.
    fn replies_to(&self, place: usize, served: &[Option<usize>]) -> Option<u32> {
        let turn = &self.turns[place];
        let is_transfer = served.contains(&Some(place));
        let times = turn
            .replies
            .windows(2)
            .map(|pair| pair[1].time - pair[0].time);
        let are_at_once = times.clone().all(|time| time < AT_ONCE);
        match turn.replies.len() {
            2 if is_transfer => Some(2),
            _ if is_transfer => None,
            0 => Some(0),
            1 => Some(1),
            // Two may be one of two lines, or a 150 and a refusal; more are the lines of one, as long
            // as they cannot answer several commands that shared a record.
            2 => None,
            _ => (are_at_once && turn.command.bytes.1 < TWO_COMMANDS).then_some(1),
        }
    }
}

/// Takes tickets away from what answers the first command, and tells what is known of them then.
fn take_tickets(replies: &mut Vec<Message>, known: Tickets) -> Tickets {
    let Some(first) = replies.first().map(|message| message.fragment) else {
        return known;
    };
    let is_one = |message: &&Message| message.fragment == first;
    let run = replies.iter().take_while(is_one).count();
    let (are_tickets, before) = match known {
        Tickets::Each { fragment, count } => (fragment == first, count),
        Tickets::None | Tickets::Unknown => (first >= TICKET && run >= 2, 0),
    };
    if are_tickets && run < replies.len() {
        replies.drain(..run);
        return Tickets::Each {
            fragment: first,
            count: before + run,
        };
    }
    match known {
        Tickets::Unknown if replies.len() == 1 => Tickets::None,
        known => known,
    }
}

/// The records after the handshake of TLS 1.3, in which everything has the type of application data.
fn after_handshake(records: &[Record], overhead: Overhead) -> Option<&[Record]> {
    let is_sealed = |record: &&Record| record.kind == sealed::APPLICATION_DATA;
    let flight: Vec<&Record> = records
        .iter()
        .filter(is_sealed)
        .filter(|record| record.party == Party::Client)
        .take(CLIENT_FLIGHT + 1)
        .collect();
    let place = flight
        .iter()
        .position(|record| record.length == overhead.finished())?;
    let is_certificate = match flight[..place] {
        [] => true,
        [one] => one.length == overhead.fragment(NO_CERTIFICATE),
        _ => true,
    };
    let finished = records
        .iter()
        .position(|one| std::ptr::eq(one, flight[place]))?;
    let (before, after) = records.split_at(finished + 1);
    let is_answered = before
        .iter()
        .any(|record| is_sealed(&record) && record.party == Party::Server);
    let is_one = after.iter().all(|record| record.kind != sealed::HANDSHAKE);
    (is_certificate && is_answered && is_one).then_some(after)
}

fn by_turns<'r>(
    said: impl Iterator<Item = &'r Record>,
    overhead: Overhead,
) -> (Vec<Message>, Vec<Turn>) {
    let mut before = Vec::new();
    let mut turns: Vec<Turn> = Vec::new();
    for record in said {
        let message = Message {
            frame: record.frame,
            time: record.time,
            bytes: overhead.plaintext(1, record.length.into()),
            fragment: record.length,
        };
        match (record.party, turns.last_mut()) {
            (Party::Client, _) => turns.push(Turn {
                command: message,
                replies: Vec::new(),
            }),
            (Party::Server, Some(turn)) => turn.replies.push(message),
            (Party::Server, None) => before.push(message),
        }
    }
    (before, turns)
}
