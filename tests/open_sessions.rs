//! Sessions that are open, and time in which nothing is captured: what a live capture asks of the
//! engine.

use crate::support::captures;
use crate::support::scene::{Analysis, End, Recorded, Recording, Scene};
use ftpscope::capture::{Reader, Source};
use ftpscope::engine::{Config, Engine, Held, OpenSession, Order, Wanted};
use ftpscope::limits;
use ftpscope::net::{Span, Time};
use ftpscope::session::{AnnouncementOutcome, Closed, Opened, Session, SessionId};
use std::collections::BTreeMap;

fn live() -> Config {
    Config {
        payload: Wanted {
            hash: true,
            head: 512,
        },
        order: Order::End,
        ..Config::default()
    }
}

/// An engine that has taken the frames of `scene`, and the time of the last.
fn engine_after(scene: &Scene) -> (Engine, Time) {
    let mut engine = Engine::new(live());
    let recording = scene.recording();
    for (frame, number) in recording.frames.iter().zip(1..) {
        engine.push(&frame.numbered(number));
    }
    let last = recording.frames.last().expect("a frame");
    (engine, Time(last.time))
}

fn changed(engine: &mut Engine, now: Time) -> Vec<Session> {
    let open = engine.changed_sessions(now);
    open.filter_map(|open| match open {
        OpenSession::Changed { session, .. } => Some(*session),
        OpenSession::Gone(_) => None,
    })
    .collect()
}

fn frames_of(path: &std::path::Path) -> Vec<Recorded> {
    let bytes = std::fs::read(path).expect("a capture");
    let input = Box::new(std::io::Cursor::new(bytes));
    let mut reader = Reader::from_input("capture".into(), input).expect("a capture file");
    let mut frames = Vec::new();
    while let Some(frame) = reader.next_frame().expect("a whole file") {
        frames.push(Recorded {
            time: frame.time.0,
            link: frame.link.0,
            length: frame.length,
            data: frame.data.to_vec(),
        });
    }
    frames
}

/// The sessions of a capture that ends here, by id.
fn sessions_of(frames: &[Recorded]) -> BTreeMap<SessionId, String> {
    let recording = Recording {
        frames: frames.to_vec(),
        config: live(),
    };
    let sessions = recording.analyze().sessions.into_iter();
    let described = sessions.map(|session| (session.id, format!("{session:#?}")));
    described.collect()
}

/// What somebody knows who asks after every frame is what a capture that ends there holds.
fn assert_same_at_every_cut(frames: &[Recorded], what: &str) {
    let mut engine = Engine::new(live());
    let mut known = BTreeMap::new();
    let mut now = Time(0);
    for (index, frame) in frames.iter().enumerate() {
        engine.push(&frame.numbered(index as u64 + 1));
        // Later each time than anybody has to wait.
        now = Time(now.0.max(frame.time)) + Span::seconds(2);
        while let Some(session) = engine.next_session() {
            known.insert(session.id, format!("{session:#?}"));
        }
        for open in engine.changed_sessions(now) {
            match open {
                OpenSession::Changed { session, .. } => {
                    known.insert(session.id, format!("{session:#?}"))
                }
                OpenSession::Gone(id) => known.remove(&id),
            };
        }
        let expected = sessions_of(&frames[..=index]);
        for (id, session) in &expected {
            let known = known.get(id).map(String::as_str).unwrap_or_default();
            similar(known, session, &format!("{what}, frame {}", index + 1));
        }
        assert_eq!(known.len(), expected.len(), "{what}, frame {}", index + 1);
    }
}

fn similar(known: &str, expected: &str, place: &str) {
    let differs = known.lines().zip(expected.lines()).find(|(a, b)| a != b);
    assert!(known == expected, "{place}: {differs:?}");
}

#[test]
fn at_every_cut_of_the_sample_captures_open_sessions_are_those_of_a_capture_that_ends_there() {
    for capture in captures() {
        let frames = frames_of(&capture);
        assert_same_at_every_cut(&frames, &capture.display().to_string());
    }
}

#[test]
fn a_session_that_did_not_change_is_not_told_again() {
    let scene = Scene::new();
    let control = scene.login();
    let (mut engine, now) = engine_after(&scene);
    assert_eq!(changed(&mut engine, now).len(), 1);
    assert_eq!(changed(&mut engine, now + Span::seconds(60)).len(), 0);
    control.ask("PWD", "257 \"/\"");
    let frames = scene.recording().frames;
    let last = frames.len();
    engine.push(&frames[last - 1].numbered(last as u64));
    assert_eq!(changed(&mut engine, now + Span::seconds(61)).len(), 1);
}

#[test]
fn a_session_has_the_same_id_while_it_is_open_and_when_it_is_finished() {
    let scene = Scene::new();
    let first = scene.login_between("192.0.2.1:40000", "198.51.100.1:21");
    let second = scene.login_between("192.0.2.2:40000", "198.51.100.1:21");
    second.quit();
    let (mut engine, now) = engine_after(&scene);
    let open: Vec<_> = changed(&mut engine, now).into_iter().collect();
    assert_eq!(open.len(), 2);
    let is_second = |session: &&Session| session.client.to_string().starts_with("192.0.2.2");
    let id = open.iter().find(is_second).expect("the second").id;
    engine.pass_time(now + Span::seconds(7));
    let finished = engine.next_session().expect("the second is over");
    assert_eq!(finished.id, id);
    assert!(engine.next_session().is_none());
    drop(first);
}

#[test]
fn a_closed_session_is_handed_out_within_six_seconds_although_no_frame_comes() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR alice.txt", "150 Opening data connection.");
    data.carry(End::Listener, &[b'a'; 3_000]);
    control.reply("226 Transfer complete.");
    control.quit();
    let (mut engine, end) = engine_after(&scene);
    let mut now = end;
    while engine.next_session().is_none() {
        now = now + Span::milliseconds(100);
        engine.pass_time(now);
        assert!(now - end <= Span::milliseconds(6_200), "still open");
    }
    assert!(now - end >= limits::LINGER, "after {:?}", now - end);
}

#[test]
fn a_file_hands_out_a_closed_session_while_frames_of_others_go_on() {
    let scene = Scene::new();
    scene
        .login_between("192.0.2.1:40000", "198.51.100.1:21")
        .quit();
    let other = scene.login_between("192.0.2.2:40000", "198.51.100.1:21");
    for _ in 0..8 {
        scene.wait(1.0);
        other.ask("NOOP", "200 Ok.");
    }
    let (mut engine, _) = engine_after(&scene);
    let first = engine.next_session().expect("the first is over");
    assert_eq!(first.closed, Closed::Fin);
}

#[test]
fn a_connection_that_a_session_took_with_it_is_no_orphan() {
    let scene = Scene::new();
    let control = scene.login();
    // Its announcement was not captured.
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40002");
    data.carry(
        End::Initiator,
        b"-rw-r--r-- 1 ftp ftp 12 Jan 01 12:00 alice.txt\r\n",
    );
    control.quit();
    for _ in 0..40 {
        scene.wait(10.0);
        scene.knock("192.0.2.7:5000", "198.51.100.9:80", 1);
    }
    let (engine, _) = engine_after(&scene);
    let analysis = Analysis::finish(engine, Vec::new());
    assert_eq!(analysis.orphans.len(), 0);
    assert_eq!(analysis.sessions[0].connections.len(), 1);
}

#[test]
fn an_unanswered_syn_is_told_while_the_session_waits_for_it() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PORT 192,0,2,1,156,66", "200 PORT command successful.");
    control.ask("LIST", "150 Here comes the directory listing.");
    scene.knock("198.51.100.1:20", "192.0.2.1:40002", 1);
    let (mut engine, now) = engine_after(&scene);
    let premature = |open: &OpenSession| match open {
        OpenSession::Changed { awaits_answer, .. } => *awaits_answer,
        OpenSession::Gone(_) => false,
    };
    let open: Vec<_> = engine.changed_sessions(now).collect();
    assert!(open.len() == 1 && premature(&open[0]));
    let later = now + limits::PROMPT_ANSWER;
    let open: Vec<_> = engine.changed_sessions(later).collect();
    let [OpenSession::Changed { session, .. }] = &open[..] else {
        panic!("{open:?}");
    };
    assert!(!premature(&open[0]));
    let announcement = &session.announcements[0];
    assert_eq!(announcement.outcome, AnnouncementOutcome::Unanswered);
    assert_eq!(session.closed, Closed::Open);
}

#[test]
fn a_control_connection_that_nobody_answers_is_told_after_a_second() {
    let scene = Scene::new();
    scene.knock("192.0.2.1:40000", "198.51.100.1:21", 1);
    let (mut engine, now) = engine_after(&scene);
    assert_eq!(changed(&mut engine, now).len(), 0);
    let open = changed(&mut engine, now + limits::PROMPT_ANSWER);
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].opened, Opened::Unanswered);
    engine.pass_time(now + Span::seconds(400));
    let finished = engine.next_session().expect("nobody waits that long");
    assert_eq!(finished.id, open[0].id);
}

#[test]
fn what_was_told_as_open_and_is_dropped_is_gone() {
    let scene = Scene::new();
    scene.knock("192.0.2.1:40000", "198.51.100.1:21", 1);
    let (mut engine, now) = engine_after(&scene);
    let open = changed(&mut engine, now + limits::PROMPT_ANSWER);
    let flood = Scene::new();
    for port in 1..=20_000 {
        flood.knock(&format!("192.0.2.9:{port}"), "198.51.100.1:21", 1);
    }
    for (frame, number) in flood.recording().frames.iter().zip(2..) {
        let mut frame = frame.clone();
        frame.time = now.0;
        engine.push(&frame.numbered(number));
    }
    let gone = engine.changed_sessions(now).filter_map(|open| match open {
        OpenSession::Gone(id) => Some(id),
        OpenSession::Changed { .. } => None,
    });
    assert_eq!(gone.collect::<Vec<_>>(), [open[0].id]);
}

#[test]
fn a_line_that_waits_for_lost_bytes_is_told_when_they_will_not_come() {
    let scene = Scene::new();
    let control = scene.login();
    control.send_unseen(End::Listener, 20);
    control.reply("226 Transfer complete.");
    control.ack(End::Initiator);
    let (mut engine, now) = engine_after(&scene);
    engine.pass_time(now + Span::seconds(3));
    let open = changed(&mut engine, now);
    assert_eq!(open[0].losses.control_bytes, 20);
}

/// Months of short sessions, abandoned connections, other protocols and connections of nobody.
#[test]
fn in_months_no_table_grows() {
    let sessions = std::env::var("FTPSCOPE_SESSIONS").map_or(12_000, |count| {
        count.parse::<u64>().expect("a number of sessions")
    });
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR alice.txt", "150 Opening data connection.");
    data.carry(End::Listener, &[b'a'; 300]);
    control.reply("226 Transfer complete.");
    // Nobody comes to this one.
    control.ask("PORT 192,0,2,1,156,66", "200 PORT command successful.");
    control.quit();
    scene.knock("192.0.2.1:41000", "198.51.100.1:21", 1);
    scene.knock("192.0.2.1:41001", "198.51.100.1:8080", 1);
    let mail = scene.connect("192.0.2.1:41002", "198.51.100.1:2525");
    mail.reply("220 mail.example ESMTP");
    mail.ask("EHLO client.example", "250 mail.example");
    mail.close(End::Listener);
    let orphan = scene.connect("198.51.100.1:20", "192.0.2.77:41003");
    orphan.carry(
        End::Initiator,
        b"-rw-r--r-- 1 ftp ftp 12 Jan 01 12:00 alice.txt\r\n",
    );
    let mut frames = scene.recording().frames;
    let start = frames[0].time;
    let mut engine = Engine::new(live());
    let (mut number, mut finished) = (0, 0);
    let mut held = Vec::new();
    for round in 0..sessions {
        // Two sessions a minute, and nothing at night.
        let pause = if round % 2_880 == 2_879 { 36_000 } else { 30 };
        let begin =
            start + round as i64 * 30_000_000_000 + (round / 2_880) as i64 * 36_000_000_000_000;
        for frame in &mut frames {
            // The third byte of both addresses tells the rounds apart.
            let old = frame.time;
            frame.data[14 + 14] = round as u8;
            frame.data[14 + 18] = round as u8;
            number += 1;
            frame.time = begin + (old - start);
            engine.push(&frame.numbered(number));
            frame.time = old;
        }
        let over = Time(begin) + Span::seconds(pause);
        engine.changed_sessions(over).for_each(drop);
        engine.pass_time(over);
        while engine.next_session().is_some() {
            finished += 1;
        }
        if round % (sessions / 8) == sessions / 8 - 1 {
            engine.pass_time(over + Span::seconds(1_000));
            while engine.next_session().is_some() {
                finished += 1;
            }
            engine.changed_sessions(over).for_each(drop);
            held.push(engine.held());
        }
    }
    assert!(finished >= sessions, "{finished} sessions");
    let orphans: Vec<usize> = held.iter().map(|held| held.orphans).collect();
    assert!(
        orphans
            .iter()
            .all(|&count| count <= limits::UNANNOUNCED_CONNECTIONS)
    );
    let rest: Vec<Held> = held
        .iter()
        .map(|held| Held {
            orphans: 0,
            ..*held
        })
        .collect();
    assert!(rest.iter().all(|one| *one == rest[0]), "{rest:#?}");
    assert_eq!(rest[0], Held::default());
}
