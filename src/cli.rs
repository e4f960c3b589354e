//! The command line as plain data.

pub mod extract;
mod firewall;

pub use extract::Extract;
pub use firewall::{
    Firewall, FirewallFormat, FirewallMode, FirewallSide, FirewallTls, WhatIf, YesNo,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

pub mod save;

/// Show what happened in FTP sessions: commands, replies, and the data connections that belong to
/// them.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What to do; where nothing is said, `tui` on a terminal and `show` elsewhere.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The options where nothing is said.
    #[command(flatten)]
    pub bare: Bare,
}

/// What to do with the captures.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look at the sessions in the terminal
    Tui(Tui),
    /// Show the sessions as a walkthrough in text
    Show(Show),
    /// Write one JSON object a line (NDJSON)
    Json(Json),
    /// Write the transferred files, and a manifest of them
    Extract(Box<Extract>),
    /// List the interfaces that can be captured on (-i)
    Interfaces(Interfaces),
    /// Print the firewall rules that FTP needs, or say what a firewall would have stopped
    Firewall(Box<Firewall>),
    /// Explain a verdict, a command or a reply code; without a name, list them
    Explain(Explain),
    /// Work out an announced port: 39 * 256 + 136 = 10120, and back
    Port(Port),
    /// Learn how FTP works, step by step, from sample captures or from one of your own
    Teach(Teach),
}

/// Options of what is done without a command.
#[derive(Debug, Args)]
pub struct Bare {
    /// What to look at.
    #[command(flatten)]
    pub subject: Subject,
    /// How text is written; where any of it is given, `show` is meant.
    #[command(flatten)]
    pub text: Text,
    /// How the screen is drawn.
    #[command(flatten)]
    pub screen: Screen,
}

/// Where frames come from, and what counts as FTP.
#[derive(Clone, Debug, Args)]
pub struct Input {
    /// Capture files (pcap or pcapng, plain or compressed); `-` is standard input
    #[arg(
        value_name = "CAPTURE",
        required_unless_present = "interfaces",
        conflicts_with = "interfaces"
    )]
    pub captures: Vec<PathBuf>,
    /// What to capture live.
    #[command(flatten)]
    pub live: Live,
    /// Read several captures as one, in time order
    #[arg(long)]
    pub merge: bool,
    /// Use only packets that this libpcap filter takes
    #[arg(short, long, value_name = "EXPR")]
    pub filter: Option<String>,
    /// A control port besides 21 and 990; may be given several times
    #[arg(short, long = "port", value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub ports: Vec<u16>,
    /// Read FTPS with the TLS secrets of this file, which SSLKEYLOGFILE named; it may still grow
    #[arg(long, value_name = "FILE")]
    pub keylog: Option<PathBuf>,
    /// Show passwords, which are `********` otherwise
    #[arg(long)]
    pub show_passwords: bool,
    /// What is written to capture files.
    #[command(flatten)]
    pub save: save::Save,
}

/// What to capture live, and how.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Live capture")]
pub struct Live {
    /// Capture on this interface (`any` for all of them); may be given several times
    #[arg(short, long = "interface", value_name = "NAME")]
    pub interfaces: Vec<String>,
    /// See packets for other hosts too, where the interface can
    #[arg(long, requires = "interfaces")]
    pub promiscuous: bool,
    /// Of data connections keep the headers only, so that a busy line can be followed; FTP is then
    /// found on control ports alone (21, 990, --port)
    #[arg(long, requires = "interfaces")]
    pub light: bool,
    /// The buffer in which packets wait: bytes, or with K, M or G
    #[arg(
        short = 'B',
        long = "buffer",
        value_name = "SIZE",
        default_value = "32M",
        value_parser = size
    )]
    pub buffer: u64,
    /// Go on as this user once interfaces are open; by default as the one who called sudo
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// End after this time: seconds, or with s, m, h or d
    #[arg(long, value_name = "TIME", requires = "interfaces", value_parser = duration)]
    pub duration: Option<Duration>,
    /// End after this many packets
    #[arg(short, long, value_name = "N", requires = "interfaces")]
    pub count: Option<u64>,
}

impl Live {
    /// Whether there is an interface to capture on.
    pub fn is_wanted(&self) -> bool {
        !self.interfaces.is_empty()
    }
}

/// What people look at.
#[derive(Debug, Args)]
pub struct Subject {
    /// Where frames come from.
    #[command(flatten)]
    pub input: Input,
    /// Show only this session; the terminal UI opens it, and has the others too
    #[arg(long, value_name = "N")]
    pub session: Option<u64>,
    /// The language of explanations; by default that of the locale
    #[arg(long, value_name = "LANG")]
    pub lang: Option<Lang>,
}

/// How text is written.
#[derive(Debug, Args)]
pub struct Text {
    /// One line for each session
    #[arg(long)]
    pub list: bool,
    /// Whether to colour the output; by default `auto`
    #[arg(long, value_name = "WHEN")]
    pub color: Option<Color>,
    /// How many columns to use; by default those of the terminal
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub width: Option<u16>,
}

/// How the screen is drawn, and what is kept for it.
#[derive(Debug, Args)]
pub struct Screen {
    /// The colours of the terminal UI; by default those chosen last
    #[arg(long, value_name = "NAME")]
    pub theme: Option<Theme>,
    /// Draw the terminal UI with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// Neither read nor write the terminal UI's settings
    #[arg(long)]
    pub no_config: bool,
    /// How much of pipes, compressed and live captures the terminal UI keeps in a temporary file, to
    /// show packets again: bytes, or with K, M or G
    #[arg(long, value_name = "SIZE", default_value = "4G", value_parser = size)]
    pub keep: u64,
    /// How many finished sessions the terminal UI keeps of a live capture; the oldest are let go
    #[arg(long, value_name = "N", default_value_t = 50_000)]
    pub keep_sessions: usize,
}

/// Options of `show`.
#[derive(Debug, Args)]
pub struct Show {
    /// What to look at.
    #[command(flatten)]
    pub subject: Subject,
    /// How text is written.
    #[command(flatten)]
    pub text: Text,
}

/// Options of `tui`.
#[derive(Debug, Args)]
pub struct Tui {
    /// What to look at.
    #[command(flatten)]
    pub subject: Subject,
    /// How the screen is drawn.
    #[command(flatten)]
    pub screen: Screen,
}

/// Options of `json`.
#[derive(Debug, Args)]
pub struct Json {
    /// Where frames come from.
    #[command(flatten)]
    pub input: Input,
    /// Add the SHA-256 of what each transfer carried
    #[arg(long, conflicts_with = "light")]
    pub hash: bool,
    /// Write an object for whatever happens in a session as it happens, too
    #[arg(long)]
    pub events: bool,
}

/// Options of `interfaces`.
#[derive(Debug, Args)]
pub struct Interfaces {
    /// Write one JSON object a line (NDJSON)
    #[arg(long)]
    pub json: bool,
    /// The language of what is said; by default that of the locale
    #[arg(long, value_name = "LANG")]
    pub lang: Option<Lang>,
}

/// How explanations are written.
#[derive(Debug, Args)]
pub struct Manner {
    /// The language; by default that of the locale
    #[arg(long, value_name = "LANG")]
    pub lang: Option<Lang>,
    /// Whether to colour the output; by default `auto`
    #[arg(long, value_name = "WHEN")]
    pub color: Option<Color>,
    /// How many columns to use; by default those of the terminal
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub width: Option<u16>,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// What to explain: an id such as passive-unanswered, a command such as PORT, a code such as 425
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// How it is written.
    #[command(flatten)]
    pub manner: Manner,
}

/// Options of `port`.
#[derive(Debug, Args)]
pub struct Port {
    /// A port (10120), its two bytes (39,136), an endpoint (10,0,13,222,39,136 or
    /// '|2|2001:db8::1|5282|'), or a whole PORT, EPRT, 227 or 229
    #[arg(value_name = "NUMBERS", required = true, allow_negative_numbers = true)]
    pub numbers: Vec<String>,
    /// How it is written.
    #[command(flatten)]
    pub manner: Manner,
}

/// Options of `teach`.
#[derive(Debug, Args)]
pub struct Teach {
    /// What to learn: connections, active, passive, nat, firewalls, epsv, ftps, or 1 to 7; without it
    /// the lessons are listed, or the one that the capture shows best is taught
    #[arg(value_name = "LESSON")]
    pub lesson: Option<PathBuf>,
    /// A capture to learn from, instead of the samples; `-` is standard input
    #[arg(value_name = "CAPTURE")]
    pub capture: Option<PathBuf>,
    /// Ask for ports and for the next packet, before they are shown
    #[arg(long)]
    pub quiz: bool,
    /// A control port besides 21 and 990; may be given several times
    #[arg(short, long = "port", value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub ports: Vec<u16>,
    /// The language; by default that of the locale
    #[arg(long, value_name = "LANG")]
    pub lang: Option<Lang>,
    /// Whether to colour the text; where it is given, text is written also on a terminal
    #[arg(long, value_name = "WHEN")]
    pub color: Option<Color>,
    /// How many columns the text uses; where it is given, text is written also on a terminal
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub width: Option<u16>,
    /// The colours of the screen; by default those chosen last in the terminal UI
    #[arg(long, value_name = "NAME")]
    pub theme: Option<Theme>,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
}

/// A language that explanations are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// English
    #[value(name = "en")]
    En,
    /// 简体中文
    #[value(name = "zh-Hans", aliases = ["zh-CN", "zh"])]
    ZhHans,
    /// 繁體中文
    #[value(name = "zh-Hant", aliases = ["zh-TW", "zh-HK"])]
    ZhHant,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A set of colours of the terminal UI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// For dark backgrounds
    Dark,
    /// For light backgrounds
    Light,
    /// The strongest contrasts that 16 colours have
    HighContrast,
    /// Bold, underlined and reversed text alone
    None,
}

/// A number of bytes, such as `512M`; K, M and G are powers of 1,024.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit: u64 = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        _ => return Err("the unit is none of K, M and G".to_owned()),
    };
    let number: u64 = digits
        .parse()
        .map_err(|error: std::num::ParseIntError| error.to_string())?;
    Ok(number.saturating_mul(unit))
}

/// A length of time, such as `90`, `90s`, `10m`, `12h` or `30d`.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err("the unit is none of s, m, h and d".to_owned()),
    };
    let number: u64 = digits
        .parse()
        .map_err(|error: std::num::ParseIntError| error.to_string())?;
    Ok(Duration::from_secs(number.saturating_mul(unit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        for (text, expected) in [
            ("90", Some(90)),
            ("90s", Some(90)),
            ("10m", Some(600)),
            ("12h", Some(43_200)),
            ("30d", Some(2_592_000)),
            ("", None),
            ("m", None),
            ("1y", None),
            ("-1s", None),
        ] {
            let expected = expected.map(Duration::from_secs);
            assert_eq!(duration(text).ok(), expected, "{text:?}");
        }
    }

    #[test]
    fn sizes_have_units() {
        for (text, expected) in [
            ("0", Some(0)),
            ("17", Some(17)),
            ("2k", Some(2_048)),
            ("512M", Some(512 << 20)),
            ("4GiB", Some(4 << 30)),
            ("99999999999G", Some(u64::MAX)),
            ("", None),
            ("G", None),
            ("-1", None),
            ("1.5G", None),
            ("3T", None),
            ("4M M", None),
        ] {
            assert_eq!(size(text).ok(), expected, "{text:?}");
        }
    }
}
