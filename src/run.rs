//! From the command line to a running program: source, engine, view.

mod environment;
mod feed;
mod input;
mod output;
mod progress;

use crate::cli::{Cli, Command, Json, Show};
use crate::engine::Wanted;
use crate::views::json;
use crate::views::show;
use feed::{Feed, Status};
use input::Opener;
use output::Output;
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

/// Bytes of output that are gathered before they are written.
const OUTPUT_BUFFER: usize = 1 << 16;

/// Bytes of each data connection that `show` keeps, for the first lines of listings.
const LISTING_HEAD: usize = 2_048;

/// Reads what the command line names and writes what it asks for.
///
/// The status is 0 where everything was read to its end, 1 where something could not be read or
/// written, 2 where the command line was wrong.
pub fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        Some(Command::Json(options)) => run_json(&options),
        Some(Command::Show(options)) => run_show(&options),
        None => run_show(&cli.show),
    };
    match result {
        Ok(status) => status.into(),
        // Whoever read our output has had enough of it.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(format_args!("cannot write the output: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run_json(options: &Json) -> io::Result<Status> {
    let payload = Wanted {
        hash: options.hash,
        head: 0,
    };
    let Some(feed) = Feed::new(&options.input, payload, Opener::default()) else {
        return Ok(Status::WrongUsage);
    };
    let mut view = json::Json::new(output(), options.input.show_passwords);
    feed.run(&mut Output::new(&mut view))
}

fn run_show(options: &Show) -> io::Result<Status> {
    let head = if options.list { 0 } else { LISTING_HEAD };
    let payload = Wanted { hash: false, head };
    let Some(feed) = Feed::new(&options.input, payload, Opener::default()) else {
        return Ok(Status::WrongUsage);
    };
    let manner = show::Options {
        texts: environment::texts(options.lang),
        width: environment::width(options.width),
        color: environment::color(options.color),
        unicode: environment::unicode(),
        show_passwords: options.input.show_passwords,
        only: options.session,
        name_captures: options.input.captures.len() > 1 && !options.input.merge,
    };
    if options.list {
        return feed.run(&mut Output::new(&mut show::List::new(output(), manner)));
    }
    let mut view = show::Walkthrough::new(output(), manner);
    let status = feed.run(&mut Output::new(&mut view))?;
    match view.missing() {
        Some(missing) => {
            complain(missing);
            Ok(status.max(Status::WrongUsage))
        }
        None => Ok(status),
    }
}

fn output() -> BufWriter<io::StdoutLock<'static>> {
    BufWriter::with_capacity(OUTPUT_BUFFER, io::stdout().lock())
}

/// Says something on standard error; that nobody may be listening there is no reason to fail.
fn complain(message: impl Display) {
    let _ = writeln!(io::stderr(), "ftpscope: {message}");
}

/// Whether progress can be shown.
fn has_a_spectator() -> bool {
    io::stderr().is_terminal()
}
