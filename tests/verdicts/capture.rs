//! The capture itself.

use super::{Scene, download, healthy, pairs};
use ftpscope::diagnose::{Circumstance, Id, Severity, Verdict};

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
    let packets = circumstances(|scene| {
        let control = scene.login();
        download(scene, &control, "a", &[7; 5_000]);
        control.quit();
        let large = |shot: &crate::support::scene::Shot| shot.tcp().payload.len() == 1_000;
        let places: Vec<usize> = (1..)
            .zip(scene.shots())
            .filter(|(_, shot)| large(shot))
            .map(|(place, _)| place)
            .collect();
        scene.lose(places[1]..=places[1]);
    });
    assert_eq!(packets, [Circumstance::PacketsMissing]);
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
