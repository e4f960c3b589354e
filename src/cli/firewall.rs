//! The command line of `firewall`.

use super::{Color, Input, Lang};
use crate::firewall::{ActiveSource, Block, Host, Malformed, Network, Ports};
use clap::{Args, ValueEnum};

/// Options of `firewall`.
#[derive(Debug, Args)]
#[command(
    mut_arg("captures", |arg| arg.required(false).required_unless_present("servers")),
    mut_arg("show_passwords", |arg| arg.hide(true)),
)]
pub struct Firewall {
    /// Where frames come from; what they show is used where the options say nothing.
    #[command(flatten)]
    pub input: Input,
    /// A server, with its control port where that is not the usual one; may be given several times
    #[arg(long = "server", id = "servers", value_name = "ADDR[:PORT]", help_heading = RULES)]
    pub servers: Vec<Host>,
    /// Who may connect: an address or a network; may be given several times; by default anyone
    #[arg(long = "client", id = "clients", value_name = "ADDR|NET", help_heading = RULES)]
    pub clients: Vec<Network>,
    /// The range of ports that the servers listen on for data connections
    #[arg(long, value_name = "N-M", help_heading = RULES)]
    pub passive: Option<Ports>,
    /// The port that the servers open data connections from, or `any`; by default the one below the
    /// control port
    #[arg(long, value_name = "N", value_parser = active_source, help_heading = RULES)]
    pub active_source: Option<ActiveSource>,
    /// Whether FTP is encrypted: then no helper can read it
    #[arg(long, value_name = "WHEN", help_heading = RULES)]
    pub tls: Option<FirewallTls>,
    /// Whether the firewall has an FTP helper (`nf_conntrack_ftp`, Windows stateful FTP)
    #[arg(long, value_name = "ANSWER", help_heading = RULES)]
    pub helper: Option<YesNo>,
    /// Where the firewall stands; by default all three, which only text and JSON can tell
    #[arg(long, value_name = "SIDE", help_heading = RULES)]
    pub side: Option<FirewallSide>,
    /// Who opens data connections: the server in active, the client in passive mode
    #[arg(long, value_name = "MODE", default_value = "both", help_heading = RULES)]
    pub mode: FirewallMode,
    /// What to write: words, or what a firewall reads
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = RULES)]
    pub format: FirewallFormat,
    /// The same as `--format json`
    #[arg(long, help_heading = RULES)]
    pub json: bool,
    /// Say instead which sessions of the capture would have failed if a stateful firewall had
    /// dropped such connections. FROM and TO: server, client, any, an address or a network; PORTS:
    /// 21, 1024-, 50000-50999, or a list with commas
    #[arg(long, value_name = "FROM>TO[:PORTS]", value_parser = what_if, help_heading = WHAT_IF)]
    pub drop: Vec<WhatIf>,
    /// As --drop, with a RST as the answer
    #[arg(long, value_name = "FROM>TO[:PORTS]", value_parser = what_if, help_heading = WHAT_IF)]
    pub reject: Vec<WhatIf>,
    /// As --drop, with an ICMP error as the answer
    #[arg(long, value_name = "FROM>TO[:PORTS]", value_parser = what_if, help_heading = WHAT_IF)]
    pub reject_icmp: Vec<WhatIf>,
    /// The language of words and comments; by default that of the locale
    #[arg(long, value_name = "LANG")]
    pub lang: Option<Lang>,
    /// Whether to colour the output; by default `auto`
    #[arg(long, value_name = "WHEN")]
    pub color: Option<Color>,
    /// How many columns to use; by default those of the terminal
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub width: Option<u16>,
}

const RULES: &str = "Rules";
const WHAT_IF: &str = "What if";

impl Firewall {
    /// The format that was asked for, by either option.
    pub fn asked(&self) -> FirewallFormat {
        if self.json {
            FirewallFormat::Json
        } else {
            self.format
        }
    }
}

/// A rule of a what-if, known to be readable.
#[derive(Clone, Debug)]
pub struct WhatIf(Block);

impl WhatIf {
    /// The rule, doing `act`.
    pub fn into_block(self, act: crate::firewall::Act) -> Block {
        self.0.acting(act)
    }
}

fn what_if(text: &str) -> Result<WhatIf, Malformed> {
    Block::parse(text, crate::firewall::Act::Drop).map(WhatIf)
}

fn active_source(text: &str) -> Result<ActiveSource, Malformed> {
    if text == "any" {
        return Ok(ActiveSource::Any);
    }
    let ports: Ports = text.parse()?;
    if ports.low == ports.high {
        Ok(ActiveSource::Port(ports.low))
    } else {
        Err(Malformed::Ports(text.to_owned()))
    }
}

/// Whether FTP is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FirewallTls {
    /// Not at all
    None,
    /// From AUTH TLS on
    Explicit,
    /// From the first byte on, usually on port 990
    Implicit,
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// Yes
    Yes,
    /// No
    No,
}

/// Where a firewall stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FirewallSide {
    /// On the server
    Server,
    /// On the client
    Client,
    /// Between them
    Router,
}

/// Who opens data connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FirewallMode {
    /// The server
    Active,
    /// The client
    Passive,
    /// Either
    Both,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FirewallFormat {
    /// A table in words
    Text,
    /// A file for nftables
    Nft,
    /// A file for iptables-restore and ip6tables-restore
    Iptables,
    /// Commands of ufw
    Ufw,
    /// Commands of firewalld
    Firewalld,
    /// Commands of PowerShell for the Windows firewall
    Windows,
    /// A JSON object
    Json,
}
