//! Streams that grow while one looks.

use super::{Landing, StreamScreen};
use crate::views::tui::book::Entry;

/// The frames up to which a stream is put together anew whenever it has grown.
const FRAMES: u64 = 4_096;

/// The part of its frames by which a longer one has to grow before it is.
const PART: u64 = 8;

/// A state of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    revision: u64,
    last_frame: u64,
    is_open: bool,
}

impl State {
    /// The state of a session in the book.
    pub fn of(entry: &Entry) -> Self {
        Self {
            revision: entry.revision,
            last_frame: entry.session.last_frame,
            is_open: entry.is_open,
        }
    }

    /// Whether `other` is a later one.
    pub fn is_older(&self, other: &Self) -> bool {
        self.revision < other.revision
    }
}

impl StreamScreen {
    /// Shows what has come since, where the end of the stream is shown: it is put together once
    /// more.
    pub(super) fn go_on(&mut self, state: State) {
        if !self.state.is_older(&state) || self.loaded != self.wanted || !self.is_over {
            return;
        }
        let frames = self
            .reassembly
            .as_ref()
            .map_or(0, |reassembly| reassembly.frames() as u64);
        let grown = state.last_frame.saturating_sub(self.state.last_frame);
        if state.is_open && frames > FRAMES && grown < frames / PART {
            return;
        }
        self.state = state;
        let at_end = self.content.selected + 1 >= self.page.rows.len();
        self.landing = if at_end {
            Landing::Bottom
        } else {
            Landing::Same
        };
        self.asked = None;
        self.stale = true;
    }
}
