//! Endpoints as lists of numbers: PORT, LPRT, 227 and 228.

use std::net::{IpAddr, Ipv6Addr};
use std::ops::Range;

use smallvec::SmallVec;

use super::{Announced, Fault, Malformed, Oddities};
use crate::net::Address;

/// How many numbers are read from one list.
const NUMBERS_LIMIT: usize = 64;

/// A list of numbers in a text.
pub(super) struct List {
    pub(super) numbers: SmallVec<[i64; 6]>,
    /// Where it begins in the text.
    pub(super) from: usize,
    /// Where it ends.
    pub(super) to: usize,
    pub(super) oddities: Oddities,
}

impl List {
    /// The first list of at least `wanted` numbers; if there is none, the longest; none without any
    /// number at all.
    pub(super) fn longest(text: &[u8], wanted: usize) -> Option<List> {
        let mut best: Option<List> = None;
        let mut at = 0;
        while let Some(rest) = text.get(at..) {
            let Some(found) = rest.iter().position(u8::is_ascii_digit) else {
                break;
            };
            let list = List::at(text, at + found);
            at = list.to.max(at + found + 1);
            let longer = best
                .as_ref()
                .is_none_or(|best| best.numbers.len() < list.numbers.len());
            if longer {
                let enough = list.numbers.len() >= wanted;
                best = Some(list);
                if enough {
                    break;
                }
            }
        }
        best
    }

    /// The list that begins with the digit at `from`.
    fn at(text: &[u8], from: usize) -> List {
        let mut from = from;
        if from.checked_sub(1).and_then(|before| text.get(before)) == Some(&b'-') {
            from -= 1;
        }
        let mut list = List {
            numbers: SmallVec::new(),
            from,
            to: from,
            oddities: Oddities::NONE,
        };
        let mut at = from;
        while list.numbers.len() < NUMBERS_LIMIT
            && let Some((value, length, zeros)) = number(text.get(at..).unwrap_or_default())
        {
            list.numbers.push(value);
            at += length;
            list.to = at;
            if zeros {
                list.oddities.add(Oddities::LEADING_ZEROS);
            }
            let Some((length, odd)) = separator(text.get(at..).unwrap_or_default()) else {
                break;
            };
            if number(text.get(at + length..).unwrap_or_default()).is_none() {
                break;
            }
            list.oddities.add(odd);
            at += length;
        }
        list
    }
}

impl List {
    /// Where its numbers stand in the `text` that it was found in.
    pub(super) fn places(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut at = self.from;
        let mut places = Vec::with_capacity(self.numbers.len());
        while places.len() < self.numbers.len()
            && let Some((_, length, _)) = number(text.get(at..self.to).unwrap_or_default())
        {
            places.push(at..at + length);
            at += length;
            let Some((parted, _)) = separator(text.get(at..self.to).unwrap_or_default()) else {
                break;
            };
            at += parted;
        }
        places
    }
}

/// The number that `text` begins with, its length, and whether it has leading zeros.
pub(super) fn number(text: &[u8]) -> Option<(i64, usize, bool)> {
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1, rest),
        _ => (1, text),
    };
    let length = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if length == 0 {
        return None;
    }
    let digits = digits.get(..length)?;
    let value = digits.iter().fold(0i64, |value, &byte| {
        value
            .saturating_mul(10)
            .saturating_add(i64::from(byte.wrapping_sub(b'0')))
    });
    let signed = usize::from(sign < 0);
    let zeros = length > 1 && digits.first() == Some(&b'0');
    Some((value * sign, length + signed, zeros))
}

/// What parts two numbers at the beginning of `text`, its length and what is odd about it.
fn separator(text: &[u8]) -> Option<(usize, Oddities)> {
    let spaces = |text: &[u8]| text.iter().take_while(|&&byte| byte == b' ').count();
    let before = spaces(text);
    let rest = text.get(before..)?;
    let mut odd = Oddities::NONE;
    match rest.first()? {
        b',' => {}
        b'.' | b';' if before == 0 && rest.get(1).is_some_and(u8::is_ascii_digit) => {
            odd.add(Oddities::OTHER_SEPARATOR);
        }
        _ => return None,
    }
    let after = spaces(rest.get(1..)?);
    if before + after > 0 {
        odd.add(Oddities::SPACES);
    }
    Some((before + 1 + after, odd))
}

/// What is odd about what stands around the numbers of a reply.
pub(super) fn parentheses(text: &[u8], list: &List) -> Oddities {
    let before = text.get(..list.from).unwrap_or_default().trim_ascii_end();
    let after = text.get(list.to..).unwrap_or_default().trim_ascii_start();
    match (before.last() == Some(&b'('), after.first() == Some(&b')')) {
        (true, true) => Oddities::NONE,
        (true, false) => Oddities::UNCLOSED,
        (false, _) => Oddities::NO_PARENTHESES,
    }
}

/// What is odd about what stands around the numbers of a command.
pub(super) fn trailing(argument: &[u8], list: &List) -> Oddities {
    let before = argument.get(..list.from).unwrap_or_default();
    let after = argument.get(list.to..).unwrap_or_default();
    if before.iter().chain(after).all(|&byte| byte == b' ') {
        return Oddities::SPACES;
    }
    Oddities::TRAILING
}

/// Reads `h1,h2,h3,h4,p1,p2`.
pub(super) fn six(list: &List, oddities: Oddities) -> Result<Announced, Malformed> {
    let fail = |fault, address, port| {
        Err(Malformed {
            fault,
            numbers: list.numbers.clone(),
            address,
            port,
            oddities,
        })
    };
    let octets: Option<SmallVec<[u8; 6]>> = list
        .numbers
        .iter()
        .map(|&value| u8::try_from(value).ok())
        .collect();
    let address = match list.numbers.get(..4) {
        Some(&[a, b, c, d]) => v4(a, b, c, d),
        _ => None,
    };
    let Some(octets) = octets else {
        let port = match list.numbers.get(4..6) {
            Some(&[high, low]) => two_numbers(high, low),
            _ => None,
        };
        return fail(Fault::OutOfRange, address, port);
    };
    match octets.as_slice() {
        &[_, _, _, _, high, low] => match u16::from_be_bytes([high, low]) {
            0 => fail(Fault::PortZero, address, Some(0)),
            port => Ok(Announced {
                address,
                port,
                numbers: Some((high, low)),
                oddities,
            }),
        },
        [_, _, _, _, high, low, ..] => fail(
            Fault::TooMany,
            address,
            Some(u16::from_be_bytes([*high, *low])),
        ),
        _ => fail(Fault::TooFew, address, None),
    }
}

/// An IPv4 address of four numbers that all fit.
fn v4(a: i64, b: i64, c: i64, d: i64) -> Option<Address> {
    let octet = |value: i64| u8::try_from(value).ok();
    Some(Address::v4([octet(a)?, octet(b)?, octet(c)?, octet(d)?]))
}

/// The port that a reader computes who does not check the range of the two numbers.
fn two_numbers(high: i64, low: i64) -> Option<u16> {
    u16::try_from(high.checked_mul(256)?.checked_add(low)?).ok()
}

/// Reads `af,hal,h1..hn,pal,p1..pn`.
pub(super) fn long(list: &List, oddities: Oddities) -> Result<Announced, Malformed> {
    let fail = |fault, address, port| {
        Err(Malformed {
            fault,
            numbers: list.numbers.clone(),
            address,
            port,
            oddities,
        })
    };
    let octets: Option<SmallVec<[u8; 24]>> = list
        .numbers
        .iter()
        .map(|&value| u8::try_from(value).ok())
        .collect();
    let Some(octets) = octets else {
        return fail(Fault::OutOfRange, None, None);
    };
    let [family, length, rest @ ..] = octets.as_slice() else {
        return fail(Fault::TooFew, None, None);
    };
    let Some((host, rest)) = rest.split_at_checked(usize::from(*length)) else {
        return fail(Fault::TooFew, None, None);
    };
    let address = match family {
        4 => <[u8; 4]>::try_from(host).ok().map(Address::v4),
        6 => <[u8; 16]>::try_from(host)
            .ok()
            .map(|octets| Address::from(IpAddr::V6(Ipv6Addr::from(octets)))),
        _ => return fail(Fault::UnknownFamily, None, None),
    };
    let Some(address) = address else {
        return fail(Fault::WrongFamily, None, None);
    };
    match rest {
        &[2, high, low] => match u16::from_be_bytes([high, low]) {
            0 => fail(Fault::PortZero, Some(address), Some(0)),
            port => Ok(Announced {
                address: Some(address),
                port,
                numbers: Some((high, low)),
                oddities,
            }),
        },
        [2, high, low, ..] => fail(
            Fault::TooMany,
            Some(address),
            Some(u16::from_be_bytes([*high, *low])),
        ),
        [] | [2, ..] => fail(Fault::TooFew, Some(address), None),
        _ => fail(Fault::OutOfRange, Some(address), None),
    }
}
