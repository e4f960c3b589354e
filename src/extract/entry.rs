//! What the manifest says of a file.

use super::check::Check;
use super::subject::Subject;
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::net::{Endpoint, Time};
use crate::session::transfer::{Outcome, Way};

/// What became of what a transfer carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is a file under its own name.
    Whole,
    /// It is a file whose name says that it is not whole.
    Partial(Lack),
    /// It is no file.
    Absent(Reason),
    /// It would be a file (`--list`).
    Listed,
}

/// Why a file is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// The capture lacks bytes of it.
    Missing,
    /// The capture begins in the middle of the connection.
    Beginning,
    /// It began at a REST, and nothing came before that.
    Restarted,
    /// Its end was not seen.
    Unfinished,
    /// The server says that the transfer failed.
    Failed,
    /// The transfer was aborted.
    Aborted,
    /// The server says that it is complete, and it is shorter than was promised.
    Truncated,
    /// It is not what its MODE or STRU prescribes.
    Undecodable,
    /// It is larger than is allowed.
    TooLarge,
    /// There is no more room.
    NoRoom,
}

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It was encrypted.
    Encrypted,
    /// The capture does not hold the data connection.
    NotCaptured,
    /// Another one has the name already.
    Exists,
    /// There are enough files.
    TooMany,
    /// There is no more room.
    NoRoom,
    /// The system refused.
    Refused,
}

impl Fate {
    /// The word for it in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Fate::Whole => "whole",
            Fate::Partial(_) => "partial",
            Fate::Absent(_) => "absent",
            Fate::Listed => "listed",
        }
    }

    /// The word for the reason in JSON, where there is one.
    pub const fn reason(self) -> Option<&'static str> {
        Some(match self {
            Fate::Whole | Fate::Listed => return None,
            Fate::Partial(lack) => lack.name(),
            Fate::Absent(reason) => reason.name(),
        })
    }
}

impl Lack {
    /// The word for it in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Lack::Missing => "missing",
            Lack::Beginning => "beginning-not-captured",
            Lack::Restarted => "restarted",
            Lack::Unfinished => "unfinished",
            Lack::Failed => "failed",
            Lack::Aborted => "aborted",
            Lack::Truncated => "truncated",
            Lack::Undecodable => "undecodable",
            Lack::TooLarge => "too-large",
            Lack::NoRoom => "no-room",
        }
    }
}

impl Reason {
    /// The word for it in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Encrypted => "encrypted",
            Reason::NotCaptured => "not-captured",
            Reason::Exists => "exists",
            Reason::TooMany => "too-many",
            Reason::NoRoom => "no-room",
            Reason::Refused => "refused",
        }
    }
}

/// One file, or what would be one.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The capture.
    pub capture: String,
    /// The number of the session in the capture.
    pub session: u64,
    /// The index of the transfer in the session.
    pub transfer: usize,
    /// The frame of the command.
    pub frame: Option<u64>,
    /// The verb.
    pub verb: Option<Verb>,
    /// The client.
    pub client: Endpoint,
    /// The server.
    pub server: Endpoint,
    /// Who was logged in.
    pub user: Option<Vec<u8>>,
    /// Where the bytes went.
    pub way: Option<Way>,
    /// What was carried.
    pub subject: Subject,
    /// The path on the server in Unicode, and in which set it was.
    pub path: Option<(String, &'static str)>,
    /// The file, relative to where files are written.
    pub file: Option<String>,
    /// What became of it.
    pub fate: Fate,
    /// The length of the file with its holes.
    pub bytes: u64,
    /// Runs of it that the file does not have: the first byte, and the one behind the last.
    pub holes: Vec<(u64, u64)>,
    /// The SHA-256 of the file, where it has no holes.
    pub sha256: Option<[u8; 32]>,
    /// Bytes that this transfer carried, those that the capture lacks included.
    pub carried: u64,
    /// The SHA-256 of these, where none is missing.
    pub carried_sha256: Option<[u8; 32]>,
    /// Where in the file the first of them stands.
    pub offset: u64,
    /// Session and transfer of those that the file began with.
    pub joined: Vec<(u64, usize)>,
    /// Whether line ends were converted.
    pub converted: bool,
    /// The first and the last frame of the data connection.
    pub frames: Option<(u64, u64)>,
    /// When these were captured.
    pub times: Option<(Time, Time)>,
    /// The code that ended the transfer.
    pub final_code: Option<Code>,
    /// How it ended.
    pub outcome: Outcome,
    /// How it compares with what the server said.
    pub checks: Vec<Check>,
}

impl Entry {
    /// How many bytes of the file are missing.
    pub fn missing(&self) -> u64 {
        self.holes.iter().map(|hole| hole.1 - hole.0).sum()
    }
}
