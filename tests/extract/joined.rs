//! Transfers that go on where others ended.

use super::{Place, login, passive, pattern, transfer};
use crate::support::scene::{Listener, Scene, Stream};

/// A download that is aborted after `bytes`.
fn aborted(scene: &Scene, control: &Stream, number: u8, bytes: &[u8]) {
    let data = passive(scene, control, number);
    control.ask("RETR a.iso", "150 Here it comes.");
    data.carry(Listener, bytes);
    control.reply("426 Aborted.");
}

/// A download of what follows byte `from`.
fn rest(scene: &Scene, control: &Stream, number: u8, from: usize, bytes: &[u8]) {
    control.ask(&format!("REST {from}"), "350 Go on.");
    transfer(scene, control, number, "RETR a.iso", &bytes[from..]);
}

#[test]
fn what_goes_on_becomes_one_file_that_is_whole() {
    let scene = Scene::new();
    let control = login(&scene);
    let bytes = pattern(900_000);
    aborted(&scene, &control, 1, &bytes[..500_000]);
    rest(&scene, &control, 2, 500_000, &bytes);
    control.ask("SIZE a.iso", "213 900000");
    let place = Place::of("rest", &scene);
    let files = place.flat(&[]);
    assert!(files["a.iso"] == bytes);
    assert_eq!(files.len(), 1);
    let manifest = place.manifest();
    assert_eq!(manifest[0]["joined_into"], "a.iso");
    assert_eq!(manifest[0]["file"], serde_json::Value::Null);
    assert_eq!(
        manifest[1]["joined"],
        serde_json::json!([{"session": 1, "transfer": 0}])
    );
    assert_eq!(manifest[1]["checks"][0]["result"], "agrees");
}

#[test]
fn another_session_may_go_on() {
    let scene = Scene::new();
    let bytes = pattern(300_000);
    let control = login(&scene);
    aborted(&scene, &control, 1, &bytes[..100_000]);
    control.quit();
    scene.wait(30.0);
    let control = scene.login_between("192.0.2.1:41000", "198.51.100.1:21");
    control.ask("TYPE I", "200 Binary.");
    control.ask("PWD", "257 \"/\"");
    // With an overlap.
    rest(&scene, &control, 2, 90_000, &bytes);
    control.quit();
    let place = Place::of("rest-sessions", &scene);
    let files = place.flat(&[]);
    assert!(files["a.iso"] == bytes);
    assert_eq!(files.len(), 1);
}

#[test]
fn what_overlaps_and_differs_is_another_file() {
    let scene = Scene::new();
    let control = login(&scene);
    let mut bytes = pattern(200_000);
    aborted(&scene, &control, 1, &bytes[..100_000]);
    bytes[95_000] ^= 1;
    rest(&scene, &control, 2, 90_000, &bytes);
    let place = Place::of("rest-differs", &scene);
    let files = place.flat(&[]);
    let names: Vec<&String> = files.keys().collect();
    assert_eq!(names, ["a.iso.partial", "a~2.iso.partial"]);
    let second = &files["a~2.iso.partial"];
    assert!(second[..90_000].iter().all(|&byte| byte == 0));
    assert!(second[90_000..] == bytes[90_000..]);
    let manifest = place.manifest();
    assert_eq!(manifest[1]["reason"], "restarted");
    assert_eq!(
        manifest[1]["holes"],
        serde_json::json!([{"offset": 0, "length": 90_000}])
    );
}

#[test]
fn a_whole_file_stays_and_its_continuation_is_beside_it() {
    let scene = Scene::new();
    let control = login(&scene);
    let bytes = pattern(30_000);
    transfer(&scene, &control, 1, "STOR a", &bytes[..10_000]);
    control.ask("REST 10000", "350 Go on.");
    transfer(&scene, &control, 2, "STOR a", &bytes[10_000..]);
    let place = Place::of("rest-whole", &scene);
    let files = place.flat(&[]);
    assert!(files["a"] == bytes[..10_000] && files["a~2"] == bytes);
}

#[test]
fn appended_bytes_are_a_file_of_their_own() {
    let scene = Scene::new();
    let control = login(&scene);
    transfer(&scene, &control, 1, "STOR log", b"first\n");
    transfer(&scene, &control, 2, "APPE log", b"second\n");
    let place = Place::of("appended", &scene);
    let files = place.flat(&[]);
    assert_eq!(files["log~2"], b"second\n");
    assert_eq!(place.manifest()[1]["command"], "APPE");
}

#[test]
fn what_stou_stored_has_the_name_that_the_server_gave_it() {
    let scene = Scene::new();
    let control = login(&scene);
    let data = passive(&scene, &control, 1);
    control.ask("STOU", "150 FILE: upload.1");
    data.carry(super::Initiator, b"unique");
    control.reply("226 Done.");
    let data = passive(&scene, &control, 2);
    control.ask("STOU", "150 Go on.");
    data.carry(super::Initiator, b"as well");
    control.reply("226 Transfer complete, unique file name: upload.2.");
    let place = Place::of("unique", &scene);
    let files: Vec<String> = place.flat(&[]).into_keys().collect();
    assert_eq!(files, ["upload.1", "upload.2"]);
}

#[test]
fn a_restart_far_beyond_any_file_makes_none_that_large() {
    let scene = Scene::new();
    let control = login(&scene);
    control.ask("REST 18446744073709551000", "350 Go on.");
    transfer(&scene, &control, 1, "RETR a", b"tail");
    let place = Place::of("rest-far", &scene);
    assert_eq!(place.flat(&[])["a.partial"], b"tail");
    assert_eq!(place.only()["reason"], "restarted");
}
