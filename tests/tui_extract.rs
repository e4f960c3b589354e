//! Transfers that are extracted from the terminal UI: the program in a terminal, behind its fence.

use crate::support::pty::Pty;
use crate::support::scene::End::{Initiator, Listener};
use crate::support::scene::{Scene, Stream};
use crate::support::ui::{self, Ui};
use ftpscope::views::tui::{Effect, Extracted, Language};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

fn sample(name: &str) -> PathBuf {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    captures.join(name)
}

/// The program in a folder of its own, at the first of the transfers of a capture.
fn at_transfers(folder: &Path, capture: &Path, options: &[&str]) -> Pty {
    let capture = capture.to_string_lossy().into_owned();
    let mut arguments = vec!["tui", "--no-config", &capture];
    arguments.extend(options);
    let program = env!("CARGO_BIN_EXE_ftpscope");
    let mut pty = Pty::run(program, &arguments, |command| command.cwd(folder));
    pty.see("Walkthrough").type_keys("5").see("Throughput");
    pty.type_keys("g");
    pty
}

fn leave(mut pty: Pty) {
    assert_eq!(pty.type_keys("q").end().exit_code(), 0);
}

fn manifest(folder: &Path, name: &str) -> Value {
    let text = fs::read(folder.join(name)).expect("a manifest");
    serde_json::from_slice(&text).expect("JSON")
}

/// The names of the files in a folder, in order.
fn files(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<String> = files
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A passive download on `control`, of which the capture lacks what `lost` says.
fn download(scene: &Scene, control: &Stream, path: &str, lost: u32) {
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask(&format!("RETR {path}"), "150 Here it comes.");
    data.send(Listener, "before\n");
    data.send_unseen(Listener, lost);
    data.send(Listener, "after\n");
    data.ack(Initiator);
    data.close(Listener);
    control.reply("226 Done.");
}

/// A scene as a capture in a folder.
fn written(folder: &Path, scene: &Scene) -> PathBuf {
    let path = folder.join("scene.pcap");
    fs::write(&path, scene.recording().pcap()).expect("a file");
    path
}

#[test]
fn a_transfer_over_tls_is_extracted_as_the_plaintext_that_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = sample("ftps.keylog").to_string_lossy().into_owned();
    let mut pty = at_transfers(folder.path(), &sample("ftps.pcap"), &["--keylog", &keys]);
    pty.type_keys("Gx").see("extracted as report.txt");
    leave(pty);
    assert_eq!(
        files(folder.path()),
        ["ftpscope-manifest.json", "report.txt"]
    );
    let path = folder.path().join("report.txt");
    let text = fs::read_to_string(&path).expect("text");
    assert_eq!(text.len(), 2_880);
    assert!(text.starts_with("line 0001 of the report\n"), "{text}");
    let mode = fs::metadata(&path).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let manifest = manifest(folder.path(), "ftpscope-manifest.json");
    let file = &manifest["files"][0];
    assert_eq!(file["state"], "whole");
    assert_eq!(file["path"], "report.txt");
    assert_eq!(file["bytes"], 2_880);
    assert_eq!(file["sha256"], sha256(text.as_bytes()));
}

/// The sample of FTPS without its last long frame, which carries the file.
fn without_a_frame() -> Vec<u8> {
    const HEADERS: (usize, usize) = (24, 16);
    let bytes = fs::read(sample("ftps.pcap")).expect("a capture");
    let mut records = Vec::new();
    let mut at = HEADERS.0;
    while let Some(length) = bytes.get(at + 8..at + 12) {
        let length = u32::from_le_bytes(length.try_into().expect("four bytes")) as usize;
        records.push(at..at + HEADERS.1 + length);
        at += HEADERS.1 + length;
    }
    let lost = records.iter().rposition(|record| record.len() > 1_200);
    records.remove(lost.expect("a long frame"));
    let kept = records.into_iter().map(|record| &bytes[record]);
    let head = std::iter::once(&bytes[..HEADERS.0]);
    head.chain(kept).collect::<Vec<_>>().concat()
}

#[test]
fn a_file_of_which_a_record_is_lost_is_partial() {
    let folder = tempfile::tempdir().expect("a folder");
    let captures = tempfile::tempdir().expect("a folder");
    let capture = captures.path().join("lost.pcap");
    fs::write(&capture, without_a_frame()).expect("a file");
    let keys = sample("ftps.keylog").to_string_lossy().into_owned();
    let mut pty = at_transfers(folder.path(), &capture, &["--keylog", &keys]);
    pty.type_keys("Gx").see("report.txt.partial");
    leave(pty);
    let manifest = manifest(folder.path(), "ftpscope-manifest.json");
    let file = &manifest["files"][0];
    assert_eq!(file["state"], "partial");
    assert_eq!(file["reason"], "missing");
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn without_keys_nothing_is_extracted_and_the_manifest_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut pty = at_transfers(folder.path(), &sample("ftps.pcap"), &[]);
    pty.type_keys("x").see("not extracted");
    leave(pty);
    assert_eq!(files(folder.path()), ["ftpscope-manifest.json"]);
    let manifest = manifest(folder.path(), "ftpscope-manifest.json");
    assert_eq!(manifest["files"][0]["reason"], "encrypted");
}

#[test]
fn what_is_marked_is_extracted_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("notes.txt"), "mine").expect("a file");
    let captures = tempfile::tempdir().expect("a folder");
    let scene = Scene::new();
    let control = scene.login();
    download(&scene, &control, "/pub/notes.txt", 0);
    download(&scene, &control, "/etc/../../notes.txt", 0);
    control.quit();
    let mut pty = at_transfers(folder.path(), &written(captures.path(), &scene), &[]);
    pty.type_keys("  ").see("2 marked");
    pty.type_keys("x").see("2 whole");
    leave(pty);
    assert_eq!(
        files(folder.path()),
        [
            "ftpscope-manifest.json",
            "notes.txt",
            "notes~2.txt",
            "notes~3.txt"
        ]
    );
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("text");
    assert_eq!(read("notes.txt"), "mine");
    assert_eq!(read("notes~2.txt"), "before\nafter\n");
}

#[test]
fn a_file_that_lacks_bytes_is_partial_with_its_holes() {
    let folder = tempfile::tempdir().expect("a folder");
    let captures = tempfile::tempdir().expect("a folder");
    let scene = Scene::new();
    let control = scene.login();
    download(&scene, &control, "/pub/notes.txt", 46);
    control.quit();
    let mut pty = at_transfers(folder.path(), &written(captures.path(), &scene), &[]);
    pty.type_keys("x").see("notes.txt.partial");
    leave(pty);
    let bytes = fs::read(folder.path().join("notes.txt.partial")).expect("a file");
    let expected = [b"before\n".as_slice(), &[0; 46], b"after\n"].concat();
    assert_eq!(bytes, expected);
    let manifest = manifest(folder.path(), "ftpscope-manifest.json");
    let file = &manifest["files"][0];
    assert_eq!(file["state"], "partial");
    assert_eq!(file["reason"], "missing");
    assert_eq!(file["holes"][0]["offset"], 7);
    assert_eq!(file["holes"][0]["length"], 46);
}

#[test]
fn a_file_whose_last_bytes_are_missing_has_its_length_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let captures = tempfile::tempdir().expect("a folder");
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR notes.txt", "150 Here it comes.");
    data.send(Listener, "before\n");
    data.send_unseen(Listener, 100);
    data.close(Listener);
    control.reply("226 Done.");
    let mut pty = at_transfers(folder.path(), &written(captures.path(), &scene), &[]);
    pty.type_keys("x").see("notes.txt.partial");
    leave(pty);
    let bytes = fs::read(folder.path().join("notes.txt.partial")).expect("a file");
    assert_eq!(bytes, [b"before\n".as_slice(), &[0; 100]].concat());
}

fn asked(ui: &mut Ui) -> Vec<usize> {
    let effects = std::mem::take(&mut ui.effects);
    let asked = effects.into_iter().find_map(|effect| match effect {
        Effect::Extract(extraction) => Some(extraction),
        _ => None,
    });
    let transfers = asked.expect("an extraction").transfers;
    transfers.iter().map(|one| one.index).collect()
}

#[test]
fn marks_are_set_and_taken_away_and_count_before_the_selection() {
    let mut ui = ui::open(&["captures/active.pcap"], 80, 24, Language::En);
    ui.press("5g");
    let plain = ui.screen();
    ui.press(" ");
    let marked = ui.screen();
    assert!(
        marked.contains("1 marked") && marked.contains("\n* "),
        "{marked}"
    );
    ui.press("g ");
    assert!(!ui.screen().contains("marked"), "{}", ui.screen());
    assert_eq!(ui.press("g").screen(), plain);
    ui.press("x");
    assert_eq!(asked(&mut ui), [0]);
    ui.press("G gx");
    let last = ui.app.context().book.sessions[0].session.transfers.len() - 1;
    assert_eq!(asked(&mut ui), [last]);
}

#[test]
fn what_became_of_an_extraction_is_said() {
    let mut ui = ui::open(&["captures/active.pcap"], 120, 24, Language::En);
    ui.app.learn_extracted(Ok(Extracted {
        partial: 1,
        file: Some("a\u{202e}b.partial".to_owned()),
        manifest: "ftpscope-manifest.json".to_owned(),
        ..Extracted::default()
    }));
    let screen = ui.screen();
    assert!(screen.contains("which is not whole"), "{screen}");
    assert!(!screen.contains('\u{202e}'));
    ui.app.learn_extracted(Err("the disk is full".to_owned()));
    assert!(ui.screen().contains("not saved: the disk is full"));
}
