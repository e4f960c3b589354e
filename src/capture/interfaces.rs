//! The interfaces that this machine has.

use std::env;
use std::path::PathBuf;

/// The name that stands for all interfaces, where the system has that.
pub const ANY: &str = "any";

/// The names of the interfaces; none where libpcap cannot tell.
pub(super) fn names() -> Vec<String> {
    let devices = pcap::Device::list().unwrap_or_default();
    devices.into_iter().map(|device| device.name).collect()
}

/// What to type so that this program may capture.
pub fn advice() -> String {
    let program = env::current_exe().unwrap_or_else(|_| PathBuf::from("ftpscope"));
    let program = program.display();
    if cfg!(target_os = "linux") {
        format!("run it with sudo, or once `sudo setcap cap_net_raw+ep {program}`")
    } else {
        "run it with sudo".to_owned()
    }
}
