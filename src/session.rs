//! One FTP session: what was said on a control connection, and the data connections that belong
//! to it.

pub mod announcement;
pub mod connection;
pub mod control;
pub mod dialogue;
pub mod exchange;
pub mod inferred;
pub mod protection;
pub mod sealed;
pub mod secured;
pub mod state;
pub mod transfer;
pub mod transport;

pub use announcement::{Announcement, By, Outcome as AnnouncementOutcome, Standing};
pub use connection::DataConnection;
pub use exchange::{Exchange, Reply};
pub use inferred::Inferred;
pub use protection::Handshake;
pub use secured::Secured;
pub use transfer::{Mode, Outcome as TransferOutcome, Transfer};
pub use transport::Transport;

use crate::ftp::detect::Protocol;
use crate::net::{Endpoint, Time};
use crate::tcp::Answer;

/// The two parties of a control connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Party {
    /// Sends commands.
    Client,
    /// Sends replies.
    Server,
}

/// How the capture saw the control connection begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// By its handshake.
    Handshake,
    /// It was under way when the capture began.
    Midstream,
    /// The SYN was answered by a RST.
    Refused,
    /// The SYN was answered by an ICMP error.
    Rejected,
    /// The SYN was not answered.
    Unanswered,
}

/// How the capture saw the control connection end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// By a FIN.
    Fin,
    /// By a RST.
    Rst,
    /// Retransmissions that nothing answered.
    Lost,
    /// It was open when the capture ended.
    Open,
}

/// Whether the control connection could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Nothing was encrypted.
    Clear,
    /// It was encrypted from some point on (RFC 4217), and no keys were at hand.
    Tls,
    /// It was encrypted from some point on, and could be read with its keys.
    TlsDecrypted,
}

/// What became of the login.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Login {
    /// Nobody tried, or the reply was not seen.
    #[default]
    None,
    /// 230, 232 or 202.
    Accepted,
    /// 530 or another refusal, and no later login was accepted.
    Refused,
}

/// A control connection among all of a capture, in order of first frame; its session has it while
/// it is open and when it is finished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// Text from the wire, kept by its session: [`Session::text`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Text {
    start: u32,
    length: u32,
}

/// What was odd about the lines of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Oddities {
    /// Lines longer than [`crate::limits::LONG_LINE`].
    pub long_lines: u32,
    /// The length of the longest of them in bytes.
    pub longest: u64,
    /// Lines in which a NUL byte stands.
    pub nul_lines: u32,
    /// Replies of several lines that never ended.
    pub unended_replies: u32,
    /// The first frame that carried any of these; 0 where there is none.
    pub first_frame: u64,
}

/// What the analyzer could not see, or gave up, in a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Bytes of the control connection that were sent and that the capture does not hold.
    pub control_bytes: u64,
    /// How many runs these are.
    pub control_gaps: u32,
    /// Lines longer than [`crate::ftp::line::LINE_KEPT`], of which the rest was dropped.
    pub long_lines: u32,
    /// Commands and replies beyond the limits of one session, counted and dropped.
    pub exchanges: u64,
    /// Announcements beyond the limit.
    pub announcements: u64,
    /// Data connections beyond the limit.
    pub connections: u64,
    /// Commands that had to be forgotten before their reply came.
    pub pending: u64,
}

/// Another view of the same session in the same capture: the other side of a NAT.
#[derive(Clone, Debug)]
pub struct OtherSide {
    /// The client as seen there.
    pub client: Endpoint,
    /// The server as seen there.
    pub server: Endpoint,
    /// The first frame of the control connection there.
    pub first_frame: u64,
    /// The endpoints announced there, with their frames.
    pub announced: Vec<(u64, Option<Endpoint>)>,
}

/// A control connection and everything that belongs to it.
#[derive(Clone, Debug)]
pub struct Session {
    /// Which control connection of the capture it is.
    pub id: SessionId,
    /// Who sends the commands.
    pub client: Endpoint,
    /// Who answers them.
    pub server: Endpoint,
    /// The first frame that belongs to it.
    pub first_frame: u64,
    /// The last frame that belongs to it, data connections included.
    pub last_frame: u64,
    /// When the first frame was captured.
    pub start: Time,
    /// When the last frame was captured.
    pub end: Time,
    /// How it began.
    pub opened: Opened,
    /// How it ended.
    pub closed: Closed,
    /// Whether it could be read.
    pub security: Security,
    /// What it spoke, where that was no FTP.
    pub protocol: Option<Protocol>,
    /// How many SYNs the client sent.
    pub syns: u32,
    /// What came back for them.
    pub answer: Answer,
    /// The frame of that answer.
    pub answer_frame: Option<u64>,
    /// When the server's answer to the SYN came.
    pub answer_time: Option<Time>,
    /// The frame that closed it: the first FIN or RST.
    pub close_frame: Option<u64>,
    /// The user of the last USER command.
    pub user: Option<Text>,
    /// What became of the login.
    pub login: Login,
    /// Commands with their replies, in order.
    pub exchanges: Vec<Exchange>,
    /// Endpoints that a side said it listens on, in order.
    pub announcements: Vec<Announcement>,
    /// PORT, 227 and their kin that could not be read, in order.
    pub malformed: Vec<announcement::MalformedAnnouncement>,
    /// The TCP connections that may be its data connections, in order of first frame.
    pub connections: Vec<DataConnection>,
    /// What was transferred, in order.
    pub transfers: Vec<Transfer>,
    /// The same session seen elsewhere in the same capture.
    pub other_sides: Vec<OtherSide>,
    /// What was lost.
    pub losses: Losses,
    /// What the TCP headers of the control connection tell.
    pub transport: Transport,
    /// What was seen of the TLS handshake on the control connection.
    pub handshake: Handshake,
    /// The TLS of the control connection, as far as it could be read.
    pub tls: Option<Box<Secured>>,
    /// The records of that TLS, where it could not be read.
    pub sealed: sealed::Log,
    /// What follows from them.
    pub inferred: Option<Box<Inferred>>,
    /// What was odd about its lines.
    pub oddities: Oddities,
    /// Frames of the capture, from its first to its last, that could not be decoded: what seems to be
    /// missing may stand in them.
    pub undecoded: u64,
    pub(in crate::session) text: Vec<u8>,
}

impl Session {
    /// A session without anything said yet.
    pub fn new(client: Endpoint, server: Endpoint, first_frame: u64, start: Time) -> Self {
        Self {
            id: SessionId::default(),
            client,
            server,
            first_frame,
            last_frame: first_frame,
            start,
            end: start,
            opened: Opened::Midstream,
            closed: Closed::Open,
            security: Security::Clear,
            protocol: None,
            syns: 0,
            answer: Answer::None,
            answer_frame: None,
            answer_time: None,
            close_frame: None,
            user: None,
            login: Login::None,
            exchanges: Vec::new(),
            announcements: Vec::new(),
            malformed: Vec::new(),
            connections: Vec::new(),
            transfers: Vec::new(),
            other_sides: Vec::new(),
            losses: Losses::default(),
            transport: Transport::default(),
            handshake: Handshake::default(),
            tls: None,
            sealed: sealed::Log::default(),
            inferred: None,
            oddities: Oddities::default(),
            undecoded: 0,
            text: Vec::new(),
        }
    }

    /// Whether the control connection was encrypted from some point on, read or not.
    pub fn is_encrypted(&self) -> bool {
        self.security != Security::Clear
    }

    /// Whether what the control connection carried in `frame` was encrypted. (After CCC it is clear
    /// again, RFC 4217 §12.3; the difference matters to passwords only, which come before.)
    pub fn is_encrypted_at(&self, frame: u64) -> bool {
        let since = self.handshake.first_frame;
        self.is_encrypted() && since != 0 && frame >= since
    }

    /// The bytes of `text`, as they came over the wire.
    pub fn text(&self, text: Text) -> &[u8] {
        let start = text.start as usize;
        self.text
            .get(start..start + text.length as usize)
            .unwrap_or_default()
    }

    /// The lines of a reply, without codes and line ends.
    pub fn lines(&self, reply: &Reply) -> impl Iterator<Item = &[u8]> + Clone {
        self.text(reply.text).split(|&byte| byte == b'\n')
    }

    /// The argument of an exchange's command.
    pub fn argument(&self, exchange: &Exchange) -> Option<&[u8]> {
        exchange.argument.map(|argument| self.text(argument))
    }

    /// Whether any of its text may hold control characters or overrides of direction: quick, and
    /// sometimes wrongly true.
    pub fn has_controls(&self) -> bool {
        let suspicious = |&byte: &u8| {
            (byte < b' ' && !matches!(byte, b'\n' | b'\t' | b'\r' | 0)) || byte >= 0x7f
        };
        // Several at once, and only then the answer: what stops at the first is read byte by byte.
        let any = |bytes: &[u8]| bytes.iter().fold(false, |any, byte| any | suspicious(byte));
        self.text.chunks(64).any(any)
    }

    /// Whether any of its text may hold a path that goes upwards.
    pub fn has_dots(&self) -> bool {
        memchr::memmem::find(&self.text, b"..").is_some()
    }

    /// About how many bytes of memory the session takes.
    pub fn memory(&self) -> usize {
        size_of::<Self>()
            + self.text.capacity()
            + self.exchanges.capacity() * size_of::<Exchange>()
            + self.announcements.capacity() * size_of::<Announcement>()
            + self.connections.capacity() * size_of::<DataConnection>()
            + self.transfers.capacity() * size_of::<Transfer>()
            + self.sealed.memory()
    }

    /// Gives back memory that it holds and does not use: for who keeps many sessions for long.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.exchanges.shrink_to_fit();
        self.announcements.shrink_to_fit();
        self.malformed.shrink_to_fit();
        self.connections.shrink_to_fit();
        self.transfers.shrink_to_fit();
        self.sealed.shrink();
    }

    fn keep(&mut self, bytes: &[u8]) -> Text {
        let start = self.text.len() as u32;
        let room = crate::limits::SESSION_TEXT.saturating_sub(self.text.len());
        let kept = &bytes[..bytes.len().min(room)];
        self.text.extend_from_slice(kept);
        Text {
            start,
            length: kept.len() as u32,
        }
    }

    fn keep_lines<'l>(&mut self, lines: impl Iterator<Item = &'l [u8]>) -> Text {
        let start = self.text.len() as u32;
        for (index, line) in lines.enumerate() {
            if index > 0 {
                self.keep(b"\n");
            }
            self.keep(line);
        }
        Text {
            start,
            length: self.text.len() as u32 - start,
        }
    }
}
