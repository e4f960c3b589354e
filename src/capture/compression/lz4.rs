//! LZ4 frames, and the legacy format of the Linux kernel's tools.

use std::io::{self, Read};

use lz4_flex::frame::FrameDecoder;

use super::super::window::Window;
use super::{Unpacking, explain, skip_skippable_frames};

/// Notes when the decoder asked for bytes beyond the end: it takes an end where a block should
/// begin for the end of the frame.
struct Watched {
    raw: Window,
    ran_dry: bool,
}

impl Read for Watched {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.raw.read(into)?;
        self.ran_dry |= read == 0 && !into.is_empty();
        Ok(read)
    }
}

/// Reads what the frames of an lz4 file hold, one after the other.
pub(super) struct Decoder {
    frames: FrameDecoder<Watched>,
    /// A legacy frame has no end mark: the end of the input is its end.
    legacy: bool,
    ended: bool,
}

impl Decoder {
    pub(super) fn new(raw: Window) -> Self {
        let legacy = raw.unread().first() == Some(&0x02);
        let ran_dry = false;
        Self {
            frames: FrameDecoder::new(Watched { raw, ran_dry }),
            legacy,
            ended: false,
        }
    }

    fn step(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            let read = match self.frames.read(into) {
                Ok(read) => read,
                Err(error) => return Err(explain(&mut self.frames.get_mut().raw, error)),
            };
            if read > 0 {
                return Ok(read);
            }
            // The end of a frame, or a block without content.
            let Watched { raw, ran_dry } = self.frames.get_mut();
            if *ran_dry && !self.legacy {
                return Err(Unpacking::Cut.into());
            }
            skip_skippable_frames(raw)?;
            self.ended = *ran_dry || !raw.fill(1)?;
        }
        Ok(0)
    }
}

impl Read for Decoder {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        self.step(into).inspect_err(|_| self.ended = true)
    }
}
