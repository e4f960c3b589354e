//! TLS records that were read again: what they are called, and what was said in them.

use super::dissect::{Dissected, Sheet};
use super::handshake::{self, Part as MessagePart};
use super::line::{Glance, Looker, handshake as message_name};
use super::owners::{Content, secrets};
use super::veil::Veil;
use crate::decode::Packet;
use crate::decode::tree::{Field, Node, Value};
use crate::ftp::anatomy;
use crate::tls::{Kind, Version, alert_name};
use crate::views::tui::unsealing::{HEADER, Held, Record};
use std::ops::Range;

/// The levels of alerts (RFC 8446 §6).
const WARNING: u8 = 1;
const FATAL: u8 = 2;

/// What a record carries, as its header says.
pub const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::ChangeCipherSpec => "Change Cipher Spec",
        Kind::Alert => "Alert",
        Kind::Handshake => "Handshake",
        Kind::ApplicationData => "Application Data",
    }
}

/// What a record holds, in names; nothing for data that was decrypted.
pub fn names(record: &Record) -> Vec<String> {
    let Held::Plain {
        kind,
        bytes,
        continued,
        ..
    } = &record.held
    else {
        return vec![name(record.kind).to_owned()];
    };
    match (kind, bytes.as_slice()) {
        (Kind::ApplicationData, _) => Vec::new(),
        (Kind::Alert, &[_, description]) => vec![alert(description)],
        (Kind::Handshake, _) => {
            let messages = record.messages();
            let names = messages.iter().filter_map(|&kind| message_name(kind));
            let names: Vec<String> = names.map(str::to_owned).collect();
            match names.is_empty() || *continued == bytes.len() {
                true => vec![name(Kind::Handshake).to_owned()],
                false => names,
            }
        }
        (kind, _) => vec![name(*kind).to_owned()],
    }
}

fn alert(description: u8) -> String {
    match alert_name(description) {
        "" => format!("Alert: {description}"),
        name => format!("Alert: {name}"),
    }
}

/// Whether a record tells of something that went wrong.
pub fn is_bad(record: &Record) -> bool {
    const CLOSE_NOTIFY: u8 = 0;
    matches!(&record.held, Held::Plain { kind: Kind::Alert, bytes, .. }
        if bytes.len() == 2 && bytes.last() != Some(&CLOSE_NOTIFY))
}

/// What nobody should read of the data of each record that ends in `frame`.
fn veils(looker: &Looker, glance: &Glance<'_>, frame: u64) -> Vec<Veil> {
    let data = || {
        glance
            .ended(frame)
            .map(|record| record.data().unwrap_or_default())
    };
    let is_told = glance.inside(frame) == Some(Content::Commands);
    if looker.show_passwords || !is_told {
        return data().map(|_| Veil::default()).collect();
    }
    // A line may stand in several records.
    let all: Vec<u8> = data().flatten().copied().collect();
    let secrets = secrets(glance.owner, frame, &all);
    let mut start = 0;
    data()
        .map(|data| {
            let own = start..start + data.len();
            start = own.end;
            let inside = secrets.iter().filter_map(|secret| {
                let (from, to) = (secret.start.max(own.start), secret.end.min(own.end));
                (from < to).then(|| from - own.start..to - own.start)
            });
            Veil::new(inside.collect(), 0)
        })
        .collect()
}

/// What was said in the records that end in `frame`, without what nobody should read.
pub fn said(looker: &Looker, glance: &Glance<'_>, frame: u64) -> Vec<u8> {
    let veils = veils(looker, glance, frame);
    let shown = glance.ended(frame).zip(&veils).map(|(record, veil)| {
        let data = record.data().unwrap_or_default();
        veil.shown(data, &(0..data.len()))
    });
    shown.flatten().collect()
}

/// Where `needle`, in small letters, stands in what was said in the records that end in `frame`:
/// the number of the record, and the place in its data. What is hidden is not found.
pub fn find(
    looker: &Looker,
    glance: &Glance<'_>,
    frame: u64,
    needle: &[u8],
) -> Option<(u64, Range<usize>)> {
    let veils = veils(looker, glance, frame);
    glance.ended(frame).zip(&veils).find_map(|(record, veil)| {
        let data = record.data()?;
        let windows = data.windows(needle.len().max(1)).enumerate();
        let mut places = windows
            .filter(|(_, window)| window.eq_ignore_ascii_case(needle))
            .map(|(at, window)| at..at + window.len());
        let place = places.find(|place| !veil.covers(place))?;
        Some((record.number, place))
    })
}

/// Adds the records that a payload has a part of.
pub fn add(
    looker: &Looker,
    packet: &Packet,
    (node, glance): (&Node, &Glance<'_>),
    into: &mut Dissected,
) {
    let Some((placed, records)) = glance.opened else {
        return;
    };
    let tls = into.push(Field::Tls, Value::None, node.range.clone(), None);
    let mut veils = veils(looker, glance, packet.number).into_iter();
    // Where an offset of the stream stands in the frame.
    let place = |offset: u64| {
        let at = offset.saturating_sub(placed.offset);
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        node.range.start.saturating_add(at).min(node.range.end)
    };
    for record in records {
        let range = place(record.offset)..place(record.end());
        let is_end = record.frame == packet.number;
        let veil = if is_end { veils.next() } else { None };
        let title = match is_end {
            true => title(record),
            false => name(record.kind),
        };
        let row = into.push(
            Field::TlsRecord,
            Value::Name(title),
            range.clone(),
            Some(tls),
        );
        let is_begin = record.offset >= placed.offset;
        if is_begin && range.len() >= HEADER {
            header(record, range.start, row, into);
        }
        let number = Value::Number(record.number);
        into.push(Field::RecordNumber, number, range.clone(), Some(row));
        if !is_end {
            let frame = Value::Number(record.frame);
            into.push(Field::EndsIn, frame, range, Some(row));
            continue;
        }
        if record.first_frame != record.frame {
            let frame = Value::Number(record.first_frame);
            into.push(Field::BeginsIn, frame, range.clone(), Some(row));
        }
        let body = match is_begin {
            true => (range.start + HEADER).min(range.end)..range.end,
            false => range,
        };
        let is_whole = is_begin && body.len() == record.length;
        let content = glance.inside(packet.number).unwrap_or(Content::Unknown);
        held(record, (body, is_whole), (row, veil), content, into);
    }
}

/// What a record is called where it ends.
fn title(record: &Record) -> &'static str {
    let Held::Plain { kind, .. } = &record.held else {
        return name(record.kind);
    };
    let first = record.messages().first().copied();
    first
        .and_then(message_name)
        .filter(|_| *kind == Kind::Handshake)
        .unwrap_or(name(*kind))
}

fn header(record: &Record, start: usize, row: usize, into: &mut Dissected) {
    let kind = Value::Named(record.kind.number().into(), name(record.kind));
    into.push(Field::ContentType, kind, start..start + 1, Some(row));
    let version = Value::NamedHex(record.version.into(), Version(record.version).name());
    into.push(Field::Version, version, start + 1..start + 3, Some(row));
    let length = Value::Number(record.length as u64);
    into.push(
        Field::PayloadLength,
        length,
        start + 3..start + 5,
        Some(row),
    );
}

/// Adds what a record holds: where it was not encrypted and is all in this frame, by its bytes
/// there, else on a sheet of its own.
fn held(
    record: &Record,
    (body, is_whole): (Range<usize>, bool),
    (row, veil): (usize, Option<Veil>),
    content: Content,
    into: &mut Dissected,
) {
    let (kind, bytes, was_encrypted, continued) = match &record.held {
        Held::Sealed(why) => {
            let index = into.push(Field::Encrypted, Value::None, body, Some(row));
            if let Some(row) = into.fields.get_mut(index) {
                row.sealed = Some(*why);
            }
            return;
        }
        Held::Plain {
            kind,
            bytes,
            was_encrypted,
            continued,
        } => (*kind, bytes, *was_encrypted, *continued),
    };
    let start = body.start;
    let (base, parent) = if !was_encrypted && is_whole {
        (start, row)
    } else {
        into.plain.push(Sheet {
            record: record.number,
            bytes: bytes.clone(),
            veil: veil.unwrap_or_default(),
        });
        into.sheet = Some(into.plain.len() - 1);
        let whole = 0..bytes.len();
        let plaintext = into.push(Field::Plaintext, Value::Bytes, whole, Some(row));
        (0, plaintext)
    };
    match kind {
        Kind::Handshake => {
            for part in handshake::parts(bytes, continued) {
                add_message(part, base, parent, into);
            }
        }
        Kind::Alert => {
            if let &[level, description] = bytes.as_slice() {
                let name = match level {
                    WARNING => "warning",
                    FATAL => "fatal",
                    _ => "?",
                };
                let level = Value::Named(level.into(), name);
                into.push(Field::AlertLevel, level, base..base + 1, Some(parent));
                let description = Value::Named(description.into(), alert_name(description));
                let range = base + 1..base + 2;
                into.push(Field::AlertDescription, description, range, Some(parent));
            }
        }
        Kind::ApplicationData => {
            let whole = base..base + bytes.len();
            match content {
                Content::Commands | Content::Replies => {
                    let ftp = into.push(Field::Ftp, Value::None, whole, Some(parent));
                    let parts = match content {
                        Content::Commands => anatomy::commands(bytes),
                        _ => anatomy::replies(bytes),
                    };
                    for part in parts {
                        into.add_part(part, base, Some(ftp), into.sender);
                    }
                }
                _ => {
                    into.push(Field::FtpData, Value::Bytes, whole, Some(parent));
                }
            }
        }
        Kind::ChangeCipherSpec => {}
    }
    into.sheet = None;
}

fn add_message(part: MessagePart, base: usize, parent: usize, into: &mut Dissected) {
    let range = part.range.start + base..part.range.end + base;
    let index = into.push(part.field, part.value, range, Some(parent));
    for inner in part.parts {
        add_message(inner, base, index, into);
    }
}
