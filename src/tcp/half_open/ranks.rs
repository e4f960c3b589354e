//! Which entry of a bucket has a key, and which is the next to go, for all of them at once.

/// How many entries share a bucket: all their tags are compared at once.
pub(super) const WAYS: usize = 8;

/// A part of the hash of the key of each entry of a bucket in [`TAG_BITS`] each; 0 where there is
/// none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tags(u64);

const TAG_BITS: usize = 8;
/// The lowest bit of every tag.
const LOWEST: u64 = u64::MAX / 0xff;
/// The highest bit of every tag.
const HIGHEST: u64 = LOWEST << (TAG_BITS - 1);

impl Tags {
    /// The ways where the tag may be `tag`, of those the first for certain.
    ///
    /// All are compared at once, because most look-ups in a flood find nothing: a tag that is equal
    /// becomes 0, and only 0, or what stands above it, borrows from the bit above.
    #[inline(always)]
    pub(super) fn ways_of(self, tag: u8) -> Found {
        let differences = self.0 ^ (LOWEST * u64::from(tag));
        Found(differences.wrapping_sub(LOWEST) & !differences & HIGHEST)
    }

    #[inline]
    pub(super) fn fill(&mut self, way: usize, tag: u8) {
        self.clear(way);
        self.0 |= u64::from(tag) << (way % WAYS * TAG_BITS);
    }

    #[inline]
    pub(super) fn clear(&mut self, way: usize) {
        self.0 &= !(u64::from(u8::MAX) << (way % WAYS * TAG_BITS));
    }
}

/// Ways that were found: the highest bit of the tag of each.
pub(super) struct Found(u64);

impl Iterator for Found {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let way = self.0.trailing_zeros() as usize / TAG_BITS;
        self.0 &= self.0 - 1;
        Some(way)
    }
}

/// What each entry of a bucket is worth, the oldest and least first: its [`Worth`], its number, and
/// its way in the lowest bits; the way alone where there is none.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Ranks([u64; WAYS]);

/// What an entry is worth when one has to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// A single SYN that nobody answered: what a flood is made of.
    Single,
    /// Both sides have closed it, or one has reset it.
    Over,
    /// It may yet speak.
    Open,
}

/// The bits of a rank that say what the entry is worth; above the number, above the way.
const WORTH_SHIFT: u32 = 62;
/// The bits of a rank that say which of two that are worth the same is older.
pub(super) const AGE: u64 = u64::MAX >> (u64::BITS - WORTH_SHIFT);

impl Ranks {
    pub(super) const EMPTY: Self = Self([0, 1, 2, 3, 4, 5, 6, 7]);

    #[inline]
    pub(super) fn fill(&mut self, way: usize, worth: Worth, number: u64) {
        let number = (number * WAYS as u64) & AGE;
        self.0[way % WAYS] = (worth as u64) << WORTH_SHIFT | number | way as u64;
    }

    #[inline]
    pub(super) fn revalue(&mut self, way: usize, worth: Worth) {
        self.0[way % WAYS] = (worth as u64) << WORTH_SHIFT | self.0[way % WAYS] & AGE;
    }

    #[inline]
    pub(super) fn clear(&mut self, way: usize) {
        self.0[way % WAYS] = way as u64;
    }

    /// The ages of all entries; less than [`WAYS`] where there is none.
    pub(super) fn ages(&self) -> impl Iterator<Item = u64> {
        self.0.into_iter().map(|rank| rank & AGE)
    }

    #[inline]
    pub(super) fn of(&self, way: usize) -> Rank {
        Rank(self.0[way % WAYS])
    }

    /// The least rank, which tells what is to go next, if its way is not free.
    #[inline]
    pub(super) fn least(&self) -> Rank {
        Rank(self.0.into_iter().fold(u64::MAX, u64::min))
    }
}

/// What one entry is worth.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rank(u64);

impl Rank {
    #[inline]
    pub(super) fn way(self) -> usize {
        self.0 as usize % WAYS
    }

    /// Its number; 0, which no connection has, where there is none.
    #[inline]
    pub(super) fn number(self) -> u64 {
        (self.0 & AGE) / WAYS as u64
    }

    /// Whether there is an entry that is over.
    #[inline]
    pub(super) fn is_over(self) -> bool {
        self.0 >> WORTH_SHIFT == Worth::Over as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_way_with_the_tag_is_found_no_empty_one_is_and_the_first_found_has_it(
            filled in prop::collection::vec((0..WAYS, 2u8..6), 0..12),
            cleared in prop::collection::vec(0..WAYS, 0..3)
        ) {
            let mut tags = Tags::default();
            let mut naive = [None; WAYS];
            for (way, tag) in filled {
                tags.fill(way, tag);
                naive[way] = Some(tag);
            }
            for way in cleared {
                tags.clear(way);
                naive[way] = None;
            }
            for tag in 2..6 {
                let found: Vec<usize> = tags.ways_of(tag).collect();
                let has = |way: usize| found.contains(&way);
                let equal = |way: &usize| naive[*way] == Some(tag);
                prop_assert!((0..WAYS).filter(equal).all(has));
                prop_assert!((0..WAYS).filter(|&way| has(way)).all(|way| naive[way].is_some()));
                prop_assert_eq!((0..WAYS).find(equal), (0..WAYS).find(|&way| has(way)));
            }
        }
    }
}
