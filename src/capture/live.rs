//! Frames as they pass on network interfaces, by libpcap.
//!
//! ```text
//! handle of eth0 ─┐                 ┌→ frames, in time order
//! handle of eth1 ─┼→ poll → batches ┼→ notices: an interface went away, or is back
//!                 │                 └→ counts: what was received, what was dropped
//! opener thread ──┘ (opens handles, now and when an interface is back)
//! ```
//!
//! The read timeout of libpcap does not fire on an idle interface, so handles do not block: they are
//! polled, and emptied in batches. Opening needs a privilege that nothing else here needs, so one
//! thread does nothing else.

mod batch;
mod error;
mod handle;
mod opener;
mod tally;

pub use error::LiveError;
pub use handle::Options;
pub use tally::Counts;

use super::reader::LinkTypes;
use super::{CaptureError, Frame, Interface, LinkType, Origin, Resolution, Source};
use crate::net::{Span, Time};
use batch::Batch;
use handle::{Handle, Reading};
use opener::Opener;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fmt;
use std::io;
use std::os::fd::BorrowedFd;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tally::Tally;

/// Interfaces that are captured on, as one source of frames.
pub struct Live {
    name: String,
    ports: Vec<Port>,
    opener: Opener,
    links: LinkTypes,
    notices: Vec<Notice>,
    /// The port whose frame was handed out last.
    last: Option<usize>,
    frames: u64,
    bytes: u64,
    /// How long frames of one port wait for earlier ones of another.
    hold: Span,
}

/// An interface with its handle.
struct Port {
    interface: String,
    /// None while the interface is away.
    handle: Option<Handle>,
    batch: Batch,
    tally: Tally,
    /// What a file says of it; the counts as they were when they were last asked for.
    described: Interface,
}

/// Something that happened to an interface while it was captured on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It went down, or is not there any more; it is waited for.
    Away {
        /// Its name.
        interface: String,
        /// What libpcap says.
        reason: String,
    },
    /// It is back, and captured on again.
    Back {
        /// Its name.
        interface: String,
    },
    /// Its driver has no promiscuous mode; it is captured on without.
    NotPromiscuous {
        /// Its name.
        interface: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Away { interface, reason } => {
                write!(f, "{interface} is away ({reason}); waiting for it")
            }
            Notice::Back { interface } => write!(f, "{interface} is back"),
            Notice::NotPromiscuous { interface } => {
                write!(
                    f,
                    "{interface} has no promiscuous mode; capturing without it"
                )
            }
        }
    }
}

impl Live {
    /// Opens interfaces by name; `any` stands for all of them where the system has it.
    ///
    /// # Errors
    ///
    /// Why one of them cannot be captured on. One that is merely down is waited for.
    pub fn open(interfaces: &[String], options: &Options) -> Result<Self, LiveError> {
        let opener = Opener::start(options.clone())?;
        let mut live = Self {
            name: interfaces.join(" + "),
            ports: Vec::new(),
            opener,
            links: LinkTypes::default(),
            notices: Vec::new(),
            last: None,
            frames: 0,
            bytes: 0,
            hold: Span(0),
        };
        if interfaces.len() > 1 {
            live.hold = Span::milliseconds(2 * i64::from(options.patience()));
        }
        for (index, interface) in interfaces.iter().enumerate() {
            let mut port = Port {
                interface: interface.clone(),
                handle: None,
                batch: Batch::default(),
                tally: Tally::default(),
                described: Interface {
                    name: Some(interface.clone()),
                    description: None,
                    link: LinkType(1),
                    resolution: Resolution::PowerOfTen(9),
                    offset: 0,
                    snap_length: handle::WHOLE.unsigned_abs(),
                    filter: options.filter.clone(),
                    received: None,
                    dropped_by_interface: None,
                    dropped_by_system: None,
                },
            };
            match live.opener.open(index, interface)? {
                Ok(handle) => {
                    if options.promiscuous && !handle.is_promiscuous() {
                        live.notices.push(Notice::NotPromiscuous {
                            interface: interface.clone(),
                        });
                    }
                    port.described.link = handle.link();
                    port.handle = Some(handle);
                }
                Err(LiveError::Down { reason, .. }) => {
                    live.notices.push(Notice::Away {
                        interface: interface.clone(),
                        reason,
                    });
                    live.opener.await_interface(index, interface);
                }
                Err(error) => return Err(error),
            }
            live.ports.push(port);
        }
        Ok(live)
    }

    /// What the machine's clock says, which frames are stamped with.
    pub fn now() -> Time {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let since = since.map_or(0, |since| since.as_nanos());
        Time(i64::try_from(since).unwrap_or(i64::MAX))
    }

    /// Waits until there are frames, `wake` can be read, or the time is over; true where `wake` can
    /// be read.
    ///
    /// # Errors
    ///
    /// Where the system cannot wait.
    pub fn wait(&self, timeout: Duration, wake: Option<BorrowedFd<'_>>) -> io::Result<bool> {
        let handles = self.ports.iter().filter_map(|port| port.handle.as_ref());
        let mut polled: Vec<PollFd<'_>> = wake
            .into_iter()
            .map(|wake| PollFd::from_borrowed_fd(wake, PollFlags::IN))
            .collect();
        polled.extend(handles.map(|handle| PollFd::from_borrowed_fd(handle.fd(), PollFlags::IN)));
        let timeout = Timespec {
            tv_sec: i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: timeout.subsec_nanos().into(),
        };
        match poll(&mut polled, Some(&timeout)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let first = polled.first().filter(|_| wake.is_some());
        Ok(first.is_some_and(|first| !first.revents().is_empty()))
    }

    /// How many bytes were captured so far.
    pub fn position(&self) -> u64 {
        self.bytes
    }

    /// How long after it was captured a frame may be handed out at most, as long as whoever takes
    /// frames keeps up.
    pub fn latency(&self) -> Span {
        let delay = self.opener.options().patience();
        Span(self.hold.0 + Span::milliseconds(2 * i64::from(delay)).0)
    }

    /// What happened to the interfaces since this was asked last.
    pub fn notices(&mut self) -> Vec<Notice> {
        self.take_back();
        std::mem::take(&mut self.notices)
    }

    /// Whether an interface is away.
    pub fn is_waiting(&self) -> bool {
        self.ports.iter().any(|port| port.handle.is_none())
    }

    /// What was counted so far, of all interfaces together.
    pub fn counts(&mut self) -> Counts {
        let mut sum = Counts::default();
        for port in &mut self.ports {
            if let Some(handle) = &mut port.handle
                && let Some(counted) = handle.counted()
            {
                port.tally.take(counted);
            }
            let counts = port.tally.counts();
            port.described.received = Some(counts.received);
            port.described.dropped_by_interface = Some(counts.dropped_by_interface);
            port.described.dropped_by_system = Some(counts.dropped_by_kernel);
            sum += counts;
        }
        sum
    }

    /// Takes the handles of interfaces that are back.
    fn take_back(&mut self) {
        while let Some((index, handle)) = self.opener.opened() {
            let Some(port) = self.ports.get_mut(index) else {
                continue;
            };
            port.tally.begin();
            port.described.link = handle.link();
            port.handle = Some(handle);
            self.notices.push(Notice::Back {
                interface: port.interface.clone(),
            });
        }
    }

    /// Fills the batches that are empty, as far as something waits.
    fn fill(&mut self) {
        for (index, port) in self.ports.iter_mut().enumerate() {
            let Some(handle) = &mut port.handle else {
                continue;
            };
            if !port.batch.is_empty() {
                continue;
            }
            if let Reading::Over(reason) = handle.read(&mut port.batch) {
                if let Some(counted) = handle.counted() {
                    port.tally.take(counted);
                }
                port.handle = None;
                self.notices.push(Notice::Away {
                    interface: port.interface.clone(),
                    reason,
                });
                self.opener.await_interface(index, &port.interface);
            }
        }
    }

    /// The port whose next frame is the earliest.
    fn earliest(&self) -> Option<usize> {
        let waiting = self.ports.iter().enumerate();
        waiting
            .filter_map(|(index, port)| Some((port.batch.time()?, index)))
            .min()
            .map(|(_, index)| index)
    }

    /// Whether a frame of another port may still come that is earlier than `time`.
    fn may_be_overtaken(&self, time: Time) -> bool {
        let is_empty = |port: &Port| port.handle.is_some() && port.batch.is_empty();
        self.ports.iter().any(is_empty) && Self::now() - time < self.hold
    }
}

impl Source for Live {
    /// Takes the next frame; false where there is none now, or none whose turn it is.
    fn advance(&mut self) -> Result<bool, CaptureError> {
        if let Some(last) = self.last.take()
            && let Some(port) = self.ports.get_mut(last)
        {
            port.batch.drop_first();
        }
        if self.ports.len() > 1 || self.ports.iter().all(|port| port.batch.is_empty()) {
            self.fill();
        }
        let Some(index) = self.earliest() else {
            return Ok(false);
        };
        let Some(port) = self.ports.get(index) else {
            return Ok(false);
        };
        if let Some(time) = port.batch.time()
            && self.ports.len() > 1
            && self.may_be_overtaken(time)
        {
            return Ok(false);
        }
        self.links.note(port.batch.link());
        self.frames += 1;
        self.bytes += port.batch.length();
        self.last = Some(index);
        Ok(true)
    }

    fn current(&self) -> Frame<'_> {
        let Some(index) = self.last else {
            return Frame::EMPTY;
        };
        let port = self.ports.get(index);
        let frame = port.map_or(Frame::EMPTY, |port| port.batch.first());
        Frame {
            number: self.frames,
            interface: u32::try_from(index).unwrap_or(u32::MAX),
            ..frame
        }
    }

    fn origin(&self) -> Origin {
        Origin::default()
    }

    fn interface(&self, number: u32) -> Option<&Interface> {
        let port = self.ports.get(number as usize)?;
        Some(&port.described)
    }

    fn link_types(&self) -> &[LinkType] {
        self.links.in_order()
    }

    fn name(&self) -> &str {
        &self.name
    }
}
