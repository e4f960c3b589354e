//! The data connection.

use super::{
    FROM, Initiator, LISTENER, Listener, PASV, PORT, Scene, Severity, TO, healthy, only, pairs,
};
use crate::support::packets::icmp_error;
use crate::support::scene::{Packet, SERVER, Shot, Stream};
use ftpscope::diagnose::{Circumstance, Confidence, Id};

pairs! {
    active_unanswered ActiveUnanswered {
        said |scene| {
            let control = port_and_list(scene);
            scene.knock("198.51.100.1:20", LISTENER, 4);
            give_up(&control);
        };
        // One SYN at the end of a capture proves nothing.
        silent |scene| {
            port_and_list(scene);
            scene.knock("198.51.100.1:20", LISTENER, 1);
        };
    }
    active_refused ActiveRefused {
        said |scene| {
            let control = port_and_list(scene);
            let data = scene.stream("198.51.100.1:20", LISTENER);
            data.syn();
            data.refuse();
            give_up(&control);
        };
        silent |scene| {
            let control = port_and_list(scene);
            let data = scene.connect("198.51.100.1:20", LISTENER);
            data.rst(Listener);
            give_up(&control);
        };
    }
    active_rejected ActiveRejected {
        said |scene| {
            let control = port_and_list(scene);
            scene.knock("198.51.100.1:20", LISTENER, 1);
            rejects(scene, "192.0.2.254");
            give_up(&control);
        };
        // An ICMP error about another connection.
        silent |scene| {
            let control = port_and_list(scene);
            scene.knock("198.51.100.1:7777", "192.0.2.1:7777", 1);
            rejects(scene, "192.0.2.254");
            give_up(&control);
        };
    }
    active_no_attempt ActiveNoAttempt {
        said |scene| {
            let control = port_and_list(scene);
            scene.wait(10.0);
            give_up(&control);
        };
        silent |scene| {
            let control = port_and_list(scene);
            control.reply("550 No such directory.");
            control.quit();
        };
    }
    passive_unanswered PassiveUnanswered {
        said |scene| {
            let control = pasv(scene);
            scene.knock(FROM, TO, 3);
            scene.wait(3.0);
            control.close(Initiator);
        };
        silent |scene| {
            pasv(scene);
            scene.knock(FROM, TO, 1);
        };
    }
    passive_refused PassiveRefused {
        said |scene| {
            let control = pasv(scene);
            let data = scene.stream(FROM, TO);
            data.syn();
            data.refuse();
            control.quit();
        };
        silent |scene| {
            let control = pasv(scene);
            let data = scene.connect(FROM, TO);
            control.ask("RETR a", "150 Here it comes.");
            data.send(Listener, "contents");
            data.rst(Listener);
            control.reply("226 Done.");
            control.quit();
        };
    }
    passive_rejected PassiveRejected {
        said |scene| {
            let control = pasv(scene);
            scene.knock(FROM, TO, 1);
            rejects(scene, "198.51.100.254");
            control.quit();
        };
        silent |scene| {
            let control = pasv(scene);
            scene.knock("192.0.2.1:7777", "198.51.100.1:7777", 1);
            rejects(scene, "198.51.100.254");
            control.quit();
        };
    }
    passive_no_attempt PassiveNoAttempt {
        said |scene| {
            let control = pasv(scene);
            scene.wait(8.0);
            control.close(Initiator);
        };
        // Clients ask for an endpoint and change their mind.
        silent |scene| {
            let control = scene.login();
            super::download(scene, &control, "a", b"contents");
            control.ask("PASV", PASV);
            control.quit();
        };
    }
    stranger Stranger {
        said |scene| {
            let control = port_and_list(scene);
            let data = scene.connect("203.0.113.77:20", LISTENER);
            control.reply("150 Here it comes.");
            data.carry(Initiator, b"listing");
            control.reply("226 Done.");
            control.quit();
        };
        silent healthy;
    }
    bounce Bounce {
        said |scene| {
            let control = scene.login();
            control.ask("PORT 203,0,113,66,0,25", "200 PORT command successful.");
            control.quit();
        };
        silent |scene| exchange_between_servers(scene);
    }
    fxp Fxp {
        said |scene| exchange_between_servers(scene);
        silent |scene| {
            let control = scene.login();
            control.ask("PORT 203,0,113,1,20,1", "500 Illegal PORT command.");
            control.quit();
        };
    }
}

fn port_and_list(scene: &Scene) -> Stream {
    let control = scene.login();
    control.ask(PORT, "200 PORT command successful.");
    control.command("LIST");
    control
}

fn pasv(scene: &Scene) -> Stream {
    let control = scene.login();
    control.ask("PASV", PASV);
    control
}

fn give_up(control: &Stream) {
    control.reply("425 Failed to establish connection.");
    control.quit();
}

fn rejects(scene: &Scene, sender: &str) {
    let syn = scene.shots().last().expect("a SYN").ip();
    scene.packet(icmp_error(sender, (3, 13), 0, &syn, 28));
}

fn exchange_between_servers(scene: &Scene) {
    let source = scene.login();
    let target = scene.login_between("192.0.2.1:40009", "203.0.113.1:21");
    target.ask("PASV", "227 Entering Passive Mode (203,0,113,1,20,1).");
    source.ask("PORT 203,0,113,1,20,1", "200 PORT command successful.");
    target.command("STOR a");
    source.command("RETR a");
    let data = scene.connect("198.51.100.1:20", "203.0.113.1:5121");
    source.reply("150 Here it comes.");
    target.reply("150 Go on.");
    data.carry(Initiator, b"contents");
    source.reply("226 Done.");
    target.reply("226 Done.");
    source.quit();
    target.quit();
}

fn refused_with(scene: &Scene, ttl: u8) {
    let control = pasv(scene);
    let data = scene.stream(FROM, TO);
    data.syn();
    let sequence = data.next(Initiator).wrapping_add(1);
    let mut rst = data.segment(Listener).flags(crate::support::packets::RST);
    rst = rst.seq(0).ack(sequence);
    rst.ttl = ttl;
    data.inject(rst);
    control.quit();
}

#[test]
fn the_ttl_of_a_rst_tells_the_host_from_a_box_on_the_way() {
    let verdict = only(Id::PassiveRefused, |scene| refused_with(scene, 64));
    assert_eq!(verdict.facts.circumstance, Circumstance::ByHost);
    let verdict = only(Id::PassiveRefused, |scene| refused_with(scene, 62));
    assert_eq!(verdict.facts.circumstance, Circumstance::ByBox);
}

#[test]
fn a_bounce_that_was_refused_is_a_warning() {
    let verdict = only(Id::Bounce, |scene| {
        let control = scene.login();
        control.ask("PORT 203,0,113,66,0,25", "500 Illegal PORT command.");
        control.quit();
    });
    assert_eq!(verdict.severity, Severity::Warning);
    let verdict = only(Id::Bounce, super::pair(Id::Bounce).said);
    assert_eq!(verdict.severity, Severity::Error);
}

#[test]
fn where_the_capture_lacks_data_connections_nobody_is_blamed_for_not_trying() {
    let verdicts = super::verdicts_of(|scene| {
        healthy(scene);
        let control = scene.login_between("192.0.2.1:40005", SERVER);
        super::download(scene, &control, "a", b"contents");
        control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,2).");
        control.ask("RETR b", "425 Failed to establish connection.");
        control.quit();
        scene.keep(|shot| shot.tcp().from.port() == 21 || shot.tcp().to.port() == 21);
    });
    let names = super::names(&verdicts);
    assert!(!names.contains(&"passive-no-attempt"), "{names:?}");
    assert!(names.contains(&"capture-incomplete"), "{names:?}");
}

#[test]
fn a_425_to_port_is_a_connection_that_failed_and_no_refusal() {
    let verdicts = super::verdicts_of(|scene| {
        let control = scene.login();
        control.command(PORT);
        scene.wait(30.0);
        control.reply("425 Can't connect to specified address.");
        control.quit();
    });
    assert_eq!(
        super::names(&verdicts),
        ["active-no-attempt", "cleartext-password"]
    );
    let verdicts = super::verdicts_of(|scene| {
        let control = scene.login();
        control.command(PORT);
        scene.knock("198.51.100.1:20", LISTENER, 4);
        control.reply("425 Can't connect to specified address.");
        control.quit();
    });
    assert_eq!(
        super::names(&verdicts),
        ["active-unanswered", "cleartext-password"]
    );
}

#[test]
fn only_beside_the_server_is_it_proved_that_it_did_not_try() {
    fn sure(client: u8, server: u8) -> Confidence {
        let scene = Scene::new();
        let control = port_and_list(&scene);
        scene.wait(10.0);
        give_up(&control);
        scene.recast(|shot| {
            let Packet::Tcp(tcp) = &shot.packet else {
                return vec![shot.clone()];
            };
            let mut tcp = tcp.clone();
            tcp.ttl = if tcp.from.port() == 21 {
                server
            } else {
                client
            };
            let packet = Packet::Tcp(tcp);
            vec![Shot {
                packet,
                ..shot.clone()
            }]
        });
        let verdicts = super::pronounced(&scene.recording().analyze());
        let said = verdicts.iter().find(|one| one.id == Id::ActiveNoAttempt);
        said.expect("the verdict").confidence
    }
    assert_eq!(sure(61, 64), Confidence::Proved);
    assert_eq!(sure(64, 61), Confidence::Likely);
    assert_eq!(sure(64, 64), Confidence::Possible);
}
