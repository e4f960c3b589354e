//! The output of `ftpscope json`: what it is for the sample captures, and what docs/json.md says.

use crate::support::captures;
use crate::support::scene::{Recording, Scene, to_json};
use crate::support::shuffle::{Dice, mangled, reordered};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What the program writes for the capture `name`, read from the folder of captures.
fn output(name: &str) -> String {
    run_in_captures(&["json", "--hash", name])
}

/// What the program writes when it is run in the folder of captures.
pub fn run_in_captures(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ftpscope"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("captures"))
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The objects of an output.
pub fn lines(output: &str) -> Vec<Value> {
    let lines = output.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// The names of the sample captures.
pub fn names() -> impl Iterator<Item = String> {
    let captures = captures().into_iter();
    captures.map(|capture| {
        capture
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    })
}

#[test]
fn the_sample_captures_give_what_they_gave_before() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots/json");
    for name in names() {
        settings.bind(|| insta::assert_snapshot!(name.clone(), output(&name)));
    }
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../docs/json.schema.json")).expect("JSON")
}

/// The schema of one of the two kinds of objects, whose errors say more than those of both.
fn validator_of(kind: &Value) -> jsonschema::Validator {
    let mut schema = schema();
    let kind = kind.as_str().expect("a kind");
    schema["oneOf"] = serde_json::json!([{ "$ref": format!("#/$defs/{kind}") }]);
    schema["allOf"] = schema["oneOf"].take();
    schema.as_object_mut().expect("an object").remove("oneOf");
    jsonschema::validator_for(&schema).expect("a schema")
}

/// Checks that the schema has this object.
pub fn assert_documented(object: &Value) {
    let validator = validator_of(&object["type"]);
    let errors: Vec<String> = validator
        .iter_errors(object)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_sample_captures_give_what_the_schema_says() {
    for name in names() {
        for object in lines(&output(&name)) {
            assert_documented(&object);
        }
    }
}

#[test]
fn damaged_sessions_give_what_the_schema_says() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("USER \u{fffd}", "331 Password.");
    control.ask("PORT 1,2,3", "501 What?");
    control.send(crate::support::scene::Initiator, b"CWD \xff\xfe\xfe\r\n");
    control.send(crate::support::scene::Listener, b"550 \xe9\xe8\r\n");
    control.send_unseen(crate::support::scene::Listener, 40);
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    scene.knock("192.0.2.1:40001", "198.51.100.1:5121", 2);
    control.ask("LIST", "425 No.");
    for seed in 0..20 {
        let mut dice = Dice(seed);
        let shots = reordered(&mangled(&scene.shots(), &mut dice), 40, &mut dice);
        let some: Vec<_> = shots.into_iter().filter(|_| dice.below(10) > 0).collect();
        for session in Recording::of(&some).analyze().sessions {
            assert_documented(&to_json(1, &session));
        }
    }
}

#[test]
fn a_field_that_the_schema_does_not_know_is_found() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    let mut object = lines(&output("active.pcap")).remove(0);
    object["transfers"][0]["surprise"] = Value::Bool(true);
    assert!(!validator.is_valid(&object));
}

/// The names of all properties in the schema.
fn properties(schema: &Value, names: &mut Vec<String>) {
    if let Some(properties) = schema["properties"].as_object() {
        names.extend(properties.keys().cloned());
    }
    match schema {
        Value::Object(map) => map.values().for_each(|value| properties(value, names)),
        Value::Array(values) => values.iter().for_each(|value| properties(value, names)),
        _ => {}
    }
}

#[test]
fn every_field_of_the_schema_is_explained() {
    let guide = include_str!("../docs/json.md");
    let mut names = Vec::new();
    properties(&schema(), &mut names);
    assert!(names.len() > 60);
    names.retain(|name| !name.ends_with("_hex"));
    for name in names {
        assert!(
            guide.contains(&format!("`{name}`")),
            "docs/json.md does not explain {name}"
        );
    }
}
