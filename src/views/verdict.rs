//! Verdicts as text: the facts of the rules, written as people read them.

use super::story::quantities;
use super::visible::visible;
use crate::diagnose::{self, Verdict};
use crate::session::{Party, Security, Session, Text};
use crate::texts::verdicts::Facts;
use crate::texts::{Side, Texts};
use std::borrow::Cow;

/// The characters of a reply or name that a sentence repeats.
const WORDS: usize = 120;

/// The sentence about a verdict and the lines of its cure.
pub fn said(session: Option<&Session>, verdict: &Verdict, texts: &Texts) -> (String, Vec<String>) {
    let entry = texts.verdicts.of(verdict.id);
    let facts = facts(session, &verdict.facts);
    ((entry.summary)(&facts), (entry.fix)(&facts))
}

fn facts(session: Option<&Session>, facts: &diagnose::Facts) -> Facts {
    let text = |text: Option<Text>| {
        let bytes = session.zip(text).map(|(session, text)| session.text(text));
        bytes.map(words).unwrap_or_default()
    };
    let count = |number: u64| quantities::count(number);
    Facts {
        circumstance: facts.circumstance,
        times: facts.times,
        span: facts.span.map(quantities::span).unwrap_or_default(),
        by: facts.by.map_or("", |by| by.name()),
        endpoint: facts
            .endpoint
            .map(|end| end.to_string())
            .unwrap_or_default(),
        host: facts
            .endpoint
            .map(|end| end.address.to_string())
            .unwrap_or_default(),
        peer: facts.peer.map(|peer| peer.to_string()).unwrap_or_default(),
        icmp: facts.icmp.map(|(sender, kind, code, v6)| {
            (super::story::icmp(kind, code, v6), sender.to_string())
        }),
        bytes: count(facts.bytes),
        expected: count(facts.expected),
        code: facts.code.map_or(0, |code| code.0),
        words: text(facts.words),
        verb: text(facts.verb),
        side: facts.party.map(|party| match party {
            Party::Client => Side::Client,
            Party::Server => Side::Server,
        }),
        name: facts.name,
        ports: facts.ports,
        server: session.map_or("", server),
        server_host: session.map_or_else(String::new, |session| session.server.address.to_string()),
        control_port: session.map_or(0, |session| session.server.port),
        is_encrypted: session.is_some_and(|session| session.security != Security::Clear),
    }
}

/// The words by which servers greet, in small letters, and the names of the programs.
const SERVERS: [(&[u8], &str); 6] = [
    (b"vsftpd", "vsftpd"),
    (b"proftpd", "ProFTPD"),
    (b"pure-ftpd", "Pure-FTPd"),
    (b"pyftpdlib", "pyftpdlib"),
    (b"filezilla server", "FileZilla Server"),
    (b"microsoft ftp service", "IIS"),
];

/// The program that the server says it is in its greeting; empty where it does not say.
fn server(session: &Session) -> &'static str {
    let greeting = session.exchanges.first().filter(|one| one.verb.is_none());
    let greeting = greeting.and_then(|exchange| exchange.replies.first());
    let Some(greeting) = greeting.map(|reply| session.text(reply.text)) else {
        return "";
    };
    let greeting = greeting
        .get(..WORDS)
        .unwrap_or(greeting)
        .to_ascii_lowercase();
    let named = SERVERS
        .iter()
        .find(|(word, _)| memchr::memmem::find(&greeting, word).is_some());
    named.map_or("", |(_, name)| name)
}

/// The first line of a text from the wire, shortened and harmless.
fn words(bytes: &[u8]) -> String {
    let line = bytes
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let line = line.trim_ascii();
    let shown: Cow<'_, [u8]> = match line.get(..WORDS) {
        Some(head) => Cow::Owned([head, "…".as_bytes()].concat()),
        None => Cow::Borrowed(line),
    };
    visible(&shown)
}
