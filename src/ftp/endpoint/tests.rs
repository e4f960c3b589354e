use std::net::IpAddr;

use proptest::prelude::*;

use super::*;

fn v6(text: &str) -> Address {
    text.parse::<IpAddr>().unwrap().into()
}

const HOST: Address = Address::v4([10, 0, 13, 222]);

#[test]
fn port_gives_the_endpoint_and_the_arithmetic() {
    let announced = port(b"10,0,13,222,39,136").unwrap();
    assert_eq!(announced.endpoint(v6("::1")), Endpoint::new(HOST, 10120));
    assert_eq!(announced.arithmetic().unwrap(), "39*256+136=10120");
    assert!(announced.oddities.is_empty());
}

#[test]
fn spaces_and_leading_zeros_are_read_and_noted() {
    let announced = port(b" 010,0, 13,222,39,136 ").unwrap();
    assert_eq!(announced.address, Some(HOST));
    assert!(announced.oddities.spaces() && announced.oddities.leading_zeros());
}

#[test]
fn what_does_not_fit_is_malformed_and_says_what_it_read() {
    for (argument, fault, port_read) in [
        (&b"10,0,13,222,300,80"[..], Fault::OutOfRange, None),
        (b"10,0,13,222,1,300", Fault::OutOfRange, Some(556)),
        (b"10,0,13,-1,1,2", Fault::OutOfRange, Some(258)),
        (b"10,0,13,222,0,0", Fault::PortZero, Some(0)),
        (b"10,0,13,222,39", Fault::TooFew, None),
        (b"10,0,13,222,39,136,7", Fault::TooMany, Some(10120)),
        (b"localhost", Fault::Missing, None),
    ] {
        let malformed = port(argument).unwrap_err();
        assert_eq!(
            (malformed.fault, malformed.port),
            (fault, port_read),
            "{}",
            argument.escape_ascii()
        );
    }
    assert_eq!(port(b"10,0,13,222,0,0").unwrap_err().address, Some(HOST));
}

#[test]
fn every_form_of_227_is_read() {
    for (text, oddities) in [
        (
            "Entering Passive Mode (10,0,13,222,39,136).",
            Oddities::NONE,
        ),
        (
            "Entering Passive Mode. 10,0,13,222,39,136",
            Oddities::NO_PARENTHESES,
        ),
        ("=10,0,13,222,39,136", Oddities::NO_PARENTHESES),
        (
            "Entering Passive Mode (10,0,13,222,39,136",
            Oddities::UNCLOSED,
        ),
        (
            "Ok 2 go, port 7: 10, 0, 13, 222, 39, 136",
            Oddities::NO_PARENTHESES.with(Oddities::SPACES),
        ),
        ("Passive (10.0.13.222,39,136)", Oddities::OTHER_SEPARATOR),
        (
            "Entering Passive Mode ( 10,0,13,222,39,136 )",
            Oddities::NONE,
        ),
    ] {
        let announced = passive(text.as_bytes()).unwrap();
        assert_eq!(
            (announced.address, announced.port),
            (Some(HOST), 10120),
            "{text}"
        );
        assert_eq!(announced.oddities, oddities, "{text}");
    }
}

#[test]
fn a_227_over_255_is_malformed() {
    let malformed = passive(b"Entering Passive Mode (203,0,113,5,300,80).").unwrap_err();
    assert_eq!(malformed.fault, Fault::OutOfRange);
    assert_eq!(malformed.address, Some(Address::v4([203, 0, 113, 5])));
    assert_eq!(malformed.numbers.as_slice(), [203, 0, 113, 5, 300, 80]);
}

#[test]
fn a_227_without_numbers_is_malformed() {
    assert_eq!(passive(b"Logout.").unwrap_err().fault, Fault::Missing);
}

#[test]
fn a_227_in_the_form_of_a_229_is_read() {
    let announced = passive(b"Entering Passive Mode (|||10120|)").unwrap();
    assert!(announced.oddities.other_form());
    assert_eq!(announced.port, 10120);
}

#[test]
fn eprt_takes_both_families_and_any_delimiter() {
    for delimiter in (33u8..=126).filter(|byte| !byte.is_ascii_hexdigit() && !b".:".contains(byte))
    {
        let d = char::from(delimiter);
        let announced = eprt(format!("{d}1{d}10.0.13.222{d}10120{d}").as_bytes()).unwrap();
        assert_eq!(announced.address, Some(HOST));
        let announced = eprt(format!("{d}2{d}2001:db8::1{d}10120{d}").as_bytes()).unwrap();
        assert_eq!(
            (announced.address, announced.port),
            (Some(v6("2001:db8::1")), 10120)
        );
        assert_eq!(announced.arithmetic(), None);
    }
}

#[test]
fn zones_and_mapped_addresses_are_read_and_noted() {
    let announced = eprt(b"|2|fe80::1%eth0|10120|").unwrap();
    assert_eq!(announced.address, Some(v6("fe80::1")));
    assert!(announced.oddities.zone());
    let announced = eprt(b"|2|::ffff:10.0.13.222|10120|").unwrap();
    assert_eq!(announced.address, Some(HOST));
    assert!(announced.oddities.mapped());
}

#[test]
fn a_malformed_eprt_says_why() {
    for (argument, fault) in [
        (&b"|1|2001:db8::1|10120|"[..], Fault::WrongFamily),
        (b"|2|10.0.13.222|10120|", Fault::WrongFamily),
        (b"|3|10.0.13.222|10120|", Fault::UnknownFamily),
        (b"|1|10.0.13|10120|", Fault::BadAddress),
        (b"|1|10.0.13.222|0|", Fault::PortZero),
        (b"|1|10.0.13.222|70000|", Fault::OutOfRange),
        (b"|1|10.0.13.222", Fault::TooFew),
        (b"", Fault::Missing),
    ] {
        assert_eq!(
            eprt(argument).unwrap_err().fault,
            fault,
            "{}",
            argument.escape_ascii()
        );
    }
}

#[test]
fn every_form_of_229_is_read() {
    for (text, oddities) in [
        ("Entering Extended Passive Mode (|||10120|)", Oddities::NONE),
        ("Entering Extended Passive Mode (!!!10120!)", Oddities::NONE),
        ("EPSV ok |||10120|", Oddities::NO_PARENTHESES),
        ("Please wait... (|||10120|)", Oddities::NONE),
        ("Extended Passive (|||10120)", Oddities::NO_LAST_DELIMITER),
        ("Extended Passive (|1||10120|)", Oddities::FILLED),
    ] {
        let announced = extended_passive(text.as_bytes()).unwrap();
        assert_eq!((announced.address, announced.port), (None, 10120), "{text}");
        assert_eq!(announced.oddities, oddities, "{text}");
    }
}

#[test]
fn a_filled_229_gives_the_address() {
    let announced = extended_passive(b"Entering (|2|2001:db8::1|10120|)").unwrap();
    assert_eq!(announced.address, Some(v6("2001:db8::1")));
    assert!(announced.oddities.filled());
    let announced = extended_passive(b"Entering (||10.0.13.222|10120|)").unwrap();
    assert_eq!(announced.address, Some(HOST));
}

#[test]
fn a_229_in_the_form_of_a_227_is_read() {
    let announced = extended_passive(b"Entering Passive Mode (10,0,13,222,39,136)").unwrap();
    assert_eq!(announced.port, 10120);
    assert!(announced.oddities.other_form());
}

#[test]
fn a_229_with_port_0_or_over_the_range_is_malformed() {
    assert_eq!(
        extended_passive(b"(|||0|)").unwrap_err().fault,
        Fault::PortZero
    );
    assert_eq!(
        extended_passive(b"(|||70000|)").unwrap_err().fault,
        Fault::OutOfRange
    );
    assert_eq!(
        extended_passive(b"Entering").unwrap_err().fault,
        Fault::Missing
    );
}

#[test]
fn long_forms_carry_both_families() {
    let announced = lprt(b"4,4,10,0,13,222,2,39,136").unwrap();
    assert_eq!((announced.address, announced.port), (Some(HOST), 10120));
    let text = b"Entering Long Passive Mode (6,16,32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1,2,39,136)";
    let announced = long_passive(text).unwrap();
    assert_eq!(announced.address, Some(v6("2001:db8::1")));
    assert_eq!(announced.arithmetic().unwrap(), "39*256+136=10120");
}

#[test]
fn a_malformed_long_form_says_why() {
    for (argument, fault) in [
        (&b"5,4,10,0,13,222,2,39,136"[..], Fault::UnknownFamily),
        (b"6,4,10,0,13,222,2,39,136", Fault::WrongFamily),
        (b"4,4,10,0,13,222,2,39", Fault::TooFew),
        (b"4,4,10,0,13,222,2,0,0", Fault::PortZero),
        (b"4,200,10,0", Fault::TooFew),
    ] {
        assert_eq!(
            lprt(argument).unwrap_err().fault,
            fault,
            "{}",
            argument.escape_ascii()
        );
    }
}

#[test]
fn a_single_port_is_read_in_every_form() {
    for text in [
        &b"10120"[..],
        b"Entering (|||10120|)",
        b"(10,0,13,222,39,136)",
    ] {
        assert_eq!(
            single_port(text).unwrap().port,
            10120,
            "{}",
            text.escape_ascii()
        );
    }
}

#[test]
fn stripes_are_read_one_on_a_line_or_parted_by_spaces() {
    let lines: [&[u8]; 4] = [
        b"Entering 1",
        b" 10,0,13,222,39,136",
        b" 10,0,13,222,39,137",
        b"End",
    ];
    let ports: Vec<u16> = striped(lines)
        .into_iter()
        .map(|found| found.unwrap().port)
        .collect();
    assert_eq!(ports, [10120, 10121]);
    let found = striped_port(b"10,0,13,222,39,136 10,0,13,222,0,0");
    assert_eq!(found[0].as_ref().unwrap().port, 10120);
    assert_eq!(found[1].as_ref().unwrap_err().fault, Fault::PortZero);
}

proptest! {
    #[test]
    fn printed_endpoints_read_back(octets: [u8; 4], host: [u8; 16], port_number in 1u16..) {
        let [high, low] = port_number.to_be_bytes();
        let [a, b, c, d] = octets;
        let six = format!("{a},{b},{c},{d},{high},{low}");
        let v4 = Endpoint::new(Address::v4(octets), port_number);
        let default = Address::v4([0; 4]);
        prop_assert_eq!(port(six.as_bytes()).unwrap().endpoint(default), v4);
        prop_assert_eq!(passive(format!("Mode ({six})").as_bytes()).unwrap().endpoint(default), v4);
        let ip = IpAddr::from(host);
        prop_assume!(!matches!(ip, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some()));
        let long = eprt(format!("|2|{ip}|{port_number}|").as_bytes()).unwrap();
        prop_assert_eq!(long.endpoint(default), Endpoint::new(ip.into(), port_number));
        let short = extended_passive(format!("Mode (|||{port_number}|)").as_bytes()).unwrap();
        prop_assert_eq!(short.port, port_number);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(text in prop::collection::vec(prop_oneof![
        any::<u8>(), prop::sample::select(b"0123456789,|()-. :".to_vec())], 0..60)) {
        let usable = [port(&text), passive(&text), eprt(&text), lprt(&text), long_passive(&text),
            extended_passive(&text), single_port(&text)];
        for found in usable.iter().flatten().chain(striped([&text[..]]).iter().flatten()) {
            prop_assert!(found.port > 0);
        }
    }
}
