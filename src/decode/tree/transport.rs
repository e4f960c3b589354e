//! TCP, UDP, ICMP, and the tunnels that stand on UDP or IP.

use super::header::{Header, flag, hex, number, plain};
use super::link::ethertype;
use super::{Dissection, Field, Node, Value, ip};
use crate::decode::layer::Packet;
use crate::net::{Endpoint, tunnel_port};

pub(super) const ICMP: u8 = 1;
pub(super) const TCP: u8 = 6;
pub(super) const UDP: u8 = 17;
pub(super) const GRE: u8 = 47;
pub(super) const ESP: u8 = 50;
pub(super) const ICMPV6: u8 = 58;
pub(super) const IPCOMP: u8 = 108;

/// A TCP header and what follows it up to the end of `packet`.
pub(super) fn tcp(into: &mut Dissection<'_>, packet: &Packet<'_>) {
    let end = into.end_of(packet.payload);
    let held = into.data.get(..end).unwrap_or(into.data);
    let header = tcp_header(held, into.at);
    let is_whole = header.length() >= 20;
    let claimed = header_length(held, into.at);
    if let (Some(source), Some(destination)) = (into.u16(into.at), into.u16(into.at + 2)) {
        into.tree.endpoints = Some((
            Endpoint::new(packet.source, source),
            Endpoint::new(packet.destination, destination),
        ));
    }
    into.add(header);
    if is_whole && (claimed < 20 || claimed > packet.payload.length()) {
        return into.push(Field::Malformed, Value::Bytes, into.at..end);
    }
    into.push(Field::Payload, Value::Bytes, into.at..end);
}

/// The length that the TCP header at the offset `at` claims in bytes; 20 where that is not there.
fn header_length(data: &[u8], at: usize) -> usize {
    data.get(at + 12)
        .map_or(20, |offset| usize::from(offset >> 4) * 4)
}

/// The TCP header at the offset `at` (RFC 9293, section 3.1): as much of it as is there.
fn tcp_header(data: &[u8], at: usize) -> Header<'_> {
    let length = header_length(data, at).max(20);
    let mut header = Header::new(data, Field::Tcp, Value::None, at, length);
    header
        .field(Field::SourcePort, 0, 2, plain)
        .field(Field::DestinationPort, 2, 2, plain)
        .field(Field::SequenceNumber, 4, 4, plain)
        .field(Field::AcknowledgmentNumber, 8, 4, plain)
        .field(Field::HeaderLength, 12, 1, |bytes| {
            Value::Number((number(bytes) >> 4) * 4)
        });
    let value = header
        .number(13, 1)
        .map_or(Value::None, |flags| Value::Hex(flags, 2));
    let mut flags = header.part(Field::Flags, value, 13, 1);
    flags
        .field(Field::Cwr, 0, 1, flag(0x80))
        .field(Field::Ece, 0, 1, flag(0x40))
        .field(Field::Urg, 0, 1, flag(0x20))
        .field(Field::Ack, 0, 1, flag(0x10))
        .field(Field::Psh, 0, 1, flag(0x08))
        .field(Field::Rst, 0, 1, flag(0x04))
        .field(Field::Syn, 0, 1, flag(0x02))
        .field(Field::Fin, 0, 1, flag(0x01));
    header
        .group(flags)
        .field(Field::Window, 14, 2, plain)
        .field(Field::Checksum, 16, 2, hex)
        .field(Field::UrgentPointer, 18, 2, plain);
    if header.length() > 20 {
        let held = header.length() - 20;
        let mut options = header.part(Field::Options, Value::Bytes, 20, held);
        tcp_options(&mut options);
        header.group(options);
    }
    header
}

/// The options of a TCP header, each with its fields.
fn tcp_options(options: &mut Header<'_>) {
    let mut at = 0;
    while let Some(kind) = options.number(at, 1) {
        let left = options.length() - at;
        let length = match kind {
            0 => left,
            1 => 1,
            _ => match options.number(at + 1, 1) {
                Some(length) if length >= 2 => (length as usize).min(left),
                _ => left,
            },
        };
        let value = |length: usize| {
            options
                .number(at + 2, length)
                .map_or(Value::Bytes, Value::Number)
        };
        let (field, value) = match (kind, length) {
            (0, _) => (Field::EndOfOptions, Value::None),
            (1, _) => (Field::NoOperation, Value::None),
            (2, 4) => (Field::MaximumSegmentSize, value(2)),
            (3, 3) => (Field::WindowScale, value(1)),
            (4, 2) => (Field::SackPermitted, Value::None),
            (5, _) => (Field::Sack, Value::None),
            (8, 10) => (Field::Timestamps, Value::None),
            (kind, _) => (Field::Option, Value::Number(kind)),
        };
        let mut option = options.part(field, value, at, length);
        match field {
            Field::Timestamps => {
                option.field(Field::TimestampValue, 2, 4, plain).field(
                    Field::TimestampEcho,
                    6,
                    4,
                    plain,
                );
            }
            Field::Sack => {
                for block in (2..length).step_by(8) {
                    option.field(Field::LeftEdge, block, 4, plain).field(
                        Field::RightEdge,
                        block + 4,
                        4,
                        plain,
                    );
                }
            }
            _ => {}
        }
        options.group(option);
        at += length;
    }
}

/// A UDP header, and the tunnel's header behind it up to `next`.
pub(super) fn udp(into: &mut Dissection<'_>, packet: &Packet<'_>, next: Option<usize>) {
    let mut header = into.header(Field::Udp, Value::None, 8);
    header
        .field(Field::SourcePort, 0, 2, plain)
        .field(Field::DestinationPort, 2, 2, plain)
        .field(Field::TotalLength, 4, 2, plain)
        .field(Field::Checksum, 6, 2, hex);
    let ports = (header.number(0, 2), header.number(2, 2));
    if let (Some(source), Some(destination)) = ports {
        into.tree.endpoints = Some((
            Endpoint::new(packet.source, source as u16),
            Endpoint::new(packet.destination, destination as u16),
        ));
    }
    into.add(header);
    let Some(length) = next.and_then(|next| next.checked_sub(into.at)) else {
        return;
    };
    // What the tunnel carries has endpoints of its own.
    into.tree.endpoints = None;
    let header = match ports.1.map(|port| port as u16) {
        Some(tunnel_port::VXLAN | tunnel_port::VXLAN_OF_LINUX) => {
            let mut header = into.header(Field::Vxlan, Value::None, length);
            header
                .field(Field::Flags, 0, 1, hex)
                .field(Field::Vni, 4, 3, plain);
            header
        }
        Some(tunnel_port::GENEVE) => {
            let mut header = into.header(Field::Geneve, Value::None, length);
            header
                .field(Field::Protocol, 2, 2, ethertype)
                .field(Field::Vni, 4, 3, plain);
            header
        }
        port => {
            let name = match port {
                Some(tunnel_port::GTP) => "GTP-U",
                Some(tunnel_port::VXLAN_GPE) => "VXLAN-GPE",
                _ => "L2TP",
            };
            into.header(Field::Header, Value::Name(name), length)
        }
    };
    into.add(header);
}

/// A GRE header up to `next` (RFC 2784, RFC 2890).
pub(super) fn gre(into: &mut Dissection<'_>, next: Option<usize>) {
    let length = next.map_or(4, |next| next.saturating_sub(into.at));
    let mut header = into.header(Field::Gre, Value::None, length);
    header
        .field(Field::Flags, 0, 2, hex)
        .field(Field::Protocol, 2, 2, ethertype);
    let flags = header.number(0, 2).unwrap_or_default();
    let mut at = 4;
    for (mask, field) in [
        (0x8000, Field::Checksum),
        (0x2000, Field::Key),
        (0x1000, Field::SequenceNumber),
    ] {
        if flags & mask != 0 {
            header.field(field, at, 4, hex);
            at += 4;
        }
    }
    into.add(header);
}

/// An ICMP or ICMPv6 message; an error with the packet that it quotes.
pub(super) fn icmp(into: &mut Dissection<'_>, packet: &Packet<'_>) {
    let v6 = packet.protocol == ICMPV6;
    let field = if v6 { Field::Icmpv6 } else { Field::Icmp };
    let end = into.end_of(packet.payload);
    let held = into.data.get(..end).unwrap_or(into.data);
    let mut header = Header::new(held, field, Value::None, into.at, 8);
    let kind = header.number(0, 1);
    let code = header.number(1, 1);
    header
        .field(Field::Type, 0, 1, plain)
        .field(Field::Code, 1, 1, plain)
        .field(Field::Checksum, 2, 2, hex);
    match (v6, kind, code) {
        (false, Some(3), Some(4)) => header.field(Field::Mtu, 6, 2, plain),
        (true, Some(2), _) => header.field(Field::Mtu, 4, 4, plain),
        _ => header.field(Field::RestOfHeader, 4, 4, hex),
    };
    into.add(header);
    let quotes = match v6 {
        false => matches!(kind, Some(3 | 4 | 5 | 11 | 12)),
        true => matches!(kind, Some(1..=4)),
    };
    if !quotes || into.at >= end {
        return into.push(Field::Data, Value::Bytes, into.at..end);
    }
    let quote = quoted(held, into.at);
    into.at = end;
    into.tree.nodes.push(quote);
}

/// The packet at the offset `at`, of which there is only the beginning.
fn quoted(data: &[u8], at: usize) -> Node {
    let mut node = Node::new(Field::Quoted, Value::None, at..data.len());
    let Some(header) = ip::of(data, at).finish() else {
        return node;
    };
    let next = header.range.end;
    let protocol = ip::protocol_of(&header);
    let is_first = header
        .children
        .iter()
        .find(|child| child.field == Field::FragmentOffset)
        .is_none_or(|offset| offset.value == Value::Number(0));
    let addresses = header
        .children
        .iter()
        .filter_map(|child| match child.value {
            Value::Address(address) => Some(address),
            _ => None,
        })
        .collect::<Vec<_>>();
    node.children.push(header);
    let mut rest = next;
    if protocol == Some(TCP.into())
        && is_first
        && let Some(tcp) = tcp_header(data, next).finish()
    {
        let ports = [0, 1].map(|port| match tcp.children.get(port).map(|port| port.value) {
            Some(Value::Number(port)) => u16::try_from(port).ok(),
            _ => None,
        });
        if let ([source, destination], [Some(from), Some(to)]) = (addresses.as_slice(), ports) {
            node.value = Value::Between(
                Endpoint::new(*source, from),
                Endpoint::new(*destination, to),
            );
        }
        rest = tcp.range.end;
        node.children.push(tcp);
    }
    if rest < data.len() {
        let range = rest..data.len();
        node.children
            .push(Node::new(Field::QuotedPayload, Value::Bytes, range));
    }
    node
}
