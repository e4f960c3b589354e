//! One TLS connection, read from both sides.

mod facts;
mod keys;
mod negotiation;
mod side;

pub use facts::{Alert, Ending, Events, Failures};

use super::Version;
use super::handshake::{ClientHello, ServerHello};
use super::identity::Ticket;
use super::keylog::Secrets;
use super::record::{Head, Kind};
use super::ring::{KeyRing, SessionKeys};
use side::{Side, Stage};
use zeroize::Zeroize;

/// The alerts that are kept of one connection.
const ALERTS: usize = 16;
/// The level of an alert that ends the connection (RFC 8446 §6).
const FATAL: u8 = 2;

/// A side of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// The side that says ClientHello.
    Client,
    /// The side that answers it.
    Server,
}

impl Peer {
    /// Both of them.
    pub const BOTH: [Self; 2] = [Self::Client, Self::Server];
}

/// What was encrypted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Plain<'a> {
    /// Who sent it.
    pub from: Peer,
    /// What it is.
    pub kind: Kind,
    /// The plaintext.
    pub bytes: &'a [u8],
    /// Where its record begins in the stream.
    pub offset: u64,
    /// The length of the record in bytes, its header included.
    pub length: u64,
    /// How many bytes of application data of this side are missing before it; `None` where that
    /// cannot be told: before the first, with keys that changed meanwhile, and in CBC suites, which
    /// pad.
    pub missing: Option<u64>,
}

// It may be a password.
impl std::fmt::Debug for Plain<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Plain")
            .field("from", &self.from)
            .field("kind", &self.kind)
            .field("offset", &self.offset)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// What becomes of a record.
enum Outcome {
    /// It was read, or never will be.
    Done,
    /// It has to wait for the other side, or for keys.
    Wait,
}

/// A connection.
#[derive(Clone, Default)]
pub struct Connection {
    sides: [Side; 2],
    client: Option<ClientHello>,
    server: Option<ServerHello>,
    secrets: Option<Secrets>,
    /// Those of all its handshakes.
    keys: SessionKeys,
    /// How much of the key log was there when it was searched in vain.
    searched: Option<u64>,
    /// Whether a ClientHello has not been answered yet.
    negotiates: bool,
    /// A ServerHello whose ClientHello has not been read yet.
    ahead: Option<ServerHello>,
    /// Whether the server has said ServerHelloDone (TLS 1.2).
    hello_done: bool,
    certificates: [Vec<Vec<u8>>; 2],
    tickets: Vec<Ticket>,
    alerts: Vec<Alert>,
    events: Events,
    failures: Failures,
}

// Secrets do not belong into logs and messages.
impl std::fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Connection")
            .field("client", &self.client)
            .field("server", &self.server)
            .field("events", &self.events)
            .field("failures", &self.failures)
            .finish_non_exhaustive()
    }
}

impl Connection {
    /// A connection whose first records stand at these offsets of the client's and of the server's
    /// stream.
    pub fn new(offsets: [u64; 2]) -> Self {
        Self {
            sides: offsets.map(Side::new),
            ..Self::default()
        }
    }

    /// Takes the next bytes of one side; an offset beyond the last byte says that some are missing.
    pub fn take(
        &mut self,
        from: Peer,
        (offset, bytes): (u64, &[u8]),
        ring: &KeyRing,
        sink: &mut dyn FnMut(Plain<'_>),
    ) {
        self.side(from).records.take(offset, bytes);
        self.advance(ring, sink);
    }

    /// The offset after the last byte that was taken of a side.
    pub fn taken(&self, from: Peer) -> u64 {
        self.sides[from as usize].records.end()
    }

    /// Reads what waits as far as it can be read now; after the key log has grown, for instance.
    pub fn advance(&mut self, ring: &KeyRing, sink: &mut dyn FnMut(Plain<'_>)) {
        // What one side says may be what the other side waits for.
        while Peer::BOTH
            .into_iter()
            .fold(false, |moved, from| self.read(from, ring, sink) | moved)
        {}
    }

    /// Gives up what waits for keys: nothing more will come.
    pub fn finish(&mut self) {
        for side in &mut self.sides {
            self.failures.without_keys += side.give_up();
        }
    }

    /// What the client offered.
    pub fn client(&self) -> Option<&ClientHello> {
        self.client.as_ref()
    }

    /// What the server chose.
    pub fn server(&self) -> Option<&ServerHello> {
        self.server.as_ref()
    }

    /// The version that was chosen.
    pub fn version(&self) -> Option<Version> {
        self.server.as_ref().map(|server| Version(server.chosen))
    }

    /// Whether its secrets are known.
    pub fn has_keys(&self) -> bool {
        self.secrets.is_some()
    }

    /// The secrets of its handshakes, as far as they are known.
    pub fn keys(&self) -> &SessionKeys {
        &self.keys
    }

    /// The server's certificates as far as they could be read, its own first, in DER.
    pub fn certificates(&self) -> &[Vec<u8>] {
        self.certificates_of(Peer::Server)
    }

    /// The certificates of one side as far as they could be read, its own first, in DER.
    pub fn certificates_of(&self, from: Peer) -> &[Vec<u8>] {
        &self.certificates[from as usize]
    }

    fn side(&mut self, from: Peer) -> &mut Side {
        &mut self.sides[from as usize]
    }

    /// Reads one side as far as it goes; returns whether it went anywhere.
    fn read(&mut self, from: Peer, ring: &KeyRing, sink: &mut dyn FnMut(Plain<'_>)) -> bool {
        let mut moved = false;
        while let Some((head, mut fragment)) = self.side(from).first_waiting() {
            match self.record(from, head, &mut fragment, ring, sink) {
                Outcome::Done => {
                    fragment.zeroize();
                    moved = true;
                }
                Outcome::Wait => {
                    self.side(from).put_back((head, fragment));
                    break;
                }
            }
        }
        let mut records = std::mem::take(&mut self.side(from).records);
        while let Some((head, fragment)) = records.next_record() {
            self.side(from).shape.see(head);
            let has_turn = self.side(from).waiting.is_empty();
            if has_turn && matches!(self.record(from, head, fragment, ring, sink), Outcome::Done) {
                moved = true;
                continue;
            }
            let given_up = self.side(from).wait(head, fragment);
            self.failures.without_keys += given_up;
        }
        self.side(from).records = records;
        moved
    }

    /// Reads a record, if it is its turn.
    fn record(
        &mut self,
        from: Peer,
        head: Head,
        fragment: &mut [u8],
        ring: &KeyRing,
        sink: &mut dyn FnMut(Plain<'_>),
    ) -> Outcome {
        if self.side(from).stage == Stage::Clear
            && let Some(outcome) = self.clear(from, head, fragment, ring, sink)
        {
            return outcome;
        }
        let is_13 = self
            .version()
            .is_some_and(|version| version >= Version::TLS13);
        if is_13 && head.kind == Kind::ChangeCipherSpec {
            return Outcome::Done;
        }
        if is_13 && head.kind == Kind::Alert && fragment.len() == 2 {
            // A peer that could not make keys says so in clear.
            self.plain(from, head, (Kind::Alert, fragment), ring, sink);
            return Outcome::Done;
        }
        if !self.is_readable() {
            self.failures.unsupported += 1;
            return Outcome::Done;
        }
        let awaits_hello = match from {
            Peer::Client => self.negotiates,
            Peer::Server => self.ahead.is_some(),
        };
        if head.kind == Kind::ChangeCipherSpec && awaits_hello {
            // The cipher depends on what the other side has said before.
            return Outcome::Wait;
        }
        let is_found = self.find_secrets(ring);
        // Until the cipher changes in a new negotiation, the old one goes on.
        let goes_on = !is_13 && self.side(from).cipher.is_some();
        if ring.awaits_keys() && self.lacks_secrets() && !goes_on {
            ring.want();
            return Outcome::Wait;
        }
        if !is_found && !goes_on {
            self.side(from).number += 1;
            self.failures.without_keys += 1;
            return Outcome::Done;
        }
        let Some(place) = self.open(from, head, fragment) else {
            let side = self.side(from);
            side.number += 1;
            if side.cipher.is_some() {
                self.failures.not_authentic += 1;
            } else {
                self.failures.without_keys += 1;
            }
            return Outcome::Done;
        };
        let plaintext = &fragment[place];
        let inside = if is_13 {
            inner(plaintext)
        } else {
            Some((head.kind, plaintext))
        };
        if let Some(inside) = inside {
            let overhead = head.whole() - inside.1.len() as u64;
            let overhead = self.is_aead().then_some(overhead);
            let side = self.side(from);
            let number = side.number - 1;
            let is_data = inside.0 == Kind::ApplicationData;
            side.missing.see(head, number, overhead, is_data);
            self.plain(from, head, inside, ring, sink);
        }
        // It may be a password, and the memory is used again.
        fragment.fill(0);
        Outcome::Done
    }

    /// Reads a record that comes before all keys; `None` where it is the first with keys.
    fn clear(
        &mut self,
        from: Peer,
        head: Head,
        fragment: &[u8],
        ring: &KeyRing,
        sink: &mut dyn FnMut(Plain<'_>),
    ) -> Option<Outcome> {
        match (head.kind, self.version()) {
            (Kind::Handshake, _) => self.handshake(from, fragment, ring),
            (Kind::Alert, _) => self.plain(from, head, (Kind::Alert, fragment), ring, sink),
            // Sent for the sake of boxes on the way only (RFC 8446 appendix D.4).
            (Kind::ChangeCipherSpec, _) if self.events.retried => {}
            (Kind::ChangeCipherSpec | Kind::ApplicationData, None) => return Some(Outcome::Wait),
            (Kind::ChangeCipherSpec, Some(version)) if version >= Version::TLS13 => {}
            (Kind::ChangeCipherSpec, Some(_)) => {
                self.find_secrets(ring);
                self.change_cipher(from);
            }
            (Kind::ApplicationData, Some(version)) if version < Version::TLS13 => {
                // The beginning was not captured.
                self.failures.without_keys += 1;
            }
            (Kind::ApplicationData, Some(_)) => {
                let early = self.client.as_ref().is_some_and(|client| client.early_data);
                let stage = if early && from == Peer::Client {
                    Stage::Early
                } else {
                    Stage::Handshake
                };
                self.enter(from, stage);
                return None;
            }
        }
        Some(Outcome::Done)
    }

    /// Takes what a record held.
    fn plain(
        &mut self,
        from: Peer,
        head: Head,
        (kind, bytes): (Kind, &[u8]),
        ring: &KeyRing,
        sink: &mut dyn FnMut(Plain<'_>),
    ) {
        match kind {
            Kind::Handshake => self.handshake(from, bytes, ring),
            Kind::ChangeCipherSpec => self.change_cipher(from),
            Kind::Alert => {
                if let &[level, description] = bytes
                    && self.alerts.len() < ALERTS
                {
                    self.alerts.push(Alert {
                        from,
                        fatal: level == FATAL,
                        description,
                        offset: head.offset,
                    });
                }
            }
            Kind::ApplicationData if self.side(from).stage == Stage::Early => {
                self.events.early_data += bytes.len() as u64;
            }
            Kind::ApplicationData => self.side(from).shape.finished = true,
        }
        sink(Plain {
            from,
            kind,
            bytes,
            offset: head.offset,
            length: head.whole(),
            missing: self.sides[from as usize].missing.bytes(),
        });
    }
}

/// What TLSInnerPlaintext holds: its kind, and the bytes before that and its padding (RFC 8446 §5.2).
fn inner(plaintext: &[u8]) -> Option<(Kind, &[u8])> {
    let end = plaintext.iter().rposition(|&byte| byte != 0)?;
    Some((Kind::of(plaintext[end])?, &plaintext[..end]))
}
