//! The control connection: whether it came to be, who spoke on it, how it ended.

use super::case::Case;
use super::{Circumstance, Confidence, Facts, Findings, Id, Severity, Verdict, words};
use crate::ftp::command::Verb;
use crate::ftp::detect::Protocol;
use crate::ftp::reply::Code;
use crate::net::Span;
use crate::session::{Closed, Exchange, Opened, Party, Reply};
use crate::tcp::Answer;

/// SYNs without an answer that prove something.
const SYNS: u32 = 3;
/// How long a server that will greet lets a client wait at most.
const GREETING: Span = Span::seconds(20);
/// Silence before a 421 that makes it an idle timeout, whatever its words.
const SILENCE: Span = Span::seconds(30);

/// How the control connection began.
pub(super) fn opening(case: &Case<'_>, findings: &mut Findings) {
    match case.session.opened {
        Opened::Unanswered => unanswered(case, findings),
        Opened::Refused => refused(case, findings),
        Opened::Rejected => rejected(case, findings),
        Opened::Handshake => first_words(case, findings),
        Opened::Midstream => {}
    }
}

fn attempt(case: &Case<'_>) -> Facts {
    Facts {
        times: case.session.syns.into(),
        span: Some(case.session.transport.end - case.session.start),
        endpoint: Some(case.session.server),
        ..Facts::default()
    }
}

fn unanswered(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    if session.syns >= SYNS {
        let frames = [session.first_frame, session.transport.last_frame];
        findings.say(Verdict::new(Id::ControlUnanswered, frames).facts(attempt(case)));
    }
}

fn refused(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    let frames = [session.first_frame]
        .into_iter()
        .chain(session.answer_frame);
    findings.say(Verdict::new(Id::ControlRefused, frames).facts(attempt(case)));
}

fn rejected(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    let Answer::Icmp {
        sender,
        kind,
        code,
        v6,
    } = session.answer
    else {
        return;
    };
    let facts = Facts {
        icmp: Some((sender, kind, code, v6)),
        ..attempt(case)
    };
    let frames = [session.first_frame]
        .into_iter()
        .chain(session.answer_frame);
    findings.say(Verdict::new(Id::ControlRejected, frames).facts(facts));
}

/// What was said first on an open connection: FTP, something else, or nothing.
fn first_words(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    if session.exchanges.iter().any(has_spoken) {
        return;
    }
    let [client, server] = session.transport.parties.map(|party| party.bytes);
    let frames = [session.first_frame, session.transport.last_frame];
    match session.protocol {
        Some(Protocol::Tls) => {
            findings.say(Verdict::new(Id::TlsModeMismatch, frames));
            return;
        }
        Some(protocol) => {
            let facts = Facts {
                name: protocol.name(),
                ..Facts::default()
            };
            findings.say(Verdict::new(Id::NotFtp, frames).facts(facts));
            return;
        }
        None => {}
    }
    if session.handshake.first_frame > 0 || case.is_patchy() {
        return;
    }
    if client + server > 0 && session.exchanges.is_empty() {
        let facts = Facts {
            bytes: client + server,
            ..Facts::default()
        };
        let confidence = if server > 0 {
            Confidence::Likely
        } else {
            Confidence::Possible
        };
        findings.say(
            Verdict::new(Id::NotFtp, frames)
                .facts(facts)
                .confidence(confidence),
        );
        return;
    }
    let waited = session.transport.end - session.answer_time.unwrap_or(session.start);
    let is_over = session.closed != Closed::Open;
    if server == 0 && (waited >= GREETING || is_over) {
        no_greeting(case, findings, waited);
    }
}

fn no_greeting(case: &Case<'_>, findings: &mut Findings, waited: Span) {
    let session = case.session;
    let frames = [session.first_frame, session.transport.last_frame];
    let by_server = session.transport.finished_by == Some(Party::Server)
        || matches!(session.transport.reset, Some((Party::Server, _)));
    let facts = Facts {
        span: Some(waited),
        circumstance: if by_server {
            Circumstance::Closed
        } else {
            Circumstance::Plain
        },
        ..Facts::default()
    };
    // On the port of implicit TLS the client has to speak first; both wait where it does not.
    if session.server.port == 990 {
        let facts = Facts {
            circumstance: Circumstance::Silence,
            ..facts
        };
        let verdict = Verdict::new(Id::TlsModeMismatch, frames).facts(facts);
        findings.say(verdict.confidence(Confidence::Likely));
        return;
    }
    // A client that closes at once, as a port scanner does, did not wait for a greeting.
    if by_server || waited >= Span::seconds(1) {
        let confidence = if by_server || waited >= GREETING {
            Confidence::Proved
        } else {
            Confidence::Likely
        };
        findings.say(
            Verdict::new(Id::NoGreeting, frames)
                .facts(facts)
                .confidence(confidence),
        );
    }
}

fn has_spoken(exchange: &Exchange) -> bool {
    exchange.replies.iter().any(|reply| reply.code.is_some())
}

/// 421, which may come at any time: no room for one more client, or too long a silence.
pub(super) fn service_closing(case: &Case<'_>, findings: &mut Findings) {
    if !case.has_refusals {
        return;
    }
    let session = case.session;
    let mut last_said = session.start;
    let mut logged_in = false;
    for (place, exchange) in session.exchanges.iter().enumerate() {
        if exchange.verb.is_some() {
            last_said = last_said.max(exchange.time);
        }
        for reply in &exchange.replies {
            logged_in |= matches!(reply.code, Some(Code(230 | 232)));
            if reply.code == Some(Code(421)) && !reply.doubtful {
                closing(
                    case,
                    findings,
                    (place, exchange),
                    reply,
                    (reply.time - last_said, logged_in),
                );
            }
            last_said = last_said.max(reply.time);
        }
    }
}

fn closing(
    case: &Case<'_>,
    findings: &mut Findings,
    (place, exchange): (usize, &Exchange),
    reply: &Reply,
    (silence, logged_in): (Span, bool),
) {
    let text = case.words(reply);
    let facts = Facts {
        span: Some(silence),
        code: reply.code,
        words: Some(reply.text),
        ..Facts::default()
    };
    let frames = [exchange.frame, reply.frame];
    let asked = exchange.verb;
    if words::of_tls(text) && case.auth.is_none() && !logged_in {
        // The server wants TLS: said there.
        return;
    }
    let greets = place == 0 && asked.is_none();
    if !greets && asked.is_none() && (words::of_silence(text) || silence >= SILENCE) {
        findings.say(Verdict::new(Id::IdleTimeout, frames).facts(facts));
    } else if greets
        || (!logged_in && matches!(asked, Some(Verb::User | Verb::Pass)))
        || words::of_crowd(text)
    {
        findings.say(Verdict::new(Id::ServerBusy, frames).facts(facts));
    }
}

/// Whether the control connection broke: retransmissions that nothing answered, or a RST.
pub(super) fn lost(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    let transport = &session.transport;
    let resent = [Party::Client, Party::Server]
        .into_iter()
        .find(|&party| transport.of_party(party).unanswered >= SYNS);
    if super::capture::is_doubled(session) {
        return;
    }
    let under_way = session.exchanges.last().filter(|exchange| {
        exchange.verb.is_some_and(|verb| verb != Verb::Quit) && exchange.final_reply().is_none()
    });
    let reset_by_box = transport.reset.filter(|&(party, _)| {
        let carried = transport.of_party(party);
        let is_foreign = carried.ttl != 0 && carried.reset_ttl != carried.ttl;
        is_foreign && under_way.is_some()
    });
    let (party, frame) = match (resent, reset_by_box) {
        (Some(party), _) => (party, transport.last_frame),
        (None, Some((party, frame))) => (party, frame),
        (None, None) => return,
    };
    // A server that sends its final reply again and again has not brought it home.
    let last = session
        .exchanges
        .len()
        .checked_sub(1)
        .map(|last| last as u32);
    let transfer = case.transfers().last().filter(|(_, transfer)| {
        let unheard = party == Party::Server && transfer.exchange == last;
        transfer.exchange.is_some() && (transfer.final_code.is_none() || unheard)
    });
    let arrived = transfer.is_some_and(|(_, transfer)| {
        let connection = case.connection(transfer);
        connection.is_some_and(|connection| {
            connection.established && connection.sent.iter().all(|sent| sent.fin_frame.is_some())
        })
    });
    let circumstance = match (arrived, resent) {
        (true, _) => Circumstance::DataArrived,
        (false, Some(_)) => Circumstance::Plain,
        (false, None) => Circumstance::ByBox,
    };
    let facts = Facts {
        circumstance,
        times: transport.of_party(party).unanswered.into(),
        party: Some(party),
        bytes: transfer.map_or(0, |(_, transfer)| transfer.bytes),
        ..Facts::default()
    };
    let frames = under_way
        .map(|exchange| exchange.frame)
        .into_iter()
        .chain([frame]);
    let verdict = Verdict::new(Id::ControlLost, frames).facts(facts);
    findings.say(
        verdict
            .transfer(transfer.map(|(index, _)| index))
            .severity(Severity::Error),
    );
}
