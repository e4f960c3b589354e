//! From exchanges to transfers, in their order.

use super::selection::is_plausible;
use super::{Few, Mode, Outcome, Transfer, Way, is_transfer};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::session::announcement::Standing;
use crate::session::connection::DataConnection;
use crate::session::exchange::Exchange;
use crate::session::state::State;
use crate::session::{Login, Security, Session};
use smallvec::{SmallVec, smallvec};

/// Works out the transfers of a session, one exchange after the other.
pub(super) struct Resolver<'s> {
    pub(super) session: &'s Session,
    pub(super) assigned: &'s [Option<u32>],
    /// The connections to each announcement.
    pub(super) to_announcement: Few<SmallVec<[u32; 4]>>,
    pub(super) used: Few<u32>,
    pub(super) state: State,
    pub(super) in_force: Option<u32>,
    pub(super) transfers: Vec<Transfer>,
    pub(super) next_announcement: usize,
    pub(super) last_final: u64,
}

impl<'s> Resolver<'s> {
    pub(super) fn new(session: &'s Session, assigned: &'s [Option<u32>]) -> Self {
        let mut to_announcement: Few<SmallVec<[u32; 4]>> =
            smallvec![SmallVec::new(); session.announcements.len()];
        for (connection, announcement) in assigned.iter().enumerate() {
            if let Some(announcement) = announcement {
                to_announcement[*announcement as usize].push(connection as u32);
            }
        }
        Self {
            session,
            assigned,
            to_announcement,
            used: smallvec![0; session.connections.len()],
            state: State::default(),
            in_force: None,
            transfers: Vec::new(),
            next_announcement: 0,
            last_final: 0,
        }
    }

    pub(super) fn run(mut self) -> (Vec<Transfer>, Login) {
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
        let mut place = |transfer: &Transfer| match transfer.exchange {
            Some(index) => {
                latest = latest.max(self.session.exchanges[index as usize].frame);
                latest
            }
            None => transfer.connection.map_or(0, |index| {
                self.session.connections[index as usize].first_frame
            }),
        };
        let transfers = std::mem::take(&mut self.transfers);
        let places: Few<u64> = transfers.iter().map(&mut place).collect();
        if places.is_sorted() {
            return transfers;
        }
        let mut placed: Vec<(u64, Transfer)> = places.into_iter().zip(transfers).collect();
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
            begins: 0,
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
            inferred: None,
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
                begins: 0,
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
                inferred: None,
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
