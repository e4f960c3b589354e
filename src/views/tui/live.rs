//! What is said while the capture goes on: interfaces, counters, how many packets a second.

use super::context::Context;
use super::parts::put;
use crate::net::Time;
use crate::views::pen::Ink;
use crate::views::story::quantities;
use crate::views::visible::visible;
use crate::views::width::{shortened, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::VecDeque;

/// The seconds that the sparkline shows.
const SECONDS: usize = 60;

/// The seconds that a rate is told of.
const RATE: i64 = 2;

/// The columns of the sparkline: two seconds each.
const COLUMNS: usize = SECONDS / 2;

/// The fewest columns that a sparkline is worth drawing in.
const LEAST: usize = 6;

/// What was captured so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// When this was counted, by the clock that the frames have.
    pub now: Time,
    /// Packets that were read.
    pub packets: u64,
    /// Packets that the system dropped because its buffer was full.
    pub dropped_by_kernel: u64,
    /// Packets that the network card or its driver dropped.
    pub dropped_by_interface: u64,
}

/// How a live capture goes.
#[derive(Clone, Debug, Default)]
pub struct Live {
    latest: Option<Counted>,
    /// Seconds with what was captured in each, the latest last.
    seconds: VecDeque<(i64, u64)>,
}

impl Live {
    /// Takes what was counted.
    pub fn learn(&mut self, counted: Counted) {
        let before = self.latest.replace(counted);
        let Some(before) = before else {
            return;
        };
        let new = counted.packets.saturating_sub(before.packets);
        let second = second(counted.now);
        match self.seconds.back_mut() {
            Some((latest, packets)) if *latest == second => *packets += new,
            // A clock that was set back begins a new line.
            Some((latest, _)) if *latest > second => {
                self.seconds.clear();
                self.seconds.push_back((second, new));
            }
            _ => self.seconds.push_back((second, new)),
        }
        while self.seconds.len() > SECONDS {
            self.seconds.pop_front();
        }
    }

    /// The moment up to which it is known what was captured.
    pub fn now(&self) -> Option<Time> {
        self.latest.map(|counted| counted.now)
    }

    /// The packets of one of the last seconds: 0 is the one that goes on.
    fn of_second(&self, ago: i64) -> u64 {
        let Some(latest) = self.latest else {
            return 0;
        };
        let wanted = second(latest.now) - ago;
        let found = self.seconds.iter().rev().find(|(one, _)| *one == wanted);
        found.map_or(0, |(_, packets)| *packets)
    }

    /// Whether nothing was captured in the last minute, so that counting anew changes nothing.
    pub fn is_still(&self) -> bool {
        self.seconds.iter().all(|(_, packets)| *packets == 0)
    }

    /// Packets a second, over the last whole ones.
    pub fn rate(&self) -> u64 {
        let last: u64 = (1..=RATE).map(|ago| self.of_second(ago)).sum();
        last / RATE as u64
    }

    /// The last minute in so many characters, the latest second at the right.
    pub fn sparkline(&self, columns: usize, unicode: bool) -> String {
        let steps: &[char] = if unicode {
            &[' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
        } else {
            &[' ', '.', ':', '-', '=', '+', '*', '#']
        };
        let each = (SECONDS / columns.max(1)).max(1) as i64;
        let heights: Vec<u64> = (0..columns as i64)
            .rev()
            .map(|column| {
                // The second that goes on is not whole yet and would always look like a fall.
                let first = column * each + 1;
                (first..first + each).map(|ago| self.of_second(ago)).sum()
            })
            .collect();
        let highest = heights.iter().copied().max().unwrap_or(0).max(1);
        let top = steps.len() as u64 - 1;
        heights
            .iter()
            .map(|&height| steps[(height * top).div_ceil(highest).min(top) as usize])
            .collect()
    }

    /// Draws the line of the live capture.
    pub fn draw(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let texts = context.texts.live;
        let theme = &context.theme;
        buffer.set_style(area, theme.bar());
        let dot = context.pen.glyphs.dot;
        let counted = self.latest.unwrap_or_default();
        let book = &context.book;
        let name = book.captures.last().map(|capture| capture.name.as_str());
        let state = match (context.paused, book.finished) {
            (true, _) => texts.paused,
            (false, true) => texts.ended,
            (false, false) => texts.live,
        };
        let name = visible(name.unwrap_or_default().as_bytes());
        let packets = (texts.packets)(&quantities::count(counted.packets));
        let drops = (texts.drops)(counted.dropped_by_kernel, counted.dropped_by_interface);
        let lossy = counted.dropped_by_kernel + counted.dropped_by_interface > 0;
        let drops = match lossy {
            true => format!("{} {drops}", context.pen.glyphs.warning),
            false => drops,
        };
        let mut x = area.x + 1;
        let mut say = |text: &str, ink: Option<Ink>, left: usize| {
            let room = usize::from(area.right().saturating_sub(x)).min(left);
            let style = ink.map_or(theme.bar(), |ink| theme.bar().patch(theme.ink(ink)));
            let text = shortened(text, room, context.pen.glyphs.ellipsis);
            x += put(buffer, context, (x, area.y), room, &text, style) as u16;
        };
        let whole = usize::from(area.width);
        let state_ink = if context.paused {
            Ink::Waiting
        } else {
            Ink::Heading
        };
        say(state, Some(state_ink), whole);
        say(dot, None, whole);
        // What is lost is said before what it is lost from.
        let needed = width(&packets) + width(&drops) + 2 * width(dot) + width(state) + 2;
        say(&name, None, whole.saturating_sub(needed).max(8));
        say(dot, None, whole);
        say(&drops, lossy.then_some(Ink::Bad), whole);
        say(dot, None, whole);
        say(&packets, None, whole);
        if book.finished {
            return;
        }
        say(dot, None, whole);
        let rate = (texts.rate)(&quantities::count(self.rate()));
        say(&rate, None, whole);
        let room = usize::from(area.right().saturating_sub(x + 2)).min(COLUMNS);
        if room >= LEAST {
            let line = self.sparkline(room, context.pen.is_unicode());
            put(buffer, context, (x + 1, area.y), room, &line, theme.bar());
        }
    }
}

fn second(time: Time) -> i64 {
    time.0.div_euclid(1_000_000_000)
}

#[cfg(test)]
mod tests;
