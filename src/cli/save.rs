//! The options that say what is written to capture files, and when a file is full.

use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// What is kept of the packets, and where.
#[derive(Clone, Debug, Args)]
pub struct Save {
    /// Write the packets that sessions are made of to this file (pcapng)
    #[arg(short, long, value_name = "FILE")]
    pub write: Option<PathBuf>,
    /// Begin another file after so much (100M, 2G) or so long (30s, 15m, 1h, 1d); may be given
    /// twice. Number and time are added to the name of each file
    #[arg(long, value_name = "SIZE|TIME", value_parser = rotate, requires = "write")]
    pub rotate: Vec<Rotate>,
    /// Keep only the last N of these files
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), requires = "rotate")]
    pub ring: Option<u32>,
    /// Write nothing until a session fails, and then the packets of so many seconds before and those
    /// of that session that follow
    #[arg(long, value_name = "SECONDS", requires = "write")]
    pub ring_before: Option<u32>,
    /// How much memory these packets may take: bytes, or with K, M or G
    #[arg(
        long,
        value_name = "SIZE",
        default_value = "64M",
        value_parser = super::size,
        requires = "ring_before"
    )]
    pub ring_memory: u64,
}

/// When the next file is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotate {
    /// Before the file is larger than so many bytes.
    Size(u64),
    /// Where a packet comes so long after the file's first.
    Time(Duration),
}

/// A number with a unit: capital letters are sizes, small ones times.
fn rotate(text: &str) -> Result<Rotate, String> {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let number: u64 = digits
        .parse()
        .map_err(|error: std::num::ParseIntError| error.to_string())?;
    if number == 0 {
        return Err("that is nothing".to_owned());
    }
    let size = |unit: u64| Ok(Rotate::Size(number.saturating_mul(unit)));
    let time = |unit: u64| {
        let seconds = number.saturating_mul(unit).min(LONGEST);
        Ok(Rotate::Time(Duration::from_secs(seconds)))
    };
    match &text[digits.len()..] {
        "K" | "KB" | "KiB" => size(1 << 10),
        "M" | "MB" | "MiB" => size(1 << 20),
        "G" | "GB" | "GiB" => size(1 << 30),
        "s" => time(1),
        "m" | "min" => time(60),
        "h" => time(3_600),
        "d" => time(86_400),
        _ => Err("the unit is none of K, M, G (size), s, m, h, d (time)".to_owned()),
    }
}

/// A hundred years, in seconds.
const LONGEST: u64 = 36_525 * 86_400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_and_a_time_are_told_by_their_units() {
        let time = |seconds| Some(Rotate::Time(Duration::from_secs(seconds)));
        for (text, expected) in [
            ("100M", Some(Rotate::Size(100 << 20))),
            ("2G", Some(Rotate::Size(2 << 30))),
            ("30s", time(30)),
            ("15min", time(900)),
            ("1h", time(3_600)),
            ("7d", time(604_800)),
            ("99999999999999d", time(LONGEST)),
            ("30m", time(1_800)),
            ("30k", None),
            ("30", None),
            ("0s", None),
            ("h", None),
            ("", None),
            ("1.5h", None),
        ] {
            assert_eq!(rotate(text).ok(), expected, "{text:?}");
        }
    }
}
