use super::packets::{ethernet, fragment, fragments, tunnel};
use super::*;
use crate::net::Span;

fn raw(packet: &[u8], time: Time) -> Frame<'_> {
    Frame {
        time,
        ..frame(101, packet)
    }
}

const START: Time = Time(1_000_000_000);

/// What each of the frames gives, one after the other.
fn names(packets: &[Vec<u8>]) -> Vec<String> {
    let mut decoder = Decoder::new();
    let decode = |packet: &Vec<u8>| name(&decoder.decode(&raw(packet, START)));
    packets.iter().map(decode).collect()
}

/// Decodes all but the last, which must complete `sent`.
#[track_caller]
fn assert_completes(sent: &Tcp, packets: &[Vec<u8>]) {
    let mut decoder = Decoder::new();
    let (last, before) = packets.split_last().unwrap();
    for packet in before {
        assert_eq!(name(&decoder.decode(&raw(packet, START))), "fragment");
    }
    match decoder.decode(&raw(last, START)) {
        Decoded::Segment(segment) => assert_is(sent, &segment),
        other => panic!("{}", name(&other)),
    }
}

fn long() -> Tcp {
    hello().payload("226 Transfer complete, and a long story about it.\r\n")
}

fn long_v6() -> Tcp {
    hello_v6().payload(long().payload)
}

#[test]
fn fragments_in_order_give_the_datagram() {
    assert_completes(&long(), &fragments(&long().ip(), 16));
    assert_completes(&long_v6(), &fragments(&long_v6().ip(), 16));
}

#[test]
fn fragments_in_reverse_order_give_the_datagram() {
    for ip in [long().ip(), long_v6().ip()] {
        let sent = if ip[0] >> 4 == 4 { long() } else { long_v6() };
        let mut packets = fragments(&ip, 24);
        packets.reverse();
        assert_completes(&sent, &packets);
    }
}

#[test]
fn a_datagram_that_misses_a_fragment_stays_a_fragment() {
    let mut packets = fragments(&long().ip(), 16);
    packets.remove(1);
    assert!(names(&packets).iter().all(|name| name == "fragment"));
}

#[test]
fn late_duplicates_of_a_whole_datagram_start_no_new_one() {
    let packets = fragments(&long().ip(), 40);
    let doubled: Vec<_> = packets
        .iter()
        .flat_map(|p| [p.clone(), p.clone()])
        .collect();
    let whole = |name: &&String| name.starts_with("segment");
    assert_eq!(names(&doubled).iter().filter(whole).count(), 1);
    let repeated = [&packets[..], &packets].concat();
    assert_eq!(names(&repeated).iter().filter(whole).count(), 1);
}

#[test]
fn an_identification_may_be_used_again() {
    let mut decoder = Decoder::new();
    for second in 0..3 {
        let packets = fragments(&long().ip(), 40);
        let (last, before) = packets.split_last().unwrap();
        let time = START + Span::seconds(second);
        for packet in before {
            assert_eq!(name(&decoder.decode(&raw(packet, time))), "fragment");
        }
        let whole = name(&decoder.decode(&raw(last, time)));
        assert_eq!(whole, "segment from 10.0.0.1:21");
    }
}

#[test]
fn old_fragments_are_no_part_of_a_new_datagram() {
    let packets = fragments(&long().ip(), 40);
    let mut decoder = Decoder::new();
    decoder.decode(&raw(&packets[0], START));
    for packet in &packets[1..] {
        let later = START + Span::seconds(31);
        assert_eq!(name(&decoder.decode(&raw(packet, later))), "fragment");
    }
    assert_eq!(decoder.fragment_limits_met(), 0);
}

#[test]
fn a_tunnel_may_be_fragmented() {
    let packets = fragments(&tunnel(4, &long().ip()), 32);
    let frames: Vec<_> = packets.iter().map(|packet| ethernet(packet)).collect();
    let mut decoder = Decoder::new();
    let (last, before) = frames.split_last().unwrap();
    for data in before {
        assert_eq!(name(&decoder.decode(&frame(1, data))), "fragment");
    }
    match decoder.decode(&frame(1, last)) {
        Decoded::Segment(segment) => assert_is(&long(), &segment),
        other => panic!("{}", name(&other)),
    }
}

#[test]
fn a_fragment_that_the_snap_length_cut_ends_the_payload_and_not_its_length() {
    let packets = fragments(&long().ip(), 40);
    let mut decoder = Decoder::new();
    let cut = &packets[0][..packets[0].len() - 3];
    decoder.decode(&cut_frame(101, cut, packets[0].len()));
    for packet in &packets[1..packets.len() - 1] {
        decoder.decode(&raw(packet, START));
    }
    let Decoded::Segment(segment) = decoder.decode(&raw(packets.last().unwrap(), START)) else {
        panic!("no segment");
    };
    // 40 bytes, less a TCP header of 32 and the 3 that are missing.
    assert_eq!(segment.payload, &long().payload[..5]);
    assert_eq!(segment.payload_length as usize, long().payload.len());
}

/// A second fragment that overlaps the first one's last eight bytes with other ones.
fn overlapping(ip: &[u8], header: usize) -> Vec<Vec<u8>> {
    let (head, payload) = ip.split_at(header);
    let mut other = payload[32..].to_vec();
    other[..8].fill(b'x');
    vec![
        fragment(head, 0, true, &payload[..40]),
        fragment(head, 32, false, &other),
    ]
}

#[test]
fn where_ipv4_fragments_overlap_the_first_one_wins() {
    assert_completes(&long(), &overlapping(&long().ip(), 20));
}

#[test]
fn ipv6_fragments_that_overlap_discard_the_datagram() {
    let mut packets = overlapping(&long_v6().ip(), 40);
    packets.extend(fragments(&long_v6().ip(), 40));
    let names = names(&packets);
    assert_eq!(names[1], "Malformed");
    assert!(names.iter().all(|name| !name.starts_with("segment")));
}

#[test]
fn exact_duplicates_of_ipv6_fragments_are_passed_over() {
    let mut packets = fragments(&long_v6().ip(), 40);
    packets.insert(1, packets[0].clone());
    assert_completes(&long_v6(), &packets);
}

#[test]
fn an_atomic_fragment_is_a_whole_datagram() {
    let ip = long_v6().ip();
    let (header, payload) = ip.split_at(40);
    assert_carries(&long_v6(), 101, &fragment(header, 0, false, payload));
}

#[test]
fn fragments_of_no_multiple_of_eight_bytes_and_beyond_the_largest_datagram_are_malformed() {
    let ip = long().ip();
    let header = &ip[..20];
    assert_decodes("Malformed", 101, &fragment(header, 0, true, &[0; 12]));
    assert_decodes("Malformed", 101, &fragment(header, 65_528, false, &[0; 8]));
}

#[test]
fn the_number_of_incomplete_datagrams_is_bounded() {
    let mut decoder = Decoder::new();
    let datagrams = super::super::fragments::DATAGRAMS as u16;
    for id in 0..datagrams + 10 {
        let packet = fragments(&Tcp { id, ..long() }.ip(), 40).remove(0);
        decoder.decode(&raw(&packet, START));
    }
    assert_eq!(decoder.fragment_limits_met(), 10);
}

#[test]
fn the_bytes_of_incomplete_datagrams_are_bounded() {
    let mut decoder = Decoder::new();
    let many = (super::super::fragments::BYTES / 32_000) as u16 + 4;
    let payload = vec![0; 60_000];
    for id in 0..many {
        let long = Tcp { id, ..hello() }.payload(&payload);
        decoder.decode(&raw(&fragments(&long.ip(), 32_000)[0], START));
    }
    assert!(decoder.fragment_limits_met() > 0);
}
