//! The UI as a whole: screens, what lies over them, the bars at the top and at the bottom.

mod bars;
mod extracting;
mod live;
mod saving;

use super::book::{Book, Entry, Keep, News};
use super::context::Context;
use super::findings::FindingsScreen;
use super::keys::{self, Action};
use super::live::Live;
use super::overlay::{Choice, Matter, Outcome, Overlay, Purpose};
use super::packets::{Packets, PacketsScreen};
use super::parts::{Rows, put};
use super::question::{Answer, Question};
use super::screen::{Mouse, Reaction, Screen, ScreenId};
use super::sessions::SessionsScreen;
use super::settings::{Language, Settings};
use super::stream::StreamScreen;
use super::theme::{Depth, Theme, ThemeName};
use super::transfers::TransfersScreen;
use super::walkthrough::WalkthroughScreen;
use crate::views::pen::{Ink, Pen};
use crate::views::visible::visible;
use crate::views::width::wrapped;
use crossterm::event::{Event, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::sync::Arc;

pub use extracting::{Extracted, Extraction, Transferred};
pub use saving::Selection;

/// The columns and rows below which there is only a sentence.
const LEAST: (u16, u16) = (40, 12);

/// The rows that one turn of the wheel moves.
const WHEEL: i32 = 3;

/// Something to be done outside the UI.
#[derive(Debug)]
pub enum Effect {
    /// Leave.
    Quit,
    /// Give the terminal to the shell until it is given back.
    Suspend,
    /// Put text on the clipboard.
    Copy(String),
    /// Write a file into the current folder.
    Save {
        /// Its name without the ending.
        stem: String,
        /// Its ending.
        ending: &'static str,
        /// What to write.
        contents: String,
    },
    /// Write packets as a capture into the current folder.
    SavePackets(Selection),
    /// Extract transfers into the current folder.
    Extract(Extraction),
    /// Do work beside the UI.
    Ask(Question),
    /// Read no further.
    StopReading,
    /// Keep the settings for the next run.
    Remember(Settings),
}

/// How a UI begins.
pub struct Start {
    /// What was remembered, and what the command line says instead.
    pub settings: Settings,
    /// The language where the settings name none.
    pub language: Language,
    /// The colours where the settings name none.
    pub theme: ThemeName,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// Whether it draws more than ASCII.
    pub unicode: bool,
    /// Whether passwords are shown from the start.
    pub show_passwords: bool,
    /// The session of the first capture whose walkthrough is opened, by its number.
    pub session: Option<u64>,
    /// How much is kept of what is captured live.
    pub keep: Keep,
    /// The frames.
    pub packets: Arc<dyn Packets>,
}

#[derive(Default)]
struct Screens {
    sessions: SessionsScreen,
    walkthrough: WalkthroughScreen,
    packets: PacketsScreen,
    stream: StreamScreen,
    transfers: TransfersScreen,
    findings: FindingsScreen,
}

impl Screens {
    fn screen(&mut self, id: ScreenId) -> &mut dyn Screen {
        match id {
            ScreenId::Sessions => &mut self.sessions,
            ScreenId::Walkthrough => &mut self.walkthrough,
            ScreenId::Packets => &mut self.packets,
            ScreenId::Stream => &mut self.stream,
            ScreenId::Transfers => &mut self.transfers,
            ScreenId::Findings => &mut self.findings,
        }
    }
}

/// The UI.
pub struct App {
    context: Context,
    screens: Screens,
    current: ScreenId,
    /// Where one came from, the latest last.
    behind: Vec<ScreenId>,
    overlay: Option<Overlay>,
    message: Option<String>,
    sought: String,
    /// The session that is to be opened as soon as it is there.
    awaited: Option<u64>,
    /// Whether anybody has done anything yet: until then the UI may choose the screen by itself.
    touched: bool,
    stopping: bool,
    /// What the book says by now, where the screen stands still.
    ahead: Option<Book>,
    keep: Keep,
    area: Rect,
    effects: Vec<Effect>,
}

impl App {
    /// A UI that has read nothing yet.
    pub fn new(start: Start) -> Self {
        let settings = start.settings;
        let language = settings.language.unwrap_or(start.language);
        let theme = settings.theme.unwrap_or(start.theme);
        let context = Context {
            texts: language.texts(),
            language,
            pen: Pen::new(false, start.unicode),
            theme: Theme::new(theme, start.depth),
            clock: settings.time.unwrap_or_default(),
            show_passwords: start.show_passwords,
            book: Book::default(),
            live: Live::default(),
            paused: false,
            now: None,
            session: None,
            frame: None,
            connection: None,
            packets: start.packets,
            settings,
        };
        Self {
            context,
            screens: Screens::default(),
            current: ScreenId::Sessions,
            behind: Vec::new(),
            overlay: None,
            message: None,
            sought: String::new(),
            awaited: start.session,
            touched: false,
            stopping: false,
            ahead: None,
            keep: start.keep,
            area: Rect::ZERO,
            effects: Vec::new(),
        }
    }

    /// What is to be done outside, once.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The screen that is shown.
    pub fn screen(&self) -> ScreenId {
        self.current
    }

    /// What the screens see.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Says something in the status bar, until the next key.
    pub fn say(&mut self, message: String) {
        self.message = Some(message);
    }

    /// Takes what reading has brought.
    pub fn learn(&mut self, news: News) {
        if let News::Complaint(complaint) = &news {
            self.message = Some(visible(complaint.as_bytes()));
        }
        self.take_news(news);
        self.open_awaited();
        let book = &self.context.book;
        if book.finished && !self.touched && book.sessions.len() == 1 {
            self.context.session = Some(0);
            self.open(ScreenId::Walkthrough);
        }
    }

    /// Opens the session that was asked for from the start, once it is there.
    fn open_awaited(&mut self) {
        let Some(number) = self.awaited else {
            return;
        };
        let book = &self.context.book;
        let index = usize::try_from(number).unwrap_or(0).wrapping_sub(1);
        let entry = book.sessions.get(index);
        if entry.is_some_and(|entry| entry.capture == 0) {
            self.awaited = None;
            if !self.touched {
                self.context.session = Some(index);
                self.open(ScreenId::Walkthrough);
            }
        } else if book.finished {
            self.awaited = None;
            let in_first = |(_, entry): &(usize, &Entry)| entry.capture == 0;
            let count = book.sessions.iter().filter(in_first).count() as u64;
            self.say((self.context.texts.tui.no_such_session)(number, count));
        }
    }

    /// Takes the result of work.
    pub fn learn_answer(&mut self, screen: ScreenId, answer: Answer) {
        let reaction = self.screens.screen(screen).learn(answer, &mut self.context);
        self.react(reaction);
    }

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

    fn ask(&mut self, purpose: Purpose, text: String) {
        self.overlay = Some(Overlay::Prompt {
            purpose,
            before: text.clone(),
            text,
        });
    }

    fn choose(&mut self, matter: Matter, choices: Vec<Choice>) {
        self.overlay = Some(Overlay::Menu {
            matter,
            choices,
            rows: Rows::default(),
        });
    }

    fn remember(&mut self) {
        self.effects
            .push(Effect::Remember(self.context.settings.clone()));
    }

    fn react(&mut self, reaction: Reaction) {
        match reaction {
            Reaction::Ignored | Reaction::Done => {}
            Reaction::Open(screen) => self.open(screen),
            Reaction::Back => self.back(),
            Reaction::Say(message) => self.say(message),
            Reaction::Ask(question) => self.effects.push(Effect::Ask(question)),
            Reaction::Extract(transfers) => self.extract(transfers),
            Reaction::Remember => self.remember(),
        }
    }

    /// Shows a screen; those of one session need one.
    fn open(&mut self, screen: ScreenId) {
        let needs_session = matches!(screen, ScreenId::Walkthrough | ScreenId::Stream);
        if needs_session && self.context.entry().is_none() {
            self.say(self.context.texts.tui.no_session.to_owned());
            return;
        }
        if screen == self.current {
            return;
        }
        // Going round in circles does not make the way back longer.
        if let Some(known) = self.behind.iter().position(|&one| one == screen) {
            self.behind.truncate(known);
        } else {
            self.behind.push(self.current);
        }
        self.screens.screen(self.current).leave();
        self.current = screen;
        self.refresh();
    }

    fn back(&mut self) {
        match self.behind.pop() {
            Some(screen) => self.current = screen,
            None if self.context.follows() => {
                self.say(self.context.texts.live.goes_on.to_owned());
            }
            None if !self.context.book.finished && !self.stopping => {
                self.stopping = true;
                self.effects.push(Effect::StopReading);
            }
            None if self.current != ScreenId::Sessions => self.current = ScreenId::Sessions,
            None => {}
        }
    }

    /// Lets the screen take notice of what has changed.
    fn refresh(&mut self) {
        if let Some(question) = self.screens.screen(self.current).refresh(&mut self.context) {
            self.effects.push(Effect::Ask(question));
        }
    }

    /// Draws everything.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer) {
        self.area = area;
        if area.width < LEAST.0 || area.height < LEAST.1 {
            let texts = self.context.texts.tui;
            let room = usize::from(area.width.max(1));
            let lines = wrapped(texts.too_small, room, room);
            for (y, line) in (area.y..area.bottom()).zip(&lines) {
                put(
                    buffer,
                    &self.context,
                    (area.x, y),
                    room,
                    line,
                    self.context.theme.ink(Ink::Plain),
                );
            }
            return;
        }
        self.refresh();
        let mut body = Rect {
            y: area.y + 1,
            height: area.height - 2,
            ..area
        };
        if self.context.book.is_live {
            body.height -= 1;
            let line = Rect {
                y: body.bottom(),
                height: 1,
                ..area
            };
            self.context.live.draw(&self.context, line, buffer);
        }
        self.draw_tabs(Rect { height: 1, ..area }, buffer);
        self.screens
            .screen(self.current)
            .draw(&self.context, body, buffer);
        let bar = Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        };
        self.draw_bar(bar, buffer);
        if let Some(overlay) = &mut self.overlay {
            overlay.draw(&self.context, area, buffer);
        }
    }
}

/// The value of the choice to save a picture.
const SVG: &str = "svg";
/// The value of the choice to save text.
const TEXT: &str = "txt";
