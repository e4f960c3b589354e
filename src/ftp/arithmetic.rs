//! Ports and endpoints as people type them, to work out their arithmetic.
//!
//! What the wire has is read by [`endpoint`]; here a port alone, its two bytes, and an endpoint such
//! as `10.0.13.222:10120` are understood as well, and a fault names the number that is wrong.

use super::command::{Command, Verb};
use super::endpoint::{self, Announced, Fault, Malformed};
use super::reply::Code;
use crate::net::Address;
use std::net::SocketAddr;

/// Why a text is no port and no endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// There is no number in it.
    NoNumber,
    /// The number at this place, counted from 1, is not from 0 to 255.
    NoByte(usize, i64),
    /// So many numbers, where so many are needed.
    Count {
        /// How many there are.
        found: usize,
        /// How many the form has.
        wanted: usize,
    },
    /// A port over 65535, or below 0.
    NoPort(i64),
    /// Port 0.
    PortZero,
    /// The address is not of the family that is named.
    OtherFamily,
    /// The family is neither IPv4 nor IPv6.
    UnknownFamily,
    /// No address where one has to be.
    NoAddress,
}

/// A port, with its address where one was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worked {
    /// The host.
    pub address: Option<Address>,
    /// The port, never 0.
    pub port: u16,
    /// Whether it was written as two bytes.
    pub in_bytes: bool,
}

impl Worked {
    /// The port's high and low byte.
    pub const fn bytes(self) -> (u8, u8) {
        let [high, low] = self.port.to_be_bytes();
        (high, low)
    }
}

/// Numbers in PORT and 227: four of the address, two of the port.
const SIX: usize = 6;

/// Reads `10120`, `0x2788`, `39,136`, six numbers, `|||10120|`, `|1|10.0.13.222|10120|`,
/// `10.0.13.222:10120`, or a whole command or reply that announces an endpoint.
///
/// # Errors
///
/// What is wrong with it.
pub fn read(text: &str) -> Result<Worked, Flaw> {
    let text = text.trim();
    if let Some(announced) = command(text).or_else(|| reply(text)) {
        return settle(announced, SIX);
    }
    if let Ok(end) = text.parse::<SocketAddr>() {
        return port(i64::from(end.port())).map(|port| Worked {
            address: Some(end.ip().into()),
            port,
            in_bytes: false,
        });
    }
    let bare = text.trim_start_matches('(').trim_end_matches([')', '.']);
    match bare.bytes().next() {
        None => Err(Flaw::NoNumber),
        Some(first) if first.is_ascii_punctuation() && first != b'-' => delimited(bare, first),
        Some(_) => list(bare),
    }
}

/// What a whole command announces.
fn command(text: &str) -> Option<Result<Announced, Malformed>> {
    let command = Command::parse(text.as_bytes())?;
    let argument = command.argument.unwrap_or_default();
    match command.verb {
        Verb::Port => Some(endpoint::port(argument)),
        Verb::Eprt => Some(endpoint::eprt(argument)),
        Verb::Lprt => Some(endpoint::lprt(argument)),
        _ => None,
    }
}

/// What a whole reply announces; numbers alone are none.
fn reply(text: &str) -> Option<Result<Announced, Malformed>> {
    let (code, _, told) = Code::parse(text.as_bytes())?;
    let is_parted = text
        .get(3..4)
        .is_some_and(|after| [" ", "-"].contains(&after));
    let is_list = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_whitespace();
    if !is_parted || told.iter().all(is_list) {
        return None;
    }
    match code.0 {
        227 => Some(endpoint::passive(told)),
        228 => Some(endpoint::long_passive(told)),
        229 => Some(endpoint::extended_passive(told)),
        _ => None,
    }
}

/// `|||10120|` or `|1|10.0.13.222|10120|`.
fn delimited(text: &str, delimiter: u8) -> Result<Worked, Flaw> {
    let bytes = text.as_bytes();
    if bytes.starts_with(&[delimiter; 3]) {
        let inner = bytes.iter().copied().filter(|&byte| byte != delimiter);
        let inner: Vec<u8> = inner.collect();
        return list(&String::from_utf8_lossy(&inner));
    }
    settle(endpoint::eprt(bytes), SIX)
}

/// Numbers alone: a port, its two bytes, or an endpoint.
fn list(text: &str) -> Result<Worked, Flaw> {
    let parts = text.split(|one: char| one == ',' || one.is_whitespace());
    let numbers: Option<Vec<i64>> = parts.filter(|part| !part.is_empty()).map(number).collect();
    let Some(numbers) = numbers else {
        return settle(endpoint::passive(text.as_bytes()), SIX);
    };
    match numbers[..] {
        [] => Err(Flaw::NoNumber),
        [one] => port(one).map(|port| Worked {
            address: None,
            port,
            in_bytes: false,
        }),
        [high, low] => {
            let high = byte(1, high)?;
            let low = byte(2, low)?;
            port(i64::from(u16::from_be_bytes([high, low]))).map(|port| Worked {
                address: None,
                port,
                in_bytes: true,
            })
        }
        _ if numbers.len() > 8 => settle(endpoint::lprt(text.as_bytes()), numbers.len()),
        _ => settle(endpoint::port(text.as_bytes()), SIX),
    }
}

/// A number in decimal, or in hexadecimal after `0x`.
fn number(text: &str) -> Option<i64> {
    let hexadecimal = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    match hexadecimal {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

fn byte(place: usize, value: i64) -> Result<u8, Flaw> {
    u8::try_from(value).map_err(|_| Flaw::NoByte(place, value))
}

fn port(value: i64) -> Result<u16, Flaw> {
    match u16::try_from(value) {
        Ok(0) => Err(Flaw::PortZero),
        Ok(port) => Ok(port),
        Err(_) => Err(Flaw::NoPort(value)),
    }
}

/// What an announcement comes to; `wanted` numbers belong to its form.
fn settle(read: Result<Announced, Malformed>, wanted: usize) -> Result<Worked, Flaw> {
    let malformed = match read {
        Ok(announced) => {
            return Ok(Worked {
                address: announced.address,
                port: announced.port,
                in_bytes: announced.numbers.is_some(),
            });
        }
        Err(malformed) => malformed,
    };
    let numbers = &malformed.numbers;
    let odd = (1..)
        .zip(numbers)
        .find(|(_, value)| u8::try_from(**value).is_err());
    Err(match malformed.fault {
        Fault::TooFew | Fault::TooMany if numbers.len() != wanted && !numbers.is_empty() => {
            Flaw::Count {
                found: numbers.len(),
                wanted,
            }
        }
        Fault::OutOfRange => match (odd, malformed.port) {
            (Some((place, &value)), _) => Flaw::NoByte(place, value),
            (None, _) => Flaw::NoNumber,
        },
        Fault::PortZero => Flaw::PortZero,
        Fault::WrongFamily => Flaw::OtherFamily,
        Fault::UnknownFamily => Flaw::UnknownFamily,
        Fault::BadAddress => Flaw::NoAddress,
        Fault::Missing | Fault::TooFew | Fault::TooMany => Flaw::NoNumber,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        match read(text) {
            Ok(worked) => {
                let address = worked.address.map(|address| address.to_string());
                format!("{} {}", address.unwrap_or_default(), worked.port)
            }
            Err(flaw) => format!("{flaw:?}"),
        }
    }

    #[test]
    fn every_way_to_write_a_port_is_read() {
        for (text, expected) in [
            ("10120", " 10120"),
            ("0x2788", " 10120"),
            ("39,136", " 10120"),
            ("39 136", " 10120"),
            ("0x27,0x88", " 10120"),
            ("|||50000|", " 50000"),
            ("(|||50000|)", " 50000"),
            ("10,0,13,222,39,136", "10.0.13.222 10120"),
            ("(10,0,13,222,39,136).", "10.0.13.222 10120"),
            ("|1|10.0.13.222|10120|", "10.0.13.222 10120"),
            ("|2|2001:db8::1|5282|", "2001:db8::1 5282"),
            ("10.0.13.222:10120", "10.0.13.222 10120"),
            ("[2001:db8::1]:5282", "2001:db8::1 5282"),
            ("4,4,10,0,13,222,2,39,136", "10.0.13.222 10120"),
            ("PORT 10,0,13,222,39,136", "10.0.13.222 10120"),
            ("port 10,0,13,222,39,136", "10.0.13.222 10120"),
            ("EPRT |2|2001:db8::1|5282|", "2001:db8::1 5282"),
            (
                "227 Entering Passive Mode (59,37,124,43,158,251)",
                "59.37.124.43 40699",
            ),
            ("227 =59,37,124,43,158,251", "59.37.124.43 40699"),
            ("229 Entering Extended Passive Mode (|||6446|)", " 6446"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_the_number_that_is_wrong() {
        for (text, expected) in [
            ("", Flaw::NoNumber),
            ("port", Flaw::NoNumber),
            ("PORT", Flaw::NoNumber),
            ("0", Flaw::PortZero),
            ("0,0", Flaw::PortZero),
            ("10,0,0,1,0,0", Flaw::PortZero),
            ("65536", Flaw::NoPort(65_536)),
            ("-1", Flaw::NoPort(-1)),
            ("300,1", Flaw::NoByte(1, 300)),
            ("39,256", Flaw::NoByte(2, 256)),
            ("10,0,13,222,39,300", Flaw::NoByte(6, 300)),
            ("227 Entering (10,0,999,222,39,1)", Flaw::NoByte(3, 999)),
            (
                "10,0,13,39,136",
                Flaw::Count {
                    found: 5,
                    wanted: 6,
                },
            ),
            (
                "10,0,13,39,136,1,2",
                Flaw::Count {
                    found: 7,
                    wanted: 6,
                },
            ),
            ("|||70000|", Flaw::NoPort(70_000)),
            ("|1|2001:db8::1|5282|", Flaw::OtherFamily),
            ("|3|x|5282|", Flaw::UnknownFamily),
            ("|1|x|5282|", Flaw::NoAddress),
        ] {
            assert_eq!(read(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn two_bytes_make_the_port_and_the_port_makes_them() {
        for port in 1..=u16::MAX {
            let worked = read(&port.to_string()).expect("a port");
            let (high, low) = worked.bytes();
            let back = read(&format!("{high},{low}")).expect("a port");
            assert_eq!(back.port, port);
        }
    }
}
