//! Writing what was used of a capture (`-w`), while it is read.

mod files;
mod notes;
mod outlet;
mod recent;
mod saving;

pub use saving::Saving;

use super::input::Input;
use crate::capture::{Frame, Interface, Source, Writer};
use crate::cli;
use crate::cli::save::Rotate;
use crate::engine::{OpenSession, Taken};
use crate::net::{Span, Time};
use crate::session::Session;
use files::Ring;
use notes::Noted;
use outlet::{Inlet, Outlet};
use recent::Recent;
use std::fmt::{self, Display};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often it is written what the interfaces have counted, where that has changed.
const COUNTING: Duration = Duration::from_secs(10);

/// Why a file cannot be written.
#[derive(Debug)]
pub struct Trouble {
    path: PathBuf,
    error: io::Error,
}

impl Trouble {
    fn with(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self { path, error }
    }
}

impl Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write {}: {}", self.path.display(), self.error)
    }
}

/// Writes frames to a file, or to one after the other.
pub struct Saver {
    path: PathBuf,
    target: Target,
    filter: Option<String>,
    noted: Noted,
    /// There while a file is being written.
    writer: Option<Writer<Inlet>>,
    /// The interfaces of the capture.
    known: Vec<Known>,
    /// What the current file says of the first of them.
    told: Vec<Counts>,
    /// The packets that are written only if something fails, where that is wanted.
    recent: Option<Recent>,
    counted_at: Instant,
    /// The time of the last frame.
    latest: Time,
    /// Last, so that it writes what the others have left.
    outlet: Option<Outlet>,
}

enum Target {
    /// One file, which was opened and not yet touched.
    Opened(Option<File>),
    /// One file after the other.
    Ring {
        ring: Ring,
        size: u64,
        period: Span,
        /// When the first frame of the current file was captured.
        since: Time,
    },
}

impl Saver {
    /// Opens the file that the command line names, or prepares to make those that it describes;
    /// `None` where none is wanted. No file is changed before the first capture begins.
    ///
    /// # Errors
    ///
    /// Where it cannot be opened, or is what is to be read.
    pub fn open(input: &cli::Input) -> Result<Option<Self>, Trouble> {
        let save = &input.save;
        let Some(path) = &save.write else {
            return Ok(None);
        };
        let target = if save.rotate.is_empty() {
            let opened = files::open(path, &input.captures);
            Target::Opened(Some(opened.map_err(Trouble::with(path))?))
        } else {
            let (mut size, mut period) = (u64::MAX, Span(i64::MAX));
            for rotate in &save.rotate {
                match *rotate {
                    Rotate::Size(bytes) => size = size.min(bytes),
                    Rotate::Time(time) => {
                        let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
                        period = period.min(Span(seconds.saturating_mul(1_000_000_000)));
                    }
                }
            }
            let limit = save.ring.map(|limit| limit as usize);
            let ring = Ring::new(path.clone(), limit);
            ring.check().map_err(Trouble::with(path))?;
            Target::Ring {
                ring,
                size,
                period,
                since: Time(i64::MAX),
            }
        };
        Ok(Some(Self {
            path: path.clone(),
            target,
            filter: input.filter.clone(),
            noted: Noted::default(),
            writer: None,
            known: Vec::new(),
            told: Vec::new(),
            recent: save.ring_before.map(|seconds| {
                let span = Span::seconds(seconds.into());
                Recent::new(span, save.ring_memory)
            }),
            counted_at: Instant::now(),
            latest: Time(0),
            outlet: None,
        }))
    }

    /// The folder in which files are still to be made, if there are any.
    pub fn folder(&self) -> Option<PathBuf> {
        match &self.target {
            Target::Opened(_) => None,
            Target::Ring { ring, .. } => Some(ring.folder()),
        }
    }

    /// A capture begins: the one file gets its header.
    fn begin(&mut self, source: &Input) -> Result<(), Trouble> {
        let begun = self.begin_one_file(source);
        begun.map_err(Trouble::with(&self.path))
    }

    fn begin_one_file(&mut self, source: &Input) -> io::Result<()> {
        self.outlet = Some(Outlet::new()?);
        self.learn(source)?;
        if let Target::Opened(file) = &mut self.target
            && let Some(file) = file.take()
        {
            // A pipe has no length.
            let _ = file.set_len(0);
            self.begin_file(file)?;
        }
        Ok(())
    }

    /// Writes the current frame of `source`, or keeps it for a while.
    fn frame(&mut self, source: &Input, taken: Taken) -> Result<(), Trouble> {
        let learned = self.learn(source);
        learned.map_err(Trouble::with(&self.path))?;
        let frame = source.current();
        let comments = source.comments().iter();
        let comments: Vec<String> = comments.map(|comment| comment.text.clone()).collect();
        match &mut self.recent {
            Some(recent) if !recent.is_of_failing(taken.ends) => {
                recent.keep(&frame, comments);
                Ok(())
            }
            _ => self.put(&frame, &comments),
        }
    }

    /// Looks at a session: where it has failed, what is in memory is written.
    fn session(&mut self, session: &Session, is_open: bool) -> Result<(), Trouble> {
        let Some(recent) = &mut self.recent else {
            return Ok(());
        };
        if !recent.has_failed(session, is_open) {
            return Ok(());
        }
        while let Some(kept) = self.recent.as_mut().and_then(Recent::take) {
            self.put(&kept.frame(), &kept.comments)?;
        }
        Ok(())
    }

    /// Whether sessions are looked at while they are open.
    fn wants_open(&self) -> bool {
        self.recent.is_some()
    }

    /// Looks at a session that is open; not where an answer may yet come.
    fn open_session(&mut self, open: &OpenSession) -> Result<(), Trouble> {
        match open {
            OpenSession::Changed {
                session,
                awaits_answer: false,
            } => self.session(session, true),
            OpenSession::Changed { .. } => Ok(()),
            OpenSession::Gone(id) => {
                if let Some(recent) = &mut self.recent {
                    recent.forget(*id);
                }
                Ok(())
            }
        }
    }

    /// Writes a frame, to the next file where it is time for one.
    fn put(&mut self, frame: &Frame<'_>, comments: &[String]) -> Result<(), Trouble> {
        self.rotate(frame)?;
        let written = self.write(frame, comments);
        written.map_err(Trouble::with(&self.path))
    }

    fn rotate(&mut self, frame: &Frame<'_>) -> Result<(), Trouble> {
        let Target::Ring {
            ring,
            size,
            period,
            since,
        } = &mut self.target
        else {
            return Ok(());
        };
        if self.writer.is_some() {
            let position = self.outlet.as_ref().map_or(0, Outlet::position);
            let grown = position.saturating_add(frame.data.len() as u64 + BLOCK);
            if grown <= *size && frame.time - *since < *period {
                return Ok(());
            }
        }
        *since = frame.time;
        let next = ring.next(frame.time);
        let (path, file) = next.map_err(Trouble::with(&self.path))?;
        let counted = self.count();
        counted.map_err(Trouble::with(&self.path))?;
        self.path = path;
        let begun = self.begin_file(file);
        begun.map_err(Trouble::with(&self.path))
    }

    /// Begins a file that is complete in itself.
    fn begin_file(&mut self, file: File) -> io::Result<()> {
        let Some(outlet) = &self.outlet else {
            return Ok(());
        };
        outlet.switch(file)?;
        let mut writer = Writer::with_comments(outlet.inlet(), self.noted.sections())?;
        for secret in self.noted.secrets() {
            writer.secret(secret)?;
        }
        self.writer = Some(writer);
        self.told.clear();
        self.introduce()
    }

    fn write(&mut self, frame: &Frame<'_>, comments: &[String]) -> io::Result<()> {
        self.introduce()?;
        if let Some(writer) = &mut self.writer {
            writer.frame_with(frame, comments.iter().map(String::as_str))?;
        }
        self.latest = frame.time;
        Ok(())
    }

    /// Takes over what the capture has said of itself since it was last looked at.
    fn learn(&mut self, source: &Input) -> io::Result<()> {
        if self.counted_at.elapsed() >= COUNTING {
            self.counted_at = Instant::now();
            self.recount(source)?;
        }
        while let Some(interface) = source.interface(self.known.len() as u32) {
            let comments = source.interface_comments(self.known.len() as u32);
            self.known.push(Known {
                interface: Interface {
                    filter: both(interface.filter.as_deref(), self.filter.as_deref()),
                    ..interface.clone()
                },
                comments: comments.into_iter().map(str::to_owned).collect(),
            });
        }
        if !self.noted.is_behind(source) {
            return Ok(());
        }
        // Those of the section that is over.
        self.recount(source)?;
        let (sections, secrets) = self.noted.look(source);
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        if !sections.is_empty() {
            writer.section(sections.iter().map(String::as_str))?;
        }
        for secret in secrets {
            writer.secret(&secret)?;
        }
        Ok(())
    }

    /// Introduces the interfaces that the current file does not know.
    fn introduce(&mut self) -> io::Result<()> {
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        for (number, known) in self.known.iter().enumerate().skip(self.told.len()) {
            let comments: Vec<&str> = known.comments.iter().map(String::as_str).collect();
            writer.introduce(number as u32, &known.interface, &comments)?;
            self.told.push(Counts::default());
        }
        Ok(())
    }

    /// Looks at what the interfaces have counted, and writes it.
    fn recount(&mut self, source: &Input) -> io::Result<()> {
        for (number, known) in self.known.iter_mut().enumerate() {
            if let Some(now) = source.interface(number as u32) {
                known.interface.received = now.received;
                known.interface.dropped_by_interface = now.dropped_by_interface;
                known.interface.dropped_by_system = now.dropped_by_system;
            }
        }
        self.count()
    }

    /// Writes what the interfaces have counted, where the current file does not say so.
    fn count(&mut self) -> io::Result<()> {
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        for (number, (known, told)) in self.known.iter().zip(&mut self.told).enumerate() {
            let counts = Counts::of(&known.interface);
            if counts != *told {
                writer.statistics(number as u32, &known.interface, self.latest)?;
                *told = counts;
            }
        }
        Ok(())
    }

    /// The capture is over.
    fn end(&mut self, source: &Input) -> Result<(), Trouble> {
        // Interfaces and comments may have turned up behind the last frame that was used.
        let mut end = || {
            self.learn(source)?;
            self.introduce()?;
            self.recount(source)?;
            match &mut self.writer {
                Some(writer) => writer.flush(),
                None => Ok(()),
            }
        };
        end().map_err(Trouble::with(&self.path))
    }
}

/// What is known of an interface.
struct Known {
    interface: Interface,
    comments: Vec<String>,
}

/// What a file says that was counted on an interface.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Counts([Option<u64>; 3]);

impl Counts {
    fn of(interface: &Interface) -> Self {
        Self([
            interface.received,
            interface.dropped_by_interface,
            interface.dropped_by_system,
        ])
    }
}

/// What the block of a frame takes besides its bytes, or a little more.
const BLOCK: u64 = 36;

/// A filter that lets through what both do.
fn both(one: Option<&str>, other: Option<&str>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) => Some(format!("({one}) and ({other})")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
