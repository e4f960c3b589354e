//! Places for many things of one kind, which never move.

use std::ops::{Index, IndexMut};

/// How many places are made at once.
const CHUNK: usize = 128;

/// Places that are made in chunks: a vector would copy all of them whenever it grows, and touch new
/// memory for it.
#[derive(Debug)]
pub(super) struct Slab<T> {
    chunks: Vec<Box<[T]>>,
    used: usize,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self {
            chunks: Vec::new(),
            used: 0,
            free: Vec::new(),
        }
    }
}

impl<T: Default> Slab<T> {
    /// A place that is free; what it held when it was given up, or the default.
    pub(super) fn claim(&mut self) -> u32 {
        if let Some(place) = self.free.pop() {
            return place;
        }
        if self.used == self.chunks.len() * CHUNK {
            let chunk = std::iter::repeat_with(T::default).take(CHUNK);
            self.chunks.push(chunk.collect());
        }
        self.used += 1;
        (self.used - 1) as u32
    }
}

impl<T> Slab<T> {
    /// Gives up a place that was claimed.
    pub(super) fn give_up(&mut self, place: u32) {
        self.free.push(place);
    }

    /// How many places are claimed.
    pub(super) fn len(&self) -> usize {
        self.used - self.free.len()
    }

    /// What is at `place`, claimed now or once; `None` where there was never anything.
    pub(super) fn get(&self, place: u32) -> Option<&T> {
        let place = place as usize;
        self.chunks.get(place / CHUNK)?.get(place % CHUNK)
    }

    /// As [`Slab::get`].
    pub(super) fn get_mut(&mut self, place: u32) -> Option<&mut T> {
        let place = place as usize;
        self.chunks.get_mut(place / CHUNK)?.get_mut(place % CHUNK)
    }

    /// All places that were ever claimed, with what is there.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let all = self.chunks.iter().flatten().take(self.used);
        all.enumerate().map(|(place, thing)| (place as u32, thing))
    }
}

impl<T> Index<u32> for Slab<T> {
    type Output = T;

    #[inline]
    fn index(&self, place: u32) -> &T {
        &self.chunks[place as usize / CHUNK][place as usize % CHUNK]
    }
}

impl<T> IndexMut<u32> for Slab<T> {
    #[inline]
    fn index_mut(&mut self, place: u32) -> &mut T {
        &mut self.chunks[place as usize / CHUNK][place as usize % CHUNK]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_was_given_up_is_claimed_again_before_a_new_one() {
        let mut slab = Slab::default();
        let places: Vec<u32> = (0..=CHUNK as u32).map(|_| slab.claim()).collect();
        for &place in &places {
            slab[place] = place + 1;
        }
        slab.give_up(7);
        assert_eq!(slab.len(), CHUNK);
        assert_eq!(slab.claim(), 7);
        assert_eq!(slab.claim(), CHUNK as u32 + 1);
        assert_eq!(slab.get(CHUNK as u32), Some(&(CHUNK as u32 + 1)));
        assert_eq!(slab.get(3 * CHUNK as u32), None);
        assert_eq!(slab.iter().count(), CHUNK + 2);
    }
}
