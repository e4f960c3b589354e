//! A control connection from its segments to its exchanges.

use super::dialogue::Dialogue;
pub use super::dialogue::Happened;
use super::exchange::Heard;
use super::protection::{Phase, Records};
use super::sealed::Record;
use super::secured;
use super::transfer;
use super::transport::Transport;
use super::{Closed, Oddities, Opened, Party, Security, Session};
use crate::ftp::command::Verb;
use crate::ftp::detect::{self, Likeness, Protocol, TlsKind};
use crate::ftp::line::{Line, LineSplitter};
use crate::limits;
use crate::net::Time;
use crate::tcp::conversation::Spoken;
use crate::tcp::{Answer, Conversation, Delivery, Direction, Flow, FrameMap};
use crate::tls::{KeyRing, Peer, SessionKeys};
use smallvec::SmallVec;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A control connection that is being followed.
#[derive(Clone, Debug)]
pub struct ControlConnection {
    conversation: Conversation,
    ears: Ears,
}

/// What hears the conversation. It stands beside [`Conversation`], which calls it.
#[derive(Clone, Debug)]
struct Ears {
    client: Direction,
    splitters: [LineSplitter; 2],
    records: [Records; 2],
    /// What reads the records, once there are any.
    tls: Option<Box<secured::Reader>>,
    /// The secrets of what was encrypted before it was clear again (RFC 4217 §12.3).
    earlier: SessionKeys,
    /// How many bytes of plaintext each party has sent.
    plain: [u64; 2],
    frames: Option<[FrameMap; 2]>,
    dialogue: Dialogue,
    evidence: detect::Conversation,
    lines: u32,
    /// Whether the port alone makes it a control connection.
    forced: bool,
    first_bytes_seen: [bool; 2],
    /// Whether the next line may be the rest of one that was cut.
    doubtful: [bool; 2],
    /// Another protocol that the first bytes are of.
    foreign: Option<Protocol>,
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

impl ControlConnection {
    /// A control connection whose client sends in `client`.
    ///
    /// `forced` says that the port alone makes it one; else what is said has to show it. `trace`
    /// keeps which frame carried which bytes.
    pub fn new(
        flow: &Flow,
        client: Direction,
        forced: bool,
        implicit_tls: bool,
        trace: bool,
    ) -> Self {
        let (client_end, server_end) = match client {
            Direction::FromInitiator => (flow.initiator, flow.listener),
            Direction::FromListener => (flow.listener, flow.initiator),
        };
        let session = Session::new(client_end, server_end, flow.first_frame, flow.start);
        let mut ears = Ears {
            client,
            splitters: [LineSplitter::new(), LineSplitter::new()],
            records: Default::default(),
            tls: None,
            earlier: SessionKeys::default(),
            plain: [0; 2],
            frames: trace.then(Default::default),
            dialogue: Dialogue::new(session),
            evidence: detect::Conversation::default(),
            lines: 0,
            forced,
            first_bytes_seen: [false; 2],
            doubtful: [false; 2],
            foreign: None,
            last: (flow.first_frame, flow.start),
        };
        if implicit_tls {
            ears.records
                .iter_mut()
                .for_each(|records| records.phase = Phase::MayBegin);
        }
        let mut conversation = Conversation::default();
        for direction in Direction::BOTH {
            if flow.side(direction).initial_sequence().is_some() {
                conversation.begins(direction, crate::tcp::side::ORIGIN);
            }
        }
        Self { conversation, ears }
    }

    /// Tells that the listener's SYN was seen after the connection was taken up.
    pub fn begins(&mut self, direction: Direction) {
        self.conversation
            .begins(direction, crate::tcp::side::ORIGIN);
    }

    /// Takes a segment with payload; what is encrypted is read with the keys of `ring`, here and
    /// below.
    pub fn take(&mut self, spoken: Spoken<'_>, ring: &KeyRing) {
        let Self { conversation, ears } = self;
        conversation.take(spoken, &mut |delivery| ears.deliver(delivery, ring));
    }

    /// Takes an acknowledgment without payload.
    pub fn acknowledge(&mut self, direction: Direction, offset: u64, time: Time, ring: &KeyRing) {
        let Self { conversation, ears } = self;
        conversation.acknowledge(direction, offset, time, &mut |delivery| {
            ears.deliver(delivery, ring)
        });
    }

    /// Takes the news that nothing was captured until `now`.
    pub fn pass_time(&mut self, now: Time, ring: &KeyRing) {
        let Self { conversation, ears } = self;
        conversation.pass_time(now, &mut |delivery| ears.deliver(delivery, ring));
    }

    /// Reads what waits for keys; returns whether there was anything to try.
    pub fn take_keys(&mut self, ring: &KeyRing) -> bool {
        let waits = self.ears.tls.as_ref().is_some_and(|tls| !tls.has_keys());
        if waits {
            self.ears
                .read(ring, |tls, ring, each| tls.advance(ring, each));
        }
        waits
    }

    /// Whether segments wait for others, so that acknowledgments matter.
    pub fn is_waiting(&self) -> bool {
        !self.conversation.idle()
    }

    /// What has been said so far.
    pub fn session(&self) -> &Session {
        &self.ears.dialogue.session
    }

    /// What has been said so far, to be completed.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.ears.dialogue.session
    }

    /// Whether this is FTP, by port or by what was said.
    pub fn likeness(&self) -> Likeness {
        if self.ears.forced {
            return Likeness::Certain;
        }
        match self.ears.evidence.likeness() {
            Likeness::Unsure if self.ears.lines > limits::PROBE_LINES => Likeness::No,
            likeness => likeness,
        }
    }

    /// Whether what was said shows that this is FTP.
    pub fn is_certain(&self) -> bool {
        self.ears.evidence.likeness() == Likeness::Certain
    }

    /// Keeps what happens from now on for [`ControlConnection::take_happened`].
    pub fn keep_happened(&mut self) {
        self.ears.dialogue.keep_happened();
    }

    /// Takes what happened since this was last called.
    pub fn take_happened(&mut self) -> Vec<Happened> {
        self.ears.dialogue.take_happened()
    }

    /// Whether a final reply in `frame` ended a transfer.
    pub fn ended_transfer(&self, frame: u64) -> bool {
        self.ears.dialogue.ended_transfer(frame)
    }

    /// Whether a transfer was asked for whose final reply has not come.
    pub fn awaits_transfer(&self) -> bool {
        let last = self.session().exchanges.iter().rev().take(8);
        last.filter(|exchange| transfer::is_transfer(exchange))
            .any(|exchange| exchange.final_reply().is_none())
    }

    /// The direction in which the client sends.
    pub fn client(&self) -> Direction {
        self.ears.client
    }

    /// Which frames carried what `direction` said, where that is kept.
    pub fn frames(&self, direction: Direction) -> Option<&FrameMap> {
        self.ears
            .frames
            .as_ref()
            .map(|frames| &frames[direction.index()])
    }

    /// Ends the connection and returns its session as far as the control connection tells it, and
    /// what happened that was not taken.
    pub fn finish(mut self, flow: Option<&Flow>, ring: &KeyRing) -> (Session, Vec<Happened>) {
        let Self { conversation, ears } = &mut self;
        conversation.finish(&mut |delivery| ears.deliver(delivery, ring));
        ears.finish();
        let happened = ears.dialogue.take_happened();
        let mut session = self.ears.dialogue.session;
        if let Some(flow) = flow {
            describe(&mut session, flow);
        }
        let protocol = self.ears.foreign.or(self.ears.evidence.other());
        if self.ears.evidence.likeness() != Likeness::Certain
            && (protocol.is_some() || !speaks_ftp(&session))
        {
            session.protocol = protocol;
            session.exchanges.clear();
            session.announcements.clear();
            session.malformed.clear();
        }
        (session, happened)
    }
}

/// Whether anything in the session can be a command or a reply of FTP.
fn speaks_ftp(session: &Session) -> bool {
    session.exchanges.iter().any(|exchange| {
        exchange.verb.is_some_and(|verb| verb != Verb::Other)
            || exchange.replies.iter().any(|reply| reply.code.is_some())
    })
}

/// Fills in what the TCP connection tells about its session.
pub fn describe(session: &mut Session, flow: &Flow) {
    session.first_frame = session.first_frame.min(flow.first_frame);
    session.last_frame = session.last_frame.max(flow.last_frame);
    session.start = session.start.min(flow.start);
    session.end = session.end.max(flow.end);
    session.transport = Transport::of(flow, session.client);
    session.syns = flow.syns;
    session.answer = flow.answer;
    (session.answer_frame, session.answer_time) = flow.answered_in().unzip();
    session.opened = match flow.answer {
        _ if flow.established => {
            if flow.handshake {
                Opened::Handshake
            } else {
                Opened::Midstream
            }
        }
        Answer::SynAck => Opened::Handshake,
        Answer::Rst => Opened::Refused,
        Answer::Icmp { .. } => Opened::Rejected,
        Answer::None if flow.syns > 0 => Opened::Unanswered,
        Answer::None => Opened::Midstream,
    };
    let fin_frame = flow.sides.iter().filter_map(|side| side.fin_frame()).min();
    session.close_frame = fin_frame
        .into_iter()
        .chain(flow.reset.map(|(_, frame)| frame))
        .min();
    session.closed = match (fin_frame, flow.reset) {
        (Some(_), _) => Closed::Fin,
        (None, Some(_)) => Closed::Rst,
        _ if flow.answer == Answer::Rst => Closed::Rst,
        _ if is_lost(flow) => Closed::Lost,
        _ => Closed::Open,
    };
}

/// Whether the connection ended in retransmissions that nothing answered: three in a row.
fn is_lost(flow: &Flow) -> bool {
    flow.sides
        .iter()
        .any(|side| side.unanswered_retransmissions() >= 3)
}

impl Ears {
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

    fn deliver(&mut self, delivery: Delivery<'_>, ring: &KeyRing) {
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
    fn read(
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
            hear(
                dialogue,
                evidence,
                &line,
                Heard {
                    party,
                    text: line.text,
                    frame,
                    time,
                    doubtful,
                },
            );
        });
        if dialogue.take_secured() {
            self.records
                .iter_mut()
                .for_each(|records| records.phase = Phase::MayBegin);
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
            hear(
                dialogue,
                evidence,
                &line,
                Heard {
                    party,
                    text: line.text,
                    frame,
                    time,
                    doubtful: false,
                },
            );
        });
        dialogue.gap(party, frame, time);
    }

    fn finish(&mut self) {
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
                hear(
                    dialogue,
                    evidence,
                    &line,
                    Heard {
                        party,
                        text: line.text,
                        frame,
                        time,
                        doubtful: false,
                    },
                );
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
    heard: Heard<'_>,
) {
    match heard.party {
        Party::Client => evidence.client(line.text),
        Party::Server => evidence.server(line.text),
    };
    if line.marks.too_long() {
        dialogue.session.losses.long_lines += 1;
    }
    note_oddities(&mut dialogue.session.oddities, line, heard.frame);
    let whole = !line.marks.broken() && !line.marks.too_long();
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
