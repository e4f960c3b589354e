//! Privileges and access, given up as soon as they are of no more use.
//!
//! What reads hostile packets needs neither: once interfaces are open, [`drop_privileges`] leaves a
//! thread with the rights of the user who called sudo and without capabilities, and a [`Fence`]
//! leaves it the files that it has still to open. The thread that opens interfaces which come back
//! keeps one capability ([`keep_capture`]) and raises it only meanwhile ([`raise_capture`]).
//!
//! All of it holds for the calling thread and those that it starts, so it has to come first. On
//! systems other than Linux nothing here does anything: [`IS_AVAILABLE`] says so, users stay who
//! they are, and fences are none.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod fence;
#[cfg(target_os = "linux")]
mod privileges;
mod user;

#[cfg(not(target_os = "linux"))]
use elsewhere as system;
#[cfg(target_os = "linux")]
use privileges as system;

pub use user::{User, UserError};

use std::io;
use std::path::PathBuf;

/// Whether this system has what is needed.
pub const IS_AVAILABLE: bool = cfg!(target_os = "linux");

/// Gives up the calling thread's groups, user and capabilities for those of `user` and none;
/// without a user it stays whose it is. Nothing that it starts can have more again
/// (`no_new_privs`).
///
/// # Errors
///
/// Where the system refuses; more may be left than is wanted.
pub fn drop_privileges(user: Option<&User>) -> io::Result<()> {
    system::drop_privileges(user)
}

/// As [`drop_privileges`], but keeps the capability to capture, which is then not in effect.
///
/// # Errors
///
/// As [`drop_privileges`].
pub fn keep_capture(user: Option<&User>) -> io::Result<()> {
    system::keep_capture(user)
}

/// Puts the capability to capture into effect in the calling thread, or out of it; a thread that
/// has none stays without.
///
/// # Errors
///
/// Where the system refuses.
pub fn raise_capture(up: bool) -> io::Result<()> {
    system::raise_capture(up)
}

/// How much of a [`Fence`] the system put up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforced {
    /// All of it.
    Fully,
    /// As much as this kernel knows.
    Partly,
    /// Nothing: this system has no such thing, or it is turned off.
    Not,
}

/// What files a thread may still open, by Landlock; beyond it none, and no TCP connection either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fence {
    /// Files and folders, with what is below them, that are read.
    pub read: Vec<PathBuf>,
    /// Folders in which files are made and written.
    pub make: Vec<PathBuf>,
    /// Folders in which files are made, written and removed.
    pub replace: Vec<PathBuf>,
    /// Folders in which files are made, read, written, renamed and removed.
    pub change: Vec<PathBuf>,
    /// As `change`; folders are removed, too.
    pub scratch: Vec<PathBuf>,
    /// Devices that are read, written and controlled.
    pub devices: Vec<PathBuf>,
}

impl Fence {
    /// Puts the fence around the calling thread and those that it will start; never to be taken
    /// down. Paths that are not there are left out.
    pub fn enter(&self) -> Enforced {
        #[cfg(target_os = "linux")]
        let enforced = fence::enter(self).unwrap_or(Enforced::Not);
        #[cfg(not(target_os = "linux"))]
        let enforced = Enforced::Not;
        enforced
    }
}
