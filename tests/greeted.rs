//! Connections on which only the server has spoken are kept apart until there is more: nobody may
//! notice.

use crate::support::packets::{ACK, SYN, Tcp, URG};
use crate::support::scene::{
    CLIENT, Initiator, Listener, Packet, SERVER, Scene, Shot, Stream, only,
};
use ftpscope::engine::{Config, Engine, OpenSession, Order};
use ftpscope::limits;
use ftpscope::net::Time;
use proptest::prelude::*;
use serde_json::Value;

/// What happens next on a connection.
#[derive(Clone, Copy, Debug)]
enum Step {
    Ack(bool),
    Fin(bool),
    Rst(bool),
    FullWindow,
    Command,
    Reply,
    GreetingAgain,
    SynAgain,
    SynAckAgain,
    LostBytes,
    Urgent,
    Wait(u8),
    /// A connection between the same hosts that nobody announced.
    Data(u16),
    /// Another connection between the same endpoints.
    Anew,
}

fn step() -> impl Strategy<Value = Step> {
    use Step::*;
    prop_oneof![
        4 => any::<bool>().prop_map(Ack),
        6 => any::<bool>().prop_map(Fin),
        1 => any::<bool>().prop_map(Rst),
        1 => Just(FullWindow),
        1 => Just(Command),
        1 => Just(Reply),
        1 => Just(GreetingAgain),
        1 => Just(SynAgain),
        1 => Just(SynAckAgain),
        1 => Just(LostBytes),
        1 => Just(Urgent),
        4 => (0u8..4).prop_map(Wait),
        2 => (5_000u16..5_004).prop_map(Data),
        2 => Just(Anew),
    ]
}

const GREETING: &str = "220 Service ready.";

fn greeted(scene: &Scene, client: &str) -> Stream {
    let stream = scene.connect(client, SERVER);
    stream.reply(GREETING);
    stream
}

fn take(scene: &Scene, stream: &mut Stream, step: Step) {
    let end = |listener: bool| if listener { Listener } else { Initiator };
    let again = |tcp: Tcp| stream.inject(tcp);
    match step {
        Step::Ack(listener) => stream.ack(end(listener)),
        Step::Fin(listener) => stream.fin(end(listener)),
        Step::Rst(listener) => stream.rst(end(listener)),
        Step::FullWindow => {
            let mut segment = stream.segment(Initiator);
            segment.window = 0;
            again(segment);
        }
        Step::Command => stream.command("USER alice"),
        Step::Reply => stream.reply("331 Password, please."),
        Step::GreetingAgain => {
            let greeting = format!("{GREETING}\r\n");
            let first = stream.next(Listener).wrapping_sub(greeting.len() as u32);
            again(stream.segment(Listener).seq(first).payload(greeting));
        }
        Step::SynAgain => stream.syn(),
        Step::SynAckAgain => {
            let first = stream.next(Listener).wrapping_sub(1);
            again(stream.segment(Listener).seq(first).flags(SYN | ACK));
        }
        Step::LostBytes => stream.send_unseen(Listener, 10),
        Step::Urgent => again(stream.segment(Initiator).flags(ACK | URG)),
        Step::Wait(long) => scene.wait(f64::from(long) * 2.5),
        Step::Data(port) => {
            let [client, server] = stream.ends.map(|end| end.ip());
            let data = scene.connect(&format!("{client}:45000"), &format!("{server}:{port}"));
            data.carry(Listener, b"contents");
        }
        Step::Anew => {
            let client = stream.ends[0].to_string();
            *stream = greeted(scene, &client);
        }
    }
}

/// The sessions, and again where each connection is followed from the greeting on, because somebody
/// listens.
fn both_ways(scene: &Scene) -> [Vec<Value>; 2] {
    let recording = scene.recording();
    let mut told = recording.clone();
    told.config.events = true;
    [recording, told].map(|recording| recording.analyze().json())
}

proptest! {
    #[test]
    fn whatever_follows_a_greeting_the_session_is_as_if_it_had_been_followed(
        steps in prop::collection::vec((0usize..3, step()), 0..24)
    ) {
        let scene = Scene::new();
        let clients = ["192.0.2.1:40000", "192.0.2.2:40000", "192.0.2.1:40001"];
        let mut streams = clients.map(|client| greeted(&scene, client));
        for (index, step) in steps {
            take(&scene, &mut streams[index], step);
        }
        let [kept, followed] = both_ways(&scene);
        prop_assert_eq!(kept, followed);
    }
}

#[test]
fn a_connection_on_which_only_the_server_spoke_is_a_session_with_its_greeting() {
    let scene = Scene::new();
    let stream = greeted(&scene, CLIENT);
    stream.ack(Initiator);
    stream.close(Initiator);
    let session = scene.only();
    let reply = &session["exchanges"][0]["replies"][0];
    assert_eq!(reply["code"], 220);
    assert_eq!(
        (&session["opened"], &session["closed"]),
        (&"handshake".into(), &"fin".into())
    );
    assert_eq!(session["last_frame"], scene.len());
}

#[test]
fn a_data_connection_may_follow_a_greeting_whose_commands_were_not_captured() {
    let scene = Scene::new();
    let control = greeted(&scene, CLIENT);
    control.send_unseen(Initiator, 40);
    control.send_unseen(Listener, 120);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR a", "150 Here it comes.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    control.quit();
    let session = scene.only();
    assert_eq!(session["transfers"][0]["bytes"], 8);
}

#[test]
fn the_client_may_speak_long_after_the_greeting() {
    let scene = Scene::new();
    let stream = greeted(&scene, CLIENT);
    scene.wait(90.0);
    stream.ask("USER alice", "331 Password, please.");
    stream.ask("PASS looking-glass", "230 Logged in.");
    stream.quit();
    let session = scene.only();
    assert_eq!(session["user"], "alice");
    assert_eq!(session["exchanges"].as_array().map(Vec::len), Some(4));
}

#[test]
fn a_greeting_on_both_sides_of_a_nat_is_one_session() {
    let scene = Scene::new();
    let inner = greeted(&scene, "10.0.0.2:40000");
    inner.ack(Initiator);
    inner.close(Initiator);
    scene.recast(|shot| {
        let mut outer = shot.tcp().clone();
        for end in [&mut outer.from, &mut outer.to] {
            if end.ip().to_string() == "10.0.0.2" {
                end.set_ip("192.0.2.1".parse().expect("an address"));
            }
        }
        let outer = Shot {
            packet: Packet::Tcp(outer),
            ..shot.clone()
        };
        vec![shot.clone(), outer]
    });
    let session = only(scene.json());
    assert_eq!(session["other_sides"][0]["client"], "192.0.2.1:40000");
}

#[test]
fn stragglers_find_a_session_that_was_handed_out() {
    let scene = Scene::new();
    let first = greeted(&scene, CLIENT);
    first.close(Initiator);
    scene.wait(limits::LINGER.as_seconds() + 1.0);
    let other = greeted(&scene, "192.0.2.2:40000");
    first.ack(Initiator);
    first.reply("421 Too late.");
    other.close(Initiator);
    assert_eq!(scene.sessions().len(), 2);
}

#[test]
fn many_that_are_open_take_no_more_than_there_may_be() {
    let scene = Scene::new();
    let count = limits::CONTROL_CONNECTIONS + 100;
    for client in 0..count as u32 {
        let [_, b, c, d] = client.to_be_bytes();
        greeted(&scene, &format!("10.{b}.{c}.{d}:40000"));
    }
    let analysis = scene.recording().analyze();
    assert_eq!(analysis.sessions.len(), count);
    assert_eq!(analysis.statistics.sessions_ended_early, 100);
}

#[test]
fn where_a_capture_goes_on_it_is_told_while_it_is_open_and_soon_after_it_is_over() {
    let scene = Scene::new();
    let stream = greeted(&scene, CLIENT);
    let config = Config {
        order: Order::End,
        ..Config::default()
    };
    let mut engine = Engine::new(config);
    let greeting = scene.len();
    stream.close(Initiator);
    let frames = scene.recording().frames;
    let mut last = Time(0);
    for (frame, number) in frames.iter().zip(1..) {
        engine.push(&frame.numbered(number));
        last = Time(frame.time);
        if number as usize == greeting {
            let open: Vec<_> = engine.changed_sessions(last).collect();
            let [OpenSession::Changed { session, .. }] = &open[..] else {
                panic!("{open:?}");
            };
            assert_eq!(session.exchanges.len(), 1);
        }
    }
    assert!(engine.next_session().is_none());
    engine.pass_time(last + limits::LINGER);
    let session = engine.next_session().expect("a session that is over");
    assert_eq!(session.exchanges.len(), 1);
    assert_eq!(session.last_frame, frames.len() as u64);
}
