//! Both directions of a control connection in the order in which the two sides spoke.
//!
//! Frames may stand in a file in another order than they were sent: mirror ports, several capture
//! queues and merged files do that. A segment tells which bytes of the other side its sender had
//! received when it sent it (its acknowledgment), so it is handed out only after these. Thus a
//! reply never comes before the command that it answers, whatever the order of the frames.

use super::Direction;
use super::side::Placed;
use crate::decode::Segment;
use crate::limits;
use crate::net::Time;

/// What a conversation hands out, in order.
#[derive(Debug, PartialEq, Eq)]
pub enum Delivery<'a> {
    /// The next bytes of one direction, and the frame that carried them first.
    Bytes {
        /// Who sent them.
        direction: Direction,
        /// The stream offset of the first.
        offset: u64,
        /// The bytes.
        bytes: &'a [u8],
        /// The frame's number.
        frame: u64,
        /// When the frame was captured.
        time: Time,
    },
    /// Bytes that were sent and that the capture does not hold.
    Gap {
        /// Who sent them.
        direction: Direction,
        /// The stream offset of the first.
        offset: u64,
        /// How many they are.
        length: u64,
    },
}

/// One segment with payload, as a conversation takes it.
#[derive(Clone, Copy, Debug)]
pub struct Spoken<'a> {
    /// Who sent it.
    pub direction: Direction,
    /// The stream offset of its first byte.
    pub offset: u64,
    /// The bytes that the capture holds.
    pub bytes: &'a [u8],
    /// Its length on the wire.
    pub length: u64,
    /// Up to which offset its sender had received the other side.
    pub acknowledged: Option<u64>,
    /// The frame's number.
    pub frame: u64,
    /// When the frame was captured.
    pub time: Time,
}

impl<'a> Spoken<'a> {
    /// What `segment` says, after [`Flow::take`](super::Flow::take) told where it lies.
    pub fn of(
        segment: &Segment<'a>,
        (direction, placed, acknowledged): (Direction, Placed, Option<u64>),
        frame: u64,
        time: Time,
    ) -> Self {
        Self {
            direction,
            offset: placed.offset,
            bytes: segment.payload,
            length: u64::from(segment.payload_length),
            acknowledged,
            frame,
            time,
        }
    }
}

#[derive(Clone, Debug)]
struct Held {
    direction: Direction,
    offset: u64,
    length: u64,
    acknowledged: Option<u64>,
    frame: u64,
    time: Time,
    bytes: Box<[u8]>,
}

#[derive(Clone, Debug, Default)]
struct Heard {
    /// The offset of the next byte to hand out.
    next: Option<u64>,
    /// The highest offset that the other side acknowledged.
    acknowledged: u64,
}

/// The two directions of a control connection.
///
/// Invariants: `held` is in order of frames and within [`limits::OUT_OF_ORDER_BYTES`] and
/// [`limits::OUT_OF_ORDER_SEGMENTS`]; nothing in it can be handed out as it stands.
#[derive(Clone, Debug, Default)]
pub struct Conversation {
    sides: [Heard; 2],
    held: Vec<Held>,
    held_bytes: usize,
    /// Since when, and for how many segments, acknowledged bytes have been awaited.
    awaited: Option<(Time, u32)>,
    /// Bytes that came again with other contents.
    pub conflicts: u64,
    /// Whether a limit made the conversation give up a hole early.
    pub overflowed: bool,
}

impl Conversation {
    /// Tells that the stream of `direction` begins at `offset`.
    pub fn begins(&mut self, direction: Direction, offset: u64) {
        self.sides[direction.index()].next.get_or_insert(offset);
    }

    /// Whether nothing waits.
    pub fn idle(&self) -> bool {
        self.held.is_empty()
    }

    /// Takes an acknowledgment without payload: what it covers was received.
    pub fn acknowledge(
        &mut self,
        direction: Direction,
        offset: u64,
        time: Time,
        each: &mut dyn FnMut(Delivery<'_>),
    ) {
        let heard = &mut self.sides[direction.opposite().index()];
        heard.acknowledged = heard.acknowledged.max(offset);
        if !self.held.is_empty() {
            self.drain(time, each);
        }
    }

    /// Takes a segment and hands out what is now in order.
    pub fn take(&mut self, spoken: Spoken<'_>, each: &mut dyn FnMut(Delivery<'_>)) {
        if let Some(acknowledged) = spoken.acknowledged {
            let other = &mut self.sides[spoken.direction.opposite().index()];
            other.acknowledged = other.acknowledged.max(acknowledged);
            other.next.get_or_insert(acknowledged);
        }
        let next = *self.sides[spoken.direction.index()]
            .next
            .get_or_insert(spoken.offset);
        if spoken.offset + spoken.length <= next {
            return;
        }
        let in_order = spoken.offset <= next
            && self.has_heard(spoken.direction.opposite(), spoken.acknowledged);
        if in_order && self.held.is_empty() {
            self.hand_out(spoken, each);
            return;
        }
        self.hold(spoken);
        self.drain(spoken.time, each);
    }

    /// Takes the news that nothing was captured until `now`: what was awaited for too long will not
    /// come.
    pub fn pass_time(&mut self, now: Time, each: &mut dyn FnMut(Delivery<'_>)) {
        if self
            .awaited
            .is_some_and(|(since, _)| now - since > limits::REORDER_TIME)
        {
            self.drain(now, each);
        }
    }

    /// Hands out all that still waits, with its gaps.
    pub fn finish(&mut self, each: &mut dyn FnMut(Delivery<'_>)) {
        while !self.held.is_empty() {
            self.release(each);
            self.hand_out_ready(each);
        }
    }

    fn has_heard(&self, direction: Direction, offset: Option<u64>) -> bool {
        let heard = &self.sides[direction.index()];
        match (offset, heard.next) {
            (Some(offset), Some(next)) => offset <= next,
            _ => true,
        }
    }

    fn hand_out(&mut self, spoken: Spoken<'_>, each: &mut dyn FnMut(Delivery<'_>)) {
        let Spoken {
            direction,
            frame,
            time,
            ..
        } = spoken;
        let heard = &mut self.sides[direction.index()];
        let next = heard.next.unwrap_or(spoken.offset);
        let skip = next.saturating_sub(spoken.offset);
        let end = spoken.offset + spoken.length;
        heard.next = Some(end);
        let fresh = spoken.bytes.get(skip as usize..).unwrap_or_default();
        if !fresh.is_empty() {
            each(Delivery::Bytes {
                direction,
                offset: next,
                bytes: fresh,
                frame,
                time,
            });
        }
        let held_until = next + fresh.len() as u64;
        if held_until < end {
            // The snap length cut the frame.
            each(Delivery::Gap {
                direction,
                offset: held_until,
                length: end - held_until,
            });
        }
    }

    fn hold(&mut self, spoken: Spoken<'_>) {
        let Spoken {
            direction,
            offset,
            length,
            acknowledged,
            frame,
            time,
            bytes,
        } = spoken;
        let copy = self.held.iter_mut().find(|held| {
            held.direction == direction && held.offset == offset && held.length == length
        });
        if let Some(copy) = copy {
            if *copy.bytes != *bytes && copy.bytes.len() == bytes.len() {
                self.conflicts += length;
            }
            // A retransmission acknowledges more than its first copy did; the first is what counts.
            copy.acknowledged = copy.acknowledged.min(acknowledged);
            return;
        }
        self.held_bytes += bytes.len();
        let held = Held {
            direction,
            offset,
            length,
            acknowledged,
            frame,
            time,
            bytes: bytes.into(),
        };
        let place = self.held.partition_point(|before| before.frame <= frame);
        self.held.insert(place, held);
    }

    fn drain(&mut self, now: Time, each: &mut dyn FnMut(Delivery<'_>)) {
        self.hand_out_ready(each);
        loop {
            if self.held.is_empty() {
                self.awaited = None;
                return;
            }
            let full = self.held_bytes > limits::OUT_OF_ORDER_BYTES
                || self.held.len() > limits::OUT_OF_ORDER_SEGMENTS;
            self.overflowed |= full;
            if !full && !self.patience_is_over(now) {
                return;
            }
            self.release(each);
            self.hand_out_ready(each);
            self.awaited = None;
        }
    }

    /// Whether bytes are awaited that the other side has received: the capture has lost them, or
    /// has them a little later.
    fn patience_is_over(&mut self, now: Time) -> bool {
        let received = self
            .sides
            .iter()
            .any(|side| side.next.is_some_and(|next| side.acknowledged > next));
        if !received {
            self.awaited = None;
            return false;
        }
        let (since, segments) = self.awaited.get_or_insert((now, 0));
        *segments += 1;
        *segments > limits::REORDER_SEGMENTS || now - *since > limits::REORDER_TIME
    }

    fn hand_out_ready(&mut self, each: &mut dyn FnMut(Delivery<'_>)) {
        while let Some(index) = self.held.iter().position(|held| self.is_ready(held)) {
            let held = self.held.remove(index);
            self.held_bytes -= held.bytes.len();
            let next = self.sides[held.direction.index()]
                .next
                .unwrap_or(held.offset);
            if held.offset + held.length > next {
                self.hand_out(held.spoken(), each);
            }
        }
    }

    fn is_ready(&self, held: &Held) -> bool {
        let next = self.sides[held.direction.index()].next;
        next.is_none_or(|next| held.offset <= next)
            && self.has_heard(held.direction.opposite(), held.acknowledged)
    }

    /// Gives up what the side with the first waiting segment waits for.
    fn release(&mut self, each: &mut dyn FnMut(Delivery<'_>)) {
        let Some(direction) = self.held.first().map(|first| first.direction) else {
            return;
        };
        let Some(lowest) = self.lowest_held(direction) else {
            return;
        };
        let Held {
            offset,
            acknowledged,
            ..
        } = self.held[lowest];
        if self.sides[direction.index()]
            .next
            .is_some_and(|next| offset > next)
        {
            self.skip(direction, offset, each);
        }
        let other = direction.opposite();
        if self.has_heard(other, acknowledged) {
            return;
        }
        // What the other side said and this one acknowledged comes first, as far as it is held.
        let until = acknowledged.unwrap_or_default();
        let until = self
            .lowest_held(other)
            .map_or(until, |held| until.min(self.held[held].offset));
        if self.sides[other.index()]
            .next
            .is_some_and(|next| until > next)
        {
            self.skip(other, until, each);
        } else {
            // The two sides wait for each other, which only a damaged capture does.
            self.held[lowest].acknowledged = None;
        }
    }

    /// The index of the waiting segment of `direction` that stands first in the stream.
    fn lowest_held(&self, direction: Direction) -> Option<usize> {
        let own = self
            .held
            .iter()
            .enumerate()
            .filter(|(_, held)| held.direction == direction);
        own.min_by_key(|(_, held)| held.offset)
            .map(|(index, _)| index)
    }

    fn skip(&mut self, direction: Direction, to: u64, each: &mut dyn FnMut(Delivery<'_>)) {
        let heard = &mut self.sides[direction.index()];
        let from = heard.next.unwrap_or(to);
        heard.next = Some(to);
        each(Delivery::Gap {
            direction,
            offset: from,
            length: to - from,
        });
    }
}

impl Held {
    fn spoken(&self) -> Spoken<'_> {
        Spoken {
            direction: self.direction,
            offset: self.offset,
            bytes: &self.bytes,
            length: self.length,
            acknowledged: self.acknowledged,
            frame: self.frame,
            time: self.time,
        }
    }
}
