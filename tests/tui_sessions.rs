//! The sessions screen: order, filter, columns, what it opens.

use crate::support::ui::{self, Ui};
use ftpscope::views::tui::{Effect, Language, ScreenId};

const CAPTURES: [&str; 5] = [
    "captures/active.pcap",
    "captures/active-blocked.pcap",
    "captures/passive.pcap",
    "captures/ftps.pcap",
    "captures/epsv-ipv6.pcap",
];

fn sessions() -> Ui {
    ui::open(&CAPTURES, 140, 24, Language::En)
}

/// The rows of the list, from their client on.
fn rows(ui: &mut Ui) -> Vec<String> {
    let screen = ui.screen();
    let rows = screen
        .lines()
        .skip(2)
        .take_while(|line| !line.is_empty() && !line.contains(" sessions"));
    rows.map(str::to_owned).collect()
}

#[test]
fn several_sessions_are_listed_and_what_failed_is_marked() {
    let mut ui = sessions();
    assert_eq!(ui.app.screen(), ScreenId::Sessions);
    let rows = rows(&mut ui);
    assert_eq!(rows.len(), CAPTURES.len());
    let marked: Vec<bool> = rows.iter().map(|row| row.starts_with('✗')).collect();
    assert_eq!(marked, [false, true, false, false, false]);
    assert!(rows[1].contains("LIST: no answer"), "{}", rows[1]);
    let screen = ui.screen();
    assert!(
        screen.contains("5 sessions") && screen.contains("1 failed"),
        "{screen}"
    );
}

#[test]
fn the_list_shrinks_while_a_filter_is_typed() {
    let mut ui = sessions();
    ui.press("f");
    for (typed, left) in [("2", 5), (":db8", 1)] {
        ui.press(typed);
        assert_eq!(rows(&mut ui).len(), left, "{typed}\n{}", ui.screen());
    }
    ui.press("<C-u>passive");
    assert_eq!(rows(&mut ui).len(), 3);
    ui.press("<C-u>failed");
    assert_eq!(rows(&mut ui).len(), 1);
    ui.press("<Enter><Enter>");
    assert_eq!(ui.app.screen(), ScreenId::Walkthrough);
    assert_eq!(ui.app.context().session, Some(1));
}

#[test]
fn esc_gives_the_filter_back_what_it_was() {
    let mut ui = sessions();
    ui.press("ffailed<Enter>fx");
    assert!(
        ui.screen().contains("no session matches"),
        "{}",
        ui.screen()
    );
    ui.press("<Esc>");
    assert_eq!(rows(&mut ui).len(), 1);
    ui.press("f<C-u><Enter>");
    assert_eq!(rows(&mut ui).len(), CAPTURES.len());
}

#[test]
fn no_filter_finds_a_password() {
    let mut ui = sessions();
    let password = ui.password();
    ui.press("f").press(&password);
    assert!(
        ui.screen().contains("no session matches"),
        "{}",
        ui.screen()
    );
}

#[test]
fn any_column_sorts_and_the_selected_session_stays_selected() {
    let mut ui = sessions();
    ui.press("j");
    ui.click_on("bytes");
    assert_eq!(ui.app.context().session, Some(1));
    let rows_up = rows(&mut ui);
    assert!(rows_up[0].starts_with('✗'), "{}", ui.screen());
    ui.press("r");
    let mut rows_down = rows(&mut ui);
    rows_down.reverse();
    let bytes = |row: &String| {
        row.split_whitespace()
            .rev()
            .take(4)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (up, down): (Vec<_>, Vec<_>) = (
        rows_up.iter().map(bytes).collect(),
        rows_down.iter().map(bytes).collect(),
    );
    assert_eq!(up.first(), down.first());
    assert_eq!(ui.app.context().session, Some(1));
    let kept = ui.effects.iter().any(|one| matches!(one, Effect::Remember(settings) if settings.sort == Some(("bytes".to_owned(), true))));
    assert!(kept);
}

#[test]
fn columns_are_hidden_and_shown_and_remembered() {
    let mut ui = sessions();
    assert!(ui.screen().contains("user"));
    ui.press("cjjjj<Enter>");
    assert!(ui.screen().contains("[ ] user"), "{}", ui.screen());
    ui.press("<Esc>");
    let heading = ui.screen().lines().nth(1).unwrap_or_default().to_owned();
    assert!(!heading.contains("user"), "{heading}");
    let columns = ui.effects.iter().rev().find_map(|one| match one {
        Effect::Remember(settings) => settings.columns.clone(),
        _ => None,
    });
    assert!(columns.is_some_and(
        |columns| !columns.contains(&"user".to_owned()) && columns.contains(&"end".to_owned())
    ));
}

#[test]
fn what_was_remembered_counts_in_the_next_run() {
    let mut ui = ui::open_with(&CAPTURES, 140, 24, Language::En, |start| {
        start.settings.language = Some(Language::ZhHans);
        start.settings.sort = Some(("bytes".to_owned(), true));
        start.settings.columns = Some(vec!["client".to_owned(), "bytes".to_owned()]);
    });
    let heading = ui.screen().lines().nth(1).unwrap_or_default().to_owned();
    assert!(
        heading.contains("字节数▼") && !heading.contains("用户"),
        "{heading}"
    );
    assert!(!rows(&mut ui)[0].starts_with('✗'));
}

#[test]
fn a_search_goes_on_where_it_stood() {
    let mut ui = sessions();
    ui.press("/passive<Enter>");
    let first = ui.app.context().session;
    ui.press("n");
    let second = ui.app.context().session;
    assert!(first < second, "{first:?} {second:?}");
    ui.press("N");
    assert_eq!(ui.app.context().session, first);
}

#[test]
fn a_list_longer_than_the_screen_is_scrolled() {
    let mut ui = ui::open(&CAPTURES, 80, 12, Language::En);
    ui.resize(80, 12).press("G");
    assert_eq!(ui.app.context().session, Some(CAPTURES.len() - 1));
    ui.press("g").wheel(true, 10, 5);
    ui.press("<PageDown><PageUp>");
    assert_eq!(ui.app.context().session, Some(0));
}
