//! One lesson: its sessions, the steps that it stops at, and the questions about them.

use super::wording;
use crate::diagnose::{Verdict, diagnose};
use crate::session::Session;
use crate::tutor::{Lesson, Moment, Quiz, Score, Standing, questions};
use crate::views::pen::{Ink, Pen};
use crate::views::story::Event;
use crate::views::tui::context::Context;
use crate::views::tui::walkthrough::explanation::{Paragraph, heading, reasons};
use crate::views::tui::walkthrough::script::{Script, Told};
use crate::views::tui::{Book, Entry, Language, News, Packets, Settings, Theme};
use std::sync::Arc;

/// A session to learn from.
#[derive(Clone, Debug)]
pub struct Material {
    /// The name of its capture.
    pub name: String,
    /// The session.
    pub session: Arc<Session>,
}

/// How a lesson is taught.
#[derive(Clone)]
pub struct Manner {
    /// The language.
    pub language: Language,
    /// The colours.
    pub theme: Theme,
    /// Whether more than ASCII can be drawn.
    pub unicode: bool,
    /// Whether questions are asked.
    pub quiz: bool,
}

impl Manner {
    /// What the screens of a lesson see, with nothing read yet.
    pub(super) fn context(&self, packets: Arc<dyn Packets>) -> Context {
        Context {
            language: self.language,
            texts: self.language.texts(),
            pen: Pen::new(false, self.unicode),
            theme: self.theme,
            clock: Default::default(),
            show_passwords: false,
            book: Book::default(),
            session: None,
            frame: None,
            connection: None,
            packets,
            settings: Settings::default(),
            live: Default::default(),
            paused: false,
            now: None,
        }
    }
}

/// Where a lesson stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Before it begins.
    Intro,
    /// At a step of a part.
    Step(usize, usize),
    /// When it is over.
    End,
}

/// One session of a lesson.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) script: Script,
    pub(super) quiz: Quiz,
    verdicts: Vec<Verdict>,
}

/// One lesson.
pub struct Course {
    pub(super) lesson: Lesson,
    pub(super) context: Context,
    pub(super) parts: Vec<Part>,
    pub(super) stops: Vec<Stop>,
}

impl Course {
    /// A lesson on sessions. `packets` has their frames: those of the first session in capture 0,
    /// those of the second in capture 1, and so on.
    pub fn new(
        lesson: Lesson,
        material: Vec<Material>,
        manner: &Manner,
        packets: Arc<dyn Packets>,
    ) -> Self {
        let mut context = manner.context(packets);
        let mut parts = Vec::new();
        let mut stops = vec![Stop::Intro];
        for Material { name, session } in material {
            let asked = if manner.quiz {
                questions(lesson, &session)
            } else {
                Vec::new()
            };
            context.book.learn(News::Begun {
                name: name.clone(),
                size: None,
            });
            context.book.learn(News::Sessions(vec![session]));
            let Some(entry) = context.book.sessions.last() else {
                continue;
            };
            let script = Script::new(context.subject(entry));
            let steps = script.steps.len();
            stops.extend((0..steps).map(|step| Stop::Step(parts.len(), step)));
            parts.push(Part {
                name,
                script,
                quiz: Quiz::new(asked),
                verdicts: diagnose(&entry.session),
            });
        }
        stops.push(Stop::End);
        context.session = Some(0);
        Self {
            lesson,
            context,
            parts,
            stops,
        }
    }

    /// What is taught.
    pub fn lesson(&self) -> Lesson {
        self.lesson
    }

    /// The session of a part.
    pub(super) fn entry(&self, part: usize) -> Option<&Entry> {
        self.context.book.sessions.get(part)
    }

    /// A step with its part and session.
    pub(super) fn step(&self, part: usize, step: usize) -> Option<(&Part, &Told, &Entry)> {
        let of = self.parts.get(part)?;
        Some((of, of.script.steps.get(step)?, self.entry(part)?))
    }

    /// The questions of a step. Of several steps that tell of one event the first has them.
    pub(super) fn questions(&self, part: usize, step: usize) -> Vec<usize> {
        let Some(of) = self.parts.get(part) else {
            return Vec::new();
        };
        let told = |step: usize| moment(of.script.steps.get(step)?.event);
        let before = step.checked_sub(1).and_then(told);
        let own = told(step).filter(|&own| before != Some(own));
        own.map(|own| of.quiz.at(own).collect()).unwrap_or_default()
    }

    /// The question of a step that awaits an answer.
    pub(super) fn open_question(&self, part: usize, step: usize) -> Option<usize> {
        let quiz = &self.parts.get(part)?.quiz;
        let mut own = self.questions(part, step).into_iter();
        own.find(|&index| quiz.standing(index) == Standing::Open)
    }

    /// How well it goes.
    pub(super) fn score(&self) -> Score {
        let scores = self.parts.iter().map(|part| part.quiz.score());
        scores.fold(Score::default(), |sum, score| sum + score)
    }

    /// What a step is, and its frames: so much is seen before its questions are answered.
    pub(super) fn heading(&self, part: usize, step: usize) -> Vec<Paragraph> {
        let Some((_, told, _)) = self.step(part, step) else {
            return Vec::new();
        };
        heading(&self.context, told)
    }

    /// Why it happens, which bytes it is, and where that is written.
    pub(super) fn reasons(&self, part: usize, step: usize) -> Vec<Paragraph> {
        let Some((of, _, entry)) = self.step(part, step) else {
            return Vec::new();
        };
        reasons(&self.context, entry, (&of.script, &of.verdicts), step)
    }

    /// The questions of a step that need no answer any more, with their answers.
    pub(super) fn answered(&self, part: usize, step: usize) -> Vec<Paragraph> {
        let Some((of, _, entry)) = self.step(part, step) else {
            return Vec::new();
        };
        let texts = self.context.texts.teach;
        let pen = &self.context.pen;
        let subject = self.context.subject(entry);
        let mut paragraphs = Vec::new();
        for index in self.questions(part, step) {
            let (word, mark, ink) = match of.quiz.standing(index) {
                Standing::Open => continue,
                Standing::Right => (texts.right, pen.glyphs.well, Ink::Good),
                Standing::GivenUp => (texts.the_answer, pen.glyphs.note, Ink::Waiting),
            };
            let question = &of.quiz.questions()[index];
            let confirmed = wording::confirm(subject, question);
            let said = wording::joined(&[word.to_owned(), confirmed]);
            if paragraphs.is_empty() {
                paragraphs.push(Paragraph::space());
            }
            paragraphs.push(Paragraph::new(ink, format!("{mark} {said}")));
        }
        paragraphs
    }
}

/// The moment that an event of the story is.
fn moment(event: Event) -> Option<Moment> {
    Some(match event {
        Event::Opening => Moment::Opening,
        Event::Command(exchange) => Moment::Command(exchange as u32),
        Event::Reply(exchange, place) => Moment::Reply(exchange as u32, place as u32),
        Event::Connects(connection) => Moment::Connects(connection),
        Event::Carries(connection) => Moment::Carries(connection),
        Event::Inferred(..) => return None,
        Event::Closing => Moment::Closing,
    })
}
