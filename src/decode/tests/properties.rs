use proptest::prelude::*;

use super::packets::{self, ethernet, fragments, vlan};
use super::*;

/// Every link type that is known, and one that is not.
const LINKS: [u16; 32] = [
    0, 1, 8, 9, 10, 12, 14, 50, 51, 100, 101, 104, 105, 108, 109, 113, 119, 127, 163, 166, 192,
    204, 228, 226, 229, 239, 242, 253, 258, 276, 147, 65_535,
];

/// One valid frame for each way to carry a segment, with its link type.
fn frames() -> Vec<(u16, Vec<u8>)> {
    let ip = hello().ip();
    let frame = hello().ethernet();
    vec![
        (1, frame.clone()),
        (1, hello_v6().ethernet()),
        (1, vlan(0x88a8, 1, &vlan(0x8100, 2, &frame))),
        (1, ethernet(&packets::vxlan(&frame))),
        (1, ethernet(&packets::geneve(&frame))),
        (1, ethernet(&packets::gtp(&ip))),
        (1, ethernet(&packets::gre(0x88be, &frame))),
        (
            1,
            packets::ethernet_of(0x8847, &packets::mpls(&[16, 17], &ip)),
        ),
        (1, packets::ethernet_of(0x8864, &packets::pppoe(&ip))),
        (
            1,
            ethernet(&packets::icmp_error("10.9.9.9", (3, 1), 0, &ip, 60)),
        ),
        (9, packets::ppp(&ip)),
        (101, extended(0, &[6, 0, 1, 4, 0, 0, 0, 0])),
        (113, packets::sll(&ip)),
        (127, packets::radiotap(0, &packets::wireless(&ip))),
        (276, packets::sll2(&ip)),
    ]
}

/// The ports of tunnels, and others.
fn port() -> impl Strategy<Value = u16> {
    prop::sample::select(vec![53u16, 443, 1701, 2152, 4789, 8472, 4790, 6081, 50_000])
}

/// Everything in a segment.
fn fields(segment: &Segment<'_>) -> impl PartialEq + std::fmt::Debug + use<> {
    let ends = (segment.source, segment.destination);
    let header = (
        segment.sequence,
        segment.acknowledgment,
        segment.flags,
        segment.window,
    );
    let more = (segment.urgent_pointer, segment.ttl, segment.identification);
    let options = segment.options.to_vec();
    (
        ends,
        header,
        more,
        options,
        segment.payload.to_vec(),
        segment.payload_length,
    )
}

#[test]
fn the_plainest_frame_goes_the_shortest_way() {
    let data = hello().ethernet();
    let frame = frame(1, &data);
    assert!(Decoder::decode_plainest(&frame).is_some());
    assert!(Decoder::decode_plain(&frame).is_some());
}

#[test]
fn a_frame_cut_anywhere_never_claims_more_than_there_is() {
    for (link, whole) in frames() {
        for end in 0..whole.len() {
            let held = &whole[..end];
            let mut decoder = Decoder::new();
            match decoder.decode(&cut_frame(link, held, whole.len())) {
                Decoded::Segment(segment) => {
                    assert!(segment.payload.len() + (whole.len() - end) >= 11);
                    assert!(segment.payload.len() <= end);
                    assert_eq!(segment.payload_length, 11);
                }
                Decoded::IcmpError(_) => {}
                other => assert_eq!(name(&other), "Cut", "link {link}, {end} bytes"),
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_decode_without_panic(data: Vec<u8>, more in 0u32..100) {
        let mut decoder = Decoder::new();
        for link in LINKS {
            let length = data.len() + more as usize;
            if let Decoded::Segment(segment) = decoder.decode(&cut_frame(link, &data, length)) {
                prop_assert!(segment.payload.len() <= segment.payload_length as usize);
            }
        }
    }

    #[test]
    fn a_frame_with_any_bytes_changed_decodes_without_panic(
        index in 0..frames().len(),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let (link, mut data) = frames().swap_remove(index);
        for (at, value) in changes {
            let at = at.index(data.len());
            data[at] = value;
        }
        let mut decoder = Decoder::new();
        if let Decoded::Segment(segment) = decoder.decode(&frame(link, &data)) {
            prop_assert!(segment.payload.len() <= data.len());
            prop_assert!(segment.payload.len() <= segment.payload_length as usize);
        }
    }

    #[test]
    fn the_short_ways_to_a_segment_lead_to_the_same_as_the_long_one(
        index in 0..frames().len(),
        padding in 0usize..8,
        kept in any::<proptest::sample::Index>(),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..3),
    ) {
        let (link, mut data) = frames().swap_remove(index);
        data.resize(data.len() + padding, 0);
        let length = data.len();
        data.truncate(length - kept.index(12));
        for (at, value) in changes {
            let at = at.index(data.len());
            data[at] = value;
        }
        let frame = cut_frame(link, &data, length);
        let mut decoder = Decoder::new();
        let Decoded::Segment(long) = decoder.decode_any(&frame) else {
            prop_assert!(Decoder::decode_plain(&frame).is_none());
            prop_assert!(Decoder::decode_plainest(&frame).is_none());
            return Ok(());
        };
        if let Some(plain) = Decoder::decode_plain(&frame) {
            prop_assert_eq!(fields(&plain), fields(&long));
        }
        if let Some(plainest) = Decoder::decode_plainest(&frame) {
            prop_assert_eq!(fields(&plainest.segment()), fields(&long));
            prop_assert_eq!(plainest.is_bare(), long.payload_length == 0);
            let bare = plainest.bare();
            prop_assert_eq!(Endpoint::from(bare.source), long.source);
            prop_assert_eq!(Endpoint::from(bare.destination), long.destination);
            prop_assert_eq!((bare.sequence, bare.flags), (long.sequence, long.flags));
        }
    }

    #[test]
    fn what_is_passed_over_as_plain_udp_is_of_no_concern_the_long_way_either(
        v6: bool,
        ports in (port(), port()),
        link in prop::sample::select(vec![1u16, 113, 101]),
        kept in any::<proptest::sample::Index>(),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..3),
    ) {
        let mut datagram = packets::udp(ports.1, &hello().ethernet()).split_off(20);
        datagram[..2].copy_from_slice(&ports.0.to_be_bytes());
        let (from, to) = if v6 { ("2001:db8::1", "2001:db8::2") } else { ("10.0.0.1", "10.0.0.2") };
        let ip = packets::Ip::new(from, to, 17).packet(&datagram);
        let mut data = match link {
            1 => ethernet(&ip),
            113 => packets::sll(&ip),
            _ => ip,
        };
        let length = data.len();
        data.truncate(length - kept.index(length / 2));
        let is_whole = changes.is_empty() && data.len() == length;
        for (at, value) in changes {
            let at = at.index(data.len());
            data[at] = value;
        }
        let frame = cut_frame(link, &data, length);
        let is_passed_over = Decoder::is_plain_udp(&frame);
        if is_passed_over {
            prop_assert!(matches!(Decoder::new().decode_any(&frame), Decoded::Other));
        } else if is_whole {
            let tunnels = [1701, 2152, 4789, 8472, 4790, 6081];
            prop_assert!(tunnels.contains(&ports.1) || ports.0 == 1701);
        }
    }

    #[test]
    fn fragments_in_any_order_and_doubled_give_the_datagram(
        v6: bool,
        size in 1usize..8,
        order in proptest::collection::vec(any::<u16>(), 80),
    ) {
        let sent = if v6 { hello_v6() } else { hello() }.payload(vec![b'x'; 100]);
        let parts = fragments(&sent.ip(), size * 8);
        let doubled = parts.iter().chain(&parts).cloned();
        let mut shuffled: Vec<_> = order.into_iter().zip(doubled).collect();
        shuffled.sort();
        let mut decoder = Decoder::new();
        let mut whole = 0;
        for (_, packet) in &shuffled {
            if let Decoded::Segment(segment) = decoder.decode(&frame(101, packet)) {
                assert_is(&sent, &segment);
                whole += 1;
            }
        }
        prop_assert_eq!(whole, 1);
    }
}
