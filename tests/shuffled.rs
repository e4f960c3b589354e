//! One stream of frames, cut, doubled, overlapping and out of order, is the same session.

use crate::support::scene::{Initiator, Listener, Recording, Scene, Shot, only};
use crate::support::shuffle::{self, Dice};
use crate::support::words::{assert_same, essence, moved, said};
use proptest::prelude::*;
use serde_json::Value;

/// A session with a download, an upload and a listing, passive and active.
fn scene() -> Scene {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("TYPE I", "200 Type set.");
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR alice.txt", "150 Opening data connection.");
    data.carry(Listener, &contents(3_000));
    control.reply("226 Transfer complete.");
    control.ask("PORT 192,0,2,1,156,66", "200 PORT command successful.");
    control.command("STOR rabbit.txt");
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40002");
    control.reply("150 Ok to send data.");
    data.carry(Initiator.other(), &contents(1_700));
    control.reply("226 Transfer complete.");
    control.ask(
        "FEAT",
        "211-Features:\r\n EPRT\r\n REST STREAM\r\n SIZE\r\n211 End",
    );
    control.quit();
    scene
}

fn contents(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 7 % 251) as u8).collect()
}

fn session_of(shots: &[Shot]) -> Value {
    only(Recording::of(shots).analyze().json())
}

fn control_segments(shots: &[Shot]) -> Vec<(usize, usize)> {
    let segments = shots.iter().enumerate().filter(|(_, shot)| {
        let tcp = shot.tcp();
        tcp.from.port() == 21 || tcp.to.port() == 21
    });
    segments
        .map(|(index, shot)| (index, shot.tcp().payload.len()))
        .collect()
}

#[test]
fn the_stream_itself_is_read_whole() {
    let session = session_of(&scene().shots());
    assert_eq!(said(&session).len(), 10);
    assert_eq!(
        moved(&session),
        [
            "RETR alice.txt passive 0 192.0.2.1:40001>198.51.100.1:5121 download 3000 226 complete",
            "STOR rabbit.txt active 1 198.51.100.1:20>192.0.2.1:40002 upload 1700 226 complete",
        ]
    );
    assert!(session["transfers"][0]["sha256"].is_string());
    assert_ne!(
        session["transfers"][0]["sha256"],
        session["transfers"][1]["sha256"]
    );
}

#[test]
fn every_control_segment_may_be_cut_at_every_byte() {
    let shots = scene().shots();
    let whole = session_of(&shots);
    for (index, length) in control_segments(&shots) {
        for at in 1..length {
            let cut = shuffle::cut_one(&shots, index, at);
            assert_same(
                &session_of(&cut),
                &whole,
                &format_args!("frame {} at {at}", index + 1),
            );
        }
    }
}

#[test]
fn segments_may_be_of_any_size() {
    let shots = scene().shots();
    let whole = session_of(&shots);
    for size in [1, 2, 3, 5, 7, 11, 64, 500] {
        let cut = shuffle::cut(&shots, size, |_| true);
        assert_same(&session_of(&cut), &whole, &format_args!("{size} bytes"));
    }
}

#[test]
fn any_two_neighbours_may_change_places() {
    let shots = scene().shots();
    let whole = session_of(&shots);
    for index in 1..shots.len() {
        let mut swapped = shots.clone();
        swapped.swap(index - 1, index);
        assert_same(
            &session_of(&swapped),
            &whole,
            &format_args!("frames {index} and the next"),
        );
    }
}

#[test]
fn any_control_segment_may_come_forty_frames_late() {
    let shots = scene().shots();
    let whole = session_of(&shots);
    for (index, length) in control_segments(&shots) {
        if length == 0 {
            continue;
        }
        let mut late = shots.clone();
        let shot = late.remove(index);
        late.insert((index + 40).min(late.len()), shot);
        assert_same(
            &session_of(&late),
            &whole,
            &format_args!("frame {}", index + 1),
        );
    }
}

#[test]
fn every_frame_may_come_twice() {
    let shots = scene().shots();
    let whole = session_of(&shots);
    assert_same(&session_of(&shuffle::doubled(&shots)), &whole, &"frames");
}

#[test]
fn retransmissions_may_overlap_what_came_before() {
    let shots = scene().shots();
    let whole = session_of(&shots);
    let overlapping = shuffle::overlapping(&shots);
    assert!(overlapping.len() > shots.len() + 10);
    assert_same(&session_of(&overlapping), &whole, &"frames");
}

#[test]
fn two_streams_that_differ_in_a_byte_are_not_the_same() {
    let mut shots = scene().shots();
    let whole = session_of(&shots);
    let index = shots
        .iter()
        .position(|shot| shot.tcp().payload.len() == 1_000);
    let shot = &mut shots[index.expect("a data segment")];
    if let crate::support::scene::Packet::Tcp(tcp) = &mut shot.packet {
        tcp.payload[500] ^= 1;
    }
    assert_ne!(essence(&session_of(&shots)), essence(&whole));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn frames_in_any_order_within_a_window_are_the_same_session(seed: u64, window in 1usize..24) {
        let shots = scene().shots();
        let whole = session_of(&shots);
        let shuffled = shuffle::reordered(&shots, window, &mut Dice(seed));
        assert_same(&session_of(&shuffled), &whole, &"shuffled");
    }

    #[test]
    fn frames_cut_doubled_and_overlapping_in_any_order_are_the_same_session(seed: u64, window in 0usize..12) {
        let shots = scene().shots();
        let whole = session_of(&shots);
        let mut dice = Dice(seed);
        let mangled = shuffle::mangled(&shots, &mut dice);
        let shuffled = shuffle::reordered(&mangled, window, &mut dice);
        assert_same(&session_of(&shuffled), &whole, &"shuffled");
    }
}
