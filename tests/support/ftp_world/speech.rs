//! FTP as far as the hosts of a [`World`](super::World) speak it: PASV, EPSV, PORT and EPRT, a
//! download and an upload, in clear text or with something that no filter can read.

use super::{CONNECT, PASSIVE, PATIENCE, Way};
use rustix::net::sockopt::{self, Timeout};
use rustix::net::{AddressFamily, SocketType};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};

/// What stands in for encryption: no filter can read it.
const CIPHER: u8 = 0xa5;

/// What a download brings.
fn file() -> Vec<u8> {
    (0..200_000u32).map(|number| (number % 251) as u8).collect()
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

pub struct Client;

impl Client {
    /// Downloads and uploads a file.
    pub fn talk(server: &str, way: Way, secret: bool) -> io::Result<()> {
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
pub fn serve(control: TcpStream) {
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
pub fn from_port_20(own: IpAddr, target: SocketAddr) -> io::Result<TcpStream> {
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
