//! A lesson, and the list of lessons, as text.

use super::course::Course;
use super::{heading, intro, moral, title, wording};
use crate::texts::Texts;
use crate::tutor::Lesson;
use crate::views::pen::{Ink, Pen};
use crate::views::show::ladder::Ladder;
use crate::views::story::{Row, Stage, Step};
use crate::views::tui::walkthrough::script::Line;
use crate::views::width::wrapped;
use std::io::{self, Write};

/// The most columns of running text.
const TEXT: usize = 100;

/// Writes the list of lessons.
///
/// # Errors
///
/// What the output says, here and below.
pub fn lessons(out: &mut impl Write, texts: &Texts, pen: &Pen, columns: usize) -> io::Result<()> {
    let mut writer = Writer { out, pen, columns };
    writer.text(Ink::Heading, texts.teach.lessons)?;
    for lesson in Lesson::ALL {
        let line = format!(
            "{}  {:<12} {}",
            lesson.number(),
            lesson.name(),
            title(lesson, texts)
        );
        writer.text(Ink::Plain, &line)?;
    }
    writer.space()?;
    writer.text(Ink::Note, texts.teach.how_to_begin)
}

/// Writes a lesson: what it is about, each session with every step explained, what to remember, and
/// where questions are asked, these and their answers.
///
/// # Errors
///
/// As [`lessons`].
pub fn lesson(out: &mut impl Write, course: &Course, pen: &Pen, columns: usize) -> io::Result<()> {
    let texts = course.context.texts;
    let mut writer = Writer { out, pen, columns };
    writer.text(Ink::Heading, &heading(course.lesson, texts))?;
    writer.text(Ink::Plain, intro(course.lesson, texts))?;
    for part in 0..course.parts.len() {
        writer.space()?;
        writer.part(course, part)?;
    }
    writer.space()?;
    writer.text(Ink::Heading, texts.teach.remember)?;
    writer.text(Ink::Plain, moral(course.lesson, texts))?;
    if course.score().asked > 0 {
        writer.questions(course)?;
    }
    Ok(())
}

struct Writer<'a, W> {
    out: &'a mut W,
    pen: &'a Pen,
    columns: usize,
}

impl<W: Write> Writer<'_, W> {
    fn space(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    fn text(&mut self, ink: Ink, text: &str) -> io::Result<()> {
        self.indented(ink, "", text)
    }

    fn indented(&mut self, ink: Ink, mark: &str, text: &str) -> io::Result<()> {
        let room = self.columns.min(TEXT).saturating_sub(mark.len()).max(1);
        let text = self.pen.sentence(text.to_owned());
        for (index, part) in wrapped(&text, room, room).iter().enumerate() {
            let before = if index == 0 {
                mark.to_owned()
            } else {
                " ".repeat(mark.len())
            };
            let mut line = String::new();
            self.pen.write(&mut line, ink, &format!("{before}{part}"));
            let line = line.replace('\u{a0}', " ");
            writeln!(self.out, "{}", line.trim_end_matches(' '))?;
        }
        Ok(())
    }

    /// One session as a ladder, every step with its explanation.
    fn part(&mut self, course: &Course, index: usize) -> io::Result<()> {
        let (Some(part), Some(entry)) = (course.parts.get(index), course.entry(index)) else {
            return Ok(());
        };
        let texts = course.context.texts;
        let name = self.pen.visible(part.name.as_bytes());
        let (number, parts) = (index as u64 + 1, course.parts.len() as u64);
        let title = (texts.teach.taught_with)(&name, number, parts);
        self.text(Ink::Heading, &title)?;
        let session = &entry.session;
        let (pen, columns) = (self.pen, self.columns);
        let mut ladder = Ladder::new(self.out, pen, columns, session.last_frame, session.start);
        let [client, server] = [session.client, session.server].map(|end| end.to_string());
        ladder.ends([texts.client, &client], [texts.server, &server])?;
        for line in &part.script.lines {
            match line {
                Line::Space => ladder.space()?,
                Line::Idle(text) => ladder.idle(text)?,
                &Line::Part(step, 0, 0) => {
                    let Some(told) = part.script.steps.get(step) else {
                        continue;
                    };
                    let reasons = course.reasons(index, step).into_iter();
                    // A line that is left empty needs none before it.
                    let notes = reasons.map(|paragraph| paragraph.text);
                    let notes: Vec<String> = notes.filter(|note| !note.is_empty()).collect();
                    // The arithmetic stands among the reasons.
                    let is_arithmetic = |row: &Row| matches!(row, Row::Text { ink: Ink::Data, .. });
                    let rows = told.step.rows.iter().filter(|row| !is_arithmetic(row));
                    let step = Step {
                        rows: rows.cloned().collect(),
                        notes,
                        ..told.step
                    };
                    ladder.step(told.event, step)?;
                }
                Line::Part(..) => {}
            }
        }
        Ok(())
    }

    /// The questions in their order, and then their answers.
    fn questions(&mut self, course: &Course) -> io::Result<()> {
        let texts = course.context.texts.teach;
        let mut answers = Vec::new();
        self.space()?;
        self.text(Ink::Heading, texts.questions)?;
        for (index, part) in course.parts.iter().enumerate() {
            let Some(entry) = course.entry(index) else {
                continue;
            };
            let subject = course.context.subject(entry);
            for (step, told) in part.script.steps.iter().enumerate() {
                for place in course.questions(index, step) {
                    let question = &part.quiz.questions()[place];
                    let number = answers.len() + 1;
                    let asked = wording::ask(subject, question);
                    let after = match told.step.frames {
                        Some((frame, _)) => format!("[#{frame}] {asked}"),
                        None => asked,
                    };
                    self.indented(Ink::Plain, &format!("{number:>2}. "), &after)?;
                    for (number, choice) in (1..).zip(wording::choices(subject, question)) {
                        self.indented(Ink::Plain, &format!("      {number} "), choice)?;
                    }
                    answers.push(wording::confirm(subject, question));
                }
            }
        }
        self.space()?;
        self.text(Ink::Heading, texts.answers)?;
        for (number, answer) in (1..).zip(&answers) {
            self.indented(Ink::Plain, &format!("{number:>2}. "), answer)?;
        }
        Ok(())
    }
}
