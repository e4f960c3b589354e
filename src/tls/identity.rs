//! What a session is called when it is to be resumed.

use sha2::{Digest, Sha256};

/// The bytes that are kept as they are: session ids are no longer (RFC 5246 §7.4.1.2).
const START: usize = 32;

/// A session id, a ticket, or the identity of a pre-shared key.
///
/// Tickets may have up to 65,535 bytes, so what is kept is a hash, which tells one from another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    hash: [u8; 32],
    length: u16,
    start: Vec<u8>,
}

impl Identity {
    /// The identity with these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            hash: Sha256::digest(bytes).into(),
            length: u16::try_from(bytes.len()).unwrap_or(u16::MAX),
            start: bytes[..bytes.len().min(START)].to_vec(),
        }
    }

    /// Its length in bytes.
    pub const fn length(&self) -> u16 {
        self.length
    }

    /// Its first 32 bytes, or all of a shorter one.
    pub fn start(&self) -> &[u8] {
        &self.start
    }
}

/// With what a connection went on with a session that was agreed on before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resumption {
    /// A session id (TLS 1.2, RFC 5246 §7.3).
    SessionId(Identity),
    /// A ticket (TLS 1.2, RFC 5077).
    Ticket(Identity),
    /// A pre-shared key, which in TLS 1.3 tickets are too (RFC 8446 §2.2).
    PreSharedKey(Identity),
}

impl Resumption {
    /// What the session is called.
    pub const fn identity(&self) -> &Identity {
        match self {
            Self::SessionId(identity) | Self::Ticket(identity) | Self::PreSharedKey(identity) => {
                identity
            }
        }
    }
}

/// A ticket that a server gave: with it a later connection may resume this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// What the client will offer.
    pub identity: Identity,
    /// How long it is good for, in seconds; 0 in TLS 1.2 where the server does not say.
    pub lifetime: u32,
    /// The bytes of early data that may come with it (TLS 1.3).
    pub early_data: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_identities_that_begin_alike_are_told_apart() {
        let [one, other] = [1, 2].map(|last| [[7; 200].as_slice(), &[last]].concat());
        let (one, other) = (Identity::of(&one), Identity::of(&other));
        assert_ne!(one, other);
        assert_eq!((one.start(), one.length()), ([7; 32].as_slice(), 201));
    }
}
