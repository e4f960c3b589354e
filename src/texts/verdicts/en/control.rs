//! English: of the control connection and the login.

use super::{icmp, of_server, quoted, side, times};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Control, lines, says, settings};

/// Of the control connection and the login.
pub(super) const TEXTS: Control = Control {
    control_unanswered: says(
        |f| {
            format!(
                "{} SYNs to {} within {} were not answered: no server at this address, or a filter drops them.",
                f.times, f.endpoint, f.span
            )
        },
        |f| {
            vec![
                format!("Server: is it up, and does it listen on {}? `ss -ltn` shows it.", f.endpoint),
                "Firewall in front of the server: let TCP to the control port in, and its answers out.".into(),
            ]
        },
    ),
    control_refused: says(
        |f| {
            format!(
                "A RST answered the SYN to {}: nobody listens there, or a filter rejects it.",
                f.endpoint
            )
        },
        |f| {
            vec![
                format!("Server: start the FTP service, and have it listen on {}.", f.endpoint),
                "Client: check address and port; FTPS may be on 990, and SFTP (port 22) is another protocol.".into(),
            ]
        },
    ),
    control_rejected: says(
        |f| {
            format!(
                "The SYN to {} was rejected by ICMP: {}.",
                f.endpoint,
                icmp(f)
            )
        },
        |_| {
            lines(&[
                "Firewall or router that sent the ICMP error: allow TCP to the control port, or mend the route.",
            ])
        },
    ),
    no_greeting: says(
        |f| match f.circumstance {
            Circumstance::Closed => format!(
                "The server accepted the connection and closed it after {} without a 220: it lets this client not in, or has just failed.",
                f.span
            ),
            _ => format!(
                "The connection was made, and no 220 came within {}: the server hangs, often in a reverse lookup of the client's name, or the service behind a forwarded port does not answer.",
                f.span
            ),
        },
        |_| {
            lines(&[
                "Server: look into its log; check hosts.allow, limits for each address, and reverse DNS (ProFTPD: `UseReverseDNS off`).",
                "Load balancer or port forwarding: is the server behind it up?",
            ])
        },
    ),
    slow_login: says(
        |f| {
            if f.verb.is_empty() {
                format!(
                    "The greeting came {} after the connection was made: most likely the server looks up the client's name, or asks its port 113 (ident).",
                    f.span
                )
            } else {
                format!(
                    "{} was answered after {}: most likely a slow lookup of the user, of the client's name, or of ident.",
                    f.verb, f.span
                )
            }
        },
        |_| {
            lines(&[
                "Server: switch off reverse lookups and ident (ProFTPD: `UseReverseDNS off`, `IdentLookups off`; vsftpd of Red Hat: `reverse_lookup_enable=NO`; Pure-FTPd: `-H`), or mend DNS.",
                "Firewall in front of the client: reject TCP 113 instead of dropping it.",
            ])
        },
    ),
    server_busy: says(
        |f| format!("The server has no room for this client{}.", quoted(f)),
        |f| {
            vec![
                "Client: use fewer connections at once, and close those that are idle.".into(),
                format!(
                    "Server: raise its limits ({}).",
                    of_server(f, settings::LIMITS)
                ),
            ]
        },
    ),
    idle_timeout: says(
        |f| {
            format!(
                "The server ended the session after {} without a command{}.",
                f.span,
                quoted(f)
            )
        },
        |f| {
            vec![
                "Client: send NOOP now and then, or log in again when needed.".into(),
                format!(
                    "Server: raise the idle timeout ({}).",
                    of_server(f, settings::IDLE)
                ),
            ]
        },
    ),
    control_lost: says(
        |f| {
            match f.circumstance {
            Circumstance::DataArrived => format!("The file arrived ({} bytes), and then the control connection was gone: only the final reply was lost. A box on the way forgets connections that are silent for long.", f.bytes),
            Circumstance::ByBox => "The control connection was reset by a box on the way, which knew nothing of it any more.".into(),
            _ => format!("The control connection broke: the {} sent the same {} times, and nothing came back.", side(f), f.times),
        }
        },
        |_| {
            lines(&[
                "Client: send keep-alives (TCP keepalive below 300 s, or NOOP) during long transfers.",
                "Firewall or NAT: raise the idle timeout of established connections.",
            ])
        },
    ),
    not_ftp: says(
        |f| {
            if f.name.is_empty() {
                format!(
                    "What is spoken on the control port is no FTP ({} bytes).",
                    f.bytes
                )
            } else {
                format!("What is spoken on the control port is {}, not FTP.", f.name)
            }
        },
        |_| {
            lines(&[
                "Client: connect to the port of that protocol; an FTP server listens elsewhere, or not at all.",
            ])
        },
    ),
    login_refused: says(
        |f| format!("The login was refused {}{}.", times(f.times), quoted(f)),
        |_| {
            lines(&[
                "Client: check user and password.",
                "Server: its log has the reason (account locked, shell not in /etc/shells, user in a deny list, PAM).",
            ])
        },
    ),
    brute_force: says(
        |f| {
            format!(
                "{} logins of {} were refused: somebody tries passwords, or a job has an old one.",
                f.times, f.peer
            )
        },
        |_| {
            lines(&[
                "Server: block the address for a while (fail2ban), allow fewer tries, and look whether it got in.",
            ])
        },
    ),
    cleartext_password: says(
        |f| {
            format!(
                "The password of {} went over the network in clear text; whoever captures packets has it.",
                f.words
            )
        },
        |f| {
            vec![
                "Client: use FTPS (`AUTH TLS`) or SFTP.".into(),
                format!(
                    "Server: offer TLS and demand it ({}).",
                    of_server(f, settings::DEMAND_TLS)
                ),
            ]
        },
    ),
};
