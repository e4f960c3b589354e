//! What MODE and STRU make of a file on its way (RFC 959 §3.1.2 and §3.4).

use flate2::{Decompress, FlushDecompress, Status};

/// Bytes of one block of output while inflating.
const INFLATED: usize = 1 << 16;

/// Why what was carried cannot be decoded to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It is not what the mode prescribes.
    Malformed,
    /// It would be larger than is allowed.
    TooLarge,
}

/// Takes what a connection carried apart.
pub struct Decoder {
    mode: Mode,
    /// Whether the file is one of records, so that their ends are line ends here.
    records: bool,
    /// Whether the last byte was 0xff, which begins a control code (STRU R in MODE S).
    escape: bool,
    over: bool,
    room: u64,
}

enum Mode {
    Stream,
    Block(Block),
    Compressed(Compressed),
    Deflate(Box<Decompress>),
}

/// Where in MODE B the reading is.
#[derive(Default)]
struct Block {
    header: Vec<u8>,
    left: u16,
    descriptor: u8,
}

/// Where in MODE C the reading is.
#[derive(Default)]
struct Compressed {
    state: Run,
    descriptor: u8,
    is_text: bool,
}

#[derive(Clone, Copy, Default)]
enum Run {
    #[default]
    None,
    /// So many bytes follow as they are.
    Literal(u8),
    /// The next byte counts so many times.
    Repeat(u8),
    /// A descriptor follows.
    Escape,
}

const END_OF_RECORD: u8 = 128;
const END_OF_FILE: u8 = 64;
const MARKER: u8 = 16;

impl Decoder {
    /// What decodes MODE `mode`, STRU `structure` and TYPE `representation`, each by its letter, to
    /// at most `room` bytes; `None` where what is carried is the file as it is.
    pub fn new(mode: u8, structure: u8, representation: u8, room: u64) -> Option<Self> {
        let records = structure == b'R';
        let mode = match mode {
            b'B' => Mode::Block(Block::default()),
            b'C' => Mode::Compressed(Compressed {
                is_text: matches!(representation, b'A' | b'E'),
                ..Compressed::default()
            }),
            b'Z' => Mode::Deflate(Box::new(Decompress::new(true))),
            _ if records => Mode::Stream,
            _ => return None,
        };
        Some(Self {
            mode,
            records,
            escape: false,
            over: false,
            room,
        })
    }

    /// Whether the mode tells where a file ends, and it has ended.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Whether the mode tells where a file ends. In stream mode only records do.
    pub fn tells_the_end(&self) -> bool {
        !matches!(self.mode, Mode::Stream) || self.records
    }

    /// Whether what ends before that is not whole: compressed data has its end, while the last block
    /// of a file is left out by servers that close the connection.
    pub fn needs_an_end(&self) -> bool {
        matches!(self.mode, Mode::Deflate(_))
    }

    /// Appends to `out` what `bytes` hold of the file; returns how many of them were its own, which
    /// is less than all only where it is over.
    ///
    /// # Errors
    ///
    /// Where they cannot be decoded; `out` has what came before.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, Broken> {
        let mut used = 0;
        while used < bytes.len() && !self.over {
            let before = out.len();
            used += match &mut self.mode {
                Mode::Stream => self.records(&bytes[used..], out),
                Mode::Block(_) => self.block(&bytes[used..], out),
                Mode::Compressed(_) => self.compressed(&bytes[used..], out)?,
                Mode::Deflate(_) => self.inflate(&bytes[used..], out)?,
            };
            let grown = (out.len() - before) as u64;
            match self.room.checked_sub(grown) {
                Some(room) => self.room = room,
                None => {
                    out.truncate(before + self.room as usize);
                    self.room = 0;
                    return Err(Broken::TooLarge);
                }
            }
        }
        Ok(used)
    }

    /// STRU R in MODE S: 0xff begins a control code (RFC 959 §3.4.1).
    fn records(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> usize {
        if std::mem::take(&mut self.escape) {
            match bytes[0] {
                0xff => out.push(0xff),
                code => {
                    if code & 1 != 0 {
                        out.push(b'\n');
                    }
                    self.over |= code & 2 != 0;
                }
            }
            return 1;
        }
        let plain = bytes.iter().position(|&byte| byte == 0xff);
        out.extend_from_slice(&bytes[..plain.unwrap_or(bytes.len())]);
        self.escape = plain.is_some();
        plain.map_or(bytes.len(), |at| at + 1)
    }

    fn block(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> usize {
        let Mode::Block(block) = &mut self.mode else {
            return bytes.len();
        };
        let used = if block.header.len() < 3 {
            let missing = (3 - block.header.len()).min(bytes.len());
            block.header.extend_from_slice(&bytes[..missing]);
            if let [descriptor, high, low] = block.header[..] {
                block.descriptor = descriptor;
                block.left = u16::from_be_bytes([high, low]);
            } else {
                return missing;
            }
            missing
        } else {
            let length = bytes.len().min(block.left.into());
            block.left -= length as u16;
            if block.descriptor & MARKER == 0 {
                out.extend_from_slice(&bytes[..length]);
            }
            length
        };
        if block.left == 0 {
            block.header.clear();
            if self.records && block.descriptor & END_OF_RECORD != 0 {
                out.push(b'\n');
            }
            self.over |= block.descriptor & END_OF_FILE != 0;
        }
        used
    }

    fn compressed(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, Broken> {
        let Mode::Compressed(compressed) = &mut self.mode else {
            return Ok(bytes.len());
        };
        let is_marker = compressed.descriptor & MARKER != 0;
        let mut ends = false;
        let used = match compressed.state {
            Run::None => {
                let (head, count) = (bytes[0], bytes[0] & 0x3f);
                match head {
                    0 => compressed.state = Run::Escape,
                    1..=0x7f => compressed.state = Run::Literal(head),
                    0x80..=0xbf => compressed.state = Run::Repeat(count),
                    0xc0.. => {
                        let filler = if compressed.is_text { b' ' } else { 0 };
                        out.resize(out.len() + usize::from(count), filler);
                        ends = true;
                    }
                }
                1
            }
            Run::Literal(left) => {
                let length = bytes.len().min(left.into());
                if !is_marker {
                    out.extend_from_slice(&bytes[..length]);
                }
                compressed.state = Run::Literal(left - length as u8);
                if usize::from(left) == length {
                    compressed.state = Run::None;
                    ends = true;
                }
                length
            }
            Run::Repeat(count) => {
                out.resize(out.len() + usize::from(count), bytes[0]);
                compressed.state = Run::None;
                ends = true;
                1
            }
            Run::Escape => {
                compressed.descriptor = bytes[0];
                compressed.state = Run::None;
                if bytes[0] & 0x0f != 0 {
                    return Err(Broken::Malformed);
                }
                1
            }
        };
        if ends {
            let descriptor = std::mem::take(&mut compressed.descriptor);
            if self.records && descriptor & END_OF_RECORD != 0 {
                out.push(b'\n');
            }
            self.over |= descriptor & END_OF_FILE != 0;
        }
        Ok(used)
    }

    fn inflate(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, Broken> {
        let Mode::Deflate(inflater) = &mut self.mode else {
            return Ok(bytes.len());
        };
        let (before, start) = (inflater.total_in(), out.len());
        let produced = inflater.total_out();
        out.resize(start + INFLATED, 0);
        let status = inflater.decompress(bytes, &mut out[start..], FlushDecompress::None);
        let written = (inflater.total_out() - produced) as usize;
        out.truncate(start + written);
        let used = (inflater.total_in() - before) as usize;
        match status {
            Ok(Status::StreamEnd) => self.over = true,
            Ok(_) if used == 0 && written == 0 => return Err(Broken::Malformed),
            Ok(_) => {}
            Err(_) => return Err(Broken::Malformed),
        }
        Ok(used)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    /// What comes out of `bytes`, cut at `cut`, and how many of them were used.
    fn decoded(letters: [u8; 3], bytes: &[u8], cut: usize) -> (Result<usize, Broken>, Vec<u8>) {
        let [mode, structure, representation] = letters;
        let decoder = Decoder::new(mode, structure, representation, 1 << 20);
        let mut decoder = decoder.expect("a mode that needs decoding");
        let (head, tail) = bytes.split_at(cut.min(bytes.len()));
        let mut out = Vec::new();
        let mut used = 0;
        for piece in [head, tail] {
            match decoder.push(piece, &mut out) {
                Ok(more) => used += more,
                Err(broken) => return (Err(broken), out),
            }
        }
        (Ok(used), out)
    }

    fn check(letters: [u8; 3], bytes: &[u8], expected: &[u8], used: usize) {
        for cut in 0..=bytes.len() {
            let whole = (Ok(used), expected.to_vec());
            assert_eq!(decoded(letters, bytes, cut), whole, "cut at {cut}");
        }
    }

    #[test]
    fn blocks_are_put_together_up_to_the_end_of_the_file() {
        let bytes = b"\0\0\x03abc\x10\0\x02rr\x40\0\x02deNEXT";
        check(*b"BFI", bytes, b"abcde", bytes.len() - 4);
    }

    #[test]
    fn an_empty_last_block_ends_a_file() {
        check(*b"BFI", b"\0\0\x03abc\x40\0\0", b"abc", 9);
    }

    #[test]
    fn records_of_blocks_are_lines() {
        check(*b"BRA", b"\x80\0\x01a\x80\0\0\xc0\0\x01b", b"a\n\nb\n", 11);
    }

    #[test]
    fn records_of_a_stream_are_lines() {
        check(
            *b"SRA",
            b"one\xff\x01\xff\xfftwo\xff\x03rest",
            b"one\n\xfftwo\n",
            12,
        );
    }

    #[test]
    fn repeated_bytes_and_fillers_are_written_out() {
        check(*b"CFA", b"\x03abc\x84x\xc2", b"abcxxxx  ", 7);
        check(*b"CFI", b"\xc2\x01a", b"\0\0a", 3);
    }

    #[test]
    fn the_end_of_a_compressed_file_is_after_the_string_that_is_marked() {
        let bytes = b"\x01a\0\x40\x02bcNEXT";
        let (used, out) = decoded(*b"CFI", bytes, 0);
        assert_eq!((used, &out[..]), (Ok(7), &b"abc"[..]));
    }

    #[test]
    fn deflate_ends_where_its_stream_does() {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
        encoder.write_all(&b"again and ".repeat(20)).unwrap();
        let mut bytes = encoder.finish().unwrap();
        let used = bytes.len();
        bytes.extend_from_slice(b"NEXT");
        check(*b"ZFI", &bytes, &b"again and ".repeat(20), used);
    }

    #[test]
    fn what_grows_too_large_is_cut_there() {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
        encoder.write_all(&vec![0; 4 << 20]).unwrap();
        let bytes = encoder.finish().unwrap();
        let (result, out) = decoded(*b"ZFI", &bytes, 0);
        assert_eq!((result, out.len()), (Err(Broken::TooLarge), 1 << 20));
    }

    #[test]
    fn what_is_no_deflate_is_malformed() {
        assert_eq!(decoded(*b"ZFI", b"plain text", 0).0, Err(Broken::Malformed));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_decoded_or_refused(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            mode in prop::sample::select(vec![b'S', b'B', b'C', b'Z']),
            cut in 0usize..300,
        ) {
            let (used, out) = decoded([mode, b'R', b'A'], &bytes, cut);
            prop_assert!(used.is_err() || used.unwrap() <= bytes.len());
            prop_assert!(out.len() <= 64 * bytes.len() + (2 << 16));
        }
    }
}
