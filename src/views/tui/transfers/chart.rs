//! Throughput over time as a chart of braille dots, or of `#` in ASCII.

use super::series::Course;
use crate::net::Span;
use crate::views::pen::Ink;
use crate::views::story::quantities;
use crate::views::tui::context::Context;
use crate::views::tui::parts::put;
use crate::views::width::{padded_left, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The columns of the labels at the left.
const GUTTER: u16 = 10;

/// The mark of retransmitted segments.
pub const RETRANSMITTED: &str = "r";

/// The mark of windows of zero.
pub const ZERO_WINDOW: &str = "0";

/// The dots of a braille character (U+2800), from the bottom to the top, of its left and its right
/// column.
const DOTS: [[u32; 4]; 2] = [[0x40, 0x04, 0x02, 0x01], [0x80, 0x20, 0x10, 0x08]];

/// Draws a course with its axes and marks into `area`.
pub fn draw(context: &Context, course: &Course, area: Rect, buffer: &mut Buffer) {
    let total = course.total();
    let kinds = [
        (RETRANSMITTED, total.retransmitted),
        (ZERO_WINDOW, total.zero_windows),
    ];
    let marks: Vec<&str> = kinds
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(mark, _)| *mark)
        .collect();
    let below = marks.len() as u16 + 1;
    if area.width < GUTTER + 8 || area.height < below + 1 {
        return;
    }
    let plot = Rect {
        x: area.x + GUTTER,
        width: area.width - GUTTER,
        height: area.height - below,
        ..area
    };
    let most = draw_plot(context, course, plot, buffer);
    draw_rates(context, most, plot, buffer);
    for (mark, y) in marks.iter().zip(plot.bottom()..) {
        draw_marks(
            context,
            course,
            mark,
            Rect {
                y,
                height: 1,
                ..plot
            },
            buffer,
        );
    }
    let axis = Rect {
        y: area.bottom() - 1,
        height: 1,
        ..plot
    };
    draw_times(context, course.span, axis, buffer);
}

/// Draws the rates; returns the highest, in bytes a second.
fn draw_plot(context: &Context, course: &Course, plot: Rect, buffer: &mut Buffer) -> f64 {
    let unicode = context.pen.is_unicode();
    let (across, up) = if unicode { (2, 4) } else { (1, 1) };
    let points = usize::from(plot.width) * across;
    let rates = course.rates(points);
    let most = rates.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return 0.0;
    }
    let levels = usize::from(plot.height) * up;
    // What is not nothing is seen.
    let level = |rate: &f64| (rate / most * levels as f64).ceil() as usize;
    let style = context.theme.ink(Ink::Data);
    for (column, x) in rates.chunks(across).zip(plot.left()..plot.right()) {
        for (row, y) in (plot.top()..plot.bottom()).rev().enumerate() {
            let filled = |rate: &f64| level(rate).saturating_sub(row * up).min(up);
            let symbol = if unicode {
                let dots = column
                    .iter()
                    .zip(DOTS)
                    .map(|(rate, dots)| dots.iter().take(filled(rate)).sum::<u32>());
                char::from_u32(0x2800 + dots.sum::<u32>()).filter(|&one| one != '\u{2800}')
            } else {
                column.first().filter(|rate| filled(rate) > 0).map(|_| '#')
            };
            if let Some(symbol) = symbol {
                put(buffer, context, (x, y), 1, &symbol.to_string(), style);
            }
        }
    }
    most
}

fn draw_rates(context: &Context, most: f64, plot: Rect, buffer: &mut Buffer) {
    let style = context.theme.ink(Ink::Faint);
    let room = usize::from(GUTTER) - 2;
    let mut label = |y: u16, rate: f64| {
        let text = format!("{}/s", quantities::short_bytes(rate as u64));
        let text = padded_left(&text, room);
        put(buffer, context, (plot.x - GUTTER, y), room, &text, style);
    };
    label(plot.top(), most);
    if plot.height >= 6 {
        let middle = plot.top() + plot.height / 2;
        let share = f64::from(plot.bottom() - middle) / f64::from(plot.height);
        label(middle, most * share);
    }
    let line = context.pen.glyphs.lifeline;
    for y in plot.top()..plot.bottom() {
        put(buffer, context, (plot.x - 1, y), 1, line, style);
    }
}

fn draw_marks(context: &Context, course: &Course, mark: &str, row: Rect, buffer: &mut Buffer) {
    let style = context.theme.ink(Ink::Bad);
    let parts = usize::from(row.width);
    for (index, x) in (row.left()..row.right()).enumerate() {
        let bucket = course.between(index, parts);
        let count = if mark == RETRANSMITTED {
            bucket.retransmitted
        } else {
            bucket.zero_windows
        };
        if count > 0 {
            put(buffer, context, (x, row.y), 1, mark, style);
        }
    }
}

fn draw_times(context: &Context, span: Span, axis: Rect, buffer: &mut Buffer) {
    let style = context.theme.ink(Ink::Faint);
    let text = |part: i64| {
        context
            .pen
            .sentence(quantities::span(Span(span.0 / 4 * part)))
    };
    put(buffer, context, (axis.x, axis.y), 4, "0 s", style);
    let end = context.pen.sentence(quantities::span(span));
    let wide = width(&end) as u16;
    let mut right = axis.right().saturating_sub(wide);
    put(buffer, context, (right, axis.y), wide.into(), &end, style);
    // From the right to the left, as long as there is room between two.
    for part in [3, 2, 1] {
        let label = text(part);
        let wide = width(&label) as u16;
        let x = axis.x + (u32::from(axis.width) * part as u32 / 4) as u16;
        let x = x.saturating_sub(wide / 2);
        if x > axis.x + 5 && x + wide + 2 < right {
            put(buffer, context, (x, axis.y), wide.into(), &label, style);
            right = x;
        }
    }
}
