//! An input that can be ended from outside, also while nothing comes.

use crate::views::tui::Stop;
use std::io::{self, Read};

/// A pipe that ends when it is told to.
pub struct Stoppable<R> {
    input: R,
    stop: Stop,
}

impl<R> Stoppable<R> {
    /// Reads `input` until `stop`.
    pub fn new(input: R, stop: Stop) -> Self {
        Self { input, stop }
    }
}

#[cfg(unix)]
impl<R: Read + std::os::fd::AsFd> Read for Stoppable<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        /// How long a wait lasts before [`Stop`] is looked at.
        const PATIENCE: Timespec = Timespec {
            tv_sec: 0,
            tv_nsec: 50_000_000,
        };
        loop {
            if self.stop.is_stopped() {
                return Ok(0);
            }
            let mut polled = [PollFd::new(&self.input, PollFlags::IN)];
            match poll(&mut polled, Some(&PATIENCE)) {
                Ok(0) | Err(rustix::io::Errno::INTR) => {}
                // What cannot be waited for can perhaps be read.
                Ok(_) | Err(_) => return self.input.read(into),
            }
        }
    }
}

#[cfg(not(unix))]
impl<R: Read> Read for Stoppable<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.stop.is_stopped() {
            return Ok(0);
        }
        self.input.read(into)
    }
}
