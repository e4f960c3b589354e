//! From frames to finished sessions.
//!
//! [`Engine::push`] takes frames in the order of the capture, [`Engine::next_session`] hands out
//! sessions in the order of their first frames, [`Engine::finish`] ends what is still open. There
//! is no clock: time is what the frames say.

mod claims;
mod ledger;
mod lifetime;
mod payload;
mod queue;
mod tracker;

pub use payload::Wanted;

use crate::capture::Frame;
use crate::decode::{Decoded, Decoder};
use crate::net::{Endpoint, Time};
use crate::session::{DataConnection, Session};
use tracker::Tracker;

/// The port that FTP servers listen on (RFC 959 §8).
pub const FTP_PORT: u16 = 21;
/// The port of FTP over implicit TLS.
pub const FTPS_PORT: u16 = 990;

/// What an engine is to do.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Control ports besides 21 and 990.
    pub ports: Vec<u16>,
    /// What to do with the payload of data connections.
    pub payload: Wanted,
    /// Keep which frame carried which bytes of control connections.
    pub trace: bool,
}

/// What was counted along the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Frames.
    pub packets: u64,
    /// Their lengths on the wire, added up.
    pub bytes: u64,
    /// Sessions handed out.
    pub sessions: u64,
    /// Half-open control connections dropped because there were too many.
    pub half_open_dropped: u64,
    /// Control connections on which nothing was said, not listed because there were too many.
    pub silent_sessions_dropped: u64,
    /// Sessions ended as they stood because too many control connections were open.
    pub sessions_ended_early: u64,
    /// Flows dropped because there were too many.
    pub flows_dropped: u64,
    /// Segments with payload of connections that began before the capture and may be of FTP as well
    /// as of anything else.
    pub strays: u64,
    /// Sessions that were seen on two sides of a NAT and are reported as one.
    pub other_sides: u64,
}

/// What became of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Between whom the TCP connection is that it belongs to or, as an ICMP error, is about.
    pub ends: Option<(Endpoint, Endpoint)>,
    /// Whether it can matter to a session: it went into a connection that is followed, is about
    /// one, is a fragment, or could not be decoded. Without all other frames the sessions are the
    /// same.
    pub used: bool,
}

/// Rebuilds sessions from frames.
pub struct Engine {
    decoder: Decoder,
    // Beside the decoder, which lends it what it decoded.
    tracker: Tracker,
    packets: u64,
    bytes: u64,
    sessions: u64,
}

impl Engine {
    /// An engine that has seen nothing.
    pub fn new(config: Config) -> Self {
        Self {
            decoder: Decoder::new(),
            tracker: Tracker::new(config),
            packets: 0,
            bytes: 0,
            sessions: 0,
        }
    }

    /// Takes the next frame.
    #[inline]
    pub fn push(&mut self, frame: &Frame<'_>) -> Taken {
        self.packets += 1;
        self.bytes += u64::from(frame.length);
        self.tracker.look_at_the_clock(frame.time);
        let (ends, used) = match &self.decoder.decode(frame) {
            Decoded::Segment(segment) => {
                let used = self.tracker.segment(segment, frame.number, frame.time);
                (Some((segment.source, segment.destination)), used)
            }
            Decoded::IcmpError(error) => {
                let used = self.tracker.icmp_error(error, frame.number, frame.time);
                (Some((error.source, error.destination)), used)
            }
            Decoded::Fragment | Decoded::Undecoded(_) => (None, true),
            Decoded::Other => (None, false),
        };
        // The last fragment of a datagram goes where the others went, so that none waits for it.
        let used = used || self.decoder.took_fragment();
        Taken { ends, used }
    }

    /// Takes note that nothing was captured until `now`, so that what has waited for long enough
    /// ends without a frame that says how late it is.
    pub fn pass_time(&mut self, now: Time) {
        self.tracker.look_at_the_clock(now);
    }

    /// Ends everything that is open: the capture is over. [`Engine::next_session`] finishes the
    /// sessions; the statistics of them are complete when it has no more.
    pub fn finish(&mut self) {
        self.tracker.finish();
    }

    /// The next session that is finished.
    pub fn next_session(&mut self) -> Option<Session> {
        let mut session = self.tracker.next_session()?;
        session.undecoded = self.decoder.undecoded();
        self.sessions += 1;
        Some(session)
    }

    /// Whether [`Engine::next_session`] has one; cheap enough to ask after every frame.
    #[inline]
    pub fn is_ready(&self) -> bool {
        self.tracker.is_ready()
    }

    /// What was counted so far.
    pub fn statistics(&self) -> Statistics {
        let counted = self.tracker.statistics();
        Statistics {
            packets: self.packets,
            bytes: self.bytes,
            sessions: self.sessions,
            ..counted
        }
    }

    /// The decoder, for what it counted.
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// Data connections whose control connection the capture does not hold: from port 20, or
    /// carrying a listing. Complete after [`Engine::finish`].
    pub fn orphans(&self) -> &[DataConnection] {
        self.tracker.orphans()
    }
}
