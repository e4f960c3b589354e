//! The packets screen: frames, one of them in detail, its bytes.

mod bytes;
mod copies;
mod describe;
mod detail;
mod dissect;
mod handshake;
mod hunt;
mod line;
mod list;
mod listing;
mod matcher;
mod names;
mod numbers;
mod opened;
mod owners;
mod scope;
mod sealed;
mod tree;
mod veil;

#[cfg(test)]
mod tests;

use super::context::Context;
use super::keys::Action;
use super::overlay::Choice;
use super::parts::{Border, Division, draw_border};
use super::question::{Answer, Question};
use super::screen::{Mouse, Reaction, Screen};
use crate::decode::Packet;
use crate::net::Endpoint;
use detail::Detail;
use line::Looker;
use listing::Listing;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use scope::Scope;

pub use describe::describe;
pub use hunt::{Found, Unsealed};
pub use line::handshake as handshake_name;
pub use numbers::Numbers;

/// Why a frame cannot be looked at, in a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable(pub String);

/// TCP connections and the frames between which they count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flows {
    /// The connections by their endpoints, in either order.
    pub between: Vec<(Endpoint, Endpoint)>,
    /// The first frame that counts.
    pub first: u64,
    /// The last frame that counts.
    pub last: u64,
}

/// The frames of the captures, kept where they can be looked at again.
///
/// Captures are known by their place in the book, frames by their number.
pub trait Packets: Send + Sync {
    /// How many frames of a capture are known so far, whether or not they are still kept.
    fn count(&self, capture: usize) -> u64;

    /// The first frame of a capture that is still kept.
    fn first(&self, _capture: usize) -> u64 {
        1
    }

    /// A frame of a capture.
    ///
    /// # Errors
    ///
    /// Where it cannot be read again.
    fn packet(&self, capture: usize, number: u64) -> Result<Packet, Unavailable>;

    /// The numbers of the frames of a capture that belong to `flows`, in order. Quick even where
    /// there are millions: no frame is read for it.
    fn select(&self, capture: usize, flows: &Flows) -> Vec<u64>;
}

/// A pane of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pane {
    /// The list of frames.
    #[default]
    List,
    /// The fields of one.
    Tree,
    /// Its bytes.
    Bytes,
}

impl Pane {
    const ALL: [Self; 3] = [Self::List, Self::Tree, Self::Bytes];

    fn next(self) -> Self {
        match self {
            Self::List => Self::Tree,
            Self::Tree => Self::Bytes,
            Self::Bytes => Self::List,
        }
    }

    fn previous(self) -> Self {
        self.next().next()
    }
}

/// The columns and rows below which one pane is shown at a time.
const ROOMY: (u16, u16) = (64, 16);

/// The screen.
#[derive(Debug)]
pub struct PacketsScreen {
    listing: Listing,
    detail: Detail,
    /// What the detail was made from.
    detailed: Option<Detailed>,
    focus: Pane,
    /// Where each pane was drawn last, without its title.
    areas: [Rect; 3],
    /// Above the tree, and between it and the bytes.
    borders: [Border; 2],
    places_known: bool,
}

/// What a detail depends on: capture, frame, whether passwords are shown, sessions known.
type Detailed = (usize, Option<u64>, bool, usize);

impl Default for PacketsScreen {
    fn default() -> Self {
        Self {
            listing: Listing::default(),
            detail: Detail::default(),
            detailed: None,
            focus: Pane::List,
            areas: [Rect::ZERO; 3],
            borders: [
                Border::new("packets-list", Division::Rows, 45),
                Border::new("packets-tree", Division::Columns, 51),
            ],
            places_known: false,
        }
    }
}

impl PacketsScreen {
    /// What it takes to look at frames.
    fn looker(&self, context: &Context) -> Looker {
        self.listing.looker(context)
    }

    /// Takes the places of the borders from what was remembered, once.
    fn recall(&mut self, context: &Context) {
        if self.places_known {
            return;
        }
        self.places_known = true;
        for border in &mut self.borders {
            if let Some(&percent) = context.settings.borders.get(border.name) {
                border.percent = percent.clamp(5, 95);
            }
        }
    }

    /// Takes the frame apart that is looked at, if it is another one.
    fn detail(&mut self, context: &Context) {
        let wanted = (
            context.capture(),
            context.frame,
            context.show_passwords,
            self.listing.sessions_known(),
        );
        if self.detailed == Some(wanted) {
            return;
        }
        self.detailed = Some(wanted);
        let packet = match context.frame {
            Some(number) => context
                .packets
                .packet(wanted.0, number)
                .map_err(|unavailable| unavailable.0),
            None => Err(String::new()),
        };
        let looker = self.looker(context);
        self.detail.show(&looker, packet);
        if let Some(place) = self.listing.take_place() {
            match place.record {
                None => {
                    self.detail.sheet = None;
                    self.detail.select_byte(place.range.start);
                }
                Some(record) => self.detail.select_plain(record, place.range.start),
            }
        }
    }

    /// Where the panes are, each with its title above it.
    fn lay_out(&mut self, area: Rect) -> [(Rect, Rect); 3] {
        let nowhere = (Rect::ZERO, Rect::ZERO);
        if area.width < ROOMY.0 || area.height < ROOMY.1 {
            let mut panes = [nowhere; 3];
            panes[self.focus as usize] = titled(area);
            return panes;
        }
        let (title, inside) = titled(area);
        let [above, border, below] = self.borders[0].split(inside);
        let [left, between, right] = self.borders[1].split(below);
        let over = |pane: Rect| Rect {
            y: border.y,
            height: border.height,
            ..pane
        };
        let left_title = Rect {
            width: left.width + between.width,
            ..over(left)
        };
        [(title, above), (left_title, left), (over(right), right)]
    }

    fn pane_at(&self, at: Position) -> Option<Pane> {
        Pane::ALL
            .into_iter()
            .find(|&pane| self.areas[pane as usize].contains(at))
    }

    fn click(&mut self, at: Position, context: &mut Context) -> Reaction {
        // The border between the columns has no title, so it is looked at first.
        if self.borders[1].grasp(at) || self.borders[0].grasp(at) {
            return Reaction::Done;
        }
        let Some(pane) = self.pane_at(at) else {
            return Reaction::Ignored;
        };
        self.focus = pane;
        let area = self.areas[pane as usize];
        match pane {
            Pane::List => self.listing.click(at, area, context),
            Pane::Tree => {
                if let Some(row) = self.detail.rows.at(at, area) {
                    tree::click(&mut self.detail, row, at.x - area.x);
                }
            }
            Pane::Bytes => {
                if let Some(offset) = bytes::byte_at(&self.detail, area, at) {
                    self.detail.select_byte(offset);
                }
            }
        }
        Reaction::Done
    }

    fn drag(&mut self, at: Position, context: &mut Context) -> Reaction {
        for border in &mut self.borders {
            if border.drag(at) {
                let borders = &mut context.settings.borders;
                let known = borders.insert(border.name.to_owned(), border.percent);
                let same = known == Some(border.percent);
                return if same {
                    Reaction::Done
                } else {
                    Reaction::Remember
                };
            }
        }
        Reaction::Ignored
    }

    fn wheel(&mut self, at: Position, rows: i32) {
        match self.pane_at(at) {
            Some(Pane::List) => self.listing.scroll(rows),
            Some(Pane::Tree) => self.detail.rows.scroll_only(rows),
            Some(Pane::Bytes) => bytes::scroll(&mut self.detail, rows),
            None => {}
        }
    }
}

/// The packets of the session that is looked at.
pub fn of_session(context: &Context) -> Option<Numbers> {
    context.entry()?;
    Some(Scope::Session.numbers(context))
}

/// A pane as its title and what is under it.
fn titled(area: Rect) -> (Rect, Rect) {
    let title = Rect {
        height: area.height.min(1),
        ..area
    };
    let inside = Rect {
        y: area.y + title.height,
        height: area.height - title.height,
        ..area
    };
    (title, inside)
}

impl Screen for PacketsScreen {
    fn draw(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        self.recall(context);
        let panes = self.lay_out(area);
        self.areas = panes.map(|(_, inside)| inside);
        let texts = context.texts.packets;
        let titles = [
            self.listing.title(context),
            context
                .frame
                .map_or_else(String::new, |number| (texts.frame_title)(number)),
            bytes::title(&self.detail, context),
        ];
        for ((pane, (title, _)), words) in Pane::ALL.into_iter().zip(panes).zip(titles) {
            let words = context.pen.sentence(words);
            draw_border(buffer, context, title, &words, self.focus == pane);
        }
        let [list, fields, hexadecimal] = self.areas;
        if !fields.is_empty() && !hexadecimal.is_empty() {
            let between = Rect {
                x: fields.right(),
                width: 1,
                ..fields
            };
            draw_border(buffer, context, between, "", false);
        }
        if !list.is_empty() {
            self.listing
                .draw(context, list, self.focus == Pane::List, buffer);
        }
        if !fields.is_empty() {
            let focused = self.focus == Pane::Tree;
            tree::draw(&mut self.detail, context, fields, focused, buffer);
        }
        if !hexadecimal.is_empty() {
            let focused = self.focus == Pane::Bytes;
            bytes::draw(&mut self.detail, context, hexadecimal, focused, buffer);
        }
    }

    fn act(&mut self, action: Action, context: &mut Context) -> Reaction {
        match action {
            Action::NextPane => self.focus = self.focus.next(),
            Action::PreviousPane => self.focus = self.focus.previous(),
            Action::Scope => self.listing.turn_scope(context),
            Action::Wire => {
                if !self.detail.turn_sheet() {
                    let words = context.texts.packets.no_plaintext;
                    return Reaction::Say(words.to_owned());
                }
            }
            Action::Enter if self.focus == Pane::List => self.focus = Pane::Tree,
            Action::Enter if self.focus == Pane::Bytes => self.focus = Pane::Tree,
            action => {
                let taken = match self.focus {
                    Pane::List => self.listing.act(action, context),
                    Pane::Tree => self.detail.act(action),
                    Pane::Bytes => {
                        let area = self.areas[Pane::Bytes as usize];
                        bytes::act(&mut self.detail, action, area)
                    }
                };
                if !taken {
                    return Reaction::Ignored;
                }
            }
        }
        Reaction::Done
    }

    fn mouse(&mut self, mouse: Mouse, context: &mut Context) -> Reaction {
        match mouse {
            Mouse::Click(at) => self.click(at, context),
            Mouse::Drag(at) => self.drag(at, context),
            Mouse::Wheel(at, rows) => {
                self.wheel(at, rows);
                Reaction::Done
            }
        }
    }

    fn refresh(&mut self, context: &mut Context) -> Option<Question> {
        self.recall(context);
        self.listing.refresh(context);
        self.detail(context);
        self.listing.question(context)
    }

    fn search(&mut self, text: &str, forward: bool, context: &mut Context) -> Reaction {
        match self.listing.seek(text, forward, context) {
            Some(question) => Reaction::Ask(question),
            None => Reaction::Ignored,
        }
    }

    fn filter(&self) -> Option<&str> {
        Some(self.listing.filter())
    }

    fn set_filter(&mut self, text: &str, context: &mut Context) {
        self.listing.set_filter(text, context);
    }

    fn place(&self, context: &Context) -> String {
        self.listing.place(context)
    }

    fn packets(&self, _context: &Context) -> Option<Numbers> {
        self.listing.others_than_session()
    }

    fn copies(&self, context: &Context) -> Vec<Choice> {
        let looker = self.looker(context);
        let packet = self.detail.packet.as_ref();
        let line = packet.map(|packet| looker.line(packet));
        copies::copies(context, &looker, &self.detail, line.as_ref())
    }

    fn learn(&mut self, answer: Answer, context: &mut Context) -> Reaction {
        match answer {
            Answer::Found(found) => self.listing.learn(found, context),
            Answer::Opened(unsealed) => self.listing.learn_opened(unsealed, context),
            _ => Reaction::Ignored,
        }
    }
}
