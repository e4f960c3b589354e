//! Headings, paragraphs and labelled rows, for what is explained without a session.

use super::pen::{Ink, Pen};
use super::width::{padded, width, wrapped};
use crate::texts::Texts;
use std::io::{self, Write};

/// The most columns of a line of text.
const TEXT: usize = 100;

/// The columns before what stands under a heading.
const INDENT: usize = 2;

/// What explanations are written with.
#[derive(Debug)]
pub struct Page {
    /// Colours and characters.
    pub pen: Pen,
    /// The language.
    pub texts: &'static Texts,
    /// The columns that may be used.
    pub columns: usize,
}

impl Page {
    /// Writes a heading and what stands behind it on its line.
    ///
    /// # Errors
    ///
    /// What the output says, here and below.
    pub fn heading(&self, out: &mut impl Write, name: &str, behind: &str) -> io::Result<()> {
        let mut line = String::new();
        self.pen.write(&mut line, Ink::Heading, name);
        if !behind.is_empty() {
            let dot = self.pen.glyphs.dot;
            if width(name) + width(dot) + width(behind) > self.columns {
                writeln!(out, "{line}")?;
                line.clear();
            } else {
                line.push_str(dot);
            }
            line.push_str(&self.pen.sentence(behind.to_owned()));
        }
        writeln!(out, "{line}")
    }

    /// Writes a paragraph under a heading, `mark` before its first line.
    ///
    /// # Errors
    ///
    /// As [`Page::heading`].
    pub fn paragraph(&self, out: &mut impl Write, mark: &str, text: &str) -> io::Result<()> {
        let mark = self.pen.sentence(mark.to_owned());
        let room = self.room(width(&mark));
        let mut before = mark;
        for part in wrapped(&self.pen.sentence(text.to_owned()), room, room) {
            self.line(out, &format!("{}{before}{part}", " ".repeat(INDENT)))?;
            before = " ".repeat(width(&before));
        }
        Ok(())
    }

    /// Writes rows, each with its label in a column of its own; below each other where that leaves
    /// no room. An empty label belongs to the row above.
    ///
    /// # Errors
    ///
    /// As [`Page::heading`].
    pub fn rows(&self, out: &mut impl Write, rows: &[(&str, String)]) -> io::Result<()> {
        let label = rows.iter().map(|(label, _)| width(label)).max();
        let label = label.unwrap_or_default() + 2;
        let room = self.room(label);
        for (name, text) in rows {
            let mut name = *name;
            for part in wrapped(&self.pen.sentence(text.clone()), room, room) {
                let mut line = " ".repeat(INDENT);
                self.pen.write(&mut line, Ink::Note, &padded(name, label));
                self.line(out, &format!("{line}{part}"))?;
                name = "";
            }
        }
        Ok(())
    }

    /// Writes names in as many columns as there is room for, from top to bottom.
    ///
    /// # Errors
    ///
    /// As [`Page::heading`].
    pub fn columns(&self, out: &mut impl Write, names: &[String]) -> io::Result<()> {
        let wide = names.iter().map(|name| width(name)).max().unwrap_or(1) + 2;
        let across = (self.room(0) / wide).max(1);
        let down = names.len().div_ceil(across);
        for row in 0..down {
            let cells = names.iter().skip(row).step_by(down);
            let cells: String = cells.map(|name| padded(name, wide)).collect();
            self.line(out, &format!("{}{cells}", " ".repeat(INDENT)))?;
        }
        Ok(())
    }

    fn room(&self, label: usize) -> usize {
        self.columns.min(TEXT).saturating_sub(INDENT + label).max(1)
    }

    fn line(&self, out: &mut impl Write, line: &str) -> io::Result<()> {
        // No-break spaces have done their work.
        writeln!(out, "{}", line.replace('\u{a0}', " ").trim_end())
    }
}
