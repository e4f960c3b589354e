//! What a capture file says besides its frames.

use super::LinkType;

/// The most interfaces that one file may describe; more are damage.
pub const INTERFACE_LIMIT: usize = 65_536;

/// The longest interface name or description that is kept, in bytes; the rest is cut off.
pub const NAME_LIMIT: usize = 256;

/// The most bytes of filters that are kept of one file; later ones are left out.
pub const FILTER_BYTES_LIMIT: usize = 1024 * 1024;

/// The most bytes of comments that are kept of one file; later ones are counted only.
pub const COMMENT_BYTES_LIMIT: usize = 1024 * 1024;

/// The most bytes of secrets that are kept of one file; later ones are counted only.
pub const SECRET_BYTES_LIMIT: usize = 16 * 1024 * 1024;

/// What a comment or a secret costs besides its bytes, so that empty ones are bounded too.
const ENTRY_COST: usize = 64;

/// An interface that a capture file describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name (`eth0`), where the file tells one.
    pub name: Option<String>,
    /// Its description for people, where the file tells one.
    pub description: Option<String>,
    /// The link type of its frames.
    pub link: LinkType,
    /// How fine its clock is.
    pub resolution: Resolution,
    /// What is to be added to its times, in seconds.
    pub offset: i64,
    /// The most bytes that were kept of a frame; 0 where there was no limit.
    pub snap_length: u32,
    /// The filter in libpcap's language that its frames passed, where the file tells one.
    pub filter: Option<String>,
    /// How many frames it received, as its last statistics say.
    pub received: Option<u64>,
    /// How many frames the interface dropped, as its last statistics say.
    pub dropped_by_interface: Option<u64>,
    /// How many frames the system dropped, as its last statistics say.
    pub dropped_by_system: Option<u64>,
}

/// The unit of a capture's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// 10 to the power of minus this, in seconds: 6 for microseconds, 9 for nanoseconds.
    PowerOfTen(u8),
    /// 2 to the power of minus this, in seconds.
    PowerOfTwo(u8),
}

/// What a comment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The section of the file, as a rule the whole capture.
    Section,
    /// The interface of this number.
    Interface(u32),
    /// The frame of this number.
    Frame(u64),
}

/// A comment that somebody left in a capture file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// What it is about.
    pub subject: Subject,
    /// Its text; what was not UTF-8 is replaced.
    pub text: String,
}

/// A Decryption Secrets Block of a pcapng file.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// The format of the secrets: 0x544c534b for a TLS key log.
    pub kind: u32,
    /// The secrets as they stand.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Secret {
    /// Leaves the bytes out: logs are no place for keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret")
            .field("kind", &format_args!("{:#x}", self.kind))
            .field("length", &self.bytes.len())
            .finish()
    }
}

/// Everything that was noted of one file so far.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) interfaces: Vec<Interface>,
    pub(super) comments: Vec<Comment>,
    pub(super) comments_left_out: u64,
    comment_bytes: usize,
    filter_bytes: usize,
    pub(super) secrets: Vec<Secret>,
    pub(super) secrets_left_out: u64,
    secret_bytes: usize,
}

impl Notes {
    pub(super) fn comment(&mut self, subject: Subject, text: &[u8]) {
        let cost = text.len().saturating_add(ENTRY_COST);
        if self.comment_bytes.saturating_add(cost) > COMMENT_BYTES_LIMIT {
            self.comments_left_out += 1;
            return;
        }
        self.comment_bytes += cost;
        let text = String::from_utf8_lossy(text).into_owned();
        self.comments.push(Comment { subject, text });
    }

    /// The text of an interface's filter, where there is room for it.
    pub(super) fn filter(&mut self, text: &[u8]) -> Option<String> {
        let bytes = self.filter_bytes.saturating_add(text.len());
        if text.is_empty() || bytes > FILTER_BYTES_LIMIT {
            return None;
        }
        self.filter_bytes = bytes;
        Some(String::from_utf8_lossy(text).into_owned())
    }

    pub(super) fn secret(&mut self, kind: u32, bytes: &[u8]) {
        let cost = bytes.len().saturating_add(ENTRY_COST);
        if self.secret_bytes.saturating_add(cost) > SECRET_BYTES_LIMIT {
            self.secrets_left_out += 1;
            return;
        }
        self.secret_bytes += cost;
        let bytes = bytes.to_vec();
        self.secrets.push(Secret { kind, bytes });
    }
}

/// The text of a name, cut at [`NAME_LIMIT`] bytes.
pub(super) fn name(bytes: &[u8]) -> Option<String> {
    let kept = bytes.get(..NAME_LIMIT).unwrap_or(bytes);
    (!kept.is_empty()).then(|| String::from_utf8_lossy(kept).into_owned())
}
