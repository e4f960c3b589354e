use super::dissect::{Dissected, dissect};
use super::line::Looker;
use super::matcher::Needle;
use super::opened::Reach;
use super::owners::Owners;
use super::{Flows, Packets, Unavailable};
use crate::capture::{Reader, Source};
use crate::decode::Packet;
use crate::decode::packets::{self, Tcp};
use crate::decode::tree::Field;
use crate::engine::{Config, Engine};
use crate::texts::EN;
use crate::views::pen::Pen;
use crate::views::tui::book::{Book, News};
use crate::views::tui::question::Stop;
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
        opened: Vec::new(),
        openings: Default::default(),
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
    read_with(bytes, &[])
}

/// The frames of the sample of FTPS, and what it takes to look at them decrypted.
fn ftps() -> (Vec<Packet>, Looker) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let file = |name: &str| std::fs::read(folder.join(name)).unwrap();
    read_with(file("ftps.pcap"), &file("ftps.keylog"))
}

fn read_with(bytes: Vec<u8>, keys: &[u8]) -> (Vec<Packet>, Looker) {
    let input = Box::new(std::io::Cursor::new(bytes));
    let mut reader = Reader::from_input("capture".into(), input).unwrap();
    let mut engine = Engine::new(Config::default());
    if !keys.is_empty() {
        engine.take_keys(keys);
    }
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
                        let found = dissected.at(None, offset).expect("a field");
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
                let found = dissected.at(None, offset).expect("a field");
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

/// Frames in memory.
struct InMemory(Vec<Packet>);

impl Packets for InMemory {
    fn count(&self, _: usize) -> u64 {
        self.0.len() as u64
    }

    fn packet(&self, _: usize, number: u64) -> Result<Packet, Unavailable> {
        let packet = self.0.get(number as usize - 1);
        packet.cloned().ok_or(Unavailable(String::new()))
    }

    fn select(&self, _: usize, flows: &Flows) -> Vec<u64> {
        let is_of = |packet: &&Packet| {
            packet.with_segment(|segment| {
                let ends = (segment.source, segment.destination);
                flows.between.contains(&ends) || flows.between.contains(&(ends.1, ends.0))
            }) == Some(true)
        };
        let own = self.0.iter().filter(is_of).map(|packet| packet.number);
        own.filter(|number| (flows.first..=flows.last).contains(number))
            .collect()
    }
}

/// What is known of a frame when TLS around it was read again.
fn opened(looker: &mut Looker, packets: &InMemory, packet: &Packet) -> String {
    looker.open(packets, &Stop::default(), packet);
    assert!(looker.unopened(packet).is_none());
    let glance = looker.glance(packet);
    let line = looker.line(packet).info;
    format!("{line} {:?}", glance.opened)
}

#[test]
fn what_is_read_around_a_frame_is_the_same_wherever_reading_begins_and_ends() {
    let (packets, mut whole) = ftps();
    let packets = InMemory(packets);
    let expected: Vec<String> = packets
        .0
        .iter()
        .map(|packet| opened(&mut whole, &packets, packet))
        .collect();
    assert!(expected.iter().any(|line| line.contains("RETR report.txt")));
    let reaches = [(0, 0), (1, 1), (300, 300), (5_000, 1)];
    for (before, after) in reaches {
        let (_, mut looker) = ftps();
        looker.openings.reach = Reach {
            bytes: [before, after],
            frames: [1, 1],
            beyond: 1 << 20,
        };
        let forwards: Vec<usize> = (0..packets.0.len()).collect();
        let backwards = forwards.iter().rev().copied();
        for index in forwards.iter().copied().chain(backwards) {
            let packet = &packets.0[index];
            let found = opened(&mut looker, &packets, packet);
            assert_eq!(
                found, expected[index],
                "{before} {after} #{}",
                packet.number
            );
        }
    }
}

#[test]
fn every_byte_of_a_frame_that_was_decrypted_has_a_field_and_so_has_its_plaintext() {
    let (packets, mut looker) = ftps();
    let packets = InMemory(packets);
    let mut plain = 0;
    for packet in &packets.0 {
        looker.open(&packets, &Stop::default(), packet);
        let dissected = dissect(&looker, packet);
        let has = |sheet, offset| {
            let found = dissected.at(sheet, offset).expect("a field");
            dissected.fields[found].range.contains(&offset)
        };
        assert!((0..packet.bytes.len()).all(|offset| has(None, offset)));
        for (sheet, plaintext) in dissected.plain.iter().enumerate() {
            assert!((0..plaintext.bytes.len()).all(|offset| has(Some(sheet), offset)));
            plain += plaintext.bytes.len();
        }
        for row in &dissected.fields {
            let length = match row.sheet {
                None => packet.bytes.len(),
                Some(sheet) => dissected.plain[sheet].bytes.len(),
            };
            assert!(
                row.range.start <= row.range.end && row.range.end <= length,
                "{row:?}"
            );
        }
    }
    assert!(plain > 3_000, "{plain}");
}

#[test]
fn a_password_that_was_encrypted_is_hidden_in_its_plaintext_in_the_line_and_from_a_search() {
    let (packets, mut looker) = ftps();
    let packets = InMemory(packets);
    let secret = b"looking-glass";
    let mut hidden = 0;
    for packet in &packets.0 {
        looker.open(&packets, &Stop::default(), packet);
        assert!(!looker.line(packet).info.contains("looking"));
        assert!(Needle::new("looking").find(&looker, packet).is_none());
        for plaintext in dissect(&looker, packet).plain {
            let windows = plaintext.bytes.windows(secret.len()).enumerate();
            for (at, _) in windows.filter(|(_, window)| *window == secret) {
                assert!((at..at + secret.len()).all(|offset| plaintext.veil.hides(offset)));
                hidden += 1;
            }
        }
    }
    assert_eq!(hidden, 1);
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
