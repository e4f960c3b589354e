//! What data connections carry, handed to somebody while it comes.

use crate::limits;
use crate::session::connection::ConnectionId;
use crate::tcp::Direction;
use std::cell::RefCell;
use std::rc::Rc;

/// Takes what data connections carry, while it comes.
///
/// A connection is told of once a session has it. It is in one session that is handed out, unless
/// [`Receiver::shared`] or [`Receiver::dropped`] say otherwise.
pub trait Receiver {
    /// Takes bytes that stand `offset` bytes behind the first that was taken of this direction.
    /// They come in order and each once; what fills a hole that was given up comes late.
    fn bytes(&mut self, connection: ConnectionId, direction: Direction, offset: u64, bytes: &[u8]);

    /// The connection will be in so many sessions, as in FXP, where each server has one.
    fn shared(&mut self, connection: ConnectionId, sessions: usize);

    /// One session less will have the connection.
    fn dropped(&mut self, connection: ConnectionId);
}

/// A receiver, and how many bytes wait for a session in all.
struct Shared {
    receiver: Box<dyn Receiver>,
    waiting: usize,
}

/// A receiver that all connections tell.
#[derive(Clone)]
pub(super) struct Receiving(Rc<RefCell<Shared>>);

impl Receiving {
    /// Tells `receiver`.
    pub fn new(receiver: Box<dyn Receiver>) -> Self {
        Self(Rc::new(RefCell::new(Shared {
            receiver,
            waiting: 0,
        })))
    }

    /// As [`Receiver::shared`].
    pub fn shared(&self, connection: ConnectionId, sessions: usize) {
        self.0.borrow_mut().receiver.shared(connection, sessions);
    }

    /// As [`Receiver::dropped`].
    pub fn dropped(&self, connection: ConnectionId) {
        self.0.borrow_mut().receiver.dropped(connection);
    }
}

/// One direction of a connection on its way to the receiver.
///
/// Until a session has the connection, which may be never, its beginning waits in memory.
pub(super) struct Tap {
    receiving: Receiving,
    connection: ConnectionId,
    direction: Direction,
    owned: bool,
    handed: bool,
    waiting: Vec<u8>,
    /// What was given up and may yet come, in order.
    holes: Vec<(u64, u64)>,
}

impl Tap {
    /// Tells of `direction` of `connection`, of which nothing came yet.
    pub fn new(receiving: Receiving, connection: ConnectionId, direction: Direction) -> Self {
        Self {
            receiving,
            connection,
            direction,
            owned: false,
            handed: false,
            waiting: Vec::new(),
            holes: Vec::new(),
        }
    }

    /// Whether a session has the connection, or had it.
    pub fn is_owned(&self) -> bool {
        self.owned
    }

    /// Whether a session has it that took it as it stood.
    pub fn is_handed(&self) -> bool {
        self.handed
    }

    /// A session takes the connection as it stands.
    pub fn hand(&mut self) {
        self.handed = true;
    }

    /// A session has the connection: what has waited is told.
    pub fn own(&mut self) {
        self.owned = true;
        let waiting = std::mem::take(&mut self.waiting);
        let mut shared = self.receiving.0.borrow_mut();
        shared.waiting -= waiting.len();
        if !waiting.is_empty() {
            shared
                .receiver
                .bytes(self.connection, self.direction, 0, &waiting);
        }
    }

    /// Takes the next bytes.
    #[inline]
    pub fn take(&mut self, offset: u64, bytes: &[u8]) {
        let mut shared = self.receiving.0.borrow_mut();
        if self.owned {
            shared
                .receiver
                .bytes(self.connection, self.direction, offset, bytes);
            return;
        }
        let room = limits::UNOWNED_PAYLOAD.saturating_sub(self.waiting.len());
        let room = room.min(limits::UNOWNED_PAYLOADS.saturating_sub(shared.waiting));
        if offset == self.waiting.len() as u64 && bytes.len() <= room {
            self.waiting.extend_from_slice(bytes);
            shared.waiting += bytes.len();
        }
    }

    /// Notes that the bytes from `start` to `end` are given up.
    pub fn skip(&mut self, start: u64, end: u64) {
        if self.holes.len() >= limits::RANGES {
            self.holes.remove(0);
        }
        self.holes.push((start, end));
    }

    /// Takes bytes that come late, as far as they were given up.
    pub fn fill(&mut self, offset: u64, bytes: &[u8]) {
        let end = offset + bytes.len() as u64;
        let is_hit = |hole: &(u64, u64)| hole.0 < end && hole.1 > offset;
        if !self.holes.iter().any(is_hit) {
            return;
        }
        let holes = std::mem::take(&mut self.holes);
        for hole in holes {
            if !is_hit(&hole) {
                self.holes.push(hole);
                continue;
            }
            let (from, to) = (hole.0.max(offset), hole.1.min(end));
            self.take(
                from,
                &bytes[(from - offset) as usize..(to - offset) as usize],
            );
            let rest = [(hole.0, from), (to, hole.1)];
            self.holes
                .extend(rest.iter().filter(|rest| rest.0 < rest.1));
        }
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.receiving.0.borrow_mut().waiting -= self.waiting.len();
    }
}
