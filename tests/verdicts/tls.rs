//! FTPS.

use super::{FROM, Initiator, Listener, PASV, Scene, Severity, TO, healthy, only, pairs};
use crate::support::scene::{CLIENT, SERVER, Stream};
use ftpscope::diagnose::Id;

pairs! {
    tls_required TlsRequired {
        said |scene| {
            let control = greeted(scene);
            control.ask("USER alice", "530 Non-anonymous sessions must use encryption.");
            control.quit();
        };
        silent |scene| {
            let control = greeted(scene);
            control.ask("USER alice", "530 This user may not log in.");
            control.quit();
        };
    }
    tls_refused TlsRefused {
        said |scene| {
            let control = greeted(scene);
            control.ask("AUTH TLS", "502 Command not implemented.");
            log_in(&control);
        };
        silent |scene| encrypted(scene);
    }
    tls_handshake_failed TlsHandshakeFailed {
        said |scene| {
            let control = secured(scene);
            control.send(Initiator, record(21, &[2, 48]));
            control.close(Initiator);
        };
        silent |scene| encrypted(scene);
    }
    tls_mode_mismatch TlsModeMismatch {
        said |scene| {
            let control = scene.connect(CLIENT, SERVER);
            control.send(Initiator, record(22, &[1; 200]));
            control.close(Listener);
        };
        silent |scene| encrypted(scene);
    }
    tls_resumption_required TlsResumptionRequired {
        said |scene| fetch(scene, "522 SSL connection failed: session reuse required");
        silent |scene| fetch(scene, "522 SSL connection failed.");
    }
    data_protection_required DataProtectionRequired {
        said |scene| fetch(scene, "521 PROT P required.");
        silent |scene| fetch(scene, "550 No such file.");
    }
    encrypted_control EncryptedControl {
        said |scene| encrypted(scene);
        silent healthy;
    }
}

fn record(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u16).to_be_bytes();
    [&[kind, 3, 3], &length[..], body].concat()
}

fn greeted(scene: &Scene) -> Stream {
    let control = scene.connect(CLIENT, SERVER);
    control.reply("220 Service ready.");
    control
}

fn log_in(control: &Stream) {
    control.ask("USER alice", "331 Password, please.");
    control.ask("PASS looking-glass", "230 Logged in.");
    control.quit();
}

/// A session up to the ServerHello.
fn secured(scene: &Scene) -> Stream {
    let control = greeted(scene);
    control.ask("AUTH TLS", "234 Go ahead.");
    control.send(Initiator, record(22, &[1; 200]));
    control.send(Listener, record(22, &[2; 90]));
    control
}

/// A session with its commands in TLS.
fn encrypted(scene: &Scene) {
    let control = secured(scene);
    for _ in 0..8 {
        control.send(Initiator, record(23, &[7; 40]));
        control.send(Listener, record(23, &[7; 60]));
    }
    control.close(Initiator);
}

fn fetch(scene: &Scene, answer: &str) {
    let control = scene.login();
    control.ask("PASV", PASV);
    let data = scene.connect(FROM, TO);
    control.ask("RETR a", answer);
    data.close(Listener);
    control.quit();
}

#[test]
fn an_alert_is_called_by_its_name() {
    let verdict = only(
        Id::TlsHandshakeFailed,
        super::pair(Id::TlsHandshakeFailed).said,
    );
    assert_eq!(verdict.facts.name, "unknown_ca");
}

#[test]
fn a_client_that_looks_first_and_does_without_is_told_as_a_note() {
    let verdict = only(Id::TlsRefused, |scene| {
        let control = greeted(scene);
        control.ask("FEAT", "211 None.");
        control.ask("AUTH TLS", "530 Please login with USER and PASS.");
        log_in(&control);
    });
    assert_eq!(verdict.severity, Severity::Note);
    let verdict = only(Id::TlsRefused, super::pair(Id::TlsRefused).said);
    assert_eq!(verdict.severity, Severity::Warning);
}

#[test]
fn where_tls_is_wanted_the_refused_login_is_not_said_besides() {
    let verdicts = super::verdicts_of(super::pair(Id::TlsRequired).said);
    assert_eq!(super::names(&verdicts), ["tls-required"]);
}

#[test]
fn a_transfer_that_fails_with_prot_p_lacks_no_protection() {
    let verdicts = super::verdicts_of(|scene| {
        let control = scene.login();
        control.ask("PROT P", "200 Private.");
        control.ask("PASV", PASV);
        let data = scene.connect(FROM, TO);
        control.ask("RETR a", "522 Handshake failed.");
        data.close(Listener);
        control.quit();
    });
    assert_eq!(
        super::names(&verdicts),
        ["transfer-failed", "cleartext-password"]
    );
}
