//! `ftpscope extract`: the files that were transferred, and a manifest of them.

mod directory;
mod extraction;
mod making;
mod manifest;
mod placing;
mod spool;

use super::feed::{Feed, Status};
use super::input::{Opener, is_stdin};
use super::ready::ready_for;
use super::{complain, environment};
use crate::cli::{self, extract::Layout};
use crate::engine::Wanted;
use crate::extract::name::MANIFEST;
use crate::sandbox::Fence;
use crate::views::tui::Stop;
use directory::Directory;
use extraction::{Extraction, Target};
use manifest::Manifest;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use spool::{Bounds, Ear, Spool};
use std::cell::RefCell;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// Extracts what the command line asks for.
pub fn run(options: &cli::Extract) -> io::Result<Status> {
    let mut input = options.input.clone();
    let mut login = options.which.login.clone();
    if !input.live.is_wanted() {
        login = login.or(input.live.user.take());
    }
    let payload = Wanted {
        hash: !options.list,
        head: 0,
    };
    let stop = Stop::default();
    // While capturing, the feed listens for signals itself.
    let opener = match input.live.is_wanted() {
        true => Opener::default(),
        false => Opener::until(stop.clone()),
    };
    let Some(feed) = Feed::new(&input, payload, opener) else {
        return Ok(Status::WrongUsage);
    };
    let mut target = None;
    let ready = ready_for(&input, None, io::stdout().is_terminal(), |fence| {
        target = prepare(options, fence)?;
        Ok(())
    });
    let ready = match ready {
        Ok(ready) => ready,
        Err(status) => return Ok(status),
    };
    if !input.live.is_wanted() {
        listen(&stop)?;
    }
    let mut feed = feed.with(ready);
    if let Some(target) = &target {
        let spool = Rc::clone(&target.spool);
        feed = feed.with_receivers(Box::new(move || Box::new(Ear(Rc::clone(&spool)))));
    }
    let texts = environment::texts(options.lang);
    let mut extraction = Extraction::new(options, login, target, texts, stop);
    let status = feed.run(&mut extraction)?;
    extraction.finish_up(status)
}

/// Opens the folder that is written to, if any is.
fn prepare(options: &cli::Extract, fence: &mut Fence) -> Result<Option<Target>, Status> {
    let Some(path) = options.directory.as_deref().filter(|_| !options.list) else {
        return Ok(None);
    };
    let to_stdout = is_stdin(path);
    if to_stdout && options.json {
        complain("--json and -d -: standard output takes one of them; name a folder with -d");
        return Err(Status::WrongUsage);
    }
    let scratch = to_stdout.then(tempfile::tempdir).transpose();
    let scratch = scratch.map_err(|error| {
        let folder = std::env::temp_dir();
        refuse(
            "cannot make a temporary folder in",
            &folder,
            &error,
            "set TMPDIR to another one",
        )
    })?;
    let path = scratch.as_ref().map_or(path, |scratch| scratch.path());
    let make = "choose another folder with -d";
    let directory = Directory::open(path)
        .map_err(|error| refuse("cannot make or open the folder", path, &error, make))?;
    if !options.force && directory.has(MANIFEST) {
        complain(format_args!(
            "{} has a {MANIFEST} already, of an earlier run: choose another folder with -d, or replace what is there with --force",
            path.display()
        ));
        return Err(Status::WrongUsage);
    }
    let manifest = match to_stdout {
        true => None,
        false => Some(
            Manifest::new(&directory)
                .map_err(|error| refuse("cannot write to the folder", path, &error, make))?,
        ),
    };
    match &scratch {
        Some(_) => fence.scratch.push(std::env::temp_dir()),
        None => fence.change.push(path.to_owned()),
    }
    let bounds = Bounds {
        file: options.most.max_file.unwrap_or(u64::MAX),
        total: options.most.max_total.unwrap_or(u64::MAX),
    };
    let directory = Rc::new(RefCell::new(directory));
    let spool = Rc::new(RefCell::new(Spool::new(Rc::clone(&directory), bounds)));
    Ok(Some(Target {
        directory,
        spool,
        manifest,
        scratch,
    }))
}

fn refuse(what: &str, path: &Path, error: &io::Error, advice: &str) -> Status {
    complain(format_args!("{what} {}: {error}; {advice}", path.display()));
    Status::Unreadable
}

/// Ends the reading at the first signal to end, and the program at the second.
fn listen(stop: &Stop) -> io::Result<()> {
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_default(signal, Arc::clone(stop.flag()))?;
        flag::register(signal, Arc::clone(stop.flag()))?;
    }
    Ok(())
}

impl From<Layout> for crate::extract::layout::Layout {
    fn from(layout: Layout) -> Self {
        match layout {
            Layout::Session => Self::Session,
            Layout::Server => Self::Server,
            Layout::Flat => Self::Flat,
        }
    }
}
