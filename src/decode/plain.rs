//! The plain frame, which nearly every frame is: Ethernet with at most two VLAN tags, Linux's cooked
//! header or none at all, IPv4 without options or IPv6 without extensions, TCP.
//!
//! Reading it here takes about a third of the time of etherparse's `SlicedPacket` (23 and 62 ns
//! measured side by side), which would still have to be turned into a [`Segment`].

use super::ip::{V6_HEADER, v6_addresses};
use super::layer::{Packet, Piece};
use super::{Bare, Flags, Segment, tcp, tunnel};
use crate::capture::{Frame, LinkType};
use crate::net::{Address, EndpointV4};

const ETHERNET: LinkType = LinkType(1);
const LINUX_COOKED: LinkType = LinkType(113);
const RAW: LinkType = LinkType(101);
const TCP: u8 = 6;

/// The headers of a frame of the plainest kind, Ethernet, IPv4 and TCP with nothing in between, which
/// are read as one, and only as far as somebody asks.
#[derive(Clone, Copy)]
pub struct Plainest<'a> {
    headers: &'a [u8; HEADERS],
    /// What the capture holds beyond them: TCP's options at least.
    held: &'a [u8],
    options_length: usize,
    payload_length: usize,
}

/// Ethernet, IPv4 and TCP without options, in bytes.
const HEADERS: usize = 54;

/// Where the fields stand in these headers (RFC 791 §3.1, RFC 9293 §3.1).
mod at {
    pub(super) const TOTAL_LENGTH: usize = 16;
    pub(super) const IDENTIFICATION: usize = 18;
    pub(super) const FRAGMENT: usize = 20;
    pub(super) const TTL: usize = 22;
    pub(super) const PROTOCOL: usize = 23;
    pub(super) const SOURCE: usize = 26;
    pub(super) const DESTINATION: usize = 30;
    pub(super) const SOURCE_PORT: usize = 34;
    pub(super) const DESTINATION_PORT: usize = 36;
    pub(super) const SEQUENCE: usize = 38;
    pub(super) const ACKNOWLEDGMENT: usize = 42;
    pub(super) const OFFSET: usize = 46;
    pub(super) const FLAGS: usize = 47;
    pub(super) const WINDOW: usize = 48;
    pub(super) const URGENT_POINTER: usize = 52;
}

#[inline(always)]
fn u16_at(headers: &[u8; HEADERS], at: usize) -> u16 {
    u16::from_be_bytes([headers[at], headers[at + 1]])
}

impl<'a> Plainest<'a> {
    /// The headers of `frame`, if it is of this kind.
    #[inline(always)]
    pub(super) fn of(frame: &Frame<'a>) -> Option<Self> {
        const IP_AND_TCP: usize = 40;
        let (headers, held) = frame.data.split_first_chunk::<HEADERS>()?;
        let is_plainest = frame.link == ETHERNET
            && headers[12..15] == [0x08, 0x00, 0x45]
            && headers[at::PROTOCOL] == TCP
            && u16_at(headers, at::FRAGMENT) & FRAGMENTED == 0
            && headers[at::OFFSET] >= 0x50;
        if !is_plainest {
            return None;
        }
        let options_length = usize::from(headers[at::OFFSET] >> 4) * 4 - 20;
        let length = usize::from(u16_at(headers, at::TOTAL_LENGTH)).checked_sub(IP_AND_TCP)?;
        let payload_length = length.checked_sub(options_length)?;
        (held.len() >= options_length).then_some(Self {
            headers,
            held,
            options_length,
            payload_length,
        })
    }

    /// Whether the segment has no payload.
    #[inline(always)]
    pub fn is_bare(&self) -> bool {
        self.payload_length == 0
    }

    /// What the segment tells besides its payload.
    #[inline(always)]
    pub fn bare(&self) -> Bare<EndpointV4> {
        Bare {
            source: EndpointV4::new(self.u32_at(at::SOURCE), self.u16_at(at::SOURCE_PORT)),
            destination: EndpointV4::new(
                self.u32_at(at::DESTINATION),
                self.u16_at(at::DESTINATION_PORT),
            ),
            sequence: self.u32_at(at::SEQUENCE),
            flags: Flags(self.headers[at::FLAGS]),
        }
    }

    /// The whole segment.
    #[inline(always)]
    pub fn segment(&self) -> Segment<'a> {
        let (options, held) = self
            .held
            .split_at_checked(self.options_length)
            .unwrap_or((self.held, &[]));
        let bare = self.bare();
        Segment {
            source: bare.source.into(),
            destination: bare.destination.into(),
            sequence: bare.sequence,
            acknowledgment: self.u32_at(at::ACKNOWLEDGMENT),
            flags: bare.flags,
            window: self.u16_at(at::WINDOW),
            urgent_pointer: self.u16_at(at::URGENT_POINTER),
            options,
            payload: held.get(..self.payload_length).unwrap_or(held),
            payload_length: self.payload_length as u32,
            ttl: self.headers[at::TTL],
            identification: self.u16_at(at::IDENTIFICATION),
        }
    }

    #[inline(always)]
    fn u16_at(&self, at: usize) -> u16 {
        u16_at(self.headers, at)
    }

    #[inline(always)]
    fn u32_at(&self, at: usize) -> u32 {
        let [a, b, c, d] = [0, 1, 2, 3].map(|beyond| self.headers[at + beyond]);
        u32::from_be_bytes([a, b, c, d])
    }
}

/// The segment of a plain frame; `None` where anything is out of the ordinary.
pub(super) fn segment<'a>(frame: &Frame<'a>) -> Option<Segment<'a>> {
    let ip = ip(frame)?;
    match ip.first()? {
        0x45 => v4(ip),
        0x60..=0x6f => v6(ip),
        _ => None,
    }
}

/// Whether a frame is as plain as that and holds UDP, but no tunnel. In most networks this is what most
/// other frames are.
pub(super) fn is_udp(frame: &Frame<'_>) -> bool {
    const UDP: u8 = 17;
    const V4_AND_UDP: usize = 28;
    const UDP_HEADER: u16 = 8;
    let Some(ip) = ip(frame) else { return false };
    let ports = match ip.first_chunk::<V4_AND_UDP>() {
        #[rustfmt::skip]
        Some(&[
            0x45, _, l0, l1, _, _, f0, f1, _, UDP, _, _, _, _, _, _, _, _, _, _,
            s0, s1, d0, d1, ..
        ]) => {
            let length = usize::from(u16::from_be_bytes([l0, l1]));
            let is_whole = length >= V4_AND_UDP && u16::from_be_bytes([f0, f1]) & FRAGMENTED == 0;
            is_whole.then_some([s0, s1, d0, d1])
        }
        Some(&[0x60..=0x6f, _, _, _, l0, l1, UDP, ..]) => {
            let is_whole = u16::from_be_bytes([l0, l1]) >= UDP_HEADER;
            match ip.get(V6_HEADER..) {
                Some(&[s0, s1, d0, d1, _, _, _, _, ..]) if is_whole => Some([s0, s1, d0, d1]),
                _ => None,
            }
        }
        _ => None,
    };
    ports.is_some_and(|[s0, s1, d0, d1]| {
        let (source, destination) = (u16::from_be_bytes([s0, s1]), u16::from_be_bytes([d0, d1]));
        !tunnel::may_be_in_udp(source, destination)
    })
}

/// The IP packet of a plain frame.
#[inline]
fn ip<'a>(frame: &Frame<'a>) -> Option<&'a [u8]> {
    match frame.link {
        ETHERNET => untyped(frame.data, 12),
        LINUX_COOKED => untyped(frame.data, 14),
        RAW => Some(frame.data),
        _ => None,
    }
}

/// What follows the EtherType at the offset `at`, and one or two VLAN tags, if it is IP.
#[inline]
fn untyped(data: &[u8], mut at: usize) -> Option<&[u8]> {
    for _ in 0..=2 {
        match data.get(at..at + 2)? {
            [0x08, 0x00] | [0x86, 0xdd] => return data.get(at + 2..),
            [0x81, 0x00] | [0x88, 0xa8] => at += 4,
            _ => return None,
        }
    }
    None
}

#[inline]
fn v4<'a>(ip: &'a [u8]) -> Option<Segment<'a>> {
    let (header, held) = ip.split_first_chunk::<20>()?;
    let &[
        _,
        _,
        l0,
        l1,
        i0,
        i1,
        f0,
        f1,
        ttl,
        TCP,
        _,
        _,
        s0,
        s1,
        s2,
        s3,
        d0,
        d1,
        d2,
        d3,
    ] = header
    else {
        return None;
    };
    if u16::from_be_bytes([f0, f1]) & FRAGMENTED != 0 {
        return None;
    }
    let length = usize::from(u16::from_be_bytes([l0, l1])).checked_sub(header.len())?;
    tcp::segment(&Packet {
        source: Address::v4([s0, s1, s2, s3]),
        destination: Address::v4([d0, d1, d2, d3]),
        ttl,
        identification: u16::from_be_bytes([i0, i1]),
        protocol: TCP,
        payload: Piece::new(held, length),
    })
    .ok()
}

/// The flag for more fragments and the fragment offset of an IPv4 header.
const FRAGMENTED: u16 = 0x3fff;

#[inline]
fn v6<'a>(ip: &'a [u8]) -> Option<Segment<'a>> {
    let (header, held) = ip.split_first_chunk::<V6_HEADER>()?;
    let &[_, _, _, _, l0, l1, TCP, ttl, ..] = header else {
        return None;
    };
    let length = usize::from(u16::from_be_bytes([l0, l1]));
    if length == 0 {
        return None;
    }
    let (source, destination) = v6_addresses(header);
    tcp::segment(&Packet {
        source,
        destination,
        ttl,
        identification: 0,
        protocol: TCP,
        payload: Piece::new(held, length),
    })
    .ok()
}
