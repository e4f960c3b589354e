//! The sessions screen: one row for each session, sorted and filtered.

mod digest;
mod roll;

use super::context::Context;
use super::keys::Action;
use super::overlay::Choice;
use super::parts::{Rows, paint_row, put};
use super::question::Question;
use super::screen::{Mouse, Reaction, Screen, ScreenId};
use super::wireshark;
use crate::engine::FTP_PORT;
use crate::views::pen::Ink;
use crate::views::story::cells::{COLUMNS, cells, headings};
use crate::views::story::quantities;
use crate::views::width::{padded, padded_left, shortened, width};
use digest::Filter;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use roll::Roll;

/// The columns of the list, in order; the last takes what room there is.
const NAMES: [&str; COLUMNS] = [
    "number",
    "time",
    "client",
    "server",
    "user",
    "mode",
    "transfers",
    "bytes",
    "end",
];
/// The column of the number.
const NUMBER: usize = 0;
/// The column of the time.
const TIME: usize = 1;
/// The column of the client.
const CLIENT: usize = 2;
/// The column of the server.
const SERVER: usize = 3;
/// The column of the user.
const USER: usize = 4;
/// The column of the mode.
const MODE: usize = 5;
/// The column of the transfers.
const TRANSFERS: usize = 6;
/// The column of the bytes.
const BYTES: usize = 7;
/// The last column.
const END: usize = 8;
/// The fewest and the most columns of the screen that are kept free for the last column.
const END_LEAST: (usize, usize) = (18, 40);
/// The columns before the first: the mark of what failed.
const MARK: usize = 2;
/// The columns between two columns of the list.
const GAP: usize = 2;
/// The columns of the screen below which ports of clients, and the usual one of servers, are left
/// out.
const HOSTS_ONLY: u16 = 100;
/// What gives way first where there is no room.
const GIVES_WAY: [usize; 6] = [TRANSFERS, NUMBER, MODE, TIME, SERVER, USER];

/// A row of the list.
struct Cells {
    cells: [String; COLUMNS],
    bad: bool,
    is_open: bool,
}

/// The screen.
pub struct SessionsScreen {
    roll: Roll,
    rows: Rows,
    typed: String,
    /// Whether the newest session is to be selected as soon as it comes.
    following: bool,
    hidden: [bool; COLUMNS],
    widths: [usize; COLUMNS],
    list: Rect,
    heading: Vec<(usize, u16, u16)>,
    restored: bool,
}

impl Default for SessionsScreen {
    fn default() -> Self {
        Self {
            roll: Roll::default(),
            rows: Rows::default(),
            typed: String::new(),
            following: true,
            hidden: [false; COLUMNS],
            widths: [0; COLUMNS],
            list: Rect::ZERO,
            heading: Vec::new(),
            restored: false,
        }
    }
}

impl SessionsScreen {
    /// Takes up what was remembered from the last run.
    fn restore(&mut self, context: &Context) {
        if std::mem::replace(&mut self.restored, true) {
            return;
        }
        let place = |name: &String| NAMES.iter().position(|one| one == name);
        if let Some((name, descending)) = &context.settings.sort
            && let Some(column) = place(name)
        {
            (self.roll.sort, self.roll.descending) = (column, *descending);
        }
        if let Some(columns) = &context.settings.columns {
            let shown: Vec<usize> = columns.iter().filter_map(place).collect();
            for (column, hidden) in self.hidden.iter_mut().enumerate() {
                *hidden = !shown.contains(&column) && column != END;
            }
        }
    }

    /// Puts the rows in order and keeps the selected session where it is on the screen.
    fn arrange(&mut self, context: &mut Context) {
        let chosen = self.roll.place(self.rows.selected);
        self.roll.sort_rows(context);
        let row = chosen.and_then(|place| self.roll.row(place));
        self.rows.keep(row.unwrap_or(0), self.roll.order.len());
        self.choose(context);
    }

    /// Says to the other screens which session is selected.
    fn choose(&mut self, context: &mut Context) {
        let chosen = self.roll.place(self.rows.selected);
        if chosen.is_some() && chosen != context.session {
            context.session = chosen;
            context.frame = None;
            context.connection = None;
        }
    }

    /// Takes notice of a move of the person who looks.
    fn moved(&mut self, context: &mut Context) {
        self.following = self.rows.selected + 1 >= self.roll.order.len();
        self.choose(context);
    }

    /// Whether the newest session is selected as soon as it comes.
    fn follows(&self, context: &Context) -> bool {
        self.following && context.follows() && self.roll.is_in_order_of_time()
    }

    fn sort_by(&mut self, column: usize, context: &mut Context) -> Reaction {
        let roll = &mut self.roll;
        if roll.sort == column {
            roll.descending = !roll.descending;
        } else {
            (roll.sort, roll.descending) = (column, false);
        }
        context.settings.sort = Some((NAMES[roll.sort].to_owned(), roll.descending));
        self.arrange(context);
        Reaction::Remember
    }

    /// The columns that are shown, where the screen has so many, and how wide each is.
    fn layout(&self, columns: usize) -> Vec<(usize, usize)> {
        let mut shown: Vec<usize> = (0..END).filter(|&column| !self.hidden[column]).collect();
        let taken = |shown: &[usize]| -> usize {
            MARK + shown
                .iter()
                .map(|&column| self.widths[column] + GAP)
                .sum::<usize>()
        };
        for column in GIVES_WAY {
            if taken(&shown) + (columns / 3).clamp(END_LEAST.0, END_LEAST.1) <= columns {
                break;
            }
            shown.retain(|&one| one != column);
        }
        let rest = columns.saturating_sub(taken(&shown));
        let mut layout: Vec<(usize, usize)> = shown
            .into_iter()
            .map(|column| (column, self.widths[column]))
            .collect();
        layout.push((END, rest));
        layout
    }

    /// The cells of a row of the list.
    fn cells(&self, context: &Context, row: usize) -> Option<Cells> {
        let entry = context.book.sessions.get(self.roll.place(row)?)?;
        let (mut cells, bad) = cells(context.subject(entry), entry.number);
        let start = self.roll.start.unwrap_or(entry.session.start);
        let before = row.checked_sub(1).and_then(|row| self.roll.place(row));
        let before = before.and_then(|place| context.book.sessions.get(place));
        let previous = before.map_or(start, |one| one.session.start);
        if self.list.width < HOSTS_ONLY {
            let session = &entry.session;
            cells[CLIENT] = session.client.address.to_string();
            if session.server.port == FTP_PORT {
                cells[SERVER] = session.server.address.to_string();
            }
        }
        let mut time = context.clock.shown(entry.session.start, start, previous);
        // Milliseconds are enough to tell sessions apart.
        time.truncate(time.len().saturating_sub(3));
        cells[TIME] = time;
        if context.book.captures.len() > 1 {
            cells[NUMBER] = format!("{}:{}", entry.capture + 1, entry.number);
        }
        Some(Cells {
            cells,
            bad,
            is_open: entry.is_open,
        })
    }

    fn draw_heading(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let headings = headings(context.texts);
        let style = context.theme.ink(Ink::Heading);
        let mut x = area.x + MARK as u16;
        self.heading.clear();
        for (column, columns) in self.layout(usize::from(area.width)) {
            let marked = column == self.roll.sort;
            let sign = match (marked, self.roll.descending) {
                (false, _) => "",
                (true, true) => context.pen.glyphs.down,
                (true, false) => context.pen.glyphs.up,
            };
            let text = format!("{}{sign}", headings[column]);
            let text = shortened(&text, columns, context.pen.glyphs.ellipsis);
            let text = if is_number(column) {
                padded_left(&text, columns)
            } else {
                text
            };
            put(buffer, context, (x, area.y), columns, &text, style);
            self.heading.push((column, x, columns as u16));
            x = x.saturating_add((columns + GAP) as u16);
        }
    }

    fn draw_row(
        &self,
        context: &Context,
        area: Rect,
        buffer: &mut Buffer,
        (y, row): (u16, usize),
        Cells {
            cells,
            bad,
            is_open,
        }: &Cells,
    ) {
        let theme = &context.theme;
        let glyphs = context.pen.glyphs;
        let ink = theme.ink(if *bad { Ink::Bad } else { Ink::Plain });
        if *bad {
            put(buffer, context, (area.x, y), 1, glyphs.lost, ink);
        }
        if *is_open {
            let ink = theme.ink(Ink::Waiting);
            put(buffer, context, (area.x + 1, y), 1, glyphs.open, ink);
        }
        let mut x = area.x + MARK as u16;
        for (column, columns) in self.layout(usize::from(area.width)) {
            let text = shortened(&cells[column], columns, context.pen.glyphs.ellipsis);
            let text = if is_number(column) {
                padded_left(&text, columns)
            } else {
                padded(&text, columns)
            };
            let style = if column == END {
                ink
            } else {
                theme.ink(Ink::Plain)
            };
            put(buffer, context, (x, y), columns, &text, style);
            x = x.saturating_add((columns + GAP) as u16);
        }
        if row == self.rows.selected {
            paint_row(buffer, area, y, theme.selected(true));
        }
    }

    /// The line under the list: how many sessions, transfers and failures.
    fn summary(&self, context: &Context) -> String {
        let texts = context.texts;
        let count = |number: usize| quantities::count(number as u64);
        let mut parts = vec![if self.typed.is_empty() {
            (texts.tui.sessions_shown)(&count(self.roll.all()))
        } else {
            (texts.tui.sessions_of)(&count(self.roll.order.len()), &count(self.roll.all()))
        }];
        parts.push((texts.transfers)(self.roll.transfers));
        parts.push((texts.tui.failures)(self.roll.failures));
        if !self.typed.is_empty() {
            let typed = context.pen.visible(self.typed.as_bytes());
            parts.push(format!("{} {typed}", texts.tui.filter_prompt));
        }
        if self.follows(context) {
            parts.push(texts.live.following.to_owned());
        }
        if context.book.let_go > 0 {
            parts.push((texts.live.let_go)(&quantities::count(context.book.let_go)));
        }
        parts.join(context.pen.glyphs.dot)
    }
}

/// Whether a column holds numbers, which stand at the right.
const fn is_number(column: usize) -> bool {
    matches!(column, NUMBER | TIME | TRANSFERS | BYTES)
}

impl Screen for SessionsScreen {
    fn refresh(&mut self, context: &mut Context) -> Option<Question> {
        self.restore(context);
        let height = usize::from(self.list.height);
        let chosen = context.session.and_then(|place| self.roll.row(place));
        if self.roll.refresh(context) {
            let row = context.session.and_then(|place| self.roll.row(place));
            if let (Some(_), Some(row)) = (chosen, row) {
                self.rows.keep(row, self.roll.order.len());
            }
        }
        self.rows.fit(self.roll.order.len(), height);
        if self.follows(context) {
            self.rows.select(self.roll.order.len().saturating_sub(1));
            self.choose(context);
        }
        if context.entry().is_none() {
            context.session = None;
            self.choose(context);
        }
        // Another screen may have gone to another session.
        let selected = self.roll.place(self.rows.selected);
        if let Some(place) = context.session.filter(|_| selected != context.session)
            && let Some(row) = self.roll.row(place)
        {
            self.rows.select(row);
        }
        None
    }

    fn draw(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let list = Rect {
            y: area.y + 1.min(area.height),
            height: area.height.saturating_sub(2),
            ..area
        };
        if self.list.width != list.width {
            self.widths = [0; COLUMNS];
        }
        self.list = list;
        self.rows
            .fit(self.roll.order.len(), usize::from(list.height));
        let visible: Vec<_> = self
            .rows
            .visible()
            .filter_map(|row| Some((row, self.cells(context, row)?)))
            .collect();
        for (widest, heading) in self.widths.iter_mut().zip(headings(context.texts)) {
            *widest = (*widest).max(width(heading) + 1);
        }
        for (_, row) in &visible {
            for (widest, cell) in self.widths.iter_mut().zip(&row.cells) {
                *widest = (*widest).max(width(cell));
            }
        }
        self.draw_heading(
            context,
            Rect {
                height: area.height.min(1),
                ..area
            },
            buffer,
        );
        for (y, (row, cells)) in (list.y..list.bottom()).zip(&visible) {
            self.draw_row(context, list, buffer, (y, *row), cells);
        }
        if visible.is_empty() {
            let texts = context.texts.tui;
            let empty = match (self.roll.all() == 0, context.book.finished) {
                (true, false) if context.book.is_live => context.texts.live.waiting,
                (true, false) => texts.reading,
                (true, true) => texts.no_sessions,
                (false, _) => texts.nothing_matches,
            };
            let room = usize::from(list.width).saturating_sub(MARK);
            put(
                buffer,
                context,
                (list.x + MARK as u16, list.y),
                room,
                empty,
                context.theme.ink(Ink::Faint),
            );
        }
        if area.height > 2 {
            let place = (area.x + MARK as u16, area.bottom() - 1);
            let room = usize::from(area.width).saturating_sub(MARK);
            put(
                buffer,
                context,
                place,
                room,
                &self.summary(context),
                context.theme.ink(Ink::Faint),
            );
        }
    }

    fn act(&mut self, action: Action, context: &mut Context) -> Reaction {
        if self.rows.act(action) {
            self.moved(context);
            return Reaction::Done;
        }
        match action {
            Action::Enter if self.roll.order.is_empty() => Reaction::Done,
            Action::Enter => Reaction::Open(ScreenId::Walkthrough),
            Action::Sort => {
                let shown: Vec<usize> = (0..COLUMNS).filter(|&one| !self.hidden[one]).collect();
                let next = shown.iter().find(|&&one| one > self.roll.sort);
                let next = next.or(shown.first());
                let next = next.copied().unwrap_or(NUMBER);
                self.roll.sort = COLUMNS;
                self.sort_by(next, context)
            }
            Action::Reverse => self.sort_by(self.roll.sort, context),
            _ => Reaction::Ignored,
        }
    }

    fn mouse(&mut self, mouse: Mouse, context: &mut Context) -> Reaction {
        match mouse {
            Mouse::Click(at) if at.y + 1 == self.list.y => {
                let hit = self
                    .heading
                    .iter()
                    .find(|(_, x, wide)| (*x..*x + *wide + GAP as u16).contains(&at.x));
                match hit {
                    Some(&(column, ..)) => self.sort_by(column, context),
                    None => Reaction::Ignored,
                }
            }
            Mouse::Click(at) => match self.rows.at(at, self.list) {
                Some(row) if row == self.rows.selected => Reaction::Open(ScreenId::Walkthrough),
                Some(row) => {
                    self.rows.select(row);
                    self.moved(context);
                    Reaction::Done
                }
                None => Reaction::Ignored,
            },
            Mouse::Wheel(_, rows) => {
                self.rows.scroll(rows);
                self.moved(context);
                Reaction::Done
            }
            Mouse::Drag(_) => Reaction::Ignored,
        }
    }

    fn filter(&self) -> Option<&str> {
        Some(&self.typed)
    }

    fn set_filter(&mut self, text: &str, context: &mut Context) {
        self.typed = text.to_owned();
        let chosen = self.roll.place(self.rows.selected);
        self.roll.narrow(Filter::new(text), context);
        self.rows
            .fit(self.roll.order.len(), usize::from(self.list.height));
        let kept = chosen.and_then(|place| self.roll.row(place));
        self.rows.select(kept.unwrap_or(0));
        self.choose(context);
    }

    fn search(&mut self, text: &str, forward: bool, context: &mut Context) -> Reaction {
        let wanted = Filter::new(text);
        let count = self.roll.order.len();
        let places = (1..=count).map(|distance| {
            let distance = if forward { distance } else { count - distance };
            (self.rows.selected + distance) % count
        });
        let holds = |&row: &usize| {
            let place = self.roll.order.get(row);
            let digest = place.and_then(|&place| self.roll.digest(place));
            digest.is_some_and(|digest| wanted.matches(digest))
        };
        match places.into_iter().find(holds) {
            Some(row) => {
                self.rows.select(row);
                self.moved(context);
                Reaction::Done
            }
            None => Reaction::Ignored,
        }
    }

    fn leave(&mut self) {
        // Who comes back wants to find what he has opened.
        self.following = false;
    }

    fn columns(&self, context: &Context) -> Vec<Choice> {
        let headings = headings(context.texts);
        (0..END)
            .map(|column| {
                let sign = if self.hidden[column] { ' ' } else { 'x' };
                Choice {
                    label: format!("[{sign}] {}", headings[column]),
                    value: NAMES[column].to_owned(),
                }
            })
            .collect()
    }

    fn toggle_column(&mut self, name: &str, context: &mut Context) {
        let Some(column) = NAMES.iter().position(|&one| one == name) else {
            return;
        };
        self.hidden[column] = !self.hidden[column];
        let shown = (0..COLUMNS).filter(|&one| !self.hidden[one]);
        context.settings.columns = Some(shown.map(|one| NAMES[one].to_owned()).collect());
    }

    fn place(&self, context: &Context) -> String {
        if self.roll.order.is_empty() {
            return String::new();
        }
        let row = self.rows.selected as u64 + 1;
        (context.texts.tui.session_of)(row, self.roll.order.len() as u64)
    }

    fn copies(&self, context: &Context) -> Vec<Choice> {
        let Some(Cells { cells, .. }) = self.cells(context, self.rows.selected) else {
            return Vec::new();
        };
        let texts = context.texts.tui;
        let Some(entry) = context.entry() else {
            return Vec::new();
        };
        let filter = wireshark::between(entry.session.client, entry.session.server);
        [
            (texts.copy_row, cells.join("  ")),
            (texts.copy_control_filter, filter),
        ]
        .map(|(label, value)| Choice {
            label: label.to_owned(),
            value,
        })
        .into()
    }
}
