//! What one side of a TCP connection sent, told by its headers alone.

use super::ranges::Ranges;
use crate::decode::Segment;
use std::num::NonZeroU64;

/// The offset of a stream's first byte where the handshake was seen.
///
/// It is not 0 so that bytes before the first captured segment of a connection that began earlier
/// have offsets too. RFC 9293 §3.4: sequence numbers are 32 bits and wrap; offsets are 64 bits and
/// do not.
pub const ORIGIN: u64 = 1 << 32;

/// The largest window that RFC 7323 allows: nothing legitimate lies further back than this.
const LARGEST_WINDOW: u32 = 1 << 30;

/// One side of a TCP connection: which bytes it sent, and what the capture holds of them.
///
/// What each segment needs stands together, because thousands of connections take turns in the
/// processor's cache.
#[derive(Clone, Debug, Default)]
#[repr(C)]
pub struct Side {
    next: u64,
    seen: Ranges,
    /// The highest offset that the other side acknowledged; no offset is 0.
    acknowledged: Option<NonZeroU64>,
    fin_frame: Option<NonZeroU64>,
    origin: u32,
    unanswered: u32,
    /// How many segments were sent again since the last new acknowledgment.
    resent: u32,
    place: Place,
    /// Whether the other side sent its FIN, so that this side's was sent too, or soon will be.
    pub(super) peer_finished: bool,
    /// The TTL or hop limit of its last segment that is no RST; 0 where there was none.
    pub ttl: u8,
    /// The TTL or hop limit of its RST; 0 where there was none.
    pub reset_ttl: u8,
    cut: u64,
    fin: Option<NonZeroU64>,
    /// Segments with payload.
    pub segments: u32,
    /// Segments with payload that brought nothing new.
    pub retransmitted: u32,
    /// The longest run of retransmissions without a new acknowledgment.
    pub stuck: Stuck,
    /// Bytes that came more than once.
    pub retransmitted_bytes: u64,
    /// Segments that announced a window of zero while the connection was open.
    pub zero_windows: u32,
}

const _: () = assert!(size_of::<Side>() <= 120);

/// Whether it is known where in the stream the sequence number `origin` stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// No segment was seen.
    #[default]
    Unknown,
    /// It is that of the first segment that was seen.
    Assumed,
    /// It follows the SYN.
    Synchronized,
}

/// A run of retransmissions that no new acknowledgment interrupted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stuck {
    /// How many there were.
    pub times: u32,
    /// The payload bytes of the last.
    pub length: u32,
    /// The frame of the last.
    pub frame: u64,
}

/// How many bytes of a stream may stand before its SYN in a capture.
const LATE_SYN: u32 = 1 << 16;

/// Where a segment's payload lies in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The stream offset of its first payload byte.
    pub offset: u64,
    /// How many of its bytes were never seen before.
    pub new: u64,
}

impl Side {
    /// The initial sequence number, where the SYN was seen.
    pub fn initial_sequence(&self) -> Option<u32> {
        (self.place == Place::Synchronized).then(|| self.origin.wrapping_sub(1))
    }

    /// Whether `sequence` is the initial sequence number that this side sent.
    pub fn began_with(&self, sequence: u32) -> bool {
        self.initial_sequence() == Some(sequence)
    }

    /// Whether a SYN with this initial sequence number may be the one that this side began with,
    /// in a frame that stands behind others of the connection.
    pub fn may_begin_late_with(&self, sequence: u32) -> bool {
        let behind = self.origin.wrapping_sub(sequence.wrapping_add(1));
        self.place == Place::Assumed && behind <= LATE_SYN
    }

    /// Takes the initial sequence number from a SYN.
    pub fn synchronize(&mut self, initial: u32) {
        let origin = initial.wrapping_add(1);
        if self.place == Place::Unknown {
            self.begin_at(origin);
        }
        if self.origin == origin {
            self.place = Place::Synchronized;
        }
    }

    /// Takes the place in the stream from a connection that was under way already.
    pub fn begin_at(&mut self, sequence: u32) {
        if self.place == Place::Unknown {
            self.origin = sequence;
            self.place = Place::Assumed;
            self.next = ORIGIN;
        }
    }

    /// The 64-bit offset of a sequence number, or `None` before the first segment.
    pub fn offset_of(&self, sequence: u32) -> Option<u64> {
        if self.place == Place::Unknown {
            return None;
        }
        let reference = self.origin.wrapping_add((self.next - ORIGIN) as u32);
        let ahead = sequence.wrapping_sub(reference);
        // A capture may miss gigabytes, so that what follows lies far ahead; nothing legitimate
        // lies further back than the largest window.
        if ahead < u32::MAX - LARGEST_WINDOW {
            Some(self.next + u64::from(ahead))
        } else {
            Some(
                self.next
                    .saturating_sub(u64::from(reference.wrapping_sub(sequence))),
            )
        }
    }

    /// Takes a segment that this side sent: its payload, its FIN, its window.
    pub fn sent(&mut self, segment: &Segment<'_>, frame: u64) -> Placed {
        self.ttl = segment.ttl;
        // Payload on a SYN follows the number that the SYN itself takes.
        let sequence = segment
            .sequence
            .wrapping_add(u32::from(segment.flags.syn()));
        self.begin_at(sequence);
        let offset = self.offset_of(sequence).unwrap_or(ORIGIN);
        let length = u64::from(segment.payload_length);
        if segment.window == 0 && !segment.flags.rst() && !segment.flags.syn() {
            self.zero_windows += 1;
        }
        let mut new = 0;
        if length > 0 {
            self.segments += 1;
            new = self.seen.insert(offset, offset + length);
            let cut = length - segment.payload.len() as u64;
            if new < length {
                // A keep-alive repeats one byte (RFC 9293 §3.8.4).
                if new == 0 && length > 1 {
                    self.unanswered += 1;
                    self.resent += 1;
                    if self.resent > self.stuck.times {
                        self.stuck = Stuck {
                            times: self.resent,
                            length: segment.payload_length,
                            frame,
                        };
                    }
                }
                self.retransmitted += u32::from(new == 0);
                self.retransmitted_bytes += length - new;
            }
            self.cut += cut.min(new);
            self.next = self.next.max(offset + length);
        }
        if segment.flags.fin() && self.fin.is_none() {
            self.fin = NonZeroU64::new(offset + length);
            self.fin_frame = NonZeroU64::new(frame);
            self.next = self.next.max(offset + length);
        }
        Placed { offset, new }
    }

    /// Takes an acknowledgment by the other side and returns it as an offset.
    pub fn acknowledged_by_peer(&mut self, acknowledgment: u32) -> u64 {
        self.begin_at(acknowledgment);
        self.unanswered = 0;
        let mut offset = self.offset_of(acknowledgment).unwrap_or(ORIGIN);
        if self.fin_frame.is_some()
            && let Some(fin) = self.fin
        {
            // The FIN takes a sequence number and no byte.
            offset = offset.min(fin.get());
        }
        let known = self.acknowledged.map_or(0, NonZeroU64::get);
        if self.resent > 0 && offset > known {
            self.resent = 0;
        }
        self.acknowledged = NonZeroU64::new(known.max(offset));
        offset
    }

    /// The frame that carried its FIN.
    pub fn fin_frame(&self) -> Option<u64> {
        self.fin_frame.map(NonZeroU64::get)
    }

    /// Notes that its FIN was in `frame`; 0 where it was not seen.
    pub(super) fn finished_in(&mut self, frame: u64) {
        self.fin_frame = NonZeroU64::new(frame);
    }

    /// The highest offset that the other side acknowledged.
    pub fn acknowledged(&self) -> Option<u64> {
        self.acknowledged.map(NonZeroU64::get)
    }

    /// How many segments were sent again since the other side was last heard.
    pub fn unanswered_retransmissions(&self) -> u32 {
        self.unanswered
    }

    /// The offset at which this side's stream begins, as far as the capture knows.
    pub fn start(&self) -> u64 {
        if self.place == Place::Synchronized {
            return ORIGIN;
        }
        self.seen.start().unwrap_or(ORIGIN).min(ORIGIN)
    }

    /// One past the last byte that is known to have been sent; at least [`Side::start`], although
    /// what was seen or acknowledged may lie before the first sequence number.
    fn end(&self) -> u64 {
        let start = self.start();
        let seen = self.seen.end().unwrap_or(start);
        if let Some(fin) = self.fin {
            return fin.get().max(seen).max(start);
        }
        // One number acknowledged beyond what was seen is a FIN that was not captured.
        let end = match self.acknowledged() {
            Some(acknowledged) if acknowledged > seen + 1 => {
                // Of a stream whose end was not captured the last number is most likely its FIN,
                // where the connection was closed.
                acknowledged - u64::from(self.peer_finished)
            }
            _ => seen,
        };
        end.max(start)
    }

    /// How many distinct payload bytes this side sent, known from sequence numbers.
    pub fn bytes(&self) -> u64 {
        self.end() - self.start()
    }

    /// How many of [`Side::bytes`] the capture does not hold.
    pub fn missing(&self) -> u64 {
        let held = self.seen.covered() - self.seen.joined() - self.cut;
        self.bytes().saturating_sub(held)
    }

    /// The holes in what the capture holds, as offsets from the stream's start; bytes that the
    /// snap length cut off are not among them.
    pub fn holes(&self) -> Vec<(u64, u64)> {
        let start = self.start();
        self.seen
            .holes(start, self.end())
            .into_iter()
            .map(|(from, to)| (from - start, to - start))
            .collect()
    }

    /// How many bytes were missing because frames were cut by the snap length.
    pub fn cut(&self) -> u64 {
        self.cut
    }

    /// Whether the peer acknowledged bytes that the capture does not hold.
    pub fn acknowledged_unseen(&self) -> bool {
        let acknowledged = self.acknowledged.map_or(0, NonZeroU64::get);
        self.seen
            .holes(self.start(), self.end())
            .iter()
            .any(|hole| hole.0 < acknowledged)
    }

    /// Whether any payload was seen.
    pub fn spoke(&self) -> bool {
        self.segments > 0
    }
}
