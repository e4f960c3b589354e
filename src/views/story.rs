//! A session from top to bottom: what happened, in the order of the frames.

mod announced;
mod carried;
pub mod cells;
mod inferred;
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
use crate::session::{
    Closed, Exchange, Opened, Reply, Security, Session, Transfer, TransferOutcome,
};
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

    fn opening(&mut self) -> io::Result<()> {
        let Subject {
            session,
            texts,
            pen,
            ..
        } = self.subject;
        self.turn_to(Chapter::Opening)?;
        let last = session.answer_frame.unwrap_or(session.first_frame);
        let frames = Some((session.first_frame, last));
        let time = Some(session.start);
        let bar = |text: &str| {
            vec![Row::Bar {
                text: text.to_owned(),
                ink: Ink::Plain,
            }]
        };
        let step = match session.opened {
            Opened::Handshake => Step {
                time,
                frames,
                rows: bar(texts.handshake),
                notes: once(&mut self.explained.handshake, texts.handshake_note)
                    .into_iter()
                    .chain(place::note(session, texts))
                    .collect(),
            },
            Opened::Midstream => Step {
                time,
                frames,
                rows: bar(texts.midstream),
                notes: once(&mut self.explained.midstream, texts.midstream_note),
            },
            Opened::Refused | Opened::Rejected | Opened::Unanswered => {
                let text = texts.control_attempt.to_owned();
                let answer = match self.subject.now {
                    Some(now) if session.opened == Opened::Unanswered => self
                        .subject
                        .no_answer_so_far(session.syns, now - session.start),
                    _ => self.subject.answer(
                        session.syns,
                        session.end - session.start,
                        session.answer,
                    ),
                };
                let note = match session.opened {
                    Opened::Refused => texts.control_refused_note,
                    Opened::Rejected => texts.control_rejected_note,
                    _ => texts.control_unanswered_note,
                };
                let rows = vec![
                    Row::Arrow {
                        from: Side::Client,
                        stroke: Stroke::Attempt,
                        text,
                        ink: Ink::Bad,
                    },
                    Row::Text {
                        indent: 6,
                        text: format!("{} {answer}", pen.glyphs.lost),
                        ink: Ink::Bad,
                    },
                ];
                let frames = Some((session.first_frame, last.max(session.last_frame)));
                Step {
                    time,
                    frames,
                    rows,
                    notes: vec![note.to_owned()],
                }
            }
        };
        self.step(step)?;
        let asked = session
            .exchanges
            .iter()
            .any(|exchange| exchange.verb == Some(Verb::Auth));
        if session.is_encrypted() && !asked {
            self.tls_begins()
        } else {
            Ok(())
        }
    }

    fn tls_begins(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.encrypted, true) {
            return Ok(());
        }
        let texts = self.subject.texts;
        let note = match self.subject.session.security {
            Security::TlsDecrypted => texts.tls_decrypted_note,
            _ => texts.tls_note,
        };
        let agreed = self.subject.tls_agreed();
        let explained = once(&mut self.explained.tls, note);
        let mut notes: Vec<String> = agreed.into_iter().chain(explained).collect();
        if self.subject.session.security == Security::Tls {
            notes.push(texts.tls_help.to_owned());
        }
        notes.extend(inferred::of_session(self.subject));
        let rows = vec![Row::Bar {
            text: texts.tls_begins.to_owned(),
            ink: Ink::Waiting,
        }];
        self.step(Step {
            rows,
            notes,
            ..Step::default()
        })
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

    /// What a reply means, where it is the first of its kind.
    fn reply_notes(&mut self, index: usize, exchange: &Exchange, reply: &Reply) -> Vec<String> {
        let texts = self.subject.texts;
        let explained = &mut *self.explained;
        let note = match (exchange.verb, reply.code.map(|code| code.0)) {
            (verb, Some(421)) if verb != Some(Verb::Quit) => texts.service_closing_note,
            (None, Some(220))
                if index == 0 && !std::mem::replace(&mut explained.greeting, true) =>
            {
                texts.greeting_note
            }
            (None, _) if index == 0 => return Vec::new(),
            _ if reply.out_of_turn || exchange.verb.is_none() => {
                if std::mem::replace(&mut explained.out_of_turn, true) {
                    return Vec::new();
                }
                texts.out_of_turn_note
            }
            (Some(Verb::User | Verb::Pass), Some(230))
                if !std::mem::replace(&mut explained.login, true) =>
            {
                texts.logged_in_note
            }
            (Some(Verb::Pass), Some(530))
                if !std::mem::replace(&mut explained.refused_login, true) =>
            {
                texts.login_refused_note
            }
            (_, Some(125 | 150)) if !std::mem::replace(&mut explained.preliminary, true) => {
                texts.preliminary_note
            }
            (Some(verb), Some(226))
                if verb.takes_data() && !std::mem::replace(&mut explained.complete, true) =>
            {
                texts.complete_note
            }
            _ => return Vec::new(),
        };
        vec![note.to_owned()]
    }

    /// What is announced in an exchange, by its command or by its reply.
    fn announcement_notes(&mut self, index: usize, by_command: bool) -> Vec<String> {
        let session = self.subject.session;
        let first = session
            .announcements
            .partition_point(|announcement| (announcement.exchange as usize) < index);
        let announcements = session
            .announcements
            .get(first..)
            .unwrap_or_default()
            .iter();
        let own = announcements
            .take_while(|announcement| announcement.exchange as usize == index)
            .filter(|announcement| announcement.by.client_listens() == by_command);
        let mut notes = Vec::new();
        for announcement in own {
            notes.extend(announced::notes(
                self.subject,
                announcement,
                &mut self.explained.announced,
            ));
        }
        let malformed = session.malformed.iter();
        for malformed in malformed
            .filter(|one| one.exchange as usize == index && one.by.client_listens() == by_command)
        {
            notes.push((self.subject.texts.unreadable)(announced::unreadable(
                malformed.reason,
            )));
        }
        notes
    }

    /// What became of the transfers of an exchange, where the ladder does not show it.
    fn transfer_notes(&self, index: usize) -> Vec<String> {
        let session = self.subject.session;
        let texts = self.subject.texts;
        let first = session.transfers.partition_point(|transfer| {
            transfer_place(session, transfer) < frame_of(session, index)
        });
        let own = session.transfers.get(first..).unwrap_or_default().iter();
        let own = own
            .take_while(|transfer| transfer_place(session, transfer) <= frame_of(session, index));
        let mut notes = Vec::new();
        if self.subject.goes_on(index as u32) {
            return notes;
        }
        for transfer in own.filter(|transfer| transfer.exchange == Some(index as u32)) {
            match (transfer.connection, transfer.opened) {
                (None, None) => notes.push(texts.data_not_captured_note.to_owned()),
                (None, Some(false))
                    if transfer.announcement.is_some()
                        && transfer.final_code.is_none_or(|code| code.0 < 450) =>
                {
                    notes.push(texts.no_attempt_note.to_owned());
                }
                _ => {}
            }
            if transfer.outcome == TransferOutcome::Truncated {
                let promised = transfer.promised.unwrap_or_default();
                let text = (texts.truncated)(
                    &self.subject.bytes(transfer.bytes),
                    &self.subject.bytes(promised),
                );
                notes.push(text);
            }
        }
        notes
    }

    fn closing(&mut self) -> io::Result<()> {
        let Subject { session, texts, .. } = self.subject;
        let was_open = matches!(session.opened, Opened::Handshake | Opened::Midstream);
        if !was_open || self.subject.now.is_some() {
            return Ok(());
        }
        self.turn_to(Chapter::Closing)?;
        let (text, ink) = match session.closed {
            Closed::Fin => (texts.closed_fin, Ink::Plain),
            Closed::Rst => (texts.closed_rst, Ink::Bad),
            Closed::Lost => (texts.closed_lost, Ink::Bad),
            Closed::Open => (texts.closed_open, Ink::Faint),
        };
        let frames = session.close_frame.map(|frame| (frame, frame));
        let rows = vec![Row::Bar {
            text: text.to_owned(),
            ink,
        }];
        self.step(Step {
            frames,
            rows,
            ..Step::default()
        })
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

fn frame_of(session: &Session, index: usize) -> u64 {
    session
        .exchanges
        .get(index)
        .map_or(0, |exchange| exchange.frame)
}

/// The frame that transfers are sorted by.
fn transfer_place(session: &Session, transfer: &Transfer) -> u64 {
    match (transfer.exchange, transfer.connection) {
        (Some(exchange), _) => frame_of(session, exchange as usize),
        (None, Some(connection)) => session
            .connections
            .get(connection as usize)
            .map_or(0, |one| one.first_frame),
        (None, None) => 0,
    }
}
