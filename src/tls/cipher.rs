//! Records made readable.

use super::Version;
use super::schedule::Keys;
use super::suite::{Bulk, Mac as MacHash, Suite};
use aes::{Aes128, Aes256};
use aes_gcm::aead::consts::{U8, U12, U16};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use ccm::Ccm;
use chacha20poly1305::ChaCha20Poly1305;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384};

/// The bytes of an AES block.
const BLOCK: usize = 16;
/// The bytes of a nonce that TLS 1.2 sends with each record of GCM and CCM (RFC 5288 §3).
const EXPLICIT: usize = 8;

/// What opens the records of one direction.
#[derive(Clone, Debug)]
pub struct Cipher {
    suite: Suite,
    version: Version,
    keys: Keys,
    /// Whether the MAC covers the ciphertext (RFC 7366).
    mac_last: bool,
}

/// What a cipher needs to know of a record.
#[derive(Clone, Copy, Debug)]
pub struct Sealed<'a> {
    /// The number of its kind.
    pub kind: u8,
    /// The version in its header.
    pub version: u16,
    /// Its fragment.
    pub fragment: &'a [u8],
}

impl Cipher {
    /// A cipher with these keys; `mac_last` for CBC suites with encrypt-then-MAC.
    pub fn new(suite: Suite, version: Version, keys: Keys, mac_last: bool) -> Self {
        Self {
            suite,
            version,
            keys,
            mac_last,
        }
    }

    /// The plaintext of the record with this number; `None` where it is not authentic.
    pub fn open(&self, number: u64, sealed: Sealed<'_>) -> Option<Vec<u8>> {
        match self.suite.bulk {
            Bulk::Aes128Gcm => self.aead::<Aes128Gcm>(number, sealed, 16),
            Bulk::Aes256Gcm => self.aead::<Aes256Gcm>(number, sealed, 16),
            Bulk::ChaCha20Poly1305 => self.aead::<ChaCha20Poly1305>(number, sealed, 16),
            Bulk::Aes128Ccm => self.aead::<Ccm<Aes128, U16, U12>>(number, sealed, 16),
            Bulk::Aes256Ccm => self.aead::<Ccm<Aes256, U16, U12>>(number, sealed, 16),
            Bulk::Aes128Ccm8 => self.aead::<Ccm<Aes128, U8, U12>>(number, sealed, 8),
            Bulk::Aes256Ccm8 => self.aead::<Ccm<Aes256, U8, U12>>(number, sealed, 8),
            Bulk::Aes128Cbc(mac) => self.cbc::<cbc::Decryptor<Aes128>>(mac, number, sealed),
            Bulk::Aes256Cbc(mac) => self.cbc::<cbc::Decryptor<Aes256>>(mac, number, sealed),
        }
    }

    /// RFC 8446 §5.2 and §5.3; RFC 5246 §6.2.3.3 with RFC 5288 §3 or RFC 7905 §2.
    fn aead<A: Aead + aes_gcm::KeyInit>(
        &self,
        number: u64,
        sealed: Sealed<'_>,
        tag: usize,
    ) -> Option<Vec<u8>> {
        let is_13 = self.version >= Version::TLS13;
        let is_explicit = !is_13 && self.suite.bulk.salt_length() == 4;
        let (explicit, text) = if is_explicit {
            sealed.fragment.split_at_checked(EXPLICIT)?
        } else {
            sealed.fragment.split_at(0)
        };
        let length = text.len().checked_sub(tag)?;
        let nonce: Vec<u8> = if is_explicit {
            [&self.keys.iv, explicit].concat()
        } else {
            let padded = [[0; 4].as_slice(), &number.to_be_bytes()].concat();
            self.keys
                .iv
                .iter()
                .zip(padded)
                .map(|(iv, byte)| iv ^ byte)
                .collect()
        };
        let aad = if is_13 {
            header(sealed, text.len())?.to_vec()
        } else {
            [number.to_be_bytes().as_slice(), &header(sealed, length)?].concat()
        };
        let nonce = aes_gcm::aead::Nonce::<A>::try_from(nonce.as_slice()).ok()?;
        let cipher = <A as aes_gcm::KeyInit>::new_from_slice(&self.keys.key).ok()?;
        cipher
            .decrypt(
                &nonce,
                Payload {
                    msg: text,
                    aad: &aad,
                },
            )
            .ok()
    }

    /// RFC 5246 §6.2.3.2, RFC 7366.
    fn cbc<D: KeyIvInit + BlockModeDecrypt>(
        &self,
        mac: MacHash,
        number: u64,
        sealed: Sealed<'_>,
    ) -> Option<Vec<u8>> {
        let tag = mac.length();
        let mut fragment = sealed.fragment;
        if self.mac_last {
            let (covered, found) = fragment.split_at_checked(fragment.len().checked_sub(tag)?)?;
            let head = header(sealed, covered.len())?;
            self.verify(mac, &[&number.to_be_bytes(), &head, covered], found)?;
            fragment = covered;
        }
        let (iv, text) = fragment.split_at_checked(BLOCK)?;
        if text.is_empty() || !text.len().is_multiple_of(BLOCK) {
            return None;
        }
        let mut plain = text.to_vec();
        let cipher = D::new_from_slices(&self.keys.key, iv).ok()?;
        cipher.decrypt_padded::<NoPadding>(&mut plain).ok()?;
        let padding = usize::from(*plain.last()?) + 1;
        let kept = plain.len().checked_sub(padding)?;
        let is_padding = |&byte: &u8| usize::from(byte) + 1 == padding;
        if !plain[kept..].iter().all(is_padding) {
            return None;
        }
        plain.truncate(kept);
        if !self.mac_last {
            let length = plain.len().checked_sub(tag)?;
            let found = plain.split_off(length);
            let head = header(sealed, length)?;
            self.verify(mac, &[&number.to_be_bytes(), &head, &plain], &found)?;
        }
        Some(plain)
    }

    /// `None` where the MAC over `parts` is not `found`.
    fn verify(&self, mac: MacHash, parts: &[&[u8]], found: &[u8]) -> Option<()> {
        match mac {
            MacHash::Sha1 => verify::<Hmac<Sha1>>(&self.keys.mac, parts, found),
            MacHash::Sha256 => verify::<Hmac<Sha256>>(&self.keys.mac, parts, found),
            MacHash::Sha384 => verify::<Hmac<Sha384>>(&self.keys.mac, parts, found),
        }
    }
}

fn verify<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]], found: &[u8]) -> Option<()> {
    let mut mac = <M as KeyInit>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    mac.verify_slice(found).ok()
}

/// The header of a record whose fragment has this length.
fn header(sealed: Sealed<'_>, length: usize) -> Option<[u8; 5]> {
    let [major, minor] = sealed.version.to_be_bytes();
    let [high, low] = u16::try_from(length).ok()?.to_be_bytes();
    Some([sealed.kind, major, minor, high, low])
}
