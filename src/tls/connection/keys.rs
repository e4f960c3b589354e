//! When the keys of a connection change.

use super::super::Version;
use super::super::cipher::Cipher;
use super::super::handshake::ClientHello;
use super::super::record::Head;
use super::super::ring::KeyRing;
use super::super::schedule::{key_block, next_secret, traffic_keys};
use super::super::secret::Secret;
use super::super::suite::{Bulk, Suite};
use super::side::Stage;
use super::{Connection, Peer};
use std::ops::Range;

impl Connection {
    /// Whether there are ciphers for what was agreed on.
    pub(super) fn is_readable(&self) -> bool {
        self.server.as_ref().is_none_or(|server| {
            let version = Version(server.chosen);
            let is_known = [Version::TLS12, Version::TLS13].contains(&version);
            is_known && server.compression == 0 && Suite::of(server.suite).is_some()
        })
    }

    /// Whether all records take the same number of bytes besides their content.
    pub(super) fn is_aead(&self) -> bool {
        let bulk = self.suite().map(|suite| suite.bulk);
        !matches!(bulk, None | Some(Bulk::Aes128Cbc(_) | Bulk::Aes256Cbc(_)))
    }

    fn suite(&self) -> Option<Suite> {
        Suite::of(self.server.as_ref()?.suite)
    }

    /// Whether the secrets of the connection are known, once they were looked for.
    pub(super) fn find_secrets(&mut self, ring: &KeyRing) -> bool {
        if !self.lacks_secrets() || self.searched == Some(ring.log().read()) || !self.is_readable()
        {
            return self.secrets.is_some();
        }
        let (Some(client), Some(server)) = (&self.client, &self.server) else {
            return false;
        };
        self.searched = Some(ring.log().read());
        let mut found = ring.log().secrets(&client.hello.random).cloned();
        if server.chosen < Version::TLS13.0 {
            let found = found.get_or_insert_default();
            if found.master.is_none() {
                found.master = self.recalled(client, ring);
            }
            if let (Some(master), Some(id)) = (&found.master, self.session_id()) {
                ring.remember(&id, master);
            }
        }
        self.secrets = found
            .filter(|found| found.master.is_some() || found.traffic.iter().any(Option::is_some));
        if let Some(secrets) = &self.secrets {
            self.keys.keep(client.hello.random, secrets.clone());
        }
        self.make_pending();
        // The keys come late.
        for from in Peer::BOTH {
            let side = self.side(from);
            if side.cipher.is_none() {
                match side.stage {
                    Stage::Clear => {}
                    Stage::Traffic if side.pending.is_some() => side.cipher = side.pending.take(),
                    stage => self.enter(from, stage),
                }
            }
        }
        self.secrets.is_some()
    }

    /// Whether a secret is unknown with which a side encrypts what it has to say. A key log that is
    /// being written has those of one side first; what that side says answers what the other said,
    /// so it waits for both.
    pub(super) fn lacks_secrets(&self) -> bool {
        self.secrets
            .as_ref()
            .is_none_or(|known| known.master.is_none() && known.traffic.iter().any(Option::is_none))
    }

    /// The master secret of the session that is resumed, by the id or the ticket that was offered.
    fn recalled(&self, client: &ClientHello, ring: &KeyRing) -> Option<Secret> {
        let id = self.session_id().filter(|_| self.is_id_echoed());
        let by_id = id.and_then(|id| ring.recall(&id));
        by_id.or_else(|| ring.recall(client.ticket.as_ref()?))
    }

    /// Derives the keys of TLS 1.2 for both sides.
    fn make_pending(&mut self) {
        let (Some(client), Some(server), Some(suite)) = (&self.client, &self.server, self.suite())
        else {
            return;
        };
        let master = self
            .secrets
            .as_ref()
            .and_then(|known| known.master.as_ref());
        let Some(master) = master.filter(|_| server.chosen < Version::TLS13.0) else {
            return;
        };
        let version = Version(server.chosen);
        let mac_last = client.hello.encrypt_then_mac && server.hello.encrypt_then_mac;
        let keys = key_block(suite, master, &client.hello.random, &server.hello.random);
        for (side, keys) in self.sides.iter_mut().zip(keys) {
            side.pending = Cipher::new(suite, version, keys, mac_last);
        }
    }

    /// What follows is encrypted with the keys that were agreed on (TLS 1.2).
    pub(super) fn change_cipher(&mut self, from: Peer) {
        let side = self.side(from);
        side.cipher = side.pending.take();
        side.stage = Stage::Traffic;
        side.number = 0;
        side.missing.forget_number();
        side.messages.forget();
    }

    /// What follows is encrypted with the secret of a stage (TLS 1.3).
    pub(super) fn enter(&mut self, from: Peer, stage: Stage) {
        let secrets = self.secrets.as_ref();
        let secret = secrets.and_then(|known| match stage {
            Stage::Clear => None,
            Stage::Early => known.early.clone(),
            Stage::Handshake => known.handshake[from as usize].clone(),
            Stage::Traffic => known.traffic[from as usize].clone(),
        });
        self.side(from).stage = stage;
        self.use_secret(from, secret);
    }

    fn use_secret(&mut self, from: Peer, secret: Option<Secret>) {
        let cipher = self
            .suite()
            .zip(secret.as_ref())
            .and_then(|(suite, secret)| {
                let keys = traffic_keys(suite, secret)?;
                Cipher::new(suite, Version::TLS13, keys, false)
            });
        let side = self.side(from);
        (side.cipher, side.secret) = (cipher, secret);
        side.number = 0;
        side.missing.forget_number();
    }

    /// RFC 8446 §4.6.3.
    pub(super) fn update_keys(&mut self, from: Peer) {
        let suite = self.suite();
        let secret = self.side(from).secret.as_ref();
        let next = suite
            .zip(secret)
            .and_then(|(suite, secret)| next_secret(suite, secret));
        self.use_secret(from, next);
        self.events.key_updates[from as usize] += 1;
    }

    /// Decrypts a record where it stands, where it is authentic with the keys that it may have.
    pub(super) fn open(
        &mut self,
        from: Peer,
        head: Head,
        fragment: &mut [u8],
    ) -> Option<Range<usize>> {
        if let Some(plaintext) = self.side(from).open(head, fragment) {
            return Some(plaintext);
        }
        // What would have changed the keys may stand in a gap; early data may have been refused,
        // and secrets of the handshake may be unknown.
        let (before, events) = (self.side(from).state(), self.events);
        while let Some(next) = self.side(from).next_stage() {
            match next {
                Some(stage) => self.enter(from, stage),
                None => self.update_keys(from),
            }
            if let Some(plaintext) = self.side(from).open(head, fragment) {
                self.side(from).messages.forget();
                return Some(plaintext);
            }
            if next.is_none() {
                break;
            }
        }
        self.side(from).restore(before);
        self.events = events;
        None
    }
}
