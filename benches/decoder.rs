//! What it costs to decode one frame.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ftpscope::capture::{Frame, LinkType};
use ftpscope::decode::Decoder;
use ftpscope::net::Time;

#[path = "../tests/support/packets.rs"]
mod packets;

use packets::{Tcp, ethernet, vlan, vxlan};

fn frame(data: &[u8]) -> Frame<'_> {
    Frame {
        number: 1,
        time: Time(0),
        interface: 0,
        link: LinkType(1),
        length: data.len() as u32,
        data,
    }
}

fn decoder(criterion: &mut Criterion) {
    let tcp = Tcp::new("10.0.0.1:20", "10.0.0.2:4000").payload(vec![0; 1400]);
    let v6 = Tcp::new("[2001:db8::1]:20", "[2001:db8::2]:4000").payload(vec![0; 1400]);
    let plain = tcp.ethernet();
    let frames = [
        ("plain IPv4", plain.clone()),
        ("plain IPv6", v6.ethernet()),
        ("two VLAN tags", vlan(0x88a8, 1, &vlan(0x8100, 2, &plain))),
        ("VXLAN", ethernet(&vxlan(&plain))),
    ];
    let mut decoder = Decoder::new();
    for (name, data) in &frames {
        criterion.bench_function(&format!("decoder/{name}"), |bencher| {
            bencher.iter(|| {
                decoder.decode(black_box(&frame(data)));
            });
        });
    }
    criterion.bench_function("decoder/plain IPv4 by etherparse", |bencher| {
        bencher.iter(|| black_box(etherparse::SlicedPacket::from_ethernet(black_box(&plain))));
    });
}

criterion_group!(benches, decoder);
criterion_main!(benches);
