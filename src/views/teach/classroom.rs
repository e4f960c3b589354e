//! A lesson on the whole screen: the ladder as far as it has grown, the explanation of its last
//! step, and the question that is open.

use super::bars::{LEAST, ascii_keys, draw_bars, draw_too_small};
use super::course::{Course, Stop};
use super::{heading, intro, moral, wording};
use crate::tutor::{Lesson, Outcome, Question};
use crate::views::pen::Ink;
use crate::views::tui::overlay::draw_box;
use crate::views::tui::parts::{Border, Division, Rows, draw_border, put};
use crate::views::tui::walkthrough::explanation::Paragraph;
use crate::views::tui::walkthrough::ladder::{Columns, Ladder};
use crate::views::width::wrapped;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The columns from which on the explanation stands beside the ladder.
const BESIDE: u16 = 110;
/// The rows below which the ladder has no names above it.
const NAMES: u16 = 18;
/// The most characters that can be typed.
const TYPED: usize = 60;

/// What is to happen after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The lesson, or the list, goes on.
    Stay,
    /// Show the list of lessons.
    Lessons,
    /// Begin a lesson.
    Begin(Lesson),
    /// Leave.
    Quit,
}

/// A lesson on the screen.
pub struct Classroom {
    course: Course,
    at: usize,
    typed: String,
    /// What was said of the last answer to the question that is open.
    remarks: Vec<Paragraph>,
    pane: Rows,
    /// Whether the end of the pane is to be seen, where the question stands.
    follow: bool,
    help: bool,
}

impl Classroom {
    /// Before the first step.
    pub fn new(course: Course) -> Self {
        Self {
            course,
            at: 0,
            typed: String::new(),
            remarks: Vec::new(),
            pane: Rows::default(),
            follow: false,
            help: false,
        }
    }

    /// Takes what was done with keys and mouse.
    pub fn take(&mut self, event: &Event) -> Wish {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.key(key),
            Event::Mouse(mouse) => {
                match mouse.kind {
                    MouseEventKind::ScrollDown => self.scroll(3),
                    MouseEventKind::ScrollUp => self.scroll(-3),
                    _ => {}
                }
                Wish::Stay
            }
            Event::Paste(text) if self.question().is_some() => {
                text.chars().for_each(|one| self.type_one(one));
                Wish::Stay
            }
            _ => Wish::Stay,
        }
    }

    fn key(&mut self, key: &KeyEvent) -> Wish {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && matches!(key.code, KeyCode::Char('c')) {
            return Wish::Quit;
        }
        if std::mem::take(&mut self.help) {
            return Wish::Stay;
        }
        let asked = self.question();
        match key.code {
            KeyCode::Char('q') => return Wish::Quit,
            KeyCode::Char('?') => self.help = true,
            KeyCode::Left => self.go(self.at.saturating_sub(1)),
            KeyCode::Up => self.scroll(-1),
            KeyCode::Down => self.scroll(1),
            KeyCode::PageUp => self.scroll(-self.page()),
            KeyCode::PageDown => self.scroll(self.page()),
            KeyCode::Home => self.go(0),
            KeyCode::Esc if asked.is_some() && !self.typed.is_empty() => self.typed.clear(),
            KeyCode::Esc => return Wish::Lessons,
            KeyCode::Enter if asked.is_some() => self.answer(),
            KeyCode::Right if asked.is_some() => self.pass(),
            KeyCode::Backspace if asked.is_some() => drop(self.typed.pop()),
            KeyCode::Char(character) if asked.is_some() && !control => self.type_one(character),
            KeyCode::End if asked.is_none() => self.go(self.last_reachable()),
            KeyCode::Enter | KeyCode::Right | KeyCode::Char(' ') if asked.is_none() => {
                if self.at + 1 == self.course.stops.len() {
                    return Wish::Lessons;
                }
                self.go(self.at + 1);
            }
            _ => {}
        }
        Wish::Stay
    }

    fn type_one(&mut self, character: char) {
        if !character.is_control()
            && self.typed.chars().count() < TYPED
            && !(character == ' ' && self.typed.is_empty())
        {
            self.typed.push(character);
        }
    }

    /// The question that awaits an answer.
    pub fn open_question(&self) -> Option<&Question> {
        let (part, _, index) = self.question()?;
        self.course.parts.get(part)?.quiz.questions().get(index)
    }

    /// The part, the step and the question that is open.
    fn question(&self) -> Option<(usize, usize, usize)> {
        let Some(&Stop::Step(part, step)) = self.course.stops.get(self.at) else {
            return None;
        };
        let index = self.course.open_question(part, step)?;
        Some((part, step, index))
    }

    /// The first stop from here on that has an open question, or the last one.
    fn last_reachable(&self) -> usize {
        let later = self.course.stops.iter().enumerate().skip(self.at);
        let open = later.clone().find(|(_, stop)| match stop {
            Stop::Step(part, step) => self.course.open_question(*part, *step).is_some(),
            Stop::Intro | Stop::End => false,
        });
        open.map_or(self.course.stops.len() - 1, |(index, _)| index)
    }

    fn go(&mut self, stop: usize) {
        self.at = stop.min(self.course.stops.len() - 1);
        self.typed.clear();
        self.remarks.clear();
        self.pane = Rows::default();
        self.follow = self.question().is_some();
        if let Some(&Stop::Step(part, _)) = self.course.stops.get(self.at) {
            self.course.context.session = Some(part);
        }
    }

    fn answer(&mut self) {
        let Some((part, _, index)) = self.question() else {
            return;
        };
        let texts = self.course.context.texts.teach;
        let typed = std::mem::take(&mut self.typed);
        self.remarks.clear();
        self.follow = true;
        if typed.trim().is_empty() {
            let remark = self
                .course
                .context
                .pen
                .sentence(texts.nothing_typed.to_owned());
            return self.remarks.push(Paragraph::new(Ink::Waiting, remark));
        }
        let outcome = self.course.parts[part].quiz.answer(index, &typed);
        let (Some(entry), Some(question)) = (
            self.course.entry(part),
            self.course.parts[part].quiz.questions().get(index),
        ) else {
            return;
        };
        let subject = self.course.context.subject(entry);
        let lost = self.course.context.pen.glyphs.lost;
        let colon = self.course.context.texts.colon;
        let remarks = match outcome {
            Outcome::Right => return self.see_what_follows(),
            Outcome::Unreadable => vec![Paragraph::new(
                Ink::Waiting,
                wording::expected(subject, question).to_owned(),
            )],
            Outcome::Wrong { slip, hint } => {
                let refuted = wording::refute(subject, question, slip);
                let mut remarks = vec![Paragraph::new(
                    Ink::Bad,
                    format!("{lost} {typed}{colon}{refuted}"),
                )];
                if hint {
                    let hint = wording::hint(subject, question);
                    remarks.push(Paragraph::new(Ink::Waiting, hint));
                }
                remarks
            }
        };
        self.remarks = remarks;
    }

    fn pass(&mut self) {
        if let Some((part, _, index)) = self.question() {
            self.course.parts[part].quiz.give_up(index);
            self.typed.clear();
            self.remarks.clear();
            self.see_what_follows();
        }
    }

    /// Shows the next question, or the explanation from its beginning.
    fn see_what_follows(&mut self) {
        self.pane = Rows::default();
        self.follow = self.question().is_some();
    }

    fn page(&self) -> i32 {
        (self.pane.height().saturating_sub(1)).max(1) as i32
    }

    fn scroll(&mut self, rows: i32) {
        self.follow = false;
        self.pane.scroll(rows);
    }

    /// Draws the lesson.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer) {
        if area.width < LEAST.0 || area.height < LEAST.1 {
            return draw_too_small(&self.course.context, area, buffer);
        }
        let asked = self.question();
        let context = &self.course.context;
        let texts = context.texts.teach;
        let keys = if asked.is_some() {
            texts.keys_question
        } else {
            texts.keys_lesson
        };
        let title = heading(self.course.lesson, context.texts);
        let [long, short] = self.place();
        let places = [long.as_str(), short.as_str()];
        let body = draw_bars(context, area, buffer, (&title, places), keys);
        let body = if asked.is_some() {
            self.draw_input(body, buffer)
        } else {
            body
        };
        match self.course.stops.get(self.at) {
            Some(&Stop::Step(part, step)) => {
                let division = if body.width >= BESIDE {
                    Border::new("", Division::Columns, 58)
                } else {
                    Border::new(
                        "",
                        Division::Rows,
                        if body.height < NAMES { 35 } else { 50 },
                    )
                };
                let mut division = division;
                let [ladder, border, pane] = division.split(body);
                self.draw_ladder(ladder, buffer, (part, step));
                let texts = self.course.context.texts.walkthrough;
                draw_border(
                    buffer,
                    &self.course.context,
                    border,
                    texts.explanation,
                    true,
                );
                self.draw_pane(pane, buffer);
            }
            _ => self.draw_pane(body, buffer),
        }
        if self.help {
            self.draw_help(area, buffer);
        }
    }

    /// Which capture, and which step of how many; the latter alone where there is little room.
    fn place(&self) -> [String; 2] {
        let context = &self.course.context;
        let Some(&Stop::Step(part, step)) = self.course.stops.get(self.at) else {
            return Default::default();
        };
        let name = &self.course.parts[part].name;
        let name = context.pen.visible(name.as_bytes());
        let (number, parts) = (part as u64 + 1, self.course.parts.len() as u64);
        let taught = (context.texts.teach.taught_with)(&name, number, parts);
        let count = self.course.parts[part].script.steps.len();
        let place = (context.texts.walkthrough.step_of)(step as u64 + 1, count as u64);
        let short = format!("{}/{count}", step + 1);
        [format!("{taught}{}{place}", context.pen.glyphs.dot), short]
    }

    /// Draws the line to type in at the bottom, and returns what is left above it.
    fn draw_input(&self, area: Rect, buffer: &mut Buffer) -> Rect {
        let context = &self.course.context;
        let y = area.bottom() - 1;
        let prompt = format!("{}{}", context.texts.teach.your_answer, context.texts.colon);
        let room = usize::from(area.width) - 2;
        let ink = context.theme.ink(Ink::Heading);
        let used = put(buffer, context, (area.x + 1, y), room, &prompt, ink);
        let typed = context.pen.visible(self.typed.as_bytes());
        let command = context.theme.ink(Ink::Command);
        let x = area.x + 1 + used as u16;
        let taken = put(buffer, context, (x, y), room - used, &typed, command);
        let cursor = context.theme.marked();
        put(buffer, context, (x + taken as u16, y), 1, " ", cursor);
        Rect {
            height: area.height - 1,
            ..area
        }
    }

    fn draw_ladder(&self, area: Rect, buffer: &mut Buffer, (part, step): (usize, usize)) {
        let Some((of, told, entry)) = self.course.step(part, step) else {
            return;
        };
        let context = &self.course.context;
        let session = &entry.session;
        let ladder = Ladder {
            context,
            script: &of.script,
            start: session.start,
            selected: step,
            focused: true,
            columns: Columns::new(context, area, session.last_frame),
        };
        let names = if area.height >= 6 { 2 } else { 0 };
        let [client, server] = [session.client, session.server].map(|end| end.to_string());
        ladder.draw_ends(
            Rect {
                height: names,
                ..area
            },
            buffer,
            [context.texts.client, &client],
            [context.texts.server, &server],
        );
        let body = Rect {
            y: area.y + names,
            height: area.height - names,
            ..area
        };
        // The arithmetic and the outcome are what is asked for.
        let lines = if self.question().is_some() {
            told.lines.min(1)
        } else {
            told.lines
        };
        let end = told.first_line + lines;
        let top = end.saturating_sub(usize::from(body.height));
        ladder.draw(body, buffer, top.min(told.first_line)..end);
    }

    /// What the pane says.
    fn paragraphs(&self) -> Vec<Paragraph> {
        let course = &self.course;
        let context = &course.context;
        let texts = context.texts.teach;
        let own = |ink, text: &str| Paragraph::new(ink, context.pen.sentence(text.to_owned()));
        match course.stops.get(self.at) {
            Some(&Stop::Step(part, step)) => {
                let asked = self.question();
                let mut paragraphs = course.heading(part, step);
                if asked.is_some() {
                    // Whether it failed is what may be asked.
                    paragraphs.truncate(1);
                }
                paragraphs.extend(course.answered(part, step));
                let Some((part, _, index)) = asked else {
                    paragraphs.extend(course.reasons(part, step));
                    return paragraphs;
                };
                let quiz = &course.parts[part].quiz;
                let (Some(entry), Some(question)) =
                    (course.entry(part), quiz.questions().get(index))
                else {
                    return paragraphs;
                };
                let subject = context.subject(entry);
                paragraphs.push(Paragraph::space());
                paragraphs.push(own(Ink::Heading, &wording::ask(subject, question)));
                let choices = wording::choices(subject, question);
                for (number, choice) in (1..).zip(&choices) {
                    paragraphs.push(own(Ink::Plain, &format!("{number}  {choice}")));
                }
                if self.remarks.is_empty() {
                    let expected = wording::expected(subject, question);
                    paragraphs.push(own(Ink::Faint, expected));
                }
                paragraphs.extend(self.remarks.iter().cloned());
                paragraphs
            }
            Some(Stop::End) => {
                let mut paragraphs = vec![
                    own(Ink::Heading, texts.the_end),
                    Paragraph::space(),
                    own(Ink::Heading, texts.remember),
                    own(Ink::Plain, moral(course.lesson, context.texts)),
                ];
                let score = course.score();
                if score.asked > 0 {
                    paragraphs.push(Paragraph::space());
                    let said = (texts.score)(score.right, score.asked, score.at_once);
                    paragraphs.push(own(Ink::Good, &said));
                }
                paragraphs.push(Paragraph::space());
                paragraphs.push(own(Ink::Faint, texts.what_next));
                paragraphs
            }
            Some(Stop::Intro) | None => vec![
                own(Ink::Heading, &heading(course.lesson, context.texts)),
                Paragraph::space(),
                own(Ink::Plain, intro(course.lesson, context.texts)),
            ],
        }
    }

    fn draw_pane(&mut self, area: Rect, buffer: &mut Buffer) {
        let room = usize::from(area.width).saturating_sub(2).max(1);
        let mut lines: Vec<(Ink, String)> = Vec::new();
        for paragraph in self.paragraphs() {
            let parts = if paragraph.wraps {
                wrapped(&paragraph.text, room, room)
            } else {
                vec![paragraph.text]
            };
            lines.extend(parts.into_iter().map(|line| (paragraph.ink, line)));
        }
        let height = usize::from(area.height);
        self.pane.fit_loosely(lines.len(), height);
        if self.follow {
            self.pane.scroll_only(i32::from(u16::MAX));
        }
        let context = &self.course.context;
        for (y, (ink, line)) in (area.y..area.bottom()).zip(&lines[self.pane.visible()]) {
            let style = context.theme.ink(*ink);
            put(buffer, context, (area.x + 1, y), room, line, style);
        }
        // There is more beneath.
        if self.pane.visible().end < lines.len() && area.height > 0 {
            let at = (area.right() - 1, area.bottom() - 1);
            let style = context.theme.ink(Ink::Command);
            put(buffer, context, at, 1, context.pen.glyphs.down, style);
        }
    }

    fn draw_help(&self, area: Rect, buffer: &mut Buffer) {
        let context = &self.course.context;
        let texts = context.texts.teach;
        let lines = [
            texts.help_next,
            texts.help_back,
            texts.help_scroll,
            texts.help_ends,
            texts.help_answer,
            texts.help_pass,
            texts.help_quit,
        ];
        let lines = lines.map(|line| ascii_keys(context, line));
        draw_box(context, area, buffer, context.texts.tui.keys, &lines, None);
    }
}
