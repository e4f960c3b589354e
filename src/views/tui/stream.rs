//! The stream screen: what the connections of a session carried.

mod conversation;
mod draw;
mod growth;
mod list;
mod magic;
mod note;
mod paint;
mod preview;
mod reassembly;
mod rows;
mod seek;

use super::context::Context;
use super::following::Subject;
use super::keys::Action;
use super::overlay::Choice;
use super::parts::{Border, Division, Rows};
use super::question::{Answer, Question};
use super::screen::{Mouse, Reaction, Screen, ScreenId};
use super::unsealing::Seal;
use super::wireshark;
use crate::net::Endpoint;
use crate::tcp::Direction;
use growth::State;
pub use list::sign;
use list::{Carrier, Users};
use paint::{Reader, Shift};
pub use preview::{Carried, Preview};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use reassembly::{Reassembly, Window};
use rows::{Form, Page};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// The columns by which text moves to the side.
const STEP: Shift = 8;

/// The most bytes of text that are copied.
const COPIED: usize = 256 << 10;

/// A part of a connection of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
    session: usize,
    connection: Option<u32>,
    window: usize,
    /// Whether it is to be shown as it was on the wire.
    wire: bool,
}

/// What was found out for it.
#[derive(Debug)]
pub struct Streamed {
    wanted: Wanted,
    window: Window,
    reassembly: Box<Reassembly>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pane {
    List,
    Content,
}

/// Which row is selected when a window has been loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Landing {
    Frame,
    Top,
    Bottom,
    /// The one that was.
    Same,
}

/// The screen.
#[derive(Debug)]
pub struct StreamScreen {
    beside: Border,
    above: Border,
    /// Whether the borders stand where they were remembered to be.
    placed: bool,
    focus: Pane,
    list: Rows,
    content: Rows,
    users: Users,
    wanted: Option<Wanted>,
    asked: Option<Wanted>,
    loaded: Option<Wanted>,
    /// What of the session is shown.
    state: State,
    /// Whether there is more than what is loaded.
    stale: bool,
    landing: Landing,
    window: Window,
    page: Page,
    form: Form,
    /// Whether what was encrypted is shown as it was on the wire.
    wire: bool,
    /// How the connection is put together further on.
    reassembly: Option<Box<Reassembly>>,
    is_over: bool,
    trouble: Option<String>,
    client: Direction,
    progress: Arc<AtomicU64>,
    frame: Option<u64>,
    shift: Shift,
    sought: String,
    hex_columns: usize,
    list_area: Rect,
    content_area: Rect,
}

impl Default for StreamScreen {
    fn default() -> Self {
        Self {
            beside: Border::new("stream-columns", Division::Columns, 34),
            above: Border::new("stream-rows", Division::Rows, 30),
            placed: false,
            focus: Pane::List,
            list: Rows::default(),
            content: Rows::default(),
            users: Users::default(),
            wanted: None,
            asked: None,
            loaded: None,
            state: State::default(),
            stale: false,
            landing: Landing::Frame,
            window: Window::default(),
            page: Page::default(),
            form: Form::Text,
            wire: false,
            reassembly: None,
            is_over: true,
            trouble: None,
            client: Direction::FromInitiator,
            progress: Arc::default(),
            frame: None,
            shift: 0,
            sought: String::new(),
            hex_columns: 16,
            list_area: Rect::ZERO,
            content_area: Rect::ZERO,
        }
    }
}

impl Screen for StreamScreen {
    fn draw(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        self.draw_panes(context, area, buffer);
    }

    fn act(&mut self, action: Action, context: &mut Context) -> Reaction {
        match (action, self.focus) {
            (Action::NextPane | Action::PreviousPane, pane) => {
                self.focus = match pane {
                    Pane::List => Pane::Content,
                    Pane::Content => Pane::List,
                };
                Reaction::Done
            }
            (Action::Form, _) => self.change_form(context),
            (Action::Wire, _) => self.turn_seal(context),
            (Action::Enter | Action::Right, Pane::List) => {
                self.focus = Pane::Content;
                Reaction::Done
            }
            (Action::Left, Pane::Content) if self.shift == 0 => {
                self.focus = Pane::List;
                Reaction::Done
            }
            (Action::Left, Pane::Content) => {
                self.shift = self.shift.saturating_sub(STEP);
                Reaction::Done
            }
            (Action::Right, Pane::Content) => {
                self.shift = (self.shift + STEP).min(rows::ROW_BYTES);
                Reaction::Done
            }
            (Action::Enter, Pane::Content) => {
                self.follow_row(context);
                Reaction::Open(ScreenId::Packets)
            }
            (action, Pane::List) if self.list.act(action) => {
                self.choose(context);
                Reaction::Done
            }
            (action, Pane::Content) => self.move_in_content(action, context),
            _ => Reaction::Ignored,
        }
    }

    fn mouse(&mut self, mouse: Mouse, context: &mut Context) -> Reaction {
        match mouse {
            Mouse::Click(at) => {
                if self.beside.grasp(at) || self.above.grasp(at) {
                    return Reaction::Done;
                }
                if let Some(row) = self.list.at(at, self.list_area) {
                    self.focus = Pane::List;
                    self.list.select(row);
                    self.choose(context);
                } else if let Some(row) = self.content.at(at, self.content_area) {
                    self.focus = Pane::Content;
                    self.content.select(row);
                    self.follow_row(context);
                }
                Reaction::Done
            }
            Mouse::Drag(at) => {
                for border in [&mut self.beside, &mut self.above] {
                    if border.drag(at) {
                        let name = border.name.to_owned();
                        context.settings.borders.insert(name, border.percent);
                        return Reaction::Remember;
                    }
                }
                Reaction::Ignored
            }
            Mouse::Wheel(at, rows) => {
                if self.list_area.contains(at) {
                    self.list.scroll(rows);
                    self.choose(context);
                } else {
                    self.content.scroll(rows);
                    self.follow_row(context);
                }
                Reaction::Done
            }
        }
    }

    fn refresh(&mut self, context: &mut Context) -> Option<Question> {
        if !std::mem::replace(&mut self.placed, true) {
            for border in [&mut self.beside, &mut self.above] {
                if let Some(&percent) = context.settings.borders.get(border.name) {
                    border.percent = percent.clamp(5, 95);
                }
            }
        }
        let session = context.session?;
        let connections = context.entry()?.session.connections.len();
        if context
            .connection
            .is_some_and(|index| index as usize >= connections)
        {
            context.connection = None;
        }
        let connection = context.connection;
        let known = self.wanted;
        let state = State::of(context.entry()?);
        if known.map(|wanted| wanted.session) != Some(session) || self.state.is_older(&state) {
            self.users = Users::new(&context.entry()?.session);
            self.list.fit(connections + 1, self.list_area.height.into());
        }
        let same =
            known.is_some_and(|known| (known.session, known.connection) == (session, connection));
        if !same {
            if connection.is_some() {
                self.focus = Pane::Content;
            }
            self.list.fit(connections + 1, self.list_area.height.into());
            self.list
                .select(connection.map_or(0, |index| index as usize + 1));
            self.want(session, connection);
            self.state = state;
        } else {
            self.go_on(state);
        }
        if self.frame != context.frame {
            self.frame = context.frame;
            self.follow_frame();
        }
        self.question(context)
    }

    fn search(&mut self, text: &str, forward: bool, context: &mut Context) -> Reaction {
        self.sought = text.to_ascii_lowercase();
        let found = seek::row(
            &self.reader(context),
            &self.sought,
            self.content.selected,
            forward,
        );
        let Some(row) = found else {
            return Reaction::Ignored;
        };
        self.focus = Pane::Content;
        self.content.select(row);
        self.follow_row(context);
        Reaction::Done
    }

    fn place(&self, context: &Context) -> String {
        let rows = self.content.count() as u64;
        if rows == 0 {
            return String::new();
        }
        let place = (context.texts.stream.place)(self.content.selected as u64 + 1, rows);
        let carried = self.page.rows.get(self.content.selected);
        match carried.and_then(|row| row.carried) {
            Some((frame, _)) => format!("#{frame}{}{place}", context.pen.glyphs.dot),
            None => place,
        }
    }

    fn copies(&self, context: &Context) -> Vec<Choice> {
        let texts = context.texts.stream;
        let reader = self.reader(context);
        let mut choices = Vec::new();
        let choice = |label: &str, value: String| Choice {
            label: label.to_owned(),
            value,
        };
        if let Some(row) = self.page.rows.get(self.content.selected) {
            choices.push(choice(texts.copy_line, reader.text(row)));
            let mut all = String::new();
            for row in &self.page.rows {
                let line = reader.text(row);
                if all.len() + line.len() >= COPIED {
                    break;
                }
                all.push_str(&line);
                all.push('\n');
            }
            choices.push(choice(texts.copy_all, all));
        }
        if let Some((one, other)) = ends(context) {
            choices.push(choice(texts.copy_filter, wireshark::between(one, other)));
        }
        choices
    }

    fn learn(&mut self, answer: Answer, context: &mut Context) -> Reaction {
        let Answer::Streamed(streamed) = answer else {
            return Reaction::Ignored;
        };
        if Some(streamed.wanted) != self.wanted {
            return Reaction::Ignored;
        }
        let first = self.loaded.is_none();
        self.loaded = self.wanted;
        self.window = streamed.window;
        self.is_over = streamed.reassembly.is_over();
        self.trouble = streamed.reassembly.trouble().map(str::to_owned);
        self.reassembly = Some(streamed.reassembly);
        if first {
            self.choose_form(context);
        }
        self.lay_out();
        match self.landing {
            Landing::Frame => self.follow_frame(),
            Landing::Top => self.content.select(0),
            Landing::Bottom => self.content.select(self.page.rows.len().saturating_sub(1)),
            Landing::Same => {}
        }
        if matches!(self.landing, Landing::Top | Landing::Bottom) {
            self.follow_row(context);
        }
        Reaction::Done
    }
}

/// The two ends of the connection that is looked at, the one that opened it first.
fn ends(context: &Context) -> Option<(Endpoint, Endpoint)> {
    let session = &context.entry()?.session;
    match context.connection {
        None => Some((session.client, session.server)),
        Some(index) => {
            let connection = session.connections.get(index as usize)?;
            Some((connection.initiator, connection.listener))
        }
    }
}

/// What it takes to decrypt the connection that is looked at; `None` where it was not encrypted.
fn seal(context: &Context) -> Option<Seal> {
    let session = &context.entry()?.session;
    match context.connection {
        None => Seal::of_control(session),
        Some(index) => Seal::of_data(session.connections.get(index as usize)?),
    }
}

impl StreamScreen {
    /// Looks at the first window of a connection.
    fn want(&mut self, session: usize, connection: Option<u32>) {
        self.wanted = Some(Wanted {
            session,
            connection,
            window: 0,
            wire: self.wire,
        });
        self.landing = Landing::Frame;
        self.forget();
    }

    /// Looks at another window of the same connection.
    fn want_window(&mut self, window: usize, landing: Landing) {
        if let Some(wanted) = &mut self.wanted {
            wanted.window = window;
            self.landing = landing;
        }
    }

    fn forget(&mut self) {
        self.stale = false;
        (self.loaded, self.asked) = (None, None);
        (self.window, self.page) = Default::default();
        self.reassembly = None;
        self.trouble = None;
        self.is_over = true;
        self.shift = 0;
        self.content = Rows::default();
        self.client = Direction::FromInitiator;
    }

    /// What has to be found out for what is wanted, unless it was asked already.
    fn question(&mut self, context: &Context) -> Option<Question> {
        let wanted = self.wanted?;
        let is_loaded = self.loaded == Some(wanted) && !self.stale;
        if is_loaded || self.asked == Some(wanted) {
            return None;
        }
        self.stale = false;
        self.asked = Some(wanted);
        let entry = context.entry()?;
        let session = &entry.session;
        let frames = match wanted.connection {
            None => (session.first_frame, session.last_frame),
            Some(index) => {
                let connection = session.connections.get(index as usize)?;
                (connection.first_frame, connection.last_frame)
            }
        };
        let subject = Subject {
            capture: entry.capture,
            ends: ends(context)?,
            frames,
        };
        let seal = seal(context).filter(|seal| seal.keys.is_some() && !wanted.wire);
        let known = self.reassembly.take();
        let known = known.filter(|known| known.windows == wanted.window);
        self.progress = Arc::default();
        let progress = Arc::clone(&self.progress);
        Some(Question::new(ScreenId::Stream, move |packets, stop| {
            let mut reassembly =
                known.unwrap_or_else(|| Box::new(Reassembly::new(packets, subject, seal.as_ref())));
            loop {
                let window = reassembly.window(packets, stop, &progress)?;
                if reassembly.windows > wanted.window || reassembly.is_over() {
                    return Some(Answer::Streamed(Streamed {
                        wanted,
                        window,
                        reassembly,
                    }));
                }
            }
        }))
    }

    /// The form that suits what is loaded.
    fn choose_form(&mut self, context: &Context) {
        let carrier = self.carrier(context);
        let verb = carrier.and_then(|carrier| carrier.transfer?.verb);
        let bytes = &self.window.bytes;
        self.form = if rows::is_encrypted(&self.window) {
            Form::Text
        } else if verb.is_some_and(|verb| verb.is_listing()) && rows::is_text(bytes) {
            Form::Listing
        } else if rows::is_text(bytes) {
            Form::Text
        } else {
            Form::Hex
        };
        let client = self.carrier(context).map(|carrier| carrier.client);
        self.client = client.unwrap_or(Direction::FromInitiator);
    }

    /// The data connection that is looked at.
    fn carrier<'s>(&'s self, context: &'s Context) -> Option<Carrier<'s>> {
        let subject = context.subject(context.entry()?);
        Carrier::new(subject, &self.users, context.connection?)
    }

    fn is_control(&self) -> bool {
        self.wanted
            .is_some_and(|wanted| wanted.connection.is_none())
    }

    fn lay_out(&mut self) {
        self.page = if self.is_control() {
            conversation::conversation(&self.window, self.client)
        } else {
            match self.form {
                Form::Text => rows::text(&self.window),
                Form::Listing => rows::listing(&self.window),
                Form::Hex => rows::hex(&self.window, self.hex_columns),
            }
        };
        self.content
            .fit(self.page.rows.len(), self.content_area.height.into());
    }

    fn change_form(&mut self, context: &Context) -> Reaction {
        if self.is_control() {
            return Reaction::Say(context.texts.stream.one_form.to_owned());
        }
        let selected = self.page.rows.get(self.content.selected);
        let frame = selected.and_then(|row| row.carried).map(|(frame, _)| frame);
        self.form = self.form.next();
        self.shift = 0;
        self.lay_out();
        let row = frame.and_then(|frame| self.page.row_of(frame));
        self.content.select(row.unwrap_or(0));
        Reaction::Say(form_name(self.form, context).to_owned())
    }

    /// Shows what was decrypted, or what was on the wire.
    fn turn_seal(&mut self, context: &Context) -> Reaction {
        let texts = context.texts.stream;
        let words = match (seal(context), self.wanted) {
            (Some(seal), Some(wanted)) if seal.keys.is_some() => {
                self.wire = !self.wire;
                self.frame = context.frame;
                self.want(wanted.session, wanted.connection);
                seal_name(self.wire, context)
            }
            (Some(_), _) => texts.no_keys,
            (None, _) => texts.not_encrypted,
        };
        Reaction::Say(words.to_owned())
    }

    /// Takes the selected entry of the list.
    fn choose(&mut self, context: &mut Context) {
        let connection = self.list.selected.checked_sub(1);
        let connection = connection.and_then(|index| u32::try_from(index).ok());
        if context.connection == connection {
            return;
        }
        let Some(session) = context.session else {
            return;
        };
        context.connection = connection;
        let first = context.entry().and_then(|entry| match connection {
            None => Some(entry.session.first_frame),
            Some(index) => {
                let connection = entry.session.connections.get(index as usize)?;
                Some(connection.first_frame)
            }
        });
        (context.frame, self.frame) = (first, first);
        self.want(session, connection);
    }

    fn move_in_content(&mut self, action: Action, context: &mut Context) -> Reaction {
        let Some(wanted) = self.wanted.filter(|_| self.loaded == self.wanted) else {
            return Reaction::Ignored;
        };
        let last = self.page.rows.len().saturating_sub(1);
        let (at_start, at_end) = (self.content.selected == 0, self.content.selected == last);
        match action {
            Action::Down | Action::PageDown | Action::Last if at_end && !self.is_over => {
                self.want_window(wanted.window + 1, Landing::Top);
            }
            Action::Up | Action::PageUp if at_start && wanted.window > 0 => {
                self.want_window(wanted.window - 1, Landing::Bottom);
            }
            Action::First if wanted.window > 0 => self.want_window(0, Landing::Top),
            _ if self.content.act(action) => self.follow_row(context),
            _ => return Reaction::Ignored,
        }
        Reaction::Done
    }

    /// Makes the frame of the selected row the one that is looked at.
    fn follow_row(&mut self, context: &mut Context) {
        let row = self.page.rows.get(self.content.selected);
        if let Some((frame, _)) = row.and_then(|row| row.carried) {
            context.frame = Some(frame);
            self.frame = Some(frame);
        }
    }

    /// Selects the row of the frame that is looked at.
    fn follow_frame(&mut self) {
        if let Some(row) = self.frame.and_then(|frame| self.page.row_of(frame)) {
            self.content.select(row);
        }
    }

    fn reader<'a>(&'a self, context: &'a Context) -> Reader<'a> {
        let start = context.entry().map(|entry| entry.session.start);
        Reader {
            context,
            window: &self.window,
            page: &self.page,
            client: self.client,
            is_control: self.is_control(),
            start: start.unwrap_or_default(),
            columns: self.hex_columns,
        }
    }
}

fn form_name(form: Form, context: &Context) -> &'static str {
    let texts = context.texts.stream;
    match form {
        Form::Text => texts.form_text,
        Form::Listing => texts.form_listing,
        Form::Hex => texts.form_hex,
    }
}

/// What is shown of what was encrypted.
fn seal_name(wire: bool, context: &Context) -> &'static str {
    let texts = context.texts.stream;
    if wire {
        texts.on_the_wire
    } else {
        texts.decrypted
    }
}
