//! What is opened while there are privileges to, and what is given up then.

use super::feed::{Opened, Status, open};
use super::input::is_stdin;
use super::keys::KeyFile;
use super::save::Saver;
use super::{complain, environment};
use crate::cli;
use crate::sandbox::{Enforced, Fence, User, drop_privileges};
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where libpcap looks for what it tells of interfaces.
const ABOUT_INTERFACES: [&str; 2] = ["/sys", "/proc"];

/// The terminal, by the name under which every program has its own.
const TERMINAL: &str = "/dev/tty";

/// Everything that is open, with no more rights than it takes to go on.
#[derive(Default)]
pub struct Ready {
    /// Interfaces.
    pub opened: Opened,
    /// The key log with which FTPS is read, where there is one.
    pub keys: Option<KeyFile>,
    /// What writes packets, where that is wanted.
    pub saver: Option<Saver>,
    /// Where the terminal UI keeps its settings, if it does.
    pub settings: Option<PathBuf>,
}

/// Opens what the command line names, and gives up all rights that were needed for it only. No
/// other thread may have been started that is to have less rights too.
///
/// `screen` is there where the terminal UI is shown; `prompt` says that a person looks on.
///
/// # Errors
///
/// The status to end with, once the reason was told.
pub fn ready(
    input: &cli::Input,
    screen: Option<&cli::Screen>,
    prompt: bool,
) -> Result<Ready, Status> {
    ready_for(input, screen, prompt, |_| Ok(()))
}

/// As [`ready`]; `prepare` opens what else is needed, with the rights that are left, and says what
/// the fence is to leave open for it.
///
/// # Errors
///
/// As [`ready`], and what `prepare` says.
pub fn ready_for(
    input: &cli::Input,
    screen: Option<&cli::Screen>,
    prompt: bool,
    prepare: impl FnOnce(&mut Fence) -> Result<(), Status>,
) -> Result<Ready, Status> {
    is_writable_as_wanted(input)?;
    let keys = key_file(input)?;
    let user = user(input)?;
    let opened = open(input, prompt, user.as_ref())?;
    if input.live.is_wanted()
        && let Err(error) = drop_privileges(user.as_ref())
    {
        let name = user.map_or_else(|| "without privileges".to_owned(), |user| user.name);
        complain(format_args!("cannot go on as {name}: {error}"));
        return Err(Status::Unreadable);
    }
    let saver = Saver::open(input).map_err(|trouble| {
        complain(trouble);
        Status::Unreadable
    })?;
    let settings = screen
        .filter(|screen| !screen.no_config)
        .and_then(|_| environment::settings_file(user.and_then(|user| user.home)));
    let mut fence = fence(input, saver.as_ref(), screen.is_some(), settings.as_deref());
    prepare(&mut fence)?;
    if fence.enter() == Enforced::Not && input.live.is_wanted() && crate::sandbox::IS_AVAILABLE {
        complain("this kernel has no Landlock: what files can be opened is up to this user alone");
    }
    Ok(Ready {
        opened,
        keys,
        saver,
        settings,
    })
}

/// Opens the key log that the command line names.
fn key_file(input: &cli::Input) -> Result<Option<KeyFile>, Status> {
    let Some(path) = &input.keylog else {
        return Ok(None);
    };
    KeyFile::open(path).map(Some).map_err(|error| {
        let advice = match error.kind() {
            io::ErrorKind::NotFound if input.live.is_wanted() => {
                "; create it first (touch), then start the client with SSLKEYLOGFILE set to it"
            }
            io::ErrorKind::NotFound => {
                "; it is the file that SSLKEYLOGFILE named when the client ran"
            }
            _ => "",
        };
        complain(format_args!(
            "cannot open the key log {}: {error}{advice}",
            path.display()
        ));
        Status::Unreadable
    })
}

/// Refuses what cannot be meant.
fn is_writable_as_wanted(input: &cli::Input) -> Result<(), Status> {
    if input.live.user.is_some() && !input.live.is_wanted() {
        complain("--user: it says who goes on once interfaces are open, so it needs -i");
        return Err(Status::WrongUsage);
    }
    let Some(path) = &input.save.write else {
        return Ok(());
    };
    let complaint = if is_stdin(path) {
        "-w -: standard output is where the sessions go; packets need a file"
    } else if input.captures.len() > 1 && !input.merge {
        "-w is for one capture; --merge makes one of several"
    } else {
        return Ok(());
    };
    complain(complaint);
    Err(Status::WrongUsage)
}

/// Whose rights are enough, where others were needed to capture.
fn user(input: &cli::Input) -> Result<Option<User>, Status> {
    if !input.live.is_wanted() {
        return Ok(None);
    }
    User::to_become(input.live.user.as_deref()).map_err(|error| {
        complain(format_args!("--user: {error}"));
        Status::WrongUsage
    })
}

/// What is opened from now on.
fn fence(
    input: &cli::Input,
    saver: Option<&Saver>,
    on_screen: bool,
    settings: Option<&Path>,
) -> Fence {
    let mut fence = Fence {
        read: input.captures.clone(),
        replace: saver.and_then(Saver::folder).into_iter().collect(),
        ..Fence::default()
    };
    if input.live.is_wanted() {
        fence.read.extend(ABOUT_INTERFACES.map(PathBuf::from));
    }
    if on_screen {
        fence.make.push(PathBuf::from("."));
        fence.change.push(env::temp_dir());
        fence.devices.push(PathBuf::from(TERMINAL));
    }
    if let Some(folder) = settings.and_then(Path::parent) {
        // A fence has no place for what is not there yet.
        let _ = fs::create_dir_all(folder);
        fence.change.push(folder.to_owned());
    }
    // The file may be a link to one elsewhere.
    let target = settings.and_then(|path| fs::canonicalize(path).ok());
    if let Some(folder) = target.as_deref().and_then(Path::parent) {
        fence.change.push(folder.to_owned());
    }
    fence
}
