//! Which frames could not be decoded.

use crate::limits;
use crate::session::Session;
use std::collections::VecDeque;

/// The numbers of the frames that could not be decoded; of very many the latest are known.
///
/// Invariants: `numbers` is sorted, and has at most [`limits::UNDECODED_FRAMES`].
#[derive(Debug, Default)]
pub(super) struct UndecodedFrames {
    numbers: VecDeque<u64>,
    /// How many came before these.
    before: u64,
}

impl UndecodedFrames {
    /// Notes that frame `number`, which comes after all before, could not be decoded.
    pub(super) fn note(&mut self, number: u64) {
        if self.numbers.back().is_some_and(|&last| last >= number) {
            return;
        }
        if self.numbers.len() == limits::UNDECODED_FRAMES {
            self.numbers.pop_front();
            self.before += 1;
        }
        self.numbers.push_back(number);
    }

    /// How many stand between the first frame of a session and its last; too many rather than too few where
    /// the session began before those that are known.
    pub(super) fn during(&self, session: &Session) -> u64 {
        let of_data = session.connections.iter().map(|one| one.last_frame);
        let last = of_data.fold(session.last_frame, u64::max);
        let begins = |&number: &u64| number < session.first_frame;
        let from = self.numbers.partition_point(begins);
        let to = self.numbers.partition_point(|&number| number <= last);
        let is_older = self.numbers.front().is_some_and(begins);
        let before = if is_older { 0 } else { self.before };
        before + to.saturating_sub(from) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Address, Endpoint, Time};

    fn session(first_frame: u64, last_frame: u64) -> Session {
        let host = Endpoint::new(Address::v4([10, 0, 0, 1]), 21);
        let mut session = Session::new(host, host, first_frame, Time(0));
        session.last_frame = last_frame;
        session
    }

    #[test]
    fn only_those_between_first_and_last_frame_count() {
        let mut undecoded = UndecodedFrames::default();
        for number in [3, 10, 15, 20, 31] {
            undecoded.note(number);
        }
        assert_eq!(undecoded.during(&session(10, 20)), 3);
        assert_eq!(undecoded.during(&session(11, 14)), 0);
        assert_eq!(undecoded.during(&session(1, 2)), 0);
        assert_eq!(undecoded.during(&session(40, 50)), 0);
    }

    #[test]
    fn of_a_session_that_began_before_those_that_are_known_all_count() {
        let mut undecoded = UndecodedFrames::default();
        (1..=limits::UNDECODED_FRAMES as u64 + 7).for_each(|number| undecoded.note(number));
        assert_eq!(undecoded.during(&session(5, 9)), 7 + 2);
        assert_eq!(undecoded.during(&session(9, 10)), 2);
    }
}
