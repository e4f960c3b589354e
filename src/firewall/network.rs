//! Networks, hosts and ports as people type them for a firewall.

use crate::net::{Address, Endpoint};
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use thiserror::Error;

/// Why a network, a host, a port range or a rule cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Malformed {
    /// Not an address.
    #[error("{0:?} is no IP address")]
    Address(String),
    /// The length of a prefix is no number, or longer than the address.
    #[error("the prefix length of {0:?} is no number from 0 to 32 (IPv4) or 128 (IPv6)")]
    Length(String),
    /// Not a port, or not a range of them.
    #[error("{0:?} is no port and no range of ports, such as 21, 1024- or 50000-50999")]
    Ports(String),
    /// A rule without its direction.
    #[error("{0:?} has no direction; write FROM>TO or FROM>TO:PORTS, such as server>client:1024-")]
    Direction(String),
}

/// Addresses that have their first bits in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network {
    address: Address,
    length: u8,
}

impl Network {
    /// The addresses whose first `length` bits are those of `address`; `None` where the address has
    /// fewer bits.
    pub fn new(address: Address, length: u8) -> Option<Self> {
        let address = match address.ip() {
            IpAddr::V4(v4) => {
                let left = u32::from(length);
                let mask = (left <= 32).then(|| u32::MAX.checked_shl(32 - left).unwrap_or(0))?;
                Address::v4((u32::from(v4) & mask).to_be_bytes())
            }
            IpAddr::V6(v6) => {
                let left = u32::from(length);
                let mask = (left <= 128).then(|| u128::MAX.checked_shl(128 - left).unwrap_or(0))?;
                Address::v6((u128::from(v6) & mask).to_be_bytes())
            }
        };
        Some(Self { address, length })
    }

    /// The network of one address.
    pub const fn host(address: Address) -> Self {
        let length = if address.is_v4() { 32 } else { 128 };
        Self { address, length }
    }

    /// Whether its addresses are those of IPv4.
    pub const fn is_v4(self) -> bool {
        self.address.is_v4()
    }

    /// Whether `address` is one of its addresses.
    pub fn contains(self, address: Address) -> bool {
        address.is_v4() == self.is_v4()
            && Self::new(address, self.length).is_some_and(|network| network == self)
    }

    /// Whether all addresses of `other` are among its own.
    pub fn covers(self, other: Network) -> bool {
        self.length <= other.length && self.contains(other.address)
    }
}

impl fmt::Display for Network {
    /// As firewalls read it: `192.0.2.0/24`, and a single address without its length.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::host(self.address) {
            write!(f, "{}", self.address)
        } else {
            write!(f, "{}/{}", self.address, self.length)
        }
    }
}

impl FromStr for Network {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address = address_of(address)?;
        let Some(length) = length else {
            return Ok(Self::host(address));
        };
        let network = length
            .parse()
            .ok()
            .and_then(|length| Self::new(address, length));
        network.ok_or_else(|| Malformed::Length(text.to_owned()))
    }
}

/// An address, with a port where one was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host {
    /// The address.
    pub address: Address,
    /// The TCP port.
    pub port: Option<u16>,
}

impl Host {
    /// The endpoint, at `port` where none was named.
    pub fn endpoint(self, port: u16) -> Endpoint {
        Endpoint::new(self.address, self.port.unwrap_or(port))
    }
}

impl FromStr for Host {
    type Err = Malformed;

    /// Reads `198.51.100.21`, `198.51.100.21:2121`, `2001:db8::21` or `[2001:db8::21]:2121`.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (address, port) = address_and_ports(text);
        let port = port.map(|port| {
            let number = port.parse().ok().filter(|&port| port > 0);
            number.ok_or_else(|| Malformed::Ports(port.to_owned()))
        });
        Ok(Self {
            address: address_of(address)?,
            port: port.transpose()?,
        })
    }
}

/// The ports from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ports {
    /// The lowest.
    pub low: u16,
    /// The highest.
    pub high: u16,
}

impl Ports {
    /// Those that need no privilege on Unix.
    pub const UNPRIVILEGED: Ports = Ports {
        low: 1024,
        high: u16::MAX,
    };

    /// A single port.
    pub const fn one(port: u16) -> Self {
        Self {
            low: port,
            high: port,
        }
    }

    /// Whether `port` is one of them.
    pub fn contains(self, port: u16) -> bool {
        (self.low..=self.high).contains(&port)
    }

    /// How many they are.
    pub fn count(self) -> u32 {
        u32::from(self.high) - u32::from(self.low) + 1
    }

    /// Written with `between` between the two ends, or as one number.
    pub fn written(self, between: char) -> String {
        let Self { low, high } = self;
        if low == high {
            low.to_string()
        } else {
            format!("{low}{between}{high}")
        }
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written('-'))
    }
}

impl FromStr for Ports {
    type Err = Malformed;

    /// Reads `21`, `50000-50999`, `1024-` or `-1023`.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = || Malformed::Ports(text.to_owned());
        let number = |digits: &str, open: u16| match digits {
            "" => Some(open),
            digits if digits.bytes().all(|digit| digit.is_ascii_digit()) => digits.parse().ok(),
            _ => None,
        };
        let ports = match text.split_once('-') {
            _ if !text.bytes().any(|byte| byte.is_ascii_digit()) => None,
            Some((low, high)) => number(low, 1).zip(number(high, u16::MAX)),
            None => number(text, 0).map(|port| (port, port)),
        };
        let (low, high) = ports.ok_or_else(malformed)?;
        if low == 0 || low > high {
            return Err(malformed());
        }
        Ok(Self { low, high })
    }
}

/// An address without the brackets that IPv6 addresses may have.
fn address_of(text: &str) -> Result<Address, Malformed> {
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let ip: IpAddr = bare
        .unwrap_or(text)
        .parse()
        .map_err(|_| Malformed::Address(text.to_owned()))?;
    Ok(ip.into())
}

/// What stands before and behind the colon before the ports; an IPv6 address without brackets has
/// no ports.
pub(super) fn address_and_ports(text: &str) -> (&str, Option<&str>) {
    if let Some(end) = text.find(']') {
        let (address, rest) = text.split_at(end + 1);
        return match rest.split_once(':') {
            Some(("", ports)) => (address, Some(ports)),
            Some((length, ports)) => (&text[..address.len() + length.len()], Some(ports)),
            None => (text, None),
        };
    }
    match text.split_once(':') {
        Some((address, ports)) if !ports.contains(':') => (address, Some(ports)),
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().expect("a network")
    }

    #[test]
    fn the_bits_behind_the_prefix_do_not_count() {
        assert_eq!(network("192.0.2.77/24").to_string(), "192.0.2.0/24");
        assert_eq!(network("2001:db8::7/32").to_string(), "2001:db8::/32");
        assert_eq!(network("192.0.2.77").to_string(), "192.0.2.77");
        assert_eq!(network("0.0.0.0/0").to_string(), "0.0.0.0/0");
    }

    #[test]
    fn a_network_contains_its_addresses_and_no_others() {
        let inside = |network: &str, address: &str| {
            let address: IpAddr = address.parse().expect("an address");
            self::network(network).contains(address.into())
        };
        assert!(inside("192.0.2.0/25", "192.0.2.127"));
        assert!(!inside("192.0.2.0/25", "192.0.2.128"));
        assert!(inside("0.0.0.0/0", "203.0.113.9"));
        assert!(!inside("0.0.0.0/0", "2001:db8::1"));
        assert!(inside("::/0", "2001:db8::1"));
        assert!(!inside("::/0", "203.0.113.9"));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "192.0.2", "192.0.2.0/33", "::/129", "192.0.2.0/", "a/8"] {
            assert!(text.parse::<Network>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn ports_may_be_open_at_either_end() {
        for (text, low, high) in [
            ("21", 21, 21),
            ("50000-50999", 50000, 50999),
            ("1024-", 1024, 65535),
            ("-1023", 1, 1023),
        ] {
            assert_eq!(text.parse(), Ok(Ports { low, high }), "{text:?}");
        }
    }

    #[test]
    fn what_are_no_ports_is_refused() {
        for text in [
            "", "-", "0", "65536", "2-1", "0-5", "1-2-3", "+1", "x", "1 - 2",
        ] {
            assert!(text.parse::<Ports>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_host_may_name_its_port() {
        let host = |text: &str| {
            let host: Host = text.parse().expect("a host");
            host.endpoint(21).to_string()
        };
        assert_eq!(host("198.51.100.21"), "198.51.100.21:21");
        assert_eq!(host("198.51.100.21:2121"), "198.51.100.21:2121");
        assert_eq!(host("2001:db8::21"), "[2001:db8::21]:21");
        assert_eq!(host("[2001:db8::21]"), "[2001:db8::21]:21");
        assert_eq!(host("[2001:db8::21]:2121"), "[2001:db8::21]:2121");
        for text in ["", "ftp.example.org", "198.51.100.21:", "198.51.100.21:0"] {
            assert!(text.parse::<Host>().is_err(), "{text:?}");
        }
    }
}
