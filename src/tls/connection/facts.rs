//! What is known of a connection besides what was said on it.

use super::super::Version;
use super::super::identity::{Identity, Resumption, Ticket};
use super::super::record::Kind;
use super::side::Shape;
use super::{Connection, Peer};

/// The bytes of a Finished of TLS 1.3 in the shortest record: a header, a hash, a kind, a tag
/// (RFC 8446 §4.4.4 and §5.2).
const FINISHED: usize = 4 + 32 + 1 + 8;
/// The bytes of an encrypted alert of TLS 1.3: level, description, kind, and a tag of 8 or 16.
const ALERTS: [usize; 2] = [11, 19];

/// What could not be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// Records for which there were no keys.
    pub without_keys: u64,
    /// Records that were not authentic: changed, or encrypted with other keys.
    pub not_authentic: u64,
    /// Records of a version or a cipher suite that is not read.
    pub unsupported: u64,
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

/// What happened on a connection that does not happen on each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// Whether the server asked for another ClientHello (RFC 8446 §4.1.4).
    pub retried: bool,
    /// The bytes of early data that could be read (RFC 8446 §2.3).
    pub early_data: u64,
    /// How often the client and the server have updated their keys (RFC 8446 §4.6.3).
    pub key_updates: [u32; 2],
    /// The handshakes after the first (TLS 1.2).
    pub renegotiations: u32,
}

/// How the records of one side end, as far as they are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Without a word, or in the middle of a record: nobody knows whether more was to come.
    Open,
    /// With `close_notify`: that was all.
    CloseNotify,
    /// With another alert.
    Alert(u8),
    /// With what is an alert by its kind or its length, and could not be read.
    Unread,
}

impl Connection {
    /// What could not be read.
    pub fn failures(&self) -> Failures {
        self.failures
    }

    /// The alerts that could be read, in order; the first 16.
    pub fn alerts(&self) -> &[Alert] {
        &self.alerts
    }

    /// How many bytes of application data of one side are missing so far; `None` where that cannot be
    /// told.
    pub fn missing(&self, from: Peer) -> Option<u64> {
        self.sides[from as usize].missing.bytes()
    }

    /// What happened that does not happen on each connection.
    pub fn events(&self) -> Events {
        self.events
    }

    /// The tickets that the server gave as far as they could be read, in order; the first 64.
    pub fn tickets(&self) -> &[Ticket] {
        &self.tickets
    }

    /// Whether the handshake was completed: both sides have said Finished, or what may only follow.
    ///
    /// Without keys this is told from the kinds and lengths of records.
    pub fn is_complete(&self) -> bool {
        let [client, server] = self.sides.each_ref().map(|side| side.shape);
        if client.finished && server.finished {
            return true;
        }
        match self.version() {
            Some(Version::TLS13) => {
                // The client's Finished comes last, and nothing that it sends before is as long.
                let early = self.client.as_ref().is_some_and(|client| client.early_data);
                client.finished || (!early && client.longest >= FINISHED && !self.has_keys())
            }
            Some(_) => client.finished_after_change && server.finished_after_change,
            None => false,
        }
    }

    /// How the records of one side end so far.
    pub fn ending(&self, from: Peer) -> Ending {
        let side = &self.sides[from as usize];
        let Some(last) = side.shape.last.filter(|_| side.records.waiting() == 0) else {
            return Ending::Open;
        };
        let read = self
            .alerts
            .iter()
            .rfind(|alert| alert.from == from && alert.offset == last.offset);
        match read {
            Some(alert) if alert.description == 0 => Ending::CloseNotify,
            Some(alert) => Ending::Alert(alert.description),
            None if last.kind == Kind::Alert => Ending::Unread,
            None if self.is_alert_by_length(last.kind, last.length) => Ending::Unread,
            None => Ending::Open,
        }
    }

    fn is_alert_by_length(&self, kind: Kind, length: usize) -> bool {
        let is_13 = self.version() == Some(Version::TLS13);
        is_13 && !self.has_keys() && kind == Kind::ApplicationData && ALERTS.contains(&length)
    }

    /// With what it resumed a session; `None` where it did not.
    pub fn resumption(&self) -> Option<Resumption> {
        let (client, server) = (self.client.as_ref()?, self.server.as_ref()?);
        if server.chosen >= Version::TLS13.0 {
            let selected = client.identities.get(usize::from(server.selected?))?;
            return Some(Resumption::PreSharedKey(selected.clone()));
        }
        let server_shape: Shape = self.sides[Peer::Server as usize].shape;
        // Who accepts a ticket may, but need not, echo the session id that came with it
        // (RFC 5077 §3.4); who resumes nothing goes on to ServerHelloDone.
        let is_short = server_shape.finished_after_change && !self.hello_done;
        match &client.ticket {
            Some(ticket) if self.is_id_echoed() || is_short => {
                Some(Resumption::Ticket(ticket.clone()))
            }
            _ if self.is_id_echoed() => self.session_id().map(Resumption::SessionId),
            _ => None,
        }
    }

    /// Whether a session with this identity was agreed on, resumed or given a ticket for here: who
    /// resumes it elsewhere has spoken here.
    pub fn knows(&self, identity: &Identity) -> bool {
        self.session_id().as_ref() == Some(identity)
            || self.tickets.iter().any(|one| one.identity == *identity)
            || self
                .resumption()
                .is_some_and(|resumption| resumption.identity() == identity)
    }

    /// Whether it resumed a session of `other`, as servers want it of the data connections of FTPS.
    pub fn resumes(&self, other: &Self) -> bool {
        self.resumption()
            .is_some_and(|resumption| other.knows(resumption.identity()))
    }

    /// The session id that the server chose; `None` where there is none, and in TLS 1.3, where it
    /// is only an echo.
    pub fn session_id(&self) -> Option<Identity> {
        let server = self.server.as_ref()?;
        let id = &server.hello.session_id;
        (server.chosen < Version::TLS13.0 && !id.is_empty()).then(|| Identity::of(id))
    }

    /// Whether the server chose the session id that the client offered.
    pub(super) fn is_id_echoed(&self) -> bool {
        let offered = self.client.as_ref().map(|client| &client.hello.session_id);
        let chosen = self.server.as_ref().map(|server| &server.hello.session_id);
        chosen.is_some_and(|chosen| !chosen.is_empty() && Some(chosen) == offered)
    }
}
