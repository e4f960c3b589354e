//! English.

mod announced;
mod capture;
mod connection;
mod control;
mod tls;
mod transfer;

use super::super::{Icmp, Side};
use super::{Facts, Verdicts};
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

fn open_passive(f: &Facts) -> Vec<String> {
    let ports = match f.ports {
        Some((low, high, count)) if count > 1 => {
            format!("; seen here: {low} to {high}, {count} times")
        }
        Some((low, _, _)) => format!("; seen here: {low}"),
        None => String::new(),
    };
    vec![
        format!("Server: fix the passive range, for instance 50000 to 51000 (vsftpd: `pasv_min_port`, `pasv_max_port`; ProFTPD: `PassivePorts`; Pure-FTPd: `-p`{ports})."),
        "Firewall and port forwarding in front of the server, and on it: allow TCP to that range, or load an FTP helper.".into(),
    ]
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
