//! What captures show of what a firewall has to let through.

use super::network::{Network, Ports};
use super::plan::{ActiveSource, Plan, Tls};
use crate::limits;
use crate::net::{Address, Endpoint};
use crate::session::{Mode, Security, Session};
use std::collections::BTreeSet;

/// Ports that a server without a passive range of its own gets when one is advised.
const ADVISED: Ports = Ports {
    low: 50000,
    high: 50999,
};

/// Announced ports that lie further apart than this were taken from the whole range of the system.
const SCATTERED: u32 = 4_096;

/// What the sessions of captures show: who, over which ports, in which modes.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How many sessions there were.
    pub sessions: u64,
    /// Sessions with a data connection that the server opened, or was to open.
    pub active_sessions: u64,
    /// Sessions with one that the client opened, or was to open.
    pub passive_sessions: u64,
    /// Sessions that were encrypted.
    pub encrypted_sessions: u64,
    /// The lowest and highest port that servers listened on for data.
    pub passive: Option<Ports>,
    /// How often they announced one.
    pub passive_times: u64,
    /// Data connections that servers opened from the port below their control port.
    pub from_below_control: u64,
    /// Data connections that servers opened from another port.
    pub from_elsewhere: u64,
    /// A passive endpoint announced at another address than clients reach the server at.
    pub announced_elsewhere: Option<(Address, Address)>,
    /// Whether there were more servers or clients than are kept.
    pub is_partial: bool,
    servers: BTreeSet<Endpoint>,
    clients: BTreeSet<Address>,
    implicit: bool,
}

impl Seen {
    /// Takes a session into account.
    pub fn take(&mut self, session: &Session) {
        if session.protocol.is_some() {
            return;
        }
        self.sessions += 1;
        if self.servers.len() < limits::FIREWALL_HOSTS {
            self.servers.insert(session.server);
        } else {
            self.is_partial |= !self.servers.contains(&session.server);
        }
        if self.clients.len() < limits::FIREWALL_HOSTS {
            self.clients.insert(session.client.address);
        } else {
            self.is_partial |= !self.clients.contains(&session.client.address);
        }
        let is_encrypted = session.is_encrypted();
        self.encrypted_sessions += u64::from(is_encrypted);
        self.implicit |= is_encrypted && session.server.port == Tls::Implicit.control_port();
        self.passive_ports(session);
        self.active_ports(session);
    }

    fn passive_ports(&mut self, session: &Session) {
        let announced = session.announcements.iter();
        let announced = announced.filter(|one| !one.by.client_listens());
        let mut any = false;
        for announcement in announced {
            any = true;
            self.passive_port(announcement.endpoint.port);
            let there = announcement.endpoint.address;
            if !announcement.fxp && there != session.server.address {
                self.announced_elsewhere
                    .get_or_insert((there, session.server.address));
            }
        }
        // Where the 227 is encrypted, the connection tells.
        let unannounced = session.connections.iter().filter(|one| {
            session.security == Security::Tls
                && one.listener.address == session.server.address
                && one.initiator.address == session.client.address
        });
        for connection in unannounced {
            any = true;
            self.passive_port(connection.listener.port);
        }
        self.passive_sessions += u64::from(any);
    }

    fn passive_port(&mut self, port: u16) {
        self.passive_times += 1;
        let Ports { low, high } = self.passive.unwrap_or(Ports::one(port));
        self.passive = Some(Ports {
            low: low.min(port),
            high: high.max(port),
        });
    }

    fn active_ports(&mut self, session: &Session) {
        let announced = session
            .announcements
            .iter()
            .any(|one| one.by.client_listens());
        let opened: Vec<u16> = session
            .transfers
            .iter()
            .filter(|transfer| matches!(transfer.mode, Mode::Active | Mode::Default))
            .filter_map(|transfer| transfer.initiator)
            .filter(|initiator| initiator.address == session.server.address)
            .map(|initiator| initiator.port)
            .collect();
        self.active_sessions += u64::from(announced || !opened.is_empty());
        let below = session.server.port.checked_sub(1);
        for port in opened {
            if Some(port) == below {
                self.from_below_control += 1;
            } else {
                self.from_elsewhere += 1;
            }
        }
    }

    /// The servers that were seen.
    pub fn servers(&self) -> impl Iterator<Item = Endpoint> {
        self.servers.iter().copied()
    }

    /// The passive range to be set on the server: what was seen, rounded outwards, since more ports
    /// belong to it than were seen; a range of its own where the ports lie all over the place.
    pub fn advised_range(&self) -> Ports {
        match self.passive {
            Some(seen) if seen.count() <= SCATTERED => rounded(seen),
            _ => ADVISED,
        }
    }

    /// Whether the ports lie so far apart that no range seems to be set on the server.
    pub fn is_scattered(&self) -> bool {
        self.passive.is_some_and(|seen| seen.count() > SCATTERED)
    }

    /// What the captures show as a plan; `None` where they have no session.
    pub fn plan(&self) -> Option<Plan> {
        if self.servers.is_empty() {
            return None;
        }
        let clients = self.clients.iter().map(|&client| Network::host(client));
        Some(Plan {
            servers: self.servers.iter().copied().collect(),
            clients: clients.collect(),
            passive: self.advised_range(),
            active_source: if self.from_elsewhere == 0 {
                ActiveSource::BelowControl
            } else {
                ActiveSource::Any
            },
            tls: match self.encrypted_sessions {
                0 => Some(Tls::None),
                _ if self.implicit => Some(Tls::Implicit),
                _ => Some(Tls::Explicit),
            },
            helper: None,
        })
    }
}

/// `seen`, out to the next hundreds, or thousands where it is wide.
fn rounded(seen: Ports) -> Ports {
    let step = if seen.count() <= 1_000 { 100 } else { 1_000 };
    let low = seen.low - seen.low % step;
    let high = seen.high - seen.high % step;
    Ports {
        low: low.max(Ports::UNPRIVILEGED.low),
        high: high.saturating_add(step - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advised(low: u16, high: u16) -> String {
        let seen = Seen {
            passive: Some(Ports { low, high }),
            ..Seen::default()
        };
        seen.advised_range().to_string()
    }

    #[test]
    fn the_advised_range_is_what_was_seen_rounded_outwards() {
        assert_eq!(advised(50094, 50094), "50000-50099");
        assert_eq!(advised(50012, 50112), "50000-50199");
        assert_eq!(advised(50400, 51600), "50000-51999");
        assert_eq!(advised(65500, 65535), "65500-65535");
        assert_eq!(advised(1024, 1030), "1024-1099");
    }

    #[test]
    fn ports_all_over_the_place_are_replaced_by_a_range() {
        assert_eq!(advised(32_768, 60_999), "50000-50999");
        assert_eq!(Seen::default().advised_range().to_string(), "50000-50999");
    }
}
