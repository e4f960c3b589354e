//! Link types: from the first byte of a frame to an EtherType or an IP header.

use etherparse::{EtherType, ether_type};

use super::layer::{Layer, OTHER, Piece, Step};
use super::{Decoded, Undecoded, wireless};
use crate::capture::LinkType;

/// Lengths and EtherTypes share a field; from here on it is an EtherType (IEEE 802.3, 3.2.6).
const SMALLEST_ETHERTYPE: u16 = 0x0600;
/// The largest length of an Ethernet payload.
const LARGEST_LENGTH: u16 = 1500;

/// Reads the start of a frame of the link type `link`, numbered as in the registry
/// <https://www.tcpdump.org/linktypes.html>.
pub(super) fn first(link: LinkType, frame: Piece<'_>) -> Step<'_> {
    match link.0 {
        PPI => {
            let [_, _, l0, l1, link @ ..] = frame.peek::<8>(0)?;
            let rest = frame.skip(u16::from_le_bytes([l0, l1]).into())?;
            wrapped(u32::from_le_bytes(link), rest)
        }
        PKTAP => {
            let length = u32::from_le_bytes(frame.peek(0)?);
            let link = u32::from_le_bytes(frame.peek(8)?);
            wrapped(link, frame.skip(length as usize)?)
        }
        link => plain(link, frame),
    }
}

/// Per-packet information, which tells the link type of what follows it.
const PPI: u16 = 192;
/// Apple's packet tap, which tells the link type of what follows it.
const PKTAP: u16 = 258;

fn wrapped(link: u32, frame: Piece<'_>) -> Step<'_> {
    match u16::try_from(link) {
        Ok(link) => plain(link, frame),
        Err(_) => Err(Undecoded::LinkType),
    }
}

fn plain(link: u16, frame: Piece<'_>) -> Step<'_> {
    match link {
        0 | 108 => bsd_loopback(frame),
        1 => Ok(Layer::Ethernet(frame)),
        8 => slip(frame),
        9 => Ok(Layer::Ppp(frame)),
        10 => llc(frame.skip(13)?),
        12 | 14 | 101 | 228 | 229 => Ok(Layer::Ip(frame)),
        50 => ppp_serial(frame),
        51 => pppoe(frame),
        100 => llc(frame),
        104 => cisco_hdlc(frame),
        105 => wireless::frame(frame),
        109 => Ok(Layer::Ip(frame.skip(12)?)),
        113 => linux_cooked(frame),
        119 => wireless::prism(frame),
        127 => wireless::radiotap(frame),
        163 => wireless::avs(frame),
        // The first byte tells the direction, in the place of the HDLC address.
        166 => Ok(Layer::Ppp(frame.skip(2)?)),
        204 => Ok(Layer::Ppp(frame.skip(1)?)),
        // Solaris's IPNET.
        226 => Ok(Layer::Ip(frame.skip(24)?)),
        239 => nflog(frame),
        242 => typed(frame.peek_u16(40)?, frame.skip(44)?),
        // Messages of Linux's netlink.
        253 => OTHER,
        276 => linux_cooked_v2(frame),
        _ => Err(Undecoded::LinkType),
    }
}

/// An Ethernet header (IEEE 802.3, section 3.2).
pub(super) fn ethernet(frame: Piece<'_>) -> Step<'_> {
    let (&[.., t0, t1], payload) = frame.header::<14>()?;
    typed(u16::from_be_bytes([t0, t1]), payload)
}

/// Ethernet with its type replaced by a length is LLC. Between the largest length and the smallest
/// type lies what is neither (IEEE 802.3, section 3.2.6).
fn typed(kind: u16, payload: Piece<'_>) -> Step<'_> {
    match kind {
        0..=LARGEST_LENGTH => llc(payload.shortened(kind.into())),
        SMALLEST_ETHERTYPE.. => Ok(Layer::Typed { kind, payload }),
        _ => Err(Undecoded::Malformed),
    }
}

/// Reads what follows the EtherType `kind`: IP, or what stands between it and IP.
pub(super) fn ethertype(kind: u16, payload: Piece<'_>) -> Step<'_> {
    match EtherType(kind) {
        ether_type::IPV4 | ether_type::IPV6 => Ok(Layer::Ip(payload)),
        ether_type::VLAN_TAGGED_FRAME
        | ether_type::PROVIDER_BRIDGING
        | ether_type::VLAN_DOUBLE_TAGGED_FRAME
        | VLAN_9200
        | VLAN_9300 => typed(payload.peek_u16(2)?, payload.skip(4)?),
        VN_TAG | HSR => typed(payload.peek_u16(4)?, payload.skip(6)?),
        PPPOE_SESSION => pppoe(payload),
        PPP => Ok(Layer::Ppp(payload)),
        MPLS_UNICAST | MPLS_MULTICAST => Ok(Layer::Mpls(payload)),
        TRANSPARENT_ETHERNET => Ok(Layer::Ethernet(payload)),
        PROVIDER_BACKBONE => Ok(Layer::Ethernet(payload.skip(4)?)),
        NSH => network_service_header(payload),
        ether_type::MACSEC => macsec(payload),
        _ => OTHER,
    }
}

const VLAN_9200: EtherType = EtherType(0x9200);
const VLAN_9300: EtherType = EtherType(0x9300);
/// Cisco's VN-Tag.
const VN_TAG: EtherType = EtherType(0x8926);
/// High-availability seamless redundancy (IEC 62439-3).
const HSR: EtherType = EtherType(0x892f);
const PPPOE_SESSION: EtherType = EtherType(0x8864);
const PPP: EtherType = EtherType(0x880b);
const MPLS_UNICAST: EtherType = EtherType(0x8847);
const MPLS_MULTICAST: EtherType = EtherType(0x8848);
const TRANSPARENT_ETHERNET: EtherType = EtherType(0x6558);
/// MAC in MAC (IEEE 802.1ah).
const PROVIDER_BACKBONE: EtherType = EtherType(0x88e7);
const NSH: EtherType = EtherType(0x894f);

/// LLC, and the EtherType that SNAP adds to it (IEEE 802.2; RFC 1042).
pub(super) fn llc(frame: Piece<'_>) -> Step<'_> {
    match frame.peek::<3>(0)? {
        [0xaa, 0xaa, 0x03] => {
            let (&[_, _, _, o0, o1, o2, t0, t1], payload) = frame.header()?;
            match [o0, o1, o2] {
                // RFC 1042, and the same for bridges (IEEE 802.1H).
                [0, 0, 0] | [0, 0, 0xf8] => Ok(Layer::Typed {
                    kind: u16::from_be_bytes([t0, t1]),
                    payload,
                }),
                _ => OTHER,
            }
        }
        [0x06, 0x06, 0x03] => Ok(Layer::Ip(frame.skip(3)?)),
        _ => OTHER,
    }
}

/// The loopback of the BSDs: an address family in the byte order of the host, or of the network.
fn bsd_loopback(frame: Piece<'_>) -> Step<'_> {
    let (&family, payload) = frame.header()?;
    let family = match u32::from_le_bytes(family) {
        little if little <= 0xffff => little,
        _ => u32::from_be_bytes(family),
    };
    match family {
        // AF_INET, and AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, macOS.
        2 | 10 | 23 | 24 | 28 | 30 => Ok(Layer::Ip(payload)),
        _ => OTHER,
    }
}

/// SLIP as libpcap writes it: 16 bytes of its own, then IP or compressed TCP (RFC 1144).
fn slip(frame: Piece<'_>) -> Step<'_> {
    let payload = frame.skip(16)?;
    match payload.first_nibble()? {
        4 => Ok(Layer::Ip(payload)),
        _ => Err(Undecoded::Encrypted),
    }
}

/// PPP or Cisco HDLC; the HDLC address tells which.
fn ppp_serial(frame: Piece<'_>) -> Step<'_> {
    match frame.peek(0)? {
        [0x0f | 0x8f] => cisco_hdlc(frame),
        _ => Ok(Layer::Ppp(frame)),
    }
}

/// Cisco's HDLC: address, control, EtherType (RFC 1547, section 4.3.1).
fn cisco_hdlc(frame: Piece<'_>) -> Step<'_> {
    let (&[_, _, t0, t1], payload) = frame.header()?;
    Ok(Layer::Typed {
        kind: u16::from_be_bytes([t0, t1]),
        payload,
    })
}

/// A PPPoE session (RFC 2516, section 6).
fn pppoe(frame: Piece<'_>) -> Step<'_> {
    let (&[version, code, _, _, l0, l1], payload) = frame.header()?;
    match (version, code) {
        (0x11, 0) => Ok(Layer::Ppp(
            payload.shortened(u16::from_be_bytes([l0, l1]).into()),
        )),
        (0x11, _) => OTHER,
        _ => Err(Undecoded::Malformed),
    }
}

/// PPP, with or without its HDLC address, with a protocol field of one or two bytes (RFC 1661,
/// section 2; RFC 1662, section 3.1).
pub(super) fn ppp(frame: Piece<'_>) -> Step<'_> {
    let frame = match frame.peek(0)? {
        [0xff] => frame.skip(2)?,
        _ => frame,
    };
    let (protocol, payload) = match frame.peek(0)? {
        [short] if short & 1 == 1 => (u16::from(short), frame.skip(1)?),
        _ => (frame.peek_u16(0)?, frame.skip(2)?),
    };
    match protocol {
        0x0021 | 0x0057 => Ok(Layer::Ip(payload)),
        0x0281 | 0x0283 => Ok(Layer::Mpls(payload)),
        0x003d => multilink(payload),
        // Compressed TCP headers, encryption, compression (of one link).
        0x002d | 0x002f | 0x0053 | 0x0055 | 0x00fb | 0x00fd => Err(Undecoded::Encrypted),
        _ => OTHER,
    }
}

/// A fragment of a bundle of PPP links, with the long header (RFC 1990, section 3). Only those that
/// are whole packets are read.
fn multilink(frame: Piece<'_>) -> Step<'_> {
    const BEGINS_AND_ENDS: u8 = 0xc0;
    let (&[flags, ..], payload) = frame.header::<4>()?;
    if flags & BEGINS_AND_ENDS != BEGINS_AND_ENDS {
        return Ok(Layer::Done(Decoded::Fragment));
    }
    Ok(Layer::Ppp(payload))
}

/// `LINUX_SLL`, the cooked capture of Linux.
fn linux_cooked(frame: Piece<'_>) -> Step<'_> {
    let (&[_, _, h0, h1, .., t0, t1], payload) = frame.header::<16>()?;
    cooked(
        u16::from_be_bytes([h0, h1]),
        u16::from_be_bytes([t0, t1]),
        payload,
    )
}

/// `LINUX_SLL2`.
fn linux_cooked_v2(frame: Piece<'_>) -> Step<'_> {
    let (&[t0, t1, _, _, _, _, _, _, h0, h1, ..], payload) = frame.header::<20>()?;
    cooked(
        u16::from_be_bytes([h0, h1]),
        u16::from_be_bytes([t0, t1]),
        payload,
    )
}

/// What follows a cooked header; `hardware` is one of Linux's `ARPHRD_…` values.
fn cooked(hardware: u16, kind: u16, payload: Piece<'_>) -> Step<'_> {
    const NETLINK: u16 = 824;
    const LLC: u16 = 4;
    match (hardware, kind) {
        (NETLINK, _) => OTHER,
        (_, LLC) => llc(payload),
        (_, kind) if kind < SMALLEST_ETHERTYPE => OTHER,
        (_, kind) => Ok(Layer::Typed { kind, payload }),
    }
}

/// `NFLOG`: a header of four bytes, then attributes in the byte order of the host.
fn nflog(frame: Piece<'_>) -> Step<'_> {
    const PAYLOAD: u16 = 9;
    let mut rest = frame.skip(4)?;
    while rest.length() > 0 {
        let (&[l0, l1, k0, k1], value) = rest.header()?;
        let little = usize::from(u16::from_le_bytes([l0, l1]));
        let (length, kind) = if (4..=rest.length()).contains(&little) {
            (little, u16::from_le_bytes([k0, k1]))
        } else {
            let big = u16::from_be_bytes([l0, l1]);
            (big.into(), u16::from_be_bytes([k0, k1]))
        };
        let Some(value_length) = length.checked_sub(4) else {
            return Err(Undecoded::Malformed);
        };
        if kind == PAYLOAD {
            return Ok(Layer::Ip(value.shortened(value_length)));
        }
        rest = rest.skip(length.next_multiple_of(4).min(rest.length()))?;
    }
    OTHER
}

/// The network service header (RFC 8300, section 2).
fn network_service_header(frame: Piece<'_>) -> Step<'_> {
    let [_, length, _, next] = frame.peek(0)?;
    let payload = frame.skip(usize::from(length & 0x3f) * 4)?;
    if length & 0x3f < 2 {
        return Err(Undecoded::Malformed);
    }
    next_protocol(next, payload)
}

/// The protocol numbers that NSH (RFC 8300, section 2.2) and VXLAN-GPE share.
pub(super) fn next_protocol(next: u8, payload: Piece<'_>) -> Step<'_> {
    match next {
        1 | 2 => Ok(Layer::Ip(payload)),
        3 => Ok(Layer::Ethernet(payload)),
        4 => Ok(Layer::Typed {
            kind: NSH.0,
            payload,
        }),
        5 => Ok(Layer::Mpls(payload)),
        _ => OTHER,
    }
}

/// MACsec: only frames that are authenticated and left as they are can be read (IEEE 802.1AE,
/// section 9).
fn macsec(frame: Piece<'_>) -> Step<'_> {
    const CHANGED: u8 = 0x0c;
    const CHANNEL_IDENTIFIER: u8 = 0x20;
    let [control] = frame.peek(0)?;
    if control & CHANGED != 0 {
        return Err(Undecoded::Encrypted);
    }
    let header_length = match control & CHANNEL_IDENTIFIER {
        0 => 6,
        _ => 14,
    };
    typed(
        frame.peek_u16(header_length)?,
        frame.skip(header_length + 2)?,
    )
}
