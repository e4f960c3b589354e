//! Sessions as NDJSON: one object a line, as `docs/json.md` describes it.

mod events;
mod inferred;
mod tls;
pub(super) mod writer;

use super::{CaptureSummary, HIDDEN, View};
use crate::diagnose::{Clue, PassiveRange, Verdict, diagnose, vantage};
use crate::engine::Event;
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::session::announcement::{Announcement, MalformedAnnouncement};
use crate::session::transfer::{Mode, Outcome, Transfer, Way};
use crate::session::{
    Closed, DataConnection, Exchange, Login, Losses, Opened, OtherSide, Reply, Security, Session,
    SessionId,
};
use crate::tcp::Answer;
use crate::texts;
use crate::views::verdict::said;
use events::whole_event;
use std::borrow::Cow;
use std::io::{self, Write};
use tls::whole_tls;
use writer::{Object, Writer};

/// Writes every session as a line, and a line for the capture at its end.
#[derive(Debug)]
pub struct Json<W> {
    out: W,
    writer: Writer,
    capture: String,
    show_passwords: bool,
    events: bool,
}

impl<W: Write> Json<W> {
    /// Writes to `out`.
    pub fn new(out: W, show_passwords: bool) -> Self {
        Self {
            out,
            writer: Writer::default(),
            capture: String::new(),
            show_passwords,
            events: false,
        }
    }

    /// Says in each session object which events were of it, where `events` are written.
    pub fn with_events(mut self, events: bool) -> Self {
        self.events = events;
        self
    }
}

impl<W: Write> View for Json<W> {
    fn begin(&mut self, capture: &str) -> io::Result<()> {
        self.capture = capture.to_owned();
        Ok(())
    }

    fn session(&mut self, number: u64, session: &Session) -> io::Result<()> {
        let Self {
            out,
            writer,
            capture,
            show_passwords,
            events,
        } = self;
        writer.clear();
        let id = events.then_some(session.id);
        writer.line(|object| whole_session(object, number, id, session, capture, *show_passwords));
        out.write_all(writer.bytes())
    }

    fn event(&mut self, id: SessionId, session: &Session, event: Event<'_>) -> io::Result<()> {
        let Self {
            out,
            writer,
            capture,
            show_passwords,
            ..
        } = self;
        writer.clear();
        writer.line(|object| whole_event(object, capture, id, session, event, *show_passwords));
        out.write_all(writer.bytes())
    }

    fn end(&mut self, summary: &CaptureSummary<'_>) -> io::Result<()> {
        self.writer.clear();
        self.writer.line(|object| whole_capture(object, summary));
        self.out.write_all(self.writer.bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn whole_session(
    object: &mut Object<'_>,
    number: u64,
    id: Option<SessionId>,
    session: &Session,
    capture: &str,
    show_passwords: bool,
) {
    object.word("type", "session");
    object.number("session", number);
    if let Some(SessionId(id)) = id {
        object.number("id", id);
    }
    object.text("capture", capture);
    object.key("client").endpoint(session.client);
    object.key("server").endpoint(session.server);
    object.number("first_frame", session.first_frame);
    object.number("last_frame", session.last_frame);
    object.key("start").time(session.start);
    object
        .key("duration")
        .seconds((session.end - session.start).as_seconds());
    object.word("opened", opened(session.opened));
    object.word("closed", closed(session.closed));
    object.wire(
        "user",
        "user_hex",
        session.user.map(|user| session.text(user)),
    );
    object.word("login", login(session.login));
    object.word("security", security(session.security));
    let (vantage, clue) = vantage(session);
    object.word("vantage", vantage.name());
    if let Some(Clue::Ttl([client, server])) = clue {
        object.key("vantage_reason").object(|object| {
            object.number("client_ttl", client);
            object.number("server_ttl", server);
        });
    }
    if let Some(protocol) = session.protocol {
        object.word("protocol", protocol.name());
    }
    if let Some(tls) = &session.tls {
        object
            .key("tls")
            .object(|object| whole_tls(object, tls, None));
    }
    if session.syns > 0 {
        object.number("syns", session.syns);
    }
    object.objects("exchanges", session.exchanges.iter(), |object, exchange| {
        whole_exchange(object, session, exchange, show_passwords);
    });
    object.objects(
        "announcements",
        session.announcements.iter(),
        |object, announcement| {
            whole_announcement(object, session, announcement);
        },
    );
    if !session.malformed.is_empty() {
        object.objects(
            "malformed_announcements",
            session.malformed.iter(),
            malformed,
        );
    }
    object.objects("transfers", session.transfers.iter(), |object, transfer| {
        whole_transfer(object, session, transfer);
    });
    if let Some(inferred) = &session.inferred {
        object
            .key("inferred")
            .object(|object| inferred::of_session(object, inferred));
    }
    if !session.other_sides.is_empty() {
        object.objects("other_sides", session.other_sides.iter(), other_side);
    }
    if session.losses != Losses::default() {
        object.counts("losses", &losses(&session.losses));
    }
    let verdicts = diagnose(session);
    object.objects("verdicts", verdicts.iter(), |object, verdict| {
        whole_verdict(object, Some(session), verdict);
    });
}

fn whole_verdict(object: &mut Object<'_>, session: Option<&Session>, verdict: &Verdict) {
    let (summary, fix) = said(session, verdict, &texts::EN);
    object.word("id", verdict.id.name());
    object.word("severity", verdict.severity.name());
    object.word("confidence", verdict.confidence.name());
    let index = |index: Option<u32>| index.map(u64::from);
    object.maybe("transfer", index(verdict.transfer), Writer::number);
    object.maybe("announcement", index(verdict.announcement), Writer::number);
    object.array("evidence", verdict.evidence.iter(), |out, &frame| {
        out.number(frame)
    });
    if verdict.others > 0 {
        object.number("others", verdict.others);
    }
    object.text("summary", &summary);
    object.array("fix", fix.iter(), |out, line| out.text(line));
}

fn whole_exchange(
    object: &mut Object<'_>,
    session: &Session,
    exchange: &Exchange,
    show_passwords: bool,
) {
    command(object, session, exchange, show_passwords);
    object.objects("replies", exchange.replies.iter(), |object, reply| {
        whole_reply(object, session, reply)
    });
}

fn command(object: &mut Object<'_>, session: &Session, exchange: &Exchange, show_passwords: bool) {
    object.number("frame", exchange.frame);
    object.key("time").time(exchange.time);
    let verb = exchange
        .verb
        .map(|verb| verb_text(verb, session.text(exchange.word)));
    object.wire("verb", "verb_hex", verb.as_deref());
    if exchange.verb.is_some_and(Verb::is_secret) && exchange.argument.is_some() && !show_passwords
    {
        object.text("argument", HIDDEN);
    } else {
        object.wire("argument", "argument_hex", session.argument(exchange));
    }
}

/// The verb's name, or the word that was sent in capitals.
fn verb_text(verb: Verb, word: &[u8]) -> Cow<'static, [u8]> {
    match verb {
        Verb::Other => Cow::Owned(word.to_ascii_uppercase()),
        known => Cow::Borrowed(known.name().as_bytes()),
    }
}

fn whole_reply(object: &mut Object<'_>, session: &Session, reply: &Reply) {
    object.number("frame", reply.frame);
    object.key("time").time(reply.time);
    object.maybe("code", reply.code, |out, Code(code)| {
        out.number(code.into())
    });
    if reply.doubtful {
        object.key("doubtful").boolean(true);
    }
    let bytes = session.text(reply.text);
    // Most replies have one line: there is no line feed in it.
    if object.plain_line("lines", bytes) {
        return;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        object.array("lines", text.split('\n'), Writer::text);
    } else {
        object.array("lines", session.lines(reply), Writer::lossy);
        object.array("lines_hex", session.lines(reply), Writer::hex);
    }
}

fn whole_announcement(object: &mut Object<'_>, session: &Session, announcement: &Announcement) {
    announced(object, announcement);
    object.word("outcome", announcement.outcome.name());
    let attempts = announcement
        .attempts
        .iter()
        .filter_map(|&index| session.connections.get(index as usize));
    object.objects("attempts", attempts, attempt);
}

fn announced(object: &mut Object<'_>, announcement: &Announcement) {
    object.word("by", announcement.by.name());
    object.number("frame", announcement.frame);
    object.key("endpoint").endpoint(announcement.endpoint);
    object.maybe(
        "arithmetic",
        announcement.port_numbers,
        |out, (high, low)| out.arithmetic(high, low, announcement.endpoint.port),
    );
}

fn attempt(object: &mut Object<'_>, connection: &DataConnection) {
    object.key("initiator").endpoint(connection.initiator);
    object.key("listener").endpoint(connection.listener);
    object.number("first_frame", connection.first_frame);
    object.number("last_frame", connection.last_frame);
    object.number("syns", connection.syns);
    object
        .key("syn_seconds")
        .seconds((connection.last_syn - connection.start).as_seconds());
    let answer = match connection.answer {
        Answer::SynAck => "syn-ack",
        Answer::Rst => "rst",
        Answer::Icmp { .. } => "icmp",
        Answer::None => "none",
    };
    object.word("answer", answer);
    object.maybe("answer_frame", connection.answer_frame, Writer::number);
    if let Answer::Icmp {
        sender, kind, code, ..
    } = connection.answer
    {
        object.key("icmp").object(|object| {
            object.text("sender", &sender.to_string());
            object.number("type", kind);
            object.number("code", code);
        });
    }
}

fn malformed(object: &mut Object<'_>, announcement: &MalformedAnnouncement) {
    object.word("by", announcement.by.name());
    object.number("frame", announcement.frame);
    object.text("reason", &announcement.reason.to_string());
}

fn whole_transfer(object: &mut Object<'_>, session: &Session, transfer: &Transfer) {
    let exchange = transfer
        .exchange
        .and_then(|index| session.exchanges.get(index as usize));
    let connection = transfer
        .connection
        .and_then(|index| session.connections.get(index as usize));
    let verb =
        exchange.and_then(|exchange| Some(verb_text(exchange.verb?, session.text(exchange.word))));
    object.wire("verb", "verb_hex", verb.as_deref());
    let argument = exchange.and_then(|exchange| session.argument(exchange));
    object.wire("argument", "argument_hex", argument);
    object.maybe(
        "frame",
        exchange.map(|exchange| exchange.frame),
        Writer::number,
    );
    object.wire("path", "path_hex", transfer.path.as_deref());
    object.word("mode", mode(transfer.mode));
    object.maybe(
        "announcement",
        transfer.announcement.map(u64::from),
        Writer::number,
    );
    object.maybe("initiator", transfer.initiator, Writer::endpoint);
    object.maybe("listener", transfer.listener, Writer::endpoint);
    object.maybe("direction", transfer.way.map(way), Writer::text);
    object.maybe("opened", transfer.opened, Writer::boolean);
    object.number("bytes", transfer.bytes);
    object.number("missing", transfer.missing);
    object.maybe("sha256", transfer.sha256.as_ref(), |out, digest| {
        out.hex(digest)
    });
    object.maybe("promised", transfer.promised, Writer::number);
    object.maybe("restart", transfer.restart, Writer::number);
    object.text(
        "type",
        char::from(transfer.representation).encode_utf8(&mut [0; 4]),
    );
    object.maybe(
        "first_frame",
        connection.map(|connection| connection.first_frame),
        Writer::number,
    );
    object.maybe(
        "last_frame",
        connection.map(|connection| connection.last_frame),
        Writer::number,
    );
    object.maybe(
        "start",
        connection.map(|connection| connection.start),
        Writer::time,
    );
    let duration = connection.map(|connection| (connection.end - connection.start).as_seconds());
    object.maybe("duration", duration, Writer::seconds);
    object.maybe("final", transfer.final_code, |out, Code(code)| {
        out.number(code.into())
    });
    if let Some(Code(likely)) = transfer.likely_code {
        object.number("final_likely", likely);
    }
    object.word("outcome", outcome(transfer.outcome));
    if let Some(tls) = connection.and_then(|connection| connection.tls.as_deref()) {
        let control = session.tls.as_deref();
        object
            .key("tls")
            .object(|object| whole_tls(object, tls, control));
    }
    if let Some(carriage) = &transfer.inferred {
        object
            .key("inferred")
            .object(|object| inferred::of_transfer(object, carriage));
    }
}

fn other_side(object: &mut Object<'_>, side: &OtherSide) {
    object.key("client").endpoint(side.client);
    object.key("server").endpoint(side.server);
    object.number("first_frame", side.first_frame);
    object.objects(
        "announced",
        side.announced.iter(),
        |object, &(frame, endpoint)| {
            object.number("frame", frame);
            object.maybe("endpoint", endpoint, Writer::endpoint);
        },
    );
}

fn losses(losses: &Losses) -> Vec<(&'static str, u64)> {
    let always = [
        ("control_bytes", losses.control_bytes),
        ("control_gaps", losses.control_gaps.into()),
    ];
    let sometimes = [
        ("long_lines", u64::from(losses.long_lines)),
        ("exchanges", losses.exchanges),
        ("announcements", losses.announcements),
        ("connections", losses.connections),
        ("pending", losses.pending),
    ];
    always
        .into_iter()
        .chain(sometimes.into_iter().filter(|(_, count)| *count > 0))
        .collect()
}

fn whole_capture(object: &mut Object<'_>, summary: &CaptureSummary<'_>) {
    let statistics = summary.statistics;
    object.word("type", "capture");
    object.text("capture", summary.name);
    object.number("packets", statistics.packets);
    object.number("bytes", statistics.bytes);
    object.number("sessions", statistics.sessions);
    object.array("link_types", summary.link_types.iter(), |out, name| {
        out.text(name)
    });
    object.number(
        "undecoded",
        summary
            .undecoded
            .iter()
            .map(|(_, count)| count)
            .sum::<u64>(),
    );
    if !summary.undecoded.is_empty() {
        object.counts("undecoded_by_reason", &summary.undecoded);
    }
    object.key("cut").boolean(summary.cut);
    if let Some(captured) = &summary.captured {
        object.number("dropped_by_kernel", captured.dropped_by_kernel);
        object.number("dropped_by_interface", captured.dropped_by_interface);
    }
    let limits = [
        ("half_open_dropped", statistics.half_open_dropped),
        (
            "silent_sessions_dropped",
            statistics.silent_sessions_dropped,
        ),
        ("sessions_ended_early", statistics.sessions_ended_early),
        ("flows_dropped", statistics.flows_dropped),
    ];
    let met: Vec<_> = limits.into_iter().filter(|(_, count)| *count > 0).collect();
    if !met.is_empty() {
        object.counts("limits", &met);
    }
    if !summary.orphans.is_empty() {
        object.objects("orphans", summary.orphans.iter(), orphan);
    }
    if !summary.passive_ranges.is_empty() {
        object.objects(
            "passive_ranges",
            summary.passive_ranges.iter(),
            passive_range,
        );
    }
    object.objects("verdicts", summary.verdicts.iter(), |object, verdict| {
        whole_verdict(object, None, verdict);
    });
}

fn passive_range(object: &mut Object<'_>, range: &PassiveRange) {
    object.text("server", &range.server.to_string());
    object.number("lowest", range.lowest);
    object.number("highest", range.highest);
    object.number("announced", range.announced);
    object.number("sessions", range.sessions);
}

fn orphan(object: &mut Object<'_>, connection: &DataConnection) {
    let sent = connection.sent(connection.main_direction());
    object.key("initiator").endpoint(connection.initiator);
    object.key("listener").endpoint(connection.listener);
    object.number("first_frame", connection.first_frame);
    object.number("last_frame", connection.last_frame);
    object.number("bytes", sent.bytes);
    object.number("missing", sent.missing);
    object.maybe("sha256", sent.sha256.as_ref(), |out, digest| {
        out.hex(digest)
    });
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
        Security::TlsDecrypted => "tls-decrypted",
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

pub(super) fn way(way: Way) -> &'static str {
    match way {
        Way::Download => "download",
        Way::Upload => "upload",
    }
}

pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Complete => "complete",
        Outcome::Failed => "failed",
        Outcome::Aborted => "aborted",
        Outcome::Truncated => "truncated",
        Outcome::Unknown => "unknown",
    }
}
