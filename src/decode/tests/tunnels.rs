use super::packets::{self, ethernet, ethernet_of, tunnel, tunnel_v6, udp};
use super::*;

/// Asserts that a packet, from the outer IP header on, carries [`hello`].
#[track_caller]
fn assert_tunnels(ip: &[u8]) {
    assert_carries(&hello(), 1, &ethernet(ip));
}

#[test]
fn gre_carries_ip_and_ethernet_frames() {
    assert_tunnels(&packets::gre(0x0800, &hello().ip()));
    assert_tunnels(&packets::gre(0x6558, &hello().ethernet()));
    let v6 = packets::gre(0x86dd, &hello_v6().ip());
    assert_carries(&hello_v6(), 101, &v6);
}

#[test]
fn gre_may_have_checksum_key_and_sequence_number() {
    for flags in [0x80, 0x20, 0x10, 0xa0, 0x30, 0xb0u8] {
        let fields = vec![0; 4 * flags.count_ones() as usize];
        let packet = [&[flags, 0, 8, 0], &fields[..], &hello().ip()].concat();
        assert_tunnels(&tunnel(47, &packet));
    }
}

#[test]
fn nvgre_carries_an_ethernet_frame() {
    let header = [0x20, 0, 0x65, 0x58, 0, 0, 7, 1];
    assert_tunnels(&tunnel(47, &[&header[..], &hello().ethernet()].concat()));
}

#[test]
fn erspan_carries_an_ethernet_frame() {
    let frame = hello().ethernet();
    assert_tunnels(&packets::gre(0x88be, &frame));
    let two = [&[0x10, 0, 0x88, 0xbe, 0, 0, 0, 1], &[0x10; 8][..], &frame].concat();
    assert_tunnels(&tunnel(47, &two));
    let mut header = [0; 12];
    let three = |header: &[u8]| {
        let packet = [&[0x10, 0, 0x22, 0xeb, 0, 0, 0, 1], header, &frame].concat();
        tunnel(47, &packet)
    };
    assert_tunnels(&three(&header));
    header[11] = 1;
    assert_tunnels(&three(&[&header[..], &[0; 8]].concat()));
}

#[test]
fn pptp_carries_ppp() {
    let ppp = packets::ppp(&hello().ip());
    let header = [0x30, 0x81, 0x88, 0x0b, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3];
    assert_tunnels(&tunnel(47, &[&header[..], &ppp].concat()));
    let acknowledgment = [0x20, 0x81, 0x88, 0x0b, 0, 0, 0, 1, 0, 0, 0, 3];
    assert_decodes("other", 101, &tunnel(47, &acknowledgment));
}

#[test]
fn wccp_carries_a_redirected_packet() {
    assert_tunnels(&packets::gre(0x883e, &hello().ip()));
    assert_tunnels(&packets::gre(
        0x883e,
        &[&[0; 4], &hello().ip()[..]].concat(),
    ));
}

#[test]
fn ip_carries_ip_of_either_family() {
    assert_tunnels(&tunnel(4, &hello().ip()));
    assert_carries(&hello_v6(), 101, &tunnel(41, &hello_v6().ip()));
    assert_tunnels(&tunnel_v6(4, &hello().ip()));
    assert_carries(&hello_v6(), 101, &tunnel_v6(41, &hello_v6().ip()));
}

#[test]
fn ip_carries_ethernet_frames() {
    assert_tunnels(&tunnel(97, &[&[0x30, 0], &hello().ethernet()[..]].concat()));
    assert_tunnels(&tunnel_v6(143, &hello().ethernet()));
}

#[test]
fn vxlan_carries_an_ethernet_frame() {
    assert_tunnels(&packets::vxlan(&hello().ethernet()));
    let header = [8, 0, 0, 0, 0, 0, 7, 0];
    assert_tunnels(&udp(8472, &[&header[..], &hello().ethernet()].concat()));
    let group = [0x88, 0, 0, 9, 0, 0, 7, 0];
    assert_tunnels(&udp(4789, &[&group[..], &hello().ethernet()].concat()));
}

#[test]
fn what_does_not_look_like_vxlan_is_of_no_concern() {
    assert_decodes("other", 101, &udp(4789, b"an answer to a resolver"));
}

#[test]
fn vxlan_gpe_tells_what_it_carries() {
    let header = |next| [0x0c, 0, 0, next, 0, 0, 7, 0];
    assert_tunnels(&udp(4790, &[&header(1)[..], &hello().ip()].concat()));
    assert_tunnels(&udp(4790, &[&header(3)[..], &hello().ethernet()].concat()));
}

#[test]
fn geneve_with_options_carries_an_ethernet_frame() {
    assert_tunnels(&packets::geneve(&hello().ethernet()));
}

#[test]
fn gtp_carries_ip() {
    assert_tunnels(&packets::gtp(&hello().ip()));
}

#[test]
fn gtp_may_have_extension_headers() {
    let header = [0x36, 255, 0, 0, 0, 0, 0, 9, 0, 1, 0, 0x85, 1, 0, 9, 0];
    assert_tunnels(&udp(2152, &[&header[..], &hello().ip()].concat()));
    let endless = [0x34, 255, 0, 0, 0, 0, 0, 9, 0, 1, 0, 0x85, 0, 0, 9, 0x85];
    assert_decodes("Malformed", 101, &udp(2152, &endless));
}

#[test]
fn mpls_carries_ip_under_any_number_of_labels() {
    for labels in [&[16][..], &[16, 17], &[16, 17, 18, 0]] {
        let packet = packets::mpls(labels, &hello().ip());
        for kind in [0x8847, 0x8848] {
            assert_carries(&hello(), 1, &ethernet_of(kind, &packet));
        }
    }
    let v6 = packets::mpls(&[2], &hello_v6().ip());
    assert_carries(&hello_v6(), 1, &ethernet_of(0x8847, &v6));
}

#[test]
fn mpls_carries_ethernet_with_and_without_a_control_word() {
    let frame = hello().ethernet();
    let plain = packets::mpls(&[16], &frame);
    assert_carries(&hello(), 1, &ethernet_of(0x8847, &plain));
    let controlled = packets::mpls(&[16], &[&[0; 4], &frame[..]].concat());
    assert_carries(&hello(), 1, &ethernet_of(0x8847, &controlled));
}

#[test]
fn a_mac_address_that_starts_like_an_ip_header_is_no_ip_header() {
    let mut frame = hello().ethernet();
    frame[0] = 0x46;
    let packet = packets::mpls(&[16], &frame);
    assert_carries(&hello(), 1, &ethernet_of(0x8847, &packet));
}

#[test]
fn l2tp_version_2_carries_ppp() {
    let ppp = packets::ppp(&hello().ip());
    let short = [0, 2, 0, 1, 0, 2];
    assert_tunnels(&udp(1701, &[&short[..], &ppp].concat()));
    let long = [0x4a, 2, 0, 0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 2, 9, 9];
    assert_tunnels(&udp(1701, &[&long[..], &ppp].concat()));
    assert_decodes(
        "other",
        101,
        &udp(1701, &[0xc8, 2, 0, 12, 0, 1, 0, 0, 0, 0, 0, 0]),
    );
}

#[test]
fn l2tp_version_3_carries_an_ethernet_frame_behind_any_cookie() {
    let frame = hello().ethernet();
    for cookie in [0, 4, 8, 12] {
        let packet = [&[0, 0, 0, 7], &vec![0xaa; cookie][..], &frame].concat();
        assert_tunnels(&tunnel(115, &packet));
        assert_tunnels(&udp(1701, &[&[0, 3, 0, 0], &packet[..]].concat()));
    }
}

#[test]
fn mac_in_mac_carries_an_ethernet_frame() {
    let tag = [&[0, 0, 0, 7], &hello().ethernet()[..]].concat();
    assert_carries(&hello(), 1, &ethernet_of(0x88e7, &tag));
}

#[test]
fn eight_nested_tunnels_are_read_and_nine_are_too_deep() {
    let nested = |count| {
        let frame = hello().ethernet();
        (0..count).fold(frame, |frame, _| ethernet(&packets::vxlan(&frame)))
    };
    assert_carries(&hello(), 1, &nested(TUNNELS));
    assert_decodes("TooDeep", 1, &nested(TUNNELS + 1));
}
