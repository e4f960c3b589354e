//! Sessions in few words, so that a test says what it expects in a line.

use serde_json::Value;

/// Each exchange: `USER alice > 331`, and `- > 220` where nothing was asked.
pub fn said(session: &Value) -> Vec<String> {
    let exchanges = list(session, "exchanges").iter();
    exchanges
        .map(|exchange| {
            let words = [&exchange["verb"], &exchange["argument"]];
            let asked: Vec<String> = words
                .into_iter()
                .filter(|word| !word.is_null())
                .map(text)
                .collect();
            let asked = if asked.is_empty() {
                "-".into()
            } else {
                asked.join(" ")
            };
            let codes = list(exchange, "replies").iter();
            let codes: Vec<String> = codes.map(|reply| text(&reply["code"])).collect();
            format!("{asked} > {}", codes.join(" ")).trim_end().into()
        })
        .collect()
}

/// What was said after the login.
pub fn said_after_login(session: &Value) -> Vec<String> {
    said(session).split_off(3)
}

/// Each announcement: `PORT 192.0.2.1:1025 connected`.
pub fn announced(session: &Value) -> Vec<String> {
    let announcements = list(session, "announcements").iter();
    announcements
        .map(|one| words(one, &["by", "endpoint", "outcome"]))
        .collect()
}

/// Each attempt to reach announcement `index`: `192.0.2.1:40001>198.51.100.1:5121 3 none`.
pub fn attempts(session: &Value, index: usize) -> Vec<String> {
    let attempts = list(&session["announcements"][index], "attempts").iter();
    attempts
        .map(|one| format!("{} {}", ends(one), words(one, &["syns", "answer"])))
        .collect()
}

/// Each transfer: `RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete`:
/// command, mode, announcement, connection, direction, bytes, final code and outcome. `unopened` or
/// `unseen` stands after the connection where it was not open or not captured.
pub fn moved(session: &Value) -> Vec<String> {
    let transfers = list(session, "transfers").iter();
    transfers
        .map(|one| {
            let opened = match one["opened"].as_bool() {
                Some(true) => "",
                Some(false) => " unopened",
                None => " unseen",
            };
            let missing = match one["missing"].as_u64() {
                Some(0) => String::new(),
                _ => format!(" (-{})", text(&one["missing"])),
            };
            let argument = match one["argument"].as_str() {
                Some(argument) => format!(" {argument}"),
                None => String::new(),
            };
            format!(
                "{}{argument} {} {}{opened} {}{missing} {}",
                text(&one["verb"]),
                words(one, &["mode", "announcement"]),
                ends(one),
                words(one, &["direction", "bytes"]),
                words(one, &["final", "outcome"]),
            )
        })
        .collect()
}

/// What a session amounts to, without frame numbers and times: all that must not depend on how its
/// bytes were cut into segments and in which order these were captured.
pub fn essence(session: &Value) -> Value {
    let mut essence = session.clone();
    strip(&mut essence);
    essence
}

fn strip(value: &mut Value) {
    const OF_FRAMES: [&str; 12] = [
        "frame",
        "time",
        "first_frame",
        "last_frame",
        "start",
        "duration",
        "answer_frame",
        "syn_seconds",
        "syns",
        "close_frame",
        "session",
        "opened_frame",
    ];
    match value {
        Value::Object(map) => {
            map.retain(|key, _| !OF_FRAMES.contains(&key.as_str()));
            if let Some(Value::Array(verdicts)) = map.get_mut("verdicts") {
                // Notes are on the capture as well as on the session: that it holds frames twice.
                verdicts.retain(|verdict| verdict["severity"] != "note");
                verdicts
                    .iter_mut()
                    .for_each(|verdict| *verdict = verdict["id"].take());
            }
            map.values_mut().for_each(strip);
        }
        Value::Array(values) => values.iter_mut().for_each(strip),
        _ => {}
    }
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().expect("a list")
}

fn words(value: &Value, keys: &[&str]) -> String {
    let words: Vec<String> = keys.iter().map(|&key| text(&value[key])).collect();
    words.join(" ")
}

fn ends(value: &Value) -> String {
    format!("{}>{}", text(&value["initiator"]), text(&value["listener"]))
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Asserts that two sessions have the same [`essence`], and says where they differ.
pub fn assert_same(one: &Value, other: &Value, of: &dyn std::fmt::Display) {
    if let Some(place) = difference("session", &essence(one), &essence(other)) {
        panic!("{of}: {place}");
    }
}

fn difference(path: &str, one: &Value, other: &Value) -> Option<String> {
    let known = |value: &Value, key: &str| value.get(key).cloned().unwrap_or_default();
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys());
            keys.into_iter().find_map(|key| {
                difference(
                    &format!("{path}.{key}"),
                    &known(one, key),
                    &known(other, key),
                )
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let pairs = a.iter().zip(b).enumerate();
            pairs
                .into_iter()
                .find_map(|(index, (a, b))| difference(&format!("{path}[{index}]"), a, b))
        }
        _ => (one != other).then(|| format!("{path} is {one}, not {other}")),
    }
}
