//! Work beside the UI: one thread for each screen that has asked something.

use super::message::{Message, Outbox};
use crate::views::tui::{Packets, Question, ScreenId, Stop};
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// The threads that answer questions.
pub struct Workers {
    packets: Arc<dyn Packets>,
    outbox: Outbox,
    by_screen: HashMap<ScreenId, Worker>,
}

/// The thread of one screen, and how to stop what it does.
struct Worker {
    questions: Sender<(Question, Stop)>,
    latest: Stop,
}

impl Workers {
    /// Nobody has asked anything yet.
    pub fn new(packets: Arc<dyn Packets>, outbox: Outbox) -> Self {
        Self {
            packets,
            outbox,
            by_screen: HashMap::new(),
        }
    }

    /// Has a question answered; what the same screen asked before is given up.
    ///
    /// # Errors
    ///
    /// Where the system has no thread for it.
    pub fn ask(&mut self, question: Question) -> io::Result<()> {
        let screen = question.screen;
        let stop = Stop::default();
        let question = match self.by_screen.get_mut(&screen) {
            Some(worker) => {
                worker.latest.stop();
                worker.latest = stop.clone();
                match worker.questions.send((question, stop.clone())) {
                    Ok(()) => return Ok(()),
                    Err(returned) => returned.0.0,
                }
            }
            None => question,
        };
        let (questions, received) = channel::<(Question, Stop)>();
        let (packets, outbox) = (Arc::clone(&self.packets), self.outbox.clone());
        let work = move || {
            for (question, stop) in received {
                if stop.is_stopped() {
                    continue;
                }
                let Some(answer) = question.answer(&*packets, &stop) else {
                    continue;
                };
                if outbox.send(Message::Answer(screen, stop, answer)).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new().name("worker".into()).spawn(work)?;
        let _ = questions.send((question, stop.clone()));
        let worker = Worker {
            questions,
            latest: stop,
        };
        self.by_screen.insert(screen, worker);
        Ok(())
    }
}
