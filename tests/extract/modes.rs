//! MODE, STRU and TYPE.

use super::{Place, login, passive, pattern, transfer};
use crate::support::scene::{Listener, Scene};
use std::io::Write;

/// A file in blocks of MODE B.
fn blocks(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for block in bytes.chunks(1_000) {
        out.push(0);
        out.extend((block.len() as u16).to_be_bytes());
        out.extend_from_slice(block);
    }
    out.extend([64, 0, 0]);
    out
}

#[test]
fn blocks_are_taken_apart() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("MODE B", "200 Blocks.");
    let bytes = pattern(400_000);
    transfer(&scene, &control, 1, "RETR a", &blocks(&bytes));
    let place = Place::of("blocks", &scene);
    assert!(place.flat(&[])["a"] == bytes);
    let entry = place.only();
    assert_eq!(
        (&entry["mode"], &entry["bytes"]),
        (&"B".into(), &400_000.into())
    );
}

#[test]
fn one_connection_may_carry_several_files_in_blocks() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("MODE B", "200 Blocks.");
    let data = passive(&scene, &control, 1);
    for (name, bytes) in [("a", &b"first"[..]), ("b", b"the second"), ("c", b"")] {
        control.ask(&format!("RETR {name}"), "125 Here it comes.");
        data.send(Listener, blocks(bytes));
        control.reply("250 Done.");
    }
    data.close(Listener);
    let place = Place::of("several", &scene);
    let files = place.flat(&[]);
    let expected = [("a", &b"first"[..]), ("b", b"the second"), ("c", b"")];
    let expected = expected.map(|(name, bytes)| (name.to_owned(), bytes.to_vec()));
    assert_eq!(files.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn deflate_is_undone() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("MODE Z", "200 Compressed.");
    let bytes = pattern(500_000);
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&bytes).expect("memory takes it");
    let compressed = encoder.finish().expect("memory takes it");
    transfer(&scene, &control, 1, "RETR a", &compressed);
    transfer(
        &scene,
        &control,
        2,
        "RETR b",
        &compressed[..compressed.len() / 2],
    );
    let place = Place::of("deflate", &scene);
    let files = place.flat(&[]);
    assert!(files["a"] == bytes);
    assert!(bytes.starts_with(&files["b.partial"]));
    assert_eq!(place.manifest()[1]["reason"], "unfinished");
}

#[test]
fn what_inflates_too_far_is_cut() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("MODE Z", "200 Compressed.");
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder
        .write_all(&vec![0; 20 << 20])
        .expect("memory takes it");
    let bomb = encoder.finish().expect("memory takes it");
    transfer(&scene, &control, 1, "RETR bomb", &bomb);
    let place = Place::of("bomb", &scene);
    let files = place.flat(&["--max-file", "1M"]);
    assert_eq!(files["bomb.partial"].len(), 1 << 20);
    assert_eq!(place.only()["reason"], "too-large");
}

#[test]
fn records_become_lines() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("STRU R", "200 Records.");
    transfer(&scene, &control, 1, "RETR a", b"one\xff\x01two\xff\x03");
    let place = Place::of("records", &scene);
    assert_eq!(place.flat(&[])["a"], b"one\ntwo\n");
}

#[test]
fn line_ends_are_converted_where_that_is_asked_for() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("TYPE A", "200 Text.");
    transfer(&scene, &control, 1, "RETR text", b"one\r\ntwo\r\n");
    control.ask("TYPE I", "200 Binary.");
    transfer(&scene, &control, 2, "RETR binary", b"one\r\ntwo\r\n");
    let place = Place::of("ascii", &scene);
    assert_eq!(place.flat(&[])["text"], b"one\r\ntwo\r\n");
    let files = place.flat(&["--ascii", "native", "--force"]);
    assert_eq!(files["text"], b"one\ntwo\n");
    assert_eq!(files["binary"], b"one\r\ntwo\r\n");
    assert_eq!(place.manifest()[0]["converted"], true);
}

#[test]
fn a_text_with_a_hole_is_not_converted() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("TYPE A", "200 Text.");
    let data = passive(&scene, &control, 1);
    control.ask("RETR text", "150 Here it comes.");
    data.send(Listener, "one\r\n");
    data.send_unseen(Listener, 3);
    data.send(Listener, "\r\nthree\r\n");
    data.close(Listener);
    control.reply("226 Done.");
    let place = Place::of("ascii-hole", &scene);
    let files = place.flat(&["--ascii", "native"]);
    assert_eq!(files["text.partial"], b"one\r\n\0\0\0\r\nthree\r\n");
}
