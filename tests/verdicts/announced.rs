//! What was announced.

use super::{
    FROM, Initiator, Listener, PASV, PORT, Scene, Severity, TO, download, healthy, only, pairs,
};
use crate::support::scene::{Packet, SERVER, Shot};
use ftpscope::diagnose::{Id, Verdict};
use std::net::IpAddr;

pairs! {
    port_private_address PortPrivateAddress {
        said |scene| announced_by_a_client(scene, "PORT 192,168,1,100,156,66", "500 Illegal PORT command.");
        silent |scene| announced_by_a_client(scene, PORT, "500 Illegal PORT command.");
    }
    port_refused PortRefused {
        said |scene| announced_by_a_client(scene, PORT, "500 Illegal PORT command.");
        silent |scene| announced_by_a_client(scene, PORT, "200 PORT command successful.");
    }
    announcement_missing AnnouncementMissing {
        said |scene| {
            let control = scene.login();
            control.ask("LIST", "425 Use PORT or PASV first.");
            control.quit();
        };
        silent |scene| {
            let control = scene.login();
            control.ask("PASV", PASV);
            control.ask("LIST", "425 Failed to establish connection.");
            control.quit();
        };
    }
    pasv_private_address PasvPrivateAddress {
        said |scene| announced_by_a_server(scene, "10,0,0,21");
        silent |scene| announced_by_a_server(scene, "198,51,100,1");
    }
    pasv_wrong_address PasvWrongAddress {
        said |scene| announced_by_a_server(scene, "203,0,113,199");
        silent |scene| announced_by_a_server(scene, "10,0,0,21");
    }
    announcement_rewritten AnnouncementRewritten {
        said |scene| {
            active_through_a_nat(scene, true);
        };
        silent |scene| {
            active_through_a_nat(scene, false);
        };
    }
    announcement_malformed AnnouncementMalformed {
        said |scene| {
            let control = scene.login();
            control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,300,1).");
            control.quit();
        };
        silent healthy;
    }
    epsv_fallback EpsvFallback {
        said |scene| {
            let control = scene.login();
            control.ask("EPSV", "500 Unknown command.");
            download(scene, &control, "a", b"contents");
            control.quit();
        };
        silent |scene| {
            let control = scene.login();
            control.ask("EPSV", "229 Entering Extended Passive Mode (|||5121|)");
            let data = scene.connect(FROM, TO);
            control.ask("RETR a", "150 Here it comes.");
            data.carry(Listener, b"contents");
            control.reply("226 Done.");
            control.ask("PASV", PASV);
            control.quit();
        };
    }
}

fn announced_by_a_client(scene: &Scene, port: &str, answer: &str) {
    let control = scene.login();
    control.ask(port, answer);
    control.quit();
}

/// A client that tries what was announced and gives up.
fn announced_by_a_server(scene: &Scene, address: &str) {
    let control = scene.login();
    control.ask(
        "PASV",
        &format!("227 Entering Passive Mode ({address},20,1)."),
    );
    scene.knock(FROM, &format!("{}:5121", address.replace(',', ".")), 3);
    control.ask("LIST", "425 Failed to establish connection.");
    control.quit();
}

/// Both sides of a NAT, whose helper may put the public address into PORT.
fn active_through_a_nat(scene: &Scene, helped: bool) {
    let control = scene.login_between("192.168.1.5:40000", SERVER);
    control.ask("PORT 192,168,1,5,156,66", "200 PORT command successful.");
    control.quit();
    let inside: IpAddr = "192.168.1.5".parse().expect("an address");
    let outside: IpAddr = "192.0.2.10".parse().expect("an address");
    scene.recast(|shot| {
        let Packet::Tcp(tcp) = &shot.packet else {
            return vec![shot.clone()];
        };
        let mut other = tcp.clone();
        for end in [&mut other.from, &mut other.to] {
            if end.ip() == inside {
                end.set_ip(outside);
            }
        }
        let said = String::from_utf8_lossy(&other.payload).into_owned();
        if helped && said.starts_with("PORT") {
            // As long as before, so that sequence numbers stay as they are.
            other.payload = b"PORT 192,0,2,010,156,66\r\n".to_vec();
            assert_eq!(other.payload.len(), said.len());
        }
        let other = Shot {
            packet: Packet::Tcp(other),
            ..shot.clone()
        };
        vec![shot.clone(), other]
    });
}

fn only_passive(play: fn(&Scene)) -> Verdict {
    only(Id::PasvPrivateAddress, play)
}

#[test]
fn a_client_that_goes_to_the_server_all_the_same_makes_the_private_address_a_warning() {
    let verdict = only_passive(|scene| {
        let control = scene.login();
        control.ask("PASV", "227 Entering Passive Mode (10,0,0,21,20,1).");
        let data = scene.connect(FROM, TO);
        control.ask("RETR a", "150 Here it comes.");
        data.carry(Listener, b"contents");
        control.reply("226 Done.");
        control.quit();
    });
    assert_eq!(verdict.severity, Severity::Warning);
    let verdict = only_passive(super::pair(Id::PasvPrivateAddress).said);
    assert_eq!(verdict.severity, Severity::Error);
}

#[test]
fn the_public_address_is_the_right_one_for_a_server_behind_a_nat() {
    let verdicts = super::verdicts_of(|scene| {
        let control = scene.login_between("192.0.2.1:40000", "10.0.0.21:21");
        control.ask("PASV", PASV);
        let data = scene.connect(FROM, "10.0.0.21:5121");
        control.ask("RETR a", "150 Here it comes.");
        data.carry(Listener, b"contents");
        control.reply("226 Done.");
        control.quit();
    });
    assert_eq!(super::names(&verdicts), ["cleartext-password"]);
}

#[test]
fn a_refused_port_is_a_warning_where_the_session_then_transferred_another_way() {
    let verdict = only(Id::PortRefused, |scene| {
        let control = scene.login();
        control.ask(PORT, "500 Illegal PORT command.");
        download(scene, &control, "a", b"contents");
        control.quit();
    });
    assert_eq!(verdict.severity, Severity::Warning);
    let verdict = only(Id::PortRefused, super::pair(Id::PortRefused).said);
    assert_eq!(verdict.severity, Severity::Error);
}

#[test]
fn a_private_address_in_port_that_works_is_nothing_to_speak_of() {
    let verdicts = super::verdicts_of(|scene| {
        let control = scene.login_between("192.168.1.5:40000", SERVER);
        control.ask("PORT 192,168,1,5,156,66", "200 PORT command successful.");
        control.command("RETR a");
        let data = scene.connect("198.51.100.1:20", "192.168.1.5:40002");
        control.reply("150 Here it comes.");
        data.carry(Initiator, b"contents");
        control.reply("226 Done.");
        control.quit();
    });
    assert_eq!(super::names(&verdicts), ["cleartext-password"]);
}

#[test]
fn an_address_of_the_other_family_is_malformed_and_no_bounce() {
    let verdicts = super::verdicts_of(|scene| {
        let control = scene.login();
        control.ask("EPRT |2|2001:db8::7|40002|", "522 Use (1).");
        control.quit();
    });
    let names = super::names(&verdicts);
    assert!(names.contains(&"announcement-malformed"), "{names:?}");
    assert!(!names.contains(&"bounce"), "{names:?}");
}
