//! What a file holds, told by its first bytes.

use super::detect;

/// How many bytes are looked at; at most 255.
const HEAD: usize = 64;

/// Whether the first bytes of a file are of no text: a NUL, several other control characters, or
/// the magic of a common format. A TLS record is neither.
pub fn looks_binary(head: &[u8]) -> bool {
    let head = &head[..head.len().min(HEAD)];
    let magic: [&[u8]; 5] = [
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"\x7fELF",
    ];
    if magic.iter().any(|magic| head.starts_with(magic)) {
        return true;
    }
    // All bytes alike, in sums of a byte each, so that many are added at once.
    let is_control = |byte: u8| matches!(byte, 1..=7 | 14..=26 | 28..=31);
    let count = |sum: u8, &byte: &u8| sum + u8::from(is_control(byte));
    let nul = head.iter().fold(false, |nul, &byte| nul | (byte == 0));
    (nul || head.iter().fold(0, count) >= 3) && detect::tls_record(head).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_archives_and_programs_are_binary() {
        assert!(looks_binary(b"\x89PNG\r\r\n\x1a\r\n"));
        assert!(looks_binary(b"BM\x36\x00\x00"));
        assert!(looks_binary(b"\x01\x02\x03\x04 and so on"));
    }

    #[test]
    fn text_of_any_encoding_and_tls_are_not() {
        assert!(!looks_binary("一些中文\r\n".as_bytes()));
        assert!(!looks_binary(b"caf\xe9 \x1b[1mbold\x1b[0m\t\x0c\r\n"));
        assert!(!looks_binary(&[22, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]));
        assert!(!looks_binary(b""));
    }
}
