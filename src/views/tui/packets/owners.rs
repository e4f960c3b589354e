//! Which session a frame belongs to, and what it carries there.

use super::opened::Key;
use crate::ftp::anatomy;
use crate::ftp::command::{Command, Verb};
use crate::ftp::detect;
use crate::net::Endpoint;
use crate::session::Session;
use crate::views::tui::book::{Book, Entry, Mark};
use crate::views::tui::shelf::Shelf;
use crate::views::tui::unsealing::Seal;
use smallvec::SmallVec;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Sessions that are taken in at once, so that no key has to wait for it.
const AT_ONCE: usize = 4_096;

/// Which connection of a session it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The control connection, with the client's end.
    Control(Endpoint),
    /// A data connection, by its index.
    Data(u32),
}

/// A connection of a session.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The session.
    pub session: Arc<Session>,
    /// Its place in the book.
    pub entry: usize,
    /// Which of its connections.
    pub part: Part,
    frames: (u64, u64),
    /// Sorted by frame; those of a control connection.
    secrets: Arc<[Secret]>,
}

impl Owner {
    /// Its first and its last frame.
    pub fn frames(&self) -> (u64, u64) {
        self.frames
    }

    /// What it takes to read its TLS again; `None` where it is not encrypted.
    pub fn seal(&self) -> Option<Seal> {
        match self.part {
            Part::Control(_) => Seal::of_control(&self.session),
            Part::Data(index) => Seal::of_data(self.session.connections.get(index as usize)?),
        }
    }

    /// Whether it can be decrypted.
    pub fn has_keys(&self) -> bool {
        self.seal().is_some_and(|seal| seal.keys.is_some())
    }

    /// By what it is known where a segment went between `ends`.
    pub fn key(&self, capture: usize, ends: (Endpoint, Endpoint)) -> Key {
        let opener = match self.part {
            Part::Control(client) => Some(client),
            Part::Data(index) => {
                let connection = self.session.connections.get(index as usize);
                connection.map(|connection| connection.initiator)
            }
        };
        let ends = match opener == Some(ends.0) {
            true => ends,
            false => (ends.1, ends.0),
        };
        (capture, self.entry, self.part, ends)
    }
}

/// A command with a secret.
#[derive(Clone, Copy, Debug)]
struct Secret {
    /// The exchange.
    exchange: u32,
    /// The frame in which the command before it ended.
    after: u64,
    /// The frame in which it ended.
    frame: u64,
}

/// The commands of a session that have a secret, sorted by frame.
fn secrets_of(session: &Session) -> Arc<[Secret]> {
    let mut secrets = Vec::new();
    let mut after = 0;
    for (index, exchange) in (0..).zip(&session.exchanges) {
        let Some(verb) = exchange.verb else {
            continue;
        };
        if verb.is_secret() && exchange.argument.is_some() {
            secrets.push(Secret {
                exchange: index,
                after,
                frame: exchange.frame,
            });
        }
        after = exchange.frame;
    }
    secrets.sort_by_key(|secret| secret.frame);
    secrets.into()
}

/// How many of the latest connections between two endpoints, or of the latest secrets of one, are
/// looked at.
const LATEST: usize = 64;

/// The connections of all sessions by their endpoints.
#[derive(Clone, Debug, Default)]
pub struct Owners {
    mark: Mark,
    /// The place of the next session to take in.
    next: usize,
    /// How often something was learned.
    lessons: usize,
    /// Whether any of them was ever encrypted.
    has_tls: bool,
    /// Sorted by the first frame.
    by_ends: HashMap<(usize, Endpoint, Endpoint), SmallVec<[Owner; 1]>>,
}

impl Owners {
    /// How often something was learned: another number where a frame may belong elsewhere.
    pub fn lessons(&self) -> usize {
        self.lessons
    }

    /// Whether any connection was ever encrypted.
    pub fn has_tls(&self) -> bool {
        self.has_tls
    }

    /// Whether there is something in the book to be learned.
    pub fn is_behind(&self, book: &Book) -> bool {
        let mut mark = self.mark;
        self.next < book.sessions.next_place() || book.changes(&mut mark).any()
    }

    /// Takes in what is new in the book, not all at once.
    pub fn learn(&mut self, book: &Book) {
        self.lessons += 1;
        let changes = book.changes(&mut self.mark);
        if changes.fewer {
            self.forget(&book.sessions);
        }
        let next = self.next;
        for place in changes.changed.into_iter().filter(|&place| place < next) {
            if let Some(entry) = book.sessions.get(place) {
                self.take_away(place, entry);
                self.add(place, entry);
            }
        }
        for (place, entry) in book.sessions.from(self.next).take(AT_ONCE) {
            self.add(place, entry);
            self.next = place + 1;
        }
        if book.sessions.from(self.next).next().is_none() {
            self.next = book.sessions.next_place();
        }
    }

    /// Takes in one session.
    pub fn learn_one(&mut self, entry: &Entry) {
        self.add(0, entry);
    }

    /// Forgets the sessions that are in the book no more.
    fn forget(&mut self, sessions: &Shelf<Entry>) {
        self.by_ends.retain(|_, owners| {
            owners.retain(|owner| sessions.get(owner.entry).is_some());
            !owners.is_empty()
        });
    }

    /// Takes away what was known of the session at a place, of which `entry` is a later state.
    fn take_away(&mut self, place: usize, entry: &Entry) {
        let capture = entry.capture;
        let control = ordered(entry.session.client, entry.session.server);
        let owners = self.by_ends.get(&(capture, control.0, control.1));
        let own = |owner: &&Owner| owner.entry == place;
        let Some(before) = owners.and_then(|owners| owners.iter().find(own)) else {
            return;
        };
        let before = before.session.clone();
        let sides = before.other_sides.iter();
        let sides = sides.map(|side| (side.client, side.server));
        let data = before.connections.iter();
        let data = data.map(|one| (one.initiator, one.listener));
        for (one, other) in sides.chain(data).chain([control]) {
            let ends = ordered(one, other);
            let key = (capture, ends.0, ends.1);
            let Some(owners) = self.by_ends.get_mut(&key) else {
                continue;
            };
            owners.retain(|owner| owner.entry != place);
            if owners.is_empty() {
                self.by_ends.remove(&key);
            }
        }
    }

    fn add(&mut self, index: usize, entry: &Entry) {
        let session = &entry.session;
        let whole = (session.first_frame, session.last_frame);
        let secrets = secrets_of(session);
        let mut data = session.connections.iter();
        self.has_tls |= session.tls.is_some() || data.any(|one| one.tls.is_some());
        let mut note = |one: Endpoint, other: Endpoint, part: Part, frames: (u64, u64)| {
            let owner = Owner {
                session: session.clone(),
                entry: index,
                part,
                frames,
                secrets: secrets.clone(),
            };
            let ends = ordered(one, other);
            let owners = self.by_ends.entry((entry.capture, ends.0, ends.1));
            let owners = owners.or_default();
            let at = owners.partition_point(|known| known.frames.0 <= frames.0);
            owners.insert(at, owner);
        };
        note(
            session.client,
            session.server,
            Part::Control(session.client),
            whole,
        );
        for side in &session.other_sides {
            note(side.client, side.server, Part::Control(side.client), whole);
        }
        for (place, connection) in (0..).zip(&session.connections) {
            let frames = (connection.first_frame, connection.last_frame);
            note(
                connection.initiator,
                connection.listener,
                Part::Data(place),
                frames,
            );
        }
    }

    /// The connection between two endpoints that `frame` of `capture` belongs to.
    pub fn of(&self, capture: usize, ends: (Endpoint, Endpoint), frame: u64) -> Option<&Owner> {
        let ends = ordered(ends.0, ends.1);
        let owners = self.by_ends.get(&(capture, ends.0, ends.1))?;
        let begun = owners.partition_point(|owner| owner.frames.0 <= frame);
        let latest = owners.get(..begun)?.iter().rev().take(LATEST);
        latest.into_iter().find(|owner| frame <= owner.frames.1)
    }
}

fn ordered(one: Endpoint, other: Endpoint) -> (Endpoint, Endpoint) {
    (one.min(other), one.max(other))
}

/// What a TCP segment carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    Nothing,
    /// What a client says on a control connection.
    Commands,
    /// What a server says there.
    Replies,
    /// What a data connection carries.
    Data,
    /// TLS records, from the beginning of one on.
    Tls,
    /// Something else.
    Unknown,
}

/// The ports that RFC 959 section 8 gives to control and data connections.
const CONTROL_PORT: u16 = 21;
const DATA_PORT: u16 = 20;

/// What `payload` from the first to the second of `ends` is, for a connection that belongs to
/// `owner`; without one it is told by ports and by what it looks like.
pub fn content(
    owner: Option<&Owner>,
    ends: (Endpoint, Endpoint),
    payload: &[u8],
    length: u32,
) -> Content {
    if length == 0 {
        return Content::Nothing;
    }
    let is_tls = detect::tls_record(payload).is_some();
    let Some(owner) = owner else {
        return match (ends.0.port, ends.1.port) {
            _ if is_tls => Content::Tls,
            (_, CONTROL_PORT) => Content::Commands,
            (CONTROL_PORT, _) => Content::Replies,
            (DATA_PORT, _) | (_, DATA_PORT) => Content::Data,
            _ if !detect::first_bytes(payload) => Content::Unknown,
            _ if payload.first().is_some_and(u8::is_ascii_digit) => Content::Replies,
            _ => Content::Commands,
        };
    };
    let encrypted = owner.session.is_encrypted();
    match owner.part {
        _ if encrypted && is_tls => Content::Tls,
        Part::Control(_) if is_tls => Content::Tls,
        // The middle of a record.
        Part::Control(_) if encrypted && !is_text(payload) => Content::Unknown,
        Part::Control(client) if ends.0 == client => Content::Commands,
        Part::Control(_) => Content::Replies,
        Part::Data(_) => Content::Data,
    }
}

fn is_text(bytes: &[u8]) -> bool {
    let start = bytes.get(..32).unwrap_or(bytes);
    start
        .iter()
        .all(|&byte| matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~'))
}

/// The bytes of `payload`, which a client may have sent in `frame`, that nobody should read:
/// arguments of PASS and its kin, and rests of lines that may be rests of them.
pub fn secrets(owner: Option<&Owner>, frame: u64, payload: &[u8]) -> Vec<Range<usize>> {
    let mut secrets = anatomy::secrets(payload);
    if continues_secret(owner, frame, payload, secrets.len()) {
        let end = payload.iter().position(|&byte| byte == b'\n');
        secrets.insert(0, 0..end.unwrap_or(payload.len()));
    }
    secrets
}

/// Whether the first line of `payload` may be the rest of a line with a secret.
fn continues_secret(owner: Option<&Owner>, frame: u64, payload: &[u8], told: usize) -> bool {
    let first = payload.split(|&byte| byte == b'\n').next();
    let first = first.unwrap_or_default().trim_ascii_end();
    let verb = Command::parse(first).map_or(Verb::Other, |command| command.verb);
    let Some(owner) = owner else {
        return verb == Verb::Other && !first.is_empty();
    };
    let secrets = &owner.secrets;
    let next = secrets.partition_point(|secret| secret.frame < frame);
    let (before, from) = secrets.split_at(next);
    // More secrets ended in this frame than begin in it.
    let ended = from.iter().take_while(|secret| secret.frame == frame);
    if ended.count() > told {
        return true;
    }
    if verb != Verb::Other || first.is_empty() {
        return false;
    }
    if from.first().is_some_and(|secret| secret.after < frame) {
        return true;
    }
    // Sent once more, later.
    before.iter().rev().take(LATEST).any(|secret| {
        let exchange = owner.session.exchanges.get(secret.exchange as usize);
        let argument = exchange.and_then(|exchange| owner.session.argument(exchange));
        argument.is_some_and(|argument| argument.ends_with(first))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Address, Time};
    use crate::views::tui::book::News;

    fn ends() -> (Endpoint, Endpoint) {
        let end = |last, port| Endpoint::new(Address::v4([192, 0, 2, last]), port);
        (end(1, 40_000), end(2, 2_121))
    }

    fn book() -> Book {
        let (client, server) = ends();
        let mut session = Session::new(client, server, 3, Time(0));
        session.last_frame = 9;
        let mut book = Book::default();
        book.learn(News::Sessions(vec![Arc::new(session)]));
        book
    }

    #[test]
    fn a_frame_belongs_to_the_session_of_its_endpoints_and_of_its_time() {
        let mut owners = Owners::default();
        owners.learn(&book());
        let (client, server) = ends();
        assert!(owners.of(0, (server, client), 5).is_some());
        assert!(owners.of(0, (client, server), 10).is_none());
        assert!(owners.of(1, (client, server), 5).is_none());
    }

    #[test]
    fn on_a_known_control_connection_the_direction_tells_commands_from_replies() {
        let mut owners = Owners::default();
        owners.learn(&book());
        let (client, server) = ends();
        let owner = owners.of(0, (client, server), 5);
        let said = |ends| content(owner, ends, b"whatever\r\n", 10);
        assert_eq!(said((client, server)), Content::Commands);
        assert_eq!(said((server, client)), Content::Replies);
    }

    #[test]
    fn without_a_session_ports_and_looks_decide() {
        let (client, server) = ends();
        let control = Endpoint::new(server.address, 21);
        let data = Endpoint::new(server.address, 20);
        let of = |ends, payload: &[u8]| content(None, ends, payload, payload.len() as u32);
        assert_eq!(of((client, control), b"x"), Content::Commands);
        assert_eq!(of((control, client), b"x"), Content::Replies);
        assert_eq!(of((data, client), b"x"), Content::Data);
        assert_eq!(of((client, server), b"220 hello\r\n"), Content::Replies);
        assert_eq!(of((client, server), b"USER alice\r\n"), Content::Commands);
        assert_eq!(of((client, server), b"\x16\x03\x01\x00\x20"), Content::Tls);
        assert_eq!(of((client, server), b"\x00\x01"), Content::Unknown);
    }

    #[test]
    fn the_rest_of_a_line_without_a_session_is_hidden() {
        assert_eq!(secrets(None, 5, b"ing-glass\r\nSYST\r\n"), vec![0..10]);
        assert!(secrets(None, 5, b"SYST\r\n").is_empty());
    }
}
