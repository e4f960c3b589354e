//! Connections find the announcements that name their listeners.

use super::{Few, is_transfer};
use crate::limits;
use crate::net::Endpoint;
use crate::session::Session;
use crate::session::announcement::{Announcement, Outcome as AnnouncementOutcome, Standing};
use crate::session::connection::DataConnection;
use crate::tcp::Answer;
use smallvec::{SmallVec, smallvec};

/// For each connection the announcement that names its listener.
pub(super) fn assign_connections(session: &Session) -> Few<Option<u32>> {
    // Sorted rather than hashed: nearly all sessions have few.
    let announcements = session.announcements.iter().enumerate();
    let listeners = announcements.flat_map(|(index, announcement)| {
        endpoints(session, announcement).map(|endpoint| (endpoint, index as u32))
    });
    let mut by_listener: Few<(Endpoint, u32)> = listeners.collect();
    by_listener.sort_unstable();
    by_listener.dedup();
    let mut made: Few<u32> = smallvec![0; session.announcements.len()];
    let choose = |connection: &DataConnection| {
        let first = by_listener.partition_point(|(listener, _)| *listener < connection.listener);
        let fits = by_listener[first..]
            .iter()
            .take_while(|(listener, _)| *listener == connection.listener)
            .map(|&(_, index)| index)
            .filter(|&index| initiator_fits(session, index, connection));
        let fits: SmallVec<[u32; 4]> = fits.collect();
        let after = fits.iter().position(|&index| {
            session.announcements[index as usize].frame > connection.first_frame
        });
        let before = after
            .unwrap_or(fits.len())
            .checked_sub(1)
            .map(|place| fits[place]);
        // A SYN may stand in the file before the announcement that made it possible.
        let soon = after.map(|place| fits[place]).filter(|&index| {
            session.announcements[index as usize].time - connection.start
                <= limits::SYN_BEFORE_ANNOUNCEMENT
        });
        let chosen = match (before, soon) {
            (Some(before), Some(soon))
                if made[before as usize] > 0
                    && !kept(session, before, made[before as usize], connection) =>
            {
                soon
            }
            (Some(before), _) => before,
            (None, soon) => soon?,
        };
        made[chosen as usize] += u32::from(connection.established);
        Some(chosen)
    };
    session.connections.iter().map(choose).collect()
}

/// Whether the announcement serves another transfer command that came before the connection, so
/// that it was kept rather than repeated.
fn kept(session: &Session, index: u32, made: u32, connection: &DataConnection) -> bool {
    let announcement = &session.announcements[index as usize];
    let next = session.announcements[index as usize + 1..]
        .iter()
        .map(|next| next.exchange)
        .next();
    let until = next.unwrap_or(u32::MAX).min(session.exchanges.len() as u32);
    let served = session
        .exchanges
        .get(announcement.exchange as usize..until as usize)
        .unwrap_or_default();
    let asked = served
        .iter()
        .filter(|exchange| is_transfer(exchange) && exchange.frame < connection.first_frame);
    asked.count() as u32 > made
}

/// The endpoints that a connection to this announcement may have: the one that was announced, and
/// that port of the host that announced it, which clients use where the address is private, and
/// which is what a NAT makes of it.
fn endpoints(session: &Session, announcement: &Announcement) -> [Endpoint; 2] {
    let host = if announcement.by.client_listens() {
        session.client
    } else {
        session.server
    };
    [
        announcement.endpoint,
        Endpoint::new(host.address, announcement.endpoint.port),
    ]
}

/// A connection to the announcing host at another address than the announced one counts only if
/// it comes from the other party.
fn initiator_fits(session: &Session, index: u32, connection: &DataConnection) -> bool {
    let announcement = &session.announcements[index as usize];
    let expected = if announcement.by.client_listens() {
        session.server
    } else {
        session.client
    };
    connection.listener == announcement.endpoint || connection.initiator.address == expected.address
}

/// Fills in attempts and outcomes of all announcements.
pub(super) fn settle_announcements(session: &mut Session, assigned: &[Option<u32>]) {
    let Session {
        announcements,
        connections,
        transfers,
        ..
    } = session;
    for (index, announcement) in assigned.iter().enumerate() {
        if let Some(announcement) = announcement {
            announcements[*announcement as usize]
                .attempts
                .push(index as u32);
        }
    }
    let mut used: Few<bool> = smallvec![false; announcements.len()];
    for index in transfers
        .iter()
        .filter_map(|transfer| transfer.announcement)
    {
        used[index as usize] = true;
    }
    let last_accepted = announcements
        .iter()
        .rposition(|one| one.standing != Standing::Declined);
    for (index, announcement) in announcements.iter_mut().enumerate() {
        let attempts = announcement
            .attempts
            .iter()
            .map(|&attempt| &connections[attempt as usize]);
        let answers =
            |wanted: fn(Answer) -> bool| attempts.clone().any(|attempt| wanted(attempt.answer));
        announcement.outcome = if attempts.clone().any(|attempt| attempt.established) {
            AnnouncementOutcome::Connected
        } else if answers(|answer| answer == Answer::Rst) {
            AnnouncementOutcome::Refused
        } else if answers(|answer| matches!(answer, Answer::Icmp { .. })) {
            AnnouncementOutcome::Rejected
        } else if attempts.len() > 0 {
            AnnouncementOutcome::Unanswered
        } else if announcement.standing == Standing::Declined {
            AnnouncementOutcome::Declined
        } else if !used[index] && last_accepted.is_some_and(|last| last > index) {
            AnnouncementOutcome::Superseded
        } else {
            AnnouncementOutcome::NoAttempt
        };
    }
}
