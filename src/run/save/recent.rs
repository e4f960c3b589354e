//! The packets of the last seconds, kept in memory until something fails (`--ring-before`).

use crate::capture::{Frame, LinkType};
use crate::diagnose::{Severity, Verdict, diagnose};
use crate::net::{Address, Endpoint, Span, Time};
use crate::session::{Session, SessionId};
use std::collections::{HashMap, VecDeque};
use std::mem;

/// What a packet takes in memory besides its bytes.
const OVERHEAD: u64 = mem::size_of::<Kept>() as u64;

/// Sessions whose packets are written while they go on; of more than these the earlier ones are
/// written only as far as they are in memory.
const FAILING: usize = 4_096;

/// A packet in memory.
pub struct Kept {
    time: Time,
    interface: u32,
    link: LinkType,
    length: u32,
    data: Box<[u8]>,
    /// The comments on it.
    pub comments: Vec<String>,
}

impl Kept {
    /// The packet, without its number.
    pub fn frame(&self) -> Frame<'_> {
        Frame {
            number: 0,
            time: self.time,
            interface: self.interface,
            link: self.link,
            length: self.length,
            data: &self.data,
        }
    }

    fn bytes(&self) -> u64 {
        let comments = self.comments.iter().map(String::len).sum::<usize>();
        (self.data.len() + comments) as u64 + OVERHEAD
    }
}

/// The packets of the last seconds, as far as there is room, and the sessions that have failed and
/// go on.
pub struct Recent {
    span: Span,
    room: u64,
    kept: VecDeque<Kept>,
    bytes: u64,
    failing: HashMap<SessionId, (Address, Address)>,
    /// How many of these are between two hosts.
    between: HashMap<(Address, Address), usize>,
}

impl Recent {
    /// Nothing yet; for packets of the last `span` in `room` bytes.
    pub fn new(span: Span, room: u64) -> Self {
        Self {
            span,
            room,
            kept: VecDeque::new(),
            bytes: 0,
            failing: HashMap::new(),
            between: HashMap::new(),
        }
    }

    /// Whether packets between these ends belong to a session that has failed and goes on.
    pub fn is_of_failing(&self, ends: Option<(Endpoint, Endpoint)>) -> bool {
        !self.between.is_empty()
            && ends.is_some_and(|(one, other)| {
                self.between.contains_key(&pair(one.address, other.address))
            })
    }

    /// Keeps a packet, and gives up those that are too old or one too many.
    pub fn keep(&mut self, frame: &Frame<'_>, comments: Vec<String>) {
        let kept = Kept {
            time: frame.time,
            interface: frame.interface,
            link: frame.link,
            length: frame.length,
            data: frame.data.into(),
            comments,
        };
        self.bytes += kept.bytes();
        self.kept.push_back(kept);
        while let Some(oldest) = self.kept.front()
            && (self.bytes > self.room || frame.time - oldest.time > self.span)
        {
            self.take();
        }
    }

    /// The oldest packet in memory, which is there no longer.
    pub fn take(&mut self) -> Option<Kept> {
        let kept = self.kept.pop_front()?;
        self.bytes -= kept.bytes();
        Some(kept)
    }

    /// Looks at a session, which is over unless `is_open`; true where it has failed and that was
    /// not known.
    pub fn has_failed(&mut self, session: &Session, is_open: bool) -> bool {
        let known = self.failing.contains_key(&session.id);
        if known && !is_open {
            self.forget(session.id);
        }
        let fails = |verdict: &Verdict| verdict.severity == Severity::Error;
        if known || !diagnose(session).iter().any(fails) {
            return false;
        }
        if is_open && self.failing.len() < FAILING {
            let hosts = pair(session.client.address, session.server.address);
            self.failing.insert(session.id, hosts);
            *self.between.entry(hosts).or_default() += 1;
        }
        true
    }

    /// Forgets a session that is over, or was none of its own.
    pub fn forget(&mut self, id: SessionId) {
        let Some(hosts) = self.failing.remove(&id) else {
            return;
        };
        if let Some(sessions) = self.between.get_mut(&hosts) {
            *sessions -= 1;
            if *sessions == 0 {
                self.between.remove(&hosts);
            }
        }
    }
}

/// Two hosts in an order of their own.
fn pair(one: Address, other: Address) -> (Address, Address) {
    (one.min(other), one.max(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: [u8; 100] = [7; 100];

    fn frame(second: i64) -> Frame<'static> {
        Frame {
            number: 0,
            time: Time(0) + Span::seconds(second),
            interface: 0,
            link: LinkType(1),
            length: 100,
            data: &DATA,
        }
    }

    fn seconds(recent: &Recent) -> Vec<i64> {
        let seconds = recent.kept.iter().map(|kept| kept.time.0 / 1_000_000_000);
        seconds.collect()
    }

    #[test]
    fn what_is_too_old_is_given_up() {
        let mut recent = Recent::new(Span::seconds(3), u64::MAX);
        (0..10).for_each(|second| recent.keep(&frame(second), Vec::new()));
        assert_eq!(seconds(&recent), [6, 7, 8, 9]);
    }

    #[test]
    fn what_there_is_no_room_for_is_given_up() {
        let mut recent = Recent::new(Span::seconds(100), 3 * (100 + OVERHEAD));
        (0..10).for_each(|second| recent.keep(&frame(second), Vec::new()));
        assert_eq!(seconds(&recent), [7, 8, 9]);
        while recent.take().is_some() {}
        assert_eq!(recent.bytes, 0);
    }
}
