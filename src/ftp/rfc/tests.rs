use super::*;

#[test]
fn the_reply_lists_of_rfc_959_are_legal() {
    for (verb, codes) in [
        (Verb::User, &[230, 331, 332, 530, 500, 501, 421][..]),
        (Verb::Pass, &[230, 202, 332, 530, 500, 501, 503, 421]),
        (Verb::Cdup, &[200, 250, 550]),
        (Verb::Rein, &[120, 220, 421, 500, 502]),
        (Verb::Pasv, &[227, 500, 501, 502, 421, 530]),
        (
            Verb::Retr,
            &[125, 150, 110, 226, 250, 425, 426, 451, 450, 550, 530],
        ),
        (Verb::Stor, &[125, 150, 226, 250, 452, 532, 551, 552, 553]),
        (Verb::Allo, &[200, 202, 504]),
        (Verb::Rest, &[350, 200, 501]),
        (Verb::Rnto, &[250, 532, 553, 503]),
        (Verb::Abor, &[225, 226, 502]),
        (Verb::Pwd, &[257, 550]),
        (Verb::Stat, &[211, 212, 213, 450]),
        (Verb::Syst, &[215]),
        (Verb::Auth, &[234, 334, 431, 504, 534]),
    ] {
        for &code in codes {
            assert!(legal(verb, Code(code)), "{code} to {verb}");
        }
    }
}

#[test]
fn a_reply_of_a_neighbour_is_not_legal() {
    for (verb, code) in [
        (Verb::User, 227),
        (Verb::Pass, 331),
        (Verb::Pasv, 200),
        (Verb::Type, 257),
        (Verb::Retr, 200),
        (Verb::Noop, 226),
        (Verb::Retr, 227),
        (Verb::List, 230),
        (Verb::Quit, 200),
    ] {
        assert!(!legal(verb, Code(code)), "{code} to {verb}");
    }
}

#[test]
fn closing_the_connection_may_answer_anything() {
    assert!(Verb::ALL.iter().all(|&verb| legal(verb, Code(421))));
}

#[test]
fn a_code_is_legal_for_all_that_own_it() {
    for code in (0..1000).map(Code) {
        for &owner in owners(code) {
            assert!(legal(owner, code), "{code} to {owner}");
        }
    }
}

#[test]
fn each_class_is_told_by_the_first_digit() {
    assert_eq!(reply_class(Code(150)), Some(Class::Preliminary));
    assert_eq!(reply_class(Code(633)), Some(Class::Protected));
    assert_eq!(reply_class(Code(999)), None);
}

#[test]
fn every_owned_code_that_an_rfc_has_has_a_meaning() {
    let without = [113, 151, 152];
    for code in (0..1000).filter(|code| !without.contains(code)) {
        assert!(
            owners(Code(code)).is_empty() || !meaning(Code(code)).is_empty(),
            "{code}"
        );
    }
}

#[test]
fn verbs_name_the_section_that_defines_them() {
    for (verb, place) in [
        (Verb::User, "RFC 959 §4.1.1"),
        (Verb::Type, "RFC 959 §4.1.2"),
        (Verb::Retr, "RFC 959 §4.1.3"),
        (Verb::Rest, "RFC 959 §4.1.3, RFC 3659 §5"),
        (Verb::Prot, "RFC 2228 §3, RFC 4217 §9"),
        (Verb::Eprt, "RFC 2428 §2"),
        (Verb::Epsv, "RFC 2428 §3"),
        (Verb::Mlsd, "RFC 3659 §7"),
        (Verb::Host, "RFC 7151 §3"),
    ] {
        assert_eq!(section(verb), place, "{verb}");
    }
}

#[test]
fn verbs_of_no_rfc_name_where_they_come_from() {
    assert_eq!(section(Verb::Spas), "GFD.20");
    assert_eq!(section(Verb::Mfmt), "draft-somers-ftp-mfxx");
    assert_eq!(section(Verb::Xcrc), "GlobalSCAPE");
    assert_eq!(section(Verb::Other), "");
}

#[test]
fn replies_name_the_section_that_defines_them() {
    for (code, place) in [
        (226, "RFC 959 §4.2.2"),
        (229, "RFC 2428 §3"),
        (234, "RFC 2228 §5.1"),
        (522, "RFC 2428 §2, RFC 4217"),
        (554, "RFC 1123 §4.1.3.4"),
        (632, "RFC 2228 §5.2"),
        (999, ""),
    ] {
        assert_eq!(reply_section(Code(code)), place, "{code}");
    }
}

#[test]
fn a_reply_that_an_rfc_defines_has_a_meaning() {
    for code in (0..1000).map(Code) {
        assert!(
            reply_section(code).is_empty() || !meaning(code).is_empty(),
            "{code}"
        );
    }
}

#[test]
fn every_verb_has_a_syntax_that_begins_with_it() {
    for &verb in Verb::ALL {
        let word = syntax(verb).split(' ').next();
        assert_eq!(word, Some(verb.name()));
    }
    assert_eq!(syntax(Verb::Other), "");
}

#[test]
fn every_reply_that_a_definition_lists_is_legal() {
    for &verb in Verb::ALL {
        let codes = replies(verb);
        assert!(codes.is_sorted() && !codes.is_empty(), "{verb}");
        for &code in codes {
            assert!(legal(verb, Code(code)), "{code} to {verb}");
        }
    }
}

#[test]
fn a_verb_that_owns_a_code_of_success_lists_one() {
    for &verb in Verb::ALL {
        let succeeds = |code: &u16| (200..400).contains(code) || (600..700).contains(code);
        assert!(replies(verb).iter().any(succeeds), "{verb}");
    }
}
