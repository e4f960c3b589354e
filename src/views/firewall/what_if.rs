//! What a firewall would have stopped: a line for each session, or a JSON object.

use crate::firewall::{Block, Judgement, Stopped, judge};
use crate::session::Session;
use crate::texts::Texts;
use crate::views::pen::{Ink, Pen};
use crate::views::story::quantities;
use crate::views::width::wrapped;
use crate::views::{CaptureSummary, View};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Stopped connections of a session that text lists.
const LISTED: usize = 10;

/// The most columns of a line.
const MOST: usize = 110;

/// How it is written.
#[derive(Debug)]
pub enum Manner {
    /// As text.
    Text {
        /// The language.
        texts: &'static Texts,
        /// Characters and colours.
        pen: Pen,
        /// The columns that may be used.
        columns: usize,
    },
    /// As one JSON object a line.
    Json,
}

/// Says of each session what rules would have stopped.
#[derive(Debug)]
pub struct WhatIf<W> {
    out: W,
    blocks: Vec<Block>,
    helped: bool,
    manner: Manner,
    /// Whether to begin each capture with its name.
    name_captures: bool,
    capture: String,
    sessions: u64,
    failing: u64,
    verdicts: BTreeMap<&'static str, u64>,
}

impl<W: Write> WhatIf<W> {
    /// Writes to `out` what `blocks` would have stopped, where [`judge`] is told `helped`.
    pub fn new(
        out: W,
        blocks: Vec<Block>,
        helped: bool,
        manner: Manner,
        name_captures: bool,
    ) -> Self {
        Self {
            out,
            blocks,
            helped,
            manner,
            name_captures,
            capture: String::new(),
            sessions: 0,
            failing: 0,
            verdicts: BTreeMap::new(),
        }
    }

    /// Says how it was judged, once everything is.
    ///
    /// # Errors
    ///
    /// What the output says.
    pub fn finish(&mut self) -> io::Result<()> {
        if let Manner::Text {
            texts,
            pen,
            columns,
        } = &self.manner
        {
            let mut page = Page {
                out: &mut self.out,
                pen,
                columns: (*columns).min(MOST),
            };
            page.write(Ink::Note, 0, texts.firewall.judged)?;
        }
        self.out.flush()
    }

    fn count(&mut self, judgement: &Judgement) {
        let control = judgement.control.map(|(_, id)| id);
        let data = judgement.stopped.iter().map(|stopped| stopped.id);
        for id in control.into_iter().chain(data) {
            *self.verdicts.entry(id.name()).or_default() += 1;
        }
    }
}

impl<W: Write> View for WhatIf<W> {
    fn begin(&mut self, capture: &str) -> io::Result<()> {
        self.capture = capture.to_owned();
        (self.sessions, self.failing) = (0, 0);
        self.verdicts.clear();
        let Self { out, manner, .. } = self;
        match manner {
            Manner::Text { pen, columns, .. } if self.name_captures => {
                let mut page = Page {
                    out,
                    pen,
                    columns: (*columns).min(MOST),
                };
                let name = pen.visible(capture.as_bytes());
                page.write(Ink::Heading, 0, &format!("== {name} =="))
            }
            _ => Ok(()),
        }
    }

    fn session(&mut self, number: u64, session: &Session) -> io::Result<()> {
        if session.protocol.is_some() {
            return Ok(());
        }
        let judgement = judge(session, &self.blocks, self.helped);
        self.sessions += 1;
        self.failing += u64::from(judgement.is_hit());
        self.count(&judgement);
        let Self {
            out,
            blocks,
            manner,
            capture,
            ..
        } = self;
        match manner {
            Manner::Text {
                texts,
                pen,
                columns,
            } => {
                let mut page = Page {
                    out,
                    pen,
                    columns: (*columns).min(MOST),
                };
                text(&mut page, texts, blocks, number, session, &judgement)
            }
            Manner::Json => {
                let object = object(capture, blocks, number, session, &judgement);
                serde_json::to_writer(&mut *out, &object)?;
                writeln!(out)
            }
        }
    }

    fn end(&mut self, _summary: &CaptureSummary<'_>) -> io::Result<()> {
        let Self {
            out,
            manner,
            capture,
            sessions,
            failing,
            verdicts,
            ..
        } = self;
        match manner {
            Manner::Text {
                texts,
                pen,
                columns,
            } => {
                let mut page = Page {
                    out,
                    pen,
                    columns: (*columns).min(MOST),
                };
                let mut total = (texts.firewall.total)(*failing, *sessions);
                let counted = verdicts.iter().map(|(id, count)| format!("{id} × {count}"));
                let counted: Vec<String> = counted.collect();
                if !counted.is_empty() {
                    total = format!("{total} {}", counted.join(", "));
                }
                page.write(Ink::Heading, 0, &total)?;
                writeln!(page.out)
            }
            Manner::Json => {
                let total = Total {
                    r#type: "what-if-total",
                    capture,
                    sessions: *sessions,
                    failing: *failing,
                    verdicts,
                };
                serde_json::to_writer(&mut *out, &total)?;
                writeln!(out)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Where lines of text go.
struct Page<'p, W> {
    out: &'p mut W,
    pen: &'p Pen,
    columns: usize,
}

impl<W: Write> Page<'_, W> {
    fn write(&mut self, ink: Ink, indent: usize, text: &str) -> io::Result<()> {
        let room = self.columns.saturating_sub(indent);
        let text = self.pen.sentence(text.to_owned());
        for part in wrapped(&text, room, room) {
            let mut line = " ".repeat(indent);
            self.pen.write(&mut line, ink, &part.replace('\u{a0}', " "));
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }
}

fn text<W: Write>(
    page: &mut Page<'_, W>,
    texts: &Texts,
    blocks: &[Block],
    number: u64,
    session: &Session,
    judgement: &Judgement,
) -> io::Result<()> {
    let words = texts.firewall;
    let (ink, outcome) = match judgement.control {
        Some((block, id)) => (
            Ink::Bad,
            (words.control_stopped)(&blocks[block].to_string(), id.name()),
        ),
        None if judgement.failed_anyway => (Ink::Plain, words.failed_anyway.to_owned()),
        None if judgement.is_hit() => (
            Ink::Bad,
            (words.data_stopped)(judgement.stopped.len() as u64, judgement.made.into()),
        ),
        None => (Ink::Good, (words.untouched)(judgement.made.into())),
    };
    let head = format!(
        "{}  {} → {}",
        (texts.session)(number),
        session.client,
        session.server
    );
    page.write(Ink::Plain, 0, &head)?;
    page.write(ink, 2, &outcome)?;
    for stopped in judgement.stopped.iter().take(LISTED) {
        let Some(connection) = session.connections.get(stopped.connection as usize) else {
            continue;
        };
        let line = (words.stopped)(
            &what(page.pen, session, stopped, texts),
            &connection.initiator.to_string(),
            &connection.listener.to_string(),
            &quantities::short_bytes(stopped.bytes),
            &blocks[stopped.block].to_string(),
            stopped.id.name(),
        );
        page.write(Ink::Plain, 4, &line)?;
    }
    match judgement.stopped.len().saturating_sub(LISTED) as u64 {
        0 => Ok(()),
        more => page.write(Ink::Plain, 4, &(words.more)(more)),
    }
}

/// The command that a stopped connection served, with its frame.
fn what(pen: &Pen, session: &Session, stopped: &Stopped, texts: &Texts) -> String {
    let transfer = stopped
        .transfer
        .and_then(|transfer| session.transfers.get(transfer as usize));
    let exchange = transfer
        .and_then(|transfer| transfer.exchange)
        .and_then(|exchange| session.exchanges.get(exchange as usize));
    match exchange {
        Some(exchange) => format!(
            "{} (#{})",
            pen.visible(session.text(exchange.word)),
            exchange.frame
        ),
        None => texts.stream.data.to_owned(),
    }
}

#[derive(Serialize)]
struct Object<'a> {
    r#type: &'static str,
    session: u64,
    capture: &'a str,
    client: String,
    server: String,
    fails: bool,
    failed_anyway: bool,
    control: Option<Stop>,
    data_connections: u32,
    stopped: Vec<StoppedPart>,
}

#[derive(Serialize)]
struct Stop {
    rule: String,
    act: &'static str,
    verdict: &'static str,
}

#[derive(Serialize)]
struct StoppedPart {
    transfer: Option<u32>,
    initiator: String,
    listener: String,
    first_frame: u64,
    bytes: u64,
    #[serde(flatten)]
    stop: Stop,
}

#[derive(Serialize)]
struct Total<'a> {
    r#type: &'static str,
    capture: &'a str,
    sessions: u64,
    failing: u64,
    verdicts: &'a BTreeMap<&'static str, u64>,
}

fn object<'a>(
    capture: &'a str,
    blocks: &[Block],
    number: u64,
    session: &Session,
    judgement: &Judgement,
) -> Object<'a> {
    let stop = |block: usize, verdict| Stop {
        rule: blocks[block].to_string(),
        act: blocks[block].act().name(),
        verdict,
    };
    let stopped = judgement.stopped.iter().filter_map(|stopped| {
        let connection = session.connections.get(stopped.connection as usize)?;
        Some(StoppedPart {
            transfer: stopped.transfer,
            initiator: connection.initiator.to_string(),
            listener: connection.listener.to_string(),
            first_frame: connection.first_frame,
            bytes: stopped.bytes,
            stop: stop(stopped.block, stopped.id.name()),
        })
    });
    Object {
        r#type: "what-if",
        session: number,
        capture,
        client: session.client.to_string(),
        server: session.server.to_string(),
        fails: judgement.is_hit(),
        failed_anyway: judgement.failed_anyway,
        control: judgement.control.map(|(block, id)| stop(block, id.name())),
        data_connections: judgement.made,
        stopped: stopped.collect(),
    }
}
