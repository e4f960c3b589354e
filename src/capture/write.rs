//! Keeping frames: a writer of pcapng files.

use std::io::{self, Write};

use super::{Frame, LinkType};
use crate::net::Time;

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const BYTE_ORDER: u32 = 0x1a2b_3c4d;
const INTERFACE_DESCRIPTION: u32 = 1;
const ENHANCED_PACKET: u32 = 6;
const END_OF_OPTIONS: u32 = 0;
const PADDING: [u8; 3] = [0; 3];

/// The offset of an interface whose times lie before 1970, in seconds: pcapng's times are not
/// negative, and this is the earliest whole second that a [`Time`] can tell.
const BEFORE_1970: i64 = i64::MIN / 1_000_000_000;

/// Writes frames as a pcapng file (draft-ietf-opsawg-pcapng) with times in nanoseconds.
///
/// Reading the file gives the same times, lengths, link types and bytes. Frames are numbered from
/// 1 again, and interfaces from 0 in the order of their first frame; the frames of an interface
/// that has several link types, or times on both sides of 1970, become those of several.
pub struct Writer<W: Write> {
    out: W,
    cards: Vec<Card>,
    latest: usize,
}

/// What makes frames share an interface description.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Card {
    interface: u32,
    link: LinkType,
    before_1970: bool,
}

impl<W: Write> Writer<W> {
    /// Begins a file. Wants a buffered output: each frame takes several small writes.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub fn new(mut out: W) -> io::Result<Self> {
        write_words(&mut out, &[SECTION_HEADER, 28, BYTE_ORDER])?;
        // Version 1.0, and a section of unknown length.
        write_words(&mut out, &[1, u32::MAX, u32::MAX, 28])?;
        Ok(Self {
            out,
            cards: Vec::new(),
            latest: 0,
        })
    }

    /// Writes one frame.
    ///
    /// # Errors
    ///
    /// Those of the output; [`io::ErrorKind::InvalidInput`] for a frame of nearly 4 GiB.
    pub fn frame(&mut self, frame: &Frame<'_>) -> io::Result<()> {
        let Frame { time, data, .. } = *frame;
        let card = Card {
            interface: frame.interface,
            link: frame.link,
            before_1970: time < Time(0),
        };
        let number = self.number(card)?;
        let too_long = |_| io::Error::from(io::ErrorKind::InvalidInput);
        let padding = data.len().wrapping_neg() % 4;
        let captured = u32::try_from(data.len()).map_err(too_long)?;
        let whole = u32::try_from(data.len() + padding + 32).map_err(too_long)?;
        let units = match card.before_1970 {
            false => time.0,
            true => time.0.saturating_sub(BEFORE_1970 * 1_000_000_000).max(0),
        }
        .cast_unsigned();
        let (high, low) = ((units >> 32) as u32, units as u32);
        let length = frame.length.max(captured);
        let header = [ENHANCED_PACKET, whole, number, high, low, captured, length];
        write_words(&mut self.out, &header)?;
        self.out.write_all(data)?;
        self.out
            .write_all(PADDING.get(..padding).unwrap_or_default())?;
        write_words(&mut self.out, &[whole])
    }

    /// Hands everything to the operating system.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// The output, which holds a whole file.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// The number of an interface, which is described first if it is new.
    fn number(&mut self, card: Card) -> io::Result<u32> {
        if self.cards.get(self.latest) != Some(&card) {
            let known = self.cards.iter().position(|&other| other == card);
            self.latest = match known {
                Some(index) => index,
                None => {
                    self.describe(card)?;
                    self.cards.push(card);
                    self.cards.len() - 1
                }
            };
        }
        u32::try_from(self.latest).map_err(|_| io::ErrorKind::InvalidInput.into())
    }

    /// Link type, no snap length, and the options if_tsresol (9, one byte, here 9 for nanoseconds)
    /// and if_tsoffset (14, eight bytes).
    fn describe(&mut self, card: Card) -> io::Result<()> {
        let link = u32::from(card.link.0);
        let resolution = [9 | 1 << 16, 9];
        if !card.before_1970 {
            let [option, value] = resolution;
            let words = [INTERFACE_DESCRIPTION, 32, link, 0, option, value];
            write_words(&mut self.out, &words)?;
            return write_words(&mut self.out, &[END_OF_OPTIONS, 32]);
        }
        let offset = BEFORE_1970.cast_unsigned();
        let (high, low) = ((offset >> 32) as u32, offset as u32);
        let [option, value] = resolution;
        let words = [INTERFACE_DESCRIPTION, 44, link, 0, option, value];
        write_words(&mut self.out, &words)?;
        let words = [14 | 8 << 16, low, high, END_OF_OPTIONS, 44];
        write_words(&mut self.out, &words)
    }
}

fn write_words(out: &mut impl Write, words: &[u32]) -> io::Result<()> {
    for word in words {
        out.write_all(&word.to_le_bytes())?;
    }
    Ok(())
}
