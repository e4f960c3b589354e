//! What the sentences about verdicts need to know.

use crate::catalog::Circumstance;
use crate::ftp::reply::Code;
use crate::net::{Address, Endpoint, Span};
use crate::session::{By, Party, Text};

/// The numbers, endpoints and words of a verdict; which of them count depends on its id.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The form that it takes.
    pub circumstance: Circumstance,
    /// How often: SYNs, refusals, lines.
    pub times: u64,
    /// How long.
    pub span: Option<Span>,
    /// What announced the endpoint.
    pub by: Option<By>,
    /// The endpoint that was announced, or was to be connected to.
    pub endpoint: Option<Endpoint>,
    /// The other end in question: who should have been announced, who came.
    pub peer: Option<Address>,
    /// Who sent the ICMP error, with type, code, and whether it is ICMPv6.
    pub icmp: Option<(Address, u8, u8, bool)>,
    /// Bytes that were carried or are missing.
    pub bytes: u64,
    /// Bytes that were promised, or the payload of a full-size segment.
    pub expected: u64,
    /// The reply in question.
    pub code: Option<Code>,
    /// Words of the session: of a reply, a user's name, a file's.
    pub words: Option<Text>,
    /// The verb of the command in question.
    pub verb: Option<Text>,
    /// The party that did it.
    pub party: Option<Party>,
    /// The name of a protocol or of a TLS alert.
    pub name: &'static str,
    /// The lowest and highest port that the server announced, and how many.
    pub ports: Option<(u16, u16, u32)>,
}
