//! English.

use super::super::{Icmp, Side};
use super::{Facts, Form, Verdicts, lines, says};

/// English.
pub const EN: Verdicts = Verdicts {
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
        |f| match f.form {
            Form::Closed => format!(
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
                "Server: switch off reverse lookups and ident (ProFTPD: `UseReverseDNS off`, `IdentLookups off`; vsftpd: `reverse_lookup_enable=NO`; Pure-FTPd: `-H`), or mend DNS.",
                "Firewall in front of the client: reject TCP 113 instead of dropping it.",
            ])
        },
    ),
    server_busy: says(
        |f| format!("The server has no room for this client{}.", quoted(f)),
        |_| {
            lines(&[
                "Client: use fewer connections at once, and close those that are idle.",
                "Server: raise its limits (vsftpd: `max_clients`, `max_per_ip`; ProFTPD: `MaxInstances`, `MaxClientsPerHost`; Pure-FTPd: `-c`, `-C`).",
            ])
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
        |_| {
            lines(&[
                "Client: send NOOP now and then, or log in again when needed.",
                "Server: raise the idle timeout (vsftpd: `idle_session_timeout`; ProFTPD: `TimeoutIdle`; Pure-FTPd: `-I`).",
            ])
        },
    ),
    control_lost: says(
        |f| {
            match f.form {
            Form::DataArrived => format!("The file arrived ({} bytes), and then the control connection was gone: only the final reply was lost. A box on the way forgets connections that are silent for long.", f.bytes),
            Form::ByBox => "The control connection was reset by a box on the way, which knew nothing of it any more.".into(),
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
        |_| {
            lines(&[
                "Client: use FTPS (`AUTH TLS`) or SFTP.",
                "Server: offer TLS and demand it (vsftpd: `force_local_logins_ssl=YES`; ProFTPD: `TLSRequired on`).",
            ])
        },
    ),
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
        |f| match f.form {
            Form::WentOn => format!(
                "The server does not do TLS, and the client went on in clear text{}.",
                quoted(f)
            ),
            _ => format!("The server does not do TLS{}.", quoted(f)),
        },
        |_| {
            lines(&[
                "Server: set up a certificate and TLS (vsftpd: `ssl_enable=YES`; ProFTPD: mod_tls; Pure-FTPd: `--tls=1`).",
                "Client: where nothing secret is sent, switch off the demand for TLS.",
            ])
        },
    ),
    tls_handshake_failed: says(
        |f| match (f.name, f.side) {
            ("", None) => "The TLS handshake was broken off.".into(),
            ("", Some(_)) => format!(
                "The TLS handshake was broken off: the {} closed the connection.",
                side(f)
            ),
            (name, _) => format!(
                "The TLS handshake was broken off: the {} sent the alert {name}.",
                side(f)
            ),
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
            match f.form {
            Form::Silence => format!("Both sides waited for {}: on port 990 the client has to begin with TLS at once (implicit FTPS).", f.span),
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
        |_| {
            lines(&[
                "Client: use one that resumes TLS sessions (FileZilla, lftp, curl; WinSCP since 5.15), or update it.",
                "Server: where that cannot be, switch the demand off (vsftpd: `require_ssl_reuse=NO`; ProFTPD: `TLSOptions NoSessionReuseRequired`).",
            ])
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
    port_private_address: says(
        |f| {
            format!(
                "{} told the server to connect to {}, which it cannot reach: the client is behind a NAT that changes addresses (seen here: {}), and nothing put the public address in.",
                f.by, f.endpoint, f.peer
            )
        },
        |_| {
            lines(&[
                "Client: use passive mode (EPSV or PASV); active mode does not pass a NAT by itself.",
                "NAT: a helper can rewrite PORT, if it knows the control port and nothing is encrypted (Linux: nf_nat_ftp, with `ct helper set \"ftp\"` in nftables).",
            ])
        },
    ),
    port_refused: says(
        |f| match f.form {
            Form::Works => format!(
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
        |_| {
            lines(&[
                "Client: use passive mode (EPSV or PASV).",
                "Server: active mode may be switched off (vsftpd: `port_enable`), or it accepts only the client's own address (vsftpd: `port_promiscuous`; ProFTPD: `AllowForeignAddress`); leave that so.",
            ])
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
        |f| match f.form {
            Form::Works => format!(
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
            format!("Server: announce the public address (vsftpd: `pasv_address={0}`; ProFTPD: `MasqueradeAddress {0}`; Pure-FTPd: `-P {0}`; FileZilla Server, IIS: external IP address).", f.peer),
            "Client: use EPSV, which has no address, or have the address ignored (curl does; lftp: `set ftp:fix-pasv-address yes`).".into(),
        ]
        },
    ),
    pasv_wrong_address: says(
        |f| match f.form {
            Form::Works => format!(
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
                    "Server: correct the address that it announces (vsftpd: `pasv_address={0}`; ProFTPD: `MasqueradeAddress {0}`; Pure-FTPd: `-P {0}`).",
                    f.peer
                ),
                "Client: use EPSV, which has no address.".into(),
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
        |f| match f.form {
            Form::Closed => format!(
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
    active_unanswered: says(
        |f| match f.form {
            Form::Unroutable => format!(
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
            vec![
                "Client: use passive mode, in which the client opens both connections.".into(),
                format!(
                    "Firewall in front of the client: allow TCP from the server's port 20 to {}, or load an FTP helper.",
                    f.host
                ),
            ]
        },
    ),
    active_refused: says(
        |f| {
            format!(
                "A RST answered the server's SYN to {}: {}.",
                f.endpoint,
                match f.form {
                    Form::ByHost => "the client itself says that nobody listens there",
                    Form::ByBox =>
                        "it came from a box in front of the client, not from the client (its TTL differs)",
                    _ => "nobody listens there, or a filter rejects it",
                }
            )
        },
        |_| {
            lines(&[
                "Client: use passive mode.",
                "Client: it has to listen before it sends PORT; a firewall on it may reject the server.",
            ])
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
        |_| {
            lines(&[
                "Client: use passive mode.",
                "The box that sent the ICMP error: allow TCP from the server's port 20, or load an FTP helper.",
            ])
        },
    ),
    active_no_attempt: says(
        |f| {
            format!(
                "The server took {} {}, and in {} after {} it sent no SYN that the capture holds{}: it is filtered on its way, or the server may not connect.",
                f.by,
                f.endpoint,
                f.span,
                f.verb,
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "Client: use passive mode.",
                "Firewalls between server and client: allow TCP from the server's port 20. A capture at the server shows whether it tried.",
            ])
        },
    ),
    passive_unanswered: says(
        |f| match f.form {
            Form::Unroutable => format!(
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
                match f.form {
                    Form::ByHost => "the server itself says that nobody listens there",
                    Form::ByBox =>
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
        |f| {
            format!(
                "{} announced {}, and for {} no SYN of the client came that the capture holds: the client would not have the address, or its SYN was filtered before.",
                f.by, f.endpoint, f.span
            )
        },
        open_passive,
    ),
    stranger: says(
        |f| {
            format!(
                "{} came to {}, which was announced for another host: a server with several addresses, a proxy, or somebody who steals connections.",
                f.peer, f.endpoint
            )
        },
        |_| {
            lines(&[
                "Server with several addresses: connect from the address of the control connection (vsftpd: `listen_address`; ProFTPD: `SocketBindTight`).",
                "Otherwise: have data connections accepted from the control peer only (RFC 2577), and look who that is.",
            ])
        },
    ),
    bounce: says(
        |f| match f.form {
            Form::Closed => format!(
                "The client asked the server to connect to {}, which is not the client ({}); the server refused: it is safe against being used for port scans.",
                f.endpoint, f.peer
            ),
            Form::ServicePort => format!(
                "The client had the server connect to {}, the port of a service: an FTP bounce, which hides who attacks it.",
                f.endpoint
            ),
            _ => format!(
                "The client had the server connect to {}, which is not the client ({}): an FTP bounce, or a transfer between two servers.",
                f.endpoint, f.peer
            ),
        },
        |_| {
            lines(&[
                "Server: accept only the client's own address and no port below 1024 in PORT and EPRT (vsftpd: `port_promiscuous=NO`; ProFTPD: `AllowForeignAddress off`; RFC 2577).",
            ])
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
        |_| {
            lines(&[
                "The side that ended the connection: its log has the reason. Resume with REST where both can.",
            ])
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
            lines(&["Server: make room, or raise the quota; a part of the file may be left there."])
        },
    ),
    transfer_stalled: says(
        |f| match f.form {
            Form::ZeroWindow => format!(
                "The transfer stood still for {}: the receiver took no more (zero window), so it was busy elsewhere.",
                f.span
            ),
            Form::Resent => format!(
                "The transfer stood still for {}: segments were sent again and again, so they are lost on the way.",
                f.span
            ),
            _ => format!(
                "The transfer stood still for {}: the {} sent nothing.",
                f.span,
                side(f)
            ),
        },
        |f| match f.form {
            Form::ZeroWindow => lines(&[
                "Receiver: look what keeps it from reading: a slow disk, or a program that waits.",
            ]),
            Form::Resent => lines(&[
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
            lines(&[
                "Router or VPN on the way: clamp the MSS (nftables: `tcp option maxseg size set rt mtu`), or let ICMP \"fragmentation needed\" and \"packet too big\" pass.",
                "Sender: a smaller MTU, or `net.ipv4.tcp_mtu_probing=1` on Linux.",
            ])
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
            lines(&[
                "Client: send TYPE I before it (`binary` in command line clients), and transfer the file again.",
            ])
        },
    ),
    replies_out_of_step: says(
        |f| {
            format!(
                "Replies are out of step with the commands from here on{}: the client takes each for the answer to the next command.",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "Whoever is wrong: a server that answers twice, or a client that does not read a reply, as after ABOR or 120. Connecting anew helps for now.",
            ])
        },
    ),
    capture_incomplete: says(
        |f| {
            match f.form {
            Form::StartMissing => "The capture began in the middle of it: what was said before is not known.".into(),
            Form::FramesCut => format!("Frames are cut by the snap length; {} bytes of the streams are missing.", f.bytes),
            Form::OneDirection => "Only one direction of the connection is in the capture.".into(),
            Form::DataMissing => "Transfers took place, and their data connections are not in the capture: a filter left them out.".into(),
            Form::ControlMissing => format!("The capture holds {} without a control connection.", many(f.times, "data connection", "data connections")),
            Form::FileBroken => "The capture file ends in a broken record.".into(),
            _ => format!("{} bytes are missing that the peers received: the capture lost packets.", f.bytes),
        }
        },
        |f| match f.form {
            Form::FramesCut => lines(&["Capture whole frames: `tcpdump -s 0`."]),
            Form::OneDirection => lines(&["Capture where both directions pass, or mirror both."]),
            Form::FileBroken => lines(&["End the capturing program before the file is copied."]),
            Form::StartMissing => lines(&["Begin to capture before the client connects."]),
            Form::DataMissing | Form::ControlMissing => lines(&[
                "Capture all of the two hosts, because the ports of data connections are not known before: `tcpdump -s 0 host SERVER and host CLIENT`, with `or icmp or icmp6`.",
            ]),
            _ => lines(&[
                "Capture with a larger buffer (`tcpdump -B 32768`), to a fast disk, with a narrower filter.",
            ]),
        },
    ),
    captured_twice: says(
        |f| match f.form {
            Form::ByBox => {
                "The session was captured on two sides of a NAT; it is told once.".into()
            }
            _ => format!(
                "Every packet was captured twice ({} copies): these are no retransmissions.",
                f.times
            ),
        },
        |_| {
            lines(&[
                "To have each once: capture on one interface, or mirror one direction of each port.",
            ])
        },
    ),
    protocol_violation: says(
        |f| match f.form {
            Form::LongLines => format!(
                "{} longer than 4 KiB, the longest of {} bytes.",
                many(f.times, "line is", "lines are"),
                f.bytes
            ),
            Form::NulBytes => format!("NUL bytes stand in {}.", many(f.times, "line", "lines")),
            Form::Unended => format!(
                "{} of several lines never ended.",
                many(f.times, "reply", "replies")
            ),
            _ => format!("{} no code.", many(f.times, "reply has", "replies have")),
        },
        |_| {
            lines(&[
                "Whoever sent them: RFC 959 has lines of text that end in CR LF, and replies that begin with three digits. Long lines and NUL bytes may be attempts to break a parser.",
            ])
        },
    ),
    hostile_text: says(
        |f| match f.form {
            Form::Works => format!(
                "A name leads far upwards, out of the directory that is meant: {}.",
                f.words
            ),
            _ => format!(
                "Control characters or overrides of direction stand in {}: shown raw, they drive the terminal.",
                many(
                    f.times,
                    "name, banner or reply",
                    "names, banners or replies"
                )
            ),
        },
        |_| {
            lines(&[
                "Whoever reads such text: show it escaped. Whoever takes names from a server: refuse paths that go upwards.",
            ])
        },
    ),
};

fn open_passive(f: &Facts) -> Vec<String> {
    let ports = match f.ports {
        Some((low, high, count)) if count > 1 => {
            format!("; seen here: {low} to {high}, {count} times")
        }
        Some((low, _, _)) => format!("; seen here: {low}"),
        None => String::new(),
    };
    vec![
        format!("Server: fix the passive range, for instance 50000 to 51000 (vsftpd: `pasv_min_port`, `pasv_max_port`; ProFTPD: `PassivePorts`; Pure-FTPd: `-p`{ports})."),
        "Firewall and port forwarding in front of the server, and on it: allow TCP to that range, or load an FTP helper.".into(),
    ]
}

fn side(f: &Facts) -> &'static str {
    match f.side {
        Some(Side::Client) => "client",
        Some(Side::Server) => "server",
        None => "sender",
    }
}

fn ended(f: &Facts) -> &'static str {
    if f.form == Form::Closed {
        "reset"
    } else {
        "closed"
    }
}

fn times(times: u64) -> String {
    match times {
        0 | 1 => "once".into(),
        2 => "twice".into(),
        many => format!("{many} times"),
    }
}

fn syns(times: u64) -> String {
    if times == 1 {
        "1 SYN".into()
    } else {
        format!("{times} SYNs")
    }
}

/// So many of something.
fn many(times: u64, one: &str, more: &str) -> String {
    if times == 1 {
        format!("1 {one}")
    } else {
        format!("{times} {more}")
    }
}

/// The reply in question, as the end of a sentence.
fn quoted(f: &Facts) -> String {
    let words = f.words.trim_end_matches('.');
    match (f.code, words) {
        (0, _) => String::new(),
        (code, "") => format!(" ({code})"),
        (code, words) => format!(" ({code} {words})"),
    }
}

fn icmp(f: &Facts) -> String {
    let Some((kind, sender)) = &f.icmp else {
        return "an error".into();
    };
    let says = match kind {
        Icmp::NetworkUnreachable => "network unreachable".into(),
        Icmp::HostUnreachable => "host unreachable".into(),
        Icmp::PortUnreachable => "port unreachable".into(),
        Icmp::Prohibited => "administratively prohibited".into(),
        Icmp::TooBig => "packet too big".into(),
        Icmp::TimeExceeded => "too many hops".into(),
        Icmp::Other(kind, code) => format!("type {kind} code {code}"),
    };
    format!("{says}, says {sender}")
}
