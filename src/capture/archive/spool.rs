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
    /// How many bytes more there is room for.
    room: u64,
}

impl Spool {
    /// An empty spool with room for so many bytes.
    pub(super) fn new(room: u64) -> Self {
        Self {
            file: None,
            written: 0,
            buffer: Vec::new(),
            room,
        }
    }

    /// Writes bytes and says where they stand; `None` where there is no room for them, nor for
    /// any that come later.
    ///
    /// # Errors
    ///
    /// What the system says; there is no room from then on.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<Option<u64>> {
        let Some(left) = self.room.checked_sub(bytes.len() as u64) else {
            self.room = 0;
            return Ok(None);
        };
        self.room = left;
        if self.buffer.len() + bytes.len() > BUFFER
            && let Err(error) = self.empty_buffer()
        {
            self.room = 0;
            return Err(error);
        }
        let offset = self.written + self.buffer.len() as u64;
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
        match &self.file {
            Some(file) => read_at(file, offset, buffer),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn empty_buffer(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        // Where the system has no `pread`, reading moves the place where writing goes on.
        file.seek(SeekFrom::Start(self.written))?;
        file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}
