//! The UI as a whole: bars, help, settings, what it asks for outside.

use crate::support::ui::{self, Ui};
use ftpscope::views::tui::{Effect, Language, News, ScreenId, ThemeName};

fn active() -> Ui {
    ui::open(&["captures/active.pcap"], 100, 30, Language::En)
}

#[test]
fn tabs_are_opened_by_number_and_by_click_and_esc_goes_back() {
    let mut ui = active();
    for (key, screen) in [
        ("3", ScreenId::Packets),
        ("4", ScreenId::Stream),
        ("5", ScreenId::Transfers),
        ("6", ScreenId::Findings),
        ("1", ScreenId::Sessions),
        ("2", ScreenId::Walkthrough),
    ] {
        ui.press(key);
        assert_eq!(ui.app.screen(), screen);
    }
    ui.click_on("3 Packets");
    assert_eq!(ui.app.screen(), ScreenId::Packets);
    ui.press("<Esc>");
    assert_eq!(ui.app.screen(), ScreenId::Walkthrough);
}

#[test]
fn going_round_in_circles_does_not_make_the_way_back_longer() {
    let mut ui = active();
    for _ in 0..10 {
        ui.press("35");
    }
    ui.press("<Esc><Esc><Esc>");
    assert_eq!(ui.app.screen(), ScreenId::Sessions);
}

#[test]
fn the_help_holds_every_key_of_the_screen_and_closes() {
    let mut ui = ui::open(&["captures/active.pcap"], 100, 50, Language::En);
    ui.press("?");
    let screen = ui.screen();
    for text in [
        "Keys: Walkthrough",
        "announcement ↔ data connection",
        "go to frame",
        "Ctrl-Z",
    ] {
        assert!(screen.contains(text), "{text}\n{screen}");
    }
    ui.press("<Esc>");
    assert!(!ui.screen().contains("Keys:"));
}

#[test]
fn the_help_is_scrolled_where_it_is_longer_than_the_screen() {
    let mut ui = ui::open(&["captures/active.pcap"], 60, 14, Language::En);
    ui.press("?");
    assert!(!ui.screen().contains("suspend"), "{}", ui.screen());
    ui.press("G");
    assert!(ui.screen().contains("suspend"), "{}", ui.screen());
}

#[test]
fn a_key_in_the_status_bar_can_be_clicked() {
    let mut ui = active();
    ui.click_on("? help");
    assert!(ui.screen().contains("Keys: Walkthrough"));
}

#[test]
fn the_help_is_named_however_narrow_the_bar_is() {
    for language in [Language::En, Language::ZhHans, Language::ZhHant] {
        let mut ui = ui::open(&["captures/active.pcap"], 100, 30, language);
        for key in ["1", "2", "3", "4", "5", "6"] {
            ui.press(key);
            for width in [40, 60, 80, 100] {
                let screen = ui.resize(width, 24).screen();
                let bar = screen.lines().last().unwrap_or_default();
                assert!(bar.contains("? "), "{key} {width}: {bar}");
            }
        }
    }
}

#[test]
fn the_screen_is_saved_as_a_picture_and_as_text() {
    let mut ui = active();
    let shown = ui.screen();
    ui.press("s<Enter>sj<Enter>");
    let saved: Vec<(&str, &str, &str)> = ui
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Save {
                stem,
                ending,
                contents,
            } => Some((stem.as_str(), *ending, contents.as_str())),
            _ => None,
        })
        .collect();
    let [(stem, "svg", picture), (_, "txt", text)] = saved[..] else {
        panic!("{saved:?}");
    };
    assert_eq!(stem, "ftpscope-walkthrough-1");
    assert!(
        picture.starts_with("<svg ") && picture.contains("PORT 192,0,2,100"),
        "{picture}"
    );
    let body = |text: &str| text.lines().take(28).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(body(text), body(&shown));
}

#[test]
fn colours_change_while_it_runs_and_none_of_them_carries_the_meaning() {
    let mut ui = ui::open(&["captures/active-blocked.pcap"], 100, 30, Language::En);
    let shown = ui.screen();
    for theme in ["light", "high contrast", "no colours", "dark"] {
        ui.press("T");
        assert!(ui.screen().contains(theme), "{theme}\n{}", ui.screen());
    }
    let body = |text: &str| text.lines().take(29).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(body(&ui.screen()), body(&shown));
    let plain = ui::open_with(
        &["captures/active-blocked.pcap"],
        100,
        30,
        Language::En,
        |start| {
            start.theme = ThemeName::None;
        },
    )
    .draw();
    let colours = |cell: &ratatui::buffer::Cell| {
        cell.fg != ratatui::style::Color::Reset || cell.bg != ratatui::style::Color::Reset
    };
    assert!(!plain.content.iter().any(colours));
}

#[test]
fn what_is_not_found_is_said() {
    let mut ui = active();
    ui.press("N");
    assert!(
        ui.screen().contains("nothing to look for yet"),
        "{}",
        ui.screen()
    );
    ui.press(":x<Enter>");
    assert!(
        ui.screen().contains("named by its number"),
        "{}",
        ui.screen()
    );
}

#[test]
fn hostile_names_never_reach_the_terminal_as_they_are() {
    let mut ui = active();
    ui.app
        .learn(News::Complaint("cannot read \u{1b}[2J\u{202e}x".to_owned()));
    let screen = ui.screen();
    assert!(screen.contains("^[[2J"), "{screen}");
    assert!(!screen.contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn a_message_longer_than_the_bar_takes_rows_above_it() {
    let mut ui = active();
    let complaint = format!(
        "/a/long/path{}: the input ends in record 7",
        "/and/on".repeat(20)
    );
    ui.app.learn(News::Complaint(complaint));
    let screen = ui.screen();
    assert!(
        screen.contains("/a/long/path") && screen.contains("in record 7"),
        "{screen}"
    );
    ui.press("j");
    assert!(!ui.screen().contains("in record 7"));
}

#[test]
fn quitting_and_suspending_are_asked_for_outside() {
    let mut ui = active();
    ui.press("<C-z>q");
    assert!(
        matches!(ui.effects[..], [Effect::Suspend, Effect::Quit]),
        "{:?}",
        ui.effects
    );
}

#[test]
fn pasted_text_goes_into_the_line_that_is_typed() {
    let mut ui = active();
    ui.press("/");
    ui.take(&crossterm::event::Event::Paste("quit\nrm -rf".to_owned()));
    assert!(ui.screen().contains("Search: quit"), "{}", ui.screen());
    assert!(!ui.screen().contains("rm -rf"));
}
