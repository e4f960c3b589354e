//! Commands of firewall-cmd(1): a policy between zones with rich rules
//! (firewalld.policies(5), firewalld.richlanguage(5)).

use super::{Subject, by_path, comment, helped, pairs};
use crate::firewall::{Family, Purpose, Rule, Side, State};
use std::fmt::Write;

/// The service of firewalld's own that has port 21 and the helper.
const OWN_SERVICE: &str = "ftp";

/// Adds the commands to `out`.
pub(super) fn write(out: &mut String, subject: &Subject<'_>, side: Side) {
    let rules = subject.settled(side);
    for port in other_ports(&helped(subject, &rules)) {
        let name = service(port);
        let _ = write!(
            out,
            "firewall-cmd --permanent --delete-service={name} 2>/dev/null
firewall-cmd --permanent --new-service={name}
firewall-cmd --permanent --service={name} --add-port={port}/tcp
firewall-cmd --permanent --service={name} --add-helper=ftp
"
        );
    }
    let (outgoing, others) = by_path(&rules);
    let name = format!("ftp-{}", side.name());
    let egress = if side == Side::Router { "ANY" } else { "HOST" };
    policy(out, subject, &name, ["ANY", egress], &others);
    // The helper of a client's own connections is assigned by a policy that lets them out.
    let needed = side == Side::Client && subject.plan.is_helped();
    let mut text = String::new();
    policy(
        &mut text,
        subject,
        &format!("{name}-out"),
        ["HOST", "ANY"],
        &outgoing,
    );
    if !needed && !text.is_empty() {
        comment(out, "", subject.texts.firewall.outgoing);
        text = text.lines().map(|line| format!("# {line}\n")).collect();
    }
    out.push_str(&text);
    out.push_str("firewall-cmd --reload\n");
}

/// The commands for a policy from one zone to another.
fn policy(out: &mut String, subject: &Subject<'_>, name: &str, zones: [&str; 2], rules: &[&Rule]) {
    let rules: Vec<String> = rules
        .iter()
        .filter(|rule| rule.state == State::New)
        .flat_map(|rule| rich(subject, rule))
        .collect();
    if rules.is_empty() {
        return;
    }
    let [ingress, egress] = zones;
    let _ = write!(
        out,
        "firewall-cmd --permanent --delete-policy={name} 2>/dev/null
firewall-cmd --permanent --new-policy={name}
firewall-cmd --permanent --policy={name} --add-ingress-zone={ingress}
firewall-cmd --permanent --policy={name} --add-egress-zone={egress}
"
    );
    for rule in rules {
        let _ = writeln!(
            out,
            "firewall-cmd --permanent --policy={name} --add-rich-rule='{rule}'"
        );
    }
}

/// A rule in the rich language, which has no place for the source port beside the other.
fn rich(subject: &Subject<'_>, rule: &Rule) -> Vec<String> {
    let family = match rule.family {
        Family::V4 => "ipv4",
        Family::V6 => "ipv6",
    };
    let what = if rule.purpose == Purpose::Control && subject.plan.is_helped() {
        format!("service name=\"{}\"", service(rule.ports.low))
    } else {
        format!("port port=\"{}\" protocol=\"tcp\"", rule.ports)
    };
    let address = |end: &str, network: Option<_>| {
        network.map_or(String::new(), |network: crate::firewall::Network| {
            format!(" {end} address=\"{network}\"")
        })
    };
    let line = |(from, to)| {
        let (from, to) = (address("source", from), address("destination", to));
        format!("rule family=\"{family}\"{from}{to} {what} accept")
    };
    pairs(rule).into_iter().map(line).collect()
}

/// The service that has `port` and the helper.
fn service(port: u16) -> String {
    match port {
        21 => OWN_SERVICE.to_owned(),
        other => format!("{OWN_SERVICE}-{other}"),
    }
}

/// The control ports that firewalld has no service for.
fn other_ports(controls: &[&Rule]) -> Vec<u16> {
    let ports = controls.iter().map(|rule| rule.ports.low);
    let mut ports: Vec<u16> = ports.filter(|&port| port != 21).collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}
