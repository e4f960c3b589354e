//! Every screen for every sample capture, on a small and on a large terminal, in three languages.

use crate::support::ui;
use ftpscope::views::tui::Language;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 50)];
const LANGUAGES: [(&str, Language); 3] = [
    ("en", Language::En),
    ("zh-Hans", Language::ZhHans),
    ("zh-Hant", Language::ZhHant),
];

/// The names of the sample captures, in order.
fn captures() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let files = fs::read_dir(folder).expect("captures").flatten();
    let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names
        .filter(|name| name.ends_with(".pcap") || name.ends_with(".pcapng"))
        .collect();
    names.sort();
    assert!(names.len() > 10, "{names:?}");
    names
}

/// What a screen shows in all sizes and languages, after keys that lead to it.
fn shown(capture: &str, keys: &str) -> String {
    let mut shown = String::new();
    for (name, language) in LANGUAGES {
        for (width, height) in SIZES {
            let path = format!("captures/{capture}");
            let mut ui = ui::open(&[&path], width, height, language);
            ui.press(keys);
            let _ = writeln!(shown, "== {name} {width}x{height}\n{}", ui.screen());
        }
    }
    shown
}

fn each_capture(screen: &str, keys: &str) {
    for capture in captures() {
        let name = format!("tui-{screen}-{}", capture.replace('.', "-"));
        insta::assert_snapshot!(name, shown(&capture, keys));
    }
}

#[test]
fn sessions() {
    each_capture("sessions", "1");
}

#[test]
fn walkthrough() {
    each_capture("walkthrough", "<Enter><Esc>2");
}

#[test]
fn packets() {
    each_capture("packets", "2<Enter>3");
}

#[test]
fn stream() {
    each_capture("stream", "24");
}

#[test]
fn transfers() {
    each_capture("transfers", "5");
}

#[test]
fn findings() {
    each_capture("findings", "6");
}
