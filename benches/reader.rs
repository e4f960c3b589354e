//! How long it takes to read 100,000 frames from memory.

use std::hint::black_box;
use std::io::Cursor;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use ftpscope::capture::{Frame, LinkType, Reader, Source, Writer};
use ftpscope::net::Time;

const FRAMES: u64 = 100_000;

/// Frames of the sizes of a file transfer: full segments and bare acknowledgments.
fn frames() -> impl Iterator<Item = Frame<'static>> {
    static DATA: [u8; 1514] = [0x5a; 1514];
    (1..=FRAMES).map(|number| Frame {
        number,
        time: Time(1_700_000_000_000_000_000 + number as i64 * 10_000),
        interface: 0,
        link: LinkType(1),
        length: if number % 3 == 0 { 66 } else { 1514 },
        data: if number % 3 == 0 { &DATA[..66] } else { &DATA },
    })
}

fn pcapng() -> Vec<u8> {
    let mut writer = Writer::new(Vec::new()).expect("memory takes everything");
    for frame in frames() {
        writer.frame(&frame).expect("memory takes everything");
    }
    writer.into_inner()
}

fn pcap() -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in [0xa1b2_3c4d, 2 | 4 << 16, 0, 0, 262_144, 1u32] {
        bytes.extend(word.to_le_bytes());
    }
    for frame in frames() {
        let (seconds, rest) = (frame.time.0 / 1_000_000_000, frame.time.0 % 1_000_000_000);
        let length = frame.data.len() as u32;
        for word in [seconds as u32, rest as u32, length, frame.length] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend(frame.data);
    }
    bytes
}

fn read(input: Cursor<Vec<u8>>) -> u64 {
    let mut reader = Reader::from_input("memory".to_owned(), Box::new(input)).expect("a capture");
    let mut bytes = 0;
    while let Some(frame) = reader.next_frame().expect("a whole capture") {
        bytes += black_box(&frame).data.len() as u64;
    }
    bytes
}

fn reader(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reader");
    group.throughput(Throughput::Elements(FRAMES));
    group.sample_size(20);
    for (name, capture) in [("pcap", pcap()), ("pcapng", pcapng())] {
        group.bench_function(name, |bencher| {
            bencher.iter_batched(|| Cursor::new(capture.clone()), read, BatchSize::LargeInput);
        });
    }
    group.finish();
}

criterion_group!(benches, reader);
criterion_main!(benches);
