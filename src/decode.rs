//! From one frame to one TCP segment, or to the reason why there is none.
//!
//! Most frames are an Ethernet, an IP and a TCP header: `plain` reads them in one go. All others
//! take one step for each header, from `layer` to `layer`: `link` (with `wireless`) knows what
//! stands before an IP header, `ip` the headers of IP, `tunnel` what starts all over again.
//! Fragments are put together on the way. Checksums are not looked at: network cards fill them in
//! after the capture.

mod fragments;
mod icmp;
mod ip;
mod layer;
mod link;
mod options;
mod packet;
mod plain;
mod tcp;
pub mod tree;
mod tunnel;
mod wireless;

#[cfg(test)]
#[path = "../tests/support/packets.rs"]
pub(crate) mod packets;
#[cfg(test)]
mod tests;

pub use options::TcpOptions;
pub use packet::Packet;
pub use plain::Plainest;

use fragments::Fragments;
use layer::{Layer, Piece};

use crate::capture::Frame;
use crate::net::{Address, Endpoint};

/// How many tunnels may be nested in one frame.
pub const TUNNELS: usize = 8;
/// How many Ethernet and IP headers that makes: most tunnels carry one of either.
const HEADERS: usize = 2 * (TUNNELS + 1);
/// How many times in one frame a datagram may be put together: once outside and once inside a
/// tunnel that is itself fragmented.
const REASSEMBLIES: usize = 2;

/// Decodes frames one after the other, and remembers the fragments among them.
#[derive(Default)]
pub struct Decoder {
    fragments: Fragments,
    /// The datagrams that the last frame completed.
    datagrams: [Vec<u8>; REASSEMBLIES],
    undecoded: [u64; Undecoded::ALL.len()],
}

impl Decoder {
    /// A decoder that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Decodes one frame. A datagram that it completes stands in a buffer of the decoder until the
    /// next frame; everything else is borrowed from the frame.
    #[inline]
    pub fn decode<'d>(&'d mut self, frame: &Frame<'d>) -> Decoded<'d> {
        let plainest = Self::decode_plainest(frame).map(|plainest| plainest.segment());
        match plainest.or_else(|| Self::decode_plain(frame)) {
            Some(segment) => Decoded::Segment(segment),
            None => self.decode_any(frame),
        }
    }

    /// Decodes a frame of the plainest kind, which nearly every one is; else [`Decoder::decode_plain`]
    /// may, and [`Decoder::decode_any`] does.
    ///
    /// Who decodes frame after frame calls these, because a segment that is moved into a [`Decoded`]
    /// is read as soon as it was written, in other pieces, for which the processor has to wait.
    #[inline(always)]
    pub fn decode_plainest<'d>(frame: &Frame<'d>) -> Option<Plainest<'d>> {
        Plainest::of(frame)
    }

    /// Decodes a frame without tunnels, IP options and fragments.
    #[inline]
    pub fn decode_plain<'d>(frame: &Frame<'d>) -> Option<Segment<'d>> {
        plain::segment(frame)
    }

    /// Whether a frame without IP options and fragments holds UDP, and no tunnel: [`Decoded::Other`].
    pub fn is_plain_udp(frame: &Frame<'_>) -> bool {
        plain::is_udp(frame)
    }

    /// Decodes any frame, plain or not, as [`Decoder::decode`] does.
    #[inline(never)]
    pub fn decode_any<'d>(&'d mut self, frame: &Frame<'d>) -> Decoded<'d> {
        let Self {
            fragments,
            datagrams,
            undecoded,
        } = self;
        match walk(frame, fragments, datagrams) {
            Ok(decoded) => decoded,
            Err(reason) => {
                if let Some(count) = undecoded.get_mut(reason as usize) {
                    *count += 1;
                }
                Decoded::Undecoded(reason)
            }
        }
    }

    /// How many frames could not be decoded.
    pub fn undecoded(&self) -> u64 {
        self.undecoded.iter().sum()
    }

    /// How many frames could not be decoded, for each reason that there was.
    pub fn undecoded_by_reason(&self) -> impl Iterator<Item = (Undecoded, u64)> {
        let counted = Undecoded::ALL.into_iter().zip(self.undecoded);
        counted.filter(|&(_, count)| count > 0)
    }

    /// Whether a fragment was decoded since this was last asked.
    pub fn took_fragment(&mut self) -> bool {
        self.fragments.took_one()
    }

    /// How many incomplete datagrams were given up to stay within the limits of memory.
    pub fn fragment_limits_met(&self) -> u64 {
        self.fragments.limits_met()
    }
}

/// Takes one header after the other off the frame.
fn walk<'d>(
    frame: &Frame<'d>,
    fragments: &mut Fragments,
    datagrams: &'d mut [Vec<u8>],
) -> Result<Decoded<'d>, Undecoded> {
    let length = frame.data.len().max(frame.length as usize);
    let mut layer = link::first(frame.link, Piece::new(frame.data, length))?;
    let mut headers = 0;
    let mut free = datagrams;
    loop {
        if matches!(layer, Layer::Ethernet(_) | Layer::Ip(_)) {
            headers += 1;
            if headers > HEADERS {
                return Err(Undecoded::TooDeep);
            }
        }
        layer = match layer {
            Layer::Ethernet(piece) => link::ethernet(piece)?,
            Layer::Typed { kind, payload } => link::ethertype(kind, payload)?,
            Layer::Ppp(piece) => link::ppp(piece)?,
            Layer::Mpls(piece) => tunnel::mpls(piece)?,
            Layer::Ip(piece) => ip::header(piece)?,
            Layer::Packet(packet) => ip::payload(packet)?,
            Layer::Fragment(fragment) => {
                let Some((datagram, rest)) = free.split_first_mut() else {
                    return Err(Undecoded::TooDeep);
                };
                free = rest;
                match fragments.add(fragment, frame.time, datagram)? {
                    Some(packet) => Layer::Packet(packet),
                    None => Layer::Done(Decoded::Fragment),
                }
            }
            Layer::Done(decoded) => return Ok(decoded),
        };
    }
}

/// The control bits of a TCP header that the analyzer uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
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

/// What a segment without payload tells of a connection on which nothing was said, between ends of one
/// kind.
#[derive(Clone, Copy, Debug)]
pub struct Bare<E> {
    /// Who sent it.
    pub source: E,
    /// Whom it is for.
    pub destination: E,
    /// Its sequence number.
    pub sequence: u32,
    /// The control bits.
    pub flags: Flags,
}

impl<E: Copy> Bare<E> {
    /// Who opened the connection and who listens, where this is a SYN, or a SYN with ACK.
    #[inline]
    pub fn initiator_and_listener(&self) -> (E, E) {
        if self.flags.ack() {
            (self.destination, self.source)
        } else {
            (self.source, self.destination)
        }
    }
}

impl Segment<'_> {
    /// What it tells besides its payload, between ends that are made of its own.
    #[inline]
    pub fn bare<E>(&self, source: E, destination: E) -> Bare<E> {
        Bare {
            source,
            destination,
            sequence: self.sequence,
            flags: self.flags,
        }
    }

    /// Who opened the connection and who listens, where this is a SYN, or a SYN with ACK.
    #[inline]
    pub fn initiator_and_listener(&self) -> (Endpoint, Endpoint) {
        if self.flags.ack() {
            (self.destination, self.source)
        } else {
            (self.source, self.destination)
        }
    }
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

impl Undecoded {
    /// Every reason, in order.
    pub const ALL: [Self; 5] = [
        Self::LinkType,
        Self::Cut,
        Self::Malformed,
        Self::TooDeep,
        Self::Encrypted,
    ];

    /// The word for it in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LinkType => "link-type",
            Self::Cut => "cut",
            Self::Malformed => "malformed",
            Self::TooDeep => "too-deep",
            Self::Encrypted => "encrypted",
        }
    }
}
