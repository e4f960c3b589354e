//! A frame kept by itself, to be looked at.

use super::tree::{Tree, tree};
use super::{Decoded, Decoder, Segment};
use crate::capture::{Frame, LinkType};
use crate::net::Time;

/// A frame with its own copy of the bytes that the capture holds of it.
#[derive(Clone, Debug)]
pub struct Packet {
    /// Its number in the capture, counted from 1.
    pub number: u64,
    /// When it was captured.
    pub time: Time,
    /// Its length on the wire in bytes; at least `bytes.len()`.
    pub length: u32,
    /// The bytes that were kept of it.
    pub bytes: Box<[u8]>,
    link: LinkType,
    interface: u32,
}

impl Packet {
    /// A copy of `frame`.
    pub fn new(frame: &Frame<'_>) -> Self {
        Self {
            number: frame.number,
            time: frame.time,
            length: frame.length,
            bytes: frame.data.into(),
            link: frame.link,
            interface: frame.interface,
        }
    }

    /// The frame that it is a copy of.
    pub fn frame(&self) -> Frame<'_> {
        Frame {
            number: self.number,
            time: self.time,
            interface: self.interface,
            link: self.link,
            length: self.length,
            data: &self.bytes,
        }
    }

    /// The TCP segment in it, where it holds a whole one and not a fragment.
    pub fn with_segment<R>(&self, look: impl FnOnce(&Segment<'_>) -> R) -> Option<R> {
        match Decoder::new().decode(&self.frame()) {
            Decoded::Segment(segment) => Some(look(&segment)),
            _ => None,
        }
    }

    /// What is in it, by itself: nothing is known of the frames before it.
    pub fn with_decoded<R>(&self, look: impl FnOnce(&Decoded<'_>) -> R) -> R {
        look(&Decoder::new().decode(&self.frame()))
    }

    /// Where `part`, a slice of its bytes, stands in them; `None` for any other slice.
    pub fn place_of(&self, part: &[u8]) -> Option<std::ops::Range<usize>> {
        let start = part.as_ptr().addr();
        let start = start.checked_sub(self.bytes.as_ptr().addr())?;
        let end = start.checked_add(part.len())?;
        (end <= self.bytes.len()).then_some(start..end)
    }

    /// The name of the link type, as libpcap gives it.
    pub fn link_name(&self) -> std::borrow::Cow<'static, str> {
        self.link.name()
    }

    /// It taken apart, field by field.
    pub fn tree(&self) -> Tree {
        tree(&self.frame())
    }
}
