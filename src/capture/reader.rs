//! The reader of capture files: what the file is, and one frame after the other.

use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::compression::{Compression, Unpacking};
use super::error::{CaptureError, Fault, Part, Place};
use super::guess::Guess;
use super::notes::{Comment, Interface, Notes, Secret, Subject};
use super::pcap::Pcap;
use super::pcapng::{Pcapng, SECTION_HEADER};
use super::snoop::Snoop;
use super::window::Window;
use super::{Frame, LinkType, Origin, Source};
use crate::net::Time;

/// A capture file or pipe: pcap, pcapng or snoop, plain or compressed with gzip, zstd or lz4, each
/// told by its first bytes.
///
/// Frames come in the order of the file. A frame without a time of its own (a Simple Packet Block)
/// gets the time of the frame before it. Frames are handed out up to what is cut or damaged, then
/// one error, then nothing more.
pub struct Reader {
    name: String,
    path: Option<PathBuf>,
    size: Option<u64>,
    position: Arc<AtomicU64>,
    compression: Option<Compression>,
    window: Window,
    format: Format,
    notes: Notes,
    links: LinkTypes,
    frames: u64,
    current: Record,
    ended: bool,
}

/// One frame: what is known of it, and its place in the window.
pub(super) struct Record {
    pub(super) time: Time,
    pub(super) interface: u32,
    pub(super) link: LinkType,
    pub(super) length: u32,
    pub(super) data: Range<usize>,
}

enum Format {
    Pcap(Pcap),
    Pcapng(Pcapng),
    Snoop(Snoop),
}

impl Reader {
    /// Opens a file, and reads its header.
    ///
    /// # Errors
    ///
    /// Where the file cannot be opened, is a directory, is empty, is no capture, or is cut or
    /// damaged in its header.
    pub fn open(path: &Path) -> Result<Self, CaptureError> {
        let name = path.display().to_string();
        let open = |path| -> io::Result<(File, fs::Metadata)> {
            let file = File::open(path)?;
            let metadata = file.metadata()?;
            Ok((file, metadata))
        };
        let (file, metadata) = match open(path) {
            Ok(opened) => opened,
            Err(source) => return Err(CaptureError::Open { name, source }),
        };
        if metadata.is_dir() {
            return Err(CaptureError::Directory { name });
        }
        let mut reader = Self::from_input(name, Box::new(file))?;
        reader.size = metadata.is_file().then_some(metadata.len());
        reader.path = reader.size.map(|_| path.to_owned());
        Ok(reader)
    }

    /// Reads the standard input, which is called `-`.
    ///
    /// # Errors
    ///
    /// As [`Reader::open`].
    pub fn stdin() -> Result<Self, CaptureError> {
        Self::from_input("-".to_owned(), Box::new(io::stdin()))
    }

    /// Reads any input, and its header at once; no more of it is waited for than that takes.
    ///
    /// # Errors
    ///
    /// As [`Reader::open`].
    pub fn from_input(name: String, input: Box<dyn Read + Send>) -> Result<Self, CaptureError> {
        let position = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&position);
        let mut raw = Window::new(Box::new(Counted { input, count }));
        let mut place = Place {
            name,
            part: Part::Header,
            offset: 0,
            compression: None,
        };
        match raw.fill(1) {
            Ok(true) => {}
            Ok(false) => return Err(CaptureError::Empty { name: place.name }),
            Err(error) => return Err(explain(place, 0, error.into())),
        }
        let mut window = match Compression::detect(&mut raw) {
            Ok(None) => raw,
            Ok(Some(compression)) => {
                place.compression = Some(compression);
                Window::new(compression.decoder(raw))
            }
            Err(error) => return Err(explain(place, 0, error.into())),
        };
        let mut notes = Notes::default();
        let format = match Format::header(&mut window, &mut notes) {
            Ok(Some(format)) => format,
            Ok(None) => {
                return Err(CaptureError::NotACapture {
                    name: place.name,
                    compression: place.compression,
                    guess: Guess::from_start(window.unread()),
                });
            }
            Err(fault) => return Err(explain(place, window.unread().len(), fault)),
        };
        Ok(Self {
            name: place.name,
            path: None,
            size: None,
            position,
            compression: place.compression,
            window,
            format,
            notes,
            links: LinkTypes::default(),
            frames: 0,
            current: Record {
                time: Time::default(),
                interface: 0,
                link: LinkType(0),
                length: 0,
                data: 0..0,
            },
            ended: false,
        })
    }

    /// How many bytes of the input were read so far, as they stand in the file.
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::Relaxed)
    }

    /// The size of the file in bytes when it was opened; `None` for what is no regular file.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// The file in which [`Origin::offset`] counts; `None` for a pipe, and where the input is
    /// compressed.
    pub fn plain_file(&self) -> Option<&Path> {
        let path = self.path.as_deref();
        path.filter(|_| self.compression.is_none())
    }

    /// What the input is compressed with, if it is.
    pub fn compression(&self) -> Option<Compression> {
        self.compression
    }

    /// The interfaces described so far, in the order that [`Frame::interface`] counts.
    pub fn interfaces(&self) -> &[Interface] {
        &self.notes.interfaces
    }

    /// The comments met so far, up to [`COMMENT_BYTES_LIMIT`](super::COMMENT_BYTES_LIMIT).
    pub fn comments(&self) -> &[Comment] {
        &self.notes.comments
    }

    /// How many comments were left out because of the limit.
    pub fn comments_left_out(&self) -> u64 {
        self.notes.comments_left_out
    }

    /// Whether there may be Decryption Secrets Blocks: only pcapng has them.
    pub fn may_bring_secrets(&self) -> bool {
        matches!(self.format, Format::Pcapng(_))
    }

    /// The Decryption Secrets Blocks met so far, up to
    /// [`SECRET_BYTES_LIMIT`](super::SECRET_BYTES_LIMIT). They stand before the frames that need
    /// them.
    pub fn secrets(&self) -> &[Secret] {
        &self.notes.secrets
    }

    /// How many secrets were left out because of the limit.
    pub fn secrets_left_out(&self) -> u64 {
        self.notes.secrets_left_out
    }

    /// Takes the next record, whatever it is.
    #[inline(never)]
    fn advance_any(&mut self) -> Result<bool, CaptureError> {
        if self.ended {
            return Ok(false);
        }
        // In place: handed from one to the other, a record costs as much as reading it.
        let record = &mut self.current;
        let next = match &mut self.format {
            Format::Pcap(pcap) => pcap.next(&mut self.window, record),
            Format::Pcapng(pcapng) => pcapng.next(&mut self.window, &mut self.notes, record),
            Format::Snoop(snoop) => snoop.next(&mut self.window, record),
        };
        match next {
            Ok(true) => {
                self.frames += 1;
                self.links.note(self.current.link);
                Ok(true)
            }
            Ok(false) => {
                self.ended = true;
                Ok(false)
            }
            Err(fault) => Err(self.fail(fault)),
        }
    }

    /// Gives the next frames to `each` as long as that returns true, all that can be taken without reading
    /// more; returns how many. [`Source::current`] is then the last of them.
    ///
    /// Apart from [`Source::advance`], because frames that are taken one by one have to be put down and
    /// fetched again. There may be none although there are frames: then `advance` has to take the next.
    #[inline(always)]
    pub fn each_at_hand(&mut self, each: impl FnMut(&Frame<'_>) -> bool) -> u64 {
        let Format::Pcap(pcap) = &self.format else {
            return 0;
        };
        let number = self.frames + 1;
        let (frames, last) = pcap.each_at_hand(self.window.unread(), number, each);
        if frames > 0 {
            self.window.skip(last);
            pcap.next_at_hand(&mut self.window, &mut self.current);
            self.links.note(self.current.link);
            self.frames += frames;
        }
        frames
    }

    #[cold]
    fn fail(&mut self, fault: Fault) -> CaptureError {
        self.ended = true;
        let place = Place {
            name: self.name.clone(),
            part: match &self.format {
                Format::Pcap(_) | Format::Snoop(_) => Part::Record(self.frames + 1),
                Format::Pcapng(pcapng) => Part::Block(pcapng.blocks() + 1),
            },
            offset: self.window.position(),
            compression: self.compression,
        };
        explain(place, self.window.unread().len(), fault)
    }
}

impl Source for Reader {
    #[inline(always)]
    fn advance(&mut self) -> Result<bool, CaptureError> {
        if let Format::Pcap(pcap) = &self.format
            && pcap.next_at_hand(&mut self.window, &mut self.current)
        {
            self.frames += 1;
            self.links.note(self.current.link);
            return Ok(true);
        }
        self.advance_any()
    }

    #[inline(always)]
    fn current(&self) -> Frame<'_> {
        Frame {
            number: self.frames,
            time: self.current.time,
            interface: self.current.interface,
            link: self.current.link,
            length: self.current.length,
            data: self.window.slice(self.current.data.clone()),
        }
    }

    #[inline]
    fn origin(&self) -> Origin {
        Origin {
            input: 0,
            offset: self.window.offset(&self.current.data),
        }
    }

    fn interface(&self, number: u32) -> Option<&Interface> {
        self.notes.interfaces.get(number as usize)
    }

    fn interface_comments(&self, number: u32) -> Vec<&str> {
        let subject = Subject::Interface(number);
        let comments = self.notes.comments.iter();
        let on_it = comments.filter(|comment| comment.subject == subject);
        on_it.map(|comment| comment.text.as_str()).collect()
    }

    fn comments(&self) -> &[Comment] {
        let here = Subject::Frame(self.frames);
        let comments = &self.notes.comments;
        // Those on the last frame are the last: what follows it was not read yet.
        let count = comments
            .iter()
            .rev()
            .take_while(|comment| comment.subject == here)
            .count();
        comments.get(comments.len() - count..).unwrap_or_default()
    }

    fn link_types(&self) -> &[LinkType] {
        self.links.in_order()
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl Format {
    /// What the first bytes say that the input is, after reading its header.
    fn header(window: &mut Window, notes: &mut Notes) -> Result<Option<Self>, Fault> {
        window.fill(4)?;
        let start = window.unread();
        if start.starts_with(&SECTION_HEADER) {
            return Ok(Some(Self::Pcapng(Pcapng::header(window, notes)?)));
        }
        if let Some(mut pcap) = Pcap::from_magic(start) {
            pcap.header(window)?;
            notes.interfaces.push(pcap.interface());
            return Ok(Some(Self::Pcap(pcap)));
        }
        if start.starts_with(&Snoop::MAGIC[..4]) {
            window.fill(Snoop::MAGIC.len())?;
            if window.unread().starts_with(Snoop::MAGIC) {
                let snoop = Snoop::header(window)?;
                notes.interfaces.push(snoop.interface());
                return Ok(Some(Self::Snoop(snoop)));
            }
        }
        Ok(None)
    }
}

/// Turns a fault into an error that names its place.
fn explain(place: Place, there: usize, fault: Fault) -> CaptureError {
    match fault {
        Fault::Cut { wanted } => CaptureError::Cut {
            place,
            there: there as u64,
            wanted,
        },
        Fault::Damaged(damage) => CaptureError::Damaged { place, damage },
        Fault::Input(error) => match error.downcast::<Unpacking>() {
            Ok(problem) => CaptureError::Unpacking { place, problem },
            Err(source) => CaptureError::Unreadable { place, source },
        },
    }
}

/// Counts what is read of an input.
struct Counted {
    input: Box<dyn Read + Send>,
    count: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(into)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A set of link types that keeps the order in which they came.
#[derive(Default)]
pub(super) struct LinkTypes {
    order: Vec<LinkType>,
    /// One bit for each link type, as far as the highest that came.
    seen: Vec<u64>,
    latest: Option<LinkType>,
}

impl LinkTypes {
    #[inline]
    pub(super) fn note(&mut self, link: LinkType) {
        if self.latest != Some(link) {
            self.latest = Some(link);
            self.insert(link);
        }
    }

    pub(super) fn in_order(&self) -> &[LinkType] {
        &self.order
    }

    fn insert(&mut self, link: LinkType) {
        let word = usize::from(link.0 / 64);
        let bit = 1 << (link.0 % 64);
        if self.seen.len() <= word {
            self.seen.resize(word + 1, 0);
        }
        if let Some(seen) = self.seen.get_mut(word)
            && *seen & bit == 0
        {
            *seen |= bit;
            self.order.push(link);
        }
    }
}
