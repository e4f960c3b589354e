//! Endpoints as fields between delimiters: EPRT and 229.

use std::net::IpAddr;
use std::ops::Range;

use smallvec::SmallVec;

use super::list::number;
use super::{Announced, Fault, Malformed, Oddities};
use crate::net::Address;

/// Reads the three fields of EPRT.
pub(super) fn extended(
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
pub(super) fn port_value(value: i64) -> Result<u16, Fault> {
    match u16::try_from(value) {
        Ok(0) => Err(Fault::PortZero),
        Ok(port) => Ok(port),
        Err(_) => Err(Fault::OutOfRange),
    }
}

/// Where `<d><d><d>port<d>` stands in a text, and what the delimiter is.
pub(super) fn single_port_place(text: &[u8]) -> Option<(usize, u8)> {
    text.windows(3).enumerate().find_map(|(at, window)| {
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
        (closed || delimiter == b'|').then_some((at, delimiter))
    })
}

/// Finds `<d><d><d>port<d>` anywhere in a text.
pub(super) fn single_port_form(text: &[u8]) -> Result<Announced, Malformed> {
    let Some((at, delimiter)) = single_port_place(text) else {
        return Err(Malformed::new(Fault::Missing));
    };
    let rest = text.get(at + 3..).unwrap_or_default();
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

/// Where `(<d>proto<d>address<d>port<d>)` stands in a text, without the parentheses, and whether
/// they close.
pub(super) fn filled_place(text: &[u8]) -> Option<(bool, Range<usize>)> {
    let open = text.iter().position(|&byte| byte == b'(')?;
    let inner = text.get(open + 1..)?;
    let close = inner.iter().rposition(|&byte| byte == b')');
    let length = close.unwrap_or(inner.len());
    is_delimiter(*inner.get(..length)?.first()?)
        .then_some((close.is_some(), open + 1..open + 1 + length))
}

/// Finds `(<d>proto<d>address<d>port<d>)` in a text; none if there is nothing of that form.
pub(super) fn filled_form(text: &[u8]) -> Option<Result<Announced, Malformed>> {
    let (closes, inner) = filled_place(text)?;
    let (&delimiter, rest) = text.get(inner)?.split_first()?;
    let mut fields = rest.split(|&byte| byte == delimiter);
    let (family, address, port) = (fields.next()?, fields.next()?, fields.next()?);
    let mut oddities = Oddities::FILLED;
    if !closes {
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
