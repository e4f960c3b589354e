//! What data connections carry, on its way to being files.

use super::directory::{Directory, Hidden};
use crate::engine::Receiver;
use crate::extract::entry::Lack;
use crate::extract::extent::Extents;
use crate::session::connection::ConnectionId;
use crate::tcp::Direction;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::rc::Rc;

/// Bytes that are gathered before they are written.
const GATHERED: usize = 256 << 10;

/// Bytes that are gathered of all connections together.
const GATHERED_IN_ALL: usize = 16 << 20;

/// Bytes that are written before the disk is looked at again.
const LOOK: u64 = 16 << 20;

/// Which direction of which connection.
type Key = (ConnectionId, Direction);

/// How much may be written.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Of one file.
    pub file: u64,
    /// In all.
    pub total: u64,
}

/// The bytes of connections whose sessions are not over: of small ones in memory, of others in
/// hidden files.
pub struct Spool {
    directory: Rc<RefCell<Directory>>,
    streams: HashMap<Key, Stream>,
    /// Of connections that are in another number of sessions than one.
    uses: HashMap<ConnectionId, usize>,
    gathered: usize,
    bounds: Bounds,
    written: u64,
    look_at: u64,
    is_full: bool,
    trouble: Option<io::Error>,
}

/// One direction of one connection.
#[derive(Default)]
pub struct Stream {
    gathered: Vec<u8>,
    gathered_at: u64,
    hidden: Option<Hidden>,
    present: Extents,
    lack: Option<Lack>,
}

impl Stream {
    /// Which bytes of it there are.
    pub fn present(&self) -> &Extents {
        &self.present
    }

    /// Why there are no more, where more came.
    pub fn lack(&self) -> Option<Lack> {
        self.lack
    }

    /// The hidden file that has all of it, if it is not in memory.
    pub fn hidden(&self) -> Option<&Hidden> {
        self.hidden.as_ref()
    }

    /// Opens it for reading.
    ///
    /// # Errors
    ///
    /// Where the system refuses.
    pub fn open(&self, directory: &Directory) -> io::Result<Contents<'_>> {
        Ok(match &self.hidden {
            Some(hidden) => Contents::File(directory.reopen(hidden)?),
            None => Contents::Memory(&self.gathered, self.gathered_at),
        })
    }
}

/// The bytes of a stream.
pub enum Contents<'s> {
    /// In a file.
    File(File),
    /// In memory, from an offset on.
    Memory(&'s [u8], u64),
}

impl Contents<'_> {
    /// Reads bytes that are there.
    ///
    /// # Errors
    ///
    /// Where the system refuses, or where they are not there.
    pub fn read(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        match self {
            Contents::File(file) => file.read_exact_at(into, offset),
            Contents::Memory(bytes, start) => {
                let from = offset
                    .checked_sub(*start)
                    .and_then(|from| usize::try_from(from).ok());
                let held = from.and_then(|from| bytes.get(from..from + into.len()));
                into.copy_from_slice(held.ok_or(io::ErrorKind::UnexpectedEof)?);
                Ok(())
            }
        }
    }
}

impl Spool {
    /// Nothing yet; hidden files stand in `directory`.
    pub fn new(directory: Rc<RefCell<Directory>>, bounds: Bounds) -> Self {
        Self {
            directory,
            streams: HashMap::new(),
            uses: HashMap::new(),
            gathered: 0,
            bounds,
            written: 0,
            look_at: 0,
            is_full: false,
            trouble: None,
        }
    }

    /// What could not be written since this was last asked.
    pub fn take_trouble(&mut self) -> Option<io::Error> {
        self.trouble.take()
    }

    /// Whether `bytes` more may be written, which are counted then.
    pub fn allows(&mut self, bytes: u64) -> bool {
        if self.is_full || self.written.saturating_add(bytes) > self.bounds.total {
            return false;
        }
        self.written += bytes;
        if self.written >= self.look_at {
            self.look_at = self.written + LOOK;
            if !self.directory.borrow().has_room(LOOK) {
                self.is_full = true;
                self.trouble = Some(io::ErrorKind::StorageFull.into());
                return false;
            }
        }
        true
    }

    /// How large a file may be.
    pub fn largest(&self) -> u64 {
        self.bounds.file
    }

    /// What one side of a connection sent, all of it in memory or all of it in a file; to be given
    /// back.
    pub fn lend(&mut self, connection: ConnectionId, direction: Direction) -> Option<Stream> {
        let key = (connection, direction);
        if self.streams.get(&key)?.hidden.is_some() {
            self.flush(key);
        }
        self.streams.remove(&key)
    }

    /// Takes back what was lent.
    pub fn give_back(&mut self, connection: ConnectionId, direction: Direction, stream: Stream) {
        self.streams.insert((connection, direction), stream);
    }

    /// Whether more than one session has the connection.
    pub fn is_shared(&self, connection: ConnectionId) -> bool {
        self.uses.get(&connection).is_some_and(|&uses| uses > 1)
    }

    /// A session that has the connection is dealt with.
    pub fn release(&mut self, connection: ConnectionId) {
        if let Some(uses) = self.uses.get_mut(&connection)
            && *uses > 1
        {
            *uses -= 1;
            return;
        }
        self.uses.remove(&connection);
        for direction in Direction::BOTH {
            if let Some(stream) = self.streams.remove(&(connection, direction)) {
                self.gathered -= stream.gathered.capacity();
                if let Some(hidden) = stream.hidden {
                    self.directory.borrow().remove(&hidden);
                }
            }
        }
    }

    /// Forgets everything: the capture is over.
    pub fn clear(&mut self) {
        let connections: Vec<ConnectionId> = self.streams.keys().map(|key| key.0).collect();
        self.uses.clear();
        for connection in connections {
            self.release(connection);
        }
    }

    /// Writes what was gathered of a stream.
    fn flush(&mut self, key: Key) {
        let Some(stream) = self.streams.get_mut(&key) else {
            return;
        };
        if stream.gathered.is_empty() {
            return;
        }
        let written = write(&self.directory.borrow(), stream);
        stream.gathered.clear();
        if let Err(error) = written {
            stream.lack = Some(Lack::NoRoom);
            let (start, end) = (stream.gathered_at, stream.present.end());
            stream.present = without(&stream.present, start, end);
            self.is_full |= error.kind() == io::ErrorKind::StorageFull;
            self.trouble = Some(error);
        }
    }

    /// Writes everything that was gathered, so that it takes no memory.
    fn flush_all(&mut self) {
        let gathering = self.streams.iter();
        let gathering = gathering.filter(|(_, stream)| stream.gathered.capacity() > 0);
        let keys: Vec<Key> = gathering.map(|(&key, _)| key).collect();
        for key in keys {
            self.flush(key);
            if let Some(stream) = self.streams.get_mut(&key) {
                stream.gathered = Vec::new();
            }
        }
        self.gathered = 0;
    }
}

/// Writes what was gathered to the stream's hidden file, which is made for it.
fn write(directory: &Directory, stream: &mut Stream) -> io::Result<()> {
    let file = match &stream.hidden {
        Some(hidden) => directory.reopen(hidden)?,
        None => {
            let (hidden, file) = directory.hide()?;
            stream.hidden = Some(hidden);
            file
        }
    };
    file.write_all_at(&stream.gathered, stream.gathered_at)
}

/// The runs without what lies between `start` and `end`.
fn without(present: &Extents, start: u64, end: u64) -> Extents {
    let mut rest = present.slice(0, start);
    for &(from, to) in present.slice(end, u64::MAX).runs() {
        rest.insert(from + end, to.saturating_add(end));
    }
    rest
}

/// The spool as the engine tells it.
pub struct Ear(pub Rc<RefCell<Spool>>);

impl Receiver for Ear {
    fn bytes(&mut self, id: ConnectionId, direction: Direction, offset: u64, bytes: &[u8]) {
        self.0.borrow_mut().take((id, direction), offset, bytes);
    }

    fn shared(&mut self, id: ConnectionId, sessions: usize) {
        self.0.borrow_mut().uses.insert(id, sessions);
    }

    fn dropped(&mut self, id: ConnectionId) {
        self.0.borrow_mut().release(id);
    }
}

impl Spool {
    fn take(&mut self, key: Key, offset: u64, bytes: &[u8]) {
        let room = self.bounds.file.saturating_sub(offset);
        let kept = &bytes[..bytes.len().min(usize::try_from(room).unwrap_or(usize::MAX))];
        let is_allowed = kept.is_empty() || self.allows(kept.len() as u64);
        let stream = self.streams.entry(key).or_default();
        if kept.len() < bytes.len() {
            stream.lack = Some(Lack::TooLarge);
        }
        if !is_allowed {
            stream.lack = Some(Lack::NoRoom);
            return;
        }
        let end = offset + kept.len() as u64;
        if kept.is_empty() || !stream.present.insert(offset, end) {
            return;
        }
        if stream.gathered_at + stream.gathered.len() as u64 != offset {
            self.flush(key);
        }
        let mut rest = kept;
        while !rest.is_empty() {
            let Some(stream) = self.streams.get_mut(&key) else {
                return;
            };
            if stream.gathered.is_empty() {
                stream.gathered_at = end - rest.len() as u64;
            }
            // Writes end where pages of the file do, so that none is touched twice.
            let before = stream.gathered_at % GATHERED as u64;
            let room = GATHERED - before as usize - stream.gathered.len();
            let (piece, others) = rest.split_at(rest.len().min(room));
            let capacity = stream.gathered.capacity();
            stream.gathered.extend_from_slice(piece);
            self.gathered += stream.gathered.capacity() - capacity;
            rest = others;
            if piece.len() == room {
                self.flush(key);
            }
        }
        if self.gathered > GATHERED_IN_ALL {
            self.flush_all();
        }
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        self.clear();
    }
}
