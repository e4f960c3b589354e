//! What happens in sessions, as objects of their own.

use super::writer::Object;
use super::{announced, attempt, closed, command, login, malformed, verb_text};
use super::{whole_reply, whole_transfer};
use crate::engine::Event;
use crate::net::Time;
use crate::session::{Exchange, Session, SessionId};

/// Writes what happened in `session`, as far as that is known.
pub fn whole_event(
    object: &mut Object<'_>,
    capture: &str,
    id: SessionId,
    session: &Session,
    event: Event<'_>,
    show_passwords: bool,
) {
    object.word("type", "event");
    object.word("event", name(event));
    object.number("id", id.0);
    object.text("capture", capture);
    object.key("client").endpoint(session.client);
    object.key("server").endpoint(session.server);
    let (frame, time) = moment(session, event);
    object.number("frame", frame);
    object.key("time").time(time);
    match event {
        Event::Command(exchange) => object.key("command").object(|object| {
            command(object, session, exchange, show_passwords);
        }),
        Event::Reply(exchange, reply) => {
            object.maybe("to", sent(exchange), |out, exchange| {
                out.object(|object| whole_verb(object, session, exchange));
            });
            object
                .key("reply")
                .object(|object| whole_reply(object, session, reply));
        }
        Event::Announcement(announcement) => object
            .key("announcement")
            .object(|object| announced(object, announcement)),
        Event::Malformed(announcement) => object
            .key("announcement")
            .object(|object| malformed(object, announcement)),
        Event::Attempt(connection) | Event::Answer(connection) => object
            .key("attempt")
            .object(|object| attempt(object, connection)),
        Event::TransferBegins(exchange) => object
            .key("to")
            .object(|object| whole_verb(object, session, exchange)),
        Event::TransferEnds(transfer) => object
            .key("transfer")
            .object(|object| whole_transfer(object, session, transfer)),
        Event::Opened | Event::Withdrawn => {}
        Event::Closed => {
            object.word("closed", closed(session.closed));
            object.word("login", login(session.login));
        }
    }
}

/// The frame that made it happen, and when that was captured.
fn moment(session: &Session, event: Event<'_>) -> (u64, Time) {
    match event {
        Event::Opened => (session.first_frame, session.start),
        Event::Command(exchange) | Event::TransferBegins(exchange) => {
            (exchange.frame, exchange.time)
        }
        Event::Reply(_, reply) => (reply.frame, reply.time),
        Event::Announcement(announcement) => (announcement.frame, announcement.time),
        Event::Malformed(malformed) => {
            let exchange = session.exchanges.get(malformed.exchange as usize);
            let of_command = exchange.map(|exchange| (exchange.frame, exchange.time));
            let replies = exchange.into_iter().flat_map(|exchange| &exchange.replies);
            let mut times = of_command
                .into_iter()
                .chain(replies.map(|reply| (reply.frame, reply.time)));
            let own = times.find(|&(frame, _)| frame == malformed.frame);
            own.unwrap_or((malformed.frame, session.start))
        }
        Event::Attempt(connection) => (connection.first_frame, connection.start),
        Event::Answer(connection) => (
            connection.answer_frame.unwrap_or(connection.last_frame),
            connection.end,
        ),
        Event::TransferEnds(transfer) => {
            let exchange = transfer.exchange.map(|index| index as usize);
            let exchange = exchange.and_then(|index| session.exchanges.get(index));
            let reply = exchange.and_then(Exchange::final_reply);
            let reply = reply.map(|reply| (reply.frame, reply.time));
            let connection = transfer.connection.map(|index| index as usize);
            let connection = connection.and_then(|index| session.connections.get(index));
            let connection = connection.map(|connection| (connection.last_frame, connection.end));
            reply
                .max(connection)
                .unwrap_or((session.last_frame, session.end))
        }
        Event::Withdrawn | Event::Closed => (session.last_frame, session.end),
    }
}

/// The exchange, where it has a command.
fn sent(exchange: &Exchange) -> Option<&Exchange> {
    exchange.verb.map(|_| exchange)
}

/// Which command it is.
fn whole_verb(object: &mut Object<'_>, session: &Session, exchange: &Exchange) {
    object.number("frame", exchange.frame);
    let verb = exchange
        .verb
        .map(|verb| verb_text(verb, session.text(exchange.word)));
    object.wire("verb", "verb_hex", verb.as_deref());
}

fn name(event: Event<'_>) -> &'static str {
    match event {
        Event::Opened => "session-opened",
        Event::Command(_) => "command",
        Event::Reply(..) => "reply",
        Event::Announcement(_) => "announcement",
        Event::Malformed(_) => "malformed-announcement",
        Event::Attempt(_) => "attempt",
        Event::Answer(_) => "answer",
        Event::TransferBegins(_) => "transfer-begin",
        Event::TransferEnds(_) => "transfer-end",
        Event::Withdrawn => "session-withdrawn",
        Event::Closed => "session-closed",
    }
}
