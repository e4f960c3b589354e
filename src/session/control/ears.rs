//! What hears a control connection: from bytes in order to lines, whether or not they are encrypted.

use crate::ftp::detect::{self, Protocol, TlsKind};
use crate::ftp::line::{Line, LineSplitter};
use crate::limits;
use crate::net::Time;
use crate::session::dialogue::Dialogue;
use crate::session::exchange::Heard;
use crate::session::protection::{Phase, Records};
use crate::session::sealed::Record;
use crate::session::{Oddities, Party, Security, Session, secured};
use crate::tcp::{Delivery, Direction, FrameMap};
use crate::tls::{KeyRing, Peer, SessionKeys};
use smallvec::SmallVec;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What hears the conversation. It stands beside [`Conversation`], which calls it.
#[derive(Clone, Debug)]
pub(super) struct Ears {
    pub(super) client: Direction,
    splitters: [LineSplitter; 2],
    records: [Records; 2],
    /// What reads the records, once there are any.
    pub(super) tls: Option<Box<secured::Reader>>,
    /// The secrets of what was encrypted before it was clear again (RFC 4217 §12.3).
    earlier: SessionKeys,
    /// How many bytes of plaintext each party has sent.
    plain: [u64; 2],
    pub(super) frames: Option<[FrameMap; 2]>,
    pub(super) dialogue: Dialogue,
    pub(super) evidence: detect::Conversation,
    pub(super) lines: u32,
    /// Whether the port alone makes it a control connection.
    pub(super) forced: bool,
    first_bytes_seen: [bool; 2],
    /// Whether the next line may be the rest of one that was cut.
    doubtful: [bool; 2],
    /// Another protocol that the first bytes are of.
    pub(super) foreign: Option<Protocol>,
    last: (u64, Time),
}

/// What a record held.
struct Plaintext {
    order: u64,
    party: Party,
    bytes: Zeroizing<Vec<u8>>,
    /// Frame and time of the record's end.
    at: (u64, Time),
}

impl Ears {
    /// Who hears what is said in `session`, of which nothing was said yet.
    pub(super) fn new(session: Session, client: Direction, forced: bool) -> Self {
        Self {
            client,
            splitters: [LineSplitter::new(), LineSplitter::new()],
            records: Default::default(),
            tls: None,
            earlier: SessionKeys::default(),
            plain: [0; 2],
            frames: None,
            last: (session.first_frame, session.start),
            dialogue: Dialogue::new(session),
            evidence: detect::Conversation::default(),
            lines: 0,
            forced,
            first_bytes_seen: [false; 2],
            doubtful: [false; 2],
            foreign: None,
        }
    }

    /// Keeps from now on which frame carried which bytes.
    pub(super) fn keep_frames(&mut self) {
        self.frames = Some(Default::default());
    }

    /// From now on what is said may be encrypted.
    pub(super) fn may_encrypt(&mut self) {
        for records in &mut self.records {
            records.phase = Phase::MayBegin;
        }
    }

    fn party(&self, direction: Direction) -> Party {
        if direction == self.client {
            Party::Client
        } else {
            Party::Server
        }
    }

    fn direction(&self, party: Party) -> Direction {
        match party {
            Party::Client => self.client,
            Party::Server => self.client.opposite(),
        }
    }

    pub(super) fn deliver(&mut self, delivery: Delivery<'_>, ring: &KeyRing) {
        match delivery {
            Delivery::Bytes {
                direction,
                offset,
                bytes,
                frame,
                time,
            } => {
                self.last = (frame, time);
                if let Some(frames) = &mut self.frames {
                    frames[direction.index()].push(offset, bytes.len() as u32, frame);
                }
                self.bytes(direction, offset, bytes, ring);
            }
            Delivery::Gap {
                direction,
                offset: _,
                length,
            } => self.gap(direction, length),
        }
    }

    fn bytes(&mut self, direction: Direction, offset: u64, bytes: &[u8], ring: &KeyRing) {
        let party = self.party(direction);
        let side = direction.index();
        if !std::mem::replace(&mut self.first_bytes_seen[side], true) {
            self.first_bytes(side, bytes);
        }
        if self.records[side].phase == Phase::Clear {
            self.lines(party, offset, bytes);
            return;
        }
        let (frame, time) = self.last;
        let session = &mut self.dialogue.session;
        let is_read = self.tls.as_ref().is_some_and(|tls| tls.has_keys());
        let clear = self.records[side].take_each(bytes, &mut |kind, length| {
            if !is_read {
                session.sealed.push(Record {
                    party,
                    kind,
                    length,
                    frame,
                    time,
                });
            }
        });
        session.handshake.note(party, &self.records[side], frame);
        if self.records[side].phase == Phase::Tls
            && self.foreign.is_none()
            && !self.dialogue.session.is_encrypted()
        {
            self.dialogue.session.security = Security::Tls;
        }
        let sealed = &bytes[..bytes.len() - clear.len()];
        if !sealed.is_empty() {
            let last = self.last;
            self.read(ring, |tls, ring, each| {
                tls.take(peer_of(party), (offset, sealed), last, ring, each);
            });
        }
        if !clear.is_empty() {
            self.lines(party, offset + sealed.len() as u64, clear);
        }
    }

    /// Reads what is encrypted, and hears it in the order in which it came.
    pub(super) fn read(
        &mut self,
        ring: &KeyRing,
        read: impl FnOnce(&mut secured::Reader, &KeyRing, &mut dyn FnMut(secured::Heard<'_>)),
    ) {
        // Both sides may be read at once when keys come late.
        let mut heard: SmallVec<[Plaintext; 1]> = SmallVec::new();
        let tls = self.tls.get_or_insert_default();
        read(tls, ring, &mut |said| {
            heard.push(Plaintext {
                order: said.order,
                party: party_of(said.from),
                bytes: Zeroizing::new(said.bytes.to_vec()),
                at: (said.frame, said.time),
            });
        });
        heard.sort_by_key(|plaintext| plaintext.order);
        let last = self.last;
        for plaintext in heard {
            let Plaintext { party, bytes, .. } = plaintext;
            self.dialogue.session.security = Security::TlsDecrypted;
            self.dialogue.session.sealed.clear();
            self.last = plaintext.at;
            let offset = self.plain[party as usize];
            self.plain[party as usize] += bytes.len() as u64;
            self.lines(party, offset, &bytes);
        }
        self.last = last;
    }

    /// Takes text of a party, encrypted or not.
    fn lines(&mut self, party: Party, offset: u64, bytes: &[u8]) {
        let (frame, time) = self.last;
        let side = self.direction(party).index();
        let Self {
            splitters,
            dialogue,
            evidence,
            lines,
            doubtful,
            ..
        } = self;
        splitters[side].push(offset, bytes, &mut |line| {
            *lines += 1;
            let doubtful = std::mem::take(&mut doubtful[side]);
            hear(dialogue, evidence, &line, (party, frame, time), doubtful);
        });
        if dialogue.take_secured() {
            self.may_encrypt();
            self.splitters.iter_mut().for_each(LineSplitter::reset);
            if let Some(tls) = self.tls.take() {
                self.earlier.join(tls.keys().clone());
            }
        }
    }

    fn first_bytes(&mut self, side: usize, bytes: &[u8]) {
        // A ClientHello where a command was expected: what follows is no text (a client that
        // wants implicit TLS, RFC 4217 §17, on a port that speaks FTP), unless the server answers
        // in kind.
        if let Some(head) = detect::tls_record(bytes) {
            if self.records[side].phase == Phase::Clear {
                let is_asked = self.records[1 - side].phase == Phase::Tls;
                match head.kind {
                    // The capture began in the middle of it.
                    TlsKind::ApplicationData => {}
                    TlsKind::Handshake if is_asked => self.foreign = None,
                    _ => self.foreign = Some(Protocol::Tls),
                }
            }
            self.records[side].phase = Phase::Tls;
        }
    }

    fn gap(&mut self, direction: Direction, length: u64) {
        let party = self.party(direction);
        let (frame, time) = self.last;
        self.dialogue.session.losses.control_bytes += length;
        self.dialogue.session.losses.control_gaps += 1;
        let side = direction.index();
        if self.records[side].phase != Phase::Clear {
            self.records[side].gap(length);
            if self.tls.as_ref().is_none_or(|tls| !tls.has_keys()) {
                return;
            }
        }
        // A gap between two lines most likely lacks whole lines; one within a line leaves open where
        // the line ended.
        self.doubtful[side] |= self.splitters[side].pending() > 0;
        let Self {
            splitters,
            dialogue,
            evidence,
            ..
        } = self;
        splitters[side].gap(&mut |line| {
            hear(dialogue, evidence, &line, (party, frame, time), false);
        });
        dialogue.gap(party, frame, time);
    }

    pub(super) fn finish(&mut self) {
        let (frame, time) = self.last;
        for direction in Direction::BOTH {
            let party = self.party(direction);
            let Self {
                splitters,
                dialogue,
                evidence,
                ..
            } = self;
            splitters[direction.index()].finish(&mut |line| {
                hear(dialogue, evidence, &line, (party, frame, time), false);
            });
        }
        self.dialogue.close_reply(frame, time);
        if let Some(tls) = self.tls.take() {
            let mut secured = tls.finish();
            if !self.earlier.is_empty() {
                let mut keys = std::mem::take(&mut self.earlier);
                keys.join(secured.keys.as_deref().cloned().unwrap_or_default());
                secured.keys = Some(Arc::new(keys));
            }
            self.dialogue.session.tls = Some(Box::new(secured));
        }
    }
}

/// On the control connection the client of FTP is the client of TLS (RFC 4217 §4).
fn peer_of(party: Party) -> Peer {
    match party {
        Party::Client => Peer::Client,
        Party::Server => Peer::Server,
    }
}

fn party_of(peer: Peer) -> Party {
    match peer {
        Peer::Client => Party::Client,
        Peer::Server => Party::Server,
    }
}

fn hear(
    dialogue: &mut Dialogue,
    evidence: &mut detect::Conversation,
    line: &Line<'_>,
    (party, frame, time): (Party, u64, Time),
    doubtful: bool,
) {
    match party {
        Party::Client => evidence.client(line.text),
        Party::Server => evidence.server(line.text),
    };
    if line.marks.too_long() {
        dialogue.session.losses.long_lines += 1;
    }
    note_oddities(&mut dialogue.session.oddities, line, frame);
    let whole = !line.marks.broken() && !line.marks.too_long();
    let heard = Heard {
        party,
        text: line.text,
        frame,
        time,
        doubtful,
    };
    dialogue.line(heard, line.start, line.end, whole);
}

fn note_oddities(oddities: &mut Oddities, line: &Line<'_>, frame: u64) {
    let long = line.length > limits::LONG_LINE;
    let nul = line.marks.nul();
    if !long && !nul {
        return;
    }
    oddities.long_lines += u32::from(long);
    oddities.nul_lines += u32::from(nul);
    if long {
        oddities.longest = oddities.longest.max(line.length);
    }
    if oddities.first_frame == 0 {
        oddities.first_frame = frame;
    }
}
