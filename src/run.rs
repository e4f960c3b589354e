//! From the command line to a running program: source, engine, view.

mod environment;
mod explain;
mod feed;
mod firewall;
mod input;
mod interfaces;
mod output;
mod port;
mod progress;
mod save;
pub mod teach;
pub mod tui;

use crate::cli::{self, Bare, Cli, Color, Command, Json, Subject, Text, Tui};
use crate::engine::Wanted;
use crate::views::json;
use crate::views::show;
use feed::{Feed, Status, open};
use input::{Opener, is_stdin};
use output::Output;
use save::Saver;
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
    let opened = match open(input, false) {
        Ok(opened) => opened,
        Err(status) => return Ok(status),
    };
    let saver = match open_saver(input) {
        Ok(saver) => saver,
        Err(status) => return Ok(status),
    };
    let view = json::Json::new(output(), input.show_passwords);
    let mut view = view.with_events(options.events);
    feed.with(opened)
        .with_events(options.events)
        .run_and_save(&mut Output::new(&mut view), saver)
}

fn run_show(subject: &Subject, text: &Text) -> io::Result<Status> {
    let input = &subject.input;
    let saver = match open_saver(input) {
        Ok(saver) => saver,
        Err(status) => return Ok(status),
    };
    let head = if text.list { 0 } else { LISTING_HEAD };
    let payload = Wanted { hash: false, head };
    let Some(feed) = Feed::new(input, payload, Opener::default()) else {
        return Ok(Status::WrongUsage);
    };
    let opened = match open(input, io::stdout().is_terminal()) {
        Ok(opened) => opened,
        Err(status) => return Ok(status),
    };
    let feed = feed.with(opened);
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
        return feed.run_and_save(&mut Output::new(&mut view), saver);
    }
    let mut view = show::Walkthrough::new(output(), manner);
    let status = feed.run_and_save(&mut Output::new(&mut view), saver)?;
    match view.missing() {
        Some(missing) => {
            complain(missing);
            Ok(status.max(Status::WrongUsage))
        }
        None => Ok(status),
    }
}

/// What writes packets, where that is wanted; once the reason was told, the status where it cannot
/// be done.
fn open_saver(input: &cli::Input) -> Result<Option<Saver>, Status> {
    let to_stdout = input.save.write.as_deref().is_some_and(is_stdin);
    if to_stdout {
        complain("-w -: standard output is where the sessions go; packets need a file");
        return Err(Status::WrongUsage);
    }
    if input.save.write.is_some() && input.captures.len() > 1 && !input.merge {
        complain("-w is for one capture; --merge makes one of several");
        return Err(Status::WrongUsage);
    }
    Saver::open(input).map_err(|trouble| {
        complain(trouble);
        Status::Unreadable
    })
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
