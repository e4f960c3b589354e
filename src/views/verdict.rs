//! Verdicts as text: the facts of the rules, written as people read them.

use super::story::quantities;
use super::visible::visible;
use crate::diagnose::{self, Circumstance, Verdict};
use crate::session::{Party, Session, Text};
use crate::texts::verdicts::{Facts, Form};
use crate::texts::{Side, Texts};
use std::borrow::Cow;

/// The characters of a reply or name that a sentence repeats.
const WORDS: usize = 120;

/// The sentence about a verdict and the lines of its cure.
pub fn said(session: Option<&Session>, verdict: &Verdict, texts: &Texts) -> (String, Vec<String>) {
    let Some(entry) = texts.verdicts.of(verdict.id.name()) else {
        return (verdict.id.name().to_owned(), Vec::new());
    };
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
        form: form(facts.circumstance),
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
    }
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

const fn form(circumstance: Circumstance) -> Form {
    match circumstance {
        Circumstance::Plain => Form::Plain,
        Circumstance::Works => Form::Works,
        Circumstance::Closed => Form::Closed,
        Circumstance::DataArrived => Form::DataArrived,
        Circumstance::WentOn => Form::WentOn,
        Circumstance::ByHost => Form::ByHost,
        Circumstance::ByBox => Form::ByBox,
        Circumstance::StartMissing => Form::StartMissing,
        Circumstance::PacketsMissing => Form::PacketsMissing,
        Circumstance::FramesCut => Form::FramesCut,
        Circumstance::OneDirection => Form::OneDirection,
        Circumstance::DataMissing => Form::DataMissing,
        Circumstance::ControlMissing => Form::ControlMissing,
        Circumstance::FileBroken => Form::FileBroken,
        Circumstance::Dropped => Form::Dropped,
        Circumstance::LongLines => Form::LongLines,
        Circumstance::NulBytes => Form::NulBytes,
        Circumstance::NoCodes => Form::NoCodes,
        Circumstance::Unended => Form::Unended,
        Circumstance::ZeroWindow => Form::ZeroWindow,
        Circumstance::Resent => Form::Resent,
        Circumstance::ServicePort => Form::ServicePort,
        Circumstance::Silence => Form::Silence,
        Circumstance::Unroutable => Form::Unroutable,
    }
}
