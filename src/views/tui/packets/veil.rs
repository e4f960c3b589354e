//! What lies over bytes that nobody should read.

use crate::views::HIDDEN;
use std::ops::Range;

/// The bytes of a frame that are hidden.
#[derive(Clone, Debug, Default)]
pub struct Veil {
    /// Sorted and apart.
    hidden: Vec<Range<usize>>,
}

impl Veil {
    /// Hides `ranges`, which are offsets in bytes that begin at `start`.
    pub fn new(ranges: Vec<Range<usize>>, start: usize) -> Self {
        let moved = ranges
            .into_iter()
            .map(|range| range.start + start..range.end + start);
        Self::of(moved.collect())
    }

    fn of(mut ranges: Vec<Range<usize>>) -> Self {
        ranges.retain(|range| !range.is_empty());
        ranges.sort_by_key(|range| range.start);
        let mut hidden: Vec<Range<usize>> = Vec::new();
        for range in ranges {
            match hidden.last_mut() {
                Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
                _ => hidden.push(range),
            }
        }
        Self { hidden }
    }

    /// Hides `range` as well.
    pub fn hide(&mut self, range: Range<usize>) {
        self.join(Veil {
            hidden: vec![range],
        });
    }

    /// Hides what another veil hides as well.
    pub fn join(&mut self, other: Veil) {
        let mut all = std::mem::take(&mut self.hidden);
        all.extend(other.hidden);
        *self = Self::of(all);
    }

    /// Whether a byte is hidden.
    pub fn hides(&self, offset: usize) -> bool {
        let after = self.hidden.partition_point(|known| known.end <= offset);
        let next = self.hidden.get(after);
        next.is_some_and(|known| known.start <= offset)
    }

    /// Whether any byte of `range` is hidden.
    pub fn covers(&self, range: &Range<usize>) -> bool {
        let after = self
            .hidden
            .partition_point(|known| known.end <= range.start);
        let next = self.hidden.get(after);
        next.is_some_and(|known| known.start < range.end)
    }

    /// What stands in `range` of `bytes`, with [`HIDDEN`] in the place of each hidden stretch.
    pub fn shown(&self, bytes: &[u8], range: &Range<usize>) -> Vec<u8> {
        let mut shown = Vec::new();
        let mut at = range.start;
        for known in &self.hidden {
            let (start, end) = (known.start.max(at), known.end.min(range.end));
            if start >= end {
                continue;
            }
            shown.extend_from_slice(bytes.get(at..start).unwrap_or_default());
            shown.extend_from_slice(HIDDEN.as_bytes());
            at = end;
        }
        let rest = bytes.get(at..range.end).unwrap_or_default();
        shown.extend_from_slice(rest);
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_that_touch_are_one() {
        let mut veil = Veil::new(vec![5..8, 0..2], 10);
        veil.hide(12..15);
        assert_eq!(veil.hidden, vec![10..18]);
    }

    #[test]
    fn a_byte_is_hidden_inside_a_stretch_only() {
        let veil = Veil::new(vec![2..4, 6..7], 0);
        let hidden: Vec<usize> = (0..8).filter(|&at| veil.hides(at)).collect();
        assert_eq!(hidden, [2, 3, 6]);
        assert!(veil.covers(&(0..3)) && !veil.covers(&(4..6)));
    }
}
