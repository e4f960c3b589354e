//! Which connection a transfer used.

use super::resolver::Resolver;
use super::{Few, Mode, Outcome, Transfer};
use crate::session::Opened;
use crate::session::connection::DataConnection;

impl Resolver<'_> {
    pub(super) fn find_connection(&mut self, transfer: &mut Transfer, asked: u64, until: u64) {
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

    pub(super) fn use_connection(&mut self, transfer: &Transfer) {
        if let Some(connection) = transfer.connection {
            self.used[connection as usize] += 1;
        }
    }

    pub(super) fn is_open(&self, connection: u32) -> bool {
        self.session.connections[connection as usize].established
    }

    /// Whether announcements may have been missed.
    pub(super) fn is_patchy(&self) -> bool {
        self.session.losses.control_gaps > 0
            || self.session.opened == Opened::Midstream
            || self.session.losses.announcements > 0
    }

    /// The connections to announcement `index` and those announced together with it.
    pub(super) fn connections_to(&self, index: u32) -> Few<u32> {
        let exchange = self.session.announcements[index as usize].exchange;
        let all = &self.session.announcements;
        // GridFTP announces several endpoints at once (GFD.20, SPAS and SPOR).
        let first = all[..index as usize]
            .iter()
            .rposition(|one| one.exchange != exchange)
            .map_or(0, |at| at + 1);
        let together = (first as u32..=index)
            .filter_map(|one| self.to_announcement.get(one as usize))
            .flatten()
            .copied();
        let mut together: Few<u32> = together.collect();
        together.sort_unstable();
        together
    }

    /// The connection to announcement `index` that no transfer has used: an open one rather than
    /// one that was only tried.
    pub(super) fn fresh_connection(&self, index: u32, asked: u64) -> Option<u32> {
        let mut fresh = self.connections_to(index);
        fresh.retain(|&mut one| self.used[one as usize] == 0);
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
    pub(super) fn shared_connection(&self, index: u32, asked: u64) -> Option<u32> {
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
    pub(super) fn is_spent(&self, connection: u32, asked: u64) -> bool {
        let connection = &self.session.connections[connection as usize];
        let silent = connection.sent.iter().all(|sent| sent.bytes == 0);
        silent
            && connection
                .close_frame()
                .is_some_and(|closed| closed < asked)
    }

    /// RFC 959 §3.2: without PORT or PASV the server connects to the client's control endpoint.
    pub(super) fn default_connection(&self, asked: u64, until: u64) -> Option<u32> {
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
    pub(super) fn unannounced_connection(&self, until: u64) -> Option<u32> {
        let after = self.last_final;
        let fits = |(index, connection): (usize, &DataConnection)| {
            let in_time = connection.first_frame > after && connection.first_frame < until;
            let free = self.used[index] == 0 && self.assigned[index].is_none();
            (in_time && free && connection.established && is_plausible(connection))
                .then_some(index as u32)
        };
        self.session.connections.iter().enumerate().find_map(fits)
    }
}

/// Whether an unannounced connection can be a data connection at all: neither end is a service
/// other than FTP's own data ports.
pub(super) fn is_plausible(connection: &DataConnection) -> bool {
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
