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
mod filter;
mod handle;
mod opener;
mod tally;

pub use error::LiveError;
pub(super) use error::spoken;
pub use handle::Options;
pub use opener::{Guard, Moment};
pub use tally::Counts;

use super::reader::LinkTypes;
use super::{CaptureError, Frame, Interface, LinkType, Origin, Resolution, Source};
use crate::net::{Span, Time};
use batch::Batch;
use handle::{Handle, Reading, WHOLE};
use opener::{Event, Opener};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fmt;
use std::io;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tally::Tally;

/// Frames between two looks at interfaces on which nothing waited, where others have some.
const BETWEEN_LOOKS: u32 = 64;

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
    /// Frames that are handed out until ports that were found empty are looked at again.
    until_look: u32,
}

/// An interface with its handle.
struct Port {
    interface: String,
    /// What files say of it.
    described: Interface,
    /// None while the interface is away.
    handle: Option<Handle>,
    batch: Batch,
    /// Why the interface is away, and until when frames of it may come that it saw before.
    over: Option<(String, Instant)>,
    tally: Tally,
    /// Whether the opener looks whether it is down.
    is_watched: bool,
}

impl Port {
    /// Whether its frames are waited for; what waits in a batch is to be handed out first.
    fn is_awaited(&self) -> bool {
        self.handle.is_some() && self.batch.is_empty()
    }
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
    /// Opens interfaces by name; `any` stands for all of them where the system has it. `guard` looks
    /// after the thread that opens them.
    ///
    /// # Errors
    ///
    /// Why one of them cannot be captured on. One that is merely down is waited for.
    pub fn open(interfaces: &[String], options: &Options, guard: Guard) -> Result<Self, LiveError> {
        let opener = Opener::start(options.clone(), guard)?;
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
            until_look: 0,
        };
        if interfaces.len() > 1 {
            live.hold = Span::milliseconds(2 * i64::from(options.patience()));
        }
        for (index, interface) in interfaces.iter().enumerate() {
            let mut port = Port {
                interface: interface.clone(),
                described: Interface {
                    filter: options.filter.clone(),
                    ..described(interface)
                },
                handle: None,
                batch: Batch::default(),
                over: None,
                tally: Tally::default(),
                is_watched: false,
            };
            match live.opener.open(index, interface) {
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
    pub fn wait(&mut self, timeout: Duration, wake: Option<BorrowedFd<'_>>) -> io::Result<bool> {
        let is_holding = self.ports.iter().any(|port| !port.batch.is_empty());
        let hold = Duration::from_nanos(self.hold.0.unsigned_abs());
        let timeout = if is_holding {
            timeout.min(hold)
        } else {
            timeout
        };
        let awaited = self.ports.iter().filter(|port| port.is_awaited());
        let handles = awaited.filter_map(|port| port.handle.as_ref());
        let mut polled: Vec<PollFd<'_>> = handles
            .map(|handle| PollFd::from_borrowed_fd(handle.fd(), PollFlags::IN))
            .collect();
        polled.extend(wake.map(|wake| PollFd::from_borrowed_fd(wake, PollFlags::IN)));
        let timeout = Timespec {
            tv_sec: i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: timeout.subsec_nanos().into(),
        };
        match poll(&mut polled, Some(&timeout)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let mut answers = polled.iter().map(PollFd::revents).collect::<Vec<_>>();
        let is_woken = wake.is_some() && answers.pop().is_some_and(|answer| !answer.is_empty());
        let awaited = self.ports.iter_mut().enumerate();
        let awaited = awaited.filter(|(_, port)| port.is_awaited());
        for ((index, port), answer) in awaited.zip(answers) {
            // libpcap keeps it to itself that an interface went down, as it may come up again.
            if answer.contains(PollFlags::ERR) && !port.is_watched {
                port.is_watched = true;
                self.opener.watch(index, &port.interface);
            }
        }
        Ok(is_woken)
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
        self.hear();
        std::mem::take(&mut self.notices)
    }

    /// Whether frames of one interface wait for earlier ones of another.
    pub fn holds_frames(&self) -> bool {
        self.ports.iter().any(|port| !port.batch.is_empty())
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
            port.described.dropped_by_system = Some(counts.dropped_by_kernel);
            port.described.dropped_by_interface = Some(counts.dropped_by_interface);
            sum += counts;
        }
        sum
    }

    /// Takes what the opener has to tell: handles of interfaces that are back, mostly.
    fn hear(&mut self) {
        while let Some((index, event)) = self.opener.event() {
            let Some(port) = self.ports.get_mut(index) else {
                continue;
            };
            let interface = port.interface.clone();
            match event {
                Event::Opened(Ok(handle)) => {
                    port.tally.begin();
                    port.described.link = handle.link();
                    port.handle = Some(handle);
                    self.notices.push(Notice::Back { interface });
                }
                Event::Opened(Err(_)) => {}
                Event::Down => {
                    let reason = "it is down".to_owned();
                    self.notices.push(Notice::Away { interface, reason });
                }
                Event::Up { again } => {
                    port.is_watched = false;
                    if again {
                        self.notices.push(Notice::Back { interface });
                    }
                }
            }
        }
    }

    /// Fills the batches that are empty, as far as something waits.
    fn fill(&mut self) {
        self.until_look = BETWEEN_LOOKS;
        for index in 0..self.ports.len() {
            self.fill_port(index);
        }
    }

    fn fill_port(&mut self, index: usize) {
        let Some(port) = self.ports.get_mut(index) else {
            return;
        };
        let Some(handle) = port.handle.as_mut().filter(|_| port.batch.is_empty()) else {
            return;
        };
        if let Reading::Over(reason) = handle.read(&mut port.batch) {
            // libpcap tells of the end before it hands out what came before, which the system
            // gathers for a while.
            let delay = u64::from(self.opener.options().patience().unsigned_abs());
            let until = Instant::now() + Duration::from_millis(2 * delay);
            port.over.get_or_insert((reason, until));
        }
        let is_over = |over: &mut (String, Instant)| over.1 <= Instant::now();
        if port.batch.is_empty()
            && let Some((reason, _)) = port.over.take_if(is_over)
        {
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

/// What files say of an interface that was not opened yet. One that is away is most likely Ethernet.
fn described(name: &str) -> Interface {
    Interface {
        name: Some(name.to_owned()),
        description: None,
        link: LinkType(1),
        resolution: Resolution::PowerOfTen(9),
        offset: 0,
        snap_length: WHOLE.unsigned_abs(),
        filter: None,
        received: None,
        dropped_by_interface: None,
        dropped_by_system: None,
    }
}

impl Source for Live {
    /// Takes the next frame; false where there is none now, or none whose turn it is.
    fn advance(&mut self) -> Result<bool, CaptureError> {
        if let Some(last) = self.last.take()
            && let Some(port) = self.ports.get_mut(last)
        {
            port.batch.drop_first();
            self.fill_port(last);
        }
        self.until_look = self.until_look.saturating_sub(1);
        if self.until_look == 0 || self.ports.iter().all(|port| port.batch.is_empty()) {
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
            self.until_look = 0;
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
