//! English: of transfers.

use super::{ended, of_server, quoted, set, side};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Transfer, lines, says, settings};

/// Of transfers.
pub(super) const TEXTS: Transfer = Transfer {
    transfer_refused: says(
        |f| format!("The server would not do {}{}.", f.verb, quoted(f)),
        |_| {
            lines(&[
                "Client: check name, directory and permissions; the data connection has nothing to do with it.",
            ])
        },
    ),
    transfer_failed: says(
        |f| match (f.side, f.code) {
            (Some(_), 1..) if f.circumstance == Circumstance::NoCloseNotify => format!(
                "{} failed after {} bytes{}; whoever sent them closed the connection without TLS's close_notify, so that nobody can tell whether that was all.",
                f.verb,
                f.bytes,
                quoted(f)
            ),
            (None, 0) => format!(
                "{} ended without a final reply after {} bytes.",
                f.verb, f.bytes
            ),
            (None, _) => format!("{} failed after {} bytes{}.", f.verb, f.bytes, quoted(f)),
            (Some(_), 0) => format!(
                "{} ended without a final reply after {} bytes; the {} {} the data connection first.",
                f.verb,
                f.bytes,
                side(f),
                ended(f)
            ),
            (Some(_), _) => format!(
                "{} failed after {} bytes{}; the {} {} the data connection first.",
                f.verb,
                f.bytes,
                quoted(f),
                side(f),
                ended(f)
            ),
        },
        |f| {
            if f.circumstance == Circumstance::NoCloseNotify {
                return lines(&[
                    "Client and server: the side that sends has to end TLS with close_notify; update the one that does not.",
                    "Server: where it must live with such clients, do not ask for it (vsftpd: `strict_ssl_read_eof=NO`).",
                ]);
            }
            vec![
                "The side that ended the connection: its log has the reason. Resume with REST where both can.".into(),
                format!("Server: where a timer ended it, raise that ({}).", of_server(f, settings::STALLED)),
            ]
        },
    ),
    transfer_aborted: says(
        |f| {
            format!(
                "The client broke {} off after {} bytes{}.",
                f.verb,
                f.bytes,
                quoted(f)
            )
        },
        |_| lines(&["Nothing, if that was wanted; else look why the client gave up."]),
    ),
    transfer_truncated: says(
        |f| {
            format!(
                "{} brought {} of the {} bytes that the server had promised, and yet it says {}.",
                f.verb, f.bytes, f.expected, f.code
            )
        },
        |_| {
            lines(&[
                "Client: compare the size after each transfer, and fetch the rest with REST.",
                "Server: look whether the file changed meanwhile, or reading it failed.",
            ])
        },
    ),
    disk_full: says(
        |f| {
            format!(
                "The server has no room for the file{}; {} bytes went over.",
                quoted(f),
                f.bytes
            )
        },
        |_| {
            lines(&[
                "Server: make room (`df -h`, `df -i`), or raise the quota; a part of the file may be left there.",
            ])
        },
    ),
    transfer_stalled: says(
        |f| match f.circumstance {
            Circumstance::ZeroWindow => format!(
                "The transfer stood still for {}: the receiver took no more (zero window), so it was busy elsewhere.",
                f.span
            ),
            Circumstance::Resent => format!(
                "The transfer stood still for {}: segments were sent again and again, so they are lost on the way.",
                f.span
            ),
            _ => format!(
                "The transfer stood still for {}: the {} sent nothing.",
                f.span,
                side(f)
            ),
        },
        |f| match f.circumstance {
            Circumstance::ZeroWindow => lines(&[
                "Receiver: look what keeps it from reading: a slow disk, or a program that waits.",
            ]),
            Circumstance::Resent => lines(&[
                "Path: look for losses between the two; large segments alone point to the MTU.",
            ]),
            _ => lines(&[
                "Sender: look what keeps it from sending: a slow disk, a backend, a limit of its rate.",
            ]),
        },
    ),
    pmtu_black_hole: says(
        |f| {
            format!(
                "Segments of {} bytes were sent again {} times and never arrived, while small ones do: the path cannot carry them, and nobody says so (a PMTU black hole).",
                f.expected, f.times
            )
        },
        |_| {
            vec![
                format!(
                    "Router or VPN on the way: clamp the MSS ({}), or let ICMP \"fragmentation needed\" and \"packet too big\" pass.",
                    set(settings::CLAMP)
                ),
                "Sender: a smaller MTU, or `net.ipv4.tcp_mtu_probing=1` on Linux.".into(),
            ]
        },
    ),
    ascii_damage: says(
        |f| {
            format!(
                "{} {} is binary and went over in ASCII mode (TYPE A): line ends were converted, and the file is damaged.",
                f.verb, f.words
            )
        },
        |_| {
            vec![format!(
                "Client: send TYPE I before it ({}), and transfer the file again.",
                set(settings::BINARY)
            )]
        },
    ),
};
