//! What a transfer's connection tells of it, and how it ended.

use super::resolver::Resolver;
use super::{Mode, Outcome, Transfer, Way, is_transfer};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::session::announcement::Standing;
use crate::session::connection::DataConnection;
use crate::tcp::Direction;

impl Resolver<'_> {
    /// Fills in what the connection tells.
    pub(super) fn measure(&self, transfer: &mut Transfer, until: u64) {
        let Some(index) = transfer.connection else {
            let announced = transfer
                .announcement
                .map(|index| &self.session.announcements[index as usize]);
            transfer.opened = match transfer.final_code {
                // The transfer took place, so the connection did: elsewhere than the capture.
                Some(code) if code.0 < 400 => None,
                None if announced.is_some_and(|announced| announced.fxp) => None,
                _ => Some(false),
            };
            if announced.is_some_and(|announced| announced.fxp) {
                transfer.listener = announced.map(|announced| announced.endpoint);
            }
            return;
        };
        let connection = &self.session.connections[index as usize];
        transfer.initiator = Some(connection.initiator);
        transfer.listener = Some(connection.listener);
        transfer.opened = Some(connection.established);
        let server = self.server_side(transfer, connection);
        let sender = match (transfer.way, server) {
            (Some(Way::Download), Some(server)) => server,
            (Some(Way::Upload), Some(server)) => server.opposite(),
            _ => connection.main_direction(),
        };
        if transfer.way.is_none() {
            transfer.way = server.map(|server| {
                if server == sender {
                    Way::Download
                } else {
                    Way::Upload
                }
            });
        }
        transfer.sender = Some(sender);
        let sent = connection.sent(sender);
        transfer.bytes = sent.payload();
        transfer.missing = sent.missing_payload();
        transfer.sha256 = sent.sha256;
        self.split_shared(transfer, index, until);
    }

    /// Counts only what went over a shared connection since the transfer before this one.
    pub(super) fn split_shared(&self, transfer: &mut Transfer, index: u32, until: u64) {
        let connection = &self.session.connections[index as usize];
        let Some(sender) = transfer.sender else {
            return;
        };
        let earlier = self
            .transfers
            .iter()
            .rev()
            .find(|earlier| earlier.connection == Some(index));
        let more = connection.marks.iter().any(|mark| mark.frame > until);
        let at = |frame: u64| {
            let mark = connection
                .marks
                .iter()
                .rev()
                .find(|mark| mark.frame <= frame);
            mark.map_or(0, |mark| mark.bytes[sender.index()])
        };
        let total = connection.sent(sender).bytes;
        let from = earlier.map_or(0, |_| at(self.last_final));
        let closed_later = connection.close_frame().is_none_or(|closed| closed > until);
        let shared_on = transfer
            .exchange
            .is_some_and(|exchange| self.serves_more(index, exchange));
        let to = if more && closed_later && shared_on {
            at(until)
        } else {
            total
        };
        if from > 0 || to < total {
            // Marks count what went over the wire, encrypted or not.
            transfer.begins = from;
            transfer.bytes = to.saturating_sub(from);
            transfer.missing = 0;
            transfer.sha256 = None;
        }
    }

    /// Whether the transfer command after exchange `exchange` has no connection but this one.
    pub(super) fn serves_more(&self, index: u32, exchange: u32) -> bool {
        let announced = self.assigned[index as usize];
        let from = exchange as usize + 1;
        let later = self.session.exchanges.get(from..).unwrap_or_default();
        let Some(next) = later.iter().position(is_transfer) else {
            return false;
        };
        let first_newer = announced.map_or(0, |announced| announced as usize + 1);
        let newer = self.session.announcements.iter().skip(first_newer);
        let replaced = newer
            .filter(|other| other.standing != Standing::Declined)
            .any(|other| (other.exchange as usize) < from + next);
        let another = announced
            .and_then(|announced| self.to_announcement.get(announced as usize))
            .is_some_and(|all| {
                all.iter()
                    .any(|&other| other > index && self.is_open(other))
            });
        !replaced && !another
    }

    /// The direction in which the server sends on this connection.
    pub(super) fn server_side(
        &self,
        transfer: &Transfer,
        connection: &DataConnection,
    ) -> Option<Direction> {
        match transfer.mode {
            Mode::Active | Mode::Default => Some(Direction::FromInitiator),
            Mode::Passive => Some(Direction::FromListener),
            Mode::Unknown if self.session.client.address == self.session.server.address => None,
            Mode::Unknown if connection.initiator.address == self.session.server.address => {
                Some(Direction::FromInitiator)
            }
            Mode::Unknown => Some(Direction::FromListener),
        }
    }

    pub(super) fn outcome(&self, transfer: &Transfer, index: u32) -> Outcome {
        let Some(code) = transfer.final_code.or(transfer.likely_code) else {
            return Outcome::Unknown;
        };
        let aborted = self.session.exchanges[index as usize + 1..]
            .iter()
            .take_while(|exchange| !is_transfer(exchange))
            .any(|exchange| exchange.verb == Some(Verb::Abor));
        match code.0 {
            426 if aborted => Outcome::Aborted,
            400.. if transfer.opened == Some(true) && self.client_closed_first(transfer) => {
                Outcome::Aborted
            }
            400.. => Outcome::Failed,
            _ if aborted
                && transfer
                    .promised
                    .is_some_and(|promised| transfer.bytes < promised) =>
            {
                Outcome::Aborted
            }
            _ if transfer.opened == Some(true) && self.is_short(transfer) => Outcome::Truncated,
            _ => Outcome::Complete,
        }
    }

    /// A download that the client ended: 426 after its FIN or RST.
    pub(super) fn client_closed_first(&self, transfer: &Transfer) -> bool {
        let Some(connection) = transfer
            .connection
            .map(|index| &self.session.connections[index as usize])
        else {
            return false;
        };
        let Some(sender) = transfer
            .sender
            .filter(|_| transfer.way == Some(Way::Download))
        else {
            return false;
        };
        let receiver = sender.opposite();
        let end = |direction: Direction| {
            let reset = connection
                .reset
                .filter(|&(by, _)| by == direction)
                .map(|(_, frame)| frame);
            connection
                .sent(direction)
                .fin_frame
                .into_iter()
                .chain(reset)
                .min()
        };
        transfer.bytes > 0
            && transfer.final_code == Some(Code(426))
            && end(receiver)
                .is_some_and(|receiver| end(sender).is_none_or(|sender| receiver < sender))
    }

    pub(super) fn is_short(&self, transfer: &Transfer) -> bool {
        // In TYPE A more bytes go over the wire than the file has, never fewer (RFC 959 §3.1.1.1).
        transfer
            .promised
            .is_some_and(|promised| transfer.bytes < promised)
    }
}
