//! Whole files, files with holes, and what is said of them.

use super::{Place, login, passive, pattern, said, transfer};
use crate::support::scene::{Listener, Scene};
use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Stdio;

#[test]
fn a_whole_file_stands_at_its_path_below_its_session() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("CWD pub", "250 Done.");
    let bytes = pattern(5_000);
    transfer(&scene, &control, 1, "RETR a file.bin", &bytes);
    control.quit();
    let place = Place::of("whole", &scene);
    let output = place.run(&[]);
    assert!(output.status.success(), "{}", said(&output));
    let name = "192.0.2.1.40000-198.51.100.1-20261120T000000Z/pub/a file.bin";
    assert_eq!(
        place.files().into_iter().collect::<Vec<_>>(),
        [(name.to_owned(), bytes)]
    );
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout), @r"
    whole            5,000  RETR  192.0.2.1.40000-198.51.100.1-20261120T000000Z/pub/a file.bin
    1 file, 1 whole, 0 partial, 5,000 bytes; see manifest.json
    ");
    let entry = place.only();
    assert_eq!(entry["path"], "/pub/a file.bin");
    assert_eq!(
        (&entry["state"], &entry["bytes"]),
        (&"whole".into(), &5_000.into())
    );
    assert_eq!(entry["sha256"], entry["carried_sha256"]);
}

#[test]
fn files_and_folders_are_for_their_owner_alone() {
    let scene = Scene::new();
    let control = login(&scene);
    transfer(&scene, &control, 1, "RETR run.sh", b"#!/bin/sh");
    let place = Place::of("modes", &scene);
    place.run(&["--layout", "server"]);
    let mode = |path: &str| {
        let metadata = fs::metadata(place.out().join(path)).expect("it is there");
        metadata.permissions().mode() & 0o7777
    };
    let modes = [
        mode("198.51.100.1/run.sh"),
        mode("manifest.json"),
        mode("198.51.100.1"),
    ];
    assert_eq!(modes, [0o600, 0o600, 0o700]);
}

#[test]
fn a_large_file_is_the_same_as_a_small_one() {
    let scene = Scene::new();
    let control = login(&scene);
    let bytes = pattern(1_500_000);
    transfer(&scene, &control, 1, "STOR large", &bytes);
    let place = Place::of("large", &scene);
    assert!(place.flat(&[])["large"] == bytes);
}

#[test]
fn missing_bytes_are_holes_that_are_listed() {
    let scene = Scene::new();
    let control = login(&scene);
    let data = passive(&scene, &control, 1);
    control.ask("RETR a.bin", "150 Here it comes.");
    let bytes = pattern(700_000);
    for (place, piece) in bytes.chunks(1_000).enumerate() {
        match place {
            10..=19 | 600 => data.send_unseen(Listener, piece.len() as u32),
            _ => data.send(Listener, piece),
        }
    }
    data.close(Listener);
    control.reply("226 Done.");
    let place = Place::of("holes", &scene);
    let files = place.flat(&[]);
    let mut expected = bytes;
    expected[10_000..20_000].fill(0);
    expected[600_000..601_000].fill(0);
    assert!(files["a.bin.partial"] == expected);
    let entry = place.only();
    let holes = serde_json::json!([
        {"offset": 10_000, "length": 10_000},
        {"offset": 600_000, "length": 1_000},
    ]);
    assert_eq!(entry["holes"], holes);
    assert_eq!(
        (&entry["missing"], &entry["sha256"]),
        (&11_000.into(), &().into())
    );
    assert_eq!(
        (&entry["state"], &entry["reason"]),
        (&"partial".into(), &"missing".into())
    );
}

#[test]
fn a_hole_at_the_end_is_one_too() {
    let scene = Scene::new();
    let control = login(&scene);
    let data = passive(&scene, &control, 1);
    control.ask("RETR a.bin", "150 Here it comes.");
    data.send(Listener, pattern(300_000 / 5));
    data.send_unseen(Listener, 500);
    data.close(Listener);
    control.reply("226 Done.");
    let place = Place::of("tail", &scene);
    let files = place.flat(&[]);
    assert_eq!(files["a.bin.partial"].len(), 60_500);
    assert_eq!(place.only()["holes"][0]["offset"], 60_000);
}

#[test]
fn what_did_not_succeed_is_partial_and_says_why() {
    let scene = Scene::new();
    let control = login(&scene);
    for (number, reply) in [(1, "426 Aborted."), (2, "226 Done.")] {
        let data = passive(&scene, &control, number);
        control.ask("RETR a", "150 Opening data connection (9000 bytes).");
        data.carry(Listener, &pattern(4_000));
        control.reply(reply);
    }
    let data = passive(&scene, &control, 3);
    control.ask("RETR b", "150 Here it comes.");
    data.send(Listener, "the capture ends here");
    let place = Place::of("unsuccessful", &scene);
    let files: Vec<String> = place.flat(&[]).into_keys().collect();
    assert_eq!(files, ["a.partial", "a~2.partial", "b.partial"]);
    let reasons: Vec<_> = place
        .manifest()
        .iter()
        .map(|one| one["reason"].clone())
        .collect();
    assert_eq!(reasons, ["failed", "truncated", "unfinished"]);
}

#[test]
fn a_connection_that_was_under_way_has_no_whole_file() {
    let scene = Scene::new();
    let control = login(&scene);
    let data = passive(&scene, &control, 1);
    control.ask("RETR a", "150 Here it comes.");
    let first = scene.len();
    data.carry(Listener, &pattern(3_000));
    control.reply("226 Done.");
    // The handshake and the first segment.
    scene.lose(first - 4..=first - 2);
    scene.lose(first - 2..=first - 2);
    let place = Place::of("midstream", &scene);
    place.flat(&[]);
    assert_eq!(place.only()["reason"], "beginning-not-captured");
}

#[test]
fn an_empty_file_is_a_file() {
    let scene = Scene::new();
    let control = login(&scene);
    transfer(&scene, &control, 1, "RETR empty", b"");
    let place = Place::of("empty", &scene);
    assert_eq!(place.flat(&[])["empty"], b"");
    assert_eq!(place.only()["state"], "whole");
}

#[test]
fn what_was_transferred_elsewhere_is_named_without_a_file() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    control.ask("RETR a", "150 Here it comes.");
    control.reply("226 Done.");
    let place = Place::of("elsewhere", &scene);
    assert!(place.flat(&[]).is_empty());
    assert_eq!(place.only()["reason"], "not-captured");
}

#[test]
fn both_servers_of_an_fxp_transfer_have_the_file() {
    let scene = Scene::new();
    let source = scene.login_between("192.0.2.1:40000", "198.51.100.1:21");
    let target = scene.login_between("192.0.2.1:40002", "203.0.113.1:21");
    source.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    target.ask("PORT 198,51,100,1,20,1", "200 PORT command successful.");
    source.ask("RETR a", "150 Here it comes.");
    target.ask("STOR a", "150 Go ahead.");
    let data = scene.connect("203.0.113.1:20", "198.51.100.1:5121");
    let bytes = pattern(400_000);
    data.carry(Listener, &bytes);
    source.reply("226 Done.");
    target.reply("226 Done.");
    source.quit();
    target.quit();
    let place = Place::of("fxp", &scene);
    let output = place.run(&["--layout", "server"]);
    assert!(output.status.success(), "{}", said(&output));
    let files = place.files();
    assert!(files["198.51.100.1/a"] == bytes && files["203.0.113.1/a"] == bytes);
    assert_eq!(files.len(), 2);
}

#[test]
fn the_time_of_a_file_is_that_of_mdtm() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("MDTM a", "213 20010203040506");
    transfer(&scene, &control, 1, "RETR a", b"old");
    let place = Place::of("mdtm", &scene);
    place.flat(&[]);
    let metadata = fs::metadata(place.out().join("a")).expect("the file");
    assert_eq!(metadata.mtime(), 981_173_106);
    assert_eq!(place.only()["modified"], "2001-02-03T04:05:06.000000000Z");
}

#[test]
fn renamed_and_deleted_files_are_noted() {
    let scene = Scene::new();
    let control = login(&scene);
    transfer(&scene, &control, 1, "STOR a.tmp", b"first");
    control.ask("RNFR a.tmp", "350 Go on.");
    control.ask("RNTO a.bin", "250 Done.");
    transfer(&scene, &control, 2, "STOR b", b"second");
    control.ask("DELE b", "250 Gone.");
    let place = Place::of("renamed", &scene);
    place.flat(&[]);
    let manifest = place.manifest();
    assert_eq!(manifest[0]["renamed_to"], "/a.bin");
    assert_eq!(
        (&manifest[0]["deleted"], &manifest[1]["deleted"]),
        (&false.into(), &true.into())
    );
}

#[test]
fn files_are_compared_with_what_the_server_says() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("SIZE a", "213 3");
    transfer(&scene, &control, 1, "RETR a", b"abc");
    control.ask("XCRC a", "250 352441C2");
    control.ask("XMD5 a", "250 900150983cd24fb0d6963f7d28e17f72");
    control.ask(
        "HASH a",
        "213 SHA-1 0-3 a9993e364706816aba3e25717850c26c9cd0d89d a",
    );
    let place = Place::of("agrees", &scene);
    place.flat(&[]);
    let entry = place.only();
    let results = entry["checks"].as_array().expect("checks").iter();
    let results: Vec<_> = results.map(|one| (&one["by"], &one["result"])).collect();
    let agrees = |by: &str| (by.to_owned(), "agrees".to_owned());
    let results: Vec<_> = results
        .into_iter()
        .map(|(by, result)| {
            (
                by.as_str().unwrap().to_owned(),
                result.as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(results, ["SIZE", "XCRC", "XMD5", "HASH"].map(agrees));
}

#[test]
fn a_file_that_is_not_what_the_server_says_is_told() {
    let scene = Scene::new();
    let control = login(&scene);
    transfer(&scene, &control, 1, "STOR a", b"abd");
    control.ask("XMD5 a", "250 900150983cd24fb0d6963f7d28e17f72");
    let place = Place::of("differs", &scene);
    let output = place.run(&["--layout", "flat"]);
    assert!(
        said(&output).contains("MD5 is not what the server says"),
        "{}",
        said(&output)
    );
    assert_eq!(place.only()["checks"][0]["result"], "differs");
}

#[test]
fn a_hash_of_what_was_there_before_says_nothing() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("XMD5 a", "250 900150983cd24fb0d6963f7d28e17f72");
    transfer(&scene, &control, 1, "STOR a", b"another");
    let place = Place::of("before", &scene);
    place.flat(&[]);
    assert_eq!(place.only()["checks"], serde_json::json!([]));
}

#[test]
fn listings_are_written_where_they_are_asked_for() {
    let scene = Scene::new();
    let control = login(&scene);
    transfer(
        &scene,
        &control,
        1,
        "LIST /pub",
        b"-rw-r--r-- 1 a b 3 Jan 1 2020 x\r\n",
    );
    let place = Place::of("listings", &scene);
    assert!(place.flat(&[]).is_empty());
    let output = place.run(&["--listings", "--force", "--layout", "server"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(
        place.files().into_keys().collect::<Vec<_>>(),
        ["198.51.100.1/pub/LIST.txt"]
    );
}

#[test]
fn objects_are_written_as_they_come() {
    let scene = Scene::new();
    let control = login(&scene);
    transfer(&scene, &control, 1, "RETR a", b"abc");
    transfer(&scene, &control, 2, "RETR b", b"abcd");
    let place = Place::of("objects", &scene);
    let output = place.run(&["--json"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let objects: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(objects, place.manifest());
    assert_eq!((objects.len(), &objects[1]["bytes"]), (2, &4.into()));
}

#[test]
fn standard_input_and_compression_make_no_difference() {
    let scene = Scene::new();
    let control = login(&scene);
    let bytes = pattern(600_000);
    transfer(&scene, &control, 1, "RETR a", &bytes);
    let place = Place::of("gzip", &scene);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder
        .write_all(&scene.recording().pcap())
        .expect("memory takes it");
    place.write(&encoder.finish().expect("memory takes it"));
    let capture = fs::File::open(place.capture()).expect("the capture");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ftpscope"));
    command
        .args(["extract", "-", "--layout", "flat", "-d"])
        .arg(place.out());
    let output = command
        .stdin(Stdio::from(capture))
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", said(&output));
    assert!(place.files()["a"] == bytes);
}

/// Extracts from the sample capture of FTPS, with more arguments.
fn encrypted(name: &str, arguments: &[&str]) -> Place {
    let place = Place::new(name);
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    place.write(&fs::read(samples.join("ftps.pcap")).expect("the capture"));
    let keys = samples.join("ftps.keylog");
    let keys = keys.to_str().expect("UTF-8");
    let arguments = arguments
        .iter()
        .map(|one| if *one == "KEYS" { keys } else { *one });
    let arguments: Vec<&str> = arguments.collect();
    let output = place.run(&arguments);
    assert!(output.status.success(), "{}", said(&output));
    place
}

#[test]
fn what_was_encrypted_is_no_file_without_keys() {
    let place = encrypted("ftps-locked", &["--listings"]);
    assert!(place.files().is_empty(), "{:?}", place.files().keys());
    let manifest = place.manifest();
    assert!(!manifest.is_empty());
    for entry in manifest {
        assert_eq!(entry["reason"], "encrypted", "{entry}");
    }
}

#[test]
fn with_keys_it_is_the_plaintext() {
    let place = encrypted("ftps-open", &["--listings", "--keylog", "KEYS"]);
    let manifest = place.manifest();
    assert!(!manifest.is_empty());
    for entry in manifest {
        assert_eq!(entry["state"], "whole", "{entry}");
        let file = &place.files()[entry["file"].as_str().expect("a file")];
        assert_eq!(entry["bytes"], file.len());
        assert_eq!(entry["sha256"], entry["carried_sha256"]);
    }
}

#[test]
fn a_lost_record_of_tls_is_a_hole_where_it_stood() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/tls");
    let keys = samples.join("tls13-many-records.keylog");
    let keys = keys.to_str().expect("UTF-8");
    let capture = fs::read(samples.join("tls13-many-records.pcap")).expect("the capture");
    let whole = Place::new("tls-records");
    whole.write(&capture);
    assert!(whole.run(&["--keylog", keys]).status.success());
    let (_, expected) = whole.files().into_iter().next().expect("a file");
    // The second of the records of 100 bytes: 5 of header, 1 of kind, 16 of tag.
    let mut records = 0;
    let kept = without(&capture, &mut |frame| {
        let start = frame.len().saturating_sub(122);
        let is_record = frame[start..].starts_with(&[23, 3, 3, 0, 117]);
        records += u32::from(is_record);
        is_record && records == 2
    });
    let place = Place::new("tls-hole");
    place.write(&kept);
    place.run(&["--keylog", keys]);
    let entry = place.only();
    assert_eq!(entry["state"], "partial", "{entry}");
    assert_eq!(entry["missing"], 100, "{entry}");
    assert_eq!(
        entry["holes"],
        serde_json::json!([{"offset": 100, "length": 100}]),
        "{entry}"
    );
    let (name, found) = place.files().into_iter().next().expect("a file");
    assert!(name.ends_with(".partial"), "{name}");
    assert_eq!(found[..100], expected[..100]);
    assert_eq!(found[100..200], [0; 100]);
    assert_eq!(found[200..], expected[200..]);
}

/// A pcap file without the frames that `lost` says true of.
fn without(pcap: &[u8], lost: &mut dyn FnMut(&[u8]) -> bool) -> Vec<u8> {
    const HEADER: usize = 24;
    let (header, mut rest) = pcap.split_at(HEADER);
    let mut kept = header.to_vec();
    while let Some(length) = rest.get(8..12) {
        let length = u32::from_le_bytes(length.try_into().expect("four bytes")) as usize;
        let (record, after) = rest.split_at(16 + length);
        if !lost(&record[16..]) {
            kept.extend_from_slice(record);
        }
        rest = after;
    }
    kept
}
