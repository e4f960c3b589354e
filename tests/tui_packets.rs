//! The packets screen: the list, the tree, the bytes, and what they have to do with each other.

use crate::support::scene::End::Initiator;
use crate::support::scene::{Recording, Scene};
use crate::support::ui::{self, Ui};
use ftpscope::views::tui::{Effect, Language, ScreenId};

const LANGUAGES: [(&str, Language); 3] = [
    ("en", Language::En),
    ("zh-hans", Language::ZhHans),
    ("zh-hant", Language::ZhHant),
];

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 50)];

fn open(capture: &str) -> Ui {
    let mut ui = ui::open(&[&format!("captures/{capture}")], 100, 30, Language::En);
    ui.press("3");
    assert_eq!(ui.app.screen(), ScreenId::Packets);
    ui
}

fn open_recording(recording: &Recording) -> Ui {
    let frames = recording.frames.iter().zip(1..);
    let frames = frames.map(|(frame, number)| frame.numbered(number));
    let mut ui = ui::open_frames("scene", frames, (100, 30), Language::En);
    ui.press("3");
    ui
}

/// Presses a key until the selected frame says `text`.
fn go_to(ui: &mut Ui, text: &str) {
    ui.press(&format!("/{text}<Enter>"));
    let screen = ui.screen();
    assert!(!screen.contains("not found"), "{screen}");
}

fn frame(ui: &Ui) -> u64 {
    ui.app.context().frame.expect("a frame")
}

/// Everything that can be copied.
fn copies(ui: &mut Ui) -> Vec<String> {
    ui.effects.clear();
    for choice in 0..6 {
        ui.press("y");
        ui.press(&"<Down>".repeat(choice));
        ui.press("<Enter>");
    }
    ui.effects
        .drain(..)
        .filter_map(|effect| match effect {
            Effect::Copy(text) => Some(text),
            _ => None,
        })
        .collect()
}

/// The title of the list.
fn title(ui: &mut Ui) -> String {
    ui.screen().lines().nth(1).unwrap_or_default().to_owned()
}

#[test]
fn frames_fields_and_bytes_are_on_one_screen() {
    for (language_name, language) in LANGUAGES {
        for (width, height) in SIZES {
            let mut ui = ui::open(&["captures/tutorial-active.pcap"], width, height, language);
            ui.press("3");
            let name = format!("packets_{language_name}_{width}");
            insta::assert_snapshot!(name, ui.screen());
        }
    }
}

#[test]
fn each_capture_has_its_packets() {
    for capture in [
        "abor.pcap",
        "active-blocked.pcap",
        "active-rejected.pcap",
        "epsv-ipv6.pcap",
        "ftps.pcap",
        "passive.pcap",
        "two-sides-of-a-nat.pcapng",
    ] {
        let mut ui = open(capture);
        ui.press("<Down><Down><Down>");
        insta::assert_snapshot!(format!("packets_{capture}"), ui.screen());
    }
}

#[test]
fn ascii_and_forty_columns_are_enough_for_one_pane_at_a_time() {
    let mut screens = String::new();
    let mut ui = ui::open_with(
        &["captures/tutorial-active.pcap"],
        40,
        12,
        Language::En,
        |start| start.unicode = false,
    );
    ui.press("3");
    for _ in 0..3 {
        screens.push_str(&ui.screen());
        ui.press("<Tab>");
    }
    assert!(screens.is_ascii(), "{screens}");
    insta::assert_snapshot!("packets_ascii_40", screens);
}

#[test]
fn a_field_that_is_selected_marks_its_bytes_and_a_byte_its_field() {
    let mut ui = open("tutorial-active.pcap");
    ui.press("<Tab>");
    ui.click_on("p1: 39");
    let hexadecimal = copies(&mut ui);
    assert!(hexadecimal.contains(&"33 39".to_owned()), "{hexadecimal:?}");
    assert!(hexadecimal.contains(&"39".to_owned()), "{hexadecimal:?}");
    // The byte after the comma is the first of the two of the last number.
    ui.press("<Tab><Right><Right><Right>");
    assert!(copies(&mut ui).contains(&"136".to_owned()));
}

#[test]
fn the_title_of_the_bytes_tells_where_the_selected_field_stands() {
    let mut ui = open("tutorial-active.pcap");
    ui.click_on("p2: 136");
    assert!(
        ui.screen().contains("Bytes · 0056 · 3 bytes"),
        "{}",
        ui.screen()
    );
}

#[test]
fn both_panes_of_a_frame_follow_the_frame() {
    let mut ui = open("tutorial-active.pcap");
    ui.press("<Tab><Tab>G<S-Tab><S-Tab>:1<Enter>");
    assert!(
        ui.screen().contains("TCP: 10100 → 21 [SYN]"),
        "{}",
        ui.screen()
    );
    assert!(ui.screen().contains("Frame 1 "));
}

#[test]
fn moving_in_the_list_changes_the_frame_that_all_screens_look_at() {
    let mut ui = open("active.pcap");
    ui.press("g");
    let first = frame(&ui);
    ui.press("<Down><Down>");
    assert_eq!(frame(&ui), first + 2);
    ui.press("G");
    assert_eq!(frame(&ui), ui.app.context().packets.count(0));
}

#[test]
fn groups_of_fields_fold_and_unfold() {
    let mut ui = open("tutorial-active.pcap");
    ui.click_on("TCP: ").press("<Right>");
    assert!(ui.screen().contains("Source port: "), "{}", ui.screen());
    ui.press("<Right>");
    assert_eq!(copies(&mut ui)[4], "'t");
    ui.press("<Left><Left>");
    assert!(!ui.screen().contains("Source port: "));
    ui.press("<Enter>");
    assert!(ui.screen().contains("Source port: "));
}

#[test]
fn what_is_folded_stays_so_in_the_next_frame() {
    let mut ui = open("tutorial-active.pcap");
    ui.click_on("TCP: ").press("<Right><S-Tab><Down>");
    assert!(ui.screen().contains("Source port: 21"), "{}", ui.screen());
}

#[test]
fn a_key_turns_from_the_session_to_its_control_connection_and_on() {
    let mut ui = open("tutorial-active.pcap");
    assert!(title(&mut ui).contains("session · 29 frames"));
    ui.press("a");
    assert!(
        title(&mut ui).contains("control connection · 21 frames"),
        "{}",
        ui.screen()
    );
    ui.press("a");
    assert!(title(&mut ui).contains("all frames · 29 frames"));
    ui.press("a");
    assert!(title(&mut ui).contains("session"));
}

#[test]
fn on_a_frame_of_a_data_connection_the_key_turns_to_it_as_well() {
    let mut ui = open("tutorial-active.pcap");
    go_to(&mut ui, "333 bytes");
    ui.press("a");
    let title = title(&mut ui);
    assert!(
        title.contains("data connection 10.0.1.66:20 → 10.0.13.222:10120 · 8 frames"),
        "{title}"
    );
}

#[test]
fn a_frame_that_is_chosen_elsewhere_widens_the_list_until_it_is_in_it() {
    let mut ui = open("tutorial-active.pcap");
    ui.press("a:18<Enter>");
    assert_eq!(frame(&ui), 18);
    assert!(title(&mut ui).contains("session"), "{}", ui.screen());
}

#[test]
fn a_filter_narrows_the_list_as_it_is_typed() {
    let mut ui = open("tutorial-active.pcap");
    ui.press("fsyn");
    assert!(
        title(&mut ui).contains("4 of 29 frames · filter: syn"),
        "{}",
        ui.screen()
    );
    ui.press("<Enter>f<C-u>ftp-data<Enter>");
    assert!(title(&mut ui).contains("1 of 29 frames"), "{}", ui.screen());
    assert_eq!(frame(&ui), 18);
    ui.press("f<C-u><Enter>");
    assert!(title(&mut ui).contains("session · 29 frames"));
    assert_eq!(frame(&ui), 18);
}

#[test]
fn filters_know_ports_addresses_protocols_and_text() {
    for (capture, filter, count) in [
        ("tutorial-active.pcap", "port 20", 8),
        ("tutorial-active.pcap", "10.0.13.222 port 20", 8),
        ("tutorial-active.pcap", "fin", 4),
        ("tutorial-active.pcap", "ftp quit", 1),
        ("tutorial-active.pcap", "198.51.100.7", 0),
        ("active-rejected.pcap", "icmp", 1),
        ("active-rejected.pcap", "198.51.100.1", 1),
        ("ftps.pcap", "tls client", 6),
    ] {
        let mut ui = open(capture);
        ui.press(&format!("f{filter}<Enter>"));
        let title = title(&mut ui);
        assert!(title.contains(&format!("{count} of ")), "{filter}: {title}");
    }
}

#[test]
fn a_filter_that_leaves_the_frame_out_selects_the_nearest() {
    let mut ui = open("tutorial-active.pcap");
    ui.press(":12<Enter>fquit<Enter>");
    assert_eq!(frame(&ui), 25);
}

#[test]
fn text_is_looked_for_in_both_directions() {
    let mut ui = open("tutorial-active.pcap");
    ui.press("g");
    go_to(&mut ui, "ftp");
    let first = frame(&ui);
    ui.press("n");
    let second = frame(&ui);
    assert!(second > first);
    ui.press("N");
    assert_eq!(frame(&ui), first);
    ui.press("/no such text<Enter>");
    assert!(ui.screen().contains("not found: no such text"));
    assert_eq!(frame(&ui), first);
}

#[test]
fn what_is_found_in_the_bytes_selects_its_field() {
    let mut ui = open("tutorial-active.pcap");
    ui.press("g");
    go_to(&mut ui, "39,136");
    assert_eq!(copies(&mut ui)[4], "39");
}

#[test]
fn a_segment_of_telnet_commands_says_so() {
    let mut ui = open("abor.pcap");
    ui.press("ftelnet<Enter>");
    assert!(ui.screen().contains(" 68 Telnet"), "{}", ui.screen());
}

#[test]
fn a_display_filter_selects_the_frame_and_its_connection() {
    let mut ui = open("tutorial-active.pcap");
    ui.press(":18<Enter>");
    let copies = copies(&mut ui);
    assert_eq!(copies[0], "frame.number == 18");
    assert_eq!(
        copies[1],
        "ip.addr == 10.0.1.66 && ip.addr == 10.0.13.222 && tcp.port == 20 && tcp.port == 10120"
    );
    assert!(copies[2].starts_with("18 10.0.1.66 10.0.13.222 FTP-DATA 399 333 bytes"));
    assert!(copies[5].starts_with("0000  02 00"), "{}", copies[5]);
}

#[test]
fn a_click_selects_rows_fields_and_bytes() {
    let mut ui = open("tutorial-active.pcap");
    ui.click_on("LIST");
    assert_eq!(frame(&ui), 13);
    ui.click_on("4c 49 53 54");
    assert_eq!(copies(&mut ui)[4], "LIST");
}

#[test]
fn the_wheel_scrolls_the_pane_under_the_mouse_and_selects_nothing() {
    let mut ui = open("active.pcap");
    ui.press("g");
    let before = ui.screen();
    ui.wheel(true, 10, 5);
    let after = ui.screen();
    assert_ne!(before.lines().nth(4), after.lines().nth(4));
    assert_eq!(frame(&ui), 1);
    assert_eq!(before.lines().last(), after.lines().last());
}

#[test]
fn a_border_that_is_dragged_stays_where_it_is_left() {
    let mut ui = open("tutorial-active.pcap");
    let row = |ui: &mut Ui| {
        let screen = ui.screen();
        screen.lines().position(|line| line.contains("Frame "))
    };
    let before = row(&mut ui).expect("a border") as u16;
    ui.effects.clear();
    ui.click(5, before).drag(5, before + 4);
    assert_eq!(row(&mut ui), Some(usize::from(before) + 4));
    let remembered = ui.effects.iter().any(|effect| {
        matches!(effect, Effect::Remember(settings) if settings.borders.contains_key("packets-list"))
    });
    assert!(remembered);
}

#[test]
fn times_count_from_the_start_or_from_the_frame_before() {
    let mut ui = open("tutorial-active.pcap");
    ui.press("g");
    assert!(ui.screen().contains("  1 0.000000 "), "{}", ui.screen());
    ui.press("G");
    let last = |ui: &mut Ui| {
        let screen = ui.screen();
        let line = screen.lines().find(|line| line.starts_with(" 29 "));
        line.unwrap_or_default().to_owned()
    };
    assert!(last(&mut ui).contains("0.047055"), "{}", last(&mut ui));
    ui.press("t");
    assert!(last(&mut ui).contains("0.000018"), "{}", last(&mut ui));
}

/// A session whose client sends its password in two segments.
fn divided_password() -> Scene {
    let scene = Scene::new();
    let control = scene.connect(crate::support::scene::CLIENT, "198.51.100.1:2121");
    control.reply("220 hello");
    control.ask("USER alice", "331 password?");
    control.send(Initiator, "PASS look");
    let rest = control.segment(Initiator).payload("ing-glass\r\n");
    control.send(Initiator, "ing-glass\r\n");
    control.reply("230 welcome");
    control.ask("PWD", "257 \"/\"");
    control.inject(rest);
    control.quit();
    scene
}

/// Every frame as it is shown in all panes, and everything that can be copied of it.
fn all_that_is_shown(ui: &mut Ui) -> String {
    let mut shown = String::new();
    ui.press("g");
    for _ in 0..ui.app.context().packets.count(0) {
        ui.press("<Tab>G");
        shown.push_str(&ui.screen());
        ui.press("<S-Tab>");
        shown.push_str(&copies(ui).concat());
        ui.press("<Down>");
    }
    shown
}

#[test]
fn a_password_is_hidden_in_every_pane_and_in_what_is_copied() {
    let mut ui = open_recording(&divided_password().recording());
    ui.resize(160, 50);
    let shown = all_that_is_shown(&mut ui);
    for secret in ["look", "ing-glass", "6c 6f 6f 6b", "69 6e 67 2d"] {
        assert!(!shown.contains(secret), "{secret}");
    }
    assert!(shown.contains("PASS ********"));
    ui.press("g/glass<Enter>");
    assert!(ui.screen().contains("not found: glass"));
}

#[test]
fn a_password_that_is_sent_letter_by_letter_is_hidden() {
    let scene = Scene::new();
    let control = scene.connect(crate::support::scene::CLIENT, "198.51.100.1:2121");
    control.reply("220 hello");
    control.ask("USER alice", "331 password?");
    for letter in "PASS zqx\r\n".chars() {
        control.send(Initiator, letter.to_string());
    }
    control.reply("230 welcome");
    control.quit();
    let mut ui = open_recording(&scene.recording());
    let shown = all_that_is_shown(&mut ui);
    assert!(shown.contains("FTP       55 ********"), "{}", ui.screen());
    for letter in ["P", "z", "q", "x"] {
        assert!(
            !shown.contains(&format!("FTP       55 {letter}\n")),
            "{letter}"
        );
    }
}

#[test]
fn a_password_that_was_asked_for_is_shown() {
    let mut ui = open_recording(&divided_password().recording());
    ui.resize(160, 50).press("Py");
    let shown = all_that_is_shown(&mut ui);
    assert!(shown.contains("PASS look") && shown.contains("ing-glass"));
    assert!(!shown.contains("********"));
}

#[test]
fn any_size_is_drawn() {
    let mut ui = open("active-rejected.pcap");
    for (width, height) in [
        (0, 0),
        (1, 1),
        (40, 12),
        (63, 15),
        (64, 18),
        (200, 12),
        (41, 60),
    ] {
        ui.resize(width, height).press("<Tab><Down><Right><Tab>");
    }
}
