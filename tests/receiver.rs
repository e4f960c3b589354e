//! What data connections carry, as a receiver is told of it.

use crate::support::scene::{Listener, Packet, Recording, Scene, Shot, Stream, hashing};
use ftpscope::engine::{Engine, Receiver};
use ftpscope::limits;
use ftpscope::session::Session;
use ftpscope::session::connection::ConnectionId;
use ftpscope::tcp::Direction;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::rc::Rc;

const DATA: &str = "198.51.100.1:5121";
const TO: &str = "192.0.2.1:40001";

/// What a receiver was told.
#[derive(Debug, Default)]
struct Told {
    /// For each connection the runs of its listener.
    runs: BTreeMap<u64, Vec<(u64, Vec<u8>)>>,
    shared: Vec<(u64, usize)>,
    dropped: Vec<u64>,
}

#[derive(Clone, Default)]
struct Ear(Rc<RefCell<Told>>);

impl Receiver for Ear {
    fn bytes(&mut self, id: ConnectionId, direction: Direction, offset: u64, bytes: &[u8]) {
        if direction == Direction::FromListener {
            let mut told = self.0.borrow_mut();
            let runs = told.runs.entry(id.0).or_default();
            runs.push((offset, bytes.to_vec()));
        }
    }

    fn shared(&mut self, id: ConnectionId, sessions: usize) {
        self.0.borrow_mut().shared.push((id.0, sessions));
    }

    fn dropped(&mut self, id: ConnectionId) {
        self.0.borrow_mut().dropped.push(id.0);
    }
}

fn listen(recording: &Recording) -> (Vec<Session>, Told) {
    let ear = Ear::default();
    let mut engine = Engine::with_receiver(hashing(), Box::new(ear.clone()));
    for (index, frame) in recording.frames.iter().enumerate() {
        engine.push(&frame.numbered(index as u64 + 1));
    }
    engine.finish();
    let sessions = std::iter::from_fn(|| engine.next_session()).collect();
    drop(engine);
    (sessions, ear.0.take())
}

/// The runs of the only connection.
fn runs(told: &Told) -> &[(u64, Vec<u8>)] {
    assert_eq!(told.runs.len(), 1, "{told:?}");
    told.runs.values().next().expect("a connection")
}

fn passive(scene: &Scene, control: &Stream) -> Stream {
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    scene.connect(TO, DATA)
}

#[test]
fn bytes_come_in_order_and_once_and_their_session_knows_the_connection() {
    let scene = Scene::new();
    let control = scene.login();
    let data = passive(&scene, &control);
    control.ask("RETR a", "150 Here it comes.");
    let first = data.segment(Listener).payload(b"first ");
    data.send_unseen(Listener, 6);
    data.send(Listener, "second ");
    data.inject(first.clone());
    data.inject(first);
    data.send(Listener, "third");
    data.close(Listener);
    control.reply("226 Done.");
    let (sessions, told) = listen(&scene.recording());
    let all: Vec<u8> = runs(&told).iter().flat_map(|run| run.1.clone()).collect();
    assert_eq!(all, b"first second third");
    let id = sessions[0].connections[0].id;
    assert!(told.runs.contains_key(&id.0));
    assert!(told.dropped.is_empty() && told.shared.is_empty());
}

#[test]
fn a_hole_is_skipped_when_the_connection_ends() {
    let scene = Scene::new();
    let control = scene.login();
    let data = passive(&scene, &control);
    control.ask("RETR a", "150 Here it comes.");
    data.send(Listener, "abc");
    data.send_unseen(Listener, 100);
    data.send(Listener, "xyz");
    data.close(Listener);
    control.reply("226 Done.");
    let (_, told) = listen(&scene.recording());
    let expected = [(0, b"abc".to_vec()), (103, b"xyz".to_vec())];
    assert_eq!(runs(&told), expected);
}

#[test]
fn after_a_hole_that_is_too_old_the_rest_goes_on_and_what_comes_late_fills_it() {
    let scene = Scene::new();
    let control = scene.login();
    let data = passive(&scene, &control);
    control.ask("RETR a", "150 Here it comes.");
    let late = data.segment(Listener).payload(b"late");
    data.send_unseen(Listener, 4);
    let piece = vec![7; 60_000];
    let pieces = limits::OUT_OF_ORDER_BYTES / piece.len() + 2;
    for _ in 0..pieces {
        data.send(Listener, &piece);
    }
    data.inject(late);
    data.close(Listener);
    control.reply("226 Done.");
    let (_, told) = listen(&scene.recording());
    let runs = runs(&told);
    assert_eq!(runs.last(), Some(&(0, b"late".to_vec())));
    let length: usize = runs.iter().map(|run| run.1.len()).sum();
    assert_eq!(length, 4 + pieces * piece.len());
}

#[test]
fn what_came_before_the_announcement_waits_for_it() {
    let scene = Scene::new();
    let control = scene.login();
    let data = scene.connect(TO, DATA);
    data.send(Listener, "early ");
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    control.ask("RETR a", "150 Here it comes.");
    data.send(Listener, "and late");
    data.close(Listener);
    control.reply("226 Done.");
    let (_, told) = listen(&scene.recording());
    let all: Vec<u8> = runs(&told).iter().flat_map(|run| run.1.clone()).collect();
    assert_eq!(all, b"early and late");
}

#[test]
fn a_connection_that_no_session_has_is_not_told_of() {
    let scene = Scene::new();
    scene.login().quit();
    let other = scene.connect("203.0.113.9:40001", "203.0.113.10:8080");
    other.send(Listener, vec![0; 5_000]);
    other.close(Listener);
    let (_, told) = listen(&scene.recording());
    assert!(told.runs.is_empty() && told.dropped.is_empty(), "{told:?}");
}

#[test]
fn a_connection_that_two_sessions_have_is_shared() {
    let scene = Scene::new();
    let source = scene.login_between("192.0.2.1:40000", "198.51.100.1:21");
    let target = scene.login_between("192.0.2.1:40002", "203.0.113.1:21");
    source.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    target.ask("PORT 198,51,100,1,20,1", "200 PORT command successful.");
    source.ask("RETR a", "150 Here it comes.");
    target.ask("STOR a", "150 Go ahead.");
    let data = scene.connect("203.0.113.1:20", DATA);
    data.carry(Listener, b"between servers");
    source.reply("226 Done.");
    target.reply("226 Done.");
    source.quit();
    target.quit();
    let (sessions, told) = listen(&scene.recording());
    let id = sessions[0].connections[0].id.0;
    assert_eq!(sessions[1].connections[0].id.0, id);
    assert_eq!(told.shared, [(id, 2)]);
}

/// The packet of an inside client as the outside of a NAT sees it.
fn translated(shot: &Shot) -> Shot {
    let (inside, outside): (IpAddr, IpAddr) = ([192, 0, 2, 1].into(), [203, 0, 113, 9].into());
    let mut tcp = shot.tcp().clone();
    for end in [&mut tcp.from, &mut tcp.to] {
        if end.ip() == inside {
            end.set_ip(outside);
        }
    }
    Shot {
        packet: Packet::Tcp(tcp),
        ..shot.clone()
    }
}

#[test]
fn the_other_side_of_a_nat_is_dropped() {
    let scene = Scene::new();
    let control = scene.login();
    let data = passive(&scene, &control);
    control.ask("RETR a", "150 Here it comes.");
    data.carry(Listener, b"seen twice");
    control.reply("226 Done.");
    control.quit();
    scene.recast(|shot| vec![shot.clone(), translated(shot)]);
    let (sessions, told) = listen(&scene.recording());
    assert_eq!((sessions.len(), told.runs.len()), (1, 2));
    let other = told
        .runs
        .keys()
        .find(|&&id| id != sessions[0].connections[0].id.0);
    assert_eq!(told.dropped, [*other.expect("the other side")]);
}
