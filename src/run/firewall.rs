//! `firewall`: the rules that FTP needs, and what a firewall would have stopped.

use super::feed::{Feed, Status};
use super::input::Opener;
use super::output::Output;
use super::ready::ready;
use super::{complain, environment, output};
use crate::cli::{self, Firewall, FirewallFormat as Asked};
use crate::engine::Wanted;
use crate::firewall::{Act, ActiveSource, Block, Mode, Plan, Seen, Side, Tls};
use crate::views::View;
use crate::views::firewall::{Format, Manner, Subject, Survey, WhatIf, json, words, written};
use crate::views::pen::Pen;
use std::io::{self, Write};

/// Writes what the command line asks for.
///
/// # Errors
///
/// What standard output says.
pub(super) fn run(options: &Firewall) -> io::Result<Status> {
    let blocks: Vec<Block> = [
        (&options.drop, Act::Drop),
        (&options.reject, Act::Reset),
        (&options.reject_icmp, Act::Icmp),
    ]
    .into_iter()
    .flat_map(|(texts, act)| texts.iter().map(move |text| text.clone().into_block(act)))
    .collect();
    if !blocks.is_empty() {
        return what_if(options, blocks);
    }
    if !has_input(options) {
        let plan = plan(options, None);
        return rules(options, &plan, None);
    }
    let mut survey = Survey::default();
    let status = read(options, &mut survey)?;
    if status == Status::WrongUsage {
        return Ok(status);
    }
    let seen = survey.seen;
    if seen.sessions == 0 && options.servers.is_empty() {
        complain("there is no FTP session in the capture, so name the server with --server");
        return Ok(status.max(Status::Unreadable));
    }
    let plan = plan(options, Some(&seen));
    Ok(status.max(rules(options, &plan, Some(&seen))?))
}

/// Whether there is something to read.
fn has_input(options: &Firewall) -> bool {
    !options.input.captures.is_empty() || options.input.live.is_wanted()
}

/// Reads what the command line names, and tells `view` of it.
fn read(options: &Firewall, view: &mut dyn View) -> io::Result<Status> {
    let input = &options.input;
    let Some(feed) = Feed::new(input, Wanted::default(), Opener::default()) else {
        return Ok(Status::WrongUsage);
    };
    let ready = match ready(input, None, false) {
        Ok(ready) => ready,
        Err(status) => return Ok(status),
    };
    feed.with(ready).run(&mut Output::new(view))
}

/// What the options say, and captures where the options say nothing.
fn plan(options: &Firewall, seen: Option<&Seen>) -> Plan {
    let seen = seen.and_then(Seen::plan);
    let tls = options
        .tls
        .map(Tls::from)
        .or_else(|| seen.as_ref().and_then(|plan| plan.tls));
    let port = tls.unwrap_or(Tls::None).control_port();
    let named = options.servers.iter().map(|server| server.endpoint(port));
    let mut servers: Vec<_> = named.collect();
    if servers.is_empty() {
        servers.extend(seen.iter().flat_map(|plan| plan.servers.iter().copied()));
    }
    let mut clients = options.clients.clone();
    if clients.is_empty() {
        clients.extend(seen.iter().flat_map(|plan| plan.clients.iter().copied()));
    }
    let source = |plan: &Plan| plan.active_source;
    Plan {
        servers,
        clients,
        passive: options
            .passive
            .or_else(|| seen.as_ref().map(|plan| plan.passive))
            .unwrap_or_else(|| Seen::default().advised_range()),
        active_source: options
            .active_source
            .or_else(|| seen.as_ref().map(source))
            .unwrap_or(ActiveSource::BelowControl),
        tls,
        helper: options.helper.map(|answer| answer == cli::YesNo::Yes),
    }
}

fn rules(options: &Firewall, plan: &Plan, seen: Option<&Seen>) -> io::Result<Status> {
    let texts = environment::texts(options.lang);
    let subject = Subject {
        plan,
        seen,
        modes: match options.mode {
            cli::FirewallMode::Active => &[Mode::Active],
            cli::FirewallMode::Passive => &[Mode::Passive],
            cli::FirewallMode::Both => &Mode::BOTH,
        },
        texts,
    };
    let side = options.side.map(Side::from);
    let sides = side.map_or(Side::ALL.to_vec(), |side| vec![side]);
    let mut out = output();
    let format = match options.asked() {
        Asked::Text => {
            let pen = pen(options);
            words(
                &mut out,
                &subject,
                &sides,
                &pen,
                environment::width(options.width),
            )?;
            out.flush()?;
            return Ok(Status::Complete);
        }
        Asked::Json => {
            json(&mut out, &subject, &sides)?;
            out.flush()?;
            return Ok(Status::Complete);
        }
        Asked::Nft => Format::Nft,
        Asked::Iptables => Format::Iptables,
        Asked::Ufw => Format::Ufw,
        Asked::Firewalld => Format::Firewalld,
        Asked::Windows => Format::Windows,
    };
    let Some(side) = side else {
        complain(
            "such rules are for one firewall: add --side server, --side client or --side router",
        );
        return Ok(Status::WrongUsage);
    };
    let Some(text) = written(&subject, side, format) else {
        complain(texts.firewall.windows_router);
        return Ok(Status::WrongUsage);
    };
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Status::Complete)
}

fn what_if(options: &Firewall, blocks: Vec<Block>) -> io::Result<Status> {
    if !has_input(options) {
        complain("--drop and --reject need a capture to judge");
        return Ok(Status::WrongUsage);
    }
    let manner = match options.asked() {
        Asked::Text => Manner::Text {
            texts: environment::texts(options.lang),
            pen: pen(options),
            columns: environment::width(options.width),
        },
        Asked::Json => Manner::Json,
        _ => {
            complain("what --drop and --reject would have stopped is written as text or --json");
            return Ok(Status::WrongUsage);
        }
    };
    let helped = options.helper == Some(cli::YesNo::Yes);
    let several = options.input.captures.len() > 1 && !options.input.merge;
    let mut view = WhatIf::new(output(), blocks, helped, manner, several);
    let status = read(options, &mut view)?;
    if status != Status::WrongUsage {
        view.finish()?;
    }
    Ok(status)
}

fn pen(options: &Firewall) -> Pen {
    let color = environment::color(options.color.unwrap_or(cli::Color::Auto));
    Pen::new(color, environment::unicode())
}

impl From<cli::FirewallTls> for Tls {
    fn from(tls: cli::FirewallTls) -> Self {
        match tls {
            cli::FirewallTls::None => Tls::None,
            cli::FirewallTls::Explicit => Tls::Explicit,
            cli::FirewallTls::Implicit => Tls::Implicit,
        }
    }
}

impl From<cli::FirewallSide> for Side {
    fn from(side: cli::FirewallSide) -> Self {
        match side {
            cli::FirewallSide::Server => Side::Server,
            cli::FirewallSide::Client => Side::Client,
            cli::FirewallSide::Router => Side::Router,
        }
    }
}
