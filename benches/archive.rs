//! How fast frames are kept, found again by their connection, and read again.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ftpscope::capture::{Archive, Frame, LinkType, Origin};
use ftpscope::net::{Address, Endpoint, Time};
use std::hint::black_box;

const FRAMES: u64 = 1_900_000;
const CONNECTIONS: u64 = 1_000;

fn ends(number: u64) -> (Endpoint, Endpoint) {
    let client = Endpoint::new(
        Address::v4([10, 0, 0, 1]),
        (number % CONNECTIONS) as u16 + 1_024,
    );
    (client, Endpoint::new(Address::v4([10, 0, 0, 2]), 21))
}

fn frame(number: u64) -> Frame<'static> {
    Frame {
        number,
        time: Time(number as i64),
        interface: 0,
        link: LinkType(1),
        length: 60,
        data: &[0; 60],
    }
}

fn keep(frames: u64) -> Archive {
    let archive = Archive::new(u64::MAX);
    archive.begin(vec![Some("/dev/zero".into())]);
    for number in 1..=frames {
        let kept = archive.keep(&frame(number), Origin::default(), Some(ends(number)));
        kept.expect("room");
    }
    archive
}

fn archive(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("archive");
    group.sample_size(20);
    group.throughput(Throughput::Elements(100_000));
    group.bench_function("keep", |bencher| bencher.iter(|| keep(100_000)));
    let archive = keep(FRAMES);
    group.throughput(Throughput::Elements(FRAMES));
    group.bench_function("select one connection", |bencher| {
        bencher.iter(|| archive.select(0, black_box(&[ends(7)]), 1, u64::MAX));
    });
    let hundred: Vec<_> = (0..100).map(ends).collect();
    group.bench_function("select a hundred connections", |bencher| {
        bencher.iter(|| archive.select(0, black_box(&hundred), 1, u64::MAX));
    });
    group.throughput(Throughput::Elements(1));
    let mut buffer = Vec::new();
    group.bench_function("read a frame again", |bencher| {
        bencher.iter(|| archive.frame(0, black_box(1_234_567), &mut buffer).is_ok());
    });
    group.finish();
}

criterion_group!(benches, archive);
criterion_main!(benches);
