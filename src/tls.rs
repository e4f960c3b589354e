//! TLS 1.2 and 1.3, read by somebody who has the keys and was not asked: records, handshakes, key
//! logs, key schedules and ciphers.
//!
//! ```text
//! stream bytes → Records → Connection → plaintext
//!                             ↑
//!         KeyLog (SSLKEYLOGFILE) → key schedule → ciphers
//! ```
//!
//! Nothing here verifies who a peer is: the peers have done that. A record whose authentication
//! fails is counted and left out. What is encrypted with TLS 1.1 and before is recognised and counted.

mod certificate;
mod cipher;
mod connection;
mod handshake;
mod identity;
mod keylog;
mod names;
mod overhead;
mod record;
mod ring;
mod schedule;
mod secret;
mod suite;

pub use certificate::Certificate;
pub use connection::{Alert, Connection, Ending, Events, Failures, Peer, Plain};
pub use handshake::{ClientHello, Hello, ServerHello};
pub use identity::{Identity, Resumption, Ticket};
pub use keylog::KeyLog;
pub use names::{alert_name, extension_name, suite_name};
pub use overhead::Overhead;
pub use record::{Head, Kind, Records};
pub use ring::{KeyRing, SessionKeys};
pub use suite::Suite;

/// A version of the protocol, as its two bytes stand in hellos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u16);

impl Version {
    /// TLS 1.2 (RFC 5246).
    pub const TLS12: Self = Self(0x0303);
    /// TLS 1.3 (RFC 8446).
    pub const TLS13: Self = Self(0x0304);

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self.0 {
            0x0300 => "SSL 3.0",
            0x0301 => "TLS 1.0",
            0x0302 => "TLS 1.1",
            0x0303 => "TLS 1.2",
            0x0304 => "TLS 1.3",
            _ => "unknown",
        }
    }
}
