//! What the texts and `ftpscope explain` explain: every verdict, every verb and every reply code.

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

/// The verbs of the RFCs and of the wild, as a complete analyzer decodes them.
const VERBS: &str = "USER PASS ACCT CWD CDUP SMNT REIN QUIT PORT PASV TYPE STRU MODE RETR LIST NLST \
    STOR STOU APPE ALLO REST RNFR RNTO ABOR DELE RMD MKD PWD SITE SYST STAT HELP NOOP APSV LPRT \
    LPSV AUTH ADAT PBSZ PROT CCC MIC CONF ENC FEAT OPTS EPRT EPSV LANG MDTM SIZE MLST MLSD HOST \
    XCRC XMD5 XSHA XSHA1 XSHA224 XSHA256 XSHA384 XSHA512 MD5 MMD5 HASH RANG MFMT MFCT MFF CLNT \
    CSID AVBL DSIZ COMB THMB RMDA XCUP XCWD XMKD XRMD XPWD XRSQ XRCP XSEN XSEM XMAS MAIL MLFL \
    MSND MSOM MSAM MRSQ MRCP MACB PRET SPSV CPSV SSCN SECURE P@SW ESTA ESTP LISP SPAS SPOR ERET \
    ESTO SBUF ABUF DCAU CKSM SCKS OPEN LOGON";

/// The replies of the RFCs, those that are seen besides, and those that are never on the wire.
const REPLIES: &str = "110 120 125 150 200 202 211 212 213 214 215 220 221 225 226 227 230 250 257 \
    331 332 350 421 425 426 450 451 452 500 501 502 503 504 530 532 550 551 552 553 554 555 228 \
    521 234 334 431 534 235 335 535 536 533 537 631 632 633 232 336 229 522 251 252 111 112 151 \
    152 222 231 253 258 300 352 400 427 430 434 453 510 520 523 540 556 557 558 559 600 10054 \
    10060 10061 10066 10068";

fn explain(language: &str, names: &[&str]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ftpscope"));
    command.env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1");
    let command = command.args(["explain", "--width", "80", "--lang", language]);
    command.args(names).output().expect("the program runs")
}

fn explained(language: &str, names: &[&str]) -> String {
    let output = explain(language, names);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{language}: {said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn ids() -> Vec<&'static str> {
    let ids = ftpscope::diagnose::Id::ALL.iter();
    ids.map(|id| id.name()).collect()
}

/// Whether four words of English follow each other.
fn is_english(line: &str) -> bool {
    let is_word = |word: &&str| {
        let word = word.trim_end_matches([',', '.', ':', ';']);
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(4).any(|four| four.iter().all(is_word))
}

#[test]
fn every_id_verb_and_code_is_explained_in_every_language() {
    let names: Vec<&str> = ids()
        .into_iter()
        .chain(VERBS.split_whitespace())
        .chain(REPLIES.split_whitespace())
        .collect();
    for (language, _) in LANGUAGES {
        let told = explained(language, &names);
        for name in &names {
            let is_heading = |line: &str| line.split(" · ").next() == Some(*name);
            assert!(told.lines().any(is_heading), "{language} {name}");
        }
    }
}

#[test]
fn commands_and_replies_are_explained_without_a_word_of_english() {
    let names: Vec<&str> = VERBS
        .split_whitespace()
        .chain(REPLIES.split_whitespace())
        .collect();
    for (language, texts) in &LANGUAGES[1..] {
        let syntax = texts.manual.syntax;
        for line in explained(language, &names).lines() {
            let is_syntax = line.trim_start().starts_with(syntax);
            assert!(is_syntax || !is_english(line), "{language}: {line}");
        }
    }
    assert!(explained("en", &["PORT"]).lines().any(is_english));
}

#[test]
fn verdicts_are_explained_without_a_word_of_english() {
    for language in ["zh-Hans", "zh-Hant"] {
        let told = explained(language, &ids());
        let sentences = told.lines().filter(|line| !line.contains('│'));
        let sentences: Vec<&str> = sentences.map(str::trim).collect();
        let own = own_words(&sentences.join(" "));
        for line in own.split('。') {
            assert!(!is_english(line), "{language}: {line}");
        }
    }
}

/// What is not quoted from a server and not the name of a setting.
fn own_words(text: &str) -> String {
    let mut depth = 0usize;
    let mut is_code = false;
    let mut own = String::new();
    for letter in text.chars() {
        match letter {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            '`' | '"' => is_code = !is_code,
            _ if depth == 0 && !is_code => own.push(letter),
            _ => {}
        }
    }
    own
}

#[test]
fn every_verdict_is_explained_with_proof_cure_and_a_ladder_in_which_it_is_said() {
    let manual = EN.manual;
    for id in ids() {
        let told = explained("en", &[id]);
        let parts = [
            manual.proof,
            manual.otherwise,
            manual.cure,
            manual.example,
            manual.said,
        ];
        for part in parts {
            assert!(told.contains(part), "{id}: {part}");
        }
        assert!(told.contains('│'), "{id}");
    }
}

#[test]
fn a_command_has_its_syntax_replies_and_rfc() {
    let told = explained("en", &["port"]);
    for part in [
        "PORT h1,h2,h3,h4,p1,p2",
        "200 · 421 · 500 501 504 530",
        "RFC 959 §4.1.2",
        "port-private-address",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn names_are_taken_in_any_case_and_with_their_arguments() {
    assert_eq!(explained("en", &["pOrT"]), explained("en", &["PORT"]));
    assert_eq!(explained("en", &["AUTH TLS"]), explained("en", &["AUTH"]));
    assert_eq!(explained("en", &["Not_FTP"]), explained("en", &["not-ftp"]));
}

#[test]
fn an_unknown_name_is_wrong_usage_and_those_near_to_it_are_suggested() {
    let output = explain("en", &["prrt", "PORT"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("PORT") && said.contains("prrt"), "{said}");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.starts_with("PORT\n"), "{told}");
    let output = explain("en", &["\u{1b}[2J"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!output.stderr.contains(&0x1b));
}

#[test]
fn without_a_name_everything_is_listed() {
    for (language, _) in LANGUAGES {
        let told = explained(language, &[]);
        let listed: Vec<&str> = told.split_whitespace().collect();
        for name in ids().iter().copied().chain(VERBS.split_whitespace()) {
            assert!(listed.contains(&name), "{language} {name}");
        }
        assert!(
            listed.contains(&"425") && listed.contains(&"10060"),
            "{told}"
        );
    }
}

#[test]
fn no_line_of_an_explanation_is_wider_than_it_may_be() {
    let names: Vec<&str> = VERBS.split_whitespace().chain(ids()).collect();
    for (language, _) in LANGUAGES {
        for line in explained(language, &names).lines() {
            assert!(
                ftpscope::views::width::width(line) <= 80,
                "{language}: {line}"
            );
        }
    }
}
