//! The stream screen: conversations, what data connections carried, what is missing.

use crate::support::scene::End::{Initiator, Listener};
use crate::support::scene::{SERVER, Scene, Stream};
use crate::support::ui::{self, Ui};
use ftpscope::views::tui::{Effect, Language, ScreenId};

const LANGUAGES: [(&str, Language); 3] = [
    ("en", Language::En),
    ("zh-hans", Language::ZhHans),
    ("zh-hant", Language::ZhHant),
];

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 50)];

fn open(scene: &Scene, width: u16, height: u16) -> Ui {
    let recording = scene.recording();
    let frames = recording.frames.iter().zip(1..);
    let frames = frames.map(|(frame, number)| frame.numbered(number));
    let mut ui = ui::open_frames("scene", frames, (width, height), Language::En);
    go_to_control(&mut ui);
    assert_eq!(ui.app.screen(), ScreenId::Stream);
    ui
}

/// Opens the screen at the first line of the control connection, with the list in the focus.
fn go_to_control(ui: &mut Ui) -> &mut Ui {
    ui.press("4");
    // A data connection that the walkthrough stands at is what is shown, and has the focus.
    if ui.app.context().connection.is_some() {
        ui.press("<Tab>");
    }
    ui.press("g<Tab>g<Tab>")
}

/// A passive transfer on `control`: the data connection is left open for what is to be carried.
fn transfer(scene: &Scene, control: &Stream, command: &str) -> Stream {
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask(command, "150 Here it comes.");
    data
}

/// The capture at its first data connection.
fn at_first_data(capture: &str, width: u16, height: u16, language: Language) -> Ui {
    let mut ui = ui::open(&[capture], width, height, language);
    go_to_control(&mut ui).press("<Down>");
    ui
}

#[test]
fn a_control_connection_is_a_conversation() {
    for (language_name, language) in LANGUAGES {
        for (width, height) in SIZES {
            let mut ui = ui::open(&["captures/active.pcap"], width, height, language);
            go_to_control(&mut ui);
            let name = format!("stream_control_{language_name}_{width}");
            insta::assert_snapshot!(name, ui.screen());
        }
    }
}

#[test]
fn a_listing_is_a_table() {
    for (language_name, language) in LANGUAGES {
        for (width, height) in SIZES {
            let mut ui = at_first_data("captures/active.pcap", width, height, language);
            let name = format!("stream_listing_{language_name}_{width}");
            insta::assert_snapshot!(name, ui.screen());
        }
    }
}

#[test]
fn each_capture_has_its_streams() {
    for capture in [
        "abor",
        "active-blocked",
        "epsv-ipv6",
        "ftps",
        "lost-segment",
        "passive",
    ] {
        let path = format!("captures/{capture}.pcap");
        let mut ui = ui::open(&[&path], 80, 24, Language::En);
        let control = go_to_control(&mut ui).screen();
        let data = ui.press("<Down>").screen();
        let screens = format!("{control}\n{data}");
        insta::assert_snapshot!(format!("stream_{capture}"), screens);
    }
}

#[test]
fn the_forms_of_a_data_connection_follow_one_another() {
    let mut ui = at_first_data("captures/active.pcap", 80, 24, Language::En);
    assert!(ui.screen().contains("rights"), "{}", ui.screen());
    ui.press("x");
    assert!(ui.screen().contains("00000000  "), "{}", ui.screen());
    ui.press("x");
    let text = ui.screen();
    assert!(
        text.contains("-rw-r--r--") && !text.contains("rights"),
        "{text}"
    );
}

#[test]
fn ascii_and_forty_columns_are_enough() {
    let mut ui = ui::open_with(&["captures/active.pcap"], 40, 12, Language::En, |start| {
        start.unicode = false
    });
    let control = go_to_control(&mut ui).screen();
    let data = ui.press("<Down>").screen();
    assert!(control.is_ascii() && data.is_ascii());
    insta::assert_snapshot!("stream_ascii_40", format!("{control}\n{data}"));
}

#[test]
fn a_gap_is_shown_where_it_is() {
    let scene = Scene::new();
    let control = scene.login();
    let data = transfer(&scene, &control, "RETR notes.txt");
    data.send(Listener, "before the gap\n");
    data.send_unseen(Listener, 46);
    data.send(Listener, "after the gap\n");
    data.ack(Initiator);
    data.close(Listener);
    control.reply("226 Done.");
    control.quit();
    let screen = open(&scene, 80, 24).press("<Down>").screen();
    let place = |text: &str| {
        screen
            .find(text)
            .unwrap_or_else(|| panic!("{text}: {screen}"))
    };
    let gap = place("… 46 bytes not captured …");
    assert!(place("before the gap") < gap && gap < place("after the gap"));
}

#[test]
fn bytes_that_lack_at_the_end_are_told_too() {
    let scene = Scene::new();
    let control = scene.login();
    let data = transfer(&scene, &control, "RETR notes.txt");
    data.send(Listener, "the beginning\n");
    data.send_unseen(Listener, 100);
    data.close(Listener);
    control.reply("226 Done.");
    control.quit();
    let screen = open(&scene, 80, 24).press("<Down>").screen();
    assert!(screen.contains("… 100 bytes not captured …"), "{screen}");
}

#[test]
fn a_reply_of_which_a_part_was_not_captured_shows_the_hole() {
    let scene = Scene::new();
    let control = scene.login();
    control.command("SYST");
    control.send(Listener, "215 UN");
    control.send_unseen(Listener, 9);
    control.send(Listener, "L8\r\n");
    control.ack(Initiator);
    control.ask("NOOP", "200 Fine.");
    control.quit();
    let screen = open(&scene, 80, 24).screen();
    assert!(screen.contains("◄ … 9 bytes not captured …"), "{screen}");
}

#[test]
fn passwords_are_hidden_until_they_are_asked_for() {
    let mut ui = ui::open(&["captures/active.pcap"], 80, 24, Language::En);
    go_to_control(&mut ui);
    assert!(ui.screen().contains("PASS ********"));
    assert!(!ui.screen().contains("looking-glass"));
    ui.press("Py");
    assert!(ui.screen().contains("PASS looking-glass"));
}

#[test]
fn a_password_is_neither_copied_nor_found() {
    let mut ui = ui::open(&["captures/active.pcap"], 80, 24, Language::En);
    go_to_control(&mut ui).press("<Tab>/looking-glass<Enter>");
    assert!(ui.screen().contains("not found"), "{}", ui.screen());
    ui.press("/PASS *<Enter>y<Enter>");
    ui.press("y<Down><Enter>");
    let copied: Vec<&String> = ui.effects.iter().filter_map(copied).collect();
    assert_eq!(copied.len(), 2);
    assert!(copied.iter().all(|text| text.contains("PASS ********")));
    assert!(!copied.iter().any(|text| text.contains("looking-glass")));
}

#[test]
fn the_rest_of_a_torn_password_stays_hidden() {
    let scene = Scene::new();
    let control = scene.connect("192.0.2.1:40000", SERVER);
    control.reply("220 Service ready.");
    control.ask("USER alice", "331 Password, please.");
    control.send(Initiator, "PASS look");
    control.send_unseen(Initiator, 3);
    control.send(Initiator, "-glass\r\n");
    control.reply("230 Logged in.");
    control.ask("NOOP", "200 Fine.");
    control.quit();
    let screen = open(&scene, 80, 24).screen();
    assert!(
        !screen.contains("look") && !screen.contains("glass"),
        "{screen}"
    );
    assert!(screen.contains("… 3 bytes not captured …"), "{screen}");
}

#[test]
fn both_directions_of_a_data_connection_are_told_apart() {
    let scene = Scene::new();
    let control = scene.login();
    let data = transfer(&scene, &control, "RETR talk.txt");
    data.send(Listener, "from the server\n");
    data.send(Initiator, "from the client\n");
    data.send(Listener, "server again\n");
    data.close(Listener);
    control.reply("226 Done.");
    control.quit();
    let mut ui = open(&scene, 80, 24);
    let screen = ui.press("<Down>").screen();
    let rows = ["◄ from the server", "► from the client", "◄ server again"];
    let places = rows.map(|row| {
        screen
            .find(row)
            .unwrap_or_else(|| panic!("{row}: {screen}"))
    });
    assert!(places.is_sorted(), "{screen}");
    let buffer = ui.draw();
    let ink = |text: &str| {
        let row = screen.lines().position(|line| line.contains(text));
        buffer[(2, row.expect("the row") as u16)].fg
    };
    assert_ne!(ink("► from the client"), ink("◄ server again"));
}

#[test]
fn bytes_of_another_kind_are_a_hex_dump() {
    let scene = Scene::new();
    let control = scene.login();
    let data = transfer(&scene, &control, "RETR image.bin");
    let bytes: Vec<u8> = (0..=255).collect();
    data.carry(Listener, &bytes);
    control.reply("226 Done.");
    control.quit();
    let screen = open(&scene, 120, 24).press("<Down>").screen();
    assert!(screen.contains("00000040  40 41 42 43"), "{screen}");
    assert!(screen.contains("@ABCDEFGHIJKLMNO"), "{screen}");
}

#[test]
fn what_comes_from_the_wire_moves_no_cursor() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("CWD \x1b[2J\x07", "250 \x1b]0;title\x07 fine.");
    control.quit();
    let mut ui = open(&scene, 80, 24);
    let buffer = ui.draw();
    let symbols = buffer.content().iter().map(|cell| cell.symbol());
    assert!(symbols.flat_map(str::chars).all(|one| !one.is_control()));
    assert!(ui.screen().contains("CWD ^[[2J^G"), "{}", ui.screen());
}

#[test]
fn moving_in_a_stream_moves_the_frame_that_is_looked_at() {
    let mut ui = ui::open(&["captures/active.pcap"], 80, 24, Language::En);
    go_to_control(&mut ui).press("<Tab>");
    let first = ui.app.context().frame.expect("a frame");
    ui.press("<Down><Down>");
    let third = ui.app.context().frame.expect("a frame");
    assert!(third > first);
    ui.press("<Enter>");
    assert_eq!(ui.app.screen(), ScreenId::Packets);
    assert_eq!(ui.app.context().frame, Some(third));
}

#[test]
fn the_row_of_a_frame_that_was_gone_to_is_selected() {
    let mut ui = ui::open(&["captures/active.pcap"], 80, 24, Language::En);
    let frame = ui.app.context().book.sessions[0].session.exchanges[2].frame;
    ui.press(&format!("4:{frame}<Enter>4"));
    assert!(
        ui.screen().contains(&format!("#{frame} · row ")),
        "{}",
        ui.screen()
    );
}

#[test]
fn a_search_goes_round_and_back() {
    let mut ui = ui::open(&["captures/active.pcap"], 80, 24, Language::En);
    go_to_control(&mut ui).press("<Tab>/port <Enter>");
    let first = ui.app.context().frame;
    ui.press("n");
    let second = ui.app.context().frame;
    assert_ne!(first, second);
    ui.press("N");
    assert_eq!(ui.app.context().frame, first);
    ui.press("/no such text<Enter>");
    assert!(ui.screen().contains("not found"));
}

#[test]
fn a_filter_for_wireshark_can_be_copied() {
    let mut ui = at_first_data("captures/tutorial-active.pcap", 80, 24, Language::En);
    ui.press("y<Down><Down><Enter>");
    let copied: Vec<&String> = ui.effects.iter().filter_map(copied).collect();
    assert_eq!(
        copied,
        ["ip.addr == 10.0.1.66 && ip.addr == 10.0.13.222 && tcp.port == 20 && tcp.port == 10120"]
    );
}

fn copied(effect: &Effect) -> Option<&String> {
    match effect {
        Effect::Copy(text) => Some(text),
        _ => None,
    }
}

#[test]
fn a_long_stream_is_read_a_window_at_a_time() {
    let scene = Scene::new();
    let control = scene.login();
    let data = transfer(&scene, &control, "RETR long.txt");
    let lines: String = (0..160_000)
        .map(|line| format!("line {line:06}\n"))
        .collect();
    for piece in lines.as_bytes().chunks(60_000) {
        data.send(Listener, piece);
        data.ack(Initiator);
    }
    data.close(Listener);
    control.reply("226 Done.");
    control.quit();
    let mut ui = open(&scene, 80, 24);
    ui.press("<Down><Tab>");
    assert!(
        ui.screen().contains("0 B to 1.1 MB of 1.9 MB"),
        "{}",
        ui.screen()
    );
    assert!(ui.screen().contains("line 000000"));
    ui.press("G<Down>");
    assert!(
        ui.screen().contains("1.1 MB to 1.9 MB of 1.9 MB"),
        "{}",
        ui.screen()
    );
    ui.press("G");
    assert!(ui.screen().contains("line 159999"), "{}", ui.screen());
    ui.press("g");
    assert!(ui.screen().contains("line 000000"), "{}", ui.screen());
}

#[test]
fn going_back_beyond_the_start_of_a_window_reads_the_one_before() {
    let scene = Scene::new();
    let control = scene.login();
    let data = transfer(&scene, &control, "RETR long.bin");
    for piece in vec![0; 2_500_000].chunks(60_000) {
        data.send(Listener, piece);
        data.ack(Initiator);
    }
    data.close(Listener);
    control.reply("226 Done.");
    control.quit();
    let mut ui = open(&scene, 80, 24);
    ui.press("<Down><Tab>G<Down>G<Down>");
    assert!(ui.screen().contains("2.2 MB to 2.5 MB"), "{}", ui.screen());
    ui.press("<Up>");
    assert!(ui.screen().contains("1.1 MB to 2.2 MB"), "{}", ui.screen());
}

#[test]
fn no_size_and_no_key_is_too_much() {
    let mut ui = ui::open(&["captures/active.pcap"], 80, 24, Language::En);
    for (width, height) in [
        (0, 0),
        (1, 1),
        (40, 12),
        (41, 13),
        (99, 12),
        (100, 12),
        (300, 3),
    ] {
        ui.resize(width, height);
        ui.press("4<Tab>x<Down><PageDown>G<Left><Right>g<Tab><Down>x<Down>x<Up><Up>");
        ui.click(3, 3).wheel(true, 30, 8).drag(20, 6);
    }
}

#[test]
fn the_border_can_be_dragged_from_where_it_is_drawn() {
    let mut ui = ui::open(&["captures/active.pcap"], 160, 24, Language::En);
    go_to_control(&mut ui);
    ui.resize(80, 24);
    let border = |ui: &mut Ui| {
        let screen = ui.screen();
        let title = |line: &str| line.starts_with("── control connection");
        screen.lines().position(title).expect("the border") as u16
    };
    let before = border(&mut ui);
    ui.click(40, before).drag(40, before - 2);
    assert_eq!(border(&mut ui), before - 2);
    ui.click(54, 3);
    assert_eq!(ui.app.context().connection, Some(0));
}
