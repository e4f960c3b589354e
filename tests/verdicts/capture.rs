//! The capture itself.

use super::{Scene, download, healthy, pairs};
use crate::support::packets;
use crate::support::scene::{Packet, Shot};
use ftpscope::diagnose::{Census, Circumstance, Id, PassiveRange, Severity, Verdict};

pairs! {
    capture_incomplete CaptureIncomplete {
        said |scene| {
            healthy(scene);
            scene.lose(1..=6);
        };
        silent healthy;
    }
    captured_twice CapturedTwice {
        said |scene| {
            healthy(scene);
            scene.recast(|shot| vec![shot.clone(), shot.clone()]);
        };
        // A command that was lost on its way and sent again.
        silent |scene| {
            let control = scene.login();
            let pwd = control.segment(crate::support::scene::Initiator).payload("PWD\r\n");
            control.inject(pwd);
            control.ask("PWD", "257 \"/\" is the current directory.");
            control.quit();
        };
    }
}

fn circumstances(play: fn(&Scene)) -> Vec<Circumstance> {
    let verdicts = super::verdicts_of(play);
    let incomplete = verdicts
        .iter()
        .filter(|one| one.id == Id::CaptureIncomplete);
    incomplete.map(|one| one.facts.circumstance).collect()
}

#[test]
fn what_is_missing_is_told_apart() {
    let start = circumstances(|scene| {
        healthy(scene);
        scene.lose(1..=6);
    });
    assert_eq!(start, [Circumstance::StartMissing]);
    let frames = circumstances(|scene| {
        scene.snap(80);
        healthy(scene);
    });
    assert_eq!(frames, [Circumstance::FramesCut]);
    let data = circumstances(|scene| {
        healthy(scene);
        scene.keep(|shot| shot.tcp().from.port() == 21 || shot.tcp().to.port() == 21);
    });
    assert_eq!(data, [Circumstance::DataMissing]);
    assert_eq!(
        circumstances(with_a_lost_segment),
        [Circumstance::PacketsMissing]
    );
}

/// A download of which a segment is lost.
fn with_a_lost_segment(scene: &Scene) {
    let control = scene.login();
    download(scene, &control, "a", &[7; 5_000]);
    control.quit();
    let large =
        |shot: &Shot| matches!(&shot.packet, Packet::Tcp(tcp) if tcp.payload.len() == 1_000);
    let mut places = (1..).zip(scene.shots());
    let second = places.by_ref().filter(|(_, shot)| large(shot)).nth(1);
    let (place, _) = second.expect("five of them");
    scene.lose(place..=place);
}

/// A packet that nobody can look into.
fn encrypted(scene: &Scene) {
    let esp = packets::Ip::new("10.0.0.8", "10.0.0.9", 50);
    scene.packet(esp.packet(&[0; 40]));
}

#[test]
fn what_is_missing_may_stand_in_a_frame_of_the_same_time_that_could_not_be_decoded() {
    let meanwhile = circumstances(|scene| {
        with_a_lost_segment(scene);
        encrypted(scene);
        scene.move_frame(scene.len(), 12);
    });
    assert_eq!(meanwhile, []);
    let before_and_after = circumstances(|scene| {
        encrypted(scene);
        with_a_lost_segment(scene);
        encrypted(scene);
    });
    assert_eq!(before_and_after, [Circumstance::PacketsMissing]);
}

#[test]
fn frames_of_data_connections_may_be_cut_on_purpose() {
    fn cut<const SNAP: usize>(scene: &Scene) {
        scene.snap(SNAP);
        let control = scene.login();
        download(scene, &control, "a", &[7; 5_000]);
        control.quit();
    }
    let severity = |play: fn(&Scene)| {
        let verdicts = super::verdicts_of(play);
        let is_cut = |one: &&Verdict| one.facts.circumstance == Circumstance::FramesCut;
        verdicts.iter().find(is_cut).map(|one| one.severity)
    };
    assert_eq!(severity(cut::<60>), Some(Severity::Warning));
    assert_eq!(severity(cut::<192>), Some(Severity::Note));
    assert_eq!(severity(cut::<65_535>), None);
}

fn ranges(play: fn(&Scene)) -> Vec<PassiveRange> {
    let scene = Scene::new();
    play(&scene);
    let mut census = Census::default();
    scene.sessions().iter().for_each(|one| census.take(one));
    census.passive_ranges()
}

#[test]
fn the_passive_ports_of_a_server_are_noted_over_all_its_sessions() {
    let seen = ranges(|scene| {
        for (client, low) in [("192.0.2.1:40000", 1), ("192.0.2.1:40010", 9)] {
            let control = scene.login_between(client, "198.51.100.1:21");
            for port in [low, low + 3] {
                let reply = format!("227 Entering Passive Mode (198,51,100,1,20,{port}).");
                control.ask("PASV", &reply);
            }
            control.quit();
        }
    });
    let [range] = seen[..] else {
        panic!("{seen:?}");
    };
    assert_eq!((range.lowest, range.highest), (5_121, 5_132));
    assert_eq!((range.announced, range.sessions), (4, 2));
}

#[test]
fn ports_of_clients_in_active_mode_are_no_passive_ports() {
    let seen = ranges(|scene| {
        let control = scene.login();
        control.ask(super::PORT, "200 PORT command successful.");
        control.quit();
    });
    assert_eq!(seen, []);
}

#[test]
fn each_server_has_passive_ports_of_its_own() {
    let seen = ranges(|scene| {
        healthy(scene);
        let control = scene.login_between("192.0.2.1:40009", "203.0.113.1:21");
        control.ask("PASV", "227 Entering Passive Mode (203,0,113,1,20,9).");
        control.quit();
    });
    let servers: Vec<String> = seen.iter().map(|one| one.server.to_string()).collect();
    assert_eq!(servers, ["198.51.100.1", "203.0.113.1"]);
}
