//! The bytes of one direction in their order.

use crate::limits;
use std::collections::BTreeMap;

/// Puts the segments of one direction in order and hands out each byte once; the first copy wins.
///
/// Invariants: everything in `held` lies beyond `next` and does not overlap; `held_bytes` is its
/// size and stays under [`limits::OUT_OF_ORDER_BYTES`].
#[derive(Clone, Debug)]
pub struct Assembler {
    next: u64,
    held: BTreeMap<u64, Box<[u8]>>,
    held_bytes: usize,
}

/// The assembler's limit was met: the hole at [`Assembler::next`] must be given up first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl Assembler {
    /// An assembler whose first byte stands at `offset`.
    pub fn new(offset: u64) -> Self {
        Self {
            next: offset,
            held: BTreeMap::new(),
            held_bytes: 0,
        }
    }

    /// The offset of the next byte to hand out.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// The offset of the first byte beyond the hole at [`Assembler::next`], if any is held.
    pub fn first_held(&self) -> Option<u64> {
        self.held.first_key_value().map(|(&offset, _)| offset)
    }

    /// Takes `bytes` at `offset` and calls `each` with every run that is now in order.
    ///
    /// Bytes that are not in order are copied and held. Fails when too many are held already.
    pub fn push(
        &mut self,
        offset: u64,
        bytes: &[u8],
        each: &mut dyn FnMut(u64, &[u8]),
    ) -> Result<(), Full> {
        let end = offset + bytes.len() as u64;
        if end <= self.next {
            return Ok(());
        }
        if offset > self.next {
            return self.hold(offset, bytes);
        }
        let fresh = &bytes[(self.next - offset) as usize..];
        each(self.next, fresh);
        self.next = end;
        self.hand_out_held(each);
        Ok(())
    }

    /// Gives up the hole and goes on at `offset`.
    pub fn skip_to(&mut self, offset: u64, each: &mut dyn FnMut(u64, &[u8])) {
        self.next = self.next.max(offset);
        self.hand_out_held(each);
    }

    fn hand_out_held(&mut self, each: &mut dyn FnMut(u64, &[u8])) {
        while let Some(entry) = self.held.first_entry() {
            let offset = *entry.key();
            if offset > self.next {
                return;
            }
            let bytes = entry.remove();
            self.held_bytes -= bytes.len();
            let end = offset + bytes.len() as u64;
            if end > self.next {
                each(self.next, &bytes[(self.next - offset) as usize..]);
                self.next = end;
            }
        }
    }

    fn hold(&mut self, offset: u64, bytes: &[u8]) -> Result<(), Full> {
        let mut at = offset;
        let end = offset + bytes.len() as u64;
        if let Some((&before, held)) = self.held.range(..=at).next_back() {
            at = at.max(before + held.len() as u64);
        }
        while at < end {
            let until = self
                .held
                .range(at..end)
                .next()
                .map_or(end, |(&next, _)| next);
            if until > at {
                if self.held_bytes + (until - at) as usize > limits::OUT_OF_ORDER_BYTES {
                    return Err(Full);
                }
                let run = &bytes[(at - offset) as usize..(until - offset) as usize];
                self.held_bytes += run.len();
                self.held.insert(at, run.into());
            }
            at = self
                .held
                .get(&until)
                .map_or(end, |held| until + held.len() as u64);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_come_out_once_and_in_order_whatever_the_order_of_segments(
            length in 1usize..300,
            mut cuts in prop::collection::vec((0usize..300, 1usize..60), 0..60),
            seed in any::<u64>(),
        ) {
            let stream: Vec<u8> = (0..length).map(|at| (at as u64 ^ seed) as u8).collect();
            // The rest in order, so that nothing is missing in the end.
            cuts.extend((0..length).step_by(7).map(|at| (at, 7)));
            let mut assembler = Assembler::new(1_000);
            let mut out = Vec::new();
            for (start, run) in cuts {
                let start = start.min(length);
                let end = (start + run).min(length);
                assembler.push(1_000 + start as u64, &stream[start..end], &mut |offset, bytes| {
                    assert_eq!(offset, 1_000 + out.len() as u64);
                    out.extend_from_slice(bytes);
                }).unwrap();
            }
            prop_assert_eq!(out, stream);
            prop_assert_eq!(assembler.held_bytes, 0);
        }
    }

    #[test]
    fn the_first_copy_of_a_byte_wins() {
        let mut assembler = Assembler::new(0);
        let mut out = Vec::new();
        let mut each = |_: u64, bytes: &[u8]| out.extend_from_slice(bytes);
        assembler.push(2, b"cd", &mut each).unwrap();
        assembler.push(1, b"XXXXe", &mut each).unwrap();
        assembler.push(0, b"a", &mut each).unwrap();
        assert_eq!(out, b"aXcdXe");
    }

    #[test]
    fn more_than_the_limit_is_refused_and_a_skip_goes_on() {
        let mut assembler = Assembler::new(0);
        let block = vec![7; limits::OUT_OF_ORDER_BYTES];
        assembler
            .push(1, &block, &mut |_, _| panic!("out of order"))
            .unwrap();
        let beyond = 1 + block.len() as u64;
        assert_eq!(assembler.push(beyond, b"x", &mut |_, _| ()), Err(Full));
        let mut out = 0;
        assembler.skip_to(1, &mut |_, bytes| out += bytes.len());
        assert_eq!(out, block.len());
    }
}
