//! A network of two machines: namespaces joined by a cable, made for one test and removed after it.

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use std::fs::File;
use std::os::fd::AsFd;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};

/// The addresses of the server.
pub const SERVER: [&str; 2] = ["10.71.0.1", "fd71::1"];

/// The interface of the server.
pub const CABLE: &str = "cable0";

static MADE: AtomicU32 = AtomicU32::new(0);

/// One of the two machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    Server,
    Client,
}

/// The two machines.
pub struct Network {
    prefix: String,
}

impl Network {
    /// Joins two machines; `None`, once the reason was said, where this user cannot.
    pub fn new() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            eprintln!("skipped: namespaces need root");
            return None;
        }
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let network = Self {
            prefix: format!("ftpscope{}x{number}", std::process::id()),
        };
        for machine in [Machine::Server, Machine::Client] {
            if !ip(&["netns", "add", &network.name(machine)]) {
                eprintln!("skipped: no namespaces (`ip netns add` fails)");
                return None;
            }
            ip(&["-n", &network.name(machine), "link", "set", "lo", "up"]);
        }
        if !network.plug() {
            eprintln!("skipped: no virtual cables (`ip link add type veth` fails)");
            return None;
        }
        Some(network)
    }

    /// The name of a machine's namespace.
    pub fn name(&self, machine: Machine) -> String {
        match machine {
            Machine::Server => format!("{}s", self.prefix),
            Machine::Client => format!("{}c", self.prefix),
        }
    }

    /// Joins the machines by a cable.
    pub fn plug(&self) -> bool {
        let [server, client] = [Machine::Server, Machine::Client].map(|one| self.name(one));
        let made = ip(&[
            "link", "add", "name", CABLE, "netns", &server, "type", "veth", "peer", "name", CABLE,
            "netns", &client,
        ]);
        for (name, last) in [(&server, "1"), (&client, "2")] {
            let v4 = format!("10.71.0.{last}/24");
            let v6 = format!("fd71::{last}/64");
            ip(&["-n", name, "addr", "add", &v4, "dev", CABLE]);
            ip(&["-n", name, "addr", "add", &v6, "dev", CABLE, "nodad"]);
            ip(&["-n", name, "link", "set", CABLE, "up"]);
        }
        made
    }

    /// Takes the cable away.
    pub fn unplug(&self) {
        ip(&["-n", &self.name(Machine::Server), "link", "del", CABLE]);
    }

    /// Sets the server's end of the cable `up` or `down`.
    pub fn set(&self, state: &str) {
        let server = self.name(Machine::Server);
        ip(&["-n", &server, "link", "set", CABLE, state]);
    }

    /// A program that will run on a machine, with the same process number as the command.
    pub fn command(&self, machine: Machine, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name(machine), program]);
        command.stdin(Stdio::null());
        command
    }

    /// Does something on a machine, in a thread of its own.
    pub fn on<T: Send + 'static>(
        &self,
        machine: Machine,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> JoinHandle<T> {
        let path = format!("/run/netns/{}", self.name(machine));
        let namespace = File::open(path).expect("a namespace");
        thread::spawn(move || {
            let kind = Some(LinkNameSpaceType::Network);
            move_into_link_name_space(namespace.as_fd(), kind).expect("the namespace");
            work()
        })
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for machine in [Machine::Server, Machine::Client] {
            ip(&["netns", "del", &self.name(machine)]);
        }
    }
}

fn ip(arguments: &[&str]) -> bool {
    let mut command = Command::new("ip");
    command.args(arguments).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
