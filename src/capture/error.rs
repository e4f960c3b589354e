//! What can be wrong with a capture, told so that a person knows what to do.

use std::fmt;
use std::io;

use super::compression::{Compression, Unpacking};
use super::guess::Guess;

/// Why a capture could not be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// The file could not be opened.
    #[error("cannot open {}: {}", spoken(name), plain(source))]
    Open {
        /// The file.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// The name is that of a directory.
    #[error("{name} is a directory, not a capture file: name the files in it")]
    Directory {
        /// The directory.
        name: String,
    },
    /// There is not one byte in it.
    #[error("{} is empty (0 bytes): no capture was written to it", spoken(name))]
    Empty {
        /// The input.
        name: String,
    },
    /// It is something else than a capture that can be read here.
    #[error(
        "{} is not a capture file that can be read here: {}it {guess}",
        spoken(name),
        through(*compression)
    )]
    NotACapture {
        /// The input.
        name: String,
        /// What it was compressed with, if it was.
        compression: Option<Compression>,
        /// What it looks like.
        guess: Guess,
    },
    /// It ends in the middle of a record.
    #[error(
        "{place}: the input ends in the middle of it, after {there} of at least {wanted} bytes; \
         all before it was read"
    )]
    Cut {
        /// Where the part that is cut begins.
        place: Place,
        /// How many bytes of that part there are.
        there: u64,
        /// How many bytes it takes, as far as that can be known.
        wanted: u64,
    },
    /// A record contradicts itself.
    #[error("{place} is damaged: {damage}; all before it was read")]
    Damaged {
        /// Where the damaged part begins.
        place: Place,
        /// What is wrong with it.
        damage: Damage,
    },
    /// The compressed data ends early, is damaged, or needs too much memory.
    #[error("{place} cannot be decompressed: {problem}; all before it was read")]
    Unpacking {
        /// The part for which more data was needed.
        place: Place,
        /// What is wrong with the compressed data.
        problem: Unpacking,
    },
    /// The system failed to read.
    #[error("{place} cannot be read: {}; all before it was read", plain(source))]
    Unreadable {
        /// The part for which more data was needed.
        place: Place,
        /// What the system says.
        source: io::Error,
    },
}

/// Where in a capture something was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The input.
    pub name: String,
    /// The part of the file.
    pub part: Part,
    /// Where that part begins, in bytes from the start; of the decompressed data where there is a
    /// compression.
    pub offset: u64,
    /// What the input is compressed with, if it is.
    pub compression: Option<Compression>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} at byte {}",
            spoken(&self.name),
            self.part,
            self.offset
        )?;
        match self.compression {
            Some(compression) => write!(f, " of the decompressed {compression} data"),
            None => Ok(()),
        }
    }
}

/// A part of a capture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What comes before the first record.
    Header,
    /// A record of a pcap or snoop file, counted from 1; it holds the frame of that number.
    Record(u64),
    /// A block of a pcapng file, counted from 1.
    Block(u64),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => write!(f, "the file header"),
            Self::Record(number) => write!(f, "record {number}"),
            Self::Block(number) => write!(f, "block {number}"),
        }
    }
}

/// How a record contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The version is none that is known.
    #[error("its version {major}.{minor} is not known")]
    Version {
        /// The major version.
        major: u32,
        /// The minor version.
        minor: u32,
    },
    /// More bytes of a frame than any capture keeps.
    #[error("its captured length of {length} bytes is over the limit of {limit}")]
    CapturedLength {
        /// The length that it gives, in bytes.
        length: u32,
        /// The limit, in bytes.
        limit: u32,
    },
    /// A length that no such part can have.
    #[error("its length of {length} bytes is not possible")]
    Length {
        /// The length that it gives, in bytes.
        length: u32,
    },
    /// A block that is too long to be held.
    #[error("its length of {length} bytes is over the limit of {limit}")]
    TooLong {
        /// The length that it gives, in bytes.
        length: u32,
        /// The limit, in bytes.
        limit: u32,
    },
    /// The lengths at the two ends of a block differ.
    #[error("its length is {leading} bytes at its start and {trailing} at its end")]
    LengthsDiffer {
        /// The length at its start, in bytes.
        leading: u32,
        /// The length at its end, in bytes.
        trailing: u32,
    },
    /// What it holds does not fit into its length.
    #[error("what it is to hold does not fit into it")]
    Overfull,
    /// The byte-order magic of a section is neither order.
    #[error("its byte order {magic:#010x} is not known")]
    ByteOrder {
        /// The magic, read as little-endian.
        magic: u32,
    },
    /// A frame of an interface that was not described before it.
    #[error("it names interface {interface}, and only {known} were described before it")]
    UnknownInterface {
        /// The number that it gives, counted from 0 in its section.
        interface: u32,
        /// How many interfaces its section has so far.
        known: usize,
    },
    /// More interfaces than are kept.
    #[error("it describes one more interface than the limit of {limit}")]
    TooManyInterfaces {
        /// The limit.
        limit: usize,
    },
}

/// What stopped a reader, before its place is known.
pub(super) enum Fault {
    /// The input failed, or its decompression.
    Input(io::Error),
    /// The input ended; a whole part would have taken so many bytes.
    Cut { wanted: u64 },
    /// The part contradicts itself.
    Damaged(Damage),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Input(error)
    }
}

impl From<Damage> for Fault {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

/// The name as it stands in a sentence.
fn spoken(name: &str) -> &str {
    match name {
        "-" => "standard input",
        name => name,
    }
}

/// The system's words without the number that Rust puts behind them.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(end) => text.get(..end).unwrap_or(&text).to_owned(),
        None => text,
    }
}

fn through(compression: Option<Compression>) -> String {
    compression.map_or_else(String::new, |kind| format!("decompressed ({kind}), "))
}
