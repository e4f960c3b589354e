//! What happens in a session, in order, and what of it belongs together.

use super::carried::Carrier;
use super::inferred::{self, Line};
use crate::ftp::command::Verb;
use crate::session::{Exchange, Session};
use std::collections::BTreeMap;

/// Something that happens in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The control connection begins, or the capture of it.
    Opening,
    /// A command, by the index of its exchange.
    Command(usize),
    /// A reply, by the index of its exchange and its place there.
    Reply(usize, usize),
    /// A data connection is opened or tried, by its index.
    Connects(u32),
    /// A data connection ends, by its index.
    Carries(u32),
    /// A line that was not read, of a transfer by its index.
    Inferred(u32, Line),
    /// The control connection ends, or the capture of it.
    Closing,
}

/// What belongs together and is set off from the rest by an empty row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chapter {
    /// The handshake.
    Opening,
    /// The greeting and the login.
    Login,
    /// Commands that have to do with no transfer.
    Talk,
    /// The transfer that begins with this exchange.
    Transfer(usize),
    /// The end.
    Closing,
}

/// The chapter that an exchange stands in; `awaited` says that an endpoint was announced and no
/// transfer asked for since.
pub fn chapter_of(
    current: Option<Chapter>,
    awaited: bool,
    index: usize,
    exchange: &Exchange,
) -> Chapter {
    let Some(verb) = exchange.verb else {
        return match current {
            None | Some(Chapter::Opening) => Chapter::Login,
            Some(current) => current,
        };
    };
    let accompanies = matches!(verb, Verb::Abor | Verb::Stat | Verb::Noop);
    match (verb, current) {
        (Verb::User | Verb::Pass | Verb::Acct | Verb::Auth | Verb::Adat | Verb::Host, _) => {
            Chapter::Login
        }
        (Verb::Quit, _) => Chapter::Closing,
        _ if verb.announces() || verb.asks_passive() => Chapter::Transfer(index),
        (_, Some(Chapter::Transfer(begun))) if awaited || accompanies => Chapter::Transfer(begun),
        _ if verb.takes_data() => Chapter::Transfer(index),
        _ => Chapter::Talk,
    }
}

/// The connections of a session that belong to it for certain, by index.
pub fn carriers(session: &Session) -> BTreeMap<u32, Carrier<'_>> {
    let mut carriers = BTreeMap::new();
    let mut note = |index: u32, transfer, announcement| {
        let Some(connection) = session.connections.get(index as usize) else {
            return;
        };
        let new = || Carrier {
            connection,
            transfers: Vec::new(),
            announcement: None,
        };
        let carrier: &mut Carrier<'_> = carriers.entry(index).or_insert_with(new);
        carrier.transfers.extend(transfer);
        carrier.announcement = carrier.announcement.or(announcement);
    };
    for announcement in &session.announcements {
        for &index in &announcement.attempts {
            note(index, None, Some(announcement));
        }
    }
    for transfer in &session.transfers {
        let announcement = transfer
            .announcement
            .and_then(|index| session.announcements.get(index as usize));
        if let Some(index) = transfer.connection {
            note(index, Some(transfer), announcement);
        }
    }
    carriers
}

/// Everything that happens, in the order of the frames.
pub fn events(session: &Session, carriers: &BTreeMap<u32, Carrier<'_>>) -> Vec<Event> {
    let mut events = vec![(session.first_frame.min(1), Event::Opening)];
    for (index, exchange) in session.exchanges.iter().enumerate() {
        if exchange.verb.is_some() {
            events.push((exchange.frame, Event::Command(index)));
        }
        // Never before its command, even where the file has the frames in another order.
        let replies = exchange.replies.iter().enumerate();
        events.extend(
            replies.map(|(place, reply)| {
                (reply.frame.max(exchange.frame), Event::Reply(index, place))
            }),
        );
    }
    for (&index, carrier) in carriers {
        events.push((carrier.connection.first_frame, Event::Connects(index)));
        if carrier.connection.established {
            events.push((carrier.end_frame(), Event::Carries(index)));
        }
    }
    for (transfer, index) in session.transfers.iter().zip(0u32..) {
        let lines = inferred::lines(transfer);
        events.extend(lines.map(|(line, spot)| (spot.frame, Event::Inferred(index, line))));
    }
    events.push((session.close_frame.unwrap_or(u64::MAX), Event::Closing));
    events.sort_by_key(|(frame, event)| (*frame, matches!(event, Event::Closing)));
    events.into_iter().map(|(_, event)| event).collect()
}
