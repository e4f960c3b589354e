//! A view that writes while captures are read, with progress beside it.

use super::complain;
use super::feed::Listener;
use super::input::Input;
use super::progress::Progress;
use crate::capture::Source;
use crate::engine::Event;
use crate::session::{Session, SessionId};
use crate::views::{CaptureSummary, View};
use std::fmt::Display;
use std::io;

/// A view, told of what is read.
pub struct Output<'v> {
    view: &'v mut dyn View,
    progress: Progress,
    sessions: u64,
    is_live: bool,
}

impl<'v> Output<'v> {
    /// Hands on to `view`.
    pub fn new(view: &'v mut dyn View) -> Self {
        Self {
            view,
            progress: Progress::new(None),
            sessions: 0,
            is_live: false,
        }
    }
}

impl Listener for Output<'_> {
    const WANTS_FRAMES: bool = false;

    fn begin(&mut self, source: &Input) -> io::Result<()> {
        self.progress = Progress::new(source.size());
        self.sessions = 0;
        self.is_live = source.is_live();
        if self.is_live {
            complain(format_args!("capturing on {}", source.name()));
        }
        self.view.begin(source.name())
    }

    #[inline]
    fn frames(&mut self, source: &Input, count: u64) -> io::Result<()> {
        if !self.is_live {
            self.progress.frames(count, source, self.sessions);
        }
        Ok(())
    }

    fn event(&mut self, id: SessionId, session: &Session, event: Event<'_>) -> io::Result<()> {
        self.view.event(id, session, event)
    }

    fn session(&mut self, number: u64, session: Session) -> io::Result<()> {
        self.sessions = number;
        self.progress.erase();
        self.view.session(number, &session)?;
        if self.progress.shares_the_screen() {
            self.view.flush()?;
        }
        Ok(())
    }

    fn complain(&mut self, complaint: &dyn Display) -> io::Result<()> {
        self.progress.erase();
        // What was told before comes first.
        self.view.flush()?;
        complain(complaint);
        Ok(())
    }

    fn end(&mut self, _source: &Input, summary: &CaptureSummary<'_>) -> io::Result<()> {
        self.progress.erase();
        self.view.end(summary)
    }

    fn idle(&mut self) -> io::Result<()> {
        self.view.flush()
    }

    fn summary(&mut self, summary: &dyn Display) -> io::Result<()> {
        self.complain(summary)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.view.flush()
    }
}
