//! IP headers, their options and extension headers.

use super::header::{Header, bits, flag, hex, number, plain};
use super::{Dissection, Field, Node, Value};
use crate::net::Address;

/// The IP header that stands next.
pub(super) fn header(into: &mut Dissection<'_>) {
    let header = of(into.data, into.at);
    into.add(header);
}

/// The IP header at the offset `at`: as much of it as is there.
pub(super) fn of(data: &[u8], at: usize) -> Header<'_> {
    match data.get(at).map(|first| first >> 4) {
        Some(6) => v6(data, at),
        _ => v4(data, at),
    }
}

/// An IPv4 header (RFC 791, section 3.1).
fn v4(data: &[u8], at: usize) -> Header<'_> {
    let words = data.get(at).map_or(5, |first| first & 0x0f);
    let length = usize::from(words.max(5)) * 4;
    let mut header = Header::new(data, Field::Ipv4, Value::None, at, length);
    header
        .field(Field::Version, 0, 1, bits(0xf0))
        .field(Field::HeaderLength, 0, 1, |bytes| {
            Value::Number((number(bytes) & 0x0f) * 4)
        })
        .field(Field::Dscp, 1, 1, bits(0xfc))
        .field(Field::Ecn, 1, 1, bits(0x03))
        .field(Field::TotalLength, 2, 2, plain)
        .field(Field::Identification, 4, 2, hex);
    let mut flags = header.part(Field::Flags, Value::None, 6, 1);
    flags
        .field(Field::Reserved, 0, 1, flag(0x80))
        .field(Field::DontFragment, 0, 1, flag(0x40))
        .field(Field::MoreFragments, 0, 1, flag(0x20));
    header
        .group(flags)
        .field(Field::FragmentOffset, 6, 2, |bytes| {
            Value::Number((number(bytes) & 0x1fff) * 8)
        })
        .field(Field::Ttl, 8, 1, plain)
        .field(Field::Protocol, 9, 1, protocol)
        .field(Field::Checksum, 10, 2, hex)
        .field(Field::Source, 12, 4, address)
        .field(Field::Destination, 16, 4, address);
    options(&mut header, 20);
    header
}

/// The options of an IPv4 header from the offset `at` on (RFC 791, section 3.1).
fn options(header: &mut Header<'_>, mut at: usize) {
    while let Some(kind) = header.number(at, 1) {
        let length = match kind {
            0 => header.length() - at,
            1 => 1,
            _ => match header.number(at + 1, 1) {
                Some(length) if length >= 2 => length as usize,
                _ => header.length() - at,
            },
        };
        let (field, value) = match kind {
            0 => (Field::EndOfOptions, Value::None),
            1 => (Field::NoOperation, Value::None),
            7 => (Field::Option, Value::Named(7, "record route")),
            68 => (Field::Option, Value::Named(68, "timestamp")),
            131 => (Field::Option, Value::Named(131, "loose source route")),
            137 => (Field::Option, Value::Named(137, "strict source route")),
            148 => (Field::Option, Value::Named(148, "router alert")),
            kind => (Field::Option, Value::Number(kind)),
        };
        let held = length.min(header.length() - at);
        header.field(field, at, held, |_| value);
        at += held;
    }
}

/// An IPv6 header (RFC 8200, section 3).
fn v6(data: &[u8], at: usize) -> Header<'_> {
    let mut header = Header::new(data, Field::Ipv6, Value::None, at, 40);
    header
        .field(Field::Version, 0, 1, bits(0xf0))
        .field(Field::TrafficClass, 0, 2, |bytes| {
            Value::Hex((number(bytes) & 0x0ff0) >> 4, 2)
        })
        .field(Field::FlowLabel, 1, 3, |bytes| {
            Value::Hex(number(bytes) & 0x0f_ffff, 5)
        })
        .field(Field::PayloadLength, 4, 2, plain)
        .field(Field::Protocol, 6, 1, protocol)
        .field(Field::HopLimit, 7, 1, plain)
        .field(Field::Source, 8, 16, address)
        .field(Field::Destination, 24, 16, address);
    header
}

/// The extension header or tunnel that the protocol number stands for, up to `next`.
pub(super) fn extension(into: &mut Dissection<'_>, protocol: u8, next: Option<usize>) {
    let name = match protocol {
        0 => "hop-by-hop options",
        43 => "routing",
        44 => return fragment(into),
        51 => "AH",
        60 => "destination options",
        135 => "mobility",
        139 => "HIP",
        140 => "shim6",
        115 => "L2TPv3",
        97 => "EtherIP",
        _ => return,
    };
    let Some(next) = next else {
        return;
    };
    let length = next.saturating_sub(into.at);
    if matches!(protocol, 115 | 97) {
        return into.push(Field::Header, Value::Name(name), into.at..next);
    }
    let mut header = into.header(Field::Extension, Value::Name(name), length);
    header
        .field(Field::Protocol, 0, 1, self::protocol)
        .field(Field::HeaderLength, 1, 1, |_| Value::Number(length as u64))
        .field(Field::Data, 2, length.saturating_sub(2), |_| Value::Bytes);
    into.add(header);
}

/// The fragment header of IPv6 (RFC 8200, section 4.5).
fn fragment(into: &mut Dissection<'_>) {
    let mut header = into.header(Field::Extension, Value::Name("fragment"), 8);
    header
        .field(Field::Protocol, 0, 1, protocol)
        .field(Field::Reserved, 1, 1, hex)
        .field(Field::FragmentOffset, 2, 2, |bytes| {
            Value::Number(number(bytes) & 0xfff8)
        })
        .field(Field::MoreFragments, 3, 1, flag(1))
        .field(Field::Identification, 4, 4, hex);
    into.add(header);
}

/// An address of four or sixteen octets.
fn address(bytes: &[u8]) -> Value {
    if let Ok(octets) = <[u8; 4]>::try_from(bytes) {
        return Value::Address(Address::v4(octets));
    }
    <[u8; 16]>::try_from(bytes).map_or(Value::Bytes, |octets| Value::Address(Address::v6(octets)))
}

/// A protocol number with its name.
pub(super) fn protocol(bytes: &[u8]) -> Value {
    let name = match number(bytes) {
        0 => "hop-by-hop options",
        1 => "ICMP",
        2 => "IGMP",
        4 => "IPv4",
        6 => "TCP",
        17 => "UDP",
        41 => "IPv6",
        43 => "routing",
        44 => "fragment",
        47 => "GRE",
        50 => "ESP",
        51 => "AH",
        58 => "ICMPv6",
        59 => "nothing",
        60 => "destination options",
        89 => "OSPF",
        97 => "EtherIP",
        108 => "IPComp",
        115 => "L2TPv3",
        132 => "SCTP",
        137 => "MPLS",
        143 => "Ethernet",
        _ => return plain(bytes),
    };
    Value::Named(number(bytes), name)
}

/// The protocol that the IP header of `node` says it carries.
pub(super) fn protocol_of(node: &Node) -> Option<u64> {
    let field = node
        .children
        .iter()
        .find(|child| child.field == Field::Protocol)?;
    match field.value {
        Value::Named(number, _) | Value::Number(number) => Some(number),
        _ => None,
    }
}
