//! Records made readable.

use super::Version;
use super::schedule::Keys;
use super::secret::Secret;
use super::suite::{Bulk, Mac as MacHash, Suite};
use aes::{Aes128, Aes256};
use aes_gcm::aead::consts::{U8, U12, U16};
use aes_gcm::aead::{AeadInOut, Nonce, Tag};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use ccm::Ccm;
use chacha20poly1305::ChaCha20Poly1305;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384};
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

/// The bytes of an AES block.
const BLOCK: usize = 16;
/// The bytes of a nonce that TLS 1.2 sends with each record of GCM and CCM (RFC 5288 §3).
const EXPLICIT: usize = 8;
/// The bytes of a nonce.
const NONCE: usize = 12;

/// What opens the records of one direction.
#[derive(Clone)]
pub struct Cipher {
    version: Version,
    opener: Arc<Opener>,
    iv: Secret,
}

// Secrets do not belong into logs and messages.
impl std::fmt::Debug for Cipher {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Cipher")
    }
}

/// The ciphers, made once: to expand a key costs as much as a short record.
enum Opener {
    Aes128Gcm(Aes128Gcm),
    Aes256Gcm(Aes256Gcm),
    ChaCha20Poly1305(ChaCha20Poly1305),
    Aes128Ccm(Ccm<Aes128, U16, U12>),
    Aes256Ccm(Ccm<Aes256, U16, U12>),
    Aes128Ccm8(Ccm<Aes128, U8, U12>),
    Aes256Ccm8(Ccm<Aes256, U8, U12>),
    Cbc(Cbc),
}

/// AES-CBC with an HMAC.
struct Cbc {
    key: Secret,
    mac_key: Secret,
    mac: MacHash,
    /// Whether the MAC covers the ciphertext (RFC 7366).
    mac_last: bool,
}

/// What the header of a record says.
#[derive(Clone, Copy, Debug)]
pub struct Outside {
    /// The number of its kind.
    pub kind: u8,
    /// Its version.
    pub version: u16,
}

impl Cipher {
    /// A cipher with these keys, `mac_last` for CBC suites with encrypt-then-MAC; `None` for keys of
    /// other lengths than the suite's.
    pub fn new(suite: Suite, version: Version, keys: Keys, mac_last: bool) -> Option<Self> {
        let key = &keys.key;
        let cbc = |mac| Cbc {
            key: keys.key.clone(),
            mac_key: keys.mac.clone(),
            mac,
            mac_last,
        };
        let opener = match suite.bulk {
            Bulk::Aes128Gcm => Opener::Aes128Gcm(Aes128Gcm::new_from_slice(key).ok()?),
            Bulk::Aes256Gcm => Opener::Aes256Gcm(Aes256Gcm::new_from_slice(key).ok()?),
            Bulk::ChaCha20Poly1305 => {
                Opener::ChaCha20Poly1305(ChaCha20Poly1305::new_from_slice(key).ok()?)
            }
            Bulk::Aes128Ccm => Opener::Aes128Ccm(Ccm::new_from_slice(key).ok()?),
            Bulk::Aes256Ccm => Opener::Aes256Ccm(Ccm::new_from_slice(key).ok()?),
            Bulk::Aes128Ccm8 => Opener::Aes128Ccm8(Ccm::new_from_slice(key).ok()?),
            Bulk::Aes256Ccm8 => Opener::Aes256Ccm8(Ccm::new_from_slice(key).ok()?),
            Bulk::Aes128Cbc(mac) | Bulk::Aes256Cbc(mac) => Opener::Cbc(cbc(mac)),
        };
        Some(Self {
            version,
            opener: Arc::new(opener),
            iv: keys.iv,
        })
    }

    /// Decrypts a fragment where it stands, and returns its record's number, which is one of
    /// `numbers`, and the place of the plaintext.
    ///
    /// `None` where the record is authentic with none of them. The fragment is then as it was,
    /// except that CBC may have spoilt it.
    pub fn open(
        &self,
        mut numbers: RangeInclusive<u64>,
        outside: Outside,
        fragment: &mut [u8],
    ) -> Option<(u64, Range<usize>)> {
        if let Opener::Cbc(cbc) = &*self.opener {
            return cbc.open(numbers, outside, fragment);
        }
        numbers.find_map(|number| Some((number, self.unseal(number, outside, fragment)?)))
    }

    fn unseal(&self, number: u64, outside: Outside, fragment: &mut [u8]) -> Option<Range<usize>> {
        match &*self.opener {
            Opener::Aes128Gcm(aead) => self.aead(aead, number, outside, fragment),
            Opener::Aes256Gcm(aead) => self.aead(aead, number, outside, fragment),
            Opener::ChaCha20Poly1305(aead) => self.aead(aead, number, outside, fragment),
            Opener::Aes128Ccm(aead) => self.ccm(aead, number, outside, fragment),
            Opener::Aes256Ccm(aead) => self.ccm(aead, number, outside, fragment),
            Opener::Aes128Ccm8(aead) => self.ccm(aead, number, outside, fragment),
            Opener::Aes256Ccm8(aead) => self.ccm(aead, number, outside, fragment),
            Opener::Cbc(_) => None,
        }
    }

    /// CCM decrypts before it knows whether that makes sense.
    fn ccm<A: AeadInOut>(
        &self,
        aead: &A,
        number: u64,
        outside: Outside,
        fragment: &mut [u8],
    ) -> Option<Range<usize>> {
        let before = fragment.to_vec();
        let opened = self.aead(aead, number, outside, fragment);
        if opened.is_none() {
            fragment.copy_from_slice(&before);
        }
        opened
    }

    /// RFC 8446 §5.2 and §5.3; RFC 5246 §6.2.3.3 with RFC 5288 §3 or RFC 7905 §2.
    fn aead<A: AeadInOut>(
        &self,
        aead: &A,
        number: u64,
        outside: Outside,
        fragment: &mut [u8],
    ) -> Option<Range<usize>> {
        let is_13 = self.version >= Version::TLS13;
        // Elsewhere the nonce is made of the record's number.
        let begin = if is_13 || self.iv.len() == NONCE {
            0
        } else {
            EXPLICIT
        };
        let (explicit, sealed) = fragment.split_at_mut_checked(begin)?;
        let whole = sealed.len();
        let length = whole.checked_sub(Tag::<A>::default().len())?;
        let (text, tag) = sealed.split_at_mut_checked(length)?;
        let mut nonce = [0; NONCE];
        if begin == 0 {
            nonce[NONCE - EXPLICIT..].copy_from_slice(&number.to_be_bytes());
            let mixed = nonce.iter_mut().zip(self.iv.iter());
            mixed.for_each(|(byte, iv)| *byte ^= iv);
        } else {
            let (salt, rest) = nonce.split_at_mut_checked(self.iv.len())?;
            salt.copy_from_slice(&self.iv);
            rest.copy_from_slice(explicit);
        }
        let nonce = Nonce::<A>::try_from(nonce.as_slice()).ok()?;
        let tag = Tag::<A>::try_from(&*tag).ok()?;
        let mut aad = [0; 13];
        let aad = if is_13 {
            aad[8..].copy_from_slice(&header(outside, whole)?);
            &aad[8..]
        } else {
            aad[..8].copy_from_slice(&number.to_be_bytes());
            aad[8..].copy_from_slice(&header(outside, length)?);
            &aad[..]
        };
        aead.decrypt_inout_detached(&nonce, aad, text.into(), &tag)
            .ok()?;
        Some(begin..begin + length)
    }
}

impl Cbc {
    /// RFC 5246 §6.2.3.2, RFC 7366. Of the numbers only the MAC depends.
    fn open(
        &self,
        mut numbers: RangeInclusive<u64>,
        outside: Outside,
        fragment: &mut [u8],
    ) -> Option<(u64, Range<usize>)> {
        let tag = self.mac.length();
        if self.mac_last {
            let covered = fragment.len().checked_sub(tag)?;
            let (covered, found) = fragment.split_at_mut_checked(covered)?;
            let number = numbers.find(|&number| self.is_mac(number, outside, covered, found))?;
            return Some((number, self.decrypt(covered)?));
        }
        let plain = self.decrypt(fragment)?;
        let (text, found) =
            fragment[plain.clone()].split_at_checked(plain.len().checked_sub(tag)?)?;
        let number = numbers.find(|&number| self.is_mac(number, outside, text, found))?;
        Some((number, plain.start..plain.start + text.len()))
    }

    /// Decrypts what follows the initialization vector, and leaves its padding out.
    fn decrypt(&self, fragment: &mut [u8]) -> Option<Range<usize>> {
        let (iv, text) = fragment.split_at_mut_checked(BLOCK)?;
        match self.key.len() {
            16 => decrypt_cbc::<cbc::Decryptor<Aes128>>(&self.key, iv, text)?,
            _ => decrypt_cbc::<cbc::Decryptor<Aes256>>(&self.key, iv, text)?,
        }
        let padding = usize::from(*text.last()?) + 1;
        let kept = text.len().checked_sub(padding)?;
        let is_padding = |&byte: &u8| usize::from(byte) + 1 == padding;
        text[kept..]
            .iter()
            .all(is_padding)
            .then_some(BLOCK..BLOCK + kept)
    }

    /// Whether `found` is the MAC over `covered` in the record with this number.
    fn is_mac(&self, number: u64, outside: Outside, covered: &[u8], found: &[u8]) -> bool {
        let Some(head) = header(outside, covered.len()) else {
            return false;
        };
        let number = number.to_be_bytes();
        let parts = [number.as_slice(), &head, covered];
        match self.mac {
            MacHash::Sha1 => is_mac::<Hmac<Sha1>>(&self.mac_key, parts, found),
            MacHash::Sha256 => is_mac::<Hmac<Sha256>>(&self.mac_key, parts, found),
            MacHash::Sha384 => is_mac::<Hmac<Sha384>>(&self.mac_key, parts, found),
        }
    }
}

fn decrypt_cbc<D: KeyIvInit + BlockModeDecrypt>(
    key: &[u8],
    iv: &[u8],
    text: &mut [u8],
) -> Option<()> {
    let is_whole = !text.is_empty() && text.len().is_multiple_of(BLOCK);
    let cipher = D::new_from_slices(key, iv).ok().filter(|_| is_whole)?;
    cipher.decrypt_padded::<NoPadding>(text).ok()?;
    Some(())
}

fn is_mac<M: Mac + KeyInit>(key: &[u8], parts: [&[u8]; 3], found: &[u8]) -> bool {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else {
        return false;
    };
    for part in parts {
        mac.update(part);
    }
    mac.verify_slice(found).is_ok()
}

/// The header of a record whose fragment has this length.
fn header(outside: Outside, length: usize) -> Option<[u8; 5]> {
    let [major, minor] = outside.version.to_be_bytes();
    let [high, low] = u16::try_from(length).ok()?.to_be_bytes();
    Some([outside.kind, major, minor, high, low])
}
