//! Draws the visible part of a script between its two lifelines.

use super::script::{LANES, Line, Script, Told};
use crate::net::Time;
use crate::texts::Side;
use crate::views::pen::{Glyphs, Ink};
use crate::views::story::{Row, Stroke};
use crate::views::tui::context::{Clock, Context};
use crate::views::tui::parts::{paint_row, put};
use crate::views::width::{drawn_together, padded_left, shortened, shortened_at_start, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::ops::Range;

/// The columns below which there is no room for times.
const NARROW: u16 = 60;

/// Where the columns of the ladder stand.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    time: u16,
    frames: u16,
    left: u16,
    inner: usize,
}

impl Columns {
    /// The columns in an area, for frames up to `last_frame`.
    pub fn new(context: &Context, area: Rect, last_frame: u64) -> Self {
        let digits = last_frame.checked_ilog10().unwrap_or(0) as u16 + 1;
        let time = match (area.width < NARROW, context.clock) {
            (true, _) => 0,
            (false, Clock::TimeOfDay) => 16,
            (false, Clock::SinceStart | Clock::SincePrevious) => 11,
        };
        let frames = if area.width < NARROW {
            digits + 2
        } else {
            (2 * digits + 3).min(14)
        };
        let left = time + frames + LANES as u16 + 1;
        Self {
            time,
            frames,
            left,
            inner: usize::from(area.width.saturating_sub(left + 2)),
        }
    }
}

/// The ladder that is drawn.
pub struct Ladder<'a> {
    /// What all screens see.
    pub context: &'a Context,
    /// What is drawn.
    pub script: &'a Script,
    /// When the session began.
    pub start: Time,
    /// The step that the keys act on.
    pub selected: usize,
    /// Whether the keys act on the ladder.
    pub focused: bool,
    /// Where its columns stand.
    pub columns: Columns,
}

impl Ladder<'_> {
    /// Draws the names and addresses of both sides, in two rows.
    pub fn draw_ends(&self, area: Rect, buffer: &mut Buffer, client: [&str; 2], server: [&str; 2]) {
        let context = self.context;
        let left = area.x + self.columns.left;
        let room = self.columns.inner + 2;
        let inks = [Ink::Heading, Ink::Plain];
        for (y, ((client, server), ink)) in
            (area.y..area.bottom()).zip(client.iter().zip(server).zip(inks))
        {
            let style = context.theme.ink(ink);
            let each = room.saturating_sub(2) / 2;
            let used = put(buffer, context, (left, y), room.max(each), client, style);
            let server = shortened_at_start(
                server,
                room.saturating_sub(used + 1),
                context.pen.glyphs.ellipsis,
            );
            let x = left + (room.saturating_sub(width(&server))) as u16;
            put(buffer, context, (x, y), room, &server, style);
        }
    }

    /// Draws lines of the script, one row each.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, lines: Range<usize>) {
        for (y, index) in (area.y..area.bottom()).zip(lines.clone()) {
            let Some(line) = self.script.lines.get(index) else {
                return;
            };
            self.draw_line(area, buffer, y, index, line);
        }
        self.draw_ties(area, buffer, lines);
    }

    fn draw_line(&self, area: Rect, buffer: &mut Buffer, y: u16, index: usize, line: &Line) {
        let context = self.context;
        let glyphs = context.pen.glyphs;
        let faint = context.theme.ink(Ink::Faint);
        let inner = self.columns.inner;
        let left = area.x + self.columns.left;
        let (text, ink, is_bar) = match line {
            Line::Space => (String::new(), Ink::Plain, false),
            Line::Idle(idle) => {
                let text = format!("{} {idle}", glyphs.idle);
                let indent = (inner / 2).min(inner.saturating_sub(width(&text)));
                (format!("{:indent$}{text}", ""), Ink::Faint, false)
            }
            Line::Part(step, row, line) => {
                let Some(told) = self.script.steps.get(*step) else {
                    return;
                };
                if told.first_line == index {
                    self.draw_margin(area, buffer, y, *step, told);
                }
                self.part(told, *row, *line)
            }
        };
        let (start, end) = if is_bar {
            (glyphs.bar_left, glyphs.bar_right)
        } else {
            (glyphs.lifeline, glyphs.lifeline)
        };
        put(buffer, context, (left, y), 1, start, faint);
        put(
            buffer,
            context,
            (left + 1, y),
            inner,
            &text,
            context.theme.ink(ink),
        );
        put(buffer, context, (left + 1 + inner as u16, y), 1, end, faint);
        if matches!(line, Line::Part(step, ..) if *step == self.selected) {
            paint_row(buffer, area, y, context.theme.selected(self.focused));
        }
    }

    /// Draws the time and the frames of a step.
    fn draw_margin(&self, area: Rect, buffer: &mut Buffer, y: u16, index: usize, told: &Told) {
        let context = self.context;
        let faint = context.theme.ink(Ink::Faint);
        if let Some(time) = told.step.time.filter(|_| self.columns.time > 0) {
            let earlier = self.script.steps.get(..index).unwrap_or_default();
            let previous = earlier.iter().rev().find_map(|told| told.step.time);
            let time = context
                .clock
                .shown(time, self.start, previous.unwrap_or(self.start));
            let room = usize::from(self.columns.time) - 1;
            put(
                buffer,
                context,
                (area.x, y),
                room,
                &padded_left(&time, room),
                faint,
            );
        }
        if let Some((first, last)) = told.step.frames {
            let range = format!("#{first}-{last}");
            let room = usize::from(self.columns.frames);
            let frames = if last <= first || range.len() > room {
                format!("#{first}")
            } else {
                range
            };
            put(
                buffer,
                context,
                (area.x + self.columns.time, y),
                room,
                &frames,
                faint,
            );
        }
    }

    /// One line of a step between the lifelines; whether it reaches both.
    fn part(&self, told: &Told, row: usize, line: usize) -> (String, Ink, bool) {
        let glyphs = self.context.pen.glyphs;
        let inner = self.columns.inner;
        let indented = |indent: usize, text: &str| {
            let indent = indent.min(inner / 6);
            let text = shortened(text, inner.saturating_sub(indent), glyphs.ellipsis);
            format!("{:indent$}{text}", "")
        };
        match told.step.rows.get(row) {
            None => (String::new(), Ink::Plain, false),
            Some(Row::Arrow {
                from,
                stroke,
                text,
                ink,
            }) => {
                let room = room_on_arrow(inner, *stroke);
                let full = told.in_full.iter().find(|full| width(full) <= room);
                let text = full.unwrap_or(text);
                (arrow(glyphs, inner, *from, *stroke, text), *ink, false)
            }
            Some(Row::Bar { text, ink }) => (bar(glyphs, inner, text), *ink, true),
            Some(Row::Text { indent, text, ink } | Row::Line { indent, text, ink }) => {
                (indented(*indent, text), *ink, false)
            }
            Some(Row::Listing { indent, lines }) => {
                let indent = (*indent).min(inner / 6);
                let room = inner.saturating_sub(indent);
                let text = lines.get(line).map_or("", String::as_str);
                let text = if lines.iter().any(|line| width(line) > room) {
                    drawn_together(text)
                } else {
                    text.to_owned()
                };
                // The name stands at the end.
                let text = shortened_at_start(&text, room, glyphs.ellipsis);
                (format!("{:indent$}{text}", ""), Ink::Plain, false)
            }
        }
    }

    /// Draws what binds announcements to their commands and connections.
    fn draw_ties(&self, area: Rect, buffer: &mut Buffer, lines: Range<usize>) {
        let context = self.context;
        let glyphs = context.pen.glyphs;
        let left = area.x + self.columns.time + self.columns.frames;
        for tie in &self.script.ties {
            let (first, last) = tie.lines;
            if last < lines.start || first >= lines.end || first == last {
                continue;
            }
            let chosen = tie.steps.contains(&self.selected);
            let style = context
                .theme
                .ink(if chosen { Ink::Data } else { Ink::Faint });
            let joints: Vec<usize> = tie
                .steps
                .iter()
                .filter_map(|&step| self.script.steps.get(step))
                .map(|told| told.first_line)
                .collect();
            // The outer lane stands on the left, so that the inner ends are seen.
            let x = left + (LANES - 1 - tie.lane) as u16;
            for line in first.max(lines.start)..=last.min(lines.end.saturating_sub(1)) {
                let y = area.y + (line - lines.start) as u16;
                let glyph = match line {
                    _ if line == first => glyphs.tie_start,
                    _ if line == last => glyphs.tie_end,
                    _ if joints.contains(&line) => glyphs.tie_joint,
                    _ => glyphs.lifeline,
                };
                if y < area.bottom() {
                    put(buffer, context, (x, y), 1, glyph, style);
                    let reaches = line == first || line == last || joints.contains(&line);
                    for beside in x + 1..=left + LANES as u16 {
                        if reaches {
                            put(buffer, context, (beside, y), 1, glyphs.control, style);
                        }
                    }
                }
            }
        }
    }
}

/// The columns that an attempt keeps away from the lifeline that it was meant for.
fn gap(inner: usize, stroke: Stroke) -> usize {
    match stroke {
        Stroke::Attempt => (inner / 8).max(1),
        Stroke::Control | Stroke::Data => 0,
    }
}

/// The columns that the text on an arrow may take: its head, the least of its shaft and the space
/// around the text are needed too.
fn room_on_arrow(inner: usize, stroke: Stroke) -> usize {
    inner.saturating_sub(gap(inner, stroke) + 5)
}

/// An arrow of `inner` columns with text on it; an attempt does not arrive.
fn arrow(glyphs: &Glyphs, inner: usize, from: Side, stroke: Stroke, text: &str) -> String {
    let (shaft, lead) = match stroke {
        Stroke::Control => (glyphs.control, 3),
        Stroke::Data => (glyphs.data, 6),
        Stroke::Attempt => (glyphs.attempt, 6),
    };
    let gap = gap(inner, stroke);
    let text = shortened(text, room_on_arrow(inner, stroke), glyphs.ellipsis);
    // A reply without text is an arrow without a hole.
    let blank = if text.is_empty() { shaft } else { " " };
    let shafts = inner.saturating_sub(gap + width(&text) + 3);
    let lead = lead.min(shafts / 2).max(1).min(shafts);
    let rest = shafts - lead;
    match from {
        Side::Client => {
            let head = if gap > 0 { glyphs.lost } else { glyphs.right };
            format!(
                "{}{blank}{text}{blank}{}{head}",
                shaft.repeat(lead),
                shaft.repeat(rest)
            )
        }
        Side::Server => {
            let head = if gap > 0 { glyphs.lost } else { glyphs.left };
            let start = shaft.repeat(lead);
            format!(
                "{:gap$}{head}{start}{blank}{text}{blank}{}",
                "",
                shaft.repeat(rest)
            )
        }
    }
}

/// A line that ties both sides, with text in its middle.
fn bar(glyphs: &Glyphs, inner: usize, text: &str) -> String {
    let text = shortened(text, inner.saturating_sub(4), glyphs.ellipsis);
    let rest = inner.saturating_sub(width(&text) + 2);
    let (left, right) = (rest / 2, rest - rest / 2);
    format!(
        "{} {text} {}",
        glyphs.control.repeat(left),
        glyphs.control.repeat(right)
    )
}
