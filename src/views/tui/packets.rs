//! The packets screen: frames, one of them in detail, its bytes.

use super::context::Context;
use super::keys::Action;
use super::screen::{Mouse, Reaction, Screen};
use crate::decode::Packet;
use crate::net::Endpoint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Why a frame cannot be looked at, in a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable(pub String);

/// TCP connections and the frames between which they count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flows {
    /// The connections by their endpoints, in either order.
    pub between: Vec<(Endpoint, Endpoint)>,
    /// The first frame that counts.
    pub first: u64,
    /// The last frame that counts.
    pub last: u64,
}

/// The frames of the captures, kept where they can be looked at again.
///
/// Captures are known by their place in the book, frames by their number.
pub trait Packets: Send + Sync {
    /// How many frames of a capture are known so far.
    fn count(&self, capture: usize) -> u64;

    /// A frame of a capture.
    ///
    /// # Errors
    ///
    /// Where it cannot be read again.
    fn packet(&self, capture: usize, number: u64) -> Result<Packet, Unavailable>;

    /// The numbers of the frames of a capture that belong to `flows`, in order. Quick even where
    /// there are millions: no frame is read for it.
    fn select(&self, capture: usize, flows: &Flows) -> Vec<u64>;
}

/// What a search among frames found.
#[derive(Debug)]
pub struct Found;

/// The screen.
#[derive(Debug, Default)]
pub struct PacketsScreen;

impl Screen for PacketsScreen {
    fn draw(&mut self, _context: &Context, _area: Rect, _buffer: &mut Buffer) {}

    fn act(&mut self, _action: Action, _context: &mut Context) -> Reaction {
        Reaction::Ignored
    }

    fn mouse(&mut self, _mouse: Mouse, _context: &mut Context) -> Reaction {
        Reaction::Ignored
    }
}
