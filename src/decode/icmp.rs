//! ICMP and ICMPv6 errors, which quote the packet that they are about.

use etherparse::{Ipv4HeaderSlice, Ipv6FragmentHeaderSlice, ip_number};

use super::ip::{V6_HEADER, extension, v6_addresses};
use super::layer::{Layer, OTHER, Packet, Piece, Step};
use super::{Decoded, IcmpError, Undecoded};
use crate::net::{Address, Endpoint};

/// Destination unreachable, time exceeded, parameter problem (RFC 792). Redirects are no errors,
/// and source quench must be ignored (RFC 6633).
const V4_ERRORS: [u8; 3] = [3, 11, 12];
/// Type and code of "fragmentation needed" (RFC 1191, section 4).
const V4_FRAGMENTATION_NEEDED: [u8; 2] = [3, 4];
/// Destination unreachable, packet too big, time exceeded, parameter problem (RFC 4443).
const V6_ERRORS: [u8; 4] = [1, 2, 3, 4];
/// Packet too big (RFC 4443, section 3.2).
const V6_TOO_BIG: u8 = 2;

/// Reads an ICMP message (RFC 792).
pub(super) fn v4<'a>(packet: &Packet<'a>) -> Step<'a> {
    let [kind] = packet.payload.peek(0)?;
    if !V4_ERRORS.contains(&kind) {
        return OTHER;
    }
    let (&[_, code, _, _, _, _, m0, m1], quote) = packet.payload.header()?;
    let Some(quoted) = quoted(quote)? else {
        return OTHER;
    };
    let mtu = u32::from(u16::from_be_bytes([m0, m1]));
    let told = [kind, code] == V4_FRAGMENTATION_NEEDED && mtu != 0;
    Ok(Layer::Done(Decoded::IcmpError(IcmpError {
        sender: packet.source,
        source: quoted.source,
        destination: quoted.destination,
        sequence: quoted.sequence,
        kind,
        code,
        v6: false,
        mtu: told.then_some(mtu),
    })))
}

/// Reads an ICMPv6 message (RFC 4443).
pub(super) fn v6<'a>(packet: &Packet<'a>) -> Step<'a> {
    let [kind] = packet.payload.peek(0)?;
    if !V6_ERRORS.contains(&kind) {
        return OTHER;
    }
    let (&[_, code, _, _, m0, m1, m2, m3], quote) = packet.payload.header()?;
    let Some(quoted) = quoted(quote)? else {
        return OTHER;
    };
    let mtu = u32::from_be_bytes([m0, m1, m2, m3]);
    Ok(Layer::Done(Decoded::IcmpError(IcmpError {
        sender: packet.source,
        source: quoted.source,
        destination: quoted.destination,
        sequence: quoted.sequence,
        kind,
        code,
        v6: true,
        mtu: (kind == V6_TOO_BIG).then_some(mtu),
    })))
}

/// The segment that an error quotes.
struct Quoted {
    source: Endpoint,
    destination: Endpoint,
    sequence: u32,
}

/// The start of a quoted packet, or `None` where it is no start of a TCP segment.
fn quoted(quote: Piece<'_>) -> Result<Option<Quoted>, Undecoded> {
    match quote.first_nibble()? {
        4 => quoted_v4(quote),
        6 => quoted_v6(quote),
        _ => Ok(None),
    }
}

fn quoted_v4(quote: Piece<'_>) -> Result<Option<Quoted>, Undecoded> {
    let [first] = quote.peek(0)?;
    let header_length = usize::from(first & 0x0f) * 4;
    let segment = quote.skip(header_length)?;
    let header = Ipv4HeaderSlice::from_slice(quote.held()).map_err(|_| Undecoded::Malformed)?;
    if header.protocol() != ip_number::TCP || header.fragments_offset().value() != 0 {
        return Ok(None);
    }
    let source = Address::v4(header.source());
    let destination = Address::v4(header.destination());
    quoted_segment(source, destination, segment).map(Some)
}

fn quoted_v6(quote: Piece<'_>) -> Result<Option<Quoted>, Undecoded> {
    let (header, mut rest) = quote.header::<V6_HEADER>()?;
    let (source, destination) = v6_addresses(header);
    let [_, _, _, _, _, _, mut protocol, ..] = *header;
    loop {
        if protocol == ip_number::TCP.0 {
            return quoted_segment(source, destination, rest).map(Some);
        }
        if protocol == ip_number::IPV6_FRAGMENTATION_HEADER.0 {
            let (fragment, after) = rest.header::<8>()?;
            let fragment =
                Ipv6FragmentHeaderSlice::from_slice(fragment).map_err(|_| Undecoded::Malformed)?;
            if fragment.fragment_offset().value() != 0 {
                return Ok(None);
            }
            (protocol, rest) = (fragment.next_header().0, after);
            continue;
        }
        let Some(next) = extension(protocol, rest)? else {
            return Ok(None);
        };
        (protocol, rest) = next;
    }
}

/// The first eight bytes of a TCP header: all that an old router quotes (RFC 792).
fn quoted_segment(
    source: Address,
    destination: Address,
    segment: Piece<'_>,
) -> Result<Quoted, Undecoded> {
    let (&[s0, s1, d0, d1, q0, q1, q2, q3], _) = segment.header()?;
    Ok(Quoted {
        source: Endpoint::new(source, u16::from_be_bytes([s0, s1])),
        destination: Endpoint::new(destination, u16::from_be_bytes([d0, d1])),
        sequence: u32::from_be_bytes([q0, q1, q2, q3]),
    })
}
