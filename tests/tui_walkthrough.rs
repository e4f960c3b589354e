//! The walkthrough screen: the ladder, the step that is selected, and what is said of it.

use crate::support::ui::{self, Ui};
use ftpscope::views::tui::{Effect, Language, ScreenId};

const TUTORIAL: &str = "captures/tutorial-active.pcap";

fn tutorial() -> Ui {
    ui::open(&[TUTORIAL], 120, 40, Language::En)
}

/// The row of the screen that holds `text`.
fn row_of(ui: &mut Ui, text: &str) -> usize {
    let screen = ui.screen();
    let row = screen.lines().position(|line| line.contains(text));
    row.unwrap_or_else(|| panic!("no {text:?} on\n{screen}"))
}

#[test]
fn the_first_screen_shows_the_active_handshake_without_a_key() {
    let screen = tutorial().screen();
    for text in [
        "10.0.13.222:10100",
        "10.0.1.66:21",
        "PORT 10,0,13,222,39,136",
        "39 × 256 + 136 = 10120",
        "10.0.1.66:20 → 10.0.13.222:10120",
    ] {
        assert!(screen.contains(text), "{text}\n{screen}");
    }
}

#[test]
fn the_six_numbers_of_a_port_command_stand_each_in_a_row() {
    let screen = tutorial().screen();
    for row in [
        "h1   10",
        "h2    0",
        "h3   13",
        "h4  222",
        "p1   39  ×  256 =  9984",
        "p2  136",
        "= 10120",
    ] {
        assert!(screen.contains(row), "{row}\n{screen}");
    }
}

#[test]
fn what_failed_is_selected_first() {
    for language in [Language::En, Language::ZhHans, Language::ZhHant] {
        let mut ui = ui::open(&["captures/active-blocked.pcap"], 120, 40, language);
        let screen = ui.screen();
        let top = screen.lines().nth(1).unwrap_or_default();
        assert!(
            top.contains('✗') && top.contains("192.0.2.100:43699"),
            "{top}"
        );
        let attempt = ui.app.context().session.and_then(|one| {
            let session = &ui.app.context().book.sessions[one].session;
            session.connections.first().map(|one| one.first_frame)
        });
        assert_eq!(ui.app.context().frame, attempt);
    }
}

#[test]
fn the_cause_of_a_failure_and_what_to_change_stand_with_the_step_that_proves_it() {
    let mut ui = ui::open(&["captures/active-blocked.pcap"], 120, 40, Language::En);
    let screen = ui.screen();
    let joined = |screen: &str| screen.split_whitespace().collect::<Vec<_>>().join(" ");
    let top = screen.lines().nth(1).unwrap_or_default().to_owned();
    assert!(top.contains("The server sent 7 SYNs"), "{top}");
    assert!(
        joined(&screen).contains("→ Client: use passive mode"),
        "{screen}"
    );
    ui.press("g");
    assert!(!joined(&ui.screen()).contains("→ Client: use passive mode"));
}

#[test]
fn one_key_goes_from_the_announcement_to_its_data_connection_and_back() {
    let mut ui = tutorial();
    let announcement = ui.app.context().frame;
    assert_eq!(ui.app.context().connection, None);
    ui.press("d");
    assert_eq!(ui.app.context().connection, Some(0));
    assert!(ui.app.context().frame > announcement);
    ui.press("d");
    assert_eq!(ui.app.context().frame, announcement);
}

#[test]
fn a_command_that_needs_no_data_connection_leads_nowhere() {
    let mut ui = tutorial();
    ui.press("gjjd");
    assert!(
        ui.screen().contains("nothing belongs to this step"),
        "{}",
        ui.screen()
    );
}

#[test]
fn n_and_p_go_through_what_matters() {
    let mut ui = ui::open(&["captures/active.pcap"], 120, 40, Language::En);
    let announcements: Vec<u64> = {
        let context = ui.app.context();
        let session = &context.book.sessions[0].session;
        session.announcements.iter().map(|one| one.frame).collect()
    };
    ui.press("g");
    let mut frames = Vec::new();
    for _ in 0..2 * announcements.len() {
        ui.press("n");
        frames.extend(ui.app.context().frame);
    }
    assert!(
        announcements.iter().all(|frame| frames.contains(frame)),
        "{frames:?}"
    );
    ui.press("n");
    assert!(ui.screen().contains("no further"), "{}", ui.screen());
    frames.pop();
    ui.press("p");
    assert_eq!(ui.app.context().frame, frames.last().copied());
}

#[test]
fn an_announcement_is_tied_to_its_command_and_its_data_connection() {
    let mut ui = tutorial();
    let screen = ui.screen();
    let sign = |text: &str| {
        let line = screen
            .lines()
            .find(|line| line.contains(text))
            .unwrap_or_default();
        line.chars()
            .find(|one| "┌├└".contains(*one) && line.find(*one) < line.find('│'))
    };
    assert_eq!(sign("─── PORT"), Some('┌'), "{screen}");
    assert_eq!(sign("─── LIST"), Some('├'), "{screen}");
    assert_eq!(sign("LIST: 333"), Some('└'), "{screen}");
}

#[test]
fn passwords_are_shown_only_after_asking() {
    let mut ui = tutorial();
    ui.press("gjjjj");
    let hidden = ui.screen();
    assert!(hidden.contains("PASS ********"), "{hidden}");
    let password = ui.password();
    assert!(!hidden.contains(&password));
    ui.press("P");
    assert!(ui.screen().contains("Show them?"));
    ui.press("n");
    assert!(!ui.screen().contains(&password));
    ui.press("Py");
    assert!(
        ui.screen().contains(&format!("PASS {password}")),
        "{}",
        ui.screen()
    );
    ui.press("P");
    assert!(!ui.screen().contains(&password));
}

#[test]
fn the_language_changes_while_it_runs() {
    let mut ui = tutorial();
    ui.press("L");
    assert!(ui.screen().contains("数据连接"), "{}", ui.screen());
    ui.press("L");
    assert!(ui.screen().contains("資料連線"), "{}", ui.screen());
    ui.press("L");
    assert!(ui.screen().contains("data connection"), "{}", ui.screen());
    let kept = ui
        .effects
        .iter()
        .filter(|one| matches!(one, Effect::Remember(_)));
    assert_eq!(kept.count(), 3);
}

#[test]
fn a_search_goes_to_the_next_step_that_holds_the_text_and_round() {
    let mut ui = tutorial();
    ui.press("g/user<Enter>");
    let found = ui.app.context().frame;
    let row = row_of(&mut ui, "USER alice");
    assert!(row > 0);
    ui.press("N");
    assert_eq!(ui.app.context().frame, found);
    ui.press("n");
    assert_eq!(
        ui.app.context().frame,
        found,
        "n looks further while one looks for something"
    );
    ui.press("<Esc>n");
    assert_ne!(
        ui.app.context().frame,
        found,
        "and goes to what matters after Esc"
    );
    ui.press("g/user<Enter>/no such words<Enter>");
    assert!(ui.screen().contains("not found"), "{}", ui.screen());
    assert_eq!(ui.app.context().frame, found);
}

#[test]
fn a_click_selects_a_step_and_another_opens_its_frame() {
    let mut ui = tutorial();
    ui.click_on("─── QUIT");
    let frame = ui.app.context().frame;
    assert!(frame.is_some());
    ui.click_on("─── QUIT");
    assert_eq!(ui.app.screen(), ScreenId::Packets);
    assert_eq!(ui.app.context().frame, frame);
}

#[test]
fn a_frame_that_is_gone_to_selects_its_step() {
    let mut ui = tutorial();
    ui.press(":1<Enter>");
    let row = row_of(&mut ui, "step 1 of");
    assert_eq!(row, 39);
    ui.press(":99999<Enter>");
    assert!(
        ui.screen().contains("There is no frame 99999"),
        "{}",
        ui.screen()
    );
}

#[test]
fn times_are_shown_in_three_ways() {
    let mut ui = tutorial();
    assert!(ui.screen().contains("  0.045524 #11"), "{}", ui.screen());
    ui.press("t");
    assert!(ui.screen().contains("  0.000310 #11"), "{}", ui.screen());
    ui.press("t");
    assert!(
        ui.screen().contains("01:58:27.064351 #11"),
        "{}",
        ui.screen()
    );
}

#[test]
fn a_step_its_frame_and_filters_for_it_are_copied() {
    let mut ui = tutorial();
    let mut copied = |keys: &str| {
        ui.effects.clear();
        ui.press(keys);
        match ui.effects.first() {
            Some(Effect::Copy(text)) => text.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert!(copied("y<Enter>").starts_with("PORT 10,0,13,222,39,136"));
    assert_eq!(copied("yj<Enter>"), "11");
    assert_eq!(copied("yjj<Enter>"), "frame.number == 11");
    assert_eq!(
        copied("dyjjj<Enter>"),
        "ip.addr == 10.0.1.66 && ip.addr == 10.0.13.222 && tcp.port == 20 && tcp.port == 10120"
    );
}

#[test]
fn a_small_terminal_is_used_as_far_as_it_goes() {
    let mut ui = ui::open(&[TUTORIAL], 40, 12, Language::En);
    assert!(ui.screen().contains("PORT 10,0"), "{}", ui.screen());
    ui.press("<Tab>");
    assert!(ui.screen().contains("h1   10"), "{}", ui.screen());
    ui.resize(39, 12);
    assert!(
        ui.screen().contains("at least 40 columns"),
        "{}",
        ui.screen()
    );
    for (width, height) in [(0, 0), (1, 1), (200, 3), (3, 200)] {
        ui.resize(width, height);
    }
}

#[test]
fn without_unicode_everything_is_drawn_in_ascii() {
    let mut ui = ui::open_with(
        &["captures/active-blocked.pcap"],
        120,
        40,
        Language::En,
        |start| {
            start.unicode = false;
        },
    );
    for keys in ["", "d", "?", "<Esc>1", "y"] {
        ui.press(keys);
        let screen = ui.screen();
        assert!(screen.is_ascii(), "{screen}");
    }
}
