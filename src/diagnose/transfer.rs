//! The transfer: how it ended, and whether it stood still on the way.

use super::case::Case;
use super::{Circumstance, Confidence, Facts, Findings, Id, Severity, Verdict, tls, words};
use crate::ftp::command::Verb;
use crate::net::Span;
use crate::session::transfer::is_transfer;
use crate::session::{
    Closed, DataConnection, Exchange, Party, Reply, Transfer, TransferOutcome as Outcome,
};
use crate::tcp::Direction;

/// Without progress for so long, with a closed window or with segments sent again, it stands still.
const STALL: Span = Span::seconds(3);
/// The same where nothing was sent at all.
const IDLE: Span = Span::seconds(5);
/// Retransmissions of one segment that nothing acknowledged.
const RESENT: u32 = 3;
/// The payload of a segment that is worth being called a large one.
const LARGE: u32 = 512;

/// What became of each transfer.
pub(super) fn outcomes(case: &Case<'_>, findings: &mut Findings) {
    for (index, transfer) in case.transfers() {
        if let Some(verdict) = ending(case, transfer, findings) {
            findings.say(verdict.transfer(index).announcement(transfer.announcement));
        }
        if let Some(verdict) = progress(case, transfer) {
            findings.say(verdict.transfer(index).announcement(transfer.announcement));
        }
        if let Some(verdict) = ascii_damage(case, transfer) {
            findings.say(verdict.transfer(index).announcement(transfer.announcement));
        }
    }
}

fn ending(case: &Case<'_>, transfer: &Transfer, findings: &Findings) -> Option<Verdict> {
    let exchange = case.exchange(transfer)?;
    let Some(reply) = exchange.final_reply().filter(|reply| !reply.doubtful) else {
        return unended(case, transfer, exchange, findings);
    };
    let code = reply.code?;
    let text = case.words(reply);
    let facts = facts(case, transfer, exchange, Some(reply));
    let frames = [exchange.frame, reply.frame]
        .into_iter()
        .chain(closing_frame(case, transfer));
    let about = |id: Id| Verdict::new(id, frames.clone());
    let about_tls = |id: Id| Verdict::new(id, frames.clone().chain(tls_frame(case, transfer)));
    let is_made = transfer.opened == Some(true);
    let place = transfer.exchange? as usize;
    let verdict = match code.0 {
        421 | 425 | 426 | 521 | 522 | 550 if words::of_resumption(text) => {
            about_tls(Id::TlsResumptionRequired)
        }
        400.. if tls::is_broken_off(case, transfer) => return None,
        421 | 425 | 426 | 450 | 522 if tls::resumed_nothing(case, transfer) => {
            about_tls(Id::TlsResumptionRequired).confidence(Confidence::Likely)
        }
        521 | 522 | 534 | 536 if !case.is_private_at(place) => about(Id::DataProtectionRequired),
        425 if words::of_protection(text) && !case.is_private_at(place) => {
            about(Id::DataProtectionRequired)
        }
        452 | 552 => about(Id::DiskFull),
        425 | 426 | 450 | 451 | 550 | 553 if words::of_space(text) => about(Id::DiskFull),
        450 | 532 | 550 | 553 => about(Id::TransferRefused),
        400.. if transfer.outcome == Outcome::Aborted || was_aborted(case, place, reply) => {
            about(Id::TransferAborted)
        }
        425 | 426 | 451 | 522 if is_made => about(Id::TransferFailed),
        ..400 if transfer.outcome == Outcome::Aborted => about(Id::TransferAborted),
        // An ABOR that came too late finds the connection closed as it should be.
        ..400
            if was_aborted(case, place, reply)
                && ended_by(case, transfer).is_some_and(|(_, by_reset, _)| by_reset) =>
        {
            about(Id::TransferAborted)
        }
        ..400 if transfer.outcome == Outcome::Truncated && has_arrived(case, transfer) => {
            about(Id::TransferTruncated)
        }
        _ => return None,
    };
    Some(verdict.facts(facts))
}

fn facts(
    case: &Case<'_>,
    transfer: &Transfer,
    exchange: &Exchange,
    reply: Option<&Reply>,
) -> Facts {
    Facts {
        bytes: transfer.bytes,
        expected: transfer.promised.unwrap_or(0),
        code: reply.and_then(|reply| reply.code),
        words: reply.map(|reply| reply.text),
        verb: case.verb(Some(exchange)),
        party: ended_by(case, transfer).map(|(party, _, _)| party),
        circumstance: match ended_by(case, transfer) {
            Some((_, true, _)) => Circumstance::Closed,
            _ if tls::lacks_close_notify(case, transfer) => Circumstance::NoCloseNotify,
            _ => Circumstance::Plain,
        },
        ..Facts::default()
    }
}

/// The frame in which TLS begins on the data connection.
fn tls_frame(case: &Case<'_>, transfer: &Transfer) -> Option<u64> {
    let tls = case.connection(transfer)?.tls.as_deref();
    tls.map(|tls| tls.first_frame)
}

/// Who ended the data connection first, whether by RST, and in which frame.
fn ended_by(case: &Case<'_>, transfer: &Transfer) -> Option<(Party, bool, u64)> {
    let connection = case.connection(transfer)?;
    let sender = transfer.sender?;
    let server = match transfer.way? {
        crate::session::transfer::Way::Download => sender,
        crate::session::transfer::Way::Upload => sender.opposite(),
    };
    let fins = Direction::BOTH
        .into_iter()
        .filter_map(|direction| Some((connection.sent(direction).fin_frame?, false, direction)));
    let reset = connection.reset.map(|(by, frame)| (frame, true, by));
    let (frame, by_reset, direction) = fins.chain(reset).min_by_key(|&(frame, ..)| frame)?;
    let party = if direction == server {
        Party::Server
    } else {
        Party::Client
    };
    Some((party, by_reset, frame))
}

fn closing_frame(case: &Case<'_>, transfer: &Transfer) -> Option<u64> {
    ended_by(case, transfer).map(|(_, _, frame)| frame)
}

/// Whether the other side received the stream up to its end, so that there was no more.
fn has_arrived(case: &Case<'_>, transfer: &Transfer) -> bool {
    let sent = case
        .connection(transfer)
        .zip(transfer.sender)
        .map(|(connection, sender)| connection.sent(sender));
    transfer.missing == 0
        && sent.is_some_and(|sent| sent.fin_frame.is_some() && sent.acknowledged >= sent.bytes)
}

/// The ABOR that was sent after the transfer of exchange `place` and before the next one.
fn abort_after<'s>(case: &Case<'s>, place: usize) -> Option<&'s Exchange> {
    let later = case.session.exchanges.get(place + 1..).unwrap_or_default();
    let mut until_next = later.iter().take_while(|later| !is_transfer(later));
    until_next.find(|later| later.verb == Some(Verb::Abor))
}

/// Whether ABOR was sent before the reply that ended the transfer of exchange `place`.
fn was_aborted(case: &Case<'_>, place: usize, reply: &Reply) -> bool {
    abort_after(case, place).is_some_and(|abort| abort.frame < reply.frame)
}

/// A transfer without a final reply, with both connections closed.
fn unended(
    case: &Case<'_>,
    transfer: &Transfer,
    exchange: &Exchange,
    findings: &Findings,
) -> Option<Verdict> {
    let session = case.session;
    let connection = case.connection(transfer).filter(|one| one.established)?;
    let closed = matches!(session.closed, Closed::Fin | Closed::Rst);
    let abort = abort_after(case, transfer.exchange? as usize);
    if let Some(abort) = abort.filter(|_| connection.close_frame().is_some()) {
        let verdict = Verdict::new(Id::TransferAborted, [exchange.frame, abort.frame]);
        return Some(verdict.facts(facts(case, transfer, exchange, None)));
    }
    if !closed
        || case.is_patchy()
        || findings.has(Id::ControlLost)
        || tls::is_broken_off(case, transfer)
    {
        return None;
    }
    let by_server = session.transport.finished_by == Some(Party::Server)
        || matches!(session.transport.reset, Some((Party::Server, _)));
    let is_whole = transfer
        .promised
        .is_none_or(|promised| transfer.bytes >= promised);
    let (_, by_reset, frame) = ended_by(case, transfer)?;
    // A client that leaves with the file in hand missed nothing but the 226.
    if is_whole && !by_server && !by_reset && has_arrived(case, transfer) {
        return None;
    }
    let frames = [exchange.frame, frame, connection.last_frame]
        .into_iter()
        .chain(session.close_frame);
    let verdict = Verdict::new(Id::TransferFailed, frames);
    Some(
        verdict
            .facts(facts(case, transfer, exchange, None))
            .confidence(Confidence::Likely),
    )
}

/// Whether the transfer stood still: full-size segments that never arrive, or no progress for
/// seconds.
fn progress(case: &Case<'_>, transfer: &Transfer) -> Option<Verdict> {
    let connection = case.connection(transfer).filter(|one| one.established)?;
    let asked = case.exchange(transfer).map(|exchange| exchange.frame);
    if let Some((stuck, sent)) = black_hole(connection) {
        let facts = Facts {
            times: stuck.times.into(),
            bytes: sent,
            expected: stuck.length.into(),
            endpoint: Some(connection.listener),
            ..Facts::default()
        };
        let frames = asked
            .into_iter()
            .chain([connection.first_frame, stuck.frame]);
        return Some(Verdict::new(Id::PmtuBlackHole, frames).facts(facts));
    }
    let sender = transfer.sender?;
    let (sent, heard) = (connection.sent(sender), connection.sent(sender.opposite()));
    // What the capture lacks may have been sent meanwhile.
    if sent.missing > sent.cut {
        return None;
    }
    let circumstance = match () {
        () if heard.zero_windows > 0 => Circumstance::ZeroWindow,
        () if sent.stuck.times >= RESENT => Circumstance::Resent,
        () => Circumstance::Plain,
    };
    let patience = if circumstance == Circumstance::Plain {
        IDLE
    } else {
        STALL
    };
    let (span, frame) = if sent.bytes == 0 {
        nothing_came(case, transfer, connection)?
    } else {
        connection.pause
    };
    if span < patience || case.has_bad_clock {
        return None;
    }
    let facts = Facts {
        circumstance,
        span: Some(span),
        bytes: transfer.bytes,
        party: transfer.way.map(|way| match way {
            crate::session::transfer::Way::Download => Party::Server,
            crate::session::transfer::Way::Upload => Party::Client,
        }),
        ..Facts::default()
    };
    let frames = asked.into_iter().chain([frame]);
    Some(
        Verdict::new(Id::TransferStalled, frames)
            .facts(facts)
            .severity(Severity::Warning),
    )
}

/// The retransmissions of a full-size segment that nothing acknowledged, nor any of its size before
/// it; and the bytes that the side sent.
fn black_hole(connection: &DataConnection) -> Option<(crate::tcp::side::Stuck, u64)> {
    connection.sent.iter().find_map(|sent| {
        let stuck = sent.stuck;
        let is_hole = stuck.times >= RESENT
            && stuck.length >= LARGE
            && sent.acknowledged < u64::from(stuck.length)
            && sent
                .fin_frame
                .is_none_or(|fin| fin <= connection.last_frame);
        is_hole.then_some((stuck, sent.bytes))
    })
}

/// How long an open connection was there on which nothing came, although the transfer had begun.
fn nothing_came(
    case: &Case<'_>,
    transfer: &Transfer,
    connection: &DataConnection,
) -> Option<(Span, u64)> {
    let exchange = case.exchange(transfer)?;
    let sender = connection.sent(transfer.sender?);
    if sender.fin_frame.is_some() || connection.reset.is_some() || !exchange.has_preliminary() {
        return None;
    }
    let from = connection.start.max(exchange.time);
    let until = connection.end.max(case.session.transport.end);
    Some((until - from, connection.last_frame))
}

/// TYPE A over content that is binary. It must have been asked for: servers differ in what they do
/// without any TYPE.
fn ascii_damage(case: &Case<'_>, transfer: &Transfer) -> Option<Verdict> {
    let connection = case.connection(transfer)?;
    let exchange = case.exchange(transfer)?;
    let is_file = transfer.verb.is_some_and(|verb| !verb.is_listing());
    let asked = case.ascii.zip(transfer.exchange);
    let asked = asked.is_some_and(|(ascii, place)| ascii < place as usize);
    if !is_file
        || !asked
        || case.has_modes
        || transfer.representation != b'A'
        || !connection.is_binary
    {
        return None;
    }
    let facts = Facts {
        words: exchange.argument,
        verb: case.verb(Some(exchange)),
        bytes: transfer.bytes,
        ..Facts::default()
    };
    let frames = [exchange.frame, connection.first_frame];
    Some(Verdict::new(Id::AsciiDamage, frames).facts(facts))
}
