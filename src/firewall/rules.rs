//! The rules that a plan needs on each side.
//!
//! A rule lets the first packet of a connection through. What follows on the same connection, in
//! both directions, is let through by its state, so that no rule has to open a port for replies.

use super::network::{Network, Ports};
use super::plan::{Mode, Plan, Side};
use crate::net::Endpoint;

/// A version of IP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// The family of an endpoint.
    pub const fn of(endpoint: Endpoint) -> Self {
        if endpoint.address.is_v4() {
            Family::V4
        } else {
            Family::V6
        }
    }
}

/// The way of a connection as the firewall sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// To the host that it stands on.
    In,
    /// From the host that it stands on.
    Out,
    /// Through the router that it stands on.
    Through,
}

impl Path {
    /// The word of JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Path::In => "in",
            Path::Out => "out",
            Path::Through => "through",
        }
    }
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Commands and replies.
    Control,
    /// Data, over a connection that the client opens.
    Passive,
    /// Data, over a connection that the server opens.
    Active,
}

impl Purpose {
    /// The word of JSON and of comments in rules.
    pub const fn name(self) -> &'static str {
        match self {
            Purpose::Control => "control",
            Purpose::Passive => "passive",
            Purpose::Active => "active",
        }
    }
}

/// When a rule is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// In any case.
    Always,
    /// Where no helper reads the control connection: there is none, or TLS hides what is said.
    Unhelped,
    /// Where a helper reads the control connection.
    Helped,
}

impl When {
    /// The word of JSON.
    pub const fn name(self) -> &'static str {
        match self {
            When::Always => "always",
            When::Unhelped => "without-helper-or-with-tls",
            When::Helped => "with-helper-and-without-tls",
        }
    }
}

/// The state of the connection that a rule lets begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A connection that the firewall knows nothing of.
    New,
    /// A connection that the helper read the announcement of.
    Related,
}

impl State {
    /// The word of JSON.
    pub const fn name(self) -> &'static str {
        match self {
            State::New => "new",
            State::Related => "related",
        }
    }
}

/// A kind of connection that has to be let through, in the direction of its SYN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What the connection is for.
    pub purpose: Purpose,
    /// Its way.
    pub path: Path,
    /// When the rule is needed.
    pub when: When,
    /// Its state at its first packet.
    pub state: State,
    /// Its version of IP.
    pub family: Family,
    /// Who opens it; none named: anyone.
    pub from: Vec<Network>,
    /// The port that it is opened from, where that is known. It is never what lets a packet in by
    /// itself: whoever sends it chooses it.
    pub source_port: Option<u16>,
    /// Who it is opened to; none named: anyone.
    pub to: Vec<Network>,
    /// The ports that it may be opened to. A helper knows which of them it is; but no service below
    /// 1024 is to be reached by what an announcement says.
    pub ports: Ports,
}

/// The rules that `plan` needs on `side` for `modes`, whether or not a helper is there.
pub fn rules(plan: &Plan, side: Side, modes: &[Mode]) -> Vec<Rule> {
    let mut rules = Vec::new();
    for group in groups(plan) {
        rules.push(group.control(side));
        for mode in modes {
            rules.extend(group.data(plan, side, *mode));
        }
    }
    rules
}

/// The rules of `rules` that hold for `plan`: with or without helper as it says.
pub fn settled<'r>(plan: &Plan, rules: &'r [Rule]) -> impl Iterator<Item = &'r Rule> {
    let other = if plan.is_helped() {
        When::Unhelped
    } else {
        When::Helped
    };
    rules.iter().filter(move |rule| rule.when != other)
}

/// The servers of one family that have the same control port, and the clients of that family.
struct Group {
    family: Family,
    port: u16,
    servers: Vec<Network>,
    clients: Vec<Network>,
}

fn groups(plan: &Plan) -> Vec<Group> {
    let mut kinds: Vec<(Family, u16)> = plan
        .servers
        .iter()
        .map(|&server| (Family::of(server), server.port))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    let groups = kinds.into_iter().filter_map(|(family, port)| {
        let servers = plan.servers.iter();
        let servers =
            servers.filter(|&&server| Family::of(server) == family && server.port == port);
        let is_v4 = family == Family::V4;
        let clients = plan.clients.iter().copied();
        let clients = merged(clients.filter(|client| client.is_v4() == is_v4));
        // Clients of the other family only are nobody here, which is not the same as anyone.
        (plan.clients.is_empty() || !clients.is_empty()).then(|| Group {
            family,
            port,
            servers: merged(servers.map(|server| Network::host(server.address))),
            clients,
        })
    });
    groups.collect()
}

/// `networks` without those that another one covers, which sets of firewalls do not take.
fn merged(networks: impl Iterator<Item = Network>) -> Vec<Network> {
    let mut merged: Vec<Network> = Vec::new();
    for network in networks {
        if !merged.iter().any(|other| other.covers(network)) {
            merged.retain(|&other| !network.covers(other));
            merged.push(network);
        }
    }
    merged
}

impl Group {
    fn control(&self, side: Side) -> Rule {
        Rule {
            purpose: Purpose::Control,
            path: from_client(side),
            when: When::Always,
            state: State::New,
            family: self.family,
            from: self.clients.clone(),
            source_port: None,
            to: self.servers.clone(),
            ports: Ports::one(self.port),
        }
    }

    /// The rule without and the rule with a helper.
    fn data(&self, plan: &Plan, side: Side, mode: Mode) -> [Rule; 2] {
        let control = self.control(side);
        let unhelped = match mode {
            Mode::Passive => Rule {
                purpose: Purpose::Passive,
                when: When::Unhelped,
                ports: plan.passive,
                ..control
            },
            Mode::Active => Rule {
                purpose: Purpose::Active,
                path: from_server(side),
                when: When::Unhelped,
                from: self.servers.clone(),
                source_port: plan.active_source.port(self.port),
                to: self.clients.clone(),
                ports: Ports::UNPRIVILEGED,
                ..control
            },
        };
        let helped = Rule {
            when: When::Helped,
            state: State::Related,
            source_port: None,
            ports: Ports::UNPRIVILEGED,
            ..unhelped.clone()
        };
        [unhelped, helped]
    }
}

const fn from_client(side: Side) -> Path {
    match side {
        Side::Server => Path::In,
        Side::Client => Path::Out,
        Side::Router => Path::Through,
    }
}

const fn from_server(side: Side) -> Path {
    match side {
        Side::Server => Path::Out,
        Side::Client => Path::In,
        Side::Router => Path::Through,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::firewall::{ActiveSource, Host, Tls};

    fn plan(servers: &[&str], clients: &[&str]) -> Plan {
        let endpoint = |text: &&str| text.parse::<Host>().expect("a host").endpoint(21);
        Plan {
            servers: servers.iter().map(endpoint).collect(),
            clients: clients
                .iter()
                .map(|text| text.parse().expect("a network"))
                .collect(),
            passive: Ports {
                low: 50000,
                high: 50999,
            },
            active_source: ActiveSource::BelowControl,
            tls: None,
            helper: None,
        }
    }

    fn usual() -> Plan {
        plan(&["198.51.100.21"], &["192.0.2.0/24"])
    }

    fn written(rule: &Rule) -> String {
        let list = |networks: &[Network]| {
            let networks: Vec<String> = networks.iter().map(Network::to_string).collect();
            networks.join(",")
        };
        let source = rule.source_port.map(|port| format!(":{port}"));
        format!(
            "{} {} {} {}{} > {}:{}",
            rule.purpose.name(),
            rule.path.name(),
            rule.state.name(),
            list(&rule.from),
            source.unwrap_or_default(),
            list(&rule.to),
            rule.ports
        )
    }

    fn settled_rules(plan: &Plan, side: Side) -> Vec<String> {
        let all = rules(plan, side, &Mode::BOTH);
        settled(plan, &all).map(written).collect()
    }

    #[test]
    fn without_a_helper_ports_are_opened_in_the_direction_of_the_syn() {
        assert_eq!(
            settled_rules(&usual(), Side::Router),
            [
                "control through new 192.0.2.0/24 > 198.51.100.21:21",
                "passive through new 192.0.2.0/24 > 198.51.100.21:50000-50999",
                "active through new 198.51.100.21:20 > 192.0.2.0/24:1024-65535",
            ]
        );
        assert_eq!(
            settled_rules(&usual(), Side::Client)[2],
            "active in new 198.51.100.21:20 > 192.0.2.0/24:1024-65535"
        );
        assert_eq!(
            settled_rules(&usual(), Side::Server)[1],
            "passive in new 192.0.2.0/24 > 198.51.100.21:50000-50999"
        );
    }

    #[test]
    fn with_a_helper_only_related_connections_are_let_through() {
        let plan = Plan {
            helper: Some(true),
            ..usual()
        };
        assert_eq!(
            settled_rules(&plan, Side::Router)[1..],
            [
                "passive through related 192.0.2.0/24 > 198.51.100.21:1024-65535",
                "active through related 198.51.100.21 > 192.0.2.0/24:1024-65535",
            ]
        );
    }

    #[test]
    fn a_helper_is_of_no_use_with_tls() {
        let plan = Plan {
            helper: Some(true),
            tls: Some(Tls::Explicit),
            ..usual()
        };
        assert_eq!(
            settled_rules(&plan, Side::Router),
            settled_rules(&usual(), Side::Router)
        );
    }

    #[test]
    fn no_rule_lets_in_by_its_source_port_alone() {
        for side in Side::ALL {
            let all = rules(&plan(&["198.51.100.21"], &[]), side, &Mode::BOTH);
            let sourced = all.iter().filter(|rule| rule.source_port.is_some());
            assert!(sourced.clone().count() > 0);
            for rule in sourced {
                assert!(!rule.from.is_empty(), "{rule:?}");
            }
        }
    }

    #[test]
    fn the_source_port_is_the_one_below_the_control_port() {
        let all = settled_rules(&plan(&["198.51.100.21:2121"], &[]), Side::Server);
        assert_eq!(all[2], "active out new 198.51.100.21:2120 > :1024-65535");
    }

    #[test]
    fn families_are_not_mixed() {
        let mixed = plan(
            &["198.51.100.21", "2001:db8::21"],
            &["192.0.2.0/24", "2001:db8:1::/64"],
        );
        for rule in rules(&mixed, Side::Router, &Mode::BOTH) {
            let is_v4 = rule.family == Family::V4;
            let mut networks = rule.from.iter().chain(&rule.to);
            assert!(networks.all(|network| network.is_v4() == is_v4), "{rule:?}");
        }
    }

    #[test]
    fn networks_within_others_are_left_out() {
        let nested = plan(
            &["198.51.100.21"],
            &[
                "192.0.2.7",
                "192.0.2.0/24",
                "192.0.2.0/25",
                "203.0.113.0/24",
            ],
        );
        assert_eq!(
            settled_rules(&nested, Side::Router)[0],
            "control through new 192.0.2.0/24,203.0.113.0/24 > 198.51.100.21:21"
        );
    }

    #[test]
    fn clients_of_the_other_family_are_not_anyone() {
        let apart = plan(&["2001:db8::21"], &["192.0.2.0/24"]);
        assert_eq!(rules(&apart, Side::Router, &Mode::BOTH), []);
    }
}
