//! Which data connection belongs to which announcement and which command.

use crate::support::packets::{Ip, icmp_error};
use crate::support::scene::{
    End, Initiator, Listener, Packet, Recording, Scene, Shot, Stream, only,
};
use crate::support::words::{announced, attempts, moved, said_after_login};
use serde_json::Value;
use std::net::IpAddr;

const PASV: &str = "227 Entering Passive Mode (198,51,100,1,20,1).";
const PORT: &str = "PORT 192,0,2,1,156,66";

/// A download over `data`, from its command to its 226.
fn retrieve(control: &Stream, data: &Stream, name: &str, bytes: &[u8], sender: End) {
    control.ask(&format!("RETR {name}"), "150 Here it comes.");
    data.carry(sender, bytes);
    control.reply("226 Done.");
}

/// The frames of a session's exchanges, by command.
fn frame_of(session: &Value, verb: &str) -> usize {
    let exchanges = session["exchanges"].as_array().expect("a list");
    let exchange = exchanges.iter().find(|exchange| exchange["verb"] == verb);
    exchange.expect("the command")["frame"]
        .as_u64()
        .expect("a number") as usize
}

#[test]
fn a_server_that_connects_to_the_port_command_s_endpoint_is_active_mode() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask(PORT, "200 PORT command successful.");
    control.command("LIST");
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40002");
    control.reply("150 Here comes the directory listing.");
    data.carry(Initiator, b"-rw-r--r-- 1 0 0 5 Jan 01 00:00 a\r\n");
    control.reply("226 Directory send OK.");
    let session = scene.only();
    assert_eq!(announced(&session), ["PORT 192.0.2.1:40002 connected"]);
    assert_eq!(
        session["announcements"][0]["arithmetic"],
        "156*256+66=40002"
    );
    assert_eq!(
        attempts(&session, 0),
        ["198.51.100.1:20>192.0.2.1:40002 1 syn-ack"]
    );
    assert_eq!(
        moved(&session),
        ["LIST active 0 198.51.100.1:20>192.0.2.1:40002 download 35 226 complete"]
    );
}

#[test]
fn a_client_that_connects_to_the_endpoint_of_the_227_is_passive_mode() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("STOR a", "150 Go on.");
    data.carry(Initiator, b"contents");
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(announced(&session), ["227 198.51.100.1:5121 connected"]);
    assert_eq!(
        moved(&session),
        ["STOR a passive 0 192.0.2.1:40001>198.51.100.1:5121 upload 8 226 complete"]
    );
}

#[test]
fn eprt_and_epsv_announce_over_ipv4() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("EPRT |1|192.0.2.1|40002|", "200 EPRT command successful.");
    control.command("RETR a");
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40002");
    control.reply("150 Here it comes.");
    data.carry(Initiator, b"active");
    control.reply("226 Done.");
    control.ask("EPSV", "229 Entering Extended Passive Mode (|||5121|)");
    let data = scene.connect("192.0.2.1:40003", "198.51.100.1:5121");
    retrieve(&control, &data, "b", b"passive", Listener);
    let session = scene.only();
    assert_eq!(
        announced(&session),
        [
            "EPRT 192.0.2.1:40002 connected",
            "229 198.51.100.1:5121 connected"
        ]
    );
    assert_eq!(
        moved(&session),
        [
            "RETR a active 0 198.51.100.1:20>192.0.2.1:40002 download 6 226 complete",
            "RETR b passive 1 192.0.2.1:40003>198.51.100.1:5121 download 7 226 complete",
        ]
    );
}

#[test]
fn eprt_and_epsv_announce_over_ipv6() {
    let scene = Scene::new();
    let control = scene.login_between("[2001:db8::1]:40000", "[2001:db8::2]:21");
    control.ask("EPSV", "229 Entering Extended Passive Mode (|||5121|)");
    let data = scene.connect("[2001:db8::1]:40001", "[2001:db8::2]:5121");
    retrieve(&control, &data, "a", b"passive", Listener);
    control.ask("EPRT |2|2001:db8::1|40002|", "200 EPRT command successful.");
    control.command("RETR b");
    let data = scene.connect("[2001:db8::2]:20", "[2001:db8::1]:40002");
    control.reply("150 Here it comes.");
    data.carry(Initiator, b"active");
    control.reply("226 Done.");
    assert_eq!(
        moved(&scene.only()),
        [
            "RETR a passive 0 [2001:db8::1]:40001>[2001:db8::2]:5121 download 7 226 complete",
            "RETR b active 1 [2001:db8::2]:20>[2001:db8::1]:40002 download 6 226 complete",
        ]
    );
}

#[test]
fn without_an_announcement_the_server_connects_to_the_client_s_control_endpoint() {
    let scene = Scene::new();
    let control = scene.login();
    control.command("LIST");
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40000");
    control.reply("150 Here it comes.");
    data.carry(Initiator, b"listing");
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(announced(&session), [""; 0]);
    assert_eq!(
        moved(&session),
        ["LIST default - 198.51.100.1:20>192.0.2.1:40000 download 7 226 complete"]
    );
}

#[test]
fn an_active_data_connection_may_come_from_any_port() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask(PORT, "200 PORT command successful.");
    control.command("RETR a");
    let data = scene.connect("198.51.100.1:53124", "192.0.2.1:40002");
    control.reply("150 Here it comes.");
    data.carry(Initiator, b"contents");
    control.reply("226 Done.");
    assert_eq!(
        moved(&scene.only()),
        ["RETR a active 0 198.51.100.1:53124>192.0.2.1:40002 download 8 226 complete"]
    );
}

#[test]
fn a_client_may_ignore_the_address_of_the_227() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", "227 Entering Passive Mode (203,0,113,9,20,1).");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    retrieve(&control, &data, "a", b"contents", Listener);
    let session = scene.only();
    assert_eq!(announced(&session), ["227 203.0.113.9:5121 connected"]);
    assert_eq!(
        moved(&session),
        ["RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete"]
    );
}

#[test]
fn a_private_address_in_the_227_is_reached_at_the_server_s_own() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", "227 Entering Passive Mode (10,0,0,5,20,1).");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    retrieve(&control, &data, "a", b"contents", Listener);
    let session = scene.only();
    assert_eq!(announced(&session), ["227 10.0.0.5:5121 connected"]);
    assert_eq!(
        attempts(&session, 0),
        ["192.0.2.1:40001>198.51.100.1:5121 1 syn-ack"]
    );
}

#[test]
fn a_private_address_in_the_port_command_is_what_a_nat_may_have_translated() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PORT 10,0,0,5,156,66", "200 PORT command successful.");
    control.command("RETR a");
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40002");
    control.reply("150 Here it comes.");
    data.carry(Initiator, b"contents");
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(announced(&session), ["PORT 10.0.0.5:40002 connected"]);
    assert_eq!(
        moved(&session),
        ["RETR a active 0 198.51.100.1:20>192.0.2.1:40002 download 8 226 complete"]
    );
}

/// The packet of an inside client as the outside sees it.
fn translated(shot: &Shot, inside: IpAddr, outside: IpAddr) -> Shot {
    let mut tcp = shot.tcp().clone();
    for end in [&mut tcp.from, &mut tcp.to] {
        if end.ip() == inside {
            end.set_ip(outside);
        }
    }
    tcp.ttl -= 1;
    Shot {
        time: shot.time + 10_000,
        packet: Packet::Tcp(tcp),
        ..*shot
    }
}

#[test]
fn the_two_sides_of_a_nat_are_one_session() {
    let scene = Scene::new();
    let control = scene.login_between("10.0.0.5:40000", "198.51.100.1:21");
    control.ask("PASV", PASV);
    let data = scene.connect("10.0.0.5:40001", "198.51.100.1:5121");
    retrieve(&control, &data, "a", b"contents", Listener);
    control.quit();
    let [inside, outside] = ["10.0.0.5", "192.0.2.1"].map(|host| host.parse().expect("an address"));
    let both: Vec<Shot> = scene
        .shots()
        .iter()
        .flat_map(|shot| [shot.clone(), translated(shot, inside, outside)])
        .collect();
    let session = only(Recording::of(&both).analyze().json());
    assert_eq!(session["client"], "10.0.0.5:40000");
    assert_eq!(session["other_sides"][0]["client"], "192.0.2.1:40000");
    assert_eq!(
        moved(&session),
        ["RETR a passive 0 10.0.0.5:40001>198.51.100.1:5121 download 8 226 complete"]
    );
}

/// A client that has one server send a file to another: both control connections, and the data
/// connection where `captured`.
fn fxp(captured: bool) -> Vec<Value> {
    let scene = Scene::new();
    let source = scene.login_between("192.0.2.1:40000", "198.51.100.1:21");
    let target = scene.login_between("192.0.2.1:40001", "203.0.113.1:21");
    target.ask("PASV", "227 Entering Passive Mode (203,0,113,1,20,1).");
    source.ask("PORT 203,0,113,1,20,1", "200 PORT command successful.");
    target.command("STOR a");
    source.command("RETR a");
    let first = scene.len() + 1;
    let data = scene.connect("198.51.100.1:20", "203.0.113.1:5121");
    source.reply("150 Here it comes.");
    target.reply("150 Go on.");
    data.carry(Initiator, b"contents");
    source.reply("226 Done.");
    target.reply("226 Done.");
    if !captured {
        assert!(first < scene.len());
        scene.keep(|shot| shot.tcp().from.port() == 21 || shot.tcp().to.port() == 21);
    }
    scene.json()
}

#[test]
fn an_fxp_transfer_stands_in_both_sessions() {
    let sessions = fxp(true);
    assert_eq!(sessions.len(), 2);
    assert_eq!(
        moved(&sessions[0]),
        ["RETR a active 0 198.51.100.1:20>203.0.113.1:5121 download 8 226 complete"]
    );
    assert_eq!(
        moved(&sessions[1]),
        ["STOR a passive 0 198.51.100.1:20>203.0.113.1:5121 upload 8 226 complete"]
    );
    assert_eq!(
        sessions[0]["transfers"][0]["sha256"],
        sessions[1]["transfers"][0]["sha256"]
    );
}

#[test]
fn an_fxp_transfer_elsewhere_leaves_open_whether_its_connection_was() {
    let sessions = fxp(false);
    for session in &sessions {
        assert_eq!(session["transfers"][0]["opened"], Value::Null);
        assert_eq!(session["transfers"][0]["outcome"], "complete");
        assert_eq!(session["transfers"][0]["listener"], "203.0.113.1:5121");
    }
    assert_eq!(
        announced(&sessions[0]),
        ["PORT 203.0.113.1:5121 no-attempt"]
    );
}

#[test]
fn a_bounced_port_is_connected_at_the_third_host() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PORT 203,0,113,7,0,25", "200 PORT command successful.");
    control.command("RETR mail.txt");
    let data = scene.connect("198.51.100.1:20", "203.0.113.7:25");
    control.reply("150 Here it comes.");
    data.carry(Initiator, b"HELO there\r\n");
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(announced(&session), ["PORT 203.0.113.7:25 connected"]);
    assert_eq!(
        moved(&session),
        ["RETR mail.txt active 0 198.51.100.1:20>203.0.113.7:25 download 12 226 complete"]
    );
}

#[test]
fn a_stranger_s_connection_to_the_announced_port_is_not_taken_for_the_client_s() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let stranger = scene.connect("203.0.113.66:6666", "198.51.100.1:5121");
    stranger.rst(Listener);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    retrieve(&control, &data, "a", b"contents", Listener);
    let session = scene.only();
    assert!(moved(&session).contains(
        &"RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete".into()
    ));
    assert!(
        attempts(&session, 0).contains(&"203.0.113.66:6666>198.51.100.1:5121 1 syn-ack".into())
    );
}

#[test]
fn a_stranger_who_steals_the_port_is_who_got_the_file() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let stranger = scene.connect("203.0.113.66:6666", "198.51.100.1:5121");
    retrieve(&control, &stranger, "a", b"contents", Listener);
    assert_eq!(
        moved(&scene.only()),
        ["RETR a passive 0 203.0.113.66:6666>198.51.100.1:5121 download 8 226 complete"]
    );
}

#[test]
fn the_data_syn_may_stand_before_its_227_in_the_file() {
    for reply in [PASV, "229 Entering Extended Passive Mode (|||5121|)"] {
        let scene = Scene::new();
        let control = scene.login();
        control.command("PASV");
        let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
        control.reply(reply);
        retrieve(&control, &data, "a", b"contents", Listener);
        assert_eq!(
            moved(&scene.only()),
            ["RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete"],
            "{reply}"
        );
    }
}

#[test]
fn the_data_fin_may_come_before_or_after_the_226() {
    for fin_first in [true, false] {
        let scene = Scene::new();
        let control = scene.login();
        control.ask("PASV", PASV);
        let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
        control.ask("RETR a", "150 Here it comes.");
        data.send(Listener, b"contents");
        if fin_first {
            data.close(Listener);
            control.reply("226 Done.");
        } else {
            control.reply("226 Done.");
            data.close(Listener);
        }
        control.quit();
        assert_eq!(
            moved(&scene.only()),
            ["RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete"],
            "FIN first: {fin_first}"
        );
    }
}

#[test]
fn data_that_comes_after_the_226_counts() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR a", "150 Here it comes.");
    data.send(Listener, b"first ");
    control.reply("226 Done.");
    data.send(Listener, b"second");
    data.close(Listener);
    let session = scene.only();
    assert_eq!(session["transfers"][0]["bytes"], 12);
    assert!(session["transfers"][0]["sha256"].is_string());
}

#[test]
fn a_226_without_a_150_ends_the_transfer() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.command("RETR a");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(said_after_login(&session), ["PASV > 227", "RETR a > 226"]);
    assert_eq!(
        moved(&session),
        ["RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete"]
    );
}

#[test]
fn a_150_and_a_226_may_share_a_segment() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.command("RETR a");
    data.carry(Listener, b"contents");
    control.reply("150 Here it comes.\r\n226 Done.");
    let session = scene.only();
    assert_eq!(said_after_login(&session)[1], "RETR a > 150 226");
    assert_eq!(session["transfers"][0]["outcome"], "complete");
    assert_eq!(session["transfers"][0]["bytes"], 8);
}

#[test]
fn a_transfer_command_may_be_pipelined_behind_pasv() {
    let scene = Scene::new();
    let control = scene.login();
    control.send(Initiator, "PASV\r\nRETR a\r\n");
    control.reply(PASV);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.reply("150 Here it comes.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(
        said_after_login(&session),
        ["PASV > 227", "RETR a > 150 226"]
    );
    assert_eq!(
        moved(&session),
        ["RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete"]
    );
}

#[test]
fn other_commands_may_stand_between_announcement_and_transfer() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    control.ask("TYPE I", "200 Type set to I.");
    control.ask("SIZE a", "213 108");
    control.ask("MDTM a", "213 20261120000000");
    control.ask("REST 100", "350 Restarting at 100.");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    retrieve(&control, &data, "a", b"contents", Listener);
    let session = scene.only();
    assert_eq!(
        moved(&session),
        ["RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete"]
    );
    assert_eq!(session["transfers"][0]["restart"], 100);
    assert_eq!(session["transfers"][0]["promised"], 8);
}

#[test]
fn of_two_pasv_the_last_is_used() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,2).");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5122");
    retrieve(&control, &data, "a", b"contents", Listener);
    let session = scene.only();
    assert_eq!(
        announced(&session),
        [
            "227 198.51.100.1:5121 superseded",
            "227 198.51.100.1:5122 connected"
        ]
    );
    assert_eq!(
        moved(&session),
        ["RETR a passive 1 192.0.2.1:40001>198.51.100.1:5122 download 8 226 complete"]
    );
}

#[test]
fn a_port_after_a_pasv_is_used() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    control.ask(PORT, "200 PORT command successful.");
    control.command("RETR a");
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40002");
    control.reply("150 Here it comes.");
    data.carry(Initiator, b"contents");
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(
        announced(&session),
        [
            "227 198.51.100.1:5121 superseded",
            "PORT 192.0.2.1:40002 connected"
        ]
    );
    assert_eq!(
        moved(&session),
        ["RETR a active 1 198.51.100.1:20>192.0.2.1:40002 download 8 226 complete"]
    );
}

#[test]
fn the_same_passive_port_may_be_announced_again_at_once() {
    let scene = Scene::new();
    let control = scene.login();
    for (name, client) in [
        ("a", "192.0.2.1:40001"),
        ("b", "192.0.2.1:40002"),
        ("c", "192.0.2.1:40001"),
    ] {
        control.ask("PASV", PASV);
        let data = scene.connect(client, "198.51.100.1:5121");
        retrieve(
            &control,
            &data,
            name,
            name.repeat(name.as_bytes()[0].into()).as_bytes(),
            Listener,
        );
    }
    assert_eq!(
        moved(&scene.only()),
        [
            "RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 97 226 complete",
            "RETR b passive 1 192.0.2.1:40002>198.51.100.1:5121 download 98 226 complete",
            "RETR c passive 2 192.0.2.1:40001>198.51.100.1:5121 download 99 226 complete",
        ]
    );
}

#[test]
fn a_port_is_kept_for_a_second_transfer() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask(PORT, "200 PORT command successful.");
    for name in ["a", "b"] {
        control.command(&format!("RETR {name}"));
        let data = scene.connect("198.51.100.1:20", "192.0.2.1:40002");
        control.reply("150 Here it comes.");
        data.carry(Initiator, name.repeat(9).as_bytes());
        control.reply("226 Done.");
    }
    let session = scene.only();
    assert_eq!(announced(&session), ["PORT 192.0.2.1:40002 connected"]);
    assert_eq!(attempts(&session, 0).len(), 2);
    assert_eq!(
        moved(&session),
        [
            "RETR a active 0 198.51.100.1:20>192.0.2.1:40002 download 9 226 complete",
            "RETR b active 0 198.51.100.1:20>192.0.2.1:40002 download 9 226 complete",
        ]
    );
    assert_ne!(
        session["transfers"][0]["sha256"],
        session["transfers"][1]["sha256"]
    );
}

#[test]
fn in_block_mode_one_connection_carries_several_files() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("MODE B", "200 Mode set to B.");
    control.ask("PASV", PASV);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR a", "150 Here it comes.");
    data.send(Listener, b"\x40\x00\x05first");
    data.ack(Initiator);
    control.reply("250 Done.");
    control.ask("RETR b", "125 Data connection open.");
    data.send(Listener, b"\x40\x00\x06second");
    data.ack(Initiator);
    control.reply("250 Done.");
    control.quit();
    data.close(Listener);
    assert_eq!(
        moved(&scene.only()),
        [
            "RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 250 complete",
            "RETR b passive 0 192.0.2.1:40001>198.51.100.1:5121 download 9 250 complete",
        ]
    );
}

#[test]
fn parallel_active_sessions_from_port_20_are_never_swapped() {
    let scene = Scene::new();
    let first = scene.login_between("192.0.2.1:40000", "198.51.100.1:21");
    let second = scene.login_between("192.0.2.1:41000", "198.51.100.1:21");
    first.ask("PORT 192,0,2,1,156,66", "200 PORT command successful.");
    second.ask("PORT 192,0,2,1,160,42", "200 PORT command successful.");
    first.command("RETR one");
    second.command("RETR two");
    let data_of_second = scene.connect("198.51.100.1:20", "192.0.2.1:41002");
    let data_of_first = scene.connect("198.51.100.1:20", "192.0.2.1:40002");
    second.reply("150 Here it comes.");
    first.reply("150 Here it comes.");
    data_of_first.send(Initiator, b"1");
    data_of_second.send(Initiator, b"22");
    data_of_first.close(Initiator);
    data_of_second.close(Initiator);
    second.reply("226 Done.");
    first.reply("226 Done.");
    let sessions = scene.json();
    assert_eq!(
        moved(&sessions[0]),
        ["RETR one active 0 198.51.100.1:20>192.0.2.1:40002 download 1 226 complete"]
    );
    assert_eq!(
        moved(&sessions[1]),
        ["RETR two active 0 198.51.100.1:20>192.0.2.1:41002 download 2 226 complete"]
    );
}

#[test]
fn a_rst_to_the_syn_is_refused() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask(PORT, "200 PORT command successful.");
    control.command("RETR a");
    let data = scene.stream("198.51.100.1:20", "192.0.2.1:40002");
    data.syn();
    data.refuse();
    control.reply("425 Failed to establish connection.");
    let session = scene.only();
    assert_eq!(announced(&session), ["PORT 192.0.2.1:40002 refused"]);
    assert_eq!(
        attempts(&session, 0),
        ["198.51.100.1:20>192.0.2.1:40002 1 rst"]
    );
    assert_eq!(
        moved(&session),
        ["RETR a active 0 198.51.100.1:20>192.0.2.1:40002 unopened download 0 425 failed"]
    );
}

#[test]
fn an_icmp_error_about_the_syn_is_rejected() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let data = scene.stream("192.0.2.1:40001", "198.51.100.1:5121");
    data.syn();
    let syn = scene.shots().last().expect("the SYN").ip();
    scene.packet(icmp_error("198.51.100.254", (3, 13), 0, &syn, 28));
    control.ask("LIST", "425 No data connection.");
    let session = scene.only();
    assert_eq!(announced(&session), ["227 198.51.100.1:5121 rejected"]);
    assert_eq!(
        attempts(&session, 0),
        ["192.0.2.1:40001>198.51.100.1:5121 1 icmp"]
    );
    let attempt = &session["announcements"][0]["attempts"][0];
    assert_eq!(attempt["icmp"]["sender"], "198.51.100.254");
    assert_eq!(attempt["icmp"]["code"], 13);
}

#[test]
fn an_icmp_error_about_another_connection_rejects_nothing() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let data = scene.stream("192.0.2.1:40001", "198.51.100.1:5121");
    data.syn();
    let mut other = data.segment(Initiator);
    other.from.set_port(40_009);
    scene.packet(icmp_error("198.51.100.254", (3, 13), 0, &other.ip(), 28));
    scene.packet(Ip::new("198.51.100.254", "192.0.2.1", 1).packet(&[3, 13]));
    assert_eq!(
        announced(&scene.only()),
        ["227 198.51.100.1:5121 unanswered"]
    );
}

#[test]
fn syns_that_nobody_answers_are_counted_and_timed() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    scene.knock("192.0.2.1:40001", "198.51.100.1:5121", 4);
    let session = scene.only();
    assert_eq!(announced(&session), ["227 198.51.100.1:5121 unanswered"]);
    assert_eq!(
        attempts(&session, 0),
        ["192.0.2.1:40001>198.51.100.1:5121 4 none"]
    );
    let seconds = session["announcements"][0]["attempts"][0]["syn_seconds"].as_f64();
    assert!(
        (2.9..3.1).contains(&seconds.expect("a number")),
        "{seconds:?}"
    );
}

#[test]
fn an_announcement_that_nobody_tries_has_no_attempt() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask(PORT, "200 PORT command successful.");
    control.ask("LIST", "425 Can't open data connection.");
    let session = scene.only();
    assert_eq!(announced(&session), ["PORT 192.0.2.1:40002 no-attempt"]);
    assert_eq!(session["transfers"][0]["opened"], false);
    assert_eq!(session["transfers"][0]["outcome"], "failed");
}

#[test]
fn a_refused_port_command_is_declined() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask(PORT, "500 Illegal PORT command.");
    let session = scene.only();
    assert_eq!(announced(&session), ["PORT 192.0.2.1:40002 declined"]);
    assert_eq!(moved(&session), [""; 0]);
}

#[test]
fn a_declined_port_leaves_the_announcement_before_it_in_force() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    control.ask("PORT 203,0,113,7,0,25", "500 Illegal PORT command.");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    retrieve(&control, &data, "a", b"contents", Listener);
    let session = scene.only();
    assert_eq!(
        announced(&session),
        [
            "227 198.51.100.1:5121 connected",
            "PORT 203.0.113.7:25 declined"
        ]
    );
    assert_eq!(session["transfers"][0]["announcement"], 0);
}

/// A whole passive session, and the number of the frame with its 227.
fn passive_session() -> (Scene, usize) {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let announcement = scene.len();
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    retrieve(&control, &data, "a", b"contents", Listener);
    control.quit();
    assert_eq!(frame_of(&scene.only(), "PASV"), announcement - 1);
    (scene, announcement)
}

#[test]
fn a_session_that_starts_in_the_middle_keeps_its_transfers() {
    let (scene, announcement) = passive_session();
    scene.lose(1..=announcement - 2);
    let session = scene.only();
    assert_eq!(session["opened"], "midstream");
    assert_eq!(session["client"], "192.0.2.1:40000");
    assert_eq!(
        moved(&session),
        ["RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete"]
    );
}

#[test]
fn a_session_that_starts_after_its_227_knows_its_data_connection_by_time() {
    let (scene, announcement) = passive_session();
    scene.lose(1..=announcement);
    let session = scene.only();
    assert_eq!(announced(&session), [""; 0]);
    assert_eq!(
        moved(&session),
        ["RETR a passive - 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete"]
    );
}

#[test]
fn with_the_client_s_packets_alone_its_commands_and_uploads_are_there() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask(PORT, "200 PORT command successful.");
    control.command("STOR a");
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40002");
    control.reply("150 Go on.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    scene.keep(|shot| shot.tcp().from.ip().to_string() == "192.0.2.1");
    let session = scene.only();
    assert_eq!(announced(&session), ["PORT 192.0.2.1:40002 connected"]);
    assert_eq!(session["transfers"][0]["bytes"], 8);
    assert_eq!(session["transfers"][0]["final"], Value::Null);
    assert_eq!(session["transfers"][0]["outcome"], "unknown");
}

#[test]
fn with_the_server_s_packets_alone_its_replies_and_downloads_are_there() {
    let (scene, _) = passive_session();
    scene.keep(|shot| shot.tcp().from.ip().to_string() == "198.51.100.1");
    let session = scene.only();
    assert_eq!(announced(&session), ["227 198.51.100.1:5121 connected"]);
    assert_eq!(session["transfers"][0]["bytes"], 8);
    assert_eq!(session["transfers"][0]["initiator"], "192.0.2.1:40001");
}

#[test]
fn data_from_port_20_without_a_control_connection_is_an_orphan() {
    let scene = Scene::new();
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40002");
    data.carry(Initiator, b"contents");
    let analysis = scene.recording().analyze();
    assert_eq!(analysis.sessions.len(), 0);
    assert_eq!(analysis.orphans.len(), 1);
    assert_eq!(analysis.orphans[0].initiator.to_string(), "198.51.100.1:20");
    assert_eq!(analysis.orphans[0].sent[0].bytes, 8);
}

#[test]
fn a_listing_without_a_control_connection_is_an_orphan() {
    let scene = Scene::new();
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    let listing = "drwxr-xr-x 2 0 0 4096 Jan 01 00:00 pub\r\n-rw-r--r-- 1 0 0 5 Jan 01 00:00 a\r\n";
    data.carry(Listener, listing.as_bytes());
    let other = scene.connect("192.0.2.1:40005", "198.51.100.1:8080");
    other.carry(Listener, b"some other text\r\n");
    let analysis = scene.recording().analyze();
    let orphans: Vec<_> = analysis
        .orphans
        .iter()
        .map(|orphan| orphan.listener.to_string())
        .collect();
    assert_eq!(orphans, ["198.51.100.1:5121"]);
}

/// A TLS record of type `kind` with `length` bytes.
pub fn tls_record(kind: u8, length: u16) -> Vec<u8> {
    let mut record = vec![kind, 3, 3];
    record.extend(length.to_be_bytes());
    record.extend(std::iter::repeat_n(0xa7, length.into()));
    record
}

#[test]
fn in_tls_without_keys_data_connections_belong_by_address_and_time() {
    let scene = Scene::new();
    let control = scene.connect("192.0.2.1:40000", "198.51.100.1:21");
    control.reply("220 Service ready.");
    control.ask("AUTH TLS", "234 Proceed.");
    control.send(Initiator, tls_record(22, 200));
    control.send(Listener, tls_record(22, 900));
    for _ in 0..4 {
        control.send(Initiator, tls_record(23, 40));
        control.send(Listener, tls_record(23, 60));
    }
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:50123");
    data.send(Initiator, tls_record(22, 200));
    data.send(Listener, tls_record(22, 300));
    data.carry(Listener, &tls_record(23, 500));
    control.send(Listener, tls_record(23, 60));
    control.close(Initiator);
    let session = scene.only();
    assert_eq!(session["security"], "tls");
    assert_eq!(session["transfers"][0]["verb"], Value::Null);
    assert_eq!(session["transfers"][0]["initiator"], "192.0.2.1:40001");
    assert_eq!(session["transfers"][0]["listener"], "198.51.100.1:50123");
    assert_eq!(session["transfers"][0]["direction"], "download");
}

/// A download of `length` bytes, with the first `before` frames of its control connection in front
/// of the data connection in the file, and the others behind.
fn data_ahead(length: usize, before: impl Fn(&Scene) -> usize) -> Value {
    let scene = Scene::new();
    let control = scene.login();
    let before = before(&scene);
    control.ask("PASV", PASV);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    retrieve(&control, &data, "a", &vec![b'x'; length], Listener);
    control.quit();
    let is_data = |shot: &Shot| [shot.tcp().from.port(), shot.tcp().to.port()].contains(&5121);
    let (data, control): (Vec<Shot>, Vec<Shot>) = scene.shots().into_iter().partition(is_data);
    let (front, back) = control.split_at(before);
    let shots = [front, &data, back].concat();
    only(Recording::of(&shots).analyze().json())["transfers"][0].clone()
}

#[test]
fn data_that_stands_before_its_announcement_is_hashed_where_a_host_has_a_session() {
    let transfer = data_ahead(30_000, Scene::len);
    assert_eq!(transfer["bytes"], 30_000);
    assert!(transfer["sha256"].is_string());
}

#[test]
fn data_that_stands_before_any_session_of_its_hosts_is_hashed_up_to_a_limit() {
    let limit = ftpscope::limits::UNCLAIMED_BYTES as usize;
    assert!(data_ahead(limit, |_| 0)["sha256"].is_string());
    let transfer = data_ahead(limit + 1, |_| 0);
    assert_eq!(transfer["bytes"], limit + 1);
    assert!(transfer["sha256"].is_null());
}
