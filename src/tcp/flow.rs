//! One TCP connection, followed by its headers.

use super::Direction;
use super::half_open::HalfOpen;
use super::side::{Placed, Side};
use crate::decode::{IcmpError, Segment};
use crate::net::{Address, Endpoint, Span, Time};
use std::num::NonZeroU64;

/// What came back for the SYN of a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nothing that the capture holds.
    #[default]
    None,
    /// A SYN with ACK.
    SynAck,
    /// A reset.
    Rst,
    /// An ICMP error about the SYN.
    Icmp {
        /// Who sent the error.
        sender: Address,
        /// The ICMP or ICMPv6 type.
        kind: u8,
        /// The ICMP or ICMPv6 code.
        code: u8,
        /// Whether it is ICMPv6.
        v6: bool,
    },
}

/// What a flow is to FTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// A SYN was seen; an announcement may yet name it, or it may turn out to be a control
    /// connection.
    #[default]
    Candidate,
    /// A data connection of at least one session.
    Data,
    /// A control connection, by its number among all that were opened.
    Control(u64),
}

/// One TCP connection: who opened it, how it was answered, what each side sent, how it ended.
///
/// What each segment needs stands together, because thousands of connections take turns in the
/// processor's cache.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Flow {
    /// The side that sent the SYN; where no SYN was seen, the side that is thought to have.
    pub initiator: Endpoint,
    /// The side that was connected to.
    pub listener: Endpoint,
    /// What the flow is to FTP.
    pub role: Role,
    /// The first frame of the connection.
    pub first_frame: u64,
    /// Its last frame.
    pub last_frame: u64,
    /// When its first frame was captured.
    pub start: Time,
    /// When its last frame was captured.
    pub end: Time,
    /// What came back for the SYN.
    pub answer: Answer,
    /// Whether the SYN, or the SYN with ACK, was seen.
    pub handshake: bool,
    /// Whether the connection was seen to be open: answered, or carrying payload or ACKs.
    pub established: bool,
    /// Whether another connection between the same endpoints has begun since.
    pub replaced: bool,
    /// Whether it looks like a data connection by itself: from port 20, or carrying a listing.
    pub telltale: bool,
    /// Whether it is a data connection that is encrypted.
    pub secured: bool,
    /// Whether segments of a control connection wait for others, so that acknowledgments matter.
    pub talk_waits: bool,
    /// Whether nobody wants more of the payload of a direction, by [`Direction::index`].
    pub passed_over: [bool; 2],
    /// Who reset an open connection, and in which frame.
    pub reset: Option<(Direction, u64)>,
    progress: Time,
    /// The longest time between two segments that brought something new, and the frame of the
    /// later one.
    pub pause: (Span, u64),
    /// When the last of the SYNs was sent.
    pub last_syn: Time,
    answer_frame: Option<NonZeroU64>,
    answer_time: Time,
    /// The sides by [`Direction::index`].
    pub sides: [Side; 2],
    /// How many SYNs the initiator sent.
    pub syns: u32,
    /// Whether its first bytes are of no text.
    pub binary: bool,
}

/// The time of what has not been.
const NEVER: Time = Time(i64::MIN);

impl Flow {
    /// A flow that begins with this segment, which travels in `direction` between `initiator` and
    /// `listener`.
    pub fn new(initiator: Endpoint, listener: Endpoint, frame: u64, time: Time) -> Self {
        Self {
            initiator,
            listener,
            role: Role::Candidate,
            handshake: false,
            established: false,
            syns: 0,
            last_syn: time,
            answer: Answer::None,
            answer_frame: None,
            answer_time: NEVER,
            first_frame: frame,
            last_frame: frame,
            start: time,
            end: time,
            pause: (Span::default(), 0),
            progress: NEVER,
            replaced: false,
            telltale: initiator.port == 20,
            binary: false,
            secured: false,
            talk_waits: false,
            passed_over: [false; 2],
            reset: None,
            sides: Default::default(),
        }
    }

    /// The flow that a half-open connection becomes.
    pub fn from_half_open(half: &HalfOpen) -> Self {
        let mut flow = Self::new(half.initiator, half.listener, half.first_frame, half.start);
        let [initiator, listener] = &mut flow.sides;
        if let Some(sequence) = half.sequence {
            initiator.synchronize(sequence);
        }
        if let Some((sequence, frame, time)) = half.answer {
            listener.synchronize(sequence);
            flow.answered(Answer::SynAck, frame, time);
        }
        flow.handshake = half.sequence.is_some() || half.answer.is_some();
        flow.established = half.established;
        for (side, fin) in flow.sides.iter_mut().zip(half.fins) {
            side.finished_in(fin);
        }
        match half.reset {
            Some((Direction::FromListener, frame)) if half.answer.is_none() => {
                flow.answered(Answer::Rst, frame, half.end);
            }
            reset => flow.reset = reset,
        }
        flow.syns = half.syns;
        flow.last_syn = half.last_syn;
        flow.last_frame = half.last_frame;
        flow.end = half.end;
        flow
    }

    /// The frame of what came back for the SYN, and when it came.
    pub fn answered_in(&self) -> Option<(u64, Time)> {
        self.answer_frame
            .map(|frame| (frame.get(), self.answer_time))
    }

    /// When something new was last sent, once payload was.
    pub fn last_progress(&self) -> Option<Time> {
        Some(self.progress).filter(|&last| last != NEVER)
    }

    /// The side that sends in `direction`.
    pub fn side(&self, direction: Direction) -> &Side {
        &self.sides[direction.index()]
    }

    /// The direction of what `source` sends.
    pub fn direction_of(&self, source: Endpoint) -> Direction {
        if source == self.initiator {
            Direction::FromInitiator
        } else {
            Direction::FromListener
        }
    }

    /// Takes the flow's next segment and says where its payload lies, and which offset of the
    /// other side it acknowledges.
    pub fn take(
        &mut self,
        segment: &Segment<'_>,
        frame: u64,
        time: Time,
    ) -> (Direction, Placed, Option<u64>) {
        let direction = self.direction_of(segment.source);
        self.last_frame = self.last_frame.max(frame);
        self.first_frame = self.first_frame.min(frame);
        self.end = self.end.max(time);
        self.start = self.start.min(time);
        if segment.flags.0 & (crate::decode::Flags::SYN | crate::decode::Flags::RST) != 0 {
            self.take_syn_or_rst(direction, segment, frame, time);
        }
        let [first, second] = &mut self.sides;
        let (sender, receiver) = match direction {
            Direction::FromInitiator => (first, second),
            Direction::FromListener => (second, first),
        };
        if segment.flags.rst() {
            // Some stacks put a reason into a RST; it is no part of the stream (RFC 1122
            // §4.2.2.12), and the acknowledgment of a RST says nothing about what arrived.
            let offset = sender
                .offset_of(segment.sequence)
                .unwrap_or(super::side::ORIGIN);
            return (direction, Placed { offset, new: 0 }, None);
        }
        let acknowledged =
            (segment.flags.ack()).then(|| receiver.acknowledged_by_peer(segment.acknowledgment));
        let placed = sender.sent(segment, frame);
        receiver.peer_finished |= segment.flags.fin();
        if placed.new > 0 {
            let since = self.last_progress().map_or(Span(0), |last| time - last);
            self.progress = time;
            if since > self.pause.0 {
                self.pause = (since, frame);
            }
        }
        // Whoever opened the connection sends nothing but SYNs before it is open; whoever listens
        // may answer the SYN of an old connection with an ACK (RFC 5961 §4).
        let opens = direction == Direction::FromInitiator
            || self.answer == Answer::SynAck
            || segment.payload_length > 0;
        self.established |= opens && !segment.flags.syn();
        (direction, placed, acknowledged)
    }

    fn take_syn_or_rst(
        &mut self,
        direction: Direction,
        segment: &Segment<'_>,
        frame: u64,
        time: Time,
    ) {
        let side = &mut self.sides[direction.index()];
        if segment.flags.rst() {
            side.reset_ttl = segment.ttl;
            if direction == Direction::FromListener
                && self.answer == Answer::None
                && !self.established
            {
                self.answered(Answer::Rst, frame, time);
            } else if self.reset.is_none() {
                self.reset = Some((direction, frame));
            }
            return;
        }
        side.synchronize(segment.sequence);
        self.handshake = true;
        match direction {
            Direction::FromInitiator => {
                self.syns += 1;
                self.last_syn = time;
            }
            Direction::FromListener if self.answer != Answer::SynAck => {
                self.answered(Answer::SynAck, frame, time);
            }
            Direction::FromListener => {}
        }
    }

    fn answered(&mut self, answer: Answer, frame: u64, time: Time) {
        self.answer = answer;
        self.answer_frame = NonZeroU64::new(frame);
        self.answer_time = time;
    }

    /// Takes an ICMP error about a segment of this flow.
    pub fn take_icmp(&mut self, error: &IcmpError, frame: u64, time: Time) {
        self.last_frame = self.last_frame.max(frame);
        let about_syn = self.sides[Direction::FromInitiator.index()].began_with(error.sequence);
        if self.answer == Answer::None
            && !self.established
            && about_syn
            && error.source == self.initiator
        {
            let IcmpError {
                sender,
                kind,
                code,
                v6,
                ..
            } = *error;
            self.answered(
                Answer::Icmp {
                    sender,
                    kind,
                    code,
                    v6,
                },
                frame,
                time,
            );
        }
    }

    /// Whether `segment` is a SYN that begins another connection between the same endpoints.
    ///
    /// A fresh initial sequence number is what tells it from a retransmission (RFC 9293 §3.4.1).
    pub fn is_reused_by(&self, segment: &Segment<'_>) -> bool {
        if !segment.flags.syn() {
            return false;
        }
        if segment.flags.ack() {
            let listener = &self.sides[Direction::FromListener.index()];
            return segment.source == self.listener
                && self.closed()
                && listener
                    .initial_sequence()
                    .is_some_and(|initial| initial != segment.sequence);
        }
        if segment.source == self.initiator {
            let initiator = &self.sides[Direction::FromInitiator.index()];
            return !initiator.began_with(segment.sequence)
                && !initiator.may_begin_late_with(segment.sequence);
        }
        // The listener opens a connection of its own over the same two ports: simultaneous open
        // while the first is unanswered, a new connection otherwise.
        let listener = &self.sides[Direction::FromListener.index()];
        (self.answer != Answer::None || self.established) && !listener.began_with(segment.sequence)
    }

    /// Whether an answer to the SYN was seen, or that there must have been one.
    pub fn is_answered(&self) -> bool {
        self.answer != Answer::None || self.established
    }

    /// Whether the connection is over: refused, reset, or finished by both sides.
    pub fn closed(&self) -> bool {
        self.replaced
            || self.reset.is_some()
            || (self.answer != Answer::None && self.answer != Answer::SynAck && !self.established)
            || self.sides.iter().all(|side| side.fin_frame().is_some())
    }
}
