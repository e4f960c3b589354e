//! The way from captures through the engine to whoever listens.

#[cfg(all(unix, feature = "live"))]
mod live;
#[cfg(all(unix, feature = "live"))]
mod signals;

use super::complain;
use super::input::{Input, Opener};
use super::keys::Keys;
use super::ready::Ready;
use super::save::{Saver, Saving};
#[cfg(all(unix, feature = "live"))]
use crate::capture::Live;
use crate::capture::{Frame, Merged, Source};
use crate::cli;
use crate::diagnose::Census;
use crate::engine::{
    Config, Engine, Event, OpenSession, Order, Receiver, Statistics, Taken, Wanted,
};
use crate::net::Time;
use crate::sandbox::User;
use crate::session::{Security, Session, SessionId};
use crate::views::{CaptureSummary, Captured};
use std::fmt::Display;
use std::io;
use std::process::ExitCode;

/// What becomes of a frame that the filter does not let through.
const LEFT_OUT: Taken = Taken {
    ends: None,
    used: false,
};

/// How the program ends; of two the greater counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Everything was read to its end.
    Complete,
    /// Something could not be read, or not to its end.
    Unreadable,
    /// The command line is wrong.
    WrongUsage,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status as u8)
    }
}

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

/// Interfaces that were opened in advance, so that the privilege to is needed no longer.
#[derive(Default)]
pub struct Opened {
    #[cfg(all(unix, feature = "live"))]
    live: Option<Live>,
}

/// Makes for each capture who is told what its data connections carry.
type Receivers = Box<dyn Fn() -> Box<dyn Receiver>>;

/// The captures to be read, and how.
pub struct Feed<'a> {
    input: &'a cli::Input,
    payload: Wanted,
    events: bool,
    opener: Opener,
    receivers: Option<Receivers>,
    #[cfg(feature = "live")]
    filter: Option<crate::capture::Filter>,
    #[cfg_attr(not(all(unix, feature = "live")), allow(dead_code))]
    opened: Opened,
    keys: Keys,
    saver: Option<Saver>,
}

impl<'a> Feed<'a> {
    /// Prepares to read what the command line names; `None`, once the reason was told, where its
    /// filter is wrong.
    #[cfg(feature = "live")]
    pub fn new(input: &'a cli::Input, payload: Wanted, opener: Opener) -> Option<Self> {
        #[cfg(not(unix))]
        if input.live.is_wanted() {
            complain("this system cannot be captured on (-i): read a capture file instead");
            return None;
        }
        // Live capture has the system filter, by a program for the link type of each interface.
        let expression = input.filter.as_deref().filter(|_| !input.live.is_wanted());
        let filter = expression.map(crate::capture::Filter::compile).transpose();
        filter.map_err(complain).ok().map(|filter| Self {
            input,
            payload,
            events: false,
            opener,
            receivers: None,
            filter,
            opened: Opened::default(),
            keys: Keys::default(),
            saver: None,
        })
    }

    /// Prepares to read what the command line names; `None`, once the reason was told, where it
    /// has a filter.
    #[cfg(not(feature = "live"))]
    pub fn new(input: &'a cli::Input, payload: Wanted, opener: Opener) -> Option<Self> {
        if input.filter.is_some() {
            complain(
                "this ftpscope was built without libpcap (feature `live`), so it knows no filters (-f)",
            );
            return None;
        }
        if input.live.is_wanted() {
            complain(
                "this ftpscope was built without libpcap (feature `live`), so it cannot capture (-i)",
            );
            return None;
        }
        Some(Self {
            input,
            payload,
            events: false,
            opener,
            receivers: None,
            opened: Opened::default(),
            keys: Keys::default(),
            saver: None,
        })
    }

    /// Captures on interfaces that were opened already, instead of opening them, and writes what
    /// is used, where that is wanted.
    pub fn with(self, ready: Ready) -> Self {
        let Ready {
            opened,
            keys,
            saver,
            ..
        } = ready;
        Self {
            opened,
            keys: Keys::new(keys),
            saver,
            ..self
        }
    }

    /// Tells `listener` of what happens in sessions, too.
    pub fn with_events(mut self, events: bool) -> Self {
        self.events = events;
        self
    }

    /// Has somebody told what data connections carry, for each capture the one that is made for it.
    #[cfg_attr(not(unix), allow(dead_code))]
    pub fn with_receivers(self, receivers: Receivers) -> Self {
        Self {
            receivers: Some(receivers),
            ..self
        }
    }

    /// What makes sessions of a capture.
    fn engine(&self, order: Order) -> Engine {
        let config = Config {
            ports: self.input.ports.clone(),
            payload: self.payload,
            trace: false,
            order,
            events: self.events,
        };
        match &self.receivers {
            Some(receivers) => Engine::with_receiver(config, receivers()),
            None => Engine::new(config),
        }
    }

    /// Reads every capture, and tells `listener` what is in it.
    pub fn run(mut self, listener: &mut impl Listener) -> io::Result<Status> {
        let Some(saver) = self.saver.take() else {
            return self.read(listener);
        };
        let mut saving = Saving::new(listener, saver);
        let status = self.read(&mut saving)?;
        Ok(status.max(saving.status()))
    }

    fn read(mut self, listener: &mut impl Listener) -> io::Result<Status> {
        #[cfg(all(unix, feature = "live"))]
        if self.input.live.is_wanted() {
            let opened = match self.opened.live.take() {
                Some(live) => Ok(live),
                None => live::open(self.input, false, None),
            };
            return match opened {
                Ok(live) => self.capture(live, listener),
                Err(status) => Ok(status),
            };
        }
        let mut status = Status::Complete;
        if self.input.merge {
            let mut readers = Vec::new();
            for path in &self.input.captures {
                match self.opener.reader(path) {
                    Ok(reader) => readers.push(reader),
                    Err(error) => {
                        listener.complain(&error)?;
                        status = Status::Unreadable;
                    }
                }
            }
            if !readers.is_empty() {
                let read = self.feed(Input::Merged(Box::new(Merged::new(readers))), listener)?;
                status = status.max(read);
            }
        } else {
            for path in &self.input.captures {
                if listener.has_enough() {
                    break;
                }
                let read = match self.opener.reader(path) {
                    Ok(reader) => self.feed(Input::One(Box::new(reader)), listener)?,
                    Err(error) => {
                        listener.complain(&error)?;
                        Status::Unreadable
                    }
                };
                status = status.max(read);
            }
        }
        listener.finish()?;
        Ok(status)
    }

    /// Reads one capture.
    fn feed(&mut self, mut source: Input, listener: &mut impl Listener) -> io::Result<Status> {
        let mut engine = self.engine(Order::default());
        let mut status = Status::Complete;
        let mut cut = false;
        let mut tally = Tally::default();
        self.keys.begin(&source, &mut engine);
        listener.begin(&source)?;
        while !listener.has_enough() {
            if self.feed_at_hand(&mut source, &mut engine, listener)? {
                if engine.is_ready() {
                    hand_over(&mut engine, &mut tally, listener)?;
                }
                continue;
            }
            match source.advance() {
                Ok(true) => {
                    self.keys.look(&source, &mut engine);
                    let frame = source.current();
                    let taken = match self.takes(&frame) {
                        Ok(true) => take(&mut engine, &frame, listener),
                        Ok(false) => LEFT_OUT,
                        Err(error) => {
                            listener.complain(&error)?;
                            status = Status::WrongUsage;
                            LEFT_OUT
                        }
                    };
                    let time = frame.time;
                    tell_frame(&source, taken, listener)?;
                    if engine.has_events(time) {
                        tell_events(&mut engine, time, listener)?;
                    }
                }
                Ok(false) => break,
                // Who stops the reading of a pipe makes it end in the middle of a record.
                Err(_) if listener.has_enough() => break,
                Err(error) => {
                    listener.complain(&error)?;
                    status = status.max(Status::Unreadable);
                    cut = true;
                }
            }
            if engine.is_ready() {
                hand_over(&mut engine, &mut tally, listener)?;
            }
        }
        tally.suggestion = self.keys.suggestion();
        end(&source, engine, tally, cut, None, listener)?;
        Ok(status)
    }

    /// Gives the frames at hand to the engine, where nobody looks at each, up to one that has events to tell;
    /// returns whether there were any.
    #[inline(always)]
    fn feed_at_hand<L: Listener>(
        &self,
        source: &mut Input,
        engine: &mut Engine,
        listener: &mut L,
    ) -> io::Result<bool> {
        let Input::One(reader) = source else {
            return Ok(false);
        };
        if L::WANTS_FRAMES || self.filters() || self.keys.awaits() {
            return Ok(false);
        }
        let mut now = Time::default();
        let count = reader.each_at_hand(|frame| {
            now = frame.time;
            engine.take(frame);
            !engine.has_events(now)
        });
        if count == 0 {
            return Ok(false);
        }
        listener.frames(source, count)?;
        if engine.has_events(now) {
            tell_events(engine, now, listener)?;
        }
        Ok(true)
    }

    /// Whether a filter is to be asked.
    #[cfg(feature = "live")]
    fn filters(&self) -> bool {
        self.filter.is_some()
    }

    #[cfg(not(feature = "live"))]
    fn filters(&self) -> bool {
        false
    }

    /// Whether the filter lets a frame through; an error where it says nothing for such frames,
    /// which is told once.
    #[cfg(feature = "live")]
    fn takes(&mut self, frame: &Frame<'_>) -> Result<bool, crate::capture::FilterError> {
        match &mut self.filter {
            None => Ok(true),
            Some(filter) => filter.matches(frame),
        }
    }

    #[cfg(not(feature = "live"))]
    fn takes(&mut self, _frame: &Frame<'_>) -> Result<bool, std::convert::Infallible> {
        Ok(true)
    }
}

/// Gives a frame to the engine, and tells of it what `listener` wants to know.
#[inline(always)]
fn take<L: Listener>(engine: &mut Engine, frame: &Frame<'_>, _listener: &L) -> Taken {
    if L::WANTS_FRAMES {
        return engine.push(frame);
    }
    Taken {
        ends: None,
        used: engine.take(frame),
    }
}

/// Tells of a frame, as far as `listener` wants to know.
#[inline(always)]
pub fn tell_frame<L: Listener>(source: &Input, taken: Taken, listener: &mut L) -> io::Result<()> {
    match L::WANTS_FRAMES {
        true => listener.frame(source, taken),
        false => listener.frames(source, 1),
    }
}

/// Tells what has happened by `now`.
fn tell_events(engine: &mut Engine, now: Time, listener: &mut impl Listener) -> io::Result<()> {
    tell(|told| engine.tell_events(now, told), listener)
}

/// Hands on what `teller` tells, up to the first error.
fn tell(
    teller: impl FnOnce(&mut dyn FnMut(SessionId, &Session, Event<'_>)),
    listener: &mut impl Listener,
) -> io::Result<()> {
    let mut result = Ok(());
    teller(&mut |id, session, event| {
        if result.is_ok() {
            result = listener.event(id, session, event);
        }
    });
    result
}

/// Opens the interfaces that the command line names, if it names any; `prompt` says that a person
/// looks on, `user` whose rights the thread that opens them goes on with.
///
/// # Errors
///
/// The status to end with, once the reason was told.
#[cfg(all(unix, feature = "live"))]
pub fn open(input: &cli::Input, prompt: bool, user: Option<&User>) -> Result<Opened, Status> {
    let wanted = input.live.is_wanted();
    let live = wanted.then(|| live::open(input, prompt, user));
    Ok(Opened {
        live: live.transpose()?,
    })
}

/// Opens nothing: there is nothing to capture with.
///
/// # Errors
///
/// None; [`Feed::new`] has refused already.
#[cfg(not(all(unix, feature = "live")))]
pub fn open(_input: &cli::Input, _prompt: bool, _user: Option<&User>) -> Result<Opened, Status> {
    Ok(Opened::default())
}

/// What was handed over of a capture so far.
#[derive(Default)]
struct Tally {
    sessions: u64,
    census: Census,
    /// Whether one of them was encrypted and could not be read.
    is_unread: bool,
    /// What to say of that.
    suggestion: Option<String>,
    /// Those that are told of next; empty in between.
    batch: Vec<Session>,
}

/// How many sessions are finished before any of them is told of.
///
/// To finish one and to write it takes more instructions than the processor's cache for them holds, so
/// that doing both in turn fetched all of them anew each time.
const BATCH: usize = 32;

/// How much they may take together, in bytes, so that they are still at hand when they are told of.
const BATCH_BYTES: usize = 256 * 1024;

/// Tells of every session that is finished.
fn hand_over(
    engine: &mut Engine,
    tally: &mut Tally,
    listener: &mut impl Listener,
) -> io::Result<()> {
    loop {
        let mut batch = std::mem::take(&mut tally.batch);
        let mut bytes = 0;
        while batch.len() < BATCH
            && bytes < BATCH_BYTES
            && let Some(session) = engine.next_session()
        {
            bytes += session.memory();
            batch.push(session);
        }
        if batch.is_empty() {
            return Ok(());
        }
        for session in batch.drain(..) {
            tally.sessions += 1;
            tally.census.take(&session);
            tally.is_unread |= session.security == Security::Tls;
            tell(|told| engine.tell_last_events(&session, told), listener)?;
            listener.session(tally.sessions, session)?;
        }
        tally.batch = batch;
    }
}

/// Ends what is open, and tells of it and of the capture as a whole; returns how many sessions it had.
fn end(
    source: &Input,
    mut engine: Engine,
    mut tally: Tally,
    cut: bool,
    captured: Option<Captured>,
    listener: &mut impl Listener,
) -> io::Result<u64> {
    engine.finish();
    hand_over(&mut engine, &mut tally, listener)?;
    let Tally {
        mut census,
        is_unread,
        suggestion,
        ..
    } = tally;
    if let Some(suggestion) = suggestion.filter(|_| is_unread) {
        listener.notice(&suggestion)?;
    }
    census.note_dropped(captured.as_ref().map_or(0, Captured::dropped));
    let undecoded = engine.decoder().undecoded_by_reason();
    let undecoded = undecoded.map(|(reason, count)| (reason.name(), count));
    let statistics = engine.statistics();
    let Statistics {
        sessions, strays, ..
    } = statistics;
    let summary = CaptureSummary {
        name: source.name(),
        statistics: &statistics,
        link_types: source.link_types().iter().map(|link| link.name()).collect(),
        undecoded: undecoded.collect(),
        cut,
        orphans: engine.orphans(),
        captured,
        verdicts: census.verdicts(cut, sessions, strays, engine.orphans()),
        passive_ranges: census.passive_ranges(),
    };
    listener.end(source, &summary)?;
    Ok(sessions)
}
