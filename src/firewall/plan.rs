//! Who talks FTP to whom, and over which ports.

use super::Network;
use super::network::Ports;
use crate::net::Endpoint;

/// Whether connections are encrypted, and from when on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// They are not.
    None,
    /// From AUTH on (RFC 4217).
    Explicit,
    /// From the first byte on, on a port of its own.
    Implicit,
}

impl Tls {
    /// The word of the command line and of JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Tls::None => "none",
            Tls::Explicit => "explicit",
            Tls::Implicit => "implicit",
        }
    }

    /// The control port that is usual with it.
    pub const fn control_port(self) -> u16 {
        match self {
            Tls::None | Tls::Explicit => 21,
            Tls::Implicit => 990,
        }
    }
}

/// Where a firewall stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// On the server.
    Server,
    /// On the client.
    Client,
    /// Between them.
    Router,
}

impl Side {
    /// All of them.
    pub const ALL: [Side; 3] = [Side::Server, Side::Router, Side::Client];

    /// The word of the command line and of JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Side::Server => "server",
            Side::Client => "client",
            Side::Router => "router",
        }
    }
}

/// Who opens data connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The server.
    Active,
    /// The client.
    Passive,
}

impl Mode {
    /// Both of them.
    pub const BOTH: [Mode; 2] = [Mode::Passive, Mode::Active];
}

/// The port from which a server opens data connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActiveSource {
    /// The one below its control port: 20 for 21 (RFC 959 §5.2).
    BelowControl,
    /// This one.
    Port(u16),
    /// Any.
    Any,
}

impl ActiveSource {
    /// The port of a server whose control port is `control`.
    pub fn port(self, control: u16) -> Option<u16> {
        match self {
            ActiveSource::BelowControl => control.checked_sub(1).filter(|&port| port > 0),
            ActiveSource::Port(port) => Some(port),
            ActiveSource::Any => None,
        }
    }
}

/// Who talks FTP to whom, and over which ports.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The servers with their control ports.
    pub servers: Vec<Endpoint>,
    /// The clients; none named: anyone.
    pub clients: Vec<Network>,
    /// The ports that the servers listen on for data connections.
    pub passive: Ports,
    /// The port from which the servers open data connections.
    pub active_source: ActiveSource,
    /// Whether connections are encrypted; `None`: some are and some are not.
    pub tls: Option<Tls>,
    /// Whether the firewall has an FTP helper that is assigned to the control connections; `None`:
    /// not known.
    pub helper: Option<bool>,
}

impl Plan {
    /// Whether the helper is to be relied upon: there is one, and nothing is encrypted.
    pub fn is_helped(&self) -> bool {
        self.helper == Some(true) && matches!(self.tls, None | Some(Tls::None))
    }
}
