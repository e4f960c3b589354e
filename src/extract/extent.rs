//! Which bytes of a file there are.

/// Runs of bytes, from the first to the one behind the last, in order and apart from each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extents(Vec<(u64, u64)>);

impl Extents {
    /// The most runs that are told apart.
    pub const MOST: usize = 65_536;

    /// All of a file that is `length` bytes long.
    pub fn whole(length: u64) -> Self {
        Self(Vec::from_iter((length > 0).then_some((0, length))))
    }

    /// Adds a run; returns false, and adds nothing, where there would be too many.
    pub fn insert(&mut self, start: u64, end: u64) -> bool {
        if start >= end {
            return true;
        }
        match self.0.last_mut() {
            Some(last) if last.1 == start => {
                last.1 = end;
                return true;
            }
            None => {
                self.0.push((start, end));
                return true;
            }
            _ => {}
        }
        let first = self.0.partition_point(|run| run.1 < start);
        let last = self.0.partition_point(|run| run.0 <= end);
        if first == last && self.0.len() >= Self::MOST {
            return false;
        }
        let touched = &self.0[first..last];
        let start = touched.first().map_or(start, |run| run.0.min(start));
        let end = touched.last().map_or(end, |run| run.1.max(end));
        self.0.splice(first..last, [(start, end)]);
        true
    }

    /// The runs.
    pub fn runs(&self) -> &[(u64, u64)] {
        &self.0
    }

    /// One behind the last byte.
    pub fn end(&self) -> u64 {
        self.0.last().map_or(0, |run| run.1)
    }

    /// How many bytes there are.
    pub fn covered(&self) -> u64 {
        self.0.iter().map(|run| run.1 - run.0).sum()
    }

    /// The part from `start` to `end`, counted from `start`.
    pub fn slice(&self, start: u64, end: u64) -> Self {
        let runs = self.0.iter().map(|run| (run.0.max(start), run.1.min(end)));
        let runs = runs.filter(|run| run.0 < run.1);
        Self(runs.map(|run| (run.0 - start, run.1 - start)).collect())
    }

    /// The same runs, `by` bytes further on.
    pub fn shifted(&self, by: u64) -> Self {
        let runs = self.0.iter();
        Self(
            runs.map(|run| (run.0.saturating_add(by), run.1.saturating_add(by)))
                .collect(),
        )
    }

    /// What is not there of a file of `length` bytes.
    pub fn holes(&self, length: u64) -> Vec<(u64, u64)> {
        let mut at = 0;
        let mut holes = Vec::new();
        for &(start, end) in &self.0 {
            if start.min(length) > at {
                holes.push((at, start.min(length)));
            }
            at = at.max(end);
        }
        if at < length {
            holes.push((at, length));
        }
        holes
    }

    /// The runs that both have.
    pub fn common(&self, other: &Self) -> Vec<(u64, u64)> {
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = Vec::new();
        while let (Some(&&one), Some(&&two)) = (mine.peek(), theirs.peek()) {
            let both = (one.0.max(two.0), one.1.min(two.1));
            if both.0 < both.1 {
                common.push(both);
            }
            if one.1 <= two.1 {
                mine.next();
            } else {
                theirs.next();
            }
        }
        common
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn extents(runs: &[(u64, u64)]) -> (Extents, [bool; 128]) {
        let (mut extents, mut naive) = (Extents::default(), [false; 128]);
        for &(start, length) in runs {
            assert!(extents.insert(start, start + length));
            naive[start as usize..(start + length) as usize].fill(true);
        }
        (extents, naive)
    }

    proptest! {
        #[test]
        fn runs_are_the_bytes_that_were_added(
            one in prop::collection::vec((0u64..100, 0u64..20), 0..20),
            two in prop::collection::vec((0u64..100, 0u64..20), 0..20),
        ) {
            let ((one, naive), (two, other)) = (extents(&one), extents(&two));
            prop_assert_eq!(one.covered(), naive.iter().filter(|&&there| there).count() as u64);
            for hole in one.holes(128) {
                prop_assert!(naive[hole.0 as usize..hole.1 as usize].iter().all(|there| !there));
            }
            let missing: u64 = one.holes(128).iter().map(|hole| hole.1 - hole.0).sum();
            prop_assert_eq!(missing + one.covered(), 128);
            let both: u64 = one.common(&two).iter().map(|run| run.1 - run.0).sum();
            let expected = naive.iter().zip(other).filter(|(one, two)| **one && *two).count();
            prop_assert_eq!(both, expected as u64);
            let slice = one.slice(10, 50).covered();
            prop_assert_eq!(slice, naive[10..50].iter().filter(|&&there| there).count() as u64);
        }
    }

    #[test]
    fn more_runs_than_the_limit_are_refused() {
        let mut extents = Extents::default();
        let most = Extents::MOST as u64;
        assert!((0..most).all(|index| extents.insert(index * 2, index * 2 + 1)));
        assert!(!extents.insert(most * 2, most * 2 + 1));
        assert!(extents.insert(1, 2), "joins two");
    }
}
