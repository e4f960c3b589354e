//! The bars at the top and at the bottom of a lesson.

use crate::views::pen::Ink;
use crate::views::tui::context::Context;
use crate::views::tui::parts::put;
use crate::views::width::{width, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The columns and rows below which nothing is drawn.
pub const LEAST: (u16, u16) = (40, 12);

/// The names of keys with the characters that the terminal has.
pub fn ascii_keys(context: &Context, text: &str) -> String {
    if context.pen.is_unicode() {
        return text.to_owned();
    }
    let text = text
        .replace('←', "<-")
        .replace('↑', "Up")
        .replace('↓', "Down");
    context.pen.sentence(text)
}

/// Draws a bar at the top and one at the bottom, and returns what is between them. Of two places, the
/// second is for where the first has no room.
pub fn draw_bars(
    context: &Context,
    area: Rect,
    buffer: &mut Buffer,
    (title, places): (&str, [&str; 2]),
    keys: &str,
) -> Rect {
    let bar = context.theme.bar();
    let room = usize::from(area.width).saturating_sub(2);
    for y in [area.y, area.bottom() - 1] {
        buffer.set_style(
            Rect {
                y,
                height: 1,
                ..area
            },
            bar,
        );
    }
    let title = context.pen.sentence(title.to_owned());
    let [long, short] = places.map(|place| context.pen.sentence(place.to_owned()));
    let fits = width(&title) + width(&long) + 2 <= room;
    let place = if fits { long } else { short };
    let left = room.saturating_sub(width(&place) + 1);
    put(buffer, context, (area.x + 1, area.y), left, &title, bar);
    let x = area.x + 1 + room.saturating_sub(width(&place)) as u16;
    put(buffer, context, (x, area.y), room, &place, bar);
    let keys = ascii_keys(context, keys);
    let at = (area.x + 1, area.bottom() - 1);
    put(buffer, context, at, room, &keys, bar);
    Rect {
        y: area.y + 1,
        height: area.height - 2,
        ..area
    }
}

/// Says that there is not room enough.
pub fn draw_too_small(context: &Context, area: Rect, buffer: &mut Buffer) {
    let room = usize::from(area.width.max(1));
    let lines = wrapped(context.texts.teach.too_small, room, room);
    for (y, line) in (area.y..area.bottom()).zip(&lines) {
        let plain = context.theme.ink(Ink::Plain);
        put(buffer, context, (area.x, y), room, line, plain);
    }
}
