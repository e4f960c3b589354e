//! The way from captures through the engine to a view.

use super::complain;
use super::input::{self, Input};
use super::progress::Progress;
use crate::capture::{Frame, Merged, Source};
use crate::cli;
use crate::engine::{Config, Engine, Wanted};
use crate::views::{CaptureSummary, View};
use std::io;
use std::process::ExitCode;

/// How the program ends; of two the greater counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Everything was read to its end.
    Complete,
    /// Something could not be read, or not to its end.
    Unreadable,
    /// The command line is wrong.
    WrongUsage,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status as u8)
    }
}

/// The captures to be read, and how.
pub struct Feed<'a> {
    input: &'a cli::Input,
    payload: Wanted,
    #[cfg(feature = "live")]
    filter: Option<crate::capture::Filter>,
}

impl<'a> Feed<'a> {
    /// Prepares to read what the command line names; `None`, once the reason was told, where its
    /// filter is wrong.
    #[cfg(feature = "live")]
    pub fn new(input: &'a cli::Input, payload: Wanted) -> Option<Self> {
        let filter = input
            .filter
            .as_deref()
            .map(crate::capture::Filter::compile)
            .transpose();
        filter.map_err(complain).ok().map(|filter| Self {
            input,
            payload,
            filter,
        })
    }

    /// Prepares to read what the command line names; `None`, once the reason was told, where it
    /// has a filter.
    #[cfg(not(feature = "live"))]
    pub fn new(input: &'a cli::Input, payload: Wanted) -> Option<Self> {
        if input.filter.is_some() {
            complain(
                "this ftpscope was built without libpcap (feature `live`), so it knows no filters (-f)",
            );
            return None;
        }
        Some(Self { input, payload })
    }

    /// Reads every capture and shows `view` what is in it.
    pub fn run(mut self, view: &mut dyn View) -> io::Result<Status> {
        let mut status = Status::Complete;
        if self.input.merge {
            let mut readers = Vec::new();
            for path in &self.input.captures {
                match input::reader(path) {
                    Ok(reader) => readers.push(reader),
                    Err(error) => {
                        complain(error);
                        status = Status::Unreadable;
                    }
                }
            }
            if !readers.is_empty() {
                status = status.max(self.feed(Input::Merged(Merged::new(readers)), view)?);
            }
        } else {
            for path in &self.input.captures {
                let read = match Input::open(path) {
                    Ok(source) => self.feed(source, view)?,
                    Err(error) => {
                        // What was told of the captures before comes first.
                        view.flush()?;
                        complain(error);
                        Status::Unreadable
                    }
                };
                status = status.max(read);
            }
        }
        view.flush()?;
        Ok(status)
    }

    /// Reads one capture.
    fn feed(&mut self, mut source: Input, view: &mut dyn View) -> io::Result<Status> {
        let mut engine = Engine::new(Config {
            ports: self.input.ports.clone(),
            payload: self.payload,
            trace: false,
        });
        let mut progress = Progress::new(source.size());
        let mut status = Status::Complete;
        let mut cut = false;
        let mut number = 0;
        let name = source.name().to_owned();
        view.begin(&name)?;
        let mut frames = 0u64;
        loop {
            match source.next_frame() {
                Ok(Some(frame)) => match self.takes(&frame) {
                    Ok(true) => engine.push(&frame),
                    Ok(false) => {}
                    Err(()) => status = Status::WrongUsage,
                },
                Ok(None) => break,
                Err(error) => {
                    progress.erase();
                    complain(error);
                    status = status.max(Status::Unreadable);
                    cut = true;
                }
            }
            if engine.is_ready() {
                hand_over(&mut engine, &mut number, view, &mut progress)?;
            }
            frames += 1;
            if Progress::is_due(frames) {
                progress.update(source.position(), number);
            }
        }
        engine.finish();
        hand_over(&mut engine, &mut number, view, &mut progress)?;
        progress.erase();
        let undecoded = engine.decoder().undecoded_by_reason();
        let undecoded = undecoded.map(|(reason, count)| (reason.name(), count));
        view.end(&CaptureSummary {
            name: &name,
            statistics: &engine.statistics(),
            link_types: source.link_types().iter().map(|link| link.name()).collect(),
            undecoded: undecoded.collect(),
            cut,
            orphans: engine.orphans(),
        })?;
        Ok(status)
    }

    /// Whether the filter lets a frame through; an error where it says nothing for such frames,
    /// which is told once.
    #[cfg(feature = "live")]
    fn takes(&mut self, frame: &Frame<'_>) -> Result<bool, ()> {
        match &mut self.filter {
            None => Ok(true),
            Some(filter) => filter.matches(frame).map_err(complain),
        }
    }

    #[cfg(not(feature = "live"))]
    fn takes(&mut self, _frame: &Frame<'_>) -> Result<bool, ()> {
        Ok(true)
    }
}

/// Gives the view every session that is finished.
fn hand_over(
    engine: &mut Engine,
    number: &mut u64,
    view: &mut dyn View,
    progress: &mut Progress,
) -> io::Result<()> {
    while let Some(session) = engine.next_session() {
        *number += 1;
        progress.erase();
        view.session(*number, &session)?;
        if progress.shares_the_screen() {
            view.flush()?;
        }
    }
    Ok(())
}
