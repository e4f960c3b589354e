//! The list of lessons.

use super::bars::{LEAST, draw_bars, draw_too_small};
use super::classroom::Wish;
use super::course::Manner;
use super::title;
use crate::decode::Packet;
use crate::tutor::Lesson;
use crate::views::pen::Ink;
use crate::views::tui::context::Context;
use crate::views::tui::parts::{Rows, paint_row, put};
use crate::views::tui::{Flows, Packets, Unavailable};
use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// The lessons to choose from.
pub struct Menu {
    context: Context,
    rows: Rows,
}

impl Menu {
    /// The list with a lesson selected.
    pub fn new(manner: &Manner, selected: Lesson) -> Self {
        let mut rows = Rows::default();
        rows.selected = selected as usize;
        Self {
            context: manner.context(Arc::new(NoPackets)),
            rows,
        }
    }

    /// Takes what was done with keys.
    pub fn take(&mut self, event: &Event) -> Wish {
        let Event::Key(key) = event else {
            return Wish::Stay;
        };
        if key.kind == KeyEventKind::Release {
            return Wish::Stay;
        }
        let last = Lesson::ALL.len() - 1;
        match key.code {
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => Wish::Quit,
            KeyCode::Char('q') | KeyCode::Esc => Wish::Quit,
            KeyCode::Up | KeyCode::Char('k') => {
                self.rows.selected = self.rows.selected.saturating_sub(1);
                Wish::Stay
            }
            KeyCode::Down | KeyCode::Char('j') => {
                self.rows.selected = (self.rows.selected + 1).min(last);
                Wish::Stay
            }
            KeyCode::Home => {
                self.rows.selected = 0;
                Wish::Stay
            }
            KeyCode::End => {
                self.rows.selected = last;
                Wish::Stay
            }
            KeyCode::Enter | KeyCode::Char(' ') | KeyCode::Right => Lesson::ALL
                .get(self.rows.selected)
                .map_or(Wish::Stay, |&lesson| Wish::Begin(lesson)),
            KeyCode::Char(digit) => {
                Lesson::named(digit.encode_utf8(&mut [0; 4])).map_or(Wish::Stay, Wish::Begin)
            }
            _ => Wish::Stay,
        }
    }

    /// Draws the list.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer) {
        let context = &self.context;
        if area.width < LEAST.0 || area.height < LEAST.1 {
            return draw_too_small(context, area, buffer);
        }
        let texts = context.texts.teach;
        let body = draw_bars(
            context,
            area,
            buffer,
            ("ftpscope teach", [texts.lessons, ""]),
            texts.keys_list,
        );
        let body = Rect {
            y: body.y + 1,
            height: body.height.saturating_sub(1),
            ..body
        };
        self.rows.fit(Lesson::ALL.len(), usize::from(body.height));
        let shown = self.rows.visible();
        for (y, lesson) in (body.y..body.bottom()).zip(&Lesson::ALL[shown.clone()]) {
            let text = format!("{}  {}", lesson.number(), title(*lesson, context.texts));
            let style = context.theme.ink(Ink::Plain);
            let room = usize::from(body.width).saturating_sub(4);
            put(buffer, context, (body.x + 2, y), room, &text, style);
            if lesson.number() == self.rows.selected + 1 {
                paint_row(buffer, body, y, context.theme.selected(true));
            }
        }
    }
}

/// The frames of nothing.
struct NoPackets;

impl Packets for NoPackets {
    fn count(&self, _capture: usize) -> u64 {
        0
    }

    fn packet(&self, _capture: usize, number: u64) -> Result<Packet, Unavailable> {
        Err(Unavailable(number.to_string()))
    }

    fn select(&self, _capture: usize, _flows: &Flows) -> Vec<u64> {
        Vec::new()
    }
}
