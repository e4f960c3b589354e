//! Hosts in network namespaces, and FTP that is spoken between them: a client and a server with a
//! router in the middle, IPv4 and IPv6, and no way out. Linux, root, and the programs ip and nft.

mod speech;

use rustix::fd::AsFd;
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use speech::{Client, from_port_20, serve};
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The server, which every client reaches under its own address.
pub const SERVER: [&str; 2] = ["198.51.100.21", "2001:db8:2::21"];
/// The router, as the client sees it.
pub const ROUTER: [&str; 2] = ["192.0.2.1", "2001:db8:1::1"];
/// The networks of the client.
pub const CLIENTS: [&str; 2] = ["192.0.2.0/24", "2001:db8:1::/64"];
/// The ports that the server listens on for data connections.
pub const PASSIVE: (u16, u16) = (50000, 50019);

const CLIENT: [&str; 2] = ["192.0.2.100", "2001:db8:1::100"];
/// How long a connection may take to come to be; what a filter drops takes as long to fail.
const CONNECT: Duration = Duration::from_secs(2);
/// How long anything else may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Who opens the data connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The client.
    Passive,
    /// The server.
    Active,
}

/// Three hosts; they and their processes go away with it.
pub struct World {
    prefix: String,
    stop: Arc<AtomicBool>,
    servers: Vec<thread::JoinHandle<()>>,
}

impl World {
    /// The hosts, linked and with routes; `None`, once the reason was told on standard error, where
    /// this machine does not let a test have them.
    pub fn new(test: &str) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let mut world = Self {
            prefix: format!("fw{}-{number}", std::process::id()),
            stop: Arc::default(),
            servers: Vec::new(),
        };
        for program in ["ip", "nft"] {
            if !is_there(program) {
                tell(format_args!(
                    "{test} is skipped: there is no program {program}"
                ));
                return None;
            }
        }
        if let Err(reason) = world.link() {
            tell(format_args!(
                "{test} is skipped: no network namespaces ({reason}); they need root"
            ));
            return None;
        }
        world.serve();
        for server in SERVER {
            let server: IpAddr = server.parse().expect("an address");
            until("the way to the server", || {
                let reach = || TcpStream::connect_timeout(&(server, 21).into(), CONNECT);
                world.within("client", reach).is_ok()
            });
        }
        Some(world)
    }

    fn name(&self, host: &str) -> String {
        format!("{}-{host}", self.prefix)
    }

    fn link(&self) -> Result<(), String> {
        for host in ["client", "router", "server"] {
            ip(&format!("netns add {}", self.name(host)))?;
            ip(&format!("-n {} link set lo up", self.name(host)))?;
            // Duplicate address detection would hold IPv6 up for seconds.
            self.set(host, "ipv6/conf/default/accept_dad", "0")?;
        }
        for (host, addresses) in [("client", CLIENT), ("server", SERVER)] {
            let (near, far) = (self.name("router"), self.name(host));
            ip(&format!(
                "link add {host} netns {near} type veth peer name eth0 netns {far}"
            ))?;
            for (address, length) in addresses.iter().zip([24, 64]) {
                let gateway = gateway(address);
                ip(&format!("-n {far} address add {address}/{length} dev eth0"))?;
                ip(&format!(
                    "-n {near} address add {gateway}/{length} dev {host}"
                ))?;
            }
            ip(&format!("-n {near} link set {host} up"))?;
            ip(&format!("-n {far} link set eth0 up"))?;
            for address in addresses {
                ip(&format!(
                    "-n {far} route add default via {}",
                    gateway(address)
                ))?;
            }
        }
        self.set("router", "ipv4/ip_forward", "1")?;
        self.set("router", "ipv6/conf/all/forwarding", "1")
    }

    /// Changes a setting of the kernel's networking on `host`.
    fn set(&self, host: &str, setting: &str, value: &str) -> Result<(), String> {
        let path = format!("/proc/sys/net/{setting}");
        self.within(host, || fs::write(path, value))
            .map_err(|error| error.to_string())
    }

    /// Does `act` in a thread on `host`.
    pub fn within<T: Send>(&self, host: &str, act: impl FnOnce() -> T + Send) -> T {
        let name = self.name(host);
        thread::scope(|scope| {
            let thread = scope.spawn(|| {
                enter(&name);
                act()
            });
            thread.join().expect("what is done on a host")
        })
    }

    /// A program that is to run on `host`.
    pub fn command(&self, host: &str, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name(host), program]);
        command
    }

    /// Runs a program on `host` with `input`.
    pub fn run(&self, host: &str, program: &str, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(host, program);
        let pipes = command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = pipes.spawn().expect("the program runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        // Who has no need of its input may be gone.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("it ends")
    }

    /// Loads a file of nft on `host`.
    pub fn load(&self, host: &str, rules: &str) {
        let output = self.run(host, "nft", &["-f", "-"], rules);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}\n{rules}");
    }

    /// Whether the kernel has a helper for FTP.
    pub fn has_helper(&self, test: &str) -> bool {
        let rules = "table inet probe { ct helper ftp { type \"ftp\" protocol tcp; }; }\ndelete table inet probe\n";
        let has = self
            .run("router", "nft", &["-f", "-"], rules)
            .status
            .success();
        if !has {
            tell(format_args!(
                "{test} is skipped: this kernel has no helper for FTP"
            ));
        }
        has
    }

    fn serve(&mut self) {
        for address in SERVER {
            let listener = self.within("server", || TcpListener::bind((address, 21)));
            let listener = listener.expect("port 21");
            listener.set_nonblocking(true).expect("a listener");
            let (name, stop) = (self.name("server"), Arc::clone(&self.stop));
            self.servers.push(thread::spawn(move || {
                enter(&name);
                while !stop.load(Ordering::Relaxed) {
                    match listener.accept() {
                        Ok((control, _)) => {
                            thread::spawn(move || serve(control));
                        }
                        Err(_) => thread::sleep(Duration::from_millis(5)),
                    }
                }
            }));
        }
    }

    /// Whether a connection from port 20 of `own` on `host` to a port of the client comes to be.
    pub fn reaches_client(&self, host: &str, own: &str) -> bool {
        let own: IpAddr = own.parse().expect("an address");
        let client = CLIENT.map(|client| client.parse::<IpAddr>().expect("an address"));
        let client = client
            .into_iter()
            .find(|one| one.is_ipv4() == own.is_ipv4());
        let client = client.expect("an address of the family");
        let listener = self.within("client", || TcpListener::bind((client, 0)));
        let target = listener.and_then(|listener| Ok((listener.local_addr()?, listener)));
        let (target, _listener) = target.expect("a port");
        self.within(host, || from_port_20(own, target)).is_ok()
    }

    /// Downloads and uploads a file in one session; `secret` encrypts the control connection.
    pub fn transfer(&self, server: &str, way: Way, secret: bool) -> Result<(), String> {
        self.within("client", || Client::talk(server, way, secret))
            .map_err(|error| error.to_string())
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for server in self.servers.drain(..) {
            let _ = server.join();
        }
        for host in ["client", "server", "router"] {
            let _ = ip(&format!("netns delete {}", self.name(host)));
        }
    }
}

/// Says something on standard error, also where the harness keeps what tests print.
pub fn tell(message: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// Whether a program is on the path.
pub fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path);
    folders.any(|folder| folder.join(program).is_file())
        || ["/usr/sbin", "/sbin"]
            .iter()
            .any(|folder| std::path::Path::new(folder).join(program).is_file())
}

fn gateway(address: &str) -> String {
    let (net, _) = address
        .rsplit_once(['.', ':'])
        .expect("an address of several parts");
    if address.contains(':') {
        format!("{net}:1")
    } else {
        format!("{net}.1")
    }
}

fn ip(arguments: &str) -> Result<(), String> {
    let output = Command::new("ip")
        .args(arguments.split_whitespace())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

/// Moves this thread, and those that it starts, to a host.
fn enter(name: &str) {
    let namespace = fs::File::open(format!("/run/netns/{name}")).expect("a host");
    move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network))
        .expect("a way to the host");
}

/// Waits until `done`, or says that it waited in vain.
pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
