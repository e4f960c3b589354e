//! Things by places that stay theirs when others are taken away.

use std::ops::Index;

/// Things in the order in which they came; each keeps its place for good, and no place is given
/// twice.
#[derive(Clone, Debug)]
pub struct Shelf<T> {
    /// Sorted by place.
    things: Vec<(usize, T)>,
    next: usize,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            things: Vec::new(),
            next: 0,
        }
    }
}

impl<T> Shelf<T> {
    /// How many things there are.
    pub fn len(&self) -> usize {
        self.things.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    /// The place that the next thing gets.
    pub fn next_place(&self) -> usize {
        self.next
    }

    /// Adds a thing and returns its place.
    pub fn push(&mut self, thing: T) -> usize {
        let place = self.next;
        self.put(place, thing);
        place
    }

    /// Adds a thing at a place of its own, behind all that were given; dropped where that is none.
    pub fn put(&mut self, place: usize, thing: T) {
        if place >= self.next {
            self.things.push((place, thing));
            self.next = place + 1;
        }
    }

    fn find(&self, place: usize) -> Option<usize> {
        // Where nothing was taken away, place and index are the same.
        if self.things.get(place).is_some_and(|one| one.0 == place) {
            return Some(place);
        }
        self.things
            .binary_search_by_key(&place, |(known, _)| *known)
            .ok()
    }

    /// The thing at a place.
    pub fn get(&self, place: usize) -> Option<&T> {
        Some(&self.things[self.find(place)?].1)
    }

    /// The thing at a place.
    pub fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        let index = self.find(place)?;
        Some(&mut self.things[index].1)
    }

    /// All things with their places, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (usize, &T)> {
        self.things.iter().map(|(place, thing)| (*place, thing))
    }

    /// The things from a place on.
    pub fn from(&self, place: usize) -> impl Iterator<Item = (usize, &T)> {
        let first = self.things.partition_point(|(known, _)| *known < place);
        let rest = self.things.get(first..).unwrap_or_default();
        rest.iter().map(|(place, thing)| (*place, thing))
    }

    /// The last thing.
    pub fn last(&self) -> Option<&T> {
        self.things.last().map(|(_, thing)| thing)
    }

    /// Takes away the things that `keep` says no to.
    pub fn retain(&mut self, mut keep: impl FnMut(usize, &T) -> bool) {
        self.things.retain(|(place, thing)| keep(*place, thing));
        // What was taken away gives its memory back, so that a capture of months stays small.
        if self.things.capacity() > 4 * self.things.len() + 64 {
            self.things.shrink_to(2 * self.things.len());
        }
    }

    /// Takes everything away; places begin anew.
    pub fn clear(&mut self) {
        self.things.clear();
        self.next = 0;
    }
}

impl<T> Index<usize> for Shelf<T> {
    type Output = T;

    /// The thing at a place that is known to have one.
    fn index(&self, place: usize) -> &T {
        self.get(place).expect("a thing at this place")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stay_when_others_are_taken_away() {
        let mut shelf = Shelf::default();
        let places: Vec<usize> = ["a", "b", "c", "d"].map(|one| shelf.push(one)).into();
        assert_eq!(places, [0, 1, 2, 3]);
        shelf.retain(|place, _| place % 2 == 1);
        assert_eq!(shelf.get(0), None);
        assert_eq!((shelf[1], shelf[3], shelf.len()), ("b", "d", 2));
        assert_eq!(shelf.push("e"), 4);
        let rest: Vec<_> = shelf.from(2).collect();
        assert_eq!(rest, [(3, &"d"), (4, &"e")]);
    }

    #[test]
    fn no_place_is_given_twice() {
        let mut shelf = Shelf::default();
        shelf.put(7, "a");
        shelf.put(7, "b");
        shelf.put(3, "c");
        assert_eq!(shelf.len(), 1);
        shelf.retain(|_, _| false);
        assert_eq!(shelf.push("d"), 8);
    }
}
