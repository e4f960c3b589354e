//! Captures, TLS connections and key logs with random damage, for some seconds: the fuzz targets
//! without their tools.

use crate::support::captures;
use crate::support::shuffle::Dice;
use crate::tls_matrix;
use std::path::Path;
use std::time::{Duration, Instant};

#[path = "../fuzz/names.rs"]
mod names;
#[path = "../fuzz/tls.rs"]
mod tls;
#[path = "../fuzz/whole_way.rs"]
mod whole_way;

const LONG_ENOUGH: Duration = Duration::from_secs(3);

/// Damages a capture in a few places.
pub fn damage(file: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(12) {
        let length = file.len();
        if length < 100 {
            return;
        }
        let at = dice.below(length);
        match dice.below(7) {
            0 => file[at] = dice.roll() as u8,
            1 => file[at] ^= 1 << dice.below(8),
            2 => file.truncate(at.max(24)),
            3 => {
                let end = (at + dice.below(64)).min(length);
                file.drain(at..end);
            }
            4 => {
                let end = (at + dice.below(300)).min(length);
                let copy = file[at..end].to_vec();
                file.splice(at..at, copy);
            }
            5 => {
                let end = (at + 4).min(length);
                file[at..end].fill([0, 0xff][dice.below(2)]);
            }
            _ => {
                let words: [&[u8]; 6] = [
                    b"\r\n",
                    b"227 (",
                    b"PORT 1,1,1,1,1,1\r\n",
                    b"\xff\xf4",
                    b"226 ",
                    b"\x16\x03\x03\x00\x00",
                ];
                let word = words[dice.below(words.len())];
                let end = (at + word.len()).min(length);
                file[at..end].copy_from_slice(&word[..end - at]);
            }
        }
    }
}

#[test]
fn damaged_captures_never_panic_and_give_valid_json() {
    let files = captures();
    let files: Vec<Vec<u8>> = files
        .iter()
        .map(|file| std::fs::read(file).expect("a capture"))
        .collect();
    let mut dice = Dice(20_261_120);
    let began = Instant::now();
    let mut runs = 0;
    while began.elapsed() < LONG_ENOUGH {
        let mut file = files[dice.below(files.len())].clone();
        if file.len() > 200_000 {
            continue;
        }
        damage(&mut file, &mut dice);
        whole_way::check(&file);
        runs += 1;
    }
    assert!(runs > 20, "only {runs} runs");
}

#[test]
fn damaged_tls_never_panics() {
    let connections = tls_matrix::inputs();
    assert!(connections.len() > 50);
    let mut dice = Dice(20_261_121);
    let began = Instant::now();
    let mut runs = 0;
    while began.elapsed() < LONG_ENOUGH {
        let (keylog, pieces) = &connections[dice.below(connections.len())];
        let mut pieces = pieces.clone();
        // What is damaged is what one side said, more often than the frame around it.
        let place = dice.below(pieces.len());
        if dice.below(4) > 0 {
            damage(&mut pieces[place].1, &mut dice);
        } else {
            pieces.remove(place);
        }
        let mut input = tls::input(keylog, &pieces);
        input[0] = dice.below(4) as u8;
        if dice.below(4) == 0 {
            damage(&mut input, &mut dice);
        }
        tls::check(&input);
        runs += 1;
    }
    assert!(runs > 20, "only {runs} runs");
}

#[test]
fn damaged_key_logs_are_read_alike_in_all_pieces() {
    let connections = tls_matrix::inputs();
    let mut dice = Dice(20_261_122);
    for _ in 0..2_000 {
        let mut log = connections[dice.below(connections.len())].0.clone();
        damage(&mut log, &mut dice);
        tls::check_keylog(&log);
    }
}

#[test]
fn the_corpus_of_the_fuzzer_is_what_the_target_reads() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/tls");
    let is_wanted = std::env::var_os("WRITE_TLS_CORPUS").is_some();
    for (index, (keylog, pieces)) in tls_matrix::inputs().iter().enumerate() {
        let input = tls::input(keylog, pieces);
        tls::check(&input);
        if is_wanted {
            std::fs::write(folder.join(index.to_string()), input).expect("the disk takes it");
        }
    }
}

/// What names are made of that are to lead elsewhere, or to be another one.
const HOSTILE: [&[u8]; 26] = [
    b"..",
    b".",
    b"/",
    b"\\",
    b"C:",
    b"CON",
    b"nul",
    b"COM1.txt",
    b"\0",
    b"~",
    b"\x1b[2J",
    b"e\xcc\x81",
    b"\xc3\xa9",
    b"\xd6\xd0\xce\xc4",
    b"\xff",
    b" ",
    b"\xe2\x80\xae",
    b"%2e",
    b".ftpscope-",
    b"x",
    b"*",
    b"|",
    b"manifest.json",
    b"\n",
    b"LPT9",
    b"\xe6\x96\x87",
];

#[test]
fn names_of_hostile_pieces_and_of_any_bytes_are_safe_paths() {
    let mut dice = Dice(20_261_121);
    for _ in 0..3_000 {
        let mut name = Vec::new();
        for _ in 0..dice.below(50) {
            match dice.below(4) {
                0 => name.push(dice.roll() as u8),
                1 if dice.below(8) == 0 => name.extend(b"long".repeat(dice.below(90))),
                _ => name.extend_from_slice(HOSTILE[dice.below(HOSTILE.len())]),
            }
        }
        names::check(&name);
    }
}
