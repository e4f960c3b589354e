//! The secrets that connections are read with.

use super::identity::Identity;
use super::keylog::{KeyLog, Secrets};
use super::secret::Secret;
use foldhash::fast::RandomState;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// The sessions that are remembered so that they can be resumed.
const RESUMABLE: usize = 1 << 16;

/// The handshakes of one connection whose secrets are kept.
const HANDSHAKES: usize = 16;

/// The secrets that a connection was read with, those of each of its handshakes: with them it can
/// be read again. They are wiped when they are dropped and never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SessionKeys(Vec<([u8; 32], Secrets)>);

// Secrets do not belong into logs and messages.
impl std::fmt::Debug for SessionKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SessionKeys")
            .field("handshakes", &self.0.len())
            .finish_non_exhaustive()
    }
}

impl SessionKeys {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds those of another connection, or of an earlier part of the same.
    pub fn join(&mut self, other: Self) {
        for (client_random, secrets) in other.0 {
            self.keep(client_random, secrets);
        }
    }

    /// Keeps the secrets of a handshake, the latest 16.
    pub(super) fn keep(&mut self, client_random: [u8; 32], secrets: Secrets) {
        self.0.retain(|(known, _)| *known != client_random);
        if self.0.len() >= HANDSHAKES {
            self.0.remove(0);
        }
        self.0.push((client_random, secrets));
    }
}

/// All secrets: those of a key log, and those of sessions that may be resumed.
///
/// Connections share it: what one of them learns, another one resumes.
#[derive(Debug, Default)]
pub struct KeyRing {
    log: KeyLog,
    awaits_keys: bool,
    /// How often a record was to be read for which there were no keys.
    wanted: Cell<u64>,
    resumable: RefCell<HashMap<Identity, Secret, RandomState>>,
}

impl KeyRing {
    /// A ring that is empty and will be given keys, so that records wait for them.
    pub fn awaiting_keys() -> Self {
        Self {
            awaits_keys: true,
            ..Self::default()
        }
    }

    /// A ring of what a connection was read with. No more will come, so no record waits for keys.
    pub fn of(keys: &SessionKeys) -> Self {
        let mut ring = Self::default();
        for (client_random, secrets) in &keys.0 {
            ring.log.insert(*client_random, secrets.clone());
        }
        ring
    }

    /// The key log.
    pub fn log(&self) -> &KeyLog {
        &self.log
    }

    /// The key log, to be added to.
    pub fn log_mut(&mut self) -> &mut KeyLog {
        self.awaits_keys = true;
        &mut self.log
    }

    /// How often a record was to be read for which there were no keys: when this grows, a look at a
    /// key log that somebody is writing to is worth it.
    pub fn wanted(&self) -> u64 {
        self.wanted.get()
    }

    /// Notes that a record waits for keys.
    pub(super) fn want(&self) {
        self.wanted.set(self.wanted.get().wrapping_add(1));
    }

    /// Whether records for which there are no keys are to wait: keys may yet come.
    pub fn awaits_keys(&self) -> bool {
        self.awaits_keys
    }

    /// Remembers the master secret of a session by its id or its ticket.
    pub(super) fn remember(&self, identity: &Identity, master: &Secret) {
        let mut resumable = self.resumable.borrow_mut();
        let has_room = resumable.len() < RESUMABLE || resumable.contains_key(identity);
        if identity.length() > 0 && has_room {
            resumable.insert(identity.clone(), master.clone());
        }
    }

    /// The master secret of the session with this id or ticket.
    pub(super) fn recall(&self, identity: &Identity) -> Option<Secret> {
        self.resumable.borrow().get(identity).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::secret::Secret;
    use super::*;

    fn secrets(byte: u8) -> Secrets {
        Secrets {
            master: Some(Secret::from([byte; 48].as_slice())),
            ..Secrets::default()
        }
    }

    #[test]
    fn keys_of_a_session_are_bounded_and_never_printed() {
        let mut keys = SessionKeys::default();
        for byte in 0..100 {
            keys.keep([byte; 32], secrets(171));
        }
        keys.keep([99; 32], secrets(172));
        assert_eq!(keys.0.len(), HANDSHAKES);
        let printed = format!("{keys:?}");
        assert!(!printed.contains("171") && !printed.contains("172"));
    }

    #[test]
    fn a_ring_of_a_session_has_its_secrets_and_waits_for_no_others() {
        let mut keys = SessionKeys::default();
        keys.keep([1; 32], secrets(7));
        let mut more = SessionKeys::default();
        more.keep([2; 32], secrets(8));
        keys.join(more);
        let ring = KeyRing::of(&keys);
        assert!(!ring.awaits_keys());
        for random in [[1; 32], [2; 32]] {
            assert!(ring.log().secrets(&random).is_some());
        }
    }
}
