//! The ladder between client and server, drawn step by step: time and frames at the left, then the
//! two lifelines with an arrow between them, and explanations below it, or beside it where there
//! is room.

use crate::net::{Span, Time};
use crate::texts::Side;
use crate::views::pen::{Ink, Pen};
use crate::views::story::{Event, Row, Stage, Step, Stroke};
use crate::views::width::{
    drawn_together, padded, padded_left, shortened, shortened_at_start, split_at_width, width,
    wrapped,
};
use std::io::{self, Write};

/// The columns from which on explanations stand beside the ladder.
const BESIDE: usize = 108;
/// The columns between the lifelines where explanations stand beside them.
const INNER_BESIDE: usize = 60;
/// The most columns between the lifelines.
const INNER_MOST: usize = 76;
/// The columns between the ladder and the explanations beside it.
const GAP: usize = 2;
/// The most columns of an explanation beside the ladder.
const NOTE_MOST: usize = 64;
/// The columns below which there is no room for times.
const NARROW: usize = 60;
/// The columns of a time.
const TIME: usize = 8;
/// The columns before an explanation that stands between the lifelines.
const NOTE_INDENT: usize = 3;
/// The lines that one text may take.
const LINES: usize = 8;

/// Draws steps.
pub struct Ladder<'a, W> {
    out: &'a mut W,
    pen: &'a Pen,
    start: Time,
    time: usize,
    frames: usize,
    inner: usize,
    beside: Option<usize>,
}

impl<'a, W: Write> Ladder<'a, W> {
    /// A ladder of `columns` for frames up to `last_frame`, with times counted from `start`.
    pub fn new(out: &'a mut W, pen: &'a Pen, columns: usize, last_frame: u64, start: Time) -> Self {
        let digits = last_frame.checked_ilog10().unwrap_or(0) as usize + 1;
        let narrow = columns < NARROW;
        let time = if narrow { 0 } else { TIME + 2 };
        // A range of frames stands here if it is short, as it is in the captures that are read
        // frame by frame.
        let frames = if narrow {
            digits + 2
        } else {
            (2 * digits + 3).min(14)
        };
        let left = time + frames;
        if columns >= BESIDE {
            let note = columns
                .saturating_sub(left + INNER_BESIDE + 2 + GAP)
                .min(NOTE_MOST);
            return Self {
                out,
                pen,
                start,
                time,
                frames,
                inner: INNER_BESIDE,
                beside: Some(note),
            };
        }
        let inner = columns.saturating_sub(left + 2).clamp(8, INNER_MOST);
        Self {
            out,
            pen,
            start,
            time,
            frames,
            inner,
            beside: None,
        }
    }

    /// Writes the two ends above their lifelines.
    pub fn ends(&mut self, client: [&str; 2], server: [&str; 2]) -> io::Result<()> {
        let room = self.inner + 2;
        let inks = [Ink::Heading, Ink::Plain];
        for ((client, server), ink) in client.iter().zip(server).zip(inks) {
            let mut line = " ".repeat(self.time + self.frames);
            if width(client) + width(server) + 2 > room {
                self.pen.write(&mut line, ink, client);
                self.line(&line)?;
                line = " ".repeat(self.time + self.frames);
                self.pen.write(&mut line, ink, &padded_left(server, room));
            } else {
                self.pen.write(&mut line, ink, client);
                self.pen
                    .write(&mut line, ink, &padded_left(server, room - width(client)));
            }
            self.line(&line)?;
        }
        Ok(())
    }

    /// Draws a step.
    fn draw(&mut self, step: &Step) -> io::Result<()> {
        let mut lanes: Vec<Lane> = step.rows.iter().flat_map(|row| self.lanes(row)).collect();
        let mut beside = Vec::new();
        for note in &step.notes {
            match self.beside {
                Some(room) => beside.extend(
                    wrapped(note, room, room.saturating_sub(2))
                        .into_iter()
                        .enumerate()
                        .map(|(index, line)| {
                            if index == 0 {
                                line
                            } else {
                                format!("  {line}")
                            }
                        }),
                ),
                None => {
                    let room = self.inner.saturating_sub(NOTE_INDENT + 1);
                    let lines = wrapped(note, room, room);
                    lanes.extend(
                        lines.into_iter().map(|line| {
                            Lane::text(format!("{:NOTE_INDENT$}{line}", ""), Ink::Note)
                        }),
                    );
                }
            }
        }
        let height = lanes.len().max(beside.len());
        let empty = Lane::text(String::new(), Ink::Plain);
        for index in 0..height {
            let lane = lanes.get(index).unwrap_or(&empty);
            let (time, frames) = if index == 0 {
                (self.moment(step.time), self.numbers(step.frames))
            } else {
                Default::default()
            };
            let mut line = self.framed(&time, &frames, lane);
            if let Some(note) = beside.get(index) {
                line.push_str(&" ".repeat(GAP));
                self.pen.write(&mut line, Ink::Note, note);
            }
            self.line(&line)?;
        }
        Ok(())
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        // No-break spaces have done their work.
        let line = line.replace('\u{a0}', " ");
        self.out.write_all(line.trim_end_matches(' ').as_bytes())?;
        self.out.write_all(b"\n")
    }

    fn framed(&self, time: &str, frames: &str, lane: &Lane) -> String {
        let glyphs = self.pen.glyphs;
        let mut line = String::with_capacity(256);
        if self.time > 0 {
            self.pen
                .write(&mut line, Ink::Faint, &padded_left(time, TIME));
            line.push_str("  ");
        }
        self.pen
            .write(&mut line, Ink::Faint, &padded(frames, self.frames));
        let (left, right) = if lane.bar {
            (glyphs.bar_left, glyphs.bar_right)
        } else {
            (glyphs.lifeline, glyphs.lifeline)
        };
        self.pen.write(&mut line, Ink::Faint, left);
        self.pen.write(&mut line, lane.ink, &lane.text);
        line.push_str(&" ".repeat(self.inner.saturating_sub(width(&lane.text))));
        self.pen.write(&mut line, Ink::Faint, right);
        line
    }

    fn moment(&self, time: Option<Time>) -> String {
        let Some(time) = time else {
            return String::new();
        };
        let Span(elapsed) = time - self.start;
        let seconds = elapsed as f64 / 1e9;
        match seconds.abs() {
            s if s < 10_000.0 => format!("{seconds:.3}"),
            s if s < 100_000.0 => format!("{seconds:.2}"),
            _ => format!("{seconds:.0}"),
        }
    }

    fn numbers(&self, frames: Option<(u64, u64)>) -> String {
        let Some((first, last)) = frames else {
            return String::new();
        };
        let range = format!("#{first}-{last}");
        if last <= first || range.len() >= self.frames {
            format!("#{first}")
        } else {
            range
        }
    }

    fn lanes(&self, row: &Row) -> Vec<Lane> {
        match row {
            Row::Arrow {
                from,
                stroke,
                text,
                ink,
            } => self.arrow(*from, *stroke, text, *ink),
            Row::Bar { text, ink } => self.bar(text, *ink),
            Row::Text { indent, text, ink } => {
                let indent = (*indent).min(self.inner / 4);
                let room = self.inner.saturating_sub(indent + 1);
                let lines = self.limited(wrapped(text, room, room), room);
                lines
                    .into_iter()
                    .map(|line| Lane::text(format!("{:indent$}{line}", ""), *ink))
                    .collect()
            }
            Row::Listing { indent, lines } => {
                let indent = (*indent).min(self.inner / 4);
                let room = self.inner.saturating_sub(indent + 1);
                let too_wide = lines.iter().any(|line| width(line) > room);
                let fitted = lines.iter().map(|line| {
                    let line = if too_wide {
                        drawn_together(line)
                    } else {
                        line.clone()
                    };
                    shortened_at_start(&line, room, self.pen.glyphs.ellipsis)
                });
                fitted
                    .map(|line| Lane::text(format!("{:indent$}{line}", ""), Ink::Plain))
                    .collect()
            }
            Row::Line { indent, text, ink } => {
                let indent = (*indent).min(self.inner / 4);
                let room = self.inner.saturating_sub(indent + 1);
                vec![Lane::text(
                    format!(
                        "{:indent$}{}",
                        "",
                        shortened(text, room, self.pen.glyphs.ellipsis)
                    ),
                    *ink,
                )]
            }
        }
    }

    /// No text may fill the screen: what is beyond [`LINES`] is left out.
    fn limited(&self, mut lines: Vec<String>, room: usize) -> Vec<String> {
        if lines.len() > LINES {
            lines.truncate(LINES);
            if let Some(last) = lines.last_mut() {
                let (kept, _) =
                    split_at_width(last, room.saturating_sub(width(self.pen.glyphs.ellipsis)));
                *last = format!("{kept}{}", self.pen.glyphs.ellipsis);
            }
        }
        lines
    }

    fn bar(&self, text: &str, ink: Ink) -> Vec<Lane> {
        let shaft = self.pen.glyphs.control;
        let room = self.inner.saturating_sub(8).max(1);
        let lines = self.limited(wrapped(text, room, room), room);
        let mut lanes = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let rest = self.inner.saturating_sub(width(line) + 2);
            let (left, right) = (rest / 2, rest - rest / 2);
            if index == 0 {
                let text = format!("{} {line} {}", shaft.repeat(left), shaft.repeat(right));
                lanes.push(Lane {
                    text,
                    ink,
                    bar: true,
                });
            } else {
                lanes.push(Lane::text(format!("{}{line}", " ".repeat(left + 1)), ink));
            }
        }
        lanes
    }

    fn arrow(&self, from: Side, stroke: Stroke, text: &str, ink: Ink) -> Vec<Lane> {
        let glyphs = self.pen.glyphs;
        let (shaft, lead) = match stroke {
            Stroke::Control => (glyphs.control, 3),
            Stroke::Data => (glyphs.data, 6),
            Stroke::Attempt => (glyphs.attempt, 6),
        };
        let lead = lead.min(self.inner / 6).max(2);
        // An arrow that does not arrive leaves a gap before the lifeline that it was meant for.
        let gap = if stroke == Stroke::Attempt {
            (self.inner / 8).max(1)
        } else {
            0
        };
        let head = 1;
        let tail = 2;
        let room = self
            .inner
            .saturating_sub(lead + gap + head + tail + 2)
            .max(1);
        // Text that almost fills the arrow leaves nothing to see of it.
        let lines = self.limited(wrapped(text, room, room), room);
        let mut lanes = Vec::new();
        let start = match from {
            Side::Client => lead,
            Side::Server => gap + lead,
        };
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                lanes.push(Lane::text(
                    format!("{:indent$}{line}", "", indent = start + 1),
                    ink,
                ));
                continue;
            }
            // A reply without text is an arrow without a gap.
            let blank = if line.is_empty() { shaft } else { " " };
            let used = start + width(line) + 2;
            let text = match from {
                Side::Client => {
                    let rest = self.inner.saturating_sub(used + gap + head);
                    let head = if gap > 0 { glyphs.lost } else { glyphs.right };
                    format!(
                        "{}{blank}{line}{blank}{}{head}",
                        shaft.repeat(lead),
                        shaft.repeat(rest)
                    )
                }
                Side::Server => {
                    let rest = self.inner.saturating_sub(used);
                    let head = if gap > 0 { glyphs.lost } else { glyphs.left };
                    format!(
                        "{:gap$}{head}{}{blank}{line}{blank}{}",
                        "",
                        shaft.repeat(lead.saturating_sub(1)),
                        shaft.repeat(rest)
                    )
                }
            };
            lanes.push(Lane {
                text,
                ink,
                bar: false,
            });
        }
        lanes
    }
}

impl<W: Write> Stage for Ladder<'_, W> {
    fn space(&mut self) -> io::Result<()> {
        let line = self.framed("", "", &Lane::text(String::new(), Ink::Plain));
        self.line(&line)
    }

    fn idle(&mut self, text: &str) -> io::Result<()> {
        let text = format!("{} {text}", self.pen.glyphs.idle);
        let lane = Lane::text(
            format!("{:indent$}{text}", "", indent = self.inner / 2),
            Ink::Faint,
        );
        let lane = if width(&lane.text) > self.inner {
            Lane::text(text, Ink::Faint)
        } else {
            lane
        };
        let line = self.framed("", "", &lane);
        self.line(&line)
    }

    fn step(&mut self, _: Event, step: Step) -> io::Result<()> {
        self.draw(&step)
    }
}

/// One line between the lifelines.
struct Lane {
    text: String,
    ink: Ink,
    bar: bool,
}

impl Lane {
    fn text(text: String, ink: Ink) -> Self {
        Self {
            text,
            ink,
            bar: false,
        }
    }
}
