//! Which connections of a session a firewall would have stopped.
//!
//! The firewall keeps states: what counts is who sends the SYN, and to which port. Replies need no
//! rule and cannot be stopped by one.

use super::network::{Malformed, Network, Ports, address_and_ports};
use crate::diagnose::Id;
use crate::net::{Address, Endpoint};
use crate::session::{DataConnection, Opened, Party, Security, Session};
use std::fmt;

/// What a firewall does with a SYN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It drops it.
    Drop,
    /// It answers with a RST.
    Reset,
    /// It answers with an ICMP error.
    Icmp,
}

impl Act {
    /// The word of the command line and of JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Act::Drop => "drop",
            Act::Reset => "reject",
            Act::Icmp => "reject-icmp",
        }
    }
}

/// Whom one end of a rule names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The session's server.
    Server,
    /// The session's client.
    Client,
    /// Anyone.
    Any,
    /// These addresses.
    Network(Network),
}

impl Who {
    fn parse(text: &str) -> Result<Self, Malformed> {
        Ok(match text {
            "server" => Who::Server,
            "client" => Who::Client,
            "any" | "*" => Who::Any,
            network => Who::Network(network.parse()?),
        })
    }

    fn is(self, party: Option<Party>, address: Address) -> bool {
        match self {
            Who::Server => party == Some(Party::Server),
            Who::Client => party == Some(Party::Client),
            Who::Any => true,
            Who::Network(network) => network.contains(address),
        }
    }
}

/// A rule that stops connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    text: String,
    act: Act,
    from: Who,
    to: Who,
    /// None named: all of them.
    ports: Vec<Ports>,
}

impl Block {
    /// Reads `FROM>TO` or `FROM>TO:PORTS`.
    ///
    /// FROM and TO are `server`, `client`, `any`, an address or a network; PORTS are `21`, `1024-`,
    /// `50000-50999`, or several of these with commas between them.
    ///
    /// # Errors
    ///
    /// [`Malformed`] names the part that cannot be read.
    pub fn parse(text: &str, act: Act) -> Result<Self, Malformed> {
        let Some((from, to)) = text.split_once('>') else {
            return Err(Malformed::Direction(text.to_owned()));
        };
        let (to, ports) = address_and_ports(to.trim());
        let ports = ports.map(|ports| ports.split(',').map(|one| one.trim().parse()).collect());
        Ok(Self {
            text: text.trim().to_owned(),
            act,
            from: Who::parse(from.trim())?,
            to: Who::parse(to.trim())?,
            ports: ports.transpose()?.unwrap_or_default(),
        })
    }

    /// The same rule, doing `act`.
    #[must_use]
    pub fn acting(self, act: Act) -> Self {
        Self { act, ..self }
    }

    /// What it does with a SYN.
    pub fn act(&self) -> Act {
        self.act
    }

    fn stops(&self, syn: &Syn) -> bool {
        let port = syn.to.port;
        self.from.is(syn.sender, syn.from)
            && self.to.is(syn.receiver, syn.to.address)
            && (self.ports.is_empty() || self.ports.iter().any(|ports| ports.contains(port)))
    }
}

impl fmt::Display for Block {
    /// As it was typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The first packet of a connection.
struct Syn {
    from: Address,
    sender: Option<Party>,
    to: Endpoint,
    receiver: Option<Party>,
}

/// A data connection that would not have come to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// The index of the connection in its session.
    pub connection: u32,
    /// The index of the rule that stops it.
    pub block: usize,
    /// The index of the transfer that it carried.
    pub transfer: Option<u32>,
    /// What the session's verdict would have been.
    pub id: Id,
    /// The bytes that it carried.
    pub bytes: u64,
}

/// What would have become of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// The rule that stops the control connection, by its index, with the verdict.
    pub control: Option<(usize, Id)>,
    /// The data connections that are stopped although the control connection is not.
    pub stopped: Vec<Stopped>,
    /// Data connections that were made.
    pub made: u32,
    /// Whether the session failed to begin even without the rules.
    pub failed_anyway: bool,
}

impl Judgement {
    /// Whether the rules stop anything.
    pub fn is_hit(&self) -> bool {
        self.control.is_some() || !self.stopped.is_empty()
    }
}

/// What `blocks` would have done to a session, the first that takes a SYN deciding.
///
/// `helped` says that the firewall has an FTP helper and lets through what it reads the
/// announcement of.
pub fn judge(session: &Session, blocks: &[Block], helped: bool) -> Judgement {
    let (client, server) = (session.client, session.server);
    let mut judgement = Judgement {
        failed_anyway: !matches!(session.opened, Opened::Handshake | Opened::Midstream),
        ..Judgement::default()
    };
    if judgement.failed_anyway {
        return judgement;
    }
    let stopper = |syn: &Syn| blocks.iter().position(|block| block.stops(syn));
    let control = Syn {
        from: client.address,
        sender: Some(Party::Client),
        to: server,
        receiver: Some(Party::Server),
    };
    let announced = announced(session);
    let carried = carried(session);
    judgement.control = stopper(&control).map(|block| (block, control_id(blocks[block].act)));
    for (index, connection) in session.connections.iter().enumerate() {
        if !connection.established {
            continue;
        }
        judgement.made += 1;
        let announcement = announced[index];
        let is_read = announcement.is_some() && session.security == Security::Clear;
        if judgement.control.is_some() || (helped && is_read) {
            continue;
        }
        let (syn, listener) = syn(session, connection, announcement);
        if let Some(block) = stopper(&syn) {
            judgement.stopped.push(Stopped {
                connection: index as u32,
                block,
                transfer: carried[index],
                id: data_id(listener, blocks[block].act),
                bytes: connection.sent.iter().map(|sent| sent.bytes).sum(),
            });
        }
    }
    judgement
}

/// Who listens by announcement on each connection, and whether that is FXP.
fn announced(session: &Session) -> Vec<Option<(Party, bool)>> {
    let mut announced = vec![None; session.connections.len()];
    for announcement in &session.announcements {
        let listener = if announcement.by.client_listens() {
            Party::Client
        } else {
            Party::Server
        };
        for &attempt in &announcement.attempts {
            if let Some(place) = announced.get_mut(attempt as usize) {
                *place = Some((listener, announcement.fxp));
            }
        }
    }
    announced
}

/// The first transfer that each connection carried.
fn carried(session: &Session) -> Vec<Option<u32>> {
    let mut carried = vec![None; session.connections.len()];
    for (index, transfer) in (0u32..).zip(&session.transfers) {
        let connection = transfer.connection.map(|connection| connection as usize);
        if let Some(place) = connection.and_then(|connection| carried.get_mut(connection)) {
            place.get_or_insert(index);
        }
    }
    carried
}

/// The SYN of a data connection, and the party whose announcement, or place, makes it the listener.
fn syn(
    session: &Session,
    connection: &DataConnection,
    announced: Option<(Party, bool)>,
) -> (Syn, Party) {
    let (client, server) = (session.client, session.server);
    let from_server = connection.initiator.address == server.address
        && (client.address != server.address || connection.initiator.port < 1024);
    let (listener, is_fxp) = announced.unwrap_or((
        if from_server {
            Party::Client
        } else {
            Party::Server
        },
        false,
    ));
    let initiator = match listener {
        Party::Client => Party::Server,
        Party::Server => Party::Client,
    };
    let syn = Syn {
        from: connection.initiator.address,
        sender: (!is_fxp).then_some(initiator),
        to: connection.listener,
        receiver: Some(listener),
    };
    (syn, listener)
}

const fn control_id(act: Act) -> Id {
    match act {
        Act::Drop => Id::ControlUnanswered,
        Act::Reset => Id::ControlRefused,
        Act::Icmp => Id::ControlRejected,
    }
}

const fn data_id(listener: Party, act: Act) -> Id {
    match (listener, act) {
        (Party::Client, Act::Drop) => Id::ActiveUnanswered,
        (Party::Client, Act::Reset) => Id::ActiveRefused,
        (Party::Client, Act::Icmp) => Id::ActiveRejected,
        (Party::Server, Act::Drop) => Id::PassiveUnanswered,
        (Party::Server, Act::Reset) => Id::PassiveRefused,
        (Party::Server, Act::Icmp) => Id::PassiveRejected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Block {
        Block::parse(text, Act::Drop).expect("a rule")
    }

    fn syn(from: &str, to: &str) -> Syn {
        let end = |text: &str| {
            let host: super::super::Host = text.parse().expect("a host");
            host.endpoint(21)
        };
        Syn {
            from: end(from).address,
            sender: Some(Party::Client),
            to: end(to),
            receiver: Some(Party::Server),
        }
    }

    #[test]
    fn a_rule_names_parties_networks_and_ports() {
        let one = syn("192.0.2.9", "198.51.100.21:50007");
        for (text, expected) in [
            ("client>server", true),
            ("client>server:1024-", true),
            ("client > server : 21, 50000-50010", true),
            ("any>any:50007", true),
            ("192.0.2.0/24>198.51.100.21:50007", true),
            ("192.0.2.0/25>any", true),
            ("server>client", false),
            ("client>server:21", false),
            ("192.0.2.128/25>any", false),
            ("any>198.51.100.22", false),
        ] {
            assert_eq!(block(text).stops(&one), expected, "{text}");
        }
    }

    #[test]
    fn ports_of_an_ipv6_address_stand_behind_brackets() {
        let one = syn("2001:db8::9", "[2001:db8:1::21]:50007");
        for (text, expected) in [
            ("any>2001:db8:1::21", true),
            ("any>[2001:db8:1::21]:50000-", true),
            ("any>[2001:db8:1::]/64:50000-", true),
            ("any>[2001:db8:1::21]:21", false),
        ] {
            assert_eq!(block(text).stops(&one), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for text in [
            "",
            "server",
            "server>",
            ">client",
            "server>client:",
            "server>client:x",
            "server>client:21,",
            "router>client",
            "server>client>any",
        ] {
            assert!(Block::parse(text, Act::Drop).is_err(), "{text:?}");
        }
    }
}
