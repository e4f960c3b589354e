//! What a server said of a file, and whether it is so.

use crate::ftp::command::Verb;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

/// What is computed of a file, or counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Its length in bytes.
    Size,
    /// CRC-32 as in zip and Ethernet.
    Crc32,
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Algorithm {
    /// Its name in the registry of hash functions that HASH uses.
    pub const fn name(self) -> &'static str {
        match self {
            Algorithm::Size => "size",
            Algorithm::Crc32 => "CRC32",
            Algorithm::Md5 => "MD5",
            Algorithm::Sha1 => "SHA-1",
            Algorithm::Sha224 => "SHA-224",
            Algorithm::Sha256 => "SHA-256",
            Algorithm::Sha384 => "SHA-384",
            Algorithm::Sha512 => "SHA-512",
        }
    }

    /// The hash that has so many hexadecimal digits.
    fn of_length(digits: usize) -> Option<Self> {
        Some(match digits {
            8 => Algorithm::Crc32,
            32 => Algorithm::Md5,
            40 => Algorithm::Sha1,
            56 => Algorithm::Sha224,
            64 => Algorithm::Sha256,
            96 => Algorithm::Sha384,
            128 => Algorithm::Sha512,
            _ => return None,
        })
    }
}

/// What a server said of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The command that was answered.
    pub verb: Verb,
    /// The frame of the reply.
    pub frame: u64,
    /// What was said.
    pub algorithm: Algorithm,
    /// The value: hexadecimal digits in small letters, or a number.
    pub value: String,
    /// The TYPE that was in force, by its first letter.
    pub representation: u8,
    /// The part that it is about, where it says so: its first byte and its last, or the one behind
    /// it.
    pub range: Option<(u64, u64)>,
}

/// Whether a file is as a server said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// It is.
    Agrees,
    /// It is not.
    Differs,
    /// It cannot be told: bytes are missing, or what was said is of another form of the file.
    Unknown,
}

impl Agreement {
    /// The word for it in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Agreement::Agrees => "agrees",
            Agreement::Differs => "differs",
            Agreement::Unknown => "unknown",
        }
    }
}

/// A comparison with what a server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was said.
    pub expected: Expected,
    /// What it came to.
    pub agreement: Agreement,
}

/// What a reply tells: of what it is a hash or a count, the value, and the part that it is about.
pub type Told = (Algorithm, String, Option<(u64, u64)>);

/// The hash that a reply tells, with the part of the file that it says it is about.
///
/// The drafts differ: the hash stands alone (XCRC, XMD5, XSHA), behind the name (MD5), or between the
/// algorithm with a range and the name (draft-bryan-ftpext-hash).
pub fn told_hash(verb: Verb, text: &[u8]) -> Option<Told> {
    let words = text.split(|byte| byte.is_ascii_whitespace());
    let words = words.map(|word| word.trim_ascii());
    let words: Vec<&[u8]> = words.filter(|word| !word.is_empty()).collect();
    let is_hash = |word: &&&[u8]| word.iter().all(u8::is_ascii_hexdigit);
    let fits = |algorithm: Algorithm| match verb {
        Verb::Xcrc => algorithm == Algorithm::Crc32,
        Verb::Xmd5 | Verb::Md5 => algorithm == Algorithm::Md5,
        Verb::Xsha | Verb::Xsha1 => algorithm == Algorithm::Sha1,
        Verb::Xsha224 => algorithm == Algorithm::Sha224,
        Verb::Xsha256 => algorithm == Algorithm::Sha256,
        Verb::Xsha384 => algorithm == Algorithm::Sha384,
        Verb::Xsha512 => algorithm == Algorithm::Sha512,
        _ => true,
    };
    let (algorithm, value) = words.iter().filter(is_hash).find_map(|word| {
        let algorithm = Algorithm::of_length(word.len()).filter(|&one| fits(one))?;
        Some((algorithm, word.to_ascii_lowercase()))
    })?;
    let range = words.iter().find_map(|word| {
        let (first, last) = std::str::from_utf8(word).ok()?.split_once('-')?;
        Some((first.parse().ok()?, last.parse().ok()?))
    });
    let range = range.filter(|_| verb == Verb::Hash);
    Some((algorithm, String::from_utf8(value).ok()?, range))
}

/// Computes of a file what it is compared with, each once.
pub struct Digests {
    length: u64,
    crc32: Option<flate2::Crc>,
    md5: Option<Md5>,
    sha1: Option<Sha1>,
    sha224: Option<Sha224>,
    sha256: Option<Sha256>,
    sha384: Option<Sha384>,
    sha512: Option<Sha512>,
}

impl Digests {
    /// What `wanted` names, of nothing yet.
    pub fn new(wanted: impl Iterator<Item = Algorithm> + Clone) -> Self {
        let wants = |algorithm| wanted.clone().any(|one| one == algorithm);
        Self {
            length: 0,
            crc32: wants(Algorithm::Crc32).then(flate2::Crc::new),
            md5: wants(Algorithm::Md5).then(Md5::new),
            sha1: wants(Algorithm::Sha1).then(Sha1::new),
            sha224: wants(Algorithm::Sha224).then(Sha224::new),
            sha256: wants(Algorithm::Sha256).then(Sha256::new),
            sha384: wants(Algorithm::Sha384).then(Sha384::new),
            sha512: wants(Algorithm::Sha512).then(Sha512::new),
        }
    }

    /// Of a file of which nothing but the length is known.
    pub fn of_length(length: u64) -> Self {
        Self {
            length,
            ..Self::new(std::iter::empty())
        }
    }

    /// Takes the next bytes of the file.
    pub fn update(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if let Some(crc32) = &mut self.crc32 {
            crc32.update(bytes);
        }
        if let Some(md5) = &mut self.md5 {
            md5.update(bytes);
        }
        if let Some(sha1) = &mut self.sha1 {
            sha1.update(bytes);
        }
        if let Some(sha224) = &mut self.sha224 {
            sha224.update(bytes);
        }
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(bytes);
        }
        if let Some(sha384) = &mut self.sha384 {
            sha384.update(bytes);
        }
        if let Some(sha512) = &mut self.sha512 {
            sha512.update(bytes);
        }
    }

    /// The SHA-256, where it was wanted.
    pub fn sha256(&self) -> Option<[u8; 32]> {
        let sha256 = self.sha256.clone()?;
        Some(sha256.finalize().into())
    }

    /// Whether the file is as it was said to be.
    pub fn compare(&self, expected: &Expected) -> Agreement {
        let length = self.length;
        let is_whole = |(first, last): (u64, u64)| {
            first == 0 && (last == length || last.checked_add(1) == Some(length))
        };
        if !expected.range.is_none_or(is_whole) {
            return Agreement::Unknown;
        }
        let actual = match expected.algorithm {
            Algorithm::Size => Some(length.to_string()),
            Algorithm::Crc32 => self.crc32.as_ref().map(|crc| format!("{:08x}", crc.sum())),
            Algorithm::Md5 => hex(&self.md5),
            Algorithm::Sha1 => hex(&self.sha1),
            Algorithm::Sha224 => hex(&self.sha224),
            Algorithm::Sha256 => hex(&self.sha256),
            Algorithm::Sha384 => hex(&self.sha384),
            Algorithm::Sha512 => hex(&self.sha512),
        };
        match actual {
            Some(actual) if actual == expected.value => Agreement::Agrees,
            Some(_) => Agreement::Differs,
            None => Agreement::Unknown,
        }
    }
}

fn hex<D: Digest + Clone>(digest: &Option<D>) -> Option<String> {
    let digest = digest.clone()?.finalize();
    Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_stand_in_replies_in_several_ways() {
        let md5 = "900150983cd24fb0d6963f7d28e17f72";
        let sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d";
        for (verb, text, expected) in [
            (
                Verb::Xcrc,
                "352441C2".to_owned(),
                Some((Algorithm::Crc32, None)),
            ),
            (
                Verb::Xmd5,
                format!("{md5} is it"),
                Some((Algorithm::Md5, None)),
            ),
            (
                Verb::Md5,
                format!("a file.txt {}", md5.to_uppercase()),
                Some((Algorithm::Md5, None)),
            ),
            (
                Verb::Hash,
                format!("SHA-1 0-2 {sha1} a.txt"),
                Some((Algorithm::Sha1, Some((0, 2)))),
            ),
            (Verb::Xsha, md5.to_owned(), None),
            (Verb::Xcrc, "no such file".to_owned(), None),
        ] {
            let told = told_hash(verb, text.as_bytes());
            let told = told.map(|(algorithm, _, range)| (algorithm, range));
            assert_eq!(told, expected, "{text}");
        }
    }

    fn expected(algorithm: Algorithm, value: &str) -> Expected {
        Expected {
            verb: Verb::Hash,
            frame: 1,
            algorithm,
            value: value.to_owned(),
            representation: b'I',
            range: None,
        }
    }

    #[test]
    fn every_algorithm_is_computed() {
        // The hashes of "abc" in FIPS 180-4, RFC 1321 and ISO 3309.
        let sha512 = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                      2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
        let sha384 = "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
                      8086072ba1e7cc2358baeca134c825a7";
        let all = [
            expected(Algorithm::Size, "3"),
            expected(Algorithm::Crc32, "352441c2"),
            expected(Algorithm::Md5, "900150983cd24fb0d6963f7d28e17f72"),
            expected(Algorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            expected(
                Algorithm::Sha224,
                "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
            ),
            expected(
                Algorithm::Sha256,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            expected(Algorithm::Sha384, sha384),
            expected(Algorithm::Sha512, sha512),
        ];
        let mut digests = Digests::new(all.iter().map(|one| one.algorithm));
        digests.update(b"a");
        digests.update(b"bc");
        for one in &all {
            assert_eq!(digests.compare(one), Agreement::Agrees, "{one:?}");
        }
        digests.update(b"d");
        for one in &all {
            assert_eq!(digests.compare(one), Agreement::Differs, "{one:?}");
        }
    }

    #[test]
    fn a_hash_of_a_part_says_nothing_of_the_whole() {
        let mut digests = Digests::new([Algorithm::Md5].into_iter());
        digests.update(b"abc");
        let said = |range| Expected {
            range: Some(range),
            ..expected(Algorithm::Md5, "900150983cd24fb0d6963f7d28e17f72")
        };
        assert_eq!(digests.compare(&said((0, 2))), Agreement::Agrees);
        assert_eq!(digests.compare(&said((0, 3))), Agreement::Agrees);
        assert_eq!(digests.compare(&said((0, 1))), Agreement::Unknown);
        assert_eq!(digests.compare(&said((1, 3))), Agreement::Unknown);
        assert_eq!(digests.compare(&said((0, u64::MAX))), Agreement::Unknown);
    }
}
