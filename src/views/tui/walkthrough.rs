//! The walkthrough screen: one session as a ladder, and the step that is selected explained.

mod drawing;
pub(in crate::views) mod explanation;
pub(in crate::views) mod ladder;
pub(in crate::views) mod script;

use super::book::Entry;
use super::context::Context;
use super::keys::Action;
use super::overlay::Choice;
use super::parts::{Border, Division, Rows, draw_border};
use super::question::Question;
use super::screen::{Mouse, Reaction, Screen, ScreenId};
use super::settings::Language;
use super::wireshark;
use crate::diagnose::{Verdict, diagnose};
use crate::net::{Span, Time};
use crate::session::Opened;
use crate::views::story::{Event, Subject};
use explanation::{Paragraph, copied};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use script::Script;

/// The columns from which on the explanation stands beside the ladder.
const BESIDE: u16 = 100;
/// The rows below which there is no room for an explanation under the ladder.
const UNDER: u16 = 16;
/// The latest connections of an open session among which one may wait for an answer.
const WAITING: usize = 16;
/// The rows above the ladder: the outcome, the names, the addresses.
const HEAD: u16 = 3;

/// What a script was made from; it is made anew where one of these is another.
#[derive(Clone, PartialEq)]
struct Made {
    session: usize,
    revision: u64,
    is_open: bool,
    /// The moment that is told of, where that makes a difference.
    now: Option<Time>,
    language: Language,
    show_passwords: bool,
}

/// The screen.
pub struct WalkthroughScreen {
    script: Script,
    verdicts: Vec<Verdict>,
    made: Option<Made>,
    selected: usize,
    top: usize,
    ladder: Rect,
    pane: Rect,
    on_pane: bool,
    paragraphs: Vec<Paragraph>,
    explained: Option<usize>,
    pane_rows: Rows,
    beside: Border,
    under: Border,
    /// Whether the selected step has yet to be brought into view.
    follow: bool,
    /// Whether the newest step of a session that goes on is to be selected as soon as it comes.
    following: bool,
    /// The frame that this screen said last is looked at.
    said: Option<u64>,
}

impl Default for WalkthroughScreen {
    fn default() -> Self {
        Self {
            script: Script::default(),
            verdicts: Vec::new(),
            made: None,
            selected: 0,
            top: 0,
            ladder: Rect::ZERO,
            pane: Rect::ZERO,
            on_pane: false,
            paragraphs: Vec::new(),
            explained: None,
            pane_rows: Rows::default(),
            beside: Border::new("walkthrough-beside", Division::Columns, 66),
            under: Border::new("walkthrough-under", Division::Rows, 70),
            follow: true,
            following: true,
            said: None,
        }
    }
}

impl WalkthroughScreen {
    /// Selects a step and says to the other screens what it is about.
    fn select(&mut self, step: usize, context: &mut Context) {
        let step = step.min(self.script.steps.len().saturating_sub(1));
        if step != self.selected {
            self.pane_rows = Rows::default();
        }
        self.selected = step;
        self.following = step + 1 >= self.script.steps.len();
        self.follow = true;
        let Some(told) = self.script.steps.get(self.selected) else {
            return;
        };
        if let Some((first, _)) = told.step.frames {
            context.frame = Some(first);
        }
        self.said = context.frame;
        context.connection = match told.event {
            Event::Connects(connection) | Event::Carries(connection) => Some(connection),
            _ => None,
        };
    }

    /// Selects in a newer script what was selected in the one `before`.
    fn go_on(&mut self, before: &Script, context: &mut Context) {
        let event = before.steps.get(self.selected).map(|told| told.event);
        let same = self
            .script
            .steps
            .iter()
            .position(|told| Some(told.event) == event);
        let last = self.script.steps.len().saturating_sub(1);
        let step = same.unwrap_or(self.selected).min(last);
        if step != self.selected {
            self.pane_rows = Rows::default();
        }
        self.selected = step;
        // Another screen may have gone to another frame, which is found later on.
        if context.frame != self.said {
            self.following = false;
        }
    }

    /// Whether the newest step is selected as soon as it comes.
    fn follows(&self, context: &Context) -> bool {
        let is_open = context.entry().is_some_and(|entry| entry.is_open);
        self.following && is_open && context.follows()
    }

    /// The step that is worth looking at first: what failed, or else the first announcement.
    fn first_look(&self) -> usize {
        let steps = &self.script.steps;
        let connection = |one: &script::Told| matches!(one.event, Event::Connects(_));
        let failed = steps
            .iter()
            .position(|one| one.failed() && connection(one))
            .or_else(|| steps.iter().position(script::Told::failed));
        let announced = || steps.iter().position(|one| !one.announcements.is_empty());
        failed.or_else(announced).unwrap_or(0)
    }

    fn go_to_mark(&mut self, forward: bool, context: &mut Context) -> Reaction {
        let marks = self
            .script
            .steps
            .iter()
            .enumerate()
            .filter(|(_, told)| told.is_mark());
        let mut places = marks.map(|(step, _)| step);
        let found = if forward {
            places.find(|&step| step > self.selected)
        } else {
            places.take_while(|&step| step < self.selected).last()
        };
        match found {
            Some(step) => {
                self.select(step, context);
                Reaction::Done
            }
            None => Reaction::Say(context.texts.walkthrough.no_further_mark.to_owned()),
        }
    }

    /// From an announcement, or from a command, to its data connection, and back.
    fn jump(&mut self, context: &mut Context) -> Reaction {
        let target = self.counterpart(context);
        match target {
            Some(step) => {
                self.select(step, context);
                Reaction::Done
            }
            None => Reaction::Say(context.texts.walkthrough.no_counterpart.to_owned()),
        }
    }

    fn counterpart(&self, context: &Context) -> Option<usize> {
        let session = &context.entry()?.session;
        let told = self.script.steps.get(self.selected)?;
        if let Event::Connects(connection) | Event::Carries(connection) = told.event {
            let announced = session
                .announcements
                .iter()
                .zip(0u32..)
                .find(|(one, _)| one.attempts.contains(&connection))
                .and_then(|(_, index)| self.script.of_announcement(index));
            let asked = || {
                let mut users = session.transfers.iter();
                let user = users.find(|one| one.connection == Some(connection))?;
                self.script.of_command(user.exchange?)
            };
            return announced.or_else(asked);
        }
        let opened = |connection: u32| self.script.of_connection(connection).0;
        let attempt = told.announcements.iter().find_map(|&index| {
            let attempts = &session.announcements.get(index as usize)?.attempts;
            attempts.iter().copied().find_map(opened)
        });
        attempt.or_else(|| {
            let (Event::Command(exchange) | Event::Reply(exchange, _)) = told.event else {
                return None;
            };
            let mut own = session.transfers.iter();
            let transfer = own.find(|one| one.exchange == Some(exchange as u32))?;
            opened(transfer.connection?)
        })
    }

    /// Scrolls so that the selected step is in view, with what belongs to it where there is room.
    fn bring_into_view(&mut self, height: usize) {
        let count = self.script.lines.len();
        if let Some(told) = self.script.steps.get(self.selected).filter(|_| self.follow) {
            let (first, end) = (told.first_line, told.first_line + told.lines.min(height));
            if first < self.top {
                self.top = first.saturating_sub(1);
            } else if end > self.top + height {
                self.top = end - height;
            }
            self.follow = false;
        }
        self.top = self.top.min(count.saturating_sub(height));
    }

    /// A display filter for Wireshark that selects the frames of the selected step.
    fn filter_for_frames(&self) -> Option<String> {
        let (first, last) = self.script.steps.get(self.selected)?.step.frames?;
        Some(if last > first {
            format!("frame.number >= {first} && frame.number <= {last}")
        } else {
            format!("frame.number == {first}")
        })
    }

    /// A display filter for Wireshark that selects the connection of the selected step.
    fn filter_for_connection(&self, context: &Context) -> Option<String> {
        let session = &context.entry()?.session;
        let (one, other) = match self.script.steps.get(self.selected)?.event {
            Event::Connects(index) | Event::Carries(index) => {
                let connection = session.connections.get(index as usize)?;
                (connection.initiator, connection.listener)
            }
            _ => (session.client, session.server),
        };
        Some(wireshark::between(one, other))
    }
}

/// The moment that the ladder of an open session tells of, where that makes a difference: in whole
/// seconds, while something waits for an answer.
fn told_moment(context: &Context, entry: &Entry) -> Option<Time> {
    let subject = context.subject(entry);
    let now = subject.now?;
    let session = subject.session;
    let mut latest = session.connections.iter().rev().take(WAITING);
    let waits = session.opened == Opened::Unanswered
        || latest.any(|connection| subject.waited(connection).is_some());
    let whole = Span::seconds(1).0;
    waits.then(|| Time(now.0 / whole * whole))
}

/// What there is to say of a session; not of what may be answered in a moment.
fn verdicts(subject: Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = diagnose(subject.session);
    if subject.now.is_some() {
        let new = subject.session.connections.iter();
        let new: Vec<u64> = new
            .filter(|connection| subject.is_new(connection))
            .map(|connection| connection.first_frame)
            .collect();
        verdicts.retain(|verdict| !verdict.evidence.iter().any(|frame| new.contains(frame)));
    }
    verdicts
}

impl Screen for WalkthroughScreen {
    fn refresh(&mut self, context: &mut Context) -> Option<Question> {
        let (Some(session), Some(entry)) = (context.session, context.entry()) else {
            self.script = Script::default();
            self.verdicts.clear();
            self.made = None;
            return None;
        };
        let made = Made {
            session,
            revision: entry.revision,
            is_open: entry.is_open,
            now: told_moment(context, entry),
            language: context.language,
            show_passwords: context.show_passwords,
        };
        if self.made.as_ref() != Some(&made) {
            let another = self.made.as_ref().map(|made| made.session) != Some(session);
            let subject = context.subject(entry);
            let before = std::mem::replace(&mut self.script, Script::new(subject));
            self.verdicts = verdicts(subject);
            self.explained = None;
            self.made = Some(made);
            for border in [&mut self.beside, &mut self.under] {
                if let Some(&percent) = context.settings.borders.get(border.name) {
                    border.percent = percent.clamp(5, 95);
                }
            }
            if another {
                self.top = 0;
                self.pane_rows = Rows::default();
                let step = self.first_look();
                self.select(step, context);
                self.following = true;
            } else {
                self.go_on(&before, context);
            }
            if self.follows(context) {
                self.select(self.script.steps.len().saturating_sub(1), context);
            }
            return None;
        }
        // Another screen may have gone to another frame.
        let own = self
            .script
            .steps
            .get(self.selected)
            .and_then(|told| told.step.frames);
        let inside = |frame: u64| own.is_some_and(|(first, last)| (first..=last).contains(&frame));
        if let Some(frame) = context
            .frame
            .filter(|&frame| own.is_some() && !inside(frame))
            && let Some(step) = self.script.of_frame(frame)
            && step != self.selected
        {
            self.selected = step;
            self.following = false;
            self.pane_rows = Rows::default();
            self.follow = true;
        }
        None
    }

    fn draw(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        if area.width >= BESIDE {
            let [ladder, border, pane] = self.beside.split(area);
            self.draw_ladder(context, ladder, buffer);
            draw_border(buffer, context, border, "", self.on_pane);
            self.draw_explanation(context, pane, buffer);
        } else if area.height >= UNDER {
            let [ladder, border, pane] = self.under.split(area);
            self.draw_ladder(context, ladder, buffer);
            let title = context.texts.walkthrough.explanation;
            draw_border(buffer, context, border, title, self.on_pane);
            self.draw_explanation(context, pane, buffer);
        } else if self.on_pane {
            self.draw_explanation(context, area, buffer);
        } else {
            self.draw_ladder(context, area, buffer);
        }
    }

    fn act(&mut self, action: Action, context: &mut Context) -> Reaction {
        if self.on_pane && !matches!(action, Action::NextMark | Action::PreviousMark) {
            let moves = match action {
                Action::Up => -1,
                Action::Down => 1,
                Action::PageUp => -i32::from(self.pane.height),
                Action::PageDown => i32::from(self.pane.height),
                Action::First => i32::MIN / 2,
                Action::Last => i32::MAX / 2,
                _ => 0,
            };
            if moves != 0 {
                self.pane_rows.scroll(moves);
                return Reaction::Done;
            }
        }
        let last = self.script.steps.len().saturating_sub(1);
        let page = usize::from(self.ladder.height / 2).max(1);
        let step = match action {
            Action::Up => self.selected.saturating_sub(1),
            Action::Down => (self.selected + 1).min(last),
            Action::PageUp => self.selected.saturating_sub(page),
            Action::PageDown => (self.selected + page).min(last),
            Action::First => 0,
            Action::Last => last,
            Action::NextMark => return self.go_to_mark(true, context),
            Action::PreviousMark => return self.go_to_mark(false, context),
            Action::Jump => return self.jump(context),
            Action::NextPane | Action::PreviousPane => {
                self.on_pane = !self.on_pane;
                return Reaction::Done;
            }
            Action::Enter => return Reaction::Open(ScreenId::Packets),
            Action::Back if self.on_pane => {
                self.on_pane = false;
                return Reaction::Done;
            }
            _ => return Reaction::Ignored,
        };
        self.select(step, context);
        Reaction::Done
    }

    fn mouse(&mut self, mouse: Mouse, context: &mut Context) -> Reaction {
        match mouse {
            Mouse::Click(at) => {
                if self.beside.grasp(at) || self.under.grasp(at) {
                    return Reaction::Done;
                }
                self.on_pane = self.pane.contains(at);
                if !self.ladder.contains(at) {
                    return Reaction::Done;
                }
                let line = self.top + usize::from(at.y - self.ladder.y);
                let Some(script::Line::Part(step, ..)) = self.script.lines.get(line) else {
                    return Reaction::Done;
                };
                let step = *step;
                if step == self.selected {
                    return Reaction::Open(ScreenId::Packets);
                }
                self.select(step, context);
                Reaction::Done
            }
            Mouse::Drag(at) => {
                for border in [&mut self.beside, &mut self.under] {
                    if border.drag(at) {
                        context
                            .settings
                            .borders
                            .insert(border.name.to_owned(), border.percent);
                        return Reaction::Remember;
                    }
                }
                Reaction::Ignored
            }
            Mouse::Wheel(at, rows) if self.pane.contains(at) => {
                self.pane_rows.scroll(rows);
                Reaction::Done
            }
            Mouse::Wheel(_, rows) => {
                let most = self
                    .script
                    .lines
                    .len()
                    .saturating_sub(usize::from(self.ladder.height));
                self.top = self.top.saturating_add_signed(rows as isize).min(most);
                Reaction::Done
            }
        }
    }

    fn search(&mut self, text: &str, forward: bool, context: &mut Context) -> Reaction {
        let wanted = text.to_lowercase();
        let count = self.script.steps.len();
        let places = (1..=count).map(|distance| {
            let distance = if forward { distance } else { count - distance };
            (self.selected + distance) % count
        });
        let holds = |&step: &usize| {
            let told = self.script.steps.get(step);
            told.is_some_and(|told| copied(told).to_lowercase().contains(&wanted))
        };
        match places.into_iter().find(holds) {
            Some(step) => {
                self.select(step, context);
                Reaction::Done
            }
            None => Reaction::Ignored,
        }
    }

    fn place(&self, context: &Context) -> String {
        let count = self.script.steps.len() as u64;
        (context.texts.walkthrough.step_of)((self.selected as u64 + 1).min(count), count)
    }

    fn copies(&self, context: &Context) -> Vec<Choice> {
        let texts = context.texts.walkthrough;
        let told = self.script.steps.get(self.selected);
        let frame = told
            .and_then(|told| told.step.frames)
            .map(|(first, _)| first.to_string());
        let choices = [
            (texts.copy_step, told.map(copied)),
            (texts.copy_frame, frame),
            (texts.copy_filter, self.filter_for_frames()),
            (
                texts.copy_connection_filter,
                self.filter_for_connection(context),
            ),
        ];
        let choice = |(label, value): (&str, Option<String>)| {
            Some(Choice {
                label: label.to_owned(),
                value: value?,
            })
        };
        choices.into_iter().filter_map(choice).collect()
    }
}
