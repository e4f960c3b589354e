//! What a file that is no capture looks like.

use std::fmt;

/// What an input looks like by its first bytes, and what may be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    /// A noun with its article: `a JPEG image`.
    pub what: &'static str,
    /// What to do now, as a command; empty where nothing can be done.
    pub advice: &'static str,
}

impl fmt::Display for Guess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "looks like {}", self.what)?;
        match self.advice {
            "" => Ok(()),
            advice => write!(f, " ({advice})"),
        }
    }
}

const DECOMPRESS: &str = "decompress it first";
const UNPACK: &str = "unpack it first";
const CONVERT: &str = "convert it to pcapng with editcap first";
const TRANSFER: &str = "transfer it again in binary mode";

/// First bytes, and what begins with them.
const MAGICS: &[(&[u8], &str, &str)] = &[
    (b"\xff\xd8\xff", "a JPEG image", ""),
    (b"\x89PNG", "a PNG image", ""),
    (b"GIF8", "a GIF image", ""),
    (b"%PDF", "a PDF document", ""),
    (b"\x7fELF", "an ELF program", ""),
    (b"MZ", "a Windows program", ""),
    (b"SQLite format 3\0", "an SQLite database", ""),
    (b"\xfd7zXZ\0", "xz-compressed data", DECOMPRESS),
    (b"BZh", "bzip2-compressed data", DECOMPRESS),
    (
        b"\x1f\x9d",
        "data compressed with compress (.Z)",
        DECOMPRESS,
    ),
    (b"LZIP", "lzip-compressed data", DECOMPRESS),
    (b"\x5d\0\0", "lzma-compressed data", DECOMPRESS),
    (b"\x89LZO", "lzop-compressed data", DECOMPRESS),
    (b"\x1f\x8b", "gzip-compressed data", DECOMPRESS),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed data", DECOMPRESS),
    (b"\x04\x22\x4d\x18", "lz4-compressed data", DECOMPRESS),
    (b"\x02\x21\x4c\x18", "lz4-compressed data", DECOMPRESS),
    (b"PK\x03\x04", "a zip archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"Rar!", "a rar archive", UNPACK),
    (b"GMBU", "a Network Monitor 2 capture", CONVERT),
    (b"RTSS", "a Network Monitor 1 capture", CONVERT),
    (
        b"XCP\0",
        "a NetXray or Sniffer for Windows capture",
        CONVERT,
    ),
    (b"TRSNIFF data", "a Sniffer capture", CONVERT),
    (b"\x05VNF", "a Visual Networks capture", CONVERT),
    (b"\x7fver", "an EtherPeek or OmniPeek capture", CONVERT),
    (b"ObserverPktBuffe", "an Observer capture", CONVERT),
    (b"iptrace 1.0", "an AIX iptrace capture", CONVERT),
    (b"iptrace 2.0", "an AIX iptrace capture", CONVERT),
    (b"btsnoop\0", "a Bluetooth btsnoop capture", ""),
    (b"TR\0d\0", "an HP-UX nettl capture", CONVERT),
    (b"\xaa\xaa\xaa\xaa", "a 5Views capture", CONVERT),
    (b"\x1c\0\x01\xac", "an IxVeriWave or Ixia capture", CONVERT),
    (b"\x1c\0\x01\xab", "an IxVeriWave or Ixia capture", CONVERT),
    (
        b"\0\0\x02\0\x12\x05\0\x10",
        "a Tektronix K12 capture",
        CONVERT,
    ),
    // What the transfers in text mode do to the line ends that begin a pcapng file for this very
    // purpose (draft-ietf-opsawg-pcapng, section 4.1).
    (
        b"\r\n\r\r\r\n",
        "a pcapng file after a transfer in text (ASCII) mode",
        TRANSFER,
    ),
    (
        b"\n\r\n",
        "a pcapng file after a transfer in text (ASCII) mode",
        TRANSFER,
    ),
    (
        b"\n\n\n",
        "a pcapng file after a transfer in text (ASCII) mode",
        TRANSFER,
    ),
    (b"<?xml", "an XML document", ""),
    (b"{\"", "JSON", ""),
    (b"#!", "a script", ""),
];

impl Guess {
    /// The guess from the first bytes of an input.
    pub(super) fn from_start(start: &[u8]) -> Self {
        if start.is_empty() {
            return Self {
                what: "an empty file",
                advice: "",
            };
        }
        if start.iter().all(|&byte| byte == 0) {
            return Self {
                what: "zeros",
                advice: "",
            };
        }
        for &(magic, what, advice) in MAGICS {
            if start.starts_with(magic) {
                return Self { what, advice };
            }
        }
        if start.get(257..262) == Some(b"ustar") {
            return Self {
                what: "a tar archive",
                advice: UNPACK,
            };
        }
        if is_html(start) {
            return Self {
                what: "an HTML page",
                advice: "",
            };
        }
        if is_text(start) {
            return Self {
                what: "text",
                advice: "",
            };
        }
        if is_erf(start) {
            return Self {
                what: "an Endace ERF capture",
                advice: CONVERT,
            };
        }
        Self {
            what: "nothing that is known",
            advice: "pcap, pcapng and snoop are read, plain or compressed with gzip, zstd or lz4",
        }
    }
}

fn is_html(start: &[u8]) -> bool {
    let trimmed = start.trim_ascii_start();
    [&b"<!doctype html"[..], b"<html", b"<head", b"<body"]
        .iter()
        .any(|tag| {
            trimmed
                .get(..tag.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(tag))
        })
}

fn is_text(start: &[u8]) -> bool {
    let sample = start.get(..512).unwrap_or(start);
    let text = match std::str::from_utf8(sample) {
        Ok(text) => text,
        // The sample may end within a character.
        Err(error) if error.error_len().is_none() => {
            let valid = sample.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(valid).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty()
        && text
            .chars()
            .all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\x1b' | '\x0c'))
}

/// ERF has no magic: a plausible first record header, its time between 1990 and 2100
/// (Endace Extensible Record Format, section 2).
fn is_erf(start: &[u8]) -> bool {
    let Some(&[_, _, _, _, s0, s1, s2, s3, kind, _, r0, r1, ..]) = start.first_chunk::<16>() else {
        return false;
    };
    let seconds = u32::from_le_bytes([s0, s1, s2, s3]);
    (631_152_000..4_102_444_800).contains(&u64::from(seconds))
        && (1..=48).contains(&(kind & 0x7f))
        && u16::from_be_bytes([r0, r1]) >= 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_files_are_told_by_their_first_bytes() {
        let what = |bytes: &[u8]| Guess::from_start(bytes).what;
        assert_eq!(what(b"\xff\xd8\xff\xe0\0\x10JFIF"), "a JPEG image");
        assert_eq!(what(b"\x7fELF\x02\x01"), "an ELF program");
        assert_eq!(what(b"  <!DOCTYPE HTML>\n"), "an HTML page");
        assert_eq!(what("caf\u{e9} au lait\n".as_bytes()), "text");
        assert_eq!(what(&[0; 64]), "zeros");
        assert_eq!(what(b"\x01\xfe\x02\xfd"), "nothing that is known");
    }

    #[test]
    fn a_sample_that_ends_within_a_character_is_text() {
        assert_eq!(Guess::from_start(b"caf\xc3").what, "text");
    }

    #[test]
    fn archives_and_other_captures_come_with_advice() {
        let advice = |bytes: &[u8]| Guess::from_start(bytes).advice;
        assert_eq!(advice(b"\xfd7zXZ\0\0"), DECOMPRESS);
        assert_eq!(advice(b"PK\x03\x04\x14"), UNPACK);
        assert_eq!(advice(b"GMBU\0\x02"), CONVERT);
    }

    #[test]
    fn a_pcapng_file_that_went_through_a_text_mode_transfer_is_told() {
        let guess = Guess::from_start(b"\r\n\r\r\r\n\x1c\0\0\0");
        assert!(guess.what.contains("ASCII"), "{guess}");
        assert_eq!(guess.advice, TRANSFER);
    }

    #[test]
    fn an_erf_record_is_told_without_a_magic() {
        let record = [0, 0, 0, 0, 0x00, 0x00, 0x00, 0x60, 2, 4, 0, 82, 0, 0, 0, 64];
        assert_eq!(Guess::from_start(&record).what, "an Endace ERF capture");
    }
}
