//! What is said about the rules that firewalls need for FTP.

mod en;
mod zh_hans;
mod zh_hant;

pub use en::EN;
pub use zh_hans::ZH_HANS;
pub use zh_hant::ZH_HANT;

texts! {
    /// What is said about firewalls in one language.
    Firewall
    words {
        /// Where a firewall stands: on the server.
        server_side;
        /// Where a firewall stands: on the client.
        client_side;
        /// Where a firewall stands: between them.
        router_side;
        /// What a connection is for: commands and replies.
        control;
        /// What a connection is for: data in passive mode.
        passive;
        /// What a connection is for: data in active mode.
        active;
        /// A rule is needed in any case.
        always;
        /// A rule is needed where no helper can read the commands.
        unhelped;
        /// A rule is enough where a helper can read the commands.
        helped;
        /// A connection to the firewall's own host.
        path_in;
        /// A connection from the firewall's own host.
        path_out;
        /// A connection through the firewall.
        path_through;
        /// No address in particular.
        anyone;
        /// A connection that a helper expects.
        related;
        /// No rule is needed.
        nothing;
        /// Heading of the notes.
        notes;
        /// Replies need no rule.
        note_state;
        /// A source port is no proof of who sends.
        note_source_port;
        /// What active mode asks of a client's firewall.
        note_active_client;
        /// Outgoing connections are seldom filtered.
        note_outgoing;
        /// A helper has to be assigned.
        note_helper;
        /// What a helper cannot read.
        note_helper_tls;
        /// A helper was asked for and TLS makes it useless.
        note_helper_useless;
        /// How narrow `related` is.
        note_related;
        /// The extended commands and IPv6.
        note_extended;
        /// The ICMP errors that are let through.
        note_icmp;
        /// The address that a server behind a NAT has to announce.
        masquerade;
        /// What stands before outgoing rules that are not in force.
        outgoing;
        /// Rules for a management connection.
        ssh;
        /// How an nftables file is loaded, and what it does not replace.
        load_nft;
        /// How a file for iptables-restore is loaded, and what it replaces.
        load_iptables;
        /// That a file drops what it does not name.
        drops_rest;
        /// How the commands of ufw are run.
        load_ufw;
        /// What ufw needs for a helper.
        ufw_helper;
        /// How the commands of firewalld are run.
        load_firewalld;
        /// How the commands of PowerShell are run.
        load_windows;
        /// That there is one helper for the whole of Windows.
        windows_helper;
        /// That Windows filters at a host only.
        windows_router;
        /// There were more hosts than are named.
        partial;
        /// Active mode was not seen.
        active_unseen;
        /// Passive mode was not seen.
        passive_unseen;
        /// How a what-if judges.
        judged;
        /// A session that failed to begin anyway.
        failed_anyway;
    }
    sentences {
        /// The heading of the rules of one format for one side.
        rules_for(&str = "nftables", &str = "router");
        /// The range that has to be set on the server.
        set_range(u16 = 50000, u16 = 50999);
        /// What captures showed: sessions, active, passive, encrypted.
        seen(u64 = 9, u64 = 4, u64 = 6, u64 = 2);
        /// The passive ports that were seen: lowest, highest, how often, and the advised range.
        seen_ports(u16 = 50094, u16 = 50112, u64 = 17, &str = "50000-50199");
        /// The same where they lie all over the place.
        scattered(u16 = 32801, u16 = 60412, u64 = 18, &str = "50000-50999");
        /// The source ports of the servers' data connections: from the one below the control port,
        /// and from others.
        seen_sources(u64 = 12, u64 = 3);
        /// A 227 with another address than clients use: announced, used.
        seen_elsewhere(&str = "192.168.1.21", &str = "203.0.113.20");
        /// A session whose control connection is stopped, by a rule, with a verdict.
        control_stopped(&str = "client>server:21", &str = "control-unanswered");
        /// A session of which data connections are stopped: how many of how many.
        data_stopped(u64 = 2, u64 = 3);
        /// A session that is not hit: its data connections.
        untouched(u64 = 4);
        /// A stopped connection: what, from, to, bytes, rule, verdict.
        stopped(&str = "LIST", &str = "198.51.100.21:20", &str = "192.0.2.100:46119", &str = "333", &str = "server>client:1024-", &str = "active-unanswered");
        /// Stopped connections that are not listed.
        more(u64 = 21);
        /// How many sessions of how many would have failed.
        total(u64 = 5, u64 = 8);
    }
}
