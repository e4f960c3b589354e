//! What to set in which program: names that are the same in every language.
//!
//! `ADDRESS` stands for the address to be announced, `SERVER` for that of the server. Ranges of ports are examples.

/// A program and what is to be set there.
type Setting = (&'static str, &'static str);

/// A fixed range of passive ports.
pub(super) const PASSIVE_RANGE: &[Setting] = &[
    ("vsftpd", "`pasv_min_port=50000`, `pasv_max_port=51000`"),
    ("ProFTPD", "`PassivePorts 50000 51000`"),
    ("Pure-FTPd", "`-p 50000:51000`"),
    ("pyftpdlib", "`passive_ports = range(50000, 51001)`"),
    ("FileZilla Server", "`Passive mode > Use custom port range`"),
    (
        "IIS",
        "`appcmd set config /section:system.ftpServer/firewallSupport /lowDataChannelPort:50000 /highDataChannelPort:51000`",
    ),
];

/// A firewall that lets the passive range in.
pub(super) const OPEN_RANGE: &[Setting] = &[
    ("nftables", "`tcp dport 50000-51000 accept`"),
    (
        "iptables",
        "`-A INPUT -p tcp --dport 50000:51000 -j ACCEPT`",
    ),
    (
        "firewalld",
        "`firewall-cmd --permanent --add-port=50000-51000/tcp`",
    ),
    ("ufw", "`ufw allow 50000:51000/tcp`"),
    (
        "Windows",
        "`netsh advfirewall firewall add rule name=FTP dir=in action=allow protocol=TCP localport=50000-51000`",
    ),
];

/// The address in 227.
pub(super) const ANNOUNCED: &[Setting] = &[
    ("vsftpd", "`pasv_address=ADDRESS`"),
    ("ProFTPD", "`MasqueradeAddress ADDRESS`"),
    ("Pure-FTPd", "`-P ADDRESS`"),
    ("pyftpdlib", "`masquerade_address = \"ADDRESS\"`"),
    ("FileZilla Server", "`Passive mode > Public IP`"),
    ("IIS", "`externalIp4Address`"),
];

/// Clients that ignore a private address in 227.
pub(super) const IGNORE_PRIVATE: &[Setting] = &[
    ("curl", "`--ftp-skip-pasv-ip`"),
    ("lftp", "`set ftp:fix-pasv-address yes`"),
    (
        "FileZilla",
        "`Use the server's external IP address instead`",
    ),
];

/// Clients that ignore any address in 227.
pub(super) const IGNORE_ANY: &[Setting] = &[
    ("curl", "`--ftp-skip-pasv-ip`"),
    ("lftp", "`set ftp:ignore-pasv-address yes`"),
];

/// Clients in passive mode.
pub(super) const PASSIVE_MODE: &[Setting] = &[
    ("lftp", "`set ftp:passive-mode on`"),
    ("curl", "`--ftp-pasv`"),
    ("FileZilla", "`Edit > Settings > FTP`"),
    ("WinSCP", "`Advanced > Connection > Passive mode`"),
];

/// Firewalls on the client that let active data connections in.
pub(super) const FROM_SERVER: &[Setting] = &[
    ("nftables", "`ip saddr SERVER tcp sport 20 accept`"),
    (
        "iptables",
        "`-A INPUT -s SERVER -p tcp --sport 20 -j ACCEPT`",
    ),
    (
        "Windows",
        "`netsh advfirewall set global statefulftp enable`",
    ),
];

/// How many sessions there may be.
pub(super) const LIMITS: &[Setting] = &[
    ("vsftpd", "`max_clients`, `max_per_ip`"),
    ("ProFTPD", "`MaxInstances`, `MaxClientsPerHost`"),
    ("Pure-FTPd", "`-c`, `-C`"),
    ("pyftpdlib", "`max_cons`, `max_cons_per_ip`"),
    ("IIS", "`maxConnections`"),
];

/// How long a session may be silent.
pub(super) const IDLE: &[Setting] = &[
    ("vsftpd", "`idle_session_timeout`"),
    ("ProFTPD", "`TimeoutIdle`"),
    ("Pure-FTPd", "`-I`"),
    ("pyftpdlib", "`timeout`"),
    ("IIS", "`controlChannelTimeout`"),
];

/// How long a transfer may stand still.
pub(super) const STALLED: &[Setting] = &[
    ("vsftpd", "`data_connection_timeout`"),
    ("ProFTPD", "`TimeoutStalled`"),
    ("IIS", "`dataChannelTimeout`"),
];

/// Servers that connect to nobody but the client.
pub(super) const OWN_ADDRESS: &[Setting] = &[
    ("vsftpd", "`port_promiscuous=NO`"),
    ("ProFTPD", "`AllowForeignAddress off`"),
    (
        "pyftpdlib",
        "`permit_foreign_addresses = False`, `permit_privileged_ports = False`",
    ),
];

/// Servers that take data connections from nobody but the client.
pub(super) const OWN_CLIENT: &[Setting] = &[
    ("vsftpd", "`pasv_promiscuous=NO`"),
    ("ProFTPD", "`AllowForeignAddress off`"),
    ("pyftpdlib", "`permit_foreign_addresses = False`"),
];

/// Servers that demand TLS.
pub(super) const DEMAND_TLS: &[Setting] = &[
    ("vsftpd", "`force_local_logins_ssl=YES`"),
    ("ProFTPD", "`TLSRequired on`"),
    ("Pure-FTPd", "`--tls=2`"),
    ("pyftpdlib", "`tls_control_required = True`"),
];

/// Servers that offer TLS.
pub(super) const OFFER_TLS: &[Setting] = &[
    ("vsftpd", "`ssl_enable=YES`"),
    ("ProFTPD", "`TLSEngine on`"),
    ("Pure-FTPd", "`--tls=1`"),
    ("pyftpdlib", "`TLS_FTPHandler`"),
];

/// Servers that do without the resumption of TLS sessions.
pub(super) const NO_RESUMPTION: &[Setting] = &[
    ("vsftpd", "`require_ssl_reuse=NO`"),
    ("ProFTPD", "`TLSOptions NoSessionReuseRequired`"),
];

/// Routers that clamp the MSS.
pub(super) const CLAMP: &[Setting] = &[
    ("nftables", "`tcp option maxseg size set rt mtu`"),
    (
        "iptables",
        "`-t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu`",
    ),
];

/// Clients that transfer in binary.
pub(super) const BINARY: &[Setting] = &[
    ("ftp", "`binary`"),
    ("FileZilla", "`Transfer > Transfer type > Binary`"),
    ("WinSCP", "`Transfer settings > Binary`"),
];

/// The settings of `server` where there are any, all of them elsewhere.
pub(super) fn of<'a>(server: &str, settings: &'a [Setting]) -> &'a [Setting] {
    let place = settings.iter().position(|(program, _)| *program == server);
    place
        .and_then(|place| settings.get(place..=place))
        .unwrap_or(settings)
}

/// How netfilter's FTP helper is attached to control connections to `port`, 0 where it is not known.
pub(super) fn helper(port: u16) -> String {
    let port = if port == 0 { 21 } else { port };
    format!(
        "`ct helper ftp {{ type \"ftp\" protocol tcp; }}`, `tcp dport {port} ct helper set \"ftp\"`, `ct state related accept`"
    )
}

/// The settings with the server's address in place, where it is known.
pub(super) fn with_server(settings: String, server: &str) -> String {
    match server {
        "" => settings,
        v6 if v6.contains(':') => settings
            .replace("ip saddr SERVER", &format!("ip6 saddr {v6}"))
            .replace("SERVER", v6),
        v4 => settings.replace("SERVER", v4),
    }
}

/// Settings one after the other, with the marks of a language between program and setting, and
/// between two of them.
pub(super) fn listed(settings: &[Setting], colon: &str, semicolon: &str) -> String {
    let mut list = String::new();
    for (program, setting) in settings {
        if !list.is_empty() {
            list.push_str(semicolon);
        }
        list.push_str(program);
        list.push_str(colon);
        list.push_str(setting);
    }
    list
}
