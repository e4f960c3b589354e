//! FTPS: what was asked for, what was agreed, and what the handshake came to.

use super::case::Case;
use super::{Circumstance, Confidence, Facts, Findings, Id, Severity, Verdict};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::session::transfer::Way;
use crate::session::{Closed, Login, Party, Secured, Security, Transfer};
use crate::tls::{Ending, Peer, alert_name};

/// The commands are TLS and nobody has the keys.
pub(super) fn encrypted_control(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    if session.security != Security::Tls {
        return;
    }
    let auth = case.auth.map(|place| session.exchanges[place].frame);
    let frames = auth.into_iter().chain([session.handshake.first_frame]);
    findings.say(Verdict::new(Id::EncryptedControl, frames));
}

/// AUTH answered with 4yz or 5yz.
pub(super) fn refused(case: &Case<'_>, findings: &mut Findings) {
    let Some(first) = case.auth else { return };
    let session = case.session;
    let asked = session.exchanges[first..]
        .iter()
        .filter(|exchange| exchange.verb == Some(Verb::Auth));
    let mut tries = 0;
    let mut refusal = None;
    for exchange in asked {
        tries += 1;
        match exchange.final_reply() {
            Some(reply) if reply.code.is_some_and(Code::is_failure) => {
                refusal.get_or_insert((exchange, reply));
            }
            Some(_) => return,
            None => {}
        }
    }
    let Some((exchange, reply)) = refusal else {
        return;
    };
    let went_on = session.login == Login::Accepted;
    // Who looks first at what the server can do, or tries one mechanism after the other, takes TLS
    // where it is to be had and does without elsewhere.
    let looked = session.exchanges[..first]
        .iter()
        .any(|exchange| exchange.verb == Some(Verb::Feat));
    let only_asked = went_on && (looked || tries > 1);
    let facts = Facts {
        circumstance: if went_on {
            Circumstance::WentOn
        } else {
            Circumstance::Plain
        },
        code: reply.code,
        words: Some(reply.text),
        ..Facts::default()
    };
    let severity = if only_asked {
        Severity::Note
    } else {
        Severity::Warning
    };
    findings.say(
        Verdict::new(Id::TlsRefused, [exchange.frame, reply.frame])
            .facts(facts)
            .severity(severity),
    );
}

/// An alert, a RST or a FIN before the handshake on the control connection was over.
pub(super) fn handshake_failed(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    let handshake = &session.handshake;
    let auth = case.auth.map(|place| &session.exchanges[place]);
    let agreed = auth.filter(|auth| auth.final_code() == Some(Code(234)));
    let frames = agreed.map(|auth| auth.frame).into_iter();
    let encrypted = session.tls.as_deref().and_then(fatal_alert);
    let alert = handshake.alert.or(encrypted);
    if let Some((party, description, frame)) = alert {
        let facts = Facts {
            name: alert_name(description),
            party: Some(party),
            times: description.into(),
            ..Facts::default()
        };
        findings.say(Verdict::new(Id::TlsHandshakeFailed, frames.chain([frame])).facts(facts));
        return;
    }
    let ended = matches!(session.closed, Closed::Fin | Closed::Rst);
    if agreed.is_none() || !ended || case.is_patchy() || handshake.first_frame == 0 {
        return;
    }
    // The client's Finished of TLS 1.3 is its first record of application data, and its first
    // command the second; in TLS 1.2 the first is a command.
    let [client, server] = handshake.application;
    if client == 0 || (client == 1 && server <= SERVER_FLIGHT) {
        let party = session.transport.reset.map(|(party, _)| party);
        let facts = Facts {
            party: party.or(session.transport.finished_by),
            ..Facts::default()
        };
        let confidence = if client == 0 {
            Confidence::Proved
        } else {
            Confidence::Likely
        };
        findings.say(
            Verdict::new(
                Id::TlsHandshakeFailed,
                frames.chain([handshake.first_frame, session.transport.last_frame]),
            )
            .facts(facts)
            .confidence(confidence),
        );
    }
}

/// An alert that ended a connection on which nothing was said, where it could be read.
fn fatal_alert(tls: &Secured) -> Option<(Party, u8, u64)> {
    if tls.told.iter().any(|told| told.records > 0) {
        return None;
    }
    let alert = tls.alerts.iter().find(|alert| alert.fatal)?;
    Some((party(alert.from), alert.description, alert.frame))
}

/// The client of FTP is the client of TLS on every connection (RFC 4217 §7), save where two servers
/// talk to one another.
fn party(peer: Peer) -> Party {
    match peer {
        Peer::Client => Party::Client,
        Peer::Server => Party::Server,
    }
}

/// How the handshake on a data connection was broken off.
struct BrokenOff {
    party: Option<Party>,
    alert: u8,
    frame: u64,
}

/// Whether and how the handshake on the data connection of a transfer that failed was broken off.
fn broken_off(case: &Case<'_>, transfer: &Transfer) -> Option<BrokenOff> {
    let connection = case.connection(transfer)?;
    let tls = connection.tls.as_deref()?;
    let success = transfer.final_code.is_some_and(Code::is_success);
    if success || transfer.missing > 0 {
        return None;
    }
    if let Some((party, alert, frame)) = fatal_alert(tls) {
        return Some(BrokenOff {
            party: Some(party),
            alert,
            frame,
        });
    }
    let reset = connection.reset.map(|(_, frame)| frame);
    let is_whole = connection.sent.iter().all(|sent| sent.missing == 0);
    (!tls.is_complete && is_whole && connection.is_over()).then(|| BrokenOff {
        party: None,
        alert: 0,
        frame: connection.close_frame().or(reset).unwrap_or_default(),
    })
}

/// Whether a handshake on the data connection of this transfer was broken off, which says more than
/// that the transfer failed.
pub(super) fn is_broken_off(case: &Case<'_>, transfer: &Transfer) -> bool {
    broken_off(case, transfer).is_some()
}

/// An alert, a RST or a FIN before the handshake on a data connection was over.
pub(super) fn data_handshake_failed(case: &Case<'_>, findings: &mut Findings) {
    for (index, transfer) in case.transfers() {
        let Some(broken) = broken_off(case, transfer) else {
            continue;
        };
        let tls = case
            .connection(transfer)
            .and_then(|connection| connection.tls.as_deref());
        let begin = tls.map(|tls| tls.first_frame);
        let command = case.exchange(transfer).map(|exchange| exchange.frame);
        let reply = case.final_reply(transfer).map(|reply| reply.frame);
        let frames = command
            .into_iter()
            .chain(begin)
            .chain([broken.frame])
            .chain(reply);
        let facts = Facts {
            circumstance: Circumstance::OnData,
            name: match broken.alert {
                0 => "",
                alert => alert_name(alert),
            },
            party: broken.party,
            times: broken.alert.into(),
            ..Facts::default()
        };
        let confidence = match broken.alert {
            0 => Confidence::Likely,
            _ => Confidence::Proved,
        };
        findings.say(
            Verdict::new(Id::TlsHandshakeFailed, frames)
                .facts(facts)
                .confidence(confidence)
                .transfer(index)
                .announcement(transfer.announcement),
        );
    }
}

/// Whether the client did not offer to resume the session of the control connection on a data
/// connection whose handshake was completed, on which nothing was said, and which the server closed.
pub(super) fn resumed_nothing(case: &Case<'_>, transfer: &Transfer) -> bool {
    let tls = |transfer: &Transfer| case.connection(transfer)?.tls.as_deref();
    let (Some(control), Some(data)) = (case.session.tls.as_deref(), tls(transfer)) else {
        return false;
    };
    let is_silent = data.is_complete && data.told.iter().all(|told| told.records == 0);
    // Where another one was good without, the server does not ask for it.
    let others = case.session.transfers.iter();
    let demanded = others
        .filter(|other| other.final_code.is_some_and(Code::is_success))
        .filter_map(tls)
        .all(|data| data.offers_session_of(control));
    control.has_keys && is_silent && demanded && !data.offers_session_of(control)
}

/// Whether the side that sent the file closed TLS without `close_notify`, so that the other one
/// cannot know whether that was all (RFC 8446 §6.1).
pub(super) fn lacks_close_notify(case: &Case<'_>, transfer: &Transfer) -> bool {
    let (Some(connection), Some(way)) = (case.connection(transfer), transfer.way) else {
        return false;
    };
    let sender = match way {
        Way::Upload => Peer::Client,
        Way::Download => Peer::Server,
    };
    let endings = connection.tls.as_deref().and_then(|tls| tls.endings);
    let is_closed = connection.reset.is_none() && connection.is_over();
    is_closed
        && transfer.missing == 0
        && endings.is_some_and(|ends| ends[sender as usize] == Ending::Open)
}

/// Records of application data in which a server of TLS 1.3 sends its part of the handshake, at
/// most: EncryptedExtensions, CertificateRequest, Certificate, CertificateVerify, Finished.
const SERVER_FLIGHT: u32 = 5;
