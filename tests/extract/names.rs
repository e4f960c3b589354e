//! Hostile names.

use super::{Place, login, said, transfer, tree};
use crate::support::scene::Scene;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

/// Names that are to lead elsewhere, to be something else, or to be another one.
const HOSTILE: [&[u8]; 52] = [
    b"../up",
    b"../../../../../../tmp/ftpscope-escaped",
    b"/etc/passwd",
    b"//host/share/x",
    b"/../../x",
    b"a/../../b",
    b"..",
    b".",
    b"/",
    b"...",
    b"....//....//x",
    b"..\\..\\windows",
    b"\\\\host\\share",
    b"C:\\autoexec.bat",
    b"C:x",
    b"file.txt:stream",
    b"CON",
    b"con.txt",
    b"NUL",
    b"aux.tar.gz",
    b"COM1",
    b"lpt9.log",
    b"PRN .txt",
    b"CLOCK$",
    b"trailing.",
    b"trailing ",
    b" leading",
    b"-rf",
    b"~root",
    b"$HOME",
    b"`id`",
    b"a;rm -rf x",
    b"a|b",
    b"a*?",
    b"<a>",
    b"\"quoted\"",
    b"nul\0byte",
    b"esc\x1b[2Jape",
    b"bell\x07",
    b"tab\there",
    b"del\x7f",
    b"\xc2\x9b31m",
    b"rtl\xe2\x80\xaetxt.exe",
    b"zero\xe2\x80\x8bwidth",
    b"\xff\xfe\xfd",
    b"\xd6\xd0\xce\xc4",
    b"manifest.json",
    b"MANIFEST.JSON",
    b".ftpscope-1-0",
    b".bashrc",
    b"%2e%2e%2fx",
    b"..%c0%af..%c0%afx",
];

fn scene() -> (Scene, usize) {
    let scene = Scene::new();
    let control = login(&scene);
    let long = [b'x'; 4_000];
    let deep = b"d/".repeat(900);
    let pairs: [&[u8]; 10] = [
        &long,
        &deep,
        b"Same",
        b"same",
        b"SAME",
        b"e\xcc\x81",
        b"\xc3\xa9",
        b"file",
        b"file/below",
        b"file.partial",
    ];
    let names: Vec<&[u8]> = HOSTILE.into_iter().chain(pairs).collect();
    for (index, name) in names.iter().enumerate() {
        let data = super::passive(&scene, &control, index as u8 + 1);
        let command = [b"RETR ", *name, b"\r\n"].concat();
        control.send(super::Initiator, command);
        control.reply("150 Here it comes.");
        data.carry(super::Listener, format!("file {index}").as_bytes());
        control.reply("226 Done.");
    }
    control.quit();
    (scene, names.len())
}

/// Everything in the folder of a test, save what is below the folder that is extracted to.
fn around(place: &Place) -> Vec<String> {
    let names = tree(&place.folder).into_keys();
    names.filter(|name| !name.starts_with("out/")).collect()
}

#[test]
fn hostile_names_stay_below_the_folder_and_stand_in_the_manifest() {
    let (scene, count) = scene();
    for layout in ["session", "server", "flat"] {
        let place = Place::of(&format!("hostile-{layout}"), &scene);
        let before = around(&place);
        let output = place.run(&["--layout", layout]);
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(around(&place), before);
        let manifest = place.manifest();
        assert_eq!(manifest.len(), count);
        let files = place.files();
        assert_eq!(files.len(), count, "{:?}", files.keys());
        for (index, entry) in manifest.iter().enumerate() {
            let file = entry["file"].as_str().expect("a file");
            assert_eq!(files[file], format!("file {index}").into_bytes(), "{file}");
        }
        let shown = String::from_utf8(output.stdout).expect("UTF-8");
        let is_harmless = |one: char| one == '\n' || !one.is_control();
        assert!(shown.chars().all(is_harmless), "{shown:?}");
    }
    assert!(!std::path::Path::new("/tmp/ftpscope-escaped").exists());
}

#[test]
fn hostile_names_are_written_as_this() {
    let (scene, _) = scene();
    let place = Place::of("hostile-written", &scene);
    place.run(&["--layout", "flat"]);
    let files = place.files().into_keys();
    insta::assert_snapshot!(files.collect::<Vec<_>>().join("\n"));
}

#[test]
fn links_that_stand_in_the_folder_lead_hostile_names_nowhere() {
    let (scene, count) = scene();
    let place = Place::of("hostile-links", &scene);
    let outside = place.folder.join("outside");
    fs::create_dir_all(&outside).expect("a folder");
    fs::create_dir_all(place.out().join("198.51.100.1")).expect("a folder");
    for name in [
        "etc", "host", "d", "file", "up", "x", "tmp", "Same", ".bashrc",
    ] {
        symlink(&outside, place.out().join("198.51.100.1").join(name)).expect("a link");
    }
    symlink(outside.join("new"), place.out().join("198.51.100.1/-rf")).expect("a link");
    let before = around(&place);
    place.run(&["--layout", "server"]);
    assert_eq!(around(&place), before);
    assert_eq!(place.manifest().len(), count);
    let exists = |entry: &serde_json::Value| entry["reason"] == "exists";
    assert!(place.manifest().iter().any(exists));
}

#[test]
fn no_file_outside_the_folder_is_opened_to_be_written() {
    let (scene, _) = scene();
    let place = Place::of("hostile-strace", &scene);
    let log = place.folder.join("log");
    let traced = Command::new("strace")
        .args(["-f", "-e", "trace=open,openat,creat,rename,renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,link,linkat,symlink,symlinkat", "-o"])
        .arg(&log)
        .arg(env!("CARGO_BIN_EXE_ftpscope"))
        .args(["extract", "--layout", "server", "-d"])
        .args([place.out(), place.capture()])
        .output();
    let Ok(traced) = traced else {
        eprintln!("skipped: strace is not there, so what is opened cannot be seen");
        return;
    };
    if !traced.status.success() {
        eprintln!("skipped: strace cannot trace here: {}", said(&traced));
        return;
    }
    let log = fs::read_to_string(log).expect("the log");
    let out = place.out().to_str().expect("UTF-8").to_owned();
    let changes = [
        "O_CREAT", "O_WRONLY", "O_RDWR", "rename", "mkdir", "unlink", "link",
    ];
    let calls = log
        .lines()
        .filter(|line| changes.iter().any(|change| line.contains(change)));
    let mut seen = 0;
    for call in calls {
        let Some(name) = call.split('"').nth(1) else {
            continue;
        };
        seen += 1;
        // Relative to a handle, one component at a time; or on the way to the folder itself.
        let is_below = !name.contains('/') && !call.contains("AT_FDCWD") && name != "..";
        let is_way = out.starts_with(name.trim_end_matches('/'));
        let is_system = ["/dev/", "/proc/", "/sys/"]
            .iter()
            .any(|one| name.starts_with(one));
        assert!(is_below || is_way || is_system, "{call}");
    }
    assert!(seen > 100, "{seen} calls:\n{log}");
}

#[test]
fn names_are_decoded_as_what_they_most_likely_are() {
    let scene = Scene::new();
    let control = login(&scene);
    let names: [&[u8]; 2] = [
        b"\xcf\xc2\xd4\xd8/\xce\xc4\xbc\xfe.txt",
        b"\xb1\xa8\xb8\xe6.doc",
    ];
    for (index, name) in names.iter().enumerate() {
        let data = super::passive(&scene, &control, index as u8 + 1);
        control.send(super::Initiator, [b"RETR ", *name, b"\r\n"].concat());
        control.reply("150 Here it comes.");
        data.carry(super::Listener, b"x");
        control.reply("226 Done.");
    }
    let place = Place::of("gbk", &scene);
    let files: Vec<String> = place.flat(&[]).into_keys().collect();
    assert_eq!(files, ["报告.doc", "文件.txt"]);
    let entry = &place.manifest()[0];
    assert_eq!(
        (&entry["path"], &entry["charset"]),
        (&"/下载/文件.txt".into(), &"GBK".into())
    );
    assert_eq!(entry["path_hex"], "2fcfc2d4d82fcec4bcfe2e747874");
}

#[test]
fn a_name_of_one_session_is_not_that_of_another() {
    let scene = Scene::new();
    for client in ["192.0.2.1:40000", "192.0.2.1:40100"] {
        let control = scene.login_between(client, "198.51.100.1:21");
        control.ask("PWD", "257 \"/\"");
        let number = client.as_bytes()[12] - b'0' + 1;
        transfer(&scene, &control, number, "RETR a", client.as_bytes());
        control.quit();
        scene.wait(10.0);
    }
    let place = Place::of("sessions", &scene);
    place.run(&[]);
    assert_eq!(place.files().len(), 2);
    let _ = fs::remove_dir_all(place.out());
    place.run(&["--layout", "server"]);
    let files: Vec<String> = place.files().into_keys().collect();
    assert_eq!(files, ["198.51.100.1/a", "198.51.100.1/a~2"]);
}
