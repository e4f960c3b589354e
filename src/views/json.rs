//! Sessions as NDJSON: one object a line, as `docs/json.md` describes it.

use super::{CaptureSummary, HIDDEN, View};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::net::{Endpoint, Time};
use crate::session::announcement::Announcement;
use crate::session::transfer::{Mode, Outcome, Transfer, Way};
use crate::session::{Closed, DataConnection, Exchange, Login, Opened, Reply, Security, Session};
use crate::tcp::Answer;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use std::borrow::Cow;
use std::io::{self, Write};

/// How a session is to be written.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The name of the capture.
    pub capture: &'a str,
    /// Whether passwords are written as they are.
    pub show_passwords: bool,
}

/// Writes every session as a line, and a line for the capture at its end.
#[derive(Debug)]
pub struct Json<W> {
    out: W,
    capture: String,
    show_passwords: bool,
}

impl<W: Write> Json<W> {
    /// Writes to `out`.
    pub fn new(out: W, show_passwords: bool) -> Self {
        Self { out, capture: String::new(), show_passwords }
    }
}

impl<W: Write> View for Json<W> {
    fn begin(&mut self, capture: &str) -> io::Result<()> {
        self.capture = capture.to_owned();
        Ok(())
    }

    fn session(&mut self, number: u64, session: &Session) -> io::Result<()> {
        let options = Options { capture: &self.capture, show_passwords: self.show_passwords };
        self::session(&mut self.out, number, session, options)
    }

    fn end(&mut self, summary: &CaptureSummary<'_>) -> io::Result<()> {
        capture(&mut self.out, summary)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes one session and a line feed.
pub fn session(out: &mut impl Write, number: u64, session: &Session, options: Options<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &SessionObject { number, session, options })?;
    out.write_all(b"\n")
}

/// Writes the object that ends a capture, and a line feed.
pub fn capture(out: &mut impl Write, summary: &CaptureSummary<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &CaptureObject(summary))?;
    out.write_all(b"\n")
}

struct SessionObject<'a> {
    number: u64,
    session: &'a Session,
    options: Options<'a>,
}

impl Serialize for SessionObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { number, session, options } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "session")?;
        map.serialize_entry("session", number)?;
        map.serialize_entry("capture", options.capture)?;
        map.serialize_entry("client", &Shown(session.client))?;
        map.serialize_entry("server", &Shown(session.server))?;
        map.serialize_entry("first_frame", &session.first_frame)?;
        map.serialize_entry("last_frame", &session.last_frame)?;
        map.serialize_entry("start", &At(session.start))?;
        map.serialize_entry("duration", &(session.end - session.start).as_seconds())?;
        map.serialize_entry("opened", opened(session.opened))?;
        map.serialize_entry("closed", closed(session.closed))?;
        entry_text(&mut map, "user", session.user.map(|user| session.text(user)))?;
        map.serialize_entry("login", login(session.login))?;
        map.serialize_entry("security", security(session.security))?;
        if let Some(protocol) = session.protocol {
            map.serialize_entry("protocol", protocol.name())?;
        }
        if session.syns > 0 {
            map.serialize_entry("syns", &session.syns)?;
        }
        let exchanges = session.exchanges.iter().map(|exchange| ExchangeObject { session, exchange, options });
        map.serialize_entry("exchanges", &Each(exchanges))?;
        let announcements = session.announcements.iter();
        map.serialize_entry("announcements", &Each(announcements.map(|announcement| AnnouncementObject { session, announcement })))?;
        if !session.malformed.is_empty() {
            let malformed = session.malformed.iter().map(|malformed| Malformed(malformed));
            map.serialize_entry("malformed_announcements", &Each(malformed))?;
        }
        let transfers = session.transfers.iter().map(|transfer| TransferObject { session, transfer });
        map.serialize_entry("transfers", &Each(transfers))?;
        if !session.other_sides.is_empty() {
            map.serialize_entry("other_sides", &Each(session.other_sides.iter().map(OtherSideObject)))?;
        }
        if session.losses != Default::default() {
            map.serialize_entry("losses", &Losses(session))?;
        }
        map.serialize_entry("verdicts", &[(); 0])?;
        map.end()
    }
}

struct ExchangeObject<'a> {
    session: &'a Session,
    exchange: &'a Exchange,
    options: &'a Options<'a>,
}

impl Serialize for ExchangeObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { session, exchange, options } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("frame", &exchange.frame)?;
        map.serialize_entry("time", &At(exchange.time))?;
        match exchange.verb {
            Some(verb) => entry_text(&mut map, "verb", Some(&verb_text(verb, session.text(exchange.word))))?,
            None => map.serialize_entry("verb", &None::<&str>)?,
        }
        if exchange.verb == Some(Verb::Pass) && !options.show_passwords {
            map.serialize_entry("argument", HIDDEN)?;
        } else {
            entry_text(&mut map, "argument", session.argument(exchange))?;
        }
        let replies = exchange.replies.iter().map(|reply| ReplyObject { session, reply });
        map.serialize_entry("replies", &Each(replies))?;
        map.end()
    }
}

/// The verb's name, or the word that was sent in capitals.
fn verb_text(verb: Verb, word: &[u8]) -> Cow<'static, [u8]> {
    match verb {
        Verb::Other => Cow::Owned(word.to_ascii_uppercase()),
        known => Cow::Borrowed(known.name().as_bytes()),
    }
}

struct ReplyObject<'a> {
    session: &'a Session,
    reply: &'a Reply,
}

impl Serialize for ReplyObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { session, reply } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("frame", &reply.frame)?;
        map.serialize_entry("time", &At(reply.time))?;
        map.serialize_entry("code", &reply.code.map(|Code(code)| code))?;
        if reply.doubtful {
            map.serialize_entry("doubtful", &true)?;
        }
        let lines = session.lines(reply).map(String::from_utf8_lossy);
        map.serialize_entry("lines", &Each(lines))?;
        if std::str::from_utf8(session.text(reply.text)).is_err() {
            map.serialize_entry("lines_hex", &Each(session.lines(reply).map(hex)))?;
        }
        map.end()
    }
}

struct AnnouncementObject<'a> {
    session: &'a Session,
    announcement: &'a Announcement,
}

impl Serialize for AnnouncementObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { session, announcement } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("by", announcement.by.name())?;
        map.serialize_entry("frame", &announcement.frame)?;
        map.serialize_entry("endpoint", &Shown(announcement.endpoint))?;
        map.serialize_entry("arithmetic", &announcement.arithmetic())?;
        map.serialize_entry("outcome", announcement.outcome.name())?;
        let attempts = announcement.attempts.iter().filter_map(|&index| session.connections.get(index as usize));
        map.serialize_entry("attempts", &Each(attempts.map(Attempt)))?;
        map.end()
    }
}

struct Attempt<'a>(&'a DataConnection);

impl Serialize for Attempt<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let connection = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("initiator", &Shown(connection.initiator))?;
        map.serialize_entry("listener", &Shown(connection.listener))?;
        map.serialize_entry("first_frame", &connection.first_frame)?;
        map.serialize_entry("last_frame", &connection.last_frame)?;
        map.serialize_entry("syns", &connection.syns)?;
        map.serialize_entry("syn_seconds", &(connection.last_syn - connection.start).as_seconds())?;
        let answer = match connection.answer {
            Answer::SynAck => "syn-ack",
            Answer::Rst => "rst",
            Answer::Icmp { .. } => "icmp",
            Answer::None => "none",
        };
        map.serialize_entry("answer", answer)?;
        map.serialize_entry("answer_frame", &connection.answer_frame)?;
        if let Answer::Icmp { sender, kind, code, .. } = connection.answer {
            map.serialize_entry("icmp", &Icmp { sender: sender.to_string(), kind, code })?;
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Icmp {
    sender: String,
    #[serde(rename = "type")]
    kind: u8,
    code: u8,
}

struct Malformed<'a>(&'a crate::session::announcement::MalformedAnnouncement);

impl Serialize for Malformed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("by", self.0.by.name())?;
        map.serialize_entry("frame", &self.0.frame)?;
        map.serialize_entry("reason", &self.0.reason.to_string())?;
        map.end()
    }
}

struct TransferObject<'a> {
    session: &'a Session,
    transfer: &'a Transfer,
}

impl Serialize for TransferObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { session, transfer } = self;
        let exchange = transfer.exchange.and_then(|index| session.exchanges.get(index as usize));
        let connection = transfer.connection.and_then(|index| session.connections.get(index as usize));
        let mut map = serializer.serialize_map(None)?;
        match exchange.and_then(|exchange| Some((exchange.verb?, exchange.word))) {
            Some((verb, word)) => entry_text(&mut map, "verb", Some(&verb_text(verb, session.text(word))))?,
            None => map.serialize_entry("verb", &None::<&str>)?,
        }
        entry_text(&mut map, "argument", exchange.and_then(|exchange| session.argument(exchange)))?;
        map.serialize_entry("frame", &exchange.map(|exchange| exchange.frame))?;
        entry_text(&mut map, "path", transfer.path.as_deref())?;
        map.serialize_entry("mode", mode(transfer.mode))?;
        map.serialize_entry("announcement", &transfer.announcement)?;
        map.serialize_entry("initiator", &transfer.initiator.map(Shown))?;
        map.serialize_entry("listener", &transfer.listener.map(Shown))?;
        map.serialize_entry("direction", &transfer.way.map(way))?;
        map.serialize_entry("opened", &transfer.opened)?;
        map.serialize_entry("bytes", &transfer.bytes)?;
        map.serialize_entry("missing", &transfer.missing)?;
        map.serialize_entry("sha256", &transfer.sha256.map(|digest| hex(&digest)))?;
        map.serialize_entry("promised", &transfer.promised)?;
        map.serialize_entry("restart", &transfer.restart)?;
        map.serialize_entry("type", char::from(transfer.representation).encode_utf8(&mut [0; 4]) as &str)?;
        map.serialize_entry("first_frame", &connection.map(|connection| connection.first_frame))?;
        map.serialize_entry("last_frame", &connection.map(|connection| connection.last_frame))?;
        map.serialize_entry("start", &connection.map(|connection| At(connection.start)))?;
        map.serialize_entry("duration", &connection.map(|connection| (connection.end - connection.start).as_seconds()))?;
        map.serialize_entry("final", &transfer.final_code.map(|Code(code)| code))?;
        if let Some(Code(likely)) = transfer.likely_code {
            map.serialize_entry("final_likely", &likely)?;
        }
        map.serialize_entry("outcome", outcome(transfer.outcome))?;
        map.end()
    }
}

struct OtherSideObject<'a>(&'a crate::session::OtherSide);

impl Serialize for OtherSideObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("client", &Shown(self.0.client))?;
        map.serialize_entry("server", &Shown(self.0.server))?;
        map.serialize_entry("first_frame", &self.0.first_frame)?;
        let announced = self.0.announced.iter().map(|&(frame, endpoint)| Announced { frame, endpoint: endpoint.map(Shown) });
        map.serialize_entry("announced", &Each(announced))?;
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Announced {
    frame: u64,
    endpoint: Option<Shown>,
}

struct Losses<'a>(&'a Session);

impl Serialize for Losses<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let losses = &self.0.losses;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("control_bytes", &losses.control_bytes)?;
        map.serialize_entry("control_gaps", &losses.control_gaps)?;
        for (name, count) in [
            ("long_lines", u64::from(losses.long_lines)),
            ("exchanges", losses.exchanges),
            ("announcements", losses.announcements),
            ("connections", losses.connections),
            ("pending", losses.pending),
        ] {
            if count > 0 {
                map.serialize_entry(name, &count)?;
            }
        }
        map.end()
    }
}

struct CaptureObject<'a>(&'a CaptureSummary<'a>);

impl Serialize for CaptureObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let summary = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "capture")?;
        map.serialize_entry("capture", summary.name)?;
        map.serialize_entry("packets", &summary.statistics.packets)?;
        map.serialize_entry("bytes", &summary.statistics.bytes)?;
        map.serialize_entry("sessions", &summary.statistics.sessions)?;
        map.serialize_entry("link_types", &summary.link_types)?;
        map.serialize_entry("undecoded", &summary.undecoded.iter().map(|(_, count)| count).sum::<u64>())?;
        if !summary.undecoded.is_empty() {
            map.serialize_entry("undecoded_by_reason", &Pairs(&summary.undecoded))?;
        }
        map.serialize_entry("cut", &summary.cut)?;
        let limits: Vec<(&str, u64)> = [
            ("half_open_dropped", summary.statistics.half_open_dropped),
            ("silent_sessions_dropped", summary.statistics.silent_sessions_dropped),
            ("flows_dropped", summary.statistics.flows_dropped),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect();
        if !limits.is_empty() {
            map.serialize_entry("limits", &Pairs(&limits))?;
        }
        if !summary.orphans.is_empty() {
            map.serialize_entry("orphans", &Each(summary.orphans.iter().map(Orphan)))?;
        }
        map.serialize_entry("verdicts", &[(); 0])?;
        map.end()
    }
}

struct Orphan<'a>(&'a DataConnection);

impl Serialize for Orphan<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let connection = self.0;
        let sent = connection.sent(connection.main_direction());
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("initiator", &Shown(connection.initiator))?;
        map.serialize_entry("listener", &Shown(connection.listener))?;
        map.serialize_entry("first_frame", &connection.first_frame)?;
        map.serialize_entry("last_frame", &connection.last_frame)?;
        map.serialize_entry("bytes", &sent.bytes)?;
        map.serialize_entry("missing", &sent.missing)?;
        map.serialize_entry("sha256", &sent.sha256.map(|digest| hex(&digest)))?;
        map.end()
    }
}

/// A list of pairs as an object.
struct Pairs<'a>(&'a [(&'static str, u64)]);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// An iterator as an array, without collecting it.
struct Each<I>(I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        for item in self.0.clone() {
            sequence.serialize_element(&item)?;
        }
        sequence.end()
    }
}

/// An endpoint in the contract's form.
#[derive(Clone, Copy)]
struct Shown(Endpoint);

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A moment in RFC 3339, UTC, nanoseconds.
struct At(Time);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Writes text from the wire; where it is no UTF-8 the bytes follow as `…_hex`.
fn entry_text<M: SerializeMap>(map: &mut M, key: &'static str, text: Option<&[u8]>) -> Result<(), M::Error> {
    let Some(text) = text else { return map.serialize_entry(key, &None::<&str>) };
    match std::str::from_utf8(text) {
        Ok(text) => map.serialize_entry(key, text),
        Err(_) => {
            map.serialize_entry(key, &String::from_utf8_lossy(text))?;
            map.serialize_entry(&format!("{key}_hex"), &hex(text))
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    digits.map(char::from).collect()
}

fn opened(opened: Opened) -> &'static str {
    match opened {
        Opened::Handshake => "handshake",
        Opened::Midstream => "midstream",
        Opened::Refused => "refused",
        Opened::Rejected => "rejected",
        Opened::Unanswered => "unanswered",
    }
}

fn closed(closed: Closed) -> &'static str {
    match closed {
        Closed::Fin => "fin",
        Closed::Rst => "rst",
        Closed::Lost => "lost",
        Closed::Open => "open",
    }
}

fn login(login: Login) -> &'static str {
    match login {
        Login::Accepted => "accepted",
        Login::Refused => "refused",
        Login::None => "none",
    }
}

fn security(security: Security) -> &'static str {
    match security {
        Security::Clear => "clear",
        Security::Tls => "tls",
    }
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Active => "active",
        Mode::Passive => "passive",
        Mode::Default => "default",
        Mode::Unknown => "unknown",
    }
}

fn way(way: Way) -> &'static str {
    match way {
        Way::Download => "download",
        Way::Upload => "upload",
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Complete => "complete",
        Outcome::Failed => "failed",
        Outcome::Aborted => "aborted",
        Outcome::Truncated => "truncated",
        Outcome::Unknown => "unknown",
    }
}
