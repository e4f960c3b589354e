//! Names that a server said, made safe to be those of files here.

use super::charset::Charset;
use sha2::{Digest, Sha256};

/// Bytes of one component: less than the 255 that file systems have, so that a suffix fits behind.
const COMPONENT: usize = 200;

/// Bytes of an extension that is kept where a name is cut.
const EXTENSION: usize = 16;

/// Components of one path; what lies deeper stands in one folder.
const DEPTH: usize = 32;

/// Bytes of one path.
const LENGTH: usize = 1_000;

/// How the names begin under which files stand while they are being written.
pub const HIDDEN: &str = ".ftpscope-";

/// The name under which the manifest stands.
pub const MANIFEST: &str = "manifest.json";

/// What stands behind the name of a file that is not whole.
pub const PARTIAL: &str = ".partial";

/// A relative path of at least one component, none of which is empty, leads elsewhere, or has a
/// meaning of its own on any system.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path(Vec<String>);

impl Path {
    /// The path that `raw` is on a server, whose names are in `charset`.
    pub fn of(raw: &[u8], charset: Charset) -> Self {
        let parts = raw.split(|&byte| byte == b'/');
        let parts = parts.filter(|part| !part.is_empty() && *part != b".");
        let parts: Vec<String> = parts.map(|part| component(&charset.decode(part))).collect();
        Self(within_limits(parts))
    }

    /// The path of one name, which is no name of a server.
    pub fn alone(name: &str) -> Self {
        Self(vec![component(name)])
    }

    /// The path below `folders`, which are no names of a server.
    pub fn below(self, folders: impl IntoIterator<Item = String>) -> Self {
        let folders = folders.into_iter().map(|folder| component(&folder));
        Self(folders.chain(self.0).collect())
    }

    /// Its components, of which there is at least one.
    pub fn components(&self) -> &[String] {
        &self.0
    }

    /// The folders that it lies in.
    pub fn folders(&self) -> &[String] {
        &self.0[..self.0.len() - 1]
    }

    /// The last component.
    pub fn name(&self) -> &str {
        &self.0[self.0.len() - 1]
    }

    /// The path of its last component alone.
    pub fn flat(self) -> Self {
        Self(self.0.into_iter().next_back().into_iter().collect())
    }

    /// The path with another last component.
    pub fn named(&self, name: &str) -> Self {
        let name = component(name);
        Self(self.folders().iter().cloned().chain([name]).collect())
    }

    /// The path with another component of this name at `place`.
    pub fn with(&self, place: usize, name: String) -> Self {
        let mut parts = self.0.clone();
        if let Some(part) = parts.get_mut(place) {
            *part = component(&name);
        }
        Self(parts)
    }

    /// The path with `~number` behind the stem of its component at `place`.
    pub fn numbered(&self, place: usize, number: u64) -> Self {
        let part = &self.0[place.min(self.0.len() - 1)];
        let (stem, extension) = split_extension(part);
        self.with(place, format!("{stem}~{number}{extension}"))
    }

    /// The path of the same file where it is not whole.
    pub fn partial(&self) -> Self {
        self.named(&format!("{}{PARTIAL}", self.name()))
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("/"))
    }
}

/// `text` as one component of a path.
///
/// What is not allowed everywhere is written as `%` and two hexadecimal digits a byte; names that
/// are devices on Windows get a `_` before them, and what is too long is cut and marked with a hash.
pub fn component(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for character in text.chars() {
        if is_allowed(character) {
            name.push(character);
        } else {
            escape(&mut name, character);
        }
    }
    if let Some(last @ ('.' | ' ')) = name.chars().next_back() {
        // Windows drops these, so that another name is meant; "." and ".." are among them.
        name.pop();
        escape(&mut name, last);
    }
    if name.is_empty() {
        name.push('_');
    }
    if is_device(&name) || name.starts_with(HIDDEN) {
        name.insert(0, '_');
    }
    if name.len() > COMPONENT {
        name = cut(&name, text);
    }
    name
}

fn escape(name: &mut String, character: char) {
    let mut bytes = [0; 4];
    for byte in character.encode_utf8(&mut bytes).bytes() {
        name.push_str(&format!("%{byte:02X}"));
    }
}

/// Whether a character may stand in a name: on every system, and without changing how the name is
/// shown.
fn is_allowed(character: char) -> bool {
    !character.is_control()
        && !matches!(character,
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|'
            | '\u{ad}' | '\u{61c}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Whether Windows takes a name for a device, with any extension and in any case.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end_matches([' ', '\u{a0}']).to_ascii_uppercase();
    if matches!(
        stem.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$"
    ) {
        return true;
    }
    let number = stem
        .strip_prefix("COM")
        .or_else(|| stem.strip_prefix("LPT"));
    number.is_some_and(|number| {
        let mut digits = number.chars();
        matches!(digits.next(), Some('0'..='9' | '¹' | '²' | '³')) && digits.next().is_none()
    })
}

/// The stem and the extension, with its dot, if there are both.
fn split_extension(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= EXTENSION => name.split_at(at),
        _ => (name, ""),
    }
}

/// The beginning of `name`, a hash of `whole`, and the extension.
fn cut(name: &str, whole: &str) -> String {
    let (stem, extension) = split_extension(name);
    let mark = format!("~{}", hash(whole));
    let mut end = COMPONENT - mark.len() - extension.len();
    while !stem.is_char_boundary(end.min(stem.len())) {
        end -= 1;
    }
    let stem = &stem[..end.min(stem.len())];
    format!("{stem}{mark}{extension}")
}

fn hash(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The parts of a path that is neither too deep nor too long: the folders that are too many become
/// one whose name is a hash of theirs.
fn within_limits(parts: Vec<String>) -> Vec<String> {
    let Some((name, folders)) = parts.split_last() else {
        return vec!["_".to_owned()];
    };
    let mut length = name.len();
    let fits = |folder: &&String| {
        length += folder.len() + 1;
        length <= LENGTH
    };
    let kept = folders.iter().take(DEPTH - 2).take_while(fits).count();
    if kept == folders.len() {
        return parts;
    }
    let (kept, folded) = folders.split_at(kept);
    let folded = format!("~{}", hash(&folded.join("/")));
    let path = kept.iter().cloned().chain([folded, name.clone()]);
    path.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(raw: &[u8]) -> String {
        Path::of(raw, Charset::Utf8).to_string()
    }

    #[test]
    fn ordinary_paths_stay_as_they_are() {
        for raw in [
            "pub/linux/a.iso",
            "文件/naïve file.txt",
            ".profile",
            "-rf",
            "a%20b",
        ] {
            assert_eq!(path(raw.as_bytes()), raw);
        }
    }

    #[test]
    fn nothing_leads_upwards_or_to_the_root() {
        for (raw, expected) in [
            (&b"/etc/passwd"[..], "etc/passwd"),
            (b"../../etc/passwd", ".%2E/.%2E/etc/passwd"),
            (b"//server/share", "server/share"),
            (b"..\\..\\boot.ini", "..%5C..%5Cboot.ini"),
            (b"C:\\Windows\\x", "C%3A%5CWindows%5Cx"),
            (b"...", "..%2E"),
            (b"/", "_"),
            (b"", "_"),
            (b"a/./b", "a/b"),
        ] {
            assert_eq!(path(raw), expected);
        }
    }

    #[test]
    fn what_windows_takes_for_something_else_is_marked() {
        for (raw, expected) in [
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com1", "_com1"),
            ("LPT³.log", "_LPT³.log"),
            ("aux .c", "_aux .c"),
            ("COM10", "COM10"),
            ("console", "console"),
            ("a.", "a%2E"),
            ("a ", "a%20"),
            ("file.txt:stream", "file.txt%3Astream"),
        ] {
            assert_eq!(path(raw.as_bytes()), expected);
        }
    }

    #[test]
    fn controls_and_what_hides_them_are_escaped() {
        assert_eq!(path(b"a\0b\x1b[31m\n"), "a%00b%1B[31m%0A");
        assert_eq!(path("exe\u{202e}txt".as_bytes()), "exe%E2%80%AEtxt");
        assert_eq!(path("\u{9b}x".as_bytes()), "%C2%9Bx");
    }

    #[test]
    fn names_of_our_own_are_taken() {
        assert_eq!(path(b".ftpscope-1-0"), "_.ftpscope-1-0");
    }

    #[test]
    fn long_names_keep_their_extension_and_stay_different() {
        let long = |last: &str| format!("{}{last}.tar.gz", "x".repeat(400));
        let (one, other) = (component(&long("1")), component(&long("2")));
        assert!(one.len() <= COMPONENT && one.ends_with(".gz"), "{one}");
        assert_ne!(one, other);
        assert!(component(&"文".repeat(300)).len() <= COMPONENT);
    }

    #[test]
    fn deep_and_long_paths_are_folded_and_stay_different() {
        let deep = |top: &str| format!("{top}/{}file", "d/".repeat(500));
        let (one, other) = (path(deep("a").as_bytes()), path(deep("b").as_bytes()));
        assert_eq!(one.split('/').count(), DEPTH);
        assert!(one.ends_with("/file"));
        assert_ne!(one, other);
        let long = format!("{}file", format!("{}/", "n".repeat(190)).repeat(12));
        assert!(path(long.as_bytes()).len() < LENGTH + 20);
    }
}
