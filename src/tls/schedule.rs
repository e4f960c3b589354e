//! From secrets to keys (RFC 5246 §5 and §6.3, RFC 8446 §7).

use super::secret::Secret;
use super::suite::{Hash, Suite};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384};

/// What one direction is encrypted with.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The key of the HMAC; empty where there is none.
    pub mac: Secret,
    /// The key.
    pub key: Secret,
    /// What nonces are made of.
    pub iv: Secret,
}

/// The keys of client and server in TLS 1.2 (RFC 5246 §6.3).
pub fn key_block(suite: Suite, master: &[u8], client: &[u8; 32], server: &[u8; 32]) -> [Keys; 2] {
    let bulk = suite.bulk;
    let lengths = [bulk.mac_length(), bulk.key_length(), bulk.salt_length()];
    let mut block = Secret::zeros(2 * lengths.iter().sum::<usize>());
    let seed = [b"key expansion".as_slice(), server, client].concat();
    match suite.hash {
        Hash::Sha256 => expand::<Hmac<Sha256>>(master, &seed, &mut block),
        Hash::Sha384 => expand::<Hmac<Sha384>>(master, &seed, &mut block),
    }
    let mut rest = &*block;
    let mut cut = |length: usize| {
        let (part, after) = rest.split_at(length);
        rest = after;
        Secret::from(part)
    };
    let [client_mac, server_mac] = [lengths[0]; 2].map(&mut cut);
    let [client_key, server_key] = [lengths[1]; 2].map(&mut cut);
    let [client_iv, server_iv] = [lengths[2]; 2].map(&mut cut);
    [
        Keys {
            mac: client_mac,
            key: client_key,
            iv: client_iv,
        },
        Keys {
            mac: server_mac,
            key: server_key,
            iv: server_iv,
        },
    ]
}

/// `P_hash` (RFC 5246 §5).
fn expand<M: Mac + KeyInit + Clone>(secret: &[u8], seed: &[u8], output: &mut [u8]) {
    let Ok(keyed) = <M as KeyInit>::new_from_slice(secret) else {
        return;
    };
    let hash = |parts: &[&[u8]]| {
        let mut mac = keyed.clone();
        for part in parts {
            mac.update(part);
        }
        Secret::from(mac.finalize().into_bytes().as_slice())
    };
    let mut a = hash(&[seed]);
    let mut filled = 0;
    while filled < output.len() {
        let part = hash(&[&a, seed]);
        let count = part.len().min(output.len() - filled);
        output[filled..filled + count].copy_from_slice(&part[..count]);
        filled += count;
        a = hash(&[&a]);
    }
}

/// The keys that a traffic secret of TLS 1.3 stands for (RFC 8446 §7.3).
pub fn traffic_keys(suite: Suite, secret: &[u8]) -> Option<Keys> {
    Some(Keys {
        mac: Secret::default(),
        key: expand_label(suite.hash, secret, "key", suite.bulk.key_length())?,
        iv: expand_label(suite.hash, secret, "iv", 12)?,
    })
}

/// The traffic secret that follows one after a key update (RFC 8446 §7.2).
pub fn next_secret(suite: Suite, secret: &[u8]) -> Option<Secret> {
    expand_label(suite.hash, secret, "traffic upd", secret.len())
}

/// HKDF-Expand-Label with an empty context (RFC 8446 §7.1); `None` for a secret of another hash.
fn expand_label(hash: Hash, secret: &[u8], label: &str, length: usize) -> Option<Secret> {
    let label = format!("tls13 {label}");
    let mut info = u16::try_from(length).ok()?.to_be_bytes().to_vec();
    info.push(u8::try_from(label.len()).ok()?);
    info.extend_from_slice(label.as_bytes());
    info.push(0);
    let mut output = Secret::zeros(length);
    match hash {
        Hash::Sha256 => Hkdf::<Sha256>::from_prk(secret)
            .ok()?
            .expand(&info, &mut output)
            .ok()?,
        Hash::Sha384 => Hkdf::<Sha384>::from_prk(secret)
            .ok()?
            .expand(&info, &mut output)
            .ok()?,
    }
    Some(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
        let text = |pair: &[u8]| String::from_utf8(pair.to_vec()).unwrap();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(&text(pair), 16).unwrap())
            .collect()
    }

    /// The server's handshake and application traffic of RFC 8448, section 3.
    #[test]
    fn traffic_keys_are_those_of_rfc_8448() {
        let suite = Suite::of(0x1301).unwrap();
        let secret = bytes("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
        let keys = traffic_keys(suite, &secret).unwrap();
        assert_eq!(keys.key[..], bytes("3fce516009c21727d0f2e4e86ee403bc"));
        assert_eq!(keys.iv[..], bytes("5d313eb2671276ee13000b30"));
        let secret = bytes("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643");
        let keys = traffic_keys(suite, &secret).unwrap();
        assert_eq!(keys.key[..], bytes("9f02283b6c9c07efc26bb9f2ac92e356"));
        assert_eq!(keys.iv[..], bytes("cf782b88dd83549aadf1e984"));
    }

    /// The test vector that the TLS working group published for `P_SHA256`.
    #[test]
    fn the_pseudorandom_function_of_tls_1_2_is_the_published_one() {
        let secret = bytes("9bbe436ba940f017b17652849a71db35");
        let seed = [
            b"test label".as_slice(),
            &bytes("a0ba9f936cda311827a6f796ffd5198c"),
        ]
        .concat();
        let mut output = [0; 100];
        expand::<Hmac<Sha256>>(&secret, &seed, &mut output);
        assert_eq!(output[..16], bytes("e3f229ba727be17b8d122620557cd453"));
        assert_eq!(output[96..], bytes("87347b66"));
    }

    #[test]
    fn a_secret_of_another_hash_gives_no_keys_and_no_panic() {
        let suite = Suite::of(0x1302).unwrap();
        assert!(traffic_keys(suite, &[1; 16]).is_none());
        assert!(traffic_keys(suite, &[]).is_none());
    }
}
