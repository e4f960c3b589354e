//! The stream screen.

use super::context::Context;
use super::keys::Action;
use super::screen::{Mouse, Reaction, Screen};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What was found out for it.
#[derive(Debug)]
pub struct Streamed;

/// The screen.
#[derive(Debug, Default)]
pub struct StreamScreen;

impl Screen for StreamScreen {
    fn draw(&mut self, _context: &Context, _area: Rect, _buffer: &mut Buffer) {}

    fn act(&mut self, _action: Action, _context: &mut Context) -> Reaction {
        Reaction::Ignored
    }

    fn mouse(&mut self, _mouse: Mouse, _context: &mut Context) -> Reaction {
        Reaction::Ignored
    }
}
