//! A TCP connection that may be a data connection, summed up.

use super::Secured;
use super::sealed::Sums;
use crate::net::{Endpoint, Span, Time};
use crate::tcp::side::Stuck;
use crate::tcp::{Answer, Direction, Flow};

/// A TCP connection among all that an engine has followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ConnectionId(pub u64);

/// What one side of a data connection sent.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// Distinct payload bytes, known from sequence numbers.
    pub bytes: u64,
    /// How many of them the capture does not hold.
    pub missing: u64,
    /// How many of those the snap length cut off.
    pub cut: u64,
    /// How many bytes they were before they were encrypted, where they could be read.
    pub plaintext: Option<u64>,
    /// How many of those could not be read, where that can be told.
    pub plaintext_missing: Option<u64>,
    /// Bytes that the other side acknowledged.
    pub acknowledged: u64,
    /// Segments with payload.
    pub segments: u32,
    /// The longest run of retransmissions that no new acknowledgment interrupted.
    pub stuck: Stuck,
    /// The TTL or hop limit of the RST; 0 where there was none.
    pub reset_ttl: u8,
    /// Whether the other side acknowledged bytes that the capture does not hold at all.
    pub acknowledged_unseen: bool,
    /// The SHA-256 of all bytes, before they were encrypted if they could be read, where that was
    /// asked for and none is missing.
    pub sha256: Option<[u8; 32]>,
    /// The first bytes, where that was asked for.
    pub head: Box<[u8]>,
    /// How many bytes stand before the first of those that were hashed or kept: more than 0 where
    /// the beginning came late.
    pub lead: u64,
    /// Segments that brought nothing new.
    pub retransmitted: u32,
    /// Segments that announced a window of zero.
    pub zero_windows: u32,
    /// The frame that carried the FIN.
    pub fin_frame: Option<u64>,
}

impl Sent {
    /// The bytes that were transferred: those that were encrypted, where they could be read.
    pub fn payload(&self) -> u64 {
        self.plaintext.unwrap_or(self.bytes)
    }

    /// How many of these are missing. Where bytes of the wire are, so is plaintext, if only its end.
    pub fn missing_payload(&self) -> u64 {
        let plaintext = self.plaintext_missing.filter(|&missing| missing > 0);
        plaintext.unwrap_or(self.missing)
    }
}

/// How far a connection was when a final reply came on the control connection.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// The frame of that reply.
    pub frame: u64,
    /// Bytes sent until then, by [`Direction::index`].
    pub bytes: [u64; 2],
}

/// A TCP connection, or the attempt to make one.
#[derive(Clone, Debug)]
pub struct DataConnection {
    /// By what it is found again by who received what it carried.
    pub id: ConnectionId,
    /// Who sent the SYN.
    pub initiator: Endpoint,
    /// Who was to answer it.
    pub listener: Endpoint,
    /// Its first frame.
    pub first_frame: u64,
    /// Its last frame.
    pub last_frame: u64,
    /// When its first frame was captured.
    pub start: Time,
    /// When its last frame was captured.
    pub end: Time,
    /// How many SYNs were sent.
    pub syns: u32,
    /// When the last SYN was sent.
    pub last_syn: Time,
    /// What came back for them.
    pub answer: Answer,
    /// The frame of that answer.
    pub answer_frame: Option<u64>,
    /// Whether it came to be open.
    pub established: bool,
    /// Who reset it, and in which frame.
    pub reset: Option<(Direction, u64)>,
    /// Whether the first bytes are of no text.
    pub is_binary: bool,
    /// The longest time without anything new after the first payload, and the frame that ended it.
    pub pause: (Span, u64),
    /// What the sides sent, by [`Direction::index`].
    pub sent: [Sent; 2],
    /// How far it was at the replies that came while it was open.
    pub marks: Vec<Mark>,
    /// Its TLS, where it is encrypted.
    pub tls: Option<Box<Secured>>,
    /// Its records, where they could not be decrypted.
    pub sealed: Option<Box<Sums>>,
}

impl DataConnection {
    /// Sums up a flow.
    pub fn from_flow(flow: &Flow) -> Self {
        let sent = Direction::BOTH.map(|direction| {
            let side = flow.side(direction);
            Sent {
                bytes: side.bytes(),
                missing: side.missing(),
                cut: side.cut(),
                acknowledged: side
                    .acknowledged()
                    .map_or(0, |acknowledged| acknowledged.saturating_sub(side.start())),
                segments: side.segments,
                stuck: side.stuck,
                reset_ttl: side.reset_ttl,
                acknowledged_unseen: side.missing() > side.cut() && side.acknowledged_unseen(),
                retransmitted: side.retransmitted,
                zero_windows: side.zero_windows,
                fin_frame: side.fin_frame(),
                ..Sent::default()
            }
        });
        // What was last sent waits for more until the sender has said that there is none.
        let waited = flow
            .last_progress()
            .filter(|_| flow.sides.iter().all(|side| side.fin_frame().is_none()))
            .map_or(Span(0), |last| flow.end - last);
        Self {
            id: ConnectionId::default(),
            initiator: flow.initiator,
            listener: flow.listener,
            first_frame: flow.first_frame,
            last_frame: flow.last_frame,
            start: flow.start,
            end: flow.end,
            syns: flow.syns,
            last_syn: flow.last_syn,
            answer: flow.answer,
            answer_frame: flow.answered_in().map(|(frame, _)| frame),
            established: Self::was_established(flow),
            reset: flow.reset,
            is_binary: flow.binary,
            pause: flow.pause.max((waited, flow.last_frame)),
            sent,
            marks: Vec::new(),
            tls: None,
            sealed: None,
        }
    }

    /// Whether the connection that `flow` follows came to be open.
    pub fn was_established(flow: &Flow) -> bool {
        flow.established || flow.answer == Answer::SynAck
    }

    /// What was sent in `direction`.
    pub fn sent(&self, direction: Direction) -> &Sent {
        &self.sent[direction.index()]
    }

    /// The direction in which more bytes went.
    pub fn main_direction(&self) -> Direction {
        if self.sent[0].payload() >= self.sent[1].payload() {
            Direction::FromInitiator
        } else {
            Direction::FromListener
        }
    }

    /// Whether it was reset, or finished by both sides.
    pub fn is_over(&self) -> bool {
        self.reset.is_some() || self.sent.iter().all(|sent| sent.fin_frame.is_some())
    }

    /// The frame of the first FIN or RST, if it was seen to close.
    pub fn close_frame(&self) -> Option<u64> {
        let fins = self.sent.iter().filter_map(|sent| sent.fin_frame);
        fins.chain(self.reset.map(|(_, frame)| frame)).min()
    }
}
