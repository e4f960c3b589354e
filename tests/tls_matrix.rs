//! Recorded FTPS of many kinds, read with its key logs: `captures/tls/matrix.json` knows what was said.

use crate::json::{lines, run_in_captures};
use ftpscope::capture::{Reader, Source};
use ftpscope::decode::{Decoded, Decoder};
use ftpscope::net::Endpoint;
use ftpscope::tls::{
    Certificate, Connection, Ending, Events, Failures, KeyRing, Kind, Peer, Resumption, suite_name,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// The ports of control connections.
const CONTROL: [u16; 2] = [21, 990];

/// One direction of a TCP connection, put in order.
#[derive(Default)]
struct Stream {
    next: Option<u32>,
    ahead: BTreeMap<u32, Vec<u8>>,
}

impl Stream {
    /// Takes a segment, and returns what is in order now.
    fn take(&mut self, sequence: u32, payload: &[u8]) -> Vec<u8> {
        self.ahead.insert(sequence, payload.to_vec());
        let mut next = *self.next.get_or_insert(sequence);
        let mut ready = Vec::new();
        while let Some(bytes) = self.ahead.remove(&next) {
            next = next.wrapping_add(bytes.len() as u32);
            ready.extend(bytes);
        }
        self.next = Some(next);
        ready
    }
}

/// A connection, and what its sides said.
struct Heard {
    tls_client: Endpoint,
    server_port: u16,
    connection: Connection,
    streams: [Stream; 2],
    said: [Vec<u8>; 2],
    pieces: Vec<Piece>,
}

impl Heard {
    fn is_control(&self) -> bool {
        CONTROL.contains(&self.server_port)
    }
}

/// What one side of a connection said.
pub type Piece = (Peer, Vec<u8>);

/// The connections of the matrix, each with the key log of its capture and what its sides said in
/// turn.
pub fn inputs() -> Vec<(Vec<u8>, Vec<Piece>)> {
    let captures = table().into_iter().map(|entry| {
        let capture = folder().join(entry["capture"].as_str().expect("a name"));
        let log = std::fs::read(capture.with_extension("keylog")).expect("a key log");
        let heard = listen(&capture, &KeyRing::default());
        heard
            .into_iter()
            .map(move |heard| (log.clone(), heard.pieces))
    });
    captures.flatten().collect()
}

/// The TLS connections of a capture, each in the order of its ClientHello.
fn listen(capture: &Path, ring: &KeyRing) -> Vec<Heard> {
    let mut reader = Reader::open(capture).expect("a capture");
    let mut decoder = Decoder::new();
    let mut heard: Vec<Heard> = Vec::new();
    let mut known: HashMap<(Endpoint, Endpoint), usize> = HashMap::new();
    while let Some(frame) = reader.next_frame().expect("a frame") {
        let Decoded::Segment(segment) = decoder.decode(&frame) else {
            continue;
        };
        let (from, to) = (segment.source, segment.destination);
        let ends = (from.min(to), from.max(to));
        let is_hello = segment.payload.starts_with(&[22, 3]) && !known.contains_key(&ends);
        if is_hello {
            known.insert(ends, heard.len());
            heard.push(Heard {
                tls_client: from,
                server_port: to.port,
                connection: Connection::new([0, 0]),
                streams: Default::default(),
                said: Default::default(),
                pieces: Vec::new(),
            });
        }
        let Some(&place) = known.get(&ends).filter(|_| !segment.payload.is_empty()) else {
            continue;
        };
        let one = &mut heard[place];
        let peer = if from == one.tls_client {
            Peer::Client
        } else {
            Peer::Server
        };
        let ready = one.streams[peer as usize].take(segment.sequence, segment.payload);
        let offset = one.connection.taken(peer);
        let said = &mut one.said;
        let mut keep = |plain: ftpscope::tls::Plain<'_>| {
            if plain.kind == Kind::ApplicationData {
                said[plain.from as usize].extend_from_slice(plain.bytes);
            }
        };
        one.connection.take(peer, (offset, &ready), ring, &mut keep);
        one.pieces.push((peer, ready));
    }
    for one in &mut heard {
        one.connection.finish();
    }
    heard
}

/// One line of the table, and what was heard of its capture.
struct Case {
    name: String,
    expected: Value,
    heard: Vec<Heard>,
}

impl Case {
    fn is_unread(&self) -> bool {
        self.expected["unread"] == true
    }

    fn controls(&self) -> impl Iterator<Item = &Heard> {
        self.heard.iter().filter(|heard| heard.is_control())
    }

    fn data(&self) -> impl Iterator<Item = &Heard> {
        self.heard.iter().filter(|heard| !heard.is_control())
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/tls")
}

fn table() -> Vec<Value> {
    let text = std::fs::read(folder().join("matrix.json")).expect("the table");
    serde_json::from_slice(&text).expect("JSON")
}

fn cases() -> Vec<Case> {
    let case = |expected: Value| {
        let name = expected["capture"].as_str().expect("a name").to_owned();
        let capture = folder().join(&name);
        let mut ring = KeyRing::default();
        let log = std::fs::read(capture.with_extension("keylog")).expect("a key log");
        ring.log_mut().take(&log);
        ring.log_mut().finish();
        Case {
            heard: listen(&capture, &ring),
            name,
            expected,
        }
    };
    table().into_iter().map(case).collect()
}

/// The cases that differ from what is said of them, each with what was found.
fn differing<T: PartialEq + std::fmt::Debug>(
    cases: &[Case],
    facts: impl Fn(&Case) -> Option<(T, T)>,
) -> Vec<String> {
    cases
        .iter()
        .filter(|case| !case.is_unread())
        .filter_map(|case| {
            let (found, expected) = facts(case)?;
            (found != expected).then(|| format!("{}: {found:?}, not {expected:?}", case.name))
        })
        .collect()
}

fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten();
    texts
        .map(|text| text.as_str().expect("a text").to_owned())
        .collect()
}

#[test]
fn every_record_is_read() {
    let failures = differing(&cases(), |case| {
        let failures: Vec<Failures> = case
            .heard
            .iter()
            .map(|heard| heard.connection.failures())
            .collect();
        let none = vec![Failures::default(); failures.len().max(1)];
        Some((failures, none))
    });
    assert_eq!(failures, [""; 0]);
}

#[test]
fn versions_and_suites_are_those_that_were_set() {
    for case in cases() {
        for heard in &case.heard {
            let version = heard.connection.version().map(|version| version.name());
            assert_eq!(version, case.expected["tls"].as_str(), "{}", case.name);
            let suite = heard.connection.server().map(|server| server.suite);
            let suite = suite.and_then(suite_name);
            if let Some(expected) = case.expected["suite"].as_str() {
                assert_eq!(suite, Some(expected), "{}", case.name);
            }
        }
    }
}

#[test]
fn the_commands_are_those_that_the_server_logged() {
    let differing = differing(&cases(), |case| {
        let expected = case.expected["commands"].as_array()?;
        let said: Vec<u8> = case
            .controls()
            .flat_map(|heard| heard.said[0].clone())
            .collect();
        let said = String::from_utf8(said).expect("text");
        let commands: Vec<String> = said.lines().map(str::to_owned).collect();
        assert!(!expected.is_empty(), "{}", case.name);
        Some((commands, texts(&case.expected["commands"])))
    });
    assert_eq!(differing, [""; 0]);
}

#[test]
fn what_was_typed_in_is_read() {
    let differing = differing(&cases(), |case| {
        case.expected.get("said_by_client")?;
        let said = case.heard.iter().map(|heard| &heard.said[0]);
        let said: Vec<String> = said
            .map(|said| String::from_utf8_lossy(said).into_owned())
            .collect();
        Some((said, texts(&case.expected["said_by_client"])))
    });
    assert_eq!(differing, [""; 0]);
}

#[test]
fn the_files_are_those_that_were_transferred() {
    let cases = cases();
    let differing = differing(&cases, |case| {
        let transfers = case.expected["transfers"].as_array()?;
        if case.expected["clear_data"] == true {
            return None;
        }
        let found: Vec<Option<String>> = case
            .data()
            .zip(transfers)
            .map(|(heard, transfer)| {
                let uploads = transfer["command"].as_str()?.starts_with("STOR");
                let content = &heard.said[usize::from(!uploads)];
                let hash = Sha256::digest(content);
                Some(hash.iter().map(|byte| format!("{byte:02x}")).collect())
            })
            .collect();
        let expected = transfers
            .iter()
            .map(|transfer| transfer["sha256"].as_str().map(str::to_owned));
        Some((found, expected.collect()))
    });
    assert_eq!(differing, [""; 0]);
    let files = cases.iter().map(|case| case.data().count());
    assert!(files.sum::<usize>() > 50);
}

#[test]
fn resumed_data_connections_are_tied_to_their_control_connection() {
    let differing = differing(&cases(), |case| {
        let expected = case.expected.get("resumption")?.as_str().map(str::to_owned);
        let control = case.controls().next()?;
        let later: Vec<&Heard> = case.heard.iter().skip(1).collect();
        let found: Vec<_> = later
            .iter()
            .map(|heard| {
                let connection = &heard.connection;
                let kind = connection.resumption().map(|resumption| match resumption {
                    Resumption::SessionId(_) => "session id".to_owned(),
                    Resumption::Ticket(_) => "ticket".to_owned(),
                    Resumption::PreSharedKey(_) => "psk".to_owned(),
                });
                (kind, connection.resumes(&control.connection))
            })
            .collect();
        let is_resumed = expected.is_some();
        let expected = vec![(expected, is_resumed); found.len()];
        Some((found, expected))
    });
    assert_eq!(differing, [""; 0]);
}

#[test]
fn what_does_not_happen_on_each_connection_is_counted() {
    let differing = differing(&cases(), |case| {
        let expected = &case.expected;
        let found = case.heard.iter().map(|heard| heard.connection.events());
        let found = found.fold(Events::default(), |sum, one| Events {
            retried: sum.retried | one.retried,
            early_data: sum.early_data + one.early_data,
            key_updates: [0, 1].map(|side| sum.key_updates[side] + one.key_updates[side]),
            renegotiations: sum.renegotiations + one.renegotiations,
        });
        let count = |value: &Value| value.as_u64().unwrap_or(0) as u32;
        Some((
            found,
            Events {
                retried: expected["retried"] == true,
                early_data: count(&expected["early_data"]).into(),
                key_updates: [0, 1].map(|side| count(&expected["key_updates"][side])),
                renegotiations: count(&expected["renegotiations"]),
            },
        ))
    });
    assert_eq!(differing, [""; 0]);
}

#[test]
fn handshakes_that_were_completed_are_told_with_keys_and_without() {
    let with_keys = differing(&cases(), |case| {
        let complete = case
            .heard
            .iter()
            .all(|heard| heard.connection.is_complete());
        Some((complete, true))
    });
    assert_eq!(with_keys, [""; 0]);
    let ring = KeyRing::default();
    for entry in table() {
        let name = entry["capture"].as_str().expect("a name");
        let mut heard = listen(&folder().join(name), &ring);
        // With early data nobody can tell without keys.
        heard.retain(|heard| {
            let client = heard.connection.client();
            client.is_some_and(|client| !client.early_data)
        });
        let incomplete = heard.iter().filter(|heard| !heard.connection.is_complete());
        assert_eq!(incomplete.count(), 0, "{name}");
    }
}

#[test]
fn downloads_of_the_scripted_server_end_with_close_notify() {
    let differing = differing(&cases(), |case| {
        let is_scripted = case.expected["server"] == "Python's ssl (OpenSSL)";
        let transfers = case.expected["transfers"].as_array()?;
        let endings: Vec<Ending> = case
            .data()
            .filter(|_| is_scripted)
            .zip(transfers)
            .filter(|(_, transfer)| transfer["command"].as_str() == Some("RETR report.txt"))
            .map(|(heard, _)| heard.connection.ending(Peer::Server))
            .collect();
        let expected = vec![Ending::CloseNotify; endings.len()];
        Some((endings, expected))
    });
    assert_eq!(differing, [""; 0]);
}

#[test]
fn certificates_of_servers_and_clients_are_read() {
    let differing = differing(&cases(), |case| {
        let control = &case.controls().next()?.connection;
        let subject = |peer| {
            let first = control.certificates_of(peer).first()?;
            Certificate::parse(first).map(|certificate| certificate.subject)
        };
        let found = (subject(Peer::Server), subject(Peer::Client));
        let has_none = case.name.contains("external-psk");
        let server = (!has_none).then(|| "CN=ftp.example.org".to_owned());
        let client = case.expected["client_certificate"].as_str();
        Some((found, (server, client.map(str::to_owned))))
    });
    assert_eq!(differing, [""; 0]);
}

#[test]
fn what_is_older_is_recognised_and_counted() {
    let cases = cases();
    let unread: Vec<&Case> = cases.iter().filter(|case| case.is_unread()).collect();
    assert_eq!(unread.len(), 3);
    for case in unread {
        assert!(!case.heard.is_empty(), "{}", case.name);
        for heard in &case.heard {
            let failures = heard.connection.failures();
            assert!(failures.unsupported > 0, "{}", case.name);
            assert_eq!((failures.not_authentic, failures.without_keys), (0, 0));
            assert!(heard.said.iter().all(Vec::is_empty));
        }
    }
}

#[test]
fn the_key_logs_are_those_of_the_captures_and_the_table_knows_them_all() {
    let files = std::fs::read_dir(folder()).expect("the folder of captures");
    let files = files.map(|file| file.expect("a file").path());
    let mut captures: Vec<PathBuf> = files
        .filter(|file| {
            file.extension()
                .is_some_and(|extension| extension == "pcap")
        })
        .collect();
    captures.sort();
    let mut named: Vec<PathBuf> = table()
        .iter()
        .map(|entry| folder().join(entry["capture"].as_str().expect("a name")))
        .collect();
    named.sort();
    assert_eq!(captures, named);
}

#[test]
fn the_readme_of_the_captures_lists_them() {
    let readme = folder().join("../README.md");
    let readme = std::fs::read_to_string(readme).expect("the README");
    for entry in table() {
        let [capture, what, server, client] =
            ["capture", "what", "server", "client"].map(|key| entry[key].as_str().expect("a text"));
        let row = format!("| `{capture}` | {what} | {server}, {client} |");
        assert!(readme.lines().any(|line| line == row), "{row}");
    }
}

/// The first session that the program finds in a capture with its key log.
fn session(capture: &str) -> Value {
    let keylog = capture.replace(".pcap", ".keylog");
    let arguments = [
        "json",
        "--hash",
        "--show-passwords",
        "--keylog",
        &keylog,
        capture,
    ];
    let objects = lines(&run_in_captures(&arguments));
    objects
        .into_iter()
        .find(|object| object["type"] == "session")
        .unwrap_or_default()
}

#[test]
fn the_program_finds_commands_and_files() {
    let mut compared = 0;
    for entry in table() {
        let name = entry["capture"].as_str().expect("a name");
        let (Some(expected), false) = (entry["commands"].as_array(), entry["unread"] == true)
        else {
            continue;
        };
        let session = session(&format!("tls/{name}"));
        assert_eq!(session["security"], "tls-decrypted", "{name}");
        let exchanges = session["exchanges"].as_array().expect("exchanges");
        let after_auth = exchanges
            .iter()
            .position(|exchange| exchange["verb"] == "AUTH")
            .map_or(0, |place| place + 1);
        let commands = exchanges[after_auth..].iter().filter_map(|exchange| {
            let verb = exchange["verb"].as_str()?;
            let argument = exchange["argument"].as_str();
            Some(argument.map_or(verb.to_owned(), |argument| format!("{verb} {argument}")))
        });
        // What was typed in is in small letters.
        let upper = |line: &str| line.to_ascii_uppercase();
        let commands: Vec<String> = commands.map(|line| upper(&line)).collect();
        let expected: Vec<String> = texts(&expected.clone().into())
            .iter()
            .map(|line| upper(line))
            .collect();
        assert!(
            commands.starts_with(&expected),
            "{name}: {commands:?}, not {expected:?}"
        );
        let transfers = session["transfers"].as_array().expect("transfers");
        let found: Vec<[&Value; 2]> = transfers
            .iter()
            .map(|transfer| [&transfer["bytes"], &transfer["sha256"]])
            .collect();
        let wanted = entry["transfers"].as_array().expect("transfers");
        let wanted: Vec<[&Value; 2]> = wanted
            .iter()
            .map(|transfer| [&transfer["bytes"], &transfer["sha256"]])
            .collect();
        assert_eq!(found, wanted, "{name}");
        compared += 1;
    }
    assert!(compared > 50, "only {compared} captures");
}
