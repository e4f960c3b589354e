//! The program as people and scripts run it: arguments, exit status, messages.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn ftpscope() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ftpscope"));
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/captures"));
    for variable in [
        "LC_ALL",
        "LC_MESSAGES",
        "LC_CTYPE",
        "LANG",
        "COLUMNS",
        "NO_COLOR",
    ] {
        command.env_remove(variable);
    }
    command
}

fn run(arguments: &[&str]) -> Output {
    ftpscope().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A file of this test's own.
fn scratch(name: &str, bytes: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(format!("{}/captures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn a_capture_alone_is_shown() {
    let alone = run(&["active.pcap"]);
    assert_eq!(alone.status.code(), Some(0));
    assert_eq!(alone.stdout, run(&["show", "active.pcap"]).stdout);
    assert!(text(&alone.stdout).starts_with("Session 1 "));
    assert!(alone.stderr.is_empty());
}

#[test]
fn a_capture_is_read_from_standard_input() {
    let mut child = ftpscope()
        .args(["json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(&sample("active.pcap"))
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("\"type\":\"capture\",\"capture\":\"-\""));
}

#[test]
fn a_missing_file_is_told_in_one_line_and_the_others_are_read() {
    let output = run(&["show", "nowhere.pcap", "active.pcap"]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(
        message.starts_with("ftpscope: cannot open nowhere.pcap: ") && message.lines().count() == 1,
        "{message}"
    );
    assert!(text(&output.stdout).contains("Session 1 "));
}

#[test]
fn a_cut_capture_is_reported_up_to_the_cut() {
    let whole = sample("active.pcap");
    let path = scratch("cut.pcap", &whole[..whole.len() - 10]);
    let output = run(&["show", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(
        message.starts_with("ftpscope: ") && message.lines().count() == 1,
        "{message}"
    );
    let told = text(&output.stdout);
    assert!(
        told.contains("PORT") && told.contains("The capture could not be read to its end."),
        "{told}"
    );
}

#[test]
fn what_is_no_capture_ends_with_1() {
    let path = scratch("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00 and so on");
    for arguments in [["json", path.to_str().unwrap()], ["show", "."]] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(text(&output.stderr).lines().count(), 1, "{arguments:?}");
    }
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    for arguments in [
        &["show"][..],
        &["show", "--no-such-option", "active.pcap"],
        &["--width", "many", "active.pcap"],
    ] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_session_that_is_not_there_ends_with_2() {
    let output = run(&["show", "--session", "4", "active.pcap"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("there is no session 4"));
}

#[test]
#[cfg(feature = "live")]
fn a_filter_is_applied_to_files() {
    let output = run(&["json", "-f", "tcp port 21", "active.pcap"]);
    assert_eq!(output.status.code(), Some(0));
    let told = text(&output.stdout);
    assert!(
        told.contains("\"verb\":\"PORT\"") && !told.contains("\"outcome\":\"connected\""),
        "{told}"
    );
}

#[test]
#[cfg(feature = "live")]
fn a_wrong_filter_ends_with_2_before_anything_is_read() {
    let output = run(&["show", "-f", "no such primitive", "nowhere.pcap"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty() && text(&output.stderr).starts_with("ftpscope: the filter "));
}

#[test]
#[cfg(not(feature = "live"))]
fn without_libpcap_a_filter_is_refused() {
    let output = run(&["show", "-f", "tcp", "active.pcap"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("without libpcap"));
}

#[test]
fn sessions_are_counted_anew_in_each_file() {
    let told = text(&run(&["json", "active.pcap", "passive.pcap"]).stdout);
    assert_eq!(
        told.matches("\"type\":\"session\",\"session\":1,").count(),
        2
    );
    assert_eq!(told.matches("\"type\":\"capture\"").count(), 2);
}

#[test]
fn merged_files_are_one_capture() {
    let told = text(&run(&["json", "--merge", "active.pcap", "passive.pcap"]).stdout);
    assert!(
        told.contains("\"type\":\"session\",\"session\":2,"),
        "{told}"
    );
    assert_eq!(told.matches("\"type\":\"capture\"").count(), 1);
}

#[test]
fn a_reader_that_has_enough_ends_the_program_quietly() {
    let many = vec!["active.pcap"; 200];
    for view in ["show", "json"] {
        let mut command = ftpscope();
        command
            .arg(view)
            .args(&many)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut first = [0; 16];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{view}");
        assert!(output.stderr.is_empty(), "{view}: {}", text(&output.stderr));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_output_that_is_full_ends_with_1() {
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = ftpscope()
        .args(["json", "active.pcap"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("ftpscope: cannot write the output: "));
}

#[test]
fn the_language_is_that_of_the_option_or_of_the_locale() {
    let chosen = run(&["show", "--lang", "zh-Hans", "active.pcap"]);
    assert!(text(&chosen.stdout).starts_with("会话 1 "));
    for (variable, locale, expected) in [
        ("LC_ALL", "zh_TW.UTF-8", "工作階段 1 "),
        ("LC_MESSAGES", "zh_HK.UTF-8", "工作階段 1 "),
        ("LANG", "zh_CN.UTF-8", "会话 1 "),
        ("LANG", "de_DE.UTF-8", "Session 1 "),
    ] {
        let output = ftpscope()
            .env(variable, locale)
            .arg("active.pcap")
            .output()
            .unwrap();
        assert!(
            text(&output.stdout).starts_with(expected),
            "{variable}={locale}"
        );
    }
}

#[test]
fn the_c_locale_is_drawn_in_ascii() {
    let output = ftpscope()
        .env("LC_ALL", "C")
        .arg("active.pcap")
        .output()
        .unwrap();
    assert!(output.stdout.is_ascii());
}

#[test]
fn there_is_colour_only_where_it_is_asked_for() {
    assert!(!run(&["show", "active.pcap"]).stdout.contains(&0x1b));
    assert!(
        run(&["show", "--color", "always", "active.pcap"])
            .stdout
            .contains(&0x1b)
    );
}
