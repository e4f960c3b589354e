//! From frames to finished sessions.
//!
//! [`Engine::push`] takes frames in the order of the capture, [`Engine::next_session`] hands out
//! sessions in the order of their first frames, [`Engine::finish`] ends what is still open. There
//! is no clock: time is what the frames say.

mod carriage;
mod claims;
mod events;
mod greeted;
mod hosts;
mod ledger;
mod lifetime;
mod payload;
mod queue;
mod receiver;
mod secured;
mod silence;
mod snapshots;
mod talk;
mod tracker;
mod twins;
mod undecoded;

pub use payload::Wanted;
pub use receiver::Receiver;

use crate::capture::Frame;
use crate::decode::{Decoded, Decoder, Segment};
use crate::net::{Endpoint, Time};
use crate::session::announcement::MalformedAnnouncement;
use crate::session::{Announcement, DataConnection, Exchange, Reply, Session, SessionId, Transfer};
use receiver::Receiving;
use tracker::Tracker;
use undecoded::UndecodedFrames;

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
    /// In which order sessions are handed out.
    pub order: Order,
    /// Keep what happens for [`Engine::tell_events`].
    pub events: bool,
}

/// In which order sessions are handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By first frame, as far as [`crate::limits::HELD_BACK_BYTES`] permits: for captures that end.
    #[default]
    Beginning,
    /// As they end, so that none waits for one that began earlier: for captures that go on.
    End,
}

/// What is told of a session that is open: [`Engine::changed_sessions`].
#[derive(Clone, Debug)]
pub enum OpenSession {
    /// It changed.
    Changed {
        /// The session as it would be if the capture ended now.
        session: Box<Session>,
        /// Whether a SYN to an announced endpoint was sent less than
        /// [`crate::limits::PROMPT_ANSWER`] ago and has no answer yet, so that what the session
        /// says of it is premature. It is told again when that time is over.
        awaits_answer: bool,
    },
    /// It was told as open and is no session of its own after all: the other side of another one,
    /// or dropped because there were too many. It will not be handed out when it is finished.
    Gone(SessionId),
}

/// Something that happened in a session: [`Engine::tell_events`].
#[derive(Clone, Copy, Debug)]
pub enum Event<'e> {
    /// It is a session of FTP; nothing was told of it before.
    Opened,
    /// A command.
    Command(&'e Exchange),
    /// A reply, with the exchange that it belongs to.
    Reply(&'e Exchange, &'e Reply),
    /// An endpoint was announced.
    Announcement(&'e Announcement),
    /// An announcement could not be read.
    Malformed(&'e MalformedAnnouncement),
    /// Somebody tried to connect to an announced endpoint.
    Attempt(&'e DataConnection),
    /// That was answered, or [`crate::limits::PROMPT_ANSWER`] has passed without an answer, which
    /// may come later.
    Answer(&'e DataConnection),
    /// A transfer was asked for.
    TransferBegins(&'e Exchange),
    /// A transfer is over, or the session is; also one that no command asked for.
    TransferEnds(&'e Transfer),
    /// What was told as a session is the other side of another one, which has its rest.
    Withdrawn,
    /// The session is over: it was just handed out.
    Closed,
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

/// How many entries the tables of an engine hold: what its memory follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Control connections on which something was said, with sessions that wait to be taken.
    pub sessions: usize,
    /// Control connections on which nothing was said.
    pub half_open: usize,
    /// TCP connections, half-open control connections not counted.
    pub flows: usize,
    /// What is to be looked at again.
    pub reminders: usize,
    /// Endpoints to which a connection is awaited.
    pub awaited: usize,
    /// Pairs of hosts, listeners, owners and sequence numbers by which connections are found.
    pub found_by: usize,
    /// Directions of data connections whose payload is looked at.
    pub payloads: usize,
    /// Data connections without a control connection.
    pub orphans: usize,
    /// Open sessions that were told.
    pub told: usize,
}

/// What became of a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    undecoded: UndecodedFrames,
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
            undecoded: UndecodedFrames::default(),
        }
    }

    /// As [`Engine::new`]; `receiver` is told what data connections carry, as far as
    /// [`Config::payload`] has it looked at.
    pub fn with_receiver(config: Config, receiver: Box<dyn Receiver>) -> Self {
        let mut engine = Self::new(config);
        engine.tracker.receiving = Some(Receiving::new(receiver));
        engine
    }

    /// Takes the next frame.
    #[inline]
    pub fn push(&mut self, frame: &Frame<'_>) -> Taken {
        self.begin(frame);
        match Decoder::decode_plainest(frame) {
            Some(plainest) => {
                let used = self.tracker.plainest(&plainest, frame.number, frame.time);
                let bare = plainest.bare();
                let ends = Some((bare.source.into(), bare.destination.into()));
                Taken { ends, used }
            }
            None => self.push_other(frame),
        }
    }

    /// Takes the next frame, as [`Engine::push`] does, and answers only [`Taken::used`].
    ///
    /// Apart from that, because endpoints that were just decoded are not cheap to hand on.
    #[inline(always)]
    pub fn take(&mut self, frame: &Frame<'_>) -> bool {
        self.begin(frame);
        match Decoder::decode_plainest(frame) {
            Some(plainest) => self.tracker.plainest(&plainest, frame.number, frame.time),
            None => self.push_other(frame).used,
        }
    }

    #[inline(always)]
    fn begin(&mut self, frame: &Frame<'_>) {
        self.packets += 1;
        self.bytes += u64::from(frame.length);
        self.tracker.look_at_the_clock(frame.time);
    }

    fn push_segment(&mut self, segment: &Segment<'_>, frame: &Frame<'_>) -> Taken {
        let used = self.tracker.segment(segment, frame.number, frame.time);
        let ends = Some((segment.source, segment.destination));
        Taken { ends, used }
    }

    /// Takes a frame that is not of the plainest kind.
    #[inline(never)]
    fn push_other(&mut self, frame: &Frame<'_>) -> Taken {
        match Decoder::decode_plain(frame) {
            Some(segment) => self.push_segment(&segment, frame),
            None if Decoder::is_plain_udp(frame) => Taken::default(),
            None => self.push_any(frame),
        }
    }

    /// Takes a frame that is not plain.
    #[inline(never)]
    fn push_any(&mut self, frame: &Frame<'_>) -> Taken {
        let (ends, used) = match &self.decoder.decode_any(frame) {
            Decoded::Segment(segment) => {
                let used = self.tracker.segment(segment, frame.number, frame.time);
                (Some((segment.source, segment.destination)), used)
            }
            Decoded::IcmpError(error) => {
                let used = self.tracker.icmp_error(error, frame.number, frame.time);
                (Some((error.source, error.destination)), used)
            }
            Decoded::Fragment => (None, true),
            Decoded::Undecoded(_) => {
                self.undecoded.note(frame.number);
                (None, true)
            }
            Decoded::Other => (None, false),
        };
        // The last fragment of a datagram goes where the others went, so that none waits for it.
        let used = self.decoder.took_fragment() || used;
        Taken { ends, used }
    }

    /// Takes the next bytes of a key log (`SSLKEYLOGFILE`), and reads with them what waits for keys.
    ///
    /// Once this was called, if only with no bytes, encrypted connections without keys wait for
    /// more, up to a limit of bytes in each.
    pub fn take_keys(&mut self, bytes: &[u8]) {
        self.tracker.take_keys(bytes);
    }

    /// How often a record was to be read for which there were no keys: when this has grown, more of a
    /// key log that somebody is writing to may help.
    #[inline]
    pub fn keys_wanted(&self) -> u64 {
        self.tracker.ring.wanted()
    }

    /// How many secrets of key logs were read so far.
    pub fn keys_known(&self) -> u64 {
        self.tracker.ring.log().read()
    }

    /// Takes the news that nothing more was captured until `now`: clocks run on, so that sessions
    /// end and what was awaited for too long is given up.
    ///
    /// For live captures, some times a second. A later frame may have an earlier time.
    pub fn pass_time(&mut self, now: Time) {
        self.tracker.pass_time(now);
    }

    /// The open sessions that changed since this was last asked, each as it would be if the capture
    /// ended at `now`.
    ///
    /// Connections on which nothing was said are among them after
    /// [`crate::limits::PROMPT_ANSWER`]; those that may yet turn out to be no FTP are not. A long
    /// session is told less often: [`crate::limits::SNAPSHOT_PACE`]. Take what is finished out of
    /// [`Engine::next_session`] first. Who never asks pays nothing.
    pub fn changed_sessions(&mut self, now: Time) -> impl Iterator<Item = OpenSession> {
        let changes = self.tracker.changes(now);
        let (tracker, undecoded) = (&self.tracker, &self.undecoded);
        changes.into_iter().filter_map(move |changed| {
            let mut open = tracker.describe(changed)?;
            if let OpenSession::Changed { session, .. } = &mut open {
                session.undecoded = undecoded.during(session);
            }
            Some(open)
        })
    }

    /// Whether [`Engine::tell_events`] may have something at `now`; cheap enough to ask after every
    /// frame.
    #[inline]
    pub fn has_events(&self, now: Time) -> bool {
        self.tracker.has_events(now)
    }

    /// Tells what has happened by `now` in sessions that are open, in order, each with the session
    /// as far as it is known; where [`Config::events`] asks for it.
    ///
    /// Whatever stands in a session is told once: commands, replies and announcements after the
    /// frame that ends them, the end of a transfer about [`crate::limits::PROMPT_ANSWER`] after it,
    /// or later in a session with many ([`crate::limits::EVENT_PACE`]). Nothing is told of a
    /// connection before it is FTP for certain.
    pub fn tell_events(&mut self, now: Time, told: &mut dyn FnMut(SessionId, &Session, Event<'_>)) {
        self.tracker.tell_events(now, told);
    }

    /// Tells what is left to tell of a session that was just handed out.
    pub fn tell_last_events(
        &mut self,
        session: &Session,
        told: &mut dyn FnMut(SessionId, &Session, Event<'_>),
    ) {
        self.tracker.tell_last(session, told);
    }

    /// Ends everything that is open: the capture is over. [`Engine::next_session`] finishes the
    /// sessions; the statistics of them are complete when it has no more.
    pub fn finish(&mut self) {
        self.tracker.finish();
    }

    /// The next session that is finished.
    pub fn next_session(&mut self) -> Option<Session> {
        let mut session = self.tracker.next_session()?;
        session.undecoded = self.undecoded.during(&session);
        self.sessions += 1;
        Some(session)
    }

    /// Whether [`Engine::next_session`] has one; cheap enough to ask after every frame.
    #[inline]
    pub fn is_ready(&mut self) -> bool {
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

    /// How much is kept now.
    pub fn held(&self) -> Held {
        self.tracker.held()
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
