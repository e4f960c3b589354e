//! Sessions over TLS, read with their keys.

use crate::json::{lines, run_in_captures};
use crate::support::packets::Tcp;
use crate::support::scene::{Packet, Recording, Shot, to_json};
use crate::support::shuffle::{Dice, mangled, reordered};
use ftpscope::capture::{Reader, Source};
use ftpscope::decode::{Decoded, Decoder};
use ftpscope::engine::Engine;
use ftpscope::session::{Security, Session};
use serde_json::{Value, json};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("captures")
        .join(name)
}

fn keys() -> Vec<u8> {
    std::fs::read(sample("ftps.keylog")).expect("a key log")
}

/// The packets of a capture whose frames are plain TCP.
pub fn shots(name: &str) -> Vec<Shot> {
    let mut reader = Reader::open(&sample(name)).expect("a capture");
    let mut decoder = Decoder::new();
    let mut shots = Vec::new();
    while let Some(frame) = reader.next_frame().expect("a frame") {
        let Decoded::Segment(segment) = decoder.decode(&frame) else {
            continue;
        };
        let end = |end: ftpscope::net::Endpoint| -> SocketAddr {
            end.to_string().parse().expect("an endpoint")
        };
        shots.push(Shot {
            time: frame.time.0,
            packet: Packet::Tcp(Tcp {
                from: end(segment.source),
                to: end(segment.destination),
                seq: segment.sequence,
                ack: segment.acknowledgment,
                flags: segment.flags.0,
                payload: segment.payload.to_vec(),
                ..Tcp::new("192.0.2.1:1", "192.0.2.2:1")
            }),
            snap: usize::MAX,
        });
    }
    shots
}

/// The sessions of these packets; `tell` gives the engine keys before the frame of a number.
pub fn read(shots: &[Shot], tell: &dyn Fn(&mut Engine, usize)) -> Vec<Session> {
    let recording = Recording::of(shots);
    let mut engine = Engine::new(recording.config.clone());
    let mut sessions = Vec::new();
    for (index, frame) in recording.frames.iter().enumerate() {
        tell(&mut engine, index);
        engine.push(&frame.numbered(index as u64 + 1));
        sessions.extend(std::iter::from_fn(|| engine.next_session()));
    }
    tell(&mut engine, recording.frames.len());
    engine.finish();
    sessions.extend(std::iter::from_fn(|| engine.next_session()));
    sessions
}

/// Gives all keys before the first frame.
pub fn at_first(engine: &mut Engine, index: usize) {
    if index == 0 {
        engine.take_keys(&keys());
    }
}

/// What was said and transferred, without times and frames.
fn gist(session: &Session) -> Value {
    let json = to_json(1, session);
    let list = |key: &str| json[key].as_array().cloned().unwrap_or_default();
    let pick = |value: &Value, keys: &[&str]| -> Vec<Value> {
        keys.iter().map(|key| value[key].clone()).collect()
    };
    let exchanges = list("exchanges").into_iter().map(|exchange| {
        let codes: Vec<Value> = exchange["replies"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|reply| reply["code"].clone())
            .collect();
        json!([pick(&exchange, &["verb", "argument"]), codes])
    });
    let announced = list("announcements").into_iter();
    let announced = announced.map(|one| pick(&one, &["by", "endpoint", "outcome"]));
    let keys = [
        "verb", "argument", "mode", "bytes", "missing", "sha256", "final", "outcome",
    ];
    let transfers = list("transfers").into_iter();
    let transfers = transfers.map(|one| pick(&one, &keys));
    json!({
        "security": json["security"],
        "exchanges": exchanges.collect::<Vec<_>>(),
        "announcements": announced.collect::<Vec<_>>(),
        "transfers": transfers.collect::<Vec<_>>(),
    })
}

pub fn only(sessions: Vec<Session>) -> Session {
    let [session] = <[Session; 1]>::try_from(sessions).expect("one session");
    session
}

fn undisturbed() -> Value {
    gist(&only(read(&shots("ftps.pcap"), &at_first)))
}

#[test]
fn with_a_key_log_a_session_is_read_as_if_it_were_clear() {
    let output = run_in_captures(&["json", "--hash", "--keylog", "ftps.keylog", "ftps.pcap"]);
    let session = &lines(&output)[0];
    assert_eq!(session["security"], "tls-decrypted");
    assert_eq!(session["user"], "alice");
    assert_eq!(session["login"], "accepted");
    let transfer = &session["transfers"][1];
    assert_eq!(transfer["verb"], "RETR");
    assert_eq!(transfer["bytes"], 2_880);
    assert_eq!(transfer["missing"], 0);
    assert!(transfer["sha256"].is_string());
    assert_eq!(session["announcements"][1]["outcome"], "connected");
    let verdicts = session["verdicts"].as_array().expect("a list");
    assert!(verdicts.is_empty(), "{verdicts:?}");
}

#[test]
fn passwords_that_were_encrypted_are_hidden_as_well() {
    let output = run_in_captures(&["json", "--keylog", "ftps.keylog", "ftps.pcap"]);
    let session = &lines(&output)[0];
    let exchanges = session["exchanges"].as_array().expect("a list");
    let pass = exchanges.iter().find(|one| one["verb"] == "PASS");
    assert_eq!(pass.expect("PASS")["argument"], "********");
}

#[test]
fn without_keys_nothing_is_made_up() {
    let session = only(read(&shots("ftps.pcap"), &|_, _| ()));
    assert_eq!(session.security, Security::Tls);
    let verbs = session.exchanges.iter().filter(|one| one.verb.is_some());
    assert_eq!(verbs.count(), 1, "AUTH alone");
    assert!(session.transfers.iter().all(|one| one.verb.is_none()));
}

#[test]
fn keys_of_another_connection_open_nothing() {
    let other = String::from_utf8(keys()).expect("text");
    let other: String = other
        .lines()
        .map(|line| {
            let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            if words.len() == 3 {
                words[1] = words[1].chars().rev().collect();
            }
            words.join(" ") + "\n"
        })
        .collect();
    let session = only(read(&shots("ftps.pcap"), &|engine, index| {
        if index == 0 {
            engine.take_keys(other.as_bytes());
        }
    }));
    assert_eq!(session.security, Security::Tls);
}

#[test]
fn secrets_that_are_wrong_are_counted_and_nothing_is_made_up() {
    let wrong = String::from_utf8(keys()).expect("text");
    let wrong: String = wrong
        .lines()
        .map(|line| {
            let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            if words.len() == 3 {
                words[2] = words[2].chars().rev().collect();
            }
            words.join(" ") + "\n"
        })
        .collect();
    let session = only(read(&shots("ftps.pcap"), &|engine, index| {
        if index == 0 {
            engine.take_keys(wrong.as_bytes());
        }
    }));
    assert_eq!(session.security, Security::Tls);
    let tls = session.tls.expect("TLS");
    assert!(tls.failures.not_authentic > 0);
}

#[test]
fn keys_that_come_late_open_what_waits_for_them() {
    let expected = undisturbed();
    let all = shots("ftps.pcap");
    for late in [all.len(), all.len() / 2, 20] {
        let session = only(read(&all, &|engine, index| {
            if index == 0 {
                engine.take_keys(&[]);
            }
            if index == late {
                engine.take_keys(&keys());
            }
        }));
        assert_eq!(gist(&session), expected, "keys before frame {}", late + 1);
    }
}

#[test]
fn keys_that_come_line_by_line_open_the_same() {
    let expected = undisturbed();
    let log = keys();
    let all = shots("ftps.pcap");
    let step = log.len().div_ceil(all.len());
    let session = only(read(&all, &|engine, index| {
        let piece = log.chunks(step).nth(index).unwrap_or_default();
        engine.take_keys(piece);
    }));
    assert_eq!(gist(&session), expected);
}

#[test]
fn the_order_and_the_cuts_of_frames_change_nothing() {
    let expected = undisturbed();
    let all = shots("ftps.pcap");
    let mut dice = Dice(0x5eed);
    for round in 0..20 {
        let cut = mangled(&all, &mut dice);
        assert_eq!(
            gist(&only(read(&cut, &at_first))),
            expected,
            "mangled, round {round}"
        );
        let late = reordered(&all, 3, &mut dice);
        assert_eq!(
            gist(&only(read(&late, &at_first))),
            expected,
            "reordered, round {round}"
        );
    }
}

#[test]
fn a_lost_segment_of_a_data_connection_costs_its_records_only() {
    let all = shots("ftps.pcap");
    let port = |shot: &Shot| shot.tcp().from.port();
    let carries = |shot: &Shot| port(shot) == 50_082 && shot.tcp().payload.len() > 1_000;
    let whole = only(read(&all, &at_first));
    let mut lost = all.clone();
    let place = lost
        .iter()
        .rposition(carries)
        .expect("a segment of the file");
    lost.remove(place);
    let session = only(read(&lost, &at_first));
    let transfer = session.transfers.last().expect("RETR");
    assert!(transfer.missing > 0);
    assert!(transfer.sha256.is_none());
    assert_eq!(transfer.final_code, whole.transfers[1].final_code);
    assert_eq!(session.security, Security::TlsDecrypted);
}

/// A pcapng capture of the sample, whose first blocks hold the secrets.
fn with_secrets() -> Vec<u8> {
    let block = |kind: u32, body: &[u8]| {
        let length = (12 + body.len().next_multiple_of(4)) as u32;
        let mut block = kind.to_le_bytes().to_vec();
        block.extend(length.to_le_bytes());
        block.extend(body);
        block.resize(length as usize - 4, 0);
        block.extend(length.to_le_bytes());
        block
    };
    let mut section = 0x1a2b_3c4d_u32.to_le_bytes().to_vec();
    section.extend([1, 0, 0, 0]);
    section.extend([0xff; 8]);
    let mut secrets = 0x544c_534b_u32.to_le_bytes().to_vec();
    let log = keys();
    let log = log.trim_ascii_end();
    secrets.extend((log.len() as u32).to_le_bytes());
    secrets.extend(log);
    let mut file = [
        block(0x0a0d_0d0a, &section),
        block(1, &[1, 0, 0, 0, 0, 0, 4, 0]),
        block(10, &secrets),
    ]
    .concat();
    for frame in Recording::of(&shots("ftps.pcap")).frames {
        let time = (frame.time / 1_000) as u64;
        let mut body = 0_u32.to_le_bytes().to_vec();
        body.extend(((time >> 32) as u32).to_le_bytes());
        body.extend((time as u32).to_le_bytes());
        body.extend((frame.data.len() as u32).to_le_bytes());
        body.extend(frame.length.to_le_bytes());
        body.extend(&frame.data);
        file.extend(block(6, &body));
    }
    file
}

fn run(arguments: &[&str]) -> (Vec<Value>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ftpscope"))
        .args(arguments)
        .output()
        .expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    (
        lines(&text),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn secrets_that_a_capture_brings_along_are_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("with-secrets.pcapng");
    std::fs::write(&path, with_secrets()).expect("a file");
    let (objects, errors) = run(&["json", &path.to_string_lossy()]);
    assert_eq!(objects[0]["security"], "tls-decrypted", "{errors}");
    assert_eq!(objects[0]["transfers"][1]["bytes"], 2_880);
    let (merged, _) = run(&["json", "--merge", &path.to_string_lossy()]);
    assert_eq!(merged[0]["security"], "tls-decrypted");
}

#[test]
fn a_key_log_may_grow_while_a_pipe_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("keys");
    std::fs::write(&log, b"# nothing yet\n").expect("a file");
    let capture = std::fs::read(sample("ftps.pcap")).expect("a capture");
    let mut program = Command::new(env!("CARGO_BIN_EXE_ftpscope"))
        .args(["json", "-", "--keylog"])
        .arg(&log)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut pipe = program.stdin.take().expect("a pipe");
    let (first, second) = capture.split_at(capture.len() / 2);
    pipe.write_all(first).expect("it reads");
    std::fs::write(&log, keys()).expect("a file");
    // The log is looked at some times a second.
    std::thread::sleep(Duration::from_millis(600));
    pipe.write_all(second).expect("it reads");
    drop(pipe);
    let output = program.wait_with_output().expect("it ends");
    let objects = lines(&String::from_utf8_lossy(&output.stdout));
    assert_eq!(objects[0]["security"], "tls-decrypted", "{output:?}");
    assert_eq!(objects[0]["transfers"][1]["bytes"], 2_880);
}

#[test]
fn a_key_log_that_is_none_is_named() {
    let capture = sample("ftps.pcap");
    let capture = capture.to_string_lossy();
    let (_, errors) = run(&["json", &capture, "--keylog", "/nowhere/keys"]);
    assert!(errors.contains("/nowhere/keys"), "{errors}");
    assert!(errors.contains("SSLKEYLOGFILE"), "{errors}");
    let (objects, errors) = run(&["json", &capture, "--keylog", &capture]);
    assert!(errors.contains("no TLS secret"), "{errors}");
    assert_eq!(objects[0]["security"], "tls");
}
