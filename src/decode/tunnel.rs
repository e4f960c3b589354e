//! Tunnels: frames and packets that other packets carry.

use etherparse::UdpHeaderSlice;

use super::Undecoded;
use super::layer::{Layer, OTHER, Piece, Step};
use super::link::{self, ethertype};
use crate::net::tunnel_port;

/// UDP (RFC 768), which carries most tunnels; they are told by the port that it is for.
pub(super) fn udp(piece: Piece<'_>) -> Step<'_> {
    let (header, payload) = piece.header::<8>()?;
    let header = UdpHeaderSlice::from_slice(header).map_err(|_| Undecoded::Malformed)?;
    let payload = match usize::from(header.length()).checked_sub(8) {
        Some(length) => payload.shortened(length),
        // Zero: segmentation offload, or a jumbogram (RFC 2675, section 4).
        None => payload,
    };
    match (header.source_port(), header.destination_port()) {
        (_, tunnel_port::L2TP) | (tunnel_port::L2TP, _) => l2tp(payload),
        (_, tunnel_port::GTP) => gtp(payload),
        (_, tunnel_port::VXLAN | tunnel_port::VXLAN_OF_LINUX) => vxlan(payload),
        (_, tunnel_port::VXLAN_GPE) => vxlan_gpe(payload),
        (_, tunnel_port::GENEVE) => geneve(payload),
        _ => OTHER,
    }
}

/// Whether UDP between these ports may carry a tunnel.
pub(super) fn may_be_in_udp(source: u16, destination: u16) -> bool {
    source == tunnel_port::L2TP || tunnel_port::ALL.contains(&destination)
}

/// VXLAN (RFC 7348, section 5). What does not look like it is UDP like any other.
fn vxlan(piece: Piece<'_>) -> Step<'_> {
    match piece.header::<8>()? {
        (&[0x08, 0, 0, 0, _, _, _, 0], frame) => Ok(Layer::Ethernet(frame)),
        // The extension for group policies sets more flags, and fills the reserved bytes.
        (&[0x88, _, _, _, _, _, _, 0], frame) => Ok(Layer::Ethernet(frame)),
        _ => OTHER,
    }
}

/// VXLAN with the protocol that it carries (draft-ietf-nvo3-vxlan-gpe, section 3).
fn vxlan_gpe(piece: Piece<'_>) -> Step<'_> {
    const PROTOCOL_TOLD: u8 = 0x04;
    match piece.header::<8>()? {
        (&[flags, 0, 0, next, ..], payload) if flags & PROTOCOL_TOLD != 0 => {
            link::next_protocol(next, payload)
        }
        (_, frame) => Ok(Layer::Ethernet(frame)),
    }
}

/// Geneve (RFC 8926, section 3.4).
fn geneve(piece: Piece<'_>) -> Step<'_> {
    const VERSION: u8 = 0xc0;
    let (&[first, _, t0, t1, ..], payload) = piece.header::<8>()?;
    if first & VERSION != 0 {
        return OTHER;
    }
    ethertype(
        u16::from_be_bytes([t0, t1]),
        payload.skip(usize::from(first & 0x3f) * 4)?,
    )
}

/// GTP-U (3GPP TS 29.281, section 5): only messages that carry a user's packet.
fn gtp(piece: Piece<'_>) -> Step<'_> {
    const VERSION_1: u8 = 0x30;
    const OPTIONAL_FIELDS: u8 = 0x07;
    const USER_PACKET: u8 = 255;
    let (&[flags, kind, ..], payload) = piece.header::<8>()?;
    if flags & 0xf0 != VERSION_1 || kind != USER_PACKET {
        return OTHER;
    }
    if flags & OPTIONAL_FIELDS == 0 {
        return Ok(Layer::Ip(payload));
    }
    let (&[_, _, _, mut extension], mut payload) = payload.header()?;
    while extension != 0 {
        let [units] = payload.peek(0)?;
        let length = usize::from(units) * 4;
        let last = length.checked_sub(1).ok_or(Undecoded::Malformed)?;
        [extension] = payload.peek(last)?;
        payload = payload.skip(length)?;
    }
    match payload.first_nibble()? {
        4 | 6 => Ok(Layer::Ip(payload)),
        _ => plausible_ethernet(payload),
    }
}

/// GRE (RFC 2784, RFC 2890), and the version of it that PPTP uses (RFC 2637, section 4.1).
pub(super) fn gre(piece: Piece<'_>) -> Step<'_> {
    const CHECKSUM: u16 = 0x8000;
    const ROUTING: u16 = 0x4000;
    const KEY: u16 = 0x2000;
    const SEQUENCE: u16 = 0x1000;
    const ACKNOWLEDGMENT: u16 = 0x0080;
    const VERSION: u16 = 0x0007;

    let flags = piece.peek_u16(0)?;
    let kind = piece.peek_u16(2)?;
    let fields = match flags & VERSION {
        0 => CHECKSUM | KEY | SEQUENCE,
        1 => KEY | SEQUENCE | ACKNOWLEDGMENT,
        _ => return OTHER,
    };
    // The source routes of RFC 1701 are gone since RFC 2784, section 2.3.
    if flags & VERSION == 0 && flags & ROUTING != 0 {
        return Err(Undecoded::Malformed);
    }
    let payload = piece.skip(4 + 4 * (flags & fields).count_ones() as usize)?;
    if payload.length() == 0 {
        return OTHER;
    }
    match kind {
        ERSPAN if flags & SEQUENCE == 0 => Ok(Layer::Ethernet(payload)),
        ERSPAN => Ok(Layer::Ethernet(payload.skip(8)?)),
        ERSPAN_III => erspan_iii(payload),
        WCCP if payload.first_nibble()? != 4 => Ok(Layer::Ip(payload.skip(4)?)),
        WCCP => Ok(Layer::Ip(payload)),
        _ => ethertype(kind, payload),
    }
}

/// A switch's mirror of a port (draft-foschiano-erspan); of type I without a header of its own, of
/// type II with one.
const ERSPAN: u16 = 0x88be;
const ERSPAN_III: u16 = 0x22eb;
/// A redirected packet, with or without a header of four bytes.
const WCCP: u16 = 0x883e;

/// ERSPAN type III (draft-foschiano-erspan, section 4.3).
fn erspan_iii(piece: Piece<'_>) -> Step<'_> {
    const SUBHEADER: u8 = 0x01;
    const FRAME_TYPE: u8 = 0x7c;
    const IP: u8 = 2 << 2;
    let (&[.., kind, last], payload) = piece.header::<12>()?;
    let payload = match last & SUBHEADER {
        0 => payload,
        _ => payload.skip(8)?,
    };
    match kind & FRAME_TYPE {
        0 => Ok(Layer::Ethernet(payload)),
        IP => Ok(Layer::Ip(payload)),
        _ => OTHER,
    }
}

/// A stack of MPLS labels (RFC 3032, section 2.1), which does not say what is under it: what looks
/// like IP is IP, anything else may be Ethernet with or without a control word (RFC 4448).
pub(super) fn mpls(piece: Piece<'_>) -> Step<'_> {
    const BOTTOM: u8 = 0x01;
    let mut rest = piece;
    loop {
        let (&[_, _, label, _], payload) = rest.header()?;
        rest = payload;
        if label & BOTTOM != 0 {
            break;
        }
    }
    match rest.first_nibble()? {
        // A MAC address may start like an IP header.
        4 | 6 if !is_ethernet(rest) => Ok(Layer::Ip(rest)),
        0 if !is_ethernet(rest) => plausible_ethernet(rest.skip(4)?),
        _ => plausible_ethernet(rest),
    }
}

/// L2TP over UDP, version 2 (RFC 2661, section 3.1) or 3 (RFC 3931, section 4.1.2.1).
fn l2tp(piece: Piece<'_>) -> Step<'_> {
    const CONTROL: u16 = 0x8000;
    const LENGTH: u16 = 0x4000;
    const SEQUENCE: u16 = 0x0800;
    const OFFSET: u16 = 0x0200;
    const VERSION: u16 = 0x000f;
    let flags = piece.peek_u16(0)?;
    if flags & CONTROL != 0 {
        return OTHER;
    }
    match flags & VERSION {
        2 => {}
        3 => return l2tp_v3(piece.skip(4)?),
        _ => return OTHER,
    }
    let mut length = 6;
    if flags & LENGTH != 0 {
        length += 2;
    }
    if flags & SEQUENCE != 0 {
        length += 4;
    }
    if flags & OFFSET != 0 {
        length += 2 + usize::from(piece.peek_u16(length)?);
    }
    let payload = piece.skip(length)?;
    if payload.length() == 0 {
        return OTHER;
    }
    Ok(Layer::Ppp(payload))
}

/// L2TP version 3 from the session identifier on (RFC 3931, section 4.1). How long the cookie is,
/// and whether a sublayer of four bytes follows it, only the tunnel's ends know.
pub(super) fn l2tp_v3(piece: Piece<'_>) -> Step<'_> {
    let (session, payload) = piece.header::<4>()?;
    if *session == [0; 4] {
        return OTHER;
    }
    for length in [0, 4, 8, 12] {
        match payload.skip(length) {
            Ok(frame) if is_ethernet(frame) => return Ok(Layer::Ethernet(frame)),
            _ => {}
        }
    }
    OTHER
}

fn plausible_ethernet(piece: Piece<'_>) -> Step<'_> {
    if is_ethernet(piece) {
        Ok(Layer::Ethernet(piece))
    } else {
        OTHER
    }
}

/// Whether the piece starts like an Ethernet frame that carries IP.
fn is_ethernet(piece: Piece<'_>) -> bool {
    let Ok([t0, t1, first]) = piece.peek(12) else {
        return false;
    };
    matches!(
        ([t0, t1], first >> 4),
        ([0x08, 0x00], 4)
            | ([0x86, 0xdd], 6)
            | ([0x08, 0x06], 0)
            | ([0x81, 0x00] | [0x88, 0xa8] | [0x88, 0x47], _)
            | ([0x88, 0x64], 1)
    )
}
