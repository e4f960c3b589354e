//! Handshake messages (RFC 5246 §7.4, RFC 8446 §4), as far as they matter to who only listens.

use super::Version;

/// The bytes of one message that are kept; certificates of some length fit.
const LONGEST: usize = 1 << 17;

/// The random of a ServerHello that asks for another ClientHello (RFC 8446 §4.1.3).
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// The numbers of messages.
pub mod kind {
    /// ClientHello.
    pub const CLIENT_HELLO: u8 = 1;
    /// ServerHello, or HelloRetryRequest.
    pub const SERVER_HELLO: u8 = 2;
    /// NewSessionTicket.
    pub const NEW_SESSION_TICKET: u8 = 4;
    /// EndOfEarlyData.
    pub const END_OF_EARLY_DATA: u8 = 5;
    /// Certificate.
    pub const CERTIFICATE: u8 = 11;
    /// Finished.
    pub const FINISHED: u8 = 20;
    /// KeyUpdate.
    pub const KEY_UPDATE: u8 = 24;
}

/// The numbers of extensions.
mod extension {
    pub const SERVER_NAME: u16 = 0;
    pub const ALPN: u16 = 16;
    pub const ENCRYPT_THEN_MAC: u16 = 22;
    pub const SESSION_TICKET: u16 = 35;
    pub const PRE_SHARED_KEY: u16 = 41;
    pub const EARLY_DATA: u16 = 42;
    pub const SUPPORTED_VERSIONS: u16 = 43;
}

/// What both hellos have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hello {
    /// The random.
    pub random: [u8; 32],
    /// The session id.
    pub session_id: Vec<u8>,
    /// The version in its body.
    pub version: u16,
    /// The first protocol that ALPN names.
    pub alpn: Option<Vec<u8>>,
    /// Whether encrypt-then-MAC is offered or chosen.
    pub encrypt_then_mac: bool,
    /// Whether a pre-shared key is offered or chosen.
    pub pre_shared_key: bool,
}

/// What a client offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientHello {
    /// What both hellos have.
    pub hello: Hello,
    /// The name of the server that it wants.
    pub server_name: Option<Vec<u8>>,
    /// The versions that it offers; empty in TLS 1.2 and before.
    pub versions: Vec<Version>,
    /// The numbers of the suites that it offers.
    pub suites: Vec<u16>,
    /// The ticket with which it resumes a session in TLS 1.2.
    pub ticket: Option<Vec<u8>>,
    /// Whether data follow before the server has answered.
    pub early_data: bool,
}

/// What a server chooses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerHello {
    /// What both hellos have.
    pub hello: Hello,
    /// The version that was chosen.
    pub chosen: u16,
    /// The suite that was chosen.
    pub suite: u16,
    /// Whether it only asks for another ClientHello.
    pub retry: bool,
}

/// Puts messages together that come in several records, and takes those apart that share one.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    bytes: Vec<u8>,
    /// The bytes of a message that is too long to be kept.
    skip: usize,
}

impl Messages {
    /// Takes the plaintext of a record.
    pub fn take(&mut self, fragment: &[u8]) {
        let skipped = self.skip.min(fragment.len());
        self.skip -= skipped;
        self.bytes.extend_from_slice(&fragment[skipped..]);
    }

    /// Forgets the beginning of a message whose rest will not come.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// The next whole message: its kind and its body.
    pub fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            let &[kind, high, middle, low] = self.bytes.first_chunk::<4>()?;
            let length = usize::from(high) << 16 | usize::from(middle) << 8 | usize::from(low);
            if length > LONGEST {
                let held = self.bytes.len().min(4 + length);
                self.bytes.drain(..held);
                self.skip = 4 + length - held;
                if self.skip > 0 {
                    return None;
                }
                continue;
            }
            let body = self.bytes.get(4..4 + length)?.to_vec();
            self.bytes.drain(..4 + length);
            return Some((kind, body));
        }
    }
}

/// Reads what stands in a message, front to back.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.bytes(1).map(|bytes| bytes[0])
    }

    fn word(&mut self) -> Option<u16> {
        self.bytes(2)
            .map(|bytes| u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    /// A vector with a length of one byte.
    fn short(&mut self) -> Option<&'a [u8]> {
        let length = self.byte()?;
        self.bytes(length.into())
    }

    /// A vector with a length of two bytes.
    fn long(&mut self) -> Option<&'a [u8]> {
        let length = self.word()?;
        self.bytes(length.into())
    }

    /// The extensions at the end, each with its number.
    fn extensions(mut self) -> impl Iterator<Item = (u16, &'a [u8])> {
        let mut all = Cursor(self.long().unwrap_or_default());
        std::iter::from_fn(move || Some((all.word()?, all.long()?)))
    }
}

/// The two bytes of each word in a list.
fn words(list: &[u8]) -> impl Iterator<Item = u16> {
    list.chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
}

impl ClientHello {
    /// Reads the body of the message.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let mut cursor = Cursor(body);
        let mut client = Self::default();
        client.hello.version = cursor.word()?;
        client.hello.random = cursor.bytes(32)?.try_into().ok()?;
        client.hello.session_id = cursor.short()?.to_vec();
        client.suites = words(cursor.long()?).collect();
        cursor.short()?;
        for (number, value) in cursor.extensions() {
            let mut value_of = Cursor(value);
            match number {
                extension::SERVER_NAME => {
                    let mut names = Cursor(value_of.long().unwrap_or_default());
                    let is_host = names.byte() == Some(0);
                    client.server_name = names.long().filter(|_| is_host).map(<[u8]>::to_vec);
                }
                extension::ALPN => client.hello.alpn = first_protocol(value),
                extension::ENCRYPT_THEN_MAC => client.hello.encrypt_then_mac = true,
                extension::SESSION_TICKET if !value.is_empty() => {
                    client.ticket = Some(value.to_vec());
                }
                extension::PRE_SHARED_KEY => client.hello.pre_shared_key = true,
                extension::EARLY_DATA => client.early_data = true,
                extension::SUPPORTED_VERSIONS => {
                    let versions = words(value_of.short().unwrap_or_default());
                    client.versions = versions.map(Version).collect();
                }
                _ => {}
            }
        }
        Some(client)
    }
}

impl ServerHello {
    /// Reads the body of the message.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let mut cursor = Cursor(body);
        let mut server = Self::default();
        server.hello.version = cursor.word()?;
        server.chosen = server.hello.version;
        server.hello.random = cursor.bytes(32)?.try_into().ok()?;
        server.retry = server.hello.random == RETRY;
        server.hello.session_id = cursor.short()?.to_vec();
        server.suite = cursor.word()?;
        cursor.byte()?;
        for (number, value) in cursor.extensions() {
            match number {
                extension::ALPN => server.hello.alpn = first_protocol(value),
                extension::ENCRYPT_THEN_MAC => server.hello.encrypt_then_mac = true,
                extension::PRE_SHARED_KEY => server.hello.pre_shared_key = true,
                extension::SUPPORTED_VERSIONS => {
                    server.chosen = Cursor(value).word().unwrap_or(server.chosen);
                }
                _ => {}
            }
        }
        Some(server)
    }
}

/// The first protocol of an ALPN extension (RFC 7301 §3.1).
fn first_protocol(value: &[u8]) -> Option<Vec<u8>> {
    let mut list = Cursor(Cursor(value).long()?);
    list.short().map(<[u8]>::to_vec)
}

/// The ticket of a NewSessionTicket of TLS 1.2 (RFC 5077 §3.3).
pub fn ticket(body: &[u8]) -> Option<&[u8]> {
    let mut cursor = Cursor(body);
    cursor.bytes(4)?;
    cursor.long()
}

/// The certificates of a Certificate message of TLS 1.2 or before, the server's own first
/// (RFC 5246 §7.4.2).
pub fn certificates(body: &[u8]) -> Vec<&[u8]> {
    let mut cursor = Cursor(body);
    let long = |cursor: &mut Cursor<'_>| -> Option<usize> {
        let [high, middle, low] = cursor.bytes(3)?.try_into().ok()?;
        Some(u32::from_be_bytes([0, high, middle, low]) as usize)
    };
    let mut all = Vec::new();
    if long(&mut cursor).is_some() {
        while let Some(length) = long(&mut cursor)
            && let Some(one) = cursor.bytes(length)
        {
            all.push(one);
        }
    }
    all
}
