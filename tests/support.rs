//! What the tests share: packets, conversations made of them, and ways to damage their order.

#[cfg(target_os = "linux")]
pub mod ftp;
pub mod ftp_world;
pub mod live;
#[cfg(target_os = "linux")]
pub mod namespaces;
pub mod packets;
#[cfg(unix)]
pub mod pty;
pub mod scene;
pub mod shuffle;
pub mod ui;
pub mod words;

use ftpscope::capture::{Reader, Source};
use ftpscope::engine::Engine;
use scene::Analysis;
use std::path::{Path, PathBuf};

/// The sample captures, in order of their names.
pub fn captures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let files = std::fs::read_dir(folder).expect("the folder of captures");
    let files = files.map(|file| file.expect("a file").path());
    let mut captures: Vec<PathBuf> = files.filter(|file| is_capture(file)).collect();
    captures.sort();
    assert!(captures.len() >= 12, "only {} captures", captures.len());
    captures
}

fn is_capture(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension == "pcap" || extension == "pcapng")
}

/// What the engine makes of a capture file.
pub fn analyze_file(bytes: Vec<u8>) -> Analysis {
    let input = Box::new(std::io::Cursor::new(bytes));
    let mut reader = Reader::from_input("capture".into(), input).expect("a capture file");
    let mut engine = Engine::new(scene::hashing());
    while let Some(frame) = reader.next_frame().expect("a whole file") {
        engine.push(&frame);
    }
    Analysis::finish(engine, Vec::new())
}
