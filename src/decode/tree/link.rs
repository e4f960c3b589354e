//! The headers before an IP header.

use super::header::{bits, flag, hex, mac, number, plain};
use super::{Dissection, Field, Value};
use crate::net::Address;

/// What `link::first` passes over at the start of a frame of the link type `link`, up to `next`.
pub(super) fn first(into: &mut Dissection<'_>, link: u16, next: Option<usize>) {
    match link {
        0 | 108 => {
            let mut header = into.header(Field::BsdLoopback, Value::None, 4);
            header.field(Field::Family, 0, 4, hex);
            into.add(header);
        }
        105 => wireless(into, next),
        113 => {
            let mut header = into.header(Field::LinuxCooked, Value::None, 16);
            header
                .field(Field::PacketType, 0, 2, |bytes| packet_type(number(bytes)))
                .field(Field::HardwareType, 2, 2, plain)
                .field(Field::AddressLength, 4, 2, plain)
                .field(Field::LinkAddress, 6, 6, mac)
                .field(Field::EtherType, 14, 2, ethertype);
            into.add(header);
            llc(into, next);
        }
        127 => {
            let length = into.data.get(2..4).map_or(4, |length| {
                usize::from(u16::from_le_bytes([length[0], length[1]]))
            });
            let mut header = into.header(Field::Radiotap, Value::None, length);
            header
                .field(Field::Version, 0, 1, plain)
                .field(Field::HeaderLength, 2, 2, little)
                .field(Field::Present, 4, 4, |bytes| {
                    Value::Hex(number(bytes).swap_bytes() >> 32, 8)
                });
            into.add(header);
            wireless(into, next);
        }
        276 => {
            let mut header = into.header(Field::LinuxCooked2, Value::None, 20);
            header
                .field(Field::EtherType, 0, 2, ethertype)
                .field(Field::InterfaceIndex, 4, 4, plain)
                .field(Field::HardwareType, 8, 2, plain)
                .field(Field::PacketType, 10, 1, |bytes| packet_type(number(bytes)))
                .field(Field::AddressLength, 11, 1, plain)
                .field(Field::LinkAddress, 12, 6, mac);
            into.add(header);
            llc(into, next);
        }
        link => {
            if let Some(next) = next {
                into.push(Field::Header, Value::Link(link), into.at..next);
            }
        }
    }
}

/// An Ethernet header, with LLC where its type is a length.
pub(super) fn ethernet(into: &mut Dissection<'_>, next: Option<usize>) {
    let mut header = into.header(Field::Ethernet, Value::None, 14);
    header
        .field(Field::DestinationMac, 0, 6, mac)
        .field(Field::SourceMac, 6, 6, mac);
    typed_field(&mut header, 12);
    into.add(header);
    llc(into, next);
}

/// What stands between the EtherType `kind` and the next header.
pub(super) fn typed(into: &mut Dissection<'_>, kind: u16, next: Option<usize>) {
    match kind {
        0x8100 | 0x88a8 | 0x9100 | 0x9200 | 0x9300 => {
            let mut header = into.header(Field::Vlan, Value::None, 4);
            header
                .field(Field::Priority, 0, 1, bits(0xe0))
                .field(Field::DropEligible, 0, 1, flag(0x10))
                .field(Field::VlanId, 0, 2, bits(0x0fff));
            typed_field(&mut header, 2);
            into.add(header);
            llc(into, next);
        }
        0x0806 => arp(into),
        0x8864 => {
            let mut header = into.header(Field::Pppoe, Value::None, 6);
            header
                .field(Field::Version, 0, 1, hex)
                .field(Field::Code, 1, 1, plain)
                .field(Field::Identification, 2, 2, hex)
                .field(Field::PayloadLength, 4, 2, plain);
            into.add(header);
        }
        kind => {
            if let Some(next) = next {
                let name = match kind {
                    0x8926 => "VN-Tag",
                    0x892f => "HSR",
                    0x88e7 => "802.1ah",
                    0x894f => "NSH",
                    0x88e5 => "MACsec",
                    _ => return,
                };
                into.push(Field::Header, Value::Name(name), into.at..next);
            }
        }
    }
}

/// PPP, with its address and control where they are there.
pub(super) fn ppp(into: &mut Dissection<'_>, next: Option<usize>) {
    let address = usize::from(into.byte(into.at) == Some(0xff)) * 2;
    let protocol = match into.byte(into.at + address) {
        Some(short) if short & 1 == 1 => 1,
        _ => 2,
    };
    let length = match next {
        Some(next) => next.saturating_sub(into.at),
        None => address + protocol,
    };
    let mut header = into.header(Field::Ppp, Value::None, length);
    header.field(Field::Protocol, address, protocol, |bytes| {
        let name = match number(bytes) {
            0x21 => "IPv4",
            0x57 => "IPv6",
            0x281 | 0x283 => "MPLS",
            0x3d => "Multilink",
            0xc021 => "LCP",
            0x8021 => "IPCP",
            0x8057 => "IPV6CP",
            _ => return hex(bytes),
        };
        Value::NamedHex(number(bytes), name)
    });
    into.add(header);
}

/// A stack of MPLS labels, and the control word under it.
pub(super) fn mpls(into: &mut Dissection<'_>, next: Option<usize>) {
    loop {
        let mut header = into.header(Field::Mpls, Value::None, 4);
        header
            .field(Field::Label, 0, 3, bits(0xff_fff0))
            .field(Field::TrafficClass, 2, 1, bits(0x0e))
            .field(Field::BottomOfStack, 2, 1, flag(0x01))
            .field(Field::Ttl, 3, 1, plain);
        let is_last = header.number(2, 1).is_none_or(|label| label & 1 != 0);
        let is_whole = header.length() == 4;
        into.add(header);
        if is_last || !is_whole {
            break;
        }
    }
    if let Some(next) = next {
        into.push(
            Field::Header,
            Value::Name("PW control word"),
            into.at..next.max(into.at),
        );
    }
}

/// An ARP message for Ethernet and IPv4 (RFC 826).
fn arp(into: &mut Dissection<'_>) {
    let mut header = into.header(Field::Arp, Value::None, 28);
    let v4 = |bytes: &[u8]| {
        bytes
            .first_chunk::<4>()
            .map_or(Value::Bytes, |octets| Value::Address(Address::v4(*octets)))
    };
    header
        .field(Field::HardwareType, 0, 2, plain)
        .field(Field::EtherType, 2, 2, ethertype)
        .field(Field::AddressLength, 4, 2, hex)
        .field(Field::Operation, 6, 2, |bytes| match number(bytes) {
            1 => Value::Named(1, "request"),
            2 => Value::Named(2, "reply"),
            other => Value::Number(other),
        });
    if header.number(2, 4) == Some(0x0800_0604) {
        header
            .field(Field::SenderMac, 8, 6, mac)
            .field(Field::SenderAddress, 14, 4, v4)
            .field(Field::TargetMac, 18, 6, mac)
            .field(Field::TargetAddress, 24, 4, v4);
    }
    into.add(header);
}

/// An 802.11 header and the LLC behind it.
fn wireless(into: &mut Dissection<'_>, next: Option<usize>) {
    let end = match next {
        Some(next) => llc_start(into.data, next).unwrap_or(next),
        None => into.data.len(),
    };
    let length = end.saturating_sub(into.at);
    let mut header = into.header(Field::Wireless, Value::None, length);
    header
        .field(Field::FrameControl, 0, 2, hex)
        .field(Field::Duration, 2, 2, little)
        .field(Field::Receiver, 4, 6, mac)
        .field(Field::Transmitter, 10, 6, mac)
        .field(Field::ThirdAddress, 16, 6, mac)
        .field(Field::SequenceControl, 22, 2, little);
    into.add(header);
    llc(into, next);
}

/// Where the LLC header that ends at `next` begins.
fn llc_start(data: &[u8], next: usize) -> Option<usize> {
    let snap = next.checked_sub(8)?;
    if data.get(snap..snap + 3) == Some(&[0xaa, 0xaa, 0x03]) {
        return Some(snap);
    }
    next.checked_sub(3)
}

/// LLC and SNAP up to `next`, if anything stands there.
fn llc(into: &mut Dissection<'_>, next: Option<usize>) {
    let Some(length) = next.and_then(|next| next.checked_sub(into.at)) else {
        return;
    };
    if length == 0 {
        return;
    }
    let mut header = into.header(Field::Llc, Value::None, length);
    header
        .field(Field::Dsap, 0, 1, hex)
        .field(Field::Ssap, 1, 1, hex)
        .field(Field::Control, 2, 1, hex)
        .field(Field::Organization, 3, 3, hex)
        .field(Field::EtherType, 6, 2, ethertype);
    into.add(header);
}

/// An EtherType, or the length that stands in its place.
fn typed_field(header: &mut super::header::Header<'_>, at: usize) {
    match header.number(at, 2) {
        Some(length) if length <= 1500 => header.field(Field::PayloadLength, at, 2, plain),
        _ => header.field(Field::EtherType, at, 2, ethertype),
    };
}

/// An EtherType with its name.
pub(super) fn ethertype(bytes: &[u8]) -> Value {
    let name = match number(bytes) {
        0x0800 => "IPv4",
        0x0806 => "ARP",
        0x8100 | 0x9100 | 0x9200 | 0x9300 => "802.1Q",
        0x86dd => "IPv6",
        0x880b => "PPP",
        0x8847 | 0x8848 => "MPLS",
        0x8863 | 0x8864 => "PPPoE",
        0x88a8 => "802.1ad",
        0x88be => "ERSPAN",
        0x88cc => "LLDP",
        0x88e5 => "MACsec",
        0x6558 => "Ethernet",
        _ => return hex(bytes),
    };
    Value::NamedHex(number(bytes), name)
}

/// The packet type of Linux's cooked headers.
fn packet_type(kind: u64) -> Value {
    let name = match kind {
        0 => "to us",
        1 => "broadcast",
        2 => "multicast",
        3 => "to somebody else",
        4 => "by us",
        _ => return Value::Number(kind),
    };
    Value::Named(kind, name)
}

/// A little-endian number of 16 bits.
fn little(bytes: &[u8]) -> Value {
    let big = number(bytes) as u16;
    Value::Number(big.swap_bytes().into())
}
