//! What encrypted data connections carried.

use super::payload::{Payload, Wanted};
use crate::ftp::content;
use crate::ftp::detect::{self, TlsKind};
use crate::net::Time;
use crate::session::DataConnection;
use crate::session::connection::Sent;
use crate::session::protection::Records;
use crate::session::secured::Reader;
use crate::tcp::side::ORIGIN;
use crate::tcp::{Assembler, Direction};
use crate::tls::{KeyRing, Peer};

/// The records with application data of one side after which nothing more is to be learnt of a
/// connection without keys: those of a handshake of TLS 1.3 are fewer.
const HANDSHAKE_RECORDS: u32 = 8;

/// Where the first message of a record stands: behind its header.
const MESSAGE: usize = 5;
/// Where the random of a ClientHello stands: behind the message's header and a version.
const RANDOM: usize = MESSAGE + 4 + 2;

/// The TLS of one data connection.
#[derive(Clone, Debug)]
pub struct SecuredData {
    streams: [Stream; 2],
    reader: Reader,
    plain: Plain,
}

/// What could be read of both directions.
#[derive(Clone, Debug)]
struct Plain {
    /// Where the TLS client sends. The client of FTP is the client of TLS, whoever opened the
    /// connection (RFC 4217 §7), save where two servers talk; so only what is said tells.
    client: Direction,
    wanted: Wanted,
    payloads: [Option<Payload>; 2],
    bytes: [u64; 2],
    /// Whether what came first is of no text.
    binary: bool,
}

/// One direction.
#[derive(Clone, Debug)]
struct Stream {
    assembler: Assembler,
    records: Records,
}

/// A segment with payload.
#[derive(Clone, Copy, Debug)]
pub struct Carried<'a> {
    /// Where it went.
    pub direction: Direction,
    /// The stream offset of its first byte.
    pub offset: u64,
    /// The bytes that the capture holds.
    pub bytes: &'a [u8],
    /// The frame's number.
    pub frame: u64,
    /// When the frame was captured.
    pub time: Time,
}

/// Whether a stream that begins with these bytes may be one of TLS.
pub fn begins_tls(bytes: &[u8]) -> bool {
    const HANDSHAKE: u8 = 22;
    const MAJOR_VERSION: u8 = 3;
    match detect::tls_record(bytes) {
        Some(head) => head.kind == TlsKind::Handshake,
        // The rest of the header is in the next segment.
        None => matches!(
            bytes,
            [HANDSHAKE]
                | [HANDSHAKE, MAJOR_VERSION]
                | [HANDSHAKE, MAJOR_VERSION, _]
                | [HANDSHAKE, MAJOR_VERSION, _, _]
        ),
    }
}

/// The random of the ClientHello with which a stream begins.
pub fn client_random(bytes: &[u8]) -> Option<&[u8; 32]> {
    const CLIENT_HELLO: u8 = 1;
    let is_hello = begins_tls(bytes) && bytes.get(MESSAGE) == Some(&CLIENT_HELLO);
    bytes.get(RANDOM..).filter(|_| is_hello)?.first_chunk()
}

impl SecuredData {
    /// A connection on which the first thing that was seen went in `direction`.
    pub fn new(direction: Direction, bytes: &[u8], wanted: Wanted) -> Self {
        const SERVER_HELLO: u8 = 2;
        let client = match bytes.get(MESSAGE) {
            Some(&SERVER_HELLO) => direction.opposite(),
            _ => direction,
        };
        let stream = || Stream {
            assembler: Assembler::new(ORIGIN),
            records: Records::at_start(),
        };
        Self {
            streams: [stream(), stream()],
            reader: Reader::default(),
            plain: Plain {
                client,
                wanted,
                payloads: [None, None],
                bytes: [0; 2],
                binary: false,
            },
        }
    }

    /// Takes a segment.
    pub fn take(&mut self, carried: Carried<'_>, ring: &KeyRing) {
        let Carried { offset, bytes, .. } = carried;
        self.assemble(carried, ring, |assembler, each| {
            while assembler.push(offset, bytes, each).is_err() {
                // What is missing was lost: the records behind it can be read without it.
                let Some(held) = assembler.first_held() else {
                    break;
                };
                assembler.skip_to(held, each);
            }
        });
    }

    /// Gives up what is missing: nothing more will come.
    fn skip_holes(&mut self, at: (u64, Time), ring: &KeyRing) {
        for direction in Direction::BOTH {
            let (frame, time) = at;
            let carried = Carried {
                direction,
                offset: 0,
                bytes: &[],
                frame,
                time,
            };
            self.assemble(carried, ring, |assembler, each| {
                while let Some(held) = assembler.first_held() {
                    assembler.skip_to(held, each);
                }
            });
        }
    }

    /// Reads what `push` makes an assembler hand out.
    fn assemble(
        &mut self,
        carried: Carried<'_>,
        ring: &KeyRing,
        push: impl FnOnce(&mut Assembler, &mut dyn FnMut(u64, &[u8])),
    ) {
        let Self {
            streams,
            reader,
            plain,
        } = self;
        let Stream { assembler, records } = &mut streams[carried.direction.index()];
        let peer = plain.peer(carried.direction);
        let at = (carried.frame, carried.time);
        push(assembler, &mut |offset, bytes| {
            records.take(bytes);
            if records.application > HANDSHAKE_RECORDS && !ring.awaits_keys() {
                return;
            }
            reader.take(peer, (offset, bytes), at, ring, &mut |heard| {
                plain.keep(heard.from, heard.bytes);
            });
        });
    }

    /// Reads what waits for keys.
    pub fn take_keys(&mut self, ring: &KeyRing) {
        let Self { reader, plain, .. } = self;
        reader.advance(ring, &mut |heard| plain.keep(heard.from, heard.bytes));
    }

    /// Whether it can be read.
    pub fn has_keys(&self) -> bool {
        self.reader.has_keys()
    }

    /// Puts the results into the summary of a connection, unless it was no TLS after all.
    pub fn finish(mut self, connection: &mut DataConnection, ring: &KeyRing) {
        self.skip_holes((connection.last_frame, connection.end), ring);
        let secured = self.reader.finish();
        // The first bytes of a file may look like those of a handshake.
        if secured.client.is_none() || secured.server.is_none() && secured.alerts.is_empty() {
            return;
        }
        if secured.is_decrypted() {
            connection.is_binary = self.plain.binary;
            for direction in Direction::BOTH {
                let sent = &mut connection.sent[direction.index()];
                let is_whole = secured.is_whole() && sent.missing == 0;
                self.plain.finish(direction, sent, is_whole);
            }
        }
        connection.tls = Some(Box::new(secured));
    }
}

impl Plain {
    fn peer(&self, direction: Direction) -> Peer {
        match direction == self.client {
            true => Peer::Client,
            false => Peer::Server,
        }
    }

    fn keep(&mut self, from: Peer, bytes: &[u8]) {
        let direction = match from {
            Peer::Client => self.client,
            Peer::Server => self.client.opposite(),
        };
        let offset = &mut self.bytes[direction.index()];
        if *offset == 0 {
            self.binary |= content::looks_binary(bytes);
        }
        if self.wanted.any() {
            let payload = &mut self.payloads[direction.index()];
            payload
                .get_or_insert_with(|| Payload::new(self.wanted, 0))
                .take(*offset, bytes);
        }
        *offset += bytes.len() as u64;
    }

    fn finish(&mut self, direction: Direction, sent: &mut Sent, is_whole: bool) {
        sent.plaintext = Some(self.bytes[direction.index()]);
        sent.sha256 = None;
        let payload = self.payloads[direction.index()].take();
        payload
            .unwrap_or_else(|| Payload::new(self.wanted, 0))
            .finish(sent, 0);
        sent.sha256 = sent.sha256.filter(|_| is_whole);
    }
}
