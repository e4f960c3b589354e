//! English: of FTPS.

use super::{of_server, quoted, side};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Tls, lines, says, settings};

/// Of FTPS.
pub(super) const TEXTS: Tls = Tls {
    tls_required: says(
        |f| {
            format!(
                "The server wants TLS before it lets anybody log in, and the client did not ask for it{}.",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "Client: choose explicit FTPS (curl: `--ssl-reqd`; lftp: `set ftp:ssl-force true`; FileZilla: require explicit FTP over TLS).",
            ])
        },
    ),
    tls_refused: says(
        |f| match f.circumstance {
            Circumstance::WentOn => format!(
                "The server does not do TLS, and the client went on in clear text{}.",
                quoted(f)
            ),
            _ => format!("The server does not do TLS{}.", quoted(f)),
        },
        |f| {
            vec![
                format!(
                    "Server: set up a certificate and TLS ({}).",
                    of_server(f, settings::OFFER_TLS)
                ),
                "Client: where nothing secret is sent, switch off the demand for TLS.".into(),
            ]
        },
    ),
    tls_handshake_failed: says(
        |f| {
            let place = match f.circumstance {
                Circumstance::OnData => " on the data connection",
                _ => "",
            };
            match (f.name, f.side) {
                ("", None) => format!("The TLS handshake{place} was broken off."),
                ("", Some(_)) => format!(
                    "The TLS handshake{place} was broken off: the {} closed the connection.",
                    side(f)
                ),
                (name, _) => format!(
                    "The TLS handshake{place} was broken off: the {} sent the alert {name}.",
                    side(f)
                ),
            }
        },
        |_| {
            lines(&[
                "unknown_ca, bad_certificate, certificate_expired: the client does not trust the certificate; install one that it trusts, or its CA.",
                "protocol_version, handshake_failure: the two have no version or cipher in common; update the older side.",
            ])
        },
    ),
    tls_mode_mismatch: says(
        |f| {
            match f.circumstance {
            Circumstance::Silence => format!("Both sides waited for {}: on port 990 the client has to begin with TLS at once (implicit FTPS).", f.span),
            _ => "The client began TLS at once, on a port where the server speaks FTP in clear text first.".into(),
        }
        },
        |_| {
            lines(&[
                "Client: choose explicit FTPS (`AUTH TLS`, port 21); implicit FTPS is for port 990.",
            ])
        },
    ),
    tls_resumption_required: says(
        |f| {
            format!(
                "The server wants data connections to resume the TLS session of the control connection, and the client did not{}.",
                quoted(f)
            )
        },
        |f| {
            vec![
                "Client: use one that resumes TLS sessions (FileZilla; lftp; curl; WinSCP: `Reuse TLS/SSL session ID for data connections`), or update it.".into(),
                format!("Server: where that cannot be, switch the demand off; the check then no longer shows who opens the data connection ({}).", of_server(f, settings::NO_RESUMPTION)),
            ]
        },
    ),
    data_protection_required: says(
        |f| {
            format!(
                "The server wants data connections encrypted, and the client did not ask for it{}.",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "Client: send `PBSZ 0` and `PROT P` after the login (curl: `--ssl-reqd`; lftp: `set ftp:ssl-protect-data true`; ftplib: `prot_p()`).",
            ])
        },
    ),
    encrypted_control: says(
        |_| {
            "The commands are encrypted and no keys are at hand: which connection served what is told by addresses, times and sizes.".into()
        },
        |_| {
            lines(&[
                "To read them: capture again with a client that writes its keys (`SSLKEYLOGFILE`).",
            ])
        },
    ),
};
