//! The everyday types that every room shares: addresses, endpoints and times.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::{Add, Sub};

/// An IPv4 or IPv6 address; an IPv4-mapped IPv6 address is the IPv4 address that it maps.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    high: u64,
    low: u64,
}

impl Address {
    /// The address of four octets in network order.
    pub const fn v4(octets: [u8; 4]) -> Self {
        Self {
            high: 0,
            low: 0xffff_0000_0000 | u32::from_be_bytes(octets) as u64,
        }
    }

    /// The address of sixteen octets in network order.
    pub const fn v6(octets: [u8; 16]) -> Self {
        let whole = u128::from_be_bytes(octets);
        Self {
            high: (whole >> 64) as u64,
            low: whole as u64,
        }
    }

    /// Whether this is an IPv4 address.
    pub const fn is_v4(self) -> bool {
        self.high == 0 && self.low >> 32 == 0xffff
    }

    /// The 32 bits of an IPv4 address.
    pub const fn as_v4(self) -> Option<u32> {
        if self.is_v4() {
            Some(self.low as u32)
        } else {
            None
        }
    }

    /// The address in the standard library's form.
    pub fn ip(self) -> IpAddr {
        if self.is_v4() {
            IpAddr::V4(Ipv4Addr::from(self.low as u32))
        } else {
            IpAddr::V6(Ipv6Addr::from((self.high as u128) << 64 | self.low as u128))
        }
    }
}

impl From<IpAddr> for Address {
    fn from(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(v4) => Self::v4(v4.octets()),
            IpAddr::V6(v6) => Self::v6(v6.octets()),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ip().fmt(f)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ip().fmt(f)
    }
}

/// One end of a TCP connection: `10.0.1.66:21` or `[2001:db8::1]:21`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Endpoint {
    /// The host.
    pub address: Address,
    /// The TCP port.
    pub port: u16,
}

impl Endpoint {
    /// The endpoint `port` of `address`.
    pub const fn new(address: Address, port: u16) -> Self {
        Self { address, port }
    }

    /// The endpoint in one word, where its address is of IPv4.
    #[inline]
    pub const fn as_v4(self) -> Option<EndpointV4> {
        match self.address.as_v4() {
            Some(address) => Some(EndpointV4::new(address, self.port)),
            None => None,
        }
    }
}

/// An [`Endpoint`] whose address is of IPv4, in one word, which two instructions compare.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EndpointV4(u64);

impl EndpointV4 {
    /// The endpoint `port` of the address with these 32 bits.
    #[inline]
    pub const fn new(address: u32, port: u16) -> Self {
        Self((address as u64) << 16 | port as u64)
    }

    /// The word: the address above the port.
    #[inline]
    pub const fn word(self) -> u64 {
        self.0
    }

    /// The TCP port.
    #[inline]
    pub const fn port(self) -> u16 {
        self.0 as u16
    }
}

impl From<EndpointV4> for Endpoint {
    #[inline]
    fn from(v4: EndpointV4) -> Self {
        let address = (v4.0 >> 16) as u32;
        Self::new(Address::v4(address.to_be_bytes()), v4.port())
    }
}

impl fmt::Debug for EndpointV4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Endpoint::from(*self).fmt(f)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address.ip() {
            IpAddr::V4(v4) => write!(f, "{v4}:{}", self.port),
            IpAddr::V6(v6) => write!(f, "[{v6}]:{}", self.port),
        }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The UDP ports of tunnels.
pub mod tunnel_port {
    /// L2TP (RFC 3931 §4.1.2).
    pub const L2TP: u16 = 1701;
    /// GTP-U (3GPP TS 29.281 §4.4.2).
    pub const GTP: u16 = 2152;
    /// VXLAN (RFC 7348 §5).
    pub const VXLAN: u16 = 4789;
    /// VXLAN before it had a port of its own, and by default on Linux.
    pub const VXLAN_OF_LINUX: u16 = 8472;
    /// VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe §3).
    pub const VXLAN_GPE: u16 = 4790;
    /// Geneve (RFC 8926 §3.3).
    pub const GENEVE: u16 = 6081;
    /// All of them.
    pub const ALL: [u16; 6] = [L2TP, GTP, VXLAN, VXLAN_GPE, GENEVE, VXLAN_OF_LINUX];
}

/// A moment as a capture tells it: nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time(pub i64);

impl fmt::Display for Time {
    /// RFC 3339, UTC, with nanoseconds: `2026-11-20T03:19:06.557994000Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_nanosecond(self.0.into()) {
            Ok(timestamp) => write!(f, "{timestamp:.9}"),
            Err(_) => write!(f, "{} ns", self.0),
        }
    }
}

/// A length of time in nanoseconds; negative where a capture's clock ran backwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span(pub i64);

impl Span {
    /// `seconds` whole seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds * 1_000_000_000)
    }

    /// `milliseconds` thousandths of a second.
    pub const fn milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds * 1_000_000)
    }

    /// The length in seconds.
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / 1e9
    }
}

impl Sub for Time {
    type Output = Span;

    fn sub(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Span> for Time {
    type Output = Time;

    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Time {
    type Output = Time;

    fn sub(self, span: Span) -> Time {
        Time(self.0.saturating_sub(span.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv4_mapped_address_is_the_ipv4_address() {
        let mapped: IpAddr = "::ffff:10.0.1.66".parse().unwrap();
        assert_eq!(Address::from(mapped), Address::v4([10, 0, 1, 66]));
        assert_eq!(Address::from(mapped).to_string(), "10.0.1.66");
    }

    #[test]
    fn an_ipv4_endpoint_is_the_same_in_one_word() {
        let endpoint = Endpoint::new(Address::v4([192, 0, 2, 255]), 65_535);
        let word = endpoint.as_v4().unwrap();
        assert_eq!((Endpoint::from(word), word.port()), (endpoint, 65_535));
        let v6: IpAddr = "2001:db8::1".parse().unwrap();
        assert_eq!(Endpoint::new(v6.into(), 21).as_v4(), None);
    }

    #[test]
    fn endpoints_are_written_as_people_type_them() {
        let v6: IpAddr = "2001:db8::1".parse().unwrap();
        assert_eq!(Endpoint::new(v6.into(), 21).to_string(), "[2001:db8::1]:21");
        assert_eq!(
            Endpoint::new(Address::v4([10, 0, 1, 66]), 21).to_string(),
            "10.0.1.66:21"
        );
    }
}
