//! A session from top to bottom: what happened, in the order of the frames.

mod announced;
mod carried;
pub mod cells;
mod ends;
mod inferred;
mod notes;
mod outcome;
mod place;
pub mod quantities;
mod step;
mod timeline;

pub use announced::unreadable;
pub use outcome::{Failure, Subject, icmp};
pub use step::{Row, Stage, Step, Stroke};
pub use timeline::Event;

use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::net::{Span, Time};
use crate::texts::Side;
use crate::views::HIDDEN;
use crate::views::pen::Ink;
use std::io;
use timeline::{Chapter, carriers, chapter_of, events};

/// How long nothing must be said before it is worth a line.
const IDLE: Span = Span::seconds(1);

/// The further lines of a reply that are shown.
const REPLY_LINES: usize = 6;

/// The bytes of one line that are shown.
const LINE_BYTES: usize = 1_024;

/// Tells a session on `stage`, each thing explained unless `explained` says that it was.
///
/// # Errors
///
/// What the stage says.
pub fn tell(
    subject: Subject<'_>,
    explained: &mut Explained,
    stage: &mut impl Stage,
) -> io::Result<()> {
    explained.announced.begin_session();
    Story {
        subject,
        stage,
        explained,
        event: Event::Opening,
        encrypted: false,
        chapter: None,
        awaited: false,
        last: subject.session.start,
    }
    .tell()
}

/// What was explained already: each thing is explained once in a capture.
#[derive(Debug, Default)]
pub struct Explained {
    /// Whether each step is explained as if it were the first.
    anew: bool,
    handshake: bool,
    midstream: bool,
    auth: bool,
    quit: bool,
    password: bool,
    greeting: bool,
    login: bool,
    refused_login: bool,
    preliminary: bool,
    complete: bool,
    abort: bool,
    out_of_turn: bool,
    no_reply: bool,
    tls: bool,
    announced: announced::Explained,
    carried: carried::Explained,
}

impl Explained {
    /// Nothing counts as explained, at no step: for readers who look at one step at a time.
    pub fn anew_each_time() -> Self {
        Self {
            anew: true,
            ..Self::default()
        }
    }
}

struct Story<'a, 'o, S> {
    subject: Subject<'a>,
    stage: &'o mut S,
    explained: &'o mut Explained,
    /// What is being told.
    event: Event,
    /// Whether it was told that TLS has begun.
    encrypted: bool,
    chapter: Option<Chapter>,
    awaited: bool,
    last: Time,
}

impl<S: Stage> Story<'_, '_, S> {
    fn tell(mut self) -> io::Result<()> {
        let session = self.subject.session;
        let carriers = carriers(session);
        for event in events(session, &carriers) {
            self.event = event;
            if self.explained.anew {
                *self.explained = Explained::anew_each_time();
            }
            match event {
                Event::Opening => self.opening()?,
                Event::Command(index) => self.command(index)?,
                Event::Reply(index, place) => self.reply(index, place)?,
                Event::Connects(index) => {
                    let Some(carrier) = carriers.get(&index) else {
                        continue;
                    };
                    let step = carried::opening(self.subject, carrier, &mut self.explained.carried);
                    let connection = carrier.connection;
                    self.step(step)?;
                    if !connection.established {
                        self.last = self.last.max(connection.last_syn);
                    }
                }
                Event::Carries(index) => {
                    let Some(carrier) = carriers.get(&index) else {
                        continue;
                    };
                    let step =
                        carried::carrying(self.subject, carrier, &mut self.explained.carried);
                    self.step(step)?;
                    self.last = self.last.max(carrier.connection.end);
                }
                Event::Inferred(index, line) => self.inferred(index, line)?,
                Event::Closing => self.closing()?,
            }
        }
        Ok(())
    }

    /// Draws a line that was not read.
    fn inferred(&mut self, index: u32, line: inferred::Line) -> io::Result<()> {
        let session = self.subject.session;
        let Some(transfer) = session.transfers.get(index as usize) else {
            return Ok(());
        };
        self.turn_to(Chapter::Transfer(index as usize))?;
        match inferred::step(self.subject, transfer, line) {
            Some(step) => self.step(step),
            None => Ok(()),
        }
    }

    /// Draws a step, with what lies between it and the one before.
    fn step(&mut self, step: Step) -> io::Result<()> {
        if let Some(time) = step.time {
            let gap = time - self.last;
            if gap >= IDLE {
                let text = (self.subject.texts.idle)(&self.subject.span(gap));
                self.stage.idle(&text)?;
            }
            self.last = self.last.max(time);
        }
        let step = self.finished(step);
        self.stage.step(self.event, step)
    }

    /// A step with the characters that the terminal has.
    fn finished(&self, mut step: Step) -> Step {
        let pen = self.subject.pen;
        for row in &mut step.rows {
            match row {
                Row::Arrow { text, .. }
                | Row::Bar { text, .. }
                | Row::Text { text, .. }
                | Row::Line { text, .. } => *text = pen.sentence(std::mem::take(text)),
                // Nothing in it is ours.
                Row::Listing { .. } => {}
            }
        }
        for note in &mut step.notes {
            *note = pen.sentence(std::mem::take(note));
        }
        step
    }

    fn turn_to(&mut self, chapter: Chapter) -> io::Result<()> {
        if self
            .chapter
            .replace(chapter)
            .is_some_and(|before| before != chapter)
        {
            self.stage.space()
        } else {
            Ok(())
        }
    }

    fn command(&mut self, index: usize) -> io::Result<()> {
        let Subject {
            session,
            texts,
            show_passwords,
            ..
        } = self.subject;
        let Some(exchange) = session.exchanges.get(index) else {
            return Ok(());
        };
        self.turn_to(chapter_of(self.chapter, self.awaited, index, exchange))?;
        match exchange.verb {
            Some(verb) if verb.announces() || verb.asks_passive() => self.awaited = true,
            Some(verb) if verb.takes_data() => self.awaited = false,
            _ => {}
        }
        let mut text = self.subject.verb(exchange);
        let argument = session.argument(exchange).unwrap_or_default();
        let secret = matches!(exchange.verb, Some(Verb::Pass | Verb::Acct)) && !show_passwords;
        if secret && !argument.is_empty() {
            text.push(' ');
            text.push_str(HIDDEN);
        } else if !argument.is_empty() {
            text.push(' ');
            text.push_str(&self.line(argument));
        }
        let explained = &mut *self.explained;
        let mut notes = match exchange.verb {
            Some(Verb::Pass) if !session.is_encrypted_at(exchange.frame) => {
                once(&mut explained.password, texts.password_note)
            }
            Some(Verb::Auth) => once(&mut explained.auth, texts.auth_note),
            Some(Verb::Abor) => once(&mut explained.abort, texts.abort_note),
            Some(Verb::Quit) => once(&mut explained.quit, texts.quit_note),
            _ => Vec::new(),
        };
        notes.extend(self.announcement_notes(index, true));
        if exchange.replies.is_empty() && !self.subject.goes_on(index as u32) {
            if !std::mem::replace(&mut self.explained.no_reply, true) {
                notes.push(texts.no_reply_note.to_owned());
            }
            notes.extend(self.transfer_notes(index));
        }
        let rows = vec![Row::Arrow {
            from: Side::Client,
            stroke: Stroke::Control,
            text,
            ink: Ink::Command,
        }];
        self.step(Step {
            time: Some(exchange.time),
            frames: Some((exchange.frame, exchange.frame)),
            rows,
            notes,
        })
    }

    fn reply(&mut self, index: usize, place: usize) -> io::Result<()> {
        let session = self.subject.session;
        let texts = self.subject.texts;
        let Some(exchange) = session.exchanges.get(index) else {
            return Ok(());
        };
        let Some(reply) = exchange.replies.get(place) else {
            return Ok(());
        };
        if exchange.verb.is_none() {
            self.turn_to(chapter_of(self.chapter, self.awaited, index, exchange))?;
        }
        let lines = session.lines(reply);
        let count = lines.clone().count();
        let mut lines = lines.map(|line| self.line(line));
        let first = lines.next().unwrap_or_default();
        let code = reply.code.map(|code| code.0);
        let text = match code {
            Some(code) if count > 1 => format!("{code}-{first}"),
            Some(code) => format!("{code} {first}"),
            None => first,
        };
        let ink = match code {
            Some(100..=299) => Ink::Good,
            Some(300..=399) => Ink::Waiting,
            Some(400..) => Ink::Bad,
            _ => Ink::Plain,
        };
        let mut rows = vec![Row::Arrow {
            from: Side::Server,
            stroke: Stroke::Control,
            text: text.trim_end().to_owned(),
            ink,
        }];
        let further = count.saturating_sub(1);
        // One line more is shown rather than counted.
        let shown = if further <= REPLY_LINES + 1 {
            further
        } else {
            REPLY_LINES
        };
        rows.extend(lines.by_ref().take(shown).map(|text| Row::Line {
            indent: 6,
            text,
            ink,
        }));
        if further > shown {
            rows.push(Row::Line {
                indent: 6,
                text: (texts.more_lines)((further - shown) as u64),
                ink: Ink::Faint,
            });
        }
        let mut notes = self.reply_notes(index, exchange, reply);
        if place == 0 {
            notes.extend(self.announcement_notes(index, false));
        }
        let is_final = exchange
            .final_reply()
            .is_some_and(|last| last.frame == reply.frame && last.text == reply.text);
        if is_final {
            notes.extend(self.transfer_notes(index));
        }
        self.step(Step {
            time: Some(reply.time),
            frames: Some((reply.frame, reply.frame)),
            rows,
            notes,
        })?;
        let secured = exchange.verb == Some(Verb::Auth) && reply.code == Some(Code(234));
        if secured && session.is_encrypted() {
            self.tls_begins()
        } else {
            Ok(())
        }
    }

    /// A line from the wire, made harmless and not too long.
    fn line(&self, bytes: &[u8]) -> String {
        let Subject { texts, pen, .. } = self.subject;
        if bytes.len() <= LINE_BYTES {
            return pen.visible(bytes);
        }
        let mut end = LINE_BYTES;
        // A character is not cut in two.
        while end > LINE_BYTES - 4 && bytes.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
            end -= 1;
        }
        let (kept, rest) = bytes.split_at(end);
        format!(
            "{} {}",
            pen.visible(kept),
            (texts.more_bytes)(&quantities::count(rest.len() as u64))
        )
    }
}

/// `note`, where it was not told before.
fn once(told: &mut bool, note: &str) -> Vec<String> {
    if std::mem::replace(told, true) {
        Vec::new()
    } else {
        vec![note.to_owned()]
    }
}
