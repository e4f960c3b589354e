//! Which command a data connection served, and what it came to.

use super::carried::{Carried, ends_in_alert};
use super::talk::{Message, Talk, Turn};
use super::{Content, Guess};
use crate::net::{Address, Endpoint, Time};
use crate::session::Session;
use crate::session::announcement::By;
use crate::session::connection::DataConnection;
use crate::session::transfer::{Outcome, Way};
use crate::tcp::Direction;
use crate::tls::Overhead;

/// How far before a transfer command its endpoint is looked for, in commands.
const REACH: usize = 4;
/// The bytes of a command without an argument, such as PASV, EPSV, LIST.
const BARE: u64 = 6;
/// The bytes of commands that set something: `TYPE I`, `PROT P`.
const SETTINGS: [u64; 1] = [8];
/// The bytes around the argument of a command of four letters: a space, CR and LF.
const AROUND: u64 = 7;

/// A moment on the control connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The frame.
    pub frame: u64,
    /// When it was captured.
    pub time: Time,
}

impl Spot {
    fn of(message: &Message) -> Self {
        Self {
            frame: message.frame,
            time: message.time,
        }
    }
}

/// Where an endpoint was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// What announced it; `None` where it may be 227 as well as 229.
    pub by: Option<By>,
    /// Where its command stood: PORT, EPRT, PASV or EPSV.
    pub command: Spot,
    /// Where the reply to that stood.
    pub reply: Spot,
}

/// Where on the control connection a transfer was asked for and answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// Where its endpoint was announced.
    pub announced: Option<Announced>,
    /// The command.
    pub command: Spot,
    /// The reply that announces it: 125 or 150.
    pub preliminary: Option<Spot>,
    /// The reply that ends it.
    pub last: Option<Spot>,
}

/// What is known of a transfer's connection.
pub(super) struct Seen<'s> {
    pub(super) connection: &'s DataConnection,
    pub(super) carried: Option<Carried>,
}

/// For each transfer the turn that it belongs to.
pub(super) fn turns(session: &Session, talk: &Talk) -> Vec<Option<usize>> {
    let turn = |index: Option<u32>| {
        let connection = session.connections.get(index? as usize)?;
        turn_of(talk, connection)
    };
    let turns: Vec<Option<usize>> = session
        .transfers
        .iter()
        .map(|transfer| turn(transfer.connection))
        .collect();
    let is_single = |turn: &usize| turns.iter().flatten().filter(|&one| one == turn).count() == 1;
    turns.iter().map(|turn| turn.filter(is_single)).collect()
}

/// The last command before the server spoke on the connection, if it is also the last before the
/// connection was closed: nobody sends another one until the transfer is over.
fn turn_of(talk: &Talk, connection: &DataConnection) -> Option<usize> {
    let last_before = |frame: u64| {
        let later = talk
            .turns
            .iter()
            .position(|turn| turn.command.frame >= frame);
        later.unwrap_or(talk.turns.len()).checked_sub(1)
    };
    let closed = last_before(connection.close_frame().unwrap_or(u64::MAX))?;
    if let Some(sums) = &connection.sealed {
        let spoke = sums.of(sums.client.opposite()).first_frame;
        return (spoke > 0 && last_before(spoke) == Some(closed)).then_some(closed);
    }
    let carried = connection.sent.iter().any(|sent| sent.bytes > 0);
    carried.then_some(closed)
}

/// The turn in which the transfer was refused that a connection was opened for: nothing went over
/// it, and the command right behind its announcement had one reply before it was closed.
pub(super) fn refused(
    session: &Session,
    talk: &Talk,
    connection: &DataConnection,
) -> Option<usize> {
    let closed = connection.close_frame()?;
    let answered = match connection.sealed.as_deref() {
        Some(sums) => sums.of(sums.client.opposite()).first_frame > 0,
        None => connection.sent.iter().any(|sent| sent.bytes > 0),
    };
    let place = talk
        .turns
        .iter()
        .rposition(|turn| turn.command.frame < closed)?;
    let turn = &talk.turns[place];
    let names_file = turn
        .command
        .exact()
        .is_some_and(|bytes| bytes >= AROUND && !SETTINGS.contains(&bytes));
    let is_announced = place
        .checked_sub(1)
        .is_some_and(|before| announced(session, &talk.turns[before], connection).is_some());
    let is_refused = !answered
        && connection.established
        && names_file
        && is_announced
        && turn.replies.len() == 1
        && turn.command.frame > connection.first_frame;
    is_refused.then_some(place)
}

/// Where a transfer was asked for and answered.
pub(super) fn served(
    session: &Session,
    (talk, turns): (&Talk, &[Option<usize>]),
    place: usize,
    turn: usize,
    connection: &DataConnection,
) -> Guess<Served> {
    let own = &talk.turns[turn];
    let (preliminary, last) = both(own)
        .map(|(one, two)| (Spot::of(one), Spot::of(two)))
        .unzip();
    let before = turns[..place].iter().flatten().max();
    let from = before.map_or(0, |&earlier| earlier + 1);
    let announced = talk.turns[..turn]
        .iter()
        .skip(from)
        .rev()
        .take(REACH)
        .find_map(|turn| announced(session, turn, connection));
    Guess::likely(Served {
        announced,
        command: Spot::of(&own.command),
        preliminary,
        last,
    })
}

/// The reply that announces a transfer, and the one that ends it.
fn both(turn: &Turn) -> Option<(&Message, &Message)> {
    match turn.replies.as_slice() {
        [preliminary, last] => Some((preliminary, last)),
        _ => None,
    }
}

/// What a turn announces, if its lengths are those of an announcement of the connection's listener.
fn announced(session: &Session, turn: &Turn, connection: &DataConnection) -> Option<Announced> {
    let [reply] = turn.replies.as_slice() else {
        return None;
    };
    let listener = connection.listener;
    let client_listens = match connection.sealed.as_deref().map(|sums| sums.client) {
        Some(Direction::FromListener) => true,
        Some(Direction::FromInitiator) => false,
        None => listener.address == session.client.address,
    };
    let command = turn.command.exact()?;
    let by = if client_listens {
        let ways = [(By::Port, port(listener)), (By::Eprt, Some(eprt(listener)))];
        let way = ways
            .into_iter()
            .find(|&(_, length)| length == Some(command))?;
        Some(way.0)
    } else {
        let length = reply.exact()?;
        let is_227 = passive(session.server.address, listener.port)
            .is_some_and(|shortest| (shortest..=shortest + 1).contains(&length));
        let is_229 = extended(listener.port)
            .iter()
            .any(|&shortest| (shortest..=shortest + 1).contains(&length));
        match (command == BARE, is_227, is_229) {
            (true, true, true) => None,
            (true, true, false) => Some(By::Reply227),
            (true, false, true) => Some(By::Reply229),
            _ => return None,
        }
    };
    Some(Announced {
        by,
        command: Spot::of(&turn.command),
        reply: Spot::of(reply),
    })
}

/// The bytes of `h1,h2,h3,h4,p1,p2`.
fn numbers(address: Address, port: u16) -> Option<u64> {
    let [high, low] = port.to_be_bytes();
    let ports = format!(",{high},{low}");
    let address = address.to_string();
    let is_v4 = !address.contains(':');
    is_v4.then_some((address.len() + ports.len()) as u64)
}

/// The bytes of a PORT command.
fn port(listener: Endpoint) -> Option<u64> {
    Some(AROUND + numbers(listener.address, listener.port)?)
}

/// The bytes of an EPRT command, `|1|address|port|`.
fn eprt(listener: Endpoint) -> u64 {
    let argument = format!("|1|{}|{}|", listener.address, listener.port);
    AROUND + argument.len() as u64
}

/// The bytes of a 227 in the words that servers use, without a full stop.
fn passive(address: Address, port: u16) -> Option<u64> {
    const WORDS: &str = "227 Entering Passive Mode ()\r\n";
    Some(WORDS.len() as u64 + numbers(address, port)?)
}

/// The bytes of a 229 in the words that servers use, without a full stop.
fn extended(port: u16) -> [u64; 2] {
    let words = [
        format!("229 Entering Extended Passive Mode (|||{port}|)\r\n"),
        format!("229 Extended Passive mode OK (|||{port}|)\r\n"),
    ];
    words.map(|words| words.len() as u64)
}

/// What was carried.
pub(super) fn content(seen: &Seen<'_>, at: Option<(&Talk, usize)>) -> Option<Guess<Content>> {
    let carried = seen.carried?;
    match carried.way?.value {
        Way::Upload => Some(Guess::likely(Content::File)),
        Way::Download => {
            let (talk, turn) = at?;
            let own = &talk.turns[turn];
            let command = own.command.exact()?;
            if command == BARE {
                // RETR has an argument.
                return Some(Guess::likely(Content::Listing));
            }
            let (least, most) = carried.bytes.value;
            let size = (least == most).then_some(most)?;
            let is_sized = talk.turns[..turn]
                .iter()
                .rev()
                .take(REACH)
                .any(|turn| answers_size(turn, command, size));
            (is_sized || opens(own, command, size)).then_some(Guess::likely(Content::File))
        }
    }
}

/// Whether a turn may be a SIZE with the same argument, and the answer `213 size`.
fn answers_size(turn: &Turn, command: u64, size: u64) -> bool {
    let expected = format!("213 {size}\r\n").len() as u64;
    let reply = match turn.replies.as_slice() {
        [reply] => reply.exact(),
        _ => None,
    };
    turn.command.exact() == Some(command) && reply == Some(expected)
}

/// Whether the first reply is as long as the one that most servers give to RETR, which names the
/// file and its size.
fn opens(turn: &Turn, command: u64, size: u64) -> bool {
    let words = format!("150 Opening BINARY mode data connection for  ({size} bytes)\r\n");
    let shortest = words.len() as u64 + command.saturating_sub(AROUND);
    let length = both(turn).and_then(|(preliminary, _)| preliminary.exact());
    length.is_some_and(|length| (shortest..=shortest + 1).contains(&length))
}

/// How a transfer ended.
pub(super) fn outcome(seen: &Seen<'_>, at: Option<(&Talk, usize)>) -> Option<Guess<Outcome>> {
    let (talk, turn) = at?;
    let (_, last) = both(&talk.turns[turn])?;
    let way = seen.carried?.way?.value;
    if !is_closed_by_sender(seen.connection, way) {
        return None;
    }
    let is_known = |length: u64| {
        ["226 Transfer complete\r\n", "226 Transfer complete.\r\n"]
            .iter()
            .any(|words| words.len() as u64 == length)
    };
    let is_complete = match way {
        Way::Download => true,
        // A disk may be full after all has come.
        Way::Upload => last.exact().is_some_and(is_known),
    };
    is_complete.then_some(Guess::likely(Outcome::Complete))
}

/// Whether who sent the data said that this was all, and the other side did not end it before.
fn is_closed_by_sender(connection: &DataConnection, way: Way) -> bool {
    let Some((sums, server)) = connection.sealed.as_deref().zip(
        connection
            .tls
            .as_deref()
            .and_then(|tls| tls.server.as_ref()),
    ) else {
        return false;
    };
    let Some(overhead) = Overhead::of(server) else {
        return false;
    };
    let sender = match way {
        Way::Upload => sums.client,
        Way::Download => sums.client.opposite(),
    };
    let (own, other) = (sums.of(sender), sums.of(sender.opposite()));
    let said_so = ends_in_alert(own, overhead);
    let reset = connection
        .reset
        .filter(|&(by, _)| by != sender)
        .map(|(_, frame)| frame);
    let ends = connection.sent(sender.opposite()).fin_frame;
    let other_ends = ends.into_iter().chain(reset).min();
    let other_said = ends_in_alert(other, overhead).then_some(other.last_frame);
    said_so
        && other_ends.is_none_or(|frame| frame >= own.last_frame)
        && other_said.is_none_or(|frame| frame >= own.last_frame)
}
