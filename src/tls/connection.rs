//! One TLS connection, read from both sides.

use super::Version;
use super::cipher::{Cipher, Sealed};
use super::handshake::{ClientHello, Messages, ServerHello, certificates, kind, ticket};
use super::keylog::{Secret, Secrets};
use super::record::{HEADER, Kind, Record, Records};
use super::ring::KeyRing;
use super::schedule::{key_block, next_secret, traffic_keys};
use super::suite::Suite;
use std::collections::VecDeque;

/// The bytes of records that wait for keys or for the other side, in each direction.
const WAITING: usize = 1 << 18;
/// The records that may have been lost in one gap, as far as that is tried.
const LOST_RECORDS: u64 = 512;
/// The fewest bytes of a record: a header, a byte, a tag.
const SHORTEST: u64 = 22;
/// The certificates that are kept of one connection.
const CERTIFICATES: usize = 16;
/// The alerts that are kept of one connection.
const ALERTS: usize = 16;

/// A side of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// The side that says ClientHello.
    Client,
    /// The side that answers it.
    Server,
}

impl Peer {
    const BOTH: [Self; 2] = [Self::Client, Self::Server];
}

/// What was encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

/// What could not be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// Records for which there were no keys.
    pub without_keys: u64,
    /// Records that were not authentic: changed, or encrypted with other keys.
    pub not_authentic: u64,
}

/// An alert (RFC 8446 §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Who sent it.
    pub from: Peer,
    /// Whether the connection ends with it.
    pub fatal: bool,
    /// What it says; 0 is `close_notify`.
    pub description: u8,
    /// Where its record begins in the stream.
    pub offset: u64,
}

/// What the records of one direction are read with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Nothing is encrypted yet.
    #[default]
    Clear,
    /// Early data (TLS 1.3).
    Early,
    /// The handshake (TLS 1.3).
    Handshake,
    /// Everything (TLS 1.2), or everything after the handshake (TLS 1.3).
    Traffic,
}

/// One direction.
#[derive(Clone, Default)]
struct Side {
    records: Records,
    waiting: VecDeque<Record>,
    waiting_bytes: usize,
    messages: Messages,
    stage: Stage,
    cipher: Option<Cipher>,
    /// What the cipher will be after the next ChangeCipherSpec (TLS 1.2).
    pending: Option<Cipher>,
    /// What the keys were made of (TLS 1.3).
    secret: Option<Secret>,
    /// The number of the next record.
    number: u64,
}

/// What became of a record.
enum Outcome {
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
    retried: bool,
    secrets: Option<Secrets>,
    /// How much of the key log was there when it was searched in vain.
    searched: Option<u64>,
    certificates: Vec<Vec<u8>>,
    alerts: Vec<Alert>,
    failures: Failures,
}

// Secrets do not belong into logs and messages.
impl std::fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Connection")
            .field("client", &self.client)
            .field("server", &self.server)
            .field("failures", &self.failures)
            .finish_non_exhaustive()
    }
}

impl Connection {
    /// A connection whose first records stand at these offsets of the client's and of the server's
    /// stream.
    pub fn new([client, server]: [u64; 2]) -> Self {
        let mut connection = Self::default();
        connection.sides[0].records = Records::new(client);
        connection.sides[1].records = Records::new(server);
        connection
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
            self.failures.without_keys += side.waiting.len() as u64;
            side.waiting.clear();
            side.waiting_bytes = 0;
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

    /// The server's certificates as far as they could be read, its own first.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// The alerts, in order.
    pub fn alerts(&self) -> &[Alert] {
        &self.alerts
    }

    /// What could not be read.
    pub fn failures(&self) -> Failures {
        self.failures
    }

    fn side(&mut self, from: Peer) -> &mut Side {
        &mut self.sides[from as usize]
    }

    /// Reads one side as far as it goes; returns whether it went anywhere.
    fn read(&mut self, from: Peer, ring: &KeyRing, sink: &mut dyn FnMut(Plain<'_>)) -> bool {
        let mut moved = false;
        while let Some(record) = self.side(from).records.next() {
            let side = self.side(from);
            side.waiting_bytes += record.fragment.len();
            side.waiting.push_back(record);
            if side.waiting_bytes > WAITING {
                self.give_up_first(from);
            }
        }
        while let Some(record) = self.side(from).waiting.pop_front() {
            match self.record(from, &record, ring, sink) {
                Outcome::Done => {
                    self.side(from).waiting_bytes -= record.fragment.len();
                    moved = true;
                }
                Outcome::Wait => {
                    self.side(from).waiting.push_front(record);
                    break;
                }
            }
        }
        moved
    }

    /// Gives up the record that has waited for longest.
    fn give_up_first(&mut self, from: Peer) {
        let side = self.side(from);
        if let Some(record) = side.waiting.pop_front() {
            side.waiting_bytes -= record.fragment.len();
            side.number += 1;
            if let Some(next) = side.waiting.front_mut() {
                next.gap += (HEADER + record.fragment.len()) as u64 + record.gap;
            }
            self.failures.without_keys += 1;
        }
    }

    fn record(
        &mut self,
        from: Peer,
        record: &Record,
        ring: &KeyRing,
        sink: &mut dyn FnMut(Plain<'_>),
    ) -> Outcome {
        if self.side(from).stage == Stage::Clear {
            match record.kind {
                Kind::Handshake => {
                    self.handshake(from, &record.fragment, ring);
                    return Outcome::Done;
                }
                Kind::Alert => {
                    self.plain(from, record, Kind::Alert, &record.fragment, ring, sink);
                    return Outcome::Done;
                }
                Kind::ChangeCipherSpec => match self.version() {
                    // Sent for the sake of boxes on the way only (RFC 8446 appendix D.4).
                    _ if self.retried => return Outcome::Done,
                    None => return Outcome::Wait,
                    Some(version) if version >= Version::TLS13 => return Outcome::Done,
                    Some(_) => {
                        self.find_secrets(ring);
                        self.change_cipher(from);
                        return Outcome::Done;
                    }
                },
                Kind::ApplicationData => {
                    let early = self.client.as_ref().is_some_and(|client| client.early_data);
                    match self.version() {
                        None => return Outcome::Wait,
                        Some(version) if version < Version::TLS13 => {
                            // The beginning was not captured.
                            self.failures.without_keys += 1;
                            return Outcome::Done;
                        }
                        Some(_) if early && from == Peer::Client => self.enter(from, Stage::Early),
                        Some(_) => self.enter(from, Stage::Handshake),
                    }
                }
            }
        }
        let is_13 = self
            .version()
            .is_some_and(|version| version >= Version::TLS13);
        if is_13 && record.kind == Kind::ChangeCipherSpec {
            return Outcome::Done;
        }
        if is_13 && record.kind == Kind::Alert && record.fragment.len() == 2 {
            // A peer that could not make keys says so in clear.
            self.plain(from, record, Kind::Alert, &record.fragment, ring, sink);
            return Outcome::Done;
        }
        if !self.find_secrets(ring) {
            if ring.awaits_keys() {
                return Outcome::Wait;
            }
            self.side(from).number += 1;
            self.failures.without_keys += 1;
            return Outcome::Done;
        }
        let Some(plaintext) = self.open(from, record) else {
            self.side(from).number += 1;
            self.failures.not_authentic += 1;
            return Outcome::Done;
        };
        let (kind, bytes) = if is_13 {
            match inner(&plaintext) {
                Some(inner) => inner,
                None => return Outcome::Done,
            }
        } else {
            (record.kind, plaintext.as_slice())
        };
        self.plain(from, record, kind, bytes, ring, sink);
        Outcome::Done
    }

    /// Takes what a record held.
    fn plain(
        &mut self,
        from: Peer,
        record: &Record,
        kind: Kind,
        bytes: &[u8],
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
                        fatal: level == 2,
                        description,
                        offset: record.offset,
                    });
                }
            }
            Kind::ApplicationData => {}
        }
        sink(Plain {
            from,
            kind,
            bytes,
            offset: record.offset,
            length: (HEADER + record.fragment.len()) as u64,
        });
    }

    /// Takes handshake messages.
    fn handshake(&mut self, from: Peer, bytes: &[u8], ring: &KeyRing) {
        self.side(from).messages.take(bytes);
        while let Some((message, body)) = self.side(from).messages.next() {
            match (message, from) {
                (kind::CLIENT_HELLO, Peer::Client) => {
                    if let Some(client) = ClientHello::parse(&body) {
                        self.client = Some(client);
                        (self.secrets, self.searched) = (None, None);
                    }
                }
                (kind::SERVER_HELLO, Peer::Server) => {
                    let server = ServerHello::parse(&body);
                    self.retried |= server.as_ref().is_some_and(|server| server.retry);
                    if let Some(server) = server.filter(|server| !server.retry) {
                        self.server = Some(server);
                        // In a new negotiation, before the cipher changes.
                        self.find_secrets(ring);
                    }
                }
                (kind::NEW_SESSION_TICKET, Peer::Server) => {
                    let master = self.secrets.as_ref().and_then(|known| known.master.clone());
                    if let (Some(ticket), Some(master)) = (ticket(&body), master) {
                        ring.remember(ticket, &master);
                    }
                }
                (kind::CERTIFICATE, Peer::Server)
                    if self
                        .version()
                        .is_some_and(|version| version < Version::TLS13) =>
                {
                    let certificates = certificates(&body);
                    let kept = certificates.into_iter().take(CERTIFICATES);
                    self.certificates = kept.map(<[u8]>::to_vec).collect();
                }
                (kind::END_OF_EARLY_DATA, Peer::Client) => self.enter(from, Stage::Handshake),
                (kind::FINISHED, _) if self.side(from).stage == Stage::Handshake => {
                    self.enter(from, Stage::Traffic);
                }
                (kind::KEY_UPDATE, _) if self.side(from).stage == Stage::Traffic => {
                    self.update_keys(from);
                }
                _ => {}
            }
        }
    }

    fn suite(&self) -> Option<Suite> {
        Suite::of(self.server.as_ref()?.suite)
    }

    /// Whether the secrets of the connection are known, once they were looked for.
    fn find_secrets(&mut self, ring: &KeyRing) -> bool {
        if self.secrets.is_some() {
            return true;
        }
        if self.searched == Some(ring.log().read()) {
            return false;
        }
        let (Some(client), Some(server)) = (&self.client, &self.server) else {
            return false;
        };
        self.searched = Some(ring.log().read());
        let mut found = ring.log().secrets(&client.hello.random).cloned();
        if server.chosen < Version::TLS13.0 {
            let id = &server.hello.session_id;
            let resumed = *id == client.hello.session_id;
            let known = || {
                let by_id = resumed.then(|| ring.recall(id)).flatten();
                by_id.or_else(|| ring.recall(client.ticket.as_deref()?))
            };
            let found = found.get_or_insert_default();
            if found.master.is_none() {
                found.master = known();
            }
            if let Some(master) = &found.master {
                ring.remember(id, master);
            }
        }
        self.secrets = found
            .filter(|found| found.master.is_some() || found.traffic.iter().any(Option::is_some));
        self.make_pending();
        // The keys come late.
        for from in Peer::BOTH {
            let side = self.side(from);
            if side.cipher.is_none() {
                match side.stage {
                    Stage::Clear => {}
                    Stage::Traffic if side.pending.is_some() => side.cipher = side.pending.take(),
                    stage => self.enter(from, stage),
                }
            }
        }
        self.secrets.is_some()
    }

    /// Derives the keys of TLS 1.2 for both sides.
    fn make_pending(&mut self) {
        let (Some(client), Some(server), Some(suite)) = (&self.client, &self.server, self.suite())
        else {
            return;
        };
        let master = self
            .secrets
            .as_ref()
            .and_then(|known| known.master.as_ref());
        let Some(master) = master.filter(|_| server.chosen < Version::TLS13.0) else {
            return;
        };
        let version = Version(server.chosen);
        let mac_last = client.hello.encrypt_then_mac && server.hello.encrypt_then_mac;
        let keys = key_block(suite, master, &client.hello.random, &server.hello.random);
        for (side, keys) in self.sides.iter_mut().zip(keys) {
            side.pending = Some(Cipher::new(suite, version, keys, mac_last));
        }
    }

    /// What follows is encrypted with the keys that were agreed on (TLS 1.2).
    fn change_cipher(&mut self, from: Peer) {
        let side = self.side(from);
        side.cipher = side.pending.take();
        side.stage = Stage::Traffic;
        side.number = 0;
        side.messages.forget();
    }

    /// What follows is encrypted with the secret of a stage (TLS 1.3).
    fn enter(&mut self, from: Peer, stage: Stage) {
        let secrets = self.secrets.as_ref();
        let secret = secrets.and_then(|known| match stage {
            Stage::Clear => None,
            Stage::Early => known.early.clone(),
            Stage::Handshake => known.handshake[from as usize].clone(),
            Stage::Traffic => known.traffic[from as usize].clone(),
        });
        self.side(from).stage = stage;
        self.use_secret(from, secret);
    }

    fn use_secret(&mut self, from: Peer, secret: Option<Secret>) {
        let cipher = self
            .suite()
            .zip(secret.as_ref())
            .and_then(|(suite, secret)| {
                let keys = traffic_keys(suite, secret)?;
                Some(Cipher::new(suite, Version::TLS13, keys, false))
            });
        let side = self.side(from);
        (side.cipher, side.secret) = (cipher, secret);
        side.number = 0;
    }

    /// RFC 8446 §4.6.3.
    fn update_keys(&mut self, from: Peer) {
        let suite = self.suite();
        let secret = self.side(from).secret.as_ref();
        let next = suite
            .zip(secret)
            .and_then(|(suite, secret)| next_secret(suite, secret));
        self.use_secret(from, next);
    }

    /// The plaintext of a record, where it is authentic with the keys that it may have.
    fn open(&mut self, from: Peer, record: &Record) -> Option<Vec<u8>> {
        if let Some(plaintext) = self.side(from).open(record) {
            return Some(plaintext);
        }
        // What would have changed the keys may stand in a gap; early data may have been refused,
        // and secrets of the handshake may be unknown.
        let before = self.side(from).state();
        while let Some(next) = self.side(from).next_stage() {
            match next {
                Some(stage) => self.enter(from, stage),
                None => self.update_keys(from),
            }
            if let Some(plaintext) = self.side(from).open(record) {
                self.side(from).messages.forget();
                return Some(plaintext);
            }
            if next.is_none() {
                break;
            }
        }
        self.side(from).restore(before);
        None
    }
}

/// The keys of one direction, to be taken up again.
type State = (Stage, Option<Cipher>, Option<Secret>, u64);

impl Side {
    fn state(&self) -> State {
        let (cipher, secret) = (self.cipher.clone(), self.secret.clone());
        (self.stage, cipher, secret, self.number)
    }

    fn restore(&mut self, (stage, cipher, secret, number): State) {
        (self.stage, self.cipher, self.secret, self.number) = (stage, cipher, secret, number);
    }

    /// The stage that may follow without its having been seen; `Some(None)` for updated keys.
    fn next_stage(&self) -> Option<Option<Stage>> {
        match self.stage {
            Stage::Early => Some(Some(Stage::Handshake)),
            Stage::Handshake => Some(Some(Stage::Traffic)),
            Stage::Traffic if self.secret.is_some() => Some(None),
            Stage::Traffic | Stage::Clear => None,
        }
    }

    /// Opens a record with the keys at hand; after a gap its number is found by trying.
    fn open(&mut self, record: &Record) -> Option<Vec<u8>> {
        let cipher = self.cipher.as_ref()?;
        let sealed = Sealed {
            kind: record.kind.number(),
            version: record.version,
            fragment: &record.fragment,
        };
        let lost = (record.gap / SHORTEST).min(LOST_RECORDS);
        let (number, plaintext) = (self.number..=self.number + lost)
            .find_map(|number| Some((number, cipher.open(number, sealed)?)))?;
        if number != self.number {
            self.messages.forget();
        }
        self.number = number + 1;
        Some(plaintext)
    }
}

/// What TLSInnerPlaintext holds: its kind, and the bytes before that and its padding (RFC 8446 §5.2).
fn inner(plaintext: &[u8]) -> Option<(Kind, &[u8])> {
    let end = plaintext.iter().rposition(|&byte| byte != 0)?;
    Some((Kind::of(plaintext[end])?, &plaintext[..end]))
}
