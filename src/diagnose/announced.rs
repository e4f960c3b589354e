//! What was announced: whether it can be read, whether it can be reached, whether it was taken.

use super::address::is_unroutable;
use super::case::Case;
use super::{Circumstance, Confidence, Facts, Findings, Id, Severity, Verdict};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::limits;
use crate::session::{
    Announcement, AnnouncementOutcome as Outcome, By, Exchange, Standing, TransferOutcome,
};

/// Ports below this one belong to services (RFC 2577 §3).
const SERVICES: u16 = 1024;

/// What is known of an announcement.
pub(super) fn facts(announcement: &Announcement) -> Facts {
    Facts {
        by: Some(announcement.by),
        endpoint: Some(announcement.endpoint),
        ..Facts::default()
    }
}

/// PORT, 227 and their kin that cannot be read.
pub(super) fn malformed(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    for (place, malformed) in session.malformed.iter().enumerate() {
        let exchange = session.exchanges.get(malformed.exchange as usize);
        // The others are only counted.
        let exchange = exchange.filter(|_| place < limits::VERDICTS_OF_AN_ID);
        let reply = exchange.and_then(|exchange| {
            let at = |reply: &&crate::session::Reply| reply.frame == malformed.frame;
            exchange.replies.iter().find(at)
        });
        let facts = Facts {
            by: Some(malformed.by),
            words: if malformed.by.client_listens() {
                exchange.and_then(|exchange| exchange.argument)
            } else {
                reply.map(|reply| reply.text)
            },
            ..Facts::default()
        };
        findings.say(Verdict::new(Id::AnnouncementMalformed, [malformed.frame]).facts(facts));
    }
}

/// Two servers exchange a file: the same endpoint was announced in two sessions.
pub(super) fn fxp(case: &Case<'_>, findings: &mut Findings) {
    let shared = case
        .announcements()
        .find(|(_, one)| one.fxp && one.standing != Standing::Declined);
    if let Some((index, announcement)) = shared {
        let user = case.user_of(index).map(|(transfer, _)| transfer);
        let verdict = Verdict::new(Id::Fxp, [announcement.frame]).facts(facts(announcement));
        findings.say(verdict.announcement(index).transfer(user));
    }
}

/// The two sides of a NAT announce other endpoints: an FTP helper is at work.
pub(super) fn rewritten(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    for side in &session.other_sides {
        let pairs = case.announcements().zip(&side.announced);
        let differs = pairs.filter_map(|((index, here), &(frame, there))| {
            Some((index, here, frame, there?)).filter(|_| there != Some(here.endpoint))
        });
        for (index, here, frame, there) in differs {
            let facts = Facts {
                peer: Some(there.address),
                ..facts(here)
            };
            let verdict = Verdict::new(Id::AnnouncementRewritten, [here.frame, frame]);
            findings.say(verdict.facts(facts).announcement(index));
        }
    }
}

/// PORT and EPRT with an address that is not the client's, or that has no way from the server.
pub(super) fn port_address(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    for (index, announcement) in case.announcements() {
        if !announcement.by.client_listens()
            || (announcement.fxp && announcement.standing != Standing::Declined)
        {
            continue;
        }
        let announced = announcement.endpoint.address;
        if announced.is_v4() != session.client.address.is_v4() {
            wrong_family(case, findings, announcement, index);
            continue;
        }
        let own = announced == session.client.address;
        let user = case.user_of(index);
        let facts = Facts {
            peer: Some(if own {
                session.server.address
            } else {
                session.client.address
            }),
            ..facts(announcement)
        };
        let frames = [announcement.frame].into_iter();
        let exchange = session.exchanges.get(announcement.exchange as usize);
        let frames = frames.chain(case.frames(exchange));
        if announcement.endpoint.port < SERVICES || (!own && !is_unroutable(announced)) {
            if works_elsewhere(case, announcement) || is_other_side(case, announcement) {
                continue;
            }
            let severity = match announcement.standing {
                Standing::Declined => Severity::Warning,
                Standing::Accepted | Standing::Unanswered => Severity::Error,
            };
            let is_service = announcement.endpoint.port < SERVICES;
            let facts = Facts {
                circumstance: match announcement.standing {
                    Standing::Declined => Circumstance::Closed,
                    _ if is_service => Circumstance::ServicePort,
                    _ => Circumstance::Plain,
                },
                ..facts
            };
            findings.say(
                Verdict::new(Id::Bounce, frames)
                    .facts(facts)
                    .severity(severity)
                    .announcement(index)
                    .transfer(user.map(|(transfer, _)| transfer)),
            );
            continue;
        }
        let unreachable = if own {
            is_unroutable(announced) && !is_unroutable(session.server.address)
        } else {
            true
        };
        let failed = announcement.standing == Standing::Declined
            || user.is_some_and(|(_, transfer)| {
                transfer.opened == Some(false) && transfer.outcome != TransferOutcome::Complete
            });
        if unreachable
            && failed
            && announcement.outcome != Outcome::Connected
            && !is_other_side(case, announcement)
        {
            let facts = Facts {
                circumstance: if own {
                    Circumstance::Unroutable
                } else {
                    Circumstance::Plain
                },
                ..facts
            };
            let verdict = Verdict::new(Id::PortPrivateAddress, frames).facts(facts);
            let confidence = if own && announcement.standing != Standing::Declined {
                Confidence::Likely
            } else {
                Confidence::Proved
            };
            findings.say(
                verdict
                    .confidence(confidence)
                    .announcement(index)
                    .transfer(user.map(|(transfer, _)| transfer)),
            );
        }
    }
}

/// An address of the other family than the control connection's says where nobody can connect from
/// there, unless something on the way translates it.
fn wrong_family(case: &Case<'_>, findings: &mut Findings, announcement: &Announcement, index: u32) {
    if announcement.outcome == Outcome::Connected {
        return;
    }
    let exchange = case.session.exchanges.get(announcement.exchange as usize);
    let facts = Facts {
        words: exchange.and_then(|exchange| exchange.argument),
        ..facts(announcement)
    };
    let verdict = Verdict::new(Id::AnnouncementMalformed, [announcement.frame]).facts(facts);
    findings.say(verdict.announcement(index));
}

/// Whether the connection came to the host itself and not to the announced address: something on
/// the way put the right address in.
fn works_elsewhere(case: &Case<'_>, announcement: &Announcement) -> bool {
    let attempts = announcement.attempts.iter();
    let mut attempts = attempts.filter_map(|&index| case.session.connections.get(index as usize));
    attempts.any(|attempt| attempt.established && attempt.listener != announcement.endpoint)
}

/// Whether the announced address is that of the same party on another side of a NAT.
fn is_other_side(case: &Case<'_>, announcement: &Announcement) -> bool {
    case.session.other_sides.iter().any(|side| {
        let host = if announcement.by.client_listens() {
            side.client
        } else {
            side.server
        };
        host.address == announcement.endpoint.address
    })
}

/// 227 with an address that is not the server's. What a session repeats is said once.
pub(super) fn passive_address(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    let others = case.announcements().filter(|(_, announcement)| {
        !announcement.by.client_listens()
            && announcement.endpoint.address != session.server.address
            && !announcement.fxp
            && !is_other_side(case, announcement)
            // Behind a NAT the public address is the right one to announce.
            && (is_unroutable(announcement.endpoint.address)
                || !is_unroutable(session.server.address))
    });
    let mut worst: Option<Verdict> = None;
    let mut frames = Vec::new();
    let mut times = 0;
    for (index, announcement) in others {
        let attempts = announcement.attempts.iter();
        let reached = attempts
            .filter_map(|&attempt| session.connections.get(attempt as usize))
            .any(|one| one.established && one.listener == announcement.endpoint);
        if reached {
            continue;
        }
        let user = case.user_of(index);
        let works = announcement.outcome == Outcome::Connected
            || user.is_some_and(|(_, transfer)| transfer.outcome == TransferOutcome::Complete);
        let id = if is_unroutable(announcement.endpoint.address) {
            Id::PasvPrivateAddress
        } else {
            Id::PasvWrongAddress
        };
        let severity = if works {
            Severity::Warning
        } else {
            Severity::Error
        };
        times += 1;
        frames.push(announcement.frame);
        if worst.as_ref().is_none_or(|worst| worst.severity < severity) {
            let facts = Facts {
                circumstance: if works {
                    Circumstance::Works
                } else {
                    Circumstance::Plain
                },
                peer: Some(session.server.address),
                ..facts(announcement)
            };
            let verdict = Verdict::new(id, []).facts(facts).severity(severity);
            let transfer = user.map(|(transfer, _)| transfer);
            worst = Some(verdict.announcement(index).transfer(transfer));
        }
    }
    if let Some(mut verdict) = worst {
        verdict.evidence = Verdict::new(verdict.id, frames).evidence;
        verdict.facts.times = times;
        findings.say(verdict);
    }
}

/// PORT and EPRT that were answered with 4yz or 5yz. What a session repeats is said once.
pub(super) fn refused(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    let declined: Vec<(u32, &Announcement)> = case
        .announcements()
        .filter(|(_, one)| one.by.client_listens() && one.standing == Standing::Declined)
        .filter(|(_, one)| !has_tried(case, one))
        .collect();
    let Some(&(index, last)) = declined.last() else {
        return;
    };
    let reply = session
        .exchanges
        .get(last.exchange as usize)
        .and_then(Exchange::final_reply);
    let went_on = case.went_on_after(last.exchange);
    let facts = Facts {
        circumstance: if went_on {
            Circumstance::Works
        } else {
            Circumstance::Plain
        },
        times: declined.len() as u64,
        code: reply.and_then(|reply| reply.code),
        words: reply.map(|reply| reply.text),
        ..facts(last)
    };
    let severity = if went_on {
        Severity::Warning
    } else {
        Severity::Error
    };
    let frames = declined.iter().flat_map(|&(_, one)| {
        let exchange = session.exchanges.get(one.exchange as usize);
        std::iter::once(one.frame).chain(case.frames(exchange))
    });
    findings.say(
        Verdict::new(Id::PortRefused, frames)
            .facts(facts)
            .severity(severity)
            .announcement(index),
    );
}

/// Whether the server answered PORT with 425: it took the endpoint and could not connect to it, as
/// servers say that connect before a transfer is asked for.
pub(super) fn has_tried(case: &Case<'_>, announcement: &Announcement) -> bool {
    let exchange = case.session.exchanges.get(announcement.exchange as usize);
    announcement.by.client_listens() && exchange.and_then(Exchange::final_code) == Some(Code(425))
}

/// 425 to a transfer before which no endpoint was announced.
pub(super) fn missing(case: &Case<'_>, findings: &mut Findings) {
    if case.is_patchy() {
        return;
    }
    let session = case.session;
    let first = session.announcements.first().map(|one| one.exchange);
    let bare = case.transfers().filter(|(_, transfer)| {
        let before = |exchange: u32| first.is_none_or(|first| exchange < first);
        transfer.final_code == Some(Code(425))
            && transfer.connection.is_none()
            && transfer.announcement.is_none()
            && transfer.exchange.is_some_and(before)
            && session.malformed.is_empty()
    });
    for (index, transfer) in bare {
        let reply = case.final_reply(transfer);
        let facts = Facts {
            verb: case.verb(case.exchange(transfer)),
            code: transfer.final_code,
            words: reply.map(|reply| reply.text),
            ..Facts::default()
        };
        let verdict = Verdict::new(
            Id::AnnouncementMissing,
            case.frames(case.exchange(transfer)),
        );
        findings.say(verdict.facts(facts).transfer(index));
    }
}

/// EPSV that was refused, or whose connection failed, and PASV after it.
pub(super) fn epsv_fallback(case: &Case<'_>, findings: &mut Findings) {
    if !case.has_epsv {
        return;
    }
    let session = case.session;
    let failed = (0u32..).zip(&session.exchanges).find(|(index, exchange)| {
        exchange.verb == Some(Verb::Epsv) && epsv_failed(case, *index, exchange)
    });
    let Some((index, epsv)) = failed else {
        return;
    };
    let pasv = session.exchanges[index as usize + 1..]
        .iter()
        .find(|later| later.verb == Some(Verb::Pasv) && later.final_code() == Some(Code(227)));
    let Some(pasv) = pasv else {
        return;
    };
    let refusal = epsv
        .final_reply()
        .filter(|reply| reply.code.is_some_and(Code::is_failure));
    let facts = Facts {
        circumstance: if refusal.is_some() {
            Circumstance::Closed
        } else {
            Circumstance::Plain
        },
        span: Some(pasv.time - epsv.time),
        code: refusal.and_then(|reply| reply.code),
        words: refusal.map(|reply| reply.text),
        ..Facts::default()
    };
    let announced = case
        .announcements()
        .find(|(_, one)| one.exchange == index)
        .map(|(announced, _)| announced);
    let frames = case.frames(Some(epsv)).chain([pasv.frame]);
    findings.say(
        Verdict::new(Id::EpsvFallback, frames)
            .facts(facts)
            .announcement(announced),
    );
}

fn epsv_failed(case: &Case<'_>, index: u32, exchange: &Exchange) -> bool {
    match exchange.final_code() {
        Some(Code(530)) => false,
        Some(code) if code.is_failure() => true,
        Some(Code(229)) => {
            let announcements = &case.session.announcements;
            let from = announcements.partition_point(|one| one.exchange < index);
            let own = announcements[from..]
                .iter()
                .take_while(|one| one.exchange == index);
            own.filter(|one| one.by == By::Reply229).any(|one| {
                matches!(
                    one.outcome,
                    Outcome::Refused | Outcome::Rejected | Outcome::Unanswered
                )
            })
        }
        _ => false,
    }
}
