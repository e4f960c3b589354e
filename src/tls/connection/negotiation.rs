//! What the peers say to each other about the connection itself.

use super::super::Version;
use super::super::handshake::{
    ClientHello, ServerHello, certificates, encrypted_protocol, kind, ticket,
};
use super::super::ring::KeyRing;
use super::side::Stage;
use super::{Connection, Peer};

/// The certificates that are kept of one side.
const CERTIFICATES: usize = 16;
/// The tickets that are kept of one connection.
const TICKETS: usize = 64;

impl Connection {
    /// Takes handshake messages.
    pub(super) fn handshake(&mut self, from: Peer, bytes: &[u8], ring: &KeyRing) {
        self.side(from).messages.take(bytes);
        while let Some((message, body)) = self.side(from).messages.next() {
            match (message, from) {
                (kind::CLIENT_HELLO, Peer::Client) => self.client_hello(&body, ring),
                (kind::SERVER_HELLO, Peer::Server) => self.server_hello(&body, ring),
                (kind::ENCRYPTED_EXTENSIONS, Peer::Server) => {
                    if let Some(server) = &mut self.server {
                        server.hello.alpn = encrypted_protocol(&body);
                    }
                }
                (kind::NEW_SESSION_TICKET, Peer::Server) => self.new_ticket(&body, ring),
                (kind::CERTIFICATE, _) => {
                    if let Some(version) = self.version() {
                        let found = certificates(&body, version).take(CERTIFICATES);
                        self.certificates[from as usize] = found.map(<[u8]>::to_vec).collect();
                    }
                }
                (kind::SERVER_HELLO_DONE, Peer::Server) => self.hello_done = true,
                (kind::END_OF_EARLY_DATA, Peer::Client) => self.enter(from, Stage::Handshake),
                (kind::FINISHED, _) => self.finished(from),
                (kind::KEY_UPDATE, _) if self.side(from).stage == Stage::Traffic => {
                    self.update_keys(from);
                }
                _ => {}
            }
        }
    }

    fn client_hello(&mut self, body: &[u8], ring: &KeyRing) {
        let Some(client) = ClientHello::parse(body) else {
            return;
        };
        if self.server.is_some() {
            self.events.renegotiations += 1;
        }
        self.client = Some(client);
        (self.negotiates, self.hello_done) = (true, false);
        if let Some(server) = self.ahead.take() {
            self.choose(server, ring);
        }
    }

    fn server_hello(&mut self, body: &[u8], ring: &KeyRing) {
        let Some(server) = ServerHello::parse(body) else {
            return;
        };
        if server.retry {
            self.events.retried = true;
        } else if self.client.is_some() && self.server.is_some() && !self.negotiates {
            self.ahead = Some(server);
        } else {
            self.choose(server, ring);
        }
    }

    /// Goes on with what the server chose.
    fn choose(&mut self, server: ServerHello, ring: &KeyRing) {
        self.server = Some(server);
        self.negotiates = false;
        // In a new negotiation other secrets are agreed on; until the cipher changes, the old ones
        // go on.
        (self.secrets, self.searched) = (None, None);
        for side in &mut self.sides {
            side.pending = None;
        }
        self.find_secrets(ring);
    }

    fn new_ticket(&mut self, body: &[u8], ring: &KeyRing) {
        let Some(version) = self.version() else {
            return;
        };
        let Some(ticket) = ticket(body, version) else {
            return;
        };
        let master = self
            .secrets
            .as_ref()
            .and_then(|known| known.master.as_ref());
        if let Some(master) = master.filter(|_| version < Version::TLS13) {
            ring.remember(&ticket.identity, master);
        }
        if self.tickets.len() < TICKETS {
            self.tickets.push(ticket);
        }
    }

    fn finished(&mut self, from: Peer) {
        let side = self.side(from);
        side.shape.finished |= side.stage != Stage::Clear;
        if side.stage == Stage::Handshake {
            self.enter(from, Stage::Traffic);
        }
    }
}
