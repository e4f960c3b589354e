//! The findings screen: all verdicts, the worst first; the selected one in full, with the frames
//! that prove it and what to change.

mod detail;
mod index;

use super::book::Mark;
use super::context::Context;
use super::keys::Action;
use super::overlay::Choice;
use super::parts::{Border, Division, Rows, draw_border, paint_row, put};
use super::question::{Answer, Question};
use super::screen::{Mouse, Reaction, Screen, ScreenId};
use super::settings::Language;
use crate::diagnose::{Severity, Verdict};
use crate::views::pen::Ink;
use crate::views::verdict::said;
use crate::views::width::{padded, padded_left, width};
use detail::Detail;
use index::{About, Finding, Index, diagnosed};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub use index::Diagnosed;

/// From this height on the selected finding stands in full below the list.
const WITH_DETAIL: u16 = 10;
/// Sessions that are diagnosed for one question.
const AT_ONCE: usize = 4_096;
/// From this width on the list shows between whom a session was.
const WITH_ENDS: usize = 120;
/// The columns of the two ends.
const ENDS: usize = 44;
/// The columns of an id.
const ID: usize = 26;

/// The screen.
#[derive(Debug)]
pub struct FindingsScreen {
    border: Border,
    /// Whether the border stands where it was remembered to be.
    placed: bool,
    index: Index,
    rows: Rows,
    /// Whether only the session that is looked at is shown.
    one_session: bool,
    /// The captures that were read and the language that was spoken when the index was made.
    made_of: (usize, Option<Language>),
    /// The sessions that were known then.
    mark: Mark,
    /// The session that was looked at last.
    known: Option<usize>,
    selected: Option<Finding>,
    asked: bool,
    detail: Detail,
    /// Whether the keys go to what stands below the list.
    below: bool,
    areas: [Rect; 2],
}

impl Default for FindingsScreen {
    fn default() -> Self {
        Self {
            border: Border::new("findings-rows", Division::Rows, 45),
            placed: false,
            index: Index::default(),
            rows: Rows::default(),
            one_session: false,
            made_of: (0, None),
            mark: Mark::default(),
            known: None,
            selected: None,
            asked: false,
            detail: Detail::default(),
            below: false,
            areas: [Rect::ZERO; 2],
        }
    }
}

impl Screen for FindingsScreen {
    fn draw(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let mut list = area;
        self.areas[1] = Rect::ZERO;
        if area.height >= WITH_DETAIL {
            let [above, border, below] = self.border.split(area);
            list = above;
            let title = self.detail.title(context);
            draw_border(buffer, context, border, &title, self.below);
            self.areas[1] = below;
            self.detail.draw(context, below, buffer);
        } else {
            // A border that is not drawn cannot be grasped.
            let _ = self.border.split(Rect::ZERO);
        }
        self.draw_list(context, list, buffer);
    }

    fn act(&mut self, action: Action, context: &mut Context) -> Reaction {
        let texts = context.texts.findings;
        match action {
            Action::Enter => return self.open(context),
            Action::NextPane | Action::PreviousPane => self.below = !self.below,
            Action::Left => return self.step(false, context),
            Action::Right => return self.step(true, context),
            Action::Scope => {
                self.one_session = !self.one_session;
                self.rebuild(context);
                return Reaction::Say(self.scope(context).to_owned());
            }
            Action::Sort => {
                self.index.in_order = !self.index.in_order;
                self.rebuild(context);
                let words = if self.index.in_order {
                    texts.in_order
                } else {
                    texts.worst_first
                };
                return Reaction::Say(words.to_owned());
            }
            _ if self.below && self.detail.act(action) => {}
            _ if self.rows.act(action) => self.follow_row(context),
            _ => return Reaction::Ignored,
        }
        Reaction::Done
    }

    fn mouse(&mut self, mouse: Mouse, context: &mut Context) -> Reaction {
        match mouse {
            Mouse::Click(at) if self.border.grasp(at) => Reaction::Done,
            Mouse::Click(at) if self.areas[1].contains(at) => {
                self.below = true;
                match self.detail.frame_at(at, self.areas[1]) {
                    Some(frame) => self.look_at(frame, context),
                    None => Reaction::Done,
                }
            }
            Mouse::Click(at) => {
                let Some(row) = self.rows.at(at, self.areas[0]) else {
                    return Reaction::Ignored;
                };
                self.below = false;
                self.rows.select(row);
                self.follow_row(context);
                Reaction::Done
            }
            Mouse::Drag(at) if self.border.drag(at) => {
                let name = self.border.name.to_owned();
                context.settings.borders.insert(name, self.border.percent);
                Reaction::Remember
            }
            Mouse::Drag(_) => Reaction::Ignored,
            Mouse::Wheel(at, rows) if self.areas[1].contains(at) => {
                self.detail.scroll(rows);
                Reaction::Done
            }
            Mouse::Wheel(_, rows) => {
                self.rows.scroll(rows);
                self.follow_row(context);
                Reaction::Done
            }
        }
    }

    fn refresh(&mut self, context: &mut Context) -> Option<Question> {
        if !std::mem::replace(&mut self.placed, true)
            && let Some(&percent) = context.settings.borders.get(self.border.name)
        {
            self.border.percent = percent.clamp(5, 95);
        }
        let read = context.book.captures.iter();
        let read = read.filter(|capture| capture.totals.is_some()).count();
        let made_of = (read, Some(context.language));
        let changed = context.book.changes(&mut self.mark).any();
        let unknown = if self.asked {
            Vec::new()
        } else {
            self.index.unknown(&context.book, AT_ONCE)
        };
        if self.made_of != made_of || changed {
            self.made_of = made_of;
            self.rebuild(context);
        }
        if self.known != context.session {
            self.known = context.session;
            if self.one_session {
                self.rebuild(context);
            }
            self.follow_session(context);
        }
        self.settle(context);
        if unknown.is_empty() {
            return None;
        }
        self.asked = true;
        Some(Question::new(ScreenId::Findings, move |_, stop| {
            let mut found = Vec::with_capacity(unknown.len());
            for session in unknown {
                if stop.is_stopped() {
                    return None;
                }
                found.push(diagnosed(session));
            }
            Some(Answer::Diagnosed(found))
        }))
    }

    fn search(&mut self, text: &str, forward: bool, context: &mut Context) -> Reaction {
        let text = text.to_lowercase();
        let says = |&row: &usize| {
            let finding = self.index.shown.get(row);
            finding.is_some_and(|&finding| sentence(context, finding).contains(&text))
        };
        let Some(row) = self.rows.search(forward, says) else {
            return Reaction::Ignored;
        };
        self.rows.select(row);
        self.follow_row(context);
        Reaction::Done
    }

    fn filter(&self) -> Option<&str> {
        Some(&self.index.filter)
    }

    fn set_filter(&mut self, text: &str, context: &mut Context) {
        text.clone_into(&mut self.index.filter);
        self.rebuild(context);
    }

    fn place(&self, context: &Context) -> String {
        match self.rows.count() {
            0 => String::new(),
            rows => {
                let place = context.texts.transfers_screen.place;
                place(self.rows.selected as u64 + 1, rows as u64)
            }
        }
    }

    fn copies(&self, context: &Context) -> Vec<Choice> {
        let texts = context.texts.findings;
        let found = self
            .selected
            .and_then(|finding| Some((finding, finding.find(&context.book)?)));
        let Some((finding, verdict)) = found else {
            return Vec::new();
        };
        let session = finding.entry(&context.book).map(|entry| &*entry.session);
        let (summary, fixes) = said(session, &verdict, context.texts);
        let mut choices = vec![
            (texts.copy_finding, summary),
            (texts.copy_id, verdict.id.name().to_owned()),
        ];
        if !fixes.is_empty() {
            choices.insert(1, (texts.copy_fixes, fixes.join("\n")));
        }
        let choice = |(label, value): (&str, String)| Choice {
            label: label.to_owned(),
            value,
        };
        choices.into_iter().map(choice).collect()
    }

    fn learn(&mut self, answer: Answer, context: &mut Context) -> Reaction {
        let Answer::Diagnosed(found) = answer else {
            return Reaction::Ignored;
        };
        self.asked = false;
        self.index.learn(found);
        self.rebuild(context);
        Reaction::Done
    }
}

/// What is said of a finding, in small letters, with its id.
fn sentence(context: &Context, finding: Finding) -> String {
    let Some(verdict) = finding.find(&context.book) else {
        return String::new();
    };
    let session = finding.entry(&context.book).map(|entry| &*entry.session);
    let (summary, _) = said(session, &verdict, context.texts);
    format!("{} {summary}", verdict.id.name()).to_lowercase()
}

/// The mark and the colour of a severity.
fn look(context: &Context, severity: Severity) -> (&'static str, Ink) {
    let glyphs = context.pen.glyphs;
    match severity {
        Severity::Error => (glyphs.lost, Ink::Bad),
        Severity::Warning => (glyphs.warning, Ink::Waiting),
        Severity::Note => (glyphs.note, Ink::Plain),
    }
}

impl FindingsScreen {
    /// What is shown: all sessions or one.
    fn scope(&self, context: &Context) -> &'static str {
        let texts = context.texts.transfers_screen;
        match self.index.only {
            Some(_) => texts.this_session,
            None => texts.all_sessions,
        }
    }

    /// Makes the list again, and keeps the selected finding selected where it is still shown.
    fn rebuild(&mut self, context: &Context) {
        self.index.only = context.session.filter(|_| self.one_session);
        self.index.rebuild(&context.book, context.texts);
        let row = self
            .selected
            .and_then(|finding| self.index.row_of(finding))
            .unwrap_or(0);
        let shown = self.index.shown.len();
        self.rows.fit(shown, self.areas[0].height.into());
        self.rows.select(row);
        self.settle(context);
    }

    /// Takes notice of what is selected.
    fn settle(&mut self, context: &Context) {
        let finding = self.index.shown.get(self.rows.selected).copied();
        self.selected = finding;
        self.detail.show(context, finding);
    }

    /// Selects the first finding of the session that is looked at.
    fn follow_session(&mut self, context: &Context) {
        let about = context.session.map(About::Session);
        if self
            .selected
            .is_some_and(|known| Some(known.about) == about)
        {
            return;
        }
        let row = context
            .session
            .and_then(|session| self.index.row_about(session));
        if let Some(row) = row {
            let shown = self.index.shown.len();
            self.rows.fit(shown, self.areas[0].height.into());
            self.rows.select(row);
        }
    }

    /// Makes what the selected finding is about what is looked at.
    fn follow_row(&mut self, context: &mut Context) {
        self.settle(context);
        let Some(finding) = self.selected else {
            return;
        };
        if let About::Session(session) = finding.about {
            context.session = Some(session);
            context.connection = None;
            self.known = context.session;
            if let Some(frame) = self.detail.frame() {
                context.frame = Some(frame);
            }
        }
    }

    /// Looks at the next frame that proves the finding, or at the one before.
    fn step(&mut self, forward: bool, context: &mut Context) -> Reaction {
        match self.detail.step(forward) {
            Some(frame) => self.look_at(frame, context),
            None => Reaction::Done,
        }
    }

    fn look_at(&mut self, frame: u64, context: &mut Context) -> Reaction {
        let selected = self.detail.frame();
        self.follow_row(context);
        self.detail.select(selected);
        context.frame = Some(frame);
        Reaction::Done
    }

    /// Opens the ladder where the finding is proved.
    fn open(&mut self, context: &mut Context) -> Reaction {
        let frame = self.detail.frame();
        self.follow_row(context);
        self.detail.select(frame);
        match self.selected.map(|finding| finding.about) {
            Some(About::Session(_)) => {
                context.frame = frame.or(context.frame);
                Reaction::Open(ScreenId::Walkthrough)
            }
            Some(About::Capture(_)) => match frame {
                Some(_) => {
                    context.frame = frame;
                    Reaction::Open(ScreenId::Packets)
                }
                None => Reaction::Done,
            },
            None => Reaction::Ignored,
        }
    }

    fn draw_list(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let texts = context.texts.findings;
        let faint = context.theme.ink(Ink::Faint);
        let room = usize::from(area.width);
        let mut rows = area;
        if area.height > 2 {
            let words = self.summary(context);
            put(buffer, context, (area.x, area.y), room, &words, faint);
            (rows.y, rows.height) = (rows.y + 1, rows.height - 1);
        }
        self.areas[0] = rows;
        self.rows.fit(self.index.shown.len(), rows.height.into());
        if self.index.shown.is_empty() && rows.height > 0 {
            let words = match self.index.counts {
                _ if self.asked || !context.book.finished => texts.looking,
                [0, 0, 0] => texts.nothing,
                _ => texts.nothing_matches,
            };
            put(buffer, context, (rows.x, rows.y), room, words, faint);
        }
        let visible = self.rows.visible();
        let numbers = self.index.shown[visible.clone()]
            .iter()
            .filter_map(|finding| finding.entry(&context.book))
            .map(|entry| width(&entry.number.to_string()))
            .max()
            .unwrap_or(0);
        for (row, y) in visible.zip(rows.top()..rows.bottom()) {
            let Some(&finding) = self.index.shown.get(row) else {
                continue;
            };
            let verdict = finding.find(&context.book);
            let (line, ink) = self.line(context, (finding, verdict), numbers, room);
            let style = context.theme.ink(ink);
            put(buffer, context, (rows.x, y), room, &line, style);
            if row == self.rows.selected {
                paint_row(buffer, rows, y, context.theme.selected(!self.below));
            }
        }
    }

    /// One line of the list: mark, session, ends, id, sentence.
    fn line(
        &self,
        context: &Context,
        (finding, verdict): (Finding, Option<Verdict>),
        numbers: usize,
        room: usize,
    ) -> (String, Ink) {
        let (mark, ink) = look(context, finding.severity);
        let entry = finding.entry(&context.book);
        let number = entry.map_or_else(String::new, |entry| format!("#{}", entry.number));
        let mut line = format!("{mark} {}  ", padded_left(&number, numbers + 1));
        if room >= WITH_ENDS {
            let ends = entry.map(|entry| {
                let session = &entry.session;
                format!(
                    "{} {} {}",
                    session.client, context.pen.glyphs.right, session.server
                )
            });
            line.push_str(&padded(&ends.unwrap_or_default(), ENDS));
            line.push_str("  ");
        }
        line.push_str(&padded(finding.id.name(), ID));
        if let Some(verdict) = verdict {
            let session = entry.map(|entry| &*entry.session);
            let (summary, _) = said(session, &verdict, context.texts);
            line.push_str("  ");
            line.push_str(&context.pen.sentence(summary));
        }
        (line, ink)
    }

    /// How many there are of each severity, of what, and the filter.
    fn summary(&self, context: &Context) -> String {
        let texts = context.texts.findings;
        let [errors, warnings, notes] = self.index.counts;
        let mut parts = vec![
            self.scope(context).to_owned(),
            (texts.errors)(errors),
            (texts.warnings)(warnings),
            (texts.notes)(notes),
        ];
        if !self.index.filter.is_empty() {
            let filter = context.pen.visible(self.index.filter.as_bytes());
            parts.push((context.texts.transfers_screen.filtered)(&filter));
        }
        parts.join(context.pen.glyphs.dot)
    }
}
