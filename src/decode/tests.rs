use super::packets::{self, SYN, Tcp};
use super::*;
use crate::capture::LinkType;
use crate::net::Time;

/// A frame as it was sent.
fn frame(link: u16, data: &[u8]) -> Frame<'_> {
    cut_frame(link, data, data.len())
}

/// A frame of `length` bytes of which `data` was kept.
fn cut_frame(link: u16, data: &[u8], length: usize) -> Frame<'_> {
    Frame {
        number: 1,
        time: Time(1_000_000_000),
        interface: 0,
        link: LinkType(link),
        length: length as u32,
        data,
    }
}

fn hello() -> Tcp {
    Tcp {
        window: 500,
        ttl: 57,
        id: 4711,
        ..Tcp::new("10.0.0.1:21", "10.0.0.2:4000")
    }
    .seq(1000)
    .ack(2000)
    .options(&[1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2])
    .payload("220 hello\r\n")
}

fn hello_v6() -> Tcp {
    Tcp {
        from: "[2001:db8::1]:21".parse().unwrap(),
        to: "[2001:db8::2]:4000".parse().unwrap(),
        ..hello()
    }
}

/// Asserts that the frame decodes to `sent`.
#[track_caller]
fn assert_carries(sent: &Tcp, link: u16, data: &[u8]) {
    let mut decoder = Decoder::new();
    match decoder.decode(&frame(link, data)) {
        Decoded::Segment(segment) => assert_is(sent, &segment),
        other => panic!("{}", name(&other)),
    }
}

#[track_caller]
fn assert_is(sent: &Tcp, segment: &Segment<'_>) {
    assert_eq!(segment.source, endpoint(sent.from));
    assert_eq!(segment.destination, endpoint(sent.to));
    assert_eq!(segment.sequence, sent.seq);
    assert_eq!(segment.acknowledgment, sent.ack);
    assert_eq!(segment.flags.0, sent.flags);
    assert_eq!(segment.window, sent.window);
    assert_eq!(segment.urgent_pointer, sent.urgent);
    assert_eq!(segment.options, sent.options);
    assert_eq!(segment.payload, sent.payload);
    assert_eq!(segment.payload_length as usize, sent.payload.len());
    assert_eq!(segment.ttl, sent.ttl);
    let id = if sent.from.is_ipv4() { sent.id } else { 0 };
    assert_eq!(segment.identification, id);
}

fn endpoint(address: std::net::SocketAddr) -> Endpoint {
    Endpoint::new(address.ip().into(), address.port())
}

fn name(decoded: &Decoded<'_>) -> String {
    match decoded {
        Decoded::Segment(segment) => format!("segment from {}", segment.source),
        Decoded::IcmpError(error) => format!("{error:?}"),
        Decoded::Fragment => "fragment".into(),
        Decoded::Other => "other".into(),
        Decoded::Undecoded(reason) => format!("{reason:?}"),
    }
}

#[test]
fn a_plain_frame_gives_its_segment() {
    assert_carries(&hello(), 1, &hello().ethernet());
    assert_carries(&hello_v6(), 1, &hello_v6().ethernet());
}

#[test]
fn the_control_bits_are_kept() {
    let syn = hello().flags(SYN);
    assert_carries(&syn, 1, &syn.ethernet());
}

#[test]
fn raw_ip_starts_with_the_ip_header() {
    for link in [12, 14, 101, 228] {
        assert_carries(&hello(), link, &hello().ip());
    }
    assert_carries(&hello_v6(), 229, &hello_v6().ip());
}

#[test]
fn linux_cooked_frames_carry_ip() {
    assert_carries(&hello(), 113, &packets::sll(&hello().ip()));
    assert_carries(&hello_v6(), 113, &packets::sll(&hello_v6().ip()));
    assert_carries(&hello(), 276, &packets::sll2(&hello().ip()));
}

#[test]
fn one_vlan_tag_and_two_are_passed_over() {
    let tagged = packets::vlan(0x8100, 7, &hello().ethernet());
    assert_carries(&hello(), 1, &tagged);
    for outer in [0x8100, 0x88a8, 0x9100] {
        assert_carries(&hello(), 1, &packets::vlan(outer, 9, &tagged));
    }
}
