//! Reading, beside the UI.

use super::message::{Message, Outbox};
use crate::capture::{Archive, Kept, Source};
use crate::engine::{OpenSession, Taken};
use crate::ftp::command::Verb;
use crate::net::Time;
use crate::run::feed::Listener;
use crate::run::input::Input;
use crate::session::Session;
use crate::session::transfer::Transfer;
use crate::views::tui::{Counted, News, Stop, Totals};
use crate::views::{CaptureSummary, Captured};
use std::fmt::Display;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Frames between two looks at how many bytes of a file were read.
const FRAMES: u64 = 64;

/// How far the reading is, for whoever wants to know; it is not told, because who reads a pipe may
/// wait for long with nothing to tell.
#[derive(Debug, Default)]
pub struct Gauge {
    captures: AtomicUsize,
    read: AtomicU64,
    frames: AtomicU64,
}

impl Gauge {
    /// How many captures were begun, and what was read of the last one.
    pub fn look(&self) -> (usize, News) {
        let news = News::Progress {
            read: self.read.load(Ordering::Relaxed),
            frames: self.frames.load(Ordering::Relaxed),
        };
        (self.captures.load(Ordering::Acquire), news)
    }
}

/// Keeps the frames that are read, and tells the UI of the rest.
pub struct Reporter {
    archive: Arc<Archive>,
    outbox: Outbox,
    gauge: Arc<Gauge>,
    stop: Stop,
    is_pipe: bool,
    frames: u64,
    dropped: bool,
}

impl Reporter {
    /// Keeps frames in `archive`, and has enough once `stop` is said.
    pub fn new(archive: Arc<Archive>, outbox: Outbox, gauge: Arc<Gauge>, stop: Stop) -> Self {
        Self {
            archive,
            outbox,
            gauge,
            stop,
            is_pipe: false,
            frames: 0,
            dropped: false,
        }
    }

    fn tell(&self, news: News) -> io::Result<()> {
        self.outbox.send(Message::News(news))
    }

    /// Says, once for each capture, that no more frames are kept.
    #[cold]
    fn give_up(&mut self, source: &Input, reason: &dyn Display) -> io::Result<()> {
        self.dropped = true;
        let (name, number) = (source.name(), self.frames);
        self.tell(News::Complaint(format!(
            "{name}: packets from number {number} on are not kept: {reason}"
        )))
    }
}

impl Listener for Reporter {
    const WANTS_FRAMES: bool = true;

    fn begin(&mut self, source: &Input) -> io::Result<()> {
        (self.frames, self.dropped) = (0, false);
        self.is_pipe = source.size().is_none();
        if source.is_live() {
            self.archive.begin_ring();
        } else {
            self.archive.begin(source.plain_files());
        }
        self.tell(News::Begun {
            name: source.name().to_owned(),
            size: source.size(),
        })?;
        if source.is_live() {
            self.tell(News::Live)?;
        }
        self.gauge.read.store(0, Ordering::Relaxed);
        self.gauge.frames.store(0, Ordering::Relaxed);
        self.gauge.captures.fetch_add(1, Ordering::Release);
        Ok(())
    }

    fn frame(&mut self, source: &Input, taken: Taken) -> io::Result<()> {
        self.frames += 1;
        if !self.dropped {
            match self
                .archive
                .keep(&source.current(), source.origin(), taken.ends)
            {
                Ok(Kept::Whole) => {}
                Ok(Kept::Dropped) => self.give_up(source, &"there is no room (--keep)")?,
                Err(error) => self.give_up(source, &error)?,
            }
        }
        // The frame after this one may be long in coming.
        if self.is_pipe || self.frames.is_multiple_of(FRAMES) {
            self.gauge.read.store(source.position(), Ordering::Relaxed);
            self.gauge.frames.store(self.frames, Ordering::Relaxed);
        }
        Ok(())
    }

    fn session(&mut self, _number: u64, mut session: Session) -> io::Result<()> {
        drop_heads_of_files(&mut session);
        session.shrink();
        self.tell(News::Sessions(vec![Arc::new(session)]))
    }

    fn wants_open(&self) -> bool {
        true
    }

    fn open(&mut self, open: OpenSession) -> io::Result<()> {
        match open {
            OpenSession::Changed { mut session, .. } => {
                drop_heads_of_files(&mut session);
                self.tell(News::Open(vec![Arc::from(session)]))
            }
            OpenSession::Gone(id) => self.tell(News::Gone(id)),
        }
    }

    fn counted(&mut self, counts: &Captured) -> io::Result<()> {
        self.tell(News::Counted(Counted {
            now: now(),
            packets: self.frames,
            dropped_by_kernel: counts.dropped_by_kernel,
            dropped_by_interface: counts.dropped_by_interface,
        }))
    }

    fn complain(&mut self, complaint: &dyn Display) -> io::Result<()> {
        self.tell(News::Complaint(complaint.to_string()))
    }

    fn end(&mut self, source: &Input, summary: &CaptureSummary<'_>) -> io::Result<()> {
        self.tell(News::Progress {
            read: source.position(),
            frames: self.frames,
        })?;
        self.tell(News::Ended(Box::new(Totals {
            statistics: *summary.statistics,
            undecoded: summary.undecoded.iter().map(|(_, count)| count).sum(),
            orphans: summary.orphans.len() as u64,
            verdicts: summary.verdicts.clone(),
            cut: summary.cut,
            stopped: self.stop.is_stopped(),
            frames_dropped: self.dropped,
        })))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.tell(News::Finished)
    }

    fn has_enough(&self) -> bool {
        self.stop.is_stopped()
    }
}

/// The time of this machine, which frames that it captures have as well.
fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let nanos = since.map_or(0, |since| since.as_nanos());
    Time(i64::try_from(nanos).unwrap_or(i64::MAX))
}

/// Drops the first bytes of what was no listing: all sessions stay in memory, and only listings are
/// shown.
fn drop_heads_of_files(session: &mut Session) {
    let lists = |transfer: &&Transfer| transfer.verb.is_some_and(Verb::is_listing);
    let listings = session.transfers.iter().filter(lists);
    let mut listings: Vec<u32> = listings
        .filter_map(|transfer| transfer.connection)
        .collect();
    listings.sort_unstable();
    for (index, connection) in session.connections.iter_mut().enumerate() {
        if listings.binary_search(&(index as u32)).is_err() {
            for sent in &mut connection.sent {
                sent.head = Box::default();
            }
        }
    }
}
