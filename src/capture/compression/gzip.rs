//! gzip members around deflate data (RFC 1952).
//!
//! The members are taken apart here, and not by flate2, because its reader drops what a damaged
//! stretch gave before the damage.

use std::io::{self, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::super::window::Window;
use super::Unpacking;

const HAS_CHECKSUM: u8 = 0x02;
const HAS_EXTRA: u8 = 0x04;
const HAS_NAME: u8 = 0x08;
const HAS_COMMENT: u8 = 0x10;
const RESERVED: u8 = 0xe0;

enum State {
    Header,
    Body,
    Trailer,
    Failed(Option<io::Error>),
    End,
}

/// Reads what the members of a gzip file hold, one after the other.
pub(super) struct Decoder {
    raw: Window,
    inflate: Decompress,
    checksum: Crc,
    state: State,
    members: u64,
}

impl Decoder {
    pub(super) fn new(raw: Window) -> Self {
        Self {
            raw,
            inflate: Decompress::new(false),
            checksum: Crc::new(),
            state: State::Header,
            members: 0,
        }
    }

    /// Reads the header of a member; false where there is none any more.
    fn header(&mut self) -> io::Result<bool> {
        if self.members > 0 && self.only_zeros_follow()? {
            return Ok(false);
        }
        let [a, b, method, flags, ..] = self.array::<10>()?;
        if [a, b, method] != [0x1f, 0x8b, 8] || flags & RESERVED != 0 {
            return Err(Unpacking::damaged("what follows a gzip member is none"));
        }
        if flags & HAS_EXTRA != 0 {
            let length = u16::from_le_bytes(self.array()?);
            self.discard(u64::from(length))?;
        }
        if flags & HAS_NAME != 0 {
            self.discard_string()?;
        }
        if flags & HAS_COMMENT != 0 {
            self.discard_string()?;
        }
        if flags & HAS_CHECKSUM != 0 {
            self.discard(2)?;
        }
        Ok(true)
    }

    /// Whether the input is over, or padded with zeros as tapes and disk images do.
    fn only_zeros_follow(&mut self) -> io::Result<bool> {
        while self.raw.fill(1)? {
            let bytes = self.raw.unread();
            let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
            if zeros == 0 {
                return Ok(false);
            }
            self.raw.skip(zeros);
        }
        Ok(true)
    }

    /// Inflates into `into`: how many bytes, and whether the member's data is over.
    fn body(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let more = self.raw.fill(1)?;
            let (read, written) = (self.inflate.total_in(), self.inflate.total_out());
            let flush = if more {
                FlushDecompress::None
            } else {
                FlushDecompress::Finish
            };
            let outcome = self.inflate.decompress(self.raw.unread(), into, flush);
            let read = as_usize(self.inflate.total_in() - read);
            let written = as_usize(self.inflate.total_out() - written).min(into.len());
            self.raw.skip(read);
            self.checksum
                .update(into.get(..written).unwrap_or_default());
            match outcome {
                Ok(Status::StreamEnd) => self.state = State::Trailer,
                Ok(_) if written == 0 && !more => return Err(Unpacking::Cut.into()),
                Ok(_) if written == 0 && read == 0 => {
                    return Err(Unpacking::damaged("deflate makes no progress"));
                }
                Ok(_) if written == 0 => continue,
                Ok(_) => {}
                Err(error) if written == 0 => return Err(Unpacking::damaged(error)),
                Err(error) => self.state = State::Failed(Some(Unpacking::damaged(error))),
            }
            return Ok(written);
        }
    }

    fn trailer(&mut self) -> io::Result<()> {
        let [a, b, c, d, e, f, g, h] = self.array::<8>()?;
        let checksum = u32::from_le_bytes([a, b, c, d]);
        let length = u32::from_le_bytes([e, f, g, h]);
        if checksum != self.checksum.sum() || length != self.checksum.amount() {
            return Err(Unpacking::damaged("its checksum is wrong"));
        }
        self.checksum.reset();
        self.inflate.reset(false);
        self.members += 1;
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        self.raw.fill(N)?;
        let Some(&array) = self.raw.unread().first_chunk::<N>() else {
            return Err(Unpacking::Cut.into());
        };
        self.raw.skip(N);
        Ok(array)
    }

    fn discard(&mut self, length: u64) -> io::Result<()> {
        match self.raw.discard(length)? {
            true => Ok(()),
            false => Err(Unpacking::Cut.into()),
        }
    }

    fn discard_string(&mut self) -> io::Result<()> {
        while self.array::<1>()? != [0] {}
        Ok(())
    }

    fn step(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match &mut self.state {
                State::Header => {
                    let another = self.header()?;
                    self.state = if another { State::Body } else { State::End };
                }
                State::Body => {
                    let written = self.body(into)?;
                    if written > 0 {
                        return Ok(written);
                    }
                }
                State::Trailer => {
                    self.trailer()?;
                    self.state = State::Header;
                }
                State::Failed(error) => match error.take() {
                    Some(error) => return Err(error),
                    None => self.state = State::End,
                },
                State::End => return Ok(0),
            }
        }
    }
}

impl Read for Decoder {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        self.step(into)
            .inspect_err(|_| self.state = State::Failed(None))
    }
}

fn as_usize(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}
