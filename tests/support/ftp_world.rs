//! Hosts in network namespaces, and FTP that is spoken between them: a client and a server with a
//! router in the middle, IPv4 and IPv6, and no way out. Linux, root, and the programs ip and nft.

use rustix::fd::AsFd;
use rustix::net::sockopt::{self, Timeout};
use rustix::net::{AddressFamily, SocketType};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use std::fmt;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The server, which every client reaches under its own address.
pub const SERVER: [&str; 2] = ["198.51.100.21", "2001:db8:2::21"];
/// The networks of the client.
pub const CLIENTS: [&str; 2] = ["192.0.2.0/24", "2001:db8:1::/64"];
/// The ports that the server listens on for data connections.
pub const PASSIVE: (u16, u16) = (50000, 50019);

const CLIENT: [&str; 2] = ["192.0.2.100", "2001:db8:1::100"];
/// How long a connection may take to come to be; what a filter drops takes as long to fail.
const CONNECT: Duration = Duration::from_secs(2);
/// How long anything else may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// What stands in for encryption: no filter can read it.
const CIPHER: u8 = 0xa5;

/// What a download brings.
fn file() -> Vec<u8> {
    (0..200_000u32).map(|number| (number % 251) as u8).collect()
}

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

/// A control connection, line by line.
struct Line {
    reader: BufReader<TcpStream>,
    secret: bool,
}

impl Line {
    fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            reader: BufReader::new(stream),
            secret: false,
        })
    }

    fn send(&mut self, line: &str) -> io::Result<()> {
        let mut bytes = format!("{line}\r\n").into_bytes();
        if self.secret {
            bytes.iter_mut().for_each(|byte| *byte ^= CIPHER);
        }
        self.reader.get_mut().write_all(&bytes)
    }

    fn hear(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        let cipher = if self.secret { CIPHER } else { 0 };
        self.reader.read_until(b'\n' ^ cipher, &mut bytes)?;
        bytes.iter_mut().for_each(|byte| *byte ^= cipher);
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
    }

    /// Asks, and expects a reply that begins with `code`.
    fn ask(&mut self, command: &str, code: &str) -> io::Result<String> {
        self.send(command)?;
        self.expect(code)
    }

    fn expect(&mut self, code: &str) -> io::Result<String> {
        let reply = self.hear()?;
        if reply.starts_with(code) {
            Ok(reply)
        } else {
            Err(io::Error::other(reply))
        }
    }

    fn local(&self) -> IpAddr {
        let end = self.reader.get_ref().local_addr();
        end.expect("a connection").ip()
    }
}

struct Client;

impl Client {
    fn talk(server: &str, way: Way, secret: bool) -> io::Result<()> {
        let address: IpAddr = server.parse().expect("an address");
        let control = TcpStream::connect_timeout(&(address, 21).into(), CONNECT)?;
        let mut line = Line::new(control)?;
        line.expect("220")?;
        if secret {
            line.ask("AUTH TLS", "234")?;
            line.secret = true;
        }
        line.ask("USER alice", "331")?;
        line.ask("PASS looking-glass", "230")?;

        let data = Data::open(&mut line, way)?;
        let mut data = data.started(&mut line, "RETR report.txt")?;
        let mut bytes = Vec::new();
        data.read_to_end(&mut bytes)?;
        assert!(bytes == file(), "{} bytes came", bytes.len());
        line.expect("226")?;

        let data = Data::open(&mut line, way)?;
        let mut data = data.started(&mut line, "STOR report.txt")?;
        data.write_all(&file())?;
        drop(data);
        line.expect("226")?;
        line.ask("QUIT", "221")?;
        Ok(())
    }
}

/// The client's end of a data connection.
enum Data {
    Open(TcpStream),
    Listening(TcpListener),
}

impl Data {
    /// Announces an endpoint, or asks for one and connects.
    fn open(line: &mut Line, way: Way) -> io::Result<Self> {
        let own = line.local();
        let peer = line.reader.get_ref().peer_addr()?.ip();
        if way == Way::Passive {
            let port = match peer {
                IpAddr::V4(_) => last_two(&line.ask("PASV", "227")?),
                IpAddr::V6(_) => only_number(&line.ask("EPSV", "229")?),
            };
            let data = TcpStream::connect_timeout(&(peer, port).into(), CONNECT)?;
            data.set_read_timeout(Some(PATIENCE))?;
            return Ok(Data::Open(data));
        }
        let listener = TcpListener::bind((own, 0))?;
        let port = listener.local_addr()?.port();
        let command = match own {
            IpAddr::V4(v4) => {
                let numbers = v4.to_string().replace('.', ",");
                format!("PORT {numbers},{},{}", port >> 8, port & 0xff)
            }
            IpAddr::V6(v6) => format!("EPRT |2|{v6}|{port}|"),
        };
        line.ask(&command, "200")?;
        Ok(Data::Listening(listener))
    }

    /// The open connection, after the command was sent and 150 came for it.
    fn started(self, line: &mut Line, command: &str) -> io::Result<TcpStream> {
        line.ask(command, "150")?;
        let data = match self {
            Data::Open(data) => data,
            Data::Listening(listener) => listener.accept()?.0,
        };
        data.set_read_timeout(Some(PATIENCE))?;
        Ok(data)
    }
}

/// The port that the last two of six numbers are.
fn last_two(text: &str) -> u16 {
    let numbers = text.split(|letter: char| !letter.is_ascii_digit());
    let numbers: Vec<u16> = numbers.filter_map(|number| number.parse().ok()).collect();
    let [.., high, low] = numbers[..] else {
        panic!("no six numbers in {text:?}");
    };
    high << 8 | low
}

/// The number between bars of a 229 or EPRT: the last one.
fn only_number(text: &str) -> u16 {
    let mut parts = text.rsplit('|').skip(1);
    let number = parts.next().expect("bars");
    number.parse().expect("a port")
}

/// The server's side of a session.
fn serve(control: TcpStream) {
    // The client may leave, or a filter may cut it off; that is the client's to tell.
    let _ = session(control);
}

fn session(control: TcpStream) -> io::Result<()> {
    let mut line = Line::new(control)?;
    let own = line.local();
    let mut listener: Option<TcpListener> = None;
    let mut target: Option<SocketAddr> = None;
    line.send("220 ready")?;
    loop {
        let command = line.hear()?;
        match command.split(' ').next().unwrap_or_default() {
            "AUTH" => {
                line.send("234 go on")?;
                line.secret = true;
            }
            "USER" => line.send("331 and the password?")?,
            "PASS" => line.send("230 welcome")?,
            verb @ ("PASV" | "EPSV") => {
                let bound = (PASSIVE.0..=PASSIVE.1)
                    .find_map(|port| TcpListener::bind((own, port)).ok())
                    .ok_or(io::ErrorKind::AddrInUse)?;
                let port = bound.local_addr()?.port();
                (listener, target) = (Some(bound), None);
                if verb == "EPSV" {
                    line.send(&format!("229 Entering Extended Passive Mode (|||{port}|)"))?;
                } else {
                    let numbers = own.to_string().replace('.', ",");
                    let port = format!("{},{}", port >> 8, port & 0xff);
                    line.send(&format!("227 Entering Passive Mode ({numbers},{port})."))?;
                }
            }
            verb @ ("PORT" | "EPRT") => {
                let port = if verb == "PORT" {
                    last_two(&command)
                } else {
                    only_number(&command)
                };
                let peer = line.reader.get_ref().peer_addr()?.ip();
                (listener, target) = (None, Some((peer, port).into()));
                line.send("200 noted")?;
            }
            verb @ ("RETR" | "STOR") => {
                let data = match (listener.take(), target.take()) {
                    (Some(listener), _) => Ok(listener.accept()?.0),
                    (None, Some(target)) => from_port_20(own, target),
                    (None, None) => Err(io::ErrorKind::NotConnected.into()),
                };
                match data {
                    Ok(data) => {
                        line.send("150 here it comes")?;
                        carry(verb, data)?;
                        line.send("226 done")?;
                    }
                    Err(error) => line.send(&format!("425 {error}"))?,
                }
            }
            "QUIT" => return line.send("221 bye"),
            _ => line.send("502 no")?,
        }
    }
}

fn carry(verb: &str, mut data: TcpStream) -> io::Result<()> {
    data.set_read_timeout(Some(PATIENCE))?;
    if verb == "RETR" {
        return data.write_all(&file());
    }
    let mut bytes = Vec::new();
    data.read_to_end(&mut bytes)?;
    assert!(bytes == file(), "{} bytes came", bytes.len());
    Ok(())
}

/// Connects from port 20, which the standard library has no way to choose.
fn from_port_20(own: IpAddr, target: SocketAddr) -> io::Result<TcpStream> {
    let family = if own.is_ipv4() {
        AddressFamily::INET
    } else {
        AddressFamily::INET6
    };
    let socket = rustix::net::socket(family, SocketType::STREAM, None)?;
    sockopt::set_socket_reuseaddr(&socket, true)?;
    // On Linux this bounds how long connecting takes, too.
    sockopt::set_socket_timeout(&socket, Timeout::Send, Some(CONNECT))?;
    rustix::net::bind(&socket, &SocketAddr::from((own, 20)))?;
    rustix::net::connect(&socket, &target)?;
    let stream = TcpStream::from(socket);
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Waits until `done`, or says that it waited in vain.
pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
