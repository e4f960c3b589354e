//! TLS connections of which something was not captured.

use crate::tls_matrix::{Piece, inputs};
use ftpscope::tls::{Connection, Failures, KeyRing, Kind, Peer};

fn ring(keylog: &[u8]) -> KeyRing {
    let mut ring = KeyRing::default();
    ring.log_mut().take(keylog);
    ring
}

/// Reads a connection of which one piece was not captured; returns what each piece told.
fn read(ring: &KeyRing, pieces: &[Piece], lost: Option<usize>) -> (Vec<Vec<u8>>, Connection) {
    let mut connection = Connection::new([0, 0]);
    let mut ends = [0, 0];
    let mut told = Vec::new();
    for (index, (peer, bytes)) in pieces.iter().enumerate() {
        let mut heard = Vec::new();
        let offset = ends[*peer as usize];
        ends[*peer as usize] += bytes.len() as u64;
        if Some(index) != lost {
            connection.take(*peer, (offset, bytes), ring, &mut |plain| {
                if plain.kind == Kind::ApplicationData {
                    heard.extend_from_slice(plain.bytes);
                }
            });
        }
        told.push(heard);
    }
    connection.finish();
    (told, connection)
}

/// Whether a piece is one whole record or several.
fn is_whole(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let [_, 3, _, high, low, after @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(next) = after.get(length..) else {
            return false;
        };
        rest = next;
    }
    rest.is_empty()
}

#[test]
fn a_command_that_is_missing_costs_no_other() {
    let mut lost_commands = 0;
    for (keylog, pieces) in inputs() {
        let ring = ring(&keylog);
        let (whole, connection) = read(&ring, &pieces, None);
        if connection.events().renegotiations > 0 || !connection.has_keys() {
            continue;
        }
        let commands = (0..pieces.len()).filter(|&index| {
            let (peer, bytes) = &pieces[index];
            *peer == Peer::Client && !whole[index].is_empty() && is_whole(bytes)
        });
        // The first may have come with the client's Finished.
        for lost in commands.skip(1) {
            let (told, connection) = read(&ring, &pieces, Some(lost));
            let mut expected = whole.clone();
            expected[lost].clear();
            assert_eq!(told, expected, "{:?}", connection.version());
            lost_commands += 1;
        }
    }
    assert!(lost_commands > 200, "only {lost_commands} were lost");
}

#[test]
fn a_record_that_was_changed_is_counted_and_left_out() {
    let mut left_out = 0;
    for (keylog, mut pieces) in inputs() {
        let ring = ring(&keylog);
        let (whole, connection) = read(&ring, &pieces, None);
        let last = (0..pieces.len()).rfind(|&index| !whole[index].is_empty());
        let Some(last) = last.filter(|_| connection.has_keys()) else {
            continue;
        };
        // In the middle of the first record of the piece.
        let bytes = &mut pieces[last].1;
        let length = usize::from(u16::from_be_bytes([bytes[3], bytes[4]]));
        bytes[5 + length / 2] ^= 1;
        let (told, connection) = read(&ring, &pieces, None);
        let found = connection.failures();
        assert!(found.not_authentic > 0, "{found:?}");
        let unlike = told
            .iter()
            .zip(&whole)
            .filter(|(told, whole)| told != whole);
        // It may have held something else than data.
        let unlike = unlike.count();
        assert!(unlike <= 1);
        left_out += unlike;
    }
    assert!(left_out > 50, "only {left_out} were left out");
}

#[test]
fn keys_that_come_last_read_what_has_waited() {
    for (keylog, pieces) in inputs() {
        let full = ring(&keylog);
        let (whole, expected) = read(&full, &pieces, None);
        if expected.failures() != Failures::default() {
            continue;
        }
        let mut late = KeyRing::awaiting_keys();
        let (mut connection, mut ends) = (Connection::new([0, 0]), [0, 0]);
        let mut told = [Vec::new(), Vec::new()];
        for (peer, bytes) in &pieces {
            let offset = ends[*peer as usize];
            ends[*peer as usize] += bytes.len() as u64;
            connection.take(*peer, (offset, bytes), &late, &mut |_| {});
        }
        late.log_mut().take(&keylog);
        connection.advance(&late, &mut |plain| {
            if plain.kind == Kind::ApplicationData {
                told[plain.from as usize].extend_from_slice(plain.bytes);
            }
        });
        // Early data are read when the other side has answered, so only all together is the same.
        let mut told = told.concat();
        let mut said = whole.concat();
        told.sort_unstable();
        said.sort_unstable();
        assert_eq!(told, said);
        assert_eq!(connection.failures(), Failures::default());
    }
}

#[test]
fn neither_secrets_nor_plaintext_are_printed() {
    let (keylog, pieces) = inputs().swap_remove(0);
    let ring = ring(&keylog);
    let mut printed = String::new();
    let mut connection = Connection::new([0, 0]);
    for (peer, bytes) in &pieces {
        let offset = connection.taken(*peer);
        connection.take(*peer, (offset, bytes), &ring, &mut |plain| {
            printed.push_str(&format!("{plain:?}"));
        });
        printed.push_str(&format!("{connection:?} {ring:?} {:?}", ring.log()));
    }
    assert!(printed.contains("ApplicationData"));
    let log = String::from_utf8(keylog).expect("text");
    for secret in log.lines().filter_map(|line| line.split(' ').nth(2)) {
        let bytes: Vec<u8> = (0..6)
            .map(|at| u8::from_str_radix(&secret[2 * at..2 * at + 2], 16).expect("two digits"))
            .collect();
        let as_list = format!("{bytes:?}");
        assert!(!printed.contains(as_list.trim_matches(['[', ']'])));
        assert!(!printed.contains(&secret[..12]));
    }
    let password = format!("{:?}", b"looking");
    assert!(!printed.contains(password.trim_matches(['[', ']'])));
    assert!(!printed.contains("looking"));
}

#[test]
fn what_is_missing_between_two_records_is_counted_or_nobody_says_how_much_it_is() {
    let mut counted = 0;
    for (keylog, pieces) in inputs() {
        let ring = ring(&keylog);
        let (whole, connection) = read(&ring, &pieces, None);
        if connection.events().renegotiations > 0 || !connection.has_keys() {
            continue;
        }
        for from in Peer::BOTH {
            assert_eq!(
                connection.missing(from).unwrap_or(0),
                0,
                "nothing is missing"
            );
            let own = (0..pieces.len()).filter(|&index| pieces[index].0 == from);
            let told = own.filter(|&index| !whole[index].is_empty() && is_whole(&pieces[index].1));
            let told: Vec<usize> = told.collect();
            // With something read before it and after it.
            for lost in told.iter().skip(1).rev().skip(1) {
                let (_, connection) = read(&ring, &pieces, Some(*lost));
                let Some(missing) = connection.missing(from) else {
                    continue;
                };
                assert_eq!(missing, whole[*lost].len() as u64);
                counted += 1;
            }
        }
    }
    assert!(counted > 200, "only {counted} were counted");
}
