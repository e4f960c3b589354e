//! Packets made by hand, for tests: TCP segments, what wraps them, fragments, ICMP errors, and
//! capture files of them.
//!
//! A packet is a `Vec<u8>`. [`Tcp`] makes one from the IP header on ([`Tcp::ip`]) or as an Ethernet
//! frame ([`Tcp::ethernet`]); every other function takes one and gives one:
//!
//! ```ignore
//! let hello = Tcp { payload: b"220 hello\r\n".to_vec(), ..Tcp::new("10.0.0.1:21", "10.0.0.2:4000") };
//! let frame = ethernet(&vxlan(&hello.ethernet()));
//! ```

#![allow(dead_code, missing_docs)]

use std::net::{IpAddr, SocketAddr};

pub const FIN: u8 = 0x01;
pub const SYN: u8 = 0x02;
pub const RST: u8 = 0x04;
pub const PSH: u8 = 0x08;
pub const ACK: u8 = 0x10;
pub const URG: u8 = 0x20;

/// Link types of capture files.
pub const LINK_ETHERNET: u32 = 1;
pub const LINK_RAW: u32 = 101;

/// A TCP segment and its IP header.
#[derive(Clone, Debug)]
pub struct Tcp {
    pub from: SocketAddr,
    pub to: SocketAddr,
    pub seq: u32,
    pub ack: u32,
    pub flags: u8,
    pub window: u16,
    pub urgent: u16,
    /// Padded with zeros to a multiple of four bytes.
    pub options: Vec<u8>,
    pub payload: Vec<u8>,
    pub ttl: u8,
    /// The identification of the IPv4 header.
    pub id: u16,
}

impl Tcp {
    /// An empty ACK segment.
    pub fn new(from: &str, to: &str) -> Self {
        Self {
            from: from.parse().expect("an endpoint"),
            to: to.parse().expect("an endpoint"),
            seq: 1,
            ack: 1,
            flags: ACK,
            window: 65_535,
            urgent: 0,
            options: Vec::new(),
            payload: Vec::new(),
            ttl: 64,
            id: 1,
        }
    }

    pub fn seq(self, seq: u32) -> Self {
        Self { seq, ..self }
    }

    pub fn ack(self, ack: u32) -> Self {
        Self { ack, ..self }
    }

    pub fn flags(self, flags: u8) -> Self {
        Self { flags, ..self }
    }

    pub fn options(self, options: &[u8]) -> Self {
        Self {
            options: options.to_vec(),
            ..self
        }
    }

    pub fn payload(self, payload: impl AsRef<[u8]>) -> Self {
        Self {
            payload: payload.as_ref().to_vec(),
            ..self
        }
    }

    /// The TCP header and payload.
    pub fn segment(&self) -> Vec<u8> {
        let mut options = self.options.clone();
        options.resize(options.len().next_multiple_of(4), 0);
        let mut segment = Vec::new();
        segment.extend(self.from.port().to_be_bytes());
        segment.extend(self.to.port().to_be_bytes());
        segment.extend(self.seq.to_be_bytes());
        segment.extend(self.ack.to_be_bytes());
        let words = u8::try_from(5 + options.len() / 4).expect("at most 40 bytes of options");
        segment.extend([words << 4, self.flags]);
        segment.extend(self.window.to_be_bytes());
        segment.extend([0, 0]);
        segment.extend(self.urgent.to_be_bytes());
        segment.extend(options);
        segment.extend(&self.payload);
        let sum = transport_checksum(self.from.ip(), self.to.ip(), 6, &segment);
        segment[16..18].copy_from_slice(&sum.to_be_bytes());
        segment
    }

    /// The packet from its IP header on.
    pub fn ip(&self) -> Vec<u8> {
        Ip {
            from: self.from.ip(),
            to: self.to.ip(),
            protocol: 6,
            ttl: self.ttl,
            id: self.id,
        }
        .packet(&self.segment())
    }

    /// The packet in an Ethernet frame.
    pub fn ethernet(&self) -> Vec<u8> {
        ethernet(&self.ip())
    }
}

/// An IP header of either family.
#[derive(Clone, Copy, Debug)]
pub struct Ip {
    pub from: IpAddr,
    pub to: IpAddr,
    pub protocol: u8,
    pub ttl: u8,
    /// The identification of the IPv4 header.
    pub id: u16,
}

impl Ip {
    pub fn new(from: &str, to: &str, protocol: u8) -> Self {
        Self {
            from: from.parse().expect("an address"),
            to: to.parse().expect("an address"),
            protocol,
            ttl: 64,
            id: 1,
        }
    }

    /// The header and `payload`.
    pub fn packet(&self, payload: &[u8]) -> Vec<u8> {
        self.with_options(&[], payload)
    }

    /// The header, with IPv4 options of a multiple of four bytes, and `payload`.
    pub fn with_options(&self, options: &[u8], payload: &[u8]) -> Vec<u8> {
        let mut packet = Vec::new();
        match (self.from, self.to) {
            (IpAddr::V4(from), IpAddr::V4(to)) => {
                let header_length = 20 + options.len();
                let words = u8::try_from(header_length / 4).expect("at most 40 bytes of options");
                packet.extend([0x40 | words, 0]);
                packet.extend(length(header_length + payload.len()));
                packet.extend(self.id.to_be_bytes());
                packet.extend([0, 0, self.ttl, self.protocol, 0, 0]);
                packet.extend(from.octets());
                packet.extend(to.octets());
                packet.extend(options);
                fix_v4_checksum(&mut packet);
            }
            (IpAddr::V6(from), IpAddr::V6(to)) => {
                packet.extend([0x60, 0, 0, 0]);
                packet.extend(length(payload.len()));
                packet.extend([self.protocol, self.ttl]);
                packet.extend(from.octets());
                packet.extend(to.octets());
            }
            _ => panic!("addresses of two families"),
        }
        packet.extend(payload);
        packet
    }
}

/// A UDP datagram between two IPv4 hosts that tunnel, from its IP header on.
pub fn udp(port: u16, payload: &[u8]) -> Vec<u8> {
    let mut datagram = Vec::new();
    datagram.extend(50_000u16.to_be_bytes());
    datagram.extend(port.to_be_bytes());
    datagram.extend(length(8 + payload.len()));
    datagram.extend([0, 0]);
    datagram.extend(payload);
    tunnel(17, &datagram)
}

/// An IPv4 packet of the protocol `protocol` between two hosts that tunnel.
pub fn tunnel(protocol: u8, payload: &[u8]) -> Vec<u8> {
    Ip::new("172.16.0.1", "172.16.0.2", protocol).packet(payload)
}

/// An IPv6 packet of the next header `protocol` between two hosts that tunnel.
pub fn tunnel_v6(protocol: u8, payload: &[u8]) -> Vec<u8> {
    Ip::new("2001:db8:ffff::1", "2001:db8:ffff::2", protocol).packet(payload)
}

/// The EtherType of an IP packet.
pub fn ethertype(ip: &[u8]) -> u16 {
    match ip[0] >> 4 {
        4 => 0x0800,
        6 => 0x86dd,
        version => panic!("version {version}"),
    }
}

const MACS: [u8; 12] = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];

/// An IP packet in an Ethernet frame.
pub fn ethernet(ip: &[u8]) -> Vec<u8> {
    ethernet_of(ethertype(ip), ip)
}

/// Anything in an Ethernet frame.
pub fn ethernet_of(kind: u16, payload: &[u8]) -> Vec<u8> {
    [&MACS[..], &kind.to_be_bytes(), payload].concat()
}

/// An Ethernet frame with a VLAN tag, of the EtherType `kind`, before those that it has.
pub fn vlan(kind: u16, id: u16, frame: &[u8]) -> Vec<u8> {
    [
        &frame[..12],
        &kind.to_be_bytes(),
        &id.to_be_bytes(),
        &frame[12..],
    ]
    .concat()
}

/// An IP packet behind LLC and SNAP.
pub fn snap(ip: &[u8]) -> Vec<u8> {
    [
        &[0xaa, 0xaa, 3, 0, 0, 0],
        &ethertype(ip).to_be_bytes()[..],
        ip,
    ]
    .concat()
}

/// An IP packet in PPP, with the HDLC address.
pub fn ppp(ip: &[u8]) -> Vec<u8> {
    let protocol = match ethertype(ip) {
        0x0800 => 0x21,
        _ => 0x57,
    };
    [&[0xff, 0x03, 0, protocol], ip].concat()
}

/// An IP packet in a PPPoE session, from the PPPoE header on.
pub fn pppoe(ip: &[u8]) -> Vec<u8> {
    let ppp = &ppp(ip)[2..];
    [&[0x11, 0, 0, 1], &length(ppp.len())[..], ppp].concat()
}

/// An IP packet in a Linux cooked capture.
pub fn sll(ip: &[u8]) -> Vec<u8> {
    let address = [2, 0, 0, 0, 0, 1, 0, 0];
    [
        &[0, 0, 0, 1, 0, 6],
        &address[..],
        &ethertype(ip).to_be_bytes(),
        ip,
    ]
    .concat()
}

/// An IP packet in a Linux cooked capture, version 2.
pub fn sll2(ip: &[u8]) -> Vec<u8> {
    let kind = ethertype(ip).to_be_bytes();
    let rest = [0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0];
    [&kind[..], &rest, ip].concat()
}

/// An IP packet in an 802.11 data frame from an access point, without a protection.
pub fn wireless(ip: &[u8]) -> Vec<u8> {
    let addresses = [[2, 0, 0, 0, 0, 2], [2, 0, 0, 0, 0, 9], [2, 0, 0, 0, 0, 1]].concat();
    [&[0x08, 0x02, 0, 0], &addresses[..], &[0, 0], &snap(ip)].concat()
}

/// An 802.11 frame behind a radiotap header with timer and flags.
pub fn radiotap(flags: u8, frame: &[u8]) -> Vec<u8> {
    let header = [0, 0, 17, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, flags];
    [&header[..], frame].concat()
}

/// A payload of the EtherType `kind` in GRE without options, from the IP header on.
pub fn gre(kind: u16, payload: &[u8]) -> Vec<u8> {
    tunnel(47, &[&[0, 0], &kind.to_be_bytes()[..], payload].concat())
}

/// An Ethernet frame in VXLAN, from the IP header on.
pub fn vxlan(frame: &[u8]) -> Vec<u8> {
    udp(4789, &[&[8, 0, 0, 0, 0, 0, 7, 0], frame].concat())
}

/// An Ethernet frame in Geneve with an option, from the IP header on.
pub fn geneve(frame: &[u8]) -> Vec<u8> {
    let header = [2, 0, 0x65, 0x58, 0, 0, 7, 0, 1, 2, 3, 1, 9, 9, 9, 9];
    udp(6081, &[&header[..], frame].concat())
}

/// An IP packet in GTP-U, from the outer IP header on.
pub fn gtp(ip: &[u8]) -> Vec<u8> {
    udp(
        2152,
        &[&[0x30, 255], &length(ip.len())[..], &[0, 0, 0, 9], ip].concat(),
    )
}

/// A payload under MPLS labels, the last of them at the bottom.
pub fn mpls(labels: &[u32], payload: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        let bottom = u32::from(index + 1 == labels.len());
        packet.extend((label << 12 | bottom << 8 | 64).to_be_bytes());
    }
    packet.extend(payload);
    packet
}

/// An IP packet in fragments that carry `size` bytes each, a multiple of eight.
pub fn fragments(ip: &[u8], size: usize) -> Vec<Vec<u8>> {
    assert!(size > 0 && size.is_multiple_of(8));
    let v6 = ip[0] >> 4 == 6;
    let (header, payload) = ip.split_at(if v6 { 40 } else { usize::from(ip[0] & 15) * 4 });
    let count = payload.len().div_ceil(size);
    let pieces = payload.chunks(size).enumerate();
    pieces
        .map(|(index, piece)| {
            let offset = u16::try_from(index * size).expect("a datagram");
            let more = index + 1 < count;
            fragment(header, offset, more, piece)
        })
        .collect()
}

/// One fragment under the IP header `header` (without extensions), at `offset` bytes.
pub fn fragment(header: &[u8], offset: u16, more: bool, payload: &[u8]) -> Vec<u8> {
    let mut packet = header.to_vec();
    if header[0] >> 4 == 6 {
        let field = offset | u16::from(more);
        let next = std::mem::replace(&mut packet[6], 44);
        packet[4..6].copy_from_slice(&length(8 + payload.len()));
        packet.extend([next, 0]);
        packet.extend(field.to_be_bytes());
        packet.extend([0, 0, 0, 77]);
    } else {
        let field = (offset / 8) | (u16::from(more) << 13);
        packet[2..4].copy_from_slice(&length(header.len() + payload.len()));
        packet[6..8].copy_from_slice(&field.to_be_bytes());
        fix_v4_checksum(&mut packet);
    }
    packet.extend(payload);
    packet
}

/// An ICMP error from `sender` to the source of the packet that it quotes, of which it quotes
/// `quoted` bytes; from the IP header on. `rest` is the second word of its header.
pub fn icmp_error(
    sender: &str,
    (kind, code): (u8, u8),
    rest: u32,
    ip: &[u8],
    quoted: usize,
) -> Vec<u8> {
    let sender: IpAddr = sender.parse().expect("an address");
    let v6 = ip[0] >> 4 == 6;
    let to = if v6 {
        IpAddr::from(<[u8; 16]>::try_from(&ip[8..24]).expect("an address"))
    } else {
        IpAddr::from(<[u8; 4]>::try_from(&ip[12..16]).expect("an address"))
    };
    let protocol = if v6 { 58 } else { 1 };
    let mut message = vec![kind, code, 0, 0];
    message.extend(rest.to_be_bytes());
    message.extend(&ip[..quoted.min(ip.len())]);
    let sum = match v6 {
        true => transport_checksum(sender, to, protocol, &message),
        false => checksum(&message),
    };
    message[2..4].copy_from_slice(&sum.to_be_bytes());
    Ip {
        from: sender,
        to,
        protocol,
        ttl: 64,
        id: 1,
    }
    .packet(&message)
}

/// A capture file of `frames`, each with its time in nanoseconds since 1970.
pub fn pcap(link: u32, frames: &[(i64, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend(0xa1b2_3c4d_u32.to_le_bytes());
    file.extend([2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    file.extend(262_144u32.to_le_bytes());
    file.extend(link.to_le_bytes());
    for (time, frame) in frames {
        let seconds = u32::try_from(time.div_euclid(1_000_000_000)).expect("a time since 1970");
        let nanoseconds = u32::try_from(time.rem_euclid(1_000_000_000)).expect("under a second");
        let size = u32::try_from(frame.len()).expect("a frame");
        for field in [seconds, nanoseconds, size, size] {
            file.extend(field.to_le_bytes());
        }
        file.extend(frame);
    }
    file
}

/// The Internet checksum (RFC 1071).
pub fn checksum(bytes: &[u8]) -> u16 {
    let mut sum = 0u32;
    for pair in bytes.chunks(2) {
        sum += u32::from(pair[0]) << 8 | pair.get(1).map_or(0, |&low| u32::from(low));
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}

fn transport_checksum(from: IpAddr, to: IpAddr, protocol: u8, payload: &[u8]) -> u16 {
    let mut bytes = Vec::new();
    for address in [from, to] {
        match address {
            IpAddr::V4(v4) => bytes.extend(v4.octets()),
            IpAddr::V6(v6) => bytes.extend(v6.octets()),
        }
    }
    bytes.extend((payload.len() as u32).to_be_bytes());
    bytes.extend([0, 0, 0, protocol]);
    bytes.extend(payload);
    checksum(&bytes)
}

fn fix_v4_checksum(header: &mut [u8]) {
    header[10..12].fill(0);
    let sum = checksum(header);
    header[10..12].copy_from_slice(&sum.to_be_bytes());
}

fn length(bytes: usize) -> [u8; 2] {
    u16::try_from(bytes)
        .expect("at most 65,535 bytes")
        .to_be_bytes()
}
