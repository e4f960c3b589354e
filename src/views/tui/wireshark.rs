//! Display filters of Wireshark.

use crate::net::Endpoint;

/// A filter for what goes between two endpoints.
pub fn between(one: Endpoint, other: Endpoint) -> String {
    let host = |endpoint: Endpoint| {
        let field = if endpoint.address.is_v4() {
            "ip"
        } else {
            "ipv6"
        };
        format!("{field}.addr == {}", endpoint.address)
    };
    let ports = if one.port == other.port {
        // Both fields of `tcp.port` would be met by one of the two ends alone.
        format!("tcp.srcport == {0} && tcp.dstport == {0}", one.port)
    } else {
        format!("tcp.port == {} && tcp.port == {}", one.port, other.port)
    };
    format!("{} && {} && {ports}", host(one), host(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Address;

    #[test]
    fn a_filter_names_both_hosts_and_both_ports() {
        let server = Endpoint::new(Address::v4([10, 0, 1, 66]), 20);
        let client = Endpoint::new(Address::v4([10, 0, 13, 222]), 10120);
        assert_eq!(
            between(server, client),
            "ip.addr == 10.0.1.66 && ip.addr == 10.0.13.222 && tcp.port == 20 && tcp.port == 10120"
        );
    }

    #[test]
    fn one_port_at_both_ends_is_asked_of_both() {
        let mut octets = [0; 16];
        octets[15] = 1;
        let end = Endpoint::new(Address::v6(octets), 2121);
        assert_eq!(
            between(end, end),
            "ipv6.addr == ::1 && ipv6.addr == ::1 && tcp.srcport == 2121 && tcp.dstport == 2121"
        );
    }
}
