//! What `show` says of the sample captures, kept as snapshots.

use crate::support::scene::Scene;
use ftpscope::capture::{Reader, Source};
use ftpscope::diagnose::Census;
use ftpscope::engine::{Config, Engine, Wanted};
use ftpscope::texts::{EN, Texts, ZH_HANS, ZH_HANT};
use ftpscope::views::show::{List, Options, Walkthrough};
use ftpscope::views::width::width;
use ftpscope::views::{CaptureSummary, View};
use std::path::{Path, PathBuf};

const PLAIN: Options = Options {
    texts: &EN,
    width: 80,
    color: false,
    unicode: true,
    show_passwords: false,
    only: None,
    name_captures: false,
};

fn captures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let entries = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let is_capture = |path: &PathBuf| {
        path.extension()
            .is_some_and(|end| end.to_string_lossy().starts_with("pcap"))
    };
    let mut captures: Vec<PathBuf> = entries.filter(is_capture).collect();
    captures.sort();
    assert!(captures.len() > 10, "{captures:?}");
    captures
}

fn capture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("captures")
        .join(name)
}

/// Reads a capture into a view.
fn feed(path: &Path, view: &mut dyn View) {
    let payload = Wanted {
        hash: false,
        head: 2_048,
    };
    let mut engine = Engine::new(Config {
        payload,
        ..Config::default()
    });
    let mut reader = Reader::open(path).unwrap();
    while let Some(frame) = reader.next_frame().unwrap() {
        engine.push(&frame);
    }
    engine.finish();
    let name = path.file_name().unwrap().to_string_lossy();
    view.begin(&name).unwrap();
    let mut number = 0;
    let mut census = Census::default();
    while let Some(session) = engine.next_session() {
        number += 1;
        census.take(&session);
        view.session(number, &session).unwrap();
    }
    let summary = CaptureSummary {
        name: &name,
        statistics: &engine.statistics(),
        link_types: Vec::new(),
        undecoded: Vec::new(),
        cut: false,
        orphans: engine.orphans(),
        captured: None,
        verdicts: Vec::new(),
        passive_ranges: census.passive_ranges(),
    };
    view.end(&summary).unwrap();
}

fn walkthrough(path: &Path, options: Options) -> String {
    let mut out = Vec::new();
    feed(path, &mut Walkthrough::new(&mut out, options));
    String::from_utf8(out).unwrap()
}

fn list(path: &Path, options: Options) -> String {
    let mut out = Vec::new();
    feed(path, &mut List::new(&mut out, options));
    String::from_utf8(out).unwrap()
}

fn languages() -> [(&'static str, &'static Texts); 3] {
    [("en", &EN), ("zh-hans", &ZH_HANS), ("zh-hant", &ZH_HANT)]
}

#[test]
fn every_sample_capture_reads_well_at_80_and_at_120_columns() {
    for path in captures() {
        let name = path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .replace('.', "-");
        for width in [80, 120] {
            insta::assert_snapshot!(
                format!("{name}-{width}"),
                walkthrough(&path, Options { width, ..PLAIN })
            );
        }
    }
}

#[test]
fn the_classroom_case_reads_well_in_three_languages() {
    for (language, texts) in languages() {
        for width in [80, 120] {
            let told = walkthrough(
                &capture("tutorial-active.pcap"),
                Options {
                    texts,
                    width,
                    ..PLAIN
                },
            );
            assert!(told.contains("39 × 256 + 136 = 10120"), "{told}");
            insta::assert_snapshot!(format!("tutorial-{language}-{width}"), told);
        }
    }
}

#[test]
fn the_list_has_a_line_for_each_session() {
    for width in [80, 120] {
        insta::assert_snapshot!(
            format!("list-fxp-{width}"),
            list(&capture("fxp.pcap"), Options { width, ..PLAIN })
        );
        let blocked = list(&capture("active-blocked.pcap"), Options { width, ..PLAIN });
        insta::assert_snapshot!(format!("list-active-blocked-{width}"), blocked);
    }
}

#[test]
fn without_unicode_everything_is_drawn_in_ascii() {
    let told = walkthrough(
        &capture("active-blocked.pcap"),
        Options {
            unicode: false,
            ..PLAIN
        },
    );
    assert!(told.is_ascii(), "{told}");
    insta::assert_snapshot!("active-blocked-ascii", told);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for path in captures() {
        for (_, texts) in languages() {
            for columns in [40, 60, 80, 107, 108, 120, 200] {
                let options = Options {
                    texts,
                    width: columns,
                    ..PLAIN
                };
                for line in walkthrough(&path, options)
                    .lines()
                    .chain(list(&path, options).lines())
                {
                    assert!(width(line) <= columns, "{columns}: {line}");
                }
            }
        }
    }
}

#[test]
fn both_lifelines_stand_in_one_column_each() {
    for path in captures() {
        for (_, texts) in languages() {
            let told = walkthrough(&path, Options { texts, ..PLAIN });
            let rows = told.lines().filter(|line| line.ends_with(['│', '┤', '►']));
            let mut columns: Vec<usize> = rows.map(width).collect();
            columns.dedup();
            let sessions = told.matches("#1-").count().max(1);
            assert!(columns.len() <= sessions + 1, "{columns:?}: {told}");
        }
    }
}

#[test]
fn passwords_are_hidden_unless_asked_for() {
    let hidden = walkthrough(&capture("active.pcap"), PLAIN);
    assert!(
        hidden.contains("PASS ********") && !hidden.contains("looking-glass"),
        "{hidden}"
    );
    let shown = walkthrough(
        &capture("active.pcap"),
        Options {
            show_passwords: true,
            ..PLAIN
        },
    );
    assert!(shown.contains("PASS looking-glass"), "{shown}");
}

#[test]
fn colours_change_nothing_but_colours() {
    let plain = walkthrough(&capture("tutorial-active.pcap"), PLAIN);
    let coloured = walkthrough(
        &capture("tutorial-active.pcap"),
        Options {
            color: true,
            ..PLAIN
        },
    );
    assert_ne!(plain, coloured);
    let mut rest = coloured.as_str();
    let mut stripped = String::new();
    while let Some((before, after)) = rest.split_once('\x1b') {
        stripped.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    stripped.push_str(rest);
    let trimmed = |text: &str| {
        text.lines()
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(trimmed(&stripped), trimmed(&plain));
}

#[test]
fn one_session_of_several_can_be_chosen() {
    let told = walkthrough(
        &capture("fxp.pcap"),
        Options {
            only: Some(2),
            ..PLAIN
        },
    );
    assert!(
        told.starts_with("Session 2 ") && !told.contains("Session 1 "),
        "{told}"
    );
}

#[test]
fn a_session_that_is_not_there_is_missed() {
    let mut out = Vec::new();
    let mut view = Walkthrough::new(
        &mut out,
        Options {
            only: Some(3),
            ..PLAIN
        },
    );
    feed(&capture("fxp.pcap"), &mut view);
    assert_eq!(
        view.missing(),
        Some("fxp.pcap: there is no session 3: the capture has 2")
    );
}

/// A file with so many sessions, each with a passive port of its own.
fn passive_sessions(count: u8, ports: [u16; 2]) -> PathBuf {
    let scene = Scene::new();
    for place in 0..count {
        let client = format!("192.0.2.1:{}", 40_000 + u16::from(place));
        let control = scene.login_between(&client, "198.51.100.1:21");
        let [high, low] = ports[usize::from(place) % 2].to_be_bytes();
        let reply = format!("227 Entering Passive Mode (198,51,100,1,{high},{low}).");
        control.ask("PASV", &reply);
        control.quit();
    }
    let name = format!("passive-{count}-{}.pcap", ports[1]);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, scene.recording().pcap()).unwrap();
    path
}

#[test]
fn passive_ports_are_told_where_several_sessions_have_them() {
    let one = walkthrough(&passive_sessions(1, [50_001, 50_100]), PLAIN);
    assert!(!one.contains("Passive ports"), "{one}");
    let two = walkthrough(&passive_sessions(2, [50_001, 50_100]), PLAIN);
    let told = "Passive ports of 198.51.100.1: 50001 to 50100, announced 2 times in 2 sessions.";
    assert!(two.contains(told), "{two}");
}

#[test]
fn passive_ports_that_are_far_apart_are_taken_for_a_range_that_nobody_set() {
    let close = walkthrough(&passive_sessions(2, [50_001, 50_101]), PLAIN);
    assert!(close.contains("at least these"), "{close}");
    let wide = walkthrough(&passive_sessions(2, [33_001, 60_000]), PLAIN);
    assert!(wide.contains("no range seems to be set"), "{wide}");
}
