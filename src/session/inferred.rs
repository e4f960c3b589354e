//! What the records of FTPS tell without keys: how much was said, which connection served which
//! command, how much went which way.
//!
//! Nothing here is read: it follows from who sent records, when, and how long they are. Commands and
//! replies are told apart by turns: clients wait for the answer before they say the next thing. What
//! does not fit that is not guessed at.

mod carried;
mod login;
mod served;
mod talk;
#[cfg(test)]
mod tests;

pub use served::{Announced, Served, Spot};

use super::sealed::Sums;
use super::transfer::{Mode, Outcome, Way};
use super::{Login, Secured, Security, Session};
use crate::catalog::Confidence;
use crate::session::connection::DataConnection;
use crate::tcp::Direction;
use carried::Carried;
use talk::Talk;

/// Something that is not read and follows all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess<T> {
    /// What follows.
    pub value: T,
    /// How sure that is.
    pub confidence: Confidence,
}

impl<T> Guess<T> {
    fn likely(value: T) -> Self {
        Self {
            value,
            confidence: Confidence::Likely,
        }
    }
}

/// What follows for a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inferred {
    /// How many commands were sent encrypted.
    pub commands: Option<Guess<u32>>,
    /// How many replies were sent encrypted, the greeting included.
    pub replies: Option<Guess<u32>>,
    /// What became of the login: accepted or refused.
    pub login: Option<Guess<Login>>,
}

/// What a data connection carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A listing of a directory.
    Listing,
    /// A file.
    File,
}

/// What follows for a transfer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carriage {
    /// Who opened the data connection.
    pub mode: Option<Guess<Mode>>,
    /// Where the bytes went.
    pub way: Option<Guess<Way>>,
    /// The fewest and the most bytes that were carried before they were encrypted.
    pub bytes: Option<Guess<(u64, u64)>>,
    /// Where on the control connection it was asked for and answered.
    pub served: Option<Guess<Served>>,
    /// What it was.
    pub content: Option<Guess<Content>>,
    /// How it ended.
    pub outcome: Option<Guess<Outcome>>,
}

/// Bytes that a handshake of TLS has at most, so that whoever sent so many more sent the data.
const HANDSHAKE: u64 = 16 << 10;

/// Works out what follows for a finished session whose transfers are known.
pub fn infer(session: &mut Session) {
    if session.security != Security::Tls {
        return;
    }
    let talk = Talk::of(session);
    let tickets = talk.as_ref().map(|talk| talk.tickets);
    let connections = &session.connections;
    let connection = |index: Option<u32>| connections.get(index? as usize);
    let carried: Vec<Option<Carried>> = session
        .transfers
        .iter()
        .map(|transfer| Carried::of(connection(transfer.connection)?, tickets))
        .collect();
    let turns = talk
        .as_ref()
        .map(|talk| served::turns(session, talk))
        .unwrap_or_default();
    let known = talk.as_ref().map(|talk| Inferred {
        commands: talk.commands(&turns),
        replies: talk.replies(&turns),
        login: login::login(session, talk, &turns),
    });
    let mut carriages: Vec<Carriage> = Vec::new();
    for (place, transfer) in session.transfers.iter().enumerate() {
        let Some(connection) = connection(transfer.connection).filter(|_| transfer.verb.is_none())
        else {
            carriages.push(Carriage::default());
            continue;
        };
        let carried = carried.get(place).copied().flatten();
        let turn = turns.get(place).copied().flatten();
        let refused = talk
            .as_ref()
            .and_then(|talk| served::refused(session, talk, connection));
        let at = talk.as_ref().zip(turn.or(refused));
        let served =
            at.map(|(talk, turn)| served::served(session, (talk, &turns), place, turn, connection));
        let seen = served::Seen {
            connection,
            carried,
        };
        carriages.push(Carriage {
            mode: mode(connection),
            way: carried.and_then(|carried| carried.way),
            bytes: carried.map(|carried| carried.bytes),
            content: served::content(&seen, at),
            outcome: match refused {
                Some(_) => Some(Guess::likely(Outcome::Failed)),
                None => served::outcome(&seen, at),
            },
            served,
        });
    }
    let has_any = |inferred: &Inferred| *inferred != Inferred::default();
    session.inferred = known.filter(has_any).map(Box::new);
    for (place, (carriage, carried)) in carriages.into_iter().zip(carried).enumerate() {
        settle(session, place, carriage, carried);
    }
}

/// Puts what follows for a transfer where it belongs, and into its direction and mode, which are
/// told from the wire alone otherwise.
fn settle(session: &mut Session, place: usize, carriage: Carriage, carried: Option<Carried>) {
    let Session {
        transfers,
        connections,
        ..
    } = session;
    let transfer = &mut transfers[place];
    let connection = transfer
        .connection
        .and_then(|index| connections.get(index as usize));
    let sealed = connection
        .and_then(|connection| Some((connection, connection.sealed.as_deref()?)))
        .filter(|_| transfer.verb.is_none());
    if let Some((connection, sums)) = sealed {
        if transfer.mode == Mode::Unknown
            && let Some(mode) = carriage.mode
        {
            transfer.mode = mode.value;
        }
        let sender = match carriage.way.map(|way| way.value) {
            Some(Way::Upload) => Some(sums.client),
            Some(Way::Download) => Some(sums.client.opposite()),
            None => None,
        };
        if let Some(sender) = sender {
            let sent = connection.sent(sender);
            transfer.way = carriage.way.map(|way| way.value);
            transfer.sender = Some(sender);
            transfer.bytes = sent.bytes;
            transfer.missing = sent.missing;
            transfer.sha256 = sent.sha256;
        } else if carried.is_some() || is_small(connection, sums) {
            // Most of what was sent belongs to the handshake.
            transfer.way = None;
        }
    }
    if carriage != Carriage::default() {
        transfer.inferred = Some(Box::new(carriage));
    }
}

/// Whether the lengths of what was sent do not tell who sent the data.
fn is_small(connection: &DataConnection, sums: &Sums) -> bool {
    let [one, other] = Direction::BOTH.map(|direction| connection.sent(direction).bytes);
    let is_answered = sums.of(sums.client.opposite()).first_frame > 0;
    let may_be_handshake = connection.tls.is_some() && one.abs_diff(other) < HANDSHAKE;
    may_be_handshake || !is_answered
}

/// The client of FTP is the client of TLS (RFC 4217 §7), so who opened the connection is known also
/// where both parties have one address.
fn mode(connection: &DataConnection) -> Option<Guess<Mode>> {
    let sums: &Sums = connection.sealed.as_deref()?;
    let tls: &Secured = connection.tls.as_deref()?;
    tls.client.as_ref()?;
    Some(Guess::likely(match sums.client {
        Direction::FromInitiator => Mode::Passive,
        Direction::FromListener => Mode::Active,
    }))
}
