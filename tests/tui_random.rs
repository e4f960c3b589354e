//! Whatever is pressed, clicked, pasted or resized, the UI never panics.

use crate::smoke::damage;
use crate::support::live::Live;
use crate::support::scene::Stream;
use crate::support::shuffle::Dice;
use crate::support::{captures, ui};
use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ftpscope::views::tui::{Keep, Language, Packets};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::cell::RefCell;
use std::path::PathBuf;

/// Something that a person may do.
#[derive(Clone, Debug)]
enum Step {
    Do(Event),
    Resize(u16, u16),
    /// The capture goes on, where it is live.
    GoOn,
}

fn key() -> impl Strategy<Value = KeyEvent> {
    let named = select(vec![
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Backspace,
        KeyCode::Delete,
        KeyCode::F(1),
    ]);
    let letters: Vec<char> = (' '..='~').chain(['é', '帧', '\u{301}', '👩']).collect();
    let code = prop_oneof![
        4 => named,
        2 => select(('1'..='6').collect::<Vec<_>>()).prop_map(KeyCode::Char),
        6 => select(letters).prop_map(KeyCode::Char),
    ];
    let modifiers = prop_oneof![
        15 => Just(KeyModifiers::NONE),
        1 => Just(KeyModifiers::CONTROL),
    ];
    (code, modifiers).prop_map(|(code, modifiers)| KeyEvent::new(code, modifiers))
}

fn mouse() -> impl Strategy<Value = MouseEvent> {
    let kind = select(vec![
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollUp,
    ]);
    let place = prop_oneof![
        9 => (0u16..170, 0u16..55),
        1 => (any::<u16>(), any::<u16>()),
    ];
    (kind, place).prop_map(|(kind, (column, row))| MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    })
}

fn size() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![
        Just((80, 24)),
        Just((160, 50)),
        Just((40, 12)),
        Just((0, 0)),
        (0u16..200, 0u16..60),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        16 => key().prop_map(|key| Step::Do(Event::Key(key))),
        4 => mouse().prop_map(|mouse| Step::Do(Event::Mouse(mouse))),
        1 => ".{0,20}".prop_map(|text| Step::Do(Event::Paste(text))),
        1 => size().prop_map(|(width, height)| Step::Resize(width, height)),
        4 => Just(Step::GoOn),
    ]
}

fn language() -> impl Strategy<Value = Language> {
    select(vec![Language::En, Language::ZhHans, Language::ZhHant])
}

fn walk(ui: &mut ui::Ui, steps: &[Step]) {
    for step in steps {
        match step {
            Step::Do(event) => ui.take(event),
            Step::Resize(width, height) => ui.resize(*width, *height),
            Step::GoOn => continue,
        };
    }
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    })
}

/// Captures besides the samples: whatever lies in the folder that the variable CAPTURES names.
fn others() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::env::var_os("CAPTURES")
        .iter()
        .map(PathBuf::from)
        .collect();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder)
            .expect("the folder of CAPTURES")
            .flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn random_steps_through_every_sample_never_panic() {
    let samples = captures();
    for capture in samples.iter().cloned().chain(others()) {
        let bytes = std::fs::read(&capture).expect("a capture");
        // Those from elsewhere may be too broken to be opened.
        let opens = ui::open_bytes(bytes.clone(), (80, 24), Language::En).is_some();
        assert!(
            opens || !samples.contains(&capture),
            "{}",
            capture.display()
        );
        let walked = runner(1).run(
            &(language(), prop::collection::vec(step(), 200..300)),
            |(language, steps)| {
                let ui = ui::open_bytes(bytes.clone(), (80, 24), language);
                if let Some(mut ui) = ui {
                    walk(&mut ui, &steps);
                }
                Ok(())
            },
        );
        if let Err(error) = walked {
            panic!("{}: {error}", capture.display());
        }
    }
}

#[test]
fn random_steps_through_damaged_captures_that_are_decrypted_never_panic() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let file = |name: &str| std::fs::read(folder.join(name)).expect("a file");
    let (capture, keys) = (file("ftps.pcap"), file("ftps.keylog"));
    let steps = prop::collection::vec(step(), 1..200);
    let walked = runner(16).run(
        &(any::<u32>(), steps, language()),
        |(seed, steps, language)| {
            let mut bytes = capture.clone();
            // Even ones are left as they are.
            if seed % 2 == 1 {
                damage(&mut bytes, &mut Dice(u64::from(seed)));
            }
            let ui = ui::open_bytes_with_keys(bytes, &keys, (100, 30), language);
            if let Some(mut ui) = ui {
                walk(&mut ui, &steps);
            }
            Ok(())
        },
    );
    if let Err(error) = walked {
        panic!("{error}");
    }
}

#[test]
fn random_steps_through_damaged_captures_never_panic() {
    let samples: Vec<Vec<u8>> = captures()
        .iter()
        .map(|capture| std::fs::read(capture).expect("a capture"))
        .filter(|bytes| bytes.len() < 50_000)
        .collect();
    let seen = RefCell::new(0);
    let walked = runner(24).run(
        &(
            select(samples),
            any::<u32>(),
            prop::collection::vec(step(), 1..100),
        ),
        |(mut bytes, seed, steps)| {
            damage(&mut bytes, &mut Dice(u64::from(seed) | 1));
            let Some(mut ui) = ui::open_bytes(bytes, (100, 30), Language::En) else {
                return Err(TestCaseError::reject("no capture any more"));
            };
            *seen.borrow_mut() += steps.len();
            walk(&mut ui, &steps);
            Ok(())
        },
    );
    if let Err(error) = walked {
        panic!("{error}");
    }
    assert!(*seen.borrow() > 200, "only {} steps", seen.borrow());
}

/// Lets something happen in a live capture: the `turn`th thing.
fn happen(live: &mut Live, controls: &mut Vec<Stream>, turn: u16) {
    let client = format!("192.0.2.10:{}", 40_000 + turn);
    match turn % 7 {
        0 | 1 => controls.push(live.scene.login_between(&client, "198.51.100.21:21")),
        2 => {
            let _ = live.scene.knock("198.51.100.21:20", "192.0.2.10:20000", 2);
        }
        3 if !controls.is_empty() => controls.remove(0).quit(),
        _ => {
            for control in controls.iter() {
                control.ask("PORT 192,0,2,10,78,32", "200 OK.");
                control.command("LIST");
            }
        }
    }
    if turn.is_multiple_of(5) {
        live.packets.let_go(live.packets.count(0) / 2);
    }
    live.wait(f64::from(turn % 4) * 3.0);
}

#[test]
fn random_steps_while_sessions_come_change_and_go_never_panic() {
    let keep = Keep {
        sessions: 3,
        ..Keep::default()
    };
    let walked = runner(12).run(
        &(language(), prop::collection::vec(step(), 100..150)),
        |(language, steps)| {
            let mut live = Live::keeping(keep, (80, 24), language);
            let mut controls = Vec::new();
            let mut turn = 0;
            for step in &steps {
                if let Step::GoOn = step {
                    happen(&mut live, &mut controls, turn);
                    turn += 1;
                } else {
                    walk(&mut live.ui, std::slice::from_ref(step));
                }
            }
            Ok(())
        },
    );
    if let Err(error) = walked {
        panic!("{error}");
    }
}
