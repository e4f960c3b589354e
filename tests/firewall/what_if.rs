//! What a firewall would have stopped.

use super::printed;
use crate::support::scene::{End, Scene, Stream};
use ftpscope::diagnose::{Severity, diagnose};
use ftpscope::firewall::{Act, Block, Judgement, judge};
use ftpscope::session::Session;
use insta::assert_snapshot;
use serde_json::Value;

const SERVER: &str = "198.51.100.1";
const CLIENT: &str = "192.0.2.1";

/// Plays a session with one transfer; `connect` plays the data connection, from and to.
fn session(active: bool, connect: impl Fn(&Scene, &str, &str, &Stream)) -> Session {
    let scene = Scene::new();
    let control = scene.login();
    let (from, to) = if active {
        control.ask("PORT 192,0,2,1,156,66", "200 PORT command successful.");
        (format!("{SERVER}:20"), format!("{CLIENT}:40002"))
    } else {
        control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
        (format!("{CLIENT}:40001"), format!("{SERVER}:5121"))
    };
    control.command("LIST");
    connect(&scene, &from, &to, &control);
    control.quit();
    let mut sessions = scene.sessions();
    assert_eq!(sessions.len(), 1);
    sessions.remove(0)
}

/// A session whose transfer goes well.
fn healthy(active: bool) -> Session {
    session(active, |scene, from, to, control| {
        let data = scene.connect(from, to);
        let server = if active {
            End::Initiator
        } else {
            End::Listener
        };
        data.carry(server, b"-rw-r--r-- 1 0 0 5 Jan 1 00:00 a.txt\r\n");
        control.reply("226 Transfer complete.");
    })
}

fn judged(session: &Session, rule: &str, act: Act) -> Judgement {
    let block = Block::parse(rule, act).expect("a rule");
    judge(session, &[block], false)
}

fn ids(judgement: &Judgement) -> Vec<&'static str> {
    let control = judgement.control.map(|(_, id)| id.name());
    let data = judgement.stopped.iter().map(|stopped| stopped.id.name());
    control.into_iter().chain(data).collect()
}

/// The errors that are said of a session.
fn errors(session: &Session) -> Vec<&'static str> {
    let verdicts = diagnose(session);
    let errors = verdicts
        .iter()
        .filter(|verdict| verdict.severity == Severity::Error);
    errors.map(|verdict| verdict.id.name()).collect()
}

#[test]
fn the_verdict_is_the_one_of_a_session_that_was_stopped_so() {
    let dropped = |scene: &Scene, from: &str, to: &str, control: &Stream| {
        scene.knock(from, to, 4);
        control.reply("425 Cannot open data connection.");
    };
    let reset = |scene: &Scene, from: &str, to: &str, control: &Stream| {
        let data = scene.stream(from, to);
        data.syn();
        data.refuse();
        control.reply("425 Cannot open data connection.");
    };
    for (active, rule) in [
        (true, "server>client:1024-"),
        (false, "client>server:1024-"),
    ] {
        let whole = healthy(active);
        assert_eq!(errors(&whole), [""; 0], "active: {active}");
        let said = errors(&session(active, dropped));
        assert!(
            said.contains(&ids(&judged(&whole, rule, Act::Drop))[0]),
            "{said:?}"
        );
        let said = errors(&session(active, reset));
        assert!(
            said.contains(&ids(&judged(&whole, rule, Act::Reset))[0]),
            "{said:?}"
        );
    }
}

#[test]
fn the_control_connection_takes_everything_with_it() {
    let judgement = judged(&healthy(false), "client>server", Act::Drop);
    assert_eq!(ids(&judgement), ["control-unanswered"]);
    let scene = Scene::new();
    scene.knock("192.0.2.1:40000", "198.51.100.1:21", 4);
    let sessions = scene.sessions();
    assert_eq!(errors(&sessions[0]), ["control-unanswered"]);
    let judgement = judged(&sessions[0], "client>server", Act::Drop);
    assert!(judgement.failed_anyway && !judgement.is_hit());
}

#[test]
fn each_act_has_its_verdict() {
    let passive = healthy(false);
    for (act, control, data) in [
        (Act::Drop, "control-unanswered", "passive-unanswered"),
        (Act::Reset, "control-refused", "passive-refused"),
        (Act::Icmp, "control-rejected", "passive-rejected"),
    ] {
        assert_eq!(ids(&judged(&passive, "any>any", act)), [control]);
        assert_eq!(ids(&judged(&passive, "any>any:1024-", act)), [data]);
    }
}

#[test]
fn replies_are_not_stopped() {
    // The server's packets go to high ports of the client all the time, and open nothing there.
    let judgement = judged(&healthy(false), "server>client", Act::Drop);
    assert!(!judgement.is_hit(), "{judgement:?}");
    let judgement = judged(&healthy(true), "client>server:20", Act::Drop);
    assert!(!judgement.is_hit(), "{judgement:?}");
}

#[test]
fn the_first_rule_that_takes_a_syn_decides() {
    let rules = [
        Block::parse("any>192.0.2.0/25", Act::Reset).expect("a rule"),
        Block::parse("server>client", Act::Drop).expect("a rule"),
    ];
    let judgement = judge(&healthy(true), &rules, false);
    assert_eq!(ids(&judgement), ["active-refused"]);
}

#[test]
fn a_helper_lets_through_what_was_announced_in_clear() {
    let rules = [Block::parse("any>any:1024-", Act::Drop).expect("a rule")];
    assert!(!judge(&healthy(true), &rules, true).is_hit());
    let printed = printed(&[
        "ftps.pcap",
        "--drop",
        "any>any:1024-",
        "--helper",
        "yes",
        "--json",
    ]);
    let first: Value = serde_json::from_str(printed.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["fails"], true, "{first}");
    assert_eq!(first["stopped"][0]["verdict"], "passive-unanswered");
}

#[test]
fn a_private_address_behind_a_nat_is_still_the_clients() {
    let scene = Scene::new();
    let control: Stream = scene.login();
    control.ask("PASV", "227 Entering Passive Mode (10,0,0,7,20,1).");
    control.command("LIST");
    let data = scene.connect("192.0.2.1:40001", "10.0.0.7:5121");
    data.carry(End::Listener, b"a\r\n");
    control.reply("226 Transfer complete.");
    control.quit();
    let sessions = scene.sessions();
    let judgement = judged(&sessions[0], "client>server:5121", Act::Drop);
    assert_eq!(ids(&judgement), ["passive-unanswered"]);
}

#[test]
fn what_would_have_failed_is_listed_for_each_session() {
    let arguments = [
        "active.pcap",
        "passive.pcap",
        "active-blocked.pcap",
        "--drop",
        "server>client:1024-",
        "--reject",
        "client>server:50000-",
        "--lang",
        "en",
    ];
    assert_snapshot!("what_if", printed(&arguments));
}

#[test]
fn in_chinese_too() {
    for lang in ["zh-Hans", "zh-Hant"] {
        let arguments = ["active.pcap", "--drop", "client>server:21", "--lang", lang];
        assert_snapshot!(format!("what_if_{lang}"), printed(&arguments));
    }
}

#[test]
fn json_has_numbers_and_verdicts() {
    let text = printed(&["active.pcap", "--drop", "server>client:1024-", "--json"]);
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let [session, total] = &lines[..] else {
        panic!("{text}");
    };
    assert_eq!(session["type"], "what-if");
    assert_eq!(session["fails"], true);
    assert_eq!(session["data_connections"], 3);
    assert_eq!(session["stopped"][0]["verdict"], "active-unanswered");
    assert_eq!(session["stopped"][0]["listener"], "192.0.2.100:46119");
    assert_eq!(session["stopped"][0]["bytes"], 333);
    assert_eq!(total["failing"], 1);
    assert_eq!(total["verdicts"]["active-unanswered"], 3);
}
