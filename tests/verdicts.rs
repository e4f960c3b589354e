//! Verdicts: for each id a session where it is said, and one much like it where it is not.

mod announced;
mod capture;
mod connection;
mod control;
mod table;
mod tls;
mod transfer;

use crate::support::captures;
use crate::support::scene::{Analysis, Initiator, Listener, Scene, Stream};
use ftpscope::diagnose::{Census, Confidence, Id, Severity, Verdict, diagnose};

/// Six numbers that stand for 198.51.100.1:5121.
const PASV: &str = "227 Entering Passive Mode (198,51,100,1,20,1).";
/// The client's own end of a data connection to it.
const FROM: &str = "192.0.2.1:40001";
const TO: &str = "198.51.100.1:5121";
/// Six numbers that stand for 192.0.2.1:40002.
const PORT: &str = "PORT 192,0,2,1,156,66";
const LISTENER: &str = "192.0.2.1:40002";

/// A conversation where a verdict is said, and one where it is not.
struct Pair {
    said: fn(&Scene),
    silent: fn(&Scene),
}

/// Declares the pairs of one family, and a test for each of the two conversations of an id.
macro_rules! pairs {
    ($($name:ident $id:ident { said $said:expr; silent $silent:expr; })*) => {
        $(pub(super) fn $name() -> super::Pair {
            super::Pair { said: $said, silent: $silent }
        }

        mod $name {
            #[test]
            fn is_said() {
                super::super::assert_said(ftpscope::diagnose::Id::$id);
            }

            #[test]
            fn is_not_said_of_what_is_much_like_it() {
                super::super::assert_silent(ftpscope::diagnose::Id::$id);
            }
        })*
    };
}
use pairs;

/// Declares which pair each id has; an id without one does not compile.
macro_rules! table {
    ($($id:ident $family:ident $name:ident;)*) => {
        fn pair(id: Id) -> Pair {
            match id {
                $(Id::$id => $family::$name(),)*
            }
        }

        /// Where the two tests of an id stand.
        fn place(id: Id) -> &'static str {
            match id {
                $(Id::$id => concat!("verdicts::", stringify!($family), "::", stringify!($name)),)*
            }
        }
    };
}

table! {
    ControlUnanswered control control_unanswered;
    ControlRefused control control_refused;
    ControlRejected control control_rejected;
    NoGreeting control no_greeting;
    SlowLogin control slow_login;
    ServerBusy control server_busy;
    IdleTimeout control idle_timeout;
    ControlLost control control_lost;
    NotFtp control not_ftp;
    LoginRefused control login_refused;
    BruteForce control brute_force;
    CleartextPassword control cleartext_password;
    TlsRequired tls tls_required;
    TlsRefused tls tls_refused;
    TlsHandshakeFailed tls tls_handshake_failed;
    TlsModeMismatch tls tls_mode_mismatch;
    TlsResumptionRequired tls tls_resumption_required;
    DataProtectionRequired tls data_protection_required;
    EncryptedControl tls encrypted_control;
    PortPrivateAddress announced port_private_address;
    PortRefused announced port_refused;
    AnnouncementMissing announced announcement_missing;
    PasvPrivateAddress announced pasv_private_address;
    PasvWrongAddress announced pasv_wrong_address;
    AnnouncementRewritten announced announcement_rewritten;
    AnnouncementMalformed announced announcement_malformed;
    EpsvFallback announced epsv_fallback;
    ActiveUnanswered connection active_unanswered;
    ActiveRefused connection active_refused;
    ActiveRejected connection active_rejected;
    ActiveNoAttempt connection active_no_attempt;
    PassiveUnanswered connection passive_unanswered;
    PassiveRefused connection passive_refused;
    PassiveRejected connection passive_rejected;
    PassiveNoAttempt connection passive_no_attempt;
    Stranger connection stranger;
    Bounce connection bounce;
    Fxp connection fxp;
    TransferRefused transfer transfer_refused;
    TransferFailed transfer transfer_failed;
    TransferAborted transfer transfer_aborted;
    TransferTruncated transfer transfer_truncated;
    DiskFull transfer disk_full;
    TransferStalled transfer transfer_stalled;
    PmtuBlackHole transfer pmtu_black_hole;
    AsciiDamage transfer ascii_damage;
    RepliesOutOfStep transfer replies_out_of_step;
    CaptureIncomplete capture capture_incomplete;
    CapturedTwice capture captured_twice;
    ProtocolViolation transfer protocol_violation;
    HostileText transfer hostile_text;
}

/// What is said of the sessions of an analysis, and of the capture as a whole.
fn pronounced(analysis: &Analysis) -> Vec<Verdict> {
    let mut census = Census::default();
    let mut verdicts = Vec::new();
    for session in &analysis.sessions {
        census.take(session);
        verdicts.extend(diagnose(session));
    }
    let count = analysis.sessions.len() as u64;
    let strays = analysis.statistics.strays;
    verdicts.extend(census.verdicts(false, count, strays, &analysis.orphans));
    verdicts
}

fn verdicts_of(play: fn(&Scene)) -> Vec<Verdict> {
    let scene = Scene::new();
    play(&scene);
    pronounced(&scene.recording().analyze())
}

/// The only verdict of `id` that is said of what `play` plays.
fn only(id: Id, play: fn(&Scene)) -> Verdict {
    let mut all = verdicts_of(play);
    all.retain(|verdict| verdict.id == id);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

fn names(verdicts: &[Verdict]) -> Vec<&'static str> {
    verdicts.iter().map(|verdict| verdict.id.name()).collect()
}

fn assert_said(id: Id) {
    let verdicts = verdicts_of(pair(id).said);
    let said = verdicts.iter().find(|verdict| verdict.id == id);
    let said = said.unwrap_or_else(|| panic!("{:?}", names(&verdicts)));
    assert!(said.evidence.is_sorted() && said.evidence.iter().all(|&frame| frame > 0));
}

fn assert_silent(id: Id) {
    let verdicts = verdicts_of(pair(id).silent);
    assert!(
        verdicts.iter().all(|verdict| verdict.id != id),
        "{verdicts:#?}"
    );
}

/// A passive download of `name` that goes well.
fn download(scene: &Scene, control: &Stream, name: &str, bytes: &[u8]) {
    control.ask("PASV", PASV);
    let data = scene.connect(FROM, TO);
    control.ask(&format!("RETR {name}"), "150 Here it comes.");
    data.carry(Listener, bytes);
    control.reply("226 Done.");
}

/// A session of one client with two good transfers.
fn healthy(scene: &Scene) {
    let control = scene.login();
    control.ask("TYPE I", "200 Binary.");
    download(scene, &control, "a", b"contents");
    control.ask(PORT, "200 PORT command successful.");
    control.command("STOR b");
    let data = scene.connect("198.51.100.1:20", LISTENER);
    control.reply("150 Go on.");
    data.carry(Listener, b"contents");
    control.reply("226 Done.");
    control.quit();
}

#[test]
fn a_healthy_session_has_no_error_and_no_warning() {
    assert_eq!(names(&verdicts_of(healthy)), ["cleartext-password"]);
}

#[test]
fn the_healthy_sample_captures_have_no_error_and_no_warning() {
    const ILL: [&str; 5] = [
        "active-blocked.pcap",
        "active-rejected.pcap",
        "passive-blocked.pcap",
        "nat-private-227.pcap",
        "nat-private-port.pcap",
    ];
    for path in captures() {
        let name = path.file_name().expect("a name").to_string_lossy();
        let bytes = std::fs::read(&path).expect("a file");
        let verdicts = pronounced(&crate::support::analyze_file(bytes));
        let bad = verdicts.iter().filter(|one| one.severity > Severity::Note);
        let bad: Vec<&str> = bad.map(|one| one.id.name()).collect();
        assert_eq!(!bad.is_empty(), ILL.contains(&&*name), "{name}: {bad:?}");
    }
}

#[test]
fn errors_come_before_warnings_and_notes() {
    let verdicts = verdicts_of(|scene| {
        let control = scene.connect("192.0.2.1:40000", "198.51.100.1:21");
        scene.wait(2.0);
        control.reply("220 Service ready.");
        control.ask("USER alice", "331 Password, please.");
        control.ask("PASS looking-glass", "530 No.");
        control.quit();
    });
    assert_eq!(
        names(&verdicts),
        ["login-refused", "slow-login", "cleartext-password"]
    );
}

#[test]
fn of_many_verdicts_of_one_id_some_are_listed_and_the_others_counted() {
    let verdicts = verdicts_of(|scene| {
        let control = scene.login();
        for _ in 0..20 {
            control.ask("PASV", PASV);
            control.ask("RETR a", "550 No such file.");
        }
        control.quit();
    });
    let refused: Vec<&Verdict> = verdicts
        .iter()
        .filter(|verdict| verdict.id == Id::TransferRefused)
        .collect();
    assert_eq!(refused.len(), ftpscope::limits::VERDICTS_OF_AN_ID);
    assert_eq!(refused[0].others, 4);
}

#[test]
fn three_syns_prove_what_two_make_likely() {
    fn knocked(times: usize) -> Vec<Confidence> {
        let scene = Scene::new();
        let control = scene.login();
        control.ask("PASV", PASV);
        scene.knock(FROM, TO, times);
        scene.wait(5.0);
        control.quit();
        let verdicts = pronounced(&scene.recording().analyze());
        let said = verdicts
            .iter()
            .filter(|verdict| verdict.id == Id::PassiveUnanswered);
        said.map(|verdict| verdict.confidence).collect()
    }
    assert_eq!(knocked(3), [Confidence::Proved]);
    assert_eq!(knocked(2), [Confidence::Likely]);
}

/// What there is to change, as a reader of English sees it.
fn cure(id: Id, play: impl Fn(&Scene)) -> String {
    let scene = Scene::new();
    play(&scene);
    let sessions = scene.sessions();
    let said = sessions.iter().flat_map(|session| {
        let verdicts = diagnose(session).into_iter().filter(|one| one.id == id);
        verdicts.map(|verdict| {
            ftpscope::views::verdict::said(Some(session), &verdict, &ftpscope::texts::EN).1
        })
    });
    said.flatten().collect::<Vec<_>>().join("\n")
}

/// A session with a server that greets so, on this port, whose passive port is closed.
fn blocked(scene: &Scene, greeting: &str, server: &str) {
    let control = scene.connect("192.0.2.1:40000", server);
    control.reply(greeting);
    control.ask("USER alice", "331 Password, please.");
    control.ask("PASS looking-glass", "230 Logged in.");
    control.ask("PASV", PASV);
    scene.knock(FROM, TO, 3);
    scene.wait(3.0);
    control.quit();
}

#[test]
fn a_cure_names_the_setting_of_the_server_that_greeted() {
    let id = Id::PassiveUnanswered;
    let vsftpd = cure(id, |scene| {
        blocked(scene, "220 (vsFTPd 3.0.5)", "198.51.100.1:21")
    });
    assert!(
        vsftpd.contains("pasv_min_port") && !vsftpd.contains("PassivePorts"),
        "{vsftpd}"
    );
    let iis = cure(id, |scene| {
        blocked(scene, "220 Microsoft FTP Service", "198.51.100.1:21");
    });
    assert!(
        iis.contains("lowDataChannelPort") && !iis.contains("pasv_min_port"),
        "{iis}"
    );
    let unknown = cure(id, |scene| blocked(scene, "220 Hello.", "198.51.100.1:21"));
    assert!(
        unknown.contains("pasv_min_port") && unknown.contains("PassivePorts"),
        "{unknown}"
    );
}

#[test]
fn a_helper_is_attached_to_the_port_that_was_seen() {
    let id = Id::PassiveUnanswered;
    let told = cure(id, |scene| {
        blocked(scene, "220 Hello.", "198.51.100.1:2121")
    });
    assert!(told.contains("tcp dport 2121 ct helper set"), "{told}");
}

#[test]
fn no_helper_is_advised_where_it_could_not_read_the_commands() {
    let encrypted = cure(Id::ActiveUnanswered, |scene| {
        let control = scene.connect("192.0.2.1:40000", "198.51.100.1:21");
        control.reply("220 Hello.");
        control.ask("USER alice", "331 Password, please.");
        control.ask("PASS looking-glass", "230 Logged in.");
        control.ask(PORT, "200 PORT command successful.");
        control.command("LIST");
        scene.knock("198.51.100.1:20", LISTENER, 4);
        control.reply("425 Failed to establish connection.");
        control.ask("AUTH TLS", "234 Go ahead.");
        control.send(Initiator, [22, 3, 3, 0, 2, 1, 1]);
        control.close(Initiator);
    });
    assert!(
        !encrypted.is_empty() && !encrypted.contains("ct helper"),
        "{encrypted}"
    );
}
