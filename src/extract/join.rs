//! Transfers that go on where others ended (REST, RFC 3659 §5).

use super::extent::Extents;
use crate::net::Endpoint;
use crate::session::transfer::Way;
use std::collections::VecDeque;

/// Files that are remembered in case a later transfer goes on with one.
const REMEMBERED: usize = 4_096;

/// Which file it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The server that has it.
    pub server: Endpoint,
    /// Its path there.
    pub path: Vec<u8>,
    /// Where its bytes went.
    pub way: Way,
    /// The TYPE, by its first letter: offsets count bytes of that.
    pub representation: u8,
}

/// What there is of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it stands.
    pub file: super::name::Path,
    /// The place that it would have were it whole.
    pub wanted: super::name::Path,
    /// The session and the index of the transfer that it comes from, and those before it.
    pub transfers: Vec<(u64, usize)>,
    /// Which bytes there are.
    pub present: Extents,
    /// The length of the file on the server, where it was told.
    pub total: Option<u64>,
    /// Whether the file is whole as it is.
    pub is_whole: bool,
}

impl Part {
    /// Whether a transfer that begins at `restart` may go on with this file, of which the server
    /// says that it has `total` bytes.
    pub fn is_continued_at(&self, restart: u64, total: Option<u64>) -> bool {
        match (self.total, total) {
            (Some(mine), Some(its)) if mine != its => self.is_whole && restart >= mine,
            (Some(_), Some(_)) => true,
            _ => restart <= self.present.end(),
        }
    }
}

/// The files that were written last.
#[derive(Debug, Default)]
pub struct Parts(VecDeque<(Key, Part)>);

impl Parts {
    /// Remembers a file, and forgets another one of the same key.
    pub fn remember(&mut self, key: Key, part: Part) {
        self.forget(&key);
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back((key, part));
    }

    /// The file that stands for `key`.
    pub fn find(&self, key: &Key) -> Option<&Part> {
        let newest = self.0.iter().rev();
        let mut same = newest.filter(|(other, _)| other == key);
        same.next().map(|(_, part)| part)
    }

    /// Forgets it.
    pub fn forget(&mut self, key: &Key) {
        self.0.retain(|(other, _)| other != key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::charset::Charset;
    use crate::extract::name::Path;

    fn part(end: u64, total: Option<u64>, is_whole: bool) -> Part {
        let path = Path::of(b"a", Charset::Utf8);
        Part {
            file: path.partial(),
            wanted: path,
            transfers: vec![(1, 0)],
            present: Extents::whole(end),
            total,
            is_whole,
        }
    }

    #[test]
    fn only_what_follows_or_is_of_the_same_length_is_joined() {
        for (part, restart, total, expected) in [
            (part(100, None, false), 100, None, true),
            (part(100, None, false), 60, None, true),
            (part(100, None, false), 101, None, false),
            (part(100, Some(200), false), 150, Some(200), true),
            (part(100, Some(200), false), 100, Some(300), false),
            (part(100, Some(200), false), 100, None, true),
            (part(100, Some(100), true), 100, Some(300), true),
        ] {
            assert_eq!(
                part.is_continued_at(restart, total),
                expected,
                "{part:?} {restart}"
            );
        }
    }

    #[test]
    fn the_oldest_is_forgotten() {
        let key = |number: usize| Key {
            server: Endpoint::new(crate::net::Address::v4([192, 0, 2, 1]), 21),
            path: number.to_string().into_bytes(),
            way: Way::Download,
            representation: b'I',
        };
        let mut parts = Parts::default();
        for number in 0..=REMEMBERED {
            parts.remember(key(number), part(1, None, false));
        }
        assert_eq!(parts.find(&key(0)), None);
        assert!(parts.find(&key(1)).is_some());
    }
}
