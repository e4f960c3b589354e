//! The endpoints that FTP announces in text: PORT, EPRT, LPRT, and the replies 227, 228 and 229.
//!
//! What clients and servers write is wilder than the grammar. The readers here take all that some
//! real client takes, and note every departure, so that it can be said who would fail.

use smallvec::SmallVec;
use thiserror::Error;

use crate::net::{Address, Endpoint};

mod delimited;
mod list;
mod spans;

pub use spans::{Form, Place, spans};

use delimited::{extended, filled_form, port_value, single_port_form};
use list::{List, long, parentheses, six, trailing};

/// How many endpoints are read from one SPAS reply or SPOR command.
pub const STRIPES_LIMIT: usize = 256;

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

/// The argument of LPRT: `af,hal,h1..hn,pal,p1..pn` (RFC 1639).
pub fn lprt(argument: &[u8]) -> Result<Announced, Malformed> {
    let list = List::longest(argument, 9).ok_or_else(|| Malformed::new(Fault::Missing))?;
    long(&list, list.oddities)
}

/// The text of a 228 reply, which holds what LPRT's argument does (RFC 1639).
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

/// The endpoints in the lines of a 229 reply to SPAS, one on a line (GridFTP, GFD.20).
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

/// The argument of SPOR: endpoints as in PORT, parted by spaces (GridFTP, GFD.20).
pub fn striped_port(argument: &[u8]) -> Vec<Result<Announced, Malformed>> {
    argument
        .split(|&byte| byte == b' ')
        .filter(|part| !part.is_empty())
        .take(STRIPES_LIMIT)
        .map(port)
        .collect()
}

#[cfg(test)]
mod tests;
