//! What was read so far: captures and sessions.

use crate::diagnose::Verdict;
use crate::engine::Statistics;
use crate::session::Session;
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
    /// Sessions of the capture that was begun last.
    Sessions(Vec<Arc<Session>>),
    /// How far it is read.
    Progress {
        /// Bytes that were read.
        read: u64,
        /// Frames that were read.
        frames: u64,
    },
    /// What could not be read, in a sentence.
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
    /// What there is to say about it as a whole.
    pub verdicts: Vec<Verdict>,
    /// Whether it ended in a broken record.
    pub cut: bool,
    /// Whether reading was stopped before its end.
    pub stopped: bool,
    /// Whether there were more frames than are kept to be looked at again.
    pub frames_dropped: bool,
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
}

/// All captures and their sessions, in the order in which they were read.
#[derive(Debug, Default)]
pub struct Book {
    /// The captures.
    pub captures: Vec<Capture>,
    /// The sessions.
    pub sessions: Vec<Entry>,
    /// What could not be read.
    pub complaints: Vec<String>,
    /// Whether nothing more will come.
    pub finished: bool,
}

/// The complaints that are kept: a hostile list of captures must not fill the memory.
const COMPLAINTS: usize = 100;

impl Book {
    /// Takes what reading has brought.
    pub fn learn(&mut self, news: News) {
        match news {
            News::Begun { name, size } => self.captures.push(Capture {
                name,
                size,
                read: 0,
                frames: 0,
                totals: None,
            }),
            News::Sessions(sessions) => {
                let capture = self.captures.len().saturating_sub(1);
                let last = self.sessions.last();
                let mut number = last
                    .filter(|last| last.capture == capture)
                    .map_or(0, |last| last.number);
                self.sessions.extend(sessions.into_iter().map(|session| {
                    number += 1;
                    Entry {
                        capture,
                        number,
                        session,
                    }
                }));
            }
            News::Progress { read, frames } => {
                if let Some(capture) = self.captures.last_mut() {
                    (capture.read, capture.frames) = (read, frames);
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
}
