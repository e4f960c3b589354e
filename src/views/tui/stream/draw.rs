//! How the panes of the stream screen are drawn.

use super::list;
use super::paint::Painter;
use super::rows::{self, Content, Form};
use super::{Pane, StreamScreen, ends, form_name, seal, seal_name};
use crate::session::connection::Sent;
use crate::views::pen::Ink;
use crate::views::story::{Subject, quantities};
use crate::views::tui::context::Context;
use crate::views::tui::parts::{draw_border, paint_row, put};
use crate::views::width::width;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::atomic::Ordering;

/// From this width on the list stands beside what a connection carried, and not above it.
const SIDE_BY_SIDE: u16 = 100;

impl StreamScreen {
    /// Draws both panes with their titles.
    pub(super) fn draw_panes(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let Some(entry) = context.entry() else {
            return;
        };
        let subject = context.subject(entry);
        let count = subject.session.connections.len() + 1;
        let side_by_side = area.width >= SIDE_BY_SIDE;
        // Only the border that is drawn can be grasped.
        let (mut first, border, mut second) = if side_by_side {
            let _ = self.above.split(Rect::ZERO);
            let [first, border, second] = self.beside.split(area);
            draw_border(buffer, context, border, "", false);
            (first, None, second)
        } else {
            let _ = self.beside.split(Rect::ZERO);
            // A short list leaves its room to what matters more.
            let rows = u16::try_from(count).unwrap_or(u16::MAX).saturating_add(2);
            let enough = u32::from(rows) * 100 / u32::from(area.height.max(1));
            let chosen = self.above.percent;
            self.above.percent = chosen.min(enough.min(95) as u16);
            let [first, border, second] = self.above.split(area);
            self.above.percent = chosen;
            (first, Some(border), second)
        };
        let texts = context.texts.stream;
        let title = first_row(&mut first);
        let focused = self.focus == Pane::List;
        draw_border(buffer, context, title, texts.connections, focused);
        let title = border.unwrap_or_else(|| first_row(&mut second));
        let words = self.title(context, subject);
        draw_border(buffer, context, title, &words, self.focus == Pane::Content);
        self.list_area = first;
        self.list.fit(count, first.height.into());
        self.draw_list(context, subject, buffer);
        self.draw_content(context, subject, second, buffer);
    }

    /// What is shown, and between whom.
    fn title(&self, context: &Context, subject: Subject<'_>) -> String {
        let texts = context.texts.stream;
        let glyphs = context.pen.glyphs;
        let dot = glyphs.dot;
        let Some(index) = context.connection else {
            let session = subject.session;
            return format!(
                "{}{dot}{}{} {} {}{dot}{} {} {}",
                texts.control,
                self.sealed(context),
                glyphs.right,
                context.texts.client,
                session.client,
                glyphs.left,
                context.texts.server,
                session.server
            );
        };
        let command = list::command(subject, &self.users, index);
        let command = command.unwrap_or_else(|| texts.data.to_owned());
        let ends = ends(context).map_or_else(String::new, |(one, other)| {
            context.pen.sentence(format!("{one} → {other}"))
        });
        if self.page.rows.is_empty() {
            return format!("{command}{dot}{ends}");
        }
        let form = form_name(self.form, context);
        format!("{command}{dot}{form}{dot}{}{ends}", self.sealed(context))
    }

    /// What is shown of what was encrypted, and what stands behind it; empty where it was not, or
    /// cannot be read.
    fn sealed(&self, context: &Context) -> String {
        match seal(context) {
            Some(seal) if seal.keys.is_some() => {
                let wire = self.wanted.is_some_and(|wanted| wanted.wire);
                format!("{}{}", seal_name(wire, context), context.pen.glyphs.dot)
            }
            _ => String::new(),
        }
    }

    fn draw_list(&self, context: &Context, subject: Subject<'_>, buffer: &mut Buffer) {
        let area = self.list_area;
        for (row, y) in self.list.visible().zip(area.top()..area.bottom()) {
            let (left, right, ink) = list::entry(context, subject, &self.users, row);
            let style = context.theme.ink(ink);
            let room = usize::from(area.width);
            let taken = width(&right).min(room);
            let left_room = room.saturating_sub(taken + usize::from(taken > 0));
            put(buffer, context, (area.x, y), left_room, &left, style);
            let x = area.right().saturating_sub(taken as u16);
            put(buffer, context, (x, y), taken, &right, style);
            if row == self.list.selected {
                let style = context.theme.selected(self.focus == Pane::List);
                paint_row(buffer, area, y, style);
            }
        }
    }

    fn draw_content(
        &mut self,
        context: &Context,
        subject: Subject<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let mut area = area;
        if let Some((words, ink)) = self.remark(context, subject)
            && area.height > 0
        {
            // Where there is nothing else, it stands where one looks first.
            let nothing = self.page.rows.is_empty();
            let row = if nothing || area.height < 3 {
                area
            } else {
                last_row(&mut area)
            };
            let style = context.theme.ink(ink);
            let words = context.pen.sentence(words);
            let room = usize::from(row.width);
            put(buffer, context, (row.x, row.y), room, &words, style);
            if nothing {
                self.content_area = Rect::ZERO;
                return;
            }
        }
        let columns = hex_columns(area.width);
        if columns != self.hex_columns {
            self.hex_columns = columns;
            if self.form == Form::Hex && !self.is_control() {
                let frame = self.frame;
                self.lay_out();
                let row = frame.and_then(|frame| self.page.row_of(frame));
                self.content.select(row.unwrap_or(0));
            }
        }
        let is_table = |row: &rows::Row| matches!(row.content, Content::Entry(_));
        let table = self.form == Form::Listing
            && !self.is_control()
            && self.page.rows.iter().take(100).any(is_table);
        let headings = (table && area.height > 1).then(|| first_row(&mut area));
        self.content_area = area;
        self.content.fit(self.page.rows.len(), area.height.into());
        let painter = Painter {
            reader: self.reader(context),
            selected: self.content.selected,
            focused: self.focus == Pane::Content,
            shift: self.shift,
            sought: &self.sought,
        };
        let visible = self.content.visible();
        painter.draw(visible.clone(), area, buffer);
        if let Some(headings) = headings {
            painter.draw_headings(visible, headings, buffer);
        }
    }

    /// What is to be said about what is shown: that it is not all, or why there is nothing.
    fn remark(&self, context: &Context, subject: Subject<'_>) -> Option<(String, Ink)> {
        let texts = context.texts.stream;
        if self.loaded != self.wanted {
            let percent = self.progress.load(Ordering::Relaxed);
            return Some(((texts.progress)(percent), Ink::Waiting));
        }
        if let Some(trouble) = &self.trouble {
            return Some(((texts.unavailable)(trouble), Ink::Bad));
        }
        let connection = context
            .connection
            .and_then(|index| subject.session.connections.get(index as usize));
        if self.page.rows.is_empty() {
            return Some(match connection {
                Some(connection) if !connection.established => {
                    (subject.attempt(connection), Ink::Bad)
                }
                _ => (texts.nothing.to_owned(), Ink::Faint),
            });
        }
        if self.is_over && self.window.before == 0 {
            let unread = seal(context).is_some_and(|seal| seal.keys.is_none());
            return unread.then(|| (texts.no_keys.to_owned(), Ink::Waiting));
        }
        let from = quantities::short_bytes(self.window.before);
        let to = quantities::short_bytes(self.window.before + self.window.length());
        let whole = connection.map(|connection| {
            let bytes = connection.sent.iter().map(Sent::payload).sum();
            quantities::short_bytes(bytes)
        });
        let words = match whole {
            Some(whole) => (texts.part)(&from, &to, &whole),
            None => (texts.part_of_unknown)(&from, &to),
        };
        Some((words, Ink::Faint))
    }
}

/// Takes the first row off an area.
pub(super) fn first_row(area: &mut Rect) -> Rect {
    let row = Rect {
        height: area.height.min(1),
        ..*area
    };
    area.y += row.height;
    area.height -= row.height;
    row
}

/// Takes the last row off an area.
fn last_row(area: &mut Rect) -> Rect {
    area.height = area.height.saturating_sub(1);
    Rect {
        y: area.bottom(),
        height: 1,
        ..*area
    }
}

/// The bytes of a row of a hex dump that a pane has room for.
fn hex_columns(width: u16) -> usize {
    match width {
        78.. => 16,
        45.. => 8,
        _ => 4,
    }
}
