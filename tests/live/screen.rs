//! The terminal UI on an interface, while somebody waits for his server.

use super::{FTPSCOPE, as_client, scratch, serve, server};
use crate::support::namespaces::{CABLE, Machine, Network, SERVER};
use crate::support::pty::Pty;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;

/// The UI on the server's interface, in a terminal; files are saved into `folder`.
fn watch(network: &Network, folder: &std::path::Path) -> Pty {
    let server = network.name(Machine::Server);
    let arguments = [
        "netns",
        "exec",
        &server,
        FTPSCOPE,
        "tui",
        "-i",
        CABLE,
        "--no-config",
    ];
    Pty::run("ip", &arguments, |command| command.cwd(folder))
}

/// A folder that is empty.
fn folder(name: &str) -> std::path::PathBuf {
    let folder = scratch(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Lets the client drop whatever asks it for a connection; whether it can.
fn block_connections_to_client(network: &Network) -> bool {
    let mut command = network.command(Machine::Client, "nft");
    command.args(["add table inet wall; \
         add chain inet wall input { type filter hook input priority 0; policy accept; }; \
         add rule inet wall input tcp flags & (syn | ack) == syn drop"]);
    let status = command.stderr(Stdio::null()).status();
    let can = status.is_ok_and(|status| status.success());
    if !can {
        eprintln!("skipped: no packet filter (`nft` fails)");
    }
    can
}

/// A client that says lines and reads one reply to each; the connection stays open.
fn say(network: &Network, lines: &'static [&'static str]) -> TcpStream {
    as_client(network, move || {
        let stream = TcpStream::connect(server(SERVER[0])).expect("a server");
        let mut control = BufReader::new(stream);
        let mut reply = String::new();
        control.read_line(&mut reply).expect("a greeting");
        for line in lines {
            let sent = format!("{line}\r\n");
            control
                .get_mut()
                .write_all(sent.as_bytes())
                .expect("a server");
            control.read_line(&mut reply).expect("a reply");
        }
        control.into_inner()
    })
}

#[test]
fn an_attempt_that_a_firewall_drops_is_on_the_screen_before_the_server_gives_up() {
    let Some(network) = Network::new() else {
        return;
    };
    if !block_connections_to_client(&network) {
        return;
    }
    serve(&network);
    let mut pty = watch(&network, &folder("live-screen-blocked"));
    pty.see("LIVE").see(CABLE).see("no FTP session yet");
    const PORT: &str = "PORT 10,71,0,2,78,32";
    let control = say(&network, &["USER anna", "PASS secret", PORT, "RETR 10"]);
    // It is in the list, and Enter opens its ladder.
    pty.see("anna").see("no answer so far");
    pty.type_keys("\r");
    pty.see("PORT 10,71,0,2,78,32");
    pty.see("20000 ╌").see(" SYNs in ");
    let screen = pty.screen();
    assert!(
        !screen.contains("425") && !screen.contains("secret"),
        "{screen}"
    );
    // The server has not given up yet.
    control.set_nonblocking(true).expect("a socket");
    let heard = control.peek(&mut [0; 16]);
    assert!(heard.is_err(), "the server has said something: {heard:?}");
    pty.type_keys("q");
    assert!(pty.end().success());
    pty.assert_restored();
}

#[test]
fn what_somebody_says_appears_and_its_packets_can_be_saved() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    let folder = folder("live-screen-saved");
    let mut pty = watch(&network, &folder);
    pty.see("no FTP session yet");
    let control = say(&network, &["USER anna"]);
    pty.see("anna").see("open").type_keys("\r").see("USER anna");
    (&control).write_all(b"TYPE I\r\n").expect("a server");
    pty.see("TYPE I");
    pty.type_keys("w").see("ftpscope-session-1.pcapng");
    // A connection that is closed with something unread breaks off.
    let mut reply = String::new();
    let mut control = BufReader::new(control);
    control.read_line(&mut reply).expect("a reply");
    drop(control);
    pty.type_keys("1").see("closed");
    pty.type_keys("q");
    assert!(pty.end().success());
    let file = folder.join("ftpscope-session-1.pcapng");
    let mut command = std::process::Command::new(FTPSCOPE);
    let output = command.arg("show").arg(&file).output().expect("ftpscope");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("USER anna") && text.contains("TYPE I"),
        "{text}"
    );
}

#[test]
fn an_interface_that_goes_away_is_told_on_the_screen_and_waited_for() {
    let Some(network) = Network::new() else {
        return;
    };
    let mut pty = watch(&network, &folder("live-screen-away"));
    pty.see("no FTP session yet");
    network.set("down");
    pty.await_that("a message about the cable", |pty| {
        let screen = pty.screen();
        screen.contains("down") || screen.contains("went")
    });
    network.set("up");
    let listener = network.on(Machine::Server, || {
        TcpListener::bind((SERVER[0], 21)).expect("the port of FTP")
    });
    let listener = listener.join().expect("a server");
    network.on(Machine::Server, || crate::support::ftp::serve(listener));
    let _control = say(&network, &["USER anna"]);
    pty.see("anna");
    pty.type_keys("q");
    assert!(pty.end().success());
}
