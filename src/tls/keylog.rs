//! Key logs: what `SSLKEYLOGFILE` makes of the secrets of connections, one to a line
//! (draft-ietf-tls-keylogfile).

use super::secret::Secret;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use zeroize::Zeroizing;

/// The connections whose secrets are kept.
const CONNECTIONS: usize = 1 << 20;
/// The longest line that is read.
const LINE: usize = 1_024;
/// The longest secret in bytes.
const SECRET: usize = 64;

/// The secrets of a connection, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secrets {
    /// The master secret (TLS 1.2).
    pub master: Option<Secret>,
    /// What early data is encrypted with (TLS 1.3).
    pub early: Option<Secret>,
    /// What handshakes are encrypted with, of the client and of the server (TLS 1.3).
    pub handshake: [Option<Secret>; 2],
    /// What the rest is encrypted with at first, of the client and of the server (TLS 1.3).
    pub traffic: [Option<Secret>; 2],
}

/// What a key log holds so far.
#[derive(Default)]
pub struct KeyLog {
    by_random: HashMap<[u8; 32], Secrets, RandomState>,
    /// The end of what was read, where it is no whole line.
    rest: Zeroizing<Vec<u8>>,
    /// How many secrets were read: who found none looks again when this has changed.
    read: u64,
    /// Lines that were no secrets and no comments.
    unreadable: u64,
}

// Secrets do not belong into logs and messages.
impl std::fmt::Debug for KeyLog {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("KeyLog")
            .field("connections", &self.by_random.len())
            .finish_non_exhaustive()
    }
}

impl KeyLog {
    /// Takes the next bytes of the log, which may end in the middle of a line.
    pub fn take(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|&byte| byte == b'\n') {
            let is_whole = part.ends_with(b"\n");
            if self.rest.is_empty() && is_whole {
                self.line(part);
                continue;
            }
            // What grows is copied, and what was copied is not wiped.
            let spare = (LINE + 1).saturating_sub(self.rest.len());
            self.rest.reserve_exact(spare);
            self.rest.extend_from_slice(&part[..part.len().min(spare)]);
            if is_whole {
                let line = std::mem::take(&mut self.rest);
                self.line(&line);
            }
        }
    }

    /// Says that no more bytes will come: the last line needs no end.
    pub fn finish(&mut self) {
        let line = std::mem::take(&mut self.rest);
        self.line(&line);
    }

    fn line(&mut self, line: &[u8]) {
        let line = line.trim_ascii();
        if line.is_empty() || line.starts_with(b"#") {
            return;
        }
        if line.len() > LINE || self.secret(line).is_none() {
            self.unreadable += 1;
        }
    }

    fn secret(&mut self, line: &[u8]) -> Option<()> {
        let mut words = line
            .split(|&byte| byte == b' ')
            .filter(|word| !word.is_empty());
        let (label, random, secret) = (words.next()?, words.next()?, words.next()?);
        let mut client_random = [0; 32];
        let random = hex(random)?;
        if random.len() != client_random.len() {
            // `RSA` lines name the encrypted premaster secret, which only the private key is for.
            return (label == b"RSA").then_some(());
        }
        client_random.copy_from_slice(&random);
        let secret = hex(secret).filter(|secret| !secret.is_empty() && secret.len() <= SECRET)?;
        if self.by_random.len() >= CONNECTIONS && !self.by_random.contains_key(&client_random) {
            return Some(());
        }
        let place: fn(&mut Secrets) -> &mut Option<Secret> = match label {
            b"CLIENT_RANDOM" => |secrets| &mut secrets.master,
            b"CLIENT_EARLY_TRAFFIC_SECRET" => |secrets| &mut secrets.early,
            b"CLIENT_HANDSHAKE_TRAFFIC_SECRET" => |secrets| &mut secrets.handshake[0],
            b"SERVER_HANDSHAKE_TRAFFIC_SECRET" => |secrets| &mut secrets.handshake[1],
            b"CLIENT_TRAFFIC_SECRET_0" => |secrets| &mut secrets.traffic[0],
            b"SERVER_TRAFFIC_SECRET_0" => |secrets| &mut secrets.traffic[1],
            // Exporters, ECH and what is still to come encrypt nothing that is read here.
            _ => return Some(()),
        };
        *place(self.by_random.entry(client_random).or_default()) = Some(secret);
        self.read += 1;
        Some(())
    }

    /// Adds the secrets of a connection.
    pub(super) fn insert(&mut self, client_random: [u8; 32], secrets: Secrets) {
        self.by_random.insert(client_random, secrets);
        self.read += 1;
    }

    /// The secrets of the connection with this client random.
    pub fn secrets(&self, client_random: &[u8; 32]) -> Option<&Secrets> {
        self.by_random.get(client_random)
    }

    /// How many connections it knows.
    pub fn len(&self) -> usize {
        self.by_random.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.by_random.is_empty()
    }

    /// How many secrets were read so far.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// How many lines could not be read.
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }
}

/// The bytes that hexadecimal digits stand for.
fn hex(digits: &[u8]) -> Option<Secret> {
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut bytes = Secret::zeros(digits.len() / 2);
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = (digit(pair[0])? << 4 | digit(pair[1])?) as u8;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(label: &str, random: u8, secret: &str) -> String {
        format!("{label} {} {secret}\n", format!("{random:02x}").repeat(32))
    }

    #[test]
    fn a_log_that_comes_in_pieces_is_read_as_one() {
        let text = [
            line("CLIENT_RANDOM", 1, &"ab".repeat(48)),
            "# a comment\r\n\n".to_owned(),
            line("CLIENT_TRAFFIC_SECRET_0", 2, &"cd".repeat(32)),
            line("SERVER_TRAFFIC_SECRET_0", 2, &"EF".repeat(32))
                .trim_end()
                .to_owned(),
        ]
        .concat();
        for size in [1, 7, 64, 10_000] {
            let mut log = KeyLog::default();
            for piece in text.as_bytes().chunks(size) {
                log.take(piece);
            }
            log.finish();
            assert_eq!((log.len(), log.read(), log.unreadable()), (2, 3, 0));
            let secrets = log.secrets(&[2; 32]).unwrap();
            assert_eq!(secrets.traffic[1].as_deref(), Some([0xef; 32].as_slice()));
            let master = log.secrets(&[1; 32]).unwrap().master.as_ref();
            assert_eq!(master.map(|master| master.len()), Some(48));
        }
    }

    #[test]
    fn lines_that_are_no_secrets_are_counted_and_harm_nothing() {
        let mut log = KeyLog::default();
        log.take(b"CLIENT_RANDOM xyz abc\nhello\n");
        log.take(&vec![b'A'; 5_000_000]);
        log.take(b"\n");
        log.take(line("EXPORTER_SECRET", 3, "aabb").as_bytes());
        log.take(line("CLIENT_RANDOM", 3, "aab").as_bytes());
        assert_eq!((log.len(), log.unreadable()), (0, 4));
        assert!(log.rest.capacity() < 10_000);
    }

    #[test]
    fn no_secret_is_printed() {
        let mut log = KeyLog::default();
        log.take(line("CLIENT_RANDOM", 1, &"ab".repeat(48)).as_bytes());
        assert!(!format!("{log:?}").contains("171"));
    }
}
