//! Rows of a stream as text, and on the screen.

use super::reassembly::Window;
use super::rows::{Content, Entry, Page, Row, slice};
use crate::ftp::listing::Kind;
use crate::net::Time;
use crate::tcp::Direction;
use crate::views::HIDDEN;
use crate::views::pen::Ink;
use crate::views::story::quantities;
use crate::views::tui::context::{Clock, Context};
use crate::views::tui::parts::put;
use crate::views::width::{padded, padded_left, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::fmt::Write;

/// The columns of text that are left out at the left of a pane that was moved to the right.
pub type Shift = usize;

/// The columns of the cells of a listing but for its name.
const CELLS: usize = 5;

/// The columns of the mark of what was decrypted.
const SEAL: u16 = 2;

/// The most columns that a cell of a listing takes.
const CELL: usize = 16;

/// What rows are to be read with.
pub struct Reader<'a> {
    /// What every screen sees.
    pub context: &'a Context,
    /// What the connection carried.
    pub window: &'a Window,
    /// The rows of it.
    pub page: &'a Page,
    /// The direction in which the client sends.
    pub client: Direction,
    /// Whether it is a control connection.
    pub is_control: bool,
    /// When the session began.
    pub start: Time,
    /// The bytes in a row of a hex dump.
    pub columns: usize,
}

impl Reader<'_> {
    /// A row as text, without time, frame and speaker; passwords hidden unless they are shown.
    pub fn text(&self, row: &Row) -> String {
        let bytes = self.page.text(self.window);
        match &row.content {
            Content::Text { text, readable } => {
                let line = slice(bytes, text);
                let Some(readable) = readable.filter(|_| !self.context.show_passwords) else {
                    return self.visible(line);
                };
                let begin = line.get(..readable as usize).unwrap_or_default();
                format!("{}{HIDDEN}", self.visible(begin))
            }
            Content::Gap(length) => {
                let length = self.bytes(*length);
                self.sentence((self.context.texts.stream.gap)(&length))
            }
            Content::Tls {
                kind,
                records,
                bytes,
            } => {
                let texts = self.context.texts.stream;
                let kind = match kind {
                    20 => texts.tls_change_cipher_spec,
                    21 => texts.tls_alert,
                    22 => texts.tls_handshake,
                    24 => texts.tls_heartbeat,
                    _ => texts.tls_application_data,
                };
                (texts.tls)(kind, u64::from(*records), &self.bytes(*bytes))
            }
            Content::Records {
                note,
                records,
                bytes,
            } => {
                let texts = self.context.texts.stream;
                let kind = note.words(texts);
                self.sentence((texts.tls)(&kind, u64::from(*records), &self.bytes(*bytes)))
            }
            Content::Entry(entry) => self.entry(entry, &[0; CELLS]),
            Content::Hex { offset, bytes: own } => self.hex(*offset, slice(bytes, own)),
        }
    }

    fn visible(&self, bytes: &[u8]) -> String {
        let parts = bytes.split(|&byte| byte == b'\t');
        let parts: Vec<String> = parts.map(|part| self.context.pen.visible(part)).collect();
        parts.join("    ")
    }

    fn sentence(&self, text: String) -> String {
        self.context.pen.sentence(text)
    }

    fn bytes(&self, count: u64) -> String {
        (self.context.texts.bytes)(&quantities::count(count), count == 1)
    }

    fn cells(&self, entry: &Entry) -> [String; CELLS] {
        let texts = self.context.texts.stream;
        let kind = match entry.kind {
            Kind::File => texts.file,
            Kind::Directory => texts.directory,
            Kind::Link => texts.link,
            Kind::Other => texts.other,
        };
        let text = self.page.text(self.window);
        let part = |range| self.visible(slice(text, range));
        let size = entry.size.map_or_else(String::new, quantities::count);
        [
            kind.to_owned(),
            part(&entry.rights),
            part(&entry.owner),
            size,
            part(&entry.modified),
        ]
    }

    fn entry(&self, entry: &Entry, widths: &[usize; CELLS]) -> String {
        let cells = self.cells(entry);
        let mut line = aligned(&cells, widths);
        let name = slice(self.page.text(self.window), &entry.name);
        line.push_str(&self.visible(name));
        line
    }

    /// The headings of a listing.
    fn headings(&self) -> [&'static str; CELLS] {
        let texts = self.context.texts.stream;
        [
            texts.column_kind,
            texts.column_rights,
            texts.column_owner,
            texts.column_size,
            texts.column_modified,
        ]
    }

    /// Offset, bytes, and what of them is ASCII.
    fn hex(&self, offset: u64, bytes: &[u8]) -> String {
        let first = (offset % self.columns.max(1) as u64) as usize;
        let mut line = format!("{:08x} ", offset - first as u64);
        let mut ascii = " ".repeat(first);
        for column in 0..self.columns {
            if column > 0 && column % 8 == 0 {
                line.push(' ');
            }
            match column.checked_sub(first).and_then(|at| bytes.get(at)) {
                Some(byte) => {
                    let _ = write!(line, " {byte:02x}");
                    let shown = byte.is_ascii_graphic() || *byte == b' ';
                    ascii.push(if shown { char::from(*byte) } else { '.' });
                }
                None => line.push_str("   "),
            }
        }
        line.push_str("  ");
        line.push_str(&ascii);
        line
    }

    /// The mark of who speaks.
    fn mark(&self, direction: Direction) -> &'static str {
        let glyphs = self.context.pen.glyphs;
        if direction == self.client {
            glyphs.right
        } else {
            glyphs.left
        }
    }

    /// The mark of what was decrypted: where records begin, and where they go on.
    fn seal(&self, row: &Row) -> &'static str {
        let glyphs = self.context.pen.glyphs;
        match row.sealed {
            None => "",
            Some(true) => glyphs.tie_start,
            Some(false) => glyphs.lifeline,
        }
    }

    fn ink(&self, row: &Row) -> Ink {
        match (&row.content, row.direction == self.client) {
            (Content::Gap(_), _) => Ink::Bad,
            (Content::Records { note, .. }, _) => note.ink(),
            (_, true) if self.is_control => Ink::Command,
            (_, false) if self.is_control => Ink::Waiting,
            (_, true) => Ink::Command,
            (_, false) => Ink::Plain,
        }
    }
}

/// Cells padded to their columns; numbers at the right.
fn aligned(cells: &[String; CELLS], widths: &[usize; CELLS]) -> String {
    const SIZE: usize = 3;
    let mut line = String::new();
    for (index, (cell, &columns)) in cells.iter().zip(widths).enumerate() {
        // A column of which nothing is known takes no room.
        if cell.is_empty() && columns == 0 {
            continue;
        }
        let cell = if index == SIZE {
            padded_left(cell, columns)
        } else {
            padded(cell, columns)
        };
        line.push_str(&cell);
        line.push_str("  ");
    }
    line
}

/// How the visible rows of a stream are drawn.
pub struct Painter<'a> {
    /// The rows.
    pub reader: Reader<'a>,
    /// The selected row.
    pub selected: usize,
    /// Whether the pane has the focus.
    pub focused: bool,
    /// What is left out at the left.
    pub shift: Shift,
    /// What was looked for last, in small letters.
    pub sought: &'a str,
}

impl Painter<'_> {
    /// Draws the rows `visible` into `area`, the first at its top.
    pub fn draw(&self, visible: std::ops::Range<usize>, area: Rect, buffer: &mut Buffer) {
        let rows = self.reader.page.rows.get(visible.clone());
        let rows = rows.unwrap_or_default();
        let widths = self.widths(rows);
        let marked = self.reader.is_control || self.reader.window.is_dialogue();
        for ((index, row), y) in visible.zip(rows).zip(area.top()..area.bottom()) {
            let mut x = area.x;
            if self.reader.is_control {
                x += self.draw_carried(index, row, (x, y), area, buffer);
            }
            let context = self.reader.context;
            let style = context.theme.ink(self.reader.ink(row));
            if marked {
                let mark = self.reader.mark(row.direction);
                x += put(buffer, context, (x, y), 2, &format!("{mark} "), style) as u16;
            }
            if self.reader.window.is_plain {
                let faint = context.theme.ink(Ink::Faint);
                put(buffer, context, (x, y), 1, self.reader.seal(row), faint);
                x += SEAL;
            }
            let text = match &row.content {
                Content::Entry(entry) => self.reader.entry(entry, &widths),
                _ => self.reader.text(row),
            };
            let room = usize::from(area.right().saturating_sub(x));
            let (_, shown) = crate::views::width::split_at_width(&text, self.shift);
            put(buffer, context, (x, y), room, shown, style);
            self.mark_found(shown, (x, y), room, buffer);
            if index == self.selected {
                let style = context.theme.selected(self.focused);
                crate::views::tui::parts::paint_row(buffer, area, y, style);
            }
        }
    }

    /// Draws the headings of a listing.
    pub fn draw_headings(&self, visible: std::ops::Range<usize>, area: Rect, buffer: &mut Buffer) {
        let rows = self.reader.page.rows.get(visible).unwrap_or_default();
        let widths = self.widths(rows);
        let headings = self.reader.headings().map(str::to_owned);
        let known = |(heading, columns): (String, usize)| match columns {
            0 => String::new(),
            _ => heading,
        };
        let mut shown: [String; CELLS] = Default::default();
        for (cell, pair) in shown.iter_mut().zip(headings.into_iter().zip(widths)) {
            *cell = known(pair);
        }
        let mut line = aligned(&shown, &widths);
        line.push_str(self.reader.context.texts.stream.column_name);
        let context = self.reader.context;
        let marked = self.reader.window.is_dialogue();
        let seal = if self.reader.window.is_plain { SEAL } else { 0 };
        let x = area.x + seal + if marked { 2 } else { 0 };
        let room = usize::from(area.right().saturating_sub(x));
        let (_, line) = crate::views::width::split_at_width(&line, self.shift);
        let style = context.theme.ink(Ink::Heading);
        put(buffer, context, (x, area.y), room, line, style);
    }

    /// The columns of the cells of a listing, by the rows that are visible.
    fn widths(&self, rows: &[Row]) -> [usize; CELLS] {
        let mut widths = [0; CELLS];
        for row in rows {
            let Content::Entry(entry) = &row.content else {
                continue;
            };
            for (columns, cell) in widths.iter_mut().zip(self.reader.cells(entry)) {
                *columns = width(&cell).min(CELL).max(*columns);
            }
        }
        for (columns, heading) in widths.iter_mut().zip(self.reader.headings()) {
            if *columns > 0 {
                *columns = width(heading).max(*columns);
            }
        }
        widths
    }

    /// Draws when a row was captured and in which frame; returns the columns that it took.
    fn draw_carried(
        &self,
        index: usize,
        row: &Row,
        (x, y): (u16, u16),
        area: Rect,
        buffer: &mut Buffer,
    ) -> u16 {
        let context = self.reader.context;
        let time_width: u16 = match context.clock {
            Clock::TimeOfDay => 15,
            _ => 10,
        };
        let rows = self.reader.page.rows.iter().rev();
        let highest = rows
            .filter_map(|row| row.carried)
            .map(|(frame, _)| frame)
            .next()
            .unwrap_or(0);
        let frame_width = highest.to_string().len().max(3) as u16 + 1;
        let with_time = area.width >= time_width + frame_width + 30;
        let with_frame = area.width >= frame_width + 24;
        let style = context.theme.ink(Ink::Faint);
        let mut taken = 0;
        if with_time {
            if let Some((_, time)) = row.carried {
                let previous = self.before(index).unwrap_or(time);
                let text = context.clock.shown(time, self.reader.start, previous);
                let text = padded_left(&text, time_width.into());
                put(buffer, context, (x, y), time_width.into(), &text, style);
            }
            taken += time_width + 1;
        }
        if with_frame {
            if let Some((frame, _)) = row.carried {
                let text = padded_left(&format!("#{frame}"), frame_width.into());
                let at = (x + taken, y);
                put(buffer, context, at, frame_width.into(), &text, style);
            }
            taken += frame_width + 1;
        }
        taken
    }

    /// When the row before was captured.
    fn before(&self, index: usize) -> Option<Time> {
        let earlier = self.reader.page.rows.get(..index)?.iter().rev().take(8);
        earlier
            .filter_map(|row| row.carried)
            .map(|(_, time)| time)
            .next()
    }

    fn mark_found(&self, shown: &str, (x, y): (u16, u16), room: usize, buffer: &mut Buffer) {
        if self.sought.is_empty() {
            return;
        }
        let small = shown.to_ascii_lowercase();
        let style = self.reader.context.theme.marked();
        let right = x + room as u16;
        for (at, found) in small.match_indices(self.sought) {
            let start = x + width(&shown[..at]).min(room) as u16;
            let end = (start + width(found).min(room) as u16).min(right);
            let area = Rect::new(start, y, end.saturating_sub(start), 1);
            buffer.set_style(area.intersection(buffer.area), style);
        }
    }
}
