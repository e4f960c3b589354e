//! A file for nft(8): one table of its own name, which loading it again replaces.

use super::{Subject, by_path, comment, families, helped, label};
use crate::firewall::{Family, Network, Rule, Side, State};
use std::fmt::Write;

/// Adds the file to `out`.
pub(super) fn write(out: &mut String, subject: &Subject<'_>, side: Side) {
    let rules = subject.settled(side);
    let table = format!("table inet ftp_{}", side.name());
    let _ = writeln!(out, "{table}\ndelete {table}\n\n{table} {{");
    helper(out, subject, side, &rules);
    let (outgoing, others) = by_path(&rules);
    let chain = match side {
        Side::Router => "forward",
        Side::Server | Side::Client => "input",
    };
    let _ = writeln!(
        out,
        "\tchain {chain} {{\n\t\ttype filter hook {chain} priority filter; policy drop;\n"
    );
    if side != Side::Router {
        own_host(out, subject, &families(&rules));
    }
    out.push_str(KNOWN);
    out.push('\n');
    for rule in others {
        let _ = writeln!(out, "\t\t{}", line(rule));
    }
    if !outgoing.is_empty() {
        out.push('\n');
        comment(out, "\t\t", subject.texts.firewall.outgoing);
        for rule in outgoing {
            let _ = writeln!(out, "\t\t# {}", line(rule));
        }
    }
    out.push_str("\t}\n}\n");
}

/// What belongs to known connections.
const KNOWN: &str = "\
\t\tct state invalid drop
\t\tct state established accept
\t\tct state related icmp type { destination-unreachable, time-exceeded, parameter-problem } accept
\t\tct state related icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept
";

/// What a host needs besides FTP so as not to be cut off.
fn own_host(out: &mut String, subject: &Subject<'_>, families: &[Family]) {
    out.push_str("\t\tiif \"lo\" accept\n");
    if families.contains(&Family::V6) {
        out.push_str("\t\ticmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } ip6 hoplimit 255 accept\n");
    }
    comment(out, "\t\t", subject.texts.firewall.ssh);
    out.push_str("\t\ttcp dport 22 ct state new accept comment \"ssh\"\n\n");
}

/// The helper, and the chain that assigns it to control connections.
fn helper(out: &mut String, subject: &Subject<'_>, side: Side, rules: &[Rule]) {
    let controls = helped(subject, rules);
    if controls.is_empty() {
        return;
    }
    let hook = match side {
        // What the host itself sends passes no prerouting.
        Side::Client => "output",
        Side::Server | Side::Router => "prerouting",
    };
    out.push_str("\tct helper ftp-control {\n\t\ttype \"ftp\" protocol tcp\n\t}\n\n");
    let _ = writeln!(
        out,
        "\tchain assign_helper {{\n\t\ttype filter hook {hook} priority filter; policy accept;\n"
    );
    for rule in controls {
        let _ = writeln!(out, "\t\t{} ct helper set \"ftp-control\"", matches(rule));
    }
    out.push_str("\t}\n\n");
}

fn line(rule: &Rule) -> String {
    let state = match rule.state {
        State::New => "ct state new",
        State::Related => "ct state related ct helper \"ftp\"",
    };
    format!(
        "{} {state} accept comment \"{}\"",
        matches(rule),
        label(rule.purpose)
    )
}

/// Addresses and ports.
fn matches(rule: &Rule) -> String {
    let ip = match rule.family {
        Family::V4 => "ip",
        Family::V6 => "ip6",
    };
    let mut text = String::new();
    for (end, networks) in [("saddr", &rule.from), ("daddr", &rule.to)] {
        if let Some(set) = set(networks) {
            let _ = write!(text, "{ip} {end} {set} ");
        }
    }
    if let Some(port) = rule.source_port {
        let _ = write!(text, "tcp sport {port} ");
    }
    let _ = write!(text, "tcp dport {}", rule.ports);
    text
}

fn set(networks: &[Network]) -> Option<String> {
    match networks {
        [] => None,
        [one] => Some(one.to_string()),
        several => {
            let written: Vec<String> = several.iter().map(Network::to_string).collect();
            Some(format!("{{ {} }}", written.join(", ")))
        }
    }
}
