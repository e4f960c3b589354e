//! What people and programs see of sessions.

pub mod explain;
pub mod extract;
pub mod firewall;
pub mod json;
pub mod page;
pub mod pen;
pub mod port;
pub mod show;
pub mod story;
pub mod teach;
pub mod tui;
pub mod verdict;
pub mod visible;
pub mod width;

use crate::diagnose::{PassiveRange, Verdict};
use crate::engine::{Event, Statistics};
use crate::session::{DataConnection, Session, SessionId};
use std::borrow::Cow;
use std::io;

/// What stands for a password that is not to be shown.
pub const HIDDEN: &str = "********";

/// What is told of a capture as a whole.
#[derive(Clone, Debug)]
pub struct CaptureSummary<'a> {
    /// Its name.
    pub name: &'a str,
    /// What the engine counted.
    pub statistics: &'a Statistics,
    /// The link types of its frames, by the names of the tcpdump registry.
    pub link_types: Vec<Cow<'static, str>>,
    /// Frames that could not be decoded, by reason.
    pub undecoded: Vec<(&'static str, u64)>,
    /// Whether it ended in a broken record.
    pub cut: bool,
    /// Data connections without a control connection.
    pub orphans: &'a [DataConnection],
    /// What the system counted, where it was captured live.
    pub captured: Option<Captured>,
    /// What there is to say about it as a whole.
    pub verdicts: Vec<Verdict>,
    /// The passive ports of each server.
    pub passive_ranges: Vec<PassiveRange>,
}

/// What the system counted while capturing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Captured {
    /// Packets that the filter took, also those that were dropped for want of room.
    pub received: u64,
    /// Packets that the system dropped because its buffer was full.
    pub dropped_by_kernel: u64,
    /// Packets that the network card or its driver dropped, where the system tells.
    pub dropped_by_interface: u64,
}

impl Captured {
    /// Packets that were dropped, wherever.
    pub fn dropped(&self) -> u64 {
        self.dropped_by_kernel + self.dropped_by_interface
    }
}

/// Something that is told of captures, session by session.
pub trait View {
    /// A capture begins.
    ///
    /// # Errors
    ///
    /// What the output says, here and below.
    fn begin(&mut self, capture: &str) -> io::Result<()>;

    /// Something happened in a session, of which `session` has what is known so far.
    ///
    /// # Errors
    ///
    /// As [`View::begin`].
    fn event(&mut self, _id: SessionId, _session: &Session, _event: Event<'_>) -> io::Result<()> {
        Ok(())
    }

    /// A session is finished; `number` counts from 1 in the capture.
    ///
    /// # Errors
    ///
    /// As [`View::begin`].
    fn session(&mut self, number: u64, session: &Session) -> io::Result<()>;

    /// The capture is over.
    ///
    /// # Errors
    ///
    /// As [`View::begin`].
    fn end(&mut self, summary: &CaptureSummary<'_>) -> io::Result<()>;

    /// Writes out what waits in buffers.
    ///
    /// # Errors
    ///
    /// As [`View::begin`].
    fn flush(&mut self) -> io::Result<()>;
}
