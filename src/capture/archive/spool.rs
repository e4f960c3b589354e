//! A temporary file without a name, for frames that could not be read twice otherwise.

use super::read_at;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// Bytes that are gathered before they are written.
const BUFFER: usize = 1 << 16;

/// Bytes one after the other, the latest of them still in memory; nothing is created before the
/// first byte comes.
pub(super) struct Spool {
    file: Option<File>,
    written: u64,
    buffer: Vec<u8>,
    /// How many bytes there is room for.
    room: u64,
    /// Whether what is new takes the place of what is oldest where there is no more room.
    is_ring: bool,
}

impl Spool {
    /// An empty spool with room for so many bytes.
    pub(super) fn new(room: u64) -> Self {
        Self {
            file: None,
            written: 0,
            buffer: Vec::new(),
            room,
            is_ring: false,
        }
    }

    /// From now on what is new takes the place of what is oldest where there is no more room.
    pub(super) fn become_ring(&mut self) {
        self.is_ring = true;
    }

    /// Where the next byte will stand.
    fn end(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    /// Where what is still there begins.
    pub(super) fn start(&self) -> u64 {
        if self.is_ring {
            self.end().saturating_sub(self.room)
        } else {
            0
        }
    }

    /// Writes bytes and says where they stand; `None` where there is no room for them, nor for
    /// any that come later.
    ///
    /// # Errors
    ///
    /// What the system says; what was written before can still be read.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<Option<u64>> {
        let grown = self.end() + bytes.len() as u64;
        if !self.is_ring && grown > self.room {
            self.room = 0;
            return Ok(None);
        }
        if self.buffer.len() + bytes.len() > BUFFER
            && let Err(error) = self.empty_buffer()
        {
            if !self.is_ring {
                self.room = 0;
            }
            return Err(error);
        }
        let offset = self.end();
        self.buffer.extend_from_slice(bytes);
        Ok(Some(offset))
    }

    /// Fills `buffer` with what stands at `offset`.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub(super) fn read(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        if let Some(start) = offset.checked_sub(self.written) {
            let start = usize::try_from(start).unwrap_or(usize::MAX);
            let held = start
                .checked_add(buffer.len())
                .and_then(|end| self.buffer.get(start..end));
            let held = held.ok_or(io::ErrorKind::UnexpectedEof)?;
            buffer.copy_from_slice(held);
            return Ok(());
        }
        if offset < self.start() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some(file) = &self.file else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        let place = self.place(offset);
        let first = self.until_turn(place, buffer.len());
        let (first, rest) = buffer.split_at_mut(first);
        read_at(file, place, first)?;
        if rest.is_empty() {
            return Ok(());
        }
        read_at(file, 0, rest)
    }

    /// Where in the file an offset is.
    fn place(&self, offset: u64) -> u64 {
        if self.is_ring {
            offset % self.room.max(1)
        } else {
            offset
        }
    }

    /// How many of so many bytes from a place in the file on stand before its end, behind which it
    /// goes on at its beginning.
    fn until_turn(&self, place: u64, length: usize) -> usize {
        if !self.is_ring {
            return length;
        }
        let left = usize::try_from(self.room - place).unwrap_or(usize::MAX);
        length.min(left)
    }

    fn empty_buffer(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let buffer = std::mem::take(&mut self.buffer);
        let mut result = self.write_out(&buffer);
        if result.is_err() && self.is_ring && (BUFFER as u64..self.room).contains(&self.written) {
            // The disk is full before the ring is: it is as large as it can be.
            self.room = self.written;
            result = self.write_out(&buffer);
        }
        self.buffer = buffer;
        result?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// Writes what follows on `written`.
    fn write_out(&mut self, bytes: &[u8]) -> io::Result<()> {
        let room = usize::try_from(self.room).unwrap_or(usize::MAX);
        let skipped = if self.is_ring {
            bytes.len().saturating_sub(room)
        } else {
            0
        };
        let bytes = &bytes[skipped..];
        if bytes.is_empty() {
            return Ok(());
        }
        let place = self.place(self.written + skipped as u64);
        let (first, rest) = bytes.split_at(self.until_turn(place, bytes.len()));
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        // Where the system has no `pread`, reading moves the place where writing goes on.
        file.seek(SeekFrom::Start(place))?;
        file.write_all(first)?;
        if rest.is_empty() {
            return Ok(());
        }
        file.seek(SeekFrom::Start(0))?;
        file.write_all(rest)
    }
}
