//! How fast records are decrypted: one connection of TLS 1.3 that carries a file.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm, KeyInit};
use chacha20poly1305::ChaCha20Poly1305;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ftpscope::tls::{Connection, KeyRing, Peer};
use hkdf::Hkdf;
use sha2::{Sha256, Sha384};
use std::hint::black_box;

/// The plaintext of the connection in bytes.
const FILE: usize = 4 << 20;
/// The plaintext of a record in bytes, as servers send files.
const RECORD: usize = 1 << 14;
/// The payload of a segment.
const SEGMENT: usize = 1_448;

/// The number of a suite, the length of its secrets, and that of its key, in bytes.
type Suite = (u16, usize, usize);

const AES_128_GCM: Suite = (0x1301, 32, 16);
const AES_256_GCM: Suite = (0x1302, 48, 32);
const CHACHA20_POLY1305: Suite = (0x1303, 32, 32);

/// HKDF-Expand-Label with an empty context (RFC 8446 §7.1).
fn expand(secret: &[u8], label: &str, length: usize) -> Vec<u8> {
    let label = format!("tls13 {label}");
    let length_first = (length as u16).to_be_bytes();
    let info = [
        &length_first,
        [label.len() as u8].as_slice(),
        label.as_bytes(),
        &[0],
    ]
    .concat();
    let mut output = vec![0; length];
    let expanded = match secret.len() {
        32 => Hkdf::<Sha256>::from_prk(secret)
            .expect("a secret")
            .expand(&info, &mut output),
        _ => Hkdf::<Sha384>::from_prk(secret)
            .expect("a secret")
            .expand(&info, &mut output),
    };
    expanded.expect("a length");
    output
}

fn record(kind: u8, fragment: &[u8]) -> Vec<u8> {
    let [high, low] = (fragment.len() as u16).to_be_bytes();
    [&[kind, 3, 3, high, low], fragment].concat()
}

/// A hello with this random and what follows it.
fn hello(kind: u8, random: u8, rest: &[u8]) -> Vec<u8> {
    let body = [[3, 3].as_slice(), &[random; 32], &[0], rest].concat();
    let [_, high, middle, low] = (body.len() as u32).to_be_bytes();
    record(22, &[&[kind, high, middle, low], body.as_slice()].concat())
}

/// What the server sends, in records, and the key log.
fn connection<A: Aead + KeyInit>((suite, secret, key): Suite) -> (Vec<u8>, KeyRing) {
    let secret = vec![7; secret];
    let hexadecimal: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut ring = KeyRing::default();
    for label in ["CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"] {
        let line = format!("{label} {} {hexadecimal}\n", "01".repeat(32));
        ring.log_mut().take(line.as_bytes());
    }
    let cipher = A::new_from_slice(&expand(&secret, "key", key)).expect("a key");
    let iv = expand(&secret, "iv", 12);
    let supported_versions = [0, 6, 0, 43, 0, 2, 3, 4];
    let chosen = [&suite.to_be_bytes(), [0].as_slice(), &supported_versions].concat();
    let mut stream = hello(2, 2, &chosen);
    for number in 0..FILE / RECORD {
        let inside = [vec![number as u8; RECORD], vec![23]].concat();
        let header = [23, 3, 3, ((RECORD + 17) >> 8) as u8, (RECORD + 17) as u8];
        let padded = [[0; 4].as_slice(), &(number as u64).to_be_bytes()].concat();
        let nonce: Vec<u8> = iv.iter().zip(padded).map(|(iv, byte)| iv ^ byte).collect();
        let nonce = aes_gcm::aead::Nonce::<A>::try_from(nonce.as_slice()).expect("a nonce");
        let payload = Payload {
            msg: &inside,
            aad: &header,
        };
        let sealed = cipher.encrypt(&nonce, payload).expect("it encrypts");
        stream.extend(record(23, &sealed));
    }
    (stream, ring)
}

/// Reads the connection; returns the bytes of plaintext.
fn read(stream: &[u8], ring: &KeyRing) -> usize {
    let mut connection = Connection::new([0, 0]);
    let mut told = 0;
    let client = hello(1, 1, &[0, 2, 0x13, 1, 1, 0, 0, 0]);
    connection.take(Peer::Client, (0, &client), ring, &mut |_| {});
    for (index, segment) in stream.chunks(SEGMENT).enumerate() {
        let offset = (index * SEGMENT) as u64;
        connection.take(Peer::Server, (offset, segment), ring, &mut |plain| {
            told += black_box(plain.bytes).len();
        });
    }
    assert_eq!(connection.failures(), Default::default());
    told
}

fn decrypting(criterion: &mut Criterion) {
    let connections = [
        ("AES-128-GCM", connection::<Aes128Gcm>(AES_128_GCM)),
        ("AES-256-GCM", connection::<Aes256Gcm>(AES_256_GCM)),
        (
            "ChaCha20-Poly1305",
            connection::<ChaCha20Poly1305>(CHACHA20_POLY1305),
        ),
    ];
    let mut group = criterion.benchmark_group("decrypting");
    group.throughput(Throughput::Bytes(FILE as u64));
    for (name, (stream, ring)) in &connections {
        assert_eq!(read(stream, ring), FILE);
        group.bench_function(*name, |bencher| {
            bencher.iter(|| read(stream, ring));
        });
    }
    group.finish();
}

criterion_group!(benches, decrypting);
criterion_main!(benches);
