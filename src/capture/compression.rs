//! Compressed captures: told by their first bytes, unpacked as a stream.

use std::fmt;
use std::io::{self, Read};

use super::window::Window;

mod gzip;
mod lz4;
mod zstd;

/// The largest window that a zstd frame may ask for, in bytes; what `zstd` itself allows without
/// `--long`.
pub const ZSTD_WINDOW_LIMIT: u64 = 128 * 1024 * 1024;

/// How an input is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// gzip (RFC 1952), of one or several members.
    Gzip,
    /// Zstandard (RFC 8878), of one or several frames.
    Zstd,
    /// The LZ4 frame format, of one or several frames.
    Lz4,
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Lz4 => "lz4",
        })
    }
}

/// What is wrong with compressed data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unpacking {
    /// It ends before its end mark.
    #[error("the compressed data ends early")]
    Cut,
    /// It contradicts itself.
    #[error("the compressed data is damaged ({0})")]
    Damaged(String),
    /// It asks for more memory than is allowed.
    #[error("it needs a window of {requested} bytes, and {limit} are allowed")]
    TooLarge {
        /// What it asks for, in bytes.
        requested: u64,
        /// The limit, in bytes.
        limit: u64,
    },
}

impl Unpacking {
    fn damaged(what: impl fmt::Display) -> io::Error {
        Self::Damaged(what.to_string()).into()
    }
}

impl From<Unpacking> for io::Error {
    fn from(problem: Unpacking) -> Self {
        let kind = match problem {
            Unpacking::Cut => io::ErrorKind::UnexpectedEof,
            Unpacking::Damaged(_) | Unpacking::TooLarge { .. } => io::ErrorKind::InvalidData,
        };
        Self::new(kind, problem)
    }
}

impl Compression {
    /// What the input is compressed with, if it is; skippable frames before it are skipped.
    pub(super) fn detect(raw: &mut Window) -> io::Result<Option<Self>> {
        // Not all at once: what feeds a pipe may wait with the rest.
        if !raw.fill(4)? {
            return Ok(None);
        }
        let skipped = skip_skippable_frames(raw)?;
        Ok(match raw.unread() {
            [0x1f, 0x8b, 8, ..] if !skipped => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [0x04, 0x22, 0x4d, 0x18, ..] => Some(Self::Lz4),
            [0x02, 0x21, 0x4c, 0x18, ..] => Some(Self::Lz4),
            _ => None,
        })
    }

    /// A reader of what the compressed input holds.
    pub(super) fn decoder(self, raw: Window) -> Box<dyn Read + Send> {
        match self {
            Self::Gzip => Box::new(gzip::Decoder::new(raw)),
            Self::Zstd => Box::new(zstd::Decoder::new(raw)),
            Self::Lz4 => Box::new(lz4::Decoder::new(raw)),
        }
    }
}

/// Moves past skippable frames, which zstd and lz4 share (RFC 8878, section 3.1.2); whether there
/// was one.
fn skip_skippable_frames(raw: &mut Window) -> io::Result<bool> {
    let mut skipped = false;
    while raw.fill(4)? && matches!(raw.unread(), [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]) {
        if !raw.fill(8)? {
            return Err(Unpacking::Cut.into());
        }
        let Some(&[_, _, _, _, a, b, c, d]) = raw.unread().first_chunk::<8>() else {
            return Err(Unpacking::Cut.into());
        };
        raw.skip(8);
        if !raw.discard(u64::from(u32::from_le_bytes([a, b, c, d])))? {
            return Err(Unpacking::Cut.into());
        }
        skipped = true;
    }
    Ok(skipped)
}

/// What a decoder's error comes from: the input's own trouble, its end, or damage.
fn explain(raw: &mut Window, error: impl fmt::Display) -> io::Error {
    if let Some(trouble) = raw.take_trouble() {
        return trouble;
    }
    match raw.fill(1) {
        Ok(true) => Unpacking::damaged(error),
        Ok(false) => Unpacking::Cut.into(),
        Err(trouble) => trouble,
    }
}
