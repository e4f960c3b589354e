//! The endpoints that FTP announces in text: PORT, EPRT, LPRT, and the replies 227, 228 and 229.
//!
//! What clients and servers write is wilder than the grammar. The readers here take all that some
//! real client takes, and note every departure, so that it can be said who would fail.

use std::net::{IpAddr, Ipv6Addr};

use smallvec::SmallVec;
use thiserror::Error;

use crate::net::{Address, Endpoint};

/// How many endpoints are read from one SPAS reply or SPOR command.
pub const STRIPES_LIMIT: usize = 256;

/// How many numbers are read from one list.
const NUMBERS_LIMIT: usize = 64;

findings! {
    /// Departures from the grammar that left an announcement readable.
    Oddities(u16) {
        /// No parentheses around the numbers of a 227, 228 or 229. RFC 1123 section 4.1.2.6 forbids
        /// clients to rely on them, some do.
        NO_PARENTHESES no_parentheses = 0;
        /// A parenthesis opens and does not close.
        UNCLOSED unclosed = 1;
        /// A number has leading zeros, which some readers take as octal.
        LEADING_ZEROS leading_zeros = 2;
        /// Spaces among the numbers.
        SPACES spaces = 3;
        /// Numbers are parted by something else than the grammar has.
        OTHER_SEPARATOR other_separator = 4;
        /// EPRT's or 229's last delimiter is missing.
        NO_LAST_DELIMITER no_last_delimiter = 5;
        /// The address has a zone (`fe80::1%eth0`), which means nothing to the other side.
        ZONE zone = 6;
        /// An IPv4-mapped IPv6 address.
        MAPPED mapped = 7;
        /// The address stands in brackets.
        BRACKETS brackets = 8;
        /// A 229 names protocol or address, which RFC 2428 section 3 leaves empty.
        FILLED filled = 9;
        /// Text follows the numbers of a command.
        TRAILING trailing = 10;
        /// A 229 in the form of a 227, or the reverse.
        OTHER_FORM other_form = 11;
    }
}

/// An endpoint that one side says it listens on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The host; none where only the port is told, and the host is that of the control connection.
    pub address: Option<Address>,
    /// The TCP port, never 0.
    pub port: u16,
    /// The two numbers that the port was written as, high and low; none where it was written as one.
    pub numbers: Option<(u8, u8)>,
    /// How it departs from the grammar.
    pub oddities: Oddities,
}

impl Announced {
    /// The arithmetic from the numbers to the port: `39*256+136=10120`.
    pub fn arithmetic(&self) -> Option<String> {
        let (high, low) = self.numbers?;
        Some(format!("{high}*256+{low}={}", self.port))
    }

    /// The endpoint, with `default` where no address was told.
    pub fn endpoint(&self, default: Address) -> Endpoint {
        Endpoint::new(self.address.unwrap_or(default), self.port)
    }
}

/// Why an announcement cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Fault {
    /// No numbers where they should be.
    #[error("no endpoint in the text")]
    Missing,
    /// Fewer numbers than the form has.
    #[error("too few numbers")]
    TooFew,
    /// More numbers than the form has.
    #[error("too many numbers")]
    TooMany,
    /// A number that does not fit its place, as an octet over 255 or below 0.
    #[error("a number is out of range")]
    OutOfRange,
    /// Port 0.
    #[error("the port is 0")]
    PortZero,
    /// The address is not of the family that is named.
    #[error("the address is of another family")]
    WrongFamily,
    /// The family is neither IPv4 nor IPv6.
    #[error("the address family is unknown")]
    UnknownFamily,
    /// The address cannot be read.
    #[error("the address cannot be read")]
    BadAddress,
}

/// An announcement that cannot be used, and what could be read of it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{fault}")]
pub struct Malformed {
    /// Why.
    pub fault: Fault,
    /// The numbers as they stand, negative ones too, for the forms that are lists of numbers.
    pub numbers: SmallVec<[i64; 6]>,
    /// The address, if it could be read.
    pub address: Option<Address>,
    /// The port, if it could be read.
    pub port: Option<u16>,
    /// How else it departs from the grammar.
    pub oddities: Oddities,
}

impl Malformed {
    fn new(fault: Fault) -> Self {
        Self {
            fault,
            numbers: SmallVec::new(),
            address: None,
            port: None,
            oddities: Oddities::NONE,
        }
    }
}

/// The argument of PORT: `h1,h2,h3,h4,p1,p2` (RFC 959 section 5.3.2).
pub fn port(argument: &[u8]) -> Result<Announced, Malformed> {
    let list = List::longest(argument, 6).ok_or_else(|| Malformed::new(Fault::Missing))?;
    let mut oddities = list.oddities;
    if list.from > 0 || argument.get(list.to..).is_some_and(|rest| !rest.is_empty()) {
        oddities.add(trailing(argument, &list));
    }
    six(&list, oddities)
}

/// The text of a 227 reply: `h1,h2,h3,h4,p1,p2` anywhere, best in parentheses (RFC 959 section 4.1.2
/// and RFC 1123 section 4.1.2.6).
pub fn passive(text: &[u8]) -> Result<Announced, Malformed> {
    let Some(list) = List::longest(text, 6) else {
        return Err(Malformed::new(Fault::Missing));
    };
    if list.numbers.len() < 6
        && let Ok(mut announced) = single_port_form(text)
    {
        announced.oddities.add(Oddities::OTHER_FORM);
        return Ok(announced);
    }
    six(&list, list.oddities.with(parentheses(text, &list)))
}

/// The argument of LPRT: `af,hal,h1..hn,pal,p1..pn` (RFC 1639 section 3).
pub fn lprt(argument: &[u8]) -> Result<Announced, Malformed> {
    let list = List::longest(argument, 9).ok_or_else(|| Malformed::new(Fault::Missing))?;
    long(&list, list.oddities)
}

/// The text of a 228 reply, which holds what LPRT's argument does (RFC 1639 section 3).
pub fn long_passive(text: &[u8]) -> Result<Announced, Malformed> {
    let list = List::longest(text, 9).ok_or_else(|| Malformed::new(Fault::Missing))?;
    long(&list, list.oddities.with(parentheses(text, &list)))
}

/// The argument of EPRT: `|1|10.0.1.66|10120|` or `|2|2001:db8::1|10120|`, with any delimiter from
/// 33 to 126 (RFC 2428 section 2).
pub fn eprt(argument: &[u8]) -> Result<Announced, Malformed> {
    let text = argument.trim_ascii();
    let mut oddities = Oddities::NONE;
    if text.len() != argument.len() {
        oddities.add(Oddities::SPACES);
    }
    let Some((&delimiter @ 33..=126, rest)) = text.split_first() else {
        return Err(Malformed::new(Fault::Missing));
    };
    let mut fields = rest.split(|&byte| byte == delimiter);
    let (Some(family), Some(address), Some(port)) = (fields.next(), fields.next(), fields.next())
    else {
        return Err(Malformed::new(Fault::TooFew));
    };
    match fields.next() {
        None => oddities.add(Oddities::NO_LAST_DELIMITER),
        Some([]) if fields.next().is_none() => {}
        Some(_) => oddities.add(Oddities::TRAILING),
    }
    extended(family, address, port, oddities)
}

/// The text of a 229 reply: `(|||10120|)`, with any delimiter from 33 to 126 (RFC 2428 section 3).
/// The address is mostly none: it is that of the control connection's server.
pub fn extended_passive(text: &[u8]) -> Result<Announced, Malformed> {
    let found = single_port_form(text);
    if !matches!(&found, Err(malformed) if malformed.fault == Fault::Missing) {
        return found;
    }
    if let Some(found) = filled_form(text) {
        return found;
    }
    // Some servers answer EPSV in the form of a 227.
    match List::longest(text, 6) {
        Some(list) if list.numbers.len() >= 6 => {
            let oddities = list.oddities.with(parentheses(text, &list));
            six(&list, oddities.with(Oddities::OTHER_FORM))
        }
        _ => found,
    }
}

/// The text of the reply to SPSV, which tells only a port: in the form of a 229, as a number alone,
/// or in the form of a 227.
pub fn single_port(text: &[u8]) -> Result<Announced, Malformed> {
    let list = List::longest(text, 6);
    match list {
        Some(list) if list.numbers.len() == 1 && single_port_form(text).is_err() => {
            let value = list.numbers.first().copied().unwrap_or(-1);
            match port_value(value) {
                Ok(port) => Ok(Announced {
                    address: None,
                    port,
                    numbers: None,
                    oddities: list.oddities,
                }),
                Err(fault) => Err(Malformed {
                    numbers: list.numbers,
                    oddities: list.oddities,
                    ..Malformed::new(fault)
                }),
            }
        }
        _ => extended_passive(text),
    }
}

/// The endpoints in the lines of a 229 reply to SPAS, one on a line (GridFTP, GFD.20 section 3.1).
/// Lines without a list of numbers are passed over; at most [`STRIPES_LIMIT`] are read.
pub fn striped<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> Vec<Result<Announced, Malformed>> {
    lines
        .into_iter()
        .filter_map(|line| List::longest(line, 6))
        .filter(|list| list.numbers.len() > 1)
        .take(STRIPES_LIMIT)
        .map(|list| six(&list, list.oddities))
        .collect()
}

/// The argument of SPOR: endpoints as in PORT, parted by spaces (GridFTP, GFD.20 section 3.1).
pub fn striped_port(argument: &[u8]) -> Vec<Result<Announced, Malformed>> {
    argument
        .split(|&byte| byte == b' ')
        .filter(|part| !part.is_empty())
        .take(STRIPES_LIMIT)
        .map(port)
        .collect()
}

/// A list of numbers in a text.
struct List {
    numbers: SmallVec<[i64; 6]>,
    /// Where it begins in the text.
    from: usize,
    /// Where it ends.
    to: usize,
    oddities: Oddities,
}

impl List {
    /// The first list of at least `wanted` numbers; if there is none, the longest; none without any
    /// number at all.
    fn longest(text: &[u8], wanted: usize) -> Option<List> {
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

/// The number that `text` begins with, its length, and whether it has leading zeros.
fn number(text: &[u8]) -> Option<(i64, usize, bool)> {
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
fn parentheses(text: &[u8], list: &List) -> Oddities {
    let before = text.get(..list.from).unwrap_or_default().trim_ascii_end();
    let after = text.get(list.to..).unwrap_or_default().trim_ascii_start();
    match (before.last() == Some(&b'('), after.first() == Some(&b')')) {
        (true, true) => Oddities::NONE,
        (true, false) => Oddities::UNCLOSED,
        (false, _) => Oddities::NO_PARENTHESES,
    }
}

/// What is odd about what stands around the numbers of a command.
fn trailing(argument: &[u8], list: &List) -> Oddities {
    let before = argument.get(..list.from).unwrap_or_default();
    let after = argument.get(list.to..).unwrap_or_default();
    if before.iter().chain(after).all(|&byte| byte == b' ') {
        return Oddities::SPACES;
    }
    Oddities::TRAILING
}

/// Reads `h1,h2,h3,h4,p1,p2`.
fn six(list: &List, oddities: Oddities) -> Result<Announced, Malformed> {
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
fn long(list: &List, oddities: Oddities) -> Result<Announced, Malformed> {
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

/// Reads the three fields of EPRT.
fn extended(
    family: &[u8],
    address: &[u8],
    port: &[u8],
    mut oddities: Oddities,
) -> Result<Announced, Malformed> {
    let (host, odd) = host(address);
    oddities.add(odd);
    let port = field(port).map(|(value, odd)| {
        oddities.add(odd);
        port_value(value)
    });
    let fail = |fault, port: Option<Result<u16, Fault>>| {
        let port = match port {
            Some(Ok(port)) => Some(port),
            Some(Err(Fault::PortZero)) => Some(0),
            _ => None,
        };
        Err(Malformed {
            fault,
            numbers: SmallVec::new(),
            address: host.map(Address::from),
            port,
            oddities,
        })
    };
    let wants_v4 = match field(family).map(|(value, _)| value) {
        Some(1) => true,
        Some(2) => false,
        _ => return fail(Fault::UnknownFamily, port),
    };
    let Some(ip) = host else {
        return fail(Fault::BadAddress, port);
    };
    if ip.is_ipv4() != wants_v4 {
        return fail(Fault::WrongFamily, port);
    }
    match port {
        Some(Ok(port)) => Ok(Announced {
            address: Some(ip.into()),
            port,
            numbers: None,
            oddities,
        }),
        Some(Err(fault)) => fail(fault, port),
        None => fail(Fault::TooFew, port),
    }
}

/// An address as EPRT has it, and what is odd about it.
fn host(text: &[u8]) -> (Option<IpAddr>, Oddities) {
    let mut oddities = Oddities::NONE;
    let mut text = text;
    if text.trim_ascii().len() != text.len() {
        oddities.add(Oddities::SPACES);
        text = text.trim_ascii();
    }
    if let [b'[', inner @ .., b']'] = text {
        oddities.add(Oddities::BRACKETS);
        text = inner;
    }
    if let Some(at) = text.iter().position(|&byte| byte == b'%') {
        oddities.add(Oddities::ZONE);
        text = text.get(..at).unwrap_or(text);
    }
    let ip = std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse().ok());
    if let Some(IpAddr::V6(v6)) = ip
        && v6.to_ipv4_mapped().is_some()
    {
        oddities.add(Oddities::MAPPED);
    }
    (ip, oddities)
}

/// A number that is alone in its field, save for spaces.
fn field(text: &[u8]) -> Option<(i64, Oddities)> {
    let trimmed = text.trim_ascii();
    let (value, length, zeros) = number(trimmed)?;
    if length != trimmed.len() {
        return None;
    }
    let mut oddities = Oddities::NONE;
    if trimmed.len() != text.len() {
        oddities.add(Oddities::SPACES);
    }
    if zeros {
        oddities.add(Oddities::LEADING_ZEROS);
    }
    Some((value, oddities))
}

/// A port written as one number.
fn port_value(value: i64) -> Result<u16, Fault> {
    match u16::try_from(value) {
        Ok(0) => Err(Fault::PortZero),
        Ok(port) => Ok(port),
        Err(_) => Err(Fault::OutOfRange),
    }
}

/// Finds `<d><d><d>port<d>` anywhere in a text.
fn single_port_form(text: &[u8]) -> Result<Announced, Malformed> {
    let found = text.windows(3).enumerate().find_map(|(at, window)| {
        let &[delimiter, second, third] = window else {
            return None;
        };
        let same = delimiter == second && delimiter == third;
        if !same || !is_delimiter(delimiter) {
            return None;
        }
        // Dots before a number may be an ellipsis; only the closing one makes them delimiters.
        let rest = text.get(at + 3..)?;
        let (_, length, _) = number(rest)?;
        let closed = rest.get(length) == Some(&delimiter);
        (closed || delimiter == b'|').then_some((at, delimiter, rest))
    });
    let Some((at, delimiter, rest)) = found else {
        return Err(Malformed::new(Fault::Missing));
    };
    let Some((value, length, zeros)) = number(rest) else {
        return Err(Malformed::new(Fault::Missing));
    };
    let mut oddities = Oddities::NONE;
    if zeros {
        oddities.add(Oddities::LEADING_ZEROS);
    }
    let mut after = rest.get(length..).unwrap_or_default();
    match after {
        [first, tail @ ..] if *first == delimiter => after = tail,
        _ => oddities.add(Oddities::NO_LAST_DELIMITER),
    }
    let opened = text
        .get(..at)
        .is_some_and(|before| before.last() == Some(&b'('));
    match (opened, after.first() == Some(&b')')) {
        (true, true) => {}
        (true, false) => oddities.add(Oddities::UNCLOSED),
        (false, _) => oddities.add(Oddities::NO_PARENTHESES),
    }
    match port_value(value) {
        Ok(port) => Ok(Announced {
            address: None,
            port,
            numbers: None,
            oddities,
        }),
        Err(fault) => Err(Malformed {
            numbers: SmallVec::from_slice(&[value]),
            port: (value == 0).then_some(0),
            oddities,
            ..Malformed::new(fault)
        }),
    }
}

/// Finds `(<d>proto<d>address<d>port<d>)` in a text; none if there is nothing of that form.
fn filled_form(text: &[u8]) -> Option<Result<Announced, Malformed>> {
    let open = text.iter().position(|&byte| byte == b'(')?;
    let inner = text.get(open + 1..)?;
    let close = inner.iter().rposition(|&byte| byte == b')');
    let inner = inner.get(..close.unwrap_or(inner.len()))?;
    let (&delimiter, rest) = inner.split_first()?;
    if !is_delimiter(delimiter) {
        return None;
    }
    let mut fields = rest.split(|&byte| byte == delimiter);
    let (family, address, port) = (fields.next()?, fields.next()?, fields.next()?);
    let mut oddities = Oddities::FILLED;
    if close.is_none() {
        oddities.add(Oddities::UNCLOSED);
    }
    if fields.next().is_none() {
        oddities.add(Oddities::NO_LAST_DELIMITER);
    }
    if !address.is_empty() {
        let family = match (family, address.contains(&b':')) {
            ([], true) => b"2",
            ([], false) => b"1",
            (family, _) => family,
        };
        return Some(extended(family, address, port, oddities));
    }
    let (value, odd) = field(port)?;
    let oddities = oddities.with(odd);
    Some(match port_value(value) {
        Ok(port) => Ok(Announced {
            address: None,
            port,
            numbers: None,
            oddities,
        }),
        Err(fault) => Err(Malformed {
            numbers: SmallVec::from_slice(&[value]),
            oddities,
            ..Malformed::new(fault)
        }),
    })
}

/// Whether a byte may part the fields of a 229: not a digit, letter or space, for those are text.
fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii_graphic() && !byte.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests;
