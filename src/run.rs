//! From the command line to a running program: source, engine, view.

mod environment;
mod explain;
#[cfg(unix)]
mod extract;
mod feed;
mod firewall;
mod input;
mod interfaces;
mod keys;
mod output;
mod port;
mod progress;
mod ready;
mod save;
pub mod teach;
pub mod tui;

use crate::cli::{self, Bare, Cli, Color, Command, Json, Subject, Text, Tui};
use crate::engine::Wanted;
use crate::views::json;
use crate::views::show;
use feed::{Feed, Status};
use input::Opener;
use output::Output;
use ready::ready;
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

/// Bytes of output that are gathered before they are written.
const OUTPUT_BUFFER: usize = 1 << 16;

/// Bytes of each data connection that are kept for people, for the first lines of listings.
const LISTING_HEAD: usize = 2_048;

/// Reads what the command line names and shows or writes what it asks for.
///
/// The status is 0 where everything was read to its end, 1 where something could not be read or
/// written, 2 where the command line was wrong.
pub fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        Some(Command::Json(options)) => run_json(&options).map(ExitCode::from),
        Some(Command::Show(options)) => {
            run_show(&options.subject, &options.text).map(ExitCode::from)
        }
        Some(Command::Tui(options)) => run_tui(&options),
        Some(Command::Extract(options)) => run_extract(&options).map(ExitCode::from),
        Some(Command::Interfaces(options)) => interfaces::run(&options).map(ExitCode::from),
        Some(Command::Firewall(options)) => firewall::run(&options).map(ExitCode::from),
        Some(Command::Explain(options)) => explain::run(&options).map(ExitCode::from),
        Some(Command::Port(options)) => port::run(&options).map(ExitCode::from),
        Some(Command::Teach(options)) => teach::run(&options),
        None => run_bare(&cli.bare),
    };
    match result {
        Ok(status) => status,
        // Whoever read our output has had enough of it.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(format_args!("cannot write the output: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// The UI on a terminal, unless an option of `show` is given; text elsewhere.
fn run_bare(options: &Bare) -> io::Result<ExitCode> {
    let text = &options.text;
    let wants_text = text.list || text.color.is_some() || text.width.is_some();
    if !wants_text && io::stdin().is_terminal() && environment::has_a_screen() {
        return tui::run(&options.subject, &options.screen);
    }
    run_show(&options.subject, text).map(ExitCode::from)
}

fn run_tui(options: &Tui) -> io::Result<ExitCode> {
    if environment::has_a_screen() && environment::has_a_keyboard() {
        return tui::run(&options.subject, &options.screen);
    }
    complain("there is no terminal here for the UI, so this is `ftpscope show`");
    let text = Text {
        list: false,
        color: None,
        width: None,
    };
    run_show(&options.subject, &text).map(ExitCode::from)
}

fn run_json(options: &Json) -> io::Result<Status> {
    let payload = Wanted {
        hash: options.hash,
        head: 0,
    };
    let input = &options.input;
    let Some(feed) = Feed::new(input, payload, Opener::default()) else {
        return Ok(Status::WrongUsage);
    };
    let ready = match ready(input, None, false) {
        Ok(ready) => ready,
        Err(status) => return Ok(status),
    };
    let view = json::Json::new(output(), input.show_passwords);
    let mut view = view.with_events(options.events);
    feed.with(ready)
        .with_events(options.events)
        .run(&mut Output::new(&mut view))
}

fn run_show(subject: &Subject, text: &Text) -> io::Result<Status> {
    let input = &subject.input;
    let head = if text.list { 0 } else { LISTING_HEAD };
    let payload = Wanted { hash: false, head };
    let Some(feed) = Feed::new(input, payload, Opener::default()) else {
        return Ok(Status::WrongUsage);
    };
    let ready = match ready(input, None, io::stdout().is_terminal()) {
        Ok(ready) => ready,
        Err(status) => return Ok(status),
    };
    let feed = feed.with(ready);
    let manner = show::Options {
        texts: environment::texts(subject.lang),
        width: environment::width(text.width),
        color: environment::color(text.color.unwrap_or(Color::Auto)),
        unicode: environment::unicode(),
        show_passwords: input.show_passwords,
        only: subject.session,
        name_captures: input.captures.len() > 1 && !input.merge,
    };
    if text.list {
        let mut view = show::List::new(output(), manner);
        return feed.run(&mut Output::new(&mut view));
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

#[cfg(unix)]
fn run_extract(options: &cli::Extract) -> io::Result<Status> {
    extract::run(options)
}

/// Files are kept from standing anywhere else by handles of folders, which only Unix has so.
#[cfg(not(unix))]
fn run_extract(_options: &cli::Extract) -> io::Result<Status> {
    complain("files can be extracted on Linux, macOS and other Unix systems only");
    Ok(Status::WrongUsage)
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
