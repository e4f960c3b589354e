//! Transfers: which command used which announcement and which connection.
//!
//! Everything here is worked out from a session whose exchanges, announcements and connections are
//! known, so it does not matter in which order their frames stood in the capture.

use super::announcement::{Announcement, Outcome as AnnouncementOutcome, Standing};
use super::connection::DataConnection;
use super::exchange::Exchange;
use super::state::State;
use super::{Opened, Security, Session};
use crate::ftp::command::{self, Verb};
use crate::ftp::reply::Code;
use crate::limits;
use crate::net::Endpoint;
use crate::tcp::{Answer, Direction};
use std::collections::HashMap;

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

/// For each connection the announcement that names its listener.
fn assign_connections(session: &Session) -> Vec<Option<u32>> {
    let mut by_listener: HashMap<Endpoint, Vec<u32>> = HashMap::new();
    for (index, announcement) in session.announcements.iter().enumerate() {
        for endpoint in endpoints(session, announcement) {
            let indices = by_listener.entry(endpoint).or_default();
            if indices.last() != Some(&(index as u32)) {
                indices.push(index as u32);
            }
        }
    }
    let mut made = vec![0u32; session.announcements.len()];
    let choose = |connection: &DataConnection| {
        let indices = by_listener.get(&connection.listener)?;
        let fits = indices
            .iter()
            .copied()
            .filter(|&index| initiator_fits(session, index, connection));
        let fits: Vec<u32> = fits.collect();
        let after = fits.iter().position(|&index| {
            session.announcements[index as usize].frame > connection.first_frame
        });
        let before = after
            .unwrap_or(fits.len())
            .checked_sub(1)
            .map(|place| fits[place]);
        // A SYN may stand in the file before the announcement that made it possible.
        let soon = after.map(|place| fits[place]).filter(|&index| {
            session.announcements[index as usize].time - connection.start
                <= limits::SYN_BEFORE_ANNOUNCEMENT
        });
        let chosen = match (before, soon) {
            (Some(before), Some(soon))
                if made[before as usize] > 0
                    && !kept(session, before, made[before as usize], connection) =>
            {
                soon
            }
            (Some(before), _) => before,
            (None, soon) => soon?,
        };
        made[chosen as usize] += u32::from(connection.established);
        Some(chosen)
    };
    session.connections.iter().map(choose).collect()
}

/// Whether the announcement serves another transfer command that came before the connection, so
/// that it was kept rather than repeated.
fn kept(session: &Session, index: u32, made: u32, connection: &DataConnection) -> bool {
    let announcement = &session.announcements[index as usize];
    let next = session.announcements[index as usize + 1..]
        .iter()
        .map(|next| next.exchange)
        .next();
    let until = next.unwrap_or(u32::MAX).min(session.exchanges.len() as u32);
    let served = session
        .exchanges
        .get(announcement.exchange as usize..until as usize)
        .unwrap_or_default();
    let asked = served
        .iter()
        .filter(|exchange| is_transfer(exchange) && exchange.frame < connection.first_frame);
    asked.count() as u32 > made
}

/// The endpoints that a connection to this announcement may have: the one that was announced, and
/// that port of the host that announced it, which clients use where the address is private, and
/// which is what a NAT makes of it.
fn endpoints(session: &Session, announcement: &Announcement) -> [Endpoint; 2] {
    let host = if announcement.by.client_listens() {
        session.client
    } else {
        session.server
    };
    [
        announcement.endpoint,
        Endpoint::new(host.address, announcement.endpoint.port),
    ]
}

/// A connection to the announcing host at another address than the announced one counts only if
/// it comes from the other party.
fn initiator_fits(session: &Session, index: u32, connection: &DataConnection) -> bool {
    let announcement = &session.announcements[index as usize];
    let expected = if announcement.by.client_listens() {
        session.server
    } else {
        session.client
    };
    connection.listener == announcement.endpoint || connection.initiator.address == expected.address
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

struct Resolver<'s> {
    session: &'s Session,
    assigned: &'s [Option<u32>],
    to_announcement: HashMap<u32, Vec<u32>>,
    used: Vec<u32>,
    state: State,
    in_force: Option<u32>,
    transfers: Vec<Transfer>,
    next_announcement: usize,
    last_final: u64,
}

impl<'s> Resolver<'s> {
    fn new(session: &'s Session, assigned: &'s [Option<u32>]) -> Self {
        let mut to_announcement: HashMap<u32, Vec<u32>> = HashMap::new();
        for (connection, announcement) in assigned.iter().enumerate() {
            if let Some(announcement) = announcement {
                to_announcement
                    .entry(*announcement)
                    .or_default()
                    .push(connection as u32);
            }
        }
        Self {
            session,
            assigned,
            to_announcement,
            used: vec![0; session.connections.len()],
            state: State::default(),
            in_force: None,
            transfers: Vec::new(),
            next_announcement: 0,
            last_final: 0,
        }
    }

    fn run(mut self) -> (Vec<Transfer>, super::Login) {
        for (index, exchange) in self.session.exchanges.iter().enumerate() {
            self.announce(index as u32);
            if is_transfer(exchange) {
                let transfer = self.transfer(index as u32, exchange);
                self.transfers.push(transfer);
            }
            if exchange.verb == Some(Verb::Rein) && exchange.final_code() == Some(Code(220)) {
                self.in_force = None;
            }
            self.state.apply(self.session, exchange);
        }
        self.claim_the_rest();
        (self.in_order(), self.state.login)
    }

    /// The transfers in the order in which they were asked for, which that of the frames need not
    /// be; those that nobody asked for stand where their connections begin.
    fn in_order(&mut self) -> Vec<Transfer> {
        let mut latest = 0;
        let place = |transfer: Transfer| {
            let connection = transfer.connection.map_or(0, |index| {
                self.session.connections[index as usize].first_frame
            });
            let place = transfer.exchange.map_or(connection, |index| {
                latest = latest.max(self.session.exchanges[index as usize].frame);
                latest
            });
            (place, transfer)
        };
        let mut placed: Vec<(u64, Transfer)> = std::mem::take(&mut self.transfers)
            .into_iter()
            .map(place)
            .collect();
        placed.sort_by_key(|&(place, _)| place);
        placed.into_iter().map(|(_, transfer)| transfer).collect()
    }

    fn announce(&mut self, exchange: u32) {
        while let Some(announcement) = self.session.announcements.get(self.next_announcement) {
            if announcement.exchange > exchange {
                return;
            }
            if announcement.standing != Standing::Declined {
                self.in_force = Some(self.next_announcement as u32);
            }
            self.next_announcement += 1;
        }
    }

    fn transfer(&mut self, index: u32, exchange: &Exchange) -> Transfer {
        let final_reply = exchange.final_reply();
        let likely_code = final_reply
            .filter(|reply| reply.doubtful)
            .and_then(|reply| reply.code);
        let final_code = final_reply
            .filter(|reply| !reply.doubtful)
            .and_then(|reply| reply.code);
        let argument = self.session.argument(exchange);
        let verb = exchange.verb;
        let mut transfer = Transfer {
            exchange: Some(index),
            verb,
            mode: Mode::Unknown,
            announcement: None,
            connection: None,
            initiator: None,
            listener: None,
            way: verb.and_then(|verb| verb.direction()).map(Way::from),
            sender: None,
            opened: None,
            bytes: 0,
            missing: 0,
            sha256: None,
            final_code,
            likely_code,
            outcome: Outcome::Unknown,
            promised: self.promised(exchange, argument),
            path: self.path(exchange, argument),
            restart: self.state.restart,
            representation: self.state.representation.first().copied().unwrap_or(b'A'),
        };
        let until = final_reply.map_or(u64::MAX, |reply| reply.frame);
        self.find_connection(&mut transfer, exchange.frame, until);
        self.measure(&mut transfer, until);
        transfer.outcome = self.outcome(&transfer, index);
        if final_reply.is_some() {
            self.last_final = until;
        }
        transfer
    }

    fn path(&self, exchange: &Exchange, argument: Option<&[u8]>) -> Option<Vec<u8>> {
        let name = argument.unwrap_or_default();
        if exchange.verb == Some(Verb::Stou) {
            // The server makes the name and tells it in a reply (RFC 1123 §4.1.2.9).
            return self
                .unique_name(exchange)
                .and_then(|name| self.state.absolute(name));
        }
        if exchange.verb.is_some_and(Verb::is_listing) {
            // Flags of ls are no name: `LIST -la /pub`.
            let words = name.split(|&byte| byte == b' ');
            let words = words.skip_while(|word| word.is_empty() || word.starts_with(b"-"));
            return self.state.absolute(&words.collect::<Vec<_>>().join(&b' '));
        }
        if name.is_empty() {
            None
        } else {
            self.state.absolute(name)
        }
    }

    /// The name in `150 FILE: name`.
    fn unique_name(&self, exchange: &Exchange) -> Option<&'s [u8]> {
        const BEFORE: &[u8] = b"FILE: ";
        let session = self.session;
        exchange
            .replies
            .iter()
            .flat_map(|reply| session.text(reply.text).split(|&byte| byte == b'\n'))
            .find_map(|line| {
                let at = line
                    .windows(BEFORE.len())
                    .position(|window| window.eq_ignore_ascii_case(BEFORE))?;
                Some(line[at + BEFORE.len()..].trim_ascii_end())
            })
    }

    /// What SIZE said of the same name, or the number of bytes in the 150.
    fn promised(&self, exchange: &Exchange, argument: Option<&[u8]>) -> Option<u64> {
        // In block and compressed mode the bytes on the wire are not those of the file.
        if exchange.verb != Some(Verb::Retr) || self.state.mode != b'S' {
            return None;
        }
        let rest = self.state.restart.unwrap_or(0);
        let sized = self
            .state
            .size
            .as_ref()
            .filter(|(name, _)| Some(&name[..]) == argument);
        if let Some((_, size)) = sized {
            return size.checked_sub(rest);
        }
        let preliminary = exchange
            .replies
            .iter()
            .find(|reply| reply.code == Some(Code(150)))?;
        let line = self.session.lines(preliminary).next()?;
        let open = line.iter().rposition(|&byte| byte == b'(')?;
        let text = std::str::from_utf8(&line[open + 1..]).ok()?;
        let (number, unit) = text.split_once(' ')?;
        if !unit.starts_with("byte") {
            return None;
        }
        // Some servers say the size of the file, some what is left of it after REST.
        let size: u64 = number.parse().ok()?;
        (rest == 0).then_some(size)
    }

    fn find_connection(&mut self, transfer: &mut Transfer, asked: u64, until: u64) {
        if let Some(index) = self.in_force {
            let announcement = &self.session.announcements[index as usize];
            transfer.announcement = Some(index);
            transfer.mode = if announcement.by.client_listens() {
                Mode::Active
            } else {
                Mode::Passive
            };
            transfer.connection = self.fresh_connection(index, asked);
            if transfer
                .connection
                .is_some_and(|connection| self.is_open(connection))
            {
                self.use_connection(transfer);
                return;
            }
        }
        if let Some(connection) = self.default_connection(asked, until) {
            transfer.connection = Some(connection);
            transfer.mode = Mode::Default;
            transfer.announcement = None;
        } else if self.is_patchy()
            && let Some(connection) = self.unannounced_connection(until)
        {
            let initiator = self.session.connections[connection as usize]
                .initiator
                .address;
            let (client, server) = (self.session.client.address, self.session.server.address);
            transfer.connection = Some(connection);
            transfer.announcement = None;
            transfer.mode = match initiator {
                _ if client == server => Mode::Unknown,
                address if address == client => Mode::Passive,
                address if address == server => Mode::Active,
                _ => Mode::Unknown,
            };
        } else if let Some(index) = self.in_force
            && let Some(connection) = self.shared_connection(index, asked)
        {
            transfer.connection = Some(connection);
        } else if transfer.announcement.is_none() && !self.is_patchy() {
            transfer.mode = Mode::Default;
        }
        self.use_connection(transfer);
    }

    fn use_connection(&mut self, transfer: &Transfer) {
        if let Some(connection) = transfer.connection {
            self.used[connection as usize] += 1;
        }
    }

    fn is_open(&self, connection: u32) -> bool {
        self.session.connections[connection as usize].established
    }

    /// Whether announcements may have been missed.
    fn is_patchy(&self) -> bool {
        self.session.losses.control_gaps > 0
            || self.session.opened == Opened::Midstream
            || self.session.losses.announcements > 0
    }

    /// The connections to announcement `index` and those announced together with it.
    fn connections_to(&self, index: u32) -> Vec<u32> {
        let exchange = self.session.announcements[index as usize].exchange;
        let all = &self.session.announcements;
        // GridFTP announces several endpoints at once (GFD.20, SPAS and SPOR).
        let first = all[..index as usize]
            .iter()
            .rposition(|one| one.exchange != exchange)
            .map_or(0, |at| at + 1);
        let together = (first as u32..=index)
            .filter_map(|one| self.to_announcement.get(&one))
            .flatten()
            .copied();
        let mut together: Vec<u32> = together.collect();
        together.sort_unstable();
        together
    }

    /// The connection to announcement `index` that no transfer has used: an open one rather than
    /// one that was only tried.
    fn fresh_connection(&self, index: u32, asked: u64) -> Option<u32> {
        let mut fresh = self.connections_to(index);
        fresh.retain(|&one| self.used[one as usize] == 0);
        let open = || fresh.iter().copied().filter(|&one| self.is_open(one));
        // A stranger's connection, which the listener closed before anything went over it, is not
        // what the transfer used where there is another.
        let unspent = open().find(|&one| !self.is_spent(one, asked));
        unspent.or_else(|| open().next()).or(fresh.first().copied())
    }

    /// A connection that an earlier transfer used and that was still open in frame `asked`.
    ///
    /// In block mode one connection may carry several files (RFC 959 §3.4.2); in stream mode the
    /// end of a file closes it, but a transfer that was refused leaves it to the next one.
    fn shared_connection(&self, index: u32, asked: u64) -> Option<u32> {
        let is_left = |one: &u32| {
            let connection = &self.session.connections[*one as usize];
            let still_open = connection.established
                && connection.close_frame().is_none_or(|closed| closed > asked);
            let carried = self.transfers.iter().any(|earlier| {
                earlier.connection == Some(*one) && earlier.outcome == Outcome::Complete
            });
            still_open && (self.state.mode != b'S' || !carried)
        };
        self.connections_to(index).into_iter().rev().find(is_left)
    }

    /// Whether a connection was closed before frame `asked`, with nothing sent over it.
    fn is_spent(&self, connection: u32, asked: u64) -> bool {
        let connection = &self.session.connections[connection as usize];
        let silent = connection.sent.iter().all(|sent| sent.bytes == 0);
        silent
            && connection
                .close_frame()
                .is_some_and(|closed| closed < asked)
    }

    /// RFC 959 §3.2: without PORT or PASV the server connects to the client's control endpoint.
    fn default_connection(&self, asked: u64, until: u64) -> Option<u32> {
        let session = self.session;
        let fits = |(index, connection): (usize, &DataConnection)| {
            let own = connection.listener == session.client
                && connection.initiator.address == session.server.address;
            let in_time = connection.first_frame < until
                && connection.close_frame().is_none_or(|closed| closed > asked);
            let free = self.used[index] == 0 && self.assigned[index].is_none();
            (own && in_time && free && connection.initiator != session.server)
                .then_some(index as u32)
        };
        session.connections.iter().enumerate().find_map(fits)
    }

    /// A connection between the two hosts whose announcement was not captured: the first that
    /// began after the transfer before this one had ended.
    fn unannounced_connection(&self, until: u64) -> Option<u32> {
        let after = self.last_final;
        let fits = |(index, connection): (usize, &DataConnection)| {
            let in_time = connection.first_frame > after && connection.first_frame < until;
            let free = self.used[index] == 0 && self.assigned[index].is_none();
            (in_time && free && connection.established && is_plausible(connection))
                .then_some(index as u32)
        };
        self.session.connections.iter().enumerate().find_map(fits)
    }

    /// Fills in what the connection tells.
    fn measure(&self, transfer: &mut Transfer, until: u64) {
        let Some(index) = transfer.connection else {
            let announced = transfer
                .announcement
                .map(|index| &self.session.announcements[index as usize]);
            transfer.opened = match transfer.final_code {
                // The transfer took place, so the connection did: elsewhere than the capture.
                Some(code) if code.0 < 400 => None,
                None if announced.is_some_and(|announced| announced.fxp) => None,
                _ => Some(false),
            };
            if announced.is_some_and(|announced| announced.fxp) {
                transfer.listener = announced.map(|announced| announced.endpoint);
            }
            return;
        };
        let connection = &self.session.connections[index as usize];
        transfer.initiator = Some(connection.initiator);
        transfer.listener = Some(connection.listener);
        transfer.opened = Some(connection.established);
        let server = self.server_side(transfer, connection);
        let sender = match (transfer.way, server) {
            (Some(Way::Download), Some(server)) => server,
            (Some(Way::Upload), Some(server)) => server.opposite(),
            _ => connection.main_direction(),
        };
        if transfer.way.is_none() {
            transfer.way = server.map(|server| {
                if server == sender {
                    Way::Download
                } else {
                    Way::Upload
                }
            });
        }
        transfer.sender = Some(sender);
        let sent = connection.sent(sender);
        transfer.bytes = sent.bytes;
        transfer.missing = sent.missing;
        transfer.sha256 = sent.sha256;
        self.split_shared(transfer, index, until);
    }

    /// Counts only what went over a shared connection since the transfer before this one.
    fn split_shared(&self, transfer: &mut Transfer, index: u32, until: u64) {
        let connection = &self.session.connections[index as usize];
        let Some(sender) = transfer.sender else {
            return;
        };
        let earlier = self
            .transfers
            .iter()
            .rev()
            .find(|earlier| earlier.connection == Some(index));
        let more = connection.marks.iter().any(|mark| mark.frame > until);
        let at = |frame: u64| {
            let mark = connection
                .marks
                .iter()
                .rev()
                .find(|mark| mark.frame <= frame);
            mark.map_or(0, |mark| mark.bytes[sender.index()])
        };
        let total = connection.sent(sender).bytes;
        let from = earlier.map_or(0, |_| at(self.last_final));
        let closed_later = connection.close_frame().is_none_or(|closed| closed > until);
        let shared_on = transfer
            .exchange
            .is_some_and(|exchange| self.serves_more(index, exchange));
        let to = if more && closed_later && shared_on {
            at(until)
        } else {
            total
        };
        if from > 0 || to < total {
            transfer.bytes = to.saturating_sub(from);
            transfer.missing = 0;
            transfer.sha256 = None;
        }
    }

    /// Whether the transfer command after exchange `exchange` has no connection but this one.
    fn serves_more(&self, index: u32, exchange: u32) -> bool {
        let announced = self.assigned[index as usize];
        let from = exchange as usize + 1;
        let later = self.session.exchanges.get(from..).unwrap_or_default();
        let Some(next) = later.iter().position(is_transfer) else {
            return false;
        };
        let first_newer = announced.map_or(0, |announced| announced as usize + 1);
        let newer = self.session.announcements.iter().skip(first_newer);
        let replaced = newer
            .filter(|other| other.standing != Standing::Declined)
            .any(|other| (other.exchange as usize) < from + next);
        let another = announced
            .and_then(|announced| self.to_announcement.get(&announced))
            .is_some_and(|all| {
                all.iter()
                    .any(|&other| other > index && self.is_open(other))
            });
        !replaced && !another
    }

    /// The direction in which the server sends on this connection.
    fn server_side(&self, transfer: &Transfer, connection: &DataConnection) -> Option<Direction> {
        match transfer.mode {
            Mode::Active | Mode::Default => Some(Direction::FromInitiator),
            Mode::Passive => Some(Direction::FromListener),
            Mode::Unknown if self.session.client.address == self.session.server.address => None,
            Mode::Unknown if connection.initiator.address == self.session.server.address => {
                Some(Direction::FromInitiator)
            }
            Mode::Unknown => Some(Direction::FromListener),
        }
    }

    fn outcome(&self, transfer: &Transfer, index: u32) -> Outcome {
        let Some(code) = transfer.final_code.or(transfer.likely_code) else {
            return Outcome::Unknown;
        };
        let aborted = self.session.exchanges[index as usize + 1..]
            .iter()
            .take_while(|exchange| !is_transfer(exchange))
            .any(|exchange| exchange.verb == Some(Verb::Abor));
        match code.0 {
            426 if aborted => Outcome::Aborted,
            400.. if transfer.opened == Some(true) && self.client_closed_first(transfer) => {
                Outcome::Aborted
            }
            400.. => Outcome::Failed,
            _ if aborted
                && transfer
                    .promised
                    .is_some_and(|promised| transfer.bytes < promised) =>
            {
                Outcome::Aborted
            }
            _ if transfer.opened == Some(true) && self.is_short(transfer) => Outcome::Truncated,
            _ => Outcome::Complete,
        }
    }

    /// A download that the client ended: 426 after its FIN or RST.
    fn client_closed_first(&self, transfer: &Transfer) -> bool {
        let Some(connection) = transfer
            .connection
            .map(|index| &self.session.connections[index as usize])
        else {
            return false;
        };
        let Some(sender) = transfer
            .sender
            .filter(|_| transfer.way == Some(Way::Download))
        else {
            return false;
        };
        let receiver = sender.opposite();
        let end = |direction: Direction| {
            let reset = connection
                .reset
                .filter(|&(by, _)| by == direction)
                .map(|(_, frame)| frame);
            connection
                .sent(direction)
                .fin_frame
                .into_iter()
                .chain(reset)
                .min()
        };
        transfer.bytes > 0
            && transfer.final_code == Some(Code(426))
            && end(receiver)
                .is_some_and(|receiver| end(sender).is_none_or(|sender| receiver < sender))
    }

    fn is_short(&self, transfer: &Transfer) -> bool {
        // In TYPE A more bytes go over the wire than the file has, never fewer (RFC 959 §3.1.1.1).
        transfer
            .promised
            .is_some_and(|promised| transfer.bytes < promised)
    }

    /// Connections that no command claimed: to an announced endpoint, or, where the commands
    /// cannot be read, between the two hosts in the time of the session.
    fn claim_the_rest(&mut self) {
        let encrypted = self.session.security != Security::Clear;
        for (index, connection) in self.session.connections.iter().enumerate() {
            if self.used[index] > 0 || !connection.established {
                continue;
            }
            let announced = self.assigned[index];
            let belongs = announced.is_some()
                || ((encrypted || self.is_patchy())
                    && is_plausible(connection)
                    && self.is_within(connection));
            if !belongs {
                continue;
            }
            let by = announced.map(|announced| self.session.announcements[announced as usize].by);
            let mode = match by {
                Some(by) if by.client_listens() => Mode::Active,
                Some(_) => Mode::Passive,
                None if self.session.client.address == self.session.server.address => Mode::Unknown,
                None if connection.initiator.address == self.session.server.address => Mode::Active,
                None => Mode::Passive,
            };
            let mut transfer = Transfer {
                exchange: None,
                verb: None,
                mode,
                announcement: announced,
                connection: Some(index as u32),
                initiator: None,
                listener: None,
                way: None,
                sender: None,
                opened: None,
                bytes: 0,
                missing: 0,
                sha256: None,
                final_code: None,
                likely_code: None,
                outcome: Outcome::Unknown,
                promised: None,
                path: None,
                restart: None,
                representation: b'I',
            };
            self.measure(&mut transfer, u64::MAX);
            self.transfers.push(transfer);
        }
    }

    fn is_within(&self, connection: &DataConnection) -> bool {
        let end = self.session.close_frame.unwrap_or(u64::MAX);
        connection.last_frame >= self.session.first_frame && connection.first_frame <= end
    }
}

/// Whether an unannounced connection can be a data connection at all: neither end is a service
/// other than FTP's own data ports.
fn is_plausible(connection: &DataConnection) -> bool {
    let data_port = |port: u16| port >= 1024 || matches!(port, 20 | 989);
    data_port(connection.listener.port)
        && data_port(connection.initiator.port)
        && !is_known_service(connection.listener.port)
}

/// Services above 1023 that often stand beside an FTP server.
fn is_known_service(port: u16) -> bool {
    matches!(
        port,
        1433 | 1521 | 3306 | 3389 | 5432 | 5900 | 6379 | 8080 | 8443
    )
}

/// Fills in attempts and outcomes of all announcements.
fn settle_announcements(session: &mut Session, assigned: &[Option<u32>]) {
    let Session {
        announcements,
        connections,
        transfers,
        ..
    } = session;
    for (index, announcement) in assigned.iter().enumerate() {
        if let Some(announcement) = announcement {
            announcements[*announcement as usize]
                .attempts
                .push(index as u32);
        }
    }
    let used: Vec<bool> = {
        let mut used = vec![false; announcements.len()];
        for index in transfers
            .iter()
            .filter_map(|transfer| transfer.announcement)
        {
            used[index as usize] = true;
        }
        used
    };
    let last_accepted = announcements
        .iter()
        .rposition(|one| one.standing != Standing::Declined);
    for (index, announcement) in announcements.iter_mut().enumerate() {
        let attempts = announcement
            .attempts
            .iter()
            .map(|&attempt| &connections[attempt as usize]);
        let answers =
            |wanted: fn(Answer) -> bool| attempts.clone().any(|attempt| wanted(attempt.answer));
        announcement.outcome = if attempts.clone().any(|attempt| attempt.established) {
            AnnouncementOutcome::Connected
        } else if answers(|answer| answer == Answer::Rst) {
            AnnouncementOutcome::Refused
        } else if answers(|answer| matches!(answer, Answer::Icmp { .. })) {
            AnnouncementOutcome::Rejected
        } else if attempts.len() > 0 {
            AnnouncementOutcome::Unanswered
        } else if announcement.standing == Standing::Declined {
            AnnouncementOutcome::Declined
        } else if !used[index] && last_accepted.is_some_and(|last| last > index) {
            AnnouncementOutcome::Superseded
        } else {
            AnnouncementOutcome::NoAttempt
        };
    }
}

impl From<command::Direction> for Way {
    fn from(direction: command::Direction) -> Self {
        match direction {
            command::Direction::Download => Way::Download,
            command::Direction::Upload => Way::Upload,
        }
    }
}
