//! What is printed for each kind of firewall.

use super::{ftpscope, printed};
use insta::assert_snapshot;
use serde_json::Value;

/// Two families, two control ports, two networks of clients.
const MIXED: [&str; 10] = [
    "--server",
    "198.51.100.21:2121",
    "--server",
    "2001:db8:2::21",
    "--client",
    "192.0.2.0/24",
    "--client",
    "203.0.113.7",
    "--client",
    "2001:db8:1::/64",
];
/// One server, and anyone.
const SIMPLE: [&str; 4] = ["--server", "198.51.100.21", "--passive", "50000-50099"];

fn rules(of: &[&str], more: &str) -> String {
    let more = more.split(' ');
    let arguments: Vec<&str> = of.iter().copied().chain(more).collect();
    printed(&arguments)
}

#[test]
fn the_table_in_words() {
    assert_snapshot!("words", rules(&MIXED, "--lang en"));
}

#[test]
fn the_table_in_chinese() {
    assert_snapshot!("words_hans", rules(&SIMPLE, "--lang zh-Hans --side server"));
    assert_snapshot!("words_hant", rules(&SIMPLE, "--lang zh-Hant --side client"));
}

#[test]
fn what_is_settled_leaves_rows_out() {
    let helped = rules(&SIMPLE, "--side server --lang en --tls none --helper yes");
    assert!(helped.contains("helper, no TLS") && !helped.contains("no helper, or TLS  in"));
    let encrypted = rules(&SIMPLE, "--side server --lang en --tls explicit");
    assert!(encrypted.contains("50000-50099") && !encrypted.contains("helper, no TLS  "));
}

#[test]
fn nft() {
    assert_snapshot!(
        "nft_router",
        rules(&MIXED, "--lang en --format nft --side router")
    );
    assert_snapshot!(
        "nft_server",
        rules(&MIXED, "--lang en --format nft --side server")
    );
    let helped = "--lang en --format nft --side client --helper yes";
    assert_snapshot!("nft_client_helped", rules(&SIMPLE, helped));
}

#[test]
fn iptables() {
    let router = "--lang en --format iptables --side router --helper yes";
    assert_snapshot!("iptables_router_helped", rules(&MIXED, router));
    assert_snapshot!(
        "iptables_server",
        rules(&MIXED, "--lang en --format iptables --side server")
    );
}

#[test]
fn ufw() {
    assert_snapshot!(
        "ufw_server",
        rules(&MIXED, "--lang en --format ufw --side server")
    );
    let helped = "--lang en --format ufw --side router --helper yes";
    assert_snapshot!("ufw_router_helped", rules(&MIXED, helped));
}

#[test]
fn firewalld() {
    assert_snapshot!(
        "firewalld_router",
        rules(&MIXED, "--lang en --format firewalld --side router")
    );
    let helped = "--lang en --format firewalld --side client --helper yes";
    assert_snapshot!("firewalld_client_helped", rules(&MIXED, helped));
}

#[test]
fn windows() {
    assert_snapshot!(
        "windows_server",
        rules(&MIXED, "--lang en --format windows --side server")
    );
    let helped = "--lang en --format windows --side client --helper yes";
    assert_snapshot!("windows_client_helped", rules(&SIMPLE, helped));
}

#[test]
fn what_a_capture_shows_is_what_the_rules_let_through() {
    let capture = ["active.pcap", "ftps.pcap", "epsv-ipv6.pcap"];
    assert_snapshot!(
        "nft_router_of_captures",
        rules(&capture, "--lang en --format nft --side router")
    );
}

#[test]
fn json_has_the_same_rules() {
    let text = rules(&["nat-private-227.pcap"], "--json --lang en");
    let value: Value = serde_json::from_str(&text).expect("one object");
    assert_eq!(value["servers"][0], "203.0.113.20:21");
    assert_eq!(
        value["seen"]["passive_ports"],
        serde_json::json!([50094, 50094])
    );
    assert_eq!(value["passive"], "50000-50099");
    let sides: Vec<&str> = value["sides"]
        .as_array()
        .expect("sides")
        .iter()
        .filter_map(|side| side["side"].as_str())
        .collect();
    assert_eq!(sides, ["server", "router", "client"]);
    let rule = &value["sides"][1]["rules"][1];
    assert_eq!(rule["purpose"], "passive");
    assert_eq!(rule["when"], "without-helper-or-with-tls");
    assert_eq!(rule["ports"], serde_json::json!([50000, 50099]));
    let remarks = value["seen"]["remarks"].to_string();
    assert!(remarks.contains("announced 192.168.1.21"), "{remarks}");
}

#[test]
fn options_count_more_than_captures() {
    let text = rules(
        &["active.pcap", "--passive", "40000-40009"],
        "--server 203.0.113.20 --client 10.0.0.0/8 --active-source any --format nft --side router",
    );
    assert!(text.contains("ip saddr 10.0.0.0/8 ip daddr 203.0.113.20 tcp dport 40000-40009"));
    assert!(text.contains("ip saddr 203.0.113.20 ip daddr 10.0.0.0/8 tcp dport 1024-65535"));
    assert!(!text.contains("192.0.2.100"));
}

#[test]
fn implicit_tls_has_ports_of_its_own() {
    let text = rules(&SIMPLE, "--tls implicit --format nft --side router");
    assert!(text.contains("tcp dport 990") && text.contains("tcp sport 989"));
}

/// The exit status and what is said on standard error.
fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let output = ftpscope(arguments);
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said)
}

#[test]
fn wrong_usage_is_told() {
    for (arguments, expected) in [
        (&[][..], "required"),
        (&["--server", "ftp.example.org"], "no IP address"),
        (
            &["--server", "198.51.100.21", "--client", "192.0.2.0/33"],
            "prefix length",
        ),
        (
            &["--server", "198.51.100.21", "--passive", "9-1"],
            "no range of ports",
        ),
        (
            &["--server", "198.51.100.21", "--active-source", "20-21"],
            "no range of ports",
        ),
        (&["--server", "198.51.100.21", "--format", "nft"], "--side"),
        (
            &[
                "--server",
                "198.51.100.21",
                "--format",
                "windows",
                "--side",
                "router",
            ],
            "filters at a host",
        ),
        (
            &["--server", "198.51.100.21", "--drop", "any>any"],
            "need a capture",
        ),
        (&["active.pcap", "--drop", "server-client"], "no direction"),
        (
            &["active.pcap", "--drop", "any>any", "--format", "nft"],
            "as text or --json",
        ),
    ] {
        let (status, said) = refused(arguments);
        assert_eq!(status, Some(2), "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}

#[test]
fn a_capture_that_cannot_be_read_is_status_1() {
    let (status, said) = refused(&["no-such.pcap"]);
    assert_eq!(status, Some(1));
    assert!(
        said.contains("no-such.pcap") && said.contains("--server"),
        "{said}"
    );
}
