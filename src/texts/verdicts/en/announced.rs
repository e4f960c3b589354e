//! English: of announced endpoints.

use super::{of_server, quoted, set, times, use_passive, with_helper};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Announced, lines, says, settings};

/// Of announced endpoints.
pub(super) const TEXTS: Announced = Announced {
    port_private_address: says(
        |f| match f.circumstance {
            Circumstance::Unroutable => format!(
                "{} told the server to connect to {}, a private address that has no way from {}: the client is behind a NAT, and nothing put the public address in.",
                f.by, f.endpoint, f.peer
            ),
            _ => format!(
                "{} told the server to connect to {}, which it cannot reach: the client is behind a NAT that changes addresses (seen here: {}), and nothing put the public address in.",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| with_helper(f, vec![use_passive()]),
    ),
    port_refused: says(
        |f| match f.circumstance {
            Circumstance::Works => format!(
                "The server refused {} {} {}{}; the session then transferred another way.",
                f.by,
                f.endpoint,
                times(f.times),
                quoted(f)
            ),
            _ => format!(
                "The server refused {} {} {}{}.",
                f.by,
                f.endpoint,
                times(f.times),
                quoted(f)
            ),
        },
        |f| {
            vec![
                use_passive(),
                format!(
                    "Server: active mode may be switched off (vsftpd: `port_enable`), or it accepts only the client's own address; leave that so ({}).",
                    of_server(f, settings::OWN_ADDRESS)
                ),
            ]
        },
    ),
    announcement_missing: says(
        |f| {
            format!(
                "{} was sent before any PORT or PASV, so there was nowhere to connect to{}.",
                f.verb,
                quoted(f)
            )
        },
        |_| lines(&["Client: send PASV, EPSV, PORT or EPRT before each transfer."]),
    ),
    pasv_private_address: says(
        |f| match f.circumstance {
            Circumstance::Works => format!(
                "{} announced {}, a private address of the server; the client went to {} instead, so it worked by its mercy.",
                f.by, f.host, f.peer
            ),
            _ => format!(
                "{} announced {}, a private address that the client cannot reach; it knows the server as {}.",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| {
            vec![
                format!(
                    "Server: announce the public address ({}).",
                    of_server(f, settings::ANNOUNCED)
                )
                .replace("ADDRESS", &f.peer),
                format!(
                    "Client: use EPSV, which has no address, or have a private address ignored ({}).",
                    set(settings::IGNORE_PRIVATE)
                ),
            ]
        },
    ),
    pasv_wrong_address: says(
        |f| match f.circumstance {
            Circumstance::Works => format!(
                "{} announced {}, which is not the server; the client went to {} instead, so it worked by its mercy.",
                f.by, f.host, f.peer
            ),
            _ => format!(
                "{} announced {}, which is not where the server is; the client knows it as {}.",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| {
            vec![
                format!(
                    "Server: correct the address that it announces ({}).",
                    of_server(f, settings::ANNOUNCED)
                )
                .replace("ADDRESS", &f.peer),
                format!(
                    "Client: use EPSV, which has no address, or have the address ignored ({}).",
                    set(settings::IGNORE_ANY)
                ),
            ]
        },
    ),
    announcement_rewritten: says(
        |f| {
            format!(
                "{} says {} on one side of the NAT and {} on the other: an FTP helper rewrote it.",
                f.by, f.host, f.peer
            )
        },
        |_| {
            lines(&[
                "Nothing, while it is in clear text. With TLS the helper can read nothing: then the server needs a fixed passive range and its public address.",
            ])
        },
    ),
    announcement_malformed: says(
        |f| {
            format!(
                "{} cannot be read: \"{}\". Clients and helpers in firewalls differ in what they make of it.",
                f.by, f.words
            )
        },
        |_| {
            lines(&[
                "Whoever wrote it: RFC 959 has six numbers from 0 to 255 in parentheses, as in (192,0,2,1,195,80); RFC 2428 has (|||50000|).",
            ])
        },
    ),
    epsv_fallback: says(
        |f| match f.circumstance {
            Circumstance::Closed => format!(
                "EPSV was refused{}, and PASV followed after {}.",
                quoted(f),
                f.span
            ),
            _ => format!(
                "The connection after EPSV failed, and PASV followed after {}: such time is lost with each transfer.",
                f.span
            ),
        },
        |_| {
            lines(&[
                "Server or firewall: let EPSV through as PASV is; helpers that know only 227 are the usual cause.",
                "Client: where that cannot be, switch EPSV off (curl: `--disable-epsv`; lftp: `set ftp:prefer-epsv no`).",
            ])
        },
    ),
};
