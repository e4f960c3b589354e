//! English.

use super::{Icmp, Side, Texts, Unreadable};

/// The sentences in English.
pub const EN: Texts = Texts {
    tui: &super::tui::EN,
    explain: &super::explain::EN,
    inferred: &super::inferred::EN,
    interfaces: &super::interfaces::EN,
    extract: &super::extract::EN,
    firewall: &super::firewall::EN,
    arithmetic: &super::arithmetic::EN,
    manual: &super::manual::EN,
    packets: &super::packets::EN,
    stream: &super::stream::EN,
    transfers_screen: &super::transfers::EN,
    live: &super::live::EN,
    findings: &super::findings::EN,
    walkthrough: &super::walkthrough::EN,
    verdicts: &super::verdicts::EN,
    teach: &super::teach::EN,
    client: "client",
    server: "server",
    handshake: "TCP handshake: the control connection opens",
    handshake_note: "The client opens the control connection with three segments: SYN, SYN-ACK, ACK. \
        Commands and replies travel on it; listings and files never do.",
    midstream: "the capture begins here",
    midstream_note: "The control connection was open already. What was said before is not in the capture.",
    control_attempt: "SYN: the client asks for the control connection",
    refused: "refused: RST",
    control_refused_note: "A RST comes back: nothing listens on this port, or a filter says no in its name.",
    control_rejected_note: "A router or filter on the way says no, and says so with an ICMP error.",
    control_unanswered_note: "Nothing comes back: the server is off, or a filter drops the SYNs without a word.",
    greeting_note: "The server speaks first. Every reply begins with three digits: 220 says that it is ready.",
    password_note: "The password crosses the network as plain text: whoever captures the packets can read it.",
    logged_in_note: "230: the login is accepted.",
    login_refused_note: "530: the login is refused.",
    active_note: "This is active mode: the server will connect to that port, so whatever protects the client must let it in.",
    passive_note: "This is passive mode: the client will connect to that port, so whatever protects the server must let it in.",
    extended_passive_note: "229 names a port and no address: the client connects to the server that it talks to already.",
    extended_port_note: "EPRT writes the address and the port as they are, for IPv4 and IPv6.",
    declined_note: "The other side does not accept this endpoint.",
    superseded_note: "Nobody connects to it: the next announcement takes its place.",
    preliminary_note: "A reply that begins with 1 is not the last: the transfer begins, and a second reply will say how it ended.",
    complete_note: "226 confirms on the control connection that the transfer is complete.",
    data_end_note: "The sender closes the data connection. That is how the receiver knows where the data ends; \
        the next transfer needs a new connection.",
    active_opened_note: "The server opens this connection, from port 20, the data port of FTP.",
    active_opened_other_port_note: "The server opens this connection, though not from port 20.",
    passive_opened_note: "The client opens this connection, from a port that its system chose.",
    default_opened_note: "There was no PORT and no PASV, so the server connects to the port that the client's control \
        connection comes from (RFC 959).",
    active_failed_note: "In active mode the server must reach the client. A firewall or a NAT in front of the client \
        often prevents that; in passive mode the client would connect.",
    passive_failed_note: "In passive mode the client must reach this port of the server. A firewall in front of the \
        server has to let it in.",
    no_attempt_note: "Nobody tries to connect to what was announced, as far as the capture shows.",
    data_not_captured_note: "Its data connection is not in the capture.",
    abort_note: "ABOR breaks off the transfer. Two replies follow: one for the transfer, one for ABOR.",
    service_closing_note: "421: the server ends the session, whether or not a command was waiting.",
    out_of_turn_note: "No command was waiting for this reply.",
    no_reply_note: "No reply to this command is in the capture.",
    fxp_note: "Another session announces the same endpoint from the other end: the file goes from server to server, and \
        the client only gives orders to both (FXP).",
    auth_note: "The client asks for TLS.",
    tls_begins: "from here on encrypted with TLS",
    tls_note: "Commands and replies cannot be read without the keys. The data connections remain visible: who \
        connects to whom, when, and how many bytes.",
    tls_decrypted_note: "The keys are at hand, so what follows can be read here. On its way nobody else could: no \
        firewall and no NAT helper sees PORT or 227.",
    tls_help: "The client writes the keys into a file where the environment variable SSLKEYLOGFILE names one; \
               with --keylog FILE it can be read here.",
    tls_data_note: "Address and time say that it belongs to this session; its command is encrypted.",
    unclaimed_note: "No command in the capture asked for this connection.",
    quit_note: "The client ends the session.",
    closed_fin: "FIN: the control connection closes",
    closed_rst: "RST: the control connection breaks off",
    closed_lost: "lost: what was sent again and again got no answer",
    closed_open: "the capture ends, the control connection is still open",
    nothing_carried: "nothing was carried",
    ended_by_server: "The server ended the session with 421.",
    no_transfers: "no transfer",
    aborted: "broken off",
    end_not_seen: "no final reply",
    login_refused: "login refused",
    control_unanswered: "no answer from the server",
    control_refused: "refused by RST",
    control_rejected: "rejected by ICMP",
    no_attempt: "nobody connected",
    endpoint_unreadable: "the announced endpoint cannot be read",
    column_time: "time",
    column_user: "user",
    column_mode: "mode",
    column_transfers: "done",
    column_bytes: "bytes",
    column_end: "end",
    active: "active",
    passive: "passive",
    default_port: "default",
    word_closed: "closed",
    word_reset: "reset",
    word_lost: "lost",
    word_open: "open",
    colon: ": ",
    semicolon: "; ",
    word_encrypted: "TLS",
    tls_agreed: |version, suite, name| {
        let mut text = format!("{version} with {suite}");
        if !name.is_empty() {
            text.push_str(&format!(", for the server name {name}"));
        }
        text + "."
    },
    session: |number| format!("Session {number}"),
    taken_at_client: |[client, server], [_, routers]| {
        let away = plural(routers.into(), "router");
        format!(
            "Captured beside the client: its packets come with a TTL of {client}, those of the \
             server with {server}, from {away} away."
        )
    },
    taken_at_server: |[client, server], [routers, _]| {
        let away = plural(routers.into(), "router");
        format!(
            "Captured beside the server: its packets come with a TTL of {server}, those of the \
             client with {client}, from {away} away."
        )
    },
    taken_between: |[client, server], [before, behind]| {
        let before = plural(before.into(), "router");
        let behind = plural(behind.into(), "router");
        format!(
            "Captured between the two: the client is {before} away (TTL {client}), the server \
             {behind} (TTL {server})."
        )
    },
    user: |name| format!("user {name}"),
    transfers: |count| plural(count, "transfer"),
    bytes: |count, one| {
        if one {
            "1 byte".to_owned()
        } else {
            format!("{count} bytes")
        }
    },
    port: |side, port| format!("{}:{port}", name(side)),
    data_opens: |from, to| format!("data connection: {from} → {to}"),
    data_attempt: |from, to| format!("SYN: {from} → {to}"),
    carried: |command, bytes, duration, rate| format!("{command}: {bytes} in {duration} ({rate})"),
    carried_at_once: |command, bytes| format!("{command}: {bytes}"),
    carried_nothing: |command| format!("{command}: not one byte"),
    missing: |bytes| {
        format!("{bytes} of it are not in the capture; sequence numbers tell that they were sent.")
    },
    retransmitted: |count| format!("{} sent again.", plural(count, "segment")),
    zero_windows: |count| {
        let times = if count == 1 {
            "Once".to_owned()
        } else {
            format!("{count} times")
        };
        format!("{times} the receiver had no room left (window 0).")
    },
    data_reset: |who| format!("A RST from {who} breaks the data connection off."),
    no_answer: |syns, time| format!("no answer to {syns} SYNs in {time}"),
    no_answer_to_one: || "no answer to the SYN".to_owned(),
    rejected: |icmp, sender| format!("rejected: {} (ICMP from {sender})", icmp_error(icmp)),
    six_numbers: |address, port, high, low, whole| {
        format!(
            "{address} is the address, {port} the port: {high}\u{a0}×\u{a0}256\u{a0}+\u{a0}{low}\u{a0}=\u{a0}{whole}."
        )
    },
    two_numbers: |high, low, whole| {
        format!(
            "The port is written in two numbers: {high}\u{a0}×\u{a0}256\u{a0}+\u{a0}{low}\u{a0}=\u{a0}{whole}."
        )
    },
    listens: |side, address, port| {
        format!("The {} now listens on {address}, port {port}.", name(side))
    },
    other_address: |side, announced, real| {
        format!(
            "Note the address: the {} announces {announced}, while its control connection has {real}. \
             A NAT between them is the usual reason.",
            name(side)
        )
    },
    went_elsewhere: |address| format!("It does not go to the announced address but to {address}."),
    unreadable: |why| format!("The endpoint cannot be read: {}.", unreadable(why)),
    idle: |time| format!("{time} without a word"),
    more_lines: |count| format!("… {}", plural(count, "more line")),
    listing_goes_on: || "… and so on".to_owned(),
    more_bytes: |count| format!("… {count} more bytes"),
    other_side: |client, server, frame| {
        format!(
            "The same session on the other side of a NAT: {client} → {server}, from frame {frame} on."
        )
    },
    announced_there: |endpoint, frame| {
        format!("On the other side of the NAT this reads {endpoint} (#{frame}).")
    },
    other_protocol: |name| format!("This is not FTP: what was said is {name}."),
    control_gaps: |bytes, runs| {
        format!(
            "{bytes} of the control connection are not in the capture, in {}.",
            plural(runs, "place")
        )
    },
    long_lines: |count| {
        format!(
            "{} too long and not kept whole.",
            if count == 1 {
                "1 line was".to_owned()
            } else {
                format!("{count} lines were")
            }
        )
    },
    dropped_exchanges: |count| {
        format!(
            "{} beyond the limit of one session left out.",
            plural(count, "command or reply line")
        )
    },
    dropped_connections: |count| {
        format!(
            "{} beyond the limit of one session left out.",
            plural(count, "announcement or data connection")
        )
    },
    dropped_pending: |count| {
        format!(
            "{} given up waiting for a reply: too many waited at once.",
            plural(count, "command")
        )
    },
    complete: |complete, all| match (complete, all) {
        (1, 1) => "1 transfer, complete".to_owned(),
        (complete, all) if complete == all => format!("{all} transfers, all complete"),
        (0, 1) => "1 transfer, not complete".to_owned(),
        (0, all) => format!("{all} transfers, none complete"),
        (complete, all) => format!("{complete} of {all} transfers complete"),
    },
    received: |bytes| format!("{bytes} received"),
    sent: |bytes| format!("{bytes} sent"),
    failed: |command, frame, why| format!("{command} (#{frame}): {why}."),
    more_failures: |count| format!("… {}", plural(count, "more failure")),
    failed_reply: |code, text| format!("the server says {code} {text}"),
    truncated: |bytes, promised| format!("{bytes} came, {promised} were promised"),
    modes: |one, other| format!("{one}+{other}"),
    cell_failed: |command, what| format!("{command}: {what}"),
    totals: |sessions, frames| {
        format!(
            "{sessions} in {frames} frames",
            sessions = if sessions == "1" {
                "1 session".to_owned()
            } else {
                format!("{sessions} sessions")
            }
        )
    },
    no_sessions: |frames| format!("No FTP session in {frames} frames."),
    orphans: |count| {
        format!(
            "{} whose control connection is not in the capture.",
            plural(count, "data connection")
        )
    },
    undecoded: |count| format!("{} that could not be decoded.", plural(count, "frame")),
    dropped_flows: |count| {
        format!(
            "{} given up: too many were open at once.",
            plural(count, "connection")
        )
    },
    cut: || "The capture could not be read to its end.".to_owned(),
    passive_range: |server, lowest, highest, announced, sessions| {
        format!(
            "Passive ports of {server}: {lowest} to {highest}, announced {announced} times in {sessions} sessions."
        )
    },
    passive_range_close: |server| {
        format!(
            "A firewall in front of {server} has to let at least these in; the range that is set there may be larger."
        )
    },
    passive_range_wide: |server| {
        format!(
            "They are so far apart that no range seems to be set: fix one on {server}, such as 50000 to 51000, and let it through the firewall."
        )
    },
    no_such_session: |number, count| match count {
        0 => format!("there is no session {number}: the capture has none"),
        1 => format!("there is no session {number}: the capture has one"),
        _ => format!("there is no session {number}: the capture has {count}"),
    },
};

fn name(side: Side) -> &'static str {
    match side {
        Side::Client => "client",
        Side::Server => "server",
    }
}

fn plural(count: u64, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

fn icmp_error(icmp: Icmp) -> String {
    match icmp {
        Icmp::NetworkUnreachable => "network unreachable".to_owned(),
        Icmp::HostUnreachable => "host unreachable".to_owned(),
        Icmp::PortUnreachable => "port unreachable".to_owned(),
        Icmp::Prohibited => "forbidden by a filter".to_owned(),
        Icmp::TooBig => "packet too big".to_owned(),
        Icmp::TimeExceeded => "too many hops".to_owned(),
        Icmp::Other(kind, code) => format!("type {kind}, code {code}"),
    }
}

fn unreadable(why: Unreadable) -> &'static str {
    match why {
        Unreadable::Missing => "there are no numbers",
        Unreadable::TooFew => "there are too few numbers",
        Unreadable::TooMany => "there are too many numbers",
        Unreadable::OutOfRange => "a number does not fit its place (0 to 255)",
        Unreadable::PortZero => "port 0 is no port",
        Unreadable::Address => "the address does not fit the family that is named",
    }
}
