//! The bars at the top and at the bottom: the screens, what is being read, the keys, messages.

use super::super::context::Context;
use super::super::keys::{self, Action};
use super::super::parts::put;
use super::super::screen::ScreenId;
use super::App;
use crate::views::pen::Ink;
use crate::views::visible::visible;
use crate::views::width::{shortened_at_start, width, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

/// The most rows that a message takes.
const MESSAGE: usize = 4;

impl App {
    /// The tabs: the key and the name of each screen, and the columns that they take.
    fn tabs(&self) -> Vec<(ScreenId, u16, String)> {
        let texts = self.context.texts.tui;
        let narrow = self.area.width < 80;
        // Room for what is being read is worth more than air between the tabs.
        let air = if self.area.width < 100 { "" } else { " " };
        let mut at = self.area.x;
        ScreenId::ALL
            .iter()
            .enumerate()
            .map(|(index, &screen)| {
                let name = keys::screen_name(screen, texts);
                let label = if narrow && screen != self.current {
                    format!(" {} ", index + 1)
                } else {
                    format!("{air}{} {name} ", index + 1)
                };
                let x = at;
                at += width(&label) as u16;
                (screen, x, label)
            })
            .collect()
    }

    pub(super) fn tab_at(&self, at: Position) -> Option<ScreenId> {
        if at.y != self.area.y {
            return None;
        }
        let tabs = self.tabs();
        let tab = tabs
            .iter()
            .find(|(_, x, label)| (*x..*x + width(label) as u16).contains(&at.x))?;
        Some(tab.0)
    }

    pub(super) fn draw_tabs(&self, area: Rect, buffer: &mut Buffer) {
        let context = &self.context;
        let bar = context.theme.bar();
        buffer.set_style(area, bar);
        let mut end = area.x;
        for (screen, x, label) in self.tabs() {
            let style = if screen == self.current {
                context.theme.ink(Ink::Heading)
            } else {
                bar
            };
            let room = usize::from(area.right().saturating_sub(x));
            end = x + put(buffer, context, (x, area.y), room, &label, style) as u16;
        }
        let room = usize::from(area.right().saturating_sub(end + 1));
        let note = shortened_at_start(&self.reading(), room, context.pen.glyphs.ellipsis);
        let x = area
            .right()
            .saturating_sub(width(&note) as u16 + 1)
            .max(end);
        put(buffer, context, (x, area.y), room, &note, bar);
    }

    /// What is being read, and how far it is.
    fn reading(&self) -> String {
        let context = &self.context;
        let texts = context.texts.tui;
        let book = &context.book;
        let read = book.captures.last();
        let shown = match context.entry() {
            Some(entry) => book.captures.get(entry.capture),
            None => read,
        };
        let name = shown.map_or_else(String::new, |capture| visible(capture.name.as_bytes()));
        let Some(read) = read.filter(|_| !book.finished) else {
            let stopped = read.and_then(|capture| capture.totals.as_ref());
            return match stopped {
                Some(totals) if totals.stopped => {
                    format!("{name}{}{}", context.pen.glyphs.dot, texts.stopped)
                }
                _ => name,
            };
        };
        if book.is_live {
            return name;
        }
        let how_far = match read.size {
            Some(size) if size > 0 => (texts.percent)(read.read.min(size) * 100 / size),
            _ => texts.reading.to_owned(),
        };
        let dot = context.pen.glyphs.dot;
        format!("{name}{dot}{how_far}{dot}{}", texts.esc_stops)
    }

    /// The keys in the status bar that there is room for, and the columns where they stand. The help
    /// is the last to go: it knows the others.
    fn bar(&self, place: &str) -> Vec<Hint> {
        let (pen, texts) = (&self.context.pen, self.context.texts.tui);
        let hints: Vec<Hint> = keys::bar(self.current)
            .into_iter()
            .filter_map(|action| {
                let (key, words) = keys::label(self.current, action, texts, pen.is_unicode())?;
                let words = pen.sentence(words.to_owned());
                Some(Hint {
                    action,
                    x: 0,
                    key,
                    words,
                })
            })
            .collect();
        let reserved = hints.last().map_or(0, Hint::width);
        let taken = if place.is_empty() {
            0
        } else {
            width(place) + 2
        };
        let mut room = usize::from(self.area.width).saturating_sub(taken + 1);
        let mut at = self.area.x + 1;
        let last = hints.len().saturating_sub(1);
        let mut shown = Vec::new();
        for (index, mut hint) in hints.into_iter().enumerate() {
            let needed = if index == last {
                hint.width()
            } else {
                hint.width() + 2 + reserved
            };
            // Half a hint helps nobody.
            if needed <= room {
                let wide = hint.width() + 2;
                hint.x = at;
                at += wide as u16;
                room = room.saturating_sub(wide);
                shown.push(hint);
            }
        }
        shown
    }

    pub(super) fn bar_at(&mut self, at: Position) -> Option<Action> {
        if at.y + 1 != self.area.bottom() || self.message.is_some() {
            return None;
        }
        let place = self.screens.screen(self.current).place(&self.context);
        let hints = self.bar(&place);
        let hit = hints
            .iter()
            .find(|hint| (hint.x..hint.x + hint.width() as u16).contains(&at.x))?;
        Some(hit.action)
    }

    pub(super) fn draw_bar(&mut self, area: Rect, buffer: &mut Buffer) {
        let place = self.screens.screen(self.current).place(&self.context);
        let context = &self.context;
        let bar = context.theme.bar();
        buffer.set_style(area, bar);
        if let Some(message) = &self.message {
            draw_message(context, area, buffer, message);
            return;
        }
        let mut end = area.x;
        for hint in self.bar(&place) {
            let style = bar.patch(context.theme.ink(Ink::Heading));
            let room = hint.width();
            let used = put(buffer, context, (hint.x, area.y), room, &hint.key, style) as u16;
            let x = hint.x + used + 1;
            put(buffer, context, (x, area.y), room, &hint.words, bar);
            end = hint.x + room as u16;
        }
        let right = area.right().saturating_sub(1);
        let x = right.saturating_sub(width(&place) as u16);
        if x > end {
            let room = usize::from(right - x);
            put(buffer, context, (x, area.y), room, &place, bar);
        }
    }
}

/// A key in the status bar with what it does.
struct Hint {
    action: Action,
    x: u16,
    key: String,
    words: String,
}

impl Hint {
    fn width(&self) -> usize {
        width(&self.key) + 1 + width(&self.words)
    }
}

/// Draws a message over the status bar, and over rows above it where it is longer than one.
fn draw_message(context: &Context, bar: Rect, buffer: &mut Buffer, message: &str) {
    let room = usize::from(bar.width).saturating_sub(2).max(1);
    let mut lines = wrapped(&context.pen.sentence(message.to_owned()), room, room);
    lines.truncate(MESSAGE);
    let first = bar.y.saturating_sub(lines.len().saturating_sub(1) as u16);
    for (y, line) in (first..=bar.y).zip(&lines) {
        let row = Rect { y, ..bar };
        Clear.render(row, buffer);
        buffer.set_style(row, context.theme.bar());
        put(
            buffer,
            context,
            (bar.x + 1, y),
            room,
            line,
            context.theme.bar(),
        );
    }
}
