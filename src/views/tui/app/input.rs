//! What a person does: keys, the mouse, and what lies over a screen.

use super::{App, Effect};
use crate::views::tui::keys::{self, Action};
use crate::views::tui::overlay::{Choice, Matter, Outcome, Overlay, Purpose};
use crate::views::tui::parts::Rows;
use crate::views::tui::screen::{Mouse, Reaction, ScreenId};
use crate::views::visible::visible;
use crossterm::event::{Event, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// The rows that one turn of the wheel moves.
const WHEEL: i32 = 3;

impl App {
    /// Takes what a person does.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.press(key),
            Event::Mouse(mouse) => self.point(mouse),
            Event::Paste(text) => {
                if let Some(overlay) = &mut self.overlay {
                    let outcome = overlay.paste(text);
                    self.settle(outcome);
                }
            }
            _ => {}
        }
    }

    fn press(&mut self, key: &KeyEvent) {
        self.touched = true;
        self.message = None;
        if let Some(overlay) = &mut self.overlay {
            let outcome = overlay.take(key);
            self.settle(outcome);
            return;
        }
        if let Some(action) = keys::action(self.current, key) {
            self.act(action);
        }
    }

    fn point(&mut self, mouse: &MouseEvent) {
        let at = Position::new(mouse.column, mouse.row);
        let mouse = match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => Mouse::Click(at),
            MouseEventKind::Drag(MouseButton::Left) => Mouse::Drag(at),
            MouseEventKind::ScrollDown => Mouse::Wheel(at, WHEEL),
            MouseEventKind::ScrollUp => Mouse::Wheel(at, -WHEEL),
            _ => return,
        };
        self.touched = true;
        if let Some(overlay) = &mut self.overlay {
            match (mouse, &mut *overlay) {
                (
                    Mouse::Wheel(_, turned),
                    Overlay::Menu { rows, .. } | Overlay::Help { rows, .. },
                ) => {
                    rows.scroll(turned.signum());
                }
                (Mouse::Click(_), Overlay::Help { .. }) => self.overlay = None,
                _ => {}
            }
            return;
        }
        if let Mouse::Click(at) = mouse {
            if let Some(screen) = self.tab_at(at) {
                self.open(screen);
                return;
            }
            if let Some(action) = self.bar_at(at) {
                self.act(action);
                return;
            }
        }
        self.refresh();
        let reaction = self
            .screens
            .screen(self.current)
            .mouse(mouse, &mut self.context);
        self.react(reaction);
    }

    /// Deals with what became of an overlay.
    fn settle(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Open => {}
            Outcome::Typed(Purpose::Filter, text) => self.filter(&text),
            Outcome::Typed(..) => {}
            Outcome::Closed => self.overlay = None,
            Outcome::Entered(purpose, text) => {
                self.overlay = None;
                match purpose {
                    Purpose::Filter => self.filter(&text),
                    Purpose::Search if text.is_empty() => {}
                    Purpose::Search => {
                        self.sought = text;
                        self.search(true);
                    }
                    Purpose::GoTo => self.go_to(&text),
                }
            }
            Outcome::Confirmed => {
                self.overlay = None;
                self.context.show_passwords = true;
                self.say(self.context.texts.tui.passwords_shown.to_owned());
            }
            Outcome::Chosen(matter, choice) => {
                self.overlay = None;
                match matter {
                    Matter::Copy => {
                        let first = choice.value.lines().next().unwrap_or_default();
                        self.say((self.context.texts.tui.copied)(&visible(first.as_bytes())));
                        self.effects.push(Effect::Copy(choice.value));
                    }
                    Matter::Save => self.save(choice.value == SVG),
                    Matter::Columns => self.toggle_column(&choice.value),
                }
            }
        }
    }

    /// Shows or hides a column, and asks for the next.
    fn toggle_column(&mut self, name: &str) {
        let screen = self.screens.screen(self.current);
        let before = screen.columns(&self.context);
        let row = before.iter().position(|choice| choice.value == name);
        screen.toggle_column(name, &mut self.context);
        let choices = screen.columns(&self.context);
        self.remember();
        self.choose(Matter::Columns, choices);
        if let (Some(Overlay::Menu { rows, .. }), Some(row)) = (&mut self.overlay, row) {
            rows.selected = row;
        }
    }

    fn filter(&mut self, text: &str) {
        self.screens
            .screen(self.current)
            .set_filter(text, &mut self.context);
    }

    fn search(&mut self, forward: bool) {
        if self.sought.is_empty() {
            self.say(self.context.texts.tui.no_search.to_owned());
            return;
        }
        self.refresh();
        let screen = self.screens.screen(self.current);
        match screen.search(&self.sought, forward, &mut self.context) {
            Reaction::Ignored => self.say((self.context.texts.tui.not_found)(&visible(
                self.sought.as_bytes(),
            ))),
            reaction => self.react(reaction),
        }
    }

    fn go_to(&mut self, text: &str) {
        let texts = self.context.texts.tui;
        let Ok(number) = text.trim().parse::<u64>() else {
            if !text.trim().is_empty() {
                self.say(texts.no_number.to_owned());
            }
            return;
        };
        if let Some(reason) = self.why_no_frame(number) {
            self.say(reason);
            return;
        }
        self.context.frame = Some(number);
        if self.current != ScreenId::Walkthrough {
            self.open(ScreenId::Packets);
        }
    }

    fn act(&mut self, action: Action) {
        let texts = self.context.texts.tui;
        match action {
            Action::Quit => self.effects.push(Effect::Quit),
            Action::Suspend => self.effects.push(Effect::Suspend),
            Action::Help => {
                self.overlay = Some(Overlay::Help {
                    screen: self.current,
                    rows: Rows::default(),
                });
            }
            Action::Search => self.ask(Purpose::Search, String::new()),
            Action::SearchNext => self.search(true),
            // On the ladder the same key goes to what matters, until one looks for something.
            Action::NextMark if !self.sought.is_empty() => self.search(true),
            Action::Back if self.current == ScreenId::Walkthrough && !self.sought.is_empty() => {
                self.sought.clear();
                self.say(texts.search_over.to_owned());
            }
            Action::SearchPrevious => self.search(false),
            Action::GoTo => self.ask(Purpose::GoTo, String::new()),
            Action::Filter => {
                let filter = self
                    .screens
                    .screen(self.current)
                    .filter()
                    .map(str::to_owned);
                if let Some(filter) = filter {
                    self.ask(Purpose::Filter, filter);
                }
            }
            Action::Time => {
                self.context.clock = self.context.clock.next();
                self.context.settings.time = Some(self.context.clock);
                self.say(self.context.clock.name(texts).to_owned());
                self.remember();
            }
            Action::Language => {
                self.context.language = self.context.language.next();
                self.context.texts = self.context.language.texts();
                self.context.settings.language = Some(self.context.language);
                self.say(self.context.texts.tui.language_name.to_owned());
                self.remember();
            }
            Action::Theme => {
                let name = self.context.theme.name().next();
                self.context.theme = self.context.theme.with(name);
                self.context.settings.theme = Some(name);
                self.say(name.words(texts).to_owned());
                self.remember();
            }
            Action::Passwords if self.context.show_passwords => {
                self.context.show_passwords = false;
                self.say(texts.passwords_hidden.to_owned());
            }
            Action::Passwords => self.overlay = Some(Overlay::AskPasswords),
            Action::Copy => {
                self.refresh();
                let choices = self.screens.screen(self.current).copies(&self.context);
                if choices.is_empty() {
                    self.say(texts.nothing_to_copy.to_owned());
                } else {
                    self.choose(Matter::Copy, choices);
                }
            }
            Action::Save => {
                let choices = [(texts.save_svg, SVG), (texts.save_text, TEXT)];
                let choices = choices.map(|(label, value)| Choice {
                    label: label.to_owned(),
                    value: value.to_owned(),
                });
                self.choose(Matter::Save, choices.into());
            }
            Action::Columns => {
                let choices = self.screens.screen(self.current).columns(&self.context);
                if !choices.is_empty() {
                    self.choose(Matter::Columns, choices);
                }
            }
            Action::Pause => self.pause(),
            Action::SavePackets => self.save_packets(),
            Action::Open(screen) => self.open(screen),
            _ => {
                self.refresh();
                let screen = self.screens.screen(self.current);
                match (screen.act(action, &mut self.context), action) {
                    (Reaction::Ignored, Action::Back) => self.back(),
                    (reaction, _) => self.react(reaction),
                }
            }
        }
    }
}

/// The value of the choice to save a picture.
const SVG: &str = "svg";
/// The value of the choice to save text.
const TEXT: &str = "txt";
