//! The listener that writes, beside the one that shows.

use super::{Saver, Trouble};
use crate::engine::{Event, OpenSession, Taken};
use crate::run::feed::{Listener, Status, tell_frame};
use crate::run::input::Input;
use crate::session::{Session, SessionId};
use crate::views::{CaptureSummary, Captured};
use std::fmt::Display;
use std::io;

/// A listener beside which frames are written.
pub struct Saving<'l, L> {
    listener: &'l mut L,
    saver: Saver,
    status: Status,
}

impl<'l, L: Listener> Saving<'l, L> {
    /// Hands everything on to `listener`.
    pub fn new(listener: &'l mut L, saver: Saver) -> Self {
        Self {
            listener,
            saver,
            status: Status::Complete,
        }
    }

    /// Whether everything was written.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Says what went wrong, and writes no more.
    fn look_at(&mut self, result: Result<(), Trouble>) -> io::Result<()> {
        let Err(trouble) = result else {
            return Ok(());
        };
        self.status = Status::Unreadable;
        self.saver.writer = None;
        let complaint = format!("{trouble}; going on without it");
        self.listener.complain(&complaint)
    }

    fn writes(&self) -> bool {
        self.status == Status::Complete
    }
}

impl<L: Listener> Listener for Saving<'_, L> {
    const WANTS_FRAMES: bool = true;

    fn begin(&mut self, source: &Input) -> io::Result<()> {
        let begun = self.saver.begin(source);
        self.listener.begin(source)?;
        self.look_at(begun)
    }

    #[inline]
    fn frame(&mut self, source: &Input, taken: Taken) -> io::Result<()> {
        if taken.used && self.writes() {
            let written = self.saver.frame(source, taken);
            self.look_at(written)?;
        }
        tell_frame(source, taken, self.listener)
    }

    fn session(&mut self, number: u64, session: Session) -> io::Result<()> {
        if self.writes() {
            let written = self.saver.session(&session, false);
            self.look_at(written)?;
        }
        self.listener.session(number, session)
    }

    fn complain(&mut self, complaint: &dyn Display) -> io::Result<()> {
        self.listener.complain(complaint)
    }

    fn end(&mut self, source: &Input, summary: &CaptureSummary<'_>) -> io::Result<()> {
        if self.writes() {
            let ended = self.saver.end(source);
            self.look_at(ended)?;
        }
        self.listener.end(source, summary)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.listener.finish()
    }

    fn idle(&mut self) -> io::Result<()> {
        self.listener.idle()
    }

    fn notice(&mut self, notice: &dyn Display) -> io::Result<()> {
        self.listener.notice(notice)
    }

    fn event(&mut self, id: SessionId, session: &Session, event: Event<'_>) -> io::Result<()> {
        self.listener.event(id, session, event)
    }

    fn wants_open(&self) -> bool {
        self.listener.wants_open() || self.saver.wants_open()
    }

    fn open(&mut self, open: OpenSession) -> io::Result<()> {
        if self.writes() {
            let written = self.saver.open_session(&open);
            self.look_at(written)?;
        }
        if self.listener.wants_open() {
            self.listener.open(open)?;
        }
        Ok(())
    }

    fn counted(&mut self, counts: &Captured) -> io::Result<()> {
        self.listener.counted(counts)
    }

    fn summary(&mut self, summary: &dyn Display) -> io::Result<()> {
        self.listener.summary(summary)
    }

    fn has_enough(&self) -> bool {
        self.listener.has_enough()
    }
}
