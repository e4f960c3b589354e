//! Questions and answers as sentences.

use crate::session::{Party, Session};
use crate::texts::Side;
use crate::tutor::{Answer, Ask, Moment, Question, Slip};
use crate::views::story::{Subject, quantities};
use crate::views::width::shortened;
use std::net::IpAddr;

/// The columns of a reply that a sentence repeats.
const REPLY: usize = 60;

/// The frames that a sentence names.
const FRAMES: usize = 8;

/// What is asked.
pub fn ask(subject: Subject<'_>, question: &Question) -> String {
    let Subject { session, texts, .. } = subject;
    let texts = texts.teach;
    let sentence = match &question.ask {
        Ask::FirstWord => texts.ask_first_word.to_owned(),
        Ask::Code { .. } => (texts.ask_code)(&command(subject, question)),
        Ask::LastCode { connected: true } => (texts.ask_last_code)(&command(subject, question)),
        Ask::LastCode { connected: false } => (texts.ask_failed_code)(&command(subject, question)),
        Ask::Way => (texts.ask_way)(&command(subject, question)),
        &Ask::Port { by, high, low } => (texts.ask_port)(by.name(), high, low),
        Ask::PlainPort { by } => (texts.ask_plain_port)(by.name()),
        Ask::Opener => texts.ask_opener.to_owned(),
        Ask::Source { .. } => texts.ask_source.to_owned(),
        Ask::Target { .. } => (texts.ask_target)(opener(session, question)),
        Ask::Accepts { by, announced } => (texts.ask_accepts)(
            by.name(),
            &announced.to_string(),
            &session.client.address.to_string(),
        ),
        Ask::Address { by, announced } => (texts.ask_address)(by.name(), &announced.to_string()),
        Ask::Behind { by, announced } => {
            (texts.ask_behind)(by.name(), &announced.to_string(), question.proof)
        }
        Ask::Silence { connection } => {
            let connection = session.connections.get(*connection as usize);
            let evidence = connection.map(|one| subject.attempt(one));
            (texts.ask_silence)(&capitalized(evidence.unwrap_or_default()))
        }
        Ask::Firewall => texts.ask_firewall.to_owned(),
        Ask::Helper => texts.ask_helper.to_owned(),
        Ask::Mode => texts.ask_mode.to_owned(),
        Ask::Connections { .. } => texts.ask_connections.to_owned(),
    };
    subject.pen.sentence(sentence)
}

/// The answers to choose from; none where one is to be typed.
pub fn choices(subject: Subject<'_>, question: &Question) -> Vec<&'static str> {
    let both = [subject.texts.client, subject.texts.server];
    let texts = subject.texts.teach;
    match &question.ask {
        Ask::FirstWord | Ask::Opener | Ask::Firewall => both.into(),
        Ask::Way => vec![texts.control_connection, texts.data_connection],
        Ask::Accepts { .. } | Ask::Helper => vec![texts.yes, texts.no],
        Ask::Mode => vec![texts.active_mode, texts.passive_mode],
        Ask::Silence { .. } => vec![
            texts.silence_dropped,
            texts.silence_refused,
            texts.silence_rejected,
        ],
        _ => Vec::new(),
    }
}

/// What is to be typed.
pub fn expected(subject: Subject<'_>, question: &Question) -> &'static str {
    let texts = subject.texts.teach;
    match question.right {
        Answer::Party(_) | Answer::Choice(_) => texts.type_choice,
        Answer::Code(_) => texts.type_code,
        Answer::Port(_) => texts.type_port,
        Answer::Endpoint(_) => texts.type_endpoint,
        Answer::Address(_) => texts.type_address,
        Answer::Count(_) => texts.type_count,
    }
}

/// Why the right answer is right, with the arithmetic and the frame that shows it.
pub fn confirm(subject: Subject<'_>, question: &Question) -> String {
    let Subject { session, texts, .. } = subject;
    let texts = texts.teach;
    let proof = question.proof;
    let (from, to) = ends(session, proof);
    let sentence = match (&question.ask, question.right) {
        (Ask::FirstWord, Answer::Party(party)) => (texts.right_first_word)(side(party), proof),
        (_, Answer::Code(code)) => (texts.right_code)(proof, &reply(subject, proof, code)),
        (Ask::Way, _) => (texts.right_way)(proof, &from, &to),
        (&Ask::Port { high, low, .. }, Answer::Port(port)) => {
            (texts.right_port)(high, low, u16::from(high) * 256, port)
        }
        (Ask::PlainPort { by }, Answer::Port(port)) => (texts.right_plain_port)(by.name(), port),
        (Ask::Opener, Answer::Party(party)) => (texts.right_opener)(side(party), proof, &from, &to),
        (Ask::Source { .. }, _) => (texts.right_source)(proof, &from),
        (Ask::Target { .. }, Answer::Endpoint(end)) => {
            (texts.right_target)(proof, &end.to_string())
        }
        (Ask::Accepts { .. }, Answer::Choice(choice)) => {
            let says = if choice == 0 {
                texts.right_accepted
            } else {
                texts.right_declined
            };
            says(code_in(session, proof).unwrap_or_default(), proof)
        }
        (Ask::Address { by, .. }, Answer::Address(address)) => {
            let owner = announcer(by.client_listens());
            (texts.right_address)(&address.to_string(), owner)
        }
        (Ask::Behind { .. }, Answer::Address(address)) => {
            (texts.right_behind)(proof, &address.to_string())
        }
        (Ask::Silence { .. }, Answer::Choice(choice)) => match choice {
            0 => texts.right_dropped.to_owned(),
            1 => texts.right_refused.to_owned(),
            _ => texts.right_rejected.to_owned(),
        },
        (Ask::Firewall, Answer::Party(party)) => {
            let port = listener(session, proof).map_or(0, |end| end.port);
            (texts.right_firewall)(side(party), port)
        }
        (Ask::Helper, _) => texts.right_helper.to_owned(),
        (Ask::Mode, Answer::Choice(choice)) => {
            (texts.right_mode)(proof, announcer(choice == 1), &from, &to)
        }
        (Ask::Connections { data }, Answer::Count(count)) => {
            (texts.right_connections)(count, &listed(data))
        }
        // No question has an answer of another kind.
        _ => String::new(),
    };
    subject.pen.sentence(sentence)
}

/// What a wrong answer comes of, and which packet shows it.
pub fn refute(subject: Subject<'_>, question: &Question, slip: Slip) -> String {
    let texts = subject.texts.teach;
    let slip = match slip {
        Slip::Swapped => texts.slip_swapped,
        Slip::Added => texts.slip_added,
        Slip::HighOnly => texts.slip_high_only,
        Slip::LowOnly => texts.slip_low_only,
        Slip::Joined => texts.slip_joined,
        Slip::WrongAddress => texts.slip_address,
        Slip::WrongPort => texts.slip_port,
        Slip::ControlPort => texts.slip_control_port,
        Slip::SameDigit => texts.slip_digit,
        Slip::Other => "",
    };
    let parts = [
        texts.wrong.to_owned(),
        slip.to_owned(),
        look(subject, question),
    ];
    subject.pen.sentence(joined(&parts))
}

/// The packet to look at.
fn look(subject: Subject<'_>, question: &Question) -> String {
    let Subject { session, texts, .. } = subject;
    let texts = texts.teach;
    let proof = question.proof;
    let (from, to) = ends(session, proof);
    match &question.ask {
        Ask::FirstWord => (texts.look_first_word)(proof),
        Ask::Code { .. } | Ask::LastCode { .. } => {
            let code = match question.right {
                Answer::Code(code) => code,
                _ => 0,
            };
            (texts.look_code)(proof, u64::from(code / 100))
        }
        Ask::Way => (texts.look_way)(proof),
        &Ask::Port { high, low, .. } => (texts.look_port)(proof, high, low),
        Ask::PlainPort { .. } => (texts.look_plain_port)(proof),
        Ask::Opener => (texts.look_opener)(proof, &from),
        Ask::Source { .. } => (texts.look_source)(proof),
        &Ask::Target { by, announced, .. } => (texts.look_target)(announced, by.name()),
        Ask::Accepts { .. } => (texts.look_accepts)(proof),
        Ask::Address { by, .. } => (texts.look_address)(proof, announcer(by.client_listens())),
        Ask::Behind { .. } => (texts.look_behind)(proof),
        Ask::Silence { .. } => texts.look_silence.to_owned(),
        Ask::Firewall => (texts.look_firewall)(proof, &to),
        Ask::Helper => texts.look_helper.to_owned(),
        Ask::Mode => (texts.look_mode)(proof, &from),
        Ask::Connections { .. } => texts.look_connections.to_owned(),
    }
}

/// What brings the answer within reach.
pub fn hint(subject: Subject<'_>, question: &Question) -> String {
    let texts = subject.texts.teach;
    let hint = match (&question.ask, question.right) {
        (_, Answer::Party(_) | Answer::Choice(_)) => texts.hint_choice.to_owned(),
        (_, Answer::Code(code)) => (texts.hint_code)((subject.texts.explain.code)(code)),
        (&Ask::Port { high, low, .. }, _) => (texts.hint_port)(high, low, u16::from(high) * 256),
        (Ask::PlainPort { by }, _) => (texts.hint_plain_port)(by.name(), question.proof),
        (_, Answer::Endpoint(end)) => (texts.hint_endpoint)(&end.address.to_string()),
        (_, Answer::Address(address)) => (texts.hint_address)(&beginning(address.ip())),
        (_, Answer::Port(port)) => (texts.hint_address)(&beginning_of(&port.to_string())),
        (_, Answer::Count(count)) => (texts.hint_connections)(count.saturating_sub(1)),
    };
    subject.pen.sentence(joined(&[texts.hint.to_owned(), hint]))
}

/// Sentences one after the other: a full stop of full width has its space in it.
pub fn joined(sentences: &[String]) -> String {
    let mut whole = String::new();
    for sentence in sentences.iter().filter(|sentence| !sentence.is_empty()) {
        if !whole.is_empty() && !whole.ends_with(['。', '：']) {
            whole.push(' ');
        }
        whole.push_str(sentence);
    }
    whole
}

/// The first part of an address.
fn beginning(address: IpAddr) -> String {
    let text = address.to_string();
    match text.find(['.', ':']) {
        Some(end) => text[..=end].to_owned(),
        None => text,
    }
}

fn beginning_of(number: &str) -> String {
    number.chars().take(1).collect()
}

fn capitalized(text: String) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => text,
    }
}

const fn side(party: Party) -> Side {
    match party {
        Party::Client => Side::Client,
        Party::Server => Side::Server,
    }
}

const fn announcer(is_client: bool) -> Side {
    if is_client {
        Side::Client
    } else {
        Side::Server
    }
}

/// Who sends the SYN whose target is asked for.
fn opener(session: &Session, question: &Question) -> Side {
    let by_client = matches!(question.ask, Ask::Target { by, .. } if by.client_listens());
    let from = connection_from(session, question.proof).map(|one| one.initiator.address);
    match from {
        Some(from) if from == session.server.address && from != session.client.address => {
            Side::Server
        }
        Some(from) if from == session.client.address && from != session.server.address => {
            Side::Client
        }
        _ => announcer(!by_client),
    }
}

fn connection_from(session: &Session, frame: u64) -> Option<&crate::session::DataConnection> {
    session
        .connections
        .iter()
        .find(|one| one.first_frame == frame)
}

/// The ends of the data connection that begins with a frame.
fn ends(session: &Session, frame: u64) -> (String, String) {
    match connection_from(session, frame) {
        Some(one) => (one.initiator.to_string(), one.listener.to_string()),
        None => (String::new(), String::new()),
    }
}

fn listener(session: &Session, frame: u64) -> Option<crate::net::Endpoint> {
    connection_from(session, frame).map(|one| one.listener)
}

/// The command that a question is about.
fn command(subject: Subject<'_>, question: &Question) -> String {
    let session = subject.session;
    let exchange = match question.moment {
        Moment::Command(exchange) | Moment::Reply(exchange, _) => Some(exchange),
        Moment::Connects(connection) | Moment::Carries(connection) => session
            .transfers
            .iter()
            .find(|one| one.connection == Some(connection))
            .and_then(|one| one.exchange),
        Moment::Opening | Moment::Closing => None,
    };
    let exchange = exchange.and_then(|index| session.exchanges.get(index as usize));
    exchange.map_or_else(String::new, |exchange| subject.verb(exchange))
}

/// The code of the reply that ends in a frame.
fn code_in(session: &Session, frame: u64) -> Option<u16> {
    let mut replies = session.exchanges.iter().flat_map(|one| &one.replies);
    replies
        .find(|reply| reply.frame == frame)?
        .code
        .map(|code| code.0)
}

/// The first line of the reply that ends in a frame.
fn reply(subject: Subject<'_>, frame: u64, code: u16) -> String {
    let session = subject.session;
    let mut replies = session.exchanges.iter().flat_map(|one| &one.replies);
    let found = replies
        .find(|reply| reply.frame == frame && reply.code.is_some_and(|found| found.0 == code));
    let line = found.and_then(|reply| session.lines(reply).next());
    let line = line.unwrap_or_default();
    let text = subject.pen.visible(line.get(..2 * REPLY).unwrap_or(line));
    let text = shortened(text.trim_end(), REPLY, subject.pen.glyphs.ellipsis);
    format!("{code} {}", text.trim_end_matches(['.', '。']))
}

/// Frames, as a sentence names them.
fn listed(frames: &[u64]) -> String {
    let named = frames
        .iter()
        .take(FRAMES)
        .map(|&frame| quantities::count(frame));
    let mut text = named.collect::<Vec<_>>().join(", ");
    if frames.len() > FRAMES {
        text.push_str(" …");
    }
    text
}
