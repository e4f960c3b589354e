//! The interfaces that this machine has.

use super::LinkType;
use super::filter::link_type;
use pcap::{Capture, ConnectionStatus, Device};
use std::env;
use std::net::IpAddr;
use std::path::PathBuf;

/// The name that stands for all interfaces, where the system has that.
pub const ANY: &str = "any";

/// What libpcap lists beside network interfaces: other buses, and queues of the packet filter.
const OTHERS: [&str; 4] = ["bluetooth", "dbus", "usbmon", "nfqueue"];

/// An interface that frames may be captured on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name.
    pub name: String,
    /// What libpcap says of it.
    pub description: Option<String>,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Whether it is up.
    pub up: bool,
    /// Whether it only leads to this machine itself.
    pub loopback: bool,
    /// Whether it is a wireless one.
    pub wireless: bool,
    /// Whether a cable or a network is connected; `None` where that means nothing or is not known.
    pub connected: Option<bool>,
    /// How its frames begin, and so that it can be captured on; or why not.
    pub link: Result<LinkType, String>,
}

/// Whether an interface can be expected to carry frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It is up.
    Up,
    /// It is there, and not up.
    Down,
    /// It is not there.
    Missing,
}

/// The interfaces, the most promising ones first.
///
/// # Errors
///
/// What libpcap says where it cannot tell.
pub fn list() -> Result<Vec<Interface>, String> {
    let devices = Device::list().map_err(super::live::spoken)?;
    let is_network = |device: &Device| {
        let name = device.name.as_str();
        !OTHERS.iter().any(|other| name.starts_with(other))
    };
    Ok(devices
        .into_iter()
        .filter(is_network)
        .map(interface)
        .collect())
}

fn interface(device: Device) -> Interface {
    let opened = Capture::from_device(device.name.as_str())
        .and_then(|handle| handle.open())
        .map(|handle| link_type(handle.get_datalink().0));
    Interface {
        addresses: device.addresses.iter().map(|one| one.addr).collect(),
        up: device.flags.is_up(),
        loopback: device.flags.is_loopback(),
        wireless: device.flags.is_wireless(),
        connected: match device.flags.connection_status {
            ConnectionStatus::Connected => Some(true),
            ConnectionStatus::Disconnected => Some(false),
            ConnectionStatus::Unknown | ConnectionStatus::NotApplicable => None,
        },
        link: opened.map_err(super::live::spoken),
        name: device.name,
        description: device.desc,
    }
}

/// The names of all that libpcap can capture on; none where it cannot tell.
pub(super) fn names() -> Vec<String> {
    let devices = Device::list().unwrap_or_default();
    devices.into_iter().map(|device| device.name).collect()
}

/// Whether an interface is up.
pub(super) fn state(name: &str) -> State {
    let devices = Device::list().unwrap_or_default();
    match devices.into_iter().find(|device| device.name == name) {
        Some(device) if device.flags.is_up() => State::Up,
        Some(_) => State::Down,
        None => State::Missing,
    }
}

/// The file of this program, which a capability may be given to.
pub fn program() -> PathBuf {
    env::current_exe().unwrap_or_else(|_| PathBuf::from("ftpscope"))
}

/// What to type so that this program may capture.
pub fn advice() -> String {
    if cfg!(target_os = "linux") {
        let program = program();
        let program = program.display();
        format!("run it with sudo, or once `sudo setcap cap_net_raw+ep {program}`")
    } else {
        "run it with sudo".to_owned()
    }
}
