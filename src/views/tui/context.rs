//! What every screen sees.

use super::book::{Book, Entry};
use super::live::Live;
use super::packets::Packets;
use super::settings::{Language, Settings};
use super::theme::Theme;
use crate::net::Time;
use crate::texts::Texts;
use crate::texts::tui::Tui;
use crate::views::pen::Pen;
use crate::views::story::{Subject, quantities};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How times are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// Since the first frame of the session, or of the capture.
    #[default]
    SinceStart,
    /// Since what stands before.
    SincePrevious,
    /// As time of day, UTC.
    TimeOfDay,
}

impl Clock {
    /// The next way, round and round.
    pub fn next(self) -> Self {
        match self {
            Self::SinceStart => Self::SincePrevious,
            Self::SincePrevious => Self::TimeOfDay,
            Self::TimeOfDay => Self::SinceStart,
        }
    }

    /// What it is called.
    pub fn name(self, texts: &Tui) -> &'static str {
        match self {
            Self::SinceStart => texts.time_since_start,
            Self::SincePrevious => texts.time_since_previous,
            Self::TimeOfDay => texts.time_of_day,
        }
    }

    /// A moment, with six digits of a second: at most 15 columns for a time of day, and what it
    /// takes for a length of time.
    pub fn shown(self, time: Time, start: Time, previous: Time) -> String {
        let since = |other: Time| {
            let span = time - other;
            let sign = if span.0 < 0 { "-" } else { "" };
            let micros = span.0.unsigned_abs() / 1_000;
            format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000)
        };
        match self {
            Self::SinceStart => since(start),
            Self::SincePrevious => since(previous),
            Self::TimeOfDay => {
                let micros = time.0.rem_euclid(1_000_000_000) / 1_000;
                format!("{}.{micros:06}", quantities::time_of_day(time))
            }
        }
    }
}

/// What every screen sees: what was read so far, what of it is being looked at, and how to draw.
pub struct Context {
    /// The language.
    pub language: Language,
    /// Its texts.
    pub texts: &'static Texts,
    /// The characters to draw with.
    pub pen: Pen,
    /// The colours.
    pub theme: Theme,
    /// How times are shown.
    pub clock: Clock,
    /// Whether passwords are shown.
    pub show_passwords: bool,
    /// What was read so far.
    pub book: Book,
    /// How the live capture goes, where there is one.
    pub live: Live,
    /// Whether the screen stands still while the capture goes on.
    pub paused: bool,
    /// What is seen of the time while it does.
    pub now: Option<Time>,
    /// The session that is being looked at, by its place in the book.
    pub session: Option<usize>,
    /// The frame that is being looked at, in the capture of that session (of the first capture
    /// where there is no session).
    pub frame: Option<u64>,
    /// The connection that the stream is to be shown of: an index into the session's connections;
    /// `None` for the control connection.
    pub connection: Option<u32>,
    /// The frames, to be looked at again.
    pub packets: Arc<dyn Packets>,
    /// What is remembered.
    pub settings: Settings,
}

impl Context {
    /// The session that is being looked at.
    pub fn entry(&self) -> Option<&Entry> {
        self.book.sessions.get(self.session?)
    }

    /// The capture whose frames are being looked at, by its place in the book.
    pub fn capture(&self) -> usize {
        self.entry().map_or(0, |entry| entry.capture)
    }

    /// The moment up to which an open session is known.
    fn now(&self, entry: &Entry) -> Time {
        let end = entry.session.end;
        let now = self.now.filter(|_| !self.book.finished);
        now.map_or(end, |now| now.max(end))
    }

    /// Whether what is new is to be followed by who looks at the end.
    pub fn follows(&self) -> bool {
        self.book.is_live && !self.book.finished && !self.paused
    }

    /// A session with what is needed to write about it.
    pub fn subject<'a>(&'a self, entry: &'a Entry) -> Subject<'a> {
        Subject {
            session: &entry.session,
            texts: self.texts,
            pen: &self.pen,
            show_passwords: self.show_passwords,
            now: entry.is_open.then(|| self.now(entry)),
        }
    }
}
