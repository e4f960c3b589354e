//! Commands of ufw(8), one for each pair of addresses.

use super::{Subject, by_path, comment, families, helped, iptables, label, pairs};
use crate::firewall::{Family, Path, Rule, Side, State};
use std::fmt::Write;

/// Adds the commands to `out`.
pub(super) fn write(out: &mut String, subject: &Subject<'_>, side: Side) {
    let texts = subject.texts.firewall;
    let rules = subject.settled(side);
    if side != Side::Router {
        comment(out, "", texts.ssh);
        out.push_str("ufw allow in proto tcp to any port 22 comment 'ssh'\n\n");
    }
    let (outgoing, others) = by_path(&rules);
    for command in others.into_iter().flat_map(commands) {
        let _ = writeln!(out, "{command}");
    }
    if outgoing.iter().any(|rule| rule.state == State::New) {
        out.push('\n');
        comment(out, "", texts.outgoing);
        for command in outgoing.into_iter().flat_map(commands) {
            let _ = writeln!(out, "# {command}");
        }
    }
    helper(out, subject, side, &rules);
}

/// What goes into the files that ufw reads before its own rules.
fn helper(out: &mut String, subject: &Subject<'_>, side: Side, rules: &[Rule]) {
    let controls = helped(subject, rules);
    if controls.is_empty() {
        return;
    }
    let chain = if side == Side::Client {
        "OUTPUT"
    } else {
        "PREROUTING"
    };
    out.push('\n');
    comment(out, "", subject.texts.firewall.ufw_helper);
    for family in families(rules) {
        let file = match family {
            Family::V4 => "/etc/ufw/before.rules",
            Family::V6 => "/etc/ufw/before6.rules",
        };
        let _ = writeln!(out, "#   {file}:\n#     *raw\n#     :{chain} ACCEPT [0:0]");
        for rule in controls.iter().filter(|rule| rule.family == family) {
            let _ = writeln!(out, "#     {}", iptables::assignment(chain, rule));
        }
        out.push_str("#     COMMIT\n");
    }
}

/// Related connections need no command: ufw lets them through.
fn commands(rule: &Rule) -> Vec<String> {
    if rule.state == State::Related {
        return Vec::new();
    }
    let way = match rule.path {
        Path::In => "allow in",
        Path::Out => "allow out",
        Path::Through => "route allow",
    };
    let source = rule
        .source_port
        .map(|port| format!(" port {port}"))
        .unwrap_or_default();
    let any = |network: Option<_>| match network {
        Some(network) => format!("{network}"),
        None => "any".to_owned(),
    };
    let command = |(from, to)| {
        format!(
            "ufw {way} proto tcp from {}{source} to {} port {} comment '{}'",
            any(from),
            any(to),
            rule.ports.written(':'),
            label(rule.purpose)
        )
    };
    pairs(rule).into_iter().map(command).collect()
}
