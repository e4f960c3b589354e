//! Who is told what is read.

use crate::engine::{Event, OpenSession, Taken};
use crate::run::input::Input;
use crate::session::{Session, SessionId};
use crate::views::{CaptureSummary, Captured};
use std::fmt::Display;
use std::io;

/// Something that is told what is read, while it is read.
#[cfg_attr(not(all(unix, feature = "live")), allow(dead_code))]
pub trait Listener {
    /// Whether it is to be told of each frame, by [`Listener::frame`], or only how many there were, by
    /// [`Listener::frames`].
    const WANTS_FRAMES: bool;

    /// A capture begins.
    ///
    /// # Errors
    ///
    /// What makes it pointless to read on, here and below.
    fn begin(&mut self, source: &Input) -> io::Result<()>;

    /// A frame was read: the current one of `source`.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn frame(&mut self, _source: &Input, _taken: Taken) -> io::Result<()> {
        Ok(())
    }

    /// So many frames were read.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn frames(&mut self, _source: &Input, _count: u64) -> io::Result<()> {
        Ok(())
    }

    /// Something happened in a session, of which `session` has what is known so far.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn event(&mut self, _id: SessionId, _session: &Session, _event: Event<'_>) -> io::Result<()> {
        Ok(())
    }

    /// A session is finished; `number` counts from 1 in the capture.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn session(&mut self, number: u64, session: Session) -> io::Result<()>;

    /// Something cannot be read.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn complain(&mut self, complaint: &dyn Display) -> io::Result<()>;

    /// The capture is over.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn end(&mut self, source: &Input, summary: &CaptureSummary<'_>) -> io::Result<()>;

    /// Everything is read.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn finish(&mut self) -> io::Result<()>;

    /// Nothing waits to be read: what was gathered may be shown. Live capture only, here and below.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn idle(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Something happened to an interface.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn notice(&mut self, notice: &dyn Display) -> io::Result<()> {
        self.complain(notice)
    }

    /// Whether sessions are to be told of while they are open.
    fn wants_open(&self) -> bool {
        false
    }

    /// A session that is open has changed; told only where that is wanted.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn open(&mut self, _open: OpenSession) -> io::Result<()> {
        Ok(())
    }

    /// What the system counted so far; told about twice a second.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn counted(&mut self, _counts: &Captured) -> io::Result<()> {
        Ok(())
    }

    /// What was captured so far, in one line: at the end, and when somebody asks.
    ///
    /// # Errors
    ///
    /// As [`Listener::begin`].
    fn summary(&mut self, _summary: &dyn Display) -> io::Result<()> {
        Ok(())
    }

    /// Whether there is no more to be read, although there may be.
    fn has_enough(&self) -> bool {
        false
    }
}
