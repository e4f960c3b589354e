//! The rules that firewalls need for FTP, as a table in words, as files and commands of firewalls,
//! and as JSON; and what a firewall would have stopped.

mod firewalld;
mod iptables;
mod json;
mod nft;
mod remarks;
mod ufw;
mod what_if;
mod windows;
mod words;

pub use json::json;
pub use what_if::{Manner, WhatIf};
pub use words::words;

use crate::firewall::{
    Family, Mode, Network, Path, Plan, Purpose, Rule, Seen, Side, rules, settled,
};
use crate::session::Session;
use crate::texts::Texts;
use crate::views::width::wrapped;
use crate::views::{CaptureSummary, View};
use std::io;

/// The most columns of a comment.
const COLUMNS: usize = 98;

/// What firewalls read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A file for nft(8).
    Nft,
    /// A file for iptables-restore(8) and ip6tables-restore(8).
    Iptables,
    /// Commands of ufw(8).
    Ufw,
    /// Commands of firewall-cmd(1).
    Firewalld,
    /// Commands of PowerShell's module NetSecurity.
    Windows,
}

impl Format {
    const fn name(self) -> &'static str {
        match self {
            Format::Nft => "nftables",
            Format::Iptables => "iptables-restore",
            Format::Ufw => "ufw",
            Format::Firewalld => "firewalld",
            Format::Windows => "Windows Defender Firewall",
        }
    }
}

/// The rules to be written.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Who talks to whom.
    pub plan: &'a Plan,
    /// What captures showed, where the plan comes from them.
    pub seen: Option<&'a Seen>,
    /// Who opens data connections.
    pub modes: &'a [Mode],
    /// The language.
    pub texts: &'static Texts,
}

impl Subject<'_> {
    fn rules(&self, side: Side) -> Vec<Rule> {
        rules(self.plan, side, self.modes)
    }

    /// The rules that hold on `side`, with or without helper as the plan says.
    fn settled(&self, side: Side) -> Vec<Rule> {
        let rules = self.rules(side);
        settled(self.plan, &rules).cloned().collect()
    }

    fn has(&self, mode: Mode) -> bool {
        self.modes.contains(&mode)
    }
}

/// The rules of `side` as `format` has them; `None` where it has none for that side.
pub fn written(subject: &Subject<'_>, side: Side, format: Format) -> Option<String> {
    let mut out = String::new();
    for remark in remarks::of(subject, side, format) {
        comment(&mut out, "", &remark);
        out.push_str("#\n");
    }
    out.truncate(out.trim_end_matches("#\n").len());
    out.push('\n');
    match format {
        Format::Nft => nft::write(&mut out, subject, side),
        Format::Iptables => iptables::write(&mut out, subject, side),
        Format::Ufw => ufw::write(&mut out, subject, side),
        Format::Firewalld => firewalld::write(&mut out, subject, side),
        Format::Windows if side == Side::Router => return None,
        Format::Windows => windows::write(&mut out, subject, side),
    }
    Some(out)
}

/// Adds `text` as lines of comment behind `indent`.
fn comment(out: &mut String, indent: &str, text: &str) {
    for line in wrapped(text, COLUMNS, COLUMNS) {
        let line = format!("{indent}# {}", line.replace('\u{a0}', " "));
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// What a rule is called where it is in force; ASCII, since not every firewall reads more.
const fn label(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Control => "FTP control",
        Purpose::Passive => "FTP data, passive",
        Purpose::Active => "FTP data, active",
    }
}

/// The control connections to be read by a helper, one for each rule that lets them through.
fn helped<'r>(subject: &Subject<'_>, rules: &'r [Rule]) -> Vec<&'r Rule> {
    let controls = rules
        .iter()
        .filter(|rule| rule.purpose == Purpose::Control && subject.plan.is_helped());
    controls.collect()
}

/// The rules of hosts that count only where outgoing connections are filtered, and the others.
fn by_path(rules: &[Rule]) -> (Vec<&Rule>, Vec<&Rule>) {
    rules.iter().partition(|rule| rule.path == Path::Out)
}

/// Every pair of the two ends of a rule, `None` standing for anyone.
fn pairs(rule: &Rule) -> Vec<(Option<Network>, Option<Network>)> {
    let either = |networks: &[Network]| match networks {
        [] => vec![None],
        some => some.iter().copied().map(Some).collect(),
    };
    let to = either(&rule.to);
    let pairs = either(&rule.from).into_iter();
    pairs
        .flat_map(|from| to.iter().map(move |&to| (from, to)))
        .collect()
}

/// Which families the rules are of.
fn families(rules: &[Rule]) -> Vec<Family> {
    let mut families: Vec<Family> = rules.iter().map(|rule| rule.family).collect();
    families.sort_unstable();
    families.dedup();
    families
}

/// Gathers what captures show, and writes nothing.
#[derive(Debug, Default)]
pub struct Survey {
    /// What was seen so far.
    pub seen: Seen,
}

impl View for Survey {
    fn begin(&mut self, _capture: &str) -> io::Result<()> {
        Ok(())
    }

    fn session(&mut self, _number: u64, session: &Session) -> io::Result<()> {
        self.seen.take(session);
        Ok(())
    }

    fn end(&mut self, _summary: &CaptureSummary<'_>) -> io::Result<()> {
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
