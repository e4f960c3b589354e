//! Cipher suites (IANA, TLS Cipher Suites).

/// The hash of a suite's key schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256, which is also what TLS 1.2 derives keys with where a suite names SHA-1.
    Sha256,
    /// SHA-384.
    Sha384,
}

/// The hash of the HMAC of a CBC suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mac {
    /// HMAC-SHA-1.
    Sha1,
    /// HMAC-SHA-256.
    Sha256,
    /// HMAC-SHA-384.
    Sha384,
}

impl Mac {
    /// The length of its key and of its tag in bytes.
    pub const fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
        }
    }
}

/// What a suite encrypts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bulk {
    /// AES-128 in Galois/counter mode.
    Aes128Gcm,
    /// AES-256 in Galois/counter mode.
    Aes256Gcm,
    /// ChaCha20 with Poly1305.
    ChaCha20Poly1305,
    /// AES-128 in CCM mode, with a tag of 16 bytes.
    Aes128Ccm,
    /// AES-256 in CCM mode, with a tag of 16 bytes.
    Aes256Ccm,
    /// AES-128 in CCM mode, with a tag of 8 bytes.
    Aes128Ccm8,
    /// AES-256 in CCM mode, with a tag of 8 bytes.
    Aes256Ccm8,
    /// AES-128 in CBC mode with an HMAC.
    Aes128Cbc(Mac),
    /// AES-256 in CBC mode with an HMAC.
    Aes256Cbc(Mac),
}

impl Bulk {
    /// The length of its key in bytes.
    pub const fn key_length(self) -> usize {
        match self {
            Self::Aes128Gcm | Self::Aes128Ccm | Self::Aes128Ccm8 | Self::Aes128Cbc(_) => 16,
            Self::Aes256Gcm
            | Self::ChaCha20Poly1305
            | Self::Aes256Ccm
            | Self::Aes256Ccm8
            | Self::Aes256Cbc(_) => 32,
        }
    }

    /// The length of what TLS 1.2 derives for nonces, in bytes (RFC 5288 §3, RFC 7905 §2).
    pub const fn salt_length(self) -> usize {
        match self {
            Self::ChaCha20Poly1305 => 12,
            Self::Aes128Cbc(_) | Self::Aes256Cbc(_) => 0,
            _ => 4,
        }
    }

    /// The length of the key of its HMAC in bytes; 0 where it has none.
    pub const fn mac_length(self) -> usize {
        match self {
            Self::Aes128Cbc(mac) | Self::Aes256Cbc(mac) => mac.length(),
            _ => 0,
        }
    }
}

/// A cipher suite that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suite {
    /// Its number.
    pub number: u16,
    /// What it encrypts with.
    pub bulk: Bulk,
    /// What its keys are derived with.
    pub hash: Hash,
}

impl Suite {
    /// The suite of a number; `None` where it is unknown, or encrypts with something that nobody
    /// should use any more (RC4, 3DES, DES, NULL).
    pub const fn of(number: u16) -> Option<Self> {
        use Bulk::{
            Aes128Cbc, Aes128Ccm, Aes128Ccm8, Aes128Gcm, Aes256Cbc, Aes256Ccm, Aes256Ccm8,
            Aes256Gcm, ChaCha20Poly1305,
        };
        use Hash::{Sha256, Sha384};
        let (bulk, hash) = match number {
            // TLS 1.3 (RFC 8446 appendix B.4).
            0x1301 => (Aes128Gcm, Sha256),
            0x1302 => (Aes256Gcm, Sha384),
            0x1303 => (ChaCha20Poly1305, Sha256),
            0x1304 => (Aes128Ccm, Sha256),
            0x1305 => (Aes128Ccm8, Sha256),
            // RSA, DH and ECDH in all their forms with AES-GCM (RFC 5288, RFC 5289, RFC 5487).
            0x009c | 0x009e | 0x00a0 | 0x00a2 | 0x00a4 | 0x00a6 | 0x00a8 | 0x00aa | 0x00ac
            | 0xc02b | 0xc02d | 0xc02f | 0xc031 | 0xc0b0 | 0xd001 => (Aes128Gcm, Sha256),
            0x009d | 0x009f | 0x00a1 | 0x00a3 | 0x00a5 | 0x00a7 | 0x00a9 | 0x00ab | 0x00ad
            | 0xc02c | 0xc02e | 0xc030 | 0xc032 | 0xc0b1 | 0xd002 => (Aes256Gcm, Sha384),
            // RFC 7905.
            0xcca8..=0xccae => (ChaCha20Poly1305, Sha256),
            // AES-CCM (RFC 6655, RFC 7251, RFC 8492).
            0xc09c | 0xc09e | 0xc0a4 | 0xc0a6 | 0xc0ac | 0xc0b2 | 0xd005 => (Aes128Ccm, Sha256),
            0xc09d | 0xc09f | 0xc0a5 | 0xc0a7 | 0xc0ad => (Aes256Ccm, Sha256),
            0xc0a0 | 0xc0a2 | 0xc0a8 | 0xc0aa | 0xc0ae | 0xd003 => (Aes128Ccm8, Sha256),
            0xc0a1 | 0xc0a3 | 0xc0a9 | 0xc0ab | 0xc0af => (Aes256Ccm8, Sha256),
            0xc0b3 => (Aes256Ccm, Sha384),
            // AES-CBC with HMAC-SHA-1 (RFC 5246 appendix A.5, RFC 4492, RFC 4279, RFC 5054,
            // RFC 5489).
            0x002f..=0x0034
            | 0x008c
            | 0x0090
            | 0x0094
            | 0xc004
            | 0xc009
            | 0xc00e
            | 0xc013
            | 0xc018
            | 0xc01d..=0xc01f
            | 0xc035 => (Aes128Cbc(Mac::Sha1), Sha256),
            0x0035..=0x003a
            | 0x008d
            | 0x0091
            | 0x0095
            | 0xc005
            | 0xc00a
            | 0xc00f
            | 0xc014
            | 0xc019
            | 0xc020..=0xc022
            | 0xc036 => (Aes256Cbc(Mac::Sha1), Sha256),
            // AES-CBC with HMAC-SHA-256 and HMAC-SHA-384 (RFC 5246, RFC 5289, RFC 5487, RFC 5489).
            0x003c
            | 0x003e..=0x0040
            | 0x0067
            | 0x006c
            | 0x00ae
            | 0x00b2
            | 0x00b6
            | 0xc023
            | 0xc025
            | 0xc027
            | 0xc029
            | 0xc037 => (Aes128Cbc(Mac::Sha256), Sha256),
            0x003d | 0x0068..=0x006b | 0x006d => (Aes256Cbc(Mac::Sha256), Sha256),
            0x00af | 0x00b3 | 0x00b7 | 0xc024 | 0xc026 | 0xc028 | 0xc02a | 0xc038 => {
                (Aes256Cbc(Mac::Sha384), Sha384)
            }
            _ => return None,
        };
        Some(Self { number, bulk, hash })
    }
}
