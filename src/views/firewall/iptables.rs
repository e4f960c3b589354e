//! A file for iptables-restore(8) and ip6tables-restore(8) alike: lines with -4 and -6 count for
//! one of them.

use super::{Subject, by_path, comment, families, helped, label};
use crate::firewall::{Family, Network, Rule, Side, State};
use std::fmt::Write;

/// Adds the file to `out`.
pub(super) fn write(out: &mut String, subject: &Subject<'_>, side: Side) {
    let rules = subject.settled(side);
    helper(out, subject, side, &rules);
    let (chain, input, forward) = match side {
        Side::Router => ("FORWARD", "ACCEPT", "DROP"),
        Side::Server | Side::Client => ("INPUT", "DROP", "ACCEPT"),
    };
    let _ = writeln!(
        out,
        "*filter\n:INPUT {input} [0:0]\n:FORWARD {forward} [0:0]\n:OUTPUT ACCEPT [0:0]"
    );
    if side != Side::Router {
        own_host(out, subject, &families(&rules));
    }
    let _ = write!(
        out,
        "-A {chain} -m conntrack --ctstate INVALID -j DROP
-A {chain} -m conntrack --ctstate ESTABLISHED -j ACCEPT
-4 -A {chain} -p icmp -m conntrack --ctstate RELATED -j ACCEPT
-6 -A {chain} -p ipv6-icmp -m conntrack --ctstate RELATED -j ACCEPT
"
    );
    let (outgoing, others) = by_path(&rules);
    for rule in others {
        let _ = writeln!(out, "{}", line(chain, rule));
    }
    if !outgoing.is_empty() {
        comment(out, "", subject.texts.firewall.outgoing);
        for rule in outgoing {
            let _ = writeln!(out, "# {}", line("OUTPUT", rule));
        }
    }
    out.push_str("COMMIT\n");
}

/// What a host needs besides FTP so as not to be cut off.
fn own_host(out: &mut String, subject: &Subject<'_>, families: &[Family]) {
    out.push_str("-A INPUT -i lo -j ACCEPT\n");
    if families.contains(&Family::V6) {
        for kind in [
            "neighbour-solicitation",
            "neighbour-advertisement",
            "router-advertisement",
        ] {
            let _ = writeln!(
                out,
                "-6 -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type {kind} -m hl --hl-eq 255 -j ACCEPT"
            );
        }
    }
    comment(out, "", subject.texts.firewall.ssh);
    out.push_str(
        "-A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m comment --comment \"ssh\" -j ACCEPT\n",
    );
}

/// The table that assigns the helper to control connections.
fn helper(out: &mut String, subject: &Subject<'_>, side: Side, rules: &[Rule]) {
    let controls = helped(subject, rules);
    if controls.is_empty() {
        return;
    }
    let chain = match side {
        // What the host itself sends passes no PREROUTING.
        Side::Client => "OUTPUT",
        Side::Server | Side::Router => "PREROUTING",
    };
    out.push_str("*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n");
    for rule in controls {
        let _ = writeln!(out, "{}", assignment(chain, rule));
    }
    out.push_str("COMMIT\n");
}

/// The rule that assigns the helper to the control connections of `rule`.
pub(super) fn assignment(chain: &str, rule: &Rule) -> String {
    format!("{} -j CT --helper ftp", matches(chain, rule))
}

fn line(chain: &str, rule: &Rule) -> String {
    let state = match rule.state {
        State::New => "-m conntrack --ctstate NEW",
        State::Related => "-m conntrack --ctstate RELATED -m helper --helper ftp",
    };
    format!(
        "{} {state} -m comment --comment \"{}\" -j ACCEPT",
        matches(chain, rule),
        label(rule.purpose)
    )
}

/// The chain, addresses and ports.
fn matches(chain: &str, rule: &Rule) -> String {
    let family = match rule.family {
        Family::V4 => "-4",
        Family::V6 => "-6",
    };
    let mut text = format!("{family} -A {chain}");
    for (option, networks) in [("-s", &rule.from), ("-d", &rule.to)] {
        if !networks.is_empty() {
            let written: Vec<String> = networks.iter().map(Network::to_string).collect();
            let _ = write!(text, " {option} {}", written.join(","));
        }
    }
    text.push_str(" -p tcp -m tcp");
    if let Some(port) = rule.source_port {
        let _ = write!(text, " --sport {port}");
    }
    let _ = write!(text, " --dport {}", rule.ports.written(':'));
    text
}
