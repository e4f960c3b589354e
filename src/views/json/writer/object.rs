//! Objects and arrays of what a writer writes.

use super::Writer;

/// An object that is being written.
#[derive(Debug)]
pub struct Object<'w> {
    pub(super) out: &'w mut Writer,
}

impl Object<'_> {
    /// Writes a key, which must need no escape and have at most 32 letters, and gives the writer for its
    /// value.
    ///
    /// Inlined, because a literal whose length is known is put together and copied in a step or two.
    #[inline(always)]
    pub fn key(&mut self, key: &'static str) -> &mut Writer {
        const LONGEST: usize = 36;
        let mut piece = [0; LONGEST];
        let length = key.len() + 4;
        piece[..2].copy_from_slice(b",\"");
        piece[2..length - 2].copy_from_slice(key.as_bytes());
        piece[length - 2..length].copy_from_slice(b"\":");
        self.out.piece(piece, length);
        self.out
    }

    /// Writes a string.
    #[inline(always)]
    pub fn text(&mut self, key: &'static str, text: &str) {
        self.key(key).text(text);
    }

    /// Writes a word of this program, which must need no escape.
    #[inline(always)]
    pub fn word(&mut self, key: &'static str, word: &'static str) {
        self.key(key).word(word);
    }

    /// Writes text from the wire; where it is no UTF-8, its bytes follow under `hex_key`.
    pub fn wire(&mut self, key: &'static str, hex_key: &'static str, text: Option<&[u8]>) {
        let out = self.key(key);
        let Some(bytes) = text else {
            return out.null();
        };
        if out.plain(bytes) {
            return;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => out.text(text),
            Err(_) => {
                out.lossy(bytes);
                self.key(hex_key).hex(bytes);
            }
        }
    }

    /// Writes an array of one string if that is ASCII in which nothing needs an escape; returns whether it
    /// is, and writes nothing else.
    pub fn plain_line(&mut self, key: &'static str, line: &[u8]) -> bool {
        let start = self.out.end;
        let out = self.key(key);
        out.byte(b'[');
        if out.plain(line) {
            out.byte(b']');
            return true;
        }
        out.end = start;
        false
    }

    /// Writes a whole number.
    #[inline(always)]
    pub fn number(&mut self, key: &'static str, number: impl Into<u64>) {
        self.key(key).number(number.into());
    }

    /// Writes a value with `write`, or `null`.
    #[inline(always)]
    pub fn maybe<T>(
        &mut self,
        key: &'static str,
        value: Option<T>,
        write: impl FnOnce(&mut Writer, T),
    ) {
        let out = self.key(key);
        match value {
            Some(value) => write(out, value),
            None => out.null(),
        }
    }

    /// Writes an array, each item with `write`.
    pub fn array<T>(
        &mut self,
        key: &'static str,
        items: impl Iterator<Item = T>,
        write: impl Fn(&mut Writer, T),
    ) {
        let out = self.key(key);
        let start = out.end;
        for item in items {
            out.byte(b',');
            write(out, item);
        }
        out.enclose(start, b'[', b']');
    }

    /// Writes an array of objects.
    pub fn objects<T>(
        &mut self,
        key: &'static str,
        items: impl Iterator<Item = T>,
        fill: impl Fn(&mut Object<'_>, T),
    ) {
        self.array(key, items, |out, item| {
            out.object(|object| fill(object, item))
        });
    }

    /// Writes an object of names and numbers.
    pub fn counts(&mut self, key: &'static str, counts: &[(&'static str, u64)]) {
        self.key(key).object(|object| {
            counts
                .iter()
                .for_each(|&(name, count)| object.number(name, count))
        });
    }
}
