//! What the sentences about verdicts need to know.

use crate::ftp::reply::Code;
use crate::net::{Address, Endpoint, Span};
use crate::session::{By, Party, Text};

/// Which of several forms a verdict takes, where its sentence differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Circumstance {
    /// There is but one form.
    #[default]
    Plain,
    /// It worked all the same.
    Works,
    /// The other side closed the connection at once.
    Closed,
    /// The file arrived, and only the final reply was lost.
    DataArrived,
    /// The other side went on without.
    WentOn,
    /// A RST or ICMP error came from the host itself.
    ByHost,
    /// A RST came from a box on the way.
    ByBox,
    /// The capture began in the middle of it.
    StartMissing,
    /// Packets are missing that the peers had.
    PacketsMissing,
    /// Frames are cut by the snap length.
    FramesCut,
    /// Only one direction is in the capture.
    OneDirection,
    /// The data connections are not in the capture.
    DataMissing,
    /// The control connection is not in the capture.
    ControlMissing,
    /// The file ends in a broken record.
    FileBroken,
    /// Packets were lost while capturing, as the system counted.
    Dropped,
    /// Lines are far too long.
    LongLines,
    /// NUL bytes stand in lines.
    NulBytes,
    /// Replies have no code.
    NoCodes,
    /// A reply never ended.
    Unended,
    /// The receiver closed its window.
    ZeroWindow,
    /// The sender sent the same again and again.
    Resent,
    /// A port below 1024 was named.
    ServicePort,
    /// The side that was to greet waited instead.
    Silence,
    /// The announced address has no way from the other side.
    Unroutable,
}

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
