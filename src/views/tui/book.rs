//! What was read so far: captures and sessions.

use super::live::Counted;
use super::shelf::Shelf;
use crate::diagnose::Verdict;
use crate::engine::Statistics;
use crate::session::{Session, SessionId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What reading has brought.
#[derive(Clone, Debug)]
pub enum News {
    /// A capture begins.
    Begun {
        /// Its name.
        name: String,
        /// Its length in bytes; `None` for a pipe.
        size: Option<u64>,
    },
    /// The capture that was begun last goes on while one looks: `name` has the interfaces.
    Live,
    /// Sessions of the capture that was begun last, finished.
    Sessions(Vec<Arc<Session>>),
    /// Sessions of the capture that was begun last as they stand, still open; each takes the place
    /// of the one with the same id.
    Open(Vec<Arc<Session>>),
    /// What was told as an open session and is none of its own.
    Gone(SessionId),
    /// How far it is read.
    Progress {
        /// Bytes that were read.
        read: u64,
        /// Frames that were read.
        frames: u64,
    },
    /// What was captured so far; live only, about twice a second.
    Counted(Counted),
    /// What could not be read, or what happened to an interface, in a sentence.
    Complaint(String),
    /// The capture is read to its end, or as far as it goes.
    Ended(Box<Totals>),
    /// Nothing more will come.
    Finished,
}

/// What is told of a capture as a whole.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// What the engine counted.
    pub statistics: Statistics,
    /// Frames that could not be decoded.
    pub undecoded: u64,
    /// Data connections without a control connection.
    pub orphans: u64,
    /// Whether it ended in a broken record.
    pub cut: bool,
    /// Whether reading was stopped before its end.
    pub stopped: bool,
    /// Whether there were more frames than are kept to be looked at again.
    pub frames_dropped: bool,
    /// What there is to say about it as a whole.
    pub verdicts: Vec<Verdict>,
}

/// A capture.
#[derive(Clone, Debug)]
pub struct Capture {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub size: Option<u64>,
    /// Bytes that were read.
    pub read: u64,
    /// Frames that were read.
    pub frames: u64,
    /// What is told of it as a whole, once it is read.
    pub totals: Option<Totals>,
}

/// A session in the book.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its capture, by its place in the book.
    pub capture: usize,
    /// Its number in the capture, counted from 1.
    pub number: u64,
    /// The session.
    pub session: Arc<Session>,
    /// Whether it goes on.
    pub is_open: bool,
    /// When the session was put here, in revisions of the book.
    pub revision: u64,
}

/// How much is kept of what is captured live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Finished sessions.
    pub sessions: usize,
    /// Bytes of memory that all sessions take.
    pub bytes: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            sessions: 50_000,
            bytes: 512 << 20,
        }
    }
}

/// All captures and their sessions, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The captures.
    pub captures: Vec<Capture>,
    /// The sessions. A place stays that of its session.
    pub sessions: Shelf<Entry>,
    /// What could not be read.
    pub complaints: Vec<String>,
    /// Whether what is read is captured while one looks.
    pub is_live: bool,
    /// Whether nothing more will come.
    pub finished: bool,
    /// Sessions that were finished and let go, because newer ones needed the room.
    pub let_go: u64,
    /// The places of open sessions.
    open: BTreeMap<SessionId, usize>,
    /// The number of the last session of the capture that was begun last.
    number: u64,
    /// Bytes that the sessions take.
    memory: usize,
    revision: u64,
    /// How often places have become empty.
    removals: u64,
}

/// What somebody knows of the sessions of a book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    next: usize,
    revision: u64,
    removals: u64,
}

/// What has become of the sessions of a book since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Whether there are places without a session that had one.
    pub fewer: bool,
    /// The places that were known and have a newer session now.
    pub changed: Vec<usize>,
    /// Where what is new begins; `None` where nothing is.
    pub new_from: Option<usize>,
}

impl Changes {
    /// Whether anything has changed.
    pub fn any(&self) -> bool {
        self.fewer || !self.changed.is_empty() || self.new_from.is_some()
    }
}

/// The complaints that are kept: a hostile list of captures must not fill the memory.
const COMPLAINTS: usize = 100;

/// Which part of the sessions is let go at once, so that it is not done for each.
const AT_ONCE: usize = 32;

impl Book {
    /// Takes what reading has brought.
    pub fn learn(&mut self, news: News) {
        match news {
            News::Begun { name, size } => {
                self.captures.push(Capture {
                    name,
                    size,
                    read: 0,
                    frames: 0,
                    totals: None,
                });
                self.number = 0;
                self.open.clear();
            }
            News::Live => self.is_live = true,
            News::Sessions(sessions) => {
                for session in sessions {
                    let place = self.open.remove(&session.id);
                    self.put(place, session, false);
                }
            }
            News::Open(sessions) => {
                for session in sessions {
                    let id = session.id;
                    let place = self.put(self.open.get(&id).copied(), session, true);
                    self.open.insert(id, place);
                }
            }
            News::Gone(id) => {
                if let Some(gone) = self.open.remove(&id) {
                    self.remove(|place, _| place == gone);
                }
            }
            News::Progress { read, frames } => {
                if let Some(capture) = self.captures.last_mut() {
                    (capture.read, capture.frames) = (read, frames);
                }
            }
            News::Counted(counted) => {
                if let Some(capture) = self.captures.last_mut() {
                    capture.frames = counted.packets;
                }
            }
            News::Complaint(complaint) => {
                if self.complaints.len() < COMPLAINTS {
                    self.complaints.push(complaint);
                }
            }
            News::Ended(totals) => {
                if let Some(capture) = self.captures.last_mut() {
                    capture.frames = totals.statistics.packets;
                    capture.totals = Some(*totals);
                }
            }
            News::Finished => self.finished = true,
        }
    }

    /// Whether a session goes on.
    pub fn has_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Puts a session at its place, or at a new one.
    fn put(&mut self, place: Option<usize>, session: Arc<Session>, is_open: bool) -> usize {
        self.memory += session.memory();
        if let Some(place) = place
            && let Some(entry) = self.sessions.get_mut(place)
        {
            self.revision += 1;
            self.memory = self.memory.saturating_sub(entry.session.memory());
            (entry.session, entry.is_open) = (session, is_open);
            entry.revision = self.revision;
            return place;
        }
        self.number += 1;
        self.sessions.push(Entry {
            capture: self.captures.len().saturating_sub(1),
            number: self.number,
            session,
            is_open,
            revision: self.revision,
        })
    }

    fn remove(&mut self, gone: impl Fn(usize, &Entry) -> bool) {
        let memory = &mut self.memory;
        self.sessions.retain(|place, entry| {
            let is_gone = gone(place, entry);
            if is_gone {
                *memory = memory.saturating_sub(entry.session.memory());
            }
            !is_gone
        });
        self.removals += 1;
    }

    /// Lets finished sessions go where there are more than are to be kept, the oldest first, but
    /// not the one at `looked_at`; returns whether any went.
    pub fn trim(&mut self, keep: Keep, looked_at: Option<usize>) -> bool {
        let finished = self.sessions.len().saturating_sub(self.open.len());
        if !self.is_live || (finished <= keep.sessions && self.memory <= keep.bytes) {
            return false;
        }
        let count = (finished.saturating_sub(keep.sessions)).max(finished / AT_ONCE);
        let bytes = self.memory.saturating_sub(keep.bytes);
        let (mut dropped, mut freed, mut last) = (0, 0, None);
        for (place, entry) in self.sessions.iter() {
            if entry.is_open || Some(place) == looked_at {
                continue;
            }
            if dropped >= count && freed >= bytes {
                break;
            }
            dropped += 1;
            freed += entry.session.memory();
            last = Some(place);
        }
        let Some(last) = last else {
            return false;
        };
        self.remove(|place, entry| place <= last && !entry.is_open && Some(place) != looked_at);
        self.let_go += dropped as u64;
        true
    }

    /// What has become of the sessions since `mark`, which is moved to now.
    pub fn changes(&self, mark: &mut Mark) -> Changes {
        let now = Mark {
            next: self.sessions.next_place(),
            revision: self.revision,
            removals: self.removals,
        };
        let before = std::mem::replace(mark, now);
        let mut changed = Vec::new();
        if before.revision != now.revision {
            let newer = self
                .sessions
                .iter()
                .filter(|(place, entry)| *place < before.next && entry.revision > before.revision);
            changed.extend(newer.map(|(place, _)| place));
        }
        Changes {
            fewer: before.removals != now.removals,
            changed,
            new_from: (before.next < now.next).then_some(before.next),
        }
    }
}

#[cfg(test)]
mod tests;
