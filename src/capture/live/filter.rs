//! What the system is to hand out, so that the rest is not even copied.

#[cfg(target_os = "linux")]
mod cut;

use crate::net::tunnel_port;
use pcap::{Active, Capture, Error};

/// Protocols in which the decoder finds TCP again, or which stand between it and IP: IPv4 and IPv6
/// in IP, GRE, L2TPv3, EtherIP, MPLS, Ethernet, AH, and the extension headers of IPv6.
const CARRIERS: [u8; 15] = [
    0, 4, 41, 43, 44, 47, 51, 60, 97, 115, 135, 137, 139, 140, 143,
];

/// EtherTypes that stand before IP: VLAN tags in VLAN tags, VN-Tag, HSR, PPPoE, PPP, MPLS, NSH, MAC
/// in MAC, MACsec, transparent bridging.
const ETHERTYPES: [u16; 14] = [
    0x8100, 0x88a8, 0x9100, 0x9200, 0x9300, 0x8926, 0x892f, 0x8864, 0x880b, 0x8847, 0x8848, 0x894f,
    0x88e7, 0x6558,
];

/// ICMP errors, and all of ICMPv6, as its errors stand behind any number of headers.
const ICMP: &str = "icmp or icmp6";

/// Later fragments of IPv4; those of IPv6 are a carrier.
const FRAGMENTS: &str = "ip[6:2] & 0x1fff != 0";

/// Has the system hand out what may belong to an FTP session, and what `user` lets through of it.
/// With `light`, which are the control ports, it is the least that sessions can be rebuilt from.
///
/// # Errors
///
/// What libpcap says where `user` is no filter expression.
pub(super) fn set(
    capture: &mut Capture<Active>,
    user: Option<&str>,
    light: Option<&[u16]>,
) -> Result<(), Error> {
    if let Some(user) = user {
        capture.compile(user, true)?;
    }
    let Some(ports) = light else {
        return set_first(capture, &variants("tcp"), user);
    };
    #[cfg(target_os = "linux")]
    {
        set_first(capture, &variants("tcp"), user)?;
        cut::set(capture, &variants(&control(ports)), user);
        Ok(())
    }
    #[cfg(not(target_os = "linux"))]
    set_first(
        capture,
        &variants(&format!("{} or {BOUNDARIES}", control(ports))),
        user,
    )
}

/// Segments that begin or end a connection.
#[cfg(not(target_os = "linux"))]
const BOUNDARIES: &str = "tcp[13] & 7 != 0 or (ip6[6] = 6 and ip6[53] & 7 != 0)";

fn control(ports: &[u16]) -> String {
    let ports = ports.iter().map(|port| format!("tcp port {port}"));
    ports.collect::<Vec<_>>().join(" or ")
}

/// `tcp`, ICMP errors, fragments, and what may have those in it, as far as a kernel filter can say;
/// the plainer ones are for link types that know no EtherTypes.
fn variants(tcp: &str) -> [String; 3] {
    let protocols = CARRIERS.iter().map(|number| format!("proto {number}"));
    let ports = tunnel_port::ALL
        .iter()
        .map(|port| format!("udp port {port}"));
    let carriers: Vec<String> = protocols.chain(ports).collect();
    let types = ETHERTYPES.iter().map(|kind| format!("ether proto {kind}"));
    let types: Vec<String> = types.collect();
    let plain = format!("{tcp} or {ICMP} or {FRAGMENTS}");
    let ip = format!("{plain} or {}", carriers.join(" or "));
    let link = format!("{ip} or {}", types.join(" or "));
    [link, ip, plain]
}

/// Sets the first filter that libpcap can compile for the link type; that of the user alone where
/// there is none.
fn set_first(
    capture: &mut Capture<Active>,
    variants: &[String],
    user: Option<&str>,
) -> Result<(), Error> {
    let is_set = variants
        .iter()
        .any(|variant| capture.filter(&both(variant, user), true).is_ok());
    match user {
        Some(user) if !is_set => capture.filter(user, true),
        _ => Ok(()),
    }
}

/// The expression of the user comes last: a `vlan` in it changes what comes after.
fn both(expression: &str, user: Option<&str>) -> String {
    match user {
        Some(user) => format!("({expression}) and ({user})"),
        None => expression.to_owned(),
    }
}
