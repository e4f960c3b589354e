//! The terminal UI: everything between the command line and [`App`].
//!
//! ```text
//! keys     ─┐
//! signals  ─┤              ┌→ screen
//! reading  ─┼→ event loop ─┼→ files, clipboard
//! workers  ─┘              └→ workers, reading
//! ```
//!
//! Each source of messages is a thread of its own; only the event loop touches the UI and the
//! terminal.

mod event_loop;
#[cfg(unix)]
mod extracting;
pub(in crate::run) mod faults;
mod message;
pub(in crate::run) mod packets;
mod reading;
mod saving;
pub(in crate::run) mod settings;
pub(in crate::run) mod terminal;
mod workers;

use super::feed::{Feed, Status};
use super::input::{Opener, is_pipe, is_stdin};
use super::ready::ready;
use super::{LISTING_HEAD, complain, environment};
use crate::capture::Archive;
use crate::cli::{self, Lang};
use crate::engine::Wanted;
use crate::views::tui::{App, Depth, Keep, Language, Settings, Start, Stop, ThemeName};
use event_loop::EventLoop;
#[cfg(unix)]
use event_loop::Leave;
use faults::Faults;
use message::{Message, Outbox, channel};
use packets::Archived;
use reading::{Gauge, Reporter};
use settings::SettingsFile;
use std::io::{self, IsTerminal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use terminal::Screen;
use workers::Workers;

/// The status of a program that has panicked, as Rust has it.
pub(in crate::run) const PANICKED: u8 = 101;

/// How long who reads may take to write what it has (`-w`), once the UI is left.
const UNTIL_WRITTEN: Duration = Duration::from_secs(1);

/// Shows what the command line names.
pub fn run(subject: &cli::Subject, screen: &cli::Screen) -> io::Result<ExitCode> {
    let payload = Wanted {
        hash: false,
        head: LISTING_HEAD,
    };
    let input = subject.input.clone();
    if Feed::new(&input, payload, Opener::default()).is_none() {
        return Ok(Status::WrongUsage.into());
    }
    if input.captures.iter().any(|path| is_stdin(path)) && io::stdin().is_terminal() {
        complain("standard input (`-`) is the terminal, and no capture");
        return Ok(Status::Unreadable.into());
    }
    if nothing_is_readable(&input) {
        return Ok(Status::Unreadable.into());
    }
    let mut ready = match ready(&input, Some(screen), true) {
        Ok(ready) => ready,
        Err(status) => return Ok(status.into()),
    };
    let archive = Arc::new(Archive::new(screen.keep));
    let settings = ready.settings.take();
    let settings = settings.map(|path| SettingsFile::read(path, instead(subject, screen)));
    let start = Start {
        settings: settings
            .as_ref()
            .map_or_else(|| instead(subject, screen), SettingsFile::settings),
        language: language(environment::locale()),
        theme: if environment::refuses_color() {
            ThemeName::None
        } else {
            ThemeName::Dark
        },
        depth: if environment::has_many_colors() {
            Depth::Indexed
        } else {
            Depth::Sixteen
        },
        unicode: !screen.ascii && environment::unicode(),
        show_passwords: subject.input.show_passwords,
        session: subject.session,
        keep: Keep {
            sessions: screen.keep_sessions,
            ..Keep::default()
        },
        packets: Arc::new(Archived(Arc::clone(&archive))),
    };
    watch(start, settings, move |told: Telling| {
        let opener = Opener::until(told.stop.clone());
        // Filters are no things to be handed from thread to thread, so it is compiled once more.
        let Some(feed) = Feed::new(&input, payload, opener) else {
            return Status::WrongUsage;
        };
        let mut reporter = Reporter::new(archive, told.outbox, told.gauge, told.stop);
        let done = feed.with(ready).run(&mut reporter);
        // The only reason for an error is that the UI is not there any more.
        done.unwrap_or(Status::Complete)
    })
}

/// How what is read reaches the UI.
pub struct Telling {
    outbox: Outbox,
    gauge: Arc<Gauge>,
    stop: Stop,
}

/// Shows the UI, while `read` reads in a thread of its own.
///
/// The terminal is given back however this ends.
///
/// # Errors
///
/// Where the terminal cannot be used.
pub fn watch(
    start: Start,
    settings: Option<SettingsFile>,
    read: impl FnOnce(Telling) -> Status + Send + 'static,
) -> io::Result<ExitCode> {
    let packets = Arc::clone(&start.packets);
    let mut app = App::new(start);
    if let Some(file) = &settings
        && let Some(trouble) = file.trouble()
    {
        let path = file.path().display().to_string();
        app.say((app.context().texts.tui.settings_unreadable)(
            &path, trouble,
        ));
    }
    let (outbox, inbox) = channel();
    let (gauge, stop) = (Arc::new(Gauge::default()), Stop::default());
    let faults = Faults::keep();
    // First, so that no signal finds the terminal taken and nobody to give it back.
    #[cfg(unix)]
    listen_to_signals(outbox.clone())?;
    let screen = Screen::take()?;
    listen_to_keys(outbox.clone())?;
    let told = Telling {
        outbox: outbox.clone(),
        gauge: Arc::clone(&gauge),
        stop: stop.clone(),
    };
    let reading = thread::Builder::new()
        .name("reader".into())
        .spawn(move || read(told))?;
    let mut event_loop = EventLoop {
        app,
        screen,
        inbox,
        workers: Workers::new(packets, outbox),
        settings,
        gauge,
        stop,
        faults: &faults,
    };
    let left = catch_unwind(AssertUnwindSafe(|| event_loop.run()));
    event_loop.screen.give_back();
    let reports = faults.take();
    if !reports.is_empty() {
        for report in reports {
            complain(format_args!("a fault of this program: {report}"));
        }
        return Ok(ExitCode::from(PANICKED));
    }
    for complaint in &event_loop.app.book().complaints {
        complain(complaint);
    }
    event_loop.stop.stop();
    drop(event_loop);
    let since = Instant::now();
    while !reading.is_finished() && since.elapsed() < UNTIL_WRITTEN {
        thread::sleep(Duration::from_millis(1));
    }
    match left {
        #[cfg(unix)]
        Ok(Ok(Leave::Signal(signal))) => {
            // So that whoever waits for this program learns what has ended it.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
            Ok(ExitCode::FAILURE)
        }
        Ok(Ok(_)) => {
            let status = reading.is_finished().then(|| reading.join().ok()).flatten();
            Ok(status.unwrap_or(Status::Complete).into())
        }
        Ok(Err(error)) => Err(error),
        Err(_) => Ok(ExitCode::from(PANICKED)),
    }
}

/// Starts the thread that hands on what is done with keys and mouse.
fn listen_to_keys(outbox: Outbox) -> io::Result<()> {
    let listen = move || {
        loop {
            let message = match crossterm::event::read() {
                Ok(event) => Message::Event(event),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => Message::Hangup,
            };
            let last = matches!(message, Message::Hangup);
            if outbox.send(message).is_err() || last {
                return;
            }
        }
    };
    thread::Builder::new().name("keys".into()).spawn(listen)?;
    Ok(())
}

/// Starts the thread that hands on signals.
#[cfg(unix)]
fn listen_to_signals(outbox: Outbox) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;
    let mut signals = Signals::new([SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    let listen = move || {
        for signal in signals.forever() {
            if outbox.send(Message::Signal(signal)).is_err() {
                return;
            }
        }
    };
    thread::Builder::new()
        .name("signals".into())
        .spawn(listen)?;
    Ok(())
}

/// Whether no capture can be read at all, once the reasons were told; pipes are not touched for it.
fn nothing_is_readable(input: &cli::Input) -> bool {
    let mut errors = Vec::new();
    if input.live.is_wanted() {
        return false;
    }
    for path in &input.captures {
        if is_pipe(path) {
            return false;
        }
        match Opener::default().reader(path) {
            Ok(_) => return false,
            Err(error) => errors.push(error),
        }
    }
    for error in errors {
        complain(error);
    }
    true
}

/// What the command line says instead of what is remembered.
fn instead(subject: &cli::Subject, screen: &cli::Screen) -> Settings {
    Settings {
        language: subject.lang.map(language),
        theme: screen.theme.map(theme),
        ..Settings::default()
    }
}

pub(in crate::run) fn theme(theme: cli::Theme) -> ThemeName {
    match theme {
        cli::Theme::Dark => ThemeName::Dark,
        cli::Theme::Light => ThemeName::Light,
        cli::Theme::HighContrast => ThemeName::HighContrast,
        cli::Theme::None => ThemeName::None,
    }
}

pub(in crate::run) fn language(lang: Lang) -> Language {
    match lang {
        Lang::En => Language::En,
        Lang::ZhHans => Language::ZhHans,
        Lang::ZhHant => Language::ZhHant,
    }
}
