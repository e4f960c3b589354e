//! What a connection carried, put in order from its frames, one window at a time.

use super::note::Note;
use crate::decode::Decoder;
use crate::net::Time;
use crate::session::protection::Records;
use crate::tcp::{Delivery, Direction};
use crate::views::tui::following::{Following, Subject};
use crate::views::tui::packets::Packets;
use crate::views::tui::question::Stop;
use crate::views::tui::unsealing::{Piece, Record, Seal, Unsealing};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use zeroize::Zeroizing;

/// The bytes after which a window ends; what one frame sets free may go beyond it.
pub const WINDOW_BYTES: usize = 1 << 20;

/// The bytes on the wire after which a window ends: where they cannot be read, nothing else grows.
const WINDOW_WIRE: u64 = 16 << 20;

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
        /// Where they stand in the stream, counted from its first byte; in that of the plaintext
        /// where it is decrypted.
        offset: u64,
        /// Where they stand in [`Window::bytes`].
        bytes: Range<usize>,
        /// Whether they are the plaintext of a record.
        sealed: bool,
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
    /// TLS records that hold no data that can be shown.
    Records {
        /// Who sent them.
        direction: Direction,
        /// The frame in which the first of them ends.
        frame: u64,
        /// When it was captured.
        time: Time,
        /// What they are.
        note: Note,
        /// How many they are.
        records: u32,
        /// What they hold in bytes, without their headers.
        bytes: u64,
    },
}

/// What both sides sent, in the order in which they spoke, up to a bound.
#[derive(Debug, Default)]
pub struct Window {
    /// The captured bytes, one run after the other.
    pub bytes: Zeroizing<Vec<u8>>,
    /// The runs.
    pub runs: Vec<Run>,
    /// How many bytes of the stream stand before it, both directions together.
    pub before: u64,
    /// Where TLS records begin and end at its start, by [`Direction::index`].
    pub records: [Records; 2],
    /// Whether what was encrypted stands in it as plaintext.
    pub is_plain: bool,
    /// The bytes that were read for it on the wire.
    wire: u64,
}

impl Window {
    /// How many bytes of the stream it holds or lacks, both directions together.
    pub fn length(&self) -> u64 {
        let lengths = self.runs.iter().map(|run| match run {
            Run::Bytes { bytes, .. } => bytes.len() as u64,
            Run::Gap { length, .. } => *length,
            Run::Records { .. } => 0,
        });
        lengths.sum()
    }

    /// Whether both sides sent something.
    pub fn is_dialogue(&self) -> bool {
        let spoke = |wanted: Direction| {
            self.runs.iter().any(|run| match run {
                Run::Bytes { direction, .. } | Run::Records { direction, .. } => {
                    *direction == wanted
                }
                Run::Gap { .. } => false,
            })
        };
        Direction::BOTH.into_iter().all(spoke)
    }

    /// Forgets what the other side sent, and records that hold no data but those that cannot be
    /// read.
    pub fn keep_one_side(&mut self, sender: Direction) {
        let bytes = std::mem::take(&mut self.bytes);
        let runs = std::mem::take(&mut self.runs);
        for run in runs {
            match run {
                Run::Bytes {
                    direction,
                    offset,
                    bytes: place,
                    sealed,
                    frame,
                    time,
                } if direction == sender => {
                    let own = bytes.get(place).unwrap_or_default();
                    self.push_bytes((direction, offset), own, (frame, time), sealed);
                }
                Run::Gap { direction, .. } if direction == sender => self.runs.push(run),
                Run::Records {
                    direction,
                    note: Note::Sealed(_),
                    ..
                } if direction == sender => self.runs.push(run),
                _ => {}
            }
        }
    }

    fn is_full(&self) -> bool {
        self.bytes.len() >= WINDOW_BYTES
            || self.runs.len() >= WINDOW_RUNS
            || self.wire >= WINDOW_WIRE
    }

    fn push_bytes(
        &mut self,
        (direction, offset): (Direction, u64),
        bytes: &[u8],
        (frame, time): (u64, Time),
        sealed: bool,
    ) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.runs.push(Run::Bytes {
            direction,
            offset,
            bytes: start..self.bytes.len(),
            sealed,
            frame,
            time,
        });
    }

    /// Adds a record without data to those that it goes with, or as a run of its own.
    fn push_record(&mut self, record: &Record) {
        let added = Note::of(record);
        let length = record.length as u64;
        if let Some(Run::Records {
            direction,
            note,
            records,
            bytes,
            ..
        }) = self.runs.last_mut()
            && *direction == record.direction
            && note.join(&added)
        {
            *records += 1;
            *bytes += length;
            return;
        }
        self.runs.push(Run::Records {
            direction: record.direction,
            frame: record.frame,
            time: record.time,
            note: added,
            records: 1,
            bytes: length,
        });
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
    following: Following,
    unsealing: Option<Unsealing>,
    /// The offset that follows in the plaintext, by [`Direction::index`].
    plain: [u64; 2],
    records: [Records; 2],
    read: u64,
    /// How many windows were handed out.
    pub windows: usize,
}

impl Reassembly {
    /// A connection before its first frame; with a `seal` what is encrypted is decrypted.
    pub fn new(packets: &dyn Packets, subject: Subject, seal: Option<&Seal>) -> Self {
        Self {
            following: Following::new(packets, subject),
            unsealing: seal.map(Unsealing::new),
            plain: [0; 2],
            records: [Records::at_start(), Records::at_start()],
            read: 0,
            windows: 0,
        }
    }

    /// How many frames the connection has.
    pub fn frames(&self) -> usize {
        self.following.frames()
    }

    /// Whether nothing comes after what was handed out.
    pub fn is_over(&self) -> bool {
        self.following.is_over()
    }

    /// Why a frame could not be looked at, of the first such frame.
    pub fn trouble(&self) -> Option<&str> {
        self.following.trouble.as_deref()
    }

    /// The next window; `None` once nobody wants it any more. `progress` is told the share of the
    /// frames that are read, in percent.
    pub fn window(
        &mut self,
        packets: &dyn Packets,
        stop: &Stop,
        progress: &Arc<AtomicU64>,
    ) -> Option<Window> {
        let Self {
            following,
            unsealing,
            plain,
            records,
            ..
        } = self;
        let mut window = Window {
            before: self.read,
            records: records.clone(),
            is_plain: unsealing.is_some(),
            ..Window::default()
        };
        let mut decoder = Decoder::new();
        let mut deliver = |window: &mut Window, delivery: Delivery<'_>| match unsealing {
            Some(unsealing) => {
                if let Delivery::Bytes { bytes, .. } = delivery {
                    window.wire += bytes.len() as u64;
                }
                unsealing.take(delivery, &mut |piece| take_piece(window, plain, piece));
            }
            None => take_delivery(window, records, delivery),
        };
        while following.next_frame().is_some() && !window.is_full() {
            if following.taken().is_multiple_of(LOOK) {
                if stop.is_stopped() {
                    return None;
                }
                let percent = following.taken() as u64 * 100 / following.frames() as u64;
                progress.store(percent, Ordering::Relaxed);
            }
            following.step(packets, &mut decoder, &mut |delivery| {
                deliver(&mut window, delivery);
            });
        }
        if following.next_frame().is_none() {
            following.finish(&mut |delivery| deliver(&mut window, delivery));
        }
        self.read += window.length();
        self.windows += 1;
        Some(window)
    }
}

/// Adds bytes as they were on the wire.
fn take_delivery(window: &mut Window, records: &mut [Records; 2], delivery: Delivery<'_>) {
    match delivery {
        Delivery::Bytes {
            direction,
            offset,
            bytes,
            frame,
            time,
        } => {
            window.push_bytes((direction, offset), bytes, (frame, time), false);
            records[direction.index()].take(bytes);
        }
        Delivery::Gap {
            direction,
            offset,
            length,
        } => {
            window.push_gap(direction, offset, length);
            records[direction.index()].gap(length);
        }
    }
}

/// Adds what was in the clear, and what was decrypted.
fn take_piece(window: &mut Window, plain: &mut [u64; 2], piece: Piece<'_>) {
    match piece {
        Piece::Clear {
            direction,
            bytes,
            frame,
            time,
        } => {
            let offset = &mut plain[direction.index()];
            window.push_bytes((direction, *offset), bytes, (frame, time), false);
            *offset += bytes.len() as u64;
        }
        Piece::Record(record) => match record.data() {
            Some(data) => {
                let offset = &mut plain[record.direction.index()];
                let carried = (record.frame, record.time);
                window.push_bytes((record.direction, *offset), data, carried, true);
                *offset += data.len() as u64;
            }
            None => window.push_record(&record),
        },
        Piece::Gap { direction, length } => {
            let offset = &mut plain[direction.index()];
            window.push_gap(direction, *offset, length);
            *offset += length;
        }
    }
}
