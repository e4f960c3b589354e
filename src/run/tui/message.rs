//! What reaches the UI from outside, on one way: keys, news, answers, signals.

use super::saving::Saved;
use crate::views::tui::{Answer, Extracted, News, ScreenId, Stop};
use crossterm::event::Event;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Messages that wait until whoever sends the next one has to wait.
const WAITING: usize = 4_096;

/// Something for the UI.
#[derive(Debug)]
pub enum Message {
    /// A person did something.
    Event(Event),
    /// The terminal says nothing more.
    Hangup,
    /// Reading has brought something.
    News(News),
    /// Work is done, unless it was given up.
    Answer(ScreenId, Stop, Answer),
    /// Packets were saved, or could not be.
    Saved(io::Result<Saved>),
    /// Transfers were extracted, or could not be.
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "files are extracted on Unix only")
    )]
    Extracted(io::Result<Extracted>),
    /// A signal came.
    #[cfg(unix)]
    Signal(i32),
    /// A thread has panicked.
    Panicked,
}

/// Where messages are put; every thread has its own.
///
/// A thread that panics wakes up who waits for messages, because its outbox is dropped.
#[derive(Clone, Debug)]
pub struct Outbox(SyncSender<Message>);

/// A way for messages, and its end.
pub fn channel() -> (Outbox, Receiver<Message>) {
    let (sender, receiver) = sync_channel(WAITING);
    (Outbox(sender), receiver)
}

impl Outbox {
    /// Sends a message; waits where too many do.
    ///
    /// # Errors
    ///
    /// Where nobody takes messages any more.
    pub fn send(&self, message: Message) -> io::Result<()> {
        self.0
            .send(message)
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        if thread::panicking() {
            // Where there is no room for it, nobody is asleep.
            let _ = self.0.try_send(Message::Panicked);
        }
    }
}
