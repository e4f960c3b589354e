//! The thirty cases at the edges of FTP that an analyzer has to get right, each by its number.

use crate::support::analyze_file;
use crate::support::packets::{self, ACK, FIN, LINK_ETHERNET, LINK_RAW, PSH, URG, ethernet};
use crate::support::scene::{Initiator, Listener, Recording, SERVER, Scene, Stream, only};
use crate::support::shuffle::{self, Dice};
use crate::support::words::{announced, assert_same, moved, said, said_after_login};
use crate::tcp::headers_of;
use serde_json::Value;

const PASV: &str = "227 Entering Passive Mode (198,51,100,1,20,1).";

fn passive(scene: &Scene, control: &Stream) -> Stream {
    control.ask("PASV", PASV);
    scene.connect("192.0.2.1:40001", "198.51.100.1:5121")
}

/// A passive download of `contents`, and its QUIT.
fn download(contents: &[u8]) -> Scene {
    let scene = Scene::new();
    let control = scene.login();
    let data = passive(&scene, &control);
    control.ask("RETR a", "150 Here it comes.");
    data.carry(Listener, contents);
    control.reply("226 Done.");
    control.quit();
    scene
}

const DOWNLOADED: &str =
    "RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 8 226 complete";

#[test]
fn edge_01_commands_split_at_every_byte() {
    let shots = download(b"contents").shots();
    let whole = only(Recording::of(&shots).analyze().json());
    let bytes = shuffle::cut(&shots, 1, |tcp| {
        tcp.from.port() == 21 || tcp.to.port() == 21
    });
    let session = only(Recording::of(&bytes).analyze().json());
    assert_same(&session, &whole, &"one byte a segment");
    assert_eq!(said(&session).len(), 6);
}

#[test]
fn edge_02_many_commands_and_replies_in_one_segment() {
    let scene = Scene::new();
    let control = scene.connect("192.0.2.1:40000", SERVER);
    control.reply("220 Service ready.");
    control.command("USER alice\r\nPASS secret\r\nSYST\r\nPWD\r\nNOOP");
    control.reply("331 Password.\r\n230 Logged in.\r\n215 UNIX Type: L8\r\n257 \"/\"\r\n200 Ok.");
    assert_eq!(
        said(&scene.only()),
        [
            "- > 220",
            "USER alice > 331",
            "PASS secret > 230",
            "SYST > 215",
            "PWD > 257",
            "NOOP > 200"
        ]
    );
}

#[test]
fn edge_03_retransmitted_overlapping_and_reordered_control_bytes() {
    let shots = download(b"contents").shots();
    let whole = only(Recording::of(&shots).analyze().json());
    for seed in 0..50 {
        let mut dice = Dice(seed);
        let mangled = shuffle::overlapping(&shuffle::mangled(&shots, &mut dice));
        let shuffled = shuffle::reordered(&mangled, 6, &mut dice);
        let session = only(Recording::of(&shuffled).analyze().json());
        assert_same(&session, &whole, &format_args!("seed {seed}"));
    }
}

#[test]
fn edge_04_data_syn_before_227_in_the_file() {
    let scene = Scene::new();
    let control = scene.login();
    control.command("PASV");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.reply(PASV);
    control.ask("RETR a", "150 Here it comes.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    assert_eq!(moved(&scene.only()), [DOWNLOADED]);
}

#[test]
fn edge_05_parallel_sessions_between_the_same_hosts() {
    let scene = Scene::new();
    let controls = [40_000, 41_000].map(|port| {
        let control = scene.login_between(&format!("192.0.2.1:{port}"), SERVER);
        control.ask(
            "PASV",
            &format!(
                "227 Entering Passive Mode (198,51,100,1,20,{}).",
                port / 1000
            ),
        );
        control
    });
    let second = scene.connect("192.0.2.1:41001", "198.51.100.1:5161");
    let first = scene.connect("192.0.2.1:40001", "198.51.100.1:5160");
    controls[1].ask("RETR two", "150 Here it comes.");
    controls[0].ask("RETR one", "150 Here it comes.");
    first.carry(Listener, b"1");
    second.carry(Listener, b"22");
    controls[0].reply("226 Done.");
    controls[1].reply("226 Done.");
    // The active ones follow, both from port 20, in the other order.
    controls[0].ask("PORT 192,0,2,1,156,70", "200 Ok.");
    controls[1].ask("PORT 192,0,2,1,160,46", "200 Ok.");
    controls[0].command("STOR three");
    controls[1].command("STOR four");
    let second = scene.connect("198.51.100.1:20", "192.0.2.1:41006");
    let first = scene.connect("198.51.100.1:20", "192.0.2.1:40006");
    second.carry(Listener, b"4444");
    first.carry(Listener, b"333");
    controls[1].reply("150 Go on.\r\n226 Done.");
    controls[0].reply("150 Go on.\r\n226 Done.");
    let sessions = scene.json();
    assert_eq!(
        moved(&sessions[0]),
        [
            "RETR one passive 0 192.0.2.1:40001>198.51.100.1:5160 download 1 226 complete",
            "STOR three active 1 198.51.100.1:20>192.0.2.1:40006 upload 3 226 complete",
        ]
    );
    assert_eq!(
        moved(&sessions[1]),
        [
            "RETR two passive 0 192.0.2.1:41001>198.51.100.1:5161 download 2 226 complete",
            "STOR four active 1 198.51.100.1:20>192.0.2.1:41006 upload 4 226 complete",
        ]
    );
}

#[test]
fn edge_06_the_same_passive_port_again_while_the_old_flow_lingers() {
    let scene = Scene::new();
    let control = scene.login();
    for contents in [&b"first"[..], b"second"] {
        let data = passive(&scene, &control);
        control.ask("RETR a", "150 Here it comes.");
        data.carry(Listener, contents);
        control.reply("226 Done.");
    }
    let session = scene.only();
    assert_eq!(
        moved(&session),
        [
            "RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 5 226 complete",
            "RETR a passive 1 192.0.2.1:40001>198.51.100.1:5121 download 6 226 complete",
        ]
    );
}

#[test]
fn edge_07_pasv_twice_and_pasv_then_port() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,9).");
    let data = passive(&scene, &control);
    control.ask("RETR a", "150 Here it comes.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,10).");
    control.ask("PORT 192,0,2,1,156,70", "200 Ok.");
    control.command("RETR b");
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40006");
    control.reply("150 Here it comes.");
    data.carry(Initiator, b"contents");
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(
        announced(&session),
        [
            "227 198.51.100.1:5129 superseded",
            "227 198.51.100.1:5121 connected",
            "227 198.51.100.1:5130 superseded",
            "PORT 192.0.2.1:40006 connected",
        ]
    );
    let used =
        ["announcement"].map(|key| [&session["transfers"][0][key], &session["transfers"][1][key]]);
    assert_eq!(used, [[&Value::from(1), &Value::from(3)]]);
}

#[test]
fn edge_08_a_transfer_command_pipelined_behind_pasv() {
    let scene = Scene::new();
    let control = scene.login();
    control.command("PASV");
    control.command("RETR a");
    control.reply(PASV);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.reply("150 Here it comes.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    assert_eq!(moved(&scene.only()), [DOWNLOADED]);
}

#[test]
fn edge_09_a_data_connection_opened_before_the_transfer_command() {
    let scene = Scene::new();
    let control = scene.login();
    let data = passive(&scene, &control);
    scene.wait(3.0);
    control.ask("TYPE I", "200 Ok.");
    scene.wait(20.0);
    control.ask("RETR a", "125 Data connection already open.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    assert_eq!(moved(&scene.only()), [DOWNLOADED]);
}

#[test]
fn edge_10_a_data_connection_used_by_a_third_host() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PASV", PASV);
    let data = scene.connect("203.0.113.66:6666", "198.51.100.1:5121");
    control.ask("RETR a", "150 Here it comes.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    assert_eq!(
        moved(&scene.only()),
        ["RETR a passive 0 203.0.113.66:6666>198.51.100.1:5121 download 8 226 complete"]
    );
}

#[test]
fn edge_11_port_commands_that_announce_nothing_useful() {
    let scene = Scene::new();
    let control = scene.login();
    for (argument, reply) in [
        ("198,51,100,1,0,21", "500 Illegal PORT command."),
        ("192,0,2,1,0,0", "501 Illegal port."),
        ("192,0,2,300,4,1", "501 Illegal address."),
        ("192,0,2,1,-4,1", "501 Illegal port."),
        (" 192, 0, 2, 1, 156, 66", "200 Ok."),
        ("192,000,002,001,156,066", "200 Ok."),
    ] {
        control.ask(&format!("PORT {argument}"), reply);
    }
    let session = scene.only();
    assert_eq!(said_after_login(&session).len(), 6);
    let announced = announced(&session);
    assert_eq!(announced[0], "PORT 198.51.100.1:21 declined");
    let readable = announced
        .iter()
        .filter(|one| one.contains("192.0.2.1:40002"));
    assert_eq!(readable.count(), 2, "{announced:?}");
    let malformed = session["malformed_announcements"]
        .as_array()
        .expect("a list");
    assert!(malformed.len() >= 2, "{malformed:?}");
}

#[test]
fn edge_12_epsv_over_ipv4_and_pasv_over_mapped_addresses() {
    let scene = Scene::new();
    let control = scene.login_between("[::ffff:192.0.2.1]:40000", "[::ffff:198.51.100.1]:21");
    let data = {
        control.ask("PASV", PASV);
        scene.connect("[::ffff:192.0.2.1]:40001", "[::ffff:198.51.100.1]:5121")
    };
    control.ask("RETR a", "150 Here it comes.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    assert_eq!(moved(&scene.only()), [DOWNLOADED]);

    let scene = Scene::new();
    let control = scene.login();
    control.ask("EPSV", "229 Entering Extended Passive Mode (|||5121|)");
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR a", "150 Here it comes.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    assert_eq!(moved(&scene.only()), [DOWNLOADED]);
}

#[test]
fn edge_13_rest_and_the_ways_to_store() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PWD", "257 \"/home/alice\"");
    for (before, command, preliminary) in [
        ("REST 100", "RETR big", "150 Here it comes."),
        ("REST 108", "RETR big", "150 Here it comes."),
        ("REST 5", "STOR big", "150 Go on."),
        ("NOOP", "APPE log", "150 Go on."),
        ("NOOP", "STOU", "150 FILE: unique.0001"),
    ] {
        control.ask(
            before,
            if before == "NOOP" {
                "200 Ok."
            } else {
                "350 Restarting."
            },
        );
        let data = passive(&scene, &control);
        control.ask(command, preliminary);
        let sender = if command.starts_with("RETR") {
            Listener
        } else {
            Initiator
        };
        data.carry(sender, b"contents");
        control.reply("226 Done.");
    }
    let session = scene.only();
    let restarts: Vec<&Value> = (0..5)
        .map(|index| &session["transfers"][index]["restart"])
        .collect();
    assert_eq!(
        restarts,
        [
            &Value::from(100),
            &Value::from(108),
            &Value::from(5),
            &Value::Null,
            &Value::Null
        ]
    );
    let paths: Vec<&Value> = (0..5)
        .map(|index| &session["transfers"][index]["path"])
        .collect();
    assert_eq!(
        paths,
        [
            "/home/alice/big",
            "/home/alice/big",
            "/home/alice/big",
            "/home/alice/log",
            "/home/alice/unique.0001"
        ]
    );
}

#[test]
fn edge_14_an_empty_file() {
    let session = download(b"").only();
    assert_eq!(
        moved(&session),
        ["RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 0 226 complete"]
    );
    assert_eq!(
        session["transfers"][0]["sha256"],
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

#[test]
fn edge_15_block_mode_keeps_the_connection() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("MODE B", "200 Ok.");
    let data = passive(&scene, &control);
    for (name, reply) in [
        ("a", "150 Opening."),
        ("b", "125 Open."),
        ("c", "125 Open."),
    ] {
        control.ask(&format!("RETR {name}"), reply);
        data.send(Listener, [&[0x40, 0, 4][..], b"four"].concat());
        data.ack(Initiator);
        control.reply("250 Done.");
    }
    control.quit();
    data.close(Listener);
    let session = scene.only();
    let bytes: Vec<&Value> = (0..3)
        .map(|index| &session["transfers"][index]["bytes"])
        .collect();
    assert_eq!(bytes, [7, 7, 7]);
    assert_eq!(session["announcements"].as_array().map(Vec::len), Some(1));
}

/// A download that the client breaks off as BSD's client does: Telnet IP and Synch in urgent data.
fn aborted(urgent: &[u8], after: &[u8], replies: &str) -> Value {
    let scene = Scene::new();
    let control = scene.login();
    let data = passive(&scene, &control);
    control.ask("RETR a", "150 Here it comes.");
    data.send(Listener, [7; 1_000]);
    let mut synch = control
        .segment(Initiator)
        .flags(PSH | ACK | URG)
        .payload(urgent);
    synch.urgent = urgent.len() as u16;
    control.transmit(Initiator, synch);
    control.send(Initiator, after);
    data.close(Listener);
    control.reply(replies);
    control.ask("NOOP", "200 Ok.");
    scene.only()
}

#[test]
fn edge_16_abor_with_out_of_band_data() {
    for (urgent, after) in [
        (&b"\xff\xf4\xff"[..], &b"\xf2ABOR\r\n"[..]),
        (b"\xff\xf4\xff\xf2", b"ABOR\r\n"),
        (b"\xf2", b"ABOR\r\n"),
    ] {
        let session = aborted(
            urgent,
            after,
            "426 Failure writing.\r\n226 ABOR successful.",
        );
        let said = said_after_login(&session);
        assert_eq!(
            said[1..],
            ["RETR a > 150 426", "ABOR > 226", "NOOP > 200"],
            "{urgent:?}"
        );
        assert_eq!(session["transfers"][0]["outcome"], "aborted");
    }
}

#[test]
fn edge_17_the_two_replies_to_abor_in_either_case() {
    let finished = aborted(
        b"\xff\xf4\xff\xf2",
        b"ABOR\r\n",
        "226 Done.\r\n225 Nothing to abort.",
    );
    assert_eq!(
        said_after_login(&finished)[1..3],
        ["RETR a > 150 226", "ABOR > 225"]
    );
    assert_eq!(finished["transfers"][0]["final"], 226);
    let twice = aborted(
        b"\xff\xf4\xff\xf2",
        b"ABOR\r\n",
        "226 Done.\r\n226 ABOR successful.",
    );
    assert_eq!(
        said_after_login(&twice)[1..3],
        ["RETR a > 150 226", "ABOR > 226"]
    );
    let broken = aborted(
        b"\xff\xf4\xff\xf2",
        b"ABOR\r\n",
        "426 Broken off.\r\n226 ABOR successful.",
    );
    assert_eq!(broken["transfers"][0]["final"], 426);
}

/// A TLS record of type `kind` with `length` bytes that look random.
fn record(kind: u8, length: u16) -> Vec<u8> {
    let mut record = vec![kind, 3, 3];
    record.extend(length.to_be_bytes());
    record.extend(std::iter::repeat_n(0xa7, length.into()));
    record
}

fn secure(control: &Stream) {
    control.ask("AUTH TLS", "234 Proceed.");
    control.send(Initiator, record(22, 200));
    control.send(Listener, record(22, 900));
}

#[test]
fn edge_18_clear_text_returns_after_ccc() {
    let scene = Scene::new();
    let control = scene.connect("192.0.2.1:40000", SERVER);
    control.reply("220 Service ready.");
    secure(&control);
    control.send(Initiator, record(23, 40));
    control.send(Listener, record(23, 60));
    // CCC and its 200, then close_notify from both, then text.
    control.send(Initiator, record(23, 30));
    control.send(Listener, record(23, 40));
    control.send(Listener, record(21, 26));
    control.send(Initiator, record(21, 26));
    control.ask("PASV", PASV);
    let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
    control.ask("RETR a", "150 Here it comes.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(
        said(&session),
        [
            "- > 220",
            "AUTH TLS > 234",
            "PASV > 227",
            "RETR a > 150 226"
        ]
    );
    assert_eq!(session["security"], "tls");
    assert_eq!(moved(&session), [DOWNLOADED]);
}

#[test]
fn edge_19_prot_may_change_between_transfers() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("PBSZ 0", "200 PBSZ=0");
    for (level, contents) in [("P", record(23, 100)), ("C", b"contents".to_vec())] {
        control.ask(&format!("PROT {level}"), "200 Ok.");
        let data = passive(&scene, &control);
        control.ask("RETR a", "150 Here it comes.");
        data.carry(Listener, &contents);
        control.reply("226 Done.");
    }
    let session = scene.only();
    let said = said_after_login(&session);
    assert!(said.contains(&"PROT P > 200".into()) && said.contains(&"PROT C > 200".into()));
    assert_eq!(session["transfers"][0]["bytes"], 105);
    assert_eq!(session["transfers"][1]["bytes"], 8);
}

#[test]
fn edge_20_the_client_is_the_tls_client_in_active_mode_too() {
    let scene = Scene::new();
    let control = scene.connect("192.0.2.1:40000", SERVER);
    control.reply("220 Service ready.");
    secure(&control);
    for _ in 0..3 {
        control.send(Initiator, record(23, 40));
        control.send(Listener, record(23, 60));
    }
    let data = scene.connect("198.51.100.1:20", "192.0.2.1:40002");
    // The ClientHello comes from the side that accepted the connection.
    data.send(Listener, record(22, 200));
    data.send(Initiator, record(22, 300));
    data.carry(Initiator, &record(23, 5_000)[..4_000]);
    control.close(Initiator);
    let session = scene.only();
    let transfer = &session["transfers"][0];
    assert_eq!(transfer["mode"], "active");
    assert_eq!(transfer["initiator"], "198.51.100.1:20");
    assert_eq!(transfer["direction"], "download");
    assert_eq!(transfer["verb"], Value::Null);
}

#[test]
fn edge_21_half_captures() {
    for (host, commands, replies) in [("192.0.2.1", 5, 0), ("198.51.100.1", 0, 7)] {
        let scene = download(b"contents");
        scene.keep(|shot| shot.tcp().from.ip().to_string() == host);
        let session = scene.only();
        assert_eq!(session["client"], "192.0.2.1:40000");
        assert_eq!(session["server"], "198.51.100.1:21");
        let exchanges = session["exchanges"].as_array().expect("a list").iter();
        let asked = exchanges
            .clone()
            .filter(|exchange| !exchange["verb"].is_null());
        let answers = exchanges.map(|exchange| exchange["replies"].as_array().map_or(0, Vec::len));
        assert_eq!(
            (asked.count(), answers.sum()),
            (commands, replies),
            "{host}"
        );
        assert_eq!(
            session["transfers"].as_array().map(Vec::len),
            Some(1),
            "{host}"
        );
    }
}

#[test]
fn edge_22_no_syn_captured() {
    let scene = download(b"contents");
    let whole = scene.only();
    scene.keep(|shot| shot.tcp().flags & packets::SYN == 0);
    let session = scene.only();
    assert_eq!(session["opened"], "midstream");
    assert_eq!(said(&session), said(&whole));
    assert_eq!(moved(&session)[0], DOWNLOADED);
}

#[test]
fn edge_23_frames_cut_by_the_snap_length() {
    let scene = Scene::new();
    let control = scene.login();
    let data = passive(&scene, &control);
    control.ask("RETR a", "150 Here it comes.");
    scene.snap(54);
    data.carry(Listener, &[7; 5_000]);
    scene.snap(usize::MAX);
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(
        moved(&session),
        ["RETR a passive 0 192.0.2.1:40001>198.51.100.1:5121 download 5000 (-5000) 226 complete"]
    );
    assert_eq!(session["transfers"][0]["sha256"], Value::Null);
}

#[test]
fn edge_24_duplicates_of_a_mirror_port() {
    let shots = download(b"contents").shots();
    let whole = only(Recording::of(&shots).analyze().json());
    let session = only(Recording::of(&shuffle::doubled(&shots)).analyze().json());
    assert_same(&session, &whole, &"doubled");
    assert_eq!(moved(&session), [DOWNLOADED]);
}

#[test]
fn edge_25_ip_fragments() {
    let shots = download(b"contents").shots();
    let whole = only(Recording::of(&shots).analyze().json());
    let fragments = |ip: &[u8]| {
        let pieces = packets::fragments(ip, 24);
        pieces.iter().rev().map(|piece| ethernet(piece)).collect()
    };
    let mut own_number = 0;
    let mut shots = shots;
    for shot in &mut shots {
        if let crate::support::scene::Packet::Tcp(tcp) = &mut shot.packet {
            own_number += 1;
            tcp.id = own_number;
        }
    }
    let recording = Recording::on(1, &shots, &fragments);
    assert!(recording.frames.len() > shots.len());
    assert_same(&only(recording.analyze().json()), &whole, &"in fragments");
}

#[test]
fn edge_26_every_link_type_and_tunnel_carries_the_same_session() {
    use packets::*;
    type Wrap = fn(&[u8]) -> Vec<u8>;
    let shots = download(b"contents").shots();
    let whole = only(Recording::of(&shots).analyze().json());
    let wraps: [(&str, u16, Wrap); 14] = [
        ("VLAN", 1, |ip| vlan(0x8100, 7, &ethernet(ip))),
        ("QinQ", 1, |ip| {
            vlan(0x88a8, 7, &vlan(0x8100, 8, &ethernet(ip)))
        }),
        ("GRE", 1, |ip| ethernet(&gre(0x0800, ip))),
        ("VXLAN", 1, |ip| ethernet(&vxlan(&ethernet(ip)))),
        ("Geneve", 1, |ip| ethernet(&geneve(&ethernet(ip)))),
        ("GTP-U", 1, |ip| ethernet(&gtp(ip))),
        ("MPLS", 1, |ip| ethernet_of(0x8847, &mpls(&[16, 17], ip))),
        ("IP in IP", 1, |ip| ethernet(&tunnel(4, ip))),
        ("PPPoE", 1, |ip| ethernet_of(0x8864, &pppoe(ip))),
        ("Linux cooked", 113, sll),
        ("Linux cooked v2", 276, sll2),
        ("NULL", 0, |ip| [&[2, 0, 0, 0], ip].concat()),
        ("RAW", 101, <[u8]>::to_vec),
        ("radiotap", 127, |ip| radiotap(0, &wireless(ip))),
    ];
    for (name, link, wrap) in wraps {
        let recording = Recording::on(link, &shots, &|ip| vec![wrap(ip)]);
        assert_same(&only(recording.analyze().json()), &whole, &name);
    }
}

#[test]
fn edge_27_time_that_runs_backwards() {
    let mut shots = download(b"contents").shots();
    let whole = only(Recording::of(&shots).analyze().json());
    for (index, shot) in shots.iter_mut().enumerate() {
        shot.time -= (index as i64 % 5) * 3_000_000_000;
    }
    let session = only(Recording::of(&shots).analyze().json());
    assert_same(&session, &whole, &"times in disorder");
}

#[test]
fn edge_27_nanoseconds_of_a_pcap() {
    let mut shots = download(b"contents").shots();
    shots[0].time += 123;
    let session = only(analyze_file(Recording::of(&shots).pcap()).json());
    assert_eq!(session["start"], "2026-11-20T00:00:00.001000123Z");
    assert_eq!(moved(&session), [DOWNLOADED]);
}

/// A pcapng block.
fn block(kind: u32, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    body.resize(body.len().next_multiple_of(4), 0);
    let length = (body.len() as u32 + 12).to_le_bytes();
    [&kind.to_le_bytes()[..], &length, &body, &length].concat()
}

#[test]
fn edge_27_a_pcapng_with_two_interfaces_of_different_links_and_clocks() {
    let shots = download(b"contents").shots();
    let whole = only(Recording::of(&shots).analyze().json());
    let section = [
        &0x1a2b_3c4d_u32.to_le_bytes()[..],
        &[1, 0, 0, 0],
        &[0xff; 8],
    ]
    .concat();
    let mut file = block(0x0a0d_0d0a, &section);
    for (link, resolution) in [(LINK_ETHERNET, 6), (LINK_RAW, 9)] {
        let header = [link.to_le_bytes(), 0u32.to_le_bytes()].concat();
        // Option 9, if_tsresol, then the end of options.
        let options = [9, 0, 1, 0, resolution, 0, 0, 0, 0, 0, 0, 0];
        file.extend(block(1, &[&header[..], &options].concat()));
    }
    for (index, shot) in shots.iter().enumerate() {
        let (frame, time) = match index % 2 {
            0 => (ethernet(&shot.ip()), shot.time / 1_000),
            _ => (shot.ip(), shot.time),
        };
        let mut body = (index as u32 % 2).to_le_bytes().to_vec();
        body.extend(((time >> 32) as u32).to_le_bytes());
        body.extend((time as u32).to_le_bytes());
        body.extend([(frame.len() as u32).to_le_bytes(); 2].concat());
        body.extend(&frame);
        file.extend(block(6, &body));
    }
    let session = only(analyze_file(file).json());
    assert_same(&session, &whole, &"two interfaces");
    assert_eq!(session["start"], whole["start"]);
    assert_eq!(session["duration"], whole["duration"]);
}

#[test]
fn edge_28_more_bytes_than_sequence_numbers() {
    let scene = Scene::new();
    let control = scene.login();
    let data = passive(&scene, &control);
    control.ask("RETR a", "150 Here it comes.");
    let mut recording = scene.recording();
    let size = 60_000;
    let segments = (u64::from(u32::MAX) / size) + 1_000;
    recording
        .frames
        .extend(headers_of(&data, Listener, segments, size as u32));
    data.set_next(
        Listener,
        data.next(Listener).wrapping_add((segments * size) as u32),
    );
    let so_far = scene.len();
    data.close(Listener);
    control.reply("226 Done.");
    recording
        .frames
        .extend(Recording::of(&scene.shots()[so_far..]).frames);
    let session = only(recording.analyze().json());
    let bytes = segments * size;
    assert!(bytes > 1 << 32);
    assert_eq!(session["transfers"][0]["bytes"], bytes);
    assert_eq!(session["transfers"][0]["missing"], bytes);
}

#[test]
fn edge_29_sessions_without_end_leave_memory_while_the_capture_is_read() {
    const SESSIONS: usize = 4_000;
    let one = download(b"contents");
    let recording = one.recording();
    let mut engine = ftpscope::engine::Engine::new(Default::default());
    let (mut number, mut handed, mut most_waiting) = (0, 0, 0);
    for session in 0..SESSIONS {
        for frame in &recording.frames {
            number += 1;
            let mut frame = frame.clone();
            // Each session has a client of its own and comes a tenth of a second after the last.
            let host = (session as u16).to_be_bytes();
            let client = [192, 0, 2, 1];
            for at in [26, 30] {
                if frame.data[at..at + 4] == client {
                    frame.data[at..at + 2].copy_from_slice(&[10, 77]);
                    frame.data[at + 2..at + 4].copy_from_slice(&host);
                }
            }
            // Initial sequence numbers of its own, too, or they would be sides of one NAT.
            for at in [38, 42] {
                let field = &mut frame.data[at..at + 4];
                let number = u32::from_be_bytes([field[0], field[1], field[2], field[3]]);
                let own = number.wrapping_add(session as u32 * 7_919);
                field.copy_from_slice(&own.to_be_bytes());
            }
            frame.time += session as i64 * 100_000_000;
            engine.push(&frame.numbered(number));
        }
        handed += std::iter::from_fn(|| engine.next_session()).count();
        most_waiting = most_waiting.max(session + 1 - handed);
    }
    // A closed session waits a few seconds for stragglers, and no more of them wait than that.
    assert!(most_waiting < 200, "{most_waiting} sessions waited");
    engine.finish();
    handed += std::iter::from_fn(|| engine.next_session()).count();
    assert_eq!(handed, SESSIONS);
}

#[test]
fn edge_30_an_endless_line_is_cut_and_counted() {
    let scene = Scene::new();
    let control = scene.login();
    for _ in 0..200 {
        control.send(Initiator, [b'A'; 1_000]);
    }
    control.ask("", "500 Line too long.");
    control.ask("NOOP", "200 Ok.");
    let session = scene.only();
    assert_eq!(session["losses"]["long_lines"], 1);
    assert_eq!(said(&session).last().expect("an exchange"), "NOOP > 200");
    assert!(session.to_string().len() < 100_000);
}

#[test]
fn edge_30_commands_that_are_never_answered_are_bounded() {
    let scene = Scene::new();
    let control = scene.login();
    for _ in 0..500 {
        control.send(Initiator, "NOOP\r\n".repeat(200));
    }
    control.reply("200 Ok.");
    let session = scene.only();
    assert_eq!(session["losses"]["pending"], 100_000 - 1_024);
}

#[test]
fn edge_30_what_terminals_obey_is_escaped_in_json() {
    let scene = Scene::new();
    let control = scene.connect("192.0.2.1:40000", SERVER);
    control.reply("220 \x1b]0;owned\x07\x1b[2J ready");
    control.ask("USER \0alice\x1b[31m", "331 Password.");
    let session = &scene.sessions()[0];
    let mut line = Vec::new();
    let options = ftpscope::views::json::Options {
        capture: "scene",
        show_passwords: false,
    };
    ftpscope::views::json::session(&mut line, 1, session, options).expect("memory takes it");
    let control_bytes = line.iter().filter(|&&byte| byte < 0x20 && byte != b'\n');
    assert_eq!(control_bytes.count(), 0);
}

#[test]
fn edge_30_names_that_climb_out_of_a_folder_stay_as_they_were_said() {
    let scene = Scene::new();
    let control = scene.login();
    control.ask("CWD /pub", "250 Ok.");
    let data = passive(&scene, &control);
    control.ask("RETR ../../etc/passwd", "150 Here it comes.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    let session = scene.only();
    assert_eq!(session["transfers"][0]["argument"], "../../etc/passwd");
    assert_eq!(session["transfers"][0]["path"], "/etc/passwd");
}

#[test]
fn a_capture_that_is_cut_in_a_fin_is_still_a_session() {
    let scene = download(b"contents");
    let last = scene
        .shots()
        .iter()
        .rposition(|shot| shot.tcp().flags & FIN != 0);
    scene.lose(last.expect("a FIN") + 1..=scene.len());
    assert_eq!(scene.only()["closed"], "fin");
}
