//! A small FTP server and client, for packets that were really sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// How the data connection is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Active,
    ExtendedActive,
    Passive,
    ExtendedPassive,
}

/// Serves every client of `listener`, each in a thread of its own.
pub fn serve(listener: TcpListener) {
    for stream in listener.incoming() {
        let stream = stream.expect("a client");
        thread::spawn(move || Service::new(stream).run());
    }
}

enum Endpoint {
    None,
    Listener(TcpListener),
    Peer(SocketAddr),
}

struct Service {
    control: BufReader<TcpStream>,
    endpoint: Endpoint,
}

impl Service {
    fn new(stream: TcpStream) -> Self {
        Self {
            control: BufReader::new(stream),
            endpoint: Endpoint::None,
        }
    }

    fn say(&mut self, line: &str) {
        let _ = self
            .control
            .get_mut()
            .write_all(format!("{line}\r\n").as_bytes());
    }

    fn run(mut self) {
        self.say("220 ready");
        let mut line = String::new();
        loop {
            line.clear();
            if self.control.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let (verb, argument) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
            match verb {
                "USER" => self.say("331 password"),
                "PASS" => self.say("230 logged in"),
                "TYPE" => self.say("200 type"),
                "PORT" | "EPRT" => {
                    let peer = if verb == "PORT" {
                        port(argument)
                    } else {
                        eprt(argument)
                    };
                    self.endpoint = Endpoint::Peer(peer);
                    self.say("200 done");
                }
                "PASV" | "EPSV" => self.listen(verb == "PASV"),
                "RETR" => self.transfer(Some(argument.parse().expect("a size"))),
                "STOR" => self.transfer(None),
                "QUIT" => {
                    self.say("221 bye");
                    return;
                }
                _ => self.say("502 what"),
            }
        }
    }

    fn listen(&mut self, with_address: bool) {
        let own = self.control.get_ref().local_addr().expect("an address");
        let listener = TcpListener::bind((own.ip(), 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        self.endpoint = Endpoint::Listener(listener);
        let line = match own.ip() {
            IpAddr::V4(_) if with_address => {
                format!(
                    "227 Entering ({})",
                    numbers(SocketAddr::new(own.ip(), port))
                )
            }
            _ => format!("229 Entering (|||{port}|)"),
        };
        self.say(&line);
    }

    fn transfer(&mut self, size: Option<usize>) {
        self.say("150 now");
        let stream = match std::mem::replace(&mut self.endpoint, Endpoint::None) {
            Endpoint::Listener(listener) => listener.accept().map(|(stream, _)| stream),
            Endpoint::Peer(peer) => TcpStream::connect(peer),
            Endpoint::None => return self.say("425 how"),
        };
        let Ok(mut stream) = stream else {
            return self.say("425 no connection");
        };
        match size {
            Some(size) => stream.write_all(&vec![b'x'; size]).expect("a reader"),
            None => {
                let mut into = Vec::new();
                stream.read_to_end(&mut into).expect("a writer");
            }
        }
        drop(stream);
        self.say("226 done");
    }
}

/// `h1,h2,h3,h4,p1,p2` of an endpoint (RFC 959).
fn numbers(endpoint: SocketAddr) -> String {
    let [high, low] = endpoint.port().to_be_bytes();
    let address = endpoint.ip().to_string().replace('.', ",");
    format!("{address},{high},{low}")
}

fn port(argument: &str) -> SocketAddr {
    let numbers: Vec<u8> = argument
        .split(',')
        .map(|one| one.parse().expect("a number"))
        .collect();
    let [a, b, c, d, high, low] = numbers.try_into().expect("six numbers");
    SocketAddr::from(([a, b, c, d], u16::from_be_bytes([high, low])))
}

fn eprt(argument: &str) -> SocketAddr {
    let mut parts = argument.split('|').skip(2);
    let address: IpAddr = parts
        .next()
        .expect("an address")
        .parse()
        .expect("an address");
    let port = parts.next().expect("a port").parse().expect("a port");
    SocketAddr::new(address, port)
}

/// A client.
pub struct Client {
    control: BufReader<TcpStream>,
}

impl Client {
    /// Connects, and logs in.
    pub fn login(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).expect("a server");
        let mut client = Self {
            control: BufReader::new(stream),
        };
        client.expect("220");
        client.order("USER anna", "331");
        client.order("PASS secret", "230");
        client.order("TYPE I", "200");
        client
    }

    /// Downloads a file of this size, and returns how many bytes came.
    pub fn download(&mut self, mode: Mode, size: usize) -> usize {
        let mut stream = self.transfer(mode, &format!("RETR {size}"));
        let mut into = Vec::new();
        stream.read_to_end(&mut into).expect("a writer");
        drop(stream);
        self.expect("226");
        into.len()
    }

    /// Uploads a file of this size.
    pub fn upload(&mut self, mode: Mode, size: usize) {
        let mut stream = self.transfer(mode, "STOR file");
        stream.write_all(&vec![b'y'; size]).expect("a reader");
        drop(stream);
        self.expect("226");
    }

    /// Says goodbye.
    pub fn quit(mut self) {
        self.order("QUIT", "221");
    }

    fn transfer(&mut self, mode: Mode, command: &str) -> TcpStream {
        let own = self
            .control
            .get_ref()
            .local_addr()
            .expect("an address")
            .ip();
        let peer = self.control.get_ref().peer_addr().expect("an address").ip();
        match mode {
            Mode::Active | Mode::ExtendedActive => {
                let listener = TcpListener::bind((own, 0)).expect("a port");
                let endpoint = listener.local_addr().expect("an address");
                let family = if own.is_ipv4() { 1 } else { 2 };
                let announcement = match mode {
                    Mode::Active => format!("PORT {}", numbers(endpoint)),
                    _ => format!("EPRT |{family}|{own}|{}|", endpoint.port()),
                };
                self.order(&announcement, "200");
                self.order(command, "150");
                listener.accept().expect("the server").0
            }
            Mode::Passive | Mode::ExtendedPassive => {
                let passive = mode == Mode::Passive;
                let reply = self.order(if passive { "PASV" } else { "EPSV" }, "22");
                let inner = reply.split(['(', ')']).nth(1).expect("an endpoint");
                let endpoint = if passive {
                    port(inner)
                } else {
                    let port = inner.trim_matches('|').parse().expect("a port");
                    SocketAddr::new(peer, port)
                };
                let stream = TcpStream::connect(endpoint).expect("the server");
                self.order(command, "150");
                stream
            }
        }
    }

    fn order(&mut self, line: &str, code: &str) -> String {
        let stream = self.control.get_mut();
        stream
            .write_all(format!("{line}\r\n").as_bytes())
            .expect("a server");
        self.expect(code)
    }

    fn expect(&mut self, code: &str) -> String {
        let mut line = String::new();
        self.control.read_line(&mut line).expect("a reply");
        assert!(line.starts_with(code), "{line} instead of {code}");
        line
    }
}
