//! Parts that several screens are made of: lists of which only the visible rows are drawn, borders
//! that can be moved, and lines of text.

use super::context::Context;
use super::keys::Action;
use crate::views::pen::Ink;
use crate::views::width::{clusters, shortened, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Which of many rows is selected, and which are visible.
///
/// Invariant, after [`Rows::fit`]: the selected row exists and is visible, unless there is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rows {
    /// The selected row.
    pub selected: usize,
    /// The first visible row.
    pub top: usize,
    count: usize,
    height: usize,
}

impl Rows {
    /// Says how many rows there are, and how many can be seen at once.
    pub fn fit(&mut self, count: usize, height: usize) {
        (self.count, self.height) = (count, height);
        self.selected = self.selected.min(count.saturating_sub(1));
        let lowest = self.selected.saturating_sub(height.saturating_sub(1));
        self.top = self.top.clamp(lowest, self.selected.max(lowest));
        self.top = self.top.min(count.saturating_sub(height));
    }

    /// As [`Rows::fit`], but leaves the selected row out of sight where it was scrolled away.
    pub fn fit_loosely(&mut self, count: usize, height: usize) {
        if self.height != height || self.selected >= count {
            return self.fit(count, height);
        }
        self.count = count;
        self.top = self.top.min(count.saturating_sub(height));
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many rows can be seen at once.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The rows that are visible.
    pub fn visible(&self) -> std::ops::Range<usize> {
        self.top..self.count.min(self.top + self.height)
    }

    /// Moves the selection where `action` is one that does; returns whether it is.
    pub fn act(&mut self, action: Action) -> bool {
        let page = self.height.saturating_sub(1).max(1);
        let last = self.count.saturating_sub(1);
        self.selected = match action {
            Action::Up => self.selected.saturating_sub(1),
            Action::Down => (self.selected + 1).min(last),
            Action::PageUp => self.selected.saturating_sub(page),
            Action::PageDown => (self.selected + page).min(last),
            Action::First => 0,
            Action::Last => last,
            _ => return false,
        };
        self.fit(self.count, self.height);
        true
    }

    /// Selects a row, and shows it.
    pub fn select(&mut self, row: usize) {
        self.selected = row;
        self.fit(self.count, self.height);
    }

    /// Selects a row of now `count`, and lets it stand on the screen where the selected one stood.
    pub fn keep(&mut self, row: usize, count: usize) {
        let above = self.selected.saturating_sub(self.top);
        self.selected = row;
        self.top = row.saturating_sub(above);
        self.fit(count, self.height);
    }

    /// The next row that `matches` after the selected one, or before it, round and round.
    pub fn search(&self, forward: bool, matches: impl Fn(&usize) -> bool) -> Option<usize> {
        let (from, count) = (self.selected, self.count);
        if forward {
            let after = from + 1..count;
            after.chain(0..count.min(from + 1)).find(matches)
        } else {
            let before = (0..from.min(count)).rev();
            before.chain((from.min(count)..count).rev()).find(matches)
        }
    }

    /// Moves what is visible by `rows`, and the selection only as far as it must.
    pub fn scroll(&mut self, rows: i32) {
        let most = self.count.saturating_sub(self.height);
        self.top = self.top.saturating_add_signed(rows as isize).min(most);
        let bottom = (self.top + self.height.max(1) - 1).min(self.count.saturating_sub(1));
        self.selected = self.selected.clamp(self.top.min(bottom), bottom);
    }

    /// Moves what is visible by `rows`, and leaves the selection alone.
    pub fn scroll_only(&mut self, rows: i32) {
        let most = self.count.saturating_sub(self.height);
        self.top = self.top.saturating_add_signed(rows as isize).min(most);
    }

    /// The row at a position on the screen, where the rows are drawn in `area`.
    pub fn at(&self, position: Position, area: Rect) -> Option<usize> {
        if !area.contains(position) {
            return None;
        }
        let row = self.top + usize::from(position.y - area.y);
        (row < self.count).then_some(row)
    }
}

/// In which direction a border divides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Division {
    /// One above the other.
    Rows,
    /// Side by side.
    Columns,
}

/// A border between two panes that the mouse can move; its place is kept in percent, so that it
/// survives a change of size.
#[derive(Clone, Debug)]
pub struct Border {
    /// The name under which its place is remembered.
    pub name: &'static str,
    /// The share of the first pane in percent.
    pub percent: u16,
    /// Which way it divides.
    pub division: Division,
    area: Rect,
    place: u16,
    held: bool,
}

/// The fewest columns or rows that a pane keeps.
const LEAST: u16 = 3;

impl Border {
    /// A border that leaves so many percent to the first pane.
    pub const fn new(name: &'static str, division: Division, percent: u16) -> Self {
        Self {
            name,
            percent,
            division,
            area: Rect::ZERO,
            place: 0,
            held: false,
        }
    }

    /// The panes before and after the border, and the border itself, which takes one row or column.
    pub fn split(&mut self, area: Rect) -> [Rect; 3] {
        let whole = self.extent(area);
        let room = whole.saturating_sub(1);
        let share = u32::from(room) * u32::from(self.percent) / 100;
        let first = (share as u16).clamp(
            LEAST.min(room),
            room.saturating_sub(LEAST).max(LEAST.min(room)),
        );
        let second = room.saturating_sub(first);
        self.area = area;
        let border = u16::from(whole > 0);
        match self.division {
            Division::Rows => {
                self.place = area.y + first;
                [
                    Rect {
                        height: first,
                        ..area
                    },
                    Rect {
                        y: area.y + first,
                        height: border,
                        ..area
                    },
                    Rect {
                        y: area.y + first + border,
                        height: second,
                        ..area
                    },
                ]
            }
            Division::Columns => {
                self.place = area.x + first;
                [
                    Rect {
                        width: first,
                        ..area
                    },
                    Rect {
                        x: area.x + first,
                        width: border,
                        ..area
                    },
                    Rect {
                        x: area.x + first + border,
                        width: second,
                        ..area
                    },
                ]
            }
        }
    }

    fn extent(&self, area: Rect) -> u16 {
        match self.division {
            Division::Rows => area.height,
            Division::Columns => area.width,
        }
    }

    /// Takes the button going down; returns whether the border was hit and will be moved.
    pub fn grasp(&mut self, position: Position) -> bool {
        let at = match self.division {
            Division::Rows => position.y,
            Division::Columns => position.x,
        };
        self.held = self.area.contains(position) && at == self.place;
        self.held
    }

    /// Moves the border to where the mouse was dragged; returns whether it is being moved.
    pub fn drag(&mut self, position: Position) -> bool {
        if !self.held {
            return false;
        }
        let (at, start) = match self.division {
            Division::Rows => (position.y, self.area.y),
            Division::Columns => (position.x, self.area.x),
        };
        // Rounded up, as `split` rounds down: the border comes to stand under the mouse.
        let room = u32::from(self.extent(self.area).saturating_sub(1).max(1));
        let share = (u32::from(at.saturating_sub(start)) * 100).div_ceil(room);
        self.percent = (share as u16).clamp(5, 95);
        true
    }
}

/// Writes `text` at `x`, `y` into at most `columns`, shortened where it is longer; returns the
/// columns that it took. What comes from the wire has to be made visible before.
pub fn put(
    buffer: &mut Buffer,
    context: &Context,
    (x, y): (u16, u16),
    columns: usize,
    text: &str,
    style: Style,
) -> usize {
    let area = buffer.area;
    if y < area.y || y >= area.bottom() || x >= area.right() {
        return 0;
    }
    let columns = columns.min(usize::from(area.right() - x));
    let text = shortened(text, columns, context.pen.glyphs.ellipsis);
    let mut at = x;
    for cluster in clusters(&text) {
        let wide = width(cluster) as u16;
        if at + wide > area.right() {
            break;
        }
        // A no-break space has done its work.
        let symbol = if cluster == "\u{a0}" { " " } else { cluster };
        if wide == 0 {
            continue;
        }
        buffer[(at, y)].set_symbol(symbol).set_style(style);
        for covered in 1..wide {
            buffer[(at + covered, y)].reset();
            buffer[(at + covered, y)].set_style(style);
        }
        at += wide;
    }
    usize::from(at - x)
}

/// Lays `style` over a whole row of `area`.
pub fn paint_row(buffer: &mut Buffer, area: Rect, y: u16, style: Style) {
    let row = Rect {
        y,
        height: 1,
        ..area
    };
    buffer.set_style(row.intersection(buffer.area), style);
}

/// Draws a border between panes with a title on it.
pub fn draw_border(buffer: &mut Buffer, context: &Context, area: Rect, title: &str, focused: bool) {
    let style = context.theme.border(focused);
    let glyphs = context.pen.glyphs;
    if area.width == 1 && area.height > 1 {
        for y in area.top()..area.bottom() {
            put(buffer, context, (area.x, y), 1, glyphs.lifeline, style);
        }
        return;
    }
    for x in area.left()..area.right() {
        put(buffer, context, (x, area.y), 1, glyphs.control, style);
    }
    if !title.is_empty() && area.width > 6 {
        let title = format!(" {title} ");
        let style = if focused {
            style.patch(context.theme.ink(Ink::Heading))
        } else {
            style
        };
        put(
            buffer,
            context,
            (area.x + 2, area.y),
            usize::from(area.width) - 4,
            &title,
            style,
        );
    }
}
