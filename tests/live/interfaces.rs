//! Interfaces that come and go.

use super::{Running, SETTLING, download, serve};
use crate::support::namespaces::{CABLE, Network};
use std::thread;

#[test]
fn an_interface_that_is_removed_and_made_again_is_waited_for() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    let live = Running::start(&network, "live-removed", &["json", "-i", CABLE]);
    download(&network, 1_000);
    // What the system has not handed out by then goes with the interface.
    thread::sleep(SETTLING);
    network.unplug();
    live.wait_for("cable0 is away", 1);
    assert!(network.plug());
    live.wait_for("cable0 is back", 1);
    download(&network, 2_000);
    let ended = live.end();
    assert!(ended.status.success());
    let sessions = ended.sessions();
    let bytes: Vec<_> = sessions
        .iter()
        .map(|one| one["transfers"][0]["bytes"].as_u64())
        .collect();
    assert_eq!(bytes, [Some(1_000), Some(2_000)]);
}

#[test]
fn an_interface_that_goes_down_is_waited_for() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    let live = Running::start(&network, "live-down", &["json", "-i", CABLE]);
    network.set("down");
    live.wait_for("cable0 is away (it is down); waiting for it", 1);
    network.set("up");
    live.wait_for("cable0 is back", 1);
    download(&network, 2_000);
    assert_eq!(live.end().sessions().len(), 1);
}

#[test]
fn an_interface_that_is_down_at_first_is_waited_for() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    network.set("down");
    let live = Running::start(&network, "live-down-first", &["json", "-i", CABLE]);
    live.wait_for("cable0 is away", 1);
    network.set("up");
    live.wait_for("cable0 is back", 1);
    download(&network, 2_000);
    assert_eq!(live.end().sessions().len(), 1);
}

#[test]
fn no_file_stays_open_however_often_an_interface_comes_and_goes() {
    let Some(network) = Network::new() else {
        return;
    };
    let live = Running::start(&network, "live-leak", &["json", "-i", CABLE]);
    let mut counts = Vec::new();
    for round in 1..=20 {
        network.unplug();
        live.wait_for("cable0 is away", round);
        assert!(network.plug());
        live.wait_for("cable0 is back", round);
        counts.push(live.open_files());
    }
    assert_eq!(counts.first(), counts.last(), "{counts:?}");
}

#[test]
fn several_interfaces_are_one_capture() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    let arguments = ["json", "-i", CABLE, "-i", "lo"];
    let live = Running::start(&network, "live-several", &arguments);
    download(&network, 3_000);
    let ended = live.end();
    let [session] = ended.sessions()[..] else {
        panic!("{}", ended.text);
    };
    assert_eq!(session["capture"], "cable0 + lo");
    assert_eq!(session["transfers"][0]["bytes"], 3_000);
}

#[test]
fn any_stands_for_all_interfaces() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    for (name, light) in [("live-any", None), ("live-any-light", Some("--light"))] {
        let arguments = ["json", "-i", "any"].into_iter().chain(light);
        let live = Running::start(&network, name, &arguments.collect::<Vec<_>>());
        download(&network, 400_000);
        let ended = live.end();
        let [session] = ended.sessions()[..] else {
            panic!("{}", ended.text);
        };
        assert_eq!(session["transfers"][0]["bytes"], 400_000, "{name}");
        assert_eq!(ended.capture()["link_types"][0], "LINUX_SLL");
    }
}
