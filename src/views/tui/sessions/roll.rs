//! Which sessions are listed, and in which order.

use super::digest::{Digest, Filter};
use super::{BYTES, CLIENT, END, MODE, NUMBER, SERVER, TIME, TRANSFERS, USER};
use crate::net::Time;
use crate::views::tui::book::{Entry, Mark};
use crate::views::tui::context::Context;
use crate::views::tui::settings::Language;
use crate::views::tui::shelf::Shelf;

/// The sessions of the book summed up, and those that are listed.
#[derive(Debug, Default)]
pub struct Roll {
    /// The places of those that are listed, in the order of the list.
    pub order: Vec<u32>,
    /// The column that they are sorted by.
    pub sort: usize,
    /// Whether the other way round.
    pub descending: bool,
    /// What they have to match.
    pub filter: Filter,
    /// How many went wrong, listed or not.
    pub failures: u64,
    /// How many transfers they have.
    pub transfers: u64,
    /// The first moment of the first capture, which times count from.
    pub start: Option<Time>,
    digests: Shelf<Digest>,
    mark: Mark,
    language: Option<Language>,
}

impl Roll {
    /// How many sessions there are, listed or not.
    pub fn all(&self) -> usize {
        self.digests.len()
    }

    /// What is kept of the session at a place.
    pub fn digest(&self, place: u32) -> Option<&Digest> {
        self.digests.get(place as usize)
    }

    /// The place of the session in a row.
    pub fn place(&self, row: usize) -> Option<usize> {
        self.order.get(row).map(|&place| place as usize)
    }

    /// The row of the session at a place.
    pub fn row(&self, place: usize) -> Option<usize> {
        let listed = |&one: &u32| one as usize == place;
        // Nearly always the list is in the order of places.
        let guess = self.order.partition_point(|&one| (one as usize) < place);
        match self.order.get(guess) {
            Some(one) if listed(one) => Some(guess),
            _ => self.order.iter().position(listed),
        }
    }

    /// Whether the newest session stands at the bottom.
    pub fn is_in_order_of_time(&self) -> bool {
        matches!(self.sort, NUMBER | TIME) && !self.descending
    }

    /// Takes notice of what has become of the book; returns whether rows stand elsewhere now.
    pub fn refresh(&mut self, context: &Context) -> bool {
        if self.language != Some(context.language) {
            self.language = Some(context.language);
            self.mark = Mark::default();
            self.digests.clear();
            self.order.clear();
            (self.failures, self.transfers) = (0, 0);
        }
        let sessions = &context.book.sessions;
        let changes = context.book.changes(&mut self.mark);
        let mut moved = false;
        if changes.fewer {
            let (failures, transfers) = (&mut self.failures, &mut self.transfers);
            self.digests.retain(|place, digest| {
                let stays = sessions.get(place).is_some();
                if !stays {
                    *failures -= u64::from(digest.bad);
                    *transfers -= u64::from(digest.transfers);
                }
                stays
            });
            let digests = &self.digests;
            self.order
                .retain(|&place| digests.get(place as usize).is_some());
            moved = true;
        }
        for &place in &changes.changed {
            if let Some(entry) = sessions.get(place) {
                moved |= self.renew(context, place, entry);
            }
        }
        if let Some(first) = changes.new_from {
            for (place, entry) in sessions.from(first) {
                self.add(context, place, entry);
            }
            moved |= self.sort != NUMBER || self.descending;
        }
        if moved {
            self.sort_rows(context);
        }
        moved
    }

    fn add(&mut self, context: &Context, place: usize, entry: &Entry) {
        let digest = Digest::new(context.subject(entry), entry.number);
        self.failures += u64::from(digest.bad);
        self.transfers += u64::from(digest.transfers);
        let start = entry.session.start;
        self.start = Some(self.start.map_or(start, |known| known.min(start)));
        if self.filter.matches(&digest) {
            self.order.push(place as u32);
        }
        self.digests.put(place, digest);
    }

    /// Sums up a session anew; returns whether its row may stand elsewhere now.
    fn renew(&mut self, context: &Context, place: usize, entry: &Entry) -> bool {
        let Some(known) = self.digests.get_mut(place) else {
            return false;
        };
        let digest = Digest::new(context.subject(entry), entry.number);
        let before = std::mem::replace(known, digest);
        self.failures = self.failures + u64::from(known.bad) - u64::from(before.bad);
        self.transfers = self.transfers + u64::from(known.transfers) - u64::from(before.transfers);
        let listed = (self.filter.matches(&before), self.filter.matches(known));
        match listed {
            (false, true) => self.order.push(place as u32),
            (true, false) => self.order.retain(|&one| one as usize != place),
            (true, true) => return self.sort != NUMBER,
            (false, false) => return false,
        }
        true
    }

    /// Lists what matches.
    pub fn narrow(&mut self, filter: Filter, context: &Context) {
        self.filter = filter;
        let matching = self
            .digests
            .iter()
            .filter(|(_, digest)| self.filter.matches(digest));
        self.order = matching.map(|(place, _)| place as u32).collect();
        self.sort_rows(context);
    }

    /// Puts the rows in order.
    pub fn sort_rows(&mut self, context: &Context) {
        let sessions = &context.book.sessions;
        let digests = &self.digests;
        let of = |place: u32| sessions.get(place as usize);
        let digest = |place: u32| digests.get(place as usize);
        let order = &mut self.order;
        // What is alike stands in the order of places, whatever it was before.
        order.sort_unstable();
        match self.sort {
            TIME => order.sort_by_key(|&one| of(one).map(|entry| entry.session.start)),
            CLIENT => order.sort_by_key(|&one| of(one).map(|entry| entry.session.client)),
            SERVER => order.sort_by_key(|&one| of(one).map(|entry| entry.session.server)),
            USER => order.sort_by_cached_key(|&one| {
                of(one).and_then(|entry| Some(entry.session.text(entry.session.user?).to_vec()))
            }),
            MODE => order.sort_by(|&one, &other| {
                digest(one)
                    .map(|one| &one.mode)
                    .cmp(&digest(other).map(|other| &other.mode))
            }),
            TRANSFERS => order.sort_by_key(|&one| digest(one).map(|one| one.transfers)),
            BYTES => order.sort_by_key(|&one| digest(one).map(|one| one.bytes)),
            END => order.sort_by(|&one, &other| {
                let key = |one: u32| digest(one).map(|one| (!one.bad, &one.end));
                key(one).cmp(&key(other))
            }),
            _ => {}
        }
        if self.descending {
            order.reverse();
        }
    }
}
