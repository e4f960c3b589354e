//! The terminal UI without a terminal: captures are read at once, work is answered at once, and
//! the screen is text.
//!
//! ```ignore
//! let mut ui = ui::open(&["captures/active.pcap"], 80, 24, Language::En);
//! ui.press("n<Enter>");
//! insta::assert_snapshot!(ui.screen());
//! ```

#![allow(dead_code, reason = "each screen uses a part of it")]

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ftpscope::capture::{Frame, Reader, Source};
use ftpscope::decode::Packet;
use ftpscope::diagnose::Census;
use ftpscope::engine::{Config, Engine, Wanted};
use ftpscope::net::Endpoint;
use ftpscope::views::tui::picture;
use ftpscope::views::tui::{
    App, Depth, Effect, Flows, Keep, Language, News, Packets, Settings, Start, Stop, ThemeName,
    Totals, Unavailable,
};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::Path;
use std::sync::Arc;

/// How many bytes of each data connection are kept, as the program keeps them.
const HEAD: usize = 2_048;

/// A UI with everything read.
pub struct Ui {
    /// The UI itself.
    pub app: App,
    /// What it asked for outside, questions excepted: these are answered.
    pub effects: Vec<Effect>,
    area: Rect,
}

/// Opens captures, by their paths from the root of the repository.
pub fn open(captures: &[&str], width: u16, height: u16, language: Language) -> Ui {
    open_with(captures, width, height, language, |_| {})
}

/// Opens captures, after a change to how the UI begins.
pub fn open_with(
    captures: &[&str],
    width: u16,
    height: u16,
    language: Language,
    change: impl FnOnce(&mut Start),
) -> Ui {
    let mut packets = InMemory::default();
    let mut news = Vec::new();
    for name in captures {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let bytes = std::fs::read(path).expect("a capture");
        news.extend(read(name, bytes, &mut packets).expect("a capture"));
    }
    begin(news, packets, (width, height), language, change)
}

/// Opens a capture together with a key log, by their paths from the root of the repository.
pub fn open_with_keys(
    capture: &str,
    keys: &str,
    (width, height): (u16, u16),
    language: Language,
) -> Ui {
    let file = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        std::fs::read(path).expect("a file")
    };
    let mut packets = InMemory::default();
    let news = read_with(capture, file(capture), &file(keys), &mut packets).expect("a capture");
    begin(news, packets, (width, height), language, |_| {})
}

/// Opens a capture that need not be whole; `None` where it is none at all.
pub fn open_bytes(bytes: Vec<u8>, (width, height): (u16, u16), language: Language) -> Option<Ui> {
    let mut packets = InMemory::default();
    let news = read("capture", bytes, &mut packets)?;
    Some(begin(news, packets, (width, height), language, |_| {}))
}

/// Opens frames that a test made, as a capture of the given name.
pub fn open_frames<'f>(
    name: &str,
    frames: impl Iterator<Item = Frame<'f>>,
    (width, height): (u16, u16),
    language: Language,
) -> Ui {
    let mut packets = InMemory::default();
    let mut reading = Reading::begin(name, &mut packets);
    for frame in frames {
        reading.take(&frame);
    }
    let news = reading.end();
    begin(news, packets, (width, height), language, |_| {})
}

fn begin(
    news: Vec<News>,
    packets: InMemory,
    size: (u16, u16),
    language: Language,
    change: impl FnOnce(&mut Start),
) -> Ui {
    let mut ui = begin_live(Arc::new(packets), size, language, change);
    for news in news.into_iter().chain([News::Finished]) {
        ui.app.learn(news);
    }
    ui.draw();
    ui
}

/// A UI that has read nothing yet.
pub fn begin_live(
    packets: Arc<dyn Packets>,
    (width, height): (u16, u16),
    language: Language,
    change: impl FnOnce(&mut Start),
) -> Ui {
    let mut start = Start {
        settings: Settings::default(),
        language,
        theme: ThemeName::Dark,
        depth: Depth::Indexed,
        unicode: true,
        show_passwords: false,
        session: None,
        keep: Keep::default(),
        packets,
    };
    change(&mut start);
    Ui {
        app: App::new(start),
        effects: Vec::new(),
        area: Rect::new(0, 0, width, height),
    }
}

impl Ui {
    /// The password that was sent in the first session.
    pub fn password(&self) -> String {
        let session = &self.app.context().book.sessions[0].session;
        let is_pass = |word| session.text(word) == b"PASS";
        let exchange = session.exchanges.iter().find(|one| is_pass(one.word));
        let argument = exchange.and_then(|one| session.argument(one));
        let password = String::from_utf8_lossy(argument.unwrap_or_default()).into_owned();
        assert!(!password.is_empty());
        password
    }

    /// Presses keys: each character is one, and `<Enter>`, `<Esc>`, `<Tab>`, `<S-Tab>`, `<Up>`,
    /// `<Down>`, `<Left>`, `<Right>`, `<PageUp>`, `<PageDown>`, `<Home>`, `<End>`, `<Backspace>`,
    /// `<F1>` and `<C-x>` (Control) are the others. The screen is drawn after each, as it is for
    /// people.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|tail| tail.split_once('>'));
            let (key, after) = match named.and_then(|(name, after)| Some((chord(name)?, after))) {
                Some(found) => found,
                None => {
                    let key = KeyEvent::new(KeyCode::Char(first), KeyModifiers::NONE);
                    (key, &rest[first.len_utf8()..])
                }
            };
            self.take(&Event::Key(key));
            rest = after;
        }
        self
    }

    /// Clicks a cell, counted from 0.
    pub fn click(&mut self, column: u16, row: u16) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row)
    }

    /// Clicks the first cell of the first place where `text` is shown.
    pub fn click_on(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        let place = screen.lines().enumerate().find_map(|(row, line)| {
            let before = &line[..line.find(text)?];
            Some((ftpscope::views::width::width(before), row))
        });
        let (column, row) = place.unwrap_or_else(|| panic!("no {text:?} on\n{screen}"));
        self.click(column as u16, row as u16)
    }

    /// Drags the mouse to a cell.
    pub fn drag(&mut self, column: u16, row: u16) -> &mut Self {
        self.mouse(MouseEventKind::Drag(MouseButton::Left), column, row)
    }

    /// Turns the wheel over a cell, downwards where `down`.
    pub fn wheel(&mut self, down: bool, column: u16, row: u16) -> &mut Self {
        let kind = if down {
            MouseEventKind::ScrollDown
        } else {
            MouseEventKind::ScrollUp
        };
        self.mouse(kind, column, row)
    }

    fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> &mut Self {
        self.take(&Event::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }))
    }

    /// Gives the screen another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.area = Rect::new(0, 0, width, height);
        self.draw();
        self
    }

    /// Lets the UI take an event, and draws it.
    pub fn take(&mut self, event: &Event) -> &mut Self {
        self.app.take(event);
        self.draw();
        self
    }

    /// The screen as text, without spaces at the ends of lines.
    pub fn screen(&mut self) -> String {
        picture::text(&self.draw())
    }

    /// The screen with its colours.
    pub fn draw(&mut self) -> Buffer {
        loop {
            let mut buffer = Buffer::empty(self.area);
            self.app.draw(self.area, &mut buffer);
            if !self.answer() {
                return buffer;
            }
        }
    }

    /// Answers what the UI asks; whether it asked anything.
    fn answer(&mut self) -> bool {
        let mut asked = false;
        let packets = Arc::clone(&self.app.context().packets);
        for effect in self.app.effects() {
            let Effect::Ask(question) = effect else {
                self.effects.push(effect);
                continue;
            };
            asked = true;
            let screen = question.screen;
            if let Some(answer) = question.answer(&*packets, &Stop::default()) {
                self.app.learn_answer(screen, answer);
            }
        }
        asked
    }
}

fn chord(name: &str) -> Option<KeyEvent> {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "S-Tab" => KeyCode::BackTab,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "Backspace" => KeyCode::Backspace,
        "F1" => KeyCode::F(1),
        _ => {
            let letter = name.strip_prefix("C-")?.chars().next()?;
            return Some(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL));
        }
    };
    Some(KeyEvent::new(code, KeyModifiers::NONE))
}

/// Who sent a segment, and to whom.
pub type Ends = Option<(Endpoint, Endpoint)>;

/// Frames in memory.
#[derive(Default)]
pub struct InMemory {
    captures: Vec<Vec<(Packet, Ends)>>,
}

impl Packets for InMemory {
    fn count(&self, capture: usize) -> u64 {
        self.captures
            .get(capture)
            .map_or(0, |packets| packets.len() as u64)
    }

    fn packet(&self, capture: usize, number: u64) -> Result<Packet, Unavailable> {
        let index = usize::try_from(number).unwrap_or(0).wrapping_sub(1);
        let packets = self.captures.get(capture);
        packets
            .and_then(|packets| packets.get(index))
            .map(|(packet, _)| packet.clone())
            .ok_or_else(|| Unavailable(format!("no frame {number}")))
    }

    fn select(&self, capture: usize, flows: &Flows) -> Vec<u64> {
        let wanted = |&(one, other): &(Endpoint, Endpoint)| {
            flows.between.contains(&(one, other)) || flows.between.contains(&(other, one))
        };
        let packets = self.captures.get(capture).into_iter().flatten();
        packets
            .filter(|(packet, _)| (flows.first..=flows.last).contains(&packet.number))
            .filter(|(_, ends)| ends.as_ref().is_some_and(wanted))
            .map(|(packet, _)| packet.number)
            .collect()
    }
}

/// One capture on its way into the UI.
struct Reading<'p> {
    engine: Engine,
    packets: &'p mut Vec<(Packet, Ends)>,
    news: Vec<News>,
}

impl<'p> Reading<'p> {
    fn begin(name: &str, packets: &'p mut InMemory) -> Self {
        packets.captures.push(Vec::new());
        let payload = Wanted {
            hash: false,
            head: HEAD,
        };
        Self {
            engine: Engine::new(Config {
                payload,
                ..Config::default()
            }),
            packets: packets.captures.last_mut().expect("a capture"),
            news: vec![News::Begun {
                name: name.to_owned(),
                size: None,
            }],
        }
    }

    fn take(&mut self, frame: &Frame<'_>) {
        let ends = self.engine.push(frame).ends;
        self.packets.push((Packet::new(frame), ends));
    }

    fn end(mut self) -> Vec<News> {
        self.engine.finish();
        let mut census = Census::default();
        let sessions = std::iter::from_fn(|| self.engine.next_session());
        let sessions = sessions.inspect(|session| census.take(session));
        let sessions: Vec<_> = sessions.map(Arc::new).collect();
        let (count, statistics) = (sessions.len() as u64, self.engine.statistics());
        let orphans = self.engine.orphans();
        self.news.push(News::Sessions(sessions));
        self.news.push(News::Ended(Box::new(Totals {
            statistics,
            undecoded: self.engine.decoder().undecoded(),
            orphans: orphans.len() as u64,
            verdicts: census.verdicts(false, count, statistics.strays, orphans),
            ..Totals::default()
        })));
        self.news
    }
}

/// Reads a capture as far as it can be read.
fn read(name: &str, bytes: Vec<u8>, packets: &mut InMemory) -> Option<Vec<News>> {
    read_with(name, bytes, &[], packets)
}

/// Reads a capture with the keys of a key log, if there are any.
fn read_with(name: &str, bytes: Vec<u8>, keys: &[u8], packets: &mut InMemory) -> Option<Vec<News>> {
    let input = Box::new(std::io::Cursor::new(bytes));
    let mut reader = Reader::from_input(name.to_owned(), input).ok()?;
    let mut reading = Reading::begin(name, packets);
    if !keys.is_empty() {
        reading.engine.take_keys(keys);
    }
    while let Ok(Some(frame)) = reader.next_frame() {
        reading.take(&frame);
    }
    Some(reading.end())
}
