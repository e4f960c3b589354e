//! What a file is by its first bytes.

/// What a file seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Magic {
    /// An image: the name of its format, and its width and height in pixels where they stand at its
    /// beginning.
    Image(&'static str, Option<(u32, u32)>),
    /// Something else, by the name of its format.
    File(&'static str),
}

/// Where the format of a POSIX archive is named (POSIX.1-2017, ustar).
const USTAR: usize = 257;

/// The formats that a few bytes at the beginning tell.
const FORMATS: [(&[u8], &str); 15] = [
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF-", "PDF"),
    (b"\x7fELF", "ELF"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"MZ", "PE"),
    (b"\xca\xfe\xba\xbe", "Java class"),
    (b"SQLite format 3\0", "SQLite"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"),
];

/// What a file is that begins with `bytes`; `None` where they tell nothing.
pub fn magic(bytes: &[u8]) -> Option<Magic> {
    let image = |name, size| Some(Magic::Image(name, size));
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return image("PNG", png(bytes));
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return image("JPEG", jpeg(bytes));
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        let side = |at| little(bytes, at).map(u32::from);
        return image("GIF", side(6).zip(side(8)));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return image("WebP", None);
    }
    if bytes
        .get(USTAR..)
        .is_some_and(|rest| rest.starts_with(b"ustar"))
    {
        return Some(Magic::File("tar"));
    }
    let mut known = FORMATS.iter();
    let (_, name) = known.find(|(start, _)| bytes.starts_with(start))?;
    Some(Magic::File(name))
}

/// The size in the header of a PNG image (ISO/IEC 15948, 11.2.2).
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.get(12..24)?;
    let side = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    (&header[..4] == b"IHDR").then_some((side(4)?, side(8)?))
}

/// The size in the first frame header of a JPEG image (ITU-T T.81, B.2.2).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    const NO_FRAMES: [u8; 3] = [0xc4, 0xc8, 0xcc];
    let mut at = 2;
    loop {
        let &[0xff, marker, high, low] = bytes.get(at..at + 4)? else {
            return None;
        };
        match marker {
            // Bytes that fill up.
            0xff => at += 1,
            0xc0..=0xcf if !NO_FRAMES.contains(&marker) => {
                let side = |at| {
                    Some(u32::from(u16::from_be_bytes([
                        *bytes.get(at)?,
                        *bytes.get(at + 1)?,
                    ])))
                };
                return Some((side(at + 7)?, side(at + 5)?));
            }
            // The data begins, or the image ends.
            0xd9 | 0xda => return None,
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
}

/// A number of two bytes, the low one first.
fn little(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn images_have_their_size() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0";
        assert_eq!(magic(png), Some(Magic::Image("PNG", Some((640, 480)))));
        let gif = b"GIF89a\x80\x02\xe0\x01";
        assert_eq!(magic(gif), Some(Magic::Image("GIF", Some((640, 480)))));
        let jpeg = [
            b"\xff\xd8\xff\xe0\0\x04ab".as_slice(),
            b"\xff\xc0\0\x11\x08\x01\xe0\x02\x80",
        ]
        .concat();
        assert_eq!(magic(&jpeg), Some(Magic::Image("JPEG", Some((640, 480)))));
    }

    #[test]
    fn an_image_whose_size_is_not_there_is_one_all_the_same() {
        assert_eq!(
            magic(b"\xff\xd8\xff\xda\0\x02"),
            Some(Magic::Image("JPEG", None))
        );
        assert_eq!(magic(b"\x89PNG\r\n\x1a\n"), Some(Magic::Image("PNG", None)));
    }

    #[test]
    fn text_is_of_no_format() {
        assert_eq!(magic(b"line 0001 of the report\r\n"), None);
        assert_eq!(magic(b""), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_harm(
            start in 0usize..4,
            rest in proptest::collection::vec(prop_oneof![any::<u8>(), Just(0xff)], 0..300),
        ) {
            let starts: [&[u8]; 4] = [b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"GIF89a"];
            let _ = magic(&[starts[start], &rest].concat());
        }
    }
}
