//! The UI as a whole: screens, what lies over them, the bars at the top and at the bottom.

mod bars;
mod effect;
mod extracting;
mod input;
mod live;
mod saving;

use super::book::{Book, Entry, Keep, News};
use super::context::Context;
use super::findings::FindingsScreen;
use super::live::Live;
use super::overlay::{Choice, Matter, Overlay, Purpose};
use super::packets::PacketsScreen;
use super::parts::{Rows, put};
use super::question::Answer;
use super::screen::{Reaction, Screen, ScreenId};
use super::sessions::SessionsScreen;
use super::stream::StreamScreen;
use super::theme::Theme;
use super::transfers::TransfersScreen;
use super::walkthrough::WalkthroughScreen;
use crate::views::pen::{Ink, Pen};
use crate::views::visible::visible;
use crate::views::width::wrapped;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub use effect::{Effect, Start};
pub use extracting::{Extracted, Extraction, Transferred};
pub use saving::Selection;

/// The columns and rows below which there is only a sentence.
const LEAST: (u16, u16) = (40, 12);

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
