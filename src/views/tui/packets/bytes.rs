//! The bytes of a frame: offsets, hexadecimal digits and text.

use super::detail::Detail;
use crate::views::pen::Ink;
use crate::views::tui::context::Context;
use crate::views::tui::keys::Action;
use crate::views::tui::parts::put;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// The columns of an offset with what follows it.
const OFFSET: usize = 6;

/// The columns that a row of so many bytes takes.
fn columns(per_row: usize) -> usize {
    OFFSET + per_row * 3 + gap(per_row) + 1 + per_row
}

/// The gap in the middle of a row of sixteen.
fn gap(per_row: usize) -> usize {
    usize::from(per_row == 16)
}

/// How many bytes a row of `width` columns has.
pub fn per_row(width: u16) -> usize {
    let fits = |count: &usize| columns(*count) <= usize::from(width);
    [16, 8, 4].into_iter().find(fits).unwrap_or(2)
}

/// Where the digits of the byte in place `index` of a row begin.
fn digits_at(per_row: usize, index: usize) -> usize {
    OFFSET + index * 3 + usize::from(gap(per_row) > 0 && index >= 8)
}

/// Where its character stands.
fn text_at(per_row: usize, index: usize) -> usize {
    OFFSET + per_row * 3 + gap(per_row) + 1 + index
}

/// Shows the whole selected field, or where it begins, and the byte that the keys act on.
fn follow(detail: &mut Detail, per_row: usize, height: usize) {
    let height = height.max(1);
    let show = |top: &mut usize, row: usize| {
        let lowest = (row + 1).saturating_sub(height);
        *top = (*top).clamp(lowest, row.max(lowest));
    };
    let marked = detail.marked();
    show(
        &mut detail.bytes_top,
        marked.end.saturating_sub(1) / per_row,
    );
    show(&mut detail.bytes_top, marked.start / per_row);
    show(&mut detail.bytes_top, detail.cursor / per_row);
}

/// Draws the visible rows.
pub fn draw(
    detail: &mut Detail,
    context: &Context,
    area: Rect,
    focused: bool,
    buffer: &mut Buffer,
) {
    let per_row = per_row(area.width);
    if std::mem::take(&mut detail.moved) {
        follow(detail, per_row, area.height.into());
    }
    let length = detail.bytes().len();
    let last = length.div_ceil(per_row).saturating_sub(area.height.into());
    detail.bytes_top = detail.bytes_top.min(last);
    let marked = detail.marked();
    let plain = context.theme.ink(Ink::Plain);
    let faint = context.theme.ink(Ink::Faint);
    let rows = detail
        .bytes()
        .chunks(per_row)
        .enumerate()
        .skip(detail.bytes_top);
    for (y, (row, bytes)) in (area.y..area.bottom()).zip(rows) {
        let mut write = |at: usize, text: &str, style: Style| {
            let at = at.min(usize::from(area.width));
            let room = usize::from(area.width) - at;
            put(buffer, context, (area.x + at as u16, y), room, text, style);
        };
        let start = row * per_row;
        write(0, &format!("{start:04x}"), faint);
        for (index, &byte) in bytes.iter().enumerate() {
            let offset = start + index;
            let is_marked = marked.contains(&offset);
            let mut style = if is_marked {
                plain.patch(context.theme.marked())
            } else {
                plain
            };
            if focused && offset == detail.cursor {
                let cursor = context.theme.selected(true);
                style = style.patch(cursor.add_modifier(Modifier::UNDERLINED));
            }
            let (digits, character) = if detail.veil().hides(offset) {
                ("**".to_owned(), "*".to_owned())
            } else {
                (format!("{byte:02x}"), character(byte))
            };
            let joined = is_marked && marked.contains(&(offset + 1)) && index + 1 < per_row;
            write(digits_at(per_row, index), &digits, style);
            if joined {
                let wide = digits_at(per_row, index + 1) - digits_at(per_row, index) - 2;
                let ground = plain.patch(context.theme.marked());
                write(digits_at(per_row, index) + 2, &"  "[..wide], ground);
            }
            write(text_at(per_row, index), &character, style);
        }
    }
}

fn character(byte: u8) -> String {
    match byte {
        b' '..=b'~' => char::from(byte).to_string(),
        _ => ".".to_owned(),
    }
}

/// The title: where the selected field begins, and how long it is.
pub fn title(detail: &Detail, context: &Context) -> String {
    let texts = context.texts.packets;
    let title = match detail.record() {
        Some(record) => (texts.plaintext_title)(record),
        None => texts.bytes_title.to_owned(),
    };
    let marked = detail.marked();
    if marked.is_empty() {
        return title;
    }
    let bytes = (texts.fields.bytes)(marked.len() as u64);
    let dot = context.pen.glyphs.dot;
    format!("{title}{dot}{:04x}{dot}{bytes}", marked.start)
}

/// Moves the cursor; returns whether `action` does that.
pub fn act(detail: &mut Detail, action: Action, area: Rect) -> bool {
    let per_row = per_row(area.width);
    let page = per_row * usize::from(area.height.saturating_sub(1).max(1));
    let length = detail.bytes().len();
    let last = length.saturating_sub(1);
    let cursor = detail.cursor;
    let cursor = match action {
        Action::Left => cursor.saturating_sub(1),
        Action::Right => cursor + 1,
        Action::Up => cursor.checked_sub(per_row).unwrap_or(cursor),
        Action::Down if cursor + per_row <= last => cursor + per_row,
        Action::Down => cursor,
        Action::PageUp => cursor.saturating_sub(page),
        Action::PageDown => cursor + page,
        Action::First => 0,
        Action::Last => last,
        _ => return false,
    };
    detail.select_byte(cursor.min(last));
    true
}

/// Moves what is visible.
pub fn scroll(detail: &mut Detail, rows: i32) {
    detail.bytes_top = detail.bytes_top.saturating_add_signed(rows as isize);
}

/// The byte at a position on the screen.
pub fn byte_at(detail: &Detail, area: Rect, position: Position) -> Option<usize> {
    if !area.contains(position) {
        return None;
    }
    let per_row = per_row(area.width);
    let column = usize::from(position.x - area.x);
    let row = detail.bytes_top + usize::from(position.y - area.y);
    let index = (0..per_row).find(|&index| {
        let digits = digits_at(per_row, index);
        (digits..digits + 2).contains(&column) || text_at(per_row, index) == column
    })?;
    let offset = row * per_row + index;
    let length = detail.bytes().len();
    (offset < length).then_some(offset)
}
