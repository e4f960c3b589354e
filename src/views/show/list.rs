//! One line for each session.

use super::{Options, finish_capture, name_capture};
use crate::session::Session;
use crate::views::pen::{Ink, Pen};
use crate::views::story::cells::{COLUMNS, cells, headings};
use crate::views::story::{Subject, quantities};
use crate::views::width::{padded, padded_left, shortened, width};
use crate::views::{CaptureSummary, View};
use std::io::{self, Write};

/// The sessions that are gathered before the widths of the columns are settled.
const GATHERED: usize = 512;

/// The column of the client.
const CLIENT: usize = 2;

/// The columns that the last one shall have at least.
const END: usize = 16;

/// One line for each session: number, time, client, server, user, mode, transfers, bytes, end.
///
/// The first sessions settle how wide the columns are; what comes after them is written at once.
#[derive(Debug)]
pub struct List<W> {
    out: W,
    options: Options,
    pen: Pen,
    gathered: Vec<Line>,
    table: Option<Table>,
    date: String,
}

/// A session as cells, the date that the sessions after it have, or the heading.
#[derive(Debug)]
enum Line {
    Date(String),
    Heading([String; COLUMNS]),
    Cells { cells: [String; COLUMNS], bad: bool },
}

impl<W: Write> List<W> {
    /// Writes to `out`.
    pub fn new(out: W, options: Options) -> Self {
        let pen = Pen::new(options.color, options.unicode);
        Self {
            out,
            options,
            pen,
            gathered: Vec::new(),
            table: None,
            date: String::new(),
        }
    }

    fn push(&mut self, line: Line) -> io::Result<()> {
        if let Some(table) = &self.table {
            return table.write(&mut self.out, &self.pen, self.options.width, line);
        }
        self.gathered.push(line);
        if self.gathered.len() >= GATHERED {
            self.settle()
        } else {
            Ok(())
        }
    }

    /// Settles the widths by what was gathered, and writes it.
    fn settle(&mut self) -> io::Result<()> {
        if self.table.is_some() || self.gathered.is_empty() {
            return Ok(());
        }
        let texts = self.options.texts;
        let headings = headings(texts).map(str::to_owned);
        let rows = self.gathered.iter().filter_map(|line| match line {
            Line::Cells { cells, .. } => Some(cells),
            Line::Date(_) | Line::Heading(_) => None,
        });
        let table = Table::new(&headings, rows, self.options.width);
        let heading = Line::Heading(headings);
        for line in std::iter::once(heading).chain(std::mem::take(&mut self.gathered)) {
            table.write(&mut self.out, &self.pen, self.options.width, line)?;
        }
        self.table = Some(table);
        Ok(())
    }
}

impl<W: Write> View for List<W> {
    fn begin(&mut self, capture: &str) -> io::Result<()> {
        self.table = None;
        self.date.clear();
        if self.options.name_captures {
            name_capture(&mut self.out, &self.pen, capture)
        } else {
            Ok(())
        }
    }

    fn session(&mut self, number: u64, session: &Session) -> io::Result<()> {
        if self.options.only.is_some_and(|only| only != number) {
            return Ok(());
        }
        let date = quantities::date(session.start);
        if date != self.date {
            self.date.clone_from(&date);
            self.push(Line::Date(format!("{date} UTC")))?;
        }
        let subject = Subject {
            session,
            texts: self.options.texts,
            pen: &self.pen,
            show_passwords: self.options.show_passwords,
            now: None,
        };
        let (cells, bad) = cells(subject, number);
        self.push(Line::Cells { cells, bad })
    }

    fn end(&mut self, summary: &CaptureSummary<'_>) -> io::Result<()> {
        self.settle()?;
        finish_capture(&mut self.out, &self.pen, &self.options, summary)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// How wide the columns are.
#[derive(Debug)]
struct Table {
    widths: [usize; COLUMNS],
    gap: usize,
    /// Whether clients are written without their ports, to save room.
    hosts_only: bool,
}

impl Table {
    fn new<'c>(
        headings: &[String; COLUMNS],
        rows: impl Iterator<Item = &'c [String; COLUMNS]> + Clone,
        columns: usize,
    ) -> Self {
        let mut table = Self {
            widths: [0; COLUMNS],
            gap: 2,
            hosts_only: false,
        };
        table.measure(headings, rows.clone());
        if table.columns_before_the_last() + END > columns {
            table.gap = 1;
            table.hosts_only = true;
            table.measure(headings, rows);
        }
        table
    }

    fn measure<'c>(
        &mut self,
        headings: &[String; COLUMNS],
        rows: impl Iterator<Item = &'c [String; COLUMNS]>,
    ) {
        let mut widths = headings.each_ref().map(|cell| width(cell));
        for cells in rows {
            for (index, (widest, cell)) in widths.iter_mut().zip(cells).enumerate() {
                *widest = (*widest).max(width(self.cut(index, cell)));
            }
        }
        self.widths = widths;
    }

    fn columns_before_the_last(&self) -> usize {
        let [before @ .., _] = &self.widths;
        before.iter().map(|columns| columns + self.gap).sum()
    }

    fn cut<'c>(&self, index: usize, cell: &'c str) -> &'c str {
        match cell.rsplit_once(':') {
            Some((host, _)) if self.hosts_only && index == CLIENT => host,
            _ => cell,
        }
    }

    fn write(&self, out: &mut impl Write, pen: &Pen, columns: usize, line: Line) -> io::Result<()> {
        let (ink, text) = match line {
            Line::Date(date) => (Ink::Faint, date),
            Line::Heading(cells) => (Ink::Heading, self.row(&cells)),
            Line::Cells { cells, bad: true } => (Ink::Bad, self.row(&cells)),
            Line::Cells { cells, bad: false } => (Ink::Plain, self.row(&cells)),
        };
        let mut painted = String::new();
        let text = shortened(text.trim_end(), columns, pen.glyphs.ellipsis);
        pen.write(&mut painted, ink, &text);
        writeln!(out, "{painted}")
    }

    fn row(&self, cells: &[String; COLUMNS]) -> String {
        let mut line = String::new();
        for (index, (cell, &columns)) in cells.iter().zip(&self.widths).enumerate() {
            if index > 0 {
                line.push_str(&" ".repeat(self.gap));
            }
            let cell = self.cut(index, cell);
            let is_number = matches!(index, 0 | 6 | 7);
            line.push_str(&if is_number {
                padded_left(cell, columns)
            } else {
                padded(cell, columns)
            });
        }
        line
    }
}
