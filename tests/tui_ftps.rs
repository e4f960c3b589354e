//! FTPS in the terminal UI: what was decrypted, and what was on the wire.

use crate::support::ui::{self, Ui};
use ftpscope::views::tui::{Language, ScreenId};
use std::fmt::Write;

const LANGUAGES: [(&str, Language); 3] = [
    ("en", Language::En),
    ("zh-Hans", Language::ZhHans),
    ("zh-Hant", Language::ZhHant),
];

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 50)];

fn open(width: u16, height: u16, language: Language) -> Ui {
    let (capture, keys) = ("captures/ftps.pcap", "captures/ftps.keylog");
    ui::open_with_keys(capture, keys, (width, height), language)
}

fn opened(width: u16, height: u16) -> Ui {
    open(width, height, Language::En)
}

/// The screen in all sizes and languages, after keys that lead to it.
fn shown(keys: &str) -> String {
    let mut shown = String::new();
    for (name, language) in LANGUAGES {
        for (width, height) in SIZES {
            let mut ui = open(width, height, language);
            ui.press(keys);
            let _ = writeln!(shown, "== {name} {width}x{height}\n{}", ui.screen());
        }
    }
    shown
}

/// Keys that lead to the control connection, at its first line.
const CONTROL: &str = "4g<Tab>g";

/// Keys that lead to what `nth` data connection carried.
fn data(nth: usize) -> String {
    format!("4g{}<Tab>g", "<Down>".repeat(nth))
}

#[test]
fn the_stream_of_a_control_connection_is_decrypted() {
    insta::assert_snapshot!("tui-ftps-stream-control", shown(CONTROL));
}

#[test]
fn the_stream_of_a_listing_is_decrypted() {
    insta::assert_snapshot!("tui-ftps-stream-listing", shown(&data(1)));
}

#[test]
fn the_stream_of_a_file_is_decrypted() {
    insta::assert_snapshot!("tui-ftps-stream-file", shown(&data(2)));
}

#[test]
fn a_stream_turns_from_what_was_decrypted_to_what_was_on_the_wire_and_back() {
    let mut ui = opened(80, 24);
    let decrypted = ui.press(CONTROL).screen();
    assert_eq!(ui.app.screen(), ScreenId::Stream);
    assert!(decrypted.contains("USER alice"), "{decrypted}");
    let wire = ui.press("e").screen();
    assert!(!wire.contains("USER alice"), "{wire}");
    assert!(wire.contains("TLS application data"), "{wire}");
    assert!(ui.press("e").screen().contains("USER alice"));
}

#[test]
fn a_password_that_was_encrypted_is_hidden_in_the_stream() {
    let mut ui = opened(160, 50);
    ui.press(CONTROL);
    let password = ui.password();
    assert!(ui.screen().contains("PASS ********"), "{}", ui.screen());
    assert!(!ui.screen().contains(&password));
    ui.press("Py");
    assert!(ui.screen().contains(&format!("PASS {password}")));
}

#[test]
fn a_search_finds_what_was_decrypted() {
    let mut ui = opened(80, 24);
    ui.press(CONTROL).press("/RETR<Enter>");
    let screen = ui.screen();
    assert!(!screen.contains("not found"), "{screen}");
}

#[test]
fn without_keys_the_stream_says_what_would_help() {
    let mut ui = ui::open(&["captures/ftps.pcap"], 160, 50, Language::En);
    ui.press(CONTROL);
    assert!(ui.screen().contains("--keylog"), "{}", ui.screen());
    let before = ui.screen();
    let after = ui.press("e").screen();
    assert!(before.contains("TLS application data") && after.contains("TLS application data"));
}

#[test]
fn a_connection_in_clear_says_that_nothing_is_decrypted() {
    let mut ui = ui::open(&["captures/active.pcap"], 80, 24, Language::En);
    ui.press(CONTROL).press("e");
    assert!(ui.screen().contains("not encrypted"), "{}", ui.screen());
}

/// Keys that lead to a frame on the screen of packets.
fn frame(number: u64) -> String {
    format!("3:{number}<Enter>")
}

#[test]
fn the_packets_of_a_session_are_decrypted() {
    insta::assert_snapshot!("tui-ftps-packets-command", shown(&frame(16)));
}

#[test]
fn a_client_hello_is_taken_apart() {
    let mut ui = opened(160, 60);
    ui.press(&frame(9)).press("<Tab><Tab>");
    insta::assert_snapshot!("tui-ftps-packets-client-hello", ui.screen());
}

#[test]
fn the_records_that_answer_it_are_taken_apart() {
    let mut ui = opened(160, 60);
    insta::assert_snapshot!(
        "tui-ftps-packets-server-hello",
        ui.press(&frame(12)).screen()
    );
}

#[test]
fn the_bytes_of_a_frame_turn_to_those_of_its_plaintext_and_back() {
    let mut ui = opened(160, 50);
    let before = ui.press(&frame(16)).screen();
    assert!(before.contains("Bytes · "), "{before}");
    let plaintext = ui.press("e").screen();
    assert!(plaintext.contains("Plaintext of record "), "{plaintext}");
    assert!(
        plaintext.contains("55 53 45 52 20 61 6c 69  63 65 0d 0a"),
        "{plaintext}"
    );
    let back = ui.press("e").screen();
    assert!(back.contains("Bytes · "), "{back}");
}

#[test]
fn a_frame_in_which_nothing_was_decrypted_says_so() {
    let mut ui = opened(160, 50);
    ui.press(&frame(1)).press("e");
    assert!(
        ui.screen().contains("nothing was decrypted"),
        "{}",
        ui.screen()
    );
}

#[test]
fn a_search_among_packets_finds_the_plaintext_and_marks_it() {
    let mut ui = opened(160, 50);
    ui.press(&frame(1)).press("/report.txt<Enter>");
    // The listing has its name, before the command that asks for it.
    assert_eq!(ui.app.context().frame, Some(43));
    let screen = ui.screen();
    assert!(screen.contains("Plaintext of record "), "{screen}");
    ui.press("n");
    assert_eq!(ui.app.context().frame, Some(59));
    ui.press("N");
    assert_eq!(ui.app.context().frame, Some(43));
}

#[test]
fn a_filter_for_ftp_has_what_was_decrypted() {
    let mut ui = opened(160, 50);
    ui.press(&frame(1)).press("fftp<Enter>");
    let screen = ui.screen();
    assert!(screen.contains("TLS: PASV"), "{screen}");
    assert!(!screen.contains("Client Hello"), "{screen}");
}

#[test]
fn the_packets_without_keys_say_that_there_are_none() {
    let mut ui = ui::open(&["captures/ftps.pcap"], 160, 50, Language::En);
    let screen = ui.press(&frame(16)).screen();
    assert!(screen.contains("TLS, no keys"), "{screen}");
    assert!(!screen.contains("USER alice"), "{screen}");
}

#[test]
fn the_preview_of_a_transfer_is_decrypted() {
    insta::assert_snapshot!("tui-ftps-preview-listing", shown("5gv"));
    insta::assert_snapshot!("tui-ftps-preview-file", shown("5Gv"));
}

#[test]
fn without_keys_the_preview_says_what_would_help() {
    let mut ui = ui::open(&["captures/ftps.pcap"], 160, 50, Language::En);
    let screen = ui.press("5Gv").screen();
    assert!(screen.contains("TLS without keys"), "{screen}");
}

#[test]
fn where_tls_begins_it_is_told_which_and_without_keys_what_would_help() {
    let at_tls = "2g<Down><Down><Down><Down>";
    let mut ui = opened(160, 50);
    let screen = ui.press(at_tls).screen();
    assert!(
        screen.contains("TLS 1.3 with TLS_AES_256_GCM_SHA384"),
        "{screen}"
    );
    assert!(!screen.contains("SSLKEYLOGFILE"), "{screen}");
    let mut ui = ui::open(&["captures/ftps.pcap"], 160, 50, Language::En);
    let screen = ui.press(at_tls).screen();
    assert!(
        screen.contains("TLS 1.3 with TLS_AES_256_GCM_SHA384"),
        "{screen}"
    );
    assert!(screen.contains("SSLKEYLOGFILE"), "{screen}");
}
