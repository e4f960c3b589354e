//! Real transfers between hosts in network namespaces, through a router or a host that drops
//! everything but what the printed rules let through.

use super::printed;
use crate::support::ftp_world::{
    CLIENTS, PASSIVE, ROUTER, SERVER, Way, World, is_there, tell, until,
};
use std::fs;
use std::process::{Child, Stdio};
use std::thread;

/// The printed rules for the hosts of a [`World`].
fn rules(side: &str, format: &str, more: &[&str]) -> String {
    let passive = format!("{}-{}", PASSIVE.0, PASSIVE.1);
    let mut arguments = vec!["--side", side, "--format", format, "--passive", &passive];
    for server in SERVER {
        arguments.extend(["--server", server]);
    }
    for client in CLIENTS {
        arguments.extend(["--client", client]);
    }
    arguments.extend(more);
    printed(&arguments)
}

/// `rules` without the lines that have `what` in them.
fn without(rules: &str, what: &str) -> String {
    let left = rules.lines().filter(|line| !line.contains(what));
    let left: Vec<&str> = left.collect();
    assert!(left.len() < rules.lines().count(), "no {what} in {rules}");
    left.join("\n") + "\n"
}

/// What comes of transfers from both servers, over IPv4 and IPv6 at once.
fn outcomes(world: &World, way: Way, secret: bool) -> Vec<(&'static str, Result<(), String>)> {
    thread::scope(|scope| {
        let start = |server| {
            let transfer = move || (server, world.transfer(server, way, secret));
            scope.spawn(transfer)
        };
        let both = SERVER.map(start);
        let outcomes = both.into_iter().map(|one| one.join().expect("an outcome"));
        outcomes.collect()
    })
}

#[track_caller]
fn works(world: &World, way: Way, secret: bool) {
    for (server, outcome) in outcomes(world, way, secret) {
        assert_eq!(outcome, Ok(()), "{server} {way:?} encrypted: {secret}");
    }
}

#[track_caller]
fn fails(world: &World, way: Way, secret: bool) {
    for (server, outcome) in outcomes(world, way, secret) {
        assert!(outcome.is_err(), "{server} {way:?} encrypted: {secret}");
    }
}

#[test]
fn static_rules_on_a_router_let_active_passive_and_encrypted_transfers_through() {
    let test = "static_rules_on_a_router_let_active_passive_and_encrypted_transfers_through";
    let Some(world) = World::new(test) else {
        return;
    };
    works(&world, Way::Passive, false);
    world.load("router", &rules("router", "nft", &[]));
    for way in [Way::Passive, Way::Active] {
        works(&world, way, false);
        works(&world, way, true);
    }
}

#[test]
fn each_rule_of_a_router_is_needed() {
    let test = "each_rule_of_a_router_is_needed";
    let Some(world) = World::new(test) else {
        return;
    };
    let all = rules("router", "nft", &[]);
    world.load("router", &without(&all, "FTP control"));
    fails(&world, Way::Passive, false);
    world.load("router", &without(&all, "FTP data, passive"));
    fails(&world, Way::Passive, false);
    works(&world, Way::Active, true);
    world.load("router", &without(&all, "FTP data, active"));
    fails(&world, Way::Active, false);
    works(&world, Way::Passive, true);
    world.load("router", &without(&all, "ct state established accept"));
    fails(&world, Way::Passive, false);
}

#[test]
fn a_mode_that_was_left_out_does_not_work() {
    let test = "a_mode_that_was_left_out_does_not_work";
    let Some(world) = World::new(test) else {
        return;
    };
    world.load("router", &rules("router", "nft", &["--mode", "passive"]));
    works(&world, Way::Passive, false);
    fails(&world, Way::Active, false);
}

#[test]
fn a_helper_lets_through_what_it_can_read_and_nothing_else() {
    let test = "a_helper_lets_through_what_it_can_read_and_nothing_else";
    let Some(world) = World::new(test) else {
        return;
    };
    if !world.has_helper(test) {
        return;
    }
    world.load("router", &rules("router", "nft", &["--helper", "yes"]));
    for way in [Way::Passive, Way::Active] {
        works(&world, way, false);
        fails(&world, way, true);
    }
}

#[test]
fn a_helper_that_is_not_assigned_helps_nobody() {
    let test = "a_helper_that_is_not_assigned_helps_nobody";
    let Some(world) = World::new(test) else {
        return;
    };
    if !world.has_helper(test) {
        return;
    }
    let all = rules("router", "nft", &["--helper", "yes"]);
    world.load("router", &without(&all, "ct helper set"));
    fails(&world, Way::Passive, false);
    fails(&world, Way::Active, false);
}

#[test]
fn with_tls_a_helper_is_left_out_and_transfers_work() {
    let test = "with_tls_a_helper_is_left_out_and_transfers_work";
    let Some(world) = World::new(test) else {
        return;
    };
    let tls = ["--helper", "yes", "--tls", "explicit"];
    world.load("router", &rules("router", "nft", &tls));
    works(&world, Way::Passive, true);
    works(&world, Way::Active, true);
}

#[test]
fn the_own_firewalls_of_server_and_client_let_transfers_through() {
    let test = "the_own_firewalls_of_server_and_client_let_transfers_through";
    let Some(world) = World::new(test) else {
        return;
    };
    let (server, client) = (rules("server", "nft", &[]), rules("client", "nft", &[]));
    world.load("server", &server);
    world.load("client", &client);
    for way in [Way::Passive, Way::Active] {
        works(&world, way, false);
        works(&world, way, true);
    }
    world.load("server", &without(&server, "FTP data, passive"));
    world.load("client", &without(&client, "FTP data, active"));
    fails(&world, Way::Passive, false);
    fails(&world, Way::Active, false);
}

#[test]
fn source_port_20_opens_nothing_to_others_than_the_server() {
    let test = "source_port_20_opens_nothing_to_others_than_the_server";
    let Some(world) = World::new(test) else {
        return;
    };
    for (server, router) in SERVER.into_iter().zip(ROUTER) {
        assert!(world.reaches_client("router", router), "{router}");
        world.load("client", &rules("client", "nft", &[]));
        assert!(!world.reaches_client("router", router), "{router}");
        assert!(world.reaches_client("server", server), "{server}");
        world.load("client", "delete table inet ftp_client\n");
    }
}

#[test]
fn helpers_on_server_and_client_let_clear_transfers_through() {
    let test = "helpers_on_server_and_client_let_clear_transfers_through";
    let Some(world) = World::new(test) else {
        return;
    };
    if !world.has_helper(test) {
        return;
    }
    for side in ["server", "client"] {
        world.load(side, &rules(side, "nft", &["--helper", "yes"]));
    }
    works(&world, Way::Passive, false);
    works(&world, Way::Active, false);
    fails(&world, Way::Passive, true);
    fails(&world, Way::Active, true);
}

#[test]
fn what_iptables_restore_loads_does_the_same() {
    let test = "what_iptables_restore_loads_does_the_same";
    let Some(world) = World::new(test) else {
        return;
    };
    let tools = ["iptables-restore", "ip6tables-restore"];
    if let Some(missing) = tools.into_iter().find(|tool| !is_there(tool)) {
        tell(format_args!(
            "{test} is skipped: there is no program {missing}"
        ));
        return;
    }
    let load = |rules: &str| {
        for tool in tools {
            let output = world.run("router", tool, &[], rules);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{tool}: {said}\n{rules}");
        }
    };
    let all = rules("router", "iptables", &[]);
    load(&all);
    for way in [Way::Passive, Way::Active] {
        works(&world, way, true);
    }
    load(&without(&all, "FTP data, passive"));
    fails(&world, Way::Passive, false);
    if world.has_helper(test) {
        load(&rules("router", "iptables", &["--helper", "yes"]));
        works(&world, Way::Passive, false);
        works(&world, Way::Active, false);
        fails(&world, Way::Passive, true);
    }
    for side in ["server", "client"] {
        load(&rules(side, "iptables", &[]));
    }
}

#[test]
fn every_file_for_nft_can_be_loaded_twice() {
    let test = "every_file_for_nft_can_be_loaded_twice";
    let Some(world) = World::new(test) else {
        return;
    };
    let has_helper = world.has_helper(test);
    for side in ["server", "client", "router"] {
        for mode in ["active", "passive", "both"] {
            for helper in ["yes", "no"] {
                if helper == "yes" && !has_helper {
                    continue;
                }
                for lang in ["en", "zh-Hant"] {
                    let more = ["--mode", mode, "--helper", helper, "--lang", lang];
                    let text = rules(side, "nft", &more);
                    world.load(side, &text);
                    world.load(side, &text);
                }
            }
        }
    }
    // Anyone, and networks that lie in each other.
    for clients in [
        &[][..],
        &["--client", "192.0.2.0/24", "--client", "192.0.2.7"],
    ] {
        let server = ["--server", "198.51.100.21:2121", "--side", "router"];
        let arguments = [&server[..], clients, &["--format", "nft"]].concat();
        world.load("router", &printed(&arguments));
    }
}

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn vsftpd_serves_curl_and_lftp_through_the_rules() {
    let test = "vsftpd_serves_curl_and_lftp_through_the_rules";
    let Some(world) = World::new(test) else {
        return;
    };
    for program in ["vsftpd", "curl", "openssl"] {
        if !is_there(program) {
            tell(format_args!(
                "{test} is skipped: there is no program {program}"
            ));
            return;
        }
    }
    // vsftpd gives up its rights before it reads what it serves.
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    set_mode(folder.path(), 0o755);
    for name in ["share", "empty"] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
        set_mode(&folder.path().join(name), 0o555);
    }
    let contents = "Down the rabbit hole.\n".repeat(5_000);
    fs::write(folder.path().join("share/report.txt"), &contents).expect("a file");
    let certificate = world.run(
        "server",
        "openssl",
        &[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=server",
            "-keyout",
            &path("key.pem"),
            "-out",
            &path("cert.pem"),
        ],
        "",
    );
    assert!(certificate.status.success());
    let settings = format!(
        "listen=YES\nlisten_port=2121\nbackground=NO\nanonymous_enable=YES\nlocal_enable=NO\nno_anon_password=YES\n\
         anon_root={}\nsecure_chroot_dir={}\nseccomp_sandbox=NO\nport_enable=YES\nconnect_from_port_20=YES\n\
         ftp_data_port=2120\npasv_min_port={}\npasv_max_port={}\nconnect_timeout=5\n\
         ssl_enable=YES\nallow_anon_ssl=YES\nrequire_ssl_reuse=NO\nrsa_cert_file={}\nrsa_private_key_file={}\n",
        path("share"),
        path("empty"),
        PASSIVE.0,
        PASSIVE.1,
        path("cert.pem"),
        path("key.pem"),
    );
    fs::write(folder.path().join("vsftpd.conf"), settings).expect("a file");
    let server = world
        .command("server", "vsftpd")
        .arg(path("vsftpd.conf"))
        .stdin(Stdio::null())
        .spawn();
    let _server = Running(server.expect("vsftpd runs"));
    let url = format!("ftp://{}:2121/report.txt", SERVER[0]);
    let fetched = |program: &str, arguments: &[&str]| {
        let output = world.run("client", program, arguments, "");
        output.status.success() && output.stdout == contents.as_bytes()
    };
    let curl = |more: &[&str]| {
        let usual = ["-sS", "-k", "--connect-timeout", "8", "--max-time", "30"];
        fetched("curl", &[&usual[..], more, &[&url]].concat())
    };
    until("vsftpd", || curl(&[]));

    let server = format!("{}:2121", SERVER[0]);
    let passive = format!("{}-{}", PASSIVE.0, PASSIVE.1);
    let arguments = [
        "--server",
        &server,
        "--client",
        CLIENTS[0],
        "--passive",
        &passive,
        "--side",
        "router",
        "--format",
        "nft",
        "--tls",
        "explicit",
    ];
    let all = printed(&arguments);
    world.load("router", &all);
    assert!(curl(&["--disable-epsv"]), "PASV");
    assert!(curl(&[]), "EPSV");
    assert!(curl(&["-P", "-", "--disable-eprt"]), "PORT");
    assert!(curl(&["-P", "-"]), "EPRT");
    assert!(curl(&["--ssl-reqd"]), "FTPS, passive");
    // In active FTPS curl and vsftpd wait for each other, with and without a filter; lftp does not.
    if is_there("lftp") {
        for mode in ["yes", "no"] {
            let script = format!(
                "set net:timeout 8; set net:max-retries 1; set ssl:verify-certificate no; set ftp:ssl-force yes; \
                 set ftp:ssl-protect-data yes; set ftp:passive-mode {mode}; cat {url}"
            );
            assert!(fetched("lftp", &["-c", &script]), "lftp, passive: {mode}");
        }
    } else {
        tell(format_args!("{test} goes without lftp, which is not there"));
    }
    world.load("router", &without(&all, "FTP data, passive"));
    assert!(!curl(&[]), "EPSV without its rule");
    assert!(curl(&["-P", "-"]), "active goes on");
    world.load("router", &without(&all, "FTP data, active"));
    assert!(!curl(&["-P", "-"]), "EPRT without its rule");
}

fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("rights");
}
