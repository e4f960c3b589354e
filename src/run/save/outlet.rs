//! The file that is being written, and the thread that sees to it that nothing waits for long.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Bytes that are gathered before they are written.
const BATCH: usize = 1 << 16;

/// How long anything is gathered.
const PATIENCE: Duration = Duration::from_millis(500);

/// Gathers whole blocks of one file after the other, and writes what it has with one call of the
/// system, so that a file is cut in a block only where the system itself cut the call.
pub struct Outlet {
    shared: Arc<Shared>,
    flusher: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    gathered: Mutex<Gathered>,
    changed: Condvar,
}

#[derive(Default)]
struct Gathered {
    file: Option<File>,
    /// Whole blocks.
    waiting: Vec<u8>,
    /// Bytes that the file was given.
    written: u64,
    /// What stopped the writing, until somebody has asked.
    error: Option<io::Error>,
    over: bool,
}

impl Outlet {
    /// One that has no file yet; starts its thread.
    ///
    /// # Errors
    ///
    /// Where there can be no more threads.
    pub fn new() -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let flushed = Arc::clone(&shared);
        let flusher = thread::Builder::new()
            .name("writer".into())
            .spawn(move || flushed.flush_again_and_again())?;
        Ok(Self {
            shared,
            flusher: Some(flusher),
        })
    }

    /// Finishes the file before, and goes on with this one.
    ///
    /// # Errors
    ///
    /// What keeps the file before from being finished.
    pub fn switch(&self, file: File) -> io::Result<()> {
        let mut gathered = self.shared.lock();
        let finished = gathered.flush();
        *gathered = Gathered {
            file: Some(file),
            ..Gathered::default()
        };
        finished
    }

    /// Bytes that the current file has, or is about to have.
    pub fn position(&self) -> u64 {
        let gathered = self.shared.lock();
        gathered.written + gathered.waiting.len() as u64
    }

    /// What puts blocks into the outlet.
    pub fn inlet(&self) -> Inlet {
        Inlet(Arc::clone(&self.shared))
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.shared.lock().over = true;
        self.shared.changed.notify_all();
        if let Some(flusher) = self.flusher.take() {
            let _ = flusher.join();
        }
        let _ = self.shared.lock().flush();
    }
}

/// Takes whole blocks, one with each call.
pub struct Inlet(Arc<Shared>);

impl Write for Inlet {
    fn write(&mut self, block: &[u8]) -> io::Result<usize> {
        let mut gathered = self.0.lock();
        if let Some(error) = gathered.error.take() {
            return Err(error);
        }
        if gathered.waiting.is_empty() {
            self.0.changed.notify_one();
        }
        gathered.waiting.extend_from_slice(block);
        if gathered.waiting.len() >= BATCH {
            gathered.flush()?;
        }
        Ok(block.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut gathered = self.0.lock();
        gathered.error.take().map_or(Ok(()), Err)?;
        gathered.flush()
    }
}

impl Shared {
    /// A thread that panicked while it held the lock leaves whole blocks behind all the same.
    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn flush_again_and_again(&self) {
        let mut gathered = self.lock();
        while !gathered.over {
            let is_idle = |gathered: &mut Gathered| gathered.waiting.is_empty() && !gathered.over;
            let woken = self.changed.wait_while(gathered, is_idle);
            gathered = woken.unwrap_or_else(PoisonError::into_inner);
            let goes_on = |gathered: &mut Gathered| !gathered.over;
            let rested = self.changed.wait_timeout_while(gathered, PATIENCE, goes_on);
            gathered = rested.unwrap_or_else(PoisonError::into_inner).0;
            if let Err(error) = gathered.flush() {
                gathered.error = Some(error);
            }
        }
    }
}

impl Gathered {
    /// Writes what waits; where not all of it can be written, the file ends with a whole block.
    fn flush(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            self.waiting.clear();
            return Ok(());
        };
        let mut rest = self.waiting.as_slice();
        let mut result = Ok(());
        while !rest.is_empty() {
            match file.write(rest) {
                Ok(0) => result = Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    rest = rest.get(count..).unwrap_or_default();
                    continue;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => result = Err(error),
            }
            break;
        }
        let count = self.waiting.len() - rest.len();
        if result.is_ok() {
            self.written += count as u64;
        } else {
            self.written += whole_blocks(&self.waiting, count) as u64;
            // What is no regular file stays as it is.
            let _ = file.set_len(self.written);
            self.file = None;
        }
        self.waiting.clear();
        result
    }
}

/// How many of the first `count` bytes belong to whole blocks.
fn whole_blocks(blocks: &[u8], count: usize) -> usize {
    let mut end = 0;
    loop {
        let length = blocks
            .get(end + 4..end + 8)
            .and_then(|length| length.first_chunk());
        let length = length.map_or(0, |length| u32::from_le_bytes(*length) as usize);
        if length == 0 || end + length > count {
            return end;
        }
        end += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Seek};
    use std::time::Instant;

    fn block(length: u32) -> Vec<u8> {
        let mut block = vec![7; length as usize];
        block[4..8].copy_from_slice(&length.to_le_bytes());
        block
    }

    fn contents(mut file: &File) -> Vec<u8> {
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn of_blocks_that_were_written_in_part_the_whole_ones_count() {
        let blocks = [block(12), block(32), block(16)].concat();
        for (count, expected) in [
            (0, 0),
            (11, 0),
            (12, 12),
            (43, 12),
            (44, 44),
            (59, 44),
            (60, 60),
        ] {
            assert_eq!(whole_blocks(&blocks, count), expected, "{count}");
        }
    }

    #[test]
    fn what_was_gathered_is_written_without_another_block() {
        let file = tempfile::tempfile().unwrap();
        let outlet = Outlet::new().unwrap();
        outlet.switch(file.try_clone().unwrap()).unwrap();
        outlet.inlet().write_all(&block(12)).unwrap();
        let begin = Instant::now();
        while contents(&file).is_empty() {
            assert!(begin.elapsed() < Duration::from_secs(60));
            thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(contents(&file), block(12));
    }

    #[test]
    fn what_was_gathered_is_written_in_the_end() {
        let file = tempfile::tempfile().unwrap();
        let outlet = Outlet::new().unwrap();
        outlet.switch(file.try_clone().unwrap()).unwrap();
        outlet.inlet().write_all(&block(12)).unwrap();
        assert_eq!(outlet.position(), 12);
        drop(outlet);
        assert_eq!(contents(&file), block(12));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_once() {
        let outlet = Outlet::new().unwrap();
        let full = File::options().write(true).open("/dev/full").unwrap();
        outlet.switch(full).unwrap();
        let mut inlet = outlet.inlet();
        inlet.write_all(&block(12)).unwrap();
        let error = inlet.flush().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        inlet.write_all(&block(12)).unwrap();
        assert!(inlet.flush().is_ok());
    }
}
