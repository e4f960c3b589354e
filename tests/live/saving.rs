//! What is written while capturing.

use super::{FTPSCOPE, Running, as_client, download, scratch, serve, server, wait};
use crate::saving::forget_places;
use crate::support::namespaces::{CABLE, Machine, Network, SERVER};
use ftpscope::capture::{Reader, Source};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};

/// The packets of a file that may still be written.
fn packets(path: &Path) -> usize {
    let Ok(mut reader) = Reader::open(path) else {
        return 0;
    };
    std::iter::from_fn(|| reader.advance().ok().filter(|&there| there)).count()
}

fn without_places(sessions: Vec<Value>) -> Vec<Value> {
    let mut sessions = sessions;
    sessions.iter_mut().for_each(forget_places);
    sessions
}

#[test]
fn what_was_written_live_gives_the_same_sessions() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    let file = scratch("live-saved.pcapng");
    let path = file.to_str().expect("UTF-8");
    let live = Running::start(&network, "live-saved", &["json", "-i", CABLE, "-w", path]);
    for size in [1_000, 100_000] {
        download(&network, size);
    }
    let ended = live.end();
    let live: Vec<Value> = ended.sessions().into_iter().cloned().collect();
    assert_eq!(live.len(), 2);
    let output = Command::new(FTPSCOPE).arg("json").arg(&file).output();
    let output = output.expect("ftpscope runs").stdout;
    let again = output
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty());
    let again = again.map(|line| serde_json::from_slice(line).expect("an object"));
    let again = again.filter(|object: &Value| object["type"] == "session");
    assert_eq!(without_places(again.collect()), without_places(live));
    let mut reader = Reader::open(&file).expect("a capture");
    while reader.advance().expect("a whole file") {}
    let interface = &reader.interfaces()[0];
    assert_eq!(interface.name.as_deref(), Some(CABLE));
    // How many packets they are depends on how the sender gathers segments.
    let used = packets(&file) as u64;
    assert!(interface.received.is_some_and(|received| received >= used));
    assert_eq!(interface.dropped_by_system, Some(0));
}

/// A server that accepts nobody, and keeps the connection until it is told to go on.
fn refuse(listener: TcpListener, go_on: Receiver<()>) {
    let (stream, _) = listener.accept().expect("a client");
    let mut lines = BufReader::new(stream.try_clone().expect("a socket")).lines();
    let say = |reply: &str| (&stream).write_all(reply.as_bytes()).expect("it listens");
    say("220 ready\r\n");
    lines.next();
    say("331 password\r\n");
    lines.next();
    say("530 Login incorrect.\r\n");
    lines.next();
    say("200 still here\r\n");
    let _ = go_on.recv();
}

#[test]
fn a_session_that_fails_is_written_while_it_goes_on() {
    let Some(network) = Network::new() else {
        return;
    };
    let listener = network.on(Machine::Server, || TcpListener::bind(server(SERVER[0])));
    let listener = listener.join().expect("a thread").expect("the port of FTP");
    let (end, go_on) = channel();
    network.on(Machine::Server, move || refuse(listener, go_on));
    let file = scratch("live-failed.pcapng");
    let path = file.to_str().expect("UTF-8");
    let arguments = ["json", "-i", CABLE, "-w", path, "--ring-before", "60"];
    let live = Running::start(&network, "live-failed", &arguments);
    assert_eq!(packets(&file), 0);
    let mut client = as_client(&network, || {
        let mut client = TcpStream::connect(server(SERVER[0])).expect("a server");
        let mut replies = BufReader::new(client.try_clone().expect("a socket")).lines();
        for command in ["USER alice\r\n", "PASS wrong\r\n"] {
            replies.next();
            client.write_all(command.as_bytes()).expect("it listens");
        }
        assert!(
            replies
                .next()
                .expect("a reply")
                .expect("text")
                .starts_with("530")
        );
        client
    });
    wait("the packets of the session so far", || packets(&file) >= 8);
    let before = packets(&file);
    client.write_all(b"NOOP\r\n").expect("it listens");
    wait("those that follow", || packets(&file) >= before + 2);
    drop(end);
    assert_eq!(live.end().sessions().len(), 1);
}
