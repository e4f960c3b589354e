//! The options of `extract`.

use super::{Input, Lang, size};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `extract`.
#[derive(Debug, Args)]
#[command(mut_arg("user", |user| user.help(
    "Only files of logins such as this (GLOB); while capturing (-i): go on as this user, and --login is what tells files"
)))]
pub struct Extract {
    /// Where frames come from.
    #[command(flatten)]
    pub input: Input,
    /// Write files below this folder, which is made where there is none; `-` writes the one file that
    /// is left to standard output
    #[arg(
        short,
        long,
        value_name = "DIR",
        required_unless_present = "list",
        conflicts_with = "light"
    )]
    pub directory: Option<PathBuf>,
    /// How folders are arranged
    #[arg(long, value_name = "LAYOUT", value_enum, default_value_t)]
    pub layout: Layout,
    /// Only list what there is, and write nothing
    #[arg(long)]
    pub list: bool,
    /// Write one JSON object for each file (NDJSON) instead of a line of text
    #[arg(long)]
    pub json: bool,
    /// Write listings of folders, too
    #[arg(long)]
    pub listings: bool,
    /// Convert the line ends of TYPE A
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    pub ascii: Ascii,
    /// Replace files that are there already
    #[arg(long)]
    pub force: bool,
    /// Which files are meant.
    #[command(flatten)]
    pub which: Which,
    /// How much is written.
    #[command(flatten)]
    pub most: Most,
    /// The language of what is said; by default that of the locale
    #[arg(long, value_name = "LANG")]
    pub lang: Option<Lang>,
}

/// Which files are meant.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Which files")]
pub struct Which {
    /// Only those of this session
    #[arg(long, value_name = "N")]
    pub session: Option<u64>,
    /// Only those with such a name, or path where the pattern has a `/`: `*`, `?` and `[a-z]`
    #[arg(long, value_name = "GLOB")]
    pub name: Option<String>,
    /// Only those of at least so many bytes; K, M or G
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub min_size: Option<u64>,
    /// Only those that went this way
    #[arg(long, value_name = "WAY")]
    pub direction: Option<Direction>,
    /// Only those of logins such as this
    #[arg(long, value_name = "GLOB")]
    pub login: Option<String>,
}

/// How much is written at most.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "How much")]
pub struct Most {
    /// At most so many bytes of one file: K, M or G
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_file: Option<u64>,
    /// At most so many bytes in all
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_total: Option<u64>,
    /// At most so many files
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub max_files: u64,
}

/// How folders are arranged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// One for each session, by client, server and time
    #[default]
    Session,
    /// One for each server
    Server,
    /// None
    Flat,
}

/// What becomes of the line ends of TYPE A.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Ascii {
    /// They stay as they were on the network: CR LF
    #[default]
    Wire,
    /// They become those of this system: LF
    Native,
}

/// Where bytes went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Direction {
    /// From server to client
    Download,
    /// From client to server
    Upload,
}
