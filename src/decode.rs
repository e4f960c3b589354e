//! From one frame to one TCP segment, or to the reason why there is none.

use crate::net::{Address, Endpoint};

/// The control bits of a TCP header that the analyzer uses.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u8);

impl Flags {
    /// No more data from the sender.
    pub const FIN: u8 = 0x01;
    /// Synchronize sequence numbers.
    pub const SYN: u8 = 0x02;
    /// Reset the connection.
    pub const RST: u8 = 0x04;
    /// The acknowledgment field counts.
    pub const ACK: u8 = 0x10;
    /// The urgent pointer counts.
    pub const URG: u8 = 0x20;

    /// Whether FIN is set.
    pub const fn fin(self) -> bool {
        self.0 & Self::FIN != 0
    }

    /// Whether SYN is set.
    pub const fn syn(self) -> bool {
        self.0 & Self::SYN != 0
    }

    /// Whether RST is set.
    pub const fn rst(self) -> bool {
        self.0 & Self::RST != 0
    }

    /// Whether ACK is set.
    pub const fn ack(self) -> bool {
        self.0 & Self::ACK != 0
    }

    /// Whether URG is set.
    pub const fn urg(self) -> bool {
        self.0 & Self::URG != 0
    }
}

/// One TCP segment with what its IP header says.
#[derive(Clone, Copy)]
pub struct Segment<'a> {
    /// Who sent it.
    pub source: Endpoint,
    /// Whom it is for.
    pub destination: Endpoint,
    /// The sequence number of its first byte.
    pub sequence: u32,
    /// The next sequence number that its sender expects; counts only with ACK set.
    pub acknowledgment: u32,
    /// The control bits.
    pub flags: Flags,
    /// The window field, not scaled.
    pub window: u16,
    /// The urgent pointer; counts only with URG set.
    pub urgent_pointer: u16,
    /// The TCP options as they stand.
    pub options: &'a [u8],
    /// The payload bytes that the capture holds.
    pub payload: &'a [u8],
    /// The payload's length on the wire in bytes; at least `payload.len()`.
    pub payload_length: u32,
    /// The time to live, or the hop limit.
    pub ttl: u8,
    /// The IPv4 identification; 0 in IPv6.
    pub identification: u16,
}

/// An ICMP or ICMPv6 error about a TCP segment that it quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IcmpError {
    /// The host that sent the error.
    pub sender: Address,
    /// The source of the quoted segment.
    pub source: Endpoint,
    /// The destination of the quoted segment.
    pub destination: Endpoint,
    /// The sequence number of the quoted segment.
    pub sequence: u32,
    /// The ICMP or ICMPv6 type.
    pub kind: u8,
    /// The ICMP or ICMPv6 code.
    pub code: u8,
    /// Whether it is ICMPv6.
    pub v6: bool,
    /// The next-hop MTU where the error tells one (fragmentation needed, packet too big).
    pub mtu: Option<u32>,
}

/// What one frame holds.
pub enum Decoded<'a> {
    /// A TCP segment.
    Segment(Segment<'a>),
    /// An ICMP error that quotes a TCP segment.
    IcmpError(IcmpError),
    /// A fragment of a datagram that is not yet whole.
    Fragment,
    /// Something that is neither (ARP, UDP, other ICMP …): decoded well, and of no concern here.
    Other,
    /// What could not be decoded, and why.
    Undecoded(Undecoded),
}

/// Why a frame could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Undecoded {
    /// The link type is none that is known here.
    LinkType,
    /// The frame ends before the TCP header does.
    Cut,
    /// A header contradicts itself (lengths, versions).
    Malformed,
    /// Tunnels nested deeper than the limit.
    TooDeep,
    /// Encrypted, or compressed in a way that cannot be read (ESP, protected 802.11).
    Encrypted,
}
