//! The TLS records around a frame, read again from the beginning of their connection.

use super::Packets;
use super::owners::{Owner, Part};
use crate::decode::Decoder;
use crate::net::Endpoint;
use crate::views::tui::following::{Following, Placed, Subject};
use crate::views::tui::question::Stop;
use crate::views::tui::unsealing::{Piece, Record, Seal, Unsealing};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// What of a connection is kept before the frame that is wanted, and after it.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// Bytes.
    pub bytes: [u64; 2],
    /// Frames.
    pub frames: [usize; 2],
    /// The bytes by which a record that has not ended may go beyond that.
    pub beyond: u64,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            bytes: [64 << 10, 1 << 20],
            frames: [256, 4_096],
            beyond: 64 << 10,
        }
    }
}

/// The frames between two looks at whether the work is still wanted.
const LOOK: usize = 256;
/// The connections that can be read on where reading them stopped.
const CONNECTIONS: usize = 16;

/// Which connection it is: capture, session, part of it, and its ends.
pub type Key = (usize, usize, Part, (Endpoint, Endpoint));

/// What was read around a frame.
#[derive(Debug)]
pub struct Opened {
    key: Key,
    /// The frames of which everything is known.
    frames: (u64, u64),
    /// The last frame that the session had then, where a record had not ended.
    awaits: Option<u64>,
    /// Whether there were keys.
    has_keys: bool,
    /// Sorted by frame.
    placed: Vec<Placed>,
    /// Sorted by offset, by direction.
    records: [Vec<Record>; 2],
}

impl Opened {
    /// Whether it has what is known of a frame.
    pub fn covers(&self, key: &Key, frame: u64, owner: &Owner) -> bool {
        let is_current = self
            .awaits
            .is_none_or(|last| owner.session.last_frame <= last);
        let (first, last) = self.frames;
        let is_same = self.key == *key && self.has_keys == owner.has_keys();
        is_same && is_current && (first..=last).contains(&frame)
    }

    /// Where the payload of a frame stands, and the records that it has a part of.
    pub fn of(&self, frame: u64) -> Option<(Placed, &[Record])> {
        let at = self.placed.partition_point(|placed| placed.frame < frame);
        let placed = *self.placed.get(at).filter(|placed| placed.frame == frame)?;
        let records = &self.records[placed.direction.index()];
        let end = placed.offset + u64::from(placed.length);
        let first = records.partition_point(|record| record.end() <= placed.offset);
        let after = records.partition_point(|record| record.offset < end);
        Some((placed, records.get(first..after)?))
    }
}

/// A connection whose records are being read.
struct Opening {
    key: Key,
    reach: Reach,
    /// With which keys, and with which last frame, it was begun.
    seal: Seal,
    end: u64,
    following: Following,
    unsealing: Unsealing,
    decoder: Decoder,
    placed: VecDeque<Placed>,
    records: [VecDeque<Record>; 2],
    /// The payload of what is in `placed`.
    held: u64,
    /// The first frame of which everything is known.
    first: u64,
    last: u64,
}

impl Opening {
    fn new(packets: &dyn Packets, (key, reach): (Key, Reach), owner: &Owner, seal: Seal) -> Self {
        let (capture, _, _, ends) = key;
        let subject = Subject {
            capture,
            ends,
            frames: owner.frames(),
        };
        Self {
            key,
            reach,
            following: Following::new(packets, subject),
            unsealing: Unsealing::new(&seal),
            seal,
            end: subject.frames.1,
            decoder: Decoder::new(),
            placed: VecDeque::new(),
            records: Default::default(),
            held: 0,
            first: subject.frames.0,
            last: subject.frames.0,
        }
    }

    /// Takes the next frame.
    fn step(&mut self, packets: &dyn Packets) {
        let Self {
            following,
            unsealing,
            decoder,
            records,
            ..
        } = self;
        let mut keep = |piece: Piece<'_>| {
            if let Piece::Record(record) = piece {
                records[record.direction.index()].push_back(record);
            }
        };
        self.last = following.next_frame().unwrap_or(self.last);
        let placed = following.step(packets, decoder, &mut |delivery| {
            unsealing.take(delivery, &mut keep);
        });
        if let Some(placed) = placed.filter(|placed| placed.length > 0) {
            self.held += u64::from(placed.length);
            self.placed.push_back(placed);
        }
        if following.next_frame().is_none() {
            following.finish(&mut |delivery| unsealing.take(delivery, &mut keep));
        }
    }

    /// Lets go of what stands too far before the last frame.
    fn trim(&mut self) {
        let Reach { bytes, frames, .. } = self.reach;
        while (self.held > bytes[0] || self.placed.len() > frames[0])
            && self.placed.len() > 1
            && let Some(placed) = self.placed.pop_front()
        {
            self.held -= u64::from(placed.length);
        }
        let Some(first) = self.placed.front().map(|placed| placed.frame) else {
            return;
        };
        if self.first < first {
            self.first = first;
        }
        for records in &mut self.records {
            while records.front().is_some_and(|record| record.frame < first) {
                records.pop_front();
            }
        }
    }

    /// Reads up to what stands around `frame`; `None` once nobody wants it any more.
    fn read(&mut self, packets: &dyn Packets, stop: &Stop, frame: u64) -> Option<()> {
        let mut steps = 0_usize;
        let mut is_wanted = || {
            steps += 1;
            !steps.is_multiple_of(LOOK) || !stop.is_stopped()
        };
        while self
            .following
            .next_frame()
            .is_some_and(|next| next <= frame)
        {
            self.trim();
            self.step(packets);
            if !is_wanted() {
                return None;
            }
        }
        self.trim();
        let (held, frames) = (self.held, self.placed.len());
        let reach = self.reach;
        let is_enough = |opening: &Self| {
            let more = opening.held - held;
            let is_full =
                more >= reach.bytes[1] || opening.placed.len() - frames >= reach.frames[1];
            let is_beyond = more >= reach.bytes[1] + reach.beyond;
            is_full && (!opening.unsealing.is_within_record() || is_beyond)
        };
        while self.following.next_frame().is_some() && !is_enough(self) {
            self.step(packets);
            if !is_wanted() {
                return None;
            }
        }
        self.last = self.last.max(frame);
        Some(())
    }

    fn opened(&self, owner: &Owner) -> Opened {
        let is_over = self.following.next_frame().is_none();
        let records = self.records.each_ref();
        Opened {
            key: self.key,
            frames: (
                self.first,
                if is_over {
                    self.last.max(owner.frames().1)
                } else {
                    self.last
                },
            ),
            awaits: self
                .unsealing
                .is_within_record()
                .then_some(owner.session.last_frame),
            has_keys: self.seal.keys.is_some(),
            placed: self.placed.iter().copied().collect(),
            records: records.map(|records| records.iter().cloned().collect()),
        }
    }
}

/// A connection, and what was read of it last.
type Kept = (Opening, Arc<Opened>);

/// Reads records again, and goes on where it stopped: for one thread at a time.
#[derive(Clone, Default)]
pub struct Openings {
    all: Arc<Mutex<Vec<Kept>>>,
    /// How much is read at once.
    pub reach: Reach,
}

impl std::fmt::Debug for Openings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Openings").finish_non_exhaustive()
    }
}

impl Openings {
    /// What stands around a frame of a connection; `None` where it is not encrypted, or nobody
    /// wants it any more.
    pub fn around(
        &self,
        (packets, stop): (&dyn Packets, &Stop),
        key: Key,
        owner: &Owner,
        frame: u64,
    ) -> Option<Arc<Opened>> {
        let seal = owner.seal()?;
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.iter().position(|(opening, _)| opening.key == key);
        let known = known.map(|index| all.remove(index));
        if let Some((opening, opened)) = known {
            if opened.covers(&key, frame, owner) && opening.seal == seal {
                let found = Arc::clone(&opened);
                all.push((opening, opened));
                return Some(found);
            }
            let goes_on = opening.following.next_frame().is_some_and(|at| at <= frame);
            let is_current = opening.end == owner.frames().1 && opening.seal == seal;
            if goes_on && is_current {
                return Self::read(&mut all, opening, (packets, stop), owner, frame);
            }
        }
        let opening = Opening::new(packets, (key, self.reach), owner, seal);
        Self::read(&mut all, opening, (packets, stop), owner, frame)
    }

    fn read(
        all: &mut Vec<Kept>,
        mut opening: Opening,
        (packets, stop): (&dyn Packets, &Stop),
        owner: &Owner,
        frame: u64,
    ) -> Option<Arc<Opened>> {
        opening.read(packets, stop, frame)?;
        let opened = Arc::new(opening.opened(owner));
        if all.len() >= CONNECTIONS {
            all.remove(0);
        }
        all.push((opening, Arc::clone(&opened)));
        Some(opened)
    }
}
