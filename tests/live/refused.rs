//! What cannot be captured, and what is said then.

use super::FTPSCOPE;
use std::fs;
use std::process::{Command, Output};

fn ftpscope(arguments: &[&str]) -> Output {
    let output = Command::new(FTPSCOPE).args(arguments).output();
    output.expect("ftpscope runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Whether this process has CAP_NET_RAW (capabilities(7)); root need not have it in a container.
fn may_capture() -> bool {
    const NET_RAW: u32 = 13;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let bits = line.and_then(|line| u64::from_str_radix(line.trim(), 16).ok());
    bits.unwrap_or(0) >> NET_RAW & 1 == 1
}

fn is_root() -> bool {
    let is_root = rustix::process::geteuid().is_root() && may_capture();
    if !is_root {
        eprintln!("skipped: only root may capture");
    }
    is_root
}

#[test]
fn an_unknown_interface_is_told_with_names_that_look_like_it() {
    if !is_root() {
        return;
    }
    let output = ftpscope(&["json", "-i", "loo"]);
    assert_eq!(output.status.code(), Some(1));
    let expected = "ftpscope: there is no interface loo (did you mean lo?); `ftpscope interfaces` \
                    lists them\n";
    assert_eq!(said(&output), expected);
}

#[test]
fn a_wrong_filter_is_a_wrong_command_line() {
    if !is_root() {
        return;
    }
    let output = ftpscope(&["json", "-i", "lo", "-f", "port of call"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).starts_with("ftpscope: the filter `port of call` cannot be compiled"));
}

#[test]
fn without_the_privilege_the_line_that_gives_it_is_told() {
    if !is_root() {
        return;
    }
    let program = std::env::temp_dir().join(format!("ftpscope-{}", std::process::id()));
    fs::copy(FTPSCOPE, &program).expect("a copy");
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    let output = command.arg(&program).args(["json", "-i", "lo"]).output();
    fs::remove_file(&program).expect("the copy");
    let Ok(output) = output else {
        eprintln!("skipped: there is no setpriv");
        return;
    };
    assert_eq!(output.status.code(), Some(1));
    let line = format!("`sudo setcap cap_net_raw+ep {}`", program.display());
    assert!(said(&output).contains(&line), "{}", said(&output));
}

#[test]
fn a_file_and_an_interface_are_not_read_together() {
    let output = ftpscope(&["json", "-i", "lo", "x.pcap"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn interfaces_are_listed() {
    let output = ftpscope(&["interfaces", "--json"]);
    assert!(output.status.success(), "{}", said(&output));
    let text = String::from_utf8(output.stdout).expect("text");
    let objects = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object"));
    let objects: Vec<serde_json::Value> = objects.collect();
    let lo = objects.iter().find(|one| one["name"] == "lo");
    let lo = lo.expect("the loopback interface");
    assert_eq!(lo["loopback"], true);
    assert_eq!(lo["can_capture"], may_capture());
    let output = ftpscope(&["interfaces", "--lang", "en"]);
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(text.starts_with("interface"), "{text}");
}
