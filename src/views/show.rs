//! Sessions as text for people: the walkthrough, a ladder between client and server, and the list
//! of one line for each session.

pub(in crate::views) mod ladder;
mod list;
mod summary;

pub use list::List;
pub use summary::pronounce;

use super::{CaptureSummary, View};
use crate::diagnose::PassiveRange;
use crate::session::Session;
use crate::texts::Texts;
use crate::views::pen::{Ink, Pen};
use crate::views::story::{self, Subject, quantities};
use crate::views::verdict::said;
use crate::views::width::wrapped;
use ladder::Ladder;
use std::io::{self, Write};

/// How sessions are to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The language.
    pub texts: &'static Texts,
    /// The columns that may be used.
    pub width: usize,
    /// Whether to colour.
    pub color: bool,
    /// Whether more than ASCII can be drawn.
    pub unicode: bool,
    /// Whether passwords are shown.
    pub show_passwords: bool,
    /// The only session to be shown, by its number.
    pub only: Option<u64>,
    /// Whether to begin each capture with its name.
    pub name_captures: bool,
}

/// Tells each session from top to bottom.
#[derive(Debug)]
pub struct Walkthrough<W> {
    out: W,
    options: Options,
    pen: Pen,
    missing: Option<String>,
    explained: story::Explained,
}

impl<W: Write> Walkthrough<W> {
    /// Writes to `out`.
    pub fn new(out: W, options: Options) -> Self {
        Self {
            out,
            options,
            pen: Pen::new(options.color, options.unicode),
            missing: None,
            explained: story::Explained::default(),
        }
    }

    /// What to say of the session that was asked for, where a capture does not have it.
    pub fn missing(&self) -> Option<&str> {
        self.missing.as_deref()
    }
}

impl<W: Write> View for Walkthrough<W> {
    fn begin(&mut self, capture: &str) -> io::Result<()> {
        self.explained = story::Explained::default();
        if self.options.name_captures {
            name_capture(&mut self.out, &self.pen, capture)?;
        }
        Ok(())
    }

    fn session(&mut self, number: u64, session: &Session) -> io::Result<()> {
        if self.options.only.is_some_and(|only| only != number) {
            return Ok(());
        }
        let Self {
            out,
            options,
            pen,
            explained,
            ..
        } = self;
        let (texts, width) = (options.texts, options.width);
        let subject = Subject {
            session,
            texts,
            pen,
            show_passwords: options.show_passwords,
            now: None,
        };
        summary::heading(out, subject, width, number)?;
        draw_ladder(out, subject, explained, width)?;
        summary::summary(out, subject, width)?;
        self.out.write_all(b"\n")?;
        if self.options.only.is_some() {
            self.out.flush()
        } else {
            Ok(())
        }
    }

    fn end(&mut self, summary: &CaptureSummary<'_>) -> io::Result<()> {
        let sessions = summary.statistics.sessions;
        match self.options.only {
            Some(only) if only == 0 || only > sessions => {
                let texts = self.options.texts;
                self.missing = Some(format!(
                    "{}: {}",
                    summary.name,
                    (texts.no_such_session)(only, sessions)
                ));
                Ok(())
            }
            Some(_) => Ok(()),
            None => finish_capture(&mut self.out, &self.pen, &self.options, summary),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Draws the ladder of a session, between its two ends.
///
/// # Errors
///
/// What the output says.
pub fn draw_ladder(
    out: &mut impl Write,
    subject: Subject<'_>,
    explained: &mut story::Explained,
    columns: usize,
) -> io::Result<()> {
    let Subject {
        session,
        texts,
        pen,
        ..
    } = subject;
    let mut ladder = Ladder::new(out, pen, columns, session.last_frame, session.start);
    let [client, server] = [session.client, session.server].map(|end| end.to_string());
    ladder.ends([texts.client, &client], [texts.server, &server])?;
    story::tell(subject, explained, &mut ladder)
}

/// Writes the name of a capture as a heading.
fn name_capture(out: &mut impl Write, pen: &Pen, capture: &str) -> io::Result<()> {
    let mut line = String::new();
    pen.write(
        &mut line,
        Ink::Heading,
        &format!("== {} ==", pen.visible(capture.as_bytes())),
    );
    writeln!(out, "{line}\n")
}

/// Servers whose passive ports are told.
const RANGES: usize = 5;

/// Ports further apart than this are of no range that somebody set.
const WIDE: u16 = 10_000;

/// What is told of the passive ports of a server, with what to do about them.
fn passive_range(texts: &Texts, range: &PassiveRange) -> String {
    let server = range.server.to_string();
    let seen = (texts.passive_range)(
        &server,
        range.lowest,
        range.highest,
        &quantities::count(range.announced),
        &quantities::count(range.sessions),
    );
    let is_wide = range.highest - range.lowest > WIDE;
    let advice = if is_wide {
        texts.passive_range_wide
    } else {
        texts.passive_range_close
    };
    format!("{seen} {}", advice(&server))
}

/// Writes what is told of a capture as a whole: how much it holds, and what was left out of it.
fn finish_capture(
    out: &mut impl Write,
    pen: &Pen,
    options: &Options,
    summary: &CaptureSummary<'_>,
) -> io::Result<()> {
    let texts = options.texts;
    let statistics = summary.statistics;
    let frames = quantities::count(statistics.packets);
    let totals = match statistics.sessions {
        0 => (texts.no_sessions)(&frames),
        sessions => (texts.totals)(&quantities::count(sessions), &frames),
    };
    let undecoded: u64 = summary.undecoded.iter().map(|(_, count)| count).sum();
    let mut remarks = vec![(Ink::Faint, totals)];
    let dropped = statistics.half_open_dropped + statistics.flows_dropped;
    for (count, text) in [
        (summary.orphans.len() as u64, texts.orphans),
        (undecoded, texts.undecoded),
        (dropped, texts.dropped_flows),
    ] {
        if count > 0 {
            remarks.push((Ink::Plain, text(count)));
        }
    }
    let ranges = summary.passive_ranges.iter();
    let ranges = ranges.filter(|range| range.sessions > 1).take(RANGES);
    remarks.extend(ranges.map(|range| (Ink::Plain, passive_range(texts, range))));
    if summary.cut {
        remarks.push((Ink::Bad, (texts.cut)()));
    }
    for (ink, remark) in remarks {
        for text in wrapped(&pen.sentence(remark), options.width, options.width) {
            let mut line = String::new();
            pen.write(&mut line, ink, &text);
            writeln!(out, "{line}")?;
        }
    }
    for verdict in &summary.verdicts {
        let said = said(None, verdict, texts);
        summary::pronounce(out, (pen, texts), options.width, None, (verdict, said))?;
    }
    if options.name_captures {
        writeln!(out)
    } else {
        Ok(())
    }
}
