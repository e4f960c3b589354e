//! Which bytes of a stream have been seen, as a few ranges of offsets.

use crate::limits;

/// A set of stream offsets.
///
/// In an undisturbed stream there is only `main`, and a flow has no more to carry than that.
///
/// Invariants: `main` ends at 0 where the set is empty, and lies before all others.
#[derive(Clone, Debug, Default)]
pub struct Ranges {
    main: (u64, u64),
    others: Option<Box<Others>>,
}

/// The ranges behind the first.
///
/// Invariants: `ranges` is sorted, and its ranges are not empty and do not touch each other.
#[derive(Clone, Debug, Default)]
struct Others {
    ranges: Vec<(u64, u64)>,
    joined: u64,
}

impl Ranges {
    /// Adds `start..end` and returns how many of these offsets are new.
    pub fn insert(&mut self, start: u64, end: u64) -> u64 {
        if start >= end {
            return 0;
        }
        let (main_start, main_end) = self.main;
        if main_end == 0 {
            self.main = (start, end);
            return end - start;
        }
        if start >= main_start && end <= main_end {
            return 0;
        }
        let others = self.others.as_mut();
        match others.and_then(|others| others.ranges.last_mut()) {
            None if start == main_end => {
                self.main.1 = end;
                end - start
            }
            Some(last) if start == last.1 => {
                last.1 = end;
                end - start
            }
            _ => {
                let others = self.others.get_or_insert_default();
                others.insert(&mut self.main, start, end)
            }
        }
    }

    /// The lowest offset in the set.
    pub fn start(&self) -> Option<u64> {
        self.iter().next().map(|range| range.0)
    }

    /// One past the highest offset in the set.
    pub fn end(&self) -> Option<u64> {
        self.iter().next_back().map(|range| range.1)
    }

    /// How many offsets are in the set, those included that count only because ranges were joined.
    pub fn covered(&self) -> u64 {
        self.iter().map(|(start, end)| end - start).sum()
    }

    /// How many offsets count as seen only because [`limits::RANGES`] was met.
    pub fn joined(&self) -> u64 {
        self.others.as_ref().map_or(0, |others| others.joined)
    }

    /// The holes between `from` and `to`, in order.
    pub fn holes(&self, from: u64, to: u64) -> Vec<(u64, u64)> {
        let mut at = from;
        let mut holes = Vec::new();
        for (start, end) in self.iter() {
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

    fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, u64)> {
        let main = Some(self.main).filter(|main| main.1 > 0);
        let others = self.others.iter().flat_map(|others| &others.ranges);
        main.into_iter().chain(others.copied())
    }
}

impl Others {
    /// Adds `start..end` to these and `main`, and returns how many of these offsets are new.
    fn insert(&mut self, main: &mut (u64, u64), start: u64, end: u64) -> u64 {
        let ranges = &mut self.ranges;
        ranges.insert(0, *main);
        let first = ranges.partition_point(|range| range.1 < start);
        let last = ranges.partition_point(|range| range.0 <= end);
        let mut new = end - start;
        if first < last {
            let touched = &ranges[first..last];
            new -= touched
                .iter()
                .map(|range| range.1.min(end).saturating_sub(range.0.max(start)))
                .sum::<u64>();
            let merged = (
                start.min(touched[0].0),
                end.max(touched[touched.len() - 1].1),
            );
            ranges.splice(first..last, [merged]);
        } else {
            ranges.insert(first, (start, end));
        }
        if ranges.len() > limits::RANGES {
            self.join_closest();
        }
        *main = self.ranges.remove(0);
        new
    }

    fn join_closest(&mut self) {
        let ranges = &mut self.ranges;
        let closest = (1..ranges.len()).min_by_key(|&i| ranges[i].0 - ranges[i - 1].1);
        let Some(index) = closest else { return };
        self.joined += ranges[index].0 - ranges[index - 1].1;
        ranges[index - 1].1 = ranges[index].1;
        ranges.remove(index);
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
