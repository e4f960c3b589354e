//! The screen as a picture and as text.

use super::theme::ThemeName;
use crate::views::width::width;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write;

/// The width of a cell of the picture, and its height, in the units of its coordinates.
const CELL: (f32, u32) = (8.4, 18);

/// The screen as text, without spaces at the ends of lines.
pub fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut line = String::new();
        let mut x = buffer.area.left();
        while x < buffer.area.right() {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += width(symbol).max(1) as u16;
        }
        text.push_str(line.trim_end_matches(' '));
        text.push('\n');
    }
    text
}

/// The screen as an SVG picture in the colours of a theme.
///
/// Each run of cells with one style is one `text` element of fixed length, and so is each wide
/// character, so that columns stand where they stood whatever font the reader has.
pub fn svg(buffer: &Buffer, theme: ThemeName) -> String {
    let area = buffer.area;
    let (cell, line) = CELL;
    let (wide, high) = (f32::from(area.width) * cell, u32::from(area.height) * line);
    let (front, back) = match theme {
        ThemeName::Light => ("#1f2328", "#ffffff"),
        _ => ("#d4d4d4", "#16181d"),
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-8 -8 {:.1} {}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace\" \
         font-size=\"14\" xml:space=\"preserve\">\n\
         <rect x=\"-8\" y=\"-8\" width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{back}\"/>\n",
        wide + 16.0,
        high + 16
    );
    for y in area.top()..area.bottom() {
        let mut x = area.left();
        while x < area.right() {
            let first = &buffer[(x, y)];
            let start = x;
            let mut run = String::new();
            while x < area.right() && same_style(&buffer[(x, y)], first) {
                let symbol = buffer[(x, y)].symbol();
                let wide = width(symbol).max(1) as u16;
                run.push_str(symbol);
                x += wide;
                // Few fonts make ideographs exactly two columns wide: each keeps its own place.
                let next = (x < area.right()).then(|| width(buffer[(x, y)].symbol()));
                if wide > 1 || next.is_some_and(|next| next > 1) {
                    break;
                }
            }
            let columns = x - start;
            let place = (
                f32::from(start - area.left()) * cell,
                u32::from(y - area.top()) * line,
            );
            write_run(&mut svg, first, &run, place, columns, (front, back));
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn same_style(one: &Cell, other: &Cell) -> bool {
    one.fg == other.fg && one.bg == other.bg && one.modifier == other.modifier
}

fn write_run(
    svg: &mut String,
    cell: &Cell,
    run: &str,
    (x, y): (f32, u32),
    columns: u16,
    (front, back): (&str, &str),
) {
    let (wide, line) = CELL;
    let length = f32::from(columns) * wide;
    let mut ink = css(cell.fg).unwrap_or_else(|| front.to_owned());
    let mut ground = css(cell.bg);
    if cell.modifier.contains(Modifier::REVERSED) {
        let reversed = ground.unwrap_or_else(|| back.to_owned());
        ground = Some(std::mem::replace(&mut ink, reversed));
    }
    if let Some(ground) = ground {
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y}\" width=\"{length:.1}\" height=\"{line}\" fill=\"{ground}\"/>"
        );
    }
    let text = run.trim_end_matches(' ');
    if text.is_empty() {
        return;
    }
    let length = width(text) as f32 * wide;
    let _ = write!(
        svg,
        "<text x=\"{x:.1}\" y=\"{}\" textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"",
        y + line - 5
    );
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::DIM, " opacity=\"0.7\""),
    ] {
        if cell.modifier.contains(modifier) {
            svg.push_str(attribute);
        }
    }
    svg.push('>');
    for character in text.chars() {
        match character {
            '&' => svg.push_str("&amp;"),
            '<' => svg.push_str("&lt;"),
            '>' => svg.push_str("&gt;"),
            other => svg.push(other),
        }
    }
    svg.push_str("</text>\n");
}

/// A colour as CSS; `None` for the terminal's own.
fn css(color: Color) -> Option<String> {
    let named = match color {
        Color::Reset => return None,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(index) => index,
        Color::Rgb(red, green, blue) => return Some(format!("#{red:02x}{green:02x}{blue:02x}")),
    };
    Some(indexed(named))
}

/// The colours of xterm: sixteen, a cube of six by six by six, and 24 greys.
fn indexed(index: u8) -> String {
    const SIXTEEN: [&str; 16] = [
        "#16181d", "#cd3131", "#0dbc79", "#c9a227", "#3b8eea", "#bc3fbc", "#11a8cd", "#c5c5c5",
        "#6b6b6b", "#f14c4c", "#23d18b", "#f5d76e", "#6cb2ff", "#d670d6", "#29b8db", "#ffffff",
    ];
    match index {
        0..16 => SIXTEEN[usize::from(index)].to_owned(),
        16..232 => {
            let level = |part: u8| if part == 0 { 0 } else { 55 + 40 * part };
            let cube = index - 16;
            let [red, green, blue] = [cube / 36, cube / 6 % 6, cube % 6].map(level);
            format!("#{red:02x}{green:02x}{blue:02x}")
        }
        232.. => {
            let grey = 8 + 10 * (index - 232);
            format!("#{grey:02x}{grey:02x}{grey:02x}")
        }
    }
}
