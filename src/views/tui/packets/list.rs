//! The list of frames: columns as wide as what is visible needs.

use super::line::Line;
use crate::net::Time;
use crate::views::pen::Ink;
use crate::views::tui::context::Context;
use crate::views::tui::parts::{paint_row, put};
use crate::views::width::{padded_left, shortened_at_start, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The columns below which addresses are left out, and times and lengths.
const NARROW: u16 = 60;
/// The columns that the longest address takes where there is no room for all of it.
const LONGEST_ADDRESS: usize = 18;

/// A visible frame.
pub struct Shown<'a> {
    /// What it is.
    pub line: &'a Line,
    /// When the frame before it in the list was captured.
    pub previous: Time,
    /// Whether it is the selected one.
    pub selected: bool,
}

/// Draws a heading and the visible frames under it; `start` is what times count from.
pub fn draw(
    context: &Context,
    area: Rect,
    buffer: &mut Buffer,
    shown: &[Shown<'_>],
    start: Time,
    focused: bool,
) {
    let texts = context.texts.packets;
    let times: Vec<String> = shown
        .iter()
        .map(|row| context.clock.shown(row.line.time, start, row.previous))
        .collect();
    let widest = |heading: &str, cell: &dyn Fn(usize) -> usize| {
        let cells = (0..shown.len()).map(cell);
        cells.chain([width(heading)]).max().unwrap_or(0)
    };
    let room = usize::from(area.width);
    let most = LONGEST_ADDRESS.max(room / 6);
    let number = widest(texts.column_number, &|row| digits(shown[row].line.number));
    let time = widest(texts.column_time, &|row| width(&times[row]));
    let source = widest(texts.column_source, &|row| width(&shown[row].line.source)).min(most);
    let destination = widest(texts.column_destination, &|row| {
        width(&shown[row].line.destination)
    });
    let destination = destination.min(most);
    let protocol = widest(texts.column_protocol, &|row| {
        width(shown[row].line.protocol)
    });
    let length = widest(texts.column_length, &|row| {
        digits(shown[row].line.length.into())
    });
    let narrow = area.width < NARROW;
    let widths = [
        number,
        time,
        if narrow { 0 } else { source },
        if narrow { 0 } else { destination },
        protocol,
        if narrow { 0 } else { length },
    ];
    let headings = [
        texts.column_number,
        texts.column_time,
        texts.column_source,
        texts.column_destination,
        texts.column_protocol,
        texts.column_length,
    ];
    let faint = context.theme.ink(Ink::Faint);
    let mut draw_row = |y: u16, cells: [&str; 6], info: &str, inks: [Ink; 2]| {
        let mut at = 0;
        for (column, (cell, wide)) in cells.iter().zip(widths).enumerate() {
            if wide == 0 || at >= room {
                continue;
            }
            let is_address = matches!(column, 2 | 3);
            let cell = match column {
                0 | 1 | 5 => padded_left(cell, wide),
                _ if is_address => shortened_at_start(cell, wide, context.pen.glyphs.ellipsis),
                _ => (*cell).to_owned(),
            };
            let ink = if column < 2 { inks[0] } else { inks[1] };
            let style = context.theme.ink(ink);
            let room = wide.min(room - at);
            put(buffer, context, (area.x + at as u16, y), room, &cell, style);
            at += wide + 1;
        }
        let left = room.saturating_sub(at);
        let x = area.x.saturating_add(at as u16);
        put(
            buffer,
            context,
            (x, y),
            left,
            info,
            context.theme.ink(inks[1]),
        );
    };
    if area.height == 0 {
        return;
    }
    draw_row(
        area.y,
        headings,
        texts.column_info,
        [Ink::Heading, Ink::Heading],
    );
    for ((y, row), time) in (area.y + 1..area.bottom()).zip(shown).zip(&times) {
        let line = row.line;
        let (number, length) = (line.number.to_string(), line.length.to_string());
        let cells = [
            number.as_str(),
            time,
            &line.source,
            &line.destination,
            line.protocol,
            &length,
        ];
        draw_row(y, cells, &line.info, [Ink::Faint, line.ink]);
    }
    for (y, row) in (area.y + 1..area.bottom()).zip(shown) {
        if row.selected {
            paint_row(buffer, area, y, context.theme.selected(focused));
        }
    }
    if shown.is_empty() && area.height > 1 {
        let nothing = context.pen.sentence(texts.no_frames.to_owned());
        put(buffer, context, (area.x, area.y + 1), room, &nothing, faint);
    }
}

fn digits(number: u64) -> usize {
    number.checked_ilog10().unwrap_or(0) as usize + 1
}
