//! Options that choose, that bound, and that protect what is there.

use super::{Place, login, passive, pattern, said, transfer, tree};
use crate::support::scene::{Initiator, Listener, Scene};
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A session with three files, one of them uploaded, and one of another user.
fn several() -> Scene {
    let scene = Scene::new();
    let control = login(&scene);
    transfer(&scene, &control, 1, "RETR /pub/a.iso", &pattern(3_000));
    transfer(&scene, &control, 2, "RETR /pub/b.txt", b"small");
    transfer(&scene, &control, 3, "STOR c.iso", b"uploaded");
    control.quit();
    let other = scene.connect("192.0.2.1:41000", "198.51.100.1:21");
    other.reply("220 Service ready.");
    other.ask("USER bob", "331 Password, please.");
    other.ask("PASS x", "230 Logged in.");
    transfer(&scene, &other, 4, "RETR /d.iso", b"of bob");
    other.quit();
    scene
}

#[test]
fn files_are_chosen_by_session_name_size_direction_and_login() {
    let place = Place::of("chosen", &several());
    for (arguments, expected) in [
        (&["--session", "2"][..], &["d.iso"][..]),
        (&["--name", "*.ISO"], &["a.iso", "c.iso", "d.iso"]),
        (&["--name", "/pub/*"], &["a.iso", "b.txt"]),
        (&["--min-size", "1K"], &["a.iso"]),
        (&["--direction", "upload"], &["c.iso"]),
        (&["--user", "b?b"], &["d.iso"]),
        (&["--login", "alice", "--name", "?.txt"], &["b.txt"]),
    ] {
        let _ = fs::remove_dir_all(place.out());
        let files: Vec<String> = place.flat(arguments).into_keys().collect();
        assert_eq!(files, expected, "{arguments:?}");
    }
}

#[test]
fn a_list_writes_nothing() {
    let place = Place::of("list", &several());
    let output = place
        .command(&["--list", "--layout", "flat"])
        .output()
        .expect("it runs");
    assert!(output.status.success());
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout), @r"
    file             3,000  RETR  a.iso
    file                 5  RETR  b.txt
    file                 8  STOR  c.iso
    file                 6  RETR  d.iso
    4 files to extract, 3,019 bytes
    ");
    assert!(!place.out().exists());
}

#[test]
fn the_one_file_that_is_left_goes_to_standard_output() {
    let place = Place::of("stdout", &several());
    let run = |arguments: &[&str]| {
        let mut command = place.command(arguments);
        command.args(["-d", "-"]).env("TMPDIR", &place.folder);
        command.output().expect("it runs")
    };
    let one = run(&["--name", "a.iso"]);
    assert_eq!((one.status.code(), one.stdout), (Some(0), pattern(3_000)));
    let several = run(&[]);
    assert_eq!((several.status.code(), several.stdout.len()), (Some(2), 0));
    let none = run(&["--name", "x"]);
    assert_eq!((none.status.code(), none.stdout.len()), (Some(1), 0));
    let left: Vec<String> = tree(&place.folder).into_keys().collect();
    assert_eq!(left, ["capture.pcap"]);
}

#[test]
fn nothing_is_overwritten_unless_that_is_asked_for() {
    let place = Place::of("force", &several());
    fs::create_dir(place.out()).expect("a folder");
    fs::write(place.out().join("b.txt"), "mine").expect("a file");
    let output = place.run(&["--layout", "flat"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("b.txt is there already"),
        "{}",
        said(&output)
    );
    let files = place.files();
    assert_eq!((&files["b.txt"][..], files.len()), (&b"mine"[..], 4));
    assert_eq!(place.manifest()[1]["reason"], "exists");
    let again = place.run(&["--layout", "flat"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("--force"), "{}", said(&again));
    assert_eq!(place.flat(&["--force"])["b.txt"], b"small");
}

#[test]
fn a_link_in_the_way_is_not_followed() {
    let place = Place::of("links", &several());
    let outside = place.folder.join("outside");
    fs::create_dir_all(&outside).expect("a folder");
    fs::create_dir_all(place.out().join("198.51.100.1")).expect("a folder");
    symlink(&outside, place.out().join("198.51.100.1/pub")).expect("a link");
    symlink(outside.join("c"), place.out().join("198.51.100.1/c.iso")).expect("a link");
    let output = place.run(&["--layout", "server"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(tree(&outside).is_empty());
    let files = place.files();
    assert_eq!(files["198.51.100.1/pub~2/a.iso"], pattern(3_000));
    assert_eq!(files["198.51.100.1/pub~2/b.txt"], b"small");
    let forced = place.run(&["--layout", "server", "--force"]);
    assert!(forced.status.success(), "{}", said(&forced));
    assert!(tree(&outside).is_empty());
    assert_eq!(place.files()["198.51.100.1/c.iso"], b"uploaded");
}

#[test]
fn bounds_are_kept_and_told() {
    let place = Place::of("bounds", &several());
    let files = place.flat(&["--max-file", "1K"]);
    assert_eq!(files["a.iso.partial"], &pattern(3_000)[..1_024]);
    assert_eq!(place.manifest()[0]["reason"], "too-large");
    let _ = fs::remove_dir_all(place.out());
    let files = place.flat(&["--max-total", "3010"]);
    assert_eq!(files.len(), 4);
    let states: Vec<_> = place
        .manifest()
        .iter()
        .map(|one| one["reason"].clone())
        .collect();
    assert!(
        states.iter().any(|reason| reason == "no-room"),
        "{states:?}"
    );
    let _ = fs::remove_dir_all(place.out());
    assert_eq!(place.flat(&["--max-files", "2"]).len(), 2);
    assert_eq!(place.manifest()[2]["reason"], "too-many");
}

#[test]
fn a_file_beyond_its_bound_is_cut_there_however_large() {
    let scene = Scene::new();
    let control = login(&scene);
    let data = passive(&scene, &control, 1);
    control.ask("STOR a", "150 Go on.");
    data.carry(Initiator, &pattern(2_000_000));
    control.reply("226 Done.");
    let place = Place::of("bound-large", &scene);
    let files = place.flat(&["--max-file", "1M"]);
    assert!(files["a.partial"] == pattern(2_000_000)[..1 << 20]);
}

#[test]
fn wrong_usage_is_status_2() {
    let place = Place::of("usage", &several());
    for arguments in [
        &[][..],
        &["-d", "-", "--json"],
        &["-d", "x", "--layout", "round"],
        &["-d", "x", "--min-size", "much"],
    ] {
        let output = place.command(arguments).output().expect("it runs");
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?} {}",
            said(&output)
        );
    }
    let json = std::process::Command::new(env!("CARGO_BIN_EXE_ftpscope"))
        .args(["json", "--user", "alice"])
        .arg(place.capture())
        .output();
    assert_eq!(json.expect("it runs").status.code(), Some(2));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let place = Place::of("no-folder", &several());
    let mut command = place.command(&["-d"]);
    command.arg(place.capture().join("below-a-file"));
    let output = command.output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("below-a-file"), "{}", said(&output));
}

#[test]
fn what_is_finished_when_it_is_interrupted_is_whole() {
    let scene = Scene::new();
    let control = login(&scene);
    transfer(&scene, &control, 1, "RETR a", &pattern(400_000));
    control.quit();
    scene.wait(20.0);
    let control = scene.login_between("192.0.2.1:41000", "198.51.100.1:21");
    let data = passive(&scene, &control, 2);
    control.ask("RETR b", "150 Here it comes.");
    let second = pattern(500_000);
    for piece in second.chunks(10_000) {
        data.send(Listener, piece);
    }
    let place = Place::new("interrupted");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ftpscope"));
    command
        .args(["extract", "-", "--layout", "flat", "-d"])
        .arg(place.out());
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut pipe, &scene.recording().pcap()).expect("it reads");
    let patience = Instant::now();
    let is_under_way = || {
        let files = tree(&place.out());
        let spooled =
            |(name, bytes): (&String, &Vec<u8>)| name.starts_with('.') && bytes.len() > 200_000;
        files.contains_key("a") && files.iter().any(spooled)
    };
    while !is_under_way() {
        assert!(
            patience.elapsed() < Duration::from_secs(60),
            "{:?}",
            tree(&place.out()).keys()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("a signal");
    let status = child.wait().expect("it ends");
    drop(pipe);
    assert_eq!(status.code(), Some(1));
    let files = place.files();
    let names: Vec<&String> = files.keys().collect();
    assert_eq!(names, ["a", "b.partial"]);
    assert!(files["a"] == pattern(400_000) && second.starts_with(&files["b.partial"]));
    assert_eq!(place.manifest()[1]["reason"], "unfinished");
}
