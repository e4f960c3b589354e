use super::packets::{icmp_error, tunnel};
use super::*;

fn error(packet: &[u8]) -> IcmpError {
    let mut decoder = Decoder::new();
    match decoder.decode(&frame(101, packet)) {
        Decoded::IcmpError(error) => error,
        other => panic!("{}", name(&other)),
    }
}

#[test]
fn an_icmp_error_quotes_a_segment_by_its_first_eight_bytes() {
    let packet = icmp_error("10.0.0.254", (3, 13), 0, &hello().ip(), 28);
    assert_eq!(
        error(&packet),
        IcmpError {
            sender: Address::v4([10, 0, 0, 254]),
            source: endpoint(hello().from),
            destination: endpoint(hello().to),
            sequence: 1000,
            kind: 3,
            code: 13,
            v6: false,
            mtu: None,
        }
    );
}

#[test]
fn an_icmp_error_tells_the_mtu_where_fragmentation_was_needed() {
    let packet = icmp_error("10.0.0.254", (3, 4), 1400, &hello().ip(), 28);
    assert_eq!(error(&packet).mtu, Some(1400));
    let old = icmp_error("10.0.0.254", (3, 4), 0, &hello().ip(), 28);
    assert_eq!(error(&old).mtu, None);
}

#[test]
fn an_icmp_error_may_quote_ip_options() {
    let ip = super::packets::Ip::new("10.0.0.1", "10.0.0.2", 6);
    let quoted = ip.with_options(&[148, 4, 0, 0], &hello().segment());
    let packet = icmp_error("10.0.0.254", (11, 0), 0, &quoted, 32);
    assert_eq!(error(&packet).source, endpoint(hello().from));
    assert_eq!(error(&packet).kind, 11);
}

#[test]
fn an_icmpv6_error_quotes_a_segment_behind_extension_headers() {
    let quoted = extended(0, &[6, 0, 1, 4, 0, 0, 0, 0]);
    for kind in [1, 2, 3, 4] {
        let packet = icmp_error("2001:db8::ff", (kind, 0), 1280, &quoted, 56);
        assert_eq!(
            error(&packet),
            IcmpError {
                sender: Address::from("2001:db8::ff".parse::<std::net::IpAddr>().unwrap()),
                source: endpoint(hello_v6().from),
                destination: endpoint(hello_v6().to),
                sequence: 1000,
                kind,
                code: 0,
                v6: true,
                mtu: (kind == 2).then_some(1280),
            }
        );
    }
}

#[test]
fn redirects_and_source_quench_are_of_no_concern() {
    for kind in [4, 5, 8] {
        let packet = icmp_error("10.0.0.254", (kind, 0), 0, &hello().ip(), 28);
        assert_decodes("other", 101, &packet);
    }
}

#[test]
fn errors_about_anything_but_tcp_are_of_no_concern() {
    let packet = icmp_error("10.0.0.254", (3, 3), 0, &tunnel(17, &[0; 8]), 28);
    assert_decodes("other", 101, &packet);
}

#[test]
fn errors_about_a_later_fragment_are_of_no_concern() {
    let ip = hello().ip();
    let fragments = super::packets::fragments(&ip, 8);
    let packet = icmp_error("10.0.0.254", (11, 1), 0, &fragments[1], 28);
    assert_decodes("other", 101, &packet);
}
