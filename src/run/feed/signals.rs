//! Signals while capturing: those that end it, and the one that asks how it goes.

use signal_hook::consts::{SIGINT, SIGTERM, SIGUSR1};
use signal_hook::{flag, low_level};
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What signals have said so far.
pub struct Signals {
    end: Arc<AtomicBool>,
    question: Arc<AtomicBool>,
    /// Can be read once a signal came, so that who waits for frames wakes up.
    woken: UnixStream,
}

impl Signals {
    /// Takes SIGINT, SIGTERM and SIGUSR1 from now on. The second signal to end does so at once, as
    /// if nobody listened.
    ///
    /// # Errors
    ///
    /// Where the system refuses.
    pub fn listen() -> io::Result<Self> {
        let (woken, waker) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        let (end, question) = (Arc::default(), Arc::default());
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_default(signal, Arc::clone(&end))?;
            flag::register(signal, Arc::clone(&end))?;
            low_level::pipe::register(signal, waker.try_clone()?)?;
        }
        flag::register(SIGUSR1, Arc::clone(&question))?;
        low_level::pipe::register(SIGUSR1, waker)?;
        Ok(Self {
            end,
            question,
            woken,
        })
    }

    /// Has SIGUSR1 do nothing, where there is nowhere to answer it.
    ///
    /// # Errors
    ///
    /// Where the system refuses.
    pub fn ignore_question() -> io::Result<()> {
        flag::register(SIGUSR1, Arc::default()).map(drop)
    }

    /// Whether the capture is to end.
    pub fn end(&self) -> bool {
        self.end.load(Ordering::Relaxed)
    }

    /// Whether somebody has asked how it goes since this was called last.
    pub fn take_question(&self) -> bool {
        self.question.swap(false, Ordering::Relaxed)
    }

    /// Forgets that it has woken somebody.
    pub fn drain(&self) {
        let mut into = [0; 64];
        while (&self.woken).read(&mut into).is_ok_and(|read| read > 0) {}
    }
}

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.woken.as_fd()
    }
}
