//! What `ftpscope json --events` writes: everything once, in order, as the session objects have it.

use crate::json::{assert_documented, lines, names, run_in_captures};
use crate::support::scene::{End, Recording, Scene};
use crate::support::shuffle::{Dice, mangled, reordered};
use ftpscope::engine::{Config, Engine, Order};
use ftpscope::limits;
use ftpscope::net::{Span, Time};
use ftpscope::views::View;
use ftpscope::views::json::Json;
use serde_json::{Map, Value};
use std::collections::HashMap;

fn output(name: &str) -> String {
    run_in_captures(&["json", "--hash", "--events", name])
}

#[test]
fn the_sample_captures_give_what_they_gave_before() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots/events");
    for name in [
        "active.pcap",
        "passive-blocked.pcap",
        "two-sides-of-a-nat.pcapng",
    ] {
        let short = lines(&output(name)).into_iter().map(in_short);
        let short: Vec<String> = short.collect();
        settings.bind(|| insta::assert_snapshot!(name, short.join("\n")));
    }
}

/// An object as a line that can be read.
fn in_short(object: Value) -> String {
    let what = match object["event"].as_str() {
        Some(event) => format!("  {} {event}", object["id"]),
        None => format!(
            "{} {}",
            object["type"].as_str().unwrap_or_default(),
            object["id"]
        ),
    };
    let details = [
        "closed",
        "command",
        "reply",
        "to",
        "announcement",
        "attempt",
        "transfer",
    ];
    let details = details.iter().filter(|_| object["type"] == "event");
    let details = details.filter_map(|key| Some(format!(" {key}={}", object.get(key)?)));
    format!("{what} {}{}", object["frame"], details.collect::<String>())
}

#[test]
fn the_sample_captures_give_what_the_schema_says() {
    for name in names() {
        for object in lines(&output(&name)) {
            assert_documented(&object);
        }
    }
}

/// The fields `keys` of an object.
fn part(object: &Value, keys: &[&str]) -> Value {
    let fields = keys
        .iter()
        .filter_map(|&key| Some((key.to_owned(), object.get(key)?.clone())));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn sorted(values: impl IntoIterator<Item = Value>) -> Vec<String> {
    let mut sorted: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    sorted.sort();
    sorted
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Every session is what its events have told, and all that.
fn assert_agreement(objects: &[Value], place: &str) {
    let mut told: HashMap<u64, Vec<&Value>> = HashMap::new();
    let mut sessions = 0;
    for object in objects {
        let id = object["id"].as_u64().unwrap_or_default();
        match object["type"].as_str() {
            Some("event") => told.entry(id).or_default().push(object),
            Some("session") => {
                sessions += 1;
                let events = told.remove(&id).unwrap_or_default();
                assert_told(object, &events, place);
            }
            _ => {}
        }
    }
    assert!(sessions > 0, "{place}: no session");
    for events in told.values() {
        let last = events.last().expect("an event");
        assert_eq!(last["event"], "session-withdrawn", "{place}: {last}");
    }
}

fn assert_told(session: &Value, events: &[&Value], place: &str) {
    let of = |name: &str| {
        let events = events.iter().filter(|event| event["event"] == name);
        events.map(|event| (*event).clone()).collect::<Vec<_>>()
    };
    let inner = |name: &str, key: &str| sorted(of(name).iter().map(|event| event[key].clone()));
    assert_eq!(
        events.first().expect("an event")["event"],
        "session-opened",
        "{place}"
    );
    assert_eq!(
        events.last().expect("an event")["event"],
        "session-closed",
        "{place}"
    );
    let exchanges: Vec<&Value> = array(&session["exchanges"]).collect();
    let commands = exchanges
        .iter()
        .filter(|exchange| !exchange["verb"].is_null());
    let keys = [
        "frame",
        "time",
        "verb",
        "verb_hex",
        "argument",
        "argument_hex",
    ];
    let commands = commands.map(|exchange| part(exchange, &keys));
    assert_eq!(inner("command", "command"), sorted(commands), "{place}");
    let replies = exchanges
        .iter()
        .flat_map(|exchange| array(&exchange["replies"]));
    assert_eq!(inner("reply", "reply"), sorted(replies.cloned()), "{place}");
    let announcements: Vec<&Value> = array(&session["announcements"]).collect();
    let keys = ["by", "frame", "endpoint", "arithmetic"];
    let announced = announcements.iter().map(|one| part(one, &keys));
    assert_eq!(
        inner("announcement", "announcement"),
        sorted(announced),
        "{place}"
    );
    let malformed = array(&session["malformed_announcements"]).cloned();
    assert_eq!(
        inner("malformed-announcement", "announcement"),
        sorted(malformed),
        "{place}"
    );
    let keys = ["initiator", "listener", "first_frame"];
    let attempts = of("attempt")
        .into_iter()
        .map(|event| part(&event["attempt"], &keys));
    let attempts = sorted(attempts);
    for attempt in announcements.iter().flat_map(|one| array(&one["attempts"])) {
        let attempt = part(attempt, &keys).to_string();
        let count = attempts.iter().filter(|told| **told == attempt).count();
        assert_eq!(count, 1, "{place}: {attempt}");
    }
    let transfers: Vec<&Value> = array(&session["transfers"]).collect();
    let ends = of("transfer-end").into_iter();
    let ends = ends.map(|event| event["transfer"]["frame"].clone());
    let frames = transfers.iter().map(|transfer| transfer["frame"].clone());
    assert_eq!(sorted(ends), sorted(frames.clone()), "{place}");
    let begins = of("transfer-begin")
        .into_iter()
        .map(|event| event["to"]["frame"].clone());
    assert_eq!(
        sorted(begins),
        sorted(frames.filter(|frame| !frame.is_null())),
        "{place}"
    );
    let verbs = ["command", "reply"];
    let order = events
        .iter()
        .filter(|event| verbs.contains(&event["event"].as_str().unwrap_or_default()));
    let spoken: Vec<&Value> = order.copied().collect();
    for event in &spoken {
        // A reply comes after its command.
        let Some(to) = event["to"]["frame"].as_u64() else {
            continue;
        };
        let place_of = |wanted: &dyn Fn(&Value) -> bool| spoken.iter().position(|one| wanted(one));
        let command = place_of(&|one| one["event"] == "command" && one["frame"] == to);
        let own = place_of(&|one| std::ptr::eq(one, *event));
        assert!(command < own, "{place}: {event}");
    }
}

#[test]
fn the_events_of_the_sample_captures_are_what_their_sessions_hold() {
    for name in names() {
        let objects = lines(&output(&name));
        assert_agreement(&objects, &name);
        // Where nothing comes late, the end of a transfer is told as the session has it.
        let of = |kind: &str, key: &str| {
            let objects = objects.iter().filter(|object| object["type"] == kind);
            sorted(objects.flat_map(|object| match &object[key] {
                Value::Array(all) => all.clone(),
                Value::Null => Vec::new(),
                one => vec![one.clone()],
            }))
        };
        assert_eq!(
            of("event", "transfer"),
            of("session", "transfers"),
            "{name}"
        );
    }
}

/// The objects of a live capture of these frames.
fn objects_of(recording: &Recording, order: Order) -> Vec<Value> {
    let mut engine = Engine::new(Config {
        events: true,
        order,
        ..recording.config.clone()
    });
    let mut written = Vec::new();
    let mut view = Json::new(&mut written, false).with_events(true);
    view.begin("scene").expect("memory takes it");
    for (frame, number) in recording.frames.iter().zip(1..) {
        engine.push(&frame.numbered(number));
        take(&mut engine, Time(frame.time), &mut view);
    }
    engine.finish();
    take(&mut engine, Time(0), &mut view);
    lines(&String::from_utf8(written).expect("UTF-8"))
}

fn take(engine: &mut Engine, now: Time, view: &mut Json<&mut Vec<u8>>) {
    engine.tell_events(now, &mut |id, session, event| {
        view.event(id, session, event).expect("memory takes it");
    });
    while let Some(session) = engine.next_session() {
        engine.tell_last_events(&session, &mut |id, session, event| {
            view.event(id, session, event).expect("memory takes it");
        });
        view.session(1, &session).expect("memory takes it");
    }
}

/// Two sessions with a download, a listing that fails, words that are none, and a bounce.
fn scene() -> Scene {
    let scene = Scene::new();
    let control = scene.login();
    let other = scene.login_between("192.0.2.9:50000", "198.51.100.1:21");
    control.ask("PORT 1,2,3", "501 What?");
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR alice.txt", "150 Opening data connection.");
    data.carry(End::Listener, &[b'a'; 3_000]);
    control.reply("226 Transfer complete.");
    other.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,2).");
    scene.knock("192.0.2.9:40001", "198.51.100.1:5122", 2);
    other.ask("LIST", "425 No.");
    scene.wait(2.0);
    control.quit();
    scene.wait(20.0);
    other.quit();
    scene
}

#[test]
fn the_events_of_damaged_captures_are_what_their_sessions_hold() {
    let scene = scene();
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let shots = reordered(&mangled(&scene.shots(), &mut dice), 20, &mut dice);
        let some: Vec<_> = shots
            .into_iter()
            .filter(|_| seed < 20 || dice.below(12) > 0)
            .collect();
        for order in [Order::Beginning, Order::End] {
            let objects = objects_of(&Recording::of(&some), order);
            assert_agreement(&objects, &format!("seed {seed}, {order:?}"));
        }
    }
}

#[test]
fn an_event_is_told_right_after_its_frame() {
    let scene = scene();
    let recording = scene.recording();
    let mut engine = Engine::new(Config {
        events: true,
        ..recording.config.clone()
    });
    let mut late = Vec::new();
    let mut told = 0;
    for (frame, number) in recording.frames.iter().zip(1..) {
        engine.push(&frame.numbered(number));
        engine.tell_events(Time(frame.time), &mut |_, session, event| {
            let mut line = Vec::new();
            let mut view = Json::new(&mut line, false);
            view.event(session.id, session, event)
                .expect("memory takes it");
            let object: Value = serde_json::from_slice(&line).expect("JSON");
            told += 1;
            if object["frame"].as_u64() != Some(number) {
                late.push(object["event"].as_str().expect("a name").to_owned());
            }
        });
    }
    late.retain(|event| {
        ![
            "session-opened",
            "command",
            "reply",
            "transfer-end",
            "answer",
        ]
        .contains(&event.as_str())
    });
    assert!(told > 30, "{told} events");
    assert!(late.is_empty(), "{late:?}");
}

#[test]
fn a_syn_without_an_answer_is_told_after_a_second_although_no_frame_comes() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PORT 192,0,2,1,156,66", "200 PORT command successful.");
    scene.knock("198.51.100.1:20", "192.0.2.1:40002", 1);
    let recording = scene.recording();
    let mut engine = Engine::new(Config {
        events: true,
        ..recording.config.clone()
    });
    let mut last = Time(0);
    for (frame, number) in recording.frames.iter().zip(1..) {
        engine.push(&frame.numbered(number));
        last = Time(frame.time);
    }
    let told_at = |engine: &mut Engine, now: Time| {
        let mut names = Vec::new();
        engine.pass_time(now);
        engine.tell_events(now, &mut |_, _, event| {
            let event = format!("{event:?}");
            names.push(event.split(['(', ' ']).next().expect("a name").to_owned());
        });
        names
    };
    assert!(!told_at(&mut engine, last).contains(&"Answer".to_owned()));
    assert_eq!(
        told_at(&mut engine, last + Span::milliseconds(900)),
        [""; 0]
    );
    assert_eq!(
        told_at(&mut engine, last + limits::PROMPT_ANSWER),
        ["Answer"]
    );
    assert_eq!(told_at(&mut engine, last + Span::seconds(3)), [""; 0]);
}

#[test]
fn events_are_told_while_packets_are_written_to_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("used.pcapng");
    let file = file.to_str().expect("UTF-8");
    let written = run_in_captures(&["json", "--hash", "--events", "-w", file, "active.pcap"]);
    assert_eq!(written, output("active.pcap"));
}

#[test]
fn passwords_are_hidden_in_events() {
    let shown = run_in_captures(&["json", "--events", "--show-passwords", "active.pcap"]);
    let commands = lines(&shown)
        .into_iter()
        .map(|object| object["command"].clone());
    let pass = commands
        .into_iter()
        .find(|command| command["verb"] == "PASS");
    let password = pass.expect("a password")["argument"].clone();
    let password = password.as_str().expect("text");
    assert!(password.len() > 2 && !output("active.pcap").contains(password));
}
