//! The findings screen: the list, its order and filter, and one finding in full.

use crate::support::scene::End::Initiator;
use crate::support::scene::Scene;
use crate::support::ui::{self, Ui};
use ftpscope::views::tui::{Language, ScreenId};

const LANGUAGES: [(&str, Language); 3] = [
    ("en", Language::En),
    ("zh-hans", Language::ZhHans),
    ("zh-hant", Language::ZhHant),
];

const BLOCKED: &str = "captures/active-blocked.pcap";
const PASSIVE: &str = "captures/passive-blocked.pcap";
const WELL: &str = "captures/ftps.pcap";

fn open(captures: &[&str]) -> Ui {
    let mut ui = ui::open(captures, 100, 30, Language::En);
    ui.press("6");
    assert_eq!(ui.app.screen(), ScreenId::Findings);
    ui
}

#[test]
fn a_finding_is_shown_with_its_proof_and_its_cure() {
    for (name, language) in LANGUAGES {
        for (width, height) in [(80, 24), (160, 50)] {
            let mut ui = ui::open(&[BLOCKED], width, height, language);
            ui.press("6");
            insta::assert_snapshot!(format!("findings_{name}_{width}"), ui.screen());
        }
    }
}

#[test]
fn the_worst_stands_first_and_a_key_puts_them_in_order() {
    let mut ui = open(&[WELL, BLOCKED]);
    let of_first = |screen: &str| screen.lines().nth(2).unwrap_or_default().to_owned();
    assert!(of_first(&ui.screen()).contains("active-unanswered"));
    ui.press("o");
    assert!(!of_first(&ui.screen()).contains("active-unanswered"));
    assert!(ui.screen().contains("in the order of the sessions"));
}

#[test]
fn a_filter_takes_severities_ids_and_addresses() {
    let mut ui = open(&[BLOCKED, PASSIVE]);
    let mut typed = 0;
    for (filter, shown, hidden) in [
        ("error", "active-unanswered", "cleartext-password"),
        ("note", "cleartext-password", "active-unanswered"),
        ("passive-un", "passive-unanswered", "active-unanswered"),
        ("198.51.100", "active-unanswered", "no finding matches"),
        ("203.0.113.99", "no finding matches", "active-unanswered"),
    ] {
        ui.press("f").press(&"<Backspace>".repeat(typed));
        typed = filter.len();
        let screen = ui.press(filter).press("<Enter>").screen();
        let list: Vec<&str> = screen.lines().take(13).collect();
        let list = list.join("\n");
        assert!(list.contains(shown), "{filter}: {screen}");
        assert!(!list.contains(hidden), "{filter}: {screen}");
    }
}

#[test]
fn enter_opens_the_ladder_at_the_frame_that_was_chosen() {
    let mut ui = open(&[BLOCKED]);
    ui.press("<Right>");
    let frame = ui.app.context().frame.expect("a frame");
    ui.press("<Right>");
    let next = ui.app.context().frame.expect("a frame");
    assert!(next > frame, "{next} after {frame}");
    ui.press("<Enter>");
    assert_eq!(ui.app.screen(), ScreenId::Walkthrough);
    ui.press("<Esc>3");
    assert_eq!(ui.app.screen(), ScreenId::Packets);
}

#[test]
fn the_pane_below_scrolls_once_it_has_the_keys() {
    let mut ui = ui::open(&[BLOCKED], 60, 12, Language::En);
    let before = ui.press("6").screen();
    let list: Vec<String> = before.lines().take(5).map(str::to_owned).collect();
    let after = ui.press("<Tab><Down><Down>").screen();
    assert_ne!(before, after);
    assert!(
        after.lines().take(5).eq(list.iter().map(String::as_str)),
        "{after}"
    );
}

#[test]
fn one_session_alone_can_be_looked_at() {
    let mut ui = open(&[BLOCKED, PASSIVE]);
    assert!(ui.screen().contains("passive-unanswered"));
    ui.press("a");
    let screen = ui.screen();
    assert!(screen.contains("this session"), "{screen}");
    assert!(!screen.contains("passive-unanswered"), "{screen}");
}

#[test]
fn a_capture_without_findings_says_so() {
    let mut ui = ui::open(&["captures/ftps.pcap"], 80, 24, Language::En);
    let screen = ui.press("6").screen();
    assert!(screen.contains("0 errors · 0 warnings"), "{screen}");
}

#[test]
fn what_is_said_of_a_capture_as_a_whole_belongs_to_no_session() {
    let scene = Scene::new();
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40000");
    data.carry(Initiator, b"a stray\n");
    let recording = scene.recording();
    let frames = recording.frames.iter().zip(1..);
    let frames = frames.map(|(frame, number)| frame.numbered(number));
    let mut ui = ui::open_frames("scene", frames, (100, 24), Language::En);
    let screen = ui.press("6").screen();
    assert!(screen.contains("capture-incomplete"), "{screen}");
    assert!(!screen.contains("#1  capture-incomplete"), "{screen}");
}

#[test]
fn passwords_stay_hidden() {
    let mut ui = open(&[BLOCKED]);
    let password = ui.password();
    ui.press("fcleartext<Enter>");
    assert!(ui.screen().contains("PASS ********"), "{}", ui.screen());
    assert!(!ui.screen().contains(&password), "{}", ui.screen());
}

#[test]
fn ascii_and_forty_columns_are_enough() {
    let mut ui = ui::open_with(&[BLOCKED], 40, 12, Language::En, |start| {
        start.unicode = false;
    });
    let screen = ui.press("6").screen();
    assert!(screen.is_ascii(), "{screen}");
    insta::assert_snapshot!("findings_ascii", screen);
}
