//! Handshake messages (RFC 5246 §7.4, RFC 8446 §4), as far as they matter to who only listens.

use super::Version;
use super::identity::{Identity, Ticket};

/// The bytes of one message that are kept; certificates of some length fit.
const LONGEST: usize = 1 << 17;
/// The identities of pre-shared keys that are kept of one hello.
const IDENTITIES: usize = 16;
/// The extensions of one hello that are listed.
const EXTENSIONS: usize = 64;

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
    /// EncryptedExtensions.
    pub const ENCRYPTED_EXTENSIONS: u8 = 8;
    /// EndOfEarlyData.
    pub const END_OF_EARLY_DATA: u8 = 5;
    /// Certificate.
    pub const CERTIFICATE: u8 = 11;
    /// ServerHelloDone.
    pub const SERVER_HELLO_DONE: u8 = 14;
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
    pub ticket: Option<Identity>,
    /// The pre-shared keys that it offers, tickets among them (TLS 1.3); the first 16.
    pub identities: Vec<Identity>,
    /// The numbers of its extensions, in order; the first 64.
    pub extensions: Vec<u16>,
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
    /// The compression that was chosen; 0 is none.
    pub compression: u8,
    /// Which of the pre-shared keys that the client offers was chosen.
    pub selected: Option<u16>,
    /// The numbers of its extensions, in order; the first 64.
    pub extensions: Vec<u16>,
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

    /// A number of four bytes.
    fn long_word(&mut self) -> Option<u32> {
        let bytes = self.bytes(4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes))
    }

    /// A vector with a length of three bytes.
    fn longest(&mut self) -> Option<&'a [u8]> {
        let [high, middle, low] = self.bytes(3)?.try_into().ok()?;
        self.bytes(u32::from_be_bytes([0, high, middle, low]) as usize)
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
    /// What the sessions are called that it offers to resume.
    pub fn offered(&self) -> impl Iterator<Item = Identity> {
        let id = &self.hello.session_id;
        let id = (!id.is_empty()).then(|| Identity::of(id));
        let by_name = self.identities.iter().chain(&self.ticket).cloned();
        by_name.chain(id)
    }

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
            list(&mut client.extensions, number);
            match number {
                extension::SERVER_NAME => {
                    let mut names = Cursor(value_of.long().unwrap_or_default());
                    let is_host = names.byte() == Some(0);
                    client.server_name = names.long().filter(|_| is_host).map(<[u8]>::to_vec);
                }
                extension::ALPN => client.hello.alpn = first_protocol(value),
                extension::ENCRYPT_THEN_MAC => client.hello.encrypt_then_mac = true,
                extension::SESSION_TICKET if !value.is_empty() => {
                    client.ticket = Some(Identity::of(value));
                }
                extension::PRE_SHARED_KEY => {
                    client.hello.pre_shared_key = true;
                    client.identities = identities(value).take(IDENTITIES).collect();
                }
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
        server.compression = cursor.byte()?;
        for (number, value) in cursor.extensions() {
            list(&mut server.extensions, number);
            match number {
                extension::ALPN => server.hello.alpn = first_protocol(value),
                extension::ENCRYPT_THEN_MAC => server.hello.encrypt_then_mac = true,
                extension::PRE_SHARED_KEY => {
                    server.hello.pre_shared_key = true;
                    server.selected = Cursor(value).word();
                }
                extension::SUPPORTED_VERSIONS => {
                    server.chosen = Cursor(value).word().unwrap_or(server.chosen);
                }
                _ => {}
            }
        }
        Some(server)
    }
}

/// Notes the number of an extension.
fn list(extensions: &mut Vec<u16>, number: u16) {
    if extensions.len() < EXTENSIONS {
        extensions.push(number);
    }
}

/// The first protocol of an ALPN extension (RFC 7301 §3.1).
fn first_protocol(value: &[u8]) -> Option<Vec<u8>> {
    let mut list = Cursor(Cursor(value).long()?);
    list.short().map(<[u8]>::to_vec)
}

/// The identities of a pre_shared_key extension (RFC 8446 §4.2.11).
fn identities(value: &[u8]) -> impl Iterator<Item = Identity> {
    let mut list = Cursor(Cursor(value).long().unwrap_or_default());
    std::iter::from_fn(move || {
        let identity = list.long()?;
        list.long_word()?;
        Some(Identity::of(identity))
    })
}

/// The protocol that the EncryptedExtensions of TLS 1.3 name (RFC 8446 §4.3.1).
pub fn encrypted_protocol(body: &[u8]) -> Option<Vec<u8>> {
    let mut extensions = Cursor(body).extensions();
    let (_, value) = extensions.find(|&(number, _)| number == extension::ALPN)?;
    first_protocol(value)
}

/// The ticket of a NewSessionTicket: RFC 8446 §4.6.1 for TLS 1.3, RFC 5077 §3.3 before.
pub fn ticket(body: &[u8], version: Version) -> Option<Ticket> {
    let mut cursor = Cursor(body);
    let lifetime = cursor.long_word()?;
    if version < Version::TLS13 {
        let identity = cursor.long().filter(|ticket| !ticket.is_empty())?;
        return Some(Ticket {
            identity: Identity::of(identity),
            lifetime,
            early_data: None,
        });
    }
    let (_age_add, _nonce) = (cursor.long_word()?, cursor.short()?);
    let identity = Identity::of(cursor.long()?);
    let mut extensions = cursor.extensions();
    let early = extensions.find(|&(number, _)| number == extension::EARLY_DATA);
    Some(Ticket {
        identity,
        lifetime,
        early_data: early.and_then(|(_, value)| Cursor(value).long_word()),
    })
}

/// The certificates of a Certificate message in DER, the peer's own first: RFC 8446 §4.4.2 for
/// TLS 1.3, RFC 5246 §7.4.2 before.
pub fn certificates(body: &[u8], version: Version) -> impl Iterator<Item = &[u8]> {
    let is_13 = version >= Version::TLS13;
    let mut cursor = Cursor(body);
    if is_13 {
        // What a request asked for; empty in a handshake.
        cursor.short();
    }
    let mut list = Cursor(cursor.longest().unwrap_or_default());
    std::iter::from_fn(move || {
        let certificate = list.longest()?;
        if is_13 {
            list.long()?;
        }
        Some(certificate)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_of_both_shapes_are_found() {
        let old = [0, 0, 9, 0, 0, 2, 1, 2, 0, 0, 1, 3];
        let found: Vec<&[u8]> = certificates(&old, Version::TLS12).collect();
        assert_eq!(found, [[1, 2].as_slice(), &[3]]);
        let new = [0, 0, 0, 15, 0, 0, 2, 1, 2, 0, 2, 9, 9, 0, 0, 1, 3, 0, 0];
        let found: Vec<&[u8]> = certificates(&new, Version::TLS13).collect();
        assert_eq!(found, [[1, 2].as_slice(), &[3]]);
    }

    #[test]
    fn certificates_that_are_cut_are_left_out() {
        let cut = [0, 0, 9, 0, 0, 2, 1, 2, 0, 0, 4, 3, 0];
        assert_eq!(certificates(&cut, Version::TLS12).count(), 1);
        assert_eq!(certificates(&[], Version::TLS13).count(), 0);
    }

    #[test]
    fn tickets_of_both_shapes_are_found() {
        let old = ticket(&[0, 0, 1, 44, 0, 2, 7, 8], Version::TLS12).unwrap();
        assert_eq!(
            (old.identity.start(), old.lifetime),
            ([7, 8].as_slice(), 300)
        );
        let new = [
            [0, 0, 1, 44, 9, 9, 9, 9, 1, 0, 0, 2, 7, 8].as_slice(),
            &[0, 8, 0, 42, 0, 4, 0, 0, 64, 0],
        ]
        .concat();
        let new = ticket(&new, Version::TLS13).unwrap();
        assert_eq!(new.identity, old.identity);
        assert_eq!(new.early_data, Some(1 << 14));
        assert_eq!(ticket(&[0, 0, 0, 0, 0, 0], Version::TLS12), None);
    }

    #[test]
    fn a_message_of_any_length_takes_bounded_memory() {
        let mut messages = Messages::default();
        messages.take(&[11, 255, 255, 255]);
        for _ in 0..100 {
            messages.take(&[0; 16_384]);
            assert_eq!(messages.next(), None);
        }
        assert!(messages.bytes.len() <= 16_384);
    }
}
