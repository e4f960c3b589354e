mod fragments;
mod icmp;
mod links;
mod properties;
mod tunnels;

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
    for outer in [0x8100, 0x88a8, 0x9100, 0x9200] {
        assert_carries(&hello(), 1, &packets::vlan(outer, 9, &tagged));
    }
}

#[test]
fn padding_of_the_frame_is_no_payload() {
    let empty = hello().payload("");
    for empty in [empty.clone(), empty.options(&[])] {
        let mut padded = empty.ethernet();
        padded.resize(80, 0);
        assert_carries(&empty, 1, &padded);
    }
}

#[test]
fn a_frame_cut_by_the_snap_length_keeps_its_true_length() {
    let whole = hello().ethernet();
    for missing in 0..=11 {
        let mut decoder = Decoder::new();
        let held = &whole[..whole.len() - missing];
        let Decoded::Segment(segment) = decoder.decode(&cut_frame(1, held, whole.len())) else {
            panic!("no segment with {missing} bytes missing");
        };
        assert_eq!(segment.payload, &b"220 hello\r\n"[..11 - missing]);
        assert_eq!(segment.payload_length, 11);
    }
}

#[test]
fn cut_options_leave_a_segment_of_true_length() {
    let whole = hello().ethernet();
    let mut decoder = Decoder::new();
    let Decoded::Segment(segment) = decoder.decode(&cut_frame(1, &whole[..58], whole.len())) else {
        panic!("no segment");
    };
    assert_eq!(segment.options, &[1, 1, 8, 10]);
    assert_eq!(segment.payload, b"");
    assert_eq!(segment.payload_length, 11);
}

#[test]
fn a_cut_tcp_header_is_counted_as_cut() {
    let whole = hello().ethernet();
    let mut decoder = Decoder::new();
    let decoded = name(&decoder.decode(&cut_frame(1, &whole[..53], whole.len())));
    assert_eq!(decoded, "Cut");
    assert_eq!(decoder.undecoded(), 1);
    let counted: Vec<_> = decoder.undecoded_by_reason().collect();
    assert_eq!(counted, [(Undecoded::Cut, 1)]);
}

#[test]
fn an_ip_length_beyond_the_frame_is_believed() {
    let whole = hello().ethernet();
    let held = &whole[..whole.len() - 4];
    let mut decoder = Decoder::new();
    let Decoded::Segment(segment) = decoder.decode(&frame(1, held)) else {
        panic!("no segment");
    };
    assert_eq!(segment.payload, b"220 hel");
    assert_eq!(segment.payload_length, 11);
}

#[test]
fn a_length_of_zero_by_segmentation_offload_is_the_frames_length() {
    let mut v4 = hello().ethernet();
    v4[16..18].fill(0);
    assert_carries(&hello(), 1, &v4);
    let mut v6 = hello_v6().ethernet();
    v6[18..20].fill(0);
    assert_carries(&hello_v6(), 1, &v6);
}

#[test]
fn ipv4_options_are_passed_over() {
    let ip = packets::Ip {
        ttl: 57,
        id: 4711,
        ..packets::Ip::new("10.0.0.1", "10.0.0.2", 6)
    };
    let packet = ip.with_options(&[148, 4, 0, 0], &hello().segment());
    assert_carries(&hello(), 101, &packet);
}

/// The segment of `hello_v6` behind an extension header.
fn extended(kind: u8, header: &[u8]) -> Vec<u8> {
    let ip = packets::Ip {
        ttl: 57,
        ..packets::Ip::new("2001:db8::1", "2001:db8::2", kind)
    };
    ip.packet(&[header, &hello_v6().segment()].concat())
}

#[test]
fn ipv6_extension_headers_are_passed_over() {
    for kind in [0, 43, 60, 135] {
        assert_carries(&hello_v6(), 101, &extended(kind, &[6, 0, 1, 4, 0, 0, 0, 0]));
    }
    let two = [
        60, 0, 1, 4, 0, 0, 0, 0, 6, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];
    assert_carries(&hello_v6(), 101, &extended(0, &two));
}

#[test]
fn authentication_headers_are_passed_over() {
    let mut header = [0; 24];
    header[..2].copy_from_slice(&[6, 4]);
    assert_carries(&hello_v6(), 101, &extended(51, &header));
}

#[test]
fn wrong_checksums_drop_nothing() {
    let mut wrong = hello().ethernet();
    wrong[24] ^= 0xff;
    wrong[50] ^= 0xff;
    assert_carries(&hello(), 1, &wrong);
}

#[track_caller]
fn assert_decodes(to: &str, link: u16, data: &[u8]) {
    assert_eq!(name(&Decoder::new().decode(&frame(link, data))), to);
}

#[test]
fn esp_is_encrypted() {
    assert_decodes("Encrypted", 101, &packets::tunnel(50, &[7; 40]));
}

#[test]
fn arp_and_udp_are_of_no_concern() {
    assert_decodes("other", 1, &packets::ethernet_of(0x0806, &[0; 28]));
    assert_decodes("other", 1, &packets::ethernet(&packets::udp(53, b"query")));
}

#[test]
fn an_unknown_link_type_is_counted() {
    assert_decodes("LinkType", 147, &hello().ethernet());
}

#[test]
fn headers_that_contradict_themselves_are_malformed() {
    let mut short_header = hello().ip();
    short_header[0] = 0x44;
    assert_decodes("Malformed", 101, &short_header);
    let mut short_segment = hello().ip();
    short_segment[32] = 0x40;
    assert_decodes("Malformed", 101, &short_segment);
    let mut long_segment = hello().options(&[]).payload("").ip();
    long_segment[32] = 0x60;
    assert_decodes("Malformed", 101, &long_segment);
    assert_decodes("Malformed", 101, &[0x15; 40]);
}
