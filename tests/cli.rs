//! The command line: options, exit status, and what is said of inputs that cannot be read.

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn ftpscope() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ftpscope"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("captures"));
    command.env("LC_ALL", "C").env("NO_COLOR", "1");
    command
}

fn run(arguments: &[&str]) -> Output {
    ftpscope()
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn run_on(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = ftpscope();
    let pipes = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let bytes = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes).is_ok());
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("the writer ends");
    output
}

fn objects(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn status(output: &Output) -> Option<i32> {
    output.status.code()
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("captures")
            .join(name),
    )
    .expect("a capture")
}

/// A file of this test's own.
fn file(name: &str, contents: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, contents).expect("a file");
    path
}

fn on_file(name: &str, contents: &[u8]) -> Output {
    run(&["json", &file(name, contents).to_string_lossy()])
}

#[test]
fn a_capture_that_is_read_to_its_end_is_status_0() {
    let output = run(&["json", "active.pcap"]);
    assert_eq!((status(&output), said(&output).as_str()), (Some(0), ""));
    assert_eq!(objects(&output).last().expect("a capture")["cut"], false);
}

#[test]
fn wrong_usage_is_status_2() {
    for arguments in [
        &["json"][..],
        &["json", "--no-such-option", "active.pcap"],
        &["json", "-p", "0", "active.pcap"],
        &["json", "-p", "x", "active.pcap"],
    ] {
        let output = run(arguments);
        assert_eq!(status(&output), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

#[test]
fn help_and_version_are_status_0() {
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["json", "--help"],
        &["show", "--help"],
    ] {
        let output = run(arguments);
        assert_eq!(status(&output), Some(0), "{arguments:?}");
        assert!(!output.stdout.is_empty());
    }
}

#[test]
fn a_missing_file_is_named() {
    let output = run(&["json", "no-such-file.pcap"]);
    assert_eq!(status(&output), Some(1));
    assert!(
        said(&output).contains("no-such-file.pcap"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_directory_is_called_one() {
    let output = run(&["json", "."]);
    assert_eq!(status(&output), Some(1));
    assert!(said(&output).contains("directory"), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let path = file("unreadable.pcap", &sample("active.pcap"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("its owner may");
    let output = run(&["json", &path.to_string_lossy()]);
    let is_root = fs::read(&path).is_ok();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("its owner may");
    // Root reads everything.
    assert_eq!(status(&output), Some(i32::from(!is_root)));
    assert_eq!(said(&output).contains("unreadable.pcap"), !is_root);
}

#[test]
fn a_file_that_is_no_capture_is_told_by_what_it_looks_like() {
    let jpeg = [&[0xff, 0xd8, 0xff, 0xe0, 0, 16][..], b"JFIF\0", &[0; 100]].concat();
    let output = on_file("picture.pcap", &jpeg);
    assert_eq!(status(&output), Some(1));
    assert!(said(&output).contains("JPEG"), "{}", said(&output));
    assert_eq!(said(&output).lines().count(), 1);
}

#[test]
fn of_a_cut_pcap_what_was_readable_is_reported() {
    let whole = sample("active.pcap");
    let output = on_file("cut.pcap", &whole[..whole.len() - 10]);
    assert_eq!(status(&output), Some(1));
    let objects = objects(&output);
    assert_eq!(objects[0]["user"], "alice");
    assert_eq!(objects.last().expect("a capture")["cut"], true);
    assert!(said(&output).contains("cut.pcap"), "{}", said(&output));
}

/// A gzip file that stores `bytes` as they are (RFC 1952, RFC 1951 §3.2.4), without its end.
fn cut_gzip(bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    for block in bytes.chunks(1_000) {
        let length = block.len() as u16;
        file.push(0);
        file.extend(length.to_le_bytes());
        file.extend((!length).to_le_bytes());
        file.extend(block);
    }
    file.truncate(file.len() - 20);
    file
}

#[test]
fn of_a_cut_gzip_what_was_readable_is_reported() {
    let output = on_file("cut.pcap.gz", &cut_gzip(&sample("active.pcap")));
    assert_eq!(status(&output), Some(1));
    assert_eq!(objects(&output)[0]["user"], "alice");
    assert!(said(&output).contains("cut.pcap.gz"), "{}", said(&output));
}

#[test]
fn of_a_pcapng_with_a_damaged_block_what_came_before_is_reported() {
    let mut file = sample("active.pcapng");
    let at = file.len() / 2 / 4 * 4;
    let end = file.len().min(at + 4_000);
    file[at..end].fill(0xee);
    let output = on_file("damaged.pcapng", &file);
    assert_eq!(status(&output), Some(1));
    let objects = objects(&output);
    assert_eq!(objects[0]["user"], "alice");
    assert_eq!(objects.last().expect("a capture")["cut"], true);
}

#[test]
fn an_empty_capture_has_no_sessions_and_is_status_0() {
    let output = on_file("empty.pcap", &sample("active.pcap")[..24]);
    assert_eq!(status(&output), Some(0));
    let objects = objects(&output);
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["sessions"], 0);
}

#[test]
fn endless_zeros_are_not_read_to_the_end() {
    let mut command = ftpscope();
    let pipes = command
        .args(["json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let block = vec![0; 1 << 20];
    let written = (0..64)
        .take_while(|_| stdin.write_all(&block).is_ok())
        .count();
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(written < 64, "it read {written} MiB of zeros");
    assert_eq!(status(&output), Some(1));
    assert!(!said(&output).contains("panicked") && !said(&output).is_empty());
}

#[test]
fn a_hyphen_is_the_standard_input() {
    let output = run_on(&["json", "-"], &sample("active.pcap"));
    assert_eq!(status(&output), Some(0));
    let objects = objects(&output);
    assert_eq!(objects[0]["capture"], "-");
    assert_eq!(objects[0]["user"], "alice");
}

#[test]
fn several_files_are_captures_of_their_own() {
    let output = run(&["json", "active.pcap", "no-such-file.pcap", "passive.pcap"]);
    assert_eq!(status(&output), Some(1));
    let objects = objects(&output);
    let captures: Vec<&Value> = objects
        .iter()
        .filter(|object| object["type"] == "capture")
        .map(|object| &object["capture"])
        .collect();
    assert_eq!(captures, ["active.pcap", "passive.pcap"]);
    assert!(
        objects
            .iter()
            .all(|object| object["type"] == "capture" || object["session"] == 1)
    );
}

#[test]
fn merged_files_are_one_capture() {
    let output = run(&["json", "--merge", "passive.pcap", "active.pcap"]);
    assert_eq!(status(&output), Some(0));
    let objects = objects(&output);
    assert_eq!(
        objects
            .iter()
            .filter(|object| object["type"] == "capture")
            .count(),
        1
    );
    assert_eq!(objects.last().expect("a capture")["sessions"], 2);
    assert!(objects[0]["start"].as_str() < objects[1]["start"].as_str());
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let many = vec!["active.pcap"; 200];
    let mut command = ftpscope();
    command
        .arg("json")
        .args(many)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(said(&output), "");
    assert_eq!(status(&output), Some(0));
}

/// The header of a little-endian pcap file, and its records.
fn records(pcap: &[u8]) -> Vec<Vec<u8>> {
    let (header, mut rest) = pcap.split_at(24);
    let mut records = vec![header.to_vec()];
    while let Some(length) = rest.get(8..12) {
        let length = u32::from_le_bytes(length.try_into().expect("four bytes"));
        let (record, more) = rest.split_at(16 + length as usize);
        records.push(record.to_vec());
        rest = more;
    }
    records
}

#[test]
fn what_a_pipe_has_ready_at_once_makes_no_difference() {
    let mut records = records(&sample("active.pcap"));
    // A segment is missing, and long after the session is over a frame that cannot be decoded comes.
    let longest = (1..records.len()).max_by_key(|&at| records[at].len());
    records.remove(longest.expect("a record"));
    let mut late = records[1].clone();
    let seconds = u32::from_le_bytes(late[..4].try_into().expect("four bytes")) + 600;
    late[..4].copy_from_slice(&seconds.to_le_bytes());
    late[28..30].copy_from_slice(&[0x08, 0x06]);
    let mut broken = late.clone();
    broken[28..31].copy_from_slice(&[0x08, 0x00, 0x10]);
    records.extend([late, broken]);
    let whole = run_on(&["json", "-"], &records.concat());
    let told = objects(&whole);
    assert_eq!(told.last().expect("a capture")["undecoded"], 1);
    let verdicts = told[0]["verdicts"].as_array().expect("verdicts");
    assert!(
        verdicts.iter().any(|one| one["id"] == "capture-incomplete"),
        "{verdicts:?}"
    );
    let mut command = ftpscope();
    command
        .args(["json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    for record in &records {
        stdin.write_all(record).expect("it reads");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    drop(stdin);
    let in_pieces = child.wait_with_output().expect("it ends");
    assert_eq!(objects(&in_pieces), told);
}

#[test]
fn passwords_are_hidden_unless_asked_for() {
    let text = |arguments: &[&str]| String::from_utf8(run(arguments).stdout).expect("UTF-8");
    assert!(!text(&["json", "active.pcap"]).contains("looking-glass"));
    assert!(text(&["json", "active.pcap"]).contains("********"));
    assert!(text(&["json", "--show-passwords", "active.pcap"]).contains("looking-glass"));
    assert!(!text(&["show", "active.pcap"]).contains("looking-glass"));
    assert!(text(&["show", "--show-passwords", "active.pcap"]).contains("looking-glass"));
}

#[test]
fn a_hash_is_there_only_when_asked_for() {
    let of = |arguments: &[&str]| objects(&run(arguments))[0]["transfers"][0]["sha256"].clone();
    assert_eq!(of(&["json", "active.pcap"]), Value::Null);
    assert!(of(&["json", "--hash", "active.pcap"]).is_string());
}

#[test]
fn a_port_that_is_given_is_a_control_port() {
    for arguments in [
        &["json", "-p", "2121", "port-2121.pcap"][..],
        &["json", "port-2121.pcap"],
        &["json", "-p", "9", "--port", "2121", "port-2121.pcap"],
    ] {
        let objects = objects(&run(arguments));
        assert_eq!(objects[0]["user"], "alice", "{arguments:?}");
    }
}

#[cfg(feature = "live")]
#[test]
fn a_filter_leaves_out_packets() {
    let output = run(&["json", "-f", "tcp port 21", "passive.pcap"]);
    assert_eq!(status(&output), Some(0));
    let objects = objects(&output);
    assert_eq!(objects[0]["user"], "alice");
    assert_eq!(objects[0]["transfers"][0]["initiator"], Value::Null);
}

#[cfg(feature = "live")]
#[test]
fn a_filter_that_is_wrong_is_status_2() {
    let output = run(&["json", "-f", "no such filter", "passive.pcap"]);
    assert_eq!(status(&output), Some(2), "{}", said(&output));
    assert!(!output.stderr.is_empty());
}

#[test]
fn explanations_come_in_three_languages() {
    let of = |lang: &str| {
        String::from_utf8(run(&["show", "--lang", lang, "active.pcap"]).stdout).expect("UTF-8")
    };
    let (en, hans, hant) = (of("en"), of("zh-Hans"), of("zh-Hant"));
    let is_chinese = |text: &str| {
        text.chars()
            .any(|letter| ('\u{4e00}'..'\u{9fff}').contains(&letter))
    };
    assert!(!is_chinese(&en) && is_chinese(&hans) && is_chinese(&hant));
    assert_ne!(hans, hant);
    assert_eq!(
        status(&run(&["show", "--lang", "xx", "active.pcap"])),
        Some(2)
    );
}

#[test]
fn without_a_command_and_a_terminal_the_walkthrough_is_shown() {
    assert_eq!(
        run(&["active.pcap"]).stdout,
        run(&["show", "active.pcap"]).stdout
    );
    assert!(!run(&["active.pcap"]).stdout.is_empty());
}

#[test]
fn where_there_is_no_terminal_the_ui_is_show_and_says_so() {
    let output = run(&["tui", "active.pcap"]);
    assert_eq!(status(&output), Some(0));
    assert_eq!(said(&output).lines().count(), 1, "{}", said(&output));
    assert!(said(&output).contains("no terminal"), "{}", said(&output));
    assert_eq!(output.stdout, run(&["show", "active.pcap"]).stdout);
}

#[test]
fn a_capture_alone_is_show_where_there_is_no_terminal() {
    let output = run(&["active.pcap"]);
    assert_eq!((status(&output), said(&output).as_str()), (Some(0), ""));
    assert_eq!(output.stdout, run(&["show", "active.pcap"]).stdout);
}
