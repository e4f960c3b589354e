//! The control connection and the login.

use super::{Initiator, Listener, Scene, Severity, download, healthy, only, pairs};
use crate::support::packets::icmp_error;
use crate::support::scene::{CLIENT, SERVER, Stream};
use ftpscope::diagnose::{Circumstance, Id};

pairs! {
    control_unanswered ControlUnanswered {
        said |scene| { scene.knock(CLIENT, SERVER, 3); };
        silent |scene| { scene.knock(CLIENT, SERVER, 1); };
    }
    control_refused ControlRefused {
        said |scene| {
            let control = scene.stream(CLIENT, SERVER);
            control.syn();
            control.refuse();
        };
        silent |scene| {
            let control = scene.login();
            control.rst(Initiator);
        };
    }
    control_rejected ControlRejected {
        said |scene| {
            let control = scene.stream(CLIENT, SERVER);
            control.syn();
            rejects(scene);
        };
        silent |scene| {
            let control = scene.stream(CLIENT, SERVER);
            control.syn();
            let length = scene.len();
            rejects(scene);
            scene.lose(length + 1..=length + 1);
        };
    }
    no_greeting NoGreeting {
        said |scene| {
            let control = scene.connect(CLIENT, SERVER);
            scene.wait(30.0);
            control.close(Initiator);
        };
        silent |scene| {
            let control = scene.connect(CLIENT, SERVER);
            control.close(Initiator);
        };
    }
    slow_login SlowLogin {
        said |scene| greeted_after(scene, 3.0);
        silent |scene| greeted_after(scene, 0.3);
    }
    server_busy ServerBusy {
        said |scene| {
            let control = scene.connect(CLIENT, SERVER);
            control.reply("421 There are too many connected users, please try later.");
            control.close(Listener);
        };
        silent |scene| timed_out(scene, 300.0);
    }
    idle_timeout IdleTimeout {
        said |scene| timed_out(scene, 300.0);
        silent |scene| {
            let control = scene.login();
            control.ask("NOOP", "421 Service is shutting down.");
            control.close(Listener);
        };
    }
    control_lost ControlLost {
        said |scene| {
            let control = scene.login();
            repeat(scene, &control, 4);
        };
        silent |scene| {
            let control = scene.login();
            repeat(scene, &control, 4);
            control.reply("257 \"/\" is the current directory.");
            control.quit();
        };
    }
    not_ftp NotFtp {
        said |scene| {
            let control = scene.connect(CLIENT, SERVER);
            control.send(Initiator, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            control.send(Listener, "HTTP/1.1 400 Bad Request\r\n\r\n");
            control.close(Listener);
        };
        silent healthy;
    }
    login_refused LoginRefused {
        said |scene| log_in(scene, CLIENT, "530 Login incorrect.");
        silent |scene| {
            let control = scene.connect(CLIENT, SERVER);
            control.reply("220 Service ready.");
            control.ask("PWD", "530 Please login with USER and PASS.");
            control.ask("USER alice", "331 Password, please.");
            control.ask("PASS looking-glass", "230 Logged in.");
            control.quit();
        };
    }
    brute_force BruteForce {
        said |scene| guess(scene, 12);
        silent |scene| guess(scene, 3);
    }
    cleartext_password CleartextPassword {
        said healthy;
        silent |scene| {
            let control = scene.connect(CLIENT, SERVER);
            control.reply("220 Service ready.");
            control.ask("USER anonymous", "331 Your mail address, please.");
            control.ask("PASS alice@example.org", "230 Logged in.");
            control.quit();
        };
    }
}

fn rejects(scene: &Scene) {
    let syn = scene.shots()[0].ip();
    scene.packet(icmp_error("198.51.100.254", (3, 13), 0, &syn, 28));
}

fn greeted_after(scene: &Scene, seconds: f64) {
    let control = scene.connect(CLIENT, SERVER);
    scene.wait(seconds);
    control.reply("220 Service ready.");
    control.ask("USER alice", "331 Password, please.");
    control.ask("PASS looking-glass", "230 Logged in.");
    control.quit();
}

fn timed_out(scene: &Scene, seconds: f64) {
    let control = scene.login();
    scene.wait(seconds);
    control.reply("421 Timeout.");
    control.close(Listener);
}

/// A command that is sent again and again.
fn repeat(scene: &Scene, control: &Stream, times: usize) {
    let pwd = control.segment(Initiator).payload("PWD\r\n");
    control.command("PWD");
    for _ in 0..times {
        scene.wait(1.0);
        control.inject(pwd.clone());
    }
}

fn log_in(scene: &Scene, client: &str, answer: &str) {
    let control = scene.connect(client, SERVER);
    control.reply("220 Service ready.");
    control.ask("USER alice", "331 Password, please.");
    control.ask("PASS looking-glass", answer);
    control.quit();
}

fn guess(scene: &Scene, times: u16) {
    for port in 0..times {
        log_in(
            scene,
            &format!("192.0.2.1:{}", 41_000 + port),
            "530 Login incorrect.",
        );
    }
}

#[test]
fn a_control_connection_that_was_forgotten_after_the_file_arrived_lost_only_the_226() {
    let verdict = only(Id::ControlLost, |scene| {
        let control = scene.login();
        control.ask("PASV", super::PASV);
        let data = scene.connect(super::FROM, super::TO);
        control.ask("RETR a", "150 Here it comes.");
        data.carry(Listener, b"contents");
        let done = control.segment(Listener).payload("226 Done.\r\n");
        control.reply("226 Done.");
        for _ in 0..4 {
            scene.wait(2.0);
            control.inject(done.clone());
        }
    });
    assert_eq!(verdict.facts.circumstance, Circumstance::DataArrived);
}

#[test]
fn packets_that_were_captured_twice_are_no_lost_connection() {
    let scene = Scene::new();
    let control = scene.login();
    download(&scene, &control, "a", b"contents");
    control.quit();
    scene.recast(|shot| vec![shot.clone(), shot.clone()]);
    let verdicts = super::pronounced(&scene.recording().analyze());
    assert!(
        verdicts
            .iter()
            .all(|verdict| verdict.severity == Severity::Note)
    );
}
