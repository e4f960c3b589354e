//! How a control connection begins, how TLS begins on it, and how it ends.

use super::outcome::Subject;
use super::step::{Row, Stage, Step, Stroke};
use super::timeline::Chapter;
use super::{Story, inferred, once, place};
use crate::ftp::command::Verb;
use crate::session::{Closed, Opened, Security};
use crate::texts::Side;
use crate::views::pen::Ink;
use std::io;

impl<S: Stage> Story<'_, '_, S> {
    pub(super) fn opening(&mut self) -> io::Result<()> {
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

    pub(super) fn tls_begins(&mut self) -> io::Result<()> {
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
        notes.extend(inferred::of_session(self.subject));
        if self.subject.session.security == Security::Tls {
            notes.push(texts.tls_help.to_owned());
        }
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

    pub(super) fn closing(&mut self) -> io::Result<()> {
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
}
