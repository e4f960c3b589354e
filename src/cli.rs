//! The command line as plain data.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Show what happened in FTP sessions: commands, replies, and the data connections that belong to
/// them.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What to do; `show` where nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The options of `show`, which is what happens without a command.
    #[command(flatten)]
    pub show: Show,
}

/// What to do with the captures.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the sessions as a walkthrough in text
    Show(Show),
    /// Write one JSON object a line (NDJSON)
    Json(Json),
}

/// Where frames come from, and what counts as FTP.
#[derive(Debug, Args)]
pub struct Input {
    /// Capture files (pcap or pcapng, plain or compressed); `-` is standard input
    #[arg(value_name = "CAPTURE", required = true)]
    pub captures: Vec<PathBuf>,
    /// Read several captures as one, in time order
    #[arg(long)]
    pub merge: bool,
    /// Use only packets that this libpcap filter takes
    #[arg(short, long, value_name = "EXPR")]
    pub filter: Option<String>,
    /// A control port besides 21 and 990; may be given several times
    #[arg(short, long = "port", value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub ports: Vec<u16>,
    /// Show passwords, which are `********` otherwise
    #[arg(long)]
    pub show_passwords: bool,
}

/// Options of `show`.
#[derive(Debug, Args)]
pub struct Show {
    /// Where frames come from.
    #[command(flatten)]
    pub input: Input,
    /// Show only this session
    #[arg(long, value_name = "N")]
    pub session: Option<u64>,
    /// One line for each session
    #[arg(long)]
    pub list: bool,
    /// The language of explanations; by default that of the locale
    #[arg(long, value_name = "LANG")]
    pub lang: Option<Lang>,
    /// Whether to colour the output
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// How many columns to use; by default those of the terminal
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub width: Option<u16>,
}

/// Options of `json`.
#[derive(Debug, Args)]
pub struct Json {
    /// Where frames come from.
    #[command(flatten)]
    pub input: Input,
    /// Add the SHA-256 of what each transfer carried
    #[arg(long)]
    pub hash: bool,
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
