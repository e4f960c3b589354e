//! The places of a table in the order in which they were filled.

/// No place.
const NONE: u16 = u16::MAX;

/// The places that are filled, oldest first: a list that is linked both ways, so that any of them
/// can go.
#[derive(Debug)]
pub(super) struct Ages {
    links: Vec<Link>,
    oldest: u16,
    newest: u16,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    older: u16,
    newer: u16,
}

impl Default for Ages {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Ages {
    /// None of `places` places is filled.
    pub(super) fn new(places: usize) -> Self {
        debug_assert!(places <= usize::from(NONE));
        let alone = Link {
            older: NONE,
            newer: NONE,
        };
        Self {
            links: vec![alone; places],
            oldest: NONE,
            newest: NONE,
        }
    }

    /// The place that was filled first.
    #[inline]
    pub(super) fn oldest(&self) -> Option<usize> {
        (self.oldest != NONE).then_some(self.oldest.into())
    }

    /// Adds a place that is not among them, as the newest.
    pub(super) fn push(&mut self, place: usize) {
        let older = self.newest;
        self.newest = place as u16;
        self.links[place] = Link { older, newer: NONE };
        match self.links.get_mut(usize::from(older)) {
            Some(link) => link.newer = self.newest,
            None => self.oldest = self.newest,
        }
    }

    /// Takes away a place that is among them.
    pub(super) fn remove(&mut self, place: usize) {
        let Link { older, newer } = self.links[place];
        match self.links.get_mut(usize::from(older)) {
            Some(link) => link.newer = newer,
            None => self.oldest = newer,
        }
        match self.links.get_mut(usize::from(newer)) {
            Some(link) => link.older = older,
            None => self.newest = older,
        }
    }

    /// All of them, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.oldest(), |&place| {
            let newer = self.links[place].newer;
            (newer != NONE).then_some(newer.into())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_stand_in_the_order_in_which_they_were_filled(
            turned in prop::collection::vec(0usize..12, 0..60)
        ) {
            let mut ages = Ages::new(12);
            let mut naive: Vec<usize> = Vec::new();
            for place in turned {
                match naive.iter().position(|&filled| filled == place) {
                    Some(at) => {
                        naive.remove(at);
                        ages.remove(place);
                    }
                    None => {
                        naive.push(place);
                        ages.push(place);
                    }
                }
                prop_assert_eq!(ages.iter().collect::<Vec<_>>(), naive.clone());
                prop_assert_eq!(ages.oldest(), naive.first().copied());
            }
        }
    }
}
