//! Conversations, made into frames, and what the engine makes of them.
//!
//! A [`Scene`] keeps the clock, each [`Stream`] keeps its sequence numbers. Whoever sends has heard
//! all that the other side sent before, as it is on a fast network:
//!
//! ```ignore
//! let scene = Scene::new();
//! let control = scene.login();
//! control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
//! let data = scene.connect("192.0.2.1:40001", "198.51.100.1:5121");
//! control.ask("RETR a", "150 Here it comes.");
//! data.carry(Listener, b"contents");
//! control.reply("226 Done.");
//! assert_eq!(scene.sessions().len(), 1);
//! ```

use super::packets::{ACK, FIN, PSH, RST, SYN, Tcp, ethernet, pcap};
use ftpscope::capture::{Frame, LinkType};
use ftpscope::engine::{Config, Engine, Statistics, Wanted};
use ftpscope::net::Time;
use ftpscope::session::{DataConnection, Session};
use ftpscope::views::View;
use ftpscope::views::json;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;

pub use End::{Initiator, Listener};

/// The client's end of the first control connection.
pub const CLIENT: &str = "192.0.2.1:40000";
/// The server's end.
pub const SERVER: &str = "198.51.100.1:21";

/// When every scene begins: 2026-11-20T00:00:00Z.
pub const DAWN: i64 = 1_795_132_800_000_000_000;
const MILLISECOND: i64 = 1_000_000;

/// One end of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The one that sends the SYN; on a control connection the client.
    Initiator,
    /// The one that answers it.
    Listener,
}

impl End {
    pub fn other(self) -> End {
        match self {
            Initiator => Listener,
            Listener => Initiator,
        }
    }
}

/// A packet with its time, before it becomes a frame.
#[derive(Clone, Debug)]
pub struct Shot {
    pub time: i64,
    pub packet: Packet,
    /// How many bytes the capture keeps of the frame.
    pub snap: usize,
}

/// What was sent.
#[derive(Clone, Debug)]
pub enum Packet {
    Tcp(Tcp),
    /// Anything else, from its IP header on.
    Ip(Vec<u8>),
}

impl Shot {
    pub fn ip(&self) -> Vec<u8> {
        match &self.packet {
            Packet::Tcp(tcp) => tcp.ip(),
            Packet::Ip(ip) => ip.clone(),
        }
    }

    /// The TCP segment, of which there must be one.
    pub fn tcp(&self) -> &Tcp {
        match &self.packet {
            Packet::Tcp(tcp) => tcp,
            Packet::Ip(_) => panic!("no TCP segment"),
        }
    }
}

#[derive(Debug)]
struct Tape {
    now: i64,
    step: i64,
    snap: usize,
    sequence: u32,
    shots: Vec<Shot>,
}

/// What a capture sees.
#[derive(Clone, Debug)]
pub struct Scene(Rc<RefCell<Tape>>);

impl Scene {
    pub fn new() -> Self {
        Self(Rc::new(RefCell::new(Tape {
            now: DAWN,
            step: MILLISECOND,
            snap: usize::MAX,
            sequence: 1_000,
            shots: Vec::new(),
        })))
    }

    /// Lets time pass.
    pub fn wait(&self, seconds: f64) {
        self.0.borrow_mut().now += (seconds * 1e9) as i64;
    }

    /// From now on the capture keeps so many bytes of a frame.
    pub fn snap(&self, bytes: usize) {
        self.0.borrow_mut().snap = bytes;
    }

    /// A connection of which nothing was sent yet.
    pub fn stream(&self, initiator: &str, listener: &str) -> Stream {
        let mut tape = self.0.borrow_mut();
        tape.sequence = tape.sequence.wrapping_add(1_000_003);
        let first = tape.sequence;
        Stream {
            scene: self.clone(),
            ends: [initiator, listener].map(|end| end.parse().expect("an endpoint")),
            next: [Cell::new(first), Cell::new(first ^ 0x5555_0000)],
        }
    }

    /// A connection with its handshake.
    pub fn connect(&self, initiator: &str, listener: &str) -> Stream {
        let stream = self.stream(initiator, listener);
        stream.handshake();
        stream
    }

    /// A control connection with alice logged in.
    pub fn login(&self) -> Stream {
        self.login_between(CLIENT, SERVER)
    }

    pub fn login_between(&self, client: &str, server: &str) -> Stream {
        let control = self.connect(client, server);
        control.reply("220 Service ready.");
        control.ask("USER alice", "331 Password, please.");
        control.ask("PASS looking-glass", "230 Logged in.");
        control
    }

    /// SYNs from `initiator` that nobody answers, one second apart.
    pub fn knock(&self, initiator: &str, listener: &str, times: usize) -> Stream {
        let stream = self.stream(initiator, listener);
        for attempt in 0..times {
            if attempt > 0 {
                self.wait(1.0);
            }
            stream.syn();
        }
        stream
    }

    /// A packet that is no part of a stream, from its IP header on.
    pub fn packet(&self, ip: Vec<u8>) {
        self.shoot(Packet::Ip(ip));
    }

    fn shoot(&self, packet: Packet) {
        let mut tape = self.0.borrow_mut();
        tape.now += tape.step;
        let (time, snap) = (tape.now, tape.snap);
        tape.shots.push(Shot { time, packet, snap });
    }

    /// How many packets there are, which is the number of the last frame.
    pub fn len(&self) -> usize {
        self.0.borrow().shots.len()
    }

    pub fn shots(&self) -> Vec<Shot> {
        self.0.borrow().shots.clone()
    }

    /// Moves the packet of frame `from` so that it becomes frame `to`, with its time.
    pub fn move_frame(&self, from: usize, to: usize) {
        let shots = &mut self.0.borrow_mut().shots;
        let shot = shots.remove(from - 1);
        shots.insert(to - 1, shot);
    }

    /// Frames that the capture did not keep, by number.
    pub fn lose(&self, frames: std::ops::RangeInclusive<usize>) {
        let range = frames.start() - 1..*frames.end();
        self.0.borrow_mut().shots.drain(range);
    }

    /// Keeps only what `keep` says of each packet.
    pub fn keep(&self, keep: impl Fn(&Shot) -> bool) {
        self.0.borrow_mut().shots.retain(keep);
    }

    /// Replaces each packet by what `cast` makes of it.
    pub fn recast(&self, cast: impl Fn(&Shot) -> Vec<Shot>) {
        let shots = &mut self.0.borrow_mut().shots;
        *shots = shots.iter().flat_map(cast).collect();
    }

    pub fn recording(&self) -> Recording {
        Recording::of(&self.shots())
    }

    pub fn sessions(&self) -> Vec<Session> {
        self.recording().analyze().sessions
    }

    /// The sessions as the contract has them.
    pub fn json(&self) -> Vec<Value> {
        self.recording().analyze().json()
    }

    /// The only session, as the contract has it.
    pub fn only(&self) -> Value {
        only(self.json())
    }
}

/// The only one of `sessions`.
pub fn only(mut sessions: Vec<Value>) -> Value {
    assert_eq!(sessions.len(), 1, "{sessions:#?}");
    sessions.remove(0)
}

/// A TCP connection on its way.
#[derive(Debug)]
pub struct Stream {
    scene: Scene,
    pub ends: [SocketAddr; 2],
    next: [Cell<u32>; 2],
}

impl Stream {
    /// The sequence number of what `end` sends next.
    pub fn next(&self, end: End) -> u32 {
        self.next[end as usize].get()
    }

    pub fn set_next(&self, end: End, sequence: u32) {
        self.next[end as usize].set(sequence);
    }

    /// The segment that `end` would send next, empty and with ACK.
    pub fn segment(&self, end: End) -> Tcp {
        let from = self.ends[end as usize];
        let to = self.ends[end.other() as usize];
        let tcp = Tcp::new(&from.to_string(), &to.to_string());
        tcp.seq(self.next(end)).ack(self.next(end.other()))
    }

    /// Sends a segment as it stands; sequence numbers go on from its end.
    pub fn transmit(&self, end: End, tcp: Tcp) {
        let flags = tcp.flags;
        let taken =
            tcp.payload.len() as u32 + u32::from(flags & SYN != 0) + u32::from(flags & FIN != 0);
        self.set_next(end, tcp.seq.wrapping_add(taken));
        self.scene.shoot(Packet::Tcp(tcp));
    }

    /// Sends a segment that is no part of the stream's progress: a retransmission, a keep-alive.
    pub fn inject(&self, tcp: Tcp) {
        self.scene.shoot(Packet::Tcp(tcp));
    }

    /// The initiator's SYN; again if it was sent before and nothing answered.
    pub fn syn(&self) {
        let syn = self.segment(Initiator).flags(SYN).ack(0);
        self.inject(syn);
    }

    /// The listener's SYN with ACK, to a SYN.
    pub fn syn_ack(&self) {
        let sequence = self.next(Initiator).wrapping_add(1);
        self.set_next(Initiator, sequence);
        self.transmit(Listener, self.segment(Listener).flags(SYN | ACK));
    }

    pub fn handshake(&self) {
        self.syn();
        self.syn_ack();
        self.ack(Initiator);
    }

    /// The RST with which a closed port answers a SYN.
    pub fn refuse(&self) {
        let ack = self.next(Initiator).wrapping_add(1);
        self.inject(self.segment(Listener).flags(RST | ACK).seq(0).ack(ack));
    }

    pub fn ack(&self, end: End) {
        self.inject(self.segment(end));
    }

    /// Sends bytes in one segment.
    pub fn send(&self, end: End, bytes: impl AsRef<[u8]>) {
        self.transmit(end, self.segment(end).flags(PSH | ACK).payload(bytes));
    }

    /// Sends bytes that the capture does not hold.
    pub fn send_unseen(&self, end: End, bytes: u32) {
        self.set_next(end, self.next(end).wrapping_add(bytes));
    }

    pub fn fin(&self, end: End) {
        self.transmit(end, self.segment(end).flags(FIN | ACK));
    }

    pub fn rst(&self, end: End) {
        self.inject(self.segment(end).flags(RST | ACK));
    }

    /// Both FINs, that of `end` first.
    pub fn close(&self, end: End) {
        self.fin(end);
        self.fin(end.other());
        self.ack(end);
    }

    /// Sends bytes in segments of 1,000 and closes.
    pub fn carry(&self, end: End, bytes: &[u8]) {
        for piece in bytes.chunks(1_000) {
            self.send(end, piece);
            self.ack(end.other());
        }
        self.close(end);
    }

    /// A line from the client.
    pub fn command(&self, line: &str) {
        self.send(Initiator, format!("{line}\r\n"));
    }

    /// Lines from the server.
    pub fn reply(&self, lines: &str) {
        self.send(Listener, format!("{lines}\r\n"));
    }

    /// A command and its reply.
    pub fn ask(&self, command: &str, reply: &str) {
        self.command(command);
        self.reply(reply);
    }

    /// QUIT, 221 and the FINs.
    pub fn quit(&self) {
        self.ask("QUIT", "221 Goodbye.");
        self.close(Listener);
    }
}

/// One frame of a capture.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub time: i64,
    pub link: u16,
    pub length: u32,
    pub data: Vec<u8>,
}

/// The frames of a capture.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    pub frames: Vec<Recorded>,
    pub config: Config,
}

impl Recording {
    /// Ethernet frames.
    pub fn of(shots: &[Shot]) -> Self {
        Self::on(1, shots, &|ip| vec![ethernet(ip)])
    }

    /// Frames of any link type; `wrap` makes frames of an IP packet.
    pub fn on(link: u16, shots: &[Shot], wrap: &dyn Fn(&[u8]) -> Vec<Vec<u8>>) -> Self {
        let frame = |(shot, mut data): (&Shot, Vec<u8>)| {
            let length = data.len() as u32;
            data.truncate(shot.snap);
            Recorded {
                time: shot.time,
                link,
                length,
                data,
            }
        };
        let wrapped = shots
            .iter()
            .flat_map(|shot| wrap(&shot.ip()).into_iter().map(move |data| (shot, data)));
        Self {
            frames: wrapped.map(frame).collect(),
            config: hashing(),
        }
    }

    pub fn analyze(&self) -> Analysis {
        let mut engine = Engine::new(self.config.clone());
        let mut sessions = Vec::new();
        for (index, frame) in self.frames.iter().enumerate() {
            engine.push(&frame.numbered(index as u64 + 1));
            sessions.extend(std::iter::from_fn(|| engine.next_session()));
        }
        Analysis::finish(engine, sessions)
    }

    /// A capture file.
    pub fn pcap(&self) -> Vec<u8> {
        let frames = self.frames.iter();
        let frames: Vec<_> = frames
            .map(|frame| (frame.time, frame.data.clone()))
            .collect();
        let link = self.frames.first().map_or(1, |frame| frame.link);
        pcap(link.into(), &frames)
    }
}

impl Recorded {
    pub fn numbered(&self, number: u64) -> Frame<'_> {
        Frame {
            number,
            time: Time(self.time),
            interface: 0,
            link: LinkType(self.link),
            length: self.length,
            data: &self.data,
        }
    }
}

/// A configuration that hashes what is transferred.
pub fn hashing() -> Config {
    Config {
        payload: Wanted {
            hash: true,
            head: 0,
        },
        ..Config::default()
    }
}

/// What the engine found.
#[derive(Debug)]
pub struct Analysis {
    pub sessions: Vec<Session>,
    pub orphans: Vec<DataConnection>,
    pub statistics: Statistics,
}

impl Analysis {
    /// Ends an engine that has handed out `sessions`.
    pub fn finish(mut engine: Engine, mut sessions: Vec<Session>) -> Self {
        engine.finish();
        sessions.extend(std::iter::from_fn(|| engine.next_session()));
        Self {
            sessions,
            orphans: engine.orphans().to_vec(),
            statistics: engine.statistics(),
        }
    }

    /// The sessions as the contract has them.
    pub fn json(&self) -> Vec<Value> {
        let numbered = self.sessions.iter().zip(1..);
        numbered
            .map(|(session, number)| to_json(number, session))
            .collect()
    }
}

/// A session as the contract has it.
pub fn to_json(number: u64, session: &Session) -> Value {
    let mut line = Vec::new();
    let mut view = json::Json::new(&mut line, true);
    view.begin("scene").expect("memory takes it");
    view.session(number, session).expect("memory takes it");
    serde_json::from_slice(&line).expect("JSON")
}
