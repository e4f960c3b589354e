//! FTP traffic, frame by frame, as fast as it can be sent.
//!
//! One session is made once; each time that it is sent, another client and other sequence numbers are
//! written into its frames. With the same numbers it would be one session, seen behind NATs.
//! Checksums are left out: nothing that captures looks at them.

/// What the sessions are like.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A login and a listing of a kilobyte.
    ManySmall,
    /// A login and a download of three megabytes.
    Big,
}

impl Kind {
    /// For the table.
    pub fn name(self) -> &'static str {
        match self {
            Kind::ManySmall => "many small sessions",
            Kind::Big => "big transfers",
        }
    }

    fn segments(self) -> usize {
        match self {
            Kind::ManySmall => 1,
            Kind::Big => 2_000,
        }
    }
}

/// How many sessions are under way at once.
const AT_ONCE: u32 = 16;

const SERVER: [u8; 4] = [198, 18, 0, 1];
const DATA_PORT: u16 = 50_000;
const SEGMENT: usize = 1_448;

const FIN: u8 = 1;
const SYN: u8 = 2;
const PSH: u8 = 8;
const ACK: u8 = 16;

/// A frame of the session; its client is written in when it is sent.
struct Frame {
    bytes: Vec<u8>,
    from_client: bool,
    sequence: u32,
    acknowledged: u32,
}

/// Sessions, one after the other and [`AT_ONCE`] side by side.
pub struct Traffic {
    frames: Vec<Frame>,
    /// Which frame of which of the sessions is next.
    at: usize,
    session: u32,
    done: u32,
}

impl Traffic {
    /// Sessions of this kind.
    pub fn new(kind: Kind) -> Self {
        Self {
            frames: Script::default().session(kind),
            at: 0,
            session: 0,
            done: 0,
        }
    }

    /// How many sessions were sent to their end.
    pub fn sessions(&self) -> u64 {
        self.done.into()
    }

    /// Whether all sessions that were begun are complete.
    pub fn is_between_sessions(&self) -> bool {
        self.at == 0 && self.session == 0
    }

    /// The next frame.
    pub fn next_frame(&mut self) -> &[u8] {
        let number = self.done + self.session;
        let [_, high, middle, low] = number.to_be_bytes();
        let client = [10, high, middle, low];
        let frame = &mut self.frames[self.at];
        let place = if frame.from_client { 26 } else { 30 };
        frame.bytes[place..place + 4].copy_from_slice(&client);
        let shift = number.wrapping_mul(0x9e37_79b9);
        let sequence = frame.sequence.wrapping_add(shift);
        let acknowledged = frame.acknowledged.wrapping_add(shift);
        frame.bytes[38..42].copy_from_slice(&sequence.to_be_bytes());
        frame.bytes[42..46].copy_from_slice(&acknowledged.to_be_bytes());
        let current = self.at;
        self.session += 1;
        if self.session == AT_ONCE {
            self.session = 0;
            self.at += 1;
        }
        if self.at == self.frames.len() {
            self.at = 0;
            self.done += AT_ONCE;
        }
        &self.frames[current].bytes
    }
}

/// Writes the frames of a session.
#[derive(Default)]
struct Script {
    frames: Vec<Frame>,
}

/// The ports of a connection, and what either side has sent: the one that opened it first.
struct Connection {
    ports: [u16; 2],
    sent: [u32; 2],
}

impl Script {
    fn session(mut self, kind: Kind) -> Vec<Frame> {
        let mut control = self.open([40_000, 21]);
        self.say(&mut control, 1, "220 Welcome to ftp.example.org.\r\n");
        for (command, reply) in [
            ("USER alice", "331 Please specify the password."),
            ("PASS looking-glass", "230 Login successful."),
            ("TYPE I", "200 Switching to Binary mode."),
            ("EPSV", "229 Entering Extended Passive Mode (|||50000|)"),
        ] {
            self.say(&mut control, 0, &format!("{command}\r\n"));
            self.say(&mut control, 1, &format!("{reply}\r\n"));
        }
        let mut data = self.open([40_001, DATA_PORT]);
        self.say(&mut control, 0, "RETR report.bin\r\n");
        self.say(
            &mut control,
            1,
            "150 Opening BINARY mode data connection.\r\n",
        );
        for number in 0..kind.segments() {
            self.segment(&mut data, 1, ACK, &[b'r'; SEGMENT]);
            if number % 2 == 1 {
                self.segment(&mut data, 0, ACK, &[]);
            }
        }
        self.close(&mut data);
        self.say(&mut control, 1, "226 Transfer complete.\r\n");
        self.say(&mut control, 0, "QUIT\r\n");
        self.say(&mut control, 1, "221 Goodbye.\r\n");
        self.close(&mut control);
        self.frames
    }

    fn open(&mut self, ports: [u16; 2]) -> Connection {
        let mut connection = Connection {
            ports,
            sent: [1_000, 2_000],
        };
        self.segment(&mut connection, 0, SYN, &[]);
        self.segment(&mut connection, 1, SYN | ACK, &[]);
        self.segment(&mut connection, 0, ACK, &[]);
        connection
    }

    fn close(&mut self, connection: &mut Connection) {
        self.segment(connection, 1, FIN | ACK, &[]);
        self.segment(connection, 0, FIN | ACK, &[]);
        self.segment(connection, 1, ACK, &[]);
    }

    fn say(&mut self, connection: &mut Connection, side: usize, line: &str) {
        self.segment(connection, side, PSH | ACK, line.as_bytes());
        self.segment(connection, 1 - side, ACK, &[]);
    }

    fn segment(&mut self, connection: &mut Connection, side: usize, flags: u8, payload: &[u8]) {
        let sequence = connection.sent[side];
        let acknowledged = connection.sent[1 - side];
        let addresses = if side == 0 {
            [[10; 4], SERVER]
        } else {
            [SERVER, [10; 4]]
        };
        let length = 40 + payload.len() as u16;
        let mut bytes = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0];
        bytes.extend([0x45, 0]);
        bytes.extend(length.to_be_bytes());
        bytes.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
        bytes.extend(addresses.concat());
        bytes.extend(connection.ports[side].to_be_bytes());
        bytes.extend(connection.ports[1 - side].to_be_bytes());
        bytes.extend([0; 8]);
        bytes.extend([0x50, flags, 0xff, 0xff, 0, 0, 0, 0]);
        bytes.extend(payload);
        let ends = u32::from(flags & (SYN | FIN) != 0);
        connection.sent[side] = connection.sent[side].wrapping_add(payload.len() as u32 + ends);
        self.frames.push(Frame {
            bytes,
            from_client: side == 0,
            sequence,
            acknowledged,
        });
    }
}
