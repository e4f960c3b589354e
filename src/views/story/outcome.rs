//! What became of transfers and connections, in one sentence or in a few words.

use super::quantities;
use crate::ftp::command::Verb;
use crate::net::{Endpoint, Span, Time};
use crate::session::{
    Announcement, AnnouncementOutcome, By, Closed, DataConnection, Exchange, Login, Mode, Opened,
    Session, Transfer, TransferOutcome,
};
use crate::tcp::Answer;
use crate::texts::{Icmp, Side, Texts};
use crate::tls::{Version, suite_name};
use crate::views::pen::Pen;
use std::collections::HashSet;

/// The characters of a reply that a summary repeats.
const REPLY: usize = 80;

/// How long an answer may take before its lack is worth a word.
const PROMPT: Span = Span::seconds(1);

/// How long after the last SYN an answer is awaited: longer than the pause between any two SYNs of
/// the systems in use (RFC 6298 §5, up to 64 s).
const PATIENCE: Span = Span::seconds(90);

/// Something that failed, and why.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The command.
    pub what: String,
    /// Its frame, or that of the reply that announced an endpoint.
    pub frame: u64,
    /// What went wrong, the first cause first.
    pub reasons: Vec<String>,
    /// Whether a transfer failed by it.
    pub is_transfer: bool,
}

/// A session with what is needed to write about it.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The session.
    pub session: &'a Session,
    /// The language.
    pub texts: &'static Texts,
    /// What to write with.
    pub pen: &'a Pen,
    /// Whether passwords are shown.
    pub show_passwords: bool,
    /// The moment up to which the session is known, where it goes on; `None` where it is over.
    pub now: Option<Time>,
}

impl Subject<'_> {
    /// Which TLS the control connection agreed on, where both sides have said hello.
    pub fn tls_agreed(&self) -> Option<String> {
        let secured = self.session.tls.as_ref()?;
        let server = secured.server.as_ref()?;
        let suite = match suite_name(server.suite) {
            Some(name) => name.to_owned(),
            None => format!("0x{:04x}", server.suite),
        };
        let client = secured.client.as_ref();
        let name = client.and_then(|client| client.server_name.as_deref());
        let name = self.pen.visible(name.unwrap_or_default());
        let version = secured.version().map_or("TLS", Version::name);
        Some((self.texts.tls_agreed)(version, &suite, &name))
    }

    /// A number of bytes, exact.
    pub fn bytes(&self, count: u64) -> String {
        (self.texts.bytes)(&quantities::count(count), count == 1)
    }

    /// A length of time.
    pub fn span(&self, span: crate::net::Span) -> String {
        self.pen.sentence(quantities::span(span))
    }

    /// An endpoint by the side that it belongs to, or in full where it belongs to none.
    pub fn end(&self, endpoint: Endpoint, side: Side) -> String {
        let own = match side {
            Side::Client => self.session.client,
            Side::Server => self.session.server,
        };
        if own.address == endpoint.address {
            (self.texts.port)(side, endpoint.port)
        } else {
            endpoint.to_string()
        }
    }

    /// The command of an exchange as it was sent, without its argument.
    pub fn verb(&self, exchange: &Exchange) -> String {
        let word = self.session.text(exchange.word);
        match exchange.verb {
            Some(verb) if word.is_empty() => verb.name().to_owned(),
            _ => self.pen.visible(word),
        }
    }

    /// The command of a transfer: its verb and argument, shortened.
    pub fn command_of(&self, transfer: &Transfer) -> Option<String> {
        let exchange = self.session.exchanges.get(transfer.exchange? as usize)?;
        let verb = self.verb(exchange);
        let argument = self.session.argument(exchange).unwrap_or_default();
        if argument.is_empty() {
            return Some(verb);
        }
        let argument = self.pen.visible(argument.get(..REPLY).unwrap_or(argument));
        let argument = crate::views::width::shortened(&argument, 40, self.pen.glyphs.ellipsis);
        Some(format!("{verb} {argument}"))
    }

    /// Who opened, or was to open, a connection.
    pub fn opener(&self, connection: &DataConnection, mode: Mode, by: Option<By>) -> Side {
        match (mode, by) {
            (Mode::Active | Mode::Default, _) => Side::Server,
            (Mode::Passive, _) => Side::Client,
            (Mode::Unknown, Some(by)) if by.client_listens() => Side::Server,
            (Mode::Unknown, Some(_)) => Side::Client,
            (Mode::Unknown, None)
                if connection.initiator.address == self.session.server.address =>
            {
                Side::Server
            }
            (Mode::Unknown, None) => Side::Client,
        }
    }

    /// What came back for the SYNs of a connection that was not made.
    pub fn answer(&self, syns: u32, last_syn: crate::net::Span, answer: Answer) -> String {
        let texts = self.texts;
        match answer {
            Answer::Rst => texts.refused.to_owned(),
            Answer::Icmp {
                sender,
                kind,
                code,
                v6,
            } => (texts.rejected)(icmp(kind, code, v6), &sender.to_string()),
            Answer::None | Answer::SynAck if syns > 1 => {
                (texts.no_answer)(syns.into(), &self.span(last_syn))
            }
            Answer::None | Answer::SynAck => (texts.no_answer_to_one)(),
        }
    }

    /// How long a connection of a session that goes on has been waiting for an answer to its SYNs;
    /// `None` where one came or none is awaited.
    pub fn waited(&self, connection: &DataConnection) -> Option<Span> {
        let is_silent = !connection.established && connection.answer == Answer::None;
        let now = self.now.filter(|_| is_silent && connection.syns > 0)?;
        // Once the transfer is over nobody waits any more.
        (now - connection.last_syn < PATIENCE).then(|| now - connection.start)
    }

    /// Whether a connection was asked for just now, so that an answer may be on its way.
    pub fn is_new(&self, connection: &DataConnection) -> bool {
        self.waited(connection)
            .is_some_and(|waited| waited < PROMPT)
    }

    /// What is said of SYNs that nothing has answered yet.
    pub fn no_answer_so_far(&self, syns: u32, waited: Span) -> String {
        let texts = self.texts.live;
        if waited < PROMPT {
            texts.answer_awaited.to_owned()
        } else {
            // Tenths of a second would flicker.
            let seconds = format!("{} s", waited.0 / PROMPT.0);
            (texts.no_answer_so_far)(syns.into(), &seconds)
        }
    }

    /// Whether an exchange goes on: its session does, and its final reply has not come yet.
    pub fn goes_on(&self, exchange: u32) -> bool {
        let exchange = self.session.exchanges.get(exchange as usize);
        self.now.is_some() && exchange.is_some_and(|exchange| exchange.final_reply().is_none())
    }

    /// What failed, in the order of the frames: transfers, and announcements that were tried or
    /// refused before any transfer was asked for.
    pub fn failures(&self) -> Vec<Failure> {
        let session = self.session;
        let transfers = session
            .transfers
            .iter()
            .filter_map(|transfer| self.failed_transfer(transfer));
        let mut failures: Vec<Failure> = transfers.collect();
        let used: HashSet<u32> = session
            .transfers
            .iter()
            .filter_map(|transfer| transfer.announcement)
            .collect();
        let idle = session
            .announcements
            .iter()
            .zip(0u32..)
            .filter(|(_, index)| !used.contains(index));
        failures
            .extend(idle.filter_map(|(announcement, _)| self.failed_announcement(announcement)));
        failures.extend(session.malformed.iter().filter_map(|malformed| {
            let exchange = session.exchanges.get(malformed.exchange as usize)?;
            let reasons = vec![self.texts.endpoint_unreadable.to_owned()];
            Some(Failure {
                what: self.verb(exchange),
                frame: malformed.frame,
                reasons,
                is_transfer: false,
            })
        }));
        failures.sort_by_key(|failure| failure.frame);
        failures
    }

    fn failed_announcement(&self, announcement: &Announcement) -> Option<Failure> {
        let exchange = self.session.exchanges.get(announcement.exchange as usize)?;
        let reason = match announcement.outcome {
            AnnouncementOutcome::Refused
            | AnnouncementOutcome::Rejected
            | AnnouncementOutcome::Unanswered => {
                let attempt = announcement.attempts.last()?;
                let connection = self.session.connections.get(*attempt as usize)?;
                if self.is_new(connection) {
                    return None;
                }
                self.attempt(connection)
            }
            AnnouncementOutcome::Declined => {
                let (code, text) = self.final_reply(announcement.exchange)?;
                (self.texts.failed_reply)(code, &text)
            }
            _ => return None,
        };
        Some(Failure {
            what: self.verb(exchange),
            frame: announcement.frame,
            reasons: vec![reason],
            is_transfer: false,
        })
    }

    /// What came back for a connection that was not made.
    pub fn attempt(&self, connection: &DataConnection) -> String {
        if let Some(waited) = self.waited(connection) {
            return self.no_answer_so_far(connection.syns, waited);
        }
        self.answer(
            connection.syns,
            connection.last_syn - connection.start,
            connection.answer,
        )
    }

    /// Why a transfer failed, where it did.
    pub fn failed_transfer(&self, transfer: &Transfer) -> Option<Failure> {
        let texts = self.texts;
        // A transfer whose command is encrypted has no reply that could be seen.
        let index = transfer.exchange?;
        if transfer.outcome == TransferOutcome::Complete {
            return None;
        }
        if self.goes_on(index) {
            return self.stuck_transfer(transfer);
        }
        let mut reasons = Vec::new();
        let connection = transfer
            .connection
            .and_then(|index| self.session.connections.get(index as usize));
        match (transfer.outcome, connection) {
            (_, Some(connection)) if !connection.established => {
                reasons.push(self.attempt(connection))
            }
            (TransferOutcome::Aborted, _) => reasons.push(texts.aborted.to_owned()),
            (TransferOutcome::Truncated, _) => {
                let promised = self.bytes(transfer.promised.unwrap_or_default());
                reasons.push((texts.truncated)(&self.bytes(transfer.bytes), &promised));
            }
            (_, None) if self.nobody_came(transfer) => reasons.push(texts.no_attempt.to_owned()),
            _ => {}
        }
        match self.final_reply(index) {
            Some((code, text)) if code >= 400 => reasons.push((texts.failed_reply)(code, &text)),
            None => reasons.push(texts.end_not_seen.to_owned()),
            _ => {}
        }
        let frame = self.session.exchanges.get(index as usize)?.frame;
        Some(Failure {
            what: self.command_of(transfer)?,
            frame,
            reasons,
            is_transfer: true,
        })
    }

    /// What keeps a transfer from coming about that goes on.
    fn stuck_transfer(&self, transfer: &Transfer) -> Option<Failure> {
        let index = transfer.connection? as usize;
        let connection = self.session.connections.get(index)?;
        let is_stuck = !connection.established && !self.is_new(connection);
        let exchange = self.session.exchanges.get(transfer.exchange? as usize)?;
        is_stuck.then(|| Failure {
            what: self.command_of(transfer).unwrap_or_default(),
            frame: exchange.frame,
            reasons: vec![self.attempt(connection)],
            is_transfer: true,
        })
    }

    /// Whether an accepted announcement was in force and nobody connected to it.
    fn nobody_came(&self, transfer: &Transfer) -> bool {
        let waited = transfer
            .final_code
            .is_none_or(|code| matches!(code.0, 425 | 426 | 421));
        transfer.announcement.is_some() && transfer.opened == Some(false) && waited
    }

    fn final_reply(&self, exchange: u32) -> Option<(u16, String)> {
        let exchange = self.session.exchanges.get(exchange as usize)?;
        let reply = exchange.final_reply()?;
        let line = self.session.lines(reply).next().unwrap_or_default();
        let text = self.pen.visible(line.get(..2 * REPLY).unwrap_or(line));
        let text = crate::views::width::shortened(text.trim(), REPLY, self.pen.glyphs.ellipsis);
        Some((reply.code?.0, text.trim_end_matches(['.', '。']).to_owned()))
    }

    /// How the session went wrong apart from its transfers, in few words.
    pub fn trouble(&self) -> Option<&'static str> {
        let texts = self.texts;
        let session = self.session;
        match session.opened {
            Opened::Refused => Some(texts.control_refused),
            Opened::Rejected => Some(texts.control_rejected),
            Opened::Unanswered => Some(texts.control_unanswered),
            _ if session.login == Login::Refused => Some(texts.login_refused),
            _ => None,
        }
    }

    /// Whether the server ended the session by itself.
    pub fn ended_by_server(&self) -> bool {
        let ends = |exchange: &Exchange| {
            exchange.verb != Some(Verb::Quit)
                && exchange
                    .replies
                    .iter()
                    .any(|reply| reply.code.is_some_and(|code| code.0 == 421))
        };
        self.session.exchanges.last().is_some_and(ends)
    }

    /// How the control connection ended, in a word.
    pub fn closed(&self) -> &'static str {
        let texts = self.texts;
        if self.now.is_some() {
            return texts.live.open;
        }
        match self.session.closed {
            Closed::Fin => texts.word_closed,
            Closed::Rst => texts.word_reset,
            Closed::Lost => texts.word_lost,
            Closed::Open => texts.word_open,
        }
    }
}

/// The meaning of an ICMP or ICMPv6 error.
pub fn icmp(kind: u8, code: u8, v6: bool) -> Icmp {
    match (v6, kind, code) {
        (false, 3, 0 | 6 | 11) | (true, 1, 0) => Icmp::NetworkUnreachable,
        (false, 3, 1 | 7 | 12) | (true, 1, 3) => Icmp::HostUnreachable,
        (false, 3, 3) | (true, 1, 4) => Icmp::PortUnreachable,
        (false, 3, 9 | 10 | 13) | (true, 1, 1 | 5 | 6) => Icmp::Prohibited,
        (false, 3, 4) | (true, 2, _) => Icmp::TooBig,
        (false, 11, _) | (true, 3, _) => Icmp::TimeExceeded,
        _ => Icmp::Other(kind, code),
    }
}
