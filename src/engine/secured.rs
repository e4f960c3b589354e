//! What encrypted data connections carried.

use super::payload::{Payload, Wanted};
use super::receiver::Tap;
use crate::ftp::content;
use crate::ftp::detect::{self, TlsKind};
use crate::net::Time;
use crate::session::DataConnection;
use crate::session::sealed::{Sums, Tally};
use crate::session::secured::{Heard, Reader};
use crate::tcp::side::ORIGIN;
use crate::tcp::{Assembler, Direction};
use crate::tls::{KeyRing, Peer};

/// The records with application data of one side after which nothing more is to be learnt of a
/// connection without keys: those of a handshake of TLS 1.3 are fewer.
const HANDSHAKE_RECORDS: u64 = 8;

/// The bytes that a client may send before the server has answered: the longest record, and some of
/// a second one that splits its ClientHello. Early data comes after a ClientHello with tickets, from
/// clients that FTP does not have.
const CLIENT_HELLO_LIMIT: u64 = 32 << 10;
/// Where the first message of a record stands: behind its header.
const MESSAGE: usize = 5;
/// Where the random of a ClientHello stands: behind the message's header and a version.
const RANDOM: usize = MESSAGE + 4 + 2;

/// The TLS of one data connection.
pub struct SecuredData {
    streams: [Stream; 2],
    reader: Reader,
    plain: Plain,
    last: (u64, Time),
}

/// What could be read of both directions.
struct Plain {
    /// Where the TLS client sends. The client of FTP is the client of TLS, whoever opened the
    /// connection (RFC 4217 §7), save where two servers talk; so only what is said tells.
    client: Direction,
    wanted: Wanted,
    payloads: [Payload; 2],
    /// How many bytes were read.
    told: [u64; 2],
    /// Whether what came first is of no text.
    binary: bool,
}

/// One direction.
#[derive(Clone, Debug)]
struct Stream {
    assembler: Assembler,
    tally: Tally,
}

/// A segment with payload.
#[derive(Clone, Copy, Debug)]
pub struct DataSegment<'a> {
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
    /// `taps` say who else is told of the plaintext of each direction.
    pub fn new(direction: Direction, bytes: &[u8], wanted: Wanted, taps: [Option<Tap>; 2]) -> Self {
        const SERVER_HELLO: u8 = 2;
        let client = match bytes.get(MESSAGE) {
            Some(&SERVER_HELLO) => direction.opposite(),
            _ => direction,
        };
        let stream = || Stream {
            assembler: Assembler::new(ORIGIN),
            tally: Tally::new(ORIGIN),
        };
        Self {
            streams: [stream(), stream()],
            reader: Reader::default(),
            last: (0, Time(0)),
            plain: Plain {
                client,
                wanted,
                payloads: taps.map(|tap| Payload::new(wanted, 0).with_tap(tap)),
                told: [0; 2],
                binary: false,
            },
        }
    }

    /// Takes a segment.
    pub fn take(&mut self, segment: DataSegment<'_>, ring: &KeyRing) {
        let DataSegment {
            offset,
            bytes,
            frame,
            time,
            ..
        } = segment;
        self.last = (frame, time);
        self.assemble(segment, ring, |assembler, each| {
            while assembler.push(offset, bytes, each).is_err() {
                // What is missing was lost: the records behind it can be read without it.
                let Some(held) = assembler.first_held() else {
                    break;
                };
                assembler.skip_to(held, each);
            }
        });
    }

    /// Reads what `push` makes an assembler hand out.
    fn assemble(
        &mut self,
        segment: DataSegment<'_>,
        ring: &KeyRing,
        push: impl FnOnce(&mut Assembler, &mut dyn FnMut(u64, &[u8])),
    ) {
        let Self {
            streams,
            reader,
            plain,
            ..
        } = self;
        let [from_initiator, from_listener] = streams;
        let (stream, other) = match segment.direction {
            Direction::FromInitiator => (from_initiator, from_listener),
            Direction::FromListener => (from_listener, from_initiator),
        };
        let Stream { assembler, tally } = stream;
        let others = other.tally.sum().records;
        let peer = plain.peer(segment.direction);
        let at = (segment.frame, segment.time);
        push(assembler, &mut |offset, bytes| {
            tally.take(offset, bytes, segment.frame, others);
            if tally.sum().records > HANDSHAKE_RECORDS && !ring.awaits_keys() {
                return;
            }
            reader.take(peer, (offset, bytes), at, ring, &mut |heard| {
                plain.keep(heard);
            });
        });
    }

    /// Reads what waits for keys.
    pub fn take_keys(&mut self, ring: &KeyRing) {
        let Self { reader, plain, .. } = self;
        reader.advance(ring, &mut |heard| plain.keep(heard));
    }

    /// Whether it can be read.
    pub fn has_keys(&self) -> bool {
        self.reader.has_keys()
    }

    /// Whether it cannot be TLS: one side said more than a ClientHello may hold, and the other
    /// nothing. The first bytes of a file may look like a handshake.
    pub fn is_none_after_all(&self) -> bool {
        let taken = |stream: &Stream| stream.assembler.next() - ORIGIN;
        let [one, other] = self.streams.each_ref().map(taken);
        one.min(other) == 0 && one.max(other) > CLIENT_HELLO_LIMIT
    }

    /// Whether both sides speak TLS.
    pub fn is_tls(&self) -> bool {
        self.reader.has_met() || self.reader.has_alerts()
    }

    /// What was read, for who is to be told that nothing more comes.
    pub fn payloads_mut(&mut self) -> impl Iterator<Item = &mut Payload> {
        self.plain.payloads.iter_mut()
    }

    /// A copy for a summary of what came so far.
    pub fn so_far(&self, ring: &KeyRing) -> Box<Self> {
        let mut copy = Self {
            streams: self.streams.clone(),
            reader: self.reader.clone(),
            plain: self.plain.so_far(),
            last: self.last,
        };
        copy.end(ring);
        Box::new(copy)
    }

    /// Gives up what is missing: nothing more will come.
    pub fn end(&mut self, ring: &KeyRing) {
        for direction in Direction::BOTH {
            let segment = DataSegment {
                direction,
                offset: 0,
                bytes: &[],
                frame: self.last.0,
                time: self.last.1,
            };
            self.assemble(segment, ring, |assembler, each| {
                while let Some(held) = assembler.first_held() {
                    assembler.skip_to(held, each);
                }
            });
        }
    }

    /// Puts the results into the summary of a connection: the records only, where the other side said
    /// nothing.
    pub fn finish(self, connection: &mut DataConnection) {
        let is_tls = self.is_tls();
        let secured = self.reader.finish();
        if !secured.is_decrypted() {
            connection.sealed = Some(Box::new(Sums {
                client: self.plain.client,
                directions: self.streams.map(|stream| stream.tally.into_sum()),
            }));
        }
        if !is_tls {
            return;
        }
        if secured.is_decrypted() {
            connection.is_binary = self.plain.binary;
            let peers = Direction::BOTH.map(|direction| self.plain.peer(direction));
            for (direction, payload) in Direction::BOTH.into_iter().zip(self.plain.payloads) {
                let sent = &mut connection.sent[direction.index()];
                let is_whole = secured.is_whole() && sent.missing == 0;
                let told = secured.told[peers[direction.index()] as usize];
                sent.plaintext = Some(told.bytes + told.missing.unwrap_or(0));
                sent.plaintext_missing = told.missing;
                sent.sha256 = None;
                payload.finish(sent, 0);
                sent.sha256 = sent.sha256.filter(|_| is_whole);
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

    fn keep(&mut self, heard: Heard<'_>) {
        let Heard { from, bytes, .. } = heard;
        let direction = match from {
            Peer::Client => self.client,
            Peer::Server => self.client.opposite(),
        };
        let place = direction.index();
        if self.told[place] == 0 {
            self.binary |= content::looks_binary(bytes);
        }
        let told = self.told[place];
        self.told[place] += bytes.len() as u64;
        if !self.wanted.any() {
            return;
        }
        // Where nobody knows how much is missing, nobody knows where this belongs.
        let payload = &mut self.payloads[place];
        match heard.missing {
            Some(0) => payload.take(told, bytes),
            Some(missing) => {
                payload.lose_until(told + missing);
                payload.take(told + missing, bytes);
            }
            None => payload.give_up(),
        }
    }

    fn so_far(&self) -> Self {
        Self {
            payloads: self.payloads.each_ref().map(Payload::so_far),
            ..*self
        }
    }
}
