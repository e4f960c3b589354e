//! Frames that were read, kept as places where they can be read again.
//!
//! A frame of a plain file stays there, and 40 bytes tell where; what comes through a pipe or out
//! of a compressed file is written to a temporary file without a name first.

use std::collections::hash_map::Entry as Known;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::BuildHasher;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{Frame, LinkType, Origin};
use crate::limits::{ARCHIVED_FRAMES, ARCHIVED_FRAMES_LIVE};
use crate::net::Endpoint;
use foldhash::quality::RandomState;

mod index;
mod spool;

use index::{Entry, Index};
use spool::Spool;

/// Files that are kept open to be read again; one is opened anew where they are not enough.
const OPEN_FILES: usize = 8;

/// How many bytes of a frame tell that it is still the same.
const CHECKED: usize = 64;

/// Why a frame cannot be read again.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It was never kept.
    #[error("frame {number} was not kept")]
    NotKept {
        /// Its number.
        number: u64,
    },
    /// It was kept until newer ones needed the room.
    #[error("frame {number} is not kept any more")]
    LetGo {
        /// Its number.
        number: u64,
    },
    /// The file is not there any more, or may not be read any more.
    #[error("{name} cannot be opened any more: {source}")]
    Open {
        /// The file.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// Where the frame was there is something else now.
    #[error("{name} has changed since it was read")]
    Changed {
        /// The file.
        name: String,
    },
    /// It cannot be read.
    #[error("{name} cannot be read any more: {source}")]
    Read {
        /// The file.
        name: String,
        /// What the system says.
        source: io::Error,
    },
}

/// What was kept of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It can be read again.
    Whole,
    /// There was no room for it, nor for those after it.
    Dropped,
}

/// The frames of captures, which can be read again by their numbers; shared between the thread
/// that adds frames and those that look at them.
pub struct Archive {
    state: RwLock<State>,
    files: Mutex<Vec<(PathBuf, Arc<File>)>>,
    hasher: RandomState,
}

struct State {
    captures: Vec<Capture>,
    spool: Spool,
}

/// The frames of one capture.
#[derive(Default)]
struct Capture {
    /// The plain file of each input that is one.
    files: Vec<Option<PathBuf>>,
    index: Index,
    /// What frames have in common, each combination once.
    kinds: Vec<Kind>,
    numbers: HashMap<Kind, u32>,
    latest: Option<(Kind, u32)>,
    dropped: bool,
    /// Whether the oldest frames go where there is no more room.
    is_ring: bool,
}

/// What many frames have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Kind {
    input: usize,
    interface: u32,
    link: LinkType,
}

impl Archive {
    /// An empty archive that keeps at most `room` bytes of frames that come from no plain file.
    pub fn new(room: u64) -> Self {
        Self {
            state: RwLock::new(State {
                captures: Vec::new(),
                spool: Spool::new(room),
            }),
            files: Mutex::default(),
            hasher: RandomState::default(),
        }
    }

    /// A capture begins; `files` has, for each of its inputs, the plain file that it is, if it is.
    pub fn begin(&self, files: Vec<Option<PathBuf>>) {
        self.write().captures.push(Capture {
            files,
            ..Capture::default()
        });
    }

    /// A capture begins that may go on for ever: where there is no more room for its frames the
    /// oldest go.
    pub fn begin_ring(&self) {
        let state = &mut *self.write();
        state.spool.become_ring();
        state.captures.push(Capture {
            files: vec![None],
            is_ring: true,
            ..Capture::default()
        });
    }

    /// Keeps the next frame of the capture that was begun last; `ends` are those of its TCP
    /// connection.
    ///
    /// # Errors
    ///
    /// Where the temporary file cannot be written: frames from no plain file are dropped from then
    /// on.
    pub fn keep(
        &self,
        frame: &Frame<'_>,
        origin: Origin,
        ends: Option<(Endpoint, Endpoint)>,
    ) -> io::Result<Kept> {
        let connection = ends.map_or(0, |(one, other)| self.connection(one, other));
        let check = self.check(frame.data);
        let State { captures, spool } = &mut *self.write();
        let Some(capture) = captures.last_mut() else {
            return Ok(Kept::Dropped);
        };
        let is_full = !capture.is_ring && capture.index.len() >= ARCHIVED_FRAMES;
        if capture.dropped || is_full {
            capture.dropped = true;
            return Ok(Kept::Dropped);
        }
        let is_file = capture.files.get(origin.input).is_some_and(Option::is_some);
        let offset = if is_file {
            origin.offset
        } else {
            let written = spool.write(frame.data);
            let Ok(Some(offset)) = written else {
                capture.dropped = true;
                return written.map(|_| Kept::Dropped);
            };
            offset
        };
        let kind = capture.kind(Kind {
            input: origin.input,
            interface: frame.interface,
            link: frame.link,
        });
        capture.index.push(
            Entry {
                offset,
                time: frame.time,
                captured: frame.data.len() as u32,
                length: frame.length,
                kind,
                check,
            },
            connection,
        );
        if capture.is_ring {
            capture.index.let_go(spool.start(), ARCHIVED_FRAMES_LIVE);
        }
        Ok(Kept::Whole)
    }

    /// How many frames of a capture were kept, whether or not they still are.
    pub fn count(&self, capture: usize) -> u64 {
        let state = self.read();
        let capture = state.captures.get(capture);
        capture.map_or(0, |capture| capture.index.len() as u64)
    }

    /// The first frame of a capture that can still be read again.
    pub fn first(&self, capture: usize) -> u64 {
        let state = self.read();
        let start = state.spool.start();
        match state.captures.get(capture) {
            Some(capture) if capture.is_ring => capture.index.first(start),
            _ => 1,
        }
    }

    /// Reads a frame again, its bytes into `buffer`.
    ///
    /// # Errors
    ///
    /// Where it was not kept, or its file has changed or is gone.
    pub fn frame<'b>(
        &self,
        capture: usize,
        number: u64,
        buffer: &'b mut Vec<u8>,
    ) -> Result<Frame<'b>, ArchiveError> {
        let (entry, kind, path) = {
            let state = self.read();
            let found = state.captures.get(capture).and_then(|capture| {
                let entry = capture.index.get(number)?;
                let kind = *capture.kinds.get(entry.kind as usize)?;
                Some((entry, kind, capture.files.get(kind.input)?.clone()))
            });
            let Some((entry, kind, path)) = found else {
                return Err(state.missing(capture, number));
            };
            if path.is_none() && entry.offset < state.spool.start() {
                return Err(ArchiveError::LetGo { number });
            }
            buffer.clear();
            buffer.resize(entry.captured as usize, 0);
            if path.is_none() {
                let read = state.spool.read(entry.offset, buffer);
                read.map_err(|source| unreadable("the temporary file".to_owned(), source))?;
            }
            (entry, kind, path)
        };
        if let Some(path) = path {
            let name = || path.display().to_string();
            let file = self.file(&path).map_err(|source| ArchiveError::Open {
                name: name(),
                source,
            })?;
            read_at(&file, entry.offset, buffer).map_err(|source| unreadable(name(), source))?;
            if self.check(buffer) != entry.check {
                return Err(ArchiveError::Changed { name: name() });
            }
        }
        Ok(Frame {
            number,
            time: entry.time,
            interface: kind.interface,
            link: kind.link,
            length: entry.length,
            data: buffer,
        })
    }

    /// The numbers, from `first` to `last`, of the frames of a capture that belong to one of the
    /// connections between two ends, in either direction.
    pub fn select(
        &self,
        capture: usize,
        between: &[(Endpoint, Endpoint)],
        first: u64,
        last: u64,
    ) -> Vec<u64> {
        let connections = between
            .iter()
            .map(|&(one, other)| self.connection(one, other));
        let connections: HashSet<u64, RandomState> = connections.collect();
        let state = self.read();
        let Some(capture) = state.captures.get(capture) else {
            return Vec::new();
        };
        let first = if capture.is_ring {
            first.max(capture.index.first(state.spool.start()))
        } else {
            first
        };
        capture.index.select(&connections, first, last)
    }

    /// What stands for a connection in the index; never 0.
    fn connection(&self, one: Endpoint, other: Endpoint) -> u64 {
        self.hasher
            .hash_one((one.min(other), one.max(other)))
            .max(1)
    }

    /// What tells whether a frame is still the same.
    fn check(&self, data: &[u8]) -> u32 {
        let start = data.get(..CHECKED).unwrap_or(data);
        self.hasher.hash_one(start) as u32
    }

    /// A file, opened now or a short time ago.
    fn file(&self, path: &Path) -> io::Result<Arc<File>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = files.iter().find(|(known, _)| known == path) {
            return Ok(Arc::clone(file));
        }
        let file = Arc::new(File::open(path)?);
        if files.len() >= OPEN_FILES {
            files.remove(0);
        }
        files.push((path.to_owned(), Arc::clone(&file)));
        Ok(file)
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Why there is no such frame.
    fn missing(&self, capture: usize, number: u64) -> ArchiveError {
        let capture = self.captures.get(capture);
        let was_kept = |capture: &Capture| (1..=capture.index.len() as u64).contains(&number);
        if capture.is_some_and(was_kept) {
            ArchiveError::LetGo { number }
        } else {
            ArchiveError::NotKept { number }
        }
    }
}

impl Capture {
    /// The number of a kind.
    fn kind(&mut self, kind: Kind) -> u32 {
        if let Some((latest, number)) = self.latest
            && latest == kind
        {
            return number;
        }
        let number = match self.numbers.entry(kind) {
            Known::Occupied(known) => *known.get(),
            Known::Vacant(vacant) => {
                let number = self.kinds.len() as u32;
                self.kinds.push(kind);
                *vacant.insert(number)
            }
        };
        self.latest = Some((kind, number));
        number
    }
}

/// A file that ends before the frame does has become shorter.
fn unreadable(name: String, source: io::Error) -> ArchiveError {
    match source.kind() {
        io::ErrorKind::UnexpectedEof => ArchiveError::Changed { name },
        _ => ArchiveError::Read { name, source },
    }
}

/// Fills `buffer` from an offset of a file.
#[cfg(unix)]
fn read_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

/// Fills `buffer` from an offset of a file.
#[cfg(windows)]
fn read_at(file: &File, mut offset: u64, mut buffer: &mut [u8]) -> io::Result<()> {
    while !buffer.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, buffer, offset)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        offset += read as u64;
        buffer = &mut buffer[read..];
    }
    Ok(())
}
