//! What follows for FTPS without keys.

use super::writer::{Object, Writer};
use crate::session::inferred::{Announced, Carriage, Content, Guess, Inferred, Spot};

/// What follows for a session.
pub(super) fn of_session(object: &mut Object<'_>, inferred: &Inferred) {
    guess(object, "commands", inferred.commands, |object, value| {
        object.number("value", value);
    });
    guess(object, "replies", inferred.replies, |object, value| {
        object.number("value", value);
    });
    guess(object, "login", inferred.login, |object, value| {
        object.word("value", super::login(value));
    });
}

/// What follows for a transfer.
pub(super) fn of_transfer(object: &mut Object<'_>, carriage: &Carriage) {
    guess(object, "mode", carriage.mode, |object, value| {
        object.word("value", super::mode(value));
    });
    guess(object, "direction", carriage.way, |object, value| {
        object.word("value", super::way(value));
    });
    guess(object, "bytes", carriage.bytes, |object, (least, most)| {
        object.number("least", least);
        object.number("most", most);
    });
    guess(object, "control", carriage.served, |object, served| {
        object.maybe("announcement", served.announced, |out, announced| {
            out.object(|object| announcement(object, announced));
        });
        spot(object, "command", Some(served.command));
        spot(object, "preliminary", served.preliminary);
        spot(object, "final", served.last);
    });
    guess(object, "content", carriage.content, |object, value| {
        let word = match value {
            Content::Listing => "listing",
            Content::File => "file",
        };
        object.word("value", word);
    });
    guess(object, "outcome", carriage.outcome, |object, value| {
        object.word("value", super::outcome(value));
    });
}

fn announcement(object: &mut Object<'_>, announced: Announced) {
    object.maybe("by", announced.by.map(|by| by.name()), Writer::text);
    spot(object, "command", Some(announced.command));
    spot(object, "reply", Some(announced.reply));
}

/// A moment on the control connection.
fn spot(object: &mut Object<'_>, key: &'static str, spot: Option<Spot>) {
    object.maybe(key, spot, |out, spot| {
        out.object(|object| {
            object.number("frame", spot.frame);
            object.key("time").time(spot.time);
        });
    });
}

fn guess<T>(
    object: &mut Object<'_>,
    key: &'static str,
    guess: Option<Guess<T>>,
    write: impl FnOnce(&mut Object<'_>, T),
) {
    if let Some(Guess { value, confidence }) = guess {
        object.key(key).object(|object| {
            write(object, value);
            object.word("confidence", confidence.name());
        });
    }
}
