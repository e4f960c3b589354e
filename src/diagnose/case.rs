//! A session with what several rules ask of it.

use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::session::{
    Announcement, DataConnection, Exchange, Reply, Session, Text, Transfer, TransferOutcome,
};
use std::cell::OnceCell;

/// A session that is looked into.
#[derive(Debug)]
pub(super) struct Case<'s> {
    pub(super) session: &'s Session,
    /// Whether a reply of 4yz or 5yz came.
    pub(super) has_refusals: bool,
    /// Whether the clock of the capture ran backwards, so that lengths of time prove nothing.
    pub(super) has_bad_clock: bool,
    /// Whether EPSV was asked for.
    pub(super) has_epsv: bool,
    /// Whether PASS was sent.
    pub(super) has_password: bool,
    /// The place of the first TYPE A that was accepted.
    pub(super) ascii: Option<usize>,
    /// Whether a MODE other than that of a stream was set.
    pub(super) has_modes: bool,
    /// The place of the first AUTH.
    pub(super) auth: Option<usize>,
    /// Whether a transfer took place whose data connection the capture does not hold.
    pub(super) lacks_data: bool,
    /// The accepted PROT commands, and whether each asks for encryption.
    protections: Vec<(usize, bool)>,
    /// The exchange of the last transfer that was completed.
    completed: Option<u32>,
    /// The first transfer that used each announcement.
    users: OnceCell<Vec<Option<u32>>>,
}

impl<'s> Case<'s> {
    pub(super) fn new(session: &'s Session) -> Self {
        let mut case = Self {
            session,
            has_refusals: false,
            has_bad_clock: false,
            has_epsv: false,
            has_password: false,
            ascii: None,
            has_modes: false,
            auth: None,
            lacks_data: false,
            protections: Vec::new(),
            completed: None,
            users: OnceCell::new(),
        };
        let mut last = (session.first_frame, session.start);
        for (place, exchange) in session.exchanges.iter().enumerate() {
            let replies = exchange
                .replies
                .iter()
                .map(|reply| (reply.frame, reply.time));
            for (frame, time) in std::iter::once((exchange.frame, exchange.time)).chain(replies) {
                case.has_bad_clock |= frame > last.0 && time < last.1;
                last = last.max((frame, time));
            }
            match exchange.verb {
                Some(Verb::Epsv) => case.has_epsv = true,
                Some(Verb::Prot) if exchange.final_code().is_some_and(Code::is_success) => {
                    let level = session.argument(exchange).and_then(|level| level.first());
                    let is_private = level.is_some_and(|level| level.eq_ignore_ascii_case(&b'P'));
                    case.protections.push((place, is_private));
                }
                Some(Verb::Pass) => case.has_password = true,
                Some(Verb::Type) if case.ascii.is_none() && asks_for_ascii(session, exchange) => {
                    case.ascii = Some(place);
                }
                Some(Verb::Mode) => {
                    case.has_modes |= session.argument(exchange).is_some_and(is_other_mode);
                }
                Some(Verb::Auth) if case.auth.is_none() => case.auth = Some(place),
                _ => {}
            }
            case.has_refusals |= exchange
                .replies
                .iter()
                .any(|reply| reply.code.is_some_and(Code::is_failure));
        }
        for transfer in &session.transfers {
            if transfer.outcome == TransferOutcome::Complete {
                case.completed = case.completed.max(transfer.exchange);
            }
            case.lacks_data |= case.is_left_out(transfer);
        }
        case
    }

    /// Whether a transfer took place whose data connection should be in the capture and is not.
    pub(super) fn is_left_out(&self, transfer: &Transfer) -> bool {
        let took_place = transfer
            .final_code
            .is_some_and(|code| code.is_success() && code != Code(225));
        let elsewhere = self.announced(transfer).is_some_and(|announced| {
            let host = if announced.by.client_listens() {
                self.session.client
            } else {
                self.session.server
            };
            announced.fxp || announced.endpoint.address != host.address
        });
        took_place && transfer.connection.is_none() && transfer.exchange.is_some() && !elsewhere
    }

    /// The announcement that a transfer used.
    pub(super) fn announced(&self, transfer: &Transfer) -> Option<&'s Announcement> {
        self.session
            .announcements
            .get(transfer.announcement? as usize)
    }

    /// The connection that carried a transfer, or was to carry it.
    pub(super) fn connection(&self, transfer: &Transfer) -> Option<&'s DataConnection> {
        self.session.connections.get(transfer.connection? as usize)
    }

    /// The command of a transfer.
    pub(super) fn exchange(&self, transfer: &Transfer) -> Option<&'s Exchange> {
        self.session.exchanges.get(transfer.exchange? as usize)
    }

    /// The reply that ended a transfer.
    pub(super) fn final_reply(&self, transfer: &Transfer) -> Option<&'s Reply> {
        self.exchange(transfer)?.final_reply()
    }

    /// The words of a reply.
    pub(super) fn words(&self, reply: &Reply) -> &'s [u8] {
        self.session.text(reply.text)
    }

    /// The verb of an exchange as it was sent.
    pub(super) fn verb(&self, exchange: Option<&Exchange>) -> Option<Text> {
        exchange.map(|exchange| exchange.word)
    }

    /// The frames of an exchange: its command and its replies.
    pub(super) fn frames(
        &self,
        exchange: Option<&'s Exchange>,
    ) -> impl Iterator<Item = u64> + use<'s> {
        let frames = exchange.into_iter().flat_map(|exchange| {
            let replies = exchange.replies.iter().map(|reply| reply.frame);
            std::iter::once(exchange.frame).chain(replies)
        });
        frames.take(8)
    }

    /// The transfers with their indices.
    pub(super) fn transfers(&self) -> impl Iterator<Item = (u32, &'s Transfer)> {
        (0u32..).zip(&self.session.transfers)
    }

    /// The announcements with their indices.
    pub(super) fn announcements(&self) -> impl Iterator<Item = (u32, &'s Announcement)> {
        (0u32..).zip(&self.session.announcements)
    }

    /// The first transfer that used announcement `index`.
    pub(super) fn user_of(&self, index: u32) -> Option<(u32, &'s Transfer)> {
        let users = self.users.get_or_init(|| {
            let mut users = vec![None; self.session.announcements.len()];
            for (place, transfer) in self.transfers() {
                let used = transfer.announcement.map(|used| used as usize);
                if let Some(user) = used.and_then(|used| users.get_mut(used)) {
                    user.get_or_insert(place);
                }
            }
            users
        });
        let place = (*users.get(index as usize)?)?;
        Some((place, self.session.transfers.get(place as usize)?))
    }

    /// Whether a transfer that was asked for in or after exchange `from` was completed.
    pub(super) fn went_on_after(&self, from: u32) -> bool {
        self.completed.is_some_and(|completed| completed >= from)
    }

    /// Whether data connections are encrypted at exchange `place`.
    pub(super) fn is_private_at(&self, place: usize) -> bool {
        let before = self.protections.partition_point(|&(prot, _)| prot < place);
        before > 0 && self.protections[before - 1].1
    }

    /// Whether commands or replies are missing from the capture.
    pub(super) fn is_patchy(&self) -> bool {
        let losses = &self.session.losses;
        losses.control_gaps > 0
            || losses.exchanges > 0
            || losses.announcements > 0
            || self.session.opened == crate::session::Opened::Midstream
    }
}

/// Whether the argument of MODE names another mode than that of a stream (RFC 959 §3.4).
fn is_other_mode(argument: &[u8]) -> bool {
    !argument.eq_ignore_ascii_case(b"S")
}

fn asks_for_ascii(session: &Session, exchange: &Exchange) -> bool {
    let argument = session
        .argument(exchange)
        .and_then(|argument| argument.first());
    argument.is_some_and(|letter| letter.eq_ignore_ascii_case(&b'A'))
        && exchange.final_code().is_some_and(Code::is_success)
}
