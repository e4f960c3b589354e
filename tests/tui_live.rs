//! The UI while a capture goes on: what is open grows, the view follows, stands still, and bounds
//! hold.

use crate::support::live::Live;
use crate::support::scene::{End, Stream};
use ftpscope::views::tui::{Effect, Keep, Language, ScreenId, Selection};

const CLIENT: &str = "192.0.2.10";

fn live() -> Live {
    Live::new((100, 30), Language::En)
}

/// A client on the port `port` that logs in.
fn login(live: &Live, port: u16) -> Stream {
    let client = format!("{CLIENT}:{port}");
    live.scene.login_between(&client, "198.51.100.21:21")
}

/// Announces the port 20,000 and asks for a listing, to which nobody connects yet.
fn ask_for_listing(control: &Stream) {
    control.ask("PORT 192,0,2,10,78,32", "200 PORT command successful.");
    control.command("LIST");
}

fn screen(live: &mut Live) -> String {
    live.ui.screen()
}

#[track_caller]
fn assert_shown(live: &mut Live, wanted: &[&str]) {
    let screen = screen(live);
    for text in wanted {
        assert!(screen.contains(text), "no {text:?} on\n{screen}");
    }
}

#[track_caller]
fn assert_not_shown(live: &mut Live, unwanted: &str) {
    let screen = screen(live);
    assert!(!screen.contains(unwanted), "{unwanted:?} on\n{screen}");
}

#[test]
fn nothing_yet_is_said_so() {
    let mut live = live();
    assert_shown(&mut live, &["no FTP session yet", "LIVE", "eth0"]);
}

#[test]
fn an_open_session_is_listed_with_a_mark_and_loses_it_when_it_ends() {
    let mut live = live();
    let control = login(&live, 40_000);
    live.go_on();
    assert_shown(&mut live, &["●", "alice", "open"]);
    control.quit();
    live.wait(10.0);
    assert_shown(&mut live, &["alice", "closed", "1 session"]);
    assert_not_shown(&mut live, "●");
}

#[test]
fn the_ladder_grows_and_the_newest_step_is_selected() {
    let mut live = live();
    let control = login(&live, 40_000);
    live.go_on().ui.press("<Enter>");
    for number in 0..40 {
        control.ask(&format!("CWD folder-{number}"), "250 OK.");
        live.wait(0.5);
        assert_shown(&mut live, &[&format!("CWD folder-{number}")]);
    }
    assert_not_shown(&mut live, "CWD folder-3 ");
}

#[test]
fn who_looks_further_up_is_left_alone_and_end_follows_again() {
    let mut live = live();
    let control = login(&live, 40_000);
    live.go_on().ui.press("<Enter><Home>");
    let before = ladder(&mut live);
    for number in 0..40 {
        control.ask(&format!("CWD folder-{number}"), "250 OK.");
    }
    live.wait(5.0);
    assert_eq!(before.len(), 5);
    assert_eq!(ladder(&mut live), before);
    live.ui.press("<End>");
    control.ask("CWD last", "250 OK.");
    live.wait(5.0);
    assert_shown(&mut live, &["CWD last"]);
}

/// The frames of the first steps that are visible: what stands at the left of the ladder.
fn ladder(live: &mut Live) -> Vec<String> {
    let screen = screen(live);
    let frames = screen.lines().filter_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        words.next().filter(|word| word.starts_with('#'))
    });
    frames.take(5).map(str::to_owned).collect()
}

#[test]
fn a_syn_without_an_answer_is_told_while_somebody_waits() {
    let mut live = live();
    let control = login(&live, 40_000);
    live.go_on().ui.press("<Enter>");
    ask_for_listing(&control);
    let data = live
        .scene
        .stream("198.51.100.21:20", &format!("{CLIENT}:20000"));
    data.syn();
    live.wait(0.2);
    assert_shown(&mut live, &["waiting for an answer"]);
    assert_not_shown(&mut live, "✗ ");
    live.wait(1.0);
    data.syn();
    live.wait(2.0);
    assert_shown(
        &mut live,
        &["no answer so far, 2 SYNs in 3 s", "✗ user alice"],
    );
    live.wait(2.0);
    assert_shown(&mut live, &["no answer so far, 2 SYNs in 5 s"]);
    live.ui.press("1");
    assert_shown(&mut live, &["✗●", "1 failed", "LIST: no answer so far"]);
    data.syn_ack();
    live.go_on();
    assert_not_shown(&mut live, "no answer");
}

#[test]
fn a_transfer_under_way_is_no_failure() {
    let mut live = live();
    let control = login(&live, 40_000);
    ask_for_listing(&control);
    control.reply("150 Here it comes.");
    let data = live
        .scene
        .connect("198.51.100.21:20", &format!("{CLIENT}:20000"));
    data.send(End::Initiator, "file one\r\n");
    live.go_on();
    assert_shown(&mut live, &["0 failed", "open"]);
    live.ui.press("<Enter>");
    assert_not_shown(&mut live, "✗");
    live.ui.press("5");
    assert_shown(&mut live, &["LIST"]);
}

#[test]
fn the_list_follows_the_newest_session_while_the_cursor_is_at_the_end() {
    let mut live = live();
    for port in 0..50 {
        let _ = login(&live, 40_000 + port);
        live.wait(0.2);
    }
    assert_shown(&mut live, &["192.0.2.10:40049", "following"]);
    assert_eq!(live.ui.app.context().session, Some(49));
    live.ui.press("<Up>");
    let _ = login(&live, 50_000);
    live.go_on();
    assert_eq!(live.ui.app.context().session, Some(48));
    assert_not_shown(&mut live, "following");
    live.ui.press("<End>");
    let _ = login(&live, 50_001);
    live.go_on();
    assert_eq!(live.ui.app.context().session, Some(51));
}

/// The screen row of the session of a client's port.
#[track_caller]
fn row_of(live: &mut Live, port: u16) -> usize {
    let screen = screen(live);
    let wanted = format!("{CLIENT}:{port} ");
    let row = screen.lines().position(|line| line.contains(&wanted));
    row.unwrap_or_else(|| panic!("no {wanted:?} on\n{screen}"))
}

#[test]
fn the_selected_session_stays_where_it_is_while_others_are_sorted_in_above() {
    let mut live = live();
    for port in 0..30 {
        let _ = login(&live, 40_000 + 2 * port);
    }
    live.go_on();
    live.ui.press("oo<PageUp><Up>");
    let chosen = live.ui.app.context().entry().unwrap().session.client.port;
    let before = row_of(&mut live, chosen);
    for port in 0..5 {
        let _ = login(&live, 39_000 + port);
        live.wait(0.2);
        assert_eq!(row_of(&mut live, chosen), before);
    }
    let port = live.ui.app.context().entry().unwrap().session.client.port;
    assert_eq!(port, chosen);
}

#[test]
fn a_filter_takes_in_and_lets_go_of_sessions_as_they_change() {
    let mut live = live();
    let control = login(&live, 40_000);
    let _ = login(&live, 40_001);
    live.go_on().ui.press("freport<Enter>");
    assert_shown(&mut live, &["0 of 2 sessions"]);
    control.ask("SIZE report.txt", "213 12");
    live.wait(1.0);
    assert_shown(&mut live, &["1 of 2 sessions", "192.0.2.10:40000"]);
}

#[test]
fn the_list_of_packets_grows_and_follows_at_its_end() {
    let mut live = live();
    let control = login(&live, 40_000);
    live.go_on().ui.press("3<End>");
    for number in 0..60 {
        control.ask(&format!("CWD folder-{number}"), "250 OK.");
        live.wait(1.0);
    }
    let frames = live.scene.len() as u64;
    assert_eq!(live.ui.app.context().frame, Some(frames));
    live.ui.press("<Up>");
    control.ask("NOOP", "200 OK.");
    live.wait(5.0);
    assert_eq!(live.ui.app.context().frame, Some(frames - 1));
    live.ui.press("aa<End>");
    control.ask("NOOP", "200 OK.");
    live.go_on();
    assert_eq!(live.ui.app.context().frame, Some(live.scene.len() as u64));
}

#[test]
fn a_filter_of_packets_goes_on_with_what_is_new() {
    let mut live = live();
    let control = login(&live, 40_000);
    live.go_on().ui.press("3fnoop<Enter>");
    for _ in 0..3 {
        control.ask("NOOP", "200 OK.");
        live.wait(5.0);
    }
    assert_shown(&mut live, &["3 of "]);
}

#[test]
fn the_stream_grows_with_the_conversation() {
    let mut live = live();
    let control = login(&live, 40_000);
    live.go_on().ui.press("4<Tab><End>");
    for number in 0..40 {
        control.ask(&format!("CWD folder-{number}"), "250 OK.");
        live.wait(5.0);
    }
    assert_shown(&mut live, &["CWD folder-39"]);
    live.ui.press("<Home>");
    control.ask("CWD last", "250 OK.");
    live.wait(5.0);
    assert_shown(&mut live, &["USER alice"]);
    live.ui.press("<End>");
    assert_shown(&mut live, &["CWD last"]);
}

#[test]
fn passwords_stay_hidden_in_what_grows() {
    for screen in ["2", "3", "4"] {
        let mut live = live();
        let client = format!("{CLIENT}:40000");
        let control = live.scene.connect(&client, "198.51.100.21:21");
        control.reply("220 Hello.");
        live.go_on().ui.press(screen);
        control.ask("USER alice", "331 Password, please.");
        live.wait(1.0).ui.press(screen).press("<End>");
        control.command("PASS looking-glass");
        live.wait(1.0);
        assert_not_shown(&mut live, "glass");
        control.reply("230 Hello, alice.");
        live.wait(1.0);
        assert_not_shown(&mut live, "glass");
    }
}

#[test]
fn a_paused_screen_stands_still_while_counters_go_on() {
    let mut live = live();
    let control = login(&live, 40_000);
    live.wait(1.0).ui.press("z<Esc>");
    let before: Vec<String> = screen(&mut live).lines().map(str::to_owned).collect();
    control.ask("SIZE report.txt", "213 12");
    let _ = login(&live, 40_001);
    live.wait(5.0);
    let after: Vec<String> = screen(&mut live).lines().map(str::to_owned).collect();
    let line = before.len() - 2;
    assert_eq!(before[..line], after[..line]);
    assert_ne!(before[line], after[line]);
    assert!(after[line].contains("PAUSED"), "{}", after[line]);
    live.ui.press("z");
    assert_shown(&mut live, &["LIVE", "2 sessions", "192.0.2.10:40001"]);
}

#[test]
fn a_paused_ladder_and_a_paused_list_of_packets_stand_still() {
    for screens in ["2", "3", "3aa", "4", "5", "6"] {
        let mut live = live();
        let control = login(&live, 40_000);
        live.wait(1.0).ui.press(screens).press("<End>z<Right>");
        let before = screen(&mut live);
        ask_for_listing(&control);
        live.wait(5.0);
        let after = screen(&mut live);
        let rows = before.lines().count() - 2;
        let still = |screen: &str| -> Vec<String> {
            screen.lines().take(rows).map(str::to_owned).collect()
        };
        assert_eq!(still(&before), still(&after), "{screens}");
    }
}

#[test]
fn nothing_is_paused_where_nothing_is_captured() {
    let mut ui = crate::support::ui::open(&["captures/active.pcap"], 80, 24, Language::En);
    ui.press("z");
    assert!(ui.screen().contains("nothing is being captured"));
}

#[test]
fn escape_does_not_end_the_capture() {
    let mut live = live();
    live.ui.press("<Esc><Esc>");
    assert_shown(&mut live, &["the capture goes on"]);
    assert!(live.ui.effects.is_empty());
}

#[test]
fn dropped_packets_are_said_in_words_with_a_mark() {
    let mut live = live();
    live.go_on();
    assert_shown(&mut live, &["none dropped"]);
    live.drop_packets([12, 0]);
    assert_shown(&mut live, &["! 12 dropped by the kernel"]);
    live.drop_packets([12, 3]);
    assert_shown(
        &mut live,
        &["! dropped: 12 by the kernel, 3 by the interface"],
    );
}

#[test]
fn the_oldest_finished_sessions_are_let_go_and_that_is_said() {
    let keep = Keep {
        sessions: 20,
        ..Keep::default()
    };
    let mut live = Live::keeping(keep, (100, 30), Language::En);
    let open = login(&live, 39_999);
    live.go_on();
    for port in 0..60 {
        login(&live, 40_000 + port).quit();
        open.ask("NOOP", "200 OK.");
        live.wait(7.0);
    }
    let book = &live.ui.app.context().book;
    assert!(book.sessions.len() <= 22, "{}", book.sessions.len());
    let number = |at: usize| book.sessions.iter().nth(at).map(|(_, one)| one.number);
    assert_eq!(number(0), Some(1));
    assert!(number(1) > Some(38));
    assert_shown(&mut live, &["older sessions were let go: "]);
    for screen in ["1<Home>", "2", "3", "4", "5", "6", "1<End><Enter>"] {
        live.ui.press(screen);
        login(&live, 45_000).quit();
        live.wait(7.0);
    }
}

#[test]
fn going_to_a_frame_that_is_not_kept_says_so() {
    let mut live = live();
    let _ = login(&live, 40_000);
    live.go_on();
    live.packets.let_go(5);
    live.ui.press(":3<Enter>");
    assert_shown(
        &mut live,
        &["Frame 3 is not kept any more: the oldest that is has number 5."],
    );
    assert_eq!(live.ui.app.screen(), ScreenId::Sessions);
    live.ui.press(":6<Enter>");
    assert_eq!(live.ui.app.screen(), ScreenId::Packets);
}

#[test]
fn a_list_whose_oldest_packets_go_keeps_the_selected_one_under_the_cursor() {
    let mut live = live();
    let control = login(&live, 40_000);
    for _ in 0..60 {
        control.ask("NOOP", "200 OK.");
    }
    live.go_on().ui.press("3aa:80<Enter>");
    let row = |live: &mut Live| {
        let screen = screen(live);
        screen.lines().position(|line| line.starts_with(" 80 "))
    };
    let before = row(&mut live);
    assert!(before.is_some(), "{}", screen(&mut live));
    live.packets.let_go(40);
    live.go_on();
    assert_eq!(row(&mut live), before);
    assert_eq!(live.ui.app.context().frame, Some(80));
}

#[test]
fn what_is_live_is_said_in_every_language_and_fits_small_screens() {
    for (language, name) in [
        (Language::En, "en"),
        (Language::ZhHans, "zh-hans"),
        (Language::ZhHant, "zh-hant"),
    ] {
        for size in [(80, 24), (40, 12)] {
            let mut live = Live::new(size, language);
            let control = login(&live, 40_000);
            ask_for_listing(&control);
            let data = live
                .scene
                .stream("198.51.100.21:20", &format!("{CLIENT}:20000"));
            data.syn();
            for _ in 0..4 {
                live.wait(1.0);
            }
            live.drop_packets([7, 0]);
            insta::assert_snapshot!(format!("live_{name}_{}", size.0), live.ui.screen());
            live.ui.press("<Enter>");
            insta::assert_snapshot!(format!("live_ladder_{name}_{}", size.0), live.ui.screen());
        }
    }
}

/// What is to be saved after the keys were pressed.
#[track_caller]
fn saved(live: &mut Live, keys: &str) -> Selection {
    live.ui.press(keys);
    let effects = std::mem::take(&mut live.ui.effects);
    let selections = effects.into_iter().filter_map(|effect| match effect {
        Effect::SavePackets(selection) => Some(selection),
        _ => None,
    });
    selections.last().expect("packets to be saved")
}

#[test]
fn the_packets_of_a_session_are_saved_and_in_the_list_of_packets_those_listed() {
    let mut live = live();
    let _ = login(&live, 40_000);
    live.go_on();
    let frames = live.scene.len();
    let _ = login(&live, 40_001);
    live.go_on().ui.press("<Home>");
    for keys in ["w", "2w", "3w"] {
        let selection = saved(&mut live, keys);
        assert_eq!(selection.stem, "ftpscope-session-1");
        assert_eq!(selection.numbers.len(), frames, "{keys}");
        let comment = "session 1 of eth0: 192.0.2.10:40000 to 198.51.100.21:21";
        assert_eq!(selection.comment, comment);
    }
    let all = saved(&mut live, "3aaw");
    assert_eq!(
        (all.stem.as_str(), all.numbers.len()),
        ("ftpscope-packets", 2 * frames)
    );
    let some = saved(&mut live, "fsyn<Enter>w");
    assert_eq!(some.numbers.len(), 4);
}

#[test]
fn without_packets_there_is_nothing_to_save() {
    let mut live = live();
    live.ui.press("w");
    assert_shown(&mut live, &["no packets to save here"]);
}

#[test]
fn a_session_that_was_let_go_while_the_screen_stood_still_is_not_looked_at_any_more() {
    let keep = Keep {
        sessions: 3,
        ..Keep::default()
    };
    let mut live = Live::keeping(keep, (100, 30), Language::En);
    for port in 0..3 {
        login(&live, 40_000 + port).quit();
        live.wait(7.0);
    }
    live.ui.press("z");
    for port in 10..20 {
        login(&live, 40_000 + port).quit();
        live.wait(7.0);
    }
    live.ui.press("<Home><Enter>");
    assert_shown(&mut live, &["192.0.2.10:40000"]);
    live.ui.press("z");
    assert!(live.ui.app.context().entry().is_none());
    live.ui.press("1");
    assert_shown(&mut live, &["192.0.2.10:40019"]);
}
