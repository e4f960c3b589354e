//! What a connection carried, put in order from its frames, one window at a time.

use crate::decode::Decoder;
use crate::net::{Endpoint, Time};
use crate::session::protection::Records;
use crate::tcp::conversation::Spoken;
use crate::tcp::side::ORIGIN;
use crate::tcp::{Conversation, Delivery, Direction, Flow};
use crate::views::tui::packets::{Flows, Packets};
use crate::views::tui::question::Stop;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes after which a window ends; what one frame sets free may go beyond it.
pub const WINDOW_BYTES: usize = 1 << 20;

/// The runs after which a window ends.
const WINDOW_RUNS: usize = 1 << 16;

/// The frames between two looks at whether the work is still wanted.
const LOOK: usize = 256;

/// A piece of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// Bytes that one frame was the first to carry.
    Bytes {
        /// Who sent them.
        direction: Direction,
        /// Where they stand in the stream, counted from its first byte.
        offset: u64,
        /// Where they stand in [`Window::bytes`].
        bytes: Range<usize>,
        /// The frame's number.
        frame: u64,
        /// When it was captured.
        time: Time,
    },
    /// Bytes that were sent and that the capture does not hold.
    Gap {
        /// Who sent them.
        direction: Direction,
        /// Where they stand in the stream.
        offset: u64,
        /// How many they are.
        length: u64,
    },
}

/// What both sides sent, in the order in which they spoke, up to a bound.
#[derive(Debug, Default)]
pub struct Window {
    /// The captured bytes, one run after the other.
    pub bytes: Vec<u8>,
    /// The runs.
    pub runs: Vec<Run>,
    /// How many bytes of the stream stand before it, both directions together.
    pub before: u64,
    /// Where TLS records begin and end at its start, by [`Direction::index`].
    pub records: [Records; 2],
}

impl Window {
    /// How many bytes of the stream it holds or lacks, both directions together.
    pub fn length(&self) -> u64 {
        let lengths = self.runs.iter().map(|run| match run {
            Run::Bytes { bytes, .. } => bytes.len() as u64,
            Run::Gap { length, .. } => *length,
        });
        lengths.sum()
    }

    /// Whether both sides sent something.
    pub fn is_dialogue(&self) -> bool {
        let spoke = |wanted: Direction| {
            self.runs
                .iter()
                .any(|run| matches!(run, Run::Bytes { direction, .. } if *direction == wanted))
        };
        Direction::BOTH.into_iter().all(spoke)
    }

    fn is_full(&self) -> bool {
        self.bytes.len() >= WINDOW_BYTES || self.runs.len() >= WINDOW_RUNS
    }

    fn push_gap(&mut self, direction: Direction, offset: u64, length: u64) {
        if let Some(Run::Gap {
            direction: before,
            offset: start,
            length: known,
        }) = self.runs.last_mut()
            && *before == direction
            && *start + *known == offset
        {
            *known += length;
            return;
        }
        self.runs.push(Run::Gap {
            direction,
            offset,
            length,
        });
    }
}

/// A connection that is being put together.
#[derive(Debug)]
pub struct Reassembly {
    capture: usize,
    numbers: Vec<u64>,
    at: usize,
    flow: Flow,
    conversation: Conversation,
    /// One past the last offset that was handed out, by [`Direction::index`].
    handed_out: [Option<u64>; 2],
    records: [Records; 2],
    read: u64,
    over: bool,
    /// How many windows were handed out.
    pub windows: usize,
    /// Why a frame could not be looked at, of the first such frame.
    pub trouble: Option<String>,
}

impl Reassembly {
    /// The connection between `initiator` and `listener` in a capture, before its first frame.
    pub fn new(
        packets: &dyn Packets,
        capture: usize,
        (initiator, listener): (Endpoint, Endpoint),
        (first, last): (u64, u64),
    ) -> Self {
        let flows = Flows {
            between: vec![(initiator, listener)],
            first,
            last,
        };
        Self {
            capture,
            numbers: packets.select(capture, &flows),
            at: 0,
            flow: Flow::new(initiator, listener, first, Time::default()),
            conversation: Conversation::default(),
            handed_out: [None; 2],
            records: [Records::at_start(), Records::at_start()],
            read: 0,
            over: false,
            windows: 0,
            trouble: None,
        }
    }

    /// How many frames the connection has.
    pub fn frames(&self) -> usize {
        self.numbers.len()
    }

    /// Whether nothing comes after what was handed out.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// The next window; `None` once nobody wants it any more. `progress` is told the share of the
    /// frames that are read, in percent.
    pub fn window(
        &mut self,
        packets: &dyn Packets,
        stop: &Stop,
        progress: &Arc<AtomicU64>,
    ) -> Option<Window> {
        let mut window = Window {
            before: self.read,
            records: self.records.clone(),
            ..Window::default()
        };
        let mut decoder = Decoder::new();
        while let Some(&number) = self.numbers.get(self.at)
            && !window.is_full()
        {
            self.at += 1;
            if self.at.is_multiple_of(LOOK) {
                if stop.is_stopped() {
                    return None;
                }
                let percent = self.at as u64 * 100 / self.numbers.len() as u64;
                progress.store(percent, Ordering::Relaxed);
            }
            self.take(packets, number, &mut decoder, &mut window);
        }
        if self.at >= self.numbers.len() && !self.over {
            self.over = true;
            self.finish(&mut window);
        }
        self.read += window.length();
        self.windows += 1;
        Some(window)
    }

    fn take(
        &mut self,
        packets: &dyn Packets,
        number: u64,
        decoder: &mut Decoder,
        window: &mut Window,
    ) {
        let packet = match packets.packet(self.capture, number) {
            Ok(packet) => packet,
            Err(unavailable) => {
                self.trouble.get_or_insert(unavailable.0);
                return;
            }
        };
        let frame = packet.frame();
        let crate::decode::Decoded::Segment(segment) = decoder.decode(&frame) else {
            return;
        };
        // The connection after this one has the same endpoints and may begin in the last frame.
        let begun = self.flow.handshake || self.flow.established;
        if begun && self.flow.is_reused_by(&segment) {
            self.at = self.numbers.len();
            return;
        }
        let time = packet.time;
        let (direction, placed, acknowledged) = self.flow.take(&segment, number, time);
        let Self {
            conversation,
            handed_out,
            records,
            ..
        } = self;
        let mut each = |delivery: Delivery<'_>| deliver(window, handed_out, records, delivery);
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
    }

    /// Hands out what still waits, and what is known to have been sent behind it.
    fn finish(&mut self, window: &mut Window) {
        let Self {
            conversation,
            handed_out,
            records,
            ..
        } = self;
        conversation.finish(&mut |delivery| deliver(window, handed_out, records, delivery));
        for direction in Direction::BOTH {
            let side = self.flow.side(direction);
            let end = side.start() + side.bytes();
            let until = self.handed_out[direction.index()].unwrap_or(side.start());
            if end > until {
                window.push_gap(direction, until.saturating_sub(ORIGIN), end - until);
            }
        }
    }
}

fn deliver(
    window: &mut Window,
    handed_out: &mut [Option<u64>; 2],
    records: &mut [Records; 2],
    delivery: Delivery<'_>,
) {
    match delivery {
        Delivery::Bytes {
            direction,
            offset,
            bytes,
            frame,
            time,
        } => {
            let start = window.bytes.len();
            window.bytes.extend_from_slice(bytes);
            window.runs.push(Run::Bytes {
                direction,
                offset: offset.saturating_sub(ORIGIN),
                bytes: start..window.bytes.len(),
                frame,
                time,
            });
            handed_out[direction.index()] = Some(offset + bytes.len() as u64);
            records[direction.index()].take(bytes);
        }
        Delivery::Gap {
            direction,
            offset,
            length,
        } => {
            window.push_gap(direction, offset.saturating_sub(ORIGIN), length);
            handed_out[direction.index()] = Some(offset + length);
            records[direction.index()].gap(length);
        }
    }
}
