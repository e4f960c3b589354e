//! What was said, and how: replies that miss their commands, lines that no FTP has, text that does
//! something to who reads it.

use super::case::Case;
use super::{Circumstance, Confidence, Facts, Findings, Id, Verdict};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::session::{Exchange, Reply, Text};

/// Commands in a row that show that a shift goes on.
const SHIFTED: usize = 2;

/// Replies that fit the neighbour of the command that they would answer: one too many or too few
/// came, and each later one answers the command before.
pub(super) fn out_of_step(case: &Case<'_>, findings: &mut Findings) {
    let exchanges = &case.session.exchanges;
    if case.is_patchy() {
        return;
    }
    let odd = exchanges.iter().enumerate().skip(1).find(|(_, exchange)| {
        exchange.verb.is_none() && exchange.replies.iter().any(is_superfluous)
    });
    let shifted = odd.filter(|&(place, _)| hastened(&exchanges[place + 1..]) >= SHIFTED);
    let crossed = exchanges
        .iter()
        .enumerate()
        .filter(|(_, exchange)| exchange.replies.iter().any(|reply| reply.out_of_turn));
    let crossed: Vec<_> = crossed
        .filter(|&(place, _)| answers_neighbour(exchanges, place))
        .take(SHIFTED)
        .collect();
    let (first, reply) = match (shifted, crossed.as_slice()) {
        (Some((_, exchange)), _) => (exchange, exchange.replies.first()),
        (None, [(_, first), _, ..]) => {
            let out_of_turn = first.replies.iter().find(|reply| reply.out_of_turn);
            (*first, out_of_turn)
        }
        _ => return,
    };
    let later = exchanges
        .iter()
        .skip_while(|exchange| exchange.frame <= first.frame);
    let frames = [first.frame]
        .into_iter()
        .chain(reply.map(|reply| reply.frame))
        .chain(
            later
                .take(3)
                .flat_map(|exchange| case.frames(Some(exchange))),
        );
    let facts = Facts {
        code: reply.and_then(|reply| reply.code),
        words: reply.map(|reply| reply.text),
        ..Facts::default()
    };
    findings.say(
        Verdict::new(Id::RepliesOutOfStep, frames)
            .facts(facts)
            .confidence(Confidence::Likely),
    );
}

/// Whether a reply that answers nothing is one that only a command can cause: not a greeting, not a
/// 421, which may come at any time, and no 1yz.
fn is_superfluous(reply: &Reply) -> bool {
    reply
        .code
        .is_some_and(|code| !code.is_preliminary() && !matches!(code.0, 220 | 421))
}

/// How many commands were sent after the reply to the command before them and before the reply to
/// their predecessor: the client takes each reply for that of the next command.
fn hastened(exchanges: &[Exchange]) -> usize {
    exchanges
        .windows(2)
        .take_while(|pair| {
            let answered = pair[0].final_reply().map_or(u64::MAX, |reply| reply.frame);
            pair[0].verb.is_some() && pair[1].verb.is_some() && pair[1].frame < answered
        })
        .count()
}

/// Whether a reply out of turn is legal for the command before or after the one that it answers.
fn answers_neighbour(exchanges: &[Exchange], place: usize) -> bool {
    let neighbours = [place.checked_sub(1), place.checked_add(1)];
    let codes = exchanges[place]
        .replies
        .iter()
        .filter(|reply| reply.out_of_turn)
        .filter_map(|reply| reply.code);
    let fits = |code: Code| {
        let neighbours = neighbours.iter().flatten();
        let verbs = neighbours.filter_map(|&neighbour| exchanges.get(neighbour)?.verb);
        let mut owners = verbs.filter(|&verb| crate::ftp::rfc::legal(verb, code));
        owners.next().is_some() && !code.is_failure()
    };
    codes.into_iter().any(fits)
}

/// Lines over the limit, NUL bytes, replies without a code, replies that never end.
pub(super) fn violation(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    let oddities = &session.oddities;
    let uncoded: Vec<u64> = session
        .exchanges
        .iter()
        .flat_map(|exchange| &exchange.replies)
        .filter(|reply| reply.code.is_none() && !reply.doubtful)
        .filter(|reply| !session.text(reply.text).trim_ascii().is_empty())
        .map(|reply| reply.frame)
        .collect();
    let has_gaps = case.is_patchy();
    let forms = [
        (
            Circumstance::LongLines,
            oddities.long_lines.into(),
            oddities.longest,
        ),
        (Circumstance::NulBytes, oddities.nul_lines.into(), 0),
        (
            Circumstance::NoCodes,
            if has_gaps { 0 } else { uncoded.len() as u64 },
            0,
        ),
        (
            Circumstance::Unended,
            if has_gaps {
                0
            } else {
                oddities.unended_replies.into()
            },
            0,
        ),
    ];
    for (circumstance, times, bytes) in forms {
        if times == 0 {
            continue;
        }
        let facts = Facts {
            circumstance,
            times,
            bytes,
            ..Facts::default()
        };
        let frames = match circumstance {
            Circumstance::NoCodes => uncoded.clone(),
            _ => vec![oddities.first_frame],
        };
        findings.say(Verdict::new(Id::ProtocolViolation, frames).facts(facts));
    }
}

/// Terminal escapes, control characters, bidirectional overrides and path traversal.
pub(super) fn hostile(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    let is_clean = !session.has_controls() && !session.has_dots();
    if is_clean {
        return;
    }
    let mut frames = Vec::new();
    let mut first: Option<Text> = None;
    for exchange in &session.exchanges {
        let said = exchange.argument.filter(|&argument| {
            let text = session.text(argument);
            // Telnet leaves bytes of its own before ABOR; names are what people see.
            has_hostile_characters(text) || (names_a_file(exchange.verb) && climbs(text))
        });
        let told = exchange.replies.iter().filter(|reply| {
            let text = session.text(reply.text);
            has_hostile_characters(text)
        });
        let told = told.map(|reply| (reply.frame, reply.text));
        let all = said
            .map(|text| (exchange.frame, text))
            .into_iter()
            .chain(told);
        for (frame, text) in all {
            frames.push(frame);
            first.get_or_insert(text);
        }
    }
    let Some(words) = first else { return };
    let facts = Facts {
        times: frames.len() as u64,
        words: Some(words),
        circumstance: if has_hostile_characters(session.text(words)) {
            Circumstance::Plain
        } else {
            Circumstance::Works
        },
        ..Facts::default()
    };
    findings.say(Verdict::new(Id::HostileText, frames).facts(facts));
}

fn names_a_file(verb: Option<Verb>) -> bool {
    matches!(
        verb,
        Some(Verb::Retr | Verb::Stor | Verb::Appe | Verb::Stou | Verb::Dele | Verb::Rnto)
    )
}

/// Whether a name leaves the root by a long way up: three steps or more.
fn climbs(name: &[u8]) -> bool {
    let is_separator = |byte: &u8| matches!(byte, b'/' | b'\\');
    name.split(is_separator)
        .filter(|part| *part == b"..")
        .count()
        >= 3
}

/// Whether text holds an escape, another control character that moves a cursor or rings, or an
/// override of its direction.
fn has_hostile_characters(text: &[u8]) -> bool {
    text.iter().enumerate().any(|(place, &byte)| match byte {
        b'\t' | b'\n' | b'\r' | 0 => false,
        0x01..=0x1f | 0x7f => true,
        // The controls of ISO 6429 above ASCII, in UTF-8.
        0xc2 => matches!(text.get(place + 1), Some(0x80..=0x9f)),
        // U+202A to U+202E and U+2066 to U+2069.
        0xe2 => matches!(
            text.get(place + 1..place + 3),
            Some([0x80, 0xaa..=0xae] | [0x81, 0xa6..=0xa9])
        ),
        // The same without UTF-8: the control sequence introducer and its kin.
        0x90 | 0x9b | 0x9d => stands_alone(text, place),
        _ => false,
    })
}

/// Whether the byte at `place` is no part of a character of several bytes.
fn stands_alone(text: &[u8], place: usize) -> bool {
    place
        .checked_sub(1)
        .is_none_or(|before| text[before] < 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_overrides_are_hostile() {
        for text in [
            "\x1b[2J",
            "bell\x07",
            "a\u{202e}b",
            "\u{9b}31m",
            "\u{2066}x",
            "\x7f",
        ] {
            assert!(has_hostile_characters(text.as_bytes()), "{text:?}");
        }
        assert!(has_hostile_characters(b"\x9b31m"));
    }

    #[test]
    fn names_in_any_script_are_not() {
        for text in ["一些文件.txt", "a\tb", "line\nline", "naïve ’quotes’", "🎉"] {
            assert!(!has_hostile_characters(text.as_bytes()), "{text:?}");
        }
        assert!(!has_hostile_characters(b"\xce\xc4\xbc\xfe\xb1\x9b"));
    }

    #[test]
    fn one_or_two_steps_up_are_how_people_walk() {
        assert!(!climbs(b"../../pub/a.txt"));
        assert!(!climbs(b"a...b/..c"));
        assert!(climbs(b"../../../etc/passwd"));
        assert!(climbs(b"..\\..\\..\\boot.ini"));
    }
}
