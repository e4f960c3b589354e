//! The table of all verdicts: where each is said, where it is not, and the sessions that show it.

use super::{Scene, pair, place, pronounced};
use crate::support::{analyze_file, captures};
use ftpscope::diagnose::{Family, Id};
use ftpscope::texts::EN;
use ftpscope::views::explain::cures;
use ftpscope::views::page::Page;
use ftpscope::views::pen::Pen;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;

/// Set where the documentation and the captures are to be written instead of compared.
const UPDATE: &str = "UPDATE_VERDICTS";

fn at(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Writes a file, or says whether it is as it should be.
fn settle(path: &str, contents: &[u8]) {
    let file = at(path);
    if std::env::var_os(UPDATE).is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(&file, contents).expect("a file");
        return;
    }
    let written = std::fs::read(&file).unwrap_or_default();
    assert!(
        written == contents,
        "{path} is not up to date; `make verdicts` writes it anew"
    );
}

/// The capture of the conversation where a verdict is said.
fn capture_of(id: Id) -> Vec<u8> {
    let scene = Scene::new();
    (pair(id).said)(&scene);
    scene.recording().pcap()
}

/// The sample captures in which each verdict is said.
fn recorded() -> HashMap<Id, Vec<String>> {
    let mut recorded: HashMap<Id, Vec<String>> = HashMap::new();
    for path in captures() {
        let name = path.file_name().expect("a name").to_string_lossy();
        let analysis = analyze_file(std::fs::read(&path).expect("a file"));
        let mut ids: Vec<Id> = pronounced(&analysis).iter().map(|one| one.id).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            recorded.entry(id).or_default().push(name.to_string());
        }
    }
    recorded
}

/// The documentation of every verdict.
fn document() -> String {
    let page = Page {
        pen: Pen::new(false, true),
        texts: &EN,
        columns: 100,
    };
    let recorded = recorded();
    let mut text = String::from(
        "# Verdicts\n\n\
         What `ftpscope show`, the terminal UI and `ftpscope json` may say about a session or a capture. The ids are\n\
         stable: scripts match on them. `ftpscope explain ID` tells the same in the terminal, in three languages, with\n\
         the ladder of a session in which it is said.\n\n\
         A verdict names the frames that prove it, and how sure it is: `proved` where the packets leave no other\n\
         reading, `likely`, or `possible`. A healthy session has no error and no warning.\n\n\
         This file is written by `make verdicts` from the tables that the program itself uses.\n",
    );
    for &family in Family::ALL {
        write!(text, "\n## {}\n", (EN.manual.family)(family)).expect("memory");
        for &id in family.ids() {
            let meaning = (EN.explain.meaning)(id);
            let name = id.name();
            let severity = id.severity().name();
            write!(
                text,
                "\n### `{name}`\n\n*{severity}* · {}\n\n- Proof: {}\n- What else it could be: {}\n- What to change:\n",
                meaning.means, meaning.proof, meaning.otherwise
            )
            .expect("memory");
            for cure in cures(&page, id) {
                writeln!(text, "  - {cure}").expect("memory");
            }
            write!(
                text,
                "- Example: [`captures/verdicts/{name}.pcap`](../captures/verdicts/{name}.pcap), from the test\n  `{}`",
                place(id)
            )
            .expect("memory");
            for sample in recorded.get(&id).into_iter().flatten().take(4) {
                write!(
                    text,
                    "; recorded: [`captures/{sample}`](../captures/{sample})"
                )
                .expect("memory");
            }
            text.push('\n');
        }
    }
    text
}

#[test]
fn the_documentation_of_verdicts_is_up_to_date() {
    settle("docs/verdicts.md", document().as_bytes());
}

#[test]
fn the_captures_of_verdicts_are_those_of_their_conversations() {
    for id in Id::ALL {
        let path = format!("captures/verdicts/{}.pcap", id.name());
        settle(&path, &capture_of(*id));
    }
}

#[test]
fn each_capture_of_a_verdict_has_it_and_a_session_to_draw() {
    for &id in Id::ALL {
        let analysis = analyze_file(capture_of(id));
        let said = pronounced(&analysis);
        assert!(said.iter().any(|one| one.id == id), "{}", id.name());
        assert!(!analysis.sessions.is_empty(), "{}", id.name());
    }
}

/// Printed by `make verdicts`.
#[test]
fn the_table_names_both_tests_of_every_verdict() {
    // A line of its own, after what the harness prints.
    println!();
    for &id in Id::ALL {
        let (name, place) = (id.name(), place(id));
        let severity = id.severity().name();
        println!("{name:<26}{severity:<9}{place}::is_said");
        println!("{:35}{place}::is_not_said_of_what_is_much_like_it", "");
        let module = place.rsplit("::").next().expect("a module");
        assert_eq!(module, id.name().replace('-', "_"));
    }
}
