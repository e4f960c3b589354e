//! The traces of RFC 8448, with the secrets that it gives.

use ftpscope::tls::{
    Certificate, Connection, Ending, Events, Failures, Identity, KeyRing, Kind, Peer, Resumption,
};
use std::path::Path;

/// A trace: the lines of its key log, and its records with who sends them.
struct Trace {
    secrets: Vec<String>,
    records: Vec<(Peer, Vec<u8>)>,
}

/// Reads a trace; lines that begin with neither a label nor a side go on with the record.
fn trace(name: &str) -> Trace {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/rfc8448");
    let text = std::fs::read_to_string(folder.join(name)).expect("a trace");
    let mut trace = Trace {
        secrets: Vec::new(),
        records: Vec::new(),
    };
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        let peer = match first {
            "client" => Some(Peer::Client),
            "server" => Some(Peer::Server),
            _ => None,
        };
        if first.contains("SECRET") {
            trace.secrets.push(line.to_owned());
        } else if let Some(peer) = peer {
            trace.records.push((peer, bytes(rest)));
        } else {
            let (_, record) = trace.records.last_mut().expect("a record");
            record.extend(bytes(line));
        }
    }
    trace
}

fn bytes(text: &str) -> Vec<u8> {
    text.split_whitespace()
        .map(|digits| u8::from_str_radix(digits, 16).expect("two digits"))
        .collect()
}

/// A trace that was read, in segments of so many bytes, and what its sides said.
fn read(name: &str, size: usize) -> (Connection, [Vec<u8>; 2]) {
    let trace = trace(name);
    // After the header of the record, that of the message, and the version.
    let random = &trace.records[0].1[11..43];
    let random: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut ring = KeyRing::default();
    for line in &trace.secrets {
        let (label, secret) = line.split_once(' ').expect("two words");
        let line = format!("{label} {random} {secret}\n");
        ring.log_mut().take(line.as_bytes());
    }
    let mut connection = Connection::new([0, 0]);
    let mut said = [Vec::new(), Vec::new()];
    for (peer, record) in &trace.records {
        for segment in record.chunks(size) {
            let offset = connection.taken(*peer);
            connection.take(*peer, (offset, segment), &ring, &mut |plain| {
                if plain.kind == Kind::ApplicationData {
                    said[plain.from as usize].extend_from_slice(plain.bytes);
                }
            });
        }
    }
    connection.finish();
    (connection, said)
}

/// The application data of the traces that have some.
fn counting() -> Vec<u8> {
    (0..50).collect()
}

fn check(name: &str, said: [Vec<u8>; 2]) -> Connection {
    for size in [1, 100, 10_000] {
        let (connection, found) = read(name, size);
        assert_eq!(found, said, "{name} in segments of {size} bytes");
        assert_eq!(connection.failures(), Failures::default(), "{name}");
        assert!(connection.is_complete(), "{name}");
        let endings = [Peer::Client, Peer::Server].map(|peer| connection.ending(peer));
        assert_eq!(endings, [Ending::CloseNotify; 2], "{name}");
    }
    read(name, 10_000).0
}

#[test]
fn the_simple_handshake_is_read() {
    let connection = check("simple-1-rtt.txt", [counting(), counting()]);
    assert_eq!(connection.events(), Events::default());
    let certificate = Certificate::parse(&connection.certificates()[0]).expect("a certificate");
    assert_eq!(
        (certificate.subject.as_str(), certificate.key),
        ("CN=rsa", ("RSA", Some(1_024)))
    );
    assert_eq!(connection.tickets().len(), 1);
    assert_eq!(connection.tickets()[0].early_data, Some(1_024));
}

#[test]
fn early_data_are_read_and_the_resumed_connection_is_known() {
    let early = [b"ABCDEF".as_slice(), &counting()].concat();
    let connection = check("resumed-0-rtt.txt", [early, counting()]);
    let (resumed, _) = read("simple-1-rtt.txt", 10_000);
    assert_eq!(connection.events().early_data, 6);
    assert!(connection.resumes(&resumed));
    assert!(!resumed.resumes(&connection));
    let given = &resumed.tickets()[0].identity;
    let expected = Resumption::PreSharedKey(Identity::clone(given));
    assert_eq!(connection.resumption(), Some(expected));
}

#[test]
fn a_hello_retry_request_is_read() {
    let connection = check("hello-retry-request.txt", [Vec::new(), Vec::new()]);
    assert!(connection.events().retried);
}

#[test]
fn the_certificates_of_both_sides_are_read() {
    let connection = check("client-authentication.txt", [Vec::new(), Vec::new()]);
    let [client, server] = [Peer::Client, Peer::Server].map(|peer| {
        let first = &connection.certificates_of(peer)[0];
        Certificate::parse(first).expect("a certificate")
    });
    assert_eq!(
        (client.subject.as_str(), client.key.0),
        ("CN=client", "RSA")
    );
    assert_eq!(
        (server.subject.as_str(), server.key.0),
        ("CN=ecdsa256", "EC")
    );
}

#[test]
fn compatibility_mode_changes_no_ciphers() {
    let connection = check("compatibility-mode.txt", [Vec::new(), Vec::new()]);
    assert_eq!(connection.resumption(), None);
}
