//! The loop around the UI: messages in, effects out, the screen drawn where something has changed.

use super::faults::Faults;
use super::message::Message;
use super::reading::Gauge;
use super::saving::{LONGEST_COPY, clipboard, save};
use super::settings::SettingsFile;
use super::terminal::Screen;
use super::workers::Workers;
use crate::views::tui::{App, Effect, News, Stop};
use crossterm::event::Event;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// The least time between two drawings when somebody presses keys.
const FOR_KEYS: Duration = Duration::from_millis(16);

/// The least time between two drawings when only the reading goes on, and between two looks at how
/// far it is.
const FOR_NEWS: Duration = Duration::from_millis(100);

/// How long the first drawing waits: a small capture is read by then, and its session is the first
/// thing to be seen.
const FIRST: Duration = Duration::from_millis(30);

/// How long messages are taken before the screen is drawn.
const TAKING: Duration = Duration::from_millis(10);

/// How long to sleep where nothing is awaited but messages.
const LONG: Duration = Duration::from_secs(3_600);

/// Why the UI is left.
#[derive(Debug)]
pub enum Leave {
    /// The user wants it.
    Quit,
    /// A signal says so.
    #[cfg(unix)]
    Signal(i32),
    /// A thread has panicked.
    Fault,
}

/// The UI with everything around it.
pub struct EventLoop<'f> {
    pub(super) app: App,
    pub(super) screen: Screen,
    pub(super) inbox: Receiver<Message>,
    pub(super) workers: Workers,
    pub(super) settings: Option<SettingsFile>,
    pub(super) gauge: Arc<Gauge>,
    pub(super) stop: Stop,
    pub(super) faults: &'f Faults,
}

/// When to draw.
struct Schedule {
    drawn: Instant,
    due: Option<Instant>,
}

impl Schedule {
    /// Something has changed that is to be seen `period` after the last drawing, or now where that
    /// was before.
    fn want(&mut self, period: Duration) {
        let due = self.drawn + period;
        self.due = Some(self.due.map_or(due, |other| other.min(due)));
    }
}

impl EventLoop<'_> {
    /// Runs until there is a reason to leave.
    ///
    /// # Errors
    ///
    /// Where the terminal cannot be written.
    pub fn run(&mut self) -> io::Result<Leave> {
        let start = Instant::now();
        let mut schedule = Schedule {
            drawn: start,
            due: Some(start + FIRST),
        };
        let mut next_look = start;
        loop {
            let now = Instant::now();
            if !self.app.book().finished && now >= next_look {
                next_look = now + FOR_NEWS;
                if self.look_at_the_gauge() {
                    schedule.want(FOR_NEWS);
                }
            }
            if schedule.due.is_some_and(|due| due <= now) {
                schedule.due = None;
                schedule.drawn = now;
                self.screen
                    .draw(|area, buffer| self.app.draw(area, buffer))?;
            }
            if let Some(leave) = self.do_effects(&mut schedule)? {
                return Ok(leave);
            }
            let awaited = [
                schedule.due,
                (!self.app.book().finished).then_some(next_look),
            ];
            let awaited = awaited.into_iter().flatten().min();
            let wait = awaited.map_or(LONG, |at| at.saturating_duration_since(Instant::now()));
            match self.inbox.recv_timeout(wait) {
                Ok(message) => {
                    if let Some(leave) = self.take_all(message, &mut schedule)? {
                        return Ok(leave);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(Leave::Quit),
            }
            if self.faults.any() {
                return Ok(Leave::Fault);
            }
        }
    }

    /// Takes a message and those that wait behind it.
    fn take_all(&mut self, first: Message, schedule: &mut Schedule) -> io::Result<Option<Leave>> {
        let until = Instant::now() + TAKING;
        let mut next = Some(first);
        while let Some(message) = next {
            if let Some(leave) = self.take(message, schedule)? {
                return Ok(Some(leave));
            }
            next = if Instant::now() < until {
                self.inbox.try_recv().ok()
            } else {
                None
            };
        }
        Ok(None)
    }

    fn take(&mut self, message: Message, schedule: &mut Schedule) -> io::Result<Option<Leave>> {
        match message {
            Message::Event(event) => {
                if !matches!(event, Event::Resize(..)) {
                    self.app.take(&event);
                }
                schedule.want(FOR_KEYS);
                return self.do_effects(schedule);
            }
            Message::News(news) => {
                let urgent = !matches!(
                    news,
                    News::Sessions(_)
                        | News::Open(_)
                        | News::Gone(_)
                        | News::Counted(_)
                        | News::Progress { .. }
                );
                let is_count = matches!(news, News::Counted(_));
                let was_still = self.app.is_still();
                self.app.learn(news);
                // An idle interface costs no time.
                if is_count && was_still && self.app.is_still() {
                    return Ok(None);
                }
                schedule.want(if urgent { FOR_KEYS } else { FOR_NEWS });
            }
            Message::Answer(screen, stop, answer) => {
                if !stop.is_stopped() {
                    self.app.learn_answer(screen, answer);
                    schedule.want(FOR_KEYS);
                }
            }
            Message::Saved(saved) => {
                let texts = self.app.context().texts;
                self.app.say(match saved {
                    Ok(saved) => {
                        let count = saved.packets.to_string();
                        (texts.live.packets_saved)(&count, &saved.name, saved.missing)
                    }
                    Err(error) => (texts.tui.not_saved)(&error.to_string()),
                });
                schedule.want(FOR_KEYS);
            }
            Message::Extracted(extracted) => {
                let extracted = extracted.map_err(|error| error.to_string());
                self.app.learn_extracted(extracted);
                schedule.want(FOR_KEYS);
            }
            #[cfg(unix)]
            Message::Signal(signal_hook::consts::SIGCONT) => {
                self.screen.take_again()?;
                schedule.want(FOR_KEYS);
            }
            #[cfg(unix)]
            Message::Signal(signal) => return Ok(Some(Leave::Signal(signal))),
            Message::Hangup => return Ok(Some(Leave::Quit)),
            Message::Panicked => return Ok(Some(Leave::Fault)),
        }
        Ok(None)
    }

    /// Tells the UI how far the reading is; whether that is news.
    fn look_at_the_gauge(&mut self) -> bool {
        let (captures, news) = self.gauge.look();
        let known = &self.app.book().captures;
        let (News::Progress { read, frames }, Some(last)) = (&news, known.last()) else {
            return false;
        };
        // What is told of a capture that the UI has not heard of yet has time.
        let is_news = known.len() == captures
            && last.totals.is_none()
            && (*read, *frames) != (last.read, last.frames);
        if is_news {
            self.app.learn(news);
        }
        is_news
    }

    /// Does what the UI wants done.
    fn do_effects(&mut self, schedule: &mut Schedule) -> io::Result<Option<Leave>> {
        for effect in self.app.effects() {
            let said = match effect {
                Effect::Quit => return Ok(Some(Leave::Quit)),
                Effect::Suspend => {
                    self.screen.suspend()?;
                    schedule.want(FOR_KEYS);
                    None
                }
                Effect::Copy(text) => self.copy(&text)?,
                Effect::Save {
                    stem,
                    ending,
                    contents,
                } => {
                    let texts = self.app.context().texts.tui;
                    Some(match save(Path::new("."), &stem, ending, &contents) {
                        Ok(name) => (texts.saved)(&name),
                        Err(error) => (texts.not_saved)(&error.to_string()),
                    })
                }
                Effect::SavePackets(selection) => {
                    let begun = self.workers.save(selection);
                    let texts = self.app.context().texts.tui;
                    begun
                        .err()
                        .map(|error| (texts.not_saved)(&error.to_string()))
                }
                Effect::Extract(extraction) => {
                    let begun = self.workers.extract(extraction);
                    let texts = self.app.context().texts;
                    Some(match begun {
                        Ok(()) => texts.transfers_screen.extracting.to_owned(),
                        Err(error) => (texts.tui.not_saved)(&error.to_string()),
                    })
                }
                Effect::Ask(question) => {
                    let asked = self.workers.ask(question);
                    asked.err().map(|error| error.to_string())
                }
                Effect::StopReading => {
                    self.stop.stop();
                    None
                }
                Effect::Remember(settings) => {
                    let written = self.settings.as_mut().map(|file| file.write(settings));
                    let error = written.and_then(Result::err);
                    let texts = self.app.context().texts.tui;
                    error.map(|error| (texts.settings_not_kept)(&error.to_string()))
                }
            };
            if let Some(said) = said {
                self.app.say(said);
                schedule.want(FOR_KEYS);
            }
        }
        Ok(None)
    }

    /// Puts text on the clipboard; says so where it is too long.
    fn copy(&mut self, text: &str) -> io::Result<Option<String>> {
        let Some(sequence) = clipboard(text) else {
            let texts = self.app.context().texts.tui;
            return Ok(Some((texts.too_long_to_copy)(LONGEST_COPY as u64)));
        };
        self.screen.send(&sequence)?;
        Ok(None)
    }
}
