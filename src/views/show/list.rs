//! One line for each session.

use super::outcome::Subject;
use super::pen::{Ink, Pen};
use super::{Options, finish_capture, name_capture, quantities};
use crate::session::transfer::Way;
use crate::session::{Mode, Security, Session, TransferOutcome};
use crate::views::width::{padded, padded_left, shortened, width};
use crate::views::{CaptureSummary, View};
use std::io::{self, Write};

/// The sessions that are gathered before the widths of the columns are settled.
const GATHERED: usize = 512;

/// The columns, the last of which takes what room there is.
const COLUMNS: usize = 9;

/// The most columns that a user's name takes.
const USER: usize = 16;

/// One line for each session: number, time, client, server, user, mode, transfers, bytes, end.
///
/// The first sessions settle how wide the columns are; what comes after them is written at once.
#[derive(Debug)]
pub struct List<W> {
    out: W,
    options: Options,
    pen: Pen,
    gathered: Vec<Line>,
    widths: Option<[usize; COLUMNS]>,
    date: String,
}

/// A session as cells, or the date that the sessions after it have.
#[derive(Debug)]
enum Line {
    Date(String),
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
            widths: None,
            date: String::new(),
        }
    }

    fn push(&mut self, line: Line) -> io::Result<()> {
        if let Some(widths) = &self.widths {
            return write_line(&mut self.out, &self.pen, self.options.width, widths, &line);
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
        if self.widths.is_some() || self.gathered.is_empty() {
            return Ok(());
        }
        let texts = self.options.texts;
        let headings = [
            "#",
            texts.column_time,
            texts.client,
            texts.server,
            texts.column_user,
            texts.column_mode,
            texts.column_transfers,
            texts.column_bytes,
            texts.column_end,
        ]
        .map(str::to_owned);
        let mut widths = headings.each_ref().map(|cell| width(cell));
        for line in &self.gathered {
            let Line::Cells { cells, .. } = line else {
                continue;
            };
            for (widest, cell) in widths.iter_mut().zip(cells) {
                *widest = (*widest).max(width(cell));
            }
        }
        self.widths = Some(widths);
        let mut line = String::new();
        self.pen
            .write(&mut line, Ink::Heading, row(&widths, &headings).trim_end());
        writeln!(
            self.out,
            "{}",
            shortened(&line, line.len().max(self.options.width), "")
        )?;
        for line in std::mem::take(&mut self.gathered) {
            write_line(&mut self.out, &self.pen, self.options.width, &widths, &line)?;
        }
        Ok(())
    }
}

impl<W: Write> View for List<W> {
    fn begin(&mut self, capture: &str) -> io::Result<()> {
        self.widths = None;
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
            self.push(Line::Date(date))?;
        }
        let subject = Subject {
            session,
            options: &self.options,
            pen: &self.pen,
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

fn write_line(
    out: &mut impl Write,
    pen: &Pen,
    columns: usize,
    widths: &[usize; COLUMNS],
    line: &Line,
) -> io::Result<()> {
    let mut text = String::new();
    match line {
        Line::Date(date) => pen.write(&mut text, Ink::Faint, date),
        Line::Cells { cells, bad } => {
            let ink = if *bad { Ink::Bad } else { Ink::Plain };
            let row = row(widths, cells);
            pen.write(
                &mut text,
                ink,
                &shortened(row.trim_end(), columns, pen.glyphs.ellipsis),
            );
        }
    }
    writeln!(out, "{text}")
}

fn row(widths: &[usize; COLUMNS], cells: &[String; COLUMNS]) -> String {
    let mut line = String::new();
    for (index, (cell, &columns)) in cells.iter().zip(widths).enumerate() {
        if index > 0 {
            line.push_str("  ");
        }
        let is_number = matches!(index, 0 | 6 | 7);
        line.push_str(&if is_number {
            padded_left(cell, columns)
        } else {
            padded(cell, columns)
        });
    }
    line
}

/// The bytes that the client received and sent.
pub fn volumes(session: &Session) -> [u64; 2] {
    let mut volumes = [0; 2];
    for transfer in &session.transfers {
        match transfer.way {
            Some(Way::Download) => volumes[0] += transfer.bytes,
            Some(Way::Upload) => volumes[1] += transfer.bytes,
            None => {}
        }
    }
    volumes
}

fn cells(subject: Subject<'_>, number: u64) -> ([String; COLUMNS], bool) {
    let Subject {
        session,
        options,
        pen,
    } = subject;
    let texts = options.texts;
    let user = session
        .user
        .map(|user| pen.visible(session.text(user)))
        .unwrap_or_default();
    let total = session.transfers.len();
    let complete = session
        .transfers
        .iter()
        .filter(|transfer| transfer.outcome == TransferOutcome::Complete)
        .count();
    let failed = session.transfers.iter().find_map(|transfer| {
        let failure = subject.failure(transfer)?;
        Some((texts.cell_failed)(
            &subject.command_of(transfer)?,
            &failure,
        ))
    });
    let trouble = subject.trouble().map(str::to_owned);
    let bad = trouble.is_some() || failed.is_some();
    let end = trouble
        .or(failed)
        .unwrap_or_else(|| subject.closed().to_owned());
    let done = match total {
        0 => "-".to_owned(),
        // Where commands are encrypted nobody can say how they ended.
        _ if session
            .transfers
            .iter()
            .all(|transfer| transfer.exchange.is_none()) =>
        {
            total.to_string()
        }
        _ => format!("{complete}/{total}"),
    };
    let volume: u64 = volumes(session).iter().sum();
    let cells = [
        number.to_string(),
        quantities::time_of_day(session.start),
        session.client.to_string(),
        session.server.to_string(),
        shortened(&user, USER, pen.glyphs.ellipsis),
        mode(subject),
        done,
        if volume > 0 {
            quantities::short_bytes(volume)
        } else {
            "-".to_owned()
        },
        pen.sentence(end),
    ];
    (cells, bad)
}

/// The mode of the transfers, or both where there are two.
fn mode(subject: Subject<'_>) -> String {
    let texts = subject.options.texts;
    let session = subject.session;
    let mut words: Vec<&str> = Vec::new();
    for transfer in &session.transfers {
        let word = match transfer.mode {
            Mode::Active => texts.active,
            Mode::Passive => texts.passive,
            Mode::Default => texts.default_port,
            Mode::Unknown => continue,
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if session.security == Security::Tls {
        words.push(texts.word_encrypted);
    }
    match words.as_slice() {
        [] => "-".to_owned(),
        [first, rest @ ..] => rest
            .iter()
            .fold((*first).to_owned(), |all, one| (texts.modes)(&all, one)),
    }
}
