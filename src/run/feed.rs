//! The way from captures through the engine to whoever listens.

mod listener;
#[cfg(all(unix, feature = "live"))]
mod live;
#[cfg(all(unix, feature = "live"))]
mod signals;
mod telling;

pub use listener::Listener;
pub use telling::tell_frame;

use super::complain;
use super::input::{Input, Opener};
use super::keys::Keys;
use super::ready::Ready;
use super::save::{Saver, Saving};
#[cfg(all(unix, feature = "live"))]
use crate::capture::Live;
use crate::capture::{Frame, Merged, Source};
use crate::cli;
use crate::engine::{Config, Engine, Order, Receiver, Taken, Wanted};
use crate::net::Time;
use crate::sandbox::User;
use std::io;
use std::process::ExitCode;
use telling::{Tally, end, hand_over, tell_events};

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
            if !self.feed_at_hand(&mut source, &mut engine, listener)? {
                match source.advance() {
                    Ok(true) => {
                        let fed = self.feed_one(&source, &mut engine, listener)?;
                        status = status.max(fed);
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
            }
            if engine.is_ready() {
                hand_over(&mut engine, &mut tally, listener)?;
            }
        }
        tally.suggestion = self.keys.suggestion();
        end(&source, engine, tally, cut, None, listener)?;
        Ok(status)
    }

    /// Gives the current frame to the engine, if the filter lets it through.
    #[inline(always)]
    fn feed_one<L: Listener>(
        &mut self,
        source: &Input,
        engine: &mut Engine,
        listener: &mut L,
    ) -> io::Result<Status> {
        self.keys.look(source, engine);
        let frame = source.current();
        let mut status = Status::Complete;
        let taken = match self.takes(&frame) {
            Ok(true) => take(engine, &frame, listener),
            Ok(false) => Taken::default(),
            Err(error) => {
                listener.complain(&error)?;
                status = Status::WrongUsage;
                Taken::default()
            }
        };
        let time = frame.time;
        tell_frame(source, taken, listener)?;
        if engine.has_events(time) {
            tell_events(engine, time, listener)?;
        }
        Ok(status)
    }

    /// Gives the frames at hand to the engine, where nobody looks at each, up to one after which there is
    /// something to tell; returns whether there were any.
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
            // What is finished is handed over at once: which frames a window holds, or a pipe had ready,
            // must make no difference.
            !(engine.has_events(now) || engine.is_ready())
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
