//! Sessions over TLS, read with their keys.

use crate::json::{lines, run_in_captures};
use crate::support::packets::Tcp;
use crate::support::scene::{Packet, Recording, Shot, to_json};
use crate::support::shuffle::{Dice, mangled, reordered};
use ftpscope::capture::{Reader, Source};
use ftpscope::catalog::Circumstance;
use ftpscope::decode::{Decoded, Decoder};
use ftpscope::diagnose::{Id, Severity, diagnose};
use ftpscope::engine::{Engine, OpenSession};
use ftpscope::ftp::reply::Code;
use ftpscope::net::Time;
use ftpscope::session::secured::Alert;
use ftpscope::session::{Secured, Security, Session, TransferOutcome};
use ftpscope::tls::{Ending, Peer};
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

/// Whether every connection of a session has the secrets to be read again, and prints none.
fn has_all_keys(session: &Session) -> bool {
    let data = session.connections.iter().map(|one| one.tls.as_deref());
    let all = data.chain([session.tls.as_deref()]);
    let mut keys = all.map(|secured| secured.and_then(|secured| secured.keys.as_ref()));
    keys.all(|keys| keys.is_some_and(|keys| !keys.is_empty()))
}

#[test]
fn a_session_has_the_secrets_that_it_was_read_with_and_never_prints_them() {
    let session = only(read(&shots("ftps.pcap"), &at_first));
    assert!(session.connections.len() == 2 && has_all_keys(&session));
    let printed = format!("{session:?}") + &to_json(1, &session).to_string();
    let log = String::from_utf8(keys()).expect("text");
    let lines = log.lines().filter(|line| !line.starts_with('#'));
    let secrets = lines.filter_map(|line| line.split(' ').nth(2));
    assert!(secrets.clone().count() > 10);
    for secret in secrets {
        let first = u8::from_str_radix(&secret[..2], 16).expect("hex");
        let second = u8::from_str_radix(&secret[2..4], 16).expect("hex");
        let third = u8::from_str_radix(&secret[4..6], 16).expect("hex");
        assert!(!printed.contains(&secret[..16]));
        assert!(!printed.contains(&format!("{first}, {second}, {third}")));
    }
    let without = only(read(&shots("ftps.pcap"), &|_, _| ()));
    assert!(without.tls.is_some_and(|tls| tls.keys.is_none()));
}

#[test]
fn an_open_session_has_the_secrets_of_what_was_read_so_far() {
    let recording = Recording::of(&shots("ftps.pcap"));
    let mut engine = Engine::new(recording.config.clone());
    engine.take_keys(&keys());
    for (index, frame) in recording.frames.iter().enumerate() {
        engine.push(&frame.numbered(index as u64 + 1));
        let now = Time(frame.time);
        let open = engine.changed_sessions(now).filter_map(|open| match open {
            OpenSession::Changed { session, .. } => Some(session),
            OpenSession::Gone(_) => None,
        });
        let mut read = open.filter(|session| session.security == Security::TlsDecrypted);
        if let Some(session) = read.next() {
            assert!(session.tls.is_some_and(|tls| tls.keys.is_some()));
            return;
        }
    }
    panic!("never decrypted while it was open");
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

/// The sample with keys, whose last transfer the server ended with this reply.
fn that_failed(code: u16, change: &dyn Fn(&mut Secured)) -> Session {
    let mut session = only(read(&shots("ftps.pcap"), &at_first));
    let transfer = session.transfers.last_mut().expect("RETR");
    transfer.final_code = Some(Code(code));
    transfer.outcome = TransferOutcome::Failed;
    let exchange = transfer.exchange.expect("a command") as usize;
    let connection = transfer.connection.expect("a connection") as usize;
    let reply = session.exchanges[exchange].replies.last_mut();
    reply.expect("a reply").code = Some(Code(code));
    let tls = session.connections[connection].tls.as_deref_mut();
    change(tls.expect("TLS"));
    session
}

fn verdicts(session: &Session) -> Vec<(Id, Circumstance)> {
    let verdicts = diagnose(session).into_iter();
    let verdicts = verdicts.filter(|verdict| verdict.severity == Severity::Error);
    verdicts
        .map(|verdict| (verdict.id, verdict.facts.circumstance))
        .collect()
}

#[test]
fn a_sender_that_forgets_close_notify_is_named_where_the_transfer_failed() {
    let forgets = |tls: &mut ftpscope::session::Secured| tls.endings = Some([Ending::Open; 2]);
    assert_eq!(
        verdicts(&that_failed(426, &forgets)),
        [(Id::TransferFailed, Circumstance::NoCloseNotify)]
    );
    assert_eq!(
        verdicts(&that_failed(426, &|_| ())),
        [(Id::TransferFailed, Circumstance::Plain)]
    );
}

#[test]
fn many_clients_forget_close_notify_and_nothing_fails() {
    let mut session = only(read(&shots("ftps.pcap"), &at_first));
    for connection in &mut session.connections {
        let tls = connection.tls.as_deref_mut().expect("TLS");
        tls.endings = Some([Ending::Open; 2]);
    }
    assert!(verdicts(&session).is_empty());
}

#[test]
fn a_data_connection_that_resumes_nothing_and_carries_nothing_tells_that_it_should_have() {
    let resumes_nothing = |tls: &mut ftpscope::session::Secured| {
        tls.resumption = None;
        tls.told = Default::default();
        let client = tls.client.as_mut().expect("a ClientHello");
        client.identities.clear();
        client.hello.session_id.clear();
    };
    let mut session = that_failed(425, &resumes_nothing);
    // The listing before was good, so it must have resumed.
    let id = session
        .tls
        .as_ref()
        .expect("TLS")
        .identities
        .first()
        .cloned();
    let listing = session.transfers[0].connection.expect("a connection") as usize;
    let before = session.connections[listing].tls.as_deref_mut();
    let before = before.and_then(|tls| tls.client.as_mut()).expect("TLS");
    before.identities = id.into_iter().collect();
    assert_eq!(
        verdicts(&session),
        [(Id::TlsResumptionRequired, Circumstance::Plain)]
    );
    // Where the listing resumed nothing either, and was good, nobody asks for it.
    let mut session = that_failed(425, &resumes_nothing);
    let before = session.connections[listing].tls.as_deref_mut();
    let before = before.and_then(|tls| tls.client.as_mut()).expect("TLS");
    before.identities.clear();
    let found = verdicts(&session);
    assert!(
        found.iter().all(|(id, _)| *id != Id::TlsResumptionRequired),
        "{found:?}"
    );
}

#[test]
fn an_alert_on_a_data_connection_is_named_and_says_more_than_that_the_transfer_failed() {
    let session = that_failed(425, &|tls| {
        tls.told = Default::default();
        tls.is_complete = false;
        tls.alerts = vec![Alert {
            from: Peer::Client,
            fatal: true,
            description: 48,
            frame: 61,
        }];
    });
    let found = diagnose(&session);
    let failed = found.iter().find(|one| one.severity == Severity::Error);
    let failed = failed.expect("an error");
    assert_eq!(failed.id, Id::TlsHandshakeFailed);
    assert_eq!(failed.facts.name, "unknown_ca");
    assert_eq!(failed.facts.circumstance, Circumstance::OnData);
    assert_eq!(failed.transfer, Some(1));
    assert!(failed.evidence.contains(&61));
    assert_eq!(verdicts(&session).len(), 1);
}

#[test]
fn a_key_log_that_the_environment_names_is_suggested_and_not_read() {
    let output = Command::new(env!("CARGO_BIN_EXE_ftpscope"))
        .args(["json".as_ref(), sample("ftps.pcap").as_os_str()])
        .env("SSLKEYLOGFILE", sample("ftps.keylog"))
        .output()
        .expect("the program runs");
    let objects = lines(&String::from_utf8_lossy(&output.stdout));
    assert_eq!(objects[0]["security"], "tls");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("--keylog"), "{errors}");
    assert!(errors.contains("ftps.keylog"), "{errors}");
}

#[test]
fn an_encrypted_session_of_which_the_beginning_is_missing_is_told_as_encrypted() {
    let all = shots("ftps.pcap");
    let session = only(read(&all[40..], &at_first));
    assert_eq!(session.security, Security::Tls);
    assert_eq!(session.protocol, None);
    assert!(session.exchanges.is_empty());
}
