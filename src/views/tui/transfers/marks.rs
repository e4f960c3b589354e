//! Transfers that are marked, so that they are extracted together.

use super::TransfersScreen;
use crate::views::pen::Ink;
use crate::views::tui::app::Transferred;
use crate::views::tui::context::Context;
use crate::views::tui::keys::Action;
use crate::views::tui::parts::put;
use crate::views::tui::screen::Reaction;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// The columns of the mark before a row.
pub const MARK: u16 = 2;

impl TransfersScreen {
    /// Marks the selected transfer, or no longer, and goes to the next.
    pub(super) fn mark(&mut self) {
        if let Some(&place) = self.index.shown.get(self.rows.selected) {
            if !self.marked.remove(&place) {
                self.marked.insert(place);
            }
            self.rows.act(Action::Down);
        }
    }

    /// Has the marked transfers extracted, or else the selected one.
    pub(super) fn extract(&mut self, context: &Context) -> Reaction {
        let texts = context.texts.transfers_screen;
        let selected = self.index.shown.get(self.rows.selected).copied();
        let marked = std::mem::take(&mut self.marked);
        let places = match marked.is_empty() {
            true => selected.into_iter().collect(),
            false => marked,
        };
        let transfers = places.into_iter().filter_map(|place| {
            let entry = context.book.sessions.get(place.session as usize)?;
            place.find(&context.book)?;
            Some(Transferred {
                session: Arc::clone(&entry.session),
                number: entry.number,
                capture: entry.capture,
                index: place.transfer as usize,
            })
        });
        let transfers: Vec<Transferred> = transfers.collect();
        match transfers.is_empty() {
            true => Reaction::Say(texts.nothing_to_extract.to_owned()),
            false => Reaction::Extract(transfers),
        }
    }

    /// Draws a mark before each row that has one, below the headings.
    pub(super) fn draw_marks(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let below = area.y + u16::from(area.height > 1);
        let height = area.bottom() - below;
        self.rows.fit(self.index.shown.len(), height.into());
        let style = context.theme.ink(Ink::Heading);
        let visible = self.rows.visible();
        let places = visible.filter_map(|row| self.index.shown.get(row));
        for (place, y) in places.zip(below..area.bottom()) {
            if self.marked.contains(place) {
                put(buffer, context, (area.x, y), 1, "*", style);
            }
        }
    }
}
