//! What a transfer carried, read again from its frames: as it was, or decrypted.

use super::following::{Following, Subject};
use super::packets::Packets;
use super::question::Stop;
use super::unsealing::{Held, Piece, Seal, Unsealing};
use crate::decode::Decoder;
use crate::session::{DataConnection, Session, Transfer};
use crate::tcp::{Delivery, Direction};
use crate::tls::Kind;

/// The frames between two looks at whether the work is still wanted.
const LOOK: usize = 256;

/// What a transfer carried, by where it is to be found.
#[derive(Clone, Debug)]
pub struct Carried {
    /// The connection.
    pub(super) subject: Subject,
    /// What it takes to decrypt it; `None` where it was not encrypted.
    pub(super) seal: Option<Seal>,
    /// Who sent what was asked for.
    pub(super) sender: Direction,
    /// Whether a listing was asked for.
    pub(super) is_listing: bool,
}

/// Why what was read is not all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// Why a frame could not be looked at, of the first such frame.
    pub trouble: Option<String>,
    /// Whether reading ended at something encrypted that cannot be read, or that lacks: nobody knows
    /// how many bytes it was.
    pub is_cut: bool,
}

impl Carried {
    /// What a transfer of a session carried; `None` where nothing went.
    pub fn of(capture: usize, session: &Session, transfer: &Transfer) -> Option<Self> {
        let connection = session.connections.get(transfer.connection? as usize)?;
        let is_used = connection.established && carried(connection);
        is_used.then(|| Self {
            subject: Subject {
                capture,
                ends: (connection.initiator, connection.listener),
                frames: (connection.first_frame, connection.last_frame),
            },
            seal: Seal::of_data(connection),
            sender: transfer
                .sender
                .unwrap_or_else(|| connection.main_direction()),
            is_listing: transfer.verb.is_some_and(|verb| verb.is_listing()),
        })
    }

    /// Whether it is encrypted and there are no keys.
    pub fn is_sealed(&self) -> bool {
        self.seal.as_ref().is_some_and(|seal| seal.keys.is_none())
    }

    /// Hands the bytes of the connection to `each`, in order and with where they stand; bytes that
    /// the capture lacks are left out. Ends where `each` says that it has enough. `None` once nobody
    /// wants it any more.
    pub fn each(
        &self,
        packets: &dyn Packets,
        stop: &Stop,
        each: &mut dyn FnMut(u64, &[u8]) -> bool,
    ) -> Option<Unread> {
        let mut following = Following::new(packets, self.subject);
        let mut decoder = Decoder::new();
        let mut sink = Sink {
            sender: self.sender,
            unsealing: self.seal.as_ref().map(Unsealing::new),
            at: 0,
            is_cut: false,
            is_enough: false,
            each,
        };
        while following.next_frame().is_some() && !sink.is_done() {
            if following.taken().is_multiple_of(LOOK) && stop.is_stopped() {
                return None;
            }
            following.step(packets, &mut decoder, &mut |delivery| sink.take(delivery));
        }
        if !sink.is_done() {
            following.finish(&mut |delivery| sink.take(delivery));
        }
        Some(Unread {
            trouble: following.trouble,
            is_cut: sink.is_cut,
        })
    }
}

/// Whether anything went over a connection.
pub fn carried(connection: &DataConnection) -> bool {
    connection.sent.iter().any(|sent| sent.bytes > 0)
}

/// Where the bytes go.
struct Sink<'e> {
    sender: Direction,
    unsealing: Option<Unsealing>,
    /// The offset that follows in the plaintext.
    at: u64,
    is_cut: bool,
    is_enough: bool,
    each: &'e mut dyn FnMut(u64, &[u8]) -> bool,
}

impl Sink<'_> {
    fn is_done(&self) -> bool {
        self.is_cut || self.is_enough
    }

    fn take(&mut self, delivery: Delivery<'_>) {
        let Self {
            sender,
            unsealing,
            at,
            is_cut,
            is_enough,
            each,
        } = self;
        if *is_cut || *is_enough {
            return;
        }
        let Some(unsealing) = unsealing else {
            if let Delivery::Bytes {
                direction,
                offset,
                bytes,
                ..
            } = delivery
                && direction == *sender
            {
                *is_enough = !each(offset, bytes);
            }
            return;
        };
        unsealing.take(delivery, &mut |piece| match piece {
            _ if *is_cut || *is_enough => {}
            Piece::Gap { direction, .. } => *is_cut |= direction == *sender,
            Piece::Record(record) if record.direction == *sender => match record.data() {
                Some(data) => {
                    *is_enough = !each(*at, data);
                    *at += data.len() as u64;
                }
                None => {
                    let is_data = record.kind == Kind::ApplicationData;
                    *is_cut |= is_data && matches!(record.held, Held::Sealed(_));
                }
            },
            Piece::Record(_) | Piece::Clear { .. } => {}
        });
    }
}
