//! The options at the end of a block's body (draft-ietf-opsawg-pcapng, section 3.5).

use super::super::bytes::ByteOrder;

pub(in crate::capture) const COMMENT: u16 = 1;
/// Of a section header.
pub(in crate::capture) const APPLICATION: u16 = 4;
/// Of an interface description, as those up to the offset.
pub(in crate::capture) const NAME: u16 = 2;
pub(in crate::capture) const DESCRIPTION: u16 = 3;
pub(in crate::capture) const RESOLUTION: u16 = 9;
pub(in crate::capture) const FILTER: u16 = 11;
pub(in crate::capture) const OFFSET: u16 = 14;
/// Of interface statistics, as what follows.
pub(in crate::capture) const RECEIVED: u16 = 4;
pub(in crate::capture) const DROPPED_BY_INTERFACE: u16 = 5;
pub(in crate::capture) const DROPPED_BY_SYSTEM: u16 = 7;

const END: u16 = 0;

/// Code and value of one option after the other; an option that does not fit ends them, because
/// the frame of the block is readable all the same.
pub(super) struct Options<'a> {
    rest: &'a [u8],
    order: ByteOrder,
}

impl<'a> Options<'a> {
    pub(super) fn new(rest: &'a [u8], order: ByteOrder) -> Self {
        Self { rest, order }
    }
}

impl<'a> Iterator for Options<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&[a, b, c, d], rest) = self.rest.split_first_chunk::<4>()?;
        let code = self.order.u16([a, b]);
        if code == END {
            return None;
        }
        let length = usize::from(self.order.u16([c, d]));
        let value = rest.get(..length)?;
        self.rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some((code, value))
    }
}
