use super::packets::{self, ethernet_of, ethertype};
use super::*;

#[test]
fn bsd_loopback_has_an_address_family_in_either_byte_order() {
    for link in [0, 108] {
        for family in [2u32.to_le_bytes(), 2u32.to_be_bytes()] {
            assert_carries(&hello(), link, &[&family[..], &hello().ip()].concat());
        }
        for family in [24u32, 28, 30] {
            for family in [family.to_le_bytes(), family.to_be_bytes()] {
                assert_carries(&hello_v6(), link, &[&family[..], &hello_v6().ip()].concat());
            }
        }
    }
}

#[test]
fn ethernet_with_a_length_carries_llc_and_snap() {
    let snap = packets::snap(&hello().ip());
    assert_carries(&hello(), 1, &ethernet_of(snap.len() as u16, &snap));
}

#[test]
fn other_llc_is_of_no_concern() {
    assert_decodes("other", 1, &ethernet_of(38, &[0x42; 46]));
}

#[test]
fn ppp_carries_ip_with_and_without_its_hdlc_address() {
    let whole = packets::ppp(&hello().ip());
    for link in [9, 50] {
        assert_carries(&hello(), link, &whole);
        assert_carries(&hello(), link, &whole[2..]);
        assert_carries(&hello(), link, &whole[3..]);
        assert_carries(&hello_v6(), link, &packets::ppp(&hello_v6().ip()));
    }
    assert_carries(&hello(), 204, &[&[0], &whole[..]].concat());
    assert_carries(&hello(), 166, &[&[1, 3], &whole[2..]].concat());
}

#[test]
fn compressed_and_encrypted_ppp_cannot_be_read() {
    for protocol in [0x2d, 0x2f, 0x53, 0xfd] {
        assert_decodes("Encrypted", 9, &[0xff, 3, 0, protocol, 1, 2, 3, 4]);
    }
}

#[test]
fn a_whole_packet_in_multilink_ppp_is_read() {
    let ppp = &packets::ppp(&hello().ip())[2..];
    let header = |flags| [0xff, 3, 0, 0x3d, flags, 0, 0, 1];
    assert_carries(&hello(), 9, &[&header(0xc0), ppp].concat());
    assert_decodes("fragment", 9, &[&header(0x80), ppp].concat());
}

#[test]
fn pppoe_carries_ppp() {
    let pppoe = packets::pppoe(&hello().ip());
    assert_carries(&hello(), 51, &pppoe);
    assert_carries(&hello(), 1, &ethernet_of(0x8864, &pppoe));
    let tagged = packets::vlan(0x8100, 7, &ethernet_of(0x8864, &pppoe));
    assert_carries(&hello(), 1, &tagged);
}

#[test]
fn cisco_hdlc_has_an_ethertype() {
    let frame = [&[0x0f, 0, 8, 0], &hello().ip()[..]].concat();
    assert_carries(&hello(), 104, &frame);
    assert_carries(&hello(), 50, &frame);
}

#[test]
fn wireless_data_frames_carry_ip() {
    assert_carries(&hello(), 105, &packets::wireless(&hello().ip()));
}

#[test]
fn the_check_sequence_of_a_wireless_frame_is_no_payload() {
    let mut frame = packets::wireless(&hello().ip());
    frame.extend([0xde, 0xad, 0xbe, 0xef]);
    assert_carries(&hello(), 105, &frame);
}

/// A wireless frame of the subtype `subtype` with `more` at the end of its header.
fn wireless(subtype: u8, flags: u8, more: &[u8], body: &[u8]) -> Vec<u8> {
    let mut frame = packets::wireless(&hello().ip());
    frame[0] = 0x08 | subtype << 4;
    frame[1] = flags;
    [&frame[..24], more, body].concat()
}

#[test]
fn wireless_headers_may_have_a_fourth_address_quality_and_ht_control() {
    let snap = packets::snap(&hello().ip());
    assert_carries(&hello(), 105, &wireless(0, 0x03, &[9; 6], &snap));
    assert_carries(&hello(), 105, &wireless(8, 0x02, &[0; 2], &snap));
    assert_carries(&hello(), 105, &wireless(8, 0x82, &[0; 6], &snap));
    assert_carries(&hello(), 105, &wireless(8, 0x83, &[0; 12], &snap));
}

#[test]
fn protected_wireless_frames_are_encrypted() {
    assert_decodes("Encrypted", 105, &wireless(0, 0x42, &[0; 8], &[1; 40]));
}

#[test]
fn beacons_and_wireless_frames_without_data_are_of_no_concern() {
    assert_decodes("other", 105, &[0x80; 60]);
    assert_decodes("other", 105, &wireless(4, 0x01, &[], &[]));
}

#[test]
fn the_first_frame_of_a_wireless_aggregate_is_read() {
    let snap = packets::snap(&hello().ip());
    let subframe = ethernet_of(snap.len() as u16, &snap);
    assert_carries(&hello(), 105, &wireless(8, 0x02, &[0x80, 0], &subframe));
}

#[test]
fn radiotap_stands_before_a_wireless_frame() {
    let frame = packets::wireless(&hello().ip());
    assert_carries(&hello(), 127, &packets::radiotap(0, &frame));
    assert_carries(
        &hello(),
        127,
        &[&[0, 0, 8, 0, 0, 0, 0, 0], &frame[..]].concat(),
    );
}

#[test]
fn radiotap_tells_of_padding_behind_the_wireless_header() {
    let snap = packets::snap(&hello().ip());
    let padded = wireless(8, 0x02, &[0; 4], &snap);
    assert_carries(&hello(), 127, &packets::radiotap(0x20, &padded));
}

#[test]
fn prism_and_avs_stand_before_a_wireless_frame() {
    let frame = packets::wireless(&hello().ip());
    let prism = |length: [u8; 4]| [&[0, 0, 0, 0x44], &length[..], &[0; 136], &frame].concat();
    assert_carries(&hello(), 119, &prism(144u32.to_le_bytes()));
    assert_carries(&hello(), 119, &prism(144u32.to_be_bytes()));
    let avs = [&[0x80, 0x21, 0x10, 1, 0, 0, 0, 64], &[0; 56][..], &frame].concat();
    assert_carries(&hello(), 119, &avs);
    assert_carries(&hello(), 163, &avs);
}

#[test]
fn per_packet_information_tells_the_link_type() {
    let ppi = |link: u8, frame: &[u8]| [&[0, 0, 8, 0, link, 0, 0, 0], frame].concat();
    assert_carries(&hello(), 192, &ppi(1, &hello().ethernet()));
    assert_carries(&hello(), 192, &ppi(105, &packets::wireless(&hello().ip())));
    assert_decodes("LinkType", 192, &ppi(192, &ppi(1, &hello().ethernet())));
}

#[test]
fn apples_packet_tap_tells_the_link_type() {
    let mut header = [0; 108];
    header[0] = 108;
    header[8] = 1;
    assert_carries(&hello(), 258, &[&header, &hello().ethernet()[..]].concat());
}

#[test]
fn nflog_has_the_packet_in_an_attribute() {
    let ip = hello().ip();
    let length = ip.len() as u16 + 4;
    let little = [
        &[5, 0, 10, 0, b'x', 0, 0, 0][..],
        &length.to_le_bytes(),
        &[9, 0],
        &ip,
    ];
    assert_carries(
        &hello(),
        239,
        &[&[2, 0, 0, 0], &little.concat()[..]].concat(),
    );
    let big = [
        &[0, 5, 0, 10, b'x', 0, 0, 0][..],
        &length.to_be_bytes(),
        &[0, 9],
        &ip,
    ];
    assert_carries(&hello(), 239, &[&[2, 0, 0, 0], &big.concat()[..]].concat());
}

#[test]
fn ip_over_infiniband_follows_44_bytes() {
    let mut header = [0; 44];
    header[40] = 8;
    assert_carries(&hello(), 242, &[&header, &hello().ip()[..]].concat());
}

#[test]
fn fddi_and_atm_carry_llc_and_snap() {
    let snap = packets::snap(&hello().ip());
    assert_carries(&hello(), 10, &[&[0x50; 13], &snap[..]].concat());
    assert_carries(&hello(), 100, &snap);
}

#[test]
fn solaris_ipnet_carries_ip() {
    assert_carries(&hello(), 226, &[&[1; 24], &hello().ip()[..]].concat());
}

#[test]
fn netlink_messages_are_of_no_concern() {
    assert_decodes("other", 253, &[0; 40]);
}

#[test]
fn openbsd_encapsulation_and_slip_carry_ip() {
    assert_carries(&hello(), 109, &[&[0; 12], &hello().ip()[..]].concat());
    assert_carries(&hello(), 8, &[&[0; 16], &hello().ip()[..]].concat());
    assert_decodes("Encrypted", 8, &[0x80; 40]);
}

#[test]
fn switch_tags_are_passed_over() {
    for kind in [0x8926, 0x892f] {
        let ip = hello().ip();
        let tag = [&[0; 4], &ethertype(&ip).to_be_bytes()[..], &ip].concat();
        assert_carries(&hello(), 1, &ethernet_of(kind, &tag));
    }
}

#[test]
fn a_network_service_header_is_passed_over() {
    let nsh = [&[0, 2, 1, 1, 0, 0, 0, 1][..], &hello().ip()].concat();
    assert_carries(&hello(), 1, &ethernet_of(0x894f, &nsh));
}

#[test]
fn macsec_is_read_where_it_only_authenticates() {
    let secured = |control, identifier: &[u8]| {
        let tag = [&[control, 0, 0, 0, 0, 1], identifier, &[8, 0]].concat();
        ethernet_of(0x88e5, &[&tag, &hello().ip()[..], &[0; 16]].concat())
    };
    assert_carries(&hello(), 1, &secured(0, &[]));
    assert_carries(&hello(), 1, &secured(0x20, &[0; 8]));
    assert_decodes("Encrypted", 1, &secured(0x0c, &[]));
}
