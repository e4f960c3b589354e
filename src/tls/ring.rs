//! The secrets that connections are read with.

use super::identity::Identity;
use super::keylog::KeyLog;
use super::secret::Secret;
use foldhash::fast::RandomState;
use std::cell::RefCell;
use std::collections::HashMap;

/// The sessions that are remembered so that they can be resumed.
const RESUMABLE: usize = 1 << 16;

/// All secrets: those of a key log, and those of sessions that may be resumed.
///
/// Connections share it: what one of them learns, another one resumes.
#[derive(Debug, Default)]
pub struct KeyRing {
    log: KeyLog,
    awaits_keys: bool,
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

    /// The key log.
    pub fn log(&self) -> &KeyLog {
        &self.log
    }

    /// The key log, to be added to.
    pub fn log_mut(&mut self) -> &mut KeyLog {
        self.awaits_keys = true;
        &mut self.log
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
