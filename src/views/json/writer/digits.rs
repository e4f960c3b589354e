//! Numbers below 1,000 as digits, without a branch.

/// What hexadecimal numbers are written in.
pub(super) const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The digits of a number below 1,000, the first in the lowest bits, without zeros in front, and how many
/// they are.
#[inline(always)]
pub(super) fn up_to_three(number: u32) -> (u32, usize) {
    let zeros = u32::from(number < 100) + u32::from(number < 10);
    (triple(number) >> (8 * zeros), 3 - zeros as usize)
}

/// As [`up_to_three`], always three digits.
#[inline(always)]
pub(super) fn triple(number: u32) -> u32 {
    TRIPLES[number as usize % TRIPLES.len()]
}

/// The numbers below 100 in two digits each.
pub(super) const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// The numbers below 1,000 in three digits each, the first in the lowest bits; the rest is not asked for,
/// and makes a length that needs no check.
pub(super) static TRIPLES: [u32; 1_024] = {
    let mut triples = [0; 1_024];
    let mut number = 0;
    while number < 1_000 {
        let [tens, ones] = PAIRS[number % 100];
        triples[number] = u32::from_le_bytes([b'0' + (number / 100) as u8, tens, ones, 0]);
        number += 1;
    }
    triples
};
