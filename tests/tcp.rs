//! What TCP does between two hosts and what a capture makes of it.

use crate::support::packets::{ACK, FIN, PSH, RST, SYN, URG, ethernet};
use crate::support::scene::{
    DAWN, End, Initiator, Listener, Recorded, Recording, SERVER, Scene, Stream, only,
};
use crate::support::words::{announced, moved, said, said_after_login};
use serde_json::Value;
use std::time::{Duration, Instant};

const PASV: &str = "227 Entering Passive Mode (198,51,100,1,20,1).";

/// A session up to the 150 of a passive download, and its two connections.
fn downloading() -> (Scene, Stream, Stream) {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR a", "150 Here it comes.");
    (scene, control, data)
}

fn bytes_and_missing(session: &Value) -> (u64, u64) {
    let transfer = &session["transfers"][0];
    let number = |key: &str| transfer[key].as_u64().expect("a number");
    (number("bytes"), number("missing"))
}

/// Frames with the headers of `count` segments of `size` bytes that `end` sends next.
pub fn headers_of(
    stream: &Stream,
    end: End,
    count: u64,
    size: u32,
) -> impl Iterator<Item = Recorded> {
    let first = stream.segment(end).payload(vec![0; size as usize]);
    let frame = ethernet(&first.ip());
    let length = frame.len() as u32;
    let headers = frame[..54].to_vec();
    (0..count).map(move |index| {
        let mut data = headers.clone();
        let sequence = first.seq.wrapping_add((index as u32).wrapping_mul(size));
        data[38..42].copy_from_slice(&sequence.to_be_bytes());
        Recorded {
            time: DAWN + 1_000_000_000 + index as i64,
            link: 1,
            length,
            data,
        }
    })
}

#[test]
fn sequence_numbers_wrap_on_control_and_data_connections() {
    let scene = Scene::new();
    let control = scene.stream("192.0.2.1:40000", SERVER);
    control.set_next(Initiator, 0xffff_fff0);
    control.set_next(Listener, 0xffff_ff00);
    control.handshake();
    control.reply(&format!("220 {}", "Service ready. ".repeat(20)));
    control.ask("USER alice", "331 Password, please.");
    control.ask("PASS secret", "230 Logged in.");
    control.ask("PASV", PASV);
    let data = scene.stream("192.0.2.1:40001", "198.51.100.1:5121");
    data.set_next(Listener, 0xffff_ff00);
    data.handshake();
    control.ask("RETR a", "150 Here it comes.");
    data.carry(Listener, &[7; 5_000]);
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(
        said(&session),
        [
            "- > 220",
            "USER alice > 331",
            "PASS secret > 230",
            "PASV > 227",
            "RETR a > 150 226"
        ]
    );
    assert_eq!(bytes_and_missing(&session), (5_000, 0));
    assert!(session["transfers"][0]["sha256"].is_string());
}

#[test]
fn a_capture_of_headers_alone_has_the_right_number_of_bytes() {
    let (scene, control, data) = downloading();
    scene.snap(54);
    data.carry(Listener, &[7; 12_345]);
    scene.snap(usize::MAX);
    control.reply("226 Done.");
    assert_eq!(bytes_and_missing(&scene.only()), (12_345, 12_345));
}

#[test]
fn keep_alives_add_no_bytes() {
    let (scene, control, data) = downloading();
    data.send(Listener, b"contents");
    data.ack(Initiator);
    for length in [0, 1] {
        let before = data.next(Listener).wrapping_sub(1);
        data.inject(data.segment(Listener).seq(before).payload(vec![0; length]));
        data.ack(Initiator);
        let before = control.next(Initiator).wrapping_sub(1);
        control.inject(
            control
                .segment(Initiator)
                .seq(before)
                .payload(vec![0; length]),
        );
        control.ack(Listener);
    }
    data.close(Listener);
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(bytes_and_missing(&session), (8, 0));
    assert_eq!(said_after_login(&session)[1], "RETR a > 150 226");
}

#[test]
fn bytes_before_the_first_sequence_number_belong_to_nothing() {
    let (scene, control, data) = downloading();
    let before = data.next(Listener).wrapping_sub(1_000);
    data.inject(data.segment(Listener).seq(before).payload(vec![7; 100]));
    data.fin(Initiator);
    control.reply("226 Done.");
    assert_eq!(bytes_and_missing(&scene.only()), (0, 0));
}

#[test]
fn zero_window_probes_add_no_bytes() {
    let (scene, control, data) = downloading();
    data.send(Listener, b"cont");
    let mut full = data.segment(Initiator);
    full.window = 0;
    data.inject(full.clone());
    for _ in 0..3 {
        data.inject(data.segment(Listener).payload(b"e"));
        data.inject(full.clone());
    }
    data.send(Listener, b"ents");
    data.close(Listener);
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(bytes_and_missing(&session), (8, 0));
    assert!(session["transfers"][0]["sha256"].is_string());
}

#[test]
fn data_on_the_syn_are_the_first_bytes() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let data = scene.stream("192.0.2.1:40001", "198.51.100.1:5121");
    let syn = data.segment(Initiator).flags(SYN).ack(0).payload(b"con");
    data.transmit(Initiator, syn);
    data.transmit(Listener, data.segment(Listener).flags(SYN | ACK));
    control.ask("STOR a", "150 Go on.");
    data.send(Initiator, b"tents");
    data.close(Initiator);
    control.reply("226 Done.");
    let with_syn = scene.only();
    assert_eq!(bytes_and_missing(&with_syn), (8, 0));
    let sha256 = "d1b2a59fbea7e20077af9f91b27e95e865061b270be03ff539ab3b73587882e8";
    assert_eq!(with_syn["transfers"][0]["sha256"], sha256);
}

#[test]
fn a_new_syn_on_the_same_ports_is_a_new_connection() {
    let scene = Scene::new();
    for name in ["alice", "bob"] {
        let control = scene.connect("192.0.2.1:40000", SERVER);
        control.reply("220 Service ready.");
        control.ask(&format!("USER {name}"), "331 Password, please.");
        control.quit();
    }
    let sessions = scene.json();
    assert_eq!(sessions.len(), 2);
    assert_eq!(
        said(&sessions[0]),
        ["- > 220", "USER alice > 331", "QUIT > 221"]
    );
    assert_eq!(sessions[0]["user"], "alice");
    assert_eq!(sessions[1]["user"], "bob");
}

#[test]
fn a_retransmitted_syn_is_no_new_connection() {
    let scene = Scene::new();
    let control = scene.stream("192.0.2.1:40000", SERVER);
    control.syn();
    scene.wait(1.0);
    control.syn();
    control.syn_ack();
    control.ack(Initiator);
    control.reply("220 Service ready.");
    control.quit();
    let session = scene.only();
    assert_eq!(session["syns"], 2);
    assert_eq!(session["opened"], "handshake");
}

#[test]
fn both_sides_may_close_at_once() {
    let (scene, control, data) = downloading();
    data.send(Listener, b"contents");
    let fins = [Initiator, Listener].map(|end| (end, data.segment(end).flags(FIN | ACK)));
    for (end, fin) in fins {
        data.transmit(end, fin);
    }
    data.ack(Initiator);
    data.ack(Listener);
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(
        moved(&session),
        ["RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete"]
    );
}

#[test]
fn a_half_open_control_connection_is_a_session_without_exchanges() {
    let scene = Scene::new();
    scene.knock("192.0.2.1:40000", SERVER, 3);
    let session = scene.only();
    assert_eq!(session["opened"], "unanswered");
    assert_eq!(session["syns"], 3);
    assert_eq!(said(&session), [""; 0]);
}

#[test]
fn a_half_open_connection_at_the_end_of_time_is_told_and_holds_nothing_back() {
    let mut engine = ftpscope::engine::Engine::new(ftpscope::engine::Config::default());
    for (number, client) in [(1, "192.0.2.1:40000"), (2, "192.0.2.2:40000")] {
        let data = crate::support::packets::Tcp::new(client, SERVER)
            .flags(SYN)
            .ethernet();
        engine.push(&ftpscope::capture::Frame {
            number,
            time: ftpscope::net::Time(i64::MAX),
            interface: 0,
            link: ftpscope::capture::LinkType(1),
            length: data.len() as u32,
            data: &data,
        });
    }
    engine.finish();
    let sessions = std::iter::from_fn(|| engine.next_session());
    let first_frames: Vec<u64> = sessions.map(|session| session.first_frame).collect();
    assert_eq!(first_frames, [1, 2]);
}

#[test]
fn a_control_connection_that_is_refused_says_so() {
    let scene = Scene::new();
    let control = scene.stream("192.0.2.1:40000", SERVER);
    control.syn();
    control.refuse();
    let session = scene.only();
    assert_eq!(session["opened"], "refused");
    assert_eq!(session["closed"], "rst");
}

#[test]
fn a_rst_ends_control_and_data_connections() {
    let (scene, control, data) = downloading();
    data.send(Listener, b"contents");
    data.rst(Initiator);
    control.reply("426 Connection closed; transfer aborted.");
    control.rst(Initiator);
    let session = scene.only();
    assert_eq!(session["closed"], "rst");
    assert_eq!(bytes_and_missing(&session), (8, 0));
    assert_eq!(session["transfers"][0]["final"], 426);
    assert_eq!(session["transfers"][0]["outcome"], "aborted");
}

#[test]
fn a_reason_in_a_rst_is_no_part_of_the_stream() {
    let (scene, control, data) = downloading();
    data.send(Listener, b"contents");
    data.inject(data.segment(Listener).flags(RST | ACK).payload(b"Go away"));
    control.reply("226 Done.");
    assert_eq!(bytes_and_missing(&scene.only()), (8, 0));
}

#[test]
fn urgent_data_stay_in_band() {
    let scene = Scene::new();
    let control = scene.login();
    let mut urgent = control
        .segment(Initiator)
        .flags(PSH | ACK | URG)
        .payload(b"NOO");
    urgent.urgent = 3;
    control.transmit(Initiator, urgent);
    control.send(Initiator, b"P\r\n");
    control.reply("200 Ok.");
    assert_eq!(said_after_login(&scene.only()), ["NOOP > 200"]);
}

#[test]
fn bytes_that_the_peer_acknowledged_were_sent_and_not_captured() {
    let (scene, control, data) = downloading();
    data.send(Listener, b"cont");
    data.ack(Initiator);
    data.send_unseen(Listener, 1_000);
    data.ack(Initiator);
    data.send(Listener, b"ents");
    data.close(Listener);
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(bytes_and_missing(&session), (1_008, 1_000));
    assert_eq!(session["transfers"][0]["sha256"], Value::Null);
}

#[test]
fn a_segment_that_was_lost_and_sent_again_is_not_missing() {
    let (scene, control, data) = downloading();
    let lost = data.segment(Listener).flags(PSH | ACK).payload(b"cont");
    data.send_unseen(Listener, 4);
    data.send(Listener, b"ents");
    data.inject(data.segment(Initiator).ack(lost.seq));
    data.inject(lost);
    data.close(Listener);
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(bytes_and_missing(&session), (8, 0));
    assert!(session["transfers"][0]["sha256"].is_string());
}

#[test]
fn a_gap_in_the_control_connection_is_told_and_gone_over() {
    let scene = Scene::new();
    let control = scene.login();
    control.send_unseen(Listener, 30);
    control.ask("NOOP", "200 Ok.");
    control.ask("PWD", "257 \"/\"");
    let session = scene.only();
    assert_eq!(session["losses"]["control_bytes"], 30);
    assert_eq!(session["losses"]["control_gaps"], 1);
    assert_eq!(said_after_login(&session), ["NOOP > 200", "PWD > 257"]);
}

#[test]
fn of_bytes_that_come_twice_the_first_copy_counts() {
    let scene = Scene::new();
    let control = scene.login();
    let again = control.segment(Initiator).payload(b"DELE b\r\n");
    control.command("DELE a");
    control.inject(again);
    control.reply("250 Deleted.");
    assert_eq!(said_after_login(&scene.only()), ["DELE a > 250"]);
}

#[test]
fn a_stream_whose_first_bytes_stand_before_its_handshake_has_no_wrong_hash() {
    let (scene, control, data) = downloading();
    let handshake = scene.len() - 4;
    data.send(Listener, b"cont");
    data.send(Listener, b"ents");
    // The second half, then the handshake, then the first.
    scene.move_frame(scene.len(), handshake - 2);
    data.close(Listener);
    control.reply("226 Done.");
    let session = scene.only();
    let sha256 = &session["transfers"][0]["sha256"];
    let right = "d1b2a59fbea7e20077af9f91b27e95e865061b270be03ff539ab3b73587882e8";
    assert!(sha256.is_null() || sha256 == right, "{sha256}");
    assert_eq!(session["transfers"][0]["bytes"], 8);
}

#[test]
fn nul_bytes_are_text_like_any_other() {
    let scene = Scene::new();
    let control = scene.login();
    control.send(Initiator, b"CWD a\0b\r\n");
    control.reply("550 No such directory.");
    control.send(Initiator, [0; 500]);
    control.send(Initiator, b"\r\n");
    control.reply("500 What?");
    control.ask("NOOP", "200 Ok.");
    let session = scene.only();
    assert_eq!(
        said_after_login(&session).last().expect("one"),
        "NOOP > 200"
    );
    let arguments: Vec<&Value> = session["exchanges"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|exchange| &exchange["argument"])
        .collect();
    assert!(arguments.contains(&&Value::from("a\0b")), "{arguments:?}");
}

/// A SYN of a host and port of its own to `port`.
fn flood(count: u32, port: u16) -> Recording {
    let scene = Scene::new();
    scene
        .stream("10.0.0.1:1024", &format!("198.51.100.1:{port}"))
        .syn();
    let first = scene.recording().frames.remove(0);
    let frame = |index: u32| {
        let mut frame = first.clone();
        frame.data[26..30].copy_from_slice(&(0x0a00_0000 + index).to_be_bytes());
        frame.data[38..42].copy_from_slice(&index.wrapping_mul(2_654_435_761).to_be_bytes());
        frame.time += i64::from(index) * 10_000;
        frame
    };
    Recording {
        frames: (0..count).map(frame).collect(),
        ..Recording::default()
    }
}

#[test]
fn a_flood_of_syns_to_the_control_port_is_bounded_and_told() {
    let recording = flood(100_000, 21);
    let began = Instant::now();
    let analysis = recording.analyze();
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
    let statistics = analysis.statistics;
    assert!(
        analysis.sessions.len() <= 20_000,
        "{} sessions",
        analysis.sessions.len()
    );
    let told = format!("{statistics:?}");
    assert!(
        statistics.half_open_dropped + analysis.sessions.len() as u64 >= 50_000
            || told.contains("silent"),
        "{told}"
    );
}

#[test]
fn a_flood_of_syns_to_other_ports_is_bounded_and_leaves_the_session_alone() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let half = scene.len();
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR a", "150 Here it comes.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    let mut recording = scene.recording();
    let rest = recording.frames.split_off(half);
    recording.frames.extend(flood(100_000, 8_080).frames);
    recording.frames.extend(rest);
    let session = only(recording.analyze().json());
    assert_eq!(announced(&session), ["227 198.51.100.1:5121 connected"]);
    assert_eq!(
        moved(&session),
        ["RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete"]
    );
}

#[test]
fn sessions_come_in_the_order_of_their_first_frames_whenever_they_end() {
    let scene = Scene::new();
    let ports = ["40000", "40010", "40020"];
    let controls = ports.map(|port| {
        let control = scene.connect(&format!("192.0.2.1:{port}"), SERVER);
        control.reply("220 Ready.");
        control.command("USER alice");
        control
    });
    for later in &controls[1..] {
        later.quit();
    }
    scene.wait(30.0);
    controls[0].ask("NOOP", "331 Password.");
    controls[0].quit();
    // Time has to pass before a session counts as finished while the capture is read.
    scene.wait(30.0);
    scene.connect("192.0.2.9:40000", SERVER);
    scene.wait(30.0);
    let last = scene.connect("192.0.2.9:40001", SERVER);
    last.reply("220 Ready.");
    let clients = scene.json();
    let clients: Vec<&str> = clients
        .iter()
        .map(|session| session["client"].as_str().expect("a client"))
        .collect();
    let wanted = ports.map(|port| format!("192.0.2.1:{port}"));
    assert_eq!(clients[..3], wanted);
}

#[test]
fn too_many_open_sessions_end_the_oldest_as_it_stands() {
    const MORE_THAN_THE_LIMIT: u32 = 16_384 + 10;
    let mut engine = ftpscope::engine::Engine::new(ftpscope::engine::Config::default());
    let mut number = 0;
    for client in 0..MORE_THAN_THE_LIMIT {
        let [_, _, high, low] = client.to_be_bytes();
        let client = format!("10.0.{high}.{low}:40000");
        let mut greeting = crate::support::packets::Tcp::new(SERVER, &client);
        greeting = greeting.flags(ACK | PSH).payload(b"220 Ready.\r\n");
        number += 1;
        let data = greeting.ethernet();
        engine.push(&ftpscope::capture::Frame {
            number,
            time: ftpscope::net::Time(number as i64),
            interface: 0,
            link: ftpscope::capture::LinkType(1),
            length: data.len() as u32,
            data: &data,
        });
    }
    assert_eq!(engine.statistics().sessions_ended_early, 10);
    let early = std::iter::from_fn(|| engine.next_session()).count();
    assert_eq!(early, 10);
}

#[test]
fn bytes_from_before_the_syn_are_none_of_the_stream() {
    use crate::support::scene::{CLIENT, Initiator, SERVER, Scene};
    let scene = Scene::new();
    let control = scene.connect(CLIENT, SERVER);
    let before = control.next(Initiator).wrapping_sub(100);
    control.inject(control.segment(Initiator).seq(before).payload([7; 50]));
    let sessions = scene.sessions();
    assert_eq!(sessions[0].transport.parties[0].bytes, 0);
}
