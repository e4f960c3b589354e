//! A frame taken apart as far as its session is known: the headers from the decoder, and FTP and
//! TLS in what the segment carries.

use super::line::{Glance, Looker, handshake, record_name};
use super::owners::Content;
use super::sealed;
use super::veil::Veil;
use crate::decode::Packet;
use crate::decode::tree::{Field, Node, Value};
use crate::ftp::anatomy::{self, Kind, Part};
use crate::ftp::detect;
use crate::ftp::endpoint::{Fault, Place};
use crate::net::Address;
use crate::views::tui::unsealing::Sealed;
use std::ops::Range;
use zeroize::Zeroizing;

/// How many records of one payload are taken apart.
const RECORDS: usize = 1_000;

/// A frame taken apart.
#[derive(Clone, Debug, Default)]
pub struct Dissected {
    /// The fields, each before the fields in it.
    pub fields: Vec<Row>,
    /// What is hidden of the frame.
    pub veil: Veil,
    /// The plaintext of the TLS records that end in the frame.
    pub plain: Vec<Sheet>,
    /// The plaintext whose fields are being added.
    pub(super) sheet: Option<usize>,
    /// Who sent the frame.
    pub(super) sender: Option<Address>,
}

/// Bytes that do not stand in the frame as they are.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The number of the record that they are the plaintext of.
    pub record: u64,
    /// The bytes.
    pub bytes: Zeroizing<Vec<u8>>,
    /// What is hidden of them.
    pub veil: Veil,
}

/// A field in its place in the tree.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is.
    pub field: Field,
    /// What stands in it.
    pub value: Value,
    /// What is wrong with an announcement.
    pub fault: Option<Fault>,
    /// Why a record cannot be read.
    pub sealed: Option<Sealed>,
    /// The plaintext in which its bytes stand; `None` for those of the frame.
    pub sheet: Option<usize>,
    /// Its bytes.
    pub range: Range<usize>,
    /// How deep it stands.
    pub depth: usize,
    /// The field that it stands in.
    pub parent: Option<usize>,
    /// Whether fields stand in it.
    pub is_group: bool,
}

/// Takes a frame apart.
pub fn dissect(looker: &Looker, packet: &Packet) -> Dissected {
    let glance = looker.glance(packet);
    let tree = packet.tree();
    let mut dissected = Dissected {
        veil: looker.veil(packet, &glance),
        sender: glance.ends.map(|ends| ends.0.address),
        ..Dissected::default()
    };
    if !looker.show_passwords {
        for node in &tree.nodes {
            hide_what_is_opaque(node, packet, &mut dissected.veil);
        }
        let is_segment = glance.flags.is_some();
        let payloads = tree.nodes.iter();
        let payloads = payloads.filter(|node| node.field == Field::Payload && !is_segment);
        for node in payloads {
            hide_words_of_anybody(node, packet, &mut dissected.veil);
        }
    }
    for node in tree.nodes {
        if node.field == Field::Payload {
            match glance.opened {
                Some(_) => sealed::add(looker, packet, (&node, &glance), &mut dissected),
                None => carried(node, packet, &glance, &mut dissected),
            }
        } else {
            dissected.add(node, None);
        }
    }
    dissected
}

/// Hides passwords in what could not be taken apart.
fn hide_what_is_opaque(node: &Node, packet: &Packet, veil: &mut Veil) {
    let bytes = packet.bytes.get(node.range.clone()).unwrap_or_default();
    match node.field {
        // It may be the rest of a line of which the frame before has the beginning.
        Field::Fragment => veil.hide(node.range.clone()),
        Field::QuotedPayload => hide_words_of_anybody(node, packet, veil),
        Field::Data | Field::Malformed | Field::TooDeep | Field::Padding => {
            veil.join(Veil::new(spoken(bytes), node.range.start));
        }
        _ => node
            .children
            .iter()
            .for_each(|child| hide_what_is_opaque(child, packet, veil)),
    }
}

/// Hides passwords in what a segment carries of which only a part is there.
fn hide_words_of_anybody(node: &Node, packet: &Packet, veil: &mut Veil) {
    let bytes = packet.bytes.get(node.range.clone()).unwrap_or_default();
    let secrets = super::owners::secrets(None, 0, bytes);
    veil.join(Veil::new(secrets, node.range.start));
}

/// Where bytes of any kind say PASS or ACCT: what follows, up to the end of the line.
fn spoken(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = bytes.get(at..at + 5) {
        if !word.eq_ignore_ascii_case(b"PASS ") && !word.eq_ignore_ascii_case(b"ACCT ") {
            at += 1;
            continue;
        }
        let rest = bytes.get(at + 5..).unwrap_or_default();
        let length = rest.iter().position(|&byte| byte == b'\n');
        let end = at + 5 + length.unwrap_or(rest.len());
        found.push(at + 5..end);
        at = end;
    }
    found
}

/// What a segment carries.
fn carried(node: Node, packet: &Packet, glance: &Glance<'_>, into: &mut Dissected) {
    let start = node.range.start;
    let bytes = packet.bytes.get(node.range.clone()).unwrap_or_default();
    match glance.content {
        Content::Commands | Content::Replies => {
            let index = into.push(Field::Ftp, Value::None, node.range, None);
            let (parts, sender) = match glance.content {
                Content::Commands => (anatomy::commands(bytes), None),
                _ => (
                    anatomy::replies(bytes),
                    glance.ends.map(|ends| ends.0.address),
                ),
            };
            for part in parts {
                into.add_part(part, start, Some(index), sender);
            }
        }
        Content::Tls => {
            let index = into.push(Field::Tls, Value::None, node.range, None);
            records(bytes, start, index, into);
        }
        Content::Data => {
            into.push(Field::FtpData, Value::Bytes, node.range, None);
        }
        Content::Nothing | Content::Unknown => into.add(node, None),
    }
}

/// The TLS records in `bytes`, which stand at `start`.
fn records(bytes: &[u8], start: usize, parent: usize, into: &mut Dissected) {
    let mut at = 0;
    for _ in 0..RECORDS {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(head) = detect::tls_record(rest) else {
            break;
        };
        let held = rest.len().min(5 + usize::from(head.length));
        let place = |range: Range<usize>| start + at + range.start..start + at + range.end;
        let name = record_name(head.kind, rest.get(5).copied());
        let record = into.push(
            Field::TlsRecord,
            Value::Name(name),
            place(0..held),
            Some(parent),
        );
        let kind = rest.first().copied().unwrap_or_default();
        let fields = [
            (Field::ContentType, Value::Number(kind.into()), 0..1),
            (Field::Version, Value::Hex(head.version.into(), 4), 1..3),
            (
                Field::PayloadLength,
                Value::Number(head.length.into()),
                3..5,
            ),
        ];
        for (field, value, range) in fields {
            into.push(field, value, place(range), Some(record));
        }
        let mut body = 5;
        if head.kind == detect::TlsKind::Handshake
            && let Some(&kind) = rest.get(5)
            && let Some(name) = handshake(kind)
        {
            let value = Value::Named(kind.into(), name);
            into.push(Field::HandshakeType, value, place(5..6), Some(record));
            body = 6;
        }
        if body < held {
            let range = place(body..held);
            into.push(Field::RecordBody, Value::Bytes, range, Some(record));
        }
        at += held;
    }
    if at < bytes.len() {
        let range = start + at..start + bytes.len();
        into.push(Field::Data, Value::Bytes, range, Some(parent));
    }
}

impl Dissected {
    /// Adds a field, and returns its index.
    pub(super) fn push(
        &mut self,
        field: Field,
        value: Value,
        range: Range<usize>,
        parent: Option<usize>,
    ) -> usize {
        let depth = parent.and_then(|parent| self.fields.get_mut(parent));
        let depth = depth.map_or(0, |parent| {
            parent.is_group = true;
            parent.depth + 1
        });
        self.fields.push(Row {
            field,
            value,
            fault: None,
            sealed: None,
            sheet: self.sheet,
            range,
            depth,
            parent,
            is_group: false,
        });
        self.fields.len() - 1
    }

    fn add(&mut self, node: Node, parent: Option<usize>) {
        let index = self.push(node.field, node.value, node.range, parent);
        for child in node.children {
            self.add(child, Some(index));
        }
    }

    /// Adds a part of what is said on a control connection.
    pub(super) fn add_part(
        &mut self,
        part: Part,
        start: usize,
        parent: Option<usize>,
        sender: Option<Address>,
    ) {
        let range = part.range.start + start..part.range.end + start;
        if let Kind::Endpoint(announced) = part.kind
            && let Some((high, low)) = announced.numbers
        {
            self.push(Field::PortSum, Value::Sum(high, low), range.clone(), parent);
        }
        let (field, value) = match part.kind {
            Kind::Command(_) => (Field::Command, Value::Text),
            Kind::Reply(_) => (Field::Reply, Value::Text),
            Kind::Line => (Field::Line, Value::Text),
            Kind::Telnet => (Field::Telnet, Value::Bytes),
            Kind::Verb => (Field::Verb, Value::Text),
            Kind::Argument => (Field::Argument, Value::Text),
            Kind::Code => (Field::ReplyCode, Value::Text),
            Kind::Text => (Field::Text, Value::Text),
            Kind::End => (Field::LineEnd, Value::Text),
            Kind::MoreLines => (Field::MoreLines, Value::Bytes),
            Kind::Announced(place) => (announced(place), Value::Text),
            Kind::Endpoint(announced) => {
                let address = announced.address.or(sender);
                (Field::Announced, Value::Endpoint(address, announced.port))
            }
            Kind::Unreadable(_) => (Field::Unreadable, Value::None),
        };
        let index = self.push(field, value, range, parent);
        if let (Kind::Unreadable(fault), Some(row)) = (part.kind, self.fields.get_mut(index)) {
            row.fault = Some(fault);
        }
        for inner in part.parts {
            self.add_part(inner, start, Some(index), sender);
        }
    }

    /// The innermost field in which the byte at `offset` of the frame, or of a `sheet`, stands; of several fields that share it,
    /// the one that holds them all, or the first.
    pub fn at(&self, sheet: Option<usize>, offset: usize) -> Option<usize> {
        let around = self.fields.iter().enumerate();
        let around = around.filter(|(_, row)| row.sheet == sheet && row.range.contains(&offset));
        let (found, row) =
            around.min_by_key(|(_, row)| (row.range.len(), std::cmp::Reverse(row.depth)))?;
        let shared = self.fields.iter().filter(|other| {
            let is_beside = other.parent == row.parent && other.sheet == row.sheet;
            is_beside && other.range == row.range && row.parent.is_some()
        });
        let parent = row.parent.filter(|&parent| {
            let whole = self.fields.get(parent);
            whole.is_some_and(|whole| whole.sheet == row.sheet && whole.range == row.range)
        });
        match parent {
            Some(parent) if shared.count() > 1 => Some(parent),
            _ => Some(found),
        }
    }
}

fn announced(place: Place) -> Field {
    match place {
        Place::Host(index) => Field::HostNumber(index),
        Place::Port(index) => Field::PortNumber(index),
        Place::Family => Field::Family,
        Place::AddressLength => Field::AddressLength,
        Place::PortLength => Field::PortLength,
        Place::Protocol => Field::NetworkProtocol,
        Place::Address => Field::NetworkAddress,
        Place::WholePort => Field::TcpPort,
    }
}
