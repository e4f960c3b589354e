//! 802.11 data frames, and the headers that capture drivers put before them.

use super::Undecoded;
use super::layer::{Layer, OTHER, Piece, Step};
use super::{Decoded, link};

/// Data frames are the ones of this type (IEEE 802.11, section 9.2.4.1.3).
const DATA: u8 = 2;

/// An 802.11 frame (IEEE 802.11, section 9.3.2). Its fragments are not put together.
pub(super) fn frame(frame: Piece<'_>) -> Step<'_> {
    padded_frame(frame, false)
}

/// `padded`: the header is padded to a multiple of four bytes.
fn padded_frame(frame: Piece<'_>, padded: bool) -> Step<'_> {
    const BOTH_DISTRIBUTION_SYSTEMS: u8 = 0x03;
    const MORE_FRAGMENTS: u8 = 0x04;
    const PROTECTED: u8 = 0x40;
    const HT_CONTROL: u8 = 0x80;
    const WITHOUT_DATA: u8 = 0x4;
    const QOS: u8 = 0x8;
    const AGGREGATED: u8 = 0x80;

    let [control, flags] = frame.peek(0)?;
    let subtype = control >> 4;
    if control >> 2 & 3 != DATA || subtype & WITHOUT_DATA != 0 {
        return OTHER;
    }
    if flags & PROTECTED != 0 {
        return Err(Undecoded::Encrypted);
    }
    let [sequence_control, _] = frame.peek(22)?;
    let mut length = 24;
    if flags & BOTH_DISTRIBUTION_SYSTEMS == BOTH_DISTRIBUTION_SYSTEMS {
        length += 6;
    }
    let mut aggregated = false;
    if subtype & QOS != 0 {
        let [quality, _] = frame.peek(length)?;
        aggregated = quality & AGGREGATED != 0;
        length += 2;
        if flags & HT_CONTROL != 0 {
            length += 4;
        }
    }
    if flags & MORE_FRAGMENTS != 0 || sequence_control & 0x0f != 0 {
        return Ok(Layer::Done(Decoded::Fragment));
    }
    if padded {
        length = length.next_multiple_of(4);
    }
    let payload = frame.skip(length)?;
    if aggregated {
        return aggregate(payload);
    }
    link::llc(payload)
}

/// The first frame of an A-MSDU (IEEE 802.11, section 9.3.2.2.2).
fn aggregate(payload: Piece<'_>) -> Step<'_> {
    let (&[.., l0, l1], payload) = payload.header::<14>()?;
    link::llc(payload.shortened(u16::from_be_bytes([l0, l1]).into()))
}

/// Radiotap (<https://www.radiotap.org>): little-endian, with fields aligned to their size.
pub(super) fn radiotap(piece: Piece<'_>) -> Step<'_> {
    const TIMER: u32 = 1;
    const FLAGS: u32 = 1 << 1;
    const MORE_WORDS: u32 = 1 << 31;
    const PADDED: u8 = 0x20;
    let [version, _, l0, l1] = piece.peek(0)?;
    if version != 0 {
        return Err(Undecoded::Malformed);
    }
    let rest = piece.skip(u16::from_le_bytes([l0, l1]).into())?;
    let present = u32::from_le_bytes(piece.peek(4)?);
    let mut at = 8;
    let mut word = present;
    while word & MORE_WORDS != 0 {
        word = u32::from_le_bytes(piece.peek(at)?);
        at += 4;
    }
    if present & FLAGS == 0 {
        return frame(rest);
    }
    if present & TIMER != 0 {
        at = at.next_multiple_of(8) + 8;
    }
    let [flags] = piece.peek(at)?;
    padded_frame(rest, flags & PADDED != 0)
}

/// The Prism header: its own length at offset 4, in the byte order of the host. AVS may stand in
/// its place.
pub(super) fn prism(piece: Piece<'_>) -> Step<'_> {
    if piece.peek(0)? == AVS_MAGIC {
        return avs(piece);
    }
    let length = piece.peek(4)?;
    let little = u32::from_le_bytes(length) as usize;
    if (8..=piece.length()).contains(&little) {
        return frame(piece.skip(little)?);
    }
    frame(piece.skip(u32::from_be_bytes(length) as usize)?)
}

/// The upper half of the version of an AVS header.
const AVS_MAGIC: [u8; 2] = [0x80, 0x21];

/// The AVS header: its own length at offset 4, big-endian.
pub(super) fn avs(piece: Piece<'_>) -> Step<'_> {
    frame(piece.skip(u32::from_be_bytes(piece.peek(4)?) as usize)?)
}
