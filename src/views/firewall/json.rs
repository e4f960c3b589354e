//! The rules as one JSON object.

use super::{Subject, remarks};
use crate::firewall::{Family, Network, Rule, Side};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Whole {
    r#type: &'static str,
    servers: Vec<String>,
    clients: Vec<String>,
    passive: String,
    tls: Option<&'static str>,
    helper: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<SeenPart>,
    sides: Vec<SidePart>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct SeenPart {
    sessions: u64,
    active: u64,
    passive: u64,
    tls: u64,
    passive_ports: Option<[u16; 2]>,
    passive_times: u64,
    active_from_below_control: u64,
    active_from_elsewhere: u64,
    remarks: Vec<String>,
}

#[derive(Serialize)]
struct SidePart {
    side: &'static str,
    rules: Vec<RulePart>,
}

#[derive(Serialize)]
struct RulePart {
    purpose: &'static str,
    path: &'static str,
    when: &'static str,
    state: &'static str,
    family: &'static str,
    from: Vec<String>,
    source_port: Option<u16>,
    to: Vec<String>,
    ports: [u16; 2],
}

/// Writes the rules of `sides` as a line.
///
/// # Errors
///
/// What the output says.
pub fn json(out: &mut impl Write, subject: &Subject<'_>, sides: &[Side]) -> io::Result<()> {
    let all: Vec<(Side, Vec<Rule>)> = sides
        .iter()
        .map(|&side| (side, subject.rules(side)))
        .collect();
    let plan = subject.plan;
    let whole = Whole {
        r#type: "firewall",
        servers: plan.servers.iter().map(ToString::to_string).collect(),
        clients: written(&plan.clients),
        passive: plan.passive.to_string(),
        tls: plan.tls.map(|tls| tls.name()),
        helper: plan.helper,
        seen: subject.seen.map(|seen| SeenPart {
            sessions: seen.sessions,
            active: seen.active_sessions,
            passive: seen.passive_sessions,
            tls: seen.encrypted_sessions,
            passive_ports: seen.passive.map(|ports| [ports.low, ports.high]),
            passive_times: seen.passive_times,
            active_from_below_control: seen.from_below_control,
            active_from_elsewhere: seen.from_elsewhere,
            remarks: remarks::seen(subject, seen),
        }),
        sides: all
            .iter()
            .map(|(side, rules)| SidePart {
                side: side.name(),
                rules: rules.iter().map(part).collect(),
            })
            .collect(),
        notes: remarks::all(subject),
    };
    serde_json::to_writer(&mut *out, &whole)?;
    writeln!(out)
}

fn part(rule: &Rule) -> RulePart {
    RulePart {
        purpose: rule.purpose.name(),
        path: rule.path.name(),
        when: rule.when.name(),
        state: rule.state.name(),
        family: match rule.family {
            Family::V4 => "ipv4",
            Family::V6 => "ipv6",
        },
        from: written(&rule.from),
        source_port: rule.source_port,
        to: written(&rule.to),
        ports: [rule.ports.low, rule.ports.high],
    }
}

fn written(networks: &[Network]) -> Vec<String> {
    networks.iter().map(Network::to_string).collect()
}
