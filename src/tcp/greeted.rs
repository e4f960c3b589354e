//! Control connections on which only the server has spoken: it has greeted, and nobody answered.
//!
//! Who looks for FTP servers, or whether one is up, opens thousands of them, reads the greeting and
//! leaves. What was seen of each is kept here as it came, which is little. It is followed, from its
//! beginning, as soon as it is more than that.

use super::Direction;
use super::half_open::HalfOpen;
use super::key::{ConnectionKey, FlowKey, Indexed, PlaceIndex};
use super::slab::Slab;
use crate::decode::{Flags, Segment};
use crate::limits;
use crate::net::Time;
use smallvec::SmallVec;
use std::collections::VecDeque;

/// The longest greeting that is kept, in bytes.
const GREETING: usize = 512;

/// How many segments are kept of a connection, the greeting among them: those of one that both sides
/// then close, and some to spare.
const SEGMENTS: usize = 6;

/// A connection of which nothing was seen but the handshake, a greeting, and segments without payload.
#[derive(Debug)]
#[repr(align(64))]
pub struct Greeted {
    /// What was seen before the greeting.
    pub half: HalfOpen,
    greeting: SmallVec<[u8; 32]>,
    count: u8,
    stage: Stage,
    /// The segments that followed the handshake; the first is the greeting.
    segments: [Kept; SEGMENTS],
}

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// More may be seen of it.
    Open,
    /// It is over, and kept until its session is made.
    Over,
    /// The same, and another connection has its endpoints.
    Replaced,
    /// Its session was made: it is here for stragglers.
    Told,
}

/// A segment as it is kept, with what [`Flow::take`](super::Flow::take) needs of it.
#[derive(Clone, Copy, Debug)]
struct Kept {
    frame: u64,
    time: Time,
    sequence: u32,
    acknowledgment: u32,
    window: u16,
    flags: Flags,
    ttl: u8,
    direction: Direction,
}

impl Greeted {
    /// Whether `segment` is a whole greeting, the first word on the connection `half`, in order.
    pub fn may_begin(half: &HalfOpen, segment: &Segment<'_>) -> bool {
        const NOT_PLAIN: u8 = Flags::SYN | Flags::FIN | Flags::RST | Flags::URG;
        let (Some(sequence), Some((answer, ..))) = (half.sequence, half.answer) else {
            return false;
        };
        let is_whole = segment.payload.len() == segment.payload_length as usize;
        let is_plain = segment.flags.0 & NOT_PLAIN == 0 && segment.flags.ack();
        let is_first = segment.sequence == answer.wrapping_add(1)
            && segment.acknowledgment == sequence.wrapping_add(1);
        segment.source == half.listener
            && is_whole
            && segment.payload.len() <= GREETING
            && is_plain
            && is_first
            && half.fins == [0; 2]
            && half.reset.is_none()
    }

    /// The segments that were kept, with their frames and times, in order.
    pub fn segments(&self) -> impl Iterator<Item = (Segment<'_>, u64, Time)> {
        let kept = &self.segments[..usize::from(self.count)];
        kept.iter().enumerate().map(|(index, kept)| {
            let payload = match index {
                0 => self.greeting.as_slice(),
                _ => &[],
            };
            let (source, destination) = match kept.direction {
                Direction::FromInitiator => (self.half.initiator, self.half.listener),
                Direction::FromListener => (self.half.listener, self.half.initiator),
            };
            let segment = Segment {
                source,
                destination,
                sequence: kept.sequence,
                acknowledgment: kept.acknowledgment,
                flags: kept.flags,
                window: kept.window,
                urgent_pointer: 0,
                options: &[],
                payload,
                payload_length: payload.len() as u32,
                ttl: kept.ttl,
                identification: 0,
            };
            (segment, kept.frame, kept.time)
        })
    }

    /// The last frame, and the latest time of any.
    pub fn last(&self) -> (u64, Time) {
        let kept = &self.segments[..usize::from(self.count)];
        let frame = kept.last().map_or(self.half.last_frame, |last| last.frame);
        let times = kept.iter().map(|kept| kept.time);
        (frame, times.fold(self.half.end, Time::max))
    }

    #[inline]
    fn has(&self, key: &impl ConnectionKey) -> bool {
        key.is_between(&self.half.initiator, &self.half.listener)
    }

    fn keep(&mut self, segment: &Segment<'_>, frame: u64, time: Time) -> bool {
        let Some(free) = self.segments.get_mut(usize::from(self.count)) else {
            return false;
        };
        *free = Kept::new(&self.half, segment, frame, time);
        self.count += 1;
        true
    }

    /// Whether both sides have closed it, or one has reset it.
    fn is_closed(&self) -> bool {
        let mut closed = [false; 2];
        for kept in &self.segments[..usize::from(self.count)] {
            if kept.flags.rst() {
                return true;
            }
            closed[kept.direction.index()] |= kept.flags.fin();
        }
        closed == [true; 2]
    }

    /// Whether `segment` is a SYN that begins another connection between the same endpoints, where
    /// this one is over; as [`Flow::is_reused_by`](super::Flow::is_reused_by).
    fn is_reused_by(&self, segment: &Segment<'_>) -> bool {
        let answered = self.half.answer.map(|(sequence, ..)| sequence);
        segment.flags.syn()
            && match segment.source == self.half.initiator {
                true => !segment.flags.ack() && self.half.sequence != Some(segment.sequence),
                false => answered != Some(segment.sequence),
            }
    }
}

impl Kept {
    #[inline]
    fn new(half: &HalfOpen, segment: &Segment<'_>, frame: u64, time: Time) -> Self {
        let direction = match segment.source == half.initiator {
            true => Direction::FromInitiator,
            false => Direction::FromListener,
        };
        Self {
            frame,
            time,
            sequence: segment.sequence,
            acknowledgment: segment.acknowledgment,
            window: segment.window,
            flags: segment.flags,
            ttl: segment.ttl,
            direction,
        }
    }
}

/// Where a connection stands in the table.
#[derive(Clone, Copy, Debug)]
pub struct GreetedId(Indexed);

/// What becomes of a segment.
#[derive(Clone, Copy, Debug)]
pub enum Greeting {
    /// It belongs to no connection of the table.
    Unknown,
    /// It needs nothing more.
    Kept,
    /// It is more than is kept of this connection, which has to be followed.
    More,
}

/// The connections on which only the server has spoken, also when they are over until their sessions
/// are made, and a while longer so that stragglers find them.
///
/// Invariant: what is in a place is in `index`, unless another has its endpoints.
#[derive(Debug)]
pub struct GreetedTable {
    index: PlaceIndex,
    places: Slab<Option<Greeted>>,
    /// Those that are closed, with their numbers and when they may be over.
    closing: VecDeque<(Time, GreetedId, u64)>,
    /// When the first of these may be over.
    alarm: Time,
    /// Those whose sessions were made, with their numbers, oldest first.
    told: VecDeque<(GreetedId, u64)>,
}

/// Nothing is ever over then.
const END_OF_TIME: Time = Time(i64::MAX);

impl Default for GreetedTable {
    fn default() -> Self {
        Self {
            index: PlaceIndex::default(),
            places: Slab::default(),
            closing: VecDeque::new(),
            alarm: END_OF_TIME,
            told: VecDeque::new(),
        }
    }
}

impl GreetedTable {
    /// Adds the connection `half`, whose key is `key`, with its greeting.
    pub fn insert(
        &mut self,
        key: &FlowKey<'_>,
        half: HalfOpen,
        greeting: &Segment<'_>,
        frame: u64,
        time: Time,
    ) -> GreetedId {
        let place = self.places.claim();
        let first = Kept::new(&half, greeting, frame, time);
        self.places[place] = Some(Greeted {
            half,
            greeting: greeting.payload.into(),
            count: 1,
            stage: Stage::Open,
            segments: [first; SEGMENTS],
        });
        GreetedId(self.index.insert(key, place))
    }

    /// Where the connection with `key` is.
    #[inline]
    pub fn find(&self, key: &impl ConnectionKey) -> Option<GreetedId> {
        let has = |place: u32| self.places[place].as_ref().is_some_and(|one| one.has(key));
        self.index.find(key, has).map(GreetedId)
    }

    /// Gives a segment to the connection at `id`.
    pub fn take(
        &mut self,
        id: GreetedId,
        segment: &Segment<'_>,
        frame: u64,
        time: Time,
    ) -> Greeting {
        let Some(greeted) = &mut self.places[id.0.place()] else {
            return Greeting::Unknown;
        };
        if greeted.stage != Stage::Open {
            if !greeted.is_reused_by(segment) {
                return Greeting::Kept;
            }
            self.replace(id);
            return Greeting::Unknown;
        }
        let may_close = segment.flags.0 & (Flags::FIN | Flags::RST) != 0;
        let was_closed = may_close && greeted.is_closed();
        if segment.payload_length > 0 || segment.flags.syn() || !greeted.keep(segment, frame, time)
        {
            return Greeting::More;
        }
        if may_close && !was_closed && greeted.is_closed() {
            let number = greeted.half.number;
            self.close(id, number, time);
        }
        Greeting::Kept
    }

    /// The connection with `key`, unless it is over.
    pub fn open(&self, key: &FlowKey<'_>) -> Option<GreetedId> {
        self.find(key).filter(|&id| self.get(id).is_some())
    }

    /// The connection at `id`, unless it is over.
    pub fn get(&self, id: GreetedId) -> Option<&Greeted> {
        let place = self.places.get(id.0.place())?;
        place
            .as_ref()
            .filter(|greeted| greeted.stage == Stage::Open)
    }

    /// Takes the connection at `id`, which is to be followed.
    pub fn remove(&mut self, id: GreetedId) -> Option<Greeted> {
        self.get(id)?;
        self.unlink(id);
        self.places[id.0.place()].take()
    }

    /// The connection at `id` is over, and will be asked for once more.
    pub fn end(&mut self, id: GreetedId) {
        if let Some(greeted) = &mut self.places[id.0.place()] {
            greeted.stage = Stage::Over;
        }
    }

    /// The connection at `id`, which is over; from now on only stragglers will find it.
    pub fn tell<R>(&mut self, id: GreetedId, tell: impl FnOnce(&Greeted) -> R) -> Option<R> {
        let greeted = self.places[id.0.place()].as_mut()?;
        let told = tell(greeted);
        if greeted.stage == Stage::Replaced {
            self.places[id.0.place()] = None;
            self.places.give_up(id.0.place());
            return Some(told);
        }
        greeted.stage = Stage::Told;
        self.told.push_back((id, greeted.half.number));
        if self.told.len() > limits::GREETED_TOLD
            && let Some((oldest, number)) = self.told.pop_front()
        {
            let place = self.places[oldest.0.place()].as_ref();
            if place.is_some_and(|one| one.stage == Stage::Told && one.half.number == number) {
                self.forget(oldest);
            }
        }
        Some(told)
    }

    /// Another connection has the endpoints of the one at `id`, which is over.
    fn replace(&mut self, id: GreetedId) {
        match &mut self.places[id.0.place()] {
            Some(greeted) if greeted.stage == Stage::Over => {
                greeted.stage = Stage::Replaced;
                self.index.remove_at(id.0);
            }
            _ => self.forget(id),
        }
    }

    fn forget(&mut self, id: GreetedId) {
        self.unlink(id);
        self.places[id.0.place()] = None;
    }

    /// Gives up the place of a connection, which is to be emptied.
    fn unlink(&mut self, id: GreetedId) {
        self.index.remove_at(id.0);
        self.places.give_up(id.0.place());
    }

    /// The connection at `id` is closed, and was last heard at `last`.
    fn close(&mut self, id: GreetedId, number: u64, last: Time) {
        // Those that went early leave theirs behind; these must not pile up where time stands still.
        if self.closing.len() > 2 * self.places.len() + 1_024 {
            let mut closing = std::mem::take(&mut self.closing);
            closing.retain(|&(_, id, number)| self.is_open(id, number));
            self.closing = closing;
        }
        let over = last + limits::LINGER;
        self.closing.push_back((over, id, number));
        self.alarm = self.alarm.min(over);
    }

    fn is_open(&self, id: GreetedId, number: u64) -> bool {
        self.get(id).is_some_and(|one| one.half.number == number)
    }

    /// How many connections are closed, those that went early among them.
    pub fn closing(&self) -> usize {
        self.closing.len()
    }

    /// Whether [`GreetedTable::due`] may have one.
    #[inline]
    pub fn is_due(&self, now: Time) -> bool {
        // At the end of time, which a damaged capture may reach, all would be due at once again.
        now >= self.alarm && self.alarm != END_OF_TIME
    }

    /// The number of the next connection that was last heard [`limits::LINGER`] ago and is closed.
    pub fn due(&mut self, now: Time) -> Option<u64> {
        for _ in 0..self.closing.len() {
            if !self.is_due(now) {
                break;
            }
            let (_, id, number) = self.closing.pop_front()?;
            self.alarm = self.closing.front().map_or(END_OF_TIME, |&(at, ..)| at);
            let Some(greeted) = self.get(id).filter(|one| one.half.number == number) else {
                continue;
            };
            let (_, last) = greeted.last();
            if now - last >= limits::LINGER {
                return Some(number);
            }
            self.close(id, number, last);
        }
        None
    }

    /// How many connections are in the table, those that are over among them.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether the table is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests;
