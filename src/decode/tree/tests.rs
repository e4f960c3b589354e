use super::*;
use crate::capture::LinkType;
use crate::decode::packets::{self, SYN, Tcp, ethernet, vlan};
use crate::net::Time;
use proptest::prelude::*;

fn frame(link: u16, data: &[u8], length: usize) -> Frame<'_> {
    Frame {
        number: 7,
        time: Time(0),
        interface: 0,
        link: LinkType(link),
        length: length as u32,
        data,
    }
}

fn hello() -> Tcp {
    Tcp::new("10.0.0.1:21", "10.0.0.2:4000").payload("220 hello\r\n")
}

fn of(link: u16, data: &[u8]) -> Tree {
    tree(&frame(link, data, data.len()))
}

/// The fields on the outermost level.
fn outline(tree: &Tree) -> Vec<Field> {
    tree.nodes.iter().map(|node| node.field).collect()
}

fn all(tree: &Tree) -> Vec<&Node> {
    fn add<'a>(nodes: &'a [Node], found: &mut Vec<&'a Node>) {
        for node in nodes {
            found.push(node);
            add(&node.children, found);
        }
    }
    let mut found = Vec::new();
    add(&tree.nodes, &mut found);
    found
}

#[track_caller]
fn one(tree: &Tree, field: Field) -> &Node {
    let found: Vec<&Node> = all(tree)
        .into_iter()
        .filter(|node| node.field == field)
        .collect();
    assert_eq!(found.len(), 1, "{field:?}: {found:?}");
    found[0]
}

#[test]
fn a_plain_frame_has_a_node_for_each_header() {
    let tree = of(1, &hello().ethernet());
    assert_eq!(
        outline(&tree),
        [
            Field::Frame,
            Field::Ethernet,
            Field::Ipv4,
            Field::Tcp,
            Field::Payload
        ]
    );
    assert_eq!(one(&tree, Field::Payload).range, 54..65);
    assert_eq!(one(&tree, Field::SourcePort).value, Value::Number(21));
    assert_eq!(one(&tree, Field::Ttl).value, Value::Number(64));
    let (from, to) = tree.endpoints.expect("endpoints");
    assert_eq!(
        (from.to_string(), to.to_string()),
        ("10.0.0.1:21".into(), "10.0.0.2:4000".into())
    );
}

#[test]
fn each_flag_is_a_row_of_its_own() {
    let tree = of(1, &hello().flags(SYN).ethernet());
    assert_eq!(one(&tree, Field::Syn).value, Value::Set(true));
    assert_eq!(one(&tree, Field::Fin).value, Value::Set(false));
    assert_eq!(one(&tree, Field::Syn).range, 47..48);
}

#[test]
fn each_option_of_a_syn_is_a_row_of_its_own() {
    let options = [
        2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 3, 3, 7,
    ];
    let tree = of(1, &hello().flags(SYN).options(&options).ethernet());
    let mss = one(&tree, Field::MaximumSegmentSize);
    assert_eq!(
        (mss.value, mss.range.clone()),
        (Value::Number(1460), 54..58)
    );
    assert_eq!(one(&tree, Field::WindowScale).value, Value::Number(7));
    assert_eq!(one(&tree, Field::TimestampEcho).value, Value::Number(2));
    assert_eq!(one(&tree, Field::SackPermitted).range, 58..60);
    one(&tree, Field::NoOperation);
}

#[test]
fn vlan_tags_stand_between_ethernet_and_ip() {
    let tree = of(1, &vlan(0x88a8, 5, &vlan(0x8100, 9, &hello().ethernet())));
    let tags: Vec<Value> = all(&tree)
        .into_iter()
        .filter(|node| node.field == Field::VlanId)
        .map(|node| node.value)
        .collect();
    assert_eq!(tags, [Value::Number(5), Value::Number(9)]);
}

#[test]
fn a_tunnel_is_a_header_and_goes_on_inside() {
    use Field::{Ethernet, Frame, Gre, Header, Ipv4, Payload, Tcp, Udp, Vxlan};
    let inner = hello().ethernet();
    assert_eq!(
        outline(&of(1, &ethernet(&packets::vxlan(&inner)))),
        [
            Frame, Ethernet, Ipv4, Udp, Vxlan, Ethernet, Ipv4, Tcp, Payload
        ]
    );
    assert_eq!(
        outline(&of(1, &ethernet(&packets::gre(0x0800, &hello().ip())))),
        [Frame, Ethernet, Ipv4, Gre, Ipv4, Tcp, Payload]
    );
    assert_eq!(
        outline(&of(1, &ethernet(&packets::gtp(&hello().ip())))),
        [Frame, Ethernet, Ipv4, Udp, Header, Ipv4, Tcp, Payload]
    );
}

#[test]
fn link_layers_besides_ethernet_have_their_headers() {
    use Field::{Frame, Ipv4, LinuxCooked, LinuxCooked2, Llc, Payload, Ppp, Radiotap, Tcp};
    let ip = hello().ip();
    let inside = [Ipv4, Tcp, Payload];
    for (link, data, headers) in [
        (101, ip.clone(), vec![Frame]),
        (9, packets::ppp(&ip), vec![Frame, Ppp]),
        (113, packets::sll(&ip), vec![Frame, LinuxCooked]),
        (276, packets::sll2(&ip), vec![Frame, LinuxCooked2]),
        (
            127,
            packets::radiotap(0, &packets::wireless(&ip)),
            vec![Frame, Radiotap, Field::Wireless, Llc],
        ),
    ] {
        let expected: Vec<Field> = headers.into_iter().chain(inside).collect();
        assert_eq!(outline(&of(link, &data)), expected, "link type {link}");
    }
}

#[test]
fn an_icmp_error_quotes_the_headers_that_it_is_about() {
    let quote = hello().ip();
    let data = ethernet(&packets::icmp_error("10.9.9.9", (3, 3), 0, &quote, 28));
    let tree = of(1, &data);
    let quoted = one(&tree, Field::Quoted);
    let inside: Vec<Field> = quoted.children.iter().map(|node| node.field).collect();
    assert_eq!(inside, [Field::Ipv4, Field::Tcp]);
    let Value::Between(from, to) = quoted.value else {
        panic!("{quoted:?}");
    };
    assert_eq!((from.port, to.port), (21, 4000));
}

#[test]
fn bytes_behind_the_packet_are_padding() {
    let mut data = Tcp::new("10.0.0.1:21", "10.0.0.2:4000").ethernet();
    data.resize(60, 0);
    let tree = of(1, &data);
    assert_eq!(one(&tree, Field::Padding).range, 54..60);
}

#[test]
fn a_cut_frame_has_the_fields_before_the_cut_and_says_so() {
    let data = hello().ethernet();
    let tree = tree(&frame(1, &data[..40], data.len()));
    assert_eq!(one(&tree, Field::SourcePort).range, 34..36);
    assert_eq!(
        one(&tree, Field::Cut).value,
        Value::Of(40, data.len() as u64)
    );
    let acknowledgment = all(&tree)
        .into_iter()
        .find(|node| node.field == Field::AcknowledgmentNumber);
    assert_eq!(acknowledgment, None);
}

#[test]
fn a_later_fragment_has_no_header_behind_ip() {
    let parts = packets::fragments(&hello().ip(), 24);
    let first = of(101, &parts[0]);
    assert_eq!(
        outline(&first)[..3],
        [Field::Frame, Field::Ipv4, Field::Tcp]
    );
    let second = of(101, &parts[1]);
    assert_eq!(
        outline(&second),
        [Field::Frame, Field::Ipv4, Field::Fragment]
    );
}

/// Whether every node stands in the frame, and the nodes in it stand in it.
fn nested(node: &Node, within: &Range<usize>) -> bool {
    node.range.start <= node.range.end
        && (node.range.is_empty()
            || (within.start <= node.range.start && node.range.end <= within.end))
        && node.children.iter().all(|child| nested(child, &node.range))
}

proptest! {
    #[test]
    fn any_bytes_have_a_tree_within_the_frame(
        data: Vec<u8>,
        more in 0usize..100,
        link in prop_oneof![
            proptest::sample::select(vec![0u16, 1, 8, 9, 50, 51, 100, 101, 104, 105, 113, 119, 127,
                163, 166, 192, 204, 226, 228, 229, 239, 242, 253, 258, 276]),
            any::<u16>(),
        ],
    ) {
        let tree = tree(&frame(link, &data, data.len() + more));
        for node in &tree.nodes {
            prop_assert!(nested(node, &(0..data.len())), "{node:?}");
        }
    }

    #[test]
    fn a_damaged_frame_has_a_tree_within_the_frame(
        which in 0usize..8,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8),
        cut: proptest::sample::Index,
    ) {
        let ip = hello().options(&[2, 4, 5, 180, 1, 3, 3, 7]).ip();
        let whole = hello().ethernet();
        let (link, mut data) = [
            (1, whole.clone()),
            (1, ethernet(&packets::vxlan(&whole))),
            (1, ethernet(&packets::geneve(&whole))),
            (1, ethernet(&packets::gre(0x88be, &whole))),
            (1, packets::ethernet_of(0x8847, &packets::mpls(&[16, 17], &ip))),
            (1, ethernet(&packets::icmp_error("10.9.9.9", (3, 1), 0, &ip, 60))),
            (113, packets::sll(&ip)),
            (127, packets::radiotap(0, &packets::wireless(&ip))),
        ][which].clone();
        for (at, value) in changes {
            let at = at.index(data.len());
            data[at] = value;
        }
        let length = data.len();
        let held = &data[..cut.index(length + 1)];
        let tree = tree(&frame(link, held, length));
        for node in &tree.nodes {
            prop_assert!(nested(node, &(0..held.len())), "{node:?}");
        }
    }
}
