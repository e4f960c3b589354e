//! Work beside the UI: one thread for each screen that has asked something.

#[cfg(unix)]
use super::extracting::extract;
use super::message::{Message, Outbox};
use super::saving::save_packets;
use crate::views::tui::{Extraction, Packets, Question, ScreenId, Selection, Stop};
use std::collections::HashMap;
use std::io;
use std::path::Path;
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

    /// Has packets saved into the current folder, in a thread of its own.
    ///
    /// # Errors
    ///
    /// Where the system has no thread for it.
    pub fn save(&self, selection: Selection) -> io::Result<()> {
        let (packets, outbox) = (Arc::clone(&self.packets), self.outbox.clone());
        let work = move || {
            let saved = save_packets(Path::new("."), &selection, &*packets);
            // Nobody is there any more to be told otherwise.
            let _ = outbox.send(Message::Saved(saved));
        };
        thread::Builder::new().name("saver".into()).spawn(work)?;
        Ok(())
    }

    /// Has transfers extracted into the current folder, in a thread of its own.
    ///
    /// # Errors
    ///
    /// Where the system has no thread for it, or files cannot be extracted on it.
    #[cfg(unix)]
    pub fn extract(&self, extraction: Extraction) -> io::Result<()> {
        let (packets, outbox) = (Arc::clone(&self.packets), self.outbox.clone());
        let work = move || {
            let extracted = extract(Path::new("."), &extraction, &*packets);
            // Nobody is there any more to be told otherwise.
            let _ = outbox.send(Message::Extracted(extracted));
        };
        thread::Builder::new()
            .name("extractor".into())
            .spawn(work)?;
        Ok(())
    }

    /// Says that files cannot be extracted here.
    ///
    /// # Errors
    ///
    /// Always.
    #[cfg(not(unix))]
    pub fn extract(&self, _extraction: Extraction) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Archive;
    use crate::run::tui::message;
    use crate::run::tui::packets::Archived;
    use std::sync::mpsc::{Receiver, Sender};
    use std::time::Duration;

    fn workers() -> Workers {
        let packets = Arc::new(Archived(Arc::new(Archive::new(0))));
        Workers::new(packets, message::channel().0)
    }

    /// A question that goes on until it is stopped, and says when it begins and ends.
    fn endless(screen: ScreenId, said: Sender<&'static str>) -> Question {
        Question::new(screen, move |_, stop| {
            let _ = said.send("begun");
            while !stop.is_stopped() {
                thread::sleep(Duration::from_millis(1));
            }
            let _ = said.send("stopped");
            None
        })
    }

    fn short(screen: ScreenId, said: Sender<&'static str>) -> Question {
        Question::new(screen, move |_, _| {
            let _ = said.send("answered");
            None
        })
    }

    fn hear(heard: &Receiver<&'static str>) -> &'static str {
        heard.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    #[test]
    fn a_newer_question_of_the_same_screen_stops_the_older() {
        let (said, heard) = channel();
        let mut workers = workers();
        let screen = ScreenId::Stream;
        workers.ask(endless(screen, said.clone())).unwrap();
        assert_eq!(hear(&heard), "begun");
        workers.ask(short(screen, said)).unwrap();
        assert_eq!([hear(&heard), hear(&heard)], ["stopped", "answered"]);
    }

    #[test]
    fn questions_of_other_screens_do_not_wait() {
        let (said, heard) = channel();
        let mut workers = workers();
        workers
            .ask(endless(ScreenId::Stream, said.clone()))
            .unwrap();
        assert_eq!(hear(&heard), "begun");
        workers.ask(short(ScreenId::Packets, said)).unwrap();
        assert_eq!(hear(&heard), "answered");
    }

    #[test]
    fn what_was_overtaken_before_it_began_is_not_begun() {
        let (said, heard) = channel();
        let mut workers = workers();
        let screen = ScreenId::Stream;
        let (until, wait) = channel::<()>();
        let holding = said.clone();
        let held = Question::new(screen, move |_, _| {
            let _ = holding.send("held");
            let _ = wait.recv();
            None
        });
        workers.ask(held).unwrap();
        assert_eq!(hear(&heard), "held");
        workers.ask(endless(screen, said.clone())).unwrap();
        workers.ask(short(screen, said)).unwrap();
        drop(until);
        assert_eq!(hear(&heard), "answered");
    }
}
