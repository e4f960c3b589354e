//! IPv4 and IPv6 headers, and which protocol they carry.

use etherparse::{Ipv4HeaderSlice, Ipv6FragmentHeaderSlice, ip_number as ip};

use super::fragments::Fragment;
use super::layer::{Layer, OTHER, Packet, Piece, Step};
use super::{Decoded, Undecoded, icmp, tcp, tunnel};
use crate::net::Address;

/// The bytes of an IPv6 header without extensions (RFC 8200, section 3).
pub(super) const V6_HEADER: usize = 40;

/// Reads the IP header at the start of `piece`.
pub(super) fn header(piece: Piece<'_>) -> Step<'_> {
    match piece.first_nibble()? {
        4 => v4(piece),
        6 => v6(piece),
        _ => Err(Undecoded::Malformed),
    }
}

/// An IPv4 header (RFC 791, section 3.1); its options are passed over.
fn v4(piece: Piece<'_>) -> Step<'_> {
    let [first] = piece.peek(0)?;
    let header_length = usize::from(first & 0x0f) * 4;
    if header_length < etherparse::Ipv4Header::MIN_LEN {
        return Err(Undecoded::Malformed);
    }
    let total_length = match usize::from(piece.peek_u16(2)?) {
        // Segmentation offload: the capture saw the packet before the card filled the length in.
        0 => piece.length(),
        length if length < header_length => return Err(Undecoded::Malformed),
        length => length,
    };
    // A total length beyond the end of the frame is believed: the frame was cut by something that
    // did not say so.
    let piece = piece.with_length(total_length);
    let payload = piece.skip(header_length)?;
    let header = Ipv4HeaderSlice::from_slice(piece.held()).map_err(|_| Undecoded::Malformed)?;
    let packet = Packet {
        source: Address::v4(header.source()),
        destination: Address::v4(header.destination()),
        ttl: header.ttl(),
        identification: header.identification(),
        protocol: header.protocol().0,
        payload,
    };
    if header.is_fragmenting_payload() {
        return Ok(Layer::Fragment(Fragment {
            packet,
            v6: false,
            identification: header.identification().into(),
            offset: header.fragments_offset().byte_offset(),
            more: header.more_fragments(),
        }));
    }
    Ok(Layer::Packet(packet))
}

/// An IPv6 header (RFC 8200, section 3).
fn v6(piece: Piece<'_>) -> Step<'_> {
    let (header, payload) = piece.header::<V6_HEADER>()?;
    let [_, _, _, _, length @ .., protocol, ttl] = *header.first_chunk::<8>().unwrap_or(&[0; 8]);
    let payload = match usize::from(u16::from_be_bytes(length)) {
        // Segmentation offload or a jumbogram (RFC 2675): all that there is.
        0 => payload,
        length => payload.with_length(length),
    };
    let (source, destination) = v6_addresses(header);
    Ok(Layer::Packet(Packet {
        source,
        destination,
        ttl,
        identification: 0,
        protocol,
        payload,
    }))
}

/// The source and the destination of an IPv6 header.
pub(super) fn v6_addresses(header: &[u8; V6_HEADER]) -> (Address, Address) {
    let [_, _, _, _, _, _, _, _, addresses @ ..] = header;
    let mut source = [0; 16];
    let mut destination = [0; 16];
    source.copy_from_slice(addresses.first_chunk::<16>().unwrap_or(&[0; 16]));
    destination.copy_from_slice(addresses.last_chunk::<16>().unwrap_or(&[0; 16]));
    (Address::v6(source), Address::v6(destination))
}

/// Reads what an IP header carries: a segment, an ICMP error, an extension header or a tunnel.
pub(super) fn payload(packet: Packet<'_>) -> Step<'_> {
    let payload = packet.payload;
    match packet.protocol.into() {
        ip::TCP => tcp::segment(&packet).map(|segment| Layer::Done(Decoded::Segment(segment))),
        ip::UDP => tunnel::udp(payload),
        ip::ICMP => icmp::v4(&packet),
        ip::IPV6_ICMP => icmp::v6(&packet),
        ip::IPV6_FRAGMENTATION_HEADER => v6_fragment(packet),
        ip::ENCAPSULATING_SECURITY_PAYLOAD | ip::IP_COMP => Err(Undecoded::Encrypted),
        ip::IPV4 | ip::IPV6 => Ok(Layer::Ip(payload)),
        ip::GRE => tunnel::gre(payload),
        ip::MPLS_IN_IP => Ok(Layer::Mpls(payload)),
        ip::LAYER2_TUNNELING_PROTOCOL => tunnel::l2tp_v3(payload),
        ip::ETHER_IP => Ok(Layer::Ethernet(payload.skip(2)?)),
        ETHERNET => Ok(Layer::Ethernet(payload)),
        _ => match extension(packet.protocol, payload)? {
            Some((protocol, payload)) => Ok(Layer::Packet(Packet {
                protocol,
                payload,
                ..packet
            })),
            None => OTHER,
        },
    }
}

/// Ethernet after an IPv6 header (RFC 8986, section 10.1).
const ETHERNET: etherparse::IpNumber = etherparse::IpNumber(143);

/// Passes over an IPv6 extension header or an authentication header of the kind `protocol`: what
/// comes next, or `None` where `protocol` is neither.
pub(super) fn extension(
    protocol: u8,
    piece: Piece<'_>,
) -> Result<Option<(u8, Piece<'_>)>, Undecoded> {
    let unit = match protocol.into() {
        ip::IPV6_HEADER_HOP_BY_HOP
        | ip::IPV6_ROUTE_HEADER
        | ip::IPV6_DESTINATION_OPTIONS
        | ip::MOBILITY_HEADER
        | ip::HIP
        | ip::SHIM6 => 8,
        ip::AUTHENTICATION_HEADER => 4,
        _ => return Ok(None),
    };
    let [next, units] = piece.peek(0)?;
    // RFC 8200, section 4.3 counts 8-octet units beyond the first one; RFC 4302, section 2.2
    // counts 4-octet units less two.
    let length = usize::from(units) * unit + 8;
    Ok(Some((next, piece.skip(length)?)))
}

/// The fragment header of IPv6 (RFC 8200, section 4.5).
fn v6_fragment(packet: Packet<'_>) -> Step<'_> {
    let (header, payload) = packet.payload.header::<8>()?;
    let header = Ipv6FragmentHeaderSlice::from_slice(header).map_err(|_| Undecoded::Malformed)?;
    let packet = Packet {
        protocol: header.next_header().0,
        payload,
        ..packet
    };
    // An atomic fragment is a whole datagram, whatever else has the same identification (RFC 6946).
    if !header.is_fragmenting_payload() {
        return Ok(Layer::Packet(packet));
    }
    Ok(Layer::Fragment(Fragment {
        packet,
        v6: true,
        identification: header.identification(),
        offset: header.fragment_offset().byte_offset(),
        more: header.more_fragments(),
    }))
}
