//! How fast a control connection is read: lines, commands, replies, recognition.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ftpscope::ftp::command::Command;
use ftpscope::ftp::detect;
use ftpscope::ftp::line::LineSplitter;
use ftpscope::ftp::reply::Code;

const COMMANDS: &[u8] = b"USER alice\r\nPASS secret\r\nTYPE I\r\nCWD /pub/files\r\nPASV\r\n\
    SIZE report.pdf\r\nMDTM report.pdf\r\nRETR report.pdf\r\nNOOP\r\nQUIT\r\n";
const REPLIES: &[u8] =
    b"220 ready\r\n331 Please specify the password.\r\n230 Login successful.\r\n\
    200 Switching to Binary mode.\r\n227 Entering Passive Mode (10,0,1,66,39,136).\r\n\
    150 Opening BINARY mode data connection.\r\n226 Transfer complete.\r\n221 Goodbye.\r\n";

fn lines(c: &mut Criterion) {
    let mut group = c.benchmark_group("lines");
    group.throughput(Throughput::Bytes(COMMANDS.len() as u64));
    group.bench_function("commands", |b| {
        let mut splitter = LineSplitter::new();
        b.iter(|| {
            splitter.push(0, black_box(COMMANDS), &mut |line| {
                black_box(Command::parse(line.text));
            });
        });
    });
    group.throughput(Throughput::Bytes(REPLIES.len() as u64));
    group.bench_function("replies", |b| {
        let mut splitter = LineSplitter::new();
        b.iter(|| {
            splitter.push(0, black_box(REPLIES), &mut |line| {
                black_box(Code::parse(line.text));
            });
        });
    });
    group.throughput(Throughput::Bytes(COMMANDS.len() as u64));
    group.bench_function("commands byte by byte", |b| {
        let mut splitter = LineSplitter::new();
        b.iter(|| {
            for byte in black_box(COMMANDS).chunks(1) {
                splitter.push(0, byte, &mut |line| {
                    black_box(Command::parse(line.text));
                });
            }
        });
    });
    group.finish();

    let mut group = c.benchmark_group("first bytes");
    let payloads: [(&str, &[u8]); 4] = [
        ("command", b"RETR report.pdf\r\n"),
        ("reply", b"226 Transfer complete.\r\n"),
        ("http", b"GET / HTTP/1.1\r\nHost: a\r\n"),
        ("binary", &[0x16, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]),
    ];
    for (name, payload) in payloads {
        group.bench_function(name, |b| b.iter(|| detect::first_bytes(black_box(payload))));
    }
    group.finish();
}

criterion_group!(benches, lines);
criterion_main!(benches);
