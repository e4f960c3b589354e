use super::*;
use crate::net::Address;
use proptest::prelude::*;

fn written(write: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer::default();
    write(&mut writer);
    String::from_utf8(writer.bytes().to_vec()).unwrap()
}

#[test]
fn moments_are_written_as_their_display_writes_them() {
    let mut writer = Writer::default();
    for nanoseconds in [
        0,
        1,
        999_999_999,
        1_000_000_000,
        1_700_000_000_123_456_789,
        -1,
        i64::MIN,
        i64::MAX,
    ] {
        let time = Time(nanoseconds);
        writer.clear();
        writer.time(time);
        assert_eq!(
            String::from_utf8_lossy(writer.bytes()),
            format!("\"{time}\"")
        );
    }
}

#[test]
fn endpoints_are_written_as_their_display_writes_them() {
    for address in ["0.0.0.0", "10.200.3.255", "2001:db8::1", "fe80::1:2"] {
        let endpoint = Endpoint::new(Address::from(address.parse::<IpAddr>().unwrap()), 65_535);
        assert_eq!(
            written(|out| out.endpoint(endpoint)),
            format!("\"{endpoint}\"")
        );
    }
}

#[test]
fn numbers_are_written_as_their_display_writes_them() {
    let powers = (0..20).map(|exponent| 10u64.pow(exponent));
    for number in powers
        .flat_map(|power| [power - 1, power])
        .chain([u64::MAX])
    {
        assert_eq!(written(|out| out.number(number)), number.to_string());
    }
}

#[test]
fn text_is_escaped_as_json_wants_it() {
    for text in ["", "plain", "\"", "\\", "a\tb", "\0", "\u{7f}", "中文"] {
        assert_eq!(
            written(|out| out.text(text)),
            serde_json::to_string(text).unwrap()
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_written_as_serde_writes_it(text in ".{0,40}|[ -~]{0,40}") {
        prop_assert_eq!(
            written(|out| out.text(&text)),
            serde_json::to_string(&text).unwrap()
        );
    }

    #[test]
    fn one_odd_byte_is_found_wherever_it_stands(
        length in 1usize..70, at in 0usize..70, byte in any::<u8>()
    ) {
        let mut text = vec![b'a'; length];
        text[at % length] = byte;
        let is_plain = matches!(byte, b' '..=0x7f) && byte != b'"' && byte != b'\\';
        let mut writer = Writer::default();
        prop_assert_eq!(writer.plain(&text), is_plain);
        let quoted = [b"\"", text.as_slice(), b"\""].concat();
        let expected = if is_plain { quoted.as_slice() } else { &[] };
        prop_assert_eq!(writer.bytes(), expected);
    }

    #[test]
    fn any_endpoint_and_moment_is_written_as_its_display_writes_it(
        segments in prop::array::uniform8(prop_oneof![3 => Just(0u16), 1 => any::<u16>(), 1 => 0u16..0x1000]),
        nanoseconds in any::<i64>()
    ) {
        let address = Address::from(IpAddr::from(segments));
        let endpoint = Endpoint::new(address, segments[7]);
        prop_assert_eq!(written(|out| out.endpoint(endpoint)), format!("\"{endpoint}\""));
        let time = Time(nanoseconds);
        prop_assert_eq!(written(|out| out.time(time)), format!("\"{time}\""));
    }

    #[test]
    fn any_number_is_written_as_its_display_writes_it(number in any::<u64>(), digits in 0u32..64) {
        let number = number >> digits;
        prop_assert_eq!(written(|out| out.number(number)), number.to_string());
    }
}

#[test]
fn an_object_and_an_array_may_be_empty() {
    let text =
        written(|out| out.object(|object| object.objects("items", [(), ()].iter(), |_, _| ())));
    assert_eq!(text, r#"{"items":[{},{}]}"#);
    assert_eq!(written(|out| out.object(|_| ())), "{}");
}

#[test]
fn text_that_is_no_utf8_is_followed_by_its_bytes() {
    let text =
        written(|out| out.object(|object| object.wire("user", "user_hex", Some(b"\xe4\"lice"))));
    assert_eq!(text, r#"{"user":"�\"lice","user_hex":"e4226c696365"}"#);
}
