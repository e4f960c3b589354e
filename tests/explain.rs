//! What the texts explain: every verb and every reply code that the language of FTP has.

use std::collections::HashMap;

use ftpscope::ftp::command::Verb;
use ftpscope::ftp::reply::Code;
use ftpscope::ftp::rfc;
use ftpscope::texts::{EN, Texts, ZH_HANS, ZH_HANT};

const LANGUAGES: [(&str, &Texts); 3] = [("en", &EN), ("zh-Hans", &ZH_HANS), ("zh-Hant", &ZH_HANT)];

const CODES: std::ops::RangeInclusive<u16> = 100..=659;

#[test]
fn every_verb_has_a_sentence_in_every_language() {
    for (language, texts) in LANGUAGES {
        for &verb in Verb::ALL {
            assert_ne!((texts.explain.verb)(verb.name()), "", "{language} {verb}");
        }
    }
}

#[test]
fn a_word_that_is_no_verb_has_no_sentence() {
    for (language, texts) in LANGUAGES {
        for word in ["", "XYZZY", "user", Verb::Other.name()] {
            assert_eq!((texts.explain.verb)(word), "", "{language} {word}");
        }
    }
}

#[test]
fn no_two_verbs_share_a_sentence() {
    for (language, texts) in LANGUAGES {
        let mut seen = HashMap::new();
        for &verb in Verb::ALL {
            let other = seen.insert((texts.explain.verb)(verb.name()), verb);
            assert_eq!(other, None, "{language} {verb}");
        }
    }
}

#[test]
fn every_code_has_a_sentence_in_every_language() {
    for (language, texts) in LANGUAGES {
        for code in CODES {
            assert_ne!((texts.explain.code)(code), "", "{language} {code}");
        }
    }
}

#[test]
fn every_code_with_a_meaning_has_a_sentence_of_its_own() {
    for (language, texts) in LANGUAGES {
        let mut uses: HashMap<&str, usize> = HashMap::new();
        for code in CODES {
            *uses.entry((texts.explain.code)(code)).or_default() += 1;
        }
        for code in CODES.filter(|&code| !rfc::meaning(Code(code)).is_empty()) {
            assert_eq!(uses[(texts.explain.code)(code)], 1, "{language} {code}");
        }
    }
}

#[test]
fn no_explanation_is_left_in_english_or_has_spaces_around_it() {
    for (language, texts) in LANGUAGES {
        let verbs = Verb::ALL.iter().map(|verb| {
            let name = verb.name();
            ((texts.explain.verb)(name), (EN.explain.verb)(name))
        });
        let codes = CODES.map(|code| ((texts.explain.code)(code), (EN.explain.code)(code)));
        for (text, english) in verbs.chain(codes) {
            assert_eq!(text.trim(), text, "{language}");
            assert!(language == "en" || text != english, "{language}: {text}");
        }
    }
}
