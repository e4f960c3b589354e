//! The login: how long it took, and whether it was refused.

use super::case::Case;
use super::{Facts, Findings, Id, Verdict, words};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::net::Span;
use crate::session::Exchange;

/// How long a step of a login may take.
const PROMPT: Span = Span::seconds(1);

/// A password that could be read, of a user who has one to lose.
pub(super) fn cleartext_password(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    if !case.has_password {
        return;
    }
    let mut named = false;
    for exchange in &session.exchanges {
        match exchange.verb {
            Some(Verb::User) => {
                named = session
                    .argument(exchange)
                    .is_some_and(|name| !is_anonymous(name));
            }
            Some(Verb::Pass)
                if named
                    && exchange.argument.is_some()
                    && !session.is_encrypted_at(exchange.frame) =>
            {
                let facts = Facts {
                    words: session.user,
                    ..Facts::default()
                };
                let verdict = Verdict::new(Id::CleartextPassword, [exchange.frame]);
                findings.say(verdict.facts(facts));
                return;
            }
            _ => {}
        }
    }
}

/// Names that anybody may use (RFC 1635).
fn is_anonymous(name: &[u8]) -> bool {
    let names: [&[u8]; 3] = [b"anonymous", b"ftp", b"guest"];
    name.is_empty() || names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Over a second before the greeting, or after USER or PASS.
pub(super) fn slow(case: &Case<'_>, findings: &mut Findings) {
    if case.has_bad_clock {
        return;
    }
    let session = case.session;
    let greeting = session.exchanges.first().filter(|first| {
        first.verb.is_none() && session.opened == crate::session::Opened::Handshake
    });
    let greeted = greeting.and_then(|greeting| {
        let reply = greeting
            .replies
            .iter()
            .find(|reply| reply.code == Some(Code(220)))?;
        let waited = reply.time - session.answer_time?;
        (waited > PROMPT).then_some((waited, session.answer_frame?, reply.frame, None))
    });
    let steps = session.exchanges.iter().take(8).filter_map(|exchange| {
        if !matches!(exchange.verb, Some(Verb::User | Verb::Pass)) {
            return None;
        }
        let reply = exchange.final_reply()?;
        // A server that makes a guesser of passwords wait does what it should.
        if !matches!(reply.code, Some(Code(200..=399))) {
            return None;
        }
        let waited = reply.time - exchange.time;
        (waited > PROMPT).then_some((waited, exchange.frame, reply.frame, Some(exchange.word)))
    });
    let slowest = greeted
        .into_iter()
        .chain(steps)
        .max_by_key(|&(waited, ..)| waited);
    if let Some((waited, from, to, verb)) = slowest {
        let facts = Facts {
            span: Some(waited),
            verb,
            ..Facts::default()
        };
        findings.say(Verdict::new(Id::SlowLogin, [from, to]).facts(facts));
    }
}

/// Logins that were refused, and why where the server wants TLS.
pub(super) fn refused(case: &Case<'_>, findings: &mut Findings) {
    if !case.has_refusals {
        return;
    }
    let session = case.session;
    if let Some(verdict) = tls_required(case) {
        findings.say(verdict);
        return;
    }
    let refused: Vec<&Exchange> = session.exchanges.iter().filter(is_refused).collect();
    let Some(last) = refused.last().and_then(|exchange| exchange.final_reply()) else {
        return;
    };
    let facts = Facts {
        times: refused.len() as u64,
        code: last.code,
        words: Some(last.text),
        ..Facts::default()
    };
    let frames = refused.iter().flat_map(|exchange| {
        std::iter::once(exchange.frame).chain(exchange.final_reply().map(|reply| reply.frame))
    });
    findings.say(Verdict::new(Id::LoginRefused, frames).facts(facts));
}

fn is_refused(exchange: &&Exchange) -> bool {
    matches!(exchange.verb, Some(Verb::User | Verb::Pass | Verb::Acct))
        && matches!(exchange.final_code(), Some(Code(530 | 430)))
}

/// 530, 521, 534 or 421 with words of TLS, and no AUTH before it.
fn tls_required(case: &Case<'_>) -> Option<Verdict> {
    let session = case.session;
    let until = case.auth.unwrap_or(session.exchanges.len());
    let refusals = session.exchanges[..until]
        .iter()
        .filter(|exchange| !exchange.verb.is_some_and(Verb::takes_data))
        .flat_map(|exchange| exchange.replies.iter().map(move |reply| (exchange, reply)));
    let wants_tls = |&(_, reply): &(&Exchange, &crate::session::Reply)| {
        matches!(
            reply.code,
            Some(Code(530 | 521 | 534 | 550 | 421 | 503 | 522))
        ) && words::of_tls(case.words(reply))
    };
    let (exchange, reply) = refusals
        .take_while(|(exchange, _)| exchange.final_code() != Some(Code(230)))
        .find(wants_tls)?;
    let facts = Facts {
        code: reply.code,
        words: Some(reply.text),
        verb: case
            .verb(Some(exchange))
            .filter(|_| exchange.verb.is_some()),
        ..Facts::default()
    };
    Some(Verdict::new(Id::TlsRequired, [exchange.frame, reply.frame]).facts(facts))
}
