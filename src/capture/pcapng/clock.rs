//! The clocks of interfaces: from their units to nanoseconds.

use super::super::notes::Resolution;
use crate::net::Time;

/// How the time of an interface becomes nanoseconds.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    scale: Scale,
    /// Nanoseconds to be added.
    offset: i64,
}

#[derive(Clone, Copy)]
enum Scale {
    Times(u64),
    DividedBy(u64),
    /// Units of 2 to the power of minus this.
    Binary(u8),
    /// Units so small that any number of them is less than a nanosecond.
    Nothing,
}

impl Clock {
    pub(super) fn new(resolution: Resolution, offset: i64) -> Self {
        let scale = match resolution {
            Resolution::PowerOfTen(digits @ 0..=9) => {
                Scale::Times(10u64.pow(9 - u32::from(digits)))
            }
            Resolution::PowerOfTen(digits @ 10..=28) => {
                Scale::DividedBy(10u64.pow(u32::from(digits) - 9))
            }
            Resolution::PowerOfTen(_) => Scale::Nothing,
            Resolution::PowerOfTwo(digits) => Scale::Binary(digits),
        };
        let offset = offset.saturating_mul(1_000_000_000);
        Self { scale, offset }
    }

    /// The time of so many units; it stays at the last moment that can be told where it is later.
    #[inline]
    pub(super) fn time(&self, units: u64) -> Time {
        let nanoseconds = match self.scale {
            Scale::Times(factor) => units.saturating_mul(factor),
            Scale::DividedBy(divisor) => units / divisor,
            Scale::Binary(digits) => {
                let product = u128::from(units) * 1_000_000_000;
                let shifted = product.checked_shr(u32::from(digits)).unwrap_or(0);
                u64::try_from(shifted).unwrap_or(u64::MAX)
            }
            Scale::Nothing => 0,
        };
        let nanoseconds = i64::try_from(nanoseconds).unwrap_or(i64::MAX);
        Time(nanoseconds.saturating_add(self.offset))
    }
}

/// The resolution that the option's byte stands for: the highest bit tells 2 from 10.
pub(super) fn resolution(value: u8) -> Resolution {
    match value & 0x80 {
        0 => Resolution::PowerOfTen(value),
        _ => Resolution::PowerOfTwo(value & 0x7f),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(value: u8, offset: i64, units: u64) -> i64 {
        Clock::new(resolution(value), offset).time(units).0
    }

    #[test]
    fn powers_of_ten_and_of_two_become_nanoseconds() {
        assert_eq!(time(0, 0, 3), 3_000_000_000);
        assert_eq!(time(6, 0, 1_500_000), 1_500_000_000);
        assert_eq!(time(9, 0, 7), 7);
        assert_eq!(time(12, 0, 7_999), 7);
        assert_eq!(time(0x80 | 10, 0, 1536), 1_500_000_000);
        assert_eq!(time(0x80 | 32, 0, 1 << 31), 500_000_000);
    }

    #[test]
    fn units_below_any_measure_are_nothing() {
        assert_eq!(time(29, 0, u64::MAX), 0);
        assert_eq!(time(127, 0, u64::MAX), 0);
        assert_eq!(time(0xff, 0, u64::MAX), 0);
    }

    #[test]
    fn the_offset_is_added_in_seconds() {
        assert_eq!(time(6, 10, 1), 10_000_001_000);
        assert_eq!(time(6, -10, 1), -9_999_999_000);
    }

    #[test]
    fn times_out_of_range_stay_at_its_end() {
        assert_eq!(time(0, 0, u64::MAX), i64::MAX);
        assert_eq!(time(9, i64::MAX, u64::MAX), i64::MAX);
        assert_eq!(time(9, i64::MIN, 0), i64::MIN);
    }
}
