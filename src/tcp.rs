//! From segments to streams: sequence numbers, what was carried, what is missing, what was sent
//! twice.
//!
//! A [`Flow`] follows one TCP connection by its headers alone and touches no payload. A
//! [`Conversation`] puts the payload of both directions in the order in which the two sides spoke;
//! only control connections pay for it. An [`Assembler`] does the same for one direction.

pub mod assembler;
pub mod conversation;
pub mod flow;
pub mod frame_map;
pub mod greeted;
pub mod half_open;
pub mod key;
pub mod ranges;
pub mod side;
mod slab;
pub mod table;

pub use assembler::Assembler;
pub use conversation::{Conversation, Delivery};
pub use flow::{Answer, Flow, Role};
pub use frame_map::FrameMap;
pub use greeted::{GreetedId, GreetedTable, Greeting};
pub use half_open::{HalfOpen, HalfOpenTable};
pub use side::Side;
pub use table::{FlowId, FlowTable};

/// The direction of a segment within its flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Sent by the side that opened the connection.
    FromInitiator,
    /// Sent by the side that listened.
    FromListener,
}

impl Direction {
    /// Both directions.
    pub const BOTH: [Direction; 2] = [Direction::FromInitiator, Direction::FromListener];

    /// The place of this direction in an array of both.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The other direction.
    pub const fn opposite(self) -> Direction {
        match self {
            Direction::FromInitiator => Direction::FromListener,
            Direction::FromListener => Direction::FromInitiator,
        }
    }
}
