//! The ports that servers were seen to listen on for data connections.

use crate::limits;
use crate::net::Address;
use crate::session::Session;
use std::collections::HashMap;

/// The ports that one server announced in 227, 228 and 229 over all sessions of a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassiveRange {
    /// The server, as its clients know it.
    pub server: Address,
    /// The lowest port.
    pub lowest: u16,
    /// The highest port.
    pub highest: u16,
    /// How often one was announced.
    pub announced: u64,
    /// In how many sessions.
    pub sessions: u64,
}

/// The ranges of all servers, as far as they were seen.
#[derive(Debug, Default)]
pub(super) struct PassiveRanges {
    ranges: HashMap<Address, PassiveRange>,
}

impl PassiveRanges {
    /// Takes a session that is finished.
    pub(super) fn take(&mut self, session: &Session) {
        let passive = session
            .announcements
            .iter()
            .filter(|one| !one.by.client_listens());
        let ports = passive.map(|one| one.endpoint.port);
        let server = session.server.address;
        let seen = ports.fold(None, |seen: Option<PassiveRange>, port| {
            let seen = seen.unwrap_or(PassiveRange {
                server,
                lowest: port,
                highest: port,
                announced: 0,
                sessions: 1,
            });
            Some(PassiveRange {
                lowest: seen.lowest.min(port),
                highest: seen.highest.max(port),
                announced: seen.announced + 1,
                ..seen
            })
        });
        let Some(seen) = seen else {
            return;
        };
        if let Some(known) = self.ranges.get_mut(&server) {
            known.lowest = known.lowest.min(seen.lowest);
            known.highest = known.highest.max(seen.highest);
            known.announced += seen.announced;
            known.sessions += 1;
        } else if self.ranges.len() < limits::SERVERS_COUNTED {
            self.ranges.insert(server, seen);
        }
    }

    /// The ranges, that of the server with most announcements first.
    pub(super) fn all(&self) -> Vec<PassiveRange> {
        let mut ranges: Vec<PassiveRange> = self.ranges.values().copied().collect();
        ranges.sort_unstable_by_key(|range| (std::cmp::Reverse(range.announced), range.server));
        ranges
    }
}
