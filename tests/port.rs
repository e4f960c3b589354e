//! `ftpscope port`: the arithmetic of announced ports, both ways.

use std::process::{Command, Output};

fn port(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ftpscope"));
    command.env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1");
    let command = command.arg("port").args(arguments);
    command.output().expect("the program runs")
}

fn told(arguments: &[&str]) -> String {
    let output = port(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn two_bytes_are_multiplied_and_the_port_is_divided() {
    let told = told(&["39,136"]);
    assert!(told.contains("39 × 256 + 136 = 10120"), "{told}");
    assert!(told.contains("10120 ÷ 256 = 39, remainder 136"), "{told}");
    assert!(
        told.contains("10120 = 0x2788 · 39 = 0x27 · 136 = 0x88"),
        "{told}"
    );
}

#[test]
fn the_steps_begin_with_what_was_given() {
    let place = |told: &str, step: &str| told.find(step).unwrap_or_else(|| panic!("{told}"));
    let from_bytes = told(&["10,0,13,222,39,136"]);
    assert!(place(&from_bytes, "×") < place(&from_bytes, "÷"));
    let from_port = told(&["10120"]);
    assert!(place(&from_port, "÷") < place(&from_port, "×"));
}

#[test]
fn a_private_address_is_called_so() {
    let told = told(&["10,0,13,222,39,136"]);
    assert!(told.contains("10.0.13.222 · private (RFC 1918)"), "{told}");
}

#[test]
fn a_whole_line_is_read_quoted_or_not() {
    let quoted = told(&["227 Entering Passive Mode (59,37,124,43,158,251)"]);
    assert!(quoted.contains("158 × 256 + 251 = 40699"), "{quoted}");
    let split = "227 Entering Passive Mode (59,37,124,43,158,251)".split(' ');
    assert_eq!(told(&split.collect::<Vec<_>>()), quoted);
    let port = told(&["PORT", "10,0,13,222,39,136"]);
    assert!(port.contains("EPRT |1|10.0.13.222|10120|"), "{port}");
}

#[test]
fn several_ports_are_worked_out_one_after_the_other() {
    let told = told(&["10120", "10121"]);
    assert!(
        told.contains("136 = 10120") && told.contains("137 = 10121"),
        "{told}"
    );
}

#[test]
fn ports_of_services_and_those_of_ftp_are_called_so() {
    assert!(told(&["3,4"]).contains("below 1024"));
    assert!(told(&["21"]).contains("control connection"));
    assert!(told(&["20"]).contains("active mode"));
    assert!(!told(&["1024"]).contains("below 1024"));
}

#[test]
fn what_cannot_be_read_is_wrong_usage_and_said_precisely() {
    for (text, language, why) in [
        ("39,300", "en", "number 2, 300, is no byte"),
        ("1,2,3,4,0,0", "en", "the port is 0"),
        ("70000", "en", "70000 is no port"),
        ("1,2,3", "en", "3 numbers where 6 are needed"),
        ("39,300", "zh-Hans", "第 2 个数字 300 不是一个字节"),
        ("39,300", "zh-Hant", "第 2 個數字 300 不是一個位元組"),
    ] {
        let output = port(&["--lang", language, text]);
        assert_eq!(output.status.code(), Some(2), "{text}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(why), "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn no_line_is_longer_than_the_width() {
    for language in ["en", "zh-Hans", "zh-Hant"] {
        let told = told(&["--width", "40", "--lang", language, "10,0,13,222,39,136"]);
        for line in told.lines() {
            assert!(ftpscope::views::width::width(line) <= 40, "{line}");
        }
    }
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let output = port(&["39,\u{1b}[2J"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!output.stderr.contains(&0x1b));
}
