//! The terminal UI in a real pseudo-terminal.

use crate::support::pty::Pty;
use ftpscope::views::tui::{
    Depth, Flows, Language, Packets, Settings, Start, ThemeName, Unavailable,
};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

const ESC: &str = "\x1b";

/// What shows the alternate screen (xterm's mode 1049).
const ALTERNATE_SCREEN: &str = "\x1b[?1049h";

fn signal(pty: &Pty, signal: Signal) {
    let process = Pid::from_raw(pty.process() as i32).expect("a process");
    kill_process(process, signal).expect("a signal");
}

fn sample(name: &str) -> Vec<u8> {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    fs::read(captures.join(name)).expect("a capture")
}

/// A pipe with a name of its own.
fn named_pipe(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    let made = Command::new("mkfifo").arg(&path).status().expect("mkfifo");
    assert!(made.success());
    path
}

fn open_to_write(pipe: &Path) -> fs::File {
    let mut options = fs::OpenOptions::new();
    options.write(true).open(pipe).expect("a pipe")
}

/// ftpscope reading from a pipe as from its standard input, with the terminal for its keys.
fn through_a_pipe(name: &str, options: &str) -> (Pty, fs::File) {
    let path = named_pipe(name);
    let script = format!(
        "exec '{}' tui --no-config {options} - < '{}'",
        env!("CARGO_BIN_EXE_ftpscope"),
        path.display()
    );
    let pty = Pty::run("/bin/sh", &["-c", &script], |_| {});
    (pty, open_to_write(&path))
}

#[test]
fn a_capture_is_opened_and_left() {
    let mut pty = Pty::ftpscope(&["active.pcap"]);
    pty.see("active.pcap").see("Walkthrough");
    assert!(pty.is_taken());
    assert_eq!(pty.type_keys("q").end().exit_code(), 0);
    pty.assert_restored();
}

#[test]
fn the_terminal_may_change_its_size_at_any_time() {
    let mut pty = Pty::ftpscope(&["tui", "active.pcap"]);
    pty.see("Walkthrough");
    pty.resize(30, 8).see("ftpscope needs at least");
    pty.resize(120, 40).see("Walkthrough");
    let (rows, columns) = (40, 120);
    pty.await_that("the bar at the bottom", |pty| {
        let screen = pty.screen();
        screen.lines().count() == rows && screen.lines().all(|line| line.len() <= columns * 4)
    });
    assert_eq!(pty.type_keys("q").end().exit_code(), 0);
    pty.assert_restored();
}

#[test]
fn a_signal_ends_it_and_gives_the_terminal_back() {
    for ending in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut pty = Pty::ftpscope(&["active.pcap"]);
        pty.see("Walkthrough");
        signal(&pty, ending);
        let status = pty.end();
        assert!(!status.success() && status.signal().is_some(), "{status:?}");
        pty.assert_restored();
    }
}

/// A shell with jobs.
fn shell() -> Pty {
    let mut pty = Pty::run("/bin/sh", &["-i"], |command| command.env("PS1", "prompt> "));
    pty.see("prompt> ");
    pty
}

/// Suspends the UI and wakes it.
fn suspend(pty: &mut Pty) {
    pty.type_keys("\x1a");
    pty.await_that("the shell", |pty| !pty.is_taken());
    pty.type_keys("echo in the sh''ell\n").see("in the shell");
    pty.type_keys("fg\n");
    pty.await_that("the UI", Pty::is_taken);
}

#[test]
fn it_is_suspended_and_drawn_again() {
    let mut pty = shell();
    let program = env!("CARGO_BIN_EXE_ftpscope");
    pty.type_keys(&format!("'{program}' --no-config active.pcap\n"));
    pty.see("PORT ↔ data");
    suspend(&mut pty);
    pty.see("PORT ↔ data").type_keys("q");
    pty.await_that("the shell", |pty| !pty.is_taken());
    pty.type_keys("exit\n").end();
    pty.assert_restored();
}

#[test]
fn what_feeds_it_is_suspended_with_it() {
    let path = named_pipe("fed");
    let program = env!("CARGO_BIN_EXE_ftpscope");
    let mut pty = shell();
    pty.type_keys(&format!(
        "cat '{}' | '{program}' tui --no-config -\n",
        path.display()
    ));
    let mut pipe = open_to_write(&path);
    let capture = sample("active.pcap");
    pipe.write_all(&capture[..1_000]).expect("a part");
    pty.see("Esc stops");
    suspend(&mut pty);
    pty.see("Esc stops");
    pipe.write_all(&capture[1_000..]).expect("the rest");
    drop(pipe);
    pty.await_that("the end", |pty| !pty.screen().contains("Esc stops"));
    pty.type_keys(":99999\r").see("the capture has 65");
    pty.type_keys("q");
    pty.await_that("the shell", |pty| !pty.is_taken());
    pty.type_keys("exit\n").end();
    pty.assert_restored();
}

#[test]
fn what_comes_through_a_pipe_is_shown_while_it_comes() {
    let (mut pty, mut pipe) = through_a_pipe("slow", "");
    let capture = sample("active.pcap");
    pty.see("Sessions");
    pipe.write_all(&capture[..1_000]).expect("a part");
    pty.see("Esc stops").type_keys(":99999\r");
    pty.see("There is no frame 99999: the capture has ");
    let early = pty.screen();
    pipe.write_all(&capture[1_000..]).expect("the rest");
    drop(pipe);
    pty.await_that("the end", |pty| !pty.screen().contains("Esc stops"));
    pty.type_keys(":99999\r").await_that("more frames", |pty| {
        let now = pty.screen();
        now.contains("There is no frame 99999") && now != early
    });
    assert_eq!(pty.type_keys("q").end().exit_code(), 0);
    pty.assert_restored();
}

#[test]
fn escape_stops_a_pipe_through_which_nothing_comes_and_keeps_what_came() {
    let (mut pty, mut pipe) = through_a_pipe("silent", "");
    let capture = sample("active.pcap");
    let all_but_a_bit = &capture[..capture.len() - 10];
    pipe.write_all(all_but_a_bit).expect("most of it");
    pty.see("Esc stops").type_keys(ESC);
    pty.see("was stopped");
    pty.type_keys(":99999\r").see("the capture has 64");
    assert_eq!(pty.type_keys("q").end().exit_code(), 0);
    drop(pipe);
    pty.assert_restored();
}

#[test]
fn frames_for_which_there_is_no_room_are_told_of() {
    let (mut pty, mut pipe) = through_a_pipe("roomy", "--keep 1K");
    pipe.write_all(&sample("active.pcap")).expect("a capture");
    pty.see("are not kept: there is no room (--keep)");
    drop(pipe);
    assert_eq!(pty.type_keys("q").end().exit_code(), 0);
}

#[test]
fn the_mouse_is_heard() {
    let mut pty = Pty::ftpscope(&["--no-config", "active.pcap"]);
    pty.see("Walkthrough").see("PORT ↔ data");
    let column = pty.screen().find("3 Packets").expect("a tab") + 1;
    pty.type_keys(&format!("\x1b[<0;{column};1M"));
    pty.see("next pane");
    assert_eq!(pty.type_keys("q").end().exit_code(), 0);
}

#[test]
fn the_screen_is_saved_where_one_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let capture = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/active.pcap");
    let arguments = ["--no-config", &capture.to_string_lossy()];
    let program = env!("CARGO_BIN_EXE_ftpscope");
    let mut pty = Pty::run(program, &arguments, |command| command.cwd(folder.path()));
    pty.see("PORT ↔ data").type_keys("s\r");
    pty.see("saved as ftpscope-walkthrough-1.svg");
    pty.type_keys("s\r");
    pty.see("saved as ftpscope-walkthrough-1-2.svg");
    assert_eq!(pty.type_keys("q").end().exit_code(), 0);
    let saved = fs::read_to_string(folder.path().join("ftpscope-walkthrough-1.svg"));
    assert!(saved.expect("a picture").starts_with("<svg"));
}

#[test]
fn a_capture_that_is_cut_is_shown_and_status_1() {
    let capture = sample("active.pcap");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cut-for-tui.pcap");
    fs::write(&path, &capture[..capture.len() - 10]).expect("a file");
    let mut pty = Pty::ftpscope(&[&path.to_string_lossy()]);
    pty.see_wrapped("the input ends in the middle");
    assert_eq!(pty.type_keys("q").end().exit_code(), 1);
    pty.assert_restored();
    pty.see("ftpscope: ");
}

#[test]
fn what_cannot_be_read_at_all_is_said_without_a_screen() {
    let mut pty = Pty::ftpscope(&["no-such-file.pcap"]);
    assert_eq!(pty.end().exit_code(), 1);
    pty.see("no-such-file.pcap");
    assert!(!pty.written().contains(ALTERNATE_SCREEN));
}

#[test]
fn the_terminal_itself_is_no_capture() {
    let mut pty = Pty::ftpscope(&["tui", "-"]);
    assert_eq!(pty.end().exit_code(), 1);
    pty.see("is the terminal, and no capture");
    assert!(!pty.written().contains(ALTERNATE_SCREEN));
}

#[test]
fn options_of_show_mean_show() {
    let mut pty = Pty::ftpscope(&["--list", "active.pcap"]);
    assert_eq!(pty.end().exit_code(), 0);
    pty.see("alice");
    assert!(!pty.written().contains(ALTERNATE_SCREEN));
}

#[test]
fn a_session_can_be_named_that_is_not_there() {
    let mut pty = Pty::ftpscope(&["--session", "9", "fxp.pcap"]);
    pty.see("There is no session 9: the capture has 2.");
    assert_eq!(pty.type_keys("q").end().exit_code(), 0);
}

fn config(pty: &Pty) -> PathBuf {
    pty.home().join("ftpscope").join("config.toml")
}

#[test]
fn the_language_is_remembered() {
    let mut pty = Pty::ftpscope(&["active.pcap"]);
    pty.see("Walkthrough").type_keys("L").see("简体中文");
    pty.type_keys("q").end();
    let remembered = fs::read_to_string(config(&pty)).expect("a file");
    assert_eq!(remembered, "language = \"zh-Hans\"\n\n[borders]\n");
}

#[test]
fn nothing_is_remembered_without_a_config() {
    let mut pty = Pty::ftpscope(&["--no-config", "active.pcap"]);
    pty.see("Walkthrough").type_keys("L").see("简体中文");
    pty.type_keys("q").end();
    assert!(!config(&pty).exists());
}

#[test]
fn settings_that_cannot_be_read_are_told_and_left_alone() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("ftpscope");
    fs::create_dir(&folder).expect("a folder");
    let path = folder.join("config.toml");
    fs::write(&path, "theme = 7\n").expect("a file");
    let program = env!("CARGO_BIN_EXE_ftpscope");
    let mut pty = Pty::run(program, &["fxp.pcap"], |command| {
        command.env("XDG_CONFIG_HOME", home.path());
    });
    pty.see("config.toml cannot be read");
    pty.type_keys("T").see("the settings are not kept");
    pty.type_keys("q").end();
    assert_eq!(fs::read_to_string(&path).expect("a file"), "theme = 7\n");
}

#[test]
fn a_locale_without_unicode_gets_ascii() {
    let program = env!("CARGO_BIN_EXE_ftpscope");
    let mut pty = Pty::run(program, &["active.pcap"], |command| {
        command.env("LC_ALL", "C");
    });
    pty.see("Walkthrough").type_keys("/").see("Search:");
    let written = pty.written();
    let foreign: String = written.chars().filter(|one| !one.is_ascii()).collect();
    assert_eq!(foreign, "");
    pty.type_keys("\x03q").end();
    pty.assert_restored();
}

/// Frames that are not to be looked at.
struct Booby;

impl Packets for Booby {
    fn count(&self, _capture: usize) -> u64 {
        panic!("the frames are counted")
    }

    fn packet(
        &self,
        _capture: usize,
        number: u64,
    ) -> Result<ftpscope::decode::Packet, Unavailable> {
        Err(Unavailable(number.to_string()))
    }

    fn select(&self, _capture: usize, _flows: &Flows) -> Vec<u64> {
        Vec::new()
    }
}

fn booby_trapped() -> Start {
    Start {
        settings: Settings::default(),
        language: Language::En,
        theme: ThemeName::Dark,
        depth: Depth::Sixteen,
        unicode: true,
        show_passwords: false,
        session: None,
        keep: ftpscope::views::tui::Keep::default(),
        packets: Arc::new(Booby),
    }
}

#[test]
#[ignore = "panics; other tests run it in a terminal"]
fn a_ui_that_panics() {
    let status = ftpscope::run::tui::watch(booby_trapped(), None, |_| {
        loop {
            std::thread::park();
        }
    });
    panic!("it ends with {status:?}");
}

#[test]
#[ignore = "panics; other tests run it in a terminal"]
fn a_reader_that_panics() {
    let status = ftpscope::run::tui::watch(booby_trapped(), None, |_| {
        std::thread::sleep(std::time::Duration::from_millis(200));
        panic!("the capture is haunted")
    });
    panic!("it ends with {status:?}");
}

fn panicking(test: &str) -> Pty {
    let program = std::env::current_exe().expect("this program");
    let test = format!("tui_terminal::{test}");
    let arguments = ["--exact", &test, "--ignored", "--nocapture"];
    Pty::run(&program.to_string_lossy(), &arguments, |_| {})
}

#[test]
fn a_panic_of_the_ui_gives_the_terminal_back_and_is_told_after_it() {
    let mut pty = panicking("a_ui_that_panics");
    pty.see("Sessions").type_keys(":1\r").end();
    pty.assert_restored();
    let told = pty.written();
    assert!(told.contains("a fault of this program: thread"), "{told}");
    assert!(told.contains("the frames are counted"), "{told}");
    assert!(
        told.contains("it ends with Ok(ExitCode(unix_exit_status(101)))"),
        "{told}"
    );
}

#[test]
fn a_panic_while_reading_ends_the_ui() {
    let mut pty = panicking("a_reader_that_panics");
    pty.end();
    pty.assert_restored();
    let told = pty.written();
    assert!(told.contains(ALTERNATE_SCREEN), "{told}");
    assert!(told.contains("thread 'reader'"), "{told}");
    assert!(told.contains("the capture is haunted"), "{told}");
}
