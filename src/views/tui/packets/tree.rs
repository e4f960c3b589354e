//! The fields of a frame, drawn as a tree.

use super::detail::Detail;
use crate::views::pen::Ink;
use crate::views::tui::context::Context;
use crate::views::tui::parts::{paint_row, put};
use crate::views::visible::visible;
use crate::views::width::{width, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The columns of a mark that tells whether a group is folded, and those of each level.
const MARK: usize = 2;
/// The deepest level that is indented further.
const DEEPEST: usize = 8;

/// Where the mark of a row stands.
fn indent(depth: usize) -> usize {
    depth.min(DEEPEST) * MARK
}

/// Draws the visible rows.
pub fn draw(
    detail: &mut Detail,
    context: &Context,
    area: Rect,
    focused: bool,
    buffer: &mut Buffer,
) {
    if let Some(trouble) = &detail.trouble {
        let room = usize::from(area.width);
        let style = context.theme.ink(Ink::Bad);
        let text = context.pen.sentence(visible(trouble.as_bytes()));
        for (y, line) in (area.y..area.bottom()).zip(wrapped(&text, room, room)) {
            put(buffer, context, (area.x, y), room, &line, style);
        }
        return;
    }
    let count = detail.unfolded().len();
    detail.rows.fit_loosely(count, area.height.into());
    for (y, row) in (area.y..area.bottom()).zip(detail.rows.visible()) {
        let Some(&index) = detail.unfolded().get(row) else {
            break;
        };
        draw_row(
            detail,
            context,
            Rect {
                y,
                height: 1,
                ..area
            },
            index,
            buffer,
        );
        if row == detail.rows.selected {
            paint_row(buffer, area, y, context.theme.selected(focused));
        }
    }
}

fn draw_row(detail: &Detail, context: &Context, area: Rect, index: usize, buffer: &mut Buffer) {
    let Some(field) = detail.fields().get(index) else {
        return;
    };
    let (name, value) = detail.words(index, context.texts, &context.pen);
    let mark = match (detail.group(index), context.pen.is_unicode()) {
        (None, _) => " ",
        (Some(true), true) => "▾",
        (Some(false), true) => "▸",
        (Some(true), false) => "-",
        (Some(false), false) => "+",
    };
    let plain = context.theme.ink(Ink::Plain);
    let ink = if field.depth == 0 {
        Ink::Heading
    } else {
        Ink::Plain
    };
    let room = usize::from(area.width);
    let mut at = indent(field.depth).min(room);
    let mut write = |text: &str, style| {
        let x = area.x + at as u16;
        at += put(buffer, context, (x, area.y), room - at, text, style);
    };
    write(mark, plain);
    write(" ", plain);
    write(&name, context.theme.ink(ink));
    if width(&value) > 0 {
        write(context.texts.colon, plain);
        write(&value, plain);
    }
}

/// Takes a click on a row, `column` columns from the left: on its mark it folds.
pub fn click(detail: &mut Detail, row: usize, column: u16) {
    detail.select_row(row);
    let Some(&index) = detail.unfolded().get(row) else {
        return;
    };
    let Some(field) = detail.fields().get(index) else {
        return;
    };
    let mark = indent(field.depth);
    if field.is_group && (mark..mark + MARK).contains(&usize::from(column)) {
        detail.fold(index);
    }
}
