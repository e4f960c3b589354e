//! The TCP header.

use super::layer::Packet;
use super::{Flags, Segment, Undecoded};
use crate::net::Endpoint;

/// The bytes of a TCP header without options (RFC 9293, section 3.1).
const HEADER: usize = 20;

/// The segment that `packet` carries. Options and payload are what the capture holds of them.
#[inline]
pub(super) fn segment<'a>(packet: &Packet<'a>) -> Result<Segment<'a>, Undecoded> {
    let (header, rest) = packet.payload.header::<HEADER>()?;
    let [
        s0,
        s1,
        d0,
        d1,
        q0,
        q1,
        q2,
        q3,
        a0,
        a1,
        a2,
        a3,
        offset,
        flags,
        w0,
        w1,
        _,
        _,
        u0,
        u1,
    ] = *header;
    let header_length = usize::from(offset >> 4) * 4;
    if header_length < HEADER || header_length > packet.payload.length() {
        return Err(Undecoded::Malformed);
    }
    let options_length = header_length - HEADER;
    let (options, payload) = rest
        .held()
        .split_at_checked(options_length)
        .unwrap_or((rest.held(), &[]));
    Ok(Segment {
        source: Endpoint::new(packet.source, u16::from_be_bytes([s0, s1])),
        destination: Endpoint::new(packet.destination, u16::from_be_bytes([d0, d1])),
        sequence: u32::from_be_bytes([q0, q1, q2, q3]),
        acknowledgment: u32::from_be_bytes([a0, a1, a2, a3]),
        flags: Flags(flags),
        window: u16::from_be_bytes([w0, w1]),
        urgent_pointer: u16::from_be_bytes([u0, u1]),
        options,
        payload,
        payload_length: u32::try_from(rest.length() - options_length).unwrap_or(u32::MAX),
        ttl: packet.ttl,
        identification: packet.identification,
    })
}
