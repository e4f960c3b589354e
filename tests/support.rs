//! What the tests share: packets, conversations made of them, and ways to damage their order.

pub mod packets;
pub mod scene;
pub mod shuffle;
pub mod words;

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
