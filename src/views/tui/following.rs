//! A connection put in order from its frames, one frame at a time.

use super::packets::{Flows, Packets};
use crate::decode::{Decoded, Decoder};
use crate::net::{Endpoint, Time};
use crate::tcp::conversation::Spoken;
use crate::tcp::side::ORIGIN;
use crate::tcp::{Conversation, Delivery, Direction, Flow};

/// A connection by its frames.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// Its capture.
    pub capture: usize,
    /// Its ends, the one that opened it first.
    pub ends: (Endpoint, Endpoint),
    /// Its first and its last frame.
    pub frames: (u64, u64),
}

impl Subject {
    /// The numbers of its frames.
    pub fn numbers(&self, packets: &dyn Packets) -> Vec<u64> {
        let (first, last) = self.frames;
        let flows = Flows {
            between: vec![self.ends],
            first,
            last,
        };
        packets.select(self.capture, &flows)
    }
}

/// Where the payload of a frame stands in its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The frame.
    pub frame: u64,
    /// Who sent it.
    pub direction: Direction,
    /// The offset of its first byte, counted from the first of the stream.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u32,
}

/// A connection that is being put in order. What it hands out counts offsets from the first byte
/// of each stream.
#[derive(Debug)]
pub struct Following {
    capture: usize,
    numbers: Vec<u64>,
    at: usize,
    flow: Flow,
    conversation: Conversation,
    /// One past the last offset that was handed out, by [`Direction::index`].
    handed_out: [Option<u64>; 2],
    over: bool,
    /// Why a frame could not be looked at, of the first such frame.
    pub trouble: Option<String>,
}

impl Following {
    /// A connection before its first frame.
    pub fn new(packets: &dyn Packets, subject: Subject) -> Self {
        let (initiator, listener) = subject.ends;
        Self {
            capture: subject.capture,
            numbers: subject.numbers(packets),
            at: 0,
            flow: Flow::new(initiator, listener, subject.frames.0, Time::default()),
            conversation: Conversation::default(),
            handed_out: [None; 2],
            over: false,
            trouble: None,
        }
    }

    /// How many frames the connection has.
    pub fn frames(&self) -> usize {
        self.numbers.len()
    }

    /// How many of them were taken.
    pub fn taken(&self) -> usize {
        self.at
    }

    /// The frame that is taken next.
    pub fn next_frame(&self) -> Option<u64> {
        self.numbers.get(self.at).copied()
    }

    /// Whether nothing comes after what was handed out.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Takes the next frame, and hands out what it sets free; tells where its payload stands.
    pub fn step(
        &mut self,
        packets: &dyn Packets,
        decoder: &mut Decoder,
        each: &mut dyn FnMut(Delivery<'_>),
    ) -> Option<Placed> {
        let number = self.next_frame()?;
        self.at += 1;
        let packet = match packets.packet(self.capture, number) {
            Ok(packet) => packet,
            Err(unavailable) => {
                self.trouble.get_or_insert(unavailable.0);
                return None;
            }
        };
        let frame = packet.frame();
        let Decoded::Segment(segment) = decoder.decode(&frame) else {
            return None;
        };
        // The connection after this one has the same endpoints and may begin in the last frame.
        let begun = self.flow.handshake || self.flow.established;
        if begun && self.flow.is_reused_by(&segment) {
            self.at = self.numbers.len();
            return None;
        }
        let time = packet.time;
        let (direction, placed, acknowledged) = self.flow.take(&segment, number, time);
        let Self {
            conversation,
            handed_out,
            ..
        } = self;
        let mut each = |delivery: Delivery<'_>| hand_out(handed_out, delivery, each);
        if segment.flags.syn() {
            conversation.begins(direction, ORIGIN);
        }
        if segment.payload_length > 0 && !segment.flags.rst() {
            let spoken = Spoken {
                direction,
                offset: placed.offset,
                bytes: segment.payload,
                length: u64::from(segment.payload_length),
                acknowledged,
                frame: number,
                time,
            };
            conversation.take(spoken, &mut each);
        } else if let Some(offset) = acknowledged {
            conversation.acknowledge(direction, offset, time, &mut each);
        }
        Some(Placed {
            frame: number,
            direction,
            offset: placed.offset.saturating_sub(ORIGIN),
            length: segment.payload_length,
        })
    }

    /// Hands out, after the last frame, what still waits, and what is known to have been sent
    /// behind it.
    pub fn finish(&mut self, each: &mut dyn FnMut(Delivery<'_>)) {
        if std::mem::replace(&mut self.over, true) {
            return;
        }
        let Self {
            conversation,
            handed_out,
            ..
        } = self;
        conversation.finish(&mut |delivery| hand_out(handed_out, delivery, each));
        for direction in Direction::BOTH {
            let side = self.flow.side(direction);
            let end = side.start() + side.bytes();
            let until = self.handed_out[direction.index()].unwrap_or(side.start());
            if end > until {
                each(Delivery::Gap {
                    direction,
                    offset: until.saturating_sub(ORIGIN),
                    length: end - until,
                });
            }
        }
    }
}

/// Notes how far a stream was handed out, and counts from its first byte.
fn hand_out(
    handed_out: &mut [Option<u64>; 2],
    delivery: Delivery<'_>,
    each: &mut dyn FnMut(Delivery<'_>),
) {
    match delivery {
        Delivery::Bytes {
            direction,
            offset,
            bytes,
            frame,
            time,
        } => {
            handed_out[direction.index()] = Some(offset + bytes.len() as u64);
            each(Delivery::Bytes {
                direction,
                offset: offset.saturating_sub(ORIGIN),
                bytes,
                frame,
                time,
            });
        }
        Delivery::Gap {
            direction,
            offset,
            length,
        } => {
            handed_out[direction.index()] = Some(offset + length);
            each(Delivery::Gap {
                direction,
                offset: offset.saturating_sub(ORIGIN),
                length,
            });
        }
    }
}
