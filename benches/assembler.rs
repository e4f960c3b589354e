//! What it costs to put segments in order, and to know which bytes of a stream were seen.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ftpscope::net::Time;
use ftpscope::tcp::conversation::Spoken;
use ftpscope::tcp::ranges::Ranges;
use ftpscope::tcp::{Assembler, Conversation, Direction};

const SEGMENT: usize = 1_460;
const SEGMENTS: usize = 1_000;

/// Offsets of segments in order, and with every tenth one after the three that follow it.
fn offsets(in_order: bool) -> Vec<u64> {
    let mut order: Vec<usize> = (0..SEGMENTS).collect();
    if !in_order {
        order.sort_by_key(|&index| {
            if index % 10 == 0 {
                index * 10 + 35
            } else {
                index * 10
            }
        });
    }
    order
        .into_iter()
        .map(|index| (index * SEGMENT) as u64)
        .collect()
}

fn streams(criterion: &mut Criterion) {
    let payload = vec![7; SEGMENT];
    let mut group = criterion.benchmark_group("assembler");
    group.throughput(Throughput::Elements(SEGMENTS as u64));
    for (name, in_order) in [("in order", true), ("disorder", false)] {
        let offsets = offsets(in_order);
        group.bench_function(format!("Assembler, {name}"), |bencher| {
            bencher.iter(|| {
                let mut assembler = Assembler::new(0);
                let mut bytes = 0;
                for &offset in &offsets {
                    let pushed = assembler.push(offset, black_box(&payload), &mut |_, run| {
                        bytes += run.len()
                    });
                    pushed.expect("within the limit");
                }
                bytes
            });
        });
        group.bench_function(format!("Ranges, {name}"), |bencher| {
            bencher.iter(|| {
                let mut ranges = Ranges::default();
                for &offset in &offsets {
                    ranges.insert(black_box(offset), offset + SEGMENT as u64);
                }
                ranges.covered()
            });
        });
    }
    group.finish();
}

fn conversations(criterion: &mut Criterion) {
    const LINE: &[u8] = b"RETR some/file/with/a/name.txt\r\n";
    let mut group = criterion.benchmark_group("conversation");
    group.throughput(Throughput::Elements(2 * SEGMENTS as u64));
    for (name, swapped) in [("in order", false), ("replies before commands", true)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut conversation = Conversation::default();
                Direction::BOTH
                    .iter()
                    .for_each(|&direction| conversation.begins(direction, 0));
                let mut deliveries = 0;
                for index in 0..SEGMENTS as u64 {
                    let offset = index * LINE.len() as u64;
                    let asked = (Direction::FromInitiator, offset);
                    let answered = (Direction::FromListener, offset + LINE.len() as u64);
                    let order = if swapped {
                        [answered, asked]
                    } else {
                        [asked, answered]
                    };
                    for (direction, acknowledged) in order {
                        let spoken = Spoken {
                            direction,
                            offset,
                            bytes: black_box(LINE),
                            length: LINE.len() as u64,
                            acknowledged: Some(acknowledged),
                            frame: index,
                            time: Time(index as i64),
                        };
                        conversation.take(spoken, &mut |_| deliveries += 1);
                    }
                }
                deliveries
            });
        });
    }
    group.finish();
}

criterion_group!(benches, streams, conversations);
criterion_main!(benches);
