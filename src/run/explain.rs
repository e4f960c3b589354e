//! `ftpscope explain`: what verdicts, commands and replies mean.

mod examples;

use super::feed::Status;
use super::{complain, environment, output};
use crate::capture::{Reader, Source};
use crate::catalog::Id;
use crate::cli;
use crate::diagnose::{Census, Verdict, diagnose};
use crate::engine::{Config, Engine, Wanted};
use crate::session::Session;
use crate::views::explain::{self, Example, Topic};
use crate::views::page::Page;
use crate::views::visible::visible;
use std::io::{self, Write};

/// The names that are suggested where one is not known.
const SUGGESTIONS: usize = 6;

/// Explains every name of the command line, or lists what can be explained.
pub fn run(options: &cli::Explain) -> io::Result<Status> {
    let page = environment::page(&options.manner);
    let mut out = output();
    let mut status = Status::Complete;
    if options.names.is_empty() {
        explain::index(&mut out, &page)?;
    }
    let mut is_first = true;
    for name in &options.names {
        let Some(topic) = Topic::named(name) else {
            // What was told before comes first.
            out.flush()?;
            complain(unknown(&page, name));
            status = Status::WrongUsage;
            continue;
        };
        if !std::mem::replace(&mut is_first, false) {
            writeln!(out)?;
        }
        match topic {
            Topic::Verdict(id) => verdict(&mut out, &page, id)?,
            Topic::Verb(verb) => explain::verb(&mut out, &page, verb)?,
            Topic::Code(code) => explain::code(&mut out, &page, code)?,
            Topic::Winsock(number) => explain::winsock(&mut out, &page, number)?,
        }
    }
    out.flush()?;
    Ok(status)
}

/// Explains a verdict with its example.
fn verdict(out: &mut impl Write, page: &Page, id: Id) -> io::Result<()> {
    let shown = example(id);
    let example = shown
        .as_ref()
        .map(|(session, verdict)| Example { session, verdict });
    explain::verdict(out, page, id, example.as_ref())
}

/// The session of the verdict's capture in which it is said, and the verdict; of what is said of a
/// whole capture, its first session.
fn example(id: Id) -> Option<(Session, Verdict)> {
    let input = io::Cursor::new(examples::capture(id));
    let mut reader = Reader::from_input(id.name().to_owned(), Box::new(input)).ok()?;
    let payload = Wanted {
        hash: false,
        head: super::LISTING_HEAD,
    };
    let mut engine = Engine::new(Config {
        payload,
        ..Config::default()
    });
    while let Ok(true) = reader.advance() {
        engine.push(&reader.current());
    }
    engine.finish();
    let mut census = Census::default();
    let mut first = None;
    let mut count = 0;
    while let Some(session) = engine.next_session() {
        count += 1;
        census.take(&session);
        if let Some(verdict) = of(id, diagnose(&session)) {
            return Some((session, verdict));
        }
        first.get_or_insert(session);
    }
    let strays = engine.statistics().strays;
    let said = census.verdicts(false, count, strays, engine.orphans());
    Some((first?, of(id, said)?))
}

fn of(id: Id, verdicts: Vec<Verdict>) -> Option<Verdict> {
    verdicts.into_iter().find(|verdict| verdict.id == id)
}

/// What to say of a name that nothing has.
fn unknown(page: &Page, name: &str) -> String {
    let manual = page.texts.manual;
    let near = near(name);
    let shown = visible(name.as_bytes());
    if near.is_empty() {
        (manual.unknown_at_all)(&shown)
    } else {
        (manual.unknown)(&shown, &near.join(", "))
    }
}

/// The names most like `name`: those that contain it, and those that few changes make of it.
fn near(name: &str) -> Vec<String> {
    let name: String = name.trim().to_lowercase().chars().take(64).collect();
    if name.is_empty() {
        return Vec::new();
    }
    let mut rated: Vec<(usize, String)> = Topic::names()
        .filter_map(|candidate| {
            let low = candidate.to_lowercase();
            let away = distance(&name, &low);
            let is_part = name.len() > 1 && low.contains(&name);
            let allowed = low.chars().count() / 3;
            let away = if is_part { 0 } else { away };
            (is_part || away <= allowed.max(1)).then_some((away, candidate))
        })
        .collect();
    rated.sort();
    let nearest = rated.into_iter().map(|(_, candidate)| candidate);
    nearest.take(SUGGESTIONS).collect()
}

/// How many characters are to be added, left out or replaced to make one word of another
/// (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (above, letter) in from.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        let mut next = vec![left];
        for (&up, &other) in row.iter().skip(1).zip(&to) {
            left = (diagonal + usize::from(letter != other))
                .min(up + 1)
                .min(left + 1);
            diagonal = up;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_changes() {
        for (from, to, expected) in [
            ("", "", 0),
            ("port", "port", 0),
            ("prot", "port", 2),
            ("425", "426", 1),
            ("retr", "ret", 1),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(from, to), expected, "{from} {to}");
        }
    }

    #[test]
    fn names_like_the_one_that_was_meant_are_suggested() {
        assert!(near("pasive-unanswered").contains(&"passive-unanswered".to_owned()));
        assert!(near("resumption").contains(&"tls-resumption-required".to_owned()));
        assert!(near("retrr").contains(&"RETR".to_owned()));
        assert!(near("42").contains(&"425".to_owned()));
        assert_eq!(near("completely-unknown"), Vec::<String>::new());
        assert_eq!(near(""), Vec::<String>::new());
    }

    #[test]
    fn every_verdict_has_an_example_in_which_it_is_said() {
        for &id in Id::ALL {
            let (_, verdict) = example(id).expect("a session and its verdict");
            assert_eq!(verdict.id, id);
        }
    }
}
