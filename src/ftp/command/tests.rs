use proptest::prelude::*;

use super::*;

#[test]
fn every_verb_is_found_by_its_name_in_any_case() {
    for &verb in Verb::ALL {
        assert_eq!(Verb::of(verb.name().as_bytes()), verb);
        assert_eq!(Verb::of(verb.name().to_ascii_lowercase().as_bytes()), verb);
    }
}

#[test]
fn a_word_that_is_no_verb_is_other() {
    for word in [
        &b""[..],
        b"USERS",
        b"USE",
        b"USER\0",
        b"\xd5SER",
        b"LONGERTHANEIGHT",
        b"P\0SW",
    ] {
        assert_eq!(Verb::of(word), Verb::Other, "{word:?}");
    }
}

#[test]
fn one_space_parts_verb_and_argument() {
    let command = Command::parse(b"RETR  a b ").unwrap();
    assert_eq!(command.verb, Verb::Retr);
    assert_eq!(command.argument, Some(&b" a b "[..]));
}

#[test]
fn a_command_without_a_space_has_no_argument() {
    assert_eq!(Command::parse(b"pasv").unwrap().argument, None);
    assert_eq!(Command::parse(b"PASS ").unwrap().argument, Some(&b""[..]));
}

#[test]
fn spaces_before_the_verb_are_passed_over() {
    assert_eq!(Command::parse(b"  quit").unwrap().verb, Verb::Quit);
}

#[test]
fn an_empty_line_holds_no_command() {
    assert_eq!(Command::parse(b""), None);
    assert_eq!(Command::parse(b"  "), None);
}

#[test]
fn an_unknown_word_is_shown_in_capitals_and_printable() {
    assert_eq!(Command::parse(b"xyzzy 1").unwrap().shown_word(), "XYZZY");
    assert_eq!(Command::parse(b"\x1b[2J").unwrap().shown_word(), "\\x1b[2J");
}

#[test]
fn the_alias_of_pasv_is_told_apart() {
    assert_eq!(Verb::of(b"p@sw"), Verb::PAtSw);
    assert!(Verb::PAtSw.asks_passive());
}

#[test]
fn only_transfers_have_a_direction() {
    assert_eq!(Verb::Retr.direction(), Some(Direction::Download));
    assert_eq!(Verb::Appe.direction(), Some(Direction::Upload));
    assert!(Verb::Mlsd.is_listing() && Verb::Mlsd.takes_data());
    assert!(!Verb::Mlst.takes_data() && !Verb::Stat.takes_data());
}

#[test]
fn a_leading_verb_ends_at_a_space_a_line_end_or_the_end() {
    for text in ["QUIT", "quit\r\n", "QUIT\n", "Quit now please", "QUIT "] {
        assert_eq!(
            Verb::leading(text.as_bytes()),
            Some((Verb::Quit, 4)),
            "{text}"
        );
    }
    for text in [
        "",
        "QUI",
        "QUIT\0",
        "QUIT\tx",
        "QUITTING",
        "XSHA2567 x",
        "\u{d1}QUIT x",
    ] {
        assert_eq!(Verb::leading(text.as_bytes()), None, "{text}");
    }
}

proptest! {
    #[test]
    fn a_leading_verb_is_the_first_word(text in "([A-Za-z]{0,4}|USER|XSHA256|p@sw)[ \r\n\0a-z\u{80}-\u{ff}]{0,6}") {
        let bytes = text.as_bytes();
        let end = bytes.iter().position(|byte| b" \r\n".contains(byte)).unwrap_or(bytes.len());
        let verb = Verb::of(&bytes[..end]);
        let found = Verb::leading(bytes).map_or(Verb::Other, |(verb, _)| verb);
        prop_assert_eq!(found, verb);
    }

    #[test]
    fn a_printed_command_reads_back(
        at in 0..Verb::ALL.len(),
        argument in prop::option::of(prop::collection::vec(any::<u8>(), 0..20)),
    ) {
        let verb = Verb::ALL[at];
        let mut line = verb.name().as_bytes().to_vec();
        if let Some(argument) = &argument {
            line.push(b' ');
            line.extend(argument);
        }
        let command = Command::parse(&line).unwrap();
        prop_assert_eq!(command.verb, verb);
        prop_assert_eq!(command.argument, argument.as_deref());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(line in prop::collection::vec(any::<u8>(), 0..40)) {
        let command = Command::parse(&line);
        prop_assert_eq!(command.is_none(), line.trim_ascii_start().is_empty());
    }
}
