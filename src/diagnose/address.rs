//! What kind of address was announced.

use crate::net::Address;
use std::net::IpAddr;

/// Whether the public internet has no way to `address`: private, shared, loopback, link-local,
/// unspecified or multicast (RFC 6890).
///
/// The addresses of documentation (RFC 5737) count as public ones, because they stand for them.
pub(super) fn is_unroutable(address: Address) -> bool {
    match address.ip() {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let is_shared = first == 100 && second & 0xc0 == 64;
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_broadcast()
                || first == 0
                || is_shared
        }
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                || v6.is_multicast()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unroutable(text: &str) -> bool {
        let ip: IpAddr = text.parse().expect("an address");
        is_unroutable(ip.into())
    }

    #[test]
    fn private_shared_local_and_unspecified_addresses_have_no_route() {
        for text in [
            "10.0.0.21",
            "172.31.255.1",
            "192.168.1.100",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.7.7",
            "0.0.0.0",
            "fe80::1",
            "fd00::1",
            "::1",
        ] {
            assert!(unroutable(text), "{text}");
        }
    }

    #[test]
    fn public_addresses_and_those_of_documentation_have_one() {
        for text in [
            "203.0.113.9",
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "2001:db8::1",
        ] {
            assert!(!unroutable(text), "{text}");
        }
    }
}
