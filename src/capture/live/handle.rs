//! One open handle of libpcap.

use super::LiveError;
use super::batch::Batch;
use super::error::spoken;
use super::filter;
use super::tally::Counters;
use crate::capture::LinkType;
use crate::capture::filter::link_type;
use crate::net::Time;
use pcap::{Active, Capture, Packet};
use std::os::fd::{AsFd, BorrowedFd};

/// The bytes that are kept of a frame at most; libpcap's own limit.
pub(super) const WHOLE: i32 = 262_144;

/// The frames of a batch at most, so that none takes long.
const BATCH: usize = 512;

/// How to capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// A filter expression of the user.
    pub filter: Option<String>,
    /// The buffer in the system in bytes, for each handle.
    pub buffer: u64,
    /// Whether to see frames for other hosts too.
    pub promiscuous: bool,
    /// The control ports, whose frames alone are kept whole; of other TCP segments only headers are.
    /// `None` keeps all frames whole.
    pub light: Option<Vec<u16>>,
    /// Whether a person looks on, who wants to see things while they happen.
    pub prompt: bool,
}

impl Options {
    /// How long frames may be gathered before they are handed out, in milliseconds.
    ///
    /// Not zero, which would be libpcap's immediate mode: on Linux that mode gives each frame room
    /// for the largest one, so that 32 MiB hold some hundred packets only.
    pub(super) fn patience(&self) -> i32 {
        if self.prompt { 20 } else { 100 }
    }
}

/// An interface that is being captured on.
pub(super) struct Handle {
    capture: Capture<Active>,
    link: LinkType,
    promiscuous: bool,
}

/// What came of reading.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Frames, or none.
    Done,
    /// The interface is away, and the handle of no more use.
    Over(String),
}

impl Handle {
    /// Opens an interface.
    ///
    /// # Errors
    ///
    /// Why it cannot be captured on.
    pub fn open(interface: &str, options: &Options) -> Result<Self, LiveError> {
        let opened = activate(interface, options, options.promiscuous);
        let (capture, promiscuous) = match opened {
            Ok(capture) => (capture, options.promiscuous),
            // A warning comes as an error, and the handle is lost with it.
            Err(_) if options.promiscuous => (
                activate(interface, options, false)
                    .map_err(|error| LiveError::of_opening(interface, error))?,
                false,
            ),
            Err(error) => return Err(LiveError::of_opening(interface, error)),
        };
        let mut capture = capture
            .setnonblock()
            .map_err(|error| LiveError::of_opening(interface, error))?;
        filter::set(
            &mut capture,
            options.filter.as_deref(),
            options.light.as_deref(),
        )
        .map_err(|error| LiveError::Filter {
            name: interface.to_owned(),
            expression: options.filter.clone().unwrap_or_default(),
            reason: spoken(error),
        })?;
        Ok(Self {
            link: link_type(capture.get_datalink().0),
            capture,
            promiscuous,
        })
    }

    /// Whether it sees frames for other hosts too.
    pub fn is_promiscuous(&self) -> bool {
        self.promiscuous
    }

    /// The link type of its frames.
    pub fn link(&self) -> LinkType {
        self.link
    }

    /// What can be polled.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.capture.as_fd()
    }

    /// Takes what waits, as far as it fits into a batch.
    pub fn read(&mut self, batch: &mut Batch) -> Reading {
        batch.begin(self.link);
        let read = self.capture.dispatch(Some(BATCH), |packet| {
            batch.push(time(&packet), packet.header.len, packet.data);
        });
        match read {
            Ok(_) | Err(pcap::Error::TimeoutExpired) => Reading::Done,
            Err(error) => Reading::Over(spoken(error)),
        }
    }

    /// What libpcap counted; `None` where it cannot tell.
    pub fn counted(&mut self) -> Option<Counters> {
        let counted = self.capture.stats().ok()?;
        Some([counted.received, counted.dropped, counted.if_dropped])
    }
}

fn activate(
    interface: &str,
    options: &Options,
    promiscuous: bool,
) -> Result<Capture<Active>, pcap::Error> {
    let inactive = Capture::from_device(interface)?
        .snaplen(WHOLE)
        .buffer_size(i32::try_from(options.buffer).unwrap_or(i32::MAX))
        .promisc(promiscuous)
        .timeout(options.patience());
    #[cfg(target_os = "linux")]
    let inactive = inactive.precision(pcap::Precision::Nano);
    inactive.open()
}

/// The nanoseconds of the smallest unit of libpcap's time stamps. Only Linux gives nanoseconds, and
/// libpcap does not say what it gave.
const UNIT: i64 = if cfg!(target_os = "linux") { 1 } else { 1_000 };

#[allow(
    clippy::useless_conversion,
    reason = "the fields are shorter on other systems"
)]
fn time(packet: &Packet<'_>) -> Time {
    let stamp = packet.header.ts;
    let seconds = i64::from(stamp.tv_sec).saturating_mul(1_000_000_000);
    Time(seconds.saturating_add(i64::from(stamp.tv_usec).saturating_mul(UNIT)))
}
