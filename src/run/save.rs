//! Writing what was used of a capture (`-w`), while it is read.

mod files;
mod notes;
mod outlet;

use super::feed::{Listener, Status};
use super::input::Input;
use crate::capture::{Frame, Interface, Source, Writer};
use crate::cli;
use crate::cli::save::Rotate;
use crate::engine::Taken;
use crate::net::{Span, Time};
use crate::session::Session;
use crate::views::{CaptureSummary, Captured};
use files::Ring;
use notes::Noted;
use outlet::{Inlet, Outlet};
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
    /// The interfaces that the current file knows, by what was last counted on each.
    introduced: Vec<Interface>,
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
            Target::Ring {
                ring: Ring::new(path.clone(), limit),
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
            introduced: Vec::new(),
            counted_at: Instant::now(),
            latest: Time(0),
            outlet: None,
        }))
    }

    /// The folder in which files are still to be made, if there are any.
    pub fn folder(&self) -> Option<PathBuf> {
        match &self.target {
            Target::Opened(_) => None,
            Target::Ring { .. } => {
                let folder = self.path.parent().unwrap_or(Path::new(""));
                Some(Path::new(".").join(folder))
            }
        }
    }

    /// A capture begins: the one file gets its header.
    fn begin(&mut self, source: &Input) -> Result<(), Trouble> {
        let name = self.path.clone();
        let outlet = Outlet::new().map_err(Trouble::with(&name))?;
        self.outlet = Some(outlet);
        if let Target::Opened(file) = &mut self.target
            && let Some(file) = file.take()
        {
            // A pipe has no length.
            let _ = file.set_len(0);
            self.begin_file(file, source)
                .map_err(Trouble::with(&name))?;
        }
        Ok(())
    }

    /// Writes the current frame of `source`.
    fn frame(&mut self, source: &Input) -> Result<(), Trouble> {
        let frame = source.current();
        self.rotate(source, &frame)?;
        let written = self.write(source, &frame);
        written.map_err(Trouble::with(&self.path))
    }

    /// Begins the next file where it is time to.
    fn rotate(&mut self, source: &Input, frame: &Frame<'_>) -> Result<(), Trouble> {
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
        let counted = self.count(source);
        counted.map_err(Trouble::with(&self.path))?;
        self.path = path;
        let begun = self.begin_file(file, source);
        begun.map_err(Trouble::with(&self.path))
    }

    /// Begins a file that is complete in itself.
    fn begin_file(&mut self, file: File, source: &Input) -> io::Result<()> {
        let Some(outlet) = &self.outlet else {
            return Ok(());
        };
        outlet.switch(file)?;
        self.noted.look(source);
        let mut writer = Writer::with_comments(outlet.inlet(), self.noted.sections())?;
        for secret in self.noted.secrets() {
            writer.secret(secret)?;
        }
        self.writer = Some(writer);
        self.introduced.clear();
        self.introduce(source)
    }

    fn write(&mut self, source: &Input, frame: &Frame<'_>) -> io::Result<()> {
        if self.noted.is_behind(source) {
            self.note(source)?;
        }
        self.introduce(source)?;
        if let Some(writer) = &mut self.writer {
            let comments = source.comments().iter();
            writer.frame_with(frame, comments.map(|comment| comment.text.as_str()))?;
        }
        self.latest = frame.time;
        if self.counted_at.elapsed() >= COUNTING {
            self.counted_at = Instant::now();
            self.count(source)?;
        }
        Ok(())
    }

    /// Takes over what the capture has said of itself since it was last looked at.
    fn note(&mut self, source: &Input) -> io::Result<()> {
        // Of the section that is over.
        self.count(source)?;
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

    /// Introduces the interfaces that turned up since.
    fn introduce(&mut self, source: &Input) -> io::Result<()> {
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        loop {
            let number = self.introduced.len() as u32;
            let Some(interface) = source.interface(number) else {
                return Ok(());
            };
            let interface = Interface {
                filter: both(interface.filter.as_deref(), self.filter.as_deref()),
                ..interface.clone()
            };
            let comments = source.interface_comments(number);
            writer.introduce(number, &interface, &comments)?;
            self.introduced.push(Interface {
                received: None,
                dropped_by_interface: None,
                dropped_by_system: None,
                ..interface
            });
        }
    }

    /// Writes what the interfaces have counted, where that has changed.
    fn count(&mut self, source: &Input) -> io::Result<()> {
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        for (number, known) in self.introduced.iter_mut().enumerate() {
            let number = number as u32;
            let Some(now) = source.interface(number) else {
                continue;
            };
            let counts = |interface: &Interface| {
                let dropped = [interface.dropped_by_interface, interface.dropped_by_system];
                (interface.received, dropped)
            };
            if counts(known) != counts(now) {
                writer.statistics(number, now, self.latest)?;
                known.received = now.received;
                known.dropped_by_interface = now.dropped_by_interface;
                known.dropped_by_system = now.dropped_by_system;
            }
        }
        Ok(())
    }

    /// The capture is over.
    fn end(&mut self, source: &Input) -> Result<(), Trouble> {
        // Interfaces and comments may have turned up behind the last frame that was used.
        let mut end = || {
            self.note(source)?;
            self.introduce(source)?;
            self.count(source)?;
            match &mut self.writer {
                Some(writer) => writer.flush(),
                None => Ok(()),
            }
        };
        end().map_err(Trouble::with(&self.path))
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
    fn begin(&mut self, source: &Input) -> io::Result<()> {
        let begun = self.saver.begin(source);
        self.listener.begin(source)?;
        self.look_at(begun)
    }

    #[inline]
    fn frame(&mut self, source: &Input, taken: Taken) -> io::Result<()> {
        if taken.used && self.writes() {
            let written = self.saver.frame(source);
            self.look_at(written)?;
        }
        self.listener.frame(source, taken)
    }

    fn session(&mut self, number: u64, session: Session) -> io::Result<()> {
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
