//! Line ends of TYPE A.

/// Turns the line ends of the network (CR LF, RFC 959 §3.1.1.1) into those of Unix, over pieces of
/// any size.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineEnds {
    /// Whether the last byte was a CR, which is not written yet.
    held: bool,
}

impl LineEnds {
    /// Appends `bytes` to `out`, converted.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for &byte in bytes {
            let held = std::mem::replace(&mut self.held, byte == b'\r');
            match (held, byte) {
                (true, b'\n') => out.push(b'\n'),
                // CR NUL is a CR that is no line end (RFC 854).
                (true, 0) => out.push(b'\r'),
                (true, b'\r') => out.push(b'\r'),
                (true, byte) => out.extend([b'\r', byte]),
                (false, b'\r') => {}
                (false, byte) => out.push(byte),
            }
        }
    }

    /// Appends what was held back: nothing more comes.
    pub fn finish(self, out: &mut Vec<u8>) {
        if self.held {
            out.push(b'\r');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(pieces: &[&[u8]]) -> Vec<u8> {
        let (mut ends, mut out) = (LineEnds::default(), Vec::new());
        for piece in pieces {
            ends.push(piece, &mut out);
        }
        ends.finish(&mut out);
        out
    }

    #[test]
    fn line_ends_are_those_of_unix_however_the_bytes_are_cut() {
        let text = b"one\r\ntwo\rthree\r\r\nfour\nfive\r\0six\r";
        let expected = b"one\ntwo\rthree\r\nfour\nfive\rsix\r";
        for cut in 0..text.len() {
            let (head, tail) = text.split_at(cut);
            assert_eq!(converted(&[head, tail]), expected, "cut at {cut}");
        }
    }
}
