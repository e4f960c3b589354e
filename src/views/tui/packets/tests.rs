use super::dissect::{Dissected, dissect};
use super::line::Looker;
use super::owners::Owners;
use crate::capture::{Reader, Source};
use crate::decode::Packet;
use crate::decode::packets::{self, Tcp};
use crate::decode::tree::Field;
use crate::engine::{Config, Engine};
use crate::texts::EN;
use crate::views::pen::Pen;
use crate::views::tui::book::{Book, News};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;

fn looker(owners: Owners) -> Looker {
    Looker {
        texts: &EN,
        pen: Pen::new(false, true),
        owners: Arc::new(owners),
        capture: 0,
        show_passwords: false,
    }
}

/// The frames of a sample, and what it takes to look at them.
fn sample(name: &str) -> (Vec<Packet>, Looker) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("captures")
        .join(name);
    read(std::fs::read(path).unwrap())
}

fn read(bytes: Vec<u8>) -> (Vec<Packet>, Looker) {
    let input = Box::new(std::io::Cursor::new(bytes));
    let mut reader = Reader::from_input("capture".into(), input).unwrap();
    let mut engine = Engine::new(Config::default());
    let mut packets = Vec::new();
    while let Ok(Some(frame)) = reader.next_frame() {
        engine.push(&frame);
        packets.push(Packet::new(&frame));
    }
    engine.finish();
    let sessions = std::iter::from_fn(|| engine.next_session()).map(Arc::new);
    let mut book = Book::default();
    book.learn(News::Begun {
        name: "capture".into(),
        size: None,
    });
    book.learn(News::Sessions(sessions.collect()));
    let mut owners = Owners::default();
    owners.learn(&book);
    (packets, looker(owners))
}

fn samples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let files = std::fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.contains(".pcap")).collect()
}

/// The bytes of each field of this kind.
fn words<'a>(packet: &'a Packet, dissected: &Dissected, fields: &[Field]) -> Vec<&'a [u8]> {
    let rows = dissected.fields.iter();
    rows.filter(|row| fields.contains(&row.field))
        .map(|row| &packet.bytes[row.range.clone()])
        .collect()
}

const SIX: [Field; 6] = [
    Field::HostNumber(1),
    Field::HostNumber(2),
    Field::HostNumber(3),
    Field::HostNumber(4),
    Field::PortNumber(1),
    Field::PortNumber(2),
];

#[track_caller]
fn six_numbers(capture: &str, starts: &[u8]) {
    let (packets, looker) = sample(capture);
    let said = packets.iter().find(|packet| {
        let payload = looker.glance(packet).payload;
        packet.bytes[payload].starts_with(starts)
    });
    let packet = said.expect("an announcement");
    let dissected = dissect(&looker, packet);
    let numbers = words(packet, &dissected, &SIX).join(&b","[..]);
    let text = packet.bytes.windows(numbers.len());
    assert_eq!(words(packet, &dissected, &SIX).len(), 6);
    assert!(text.into_iter().any(|window| window == numbers));
    let announced = dissected
        .fields
        .iter()
        .filter(|row| row.field == Field::Announced);
    assert_eq!(announced.count(), 1);
}

#[test]
fn the_six_numbers_of_port_are_the_digits_in_the_frame() {
    six_numbers("active.pcap", b"PORT ");
}

#[test]
fn the_six_numbers_of_a_227_are_the_digits_in_the_frame() {
    six_numbers("passive.pcap", b"227 ");
}

#[test]
fn every_field_of_every_sample_is_found_by_one_of_its_bytes() {
    for name in samples() {
        let (packets, looker) = sample(&name);
        for packet in &packets {
            let dissected = dissect(&looker, packet);
            for row in dissected.fields.iter().filter(|row| !row.is_group) {
                let mut offsets = row.range.clone();
                let found = row.range.is_empty()
                    || offsets.any(|offset| {
                        let found = dissected.at(offset).expect("a field");
                        dissected.fields[found].range == row.range
                    });
                assert!(found, "{name}, frame {}: {row:?}", packet.number);
            }
        }
    }
}

#[test]
fn every_byte_of_every_sample_has_a_field_within_the_frame() {
    for name in samples() {
        let (packets, looker) = sample(&name);
        for packet in &packets {
            let dissected = dissect(&looker, packet);
            for offset in 0..packet.bytes.len() {
                let found = dissected.at(offset).expect("a field");
                let row = &dissected.fields[found];
                assert!(row.range.contains(&offset) && row.field != Field::Frame);
            }
        }
    }
}

#[test]
fn the_passwords_of_the_samples_are_hidden_in_every_frame() {
    let secret = b"looking-glass";
    let mut hidden = 0;
    for name in samples() {
        let (packets, looker) = sample(&name);
        for packet in &packets {
            let veil = dissect(&looker, packet).veil;
            let windows = packet.bytes.windows(secret.len()).enumerate();
            for (at, _) in windows.filter(|(_, window)| *window == secret) {
                assert!((at..at + secret.len()).all(|offset| veil.hides(offset)));
                assert!(!looker.line(packet).info.contains("looking"));
                hidden += 1;
            }
        }
    }
    assert!(hidden > 10, "only {hidden} passwords in the samples");
}

const ENDS: [&str; 2] = ["192.0.2.1:40000", "198.51.100.1:21"];

/// A frame from a client to port 21, or from there.
fn spoken(payload: &[u8], from_server: bool) -> Packet {
    let [client, server] = ENDS;
    let (from, to) = if from_server {
        (server, client)
    } else {
        (client, server)
    };
    packet(1, &Tcp::new(from, to).payload(payload).ethernet())
}

fn packet(link: u16, data: &[u8]) -> Packet {
    let frame = crate::capture::Frame {
        number: 1,
        time: crate::net::Time(0),
        interface: 0,
        link: crate::capture::LinkType(link),
        length: data.len() as u32,
        data,
    };
    Packet::new(&frame)
}

/// What is left of the bytes of a frame where nothing is hidden.
fn readable(packet: &Packet) -> Vec<u8> {
    let veil = dissect(&looker(Owners::default()), packet).veil;
    let bytes = packet.bytes.iter().enumerate();
    bytes
        .map(|(at, byte)| if veil.hides(at) { b'*' } else { *byte })
        .collect()
}

#[track_caller]
fn assert_hides(packet: &Packet, secret: &[u8]) {
    let readable = readable(packet);
    let mut windows = readable.windows(secret.len());
    assert!(!windows.any(|window| window == secret));
    let mut windows = packet.bytes.windows(secret.len());
    assert!(windows.any(|window| window == secret));
}

#[test]
fn a_password_in_what_an_icmp_error_quotes_is_hidden() {
    let quote = Tcp::new(ENDS[0], ENDS[1]).payload("PASS secret\r\n").ip();
    let error = packets::icmp_error("203.0.113.1", (3, 13), 0, &quote, quote.len());
    assert_hides(&packet(101, &error), b"secret");
}

#[test]
fn a_password_in_any_fragment_is_hidden() {
    let sent = Tcp::new(ENDS[0], ENDS[1]).payload("PASS first-second-third\r\n");
    let parts = packets::fragments(&sent.ip(), 32);
    assert_hides(&packet(101, &parts[0]), b"first-s");
    assert_hides(&packet(101, &parts[1]), b"d-third");
}

#[test]
fn a_password_in_a_frame_that_cannot_be_decoded_is_hidden() {
    let data = Tcp::new(ENDS[0], ENDS[1])
        .payload("PASS secret\r\nSYST\r\n")
        .ip();
    let packet = packet(147, &data);
    assert_hides(&packet, b"secret");
    assert!(readable(&packet).ends_with(b"SYST\r\n"));
}

proptest! {
    #[test]
    fn any_payload_is_taken_apart_within_the_frame(
        head in 0usize..6,
        tail in proptest::collection::vec(
            prop_oneof![any::<u8>(), Just(b'\r'), Just(b'\n'), Just(b','), Just(255)], 0..200),
        from_server: bool,
    ) {
        let heads: [&[u8]; 6] = [b"", b"PORT ", b"227 (", b"PASS ", b"\x16\x03\x03\x00\x20", b"229 (|||"];
        let packet = spoken(&[heads[head], &tail].concat(), from_server);
        let looker = looker(Owners::default());
        let dissected = dissect(&looker, &packet);
        for row in &dissected.fields {
            prop_assert!(row.range.end <= packet.bytes.len());
            if let Some(parent) = row.parent {
                let around = &dissected.fields[parent].range;
                let inside = around.start <= row.range.start && row.range.end <= around.end;
                prop_assert!(inside || row.range.is_empty(), "{row:?}");
            }
        }
        let line = looker.line(&packet);
        prop_assert!(!line.info.chars().any(char::is_control));
    }
}
