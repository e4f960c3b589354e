//! The transfers screen: the table, its order, its filter, and the chart.

use crate::support::scene::End::{Initiator, Listener};
use crate::support::scene::{Scene, Stream};
use crate::support::ui::{self, Ui};
use ftpscope::views::tui::{Effect, Language, ScreenId};

const LANGUAGES: [(&str, Language); 3] = [
    ("en", Language::En),
    ("zh-hans", Language::ZhHans),
    ("zh-hant", Language::ZhHant),
];

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 50)];

fn open(scene: &Scene) -> Ui {
    let recording = scene.recording();
    let frames = recording.frames.iter().zip(1..);
    let frames = frames.map(|(frame, number)| frame.numbered(number));
    let mut ui = ui::open_frames("scene", frames, (80, 24), Language::En);
    ui.press("5g");
    assert_eq!(ui.app.screen(), ScreenId::Transfers);
    ui
}

/// A passive transfer: PASV, the data connection, and the command with its 150.
fn transfer(scene: &Scene, control: &Stream, port: u16, command: &str) -> Stream {
    let numbers = format!("198,51,100,1,{},{}", port / 256, port % 256);
    control.ask("PASV", &format!("227 Entering Passive Mode ({numbers})."));
    let listener = format!("198.51.100.1:{port}");
    let data = scene.connect(&format!("192.0.2.1:{}", port + 30_000), &listener);
    control.ask(command, "150 Here it comes.");
    data
}

/// A download of `bytes` bytes that ends well.
fn download(scene: &Scene, control: &Stream, port: u16, path: &str, bytes: usize) {
    let data = transfer(scene, control, port, &format!("RETR {path}"));
    data.carry(Listener, &vec![b'x'; bytes]);
    control.reply("226 Done.");
}

/// Three transfers: a small and a large download, and an upload that fails.
fn three_transfers() -> Scene {
    let scene = Scene::new();
    let control = scene.login();
    download(&scene, &control, 5_121, "/pub/small.txt", 400);
    download(&scene, &control, 5_122, "/pub/large.iso", 20_000);
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,3).");
    control.ask("STOR /pub/mine.txt", "550 Permission denied.");
    control.quit();
    scene
}

/// The names of the files in the order in which they stand on the screen.
fn files(screen: &str) -> Vec<&str> {
    let names = ["small.txt", "large.iso", "mine.txt"];
    let mut found: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|name| Some((screen.find(name)?, name)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn transfers_are_a_table_with_a_chart() {
    for (language_name, language) in LANGUAGES {
        for (width, height) in SIZES {
            let mut ui = ui::open(&["captures/active.pcap"], width, height, language);
            ui.press("5g");
            let name = format!("transfers_{language_name}_{width}");
            insta::assert_snapshot!(name, ui.screen());
        }
    }
}

#[test]
fn each_capture_has_its_transfers() {
    for capture in [
        "abor",
        "active-blocked",
        "active-rejected",
        "epsv-ipv6",
        "ftps",
        "fxp",
        "lost-segment",
        "passive-blocked",
        "tutorial-active",
    ] {
        let path = format!("captures/{capture}.pcap");
        let mut ui = ui::open(&[&path], 100, 24, Language::En);
        ui.press("5g");
        insta::assert_snapshot!(format!("transfers_{capture}"), ui.screen());
    }
}

#[test]
fn ascii_and_forty_columns_are_enough() {
    let mut screens = String::new();
    for (width, height) in [(40, 12), (80, 24)] {
        let mut ui = ui::open_with(
            &["captures/lost-segment.pcap"],
            width,
            height,
            Language::En,
            |start| start.unicode = false,
        );
        screens.push_str(&ui.press("5g").screen());
    }
    assert!(screens.is_ascii(), "{screens}");
    insta::assert_snapshot!("transfers_ascii", screens);
}

#[test]
fn a_key_sorts_by_the_next_column_and_another_turns_the_order_round() {
    let mut ui = open(&three_transfers());
    let order = ["small.txt", "large.iso", "mine.txt"];
    assert_eq!(files(&ui.screen()), order);
    let by_path = ["large.iso", "mine.txt", "small.txt"];
    assert_eq!(files(&ui.press("oo").screen()), by_path);
    let by_bytes = ["mine.txt", "small.txt", "large.iso"];
    assert_eq!(files(&ui.press("o").screen()), by_bytes);
    let most_first = ["large.iso", "small.txt", "mine.txt"];
    assert_eq!(files(&ui.press("r").screen()), most_first);
    assert!(ui.screen().contains("bytes▼"), "{}", ui.screen());
}

#[test]
fn the_selected_transfer_stays_selected_in_another_order() {
    let mut ui = open(&three_transfers());
    ui.press("<Down>");
    let frame = ui.app.context().frame;
    ui.press("ooor<Enter>");
    assert_eq!(ui.app.context().frame, frame);
}

#[test]
fn a_filter_counts_as_it_is_typed() {
    let filtered = |keys: &str| {
        let mut ui = open(&three_transfers());
        let screen = ui.press("f").press(keys).screen();
        files(&screen)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(filtered("failed"), ["mine.txt"]);
    assert_eq!(filtered("up"), ["mine.txt"]);
    assert_eq!(filtered("down"), ["small.txt", "large.iso"]);
    assert_eq!(filtered(">10kB"), ["large.iso"]);
    assert_eq!(filtered("<10kB down"), ["small.txt"]);
    assert_eq!(filtered("550"), ["mine.txt"]);
    assert_eq!(filtered("ISO"), ["large.iso"]);
    assert_eq!(filtered("retr"), ["small.txt", "large.iso"]);
    assert_eq!(filtered("active"), [""; 0]);
    assert_eq!(filtered("198.51.100.1:5122"), ["large.iso"]);
    assert_eq!(
        filtered("alice passive"),
        ["small.txt", "large.iso", "mine.txt"]
    );
}

#[test]
fn a_filter_that_nothing_matches_says_so() {
    let mut ui = open(&three_transfers());
    let screen = ui.press("fnowhere<Enter>").screen();
    assert!(
        screen.contains("no transfer matches the filter"),
        "{screen}"
    );
    assert!(screen.contains("0 of 3 transfers"), "{screen}");
}

#[test]
fn a_key_goes_from_all_sessions_to_one() {
    let scene = Scene::new();
    for (number, name) in [(1, "small.txt"), (2, "large.iso")] {
        let client = format!("192.0.2.{number}:4000{number}");
        let control = scene.login_between(&client, "198.51.100.1:21");
        download(&scene, &control, 5_120 + number, name, 500);
        control.quit();
        scene.wait(600.0);
    }
    let mut ui = open(&scene);
    assert_eq!(files(&ui.screen()), ["small.txt", "large.iso"]);
    ui.press("<Down>a");
    assert_eq!(files(&ui.screen()), ["large.iso"]);
    ui.press("a");
    assert_eq!(files(&ui.screen()), ["small.txt", "large.iso"]);
}

#[test]
fn enter_opens_what_the_transfer_carried() {
    let mut ui = open(&three_transfers());
    ui.press("<Down><Enter>");
    assert_eq!(ui.app.screen(), ScreenId::Stream);
    assert!(
        ui.screen().contains("RETR /pub/large.iso"),
        "{}",
        ui.screen()
    );
}

#[test]
fn enter_opens_the_walkthrough_where_nothing_was_carried() {
    let mut ui = open(&three_transfers());
    ui.press("G<Enter>");
    assert_eq!(ui.app.screen(), ScreenId::Walkthrough);
}

#[test]
fn moving_in_the_table_moves_the_frame_that_is_looked_at() {
    let mut ui = open(&three_transfers());
    ui.press("<Down>");
    let context = ui.app.context();
    let session = &context.book.sessions[0].session;
    let exchange = session.transfers[1].exchange.expect("a command") as usize;
    assert_eq!(context.frame, Some(session.exchanges[exchange].frame));
}

#[test]
fn the_transfer_of_the_frame_that_was_gone_to_is_selected() {
    let mut ui = open(&three_transfers());
    let session = &ui.app.context().book.sessions[0].session;
    let exchange = session.transfers[1].exchange.expect("a command") as usize;
    let frame = session.exchanges[exchange].frame + 1;
    ui.press("<Down><Up>");
    ui.press(&format!(":{frame}<Enter>5"));
    assert!(ui.screen().contains("row 2 of 3"), "{}", ui.screen());
}

#[test]
fn a_path_and_a_filter_for_wireshark_can_be_copied() {
    let mut ui = open(&three_transfers());
    ui.press("y<Enter>y<Down><Down><Enter>");
    let copied: Vec<&str> = ui
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Copy(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let filter =
        "ip.addr == 192.0.2.1 && ip.addr == 198.51.100.1 && tcp.port == 35121 && tcp.port == 5121";
    assert_eq!(copied, ["/pub/small.txt", filter]);
}

#[test]
fn retransmissions_and_zero_windows_are_marked_where_they_were() {
    let scene = Scene::new();
    let control = scene.login();
    let data = transfer(&scene, &control, 5_121, "RETR /pub/large.iso");
    for round in 0..20 {
        let sent = data.next(Listener);
        data.send(Listener, [b'x'; 1_000]);
        if round == 5 {
            scene.wait(0.2);
            let again = data.segment(Listener).seq(sent).payload([b'x'; 1_000]);
            data.inject(again);
        }
        if round == 15 {
            let mut full = data.segment(Initiator);
            full.window = 0;
            data.inject(full);
            scene.wait(0.2);
        }
        data.ack(Initiator);
    }
    data.close(Listener);
    control.reply("226 Done.");
    control.quit();
    let screen = open(&scene).screen();
    assert!(
        screen.contains("r: 1 segment retransmitted · 0: 1 zero window"),
        "{screen}"
    );
    let chart: Vec<&str> = screen
        .lines()
        .skip_while(|line| !line.contains("Throughput"))
        .collect();
    let column = |mark: char| {
        let marks = chart
            .iter()
            .skip(1)
            .find(|line| line.trim() == mark.to_string());
        marks
            .unwrap_or_else(|| panic!("no {mark}: {screen}"))
            .find(mark)
            .expect("the mark")
    };
    assert!(column('r') < column('0'), "{screen}");
    insta::assert_snapshot!("transfers_chart_with_marks", screen);
}

#[test]
fn a_chart_is_the_higher_the_more_was_carried() {
    let scene = Scene::new();
    let control = scene.login();
    let data = transfer(&scene, &control, 5_121, "RETR /pub/large.iso");
    for bytes in [100, 1_000] {
        for _ in 0..100 {
            data.send(Listener, vec![b'x'; bytes]);
            data.ack(Initiator);
        }
    }
    data.close(Listener);
    control.reply("226 Done.");
    control.quit();
    let screen = open(&scene).screen();
    let top = screen
        .lines()
        .skip_while(|line| !line.contains("Throughput"))
        .nth(1)
        .expect("the top of the chart");
    let (rate, right) = top.split_once('│').expect("the axis");
    assert!(rate.contains("/s"), "{screen}");
    let left: String = right.chars().take(30).collect();
    assert!(left.trim().is_empty(), "{screen}");
    assert!(right.contains(|one| one > '\u{2800}'), "{screen}");
}

#[test]
fn no_size_and_no_key_is_too_much() {
    let mut ui = open(&three_transfers());
    for (width, height) in [(0, 0), (1, 1), (40, 12), (41, 14), (80, 15), (300, 60)] {
        ui.resize(width, height);
        ui.press("5<Down>oroG<Up>gaaf>1<Enter>f<Backspace><Backspace><Enter>/iso<Enter>nN");
        ui.click(3, 3).wheel(true, 30, 4).drag(20, 6);
    }
}

#[test]
fn the_preview_of_a_listing_is_a_table() {
    for (language_name, language) in LANGUAGES {
        let mut ui = ui::open(&["captures/active.pcap"], 80, 24, language);
        ui.press("5gv");
        insta::assert_snapshot!(format!("transfers_preview_{language_name}"), ui.screen());
    }
}

#[test]
fn the_preview_of_an_image_has_its_format_and_its_size() {
    let scene = Scene::new();
    let control = scene.login();
    let data = transfer(&scene, &control, 5_121, "RETR photo");
    data.carry(
        Listener,
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0",
    );
    control.reply("226 Done.");
    let screen = open(&scene).press("v").screen();
    assert!(screen.contains("PNG image, 640 × 480 pixels"), "{screen}");
    assert!(screen.contains("89 50 4e 47"), "{screen}");
}

#[test]
fn the_preview_marks_where_bytes_are_missing_and_counts_them() {
    let scene = Scene::new();
    let control = scene.login();
    let data = transfer(&scene, &control, 5_121, "RETR notes.txt");
    data.send(Listener, "before the gap\n");
    data.send_unseen(Listener, 46);
    data.send(Listener, "after the gap\n");
    data.ack(Initiator);
    data.close(Listener);
    control.reply("226 Done.");
    let screen = open(&scene).press("v").screen();
    assert!(screen.contains("46 bytes missing in 1 hole"), "{screen}");
    let place = |text: &str| {
        screen
            .find(text)
            .unwrap_or_else(|| panic!("{text}: {screen}"))
    };
    let gap = place("… 46 bytes not captured …");
    assert!(place("before the gap") < gap && gap < place("after the gap"));
}

#[test]
fn the_preview_shows_what_the_sender_of_a_transfer_sent_and_not_the_other_side() {
    let scene = Scene::new();
    let control = scene.login();
    let data = transfer(&scene, &control, 5_121, "RETR notes.txt");
    data.send(Initiator, "a word of the client\n");
    data.send(Listener, "what was asked for, and more of it\n");
    data.close(Listener);
    control.reply("226 Done.");
    let screen = open(&scene).press("v").screen();
    assert!(screen.contains("what was asked for"), "{screen}");
    assert!(!screen.contains("a word of the client"), "{screen}");
}

#[test]
fn the_preview_gives_way_to_the_throughput_again() {
    let scene = three_transfers();
    let mut ui = open(&scene);
    let before = ui.screen();
    assert!(before.contains("Throughput"), "{before}");
    let preview = ui.press("v").screen();
    assert!(
        preview.contains("Preview") && !preview.contains("Throughput"),
        "{preview}"
    );
    assert_eq!(ui.press("v").screen(), before);
}
