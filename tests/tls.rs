//! TLS connections of sample captures, read with their key logs.

use ftpscope::capture::{Reader, Source};
use ftpscope::decode::{Decoded, Decoder};
use ftpscope::net::Endpoint;
use ftpscope::tls::{Connection, KeyRing, Kind, Peer};
use std::collections::HashMap;
use std::path::Path;

/// A connection, and what its sides said.
struct Heard {
    client_end: Endpoint,
    connection: Connection,
    said: [Vec<u8>; 2],
}

/// What both sides of the connections of a capture said, in the order of their records; each in
/// the order of its first frame.
fn plaintexts(capture: &Path, keylog: &Path) -> Vec<(Vec<u8>, Vec<u8>, Connection)> {
    let mut ring = KeyRing::default();
    ring.log_mut()
        .take(&std::fs::read(keylog).expect("a key log"));
    ring.log_mut().finish();
    let mut reader = Reader::open(capture).expect("a capture");
    let mut decoder = Decoder::new();
    let mut order: Vec<(Endpoint, Endpoint)> = Vec::new();
    let mut known: HashMap<(Endpoint, Endpoint), Heard> = HashMap::new();
    while let Some(frame) = reader.next_frame().expect("a frame") {
        let Decoded::Segment(segment) = decoder.decode(&frame) else {
            continue;
        };
        let (from, to) = (segment.source, segment.destination);
        let ends = (from.min(to), from.max(to));
        let bytes = segment.payload;
        let is_known = known.contains_key(&ends);
        if bytes.is_empty() || (!is_known && !bytes.starts_with(&[22, 3])) {
            continue;
        }
        // The first is a ClientHello.
        let heard = known.entry(ends).or_insert_with(|| {
            order.push(ends);
            Heard {
                client_end: from,
                connection: Connection::new([0, 0]),
                said: Default::default(),
            }
        });
        let peer = if from == heard.client_end {
            Peer::Client
        } else {
            Peer::Server
        };
        let offset = heard.connection.taken(peer);
        let said = &mut heard.said;
        heard
            .connection
            .take(peer, (offset, bytes), &ring, &mut |plain| {
                if plain.kind == Kind::ApplicationData {
                    said[plain.from as usize].extend_from_slice(plain.bytes);
                }
            });
    }
    order
        .iter()
        .filter_map(|ends| known.remove(ends))
        .map(|heard| {
            let [client, server] = heard.said;
            (client, server, heard.connection)
        })
        .collect()
}

#[test]
fn a_session_and_its_transfers_are_read_with_the_key_log() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let found = plaintexts(&folder.join("ftps.pcap"), &folder.join("ftps.keylog"));
    let (client, server, connection) = &found[0];
    let client = String::from_utf8_lossy(client);
    let server = String::from_utf8_lossy(server);
    assert!(client.starts_with("USER alice\r\n"), "{client}");
    assert!(client.ends_with("QUIT\r\n"), "{client}");
    assert!(server.contains("\r\n226 "), "{server}");
    assert_eq!(connection.failures(), Default::default());
}

#[test]
fn the_data_connections_are_read_too() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let found = plaintexts(&folder.join("ftps.pcap"), &folder.join("ftps.keylog"));
    assert_eq!(found.len(), 3);
    for (client, server, connection) in &found[1..] {
        assert!(client.is_empty());
        assert!(!server.is_empty());
        assert_eq!(connection.failures(), Default::default());
        let closes = connection
            .alerts()
            .iter()
            .filter(|alert| alert.description == 0);
        assert!(closes.count() > 0);
    }
}

#[test]
fn without_its_secrets_nothing_of_a_connection_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let empty = tempfile::NamedTempFile::new().expect("a file");
    for (client, server, connection) in plaintexts(&folder.join("ftps.pcap"), empty.path()) {
        assert!(client.is_empty() && server.is_empty());
        assert!(!connection.has_keys());
        assert!(connection.server().is_some());
    }
}
