//! `firewall`: the rules that it prints, what a firewall would have stopped, and, where the machine
//! has network namespaces, real transfers through the rules.

mod formats;
#[cfg(target_os = "linux")]
mod namespaces;
mod what_if;

use std::path::Path;
use std::process::{Command, Output};

fn ftpscope(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ftpscope"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("captures"));
    command.env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1");
    command.env("COLUMNS", "100").arg("firewall");
    command.args(arguments).output().expect("the program runs")
}

/// What the program prints, where all goes well.
fn printed(arguments: &[&str]) -> String {
    let output = ftpscope(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}
