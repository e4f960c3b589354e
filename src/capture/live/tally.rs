//! What the system counts of an interface, added up over months.

use std::ops::AddAssign;

/// What was counted while capturing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Packets that the filter took, also those that were dropped for want of room.
    pub received: u64,
    /// Packets that the system dropped because its buffer was full.
    pub dropped_by_kernel: u64,
    /// Packets that the network card or its driver dropped, where the system tells.
    pub dropped_by_interface: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.received += other.received;
        self.dropped_by_kernel += other.dropped_by_kernel;
        self.dropped_by_interface += other.dropped_by_interface;
    }
}

/// The counters of a handle, as libpcap has them: 32 bits, which wrap.
pub type Counters = [u32; 3];

/// The counts of an interface over all handles that were open on it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    sums: [u64; 3],
    last: Counters,
}

impl Tally {
    /// A new handle begins to count at zero.
    pub fn begin(&mut self) {
        self.last = Counters::default();
    }

    /// Takes what the handle counted so far; once for each 2³² packets at least.
    pub fn take(&mut self, now: Counters) {
        for ((sum, last), now) in self.sums.iter_mut().zip(&mut self.last).zip(now) {
            let more = now.wrapping_sub(*last);
            // A counter that ran backwards has counted nothing: libpcap computes drops of the
            // interface from files that it may not always be able to read.
            if more <= u32::MAX / 2 {
                *sum += u64::from(more);
            }
            *last = now;
        }
    }

    /// What was counted so far.
    pub fn counts(&self) -> Counts {
        let [received, dropped_by_kernel, dropped_by_interface] = self.sums;
        Counts {
            received,
            dropped_by_kernel,
            dropped_by_interface,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_that_wrap_go_on() {
        let mut tally = Tally::default();
        tally.take([2_000_000_000, 0, 0]);
        tally.take([4_000_000_000, 7, 0]);
        tally.take([1_000_000, 8, 1]);
        let counts = tally.counts();
        assert_eq!(counts.received, (1 << 32) + 1_000_000);
        assert_eq!(counts.dropped_by_kernel, 8);
        assert_eq!(counts.dropped_by_interface, 1);
    }

    #[test]
    fn another_handle_counts_from_zero() {
        let mut tally = Tally::default();
        tally.take([10, 2, 0]);
        tally.begin();
        tally.take([3, 1, 0]);
        assert_eq!(tally.counts().received, 13);
        assert_eq!(tally.counts().dropped_by_kernel, 3);
    }

    #[test]
    fn a_counter_that_runs_backwards_counts_nothing() {
        let mut tally = Tally::default();
        tally.take([0, 0, 5]);
        tally.take([0, 0, 0]);
        assert_eq!(tally.counts().dropped_by_interface, 5);
    }
}
