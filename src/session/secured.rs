//! The TLS of one TCP connection, read as far as there are keys.

use crate::limits;
use crate::net::Time;
use crate::tls::{
    ClientHello, Connection, Ending, Events, Failures, Identity, KeyRing, Kind, Peer, Plain,
    Resumption, ServerHello, SessionKeys, Version,
};
use std::collections::VecDeque;
use std::sync::Arc;

/// An alert (RFC 8446 §6), and where it stands in the capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Who sent it.
    pub from: Peer,
    /// Whether the connection ends with it.
    pub fatal: bool,
    /// What it says; 0 is `close_notify`.
    pub description: u8,
    /// The frame in which its record ends.
    pub frame: u64,
}

/// What one side sent as application data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Records that could be read.
    pub records: u64,
    /// The bytes of plaintext in them.
    pub bytes: u64,
    /// How many bytes of plaintext are missing between them; `None` where that cannot be told.
    pub missing: Option<u64>,
}

/// What is known of the TLS of a connection.
#[derive(Clone, Debug, Default)]
pub struct Secured {
    /// The frame in which it begins.
    pub first_frame: u64,
    /// What the TLS client offered.
    pub client: Option<ClientHello>,
    /// What the TLS server chose.
    pub server: Option<ServerHello>,
    /// The server's certificates as far as they could be read, its own first, in DER.
    pub certificates: Vec<Vec<u8>>,
    /// The alerts that could be read, in order.
    pub alerts: Vec<Alert>,
    /// What TLS client and TLS server told, as far as it could be read.
    pub told: [Told; 2],
    /// Whether its keys were known.
    pub has_keys: bool,
    /// The secrets that it was read with, so that it can be read again.
    pub keys: Option<Arc<SessionKeys>>,
    /// What could not be read.
    pub failures: Failures,
    /// With what it resumed a session that was agreed on before.
    pub resumption: Option<Resumption>,
    /// What the sessions are called that it agreed on, resumed or was given tickets for, as far as
    /// that could be read.
    pub identities: Vec<Identity>,
    /// Whether the handshake was completed.
    pub is_complete: bool,
    /// How the records of TLS client and TLS server end, where it could be read to its end.
    pub endings: Option<[Ending; 2]>,
    /// What happened that does not happen on each connection.
    pub events: Events,
}

impl Secured {
    /// The version that was agreed on.
    pub fn version(&self) -> Option<Version> {
        self.server.as_ref().map(|server| Version(server.chosen))
    }

    /// Whether anything that was encrypted was read.
    pub fn is_decrypted(&self) -> bool {
        let told = self.told.iter().any(|told| told.records > 0);
        self.has_keys && (told || (self.is_whole() && !self.alerts.is_empty()))
    }

    /// Whether the client offered to resume a session of `other`, as servers want it of the data
    /// connections of FTPS.
    pub fn offers_session_of(&self, other: &Self) -> bool {
        let resumed = self.resumption.as_ref().map(Resumption::identity);
        let offered = self.client.iter().flat_map(ClientHello::offered);
        offered
            .chain(resumed.cloned())
            .any(|identity| other.identities.contains(&identity))
    }

    /// Whether everything that was encrypted was read.
    pub fn is_whole(&self) -> bool {
        self.failures == Failures::default()
    }
}

/// Plaintext, and where the record stood that it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'b> {
    /// Who sent it.
    pub from: Peer,
    /// The plaintext.
    pub bytes: &'b [u8],
    /// The frame in which the record ends.
    pub frame: u64,
    /// When that was captured.
    pub time: Time,
    /// Its place among all frames in the order in which they were taken.
    pub order: u64,
    /// How many bytes of plaintext of this side are missing before it; `None` where that cannot be
    /// told.
    pub missing: Option<u64>,
}

/// Reads the TLS of one TCP connection.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    connection: Connection,
    /// The stream offsets at which it begins.
    begins: [Option<u64>; 2],
    arrivals: [VecDeque<Arrival>; 2],
    taken: u64,
    first_frame: u64,
    alerts: Vec<Alert>,
    told: [Told; 2],
}

/// Up to where a frame brought the stream.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    end: u64,
    frame: u64,
    time: Time,
    order: u64,
}

impl Reader {
    /// Takes the next bytes of one side, which stand at `offset` of its stream, and hands what can be
    /// read now to `each`. An offset beyond the last byte says that some are missing.
    pub fn take(
        &mut self,
        from: Peer,
        (offset, bytes): (u64, &[u8]),
        (frame, time): (u64, Time),
        ring: &KeyRing,
        each: &mut dyn FnMut(Heard<'_>),
    ) {
        if self.taken == 0 {
            self.first_frame = frame;
        }
        self.taken += 1;
        let begin = *self.begins[from as usize].get_or_insert(offset);
        let offset = offset.saturating_sub(begin);
        let arrivals = &mut self.arrivals[from as usize];
        if arrivals.len() >= limits::OUT_OF_ORDER_SEGMENTS {
            arrivals.pop_front();
        }
        arrivals.push_back(Arrival {
            end: offset + bytes.len() as u64,
            frame,
            time,
            order: self.taken,
        });
        self.with_sink(each, |connection, sink| {
            connection.take(from, (offset, bytes), ring, sink);
        });
    }

    /// Reads what waits for keys, as far as they have come.
    pub fn advance(&mut self, ring: &KeyRing, each: &mut dyn FnMut(Heard<'_>)) {
        self.with_sink(each, |connection, sink| connection.advance(ring, sink));
    }

    fn with_sink(
        &mut self,
        each: &mut dyn FnMut(Heard<'_>),
        read: impl FnOnce(&mut Connection, &mut dyn FnMut(Plain<'_>)),
    ) {
        let Self {
            connection,
            arrivals,
            alerts,
            told,
            ..
        } = self;
        read(connection, &mut |plain| {
            let arrived = arrived(&mut arrivals[plain.from as usize], plain);
            let Some(Arrival {
                frame, time, order, ..
            }) = arrived
            else {
                return;
            };
            match (plain.kind, plain.bytes) {
                (Kind::ApplicationData, bytes) => {
                    let told = &mut told[plain.from as usize];
                    told.records += 1;
                    told.bytes += bytes.len() as u64;
                    each(Heard {
                        from: plain.from,
                        bytes,
                        frame,
                        time,
                        order,
                        missing: plain.missing,
                    });
                }
                (Kind::Alert, &[level, description]) if alerts.len() < limits::ALERTS => {
                    alerts.push(Alert {
                        from: plain.from,
                        fatal: level == FATAL,
                        description,
                        frame,
                    });
                }
                _ => {}
            }
        });
    }

    /// Whether its keys are known.
    pub fn has_keys(&self) -> bool {
        self.connection.has_keys()
    }

    /// The secrets of its handshakes, as far as they are known.
    pub fn keys(&self) -> &SessionKeys {
        self.connection.keys()
    }

    /// Whether both sides have said hello.
    pub fn has_met(&self) -> bool {
        self.connection.client().is_some() && self.connection.server().is_some()
    }

    /// Whether an alert could be read, in the clear or not.
    pub fn has_alerts(&self) -> bool {
        !self.alerts.is_empty()
    }

    /// What is known of it, once nothing more will come.
    pub fn finish(mut self) -> Secured {
        self.connection.finish();
        let connection = &self.connection;
        let sessions = connection.session_id().into_iter();
        let tickets = connection.tickets().iter().map(|one| one.identity.clone());
        let resumption = connection.resumption();
        let resumed = resumption.as_ref().map(|one| one.identity().clone());
        let endings = Peer::BOTH.map(|from| connection.ending(from));
        let mut told = self.told;
        for from in Peer::BOTH {
            told[from as usize].missing = connection.missing(from);
        }
        Secured {
            identities: sessions.chain(tickets).chain(resumed).collect(),
            is_complete: connection.is_complete(),
            endings: connection.has_keys().then_some(endings),
            events: connection.events(),
            resumption,
            first_frame: self.first_frame,
            client: connection.client().cloned(),
            server: connection.server().cloned(),
            certificates: connection.certificates().to_vec(),
            alerts: self.alerts,
            told,
            has_keys: connection.has_keys(),
            keys: Some(connection.keys())
                .filter(|keys| !keys.is_empty())
                .map(|keys| Arc::new(keys.clone())),
            failures: connection.failures(),
        }
    }
}

/// The level of an alert that ends the connection (RFC 8446 §6).
const FATAL: u8 = 2;

/// Which frame brought the last byte of a record.
fn arrived(arrivals: &mut VecDeque<Arrival>, plain: Plain<'_>) -> Option<Arrival> {
    let end = plain.offset + plain.length;
    while arrivals.len() > 1 && arrivals.front()?.end < end {
        arrivals.pop_front();
    }
    arrivals.front().copied()
}
