//! Which bytes of a stream have been seen, as a few ranges of offsets.

use crate::limits;

/// A set of stream offsets.
///
/// Invariants: `spare` is sorted, its ranges are not empty, do not touch each other, and all lie
/// beyond `main`. In an undisturbed stream there is only `main`.
#[derive(Clone, Debug, Default)]
pub struct Ranges {
    main: Option<(u64, u64)>,
    spare: Vec<(u64, u64)>,
    joined: u64,
}

impl Ranges {
    /// Adds `start..end` and returns how many of these offsets are new.
    pub fn insert(&mut self, start: u64, end: u64) -> u64 {
        if start >= end {
            return 0;
        }
        let Some((main_start, main_end)) = self.main else {
            self.main = Some((start, end));
            return end - start;
        };
        if start >= main_start && end <= main_end {
            return 0;
        }
        match self.spare.last_mut() {
            None if start == main_end => {
                self.main = Some((main_start, end));
                end - start
            }
            Some(last) if start == last.1 => {
                last.1 = end;
                end - start
            }
            _ => self.insert_slowly((main_start, main_end), start, end),
        }
    }

    fn insert_slowly(&mut self, main: (u64, u64), start: u64, end: u64) -> u64 {
        self.spare.insert(0, main);
        let first = self.spare.partition_point(|range| range.1 < start);
        let last = self.spare.partition_point(|range| range.0 <= end);
        let mut new = end - start;
        if first < last {
            let touched = &self.spare[first..last];
            new -= touched
                .iter()
                .map(|range| range.1.min(end).saturating_sub(range.0.max(start)))
                .sum::<u64>();
            let merged = (
                start.min(touched[0].0),
                end.max(touched[touched.len() - 1].1),
            );
            self.spare.splice(first..last, [merged]);
        } else {
            self.spare.insert(first, (start, end));
        }
        if self.spare.len() > limits::RANGES {
            self.join_closest();
        }
        self.main = Some(self.spare.remove(0));
        new
    }

    fn join_closest(&mut self) {
        let closest = (1..self.spare.len()).min_by_key(|&i| self.spare[i].0 - self.spare[i - 1].1);
        let Some(index) = closest else { return };
        self.joined += self.spare[index].0 - self.spare[index - 1].1;
        self.spare[index - 1].1 = self.spare[index].1;
        self.spare.remove(index);
    }

    /// The lowest offset in the set.
    pub fn start(&self) -> Option<u64> {
        self.main.map(|range| range.0)
    }

    /// One past the highest offset in the set.
    pub fn end(&self) -> Option<u64> {
        self.spare
            .last()
            .copied()
            .or(self.main)
            .map(|range| range.1)
    }

    /// How many offsets are in the set, those included that count only because ranges were joined.
    pub fn covered(&self) -> u64 {
        self.main
            .iter()
            .chain(&self.spare)
            .map(|(start, end)| end - start)
            .sum()
    }

    /// How many offsets count as seen only because [`limits::RANGES`] was met.
    pub fn joined(&self) -> u64 {
        self.joined
    }

    /// The holes between `from` and `to`, in order.
    pub fn holes(&self, from: u64, to: u64) -> Vec<(u64, u64)> {
        let mut at = from;
        let mut holes = Vec::new();
        for &(start, end) in self.main.iter().chain(&self.spare) {
            if start > at && at < to {
                holes.push((at, start.min(to)));
            }
            at = at.max(end);
        }
        if at < to {
            holes.push((at, to));
        }
        holes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_set_of_ranges_is_the_set_of_its_offsets(
            inserted in prop::collection::vec((0u64..200, 0u64..30), 0..40)
        ) {
            let mut naive = [false; 256];
            let mut ranges = Ranges::default();
            for (start, length) in inserted {
                let new = (start..start + length).filter(|&at| !naive[at as usize]).count() as u64;
                naive[start as usize..(start + length) as usize].fill(true);
                prop_assert_eq!(ranges.insert(start, start + length), new);
                prop_assert_eq!(ranges.covered(), naive.iter().filter(|&&seen| seen).count() as u64);
            }
            let holes: u64 = ranges.holes(0, 256).iter().map(|(start, end)| end - start).sum();
            prop_assert_eq!(holes, naive.iter().filter(|&&seen| !seen).count() as u64);
        }
    }

    #[test]
    fn more_ranges_than_the_limit_are_joined_and_counted() {
        let mut ranges = Ranges::default();
        for index in 0..limits::RANGES as u64 + 10 {
            ranges.insert(index * 10, index * 10 + 1);
        }
        assert!(ranges.joined() > 0);
        assert_eq!(
            ranges.covered() - ranges.joined(),
            limits::RANGES as u64 + 10
        );
    }
}
