//! The walkthrough screen: one session as a ladder.

use super::context::Context;
use super::keys::Action;
use super::screen::{Mouse, Reaction, Screen};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The screen.
#[derive(Debug, Default)]
pub struct WalkthroughScreen;

impl Screen for WalkthroughScreen {
    fn draw(&mut self, _context: &Context, _area: Rect, _buffer: &mut Buffer) {}

    fn act(&mut self, _action: Action, _context: &mut Context) -> Reaction {
        Reaction::Ignored
    }

    fn mouse(&mut self, _mouse: Mouse, _context: &mut Context) -> Reaction {
        Reaction::Ignored
    }
}
