//! Packets that are written (`-w`): which, how, and that they are the same sessions again.

use crate::support::captures;
use ftpscope::capture::{Frame, LinkType, Reader, Resolution, Source, Subject, Writer};
use ftpscope::net::Time;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ftpscope"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("captures"));
    command.env("LC_ALL", "C").env("NO_COLOR", "1");
    command.args(arguments).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Writes what `arguments` read, and returns what was shown.
fn save(to: &Path, arguments: &[&str]) -> Vec<Value> {
    let output = run(&[&["json", "-w", text(to)], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    sessions(&output)
}

/// The sessions of an output, without what tells where a frame stands.
fn sessions(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).expect("UTF-8");
    let objects = text.lines().map(|line| {
        let mut object: Value = serde_json::from_str(line).expect("JSON");
        forget_places(&mut object);
        object
    });
    objects
        .filter(|object| object["type"] == "session")
        .collect()
}

/// Forgets what depends on which other packets a capture has.
pub fn forget_places(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| {
                !["capture", "evidence"].contains(&name.as_str()) && !name.ends_with("frame")
            });
            fields.values_mut().for_each(forget_places);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_places),
        _ => {}
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn whole(path: &Path) -> Reader {
    let mut reader = Reader::open(path).expect("a capture");
    while reader.advance().expect("a whole file") {}
    reader
}

#[test]
fn what_was_written_gives_the_same_sessions() {
    let folder = folder();
    for capture in captures() {
        let to = folder.path().join("used.pcapng");
        let before = save(&to, &[text(&capture)]);
        assert_eq!(sessions(&run(&["json", text(&to)])), before, "{capture:?}");
        let again = folder.path().join("again.pcapng");
        save(&again, &[text(&to)]);
        assert_eq!(
            fs::read(&again).unwrap(),
            fs::read(&to).unwrap(),
            "{capture:?}"
        );
    }
}

#[test]
fn what_was_merged_and_written_gives_the_same_sessions() {
    let captures = captures();
    let names = captures.iter().map(|path| text(path));
    let arguments: Vec<&str> = std::iter::once("--merge").chain(names).collect();
    let folder = folder();
    let to = folder.path().join("used.pcapng");
    let before = save(&to, &arguments);
    assert!(before.len() > 10);
    assert_eq!(sessions(&run(&["json", text(&to)])), before);
}

/// The beginnings of frames that carry no IP.
const UNKNOWN: [u8; 14] = [0xff; 14];
const LLDP: [u8; 14] = [1, 0x80, 0xc2, 0, 0, 14, 2, 0, 0, 0, 0, 1, 0x88, 0xcc];

/// The frames of a sample on the second of two interfaces, with others around them.
fn among_others(path: &Path) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let mut reader = Reader::open(&samples.join("passive.pcap")).expect("a sample");
    let mut writer = Writer::new(Vec::new()).expect("memory");
    let other = |time, data: &'static [u8]| Frame {
        number: 0,
        time,
        interface: 0,
        link: LinkType(1),
        length: 60,
        data,
    };
    while let Some(frame) = reader.next_frame().expect("a whole sample") {
        writer.frame(&other(frame.time, &UNKNOWN)).expect("memory");
        writer
            .frame(&Frame {
                interface: 1,
                ..frame
            })
            .expect("memory");
        writer.frame(&other(frame.time, &LLDP)).expect("memory");
    }
    fs::write(path, writer.into_inner()).expect("a file");
}

#[test]
fn packets_that_are_of_no_session_are_left_out() {
    let folder = folder();
    let (from, to) = (folder.path().join("all"), folder.path().join("used"));
    among_others(&from);
    let before = save(&to, &[text(&from)]);
    assert_eq!(before.len(), 1);
    assert_eq!(sessions(&run(&["json", text(&to)])), before);
    let frames = |path: &Path| whole(path).current().number;
    assert_eq!(frames(&from), 3 * frames(&to));
    assert_eq!(frames(&to), frames(Path::new("captures/passive.pcap")));
}

#[test]
fn a_file_says_what_wrote_it_and_where_its_packets_are_from() {
    let folder = folder();
    let to = folder.path().join("used.pcapng");
    save(&to, &["-f", "tcp", "active.pcap"]);
    let bytes = fs::read(&to).unwrap();
    let application = concat!("ftpscope ", env!("CARGO_PKG_VERSION"));
    assert!(
        bytes
            .windows(application.len())
            .any(|part| part == application.as_bytes())
    );
    let reader = whole(&to);
    let [interface] = reader.interfaces() else {
        panic!("{:?}", reader.interfaces());
    };
    assert_eq!(interface.link, LinkType(1));
    assert_eq!(interface.resolution, Resolution::PowerOfTen(9));
    assert_eq!(interface.snap_length, 262_144);
    assert_eq!(interface.filter.as_deref(), Some("tcp"));
}

/// A block of a pcapng file.
fn block(kind: u32, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u32 + 12).to_le_bytes();
    [&kind.to_le_bytes(), &length, body, &length].concat()
}

/// An option, or with code 0 the end of them.
fn option(code: u16, value: &[u8]) -> Vec<u8> {
    let mut option = [code.to_le_bytes(), (value.len() as u16).to_le_bytes()].concat();
    option.extend(value);
    option.resize(option.len().next_multiple_of(4), 0);
    option
}

/// A SYN to port 21, in raw IPv4.
const SYN: [u8; 40] = [
    0x45, 0, 0, 40, 0, 1, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0xc0, 0, 0, 21, 0, 0, 0, 1,
    0, 0, 0, 0, 0x50, 2, 0xff, 0xff, 0, 0, 0, 0,
];

fn annotated() -> Vec<u8> {
    let section = |comment: &str| {
        let header = [
            0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255,
        ];
        block(
            0x0a0d_0d0a,
            &[&header[..], &option(1, comment.as_bytes()), &option(0, &[])].concat(),
        )
    };
    let interface = [
        &[101, 0, 0, 0, 96, 0, 0, 0][..],
        &option(1, b"on the uplink"),
        &option(2, b"eth7"),
        &option(3, b"the uplink"),
        &option(11, b"\0port 21"),
        &option(0, &[]),
    ]
    .concat();
    let packet = [
        &[0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 40, 0, 0, 0, 40, 0, 0, 0][..],
        &SYN,
        &option(1, b"here it begins"),
        &option(1, "开始".as_bytes()),
        &option(0, &[]),
    ]
    .concat();
    let statistics = [
        &[0; 12][..],
        &option(4, &90u64.to_le_bytes()),
        &option(5, &3u64.to_le_bytes()),
        &option(7, &4u64.to_le_bytes()),
        &option(0, &[]),
    ]
    .concat();
    let secrets = [
        &0x544c_534bu32.to_le_bytes()[..],
        &4u32.to_le_bytes(),
        b"keys",
    ]
    .concat();
    [
        section("of the first"),
        block(1, &interface),
        block(10, &secrets),
        block(6, &packet),
        block(5, &statistics),
        section("of the second"),
        block(1, &interface),
        block(6, &packet),
    ]
    .concat()
}

#[test]
fn what_a_capture_says_of_itself_is_kept() {
    let folder = folder();
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    fs::write(&from, annotated()).unwrap();
    for arguments in [&[text(&from)][..], &["--merge", text(&from)]] {
        save(&to, arguments);
        let (before, after) = (whole(&from), whole(&to));
        assert_eq!(after.secrets(), before.secrets());
        let comments: Vec<(Subject, &str)> = after
            .comments()
            .iter()
            .map(|comment| (comment.subject, comment.text.as_str()))
            .collect();
        for expected in [
            (Subject::Section, "of the first"),
            (Subject::Section, "of the second"),
            (Subject::Interface(0), "on the uplink"),
            (Subject::Frame(1), "here it begins"),
            (Subject::Frame(2), "开始"),
        ] {
            assert!(comments.contains(&expected), "{expected:?} in {comments:?}");
        }
        let interface = &after.interfaces()[0];
        assert_eq!(interface.name.as_deref(), Some("eth7"));
        assert_eq!(interface.description.as_deref(), Some("the uplink"));
        assert_eq!(interface.filter.as_deref(), Some("port 21"));
        assert_eq!(interface.snap_length, 96);
        assert_eq!(interface.received, Some(90));
        assert_eq!(interface.dropped_by_interface, Some(3));
        assert_eq!(interface.dropped_by_system, Some(4));
    }
}

#[test]
fn what_is_read_is_never_written_over() {
    let folder = folder();
    let (file, link) = (folder.path().join("one"), folder.path().join("two"));
    let sample = fs::read("captures/active.pcap").expect("a sample");
    fs::write(&file, &sample).unwrap();
    fs::hard_link(&file, &link).unwrap();
    for to in [&file, &link] {
        let output = run(&["json", "-w", text(to), text(&file)]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(text(to)), "{}", said(&output));
        let stdin = fs::File::open(&file).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_ftpscope"))
            .args(["json", "-w", text(to), "-"])
            .stdin(stdin)
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(fs::read(&file).unwrap(), sample);
    }
}

#[test]
fn the_text_views_write_too() {
    let folder = folder();
    let expected = folder.path().join("json");
    save(&expected, &["active.pcap"]);
    for arguments in [&["show"][..], &["show", "--list"], &[]] {
        let to = folder.path().join("other");
        let output = run(&[arguments, &["-w", text(&to), "active.pcap"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert_eq!(fs::read(&to).unwrap(), fs::read(&expected).unwrap());
    }
}

#[test]
fn what_cannot_be_done_is_wrong_usage() {
    for arguments in [
        &["json", "-w", "-", "active.pcap"][..],
        &["json", "-w", "x", "active.pcap", "passive.pcap"],
        &["json", "--rotate", "1M", "active.pcap"],
        &["json", "--ring", "3", "-w", "x", "active.pcap"],
        &["json", "--rotate", "1k", "-w", "x", "active.pcap"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

#[test]
fn a_file_that_cannot_be_made_is_named_before_anything_is_read() {
    for to in ["no/such/folder", "active.pcap/file"] {
        for rotate in [&[][..], &["--rotate", "1M"]] {
            let output = run(&[&["json", "-w", to, "active.pcap"], rotate].concat());
            assert_eq!(output.status.code(), Some(1));
            assert!(said(&output).contains(to) && output.stdout.is_empty());
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_once_and_the_sessions_are_shown() {
    let output = run(&["json", "-w", "/dev/full", "active.pcap"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(said(&output).lines().count(), 1, "{}", said(&output));
    assert!(said(&output).contains("/dev/full: No space left"));
    assert_eq!(sessions(&output), sessions(&run(&["json", "active.pcap"])));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

/// When the frames of a file were captured.
fn times(path: &Path) -> Vec<Time> {
    let mut reader = Reader::open(path).expect("a capture");
    let mut times = Vec::new();
    while let Some(frame) = reader.next_frame().expect("a whole file") {
        times.push(frame.time);
    }
    times
}

#[test]
fn files_of_a_size_are_whole_and_hold_everything_together() {
    let folder = folder();
    let to = folder.path().join("part.pcapng");
    save(&to, &["--rotate", "2K", "-f", "tcp", "passive.pcap"]);
    let files = files(folder.path());
    assert!(files.len() > 3, "{files:?}");
    let all: Vec<Time> = files.iter().flat_map(|file| times(file)).collect();
    assert_eq!(all, times(Path::new("captures/passive.pcap")));
    for file in &files {
        let many = times(file).len() > 1;
        assert!(
            fs::metadata(file).unwrap().len() <= 2_048 || !many,
            "{file:?}"
        );
        assert_eq!(whole(file).interfaces()[0].filter.as_deref(), Some("tcp"));
    }
    let names: Vec<&str> = files.iter().map(|file| text(file)).collect();
    let merged = sessions(&run(&[&["json", "--merge"], &names[..]].concat()));
    assert_eq!(merged, sessions(&run(&["json", "passive.pcap"])));
}

#[test]
fn files_of_a_time_hold_no_more_than_that() {
    let folder = folder();
    let to = folder.path().join("part");
    save(
        &to,
        &["--rotate", "1s", "--rotate", "1G", "passive-blocked.pcap"],
    );
    let files = files(folder.path());
    assert!(files.len() > 1, "{files:?}");
    for file in &files {
        let times = times(file);
        let (first, last) = (times[0], times[times.len() - 1]);
        assert!((last - first).as_seconds() < 1.0);
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let time = first.to_string();
        let second = time[..19].replace(['-', ':'], "");
        assert!(
            name.ends_with(&format!("-{second}.pcapng")),
            "{name} {second}"
        );
    }
}

#[test]
fn of_a_ring_the_last_files_are_left() {
    let (all, ring) = (folder(), folder());
    let sizes = ["--rotate", "2K", "passive.pcap"];
    save(&all.path().join("part"), &sizes);
    save(
        &ring.path().join("part"),
        &[&["--ring", "2"], &sizes[..]].concat(),
    );
    let names = |folder: &Path| -> Vec<String> {
        let files = files(folder);
        let name = |file: &PathBuf| file.file_name().unwrap().to_string_lossy().into_owned();
        files.iter().map(name).collect()
    };
    let all = names(all.path());
    assert!(all.len() > 2);
    assert_eq!(names(ring.path()), all[all.len() - 2..]);
}

#[test]
fn where_only_failures_are_kept_a_session_that_works_leaves_no_packets() {
    let folder = folder();
    let to = folder.path().join("used.pcapng");
    save(&to, &["--ring-before", "600", "passive.pcap"]);
    assert!(times(&to).is_empty());
    let ring = folder.path().join("ring");
    save(
        &ring,
        &["--ring-before", "600", "--rotate", "1M", "passive.pcap"],
    );
    assert_eq!(files(folder.path()), [to]);
}

#[test]
fn where_only_failures_are_kept_a_session_that_fails_is_there_as_a_whole() {
    let folder = folder();
    let to = folder.path().join("used.pcapng");
    let sessions_before = save(&to, &["--ring-before", "600", "active-blocked.pcap"]);
    assert_eq!(times(&to), times(Path::new("captures/active-blocked.pcap")));
    assert_eq!(sessions(&run(&["json", text(&to)])), sessions_before);
}

#[test]
fn of_a_failure_the_last_seconds_are_kept_as_far_as_there_is_memory() {
    let folder = folder();
    let to = folder.path().join("used.pcapng");
    let all = times(Path::new("captures/active-blocked.pcap"));
    let last = all[all.len() - 1];
    save(&to, &["--ring-before", "2", "active-blocked.pcap"]);
    let recent = all
        .iter()
        .filter(|&&time| (last - time).as_seconds() <= 2.0);
    let recent: Vec<Time> = recent.copied().collect();
    assert!(recent.len() < all.len());
    assert_eq!(times(&to), recent);
    let little = [
        "--ring-before",
        "600",
        "--ring-memory",
        "1K",
        "active-blocked.pcap",
    ];
    save(&to, &little);
    let kept = times(&to);
    assert!(!kept.is_empty() && kept.len() < 12);
    assert_eq!(kept, all[all.len() - kept.len()..]);
}
