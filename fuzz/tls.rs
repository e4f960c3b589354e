//! The reader of TLS and of key logs, as the fuzzer and the tests use it.

use ftpscope::tls::{Certificate, Connection, KeyLog, KeyRing, Peer};

/// What the first byte says.
const AWAITS_KEYS: u8 = 1;
const KEYS_COME_LATE: u8 = 2;
/// What the first byte of a piece says.
const FROM_SERVER: u8 = 1;
const AFTER_A_GAP: u8 = 2;

/// Writes an input of `check`: a key log of at most 65,535 bytes, and what each side said in turn.
pub fn input(keylog: &[u8], pieces: &[(Peer, Vec<u8>)]) -> Vec<u8> {
    let length = |bytes: &[u8]| (bytes.len() as u16).to_be_bytes();
    let mut input = vec![0];
    input.extend(length(keylog));
    input.extend(keylog);
    for (peer, bytes) in pieces {
        input.push(if *peer == Peer::Server {
            FROM_SERVER
        } else {
            0
        });
        input.extend(length(bytes));
        input.extend(bytes);
    }
    input
}

/// Takes so many bytes off the front, or what is left.
fn cut<'a>(input: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (first, rest) = input.split_at(count.min(input.len()));
    *input = rest;
    first
}

/// Takes a length of two bytes off the front, and so many bytes.
fn cut_counted<'a>(input: &mut &'a [u8]) -> &'a [u8] {
    let count = cut(input, 2)
        .iter()
        .fold(0, |count, &byte| count << 8 | usize::from(byte));
    cut(input, count)
}

/// Reads `input` as a connection; panics where what is said of it does not fit together.
pub fn check(mut input: &[u8]) {
    let flags = cut(&mut input, 1).first().copied().unwrap_or(0);
    let keylog = cut_counted(&mut input);
    let mut ring = if flags & AWAITS_KEYS == 0 {
        KeyRing::default()
    } else {
        KeyRing::awaiting_keys()
    };
    if flags & KEYS_COME_LATE == 0 {
        ring.log_mut().take(keylog);
    }
    let mut connection = Connection::new([0, 0]);
    let mut told = [0, 0];
    let mut taken = [0, 0];
    while let Some(&kind) = cut(&mut input, 1).first() {
        let peer = if kind & FROM_SERVER == 0 {
            Peer::Client
        } else {
            Peer::Server
        };
        let bytes = cut_counted(&mut input);
        let gap = if kind & AFTER_A_GAP == 0 {
            0
        } else {
            u64::from(kind) * 100
        };
        let offset = connection.taken(peer).saturating_add(gap);
        taken[peer as usize] += bytes.len();
        connection.take(peer, (offset, bytes), &ring, &mut |plain| {
            told[plain.from as usize] += plain.bytes.len();
            assert!(plain.bytes.len() as u64 <= plain.length);
        });
        assert_eq!(connection.taken(peer), offset + bytes.len() as u64);
    }
    ring.log_mut().take(keylog);
    connection.advance(&ring, &mut |plain| {
        told[plain.from as usize] += plain.bytes.len();
    });
    connection.finish();
    assert!(told.iter().zip(taken).all(|(told, taken)| *told <= taken));
    assert!(!connection.resumes(&Connection::default()));
    for peer in [Peer::Client, Peer::Server] {
        let _ = (connection.ending(peer), connection.is_complete());
        for certificate in connection.certificates_of(peer) {
            Certificate::parse(certificate);
        }
    }
    assert!(connection.alerts().len() <= 16 && connection.tickets().len() <= 64);
}

/// Reads `log` as a key log, at once and in pieces; panics where that makes a difference.
pub fn check_keylog(log: &[u8]) {
    let mut whole = KeyLog::default();
    whole.take(log);
    whole.finish();
    let mut pieces = KeyLog::default();
    for piece in log.chunks(7) {
        pieces.take(piece);
    }
    pieces.finish();
    let facts = [&whole, &pieces].map(|log| (log.len(), log.read(), log.unreadable()));
    assert_eq!(facts[0], facts[1]);
}
