//! How much longer a record is than what it holds.

use super::Version;
use super::handshake::ServerHello;
use super::suite::{Bulk, Hash, Suite};

/// The bytes of a block of AES, and of what TLS 1.2 puts before the blocks of CBC.
const BLOCK: u16 = 16;
/// The bytes of a nonce that TLS 1.2 sends along (RFC 5288 §3, RFC 6655 §3).
const NONCE: u16 = 8;
/// The byte that tells the kind of a record of TLS 1.3 (RFC 8446 §5.2).
const KIND: u16 = 1;
/// The bytes of a handshake message's header.
const MESSAGE: u16 = 4;

/// What encryption adds to the fragment of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overhead {
    /// The fewest bytes that it adds.
    least: u16,
    /// How many more it may add: the padding of CBC. That of TLS 1.3, which nobody uses, is taken
    /// for none.
    padding: u16,
    /// The bytes of a Finished.
    finished: u16,
}

impl Overhead {
    /// What a connection adds after this ServerHello; `None` where that is not known, and before
    /// TLS 1.2.
    pub fn of(server: &ServerHello) -> Option<Self> {
        let suite = Suite::of(server.suite)?;
        let tag = match suite.bulk {
            Bulk::Aes128Ccm8 | Bulk::Aes256Ccm8 => 8,
            _ => 16,
        };
        let (least, padding) = match (Version(server.chosen), suite.bulk) {
            (Version::TLS13, _) => (tag + KIND, 0),
            // A byte of padding at least, which tells how many there are.
            (Version::TLS12, Bulk::Aes128Cbc(mac) | Bulk::Aes256Cbc(mac)) => {
                (BLOCK + mac.length() as u16 + 1, BLOCK - 1)
            }
            (Version::TLS12, Bulk::ChaCha20Poly1305) => (tag, 0),
            (Version::TLS12, _) => (NONCE + tag, 0),
            _ => return None,
        };
        let hash = match suite.hash {
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
        };
        Some(Self {
            least,
            padding,
            finished: MESSAGE + hash,
        })
    }

    /// The fewest and the most bytes that `records` hold whose fragments have `bytes` together.
    pub fn plaintext(self, records: u64, bytes: u64) -> (u64, u64) {
        let most = bytes.saturating_sub(records * u64::from(self.least));
        let least = most.saturating_sub(records * u64::from(self.padding));
        (least, most)
    }

    /// Whether the length of a record tells that of what it holds.
    pub fn is_exact(self) -> bool {
        self.padding == 0
    }

    /// The bytes of a fragment that holds so many, where there is no padding.
    pub fn fragment(self, plaintext: u16) -> u16 {
        plaintext.saturating_add(self.least)
    }

    /// The bytes of the fragment of an alert, where nothing else of it is clear (RFC 8446 §6).
    pub fn alert(self) -> u16 {
        const ALERT: u16 = 2;
        self.fragment(ALERT)
    }

    /// The bytes of the fragment of a Finished of TLS 1.3 (RFC 8446 §4.4.4).
    pub fn finished(self) -> u16 {
        self.fragment(self.finished)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(chosen: Version, suite: u16) -> Option<Overhead> {
        Overhead::of(&ServerHello {
            chosen: chosen.0,
            suite,
            ..ServerHello::default()
        })
    }

    #[test]
    fn records_of_aead_suites_tell_their_plaintext_exactly() {
        let suites = [
            (Version::TLS13, 0x1301, 17),
            (Version::TLS13, 0x1303, 17),
            (Version::TLS13, 0x1305, 9),
            (Version::TLS12, 0xc02f, 24),
            (Version::TLS12, 0xcca8, 16),
            (Version::TLS12, 0xc0ae, 16),
        ];
        for (version, suite, added) in suites {
            let overhead = of(version, suite).expect("a suite");
            assert_eq!(
                overhead.plaintext(2, 100 + 2 * added),
                (100, 100),
                "{suite:04x}"
            );
        }
    }

    #[test]
    fn padding_of_cbc_leaves_a_range() {
        let overhead = of(Version::TLS12, 0xc013).expect("a suite");
        // 6 bytes, a MAC of 20 and padding of 6 are two blocks; a third one stands before them.
        let (least, most) = overhead.plaintext(1, 48);
        assert_eq!((least, most), (0, 11));
        assert!(!overhead.is_exact());
    }

    #[test]
    fn finished_of_tls_13_is_as_long_as_the_hash_of_the_suite_makes_it() {
        let lengths =
            [0x1301, 0x1302].map(|suite| of(Version::TLS13, suite).map(Overhead::finished));
        assert_eq!(lengths, [Some(53), Some(69)]);
    }

    #[test]
    fn older_versions_and_unknown_suites_tell_nothing() {
        assert_eq!(of(Version(0x0302), 0xc013), None);
        assert_eq!(of(Version::TLS12, 0x0005), None);
    }
}
