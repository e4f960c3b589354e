//! One block of a pcapng file, as it is put together (draft-ietf-opsawg-pcapng, section 3.1).

/// The longest value that an option has room for, in bytes.
const LONGEST_OPTION: usize = u16::MAX as usize;
/// Where the total length of a block stands.
const LENGTH: std::ops::Range<usize> = 4..8;

/// The bytes of one block, little-endian. The memory is used for one block after the other.
#[derive(Default)]
pub(super) struct Block {
    bytes: Vec<u8>,
    has_options: bool,
}

impl Block {
    /// Begins a block of type `kind`.
    pub(super) fn begin(&mut self, kind: u32, body: &[u32]) {
        self.bytes.clear();
        self.has_options = false;
        self.words(&[kind, 0]);
        self.words(body);
    }

    fn words(&mut self, words: &[u32]) {
        for word in words {
            self.bytes.extend_from_slice(&word.to_le_bytes());
        }
    }

    /// Adds bytes, filled up to a multiple of four.
    pub(super) fn padded(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    /// Adds an option; what of its value is too long for one is left out.
    pub(super) fn option(&mut self, code: u16, value: &[u8]) {
        let value = value.get(..LONGEST_OPTION).unwrap_or(value);
        let length = u32::try_from(value.len()).unwrap_or(0);
        self.words(&[u32::from(code) | length << 16]);
        self.padded(value);
        self.has_options = true;
    }

    /// Adds an option whose value is text; one that is too long ends where a character does.
    pub(super) fn text(&mut self, code: u16, text: &str) {
        let longest = LONGEST_OPTION.min(text.len());
        let end = (0..=longest).rfind(|&end| text.is_char_boundary(end));
        let text = text.get(..end.unwrap_or(0)).unwrap_or_default();
        self.option(code, text.as_bytes());
    }

    /// The whole block; `None` for one of more than 4 GiB.
    pub(super) fn end(&mut self) -> Option<&[u8]> {
        if self.has_options {
            self.words(&[0]);
        }
        let whole = u32::try_from(self.bytes.len() + 4).ok()?;
        self.words(&[whole]);
        let length = self.bytes.get_mut(LENGTH)?;
        length.copy_from_slice(&whole.to_le_bytes());
        Some(&self.bytes)
    }
}
