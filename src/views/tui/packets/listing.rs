//! The list of frames: which are in it, which is selected, and what is looked for among them.

use super::hunt::{Filtering, Found, Seeking, Unsealed, opening};
use super::line::{Line, Looker};
use super::list::{self, Shown};
use super::matcher::Place;
use super::numbers::Numbers;
use super::opened::{Opened, Openings};
use super::owners::{Owners, Part};
use super::scope::Scope;
use crate::net::Time;
use crate::views::pen::Pen;
use crate::views::tui::context::Context;
use crate::views::tui::keys::Action;
use crate::views::tui::parts::Rows;
use crate::views::tui::question::Question;
use crate::views::tui::screen::Reaction;
use crate::views::tui::settings::Language;
use crate::views::visible::visible;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::collections::HashMap;
use std::sync::Arc;

/// The lines that are kept.
const LINES: usize = 512;

/// What the lines depend on: capture, language, whether passwords are shown, sessions known, and
/// whether there is more than ASCII.
type Told = (usize, Language, bool, usize, bool);

/// What of TLS was read again is kept of so many places.
const OPENED: usize = 16;
/// The rows that are looked at for TLS that could be read again, where it is not known how many are
/// visible.
const AHEAD: usize = 64;

/// What is looked at: the first row, the selected one, how many there are, and what is known.
type Seen = (usize, usize, usize, usize, usize);

/// The list of frames.
#[derive(Debug, Default)]
pub struct Listing {
    owners: Arc<Owners>,
    scope: Scope,
    /// The capture and the session that the scope was worked out for.
    of: Option<(usize, Option<usize>, Scope)>,
    base: Numbers,
    /// What of the session the list was worked out from.
    revision: u64,
    filter: String,
    filtering: Option<Filtering>,
    seeking: Option<Seeking>,
    /// The piece of work whose answer is awaited, and the one that comes after it.
    asked: Option<u64>,
    id: u64,
    rows: Rows,
    /// The frame that the list follows.
    followed: Option<u64>,
    /// Where the text that was found stands in its frame.
    place: Option<Place>,
    /// The TLS that was read again, the latest last, and how often some was.
    opened: Vec<Arc<Opened>>,
    openings: Openings,
    unsealed: usize,
    /// The rows of which everything is read that can be.
    read: Option<Seen>,
    told: Option<Told>,
    lines: HashMap<u64, Line>,
}

impl Listing {
    /// What it takes to look at frames.
    pub fn looker(&self, context: &Context) -> Looker {
        Looker {
            texts: context.texts,
            pen: Pen::new(false, context.pen.is_unicode()),
            owners: self.owners.clone(),
            capture: context.capture(),
            show_passwords: context.show_passwords,
            opened: self.opened.clone(),
            openings: self.openings.clone(),
        }
    }

    /// What is known of sessions and of their TLS: another number where that is more.
    pub fn sessions_known(&self) -> usize {
        self.owners.lessons() + self.unsealed
    }

    /// What the frames are filtered by.
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// Where the text that was found stands in its frame, once.
    pub fn take_place(&mut self) -> Option<Place> {
        self.place.take()
    }

    /// The frames that are listed, where they are others than those of the session.
    pub fn others_than_session(&self) -> Option<Numbers> {
        let is_session = self.scope == Scope::Session && self.filtering.is_none();
        (!is_session).then(|| self.numbers().clone())
    }

    /// The frames that are listed.
    fn numbers(&self) -> &Numbers {
        match &self.filtering {
            Some(filtering) => &filtering.found,
            None => &self.base,
        }
    }

    /// Takes notice of what has changed.
    pub fn refresh(&mut self, context: &mut Context) {
        if self.owners.is_behind(&context.book) {
            Arc::make_mut(&mut self.owners).learn(&context.book);
        }
        let session = (context.capture(), context.session);
        let other = self
            .of
            .is_none_or(|(capture, entry, _)| (capture, entry) != session);
        if other {
            let stale = self.of.is_some() && context.frame == self.followed;
            self.turn_to(self.scope.within(context), context);
            if stale {
                context.frame = None;
            }
            self.followed = None;
        }
        if !context.paused {
            self.go_on(context);
        }
        self.follow(context);
    }

    /// Lists what has come since; who looks at the last frame looks at the last one then.
    fn go_on(&mut self, context: &mut Context) {
        let revision = context.entry().map_or(0, |entry| entry.revision);
        let is_whole = matches!(self.base, Numbers::All(..));
        if !is_whole && revision == self.revision {
            return;
        }
        self.revision = revision;
        let before = self.numbers().len();
        let at_end = self.rows.selected + 1 >= before && context.frame == self.followed;
        let base = self.scope.numbers(context);
        let continues = base.continues(&self.base);
        self.base = base;
        if !continues {
            self.let_go(context);
        }
        let count = self.numbers().len();
        if at_end && context.follows() && count > before {
            self.rows.fit(count, self.rows.height());
            self.rows.select(count - 1);
            self.settle(context);
        }
    }

    /// The list begins elsewhere: what is selected stays where it is on the screen, and a filter
    /// begins anew.
    fn let_go(&mut self, context: &Context) {
        if self.filtering.is_some() {
            return self.narrow();
        }
        self.seeking = None;
        self.asked = None;
        if let Some(Ok(row)) = context.frame.map(|frame| self.base.row(frame)) {
            self.rows.keep(row, self.base.len());
        }
    }

    /// Works the list out anew, for another scope.
    fn turn_to(&mut self, scope: Scope, context: &Context) {
        self.scope = scope;
        self.of = Some((context.capture(), context.session, scope));
        self.revision = context.entry().map_or(0, |entry| entry.revision);
        self.base = scope.numbers(context);
        self.narrow();
    }

    /// Begins to filter, where there is a filter.
    fn narrow(&mut self) {
        let is_empty = self.filter.trim().is_empty();
        self.filtering = (!is_empty).then(|| Filtering::new(&self.filter));
        self.seeking = None;
        self.asked = None;
        self.rows.fit(self.numbers().len(), self.rows.height());
    }

    /// Shows the frame that was chosen elsewhere; the scope is widened where it is not in it.
    fn follow(&mut self, context: &mut Context) {
        let count = self.numbers().len();
        self.rows.fit_loosely(count, self.rows.height());
        let Some(wanted) = context.frame else {
            context.frame = self.numbers().get(self.rows.selected);
            self.followed = context.frame;
            return;
        };
        let elsewhere = self.followed != Some(wanted);
        self.followed = Some(wanted);
        match self.numbers().row(wanted) {
            Ok(row) => {
                if row != self.rows.selected {
                    self.rows.select(row);
                }
            }
            Err(_) if elsewhere => self.widen(wanted, context),
            // A filter has not come to it yet, or has left it out.
            Err(_) => {}
        }
    }

    fn widen(&mut self, wanted: u64, context: &Context) {
        self.filter.clear();
        self.narrow();
        while self.base.row(wanted).is_err() && self.scope != Scope::All {
            self.turn_to(self.scope.wider(), context);
        }
        let (Ok(row) | Err(row)) = self.base.row(wanted);
        self.rows.fit(self.base.len(), self.rows.height());
        self.rows.select(row);
    }

    /// Makes the selected row the frame that is looked at.
    fn settle(&mut self, context: &mut Context) {
        if let Some(number) = self.numbers().get(self.rows.selected) {
            context.frame = Some(number);
            self.followed = Some(number);
        }
    }

    /// Lists the frames of the next scope.
    pub fn turn_scope(&mut self, context: &mut Context) {
        let connection = self.connection(context).or(context.connection);
        let next = self.scope.next(connection).within(context);
        self.turn_to(next, context);
        if let Some(frame) = context.frame {
            let (Ok(row) | Err(row)) = self.numbers().row(frame);
            self.rows.select(row);
        }
        if self.filtering.is_none() {
            self.settle(context);
        }
    }

    /// The data connection of the session that the selected frame belongs to.
    fn connection(&self, context: &Context) -> Option<u32> {
        let looker = self.looker(context);
        let packet = context
            .packets
            .packet(looker.capture, context.frame?)
            .ok()?;
        let owner = looker.glance(&packet).owner?;
        match owner.part {
            Part::Data(index) if Some(owner.entry) == context.session => Some(index),
            _ => None,
        }
    }

    /// Takes an action of the list; returns whether it is one.
    pub fn act(&mut self, action: Action, context: &mut Context) -> bool {
        let taken = self.rows.act(action);
        if taken {
            self.settle(context);
        }
        taken
    }

    /// Selects the row that was clicked; the first row of the area is the heading.
    pub fn click(&mut self, at: Position, area: Rect, context: &mut Context) {
        if let Some(row) = self.rows.at(at, under_heading(area)) {
            self.rows.select(row);
            self.settle(context);
        }
    }

    /// Moves what is visible.
    pub fn scroll(&mut self, rows: i32) {
        self.rows.scroll_only(rows);
    }

    /// Narrows the list.
    pub fn set_filter(&mut self, text: &str, context: &mut Context) {
        if text == self.filter {
            return;
        }
        text.clone_into(&mut self.filter);
        self.narrow();
        if self.filtering.is_none() {
            self.follow(context);
        }
    }

    /// The next piece of work, where none is awaited.
    pub fn question(&mut self, context: &Context) -> Option<Question> {
        if self.asked.is_some() {
            return None;
        }
        let id = self.id + 1;
        let looker = self.looker(context);
        let unread = match self.seeking {
            Some(_) => None,
            None => self.unread(&looker, context),
        };
        let question = match (&self.seeking, &self.filtering) {
            (Some(seeking), _) => seeking.piece(id, looker, self.numbers()),
            _ if let Some(number) = unread => opening(id, looker, number),
            (None, Some(filtering)) if filtering.next < self.base.len() => {
                filtering.piece(id, looker, &self.base)
            }
            _ => return None,
        };
        self.id = id;
        self.asked = Some(id);
        Some(question)
    }

    /// The first visible frame whose TLS could be read again and was not.
    fn unread(&mut self, looker: &Looker, context: &Context) -> Option<u64> {
        if !self.owners.has_tls() {
            return None;
        }
        let count = self.numbers().len();
        let (top, height) = (self.rows.top, self.rows.height());
        let seen = self.seen();
        if self.read == Some(seen) {
            return None;
        }
        let height = if height == 0 { AHEAD } else { height };
        let visible = top..count.min(top + height);
        let rows = std::iter::once(self.rows.selected).chain(visible);
        let mut numbers = rows.filter_map(|row| self.numbers().get(row));
        let unread = numbers.find(|&number| {
            let packet = context.packets.packet(looker.capture, number);
            packet.is_ok_and(|packet| looker.unopened(&packet).is_some())
        });
        if unread.is_none() {
            self.read = Some(seen);
        }
        unread
    }

    fn seen(&self) -> Seen {
        let (top, selected) = (self.rows.top, self.rows.selected);
        let (height, count) = (self.rows.height(), self.numbers().len());
        (top, selected, height, count, self.sessions_known())
    }

    /// Takes TLS that was read again.
    pub fn learn_opened(&mut self, unsealed: Unsealed, context: &Context) -> Reaction {
        if self.asked != Some(unsealed.id) {
            return Reaction::Ignored;
        }
        self.asked = None;
        if unsealed.opened.is_empty() {
            // It cannot be read, so it is not asked for again before there is something else.
            self.read = Some(self.seen());
        }
        self.keep(unsealed.opened);
        match self.question(context) {
            Some(question) => Reaction::Ask(question),
            None => Reaction::Done,
        }
    }

    fn keep(&mut self, opened: Vec<Arc<Opened>>) {
        for one in opened {
            let known = self.opened.iter().any(|known| Arc::ptr_eq(known, &one));
            if known {
                continue;
            }
            if self.opened.len() >= OPENED {
                self.opened.remove(0);
            }
            self.opened.push(one);
            self.unsealed += 1;
        }
    }

    /// Looks for text from the selected row on.
    pub fn seek(&mut self, text: &str, forward: bool, context: &Context) -> Option<Question> {
        self.seeking = Seeking::new(text, self.rows.selected, forward, self.numbers());
        self.seeking.as_ref()?;
        // It comes before a piece of filtering, which is asked again later.
        self.asked = None;
        self.question(context)
    }

    /// Takes what a piece of work has found.
    pub fn learn(&mut self, found: Found, context: &mut Context) -> Reaction {
        if self.asked != Some(found.id) {
            return Reaction::Ignored;
        }
        self.asked = None;
        let mut said = None;
        if let Some(seeking) = &mut self.seeking {
            match (found.hit, found.next) {
                (Some((number, place)), _) => {
                    self.seeking = None;
                    self.place = place;
                    self.keep(found.opened);
                    let (Ok(row) | Err(row)) = self.numbers().row(number);
                    self.rows.select(row);
                    self.settle(context);
                }
                (None, Some(next)) => seeking.advance(next),
                (None, None) => {
                    let text = visible(seeking.text.as_bytes());
                    said = Some((context.texts.tui.not_found)(&text));
                    self.seeking = None;
                }
            }
        } else if let Some(filtering) = &mut self.filtering {
            let before = filtering.found.len();
            filtering.next = found.next.unwrap_or(filtering.next);
            filtering.found.extend(found.numbers);
            let is_done = filtering.next >= self.base.len();
            let count = self.numbers().len();
            let at_end = before > 0 && self.rows.selected + 1 >= before;
            self.rows.fit(count, self.rows.height());
            self.approach(is_done, context);
            if at_end && context.follows() {
                self.rows.select(count.saturating_sub(1));
                self.settle(context);
            }
        }
        match (said, self.question(context)) {
            (Some(said), _) => Reaction::Say(said),
            (None, Some(question)) => Reaction::Ask(question),
            (None, None) => Reaction::Done,
        }
    }

    /// Selects what is nearest to the frame that is looked at, once the filter has come to it.
    fn approach(&mut self, is_done: bool, context: &mut Context) {
        let Some(frame) = context.frame else {
            return self.settle(context);
        };
        match self.numbers().row(frame) {
            Ok(row) => self.rows.select(row),
            Err(row) if row < self.numbers().len() || is_done => {
                self.rows.select(row);
                self.settle(context);
            }
            Err(_) => {}
        }
    }

    /// What is listed, and how many frames that are.
    pub fn title(&self, context: &Context) -> String {
        let texts = context.texts.packets;
        let dot = context.pen.glyphs.dot;
        let scope = self.scope.name(context);
        let whole = self.base.len() as u64;
        let Some(filtering) = &self.filtering else {
            return format!("{scope}{dot}{}", (texts.frames)(whole));
        };
        let filter = (texts.filter)(&context.pen.visible(self.filter.as_bytes()));
        let count = (texts.frames_of)(filtering.found.len() as u64, whole);
        format!("{scope}{dot}{count}{dot}{filter}")
    }

    /// Where the selected frame stands, and what is going on.
    pub fn place(&self, context: &Context) -> String {
        let texts = context.texts.packets;
        let count = self.numbers().len();
        let row = (self.rows.selected + 1).min(count);
        let place = format!("{row}/{count}");
        let work = match (&self.seeking, &self.filtering) {
            (Some(_), _) => texts.searching,
            (None, Some(filtering)) if filtering.next < self.base.len() => texts.filtering,
            _ => return place,
        };
        format!("{work} {place}")
    }

    /// Draws the visible rows.
    pub fn draw(&mut self, context: &Context, area: Rect, focused: bool, buffer: &mut Buffer) {
        let height = under_heading(area).height;
        self.rows.fit_loosely(self.numbers().len(), height.into());
        let looker = self.looker(context);
        self.forget(context);
        let visible = self.rows.visible();
        let before = visible.start.saturating_sub(1);
        let numbers: Vec<u64> = (before..visible.end)
            .filter_map(|row| self.numbers().get(row))
            .collect();
        for &number in &numbers {
            self.learn_line(&looker, context, number);
        }
        let first = self.start(context);
        let lines: Vec<&Line> = numbers
            .iter()
            .filter_map(|number| self.lines.get(number))
            .collect();
        let mut previous = lines.first().map_or(first, |line| line.time);
        let mut shown = Vec::with_capacity(lines.len());
        let top = self.numbers().get(visible.start);
        for line in lines {
            let is_visible = top.is_some_and(|top| line.number >= top);
            if is_visible {
                shown.push(Shown {
                    line,
                    previous,
                    selected: context.frame == Some(line.number),
                });
            }
            previous = line.time;
        }
        list::draw(context, area, buffer, &shown, first, focused);
    }

    /// The moment that times are counted from.
    fn start(&self, context: &Context) -> Time {
        let entry = context.entry().filter(|_| self.scope != Scope::All);
        if let Some(entry) = entry {
            return entry.session.start;
        }
        let capture = context.capture();
        let first = context
            .packets
            .packet(capture, context.packets.first(capture));
        first.map_or(Time(0), |packet| packet.time)
    }

    /// Forgets the lines where they would be others now.
    fn forget(&mut self, context: &Context) {
        let told = (
            context.capture(),
            context.language,
            context.show_passwords,
            self.sessions_known(),
            context.pen.is_unicode(),
        );
        if self.told != Some(told) || self.lines.len() > LINES {
            self.lines.clear();
            self.told = Some(told);
        }
    }

    fn learn_line(&mut self, looker: &Looker, context: &Context, number: u64) {
        if self.lines.contains_key(&number) {
            return;
        }
        let packet = context.packets.packet(looker.capture, number);
        let line = match packet {
            Ok(packet) => looker.line(&packet),
            Err(unavailable) => Line::missing(number, &visible(unavailable.0.as_bytes())),
        };
        self.lines.insert(number, line);
    }
}

/// The rows of a list under its heading.
fn under_heading(area: Rect) -> Rect {
    Rect {
        y: area.y + area.height.min(1),
        height: area.height.saturating_sub(1),
        ..area
    }
}
