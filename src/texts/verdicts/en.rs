//! English.

mod announced;
mod capture;
mod connection;
mod control;
mod tls;
mod transfer;

use super::super::{Icmp, Side};
use super::{Facts, Verdicts, settings};
use crate::catalog::Circumstance;

/// English.
pub const EN: Verdicts = Verdicts {
    control: control::TEXTS,
    tls: tls::TEXTS,
    announced: announced::TEXTS,
    connection: connection::TEXTS,
    transfer: transfer::TEXTS,
    capture: capture::TEXTS,
};

/// What to set where, as a list in a sentence.
fn set(settings: &[(&'static str, &'static str)]) -> String {
    settings::listed(settings, ": ", "; ")
}

/// What to set in the server of the session, or in any where it is not known.
fn of_server(f: &Facts, settings: &[(&'static str, &'static str)]) -> String {
    settings::listed(settings::of(f.server, settings), ": ", "; ")
}

fn use_passive() -> String {
    format!(
        "Client: use passive mode, in which the client opens both connections ({}); Windows' ftp.exe has none, so take curl there.",
        set(settings::PASSIVE_MODE)
    )
}

/// These lines, and how a helper is attached, where one can read the commands.
fn with_helper(f: &Facts, mut lines: Vec<String>) -> Vec<String> {
    if !f.is_encrypted {
        lines.push(format!("Linux firewall or NAT, where nothing is encrypted: attach a helper to the control connection (nftables: {}); since Linux 6 none is attached by itself.", settings::helper(f.control_port)));
    }
    lines
}

fn open_passive(f: &Facts) -> Vec<String> {
    let ports = match f.ports {
        Some((low, high, count)) if count > 1 => {
            format!("; seen here: {low} to {high}, {count} times")
        }
        Some((low, _, _)) => format!("; seen here: {low}"),
        None => String::new(),
    };
    with_helper(
        f,
        vec![
            format!(
                "Server: fix the passive range, for instance 50000 to 51000 ({}{ports}).",
                of_server(f, settings::PASSIVE_RANGE)
            ),
            format!(
                "Firewall on the server and in front of it, and port forwarding: allow TCP to that range, at a cloud provider in the security group ({}).",
                set(settings::OPEN_RANGE)
            ),
        ],
    )
}

fn side(f: &Facts) -> &'static str {
    match f.side {
        Some(Side::Client) => "client",
        Some(Side::Server) => "server",
        None => "sender",
    }
}

fn ended(f: &Facts) -> &'static str {
    if f.circumstance == Circumstance::Closed {
        "reset"
    } else {
        "closed"
    }
}

fn times(times: u64) -> String {
    match times {
        0 | 1 => "once".into(),
        2 => "twice".into(),
        many => format!("{many} times"),
    }
}

fn syns(times: u64) -> String {
    if times == 1 {
        "1 SYN".into()
    } else {
        format!("{times} SYNs")
    }
}

/// So many of something.
fn many(times: u64, one: &str, more: &str) -> String {
    if times == 1 {
        format!("1 {one}")
    } else {
        format!("{times} {more}")
    }
}

/// The reply in question, as the end of a sentence.
fn quoted(f: &Facts) -> String {
    let words = f.words.trim_end_matches('.');
    match (f.code, words) {
        (0, _) => String::new(),
        (code, "") => format!(" ({code})"),
        (code, words) => format!(" ({code} {words})"),
    }
}

fn icmp(f: &Facts) -> String {
    let Some((kind, sender)) = &f.icmp else {
        return "an error".into();
    };
    let says = match kind {
        Icmp::NetworkUnreachable => "network unreachable".into(),
        Icmp::HostUnreachable => "host unreachable".into(),
        Icmp::PortUnreachable => "port unreachable".into(),
        Icmp::Prohibited => "administratively prohibited".into(),
        Icmp::TooBig => "packet too big".into(),
        Icmp::TimeExceeded => "too many hops".into(),
        Icmp::Other(kind, code) => format!("type {kind} code {code}"),
    };
    format!("{says}, says {sender}")
}
