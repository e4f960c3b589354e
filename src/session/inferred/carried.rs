//! What a data connection carried, by its records.

use super::Guess;
use super::talk::{TICKET, Tickets};
use crate::catalog::Confidence;
use crate::session::connection::DataConnection;
use crate::session::sealed::{self, Sum, Sums};
use crate::session::transfer::Way;
use crate::tls::{Overhead, Version};

/// Tickets that a server gives on one connection, at most.
const MOST_TICKETS: usize = 4;
/// The longest fragment that may hold a ticket, which may hold the client's certificates.
const LONGEST_TICKET: u16 = 4_096;
/// Records in which a server of TLS 1.3 sends its part of the handshake, at most.
const SERVER_FLIGHT: usize = 6;
/// The bytes of a Certificate that holds none (RFC 8446 §4.4.2).
const NO_CERTIFICATE: u16 = 8;
/// The bytes of a KeyUpdate (RFC 8446 §4.6.3).
const KEY_UPDATE: u64 = 5;

/// What a data connection carried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carried {
    /// Where it went; `None` where nothing did.
    pub(super) way: Option<Guess<Way>>,
    /// The fewest and the most bytes.
    pub(super) bytes: Guess<(u64, u64)>,
}

impl Carried {
    /// What a connection carried; `None` where the records do not tell. `tickets` says what is known
    /// of the server's.
    pub(super) fn of(connection: &DataConnection, tickets: Option<Tickets>) -> Option<Self> {
        let sums = connection.sealed.as_deref()?;
        let tls = connection.tls.as_deref()?;
        let (hello, server) = (tls.client.as_ref()?, tls.server.as_ref()?);
        let overhead = Overhead::of(server)?;
        let is_broken = sums.directions.iter().any(|sum| sum.is_broken)
            || connection.sent.iter().any(|sent| sent.missing > 0);
        if is_broken || hello.early_data {
            return None;
        }
        if Version(server.chosen) == Version::TLS13 {
            let tickets = tickets.unwrap_or(Tickets::Unknown);
            return of_13(sums, overhead, tickets, server.selected.is_some());
        }
        of_12(sums, overhead)
    }
}

fn of_12(sums: &Sums, overhead: Overhead) -> Option<Carried> {
    let confidence = if overhead.is_exact() {
        Confidence::Proved
    } else {
        Confidence::Likely
    };
    let (client, server) = (sums.of(sums.client), sums.of(sums.client.opposite()));
    if !client.finished || !server.finished {
        return None;
    }
    let (way, sum) = match (client.records, server.records) {
        (0, 0) => (None, server),
        (_, 0) => (Some(Way::Upload), client),
        (0, _) => (Some(Way::Download), server),
        _ => return None,
    };
    Some(Carried {
        way: way.map(|value| Guess {
            value,
            confidence: Confidence::Proved,
        }),
        bytes: Guess {
            value: overhead.plaintext(sum.records, sum.bytes),
            confidence,
        },
    })
}

/// The records of one direction without those at its beginning and the alert at its end.
#[derive(Clone, Copy, Debug)]
struct Rest {
    records: u64,
    bytes: u64,
}

impl Rest {
    fn of(sum: &Sum, skipped: usize, overhead: Overhead) -> Option<Self> {
        let first = sum.first.get(..skipped)?;
        let ends = ends_in_alert(sum, overhead) && sum.records > skipped as u64;
        let alerts = u64::from(ends);
        let skipped_bytes: u64 = first.iter().map(|&length| u64::from(length)).sum();
        Some(Self {
            records: sum.records.checked_sub(skipped as u64 + alerts)?,
            bytes: sum
                .bytes
                .checked_sub(skipped_bytes + alerts * u64::from(overhead.alert()))?,
        })
    }

    fn plaintext(self, overhead: Overhead) -> u64 {
        overhead.plaintext(self.records, self.bytes).1
    }
}

/// Whether the last record of a direction is an alert, by its type or its length.
pub(super) fn ends_in_alert(sum: &Sum, overhead: Overhead) -> bool {
    match sum.last {
        Some((sealed::ALERT, _)) => true,
        Some((sealed::APPLICATION_DATA, length)) => length == overhead.alert(),
        _ => false,
    }
}

fn of_13(sums: &Sums, overhead: Overhead, tickets: Tickets, is_resumed: bool) -> Option<Carried> {
    let (client, server) = (sums.of(sums.client), sums.of(sums.client.opposite()));
    let place = client
        .first
        .iter()
        .take(3)
        .position(|&length| length == overhead.finished())?;
    let is_certificate = match client.first[..place] {
        [one] => one == overhead.fragment(NO_CERTIFICATE),
        _ => true,
    };
    if !is_certificate {
        return None;
    }
    let updates = |sum: &Sum| KEY_UPDATE * sum.key_updates;
    let sent = Rest::of(client, place + 1, overhead)?;
    if sent.records > 0 {
        let most = sent.plaintext(overhead);
        return Some(Carried {
            way: Some(Guess::likely(Way::Upload)),
            bytes: Guess::likely((most.saturating_sub(updates(client)), most)),
        });
    }
    let flight = flight(client, server, overhead)?;
    let (fewest, most) = given(server, flight, tickets, is_resumed)?;
    let received = Rest::of(server, flight + fewest, overhead)?;
    let fewer = Rest::of(server, flight + most, overhead)?;
    if fewest != most && fewer.records == 0 && received.records > 0 {
        // They may be tickets, or all there was.
        return None;
    }
    let most = received.plaintext(overhead);
    let least = fewer.plaintext(overhead).saturating_sub(updates(server));
    Some(Carried {
        way: (received.records > 0).then_some(Guess::likely(Way::Download)),
        bytes: Guess::likely((least, most)),
    })
}

/// In how many records the server sends its part of the handshake, which the client answers.
fn flight(client: &Sum, server: &Sum, overhead: Overhead) -> Option<usize> {
    let preceded = usize::try_from(client.preceded).ok()?;
    if !(1..=SERVER_FLIGHT).contains(&preceded) {
        return None;
    }
    let finished = server
        .first
        .iter()
        .take(preceded)
        .position(|&length| length == overhead.finished());
    Some(finished.map_or(preceded, |place| place + 1))
}

/// How many tickets follow the handshake, at least and at most.
fn given(
    server: &Sum,
    flight: usize,
    tickets: Tickets,
    is_resumed: bool,
) -> Option<(usize, usize)> {
    let after = server.first.get(flight..)?;
    let may_be = |&&length: &&u16| (TICKET..=LONGEST_TICKET).contains(&length);
    let most = after.iter().take(MOST_TICKETS).take_while(may_be).count();
    match tickets {
        Tickets::None => Some((0, 0)),
        Tickets::Each { fragment, count } if after.first() == Some(&fragment) => {
            let equal = after.iter().take_while(|&&one| one == fragment).count();
            // Who resumes a session is given one ticket by most servers, and as many as before by
            // others.
            let fewest = if is_resumed { 1 } else { count };
            Some((equal.min(fewest), equal.min(count)))
        }
        Tickets::Each { .. } | Tickets::Unknown => Some((0, most)),
    }
}
