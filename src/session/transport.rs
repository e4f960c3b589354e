//! What the TCP headers of a control connection tell of its two parties.

use super::Party;
use crate::net::{Endpoint, Time};
use crate::tcp::{Direction, Flow};

/// One party of a control connection, by the headers of its segments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Distinct bytes that it sent, TLS included.
    pub bytes: u64,
    /// How many of them the capture does not hold.
    pub missing: u64,
    /// How many of those the snap length cut off.
    pub cut: u64,
    /// Segments with payload.
    pub segments: u32,
    /// Those of them that brought nothing new.
    pub retransmitted: u32,
    /// Those of them that were sent since the other party was last heard.
    pub unanswered: u32,
    /// The TTL or hop limit of its last segment that is no RST; 0 where there was none.
    pub ttl: u8,
    /// The TTL or hop limit of its RST; 0 where there was none.
    pub reset_ttl: u8,
}

/// A control connection by its headers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transport {
    /// When its last frame was captured.
    pub end: Time,
    /// Its last frame; 0 where it is not known.
    pub last_frame: u64,
    /// Who reset it, and in which frame.
    pub reset: Option<(Party, u64)>,
    /// Who sent the first FIN.
    pub finished_by: Option<Party>,
    /// The client and the server.
    pub parties: [Carried; 2],
}

impl Transport {
    /// Sums up the flow of a control connection whose client is `client`.
    pub fn of(flow: &Flow, client: Endpoint) -> Self {
        let from_client = flow.direction_of(client);
        let party = |direction: Direction| {
            if direction == from_client {
                Party::Client
            } else {
                Party::Server
            }
        };
        let carried = |direction: Direction| {
            let side = flow.side(direction);
            Carried {
                bytes: side.bytes(),
                missing: side.missing(),
                cut: side.cut(),
                segments: side.segments,
                retransmitted: side.retransmitted,
                unanswered: side.unanswered_retransmissions(),
                ttl: side.ttl,
                reset_ttl: side.reset_ttl,
            }
        };
        let fins = Direction::BOTH
            .map(|direction| (flow.side(direction).fin_frame(), direction))
            .into_iter()
            .filter_map(|(frame, direction)| Some((frame?, direction)));
        Self {
            end: flow.end,
            last_frame: flow.last_frame,
            reset: flow.reset.map(|(by, frame)| (party(by), frame)),
            finished_by: fins
                .min_by_key(|&(frame, _)| frame)
                .map(|(_, by)| party(by)),
            parties: [from_client, from_client.opposite()].map(carried),
        }
    }

    /// What `party` sent.
    pub fn of_party(&self, party: Party) -> &Carried {
        &self.parties[party as usize]
    }
}
