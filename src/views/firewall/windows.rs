//! Commands of PowerShell's module NetSecurity.

use super::{Subject, by_path, comment, label};
use crate::firewall::{Network, Path, Rule, Side, State};
use std::fmt::Write;

/// Adds the commands to `out`.
pub(super) fn write(out: &mut String, subject: &Subject<'_>, side: Side) {
    let texts = subject.texts.firewall;
    let rules = subject.settled(side);
    out.push_str(
        "$group = 'FTP (ftpscope)'\nRemove-NetFirewallRule -Group $group -ErrorAction SilentlyContinue\n",
    );
    if subject.plan.is_helped() {
        comment(out, "", texts.windows_helper);
        out.push_str("Set-NetFirewallSetting -EnableStatefulFtp True\n");
    }
    let (outgoing, others) = by_path(&rules);
    for rule in others.into_iter().filter(|rule| rule.state == State::New) {
        let _ = writeln!(out, "{}", command(rule));
    }
    let mut outgoing = outgoing.into_iter().filter(|rule| rule.state == State::New);
    if let Some(first) = outgoing.next() {
        out.push('\n');
        comment(out, "", texts.outgoing);
        for rule in std::iter::once(first).chain(outgoing) {
            let _ = writeln!(out, "# {}", command(rule));
        }
    }
}

fn command(rule: &Rule) -> String {
    let inbound = rule.path == Path::In;
    let (direction, local, remote) = if inbound {
        ("Inbound", &rule.to, &rule.from)
    } else {
        ("Outbound", &rule.from, &rule.to)
    };
    let source = rule.source_port.map(|port| port.to_string());
    let (local_port, remote_port) = if inbound {
        (Some(rule.ports.to_string()), source)
    } else {
        (source, Some(rule.ports.to_string()))
    };
    let mut text = format!(
        "New-NetFirewallRule -Group $group -DisplayName '{}' -Direction {direction} -Action Allow -Protocol TCP",
        label(rule.purpose)
    );
    for (option, value) in [
        ("LocalAddress", list(local)),
        ("LocalPort", local_port),
        ("RemoteAddress", list(remote)),
        ("RemotePort", remote_port),
    ] {
        if let Some(value) = value {
            let _ = write!(text, " -{option} {value}");
        }
    }
    text
}

fn list(networks: &[Network]) -> Option<String> {
    let quoted: Vec<String> = networks
        .iter()
        .map(|network| format!("'{network}'"))
        .collect();
    match quoted.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("@({})", several.join(", "))),
    }
}
