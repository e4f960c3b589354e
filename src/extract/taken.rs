//! Names that are taken.

use super::name::{HIDDEN, MANIFEST, Path};
use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use unicode_normalization::UnicodeNormalization;

/// The paths that were given away, so that no two are one on a file system that takes no notice of
/// case or of how accents are written.
///
/// Of each path eight bytes are kept.
#[derive(Debug, Default)]
pub struct Taken {
    hasher: RandomState,
    files: HashSet<u64>,
    folders: HashSet<u64>,
    /// The next number for a name that was wanted before.
    next: HashMap<u64, u64>,
}

impl Taken {
    /// Takes `path` for a file, or one that is like it and free.
    pub fn claim(&mut self, path: Path) -> Path {
        let mut path = path;
        for depth in 1..path.components().len() {
            let mut number = 2;
            while self.files.contains(&self.key(&path, depth)) {
                path = path.numbered(depth - 1, number);
                number += 1;
            }
            let key = self.key(&path, depth);
            self.folders.insert(key);
        }
        let depth = path.components().len();
        let wanted = self.key(&path, depth);
        let mut key = wanted;
        let mut free = path.clone();
        while self.files.contains(&key) || self.folders.contains(&key) || is_own(&free) {
            let number = self.next.entry(wanted).or_insert(2);
            free = path.numbered(depth - 1, *number);
            *number += 1;
            key = self.key(&free, depth);
        }
        self.files.insert(key);
        free
    }

    /// What the first `depth` components of a path are on the least particular file system.
    fn key(&self, path: &Path, depth: usize) -> u64 {
        let parts = path.components().iter().take(depth);
        let folded: Vec<String> = parts.map(|part| fold(part)).collect();
        self.hasher.hash_one(folded)
    }
}

/// Whether this program writes a file of that name itself.
fn is_own(path: &Path) -> bool {
    path.folders().is_empty() && (fold(path.name()) == MANIFEST || path.name().starts_with(HIDDEN))
}

fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let decomposed = name.nfkd().flat_map(char::to_uppercase);
    let folded = decomposed.flat_map(char::to_lowercase);
    folded.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::charset::Charset;

    fn claimed(wanted: &[&str]) -> Vec<String> {
        let mut taken = Taken::default();
        let claim = |path: &&str| {
            let path = Path::of(path.as_bytes(), Charset::Utf8);
            taken.claim(path).to_string()
        };
        wanted.iter().map(claim).collect()
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let wanted = ["d/a.txt", "d/a.txt", "d/A.TXT", "e/a.txt", "a.txt"];
        let expected = ["d/a.txt", "d/a~2.txt", "d/A~3.TXT", "e/a.txt", "a.txt"];
        assert_eq!(claimed(&wanted), expected);
    }

    #[test]
    fn accents_that_are_written_in_two_ways_are_one() {
        let wanted = [
            "\u{e9}.txt",
            "e\u{301}.txt",
            "\u{c9}.txt",
            "STRASSE",
            "stra\u{df}e",
        ];
        let claimed = claimed(&wanted);
        assert_eq!(claimed[1], "e\u{301}~2.txt");
        assert_eq!(claimed[2], "\u{c9}~3.txt");
        assert_eq!(claimed[4], "stra\u{df}e~2");
    }

    #[test]
    fn a_file_and_a_folder_are_kept_apart() {
        assert_eq!(claimed(&["a", "a/b"]), ["a", "a~2/b"]);
        assert_eq!(claimed(&["a/b", "a"]), ["a/b", "a~2"]);
    }

    #[test]
    fn the_name_of_the_manifest_is_taken() {
        assert_eq!(claimed(&["Manifest.json"]), ["Manifest~2.json"]);
        assert_eq!(claimed(&["d/manifest.json"]), ["d/manifest.json"]);
    }

    #[test]
    fn what_was_numbered_does_not_take_what_is_named_so() {
        assert_eq!(claimed(&["a~2", "a", "a"]), ["a~2", "a", "a~3"]);
    }
}
