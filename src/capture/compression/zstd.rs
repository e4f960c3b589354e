//! Zstandard frames (RFC 8878).

use std::io::{self, Read};

use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::super::window::Window;
use super::{Unpacking, ZSTD_WINDOW_LIMIT, explain, skip_skippable_frames};

/// A last block without content, and a checksum that nobody asks for.
///
/// The decoder keeps back a window of what it decoded until the frame is over. Where the frame is
/// cut or damaged, this ends it, so that what was decoded can still be had.
const LAST_BLOCK: &[u8] = &[1, 0, 0, 0, 0, 0, 0];

/// Reads what the frames of a zstd file hold, one after the other.
pub(super) struct Decoder {
    raw: Window,
    frames: FrameDecoder,
    /// Whether a frame has begun and not yet been checked at its end.
    within: bool,
    failed: Option<io::Error>,
    ended: bool,
}

impl Decoder {
    pub(super) fn new(raw: Window) -> Self {
        let mut frames = FrameDecoder::new();
        frames.set_max_window_size(ZSTD_WINDOW_LIMIT);
        Self {
            raw,
            frames,
            within: false,
            failed: None,
            ended: false,
        }
    }

    /// Begins the next frame; false where there is none any more.
    fn begin(&mut self) -> io::Result<bool> {
        skip_skippable_frames(&mut self.raw)?;
        if !self.raw.fill(1)? {
            return Ok(false);
        }
        match self.frames.reset(&mut self.raw) {
            Ok(()) => Ok(true),
            Err(FrameDecoderError::WindowSizeTooBig { requested, max }) => {
                Err(Unpacking::TooLarge {
                    requested,
                    limit: max,
                }
                .into())
            }
            Err(error) => Err(explain(&mut self.raw, error)),
        }
    }

    /// Compares the checksum at the end of a frame, where it has one.
    fn check(&self) -> io::Result<()> {
        match self.frames.get_checksum_from_data() {
            Some(told) if self.frames.get_calculated_checksum() != Some(told) => {
                Err(Unpacking::damaged("its checksum is wrong"))
            }
            _ => Ok(()),
        }
    }

    fn step(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.within {
                if self.ended || !self.begin()? {
                    self.ended = true;
                    return Ok(0);
                }
                self.within = true;
            }
            let written = self.frames.read(into)?;
            if written > 0 {
                return Ok(written);
            }
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            if self.frames.is_finished() {
                self.check()?;
                self.within = false;
                continue;
            }
            let one = BlockDecodingStrategy::UptoBlocks(1);
            if let Err(error) = self.frames.decode_blocks(&mut self.raw, one) {
                self.failed = Some(explain(&mut self.raw, error));
                let all = BlockDecodingStrategy::All;
                // Where even this fails there is nothing more to be had, and `failed` says why.
                let _ = self.frames.decode_blocks(LAST_BLOCK, all);
            }
        }
    }
}

impl Read for Decoder {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        self.step(into).inspect_err(|_| {
            self.within = false;
            self.ended = true;
        })
    }
}
