//! English: firewalls.

use super::Firewall;

/// English.
pub const EN: Firewall = Firewall {
    server_side: "The server's own firewall",
    client_side: "The client's own firewall",
    router_side: "The router between them",
    control: "control",
    passive: "passive",
    active: "active",
    always: "always",
    unhelped: "no helper, or TLS",
    helped: "helper, no TLS",
    path_in: "in",
    path_out: "out",
    path_through: "through",
    anyone: "anyone",
    related: "related",
    nothing: "nothing",
    notes: "What to know",
    note_state: "Each rule lets the first packet of a connection through (the SYN), in the direction shown. Everything after it, both ways, belongs to a known connection (`established`): no rule opens ports for replies or acknowledgments.",
    note_source_port: "Source port 20 is no permit. Whoever sends a packet chooses its source port, so a rule \"from port 20 to any high port\" opens every high port to everyone. Here it only narrows rules that name the server's address.",
    note_active_client: "Active mode without a helper makes the client accept connections from the server to every port from 1024 on. Passive mode does not; where the client can be set to a small range of ports for active mode, put that range here.",
    note_outgoing: "Rules marked \"out\" count only where a host's outgoing connections are filtered; most hosts let them all out.",
    note_helper: "A helper has to be assigned to the control connection by a rule. Linux assigned it by itself to port 21 once; that has been off since 4.7 and is gone since 6.0. To load nf_conntrack_ftp is not enough; behind a NAT nf_nat_ftp is needed too.",
    note_helper_tls: "A helper reads PORT, EPRT, 227 and 229 in clear text. In FTPS it sees nothing, so FTPS always needs the rules for \"no helper, or TLS\".",
    note_helper_useless: "A helper was asked for, but the control connections are encrypted: it could not read them, so these rules do without it.",
    note_related: "`related` is not let through as a whole: data connections only of the helper named ftp and between these hosts, to ports from 1024 on, and ICMP errors only about known connections.",
    note_extended: "EPSV and EPRT need the same rules as PASV and PORT; over IPv6 there are only these two. IPv4 and IPv6 need rules each.",
    note_icmp: "\"Fragmentation needed\" (IPv4) and \"packet too big\" (IPv6) have to come through, or large transfers hang while listings work.",
    masquerade: "Where clients reach the server through a NAT, the server has to announce the outer address (vsftpd `pasv_address`, ProFTPD `MasqueradeAddress`, Pure-FTPd `-P`), and the NAT has to forward the control port and the passive range with the same numbers.",
    outgoing: "Only where outgoing connections are filtered too:",
    ssh: "ssh to this host stays open. Name your own network here, or remove the rule.",
    load_nft: "Check with `nft -c -f FILE`, load with `nft -f FILE`; loading it again replaces it, and it touches no other table. What another table drops stays dropped.",
    load_iptables: "Load with `iptables-restore FILE` and `ip6tables-restore FILE`; lines with -4 and -6 count for one of them. This REPLACES the tables filter and raw: keep `iptables-save` and `ip6tables-save` first, and add what else this machine needs.",
    drops_rest: "Everything that is not named here is dropped: add what else has to come through before you load it.",
    load_ufw: "Run as root with sh. Rules that exist are not touched. ufw itself lets established and related connections and the ICMP errors through, and denies what comes in by default.",
    ufw_helper: "ufw has no command for helpers. Put these lines at the top of the file named, then `ufw reload`:",
    load_firewalld: "Run as root with sh. Nothing outside this policy is changed. firewalld itself lets established and related connections and the needed ICMP through. Adapt the zones.",
    load_windows: "Run in PowerShell as administrator; running it again replaces these rules. Replies and ICMP errors about known connections come through by themselves, and what else comes in is blocked by default.",
    windows_helper: "Windows reads FTP by itself for clear-text sessions; the setting is for the whole machine.",
    windows_router: "Windows Defender Firewall filters at a host, not between networks: there is no such format for a router",
    partial: "There were more servers or clients than are named here.",
    active_unseen: "No active mode was seen; `--mode passive` leaves its rules out.",
    passive_unseen: "No passive mode was seen; `--mode active` leaves its rules out.",
    judged: "The firewall is taken to keep states: what counts is who sends the SYN, and to which port. A client whose first transfer failed might have done something else than what the capture shows.",
    failed_anyway: "the control connection did not come to be anyway",
    rules_for: |format, side| format!("FTP rules for {format}: {side}"),
    set_range: |low, high| {
        format!(
            "Set the same passive range on the server: vsftpd `pasv_min_port={low}` and `pasv_max_port={high}`; ProFTPD `PassivePorts {low} {high}`; Pure-FTPd `-p {low}:{high}`; FileZilla Server and IIS in their settings for passive mode. A narrow range is enough: one port for each transfer at a time."
        )
    },
    seen: |sessions, active, passive, encrypted| {
        format!(
            "Seen: {sessions} {}, {active} with active mode, {passive} with passive mode, {encrypted} with TLS.",
            if sessions == 1 { "session" } else { "sessions" }
        )
    },
    seen_ports: |low, high, times, advised| {
        format!(
            "The servers listened on ports from {low} to {high} ({times} seen). That is not the whole range: ask the server's configuration, or set it to {advised}, which the rules assume."
        )
    },
    scattered: |low, high, times, advised| {
        format!(
            "The servers listened on ports from {low} to {high} ({times} seen): no range seems to be set on them. Set one, such as {advised}, which the rules assume; without it all high ports would have to be open."
        )
    },
    seen_sources: |below, other| {
        format!(
            "Data connections that servers opened: {below} from the port below the control port, {other} from another port."
        )
    },
    seen_elsewhere: |announced, used| {
        format!(
            "The server at {used} announced {announced} for passive mode: a NAT stands before it. It has to announce {used}: vsftpd `pasv_address={used}`, ProFTPD `MasqueradeAddress {used}`."
        )
    },
    control_stopped: |rule, id| {
        format!("fails: `{rule}` stops the control connection ({id}), and nothing follows")
    },
    data_stopped: |stopped, made| {
        format!(
            "fails: {stopped} of {made} data {} stopped",
            if made == 1 {
                "connection is"
            } else {
                "connections are"
            }
        )
    },
    untouched: |made| match made {
        1 => "not affected (1 data connection)".to_owned(),
        made => format!("not affected ({made} data connections)"),
    },
    stopped: |what, from, to, bytes, rule, id| {
        format!("{what}: {from} → {to} ({bytes}) is stopped by `{rule}`: {id}")
    },
    more: |count| format!("and {count} more"),
    total: |failing, sessions| {
        format!(
            "{failing} of {sessions} {} would have failed.",
            if sessions == 1 { "session" } else { "sessions" }
        )
    },
};
