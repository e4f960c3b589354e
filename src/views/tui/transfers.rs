//! The transfers screen: a table of transfers, and how fast the selected one was.

mod cells;
mod chart;
mod filter;
mod index;
mod series;

use super::context::Context;
use super::following::Subject;
use super::keys::Action;
use super::overlay::Choice;
use super::parts::{Border, Division, Rows, draw_border, paint_row, put};
use super::question::{Answer, Question};
use super::screen::{Mouse, Reaction, Screen, ScreenId};
use super::stream::{Carried, Preview};
use super::unsealing::Seal;
use super::wireshark;
use crate::session::{DataConnection, Session, Transfer};
use crate::views::pen::Ink;
use cells::Layout;
use filter::Filter;
use index::{Index, Place};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use series::Course;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// From this height on there is a chart below the table.
const WITH_CHART: u16 = 14;

/// How fast a transfer was, and what it carried.
#[derive(Debug)]
pub struct Series {
    place: Place,
    course: Option<Course>,
    preview: Preview,
}

/// The screen.
#[derive(Debug)]
pub struct TransfersScreen {
    border: Border,
    /// Whether the border stands where it was remembered to be.
    placed: bool,
    index: Index,
    rows: Rows,
    /// Whether only the session that is looked at is shown.
    one_session: bool,
    /// The session and the frame that were looked at last.
    known: (Option<usize>, Option<u64>),
    selected: Option<Place>,
    asked: Option<Place>,
    series: Option<Box<Series>>,
    /// Whether what was carried is shown below the table, and not how fast.
    shows_preview: bool,
    progress: Arc<AtomicU64>,
    table_area: Rect,
}

impl Default for TransfersScreen {
    fn default() -> Self {
        Self {
            border: Border::new("transfers-rows", Division::Rows, 60),
            placed: false,
            index: Index::default(),
            rows: Rows::default(),
            one_session: false,
            known: (None, None),
            selected: None,
            asked: None,
            series: None,
            shows_preview: false,
            progress: Arc::default(),
            table_area: Rect::ZERO,
        }
    }
}

impl Screen for TransfersScreen {
    fn draw(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let mut table = area;
        if area.height >= WITH_CHART {
            let [above, border, below] = self.border.split(area);
            table = above;
            let title = match self.shows_preview {
                true => self.preview_title(context),
                false => self.chart_title(context),
            };
            draw_border(buffer, context, border, &title, false);
            self.draw_below(context, below, buffer);
        } else {
            // A border that is not drawn cannot be grasped.
            let _ = self.border.split(Rect::ZERO);
        }
        self.draw_table(context, table, buffer);
    }

    fn act(&mut self, action: Action, context: &mut Context) -> Reaction {
        let texts = context.texts.transfers_screen;
        match action {
            Action::Enter => return self.open(context),
            Action::Preview => {
                self.shows_preview = !self.shows_preview;
                return Reaction::Done;
            }
            Action::Scope => {
                self.one_session = !self.one_session;
                self.settle_scope(context);
                self.index.rebuild(&context.book);
                self.find_selected();
                let words = match self.index.only {
                    Some(_) => texts.this_session,
                    None => texts.all_sessions,
                };
                return Reaction::Say(words.to_owned());
            }
            Action::Sort => self.index.column = self.index.column.next(),
            Action::Reverse => self.index.down = !self.index.down,
            _ if self.rows.act(action) => {
                self.follow_row(context);
                return Reaction::Done;
            }
            _ => return Reaction::Ignored,
        }
        self.index.sort(&context.book);
        self.find_selected();
        let heading = cells::heading(self.index.column, context);
        Reaction::Say((texts.sorted)(heading, self.index.down))
    }

    fn mouse(&mut self, mouse: Mouse, context: &mut Context) -> Reaction {
        match mouse {
            Mouse::Click(at) if self.border.grasp(at) => Reaction::Done,
            Mouse::Click(at) => {
                let Some(row) = self.rows.at(at, self.table_area) else {
                    return Reaction::Ignored;
                };
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
        let only = self.index.only;
        self.settle_scope(context);
        if self.index.only != only {
            self.index.rebuild(&context.book);
            self.find_selected();
        } else if self.index.extend(&context.book) {
            self.find_selected();
        }
        let looked_at = (context.session, context.frame);
        if self.known != looked_at {
            self.known = looked_at;
            self.follow_frame(context);
        }
        self.selected = self.index.shown.get(self.rows.selected).copied();
        self.question(context)
    }

    fn search(&mut self, text: &str, forward: bool, context: &mut Context) -> Reaction {
        let sought = Filter::new(text, context.texts);
        let matches = |&row: &usize| {
            let place = self.index.shown.get(row);
            place
                .and_then(|place| place.find(&context.book))
                .is_some_and(|(session, transfer)| sought.matches(session, transfer))
        };
        let Some(row) = self.rows.search(forward, matches) else {
            return Reaction::Ignored;
        };
        self.rows.select(row);
        self.follow_row(context);
        Reaction::Done
    }

    fn filter(&self) -> Option<&str> {
        Some(&self.index.filter.text)
    }

    fn set_filter(&mut self, text: &str, context: &mut Context) {
        self.index.filter = Filter::new(text, context.texts);
        self.index.rebuild(&context.book);
        self.find_selected();
    }

    fn place(&self, context: &Context) -> String {
        let texts = context.texts.transfers_screen;
        match self.rows.count() {
            0 => String::new(),
            rows => (texts.place)(self.rows.selected as u64 + 1, rows as u64),
        }
    }

    fn copies(&self, context: &Context) -> Vec<Choice> {
        let texts = context.texts.transfers_screen;
        let Some((place, session, transfer)) = self.looked_at(context) else {
            return Vec::new();
        };
        let choice = |label: &str, value: String| Choice {
            label: label.to_owned(),
            value,
        };
        let mut choices = Vec::new();
        if let Some(path) = cells::path(context, session, transfer) {
            choices.push(choice(texts.copy_path, path));
        }
        // Wide enough for all columns.
        let layout = Layout::new(context, 200);
        if let Some((line, _)) = layout.row(context, place) {
            choices.push(choice(texts.copy_line, line));
        }
        if let Some(connection) = connection(session, transfer) {
            let filter = wireshark::between(connection.initiator, connection.listener);
            choices.push(choice(texts.copy_filter, filter));
        }
        choices
    }

    fn learn(&mut self, answer: Answer, _context: &mut Context) -> Reaction {
        let Answer::Series(series) = answer else {
            return Reaction::Ignored;
        };
        if Some(series.place) == self.asked {
            self.series = Some(series);
        }
        Reaction::Done
    }
}

fn connection<'s>(session: &'s Session, transfer: &Transfer) -> Option<&'s DataConnection> {
    session.connections.get(transfer.connection? as usize)
}

impl TransfersScreen {
    fn settle_scope(&mut self, context: &Context) {
        let session = context.session.filter(|_| self.one_session);
        self.index.only = session.and_then(|session| u32::try_from(session).ok());
    }

    /// Keeps the selected transfer selected where it is still shown.
    fn find_selected(&mut self) {
        let row = self.selected.and_then(|place| self.index.row_of(place));
        self.rows
            .fit(self.index.shown.len(), self.table_area.height.into());
        self.rows.select(row.unwrap_or(0));
    }

    /// Selects the transfer of the session and the frame that are looked at.
    fn follow_frame(&mut self, context: &Context) {
        let session = context
            .session
            .and_then(|session| u32::try_from(session).ok());
        let row =
            session.and_then(|session| self.index.row_at(&context.book, session, context.frame));
        if let Some(row) = row {
            self.rows
                .fit(self.index.shown.len(), self.table_area.height.into());
            self.rows.select(row);
        }
    }

    /// Makes the selected transfer the one that is looked at.
    fn follow_row(&mut self, context: &mut Context) {
        self.selected = self.index.shown.get(self.rows.selected).copied();
        let Some((place, session, transfer)) = self.looked_at(context) else {
            return;
        };
        let frame = index::frame(session, transfer);
        let connection = transfer.connection;
        context.session = Some(place.session as usize);
        context.connection = connection;
        context.frame = frame;
        self.known = (context.session, context.frame);
    }

    fn looked_at<'c>(&self, context: &'c Context) -> Option<(Place, &'c Session, &'c Transfer)> {
        let place = *self.index.shown.get(self.rows.selected)?;
        let (session, transfer) = place.find(&context.book)?;
        Some((place, session, transfer))
    }

    /// Opens what the selected transfer carried, or the ladder where it carried nothing.
    fn open(&mut self, context: &mut Context) -> Reaction {
        if self.looked_at(context).is_none() {
            return Reaction::Ignored;
        }
        self.follow_row(context);
        Reaction::Open(match context.connection {
            Some(_) => ScreenId::Stream,
            None => ScreenId::Walkthrough,
        })
    }

    /// Asks how fast the selected transfer was, unless that is known or nothing was carried.
    fn question(&mut self, context: &Context) -> Option<Question> {
        let (place, session, transfer) = self.looked_at(context)?;
        if self.asked == Some(place) {
            return None;
        }
        self.asked = Some(place);
        self.series = None;
        let connection = connection(session, transfer);
        let connection = connection.filter(|one| one.established && carried(one))?;
        let entry = context.book.sessions.get(place.session as usize)?;
        let sender = transfer.sender;
        let carried = Carried {
            subject: Subject {
                capture: entry.capture,
                ends: (connection.initiator, connection.listener),
                frames: (connection.first_frame, connection.last_frame),
            },
            seal: Seal::of_data(connection),
            sender: sender.unwrap_or_else(|| connection.main_direction()),
            is_listing: transfer.verb.is_some_and(|verb| verb.is_listing()),
        };
        let has_course = has_course(connection);
        let times = (connection.start, connection.end);
        self.progress = Arc::default();
        let progress = Arc::clone(&self.progress);
        Some(Question::new(ScreenId::Transfers, move |packets, stop| {
            let preview = Preview::read(&carried, packets, stop)?;
            let course = match has_course {
                true => Some(Course::read(
                    (carried.subject, times, carried.sender),
                    packets,
                    stop,
                    &progress,
                )?),
                false => None,
            };
            Some(Answer::Series(Box::new(Series {
                place,
                course,
                preview,
            })))
        }))
    }

    fn draw_table(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let texts = context.texts.transfers_screen;
        let style = context.theme.ink(Ink::Faint);
        let room = usize::from(area.width);
        let mut rows = area;
        if area.height > 3 {
            let words = self.summary(context);
            put(buffer, context, (area.x, area.y), room, &words, style);
            (rows.y, rows.height) = (rows.y + 1, rows.height - 1);
        }
        let layout = Layout::new(context, room);
        if rows.height > 1 {
            let sorted = (self.index.column, self.index.down);
            layout.draw_headings(context, sorted, rows, buffer);
            (rows.y, rows.height) = (rows.y + 1, rows.height - 1);
        }
        self.table_area = rows;
        self.rows.fit(self.index.shown.len(), rows.height.into());
        if self.index.shown.is_empty() && rows.height > 0 {
            let words = if self.index.all == 0 {
                texts.nothing
            } else {
                texts.nothing_matches
            };
            put(buffer, context, (rows.x, rows.y), room, words, style);
        }
        for (row, y) in self.rows.visible().zip(rows.top()..rows.bottom()) {
            let place = self.index.shown.get(row);
            let Some((line, ink)) = place.and_then(|&place| layout.row(context, place)) else {
                continue;
            };
            let style = context.theme.ink(ink);
            put(buffer, context, (rows.x, y), room, &line, style);
            if row == self.rows.selected {
                paint_row(buffer, rows, y, context.theme.selected(true));
            }
        }
    }

    /// How many transfers are shown, of what, and the filter.
    fn summary(&self, context: &Context) -> String {
        let texts = context.texts.transfers_screen;
        let scope = match self.index.only {
            Some(_) => texts.this_session,
            None => texts.all_sessions,
        };
        let count = (texts.shown)(self.index.shown.len() as u64, self.index.all as u64);
        let mut parts = vec![scope.to_owned(), count];
        if !self.index.filter.text.is_empty() {
            let text = context.pen.visible(self.index.filter.text.as_bytes());
            parts.push((texts.filtered)(&text));
        }
        parts.join(context.pen.glyphs.dot)
    }

    /// What the chart shows, and what its marks stand for.
    fn chart_title(&self, context: &Context) -> String {
        let texts = context.texts.transfers_screen;
        let mut parts = vec![texts.throughput.to_owned()];
        let series = self.series_of_selected();
        if let Some(course) = series.and_then(|series| series.course.as_ref()) {
            let total = course.total();
            if total.retransmitted > 0 {
                parts.push((texts.retransmissions)(
                    chart::RETRANSMITTED,
                    total.retransmitted,
                ));
            }
            if total.zero_windows > 0 {
                parts.push((texts.zero_windows)(chart::ZERO_WINDOW, total.zero_windows));
            }
        }
        parts.join(context.pen.glyphs.dot)
    }

    fn series_of_selected(&self) -> Option<&Series> {
        let series = self.series.as_deref();
        series.filter(|series| Some(series.place) == self.selected)
    }

    /// What the preview shows.
    fn preview_title(&self, context: &Context) -> String {
        let mut parts = vec![context.texts.transfers_screen.preview.to_owned()];
        if let Some(series) = self.series_of_selected() {
            parts.push(series.preview.title(context));
        }
        parts.retain(|part| !part.is_empty());
        parts.join(context.pen.glyphs.dot)
    }

    /// Draws how fast the selected transfer was, or what it carried.
    fn draw_below(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let texts = context.texts.transfers_screen;
        let Some((place, session, transfer)) = self.looked_at(context) else {
            return;
        };
        let connection = connection(session, transfer);
        let words = match (connection, self.series_of_selected()) {
            (Some(connection), _) if !connection.established => {
                let entry = context.book.sessions.get(place.session as usize);
                entry.map_or_else(String::new, |entry| {
                    context.subject(entry).attempt(connection)
                })
            }
            (Some(connection), _) if !carried(connection) => texts.carried_nothing.to_owned(),
            (Some(_), Some(series)) if self.shows_preview => {
                series.preview.draw(context, area, buffer);
                return;
            }
            (Some(connection), _) if !has_course(connection) && !self.shows_preview => {
                texts.at_once.to_owned()
            }
            (Some(_), Some(series)) => {
                if let Some(course) = &series.course {
                    chart::draw(context, course, area, buffer);
                }
                return;
            }
            (Some(_), None) => {
                let percent = self.progress.load(Ordering::Relaxed);
                (context.texts.stream.progress)(percent)
            }
            (None, _) => texts.no_connection.to_owned(),
        };
        let style = context.theme.ink(Ink::Faint);
        let words = context.pen.sentence(words);
        if area.height > 0 {
            put(
                buffer,
                context,
                (area.x, area.y),
                area.width.into(),
                &words,
                style,
            );
        }
    }
}

fn carried(connection: &DataConnection) -> bool {
    connection.sent.iter().any(|sent| sent.bytes > 0)
}

/// Whether there is anything to draw over time.
fn has_course(connection: &DataConnection) -> bool {
    connection.established && carried(connection) && connection.end > connection.start
}
