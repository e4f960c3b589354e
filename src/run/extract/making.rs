//! One file, from what its connection carried.

use super::directory::{Directory, Hidden};
use super::spool::{Contents, Spool, Stream};
use crate::extract::ascii::LineEnds;
use crate::extract::check::Digests;
use crate::extract::entry::Lack;
use crate::extract::extent::Extents;
use crate::extract::mode::{Broken, Decoder};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

/// Bytes that are read and written at once.
const PIECE: usize = 256 << 10;

/// The largest file that is made with holes; file systems have a limit of that order.
pub const LARGEST: u64 = 1 << 43;

/// What a transfer carried: a part of what a connection carried.
pub struct Carried<'s> {
    stream: &'s Stream,
    /// What is to be added to an offset to have that of the stream.
    shift: u64,
    /// Bytes of the stream's beginning that came late, and are not in it.
    lead: u64,
    /// Which bytes there are, counted from the transfer's first.
    pub present: Extents,
    /// How many there would be.
    pub length: u64,
}

/// A file that was made.
pub struct Made {
    /// Where it is.
    pub hidden: Hidden,
    /// Its length.
    pub length: u64,
    /// Which bytes of it there are.
    pub present: Extents,
    /// Why it is not whole, as far as making it told.
    pub lack: Option<Lack>,
    /// How much of what was carried was the transfer's own.
    pub used: u64,
}

impl<'s> Carried<'s> {
    /// `length` bytes of a stream from `begins` on; the first `lead` are not in it.
    pub fn new(stream: &'s Stream, begins: u64, length: u64, lead: u64) -> Self {
        let present = stream.present().shifted(lead);
        Self {
            stream,
            shift: begins,
            lead,
            present: present.slice(begins, begins.saturating_add(length)),
            length,
        }
    }

    /// The hidden file, where it is exactly what was carried.
    pub fn as_it_is(&self) -> Option<&Hidden> {
        let is_all = self.shift == 0 && self.lead == 0;
        let hidden = self.stream.hidden()?;
        (is_all && self.stream.present().end() <= self.length).then_some(hidden)
    }

    fn read(&self, contents: &Contents<'_>, offset: u64, into: &mut [u8]) -> io::Result<()> {
        contents.read((offset + self.shift).saturating_sub(self.lead), into)
    }

    /// Calls `each` with the bytes of a run, piece by piece, until it says that it has enough.
    fn pieces(
        &self,
        directory: &Directory,
        (start, end): (u64, u64),
        each: &mut dyn FnMut(u64, &[u8]) -> io::Result<bool>,
    ) -> io::Result<()> {
        let contents = self.stream.open(directory)?;
        let mut piece = vec![0; PIECE.min((end - start) as usize)];
        let mut at = start;
        while at < end {
            let length = PIECE.min((end - at) as usize);
            self.read(&contents, at, &mut piece[..length])?;
            if !each(at, &piece[..length])? {
                return Ok(());
            }
            at += length as u64;
        }
        Ok(())
    }

    /// Whether the bytes that a file has already, in which these begin at `base`, are the same.
    pub fn agrees_with(
        &self,
        directory: &Directory,
        file: &File,
        present: &Extents,
        base: u64,
    ) -> io::Result<bool> {
        let mut same = true;
        let mut other = vec![0; PIECE];
        for (start, end) in self.present.shifted(base).common(present) {
            self.pieces(directory, (start - base, end - base), &mut |at, bytes| {
                let other = &mut other[..bytes.len()];
                file.read_exact_at(other, at + base)?;
                same &= other == bytes;
                Ok(same)
            })?;
        }
        Ok(same)
    }

    /// Makes a file of the bytes as they are, the first of which stands at `base`; of what stands in
    /// `into` already, if anything does, `present` is there.
    pub fn copy(
        &self,
        directory: &Directory,
        spool: &mut Spool,
        into: Option<(Hidden, Extents, u64)>,
        base: u64,
    ) -> io::Result<Made> {
        let (hidden, mut present, before) = match into {
            Some(into) => into,
            None => (directory.hide()?.0, Extents::default(), 0),
        };
        let file = directory.reopen(&hidden)?;
        let mut lack = None;
        for &run in self.present.runs() {
            self.pieces(directory, run, &mut |at, bytes| {
                if !spool.allows(bytes.len() as u64) {
                    lack = Some(Lack::NoRoom);
                    return Ok(false);
                }
                file.write_all_at(bytes, at + base)?;
                present.insert(at + base, at + base + bytes.len() as u64);
                Ok(true)
            })?;
        }
        let length = before.max(base + self.length);
        file.set_len(length)?;
        Ok(Made {
            hidden,
            length,
            present,
            lack,
            used: self.length,
        })
    }

    /// Makes a file of the bytes up to the first hole, decoded and with the line ends converted.
    pub fn convert(
        &self,
        directory: &Directory,
        spool: &mut Spool,
        decoder: Option<Decoder>,
        ends: Option<LineEnds>,
    ) -> io::Result<Made> {
        let (hidden, file) = directory.hide()?;
        let mut making = Converting {
            file,
            decoder,
            ends,
            decoded: Vec::new(),
            out: Vec::new(),
            length: 0,
            used: 0,
            lack: None,
        };
        let first = self.present.runs().first().filter(|run| run.0 == 0);
        let reached = first.map_or(0, |run| run.1);
        if let Some(&run) = first {
            self.pieces(directory, run, &mut |_, bytes| making.push(bytes, spool))?;
        }
        making.finish(spool)?;
        let decoder = making.decoder.as_ref();
        let is_over = decoder.is_some_and(Decoder::is_over);
        let needs_an_end = decoder.is_some_and(Decoder::needs_an_end);
        if !is_over && (needs_an_end || reached < self.length) {
            making.lack = making.lack.or(Some(Lack::Unfinished));
        }
        Ok(Made {
            hidden,
            length: making.length,
            present: Extents::whole(making.length),
            lack: making.lack,
            used: making.used,
        })
    }
}

/// A file that is being made of decoded bytes.
struct Converting {
    file: File,
    decoder: Option<Decoder>,
    ends: Option<LineEnds>,
    decoded: Vec<u8>,
    out: Vec<u8>,
    length: u64,
    used: u64,
    lack: Option<Lack>,
}

impl Converting {
    /// Takes the next bytes; returns whether more are wanted.
    fn push(&mut self, bytes: &[u8], spool: &mut Spool) -> io::Result<bool> {
        // Small pieces, because a few bytes may become many.
        for piece in bytes.chunks(PIECE / 16) {
            self.decoded.clear();
            let used = match &mut self.decoder {
                None => {
                    self.decoded.extend_from_slice(piece);
                    Ok(piece.len())
                }
                Some(decoder) => decoder.push(piece, &mut self.decoded),
            };
            match &mut self.ends {
                Some(ends) => ends.push(&self.decoded, &mut self.out),
                None => self.out.append(&mut self.decoded),
            }
            if self.out.len() >= PIECE && !self.write(spool)? {
                return Ok(false);
            }
            match used {
                Ok(used) => self.used += used as u64,
                Err(broken) => {
                    self.lack = Some(match broken {
                        Broken::Malformed => Lack::Undecodable,
                        Broken::TooLarge => Lack::TooLarge,
                    });
                    return Ok(false);
                }
            }
            if self.decoder.as_ref().is_some_and(Decoder::is_over) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn finish(&mut self, spool: &mut Spool) -> io::Result<()> {
        if let Some(ends) = self.ends.take() {
            ends.finish(&mut self.out);
        }
        if self.lack != Some(Lack::NoRoom) {
            self.write(spool)?;
        }
        Ok(())
    }

    fn write(&mut self, spool: &mut Spool) -> io::Result<bool> {
        let bytes = std::mem::take(&mut self.out);
        if !spool.allows(bytes.len() as u64) {
            self.lack = Some(Lack::NoRoom);
            return Ok(false);
        }
        self.file.write_all_at(&bytes, self.length)?;
        self.length += bytes.len() as u64;
        Ok(true)
    }
}

/// Computes `digests` of a hidden file.
pub fn digest(directory: &Directory, hidden: &Hidden, digests: &mut Digests) -> io::Result<()> {
    let file = directory.reopen(hidden)?;
    let mut piece = vec![0; PIECE];
    let mut at = 0;
    loop {
        match file.read_at(&mut piece, at)? {
            0 => return Ok(()),
            length => {
                digests.update(&piece[..length]);
                at += length as u64;
            }
        }
    }
}
