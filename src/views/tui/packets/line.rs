//! One line of the list: what a frame is, in a few words.

use super::Packets;
use super::opened::{Key, Opened, Openings};
use super::owners::{Content, Owner, Owners, Part, content, secrets};
use super::sealed;
use super::veil::Veil;
use crate::decode::tree::{Field, Node, Tree, Value};
use crate::decode::{Decoded, Flags, IcmpError, Packet, Segment, TcpOptions};
use crate::ftp::detect::{self, TlsKind};
use crate::ftp::reply::Code;
use crate::net::{Address, Endpoint, Time};
use crate::tcp::Direction;
use crate::texts::Texts;
use crate::views::pen::{Ink, Pen};
use crate::views::tui::following::Placed;
use crate::views::tui::question::Stop;
use crate::views::tui::unsealing::Record;
use std::ops::Range;
use std::sync::Arc;

/// The bytes of a line of text that are looked at; no terminal shows more.
const SHOWN: usize = 400;

/// The records that are named in one line.
const NAMED: usize = 8;

/// Looks at frames: what it takes to say what a frame is, on whatever thread.
pub struct Looker {
    /// The language.
    pub texts: &'static Texts,
    /// The characters.
    pub pen: Pen,
    /// The sessions.
    pub owners: Arc<Owners>,
    /// The capture.
    pub capture: usize,
    /// Whether passwords are shown.
    pub show_passwords: bool,
    /// The TLS records that were read again so far.
    pub opened: Vec<Arc<Opened>>,
    /// What reads more of them, beside the UI.
    pub openings: Openings,
}

/// What a frame is, without a word.
pub struct Glance<'a> {
    /// Who sent it and for whom it is.
    pub ends: Option<(Endpoint, Endpoint)>,
    /// The control bits, of a segment.
    pub flags: Option<Flags>,
    /// What the segment carries.
    pub content: Content,
    /// The bytes of it.
    pub payload: Range<usize>,
    /// Whether it is ICMP or ICMPv6.
    pub icmp: bool,
    /// The connection that it belongs to.
    pub owner: Option<&'a Owner>,
    /// Where the payload stands in its stream, and the TLS records that it has a part of, where
    /// they were read again.
    pub opened: Option<(Placed, &'a [Record])>,
}

impl<'a> Glance<'a> {
    /// The TLS records that end in `frame`.
    pub fn ended(&self, frame: u64) -> impl Iterator<Item = &'a Record> {
        let records = self.opened.map_or(&[][..], |(_, records)| records);
        records.iter().filter(move |record| record.frame == frame)
    }

    /// What was encrypted in the records that end in `frame`.
    pub fn inside(&self, frame: u64) -> Option<Content> {
        let record = self.ended(frame).find(|record| record.data().is_some())?;
        Some(match (self.owner?.part, record.direction) {
            (Part::Data(_), _) => Content::Data,
            (Part::Control(_), Direction::FromInitiator) => Content::Commands,
            (Part::Control(_), Direction::FromListener) => Content::Replies,
        })
    }
}

/// One line of the list.
#[derive(Clone, Debug)]
pub struct Line {
    /// The number of the frame.
    pub number: u64,
    /// When it was captured.
    pub time: Time,
    /// Who sent it.
    pub source: String,
    /// For whom it is.
    pub destination: String,
    /// The innermost protocol.
    pub protocol: &'static str,
    /// Its length on the wire in bytes.
    pub length: u32,
    /// What it says.
    pub info: String,
    /// The colour.
    pub ink: Ink,
}

impl Line {
    /// The line for a frame that cannot be read, with the reason.
    pub fn missing(number: u64, reason: &str) -> Self {
        Self {
            number,
            time: Time(0),
            source: String::new(),
            destination: String::new(),
            protocol: "",
            length: 0,
            info: reason.to_owned(),
            ink: Ink::Bad,
        }
    }
}

impl Looker {
    /// What a frame is.
    pub fn glance(&self, packet: &Packet) -> Glance<'_> {
        packet.with_decoded(|decoded| self.glance_at(packet, decoded))
    }

    fn glance_at(&self, packet: &Packet, decoded: &Decoded<'_>) -> Glance<'_> {
        let mut glance = Glance {
            ends: None,
            flags: None,
            content: Content::Nothing,
            payload: 0..0,
            icmp: false,
            owner: None,
            opened: None,
        };
        match decoded {
            Decoded::Segment(segment) => {
                let ends = (segment.source, segment.destination);
                let owner = self.owners.of(self.capture, ends, packet.number);
                let payload = segment.payload;
                glance.content = content(owner, ends, payload, segment.payload_length);
                glance.payload = packet.place_of(payload).unwrap_or(0..0);
                glance.flags = Some(segment.flags);
                glance.owner = owner;
                glance.ends = Some(ends);
                if segment.payload_length > 0 && self.owners.has_tls() {
                    glance.opened = owner.and_then(|owner| self.opened(owner, ends, packet.number));
                }
                if glance.opened.is_some() {
                    glance.content = Content::Tls;
                }
            }
            Decoded::IcmpError(error) => {
                let ends = (error.source, error.destination);
                glance.owner = self.owners.of(self.capture, ends, packet.number);
                glance.ends = Some(ends);
                glance.icmp = true;
            }
            Decoded::Fragment | Decoded::Other | Decoded::Undecoded(_) => {
                let tree = packet.tree();
                glance.ends = tree.endpoints;
                glance.icmp = tree
                    .nodes
                    .iter()
                    .any(|node| matches!(node.field, Field::Icmp | Field::Icmpv6));
            }
        }
        glance
    }

    /// The TLS records that a frame has a part of, where they were read again.
    fn opened<'a>(
        &'a self,
        owner: &Owner,
        ends: (Endpoint, Endpoint),
        frame: u64,
    ) -> Option<(Placed, &'a [Record])> {
        let key = owner.key(self.capture, ends);
        let around = self.opened.iter();
        let mut around = around.filter(|opened| opened.covers(&key, frame, owner));
        let found = around.find_map(|opened| opened.of(frame));
        found.filter(|(_, records)| !records.is_empty())
    }

    /// The connection of a frame whose TLS could be read again and was not.
    pub fn unopened(&self, packet: &Packet) -> Option<(Key, &Owner)> {
        if !self.owners.has_tls() {
            return None;
        }
        let ends = packet.with_segment(|segment| {
            let ends = (segment.source, segment.destination);
            (segment.payload_length > 0).then_some(ends)
        });
        let ends = ends.flatten()?;
        let owner = self.owners.of(self.capture, ends, packet.number)?;
        owner.seal()?;
        let key = owner.key(self.capture, ends);
        let mut known = self.opened.iter();
        let is_known = known.any(|opened| opened.covers(&key, packet.number, owner));
        (!is_known).then_some((key, owner))
    }

    /// Reads the TLS around a frame again; takes as long as it takes.
    pub fn open(&mut self, packets: &dyn Packets, stop: &Stop, packet: &Packet) {
        let Some((key, owner)) = self.unopened(packet) else {
            return;
        };
        let opened = self
            .openings
            .around((packets, stop), key, owner, packet.number);
        self.opened = opened.into_iter().collect();
    }

    /// What of a segment's payload nobody should read.
    pub fn veil(&self, packet: &Packet, glance: &Glance<'_>) -> Veil {
        let told = matches!(glance.content, Content::Commands | Content::Unknown);
        if self.show_passwords || !told {
            return Veil::default();
        }
        let payload = packet.bytes.get(glance.payload.clone());
        let payload = payload.unwrap_or_default();
        let found = match glance.content {
            Content::Commands => secrets(glance.owner, packet.number, payload),
            _ => crate::ftp::anatomy::secrets(payload),
        };
        Veil::new(found, glance.payload.start)
    }

    /// The line for a frame.
    pub fn line(&self, packet: &Packet) -> Line {
        packet.with_decoded(|decoded| {
            let glance = self.glance_at(packet, decoded);
            let line = Line {
                time: packet.time,
                length: packet.length,
                ink: Ink::Plain,
                ..Line::missing(packet.number, "")
            };
            match decoded {
                Decoded::Segment(segment) => self.segment(line, packet, segment, &glance),
                Decoded::IcmpError(error) => self.icmp(line, packet, error),
                _ => self.other(line, packet),
            }
        })
    }

    fn segment(
        &self,
        mut line: Line,
        packet: &Packet,
        segment: &Segment<'_>,
        glance: &Glance<'_>,
    ) -> Line {
        line.source = segment.source.address.to_string();
        line.destination = segment.destination.address.to_string();
        (line.protocol, line.ink, line.info) = match glance.content {
            Content::Commands => ("FTP", Ink::Command, self.text(packet, glance)),
            Content::Replies => {
                let ink = reply_ink(segment.payload);
                ("FTP", ink, self.text(packet, glance))
            }
            Content::Data => {
                let length = segment.payload_length.into();
                ("FTP-DATA", Ink::Data, self.data(length, glance))
            }
            Content::Tls if glance.opened.is_some() => self.sealed(packet.number, glance),
            Content::Tls => ("TLS", Ink::Plain, records(segment.payload)),
            Content::Nothing | Content::Unknown => {
                let ink = match segment.flags {
                    flags if flags.rst() => Ink::Bad,
                    flags if flags.syn() || flags.fin() => Ink::Plain,
                    _ => Ink::Faint,
                };
                ("TCP", ink, tcp(segment))
            }
        };
        line.info = self.pen.sentence(line.info);
        line
    }

    /// A segment whose TLS was read again: its protocol, its colour and what it says.
    fn sealed(&self, frame: u64, glance: &Glance<'_>) -> (&'static str, Ink, String) {
        let mut names: Vec<String> = Vec::new();
        for name in glance.ended(frame).flat_map(sealed::names) {
            if names.last() != Some(&name) && names.len() < NAMED {
                names.push(name);
            }
        }
        let words = |said: String| {
            let all = std::iter::once(said).chain(names.iter().cloned());
            format!("TLS: {}", all.collect::<Vec<_>>().join(", "))
        };
        match glance.inside(frame) {
            Some(Content::Data) => {
                let data = glance.ended(frame).filter_map(Record::data);
                let length = data.map(|data| data.len() as u64).sum();
                ("FTP-DATA", Ink::Data, words(self.data(length, glance)))
            }
            Some(content) => {
                let said = sealed::said(self, glance, frame);
                let ink = match content {
                    Content::Commands => Ink::Command,
                    _ => reply_ink(&said),
                };
                ("FTP", ink, words(self.first_line(&said)))
            }
            None if names.is_empty() => {
                let begun = glance.opened.and_then(|(_, records)| records.last());
                let name = begun.map_or("", |record| sealed::name(record.kind));
                let end = begun.map_or(0, |record| record.frame);
                let words = (self.texts.packets.ends_in)(name, end);
                ("TLS", Ink::Faint, words)
            }
            None => {
                let ink = match glance.ended(frame).any(sealed::is_bad) {
                    true => Ink::Bad,
                    false => Ink::Plain,
                };
                ("TLS", ink, names.join(", "))
            }
        }
    }

    /// The first line of what is said on a control connection.
    fn text(&self, packet: &Packet, glance: &Glance<'_>) -> String {
        let veil = self.veil(packet, glance);
        self.first_line(&veil.shown(&packet.bytes, &glance.payload))
    }

    /// The first line of `bytes`.
    fn first_line(&self, bytes: &[u8]) -> String {
        let start = bytes.iter().take_while(|&&byte| byte >= 0xf0).count();
        let bytes = bytes.get(start..).unwrap_or_default();
        let end = bytes.iter().position(|&byte| byte == b'\n');
        let line = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or(bytes);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let more = end.is_some_and(|end| end + 1 < bytes.len());
        let line = line.get(..SHOWN).unwrap_or(line);
        let text = self.pen.visible(line);
        if start > 0 && text.is_empty() {
            return super::names::field(Field::Telnet, self.texts.packets.fields).into_owned();
        }
        if more {
            return format!("{text} {}", self.pen.glyphs.ellipsis);
        }
        text
    }

    /// How much a data connection carries, and for which command.
    fn data(&self, length: u64, glance: &Glance<'_>) -> String {
        let bytes = (self.texts.packets.fields.bytes)(length);
        let transfer = glance.owner.and_then(|owner| {
            let Part::Data(connection) = owner.part else {
                return None;
            };
            let mut transfers = owner.session.transfers.iter();
            transfers.find(|transfer| transfer.connection == Some(connection))
        });
        let Some(transfer) = transfer else {
            return bytes;
        };
        let verb = transfer.verb.map_or("", |verb| verb.name());
        let session = glance.owner.map(|owner| &owner.session);
        let argument = session
            .zip(transfer.exchange)
            .and_then(|(session, index)| session.argument(session.exchanges.get(index as usize)?));
        let path = transfer.path.as_deref().or(argument).unwrap_or_default();
        let path = self.pen.visible(path.get(..SHOWN).unwrap_or(path));
        format!("{bytes}{}{verb} {path}", self.pen.glyphs.dot)
            .trim_end()
            .to_owned()
    }

    fn icmp(&self, mut line: Line, packet: &Packet, error: &IcmpError) -> Line {
        line.source = error.sender.to_string();
        if let Some((_, destination)) = addresses(&packet.tree()) {
            line.destination = destination.to_string();
        }
        line.protocol = if error.v6 { "ICMPv6" } else { "ICMP" };
        line.ink = Ink::Bad;
        let meaning = crate::views::story::icmp(error.kind, error.code, error.v6);
        let ends = format!("{} → {}", error.source, error.destination);
        let said = (self.texts.rejected)(meaning, &line.source);
        line.info = self
            .pen
            .sentence(format!("{said}{}{ends}", self.pen.glyphs.dot));
        line
    }

    /// What is neither a segment nor about one.
    fn other(&self, mut line: Line, packet: &Packet) -> Line {
        let tree = packet.tree();
        if let Some((source, destination)) = addresses(&tree) {
            line.source = source.to_string();
            line.destination = destination.to_string();
        }
        line.ink = Ink::Faint;
        let told = tree.nodes.iter().rev().find_map(|node| self.told(node));
        (line.protocol, line.info) = told.unwrap_or_default();
        if let Some((source, destination)) = tree.endpoints {
            line.info = format!("{} → {} {}", source.port, destination.port, line.info);
        }
        if line.source.is_empty() {
            let mac = |field| find(&tree.nodes, field).map(super::names::plain);
            line.source = mac(Field::SourceMac).unwrap_or_default();
            line.destination = mac(Field::DestinationMac).unwrap_or_default();
        }
        line.info = self.pen.sentence(line.info.trim().to_owned());
        line
    }

    /// The protocol that a header names, and what is worth telling of it.
    fn told(&self, node: &Node) -> Option<(&'static str, String)> {
        let value = |field| find(&node.children, field);
        let plain = |field| value(field).map(super::names::plain).unwrap_or_default();
        Some(match node.field {
            Field::Fragment => {
                let bytes = (self.texts.packets.fields.bytes)(node.range.len() as u64);
                let dot = self.pen.glyphs.dot;
                ("IP", format!("{}{dot}{bytes}", self.texts.packets.fragment))
            }
            Field::Tcp => ("TCP", String::new()),
            Field::Udp => ("UDP", format!("Len={}", plain(Field::TotalLength))),
            Field::Arp => (
                "ARP",
                format!(
                    "{} {} → {}",
                    plain(Field::Operation),
                    plain(Field::SenderAddress),
                    plain(Field::TargetAddress)
                ),
            ),
            Field::Icmp | Field::Icmpv6 => {
                let name = if node.field == Field::Icmp {
                    "ICMP"
                } else {
                    "ICMPv6"
                };
                let (kind, code) = (plain(Field::Type), plain(Field::Code));
                (name, format!("Type={kind} Code={code}"))
            }
            Field::Ipv4 | Field::Ipv6 => {
                let name = if node.field == Field::Ipv4 {
                    "IPv4"
                } else {
                    "IPv6"
                };
                (name, plain(Field::Protocol))
            }
            Field::Ethernet | Field::LinuxCooked | Field::LinuxCooked2 | Field::Vlan => {
                ("Ethernet", plain(Field::EtherType))
            }
            Field::Wireless => ("802.11", String::new()),
            Field::Ppp => ("PPP", plain(Field::Protocol)),
            _ => return None,
        })
    }
}

fn find(nodes: &[Node], field: Field) -> Option<Value> {
    nodes.iter().find_map(|node| {
        if node.field == field {
            return Some(node.value);
        }
        find(&node.children, field)
    })
}

/// The addresses of the innermost IP header.
fn addresses(tree: &Tree) -> Option<(Address, Address)> {
    let mut headers = tree.nodes.iter().rev();
    let header = headers.find(|node| matches!(node.field, Field::Ipv4 | Field::Ipv6))?;
    let address = |field| match find(&header.children, field)? {
        Value::Address(address) => Some(address),
        _ => None,
    };
    Some((address(Field::Source)?, address(Field::Destination)?))
}

/// A segment in the words of its header.
fn tcp(segment: &Segment<'_>) -> String {
    let mut text = format!(
        "{} → {} [{}]",
        segment.source.port,
        segment.destination.port,
        flags(segment.flags)
    );
    text.push_str(&format!(" Win={}", segment.window));
    if segment.payload_length > 0 {
        text.push_str(&format!(" Len={}", segment.payload_length));
    }
    if segment.flags.syn() {
        let options = TcpOptions::parse(segment.options);
        if let Some(mss) = options.mss {
            text.push_str(&format!(" MSS={mss}"));
        }
        if let Some(scale) = options.window_scale {
            text.push_str(&format!(" WS={}", 1u32 << scale.min(14)));
        }
    }
    text
}

/// The control bits that are set, as Wireshark writes them.
pub fn flags(flags: Flags) -> String {
    const NAMES: [(u8, &str); 6] = [
        (Flags::FIN, "FIN"),
        (Flags::SYN, "SYN"),
        (Flags::RST, "RST"),
        (0x08, "PSH"),
        (Flags::ACK, "ACK"),
        (Flags::URG, "URG"),
    ];
    let set = NAMES.iter().filter(|(bit, _)| flags.0 & bit != 0);
    let set: Vec<&str> = set.map(|(_, name)| *name).collect();
    set.join(", ")
}

/// The colour of what a server says.
fn reply_ink(said: &[u8]) -> Ink {
    match Code::parse(said) {
        Some((code, ..)) if code.is_failure() => Ink::Bad,
        Some((code, ..)) if code.is_success() => Ink::Good,
        Some(_) => Ink::Waiting,
        None => Ink::Plain,
    }
}

/// The TLS records that begin in a payload.
fn records(payload: &[u8]) -> String {
    let mut rest = payload;
    let mut names: Vec<&str> = Vec::new();
    while let Some(head) = detect::tls_record(rest) {
        let name = record_name(head.kind, rest.get(5).copied());
        if names.last() != Some(&name) && names.len() < 8 {
            names.push(name);
        }
        let Some(after) = rest.get(5 + usize::from(head.length)..) else {
            break;
        };
        rest = after;
    }
    names.join(", ")
}

/// What a record holds, by the first byte of its body.
pub fn record_name(kind: TlsKind, first: Option<u8>) -> &'static str {
    match kind {
        TlsKind::ChangeCipherSpec => "Change Cipher Spec",
        TlsKind::Alert => "Alert",
        TlsKind::Handshake => first.and_then(handshake).unwrap_or("Handshake"),
        TlsKind::ApplicationData => "Application Data",
        TlsKind::Heartbeat => "Heartbeat",
    }
}

/// The name of a handshake message (RFC 8446, section 4; RFC 5246, section 7.4).
pub fn handshake(kind: u8) -> Option<&'static str> {
    Some(match kind {
        0 => "Hello Request",
        1 => "Client Hello",
        2 => "Server Hello",
        4 => "New Session Ticket",
        5 => "End Of Early Data",
        8 => "Encrypted Extensions",
        11 => "Certificate",
        12 => "Server Key Exchange",
        13 => "Certificate Request",
        14 => "Server Hello Done",
        15 => "Certificate Verify",
        16 => "Client Key Exchange",
        20 => "Finished",
        21 => "Certificate URL",
        22 => "Certificate Status",
        24 => "Key Update",
        25 => "Compressed Certificate",
        _ => return None,
    })
}
