//! Handshake messages of TLS taken apart (RFC 8446 §4, RFC 5246 §7.4), field by field.

use super::line::handshake as message_name;
use crate::decode::tree::{Field, Value};
use crate::tls::{Version, extension_name, suite_name};
use crate::views::tui::unsealing::{MESSAGE_HEADER, messages};
use std::ops::Range;

/// The fields of one kind that are listed of one message.
const LISTED: usize = 64;

/// The numbers of messages that are taken apart.
mod message {
    pub const CLIENT_HELLO: u8 = 1;
    pub const SERVER_HELLO: u8 = 2;
    pub const NEW_SESSION_TICKET: u8 = 4;
    pub const ENCRYPTED_EXTENSIONS: u8 = 8;
}

/// The numbers of extensions that are taken apart (IANA, TLS ExtensionType Values).
mod extension {
    pub const SERVER_NAME: u16 = 0;
    pub const ALPN: u16 = 16;
    pub const PRE_SHARED_KEY: u16 = 41;
    pub const SUPPORTED_VERSIONS: u16 = 43;
}

/// A field, and the fields in it.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is.
    pub field: Field,
    /// What stands in it.
    pub value: Value,
    /// Its bytes.
    pub range: Range<usize>,
    /// The fields in it.
    pub parts: Vec<Part>,
}

impl Part {
    fn new(field: Field, value: Value, range: Range<usize>) -> Self {
        Self {
            field,
            value,
            range,
            parts: Vec::new(),
        }
    }
}

/// The plaintext of a record: the messages that begin in it, after `continued` bytes of one that
/// began before.
pub fn parts(bytes: &[u8], continued: usize) -> Vec<Part> {
    let before = (continued > 0).then(|| Part::new(Field::Data, Value::Bytes, 0..continued));
    let begun = messages(bytes, continued).take(LISTED);
    let begun = begun.map(|(kind, begin, length)| {
        let end = begin + MESSAGE_HEADER + length;
        one(bytes, kind, begin, end)
    });
    before.into_iter().chain(begun).collect()
}

/// A message from its first byte to `end`, which may lie behind the plaintext.
fn one(bytes: &[u8], kind: u8, begin: usize, end: usize) -> Part {
    let held = end.min(bytes.len());
    let name = message_name(kind).unwrap_or("");
    let mut part = Part::new(Field::Handshake, Value::Name(name), begin..held);
    let length = (end - begin - MESSAGE_HEADER) as u64;
    let body = begin + MESSAGE_HEADER..held;
    part.parts.push(Part::new(
        Field::HandshakeType,
        Value::Named(kind.into(), name),
        begin..begin + 1,
    ));
    part.parts.push(Part::new(
        Field::PayloadLength,
        Value::Number(length),
        begin + 1..begin + MESSAGE_HEADER,
    ));
    if held < end {
        // The rest stands in the next record.
        if !body.is_empty() {
            let value = Value::Of(body.len() as u64, length);
            part.parts.push(Part::new(Field::RecordBody, value, body));
        }
        return part;
    }
    let mut reader = Reader {
        bytes,
        at: body.start,
        end: body.end,
    };
    let read = match kind {
        message::CLIENT_HELLO => client_hello(&mut reader, &mut part.parts),
        message::SERVER_HELLO => server_hello(&mut reader, &mut part.parts),
        message::NEW_SESSION_TICKET => new_session_ticket(&mut reader, &mut part.parts),
        message::ENCRYPTED_EXTENSIONS => extensions(&mut reader, false, &mut part.parts),
        _ => None,
    };
    if read.is_none() || reader.at < reader.end {
        let rest = reader.at..reader.end;
        if !rest.is_empty() {
            part.parts
                .push(Part::new(Field::RecordBody, Value::Bytes, rest));
        }
    }
    part
}

/// Reads what stands in a message, front to back, and says where.
struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    end: usize,
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Option<Range<usize>> {
        let end = self
            .at
            .checked_add(count)
            .filter(|&end| end <= self.end.min(self.bytes.len()))?;
        let range = self.at..end;
        self.at = end;
        Some(range)
    }

    /// A number of so many bytes, and where it stands.
    fn number(&mut self, count: usize) -> Option<(u64, Range<usize>)> {
        let range = self.take(count)?;
        let bytes = self.bytes.get(range.clone())?;
        let number = bytes
            .iter()
            .fold(0, |number, &byte| number << 8 | u64::from(byte));
        Some((number, range))
    }

    /// What stands behind a length of so many bytes.
    fn vector(&mut self, count: usize) -> Option<Self> {
        let (length, _) = self.number(count)?;
        let range = self.take(usize::try_from(length).ok()?)?;
        Some(Self {
            at: range.start,
            end: range.end,
            ..*self
        })
    }

    fn rest(&self) -> Range<usize> {
        self.at..self.end
    }

    fn is_empty(&self) -> bool {
        self.at >= self.end
    }
}

fn version(reader: &mut Reader<'_>, field: Field, parts: &mut Vec<Part>) -> Option<u16> {
    let (number, range) = reader.number(2)?;
    let name = Version(number as u16).name();
    parts.push(Part::new(field, Value::NamedHex(number, name), range));
    Some(number as u16)
}

/// The fields that both hellos begin with.
fn hello(reader: &mut Reader<'_>, parts: &mut Vec<Part>) -> Option<()> {
    version(reader, Field::Version, parts)?;
    let random = reader.take(32)?;
    parts.push(Part::new(Field::Random, Value::Bytes, random));
    let session_id = reader.vector(1)?.rest();
    if !session_id.is_empty() {
        parts.push(Part::new(Field::TlsSessionId, Value::Bytes, session_id));
    }
    Some(())
}

fn suite(reader: &mut Reader<'_>, parts: &mut Vec<Part>) -> Option<()> {
    let (number, range) = reader.number(2)?;
    let name = suite_name(number as u16).unwrap_or("?");
    let value = Value::NamedHex(number, name);
    parts.push(Part::new(Field::CipherSuite, value, range));
    Some(())
}

fn client_hello(reader: &mut Reader<'_>, parts: &mut Vec<Part>) -> Option<()> {
    hello(reader, parts)?;
    let mut suites = reader.vector(2)?;
    let count = suites.rest().len() / 2;
    let value = Value::Number(count as u64);
    let mut all = Part::new(Field::CipherSuites, value, suites.rest());
    while !suites.is_empty() && all.parts.len() < LISTED {
        if suite(&mut suites, &mut all.parts).is_none() {
            break;
        }
    }
    parts.push(all);
    reader.vector(1)?;
    extensions(reader, true, parts)
}

fn server_hello(reader: &mut Reader<'_>, parts: &mut Vec<Part>) -> Option<()> {
    hello(reader, parts)?;
    suite(reader, parts)?;
    reader.take(1)?;
    if reader.is_empty() {
        return Some(());
    }
    extensions(reader, false, parts)
}

/// RFC 8446 §4.6.1; in TLS 1.2 (RFC 5077 §3.3) the ticket follows the lifetime.
fn new_session_ticket(reader: &mut Reader<'_>, parts: &mut Vec<Part>) -> Option<()> {
    let (seconds, range) = reader.number(4)?;
    parts.push(Part::new(Field::Lifetime, Value::Number(seconds), range));
    None
}

fn extensions(reader: &mut Reader<'_>, is_client: bool, parts: &mut Vec<Part>) -> Option<()> {
    let mut list = reader.vector(2)?;
    let mut count = 0;
    while !list.is_empty() && count < LISTED {
        let begin = list.at;
        let (number, _) = list.number(2)?;
        let mut body = list.vector(2)?;
        let name = extension_name(number as u16).unwrap_or("?");
        let value = Value::Named(number, name);
        let mut part = Part::new(Field::TlsExtension, value, begin..list.at);
        // What cannot be read is left whole.
        let _ = extension(number as u16, &mut body, is_client, &mut part.parts);
        parts.push(part);
        count += 1;
    }
    Some(())
}

fn extension(
    number: u16,
    body: &mut Reader<'_>,
    is_client: bool,
    parts: &mut Vec<Part>,
) -> Option<()> {
    match number {
        extension::SERVER_NAME if is_client => {
            let mut names = body.vector(2)?;
            names.take(1)?;
            let name = names.vector(2)?.rest();
            parts.push(Part::new(Field::ServerName, Value::Text, name));
        }
        extension::ALPN => {
            let mut protocols = body.vector(2)?;
            while !protocols.is_empty() && parts.len() < LISTED {
                let protocol = protocols.vector(1)?.rest();
                parts.push(Part::new(Field::Alpn, Value::Text, protocol));
            }
        }
        extension::SUPPORTED_VERSIONS if is_client => {
            let mut versions = body.vector(1)?;
            while !versions.is_empty() && parts.len() < LISTED {
                version(&mut versions, Field::Version, parts)?;
            }
        }
        extension::SUPPORTED_VERSIONS => {
            version(body, Field::Version, parts)?;
        }
        extension::PRE_SHARED_KEY if is_client => {
            let mut identities = body.vector(2)?;
            while !identities.is_empty() && parts.len() < LISTED {
                let identity = identities.vector(2)?.rest();
                identities.take(4)?;
                parts.push(Part::new(Field::PskIdentity, Value::Bytes, identity));
            }
        }
        extension::PRE_SHARED_KEY => {
            let (selected, range) = body.number(2)?;
            parts.push(Part::new(
                Field::SelectedPsk,
                Value::Number(selected),
                range,
            ));
        }
        _ => {}
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Calls `check` with every part, and with the one that it stands in.
    fn each(parts: &[Part], around: &Range<usize>, check: &mut dyn FnMut(&Part, &Range<usize>)) {
        for part in parts {
            check(part, around);
            each(&part.parts, &part.range, check);
        }
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = (body.len() as u32).to_be_bytes();
        [&[kind, length[1], length[2], length[3]], body].concat()
    }

    fn client_hello() -> Vec<u8> {
        let extensions = [
            [0, 0, 0, 8, 0, 6, 0, 0, 3].as_slice(),
            b"ftp",
            &[0, 43, 0, 3, 2, 3, 4],
        ]
        .concat();
        let body = [
            [3, 3].as_slice(),
            &[7; 32],
            &[0, 0, 2, 0x13, 1, 1, 0],
            &(extensions.len() as u16).to_be_bytes(),
            &extensions,
        ];
        message(1, &body.concat())
    }

    #[test]
    fn the_fields_of_a_client_hello_are_where_they_stand() {
        let bytes = client_hello();
        let mut found = Vec::new();
        each(&parts(&bytes, 0), &(0..bytes.len()), &mut |part, _| {
            found.push((part.field, bytes[part.range.clone()].to_vec()));
        });
        for (field, text) in [
            (Field::ServerName, b"ftp".as_slice()),
            (Field::CipherSuite, &[0x13, 1]),
            (Field::Version, &[3, 4]),
        ] {
            assert!(found.contains(&(field, text.to_vec())), "{field:?}");
        }
    }

    #[test]
    fn a_message_that_goes_on_in_the_next_record_says_how_much_of_it_is_there() {
        let bytes = client_hello();
        let cut = parts(&bytes[..50], 0);
        let [one] = cut.as_slice() else {
            panic!("{cut:?}");
        };
        let body = one.parts.last().expect("a body");
        assert_eq!(body.value, Value::Of(46, bytes.len() as u64 - 4));
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken_apart_within_the_plaintext(
            kind in prop_oneof![Just(1u8), Just(2), Just(4), Just(8), any::<u8>()],
            mut bytes in proptest::collection::vec(prop_oneof![any::<u8>(), 0u8..4], 0..200),
            declared in 0usize..220,
            continued in 0usize..10,
            real: bool,
        ) {
            if real {
                bytes = client_hello().into_iter().chain(bytes).collect();
            } else if let Some(head) = bytes.first_chunk_mut::<4>() {
                *head = [kind, 0, 0, declared as u8];
            }
            let continued = continued.min(bytes.len());
            each(&parts(&bytes, continued), &(0..bytes.len()), &mut |part, around| {
                assert!(part.range.end <= bytes.len() && part.range.start <= part.range.end);
                assert!(around.start <= part.range.start && part.range.end <= around.end);
            });
        }
    }
}
