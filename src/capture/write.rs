//! Keeping frames: a writer of pcapng files.

mod block;

use std::io::{self, Write};

use super::pcapng::options;
use super::{Frame, Interface, LinkType, Secret};
use crate::net::Time;
use block::Block;
use foldhash::fast::RandomState;
use hashbrown::HashMap;

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const BYTE_ORDER: u32 = 0x1a2b_3c4d;
const INTERFACE_DESCRIPTION: u32 = 1;
const INTERFACE_STATISTICS: u32 = 5;
const ENHANCED_PACKET: u32 = 6;
const DECRYPTION_SECRETS: u32 = 10;

/// What the file says that it was written by.
const APPLICATION: &str = concat!("ftpscope ", env!("CARGO_PKG_VERSION"));

/// The offset of an interface whose times lie before 1970, in seconds: pcapng's times are not
/// negative, and this is the earliest whole second that a [`Time`] can tell.
const BEFORE_1970: i64 = i64::MIN / 1_000_000_000;

/// Writes frames as a pcapng file (draft-ietf-opsawg-pcapng) with times in nanoseconds.
///
/// Reading the file gives the same times, lengths, link types and bytes. Frames are numbered from
/// 1 again, and interfaces from 0 in the order in which they were introduced or, without that, of
/// their first frame; the frames of an interface that has several link types, or times on both
/// sides of 1970, become those of several.
///
/// Each block is handed to the output whole, in one call of [`Write::write_all`]: an output that
/// gathers calls and never parts one has no file that is cut in a block.
pub struct Writer<W: Write> {
    out: W,
    numbers: HashMap<Card, u32, RandomState>,
    latest: Option<(Card, u32)>,
    known: HashMap<u32, Interface, RandomState>,
    block: Block,
}

/// What makes frames share an interface description.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Card {
    interface: u32,
    link: LinkType,
    before_1970: bool,
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub fn new(out: W) -> io::Result<Self> {
        Self::with_comments(out, [])
    }

    /// Begins a file that has something to say of itself.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub fn with_comments<'c>(
        out: W,
        comments: impl IntoIterator<Item = &'c str>,
    ) -> io::Result<Self> {
        let mut writer = Self {
            out,
            numbers: HashMap::default(),
            latest: None,
            known: HashMap::default(),
            block: Block::default(),
        };
        writer.section(comments)?;
        Ok(writer)
    }

    /// Begins a section of its own: comments are about what follows. Interfaces that were introduced
    /// are described again where they have frames.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub fn section<'c>(&mut self, comments: impl IntoIterator<Item = &'c str>) -> io::Result<()> {
        self.numbers.clear();
        self.latest = None;
        // Version 1.0, and a section of unknown length.
        let body = [BYTE_ORDER, 1, u32::MAX, u32::MAX];
        self.block.begin(SECTION_HEADER, &body);
        for comment in comments {
            self.block.text(options::COMMENT, comment);
        }
        self.block.text(options::APPLICATION, APPLICATION);
        self.write()
    }

    /// Says what is known of an interface, by the number that its frames have. Once is enough, and
    /// wanted before its first frame.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub fn introduce(
        &mut self,
        number: u32,
        interface: &Interface,
        comments: &[&str],
    ) -> io::Result<()> {
        self.known.insert(number, interface.clone());
        let card = Card {
            interface: number,
            link: interface.link,
            before_1970: false,
        };
        if !self.numbers.contains_key(&card) {
            self.describe(card, comments)?;
        }
        Ok(())
    }

    /// Writes one frame.
    ///
    /// # Errors
    ///
    /// Those of the output; [`io::ErrorKind::InvalidInput`] for a frame of nearly 4 GiB.
    pub fn frame(&mut self, frame: &Frame<'_>) -> io::Result<()> {
        self.frame_with(frame, [])
    }

    /// Writes one frame with comments on it.
    ///
    /// # Errors
    ///
    /// As [`Writer::frame`].
    pub fn frame_with<'c>(
        &mut self,
        frame: &Frame<'_>,
        comments: impl IntoIterator<Item = &'c str>,
    ) -> io::Result<()> {
        let Frame { time, data, .. } = *frame;
        let card = Card {
            interface: frame.interface,
            link: frame.link,
            before_1970: time < Time(0),
        };
        let number = self.number(card)?;
        let captured = u32::try_from(data.len()).map_err(|_| too_long())?;
        let [high, low] = units(time, card.before_1970);
        let length = frame.length.max(captured);
        let body = [number, high, low, captured, length];
        self.block.begin(ENHANCED_PACKET, &body);
        self.block.padded(data);
        for comment in comments {
            self.block.text(options::COMMENT, comment);
        }
        self.write()
    }

    /// Writes what was counted on an interface until `time`; nothing where nothing was.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub fn statistics(&mut self, number: u32, interface: &Interface, time: Time) -> io::Result<()> {
        let counts = [
            (options::RECEIVED, interface.received),
            (
                options::DROPPED_BY_INTERFACE,
                interface.dropped_by_interface,
            ),
            (options::DROPPED_BY_SYSTEM, interface.dropped_by_system),
        ];
        if counts.iter().all(|(_, count)| count.is_none()) {
            return Ok(());
        }
        let card = Card {
            interface: number,
            link: interface.link,
            before_1970: time < Time(0),
        };
        let number = self.number(card)?;
        let [high, low] = units(time, card.before_1970);
        self.block.begin(INTERFACE_STATISTICS, &[number, high, low]);
        for (code, count) in counts {
            if let Some(count) = count {
                self.block.option(code, &count.to_le_bytes());
            }
        }
        self.write()
    }

    /// Writes secrets, which count for the frames after them.
    ///
    /// # Errors
    ///
    /// Those of the output; [`io::ErrorKind::InvalidInput`] for nearly 4 GiB of them.
    pub fn secret(&mut self, secret: &Secret) -> io::Result<()> {
        let length = u32::try_from(secret.bytes.len()).map_err(|_| too_long())?;
        self.block.begin(DECRYPTION_SECRETS, &[secret.kind, length]);
        self.block.padded(&secret.bytes);
        self.write()
    }

    /// Hands everything to the operating system.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// The output.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.out
    }

    /// The output, which holds a whole file.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// The number of an interface, which is described first if it is new.
    fn number(&mut self, card: Card) -> io::Result<u32> {
        if let Some((latest, number)) = self.latest
            && latest == card
        {
            return Ok(number);
        }
        let number = match self.numbers.get(&card) {
            Some(&number) => number,
            None => self.describe(card, &[])?,
        };
        self.latest = Some((card, number));
        Ok(number)
    }

    /// Describes an interface that is new, and returns its number: link type and snap length, what
    /// is known of it, and how to read its times.
    fn describe(&mut self, card: Card, comments: &[&str]) -> io::Result<u32> {
        let number = u32::try_from(self.numbers.len()).map_err(|_| too_long())?;
        let known = self.known.get(&card.interface);
        let snap_length = known.map_or(0, |interface| interface.snap_length);
        let body = [u32::from(card.link.0), snap_length];
        self.block.begin(INTERFACE_DESCRIPTION, &body);
        for comment in comments {
            self.block.text(options::COMMENT, comment);
        }
        if let Some(interface) = known {
            let texts = [
                (options::NAME, &interface.name),
                (options::DESCRIPTION, &interface.description),
            ];
            for (code, text) in texts {
                if let Some(text) = text {
                    self.block.text(code, text);
                }
            }
            if let Some(filter) = &interface.filter {
                // What a filter of libpcap's language begins with.
                self.block.text(options::FILTER, &format!("\0{filter}"));
            }
        }
        // Nanoseconds.
        self.block.option(options::RESOLUTION, &[9]);
        if card.before_1970 {
            let offset = BEFORE_1970.to_le_bytes();
            self.block.option(options::OFFSET, &offset);
        }
        self.write()?;
        self.numbers.insert(card, number);
        Ok(number)
    }

    fn write(&mut self) -> io::Result<()> {
        let block = self.block.end().ok_or_else(too_long)?;
        self.out.write_all(block)
    }
}

/// A time in nanoseconds since the offset of its interface, the upper half first.
fn units(time: Time, before_1970: bool) -> [u32; 2] {
    let units = match before_1970 {
        false => time.0,
        true => time.0.saturating_sub(BEFORE_1970 * 1_000_000_000).max(0),
    }
    .cast_unsigned();
    [(units >> 32) as u32, units as u32]
}

fn too_long() -> io::Error {
    io::ErrorKind::InvalidInput.into()
}
