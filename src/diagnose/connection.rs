//! The data connection: whether it was tried, what came back, who came.

use super::address::is_unroutable;
use super::announced::{facts, has_tried};
use super::case::Case;
use super::{Circumstance, Confidence, Facts, Findings, Id, Vantage, Verdict, vantage, words};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::net::Span;
use crate::session::{
    Announcement, AnnouncementOutcome as Outcome, Closed, DataConnection, Login, Party, Security,
    Standing,
};
use crate::tcp::{Answer, Direction};

/// SYNs without an answer that prove something by themselves.
const SYNS: u32 = 3;
/// How long a side waits for a connection before the silence proves something.
const PATIENCE: Span = Span::seconds(3);

/// Connections to announced endpoints that were tried and not made.
pub(super) fn attempts(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    for (index, announcement) in case.announcements() {
        let [unanswered, refused, rejected] = ids(announcement.by.client_listens());
        let id = match announcement.outcome {
            Outcome::Unanswered => unanswered,
            Outcome::Refused => refused,
            Outcome::Rejected => rejected,
            _ => continue,
        };
        let tried = announcement.attempts.iter();
        let mut tried = tried.filter_map(|&attempt| session.connections.get(attempt as usize));
        let attempt = match announcement.outcome {
            Outcome::Unanswered => tried.max_by_key(|one| one.syns),
            Outcome::Refused => tried.find(|one| one.answer == Answer::Rst),
            _ => tried.find(|one| matches!(one.answer, Answer::Icmp { .. })),
        };
        let Some(attempt) = attempt else { continue };
        let user = case.user_of(index);
        let final_code = user.and_then(|(_, transfer)| transfer.final_code);
        let Some(confidence) = confidence(case, attempt, final_code) else {
            continue;
        };
        let facts = Facts {
            circumstance: sender_of_reset(case, announcement, attempt),
            ports: passive_ports(case, announcement),
            ..tried_facts(attempt, facts(announcement))
        };
        let reply = user.and_then(|(_, transfer)| case.final_reply(transfer));
        let frames = [announcement.frame, attempt.first_frame]
            .into_iter()
            .chain(attempt.answer_frame.or(Some(attempt.last_frame)))
            .chain(reply.map(|reply| reply.frame));
        findings.say(
            Verdict::new(id, frames)
                .facts(facts)
                .confidence(confidence)
                .announcement(index)
                .transfer(user.map(|(transfer, _)| transfer)),
        );
    }
}

/// The ids for attempts without an answer, with a RST, with an ICMP error.
fn ids(active: bool) -> [Id; 3] {
    if active {
        [Id::ActiveUnanswered, Id::ActiveRefused, Id::ActiveRejected]
    } else {
        [
            Id::PassiveUnanswered,
            Id::PassiveRefused,
            Id::PassiveRejected,
        ]
    }
}

fn tried_facts(attempt: &DataConnection, facts: Facts) -> Facts {
    Facts {
        times: attempt.syns.into(),
        span: Some(attempt.last_syn - attempt.start),
        endpoint: Some(attempt.listener),
        icmp: match attempt.answer {
            Answer::Icmp {
                sender,
                kind,
                code,
                v6,
            } => Some((sender, kind, code, v6)),
            _ => None,
        },
        ..facts
    }
}

/// How sure it is that an attempt failed; `None` where it proves nothing, as one SYN at the end of
/// a capture does.
fn confidence(
    case: &Case<'_>,
    attempt: &DataConnection,
    final_code: Option<Code>,
) -> Option<Confidence> {
    if attempt.answer != Answer::None || attempt.syns >= SYNS {
        return Some(Confidence::Proved);
    }
    let gave_up = matches!(final_code, Some(Code(421 | 425 | 426)));
    let waited = case.session.transport.end - attempt.start >= PATIENCE;
    (gave_up || waited).then_some(if attempt.syns > 1 {
        Confidence::Likely
    } else {
        Confidence::Possible
    })
}

/// Whether the RST came from the host that was to answer or from a box on the way: another TTL than
/// that of the host's other segments.
fn sender_of_reset(
    case: &Case<'_>,
    announcement: &Announcement,
    attempt: &DataConnection,
) -> Circumstance {
    let (party, host) = if announcement.by.client_listens() {
        (Party::Client, case.session.client)
    } else {
        (Party::Server, case.session.server)
    };
    let address = attempt.listener.address;
    if address != host.address && is_unroutable(address) && attempt.answer == Answer::None {
        return Circumstance::Unroutable;
    }
    let usual = case.session.transport.of_party(party).ttl;
    let seen = attempt.sent(Direction::FromListener).reset_ttl;
    if let Answer::Icmp { sender, .. } = attempt.answer {
        return if sender == attempt.listener.address {
            Circumstance::ByHost
        } else {
            Circumstance::ByBox
        };
    }
    if usual == 0 || seen == 0 || attempt.listener.address != host.address {
        Circumstance::Plain
    } else if usual == seen {
        Circumstance::ByHost
    } else {
        Circumstance::ByBox
    }
}

/// The range of ports that the server announced in this session, where it listens.
fn passive_ports(case: &Case<'_>, announcement: &Announcement) -> Option<(u16, u16, u32)> {
    if announcement.by.client_listens() {
        return None;
    }
    let passive = case.session.announcements.iter();
    let ports = passive
        .filter(|one| !one.by.client_listens())
        .map(|one| one.endpoint.port)
        .take(1_000);
    ports.fold(None, |range, port| {
        let (low, high, count) = range.unwrap_or((port, port, 0));
        Some((low.min(port), high.max(port), count + 1))
    })
}

/// Transfers for which nobody tried to connect.
pub(super) fn no_attempt(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    if case.is_patchy() || case.lacks_data {
        return;
    }
    for (place, transfer) in case.transfers() {
        let Some((index, announcement)) = transfer.announcement.zip(case.announced(transfer))
        else {
            continue;
        };
        let nobody = announcement.outcome == Outcome::NoAttempt
            && announcement.standing != Standing::Declined
            && transfer.connection.is_none()
            && !announcement.fxp
            && is_in_sight(case, announcement)
            && case.user_of(index).is_some_and(|(first, _)| first == place);
        let Some(exchange) = case.exchange(transfer).filter(|_| nobody) else {
            continue;
        };
        let reply = exchange.final_reply();
        let gave_up = match reply {
            Some(reply) => {
                matches!(reply.code, Some(Code(421 | 425 | 426)))
                    && !words::of_resumption(case.words(reply))
                    && !words::of_protection(case.words(reply))
            }
            None => session.transport.end - exchange.time >= PATIENCE,
        };
        if !gave_up {
            continue;
        }
        let id = if announcement.by.client_listens() {
            Id::ActiveNoAttempt
        } else {
            Id::PassiveNoAttempt
        };
        let until = reply.map_or(session.transport.end, |reply| reply.time);
        let (circumstance, confidence) = not_trying(case, announcement);
        let facts = Facts {
            circumstance,
            span: Some(until - exchange.time),
            code: reply.and_then(|reply| reply.code),
            words: reply.map(|reply| reply.text),
            verb: case.verb(Some(exchange)),
            ports: passive_ports(case, announcement),
            ..facts(announcement)
        };
        let frames = [announcement.frame]
            .into_iter()
            .chain(case.frames(Some(exchange)));
        findings.say(
            Verdict::new(id, frames)
                .facts(facts)
                .confidence(confidence)
                .announcement(index)
                .transfer(place),
        );
    }
}

/// A PORT that was answered with 425 and no SYN: the server connects at once, and its SYN was
/// filtered before the capture.
pub(super) fn early_attempt(case: &Case<'_>, findings: &mut Findings) {
    if case.is_patchy() || case.lacks_data {
        return;
    }
    for (index, announcement) in case.announcements() {
        let exchange = case
            .session
            .exchanges
            .get(announcement.exchange as usize)
            .filter(|_| announcement.attempts.is_empty() && has_tried(case, announcement));
        let Some((exchange, reply)) =
            exchange.and_then(|exchange| Some((exchange, exchange.final_reply()?)))
        else {
            continue;
        };
        if !is_in_sight(case, announcement) {
            continue;
        }
        let (circumstance, confidence) = not_trying(case, announcement);
        let facts = Facts {
            circumstance,
            span: Some(reply.time - exchange.time),
            code: reply.code,
            words: Some(reply.text),
            verb: case.verb(Some(exchange)),
            ..facts(announcement)
        };
        findings.say(
            Verdict::new(Id::ActiveNoAttempt, case.frames(Some(exchange)))
                .facts(facts)
                .confidence(confidence)
                .announcement(index),
        );
    }
}

/// How sure it is that a side did not try, where the capture has no SYN of it: only beside that side
/// does every SYN pass.
fn not_trying(case: &Case<'_>, announcement: &Announcement) -> (Circumstance, Confidence) {
    let beside = if announcement.by.client_listens() {
        Vantage::Server
    } else {
        Vantage::Client
    };
    match vantage(case.session).0 {
        place if place == beside => (Circumstance::ByHost, Confidence::Proved),
        Vantage::Unknown => (Circumstance::Plain, Confidence::Possible),
        _ => (Circumstance::Plain, Confidence::Likely),
    }
}

/// Whether a connection to the announced endpoint could be seen where the capture was taken: it is
/// one of the two hosts, or a private address that one of them may have.
fn is_in_sight(case: &Case<'_>, announcement: &Announcement) -> bool {
    let address = announcement.endpoint.address;
    let hosts = [case.session.client.address, case.session.server.address];
    hosts.contains(&address) || is_unroutable(address) || !announcement.by.client_listens()
}

/// A client that asked for a passive endpoint, never came to it, and asked for no transfer.
///
/// Clients do change their mind; but one that waits for seconds was trying, and so was one that
/// leaves without a single transfer.
pub(super) fn unused(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    let count = session.announcements.len() as u32;
    let Some((index, last)) = count.checked_sub(1).zip(session.announcements.last()) else {
        return;
    };
    if last.by.client_listens()
        || last.outcome != Outcome::NoAttempt
        || last.fxp
        || case.is_patchy()
        || case.lacks_data
        || case.user_of(index).is_some()
    {
        return;
    }
    let rest = &session.exchanges[(last.exchange as usize + 1).min(session.exchanges.len())..];
    let gave_up = rest
        .iter()
        .all(|exchange| matches!(exchange.verb, Some(Verb::Quit | Verb::Abor) | None));
    let closed = session.closed != Closed::Open;
    let until = rest.first().map_or(session.transport.end, |next| next.time);
    let waited = until - last.time;
    let never = session.transfers.is_empty()
        && session.login == Login::Accepted
        && !session.connections.iter().any(|one| one.established);
    let (circumstance, sure) = not_trying(case, last);
    let confidence = match () {
        () if gave_up && waited >= PATIENCE => sure,
        () if gave_up && closed && never => Confidence::Possible,
        () => return,
    };
    let facts = Facts {
        circumstance,
        span: Some(waited),
        ports: passive_ports(case, last),
        ..facts(last)
    };
    let frames = [last.frame]
        .into_iter()
        .chain(rest.first().map(|next| next.frame));
    findings.say(
        Verdict::new(Id::PassiveNoAttempt, frames)
            .facts(facts)
            .confidence(confidence)
            .announcement(index),
    );
}

/// Connections between the two hosts of an encrypted session that were tried and not made: their
/// announcements cannot be read.
pub(super) fn encrypted_attempts(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    if session.security == Security::Clear {
        return;
    }
    let mut named = vec![false; session.connections.len()];
    for &attempt in session.announcements.iter().flat_map(|one| &one.attempts) {
        if let Some(named) = named.get_mut(attempt as usize) {
            *named = true;
        }
    }
    let (client, server) = (session.client.address, session.server.address);
    for (attempt, named) in session.connections.iter().zip(named) {
        let within = attempt.first_frame > session.handshake.first_frame;
        let active = attempt.initiator.address == server && client != server;
        let from = if active { server } else { client };
        let ours = attempt.initiator.address == from
            && (attempt.listener.address == server || active)
            && attempt.listener.port >= 1024
            && (!active || matches!(attempt.initiator.port, 20 | 989));
        if attempt.established || !within || !ours || named {
            continue;
        }
        let [unanswered, refused, rejected] = ids(active);
        let id = match attempt.answer {
            Answer::None if attempt.syns >= SYNS => unanswered,
            Answer::Rst => refused,
            Answer::Icmp { .. } => rejected,
            Answer::None | Answer::SynAck => continue,
        };
        let frames = [attempt.first_frame]
            .into_iter()
            .chain(attempt.answer_frame.or(Some(attempt.last_frame)));
        let facts = tried_facts(attempt, Facts::default());
        findings.say(
            Verdict::new(id, frames)
                .facts(facts)
                .confidence(Confidence::Likely),
        );
    }
}

/// Data connections that come from a host that is not the control peer.
pub(super) fn stranger(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    for (index, announcement) in case.announcements() {
        if announcement.fxp {
            continue;
        }
        let expected = if announcement.by.client_listens() {
            session.server.address
        } else {
            session.client.address
        };
        let is_known = |one: &DataConnection| {
            let sides = session.other_sides.iter();
            let mut hosts = sides.flat_map(|side| [side.client.address, side.server.address]);
            one.initiator.address == expected || hosts.any(|host| host == one.initiator.address)
        };
        let attempts = announcement.attempts.iter();
        let came = attempts
            .filter_map(|&attempt| session.connections.get(attempt as usize))
            .find(|one| one.established && !is_known(one));
        let Some(came) = came else { continue };
        let user = case.user_of(index).map(|(transfer, _)| transfer);
        let facts = Facts {
            peer: Some(came.initiator.address),
            circumstance: if announcement.by.client_listens() {
                Circumstance::Plain
            } else {
                Circumstance::Closed
            },
            ..facts(announcement)
        };
        let verdict = Verdict::new(Id::Stranger, [announcement.frame, came.first_frame]);
        findings.say(verdict.facts(facts).announcement(index).transfer(user));
    }
}
