//! The transfer, and what was said.

use super::{FROM, Initiator, Listener, PASV, Scene, TO, download, healthy, pairs};
use crate::support::scene::Stream;

pairs! {
    transfer_refused TransferRefused {
        said |scene| ended_by(scene, "550 No such file.");
        silent |scene| ended_by(scene, "226 Done.");
    }
    transfer_failed TransferFailed {
        said |scene| broken(scene, Listener, "426 Failure writing network stream.");
        silent |scene| ended_by(scene, "550 No such file.");
    }
    transfer_aborted TransferAborted {
        said |scene| broken(scene, Initiator, "426 Failure writing network stream.");
        silent |scene| broken(scene, Listener, "426 Failure writing network stream.");
    }
    transfer_truncated TransferTruncated {
        said |scene| promised(scene, 5_000);
        silent |scene| promised(scene, 4_000);
    }
    disk_full DiskFull {
        said |scene| broken(scene, Listener, "451 No space left on device.");
        silent |scene| broken(scene, Listener, "451 Error during write to file.");
    }
    transfer_stalled TransferStalled {
        said |scene| paused(scene, 9.0);
        silent |scene| paused(scene, 1.0);
    }
    pmtu_black_hole PmtuBlackHole {
        said |scene| large_segments(scene, false);
        silent |scene| large_segments(scene, true);
    }
    ascii_damage AsciiDamage {
        said |scene| in_ascii(scene, b"\x89PNG\r\r\n\x1a\r\n\0\0\0\x0dIHDR");
        silent |scene| in_ascii(scene, "text, also 中文\r\n".as_bytes());
    }
    replies_out_of_step RepliesOutOfStep {
        said |scene| {
            let control = scene.login();
            control.reply("230 Logged in.");
            control.command("SYST");
            control.command("TYPE I");
            control.reply("215 UNIX Type: L8");
            control.command("PWD");
            control.reply("200 Type set to I.");
            control.command("SIZE a");
            control.reply("257 \"/\" is the current directory.");
            control.reply("213 8");
        };
        // A client that sends ahead.
        silent |scene| {
            let control = scene.login();
            control.command("SYST");
            control.command("TYPE I");
            control.command("PWD");
            control.reply("215 UNIX Type: L8");
            control.reply("200 Type set to I.");
            control.reply("257 \"/\" is the current directory.");
            control.quit();
        };
    }
    protocol_violation ProtocolViolation {
        said |scene| {
            let control = scene.login();
            control.ask("CWD \0\0", "550 No such directory.");
            control.ask(&format!("CWD {}", "a".repeat(5_000)), "550 No such directory.");
            control.quit();
        };
        silent |scene| {
            let control = scene.login();
            control.ask(&format!("CWD {}", "a".repeat(3_000)), "550 No such directory.");
            control.quit();
        };
    }
    hostile_text HostileText {
        said |scene| {
            let control = scene.login();
            control.ask("CWD a", "250 \x1b[2JGone.");
            control.quit();
        };
        silent |scene| {
            let control = scene.login();
            control.ask("CWD ../一些 文件", "250 \u{2019}Tis done.");
            control.quit();
        };
    }
}

/// A download whose connection carries nothing.
fn ended_by(scene: &Scene, answer: &str) {
    let control = scene.login();
    control.ask("PASV", PASV);
    let data = scene.connect(FROM, TO);
    control.ask("RETR a", answer);
    data.close(Listener);
    control.quit();
}

fn begin(scene: &Scene, preliminary: &str) -> (Stream, Stream) {
    let control = scene.login();
    control.ask("TYPE I", "200 Binary.");
    control.ask("PASV", PASV);
    let data = scene.connect(FROM, TO);
    control.ask("RETR a", preliminary);
    (control, data)
}

/// A download that one end resets in the middle.
fn broken(scene: &Scene, by: crate::support::scene::End, answer: &str) {
    let (control, data) = begin(scene, "150 Here it comes.");
    data.send(Listener, [7; 1_000]);
    data.ack(Initiator);
    data.rst(by);
    control.reply(answer);
    control.quit();
}

fn promised(scene: &Scene, bytes: usize) {
    let (control, data) = begin(scene, &format!("150 Here it comes ({bytes} bytes)."));
    data.carry(Listener, &[7; 4_000]);
    control.reply("226 Done.");
    control.quit();
}

fn paused(scene: &Scene, seconds: f64) {
    let (control, data) = begin(scene, "150 Here it comes.");
    data.send(Listener, [7; 1_000]);
    data.ack(Initiator);
    scene.wait(seconds);
    data.carry(Listener, &[7; 1_000]);
    control.reply("226 Done.");
    control.quit();
}

/// A large segment that is sent again and again, and may arrive in the end.
fn large_segments(scene: &Scene, arrives: bool) {
    let (control, data) = begin(scene, "150 Here it comes.");
    let large = data.segment(Listener).payload([7; 1_460]);
    data.transmit(Listener, large.clone());
    for _ in 0..4 {
        scene.wait(0.5);
        data.inject(large.clone());
    }
    if arrives {
        data.ack(Initiator);
    }
    scene.wait(1.0);
    control.quit();
}

fn in_ascii(scene: &Scene, contents: &[u8]) {
    let control = scene.login();
    control.ask("TYPE A", "200 ASCII.");
    download(scene, &control, "a", contents);
    control.quit();
}

#[test]
fn a_healthy_session_is_not_stalled_by_a_client_that_thinks() {
    let verdicts = super::verdicts_of(|scene| {
        healthy(scene);
        let control = scene.login_between("192.0.2.1:40007", "198.51.100.1:21");
        control.ask("PASV", PASV);
        let data = scene.connect(FROM, TO);
        scene.wait(20.0);
        control.ask("RETR a", "150 Here it comes.");
        data.carry(Listener, b"contents");
        control.reply("226 Done.");
        scene.wait(20.0);
        control.quit();
    });
    assert_eq!(
        super::names(&verdicts),
        ["cleartext-password", "cleartext-password"]
    );
}

#[test]
fn a_client_that_leaves_with_the_file_in_hand_missed_nothing() {
    let verdicts = super::verdicts_of(|scene| {
        let (control, data) = begin(scene, "150 Here it comes (8 bytes).");
        data.carry(Listener, b"contents");
        control.close(Initiator);
    });
    assert_eq!(super::names(&verdicts), ["cleartext-password"]);
}

#[test]
fn an_abor_without_a_reply_to_the_transfer_is_an_abort() {
    let verdicts = super::verdicts_of(|scene| {
        let (control, data) = begin(scene, "150 Here it comes.");
        data.send(Listener, [7; 1_000]);
        data.ack(Initiator);
        control.command("ABOR");
        data.rst(Listener);
        control.reply("226 Abort successful.");
        control.quit();
    });
    let names = super::names(&verdicts);
    assert!(names.contains(&"transfer-aborted"), "{names:?}");
    assert!(!names.contains(&"transfer-failed"), "{names:?}");
}

#[test]
fn a_pause_in_which_the_capture_lost_packets_is_no_stall() {
    let verdicts = super::verdicts_of(|scene| {
        let (control, data) = begin(scene, "150 Here it comes.");
        data.send(Listener, [7; 1_000]);
        scene.wait(9.0);
        data.send_unseen(Listener, 5_000);
        data.ack(Initiator);
        data.carry(Listener, &[7; 1_000]);
        control.reply("226 Done.");
        control.quit();
    });
    let names = super::names(&verdicts);
    assert_eq!(names, ["capture-incomplete", "cleartext-password"]);
}

#[test]
fn the_rest_of_a_line_whose_beginning_was_not_captured_breaks_no_rule() {
    let verdicts = super::verdicts_of(|scene| {
        let control = scene.connect("192.0.2.1:40000", "198.51.100.1:21");
        control.send(Listener, "220 (vsFT");
        control.send(Listener, "Pd 3.0.5)\r\n");
        control.ask("USER alice", "331 Password, please.");
        control.ask("PASS looking-glass", "230 Logged in.");
        control.quit();
        scene.lose(1..=4);
    });
    assert_eq!(
        super::names(&verdicts),
        ["capture-incomplete", "cleartext-password"]
    );
}
