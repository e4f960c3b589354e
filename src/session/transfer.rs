//! Transfers: which command used which announcement and which connection.
//!
//! Everything here is worked out from a session whose exchanges, announcements and connections are
//! known, so it does not matter in which order their frames stood in the capture.

mod assign;
mod measure;
mod resolver;
mod selection;

use super::Session;
use super::exchange::Exchange;
use super::inferred::Carriage;
use crate::ftp::command::{self, Verb};
use crate::ftp::reply::Code;
use crate::net::Endpoint;
use crate::tcp::Direction;
use assign::{assign_connections, settle_announcements};
use resolver::Resolver;
use smallvec::SmallVec;

/// What is worked out for the announcements or connections of a session, which nearly always are few.
type Few<T> = SmallVec<[T; 8]>;

/// Who opened, or was to open, the data connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The server, to an endpoint that the client announced.
    Active,
    /// The client, to an endpoint that the server announced.
    Passive,
    /// The server, to the client's own control endpoint (RFC 959 §3.2).
    Default,
    /// It cannot be told.
    Unknown,
}

/// Where the bytes went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From server to client.
    Download,
    /// From client to server.
    Upload,
}

/// How a transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With 2yz.
    Complete,
    /// With 4yz or 5yz.
    Failed,
    /// By ABOR, or by a client that closed the data connection.
    Aborted,
    /// With 2yz, and fewer bytes than were promised.
    Truncated,
    /// The end was not seen.
    Unknown,
}

/// One command that needs a data connection, or a data connection that no command claims.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// The index of the command's exchange.
    pub exchange: Option<u32>,
    /// The command's verb.
    pub verb: Option<Verb>,
    /// Who opened the data connection.
    pub mode: Mode,
    /// The index of the announcement that it used.
    pub announcement: Option<u32>,
    /// The index of the connection that carried it, or was to carry it.
    pub connection: Option<u32>,
    /// Who sent the SYN.
    pub initiator: Option<Endpoint>,
    /// Who was to answer it.
    pub listener: Option<Endpoint>,
    /// Where the bytes went.
    pub way: Option<Way>,
    /// Which side of the connection sent them.
    pub sender: Option<Direction>,
    /// Whether the data connection came to be; `None` where the capture cannot tell.
    pub opened: Option<bool>,
    /// Where in what the connection carried its bytes begin: more than 0 where others came before.
    pub begins: u64,
    /// Distinct payload bytes.
    pub bytes: u64,
    /// How many of them the capture does not hold.
    pub missing: u64,
    /// The SHA-256 of them.
    pub sha256: Option<[u8; 32]>,
    /// The code that ended it.
    pub final_code: Option<Code>,
    /// The code that most likely ended it, where the capture lacks what came right before that
    /// reply, so that it may be the rest of another line.
    pub likely_code: Option<Code>,
    /// How it ended.
    pub outcome: Outcome,
    /// How many bytes the server promised, by SIZE or in its 150.
    pub promised: Option<u64>,
    /// The absolute path on the server, where it is known.
    pub path: Option<Vec<u8>>,
    /// The marker of REST.
    pub restart: Option<u64>,
    /// TYPE, by its first letter.
    pub representation: u8,
    /// What follows from records that nobody could read.
    pub inferred: Option<Box<Carriage>>,
}

/// Works out the transfers of a session, and what became of its announcements.
pub fn resolve(session: &mut Session) {
    session
        .connections
        .sort_by_key(|connection| connection.first_frame);
    let assigned = assign_connections(session);
    let (transfers, login) = Resolver::new(session, &assigned).run();
    session.login = login;
    session.transfers = transfers;
    settle_announcements(session, &assigned);
    let last = session.connections.iter().enumerate();
    let used = |index: usize| {
        assigned[index].is_some()
            || session
                .transfers
                .iter()
                .any(|transfer| transfer.connection == Some(index as u32))
    };
    let ends = last
        .filter(|&(index, _)| used(index))
        .map(|(_, connection)| (connection.last_frame, connection.end));
    let (frames, times): (Vec<_>, Vec<_>) = ends.unzip();
    session.last_frame = frames.into_iter().fold(session.last_frame, u64::max);
    session.end = times.into_iter().fold(session.end, Ord::max);
}

/// Whether an exchange needs a data connection: by its verb, or because 125 or 150 answered it.
pub fn is_transfer(exchange: &Exchange) -> bool {
    let Some(verb) = exchange.verb else {
        return false;
    };
    verb.takes_data()
        || exchange
            .replies
            .iter()
            .any(|reply| matches!(reply.code, Some(Code(125 | 150))))
}

impl From<command::Direction> for Way {
    fn from(direction: command::Direction) -> Self {
        match direction {
            command::Direction::Download => Way::Download,
            command::Direction::Upload => Way::Upload,
        }
    }
}
