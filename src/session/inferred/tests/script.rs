//! Control connections over TLS that are written record by record.

use super::super::{Carriage, Inferred, infer};
use crate::net::{Endpoint, Time};
use crate::session::connection::DataConnection;
use crate::session::sealed::{
    APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, Record, Sums, Tally,
};
use crate::session::{Opened, Party, Secured, Security, Session, transfer};
use crate::tcp::side::ORIGIN;
use crate::tcp::{Direction, Flow};
use crate::tls::{ClientHello, ServerHello, Version};

pub const AES_128_GCM_13: u16 = 0x1301;
pub const AES_128_GCM_12: u16 = 0xc02f;
pub const AES_128_CBC: u16 = 0xc013;
/// What TLS 1.3 adds to a record with AES-GCM, and TLS 1.2.
pub const ADDED_13: u16 = 17;
pub const ADDED_12: u16 = 24;
/// The fragments of a Finished and of an alert in TLS 1.3.
pub const FINISHED: u16 = 53;
pub const ALERT_13: u16 = 19;
pub const TICKET: u16 = 250;
pub const USER: u16 = 12;
pub const PASS: u16 = 20;

fn end(text: &str) -> Endpoint {
    let (address, port) = text.rsplit_once(':').expect("a port");
    let address: std::net::IpAddr = address.parse().expect("an address");
    Endpoint::new(address.into(), port.parse().expect("a port"))
}

/// A control connection over TLS that is written record by record.
pub struct Script {
    pub session: Session,
    added: u16,
    pub frame: u64,
}

impl Script {
    pub fn new(version: Version, suite: u16, added: u16) -> Self {
        let mut session = Session::new(end("192.0.2.1:40000"), end("192.0.2.2:21"), 1, Time(0));
        session.security = Security::Tls;
        session.opened = Opened::Handshake;
        session.close_frame = Some(9_999);
        session.tls = Some(Box::new(secured(version, suite)));
        Self {
            session,
            added,
            frame: 10,
        }
    }

    /// Implicit TLS 1.2, and its greeting.
    pub fn tls12() -> Self {
        let mut script = Self::new(Version::TLS12, AES_128_GCM_12, ADDED_12);
        script.raw(Party::Client, HANDSHAKE, 200);
        script.raw(Party::Server, HANDSHAKE, 900);
        script.server(30);
        script
    }

    /// Implicit TLS 1.3 with two tickets, and its greeting.
    pub fn tls13() -> Self {
        let mut script = Self::handshake13();
        script.tickets();
        script.server(30);
        script
    }

    pub fn handshake13() -> Self {
        let mut script = Self::new(Version::TLS13, AES_128_GCM_13, ADDED_13);
        script.raw(Party::Client, HANDSHAKE, 200);
        script.raw(Party::Server, HANDSHAKE, 90);
        for fragment in [23, 800, 281, FINISHED] {
            script.raw(Party::Server, APPLICATION_DATA, fragment);
        }
        script.raw(Party::Client, APPLICATION_DATA, FINISHED);
        script
    }

    pub fn tickets(&mut self) {
        for _ in 0..2 {
            self.raw(Party::Server, APPLICATION_DATA, TICKET);
        }
    }

    pub fn raw(&mut self, party: Party, kind: u8, length: u16) {
        self.frame += 1;
        self.session.sealed.push(Record {
            party,
            kind,
            length,
            frame: self.frame,
            time: Time(self.frame as i64 * 1_000_000),
        });
    }

    pub fn client(&mut self, bytes: u16) {
        self.raw(Party::Client, APPLICATION_DATA, bytes + self.added);
    }

    pub fn server(&mut self, bytes: u16) {
        self.raw(Party::Server, APPLICATION_DATA, bytes + self.added);
    }

    pub fn ask(&mut self, command: u16, reply: u16) {
        self.client(command);
        self.server(reply);
    }

    pub fn log_in(&mut self) {
        self.ask(USER, 34);
        self.ask(PASS, 23);
    }

    /// A passive data connection to port 50000 of the server, or an active one to that of the client,
    /// with these fragments of the TLS client and the TLS server behind their handshake.
    pub fn data(&mut self, is_passive: bool, fragments: [&[u16]; 2]) -> &mut DataConnection {
        let [client, server] = ["192.0.2.1", "192.0.2.2"];
        let (initiator, listener, from_client) = match is_passive {
            true => (client, server, Direction::FromInitiator),
            false => (server, client, Direction::FromListener),
        };
        let ends = [format!("{initiator}:41000"), format!("{listener}:50000")];
        let [initiator, listener] = ends.map(|one| end(&one));
        self.frame += 1;
        let flow = Flow::new(initiator, listener, self.frame, Time(0));
        let mut connection = DataConnection::from_flow(&flow);
        connection.established = true;
        let version = Version(self.chosen());
        connection.tls = Some(Box::new(secured(version, self.suite())));
        let mut sums = Sums {
            client: from_client,
            directions: Default::default(),
        };
        let handshake: [Vec<(u8, u16)>; 2] = match version {
            Version::TLS13 => [
                vec![(HANDSHAKE, 200), (APPLICATION_DATA, FINISHED)],
                vec![
                    (HANDSHAKE, 90),
                    (APPLICATION_DATA, 23),
                    (APPLICATION_DATA, FINISHED),
                ],
            ],
            _ => {
                let records = vec![(HANDSHAKE, 200), (CHANGE_CIPHER_SPEC, 1), (HANDSHAKE, 40)];
                [records.clone(), records]
            }
        };
        let directions = [from_client, from_client.opposite()];
        let others = [2, 0];
        // Who sends the data ends first.
        let total = |side: usize| {
            fragments[side]
                .iter()
                .map(|&one| u64::from(one))
                .sum::<u64>()
        };
        let order = if total(1) > total(0) { [1, 0] } else { [0, 1] };
        for side in order {
            let direction = directions[side];
            let own = fragments[side]
                .iter()
                .map(|&length| (APPLICATION_DATA, length));
            let mut tally = Tally::new(ORIGIN);
            let mut offset = ORIGIN;
            for (kind, length) in handshake[side].iter().copied().chain(own) {
                self.frame += 1;
                let record = record(kind, length);
                tally.take(offset, &record, self.frame, others[side]);
                offset += record.len() as u64;
            }
            connection.sent[direction.index()].bytes = offset - ORIGIN;
            sums.directions[direction.index()] = tally.into_sum();
        }
        for sent in &mut connection.sent {
            self.frame += 1;
            sent.fin_frame = Some(self.frame);
        }
        connection.last_frame = self.frame;
        connection.sealed = Some(Box::new(sums));
        self.session.connections.push(connection);
        self.session.connections.last_mut().expect("a connection")
    }

    fn chosen(&self) -> u16 {
        let tls = self.session.tls.as_ref().expect("TLS");
        tls.server.as_ref().expect("a hello").chosen
    }

    fn suite(&self) -> u16 {
        let tls = self.session.tls.as_ref().expect("TLS");
        tls.server.as_ref().expect("a hello").suite
    }

    pub fn end(mut self) -> Session {
        transfer::resolve(&mut self.session);
        infer(&mut self.session);
        self.session
    }

    pub fn inferred(self) -> Inferred {
        self.end()
            .inferred
            .map(|inferred| *inferred)
            .unwrap_or_default()
    }

    pub fn carriage(self) -> Carriage {
        let session = self.end();
        let inferred = session.transfers[0].inferred.as_deref();
        inferred.copied().unwrap_or_default()
    }
}

fn secured(version: Version, suite: u16) -> Secured {
    Secured {
        client: Some(ClientHello::default()),
        server: Some(ServerHello {
            chosen: version.0,
            suite,
            ..ServerHello::default()
        }),
        ..Secured::default()
    }
}

fn record(kind: u8, length: u16) -> Vec<u8> {
    let mut record = vec![kind, 3, 3];
    record.extend(length.to_be_bytes());
    record.resize(5 + usize::from(length), 0xa5);
    record
}
