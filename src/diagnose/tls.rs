//! FTPS: what was asked for, what was agreed, and what the handshake came to.

use super::case::Case;
use super::{Circumstance, Confidence, Facts, Findings, Id, Severity, Verdict};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::session::{Closed, Login, Security};
use crate::tls::alert_name;

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
    if let Some((party, description, frame)) = handshake.alert {
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

/// Records of application data in which a server of TLS 1.3 sends its part of the handshake, at
/// most: EncryptedExtensions, CertificateRequest, Certificate, CertificateVerify, Finished.
const SERVER_FLIGHT: u32 = 5;
