//! English: of data connections.

use super::{icmp, of_server, open_passive, quoted, set, syns, use_passive, with_helper};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Connection, lines, says, settings};

/// Of data connections.
pub(super) const TEXTS: Connection = Connection {
    active_unanswered: says(
        |f| match f.circumstance {
            Circumstance::Unroutable => format!(
                "The server sent {} to {} within {}, and nothing came back: this private address has no way from the server.",
                syns(f.times),
                f.endpoint,
                f.span
            ),
            _ => format!(
                "The server sent {} to {} within {}, and nothing came back: a filter in front of the client drops them.",
                syns(f.times),
                f.endpoint,
                f.span
            ),
        },
        |f| {
            with_helper(
                f,
                vec![
                    use_passive(),
                    format!(
                        "Firewall on the client and in front of it: allow TCP from the server's port 20 to {} ({}).",
                        f.host,
                        settings::with_server(set(settings::FROM_SERVER), &f.server_host)
                    ),
                ],
            )
        },
    ),
    active_refused: says(
        |f| {
            format!(
                "A RST answered the server's SYN to {}: {}.",
                f.endpoint,
                match f.circumstance {
                    Circumstance::ByHost => "the client itself says that nobody listens there",
                    Circumstance::ByBox =>
                        "it came from a box in front of the client, not from the client (its TTL differs)",
                    _ => "nobody listens there, or a filter rejects it",
                }
            )
        },
        |f| {
            vec![
                use_passive(),
                format!(
                    "Client: it has to listen before it sends PORT; a firewall on it may reject the server ({}).",
                    settings::with_server(set(settings::FROM_SERVER), &f.server_host)
                ),
            ]
        },
    ),
    active_rejected: says(
        |f| {
            format!(
                "The server's SYN to {} was rejected by ICMP: {}.",
                f.endpoint,
                icmp(f)
            )
        },
        |f| {
            let sender = f
                .icmp
                .as_ref()
                .map_or(String::new(), |(_, sender)| format!(" ({sender})"));
            with_helper(
                f,
                vec![
                    use_passive(),
                    format!(
                        "The box that sent the ICMP error{sender}: allow TCP from the server's port 20 to {}.",
                        f.host
                    ),
                ],
            )
        },
    ),
    active_no_attempt: says(
        |f| match f.circumstance {
            Circumstance::ByHost => format!(
                "The server took {} {}, and in {} after {} it sent no SYN{}; the capture was taken beside the server, so none left it: it did not try, or its own firewall held it back.",
                f.by,
                f.endpoint,
                f.span,
                f.verb,
                quoted(f)
            ),
            _ => format!(
                "The server took {} {}, and in {} after {} it sent no SYN that the capture holds{}: it is filtered on its way, or the server may not connect.",
                f.by,
                f.endpoint,
                f.span,
                f.verb,
                quoted(f)
            ),
        },
        |f| {
            vec![
                use_passive(),
                format!(
                    "Firewalls on the server and between the two: let the server connect from its port 20 to {}. A capture at the server shows whether it tried.",
                    f.endpoint
                ),
            ]
        },
    ),
    passive_unanswered: says(
        |f| match f.circumstance {
            Circumstance::Unroutable => format!(
                "The client sent {} to {} within {}, and nothing came back: this private address has no way from the client.",
                syns(f.times),
                f.endpoint,
                f.span
            ),
            _ => format!(
                "The client sent {} to {} within {}, and nothing came back: a filter in front of the server drops them.",
                syns(f.times),
                f.endpoint,
                f.span
            ),
        },
        open_passive,
    ),
    passive_refused: says(
        |f| {
            format!(
                "A RST answered the client's SYN to {}: {}.",
                f.endpoint,
                match f.circumstance {
                    Circumstance::ByHost => "the server itself says that nobody listens there",
                    Circumstance::ByBox =>
                        "it came from a box in front of the server, not from the server (its TTL differs)",
                    _ => "nobody listens there, or a filter rejects it",
                }
            )
        },
        open_passive,
    ),
    passive_rejected: says(
        |f| {
            format!(
                "The client's SYN to {} was rejected by ICMP: {}.",
                f.endpoint,
                icmp(f)
            )
        },
        open_passive,
    ),
    passive_no_attempt: says(
        |f| match f.circumstance {
            Circumstance::ByHost => format!(
                "{} announced {}, and for {} the client sent no SYN; the capture was taken beside the client, so none left it: it did not try, or its own firewall held it back.",
                f.by, f.endpoint, f.span
            ),
            _ => format!(
                "{} announced {}, and for {} no SYN of the client came that the capture holds: the client would not have the address, or its SYN was filtered before.",
                f.by, f.endpoint, f.span
            ),
        },
        |f| {
            let first = format!(
                "Client: look into its log whether it refused the address or could not read the reply; EPSV has no address to refuse. A capture at the client shows whether it tried {}.",
                f.endpoint
            );
            std::iter::once(first).chain(open_passive(f)).collect()
        },
    ),
    stranger: says(
        |f| {
            format!(
                "{} came to {}, which was announced for another host: a server with several addresses, a proxy, or somebody who steals connections.",
                f.peer, f.endpoint
            )
        },
        |f| {
            vec![
                "Server with several addresses: connect from the address of the control connection (vsftpd: `listen_address`; ProFTPD: `SocketBindTight on`).".into(),
                "Load balancer or NAT with several addresses: send both connections of a client the same way.".into(),
                format!("Server: take data connections from the control peer only (RFC 2577; {}), and look who that is.", of_server(f, settings::OWN_CLIENT)),
            ]
        },
    ),
    bounce: says(
        |f| match f.circumstance {
            Circumstance::Closed => format!(
                "The client asked the server to connect to {}, which is not the client ({}); the server refused: it is safe against being used for port scans.",
                f.endpoint, f.peer
            ),
            Circumstance::ServicePort => format!(
                "The client had the server connect to {}, the port of a service: an FTP bounce, which hides who attacks it.",
                f.endpoint
            ),
            _ => format!(
                "The client had the server connect to {}, which is not the client ({}): an FTP bounce, or a transfer between two servers.",
                f.endpoint, f.peer
            ),
        },
        |f| {
            vec![format!(
                "Server: accept only the client's own address and no port below 1024 in PORT and EPRT (RFC 2577; {}).",
                of_server(f, settings::OWN_ADDRESS)
            )]
        },
    ),
    fxp: says(
        |f| {
            format!(
                "{} was announced in two sessions, from both ends: two servers exchange a file (FXP).",
                f.endpoint
            )
        },
        |_| {
            lines(&[
                "Nothing, where that is wanted; most servers refuse it, because a bounce attack looks the same.",
            ])
        },
    ),
};
