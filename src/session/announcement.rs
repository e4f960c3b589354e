//! Endpoints that a side of a session said it listens on.

use crate::net::{Endpoint, Time};
use smallvec::SmallVec;

/// The command or reply that announced an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The PORT command (RFC 959 §4.1.2).
    Port,
    /// The EPRT command (RFC 2428 §2).
    Eprt,
    /// The LPRT command (RFC 1639 §3).
    Lprt,
    /// The SPOR command of GridFTP (GFD.20).
    Spor,
    /// The reply 227 (RFC 959 §4.2).
    Reply227,
    /// The reply 228 (RFC 1639 §3).
    Reply228,
    /// The reply 229 (RFC 2428 §3).
    Reply229,
}

impl By {
    /// As other tools and people write it.
    pub const fn name(self) -> &'static str {
        match self {
            By::Port => "PORT",
            By::Eprt => "EPRT",
            By::Lprt => "LPRT",
            By::Spor => "SPOR",
            By::Reply227 => "227",
            By::Reply228 => "228",
            By::Reply229 => "229",
        }
    }

    /// Whether the client listens, which makes the transfer an active one.
    pub const fn client_listens(self) -> bool {
        matches!(self, By::Port | By::Eprt | By::Lprt | By::Spor)
    }
}

/// Whether the other side took an announcement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is a reply, or was answered with 2yz.
    Accepted,
    /// It was answered with 4yz or 5yz.
    Declined,
    /// No answer was seen.
    Unanswered,
}

/// What became of an announcement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A connection was made to it.
    Connected,
    /// A RST answered the SYN.
    Refused,
    /// An ICMP error answered the SYN.
    Rejected,
    /// Nothing answered the SYNs.
    Unanswered,
    /// Nobody tried.
    NoAttempt,
    /// Another announcement took its place before anybody tried.
    Superseded,
    /// The other side would not have it.
    Declined,
}

impl Outcome {
    /// The word of the JSON contract.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Connected => "connected",
            Outcome::Refused => "refused",
            Outcome::Rejected => "rejected",
            Outcome::Unanswered => "unanswered",
            Outcome::NoAttempt => "no-attempt",
            Outcome::Superseded => "superseded",
            Outcome::Declined => "declined",
        }
    }
}

/// An endpoint that a side of the session said it listens on.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// What announced it.
    pub by: By,
    /// The index of the exchange that it stands in.
    pub exchange: u32,
    /// The frame that carried it.
    pub frame: u64,
    /// When that frame was captured.
    pub time: Time,
    /// The endpoint; of a 229 without an address, that port of the control connection's server
    /// (RFC 2428 §3).
    pub endpoint: Endpoint,
    /// The two numbers of the port, where the announcement has it in two: high and low byte.
    pub port_numbers: Option<(u8, u8)>,
    /// Whether the other side took it.
    pub standing: Standing,
    /// Whether another session announced the same endpoint from the other end: FXP.
    pub fxp: bool,
    /// What became of it.
    pub outcome: Outcome,
    /// The connections made or tried to it, as indices into the session's connections.
    pub attempts: SmallVec<[u32; 2]>,
}

/// A PORT, 227 or other announcement whose endpoint could not be read.
#[derive(Clone, Debug)]
pub struct MalformedAnnouncement {
    /// What it was meant to be.
    pub by: By,
    /// The index of the exchange that it stands in.
    pub exchange: u32,
    /// The frame that carried it.
    pub frame: u64,
    /// What is wrong with it.
    pub reason: crate::ftp::endpoint::Fault,
}
