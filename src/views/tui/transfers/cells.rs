//! The table of transfers: which columns there are room for, and what stands in them.

use super::filter::failed;
use super::index::{Column, Place, rate};
use crate::session::transfer::Way;
use crate::session::{Mode, Security, Session, Transfer, TransferOutcome};
use crate::views::pen::Ink;
use crate::views::story::quantities;
use crate::views::tui::context::Context;
use crate::views::tui::parts::put;
use crate::views::width::{padded, padded_left, shortened, shortened_at_start, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A column of the table with its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    cell: Cell,
    columns: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Way,
    Of(Column),
}

/// The columns that have room in a table of some width.
#[derive(Debug)]
pub struct Layout {
    slots: Vec<Slot>,
}

/// The fewest columns that a path takes.
const PATH: usize = 10;

/// The fewest columns that the outcome takes.
const OUTCOME: usize = 10;

/// The columns that both endpoints take: two addresses of IPv4 with their ports.
const ENDPOINTS: usize = 45;

impl Layout {
    /// The columns for a table that is so wide.
    pub fn new(context: &Context, room: usize) -> Self {
        let texts = context.texts.transfers_screen;
        let sessions = context.book.sessions.len().to_string().len();
        let modes = [
            context.texts.active,
            context.texts.passive,
            context.texts.default_port,
            texts.column_mode,
        ];
        let mode = modes.iter().map(|mode| width(mode)).max().unwrap_or(0);
        let way = [Way::Download, Way::Upload].map(|way| width(sign(context, way)));
        let way = way.into_iter().max().unwrap_or(1);
        // A heading needs room for the arrow behind it.
        let session = sessions.max(width(texts.column_session) + 1);
        let command = 4.max(width(texts.column_command) + 1);
        let slot = |column, columns| Slot {
            cell: Cell::Of(column),
            columns,
        };
        let mut slots = vec![
            slot(Column::Session, session),
            Slot {
                cell: Cell::Way,
                columns: way,
            },
            slot(Column::Command, command),
            slot(Column::Path, PATH),
            slot(Column::Bytes, 7),
            slot(Column::Rate, 9),
            slot(Column::Mode, mode),
            slot(Column::Endpoints, ENDPOINTS),
            slot(Column::Outcome, OUTCOME),
        ];
        let taken = |slots: &[Slot]| slots.iter().map(|slot| slot.columns + 1).sum::<usize>();
        // What is left out first where there is no room.
        for column in [
            Column::Endpoints,
            Column::Mode,
            Column::Rate,
            Column::Session,
            Column::Bytes,
        ] {
            if taken(&slots) > room + 1 {
                slots.retain(|slot| slot.cell != Cell::Of(column));
            }
        }
        let spare = (room + 1).saturating_sub(taken(&slots));
        for slot in &mut slots {
            match slot.cell {
                Cell::Of(Column::Path) => slot.columns += spare / 2,
                Cell::Of(Column::Outcome) => slot.columns += spare - spare / 2,
                _ => {}
            }
        }
        Self { slots }
    }

    /// Draws the headings; an arrow stands where the table is sorted.
    pub fn draw_headings(
        &self,
        context: &Context,
        (column, down): (Column, bool),
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let style = context.theme.ink(Ink::Heading);
        let arrow = match (down, context.pen.is_unicode()) {
            (true, true) => "▼",
            (false, true) => "▲",
            (true, false) => "v",
            (false, false) => "^",
        };
        let cells = self.slots.iter().map(|slot| match slot.cell {
            Cell::Way => String::new(),
            Cell::Of(own) if own == column => format!("{}{arrow}", heading(own, context)),
            Cell::Of(own) => heading(own, context).to_owned(),
        });
        let line = self.line(context, cells);
        put(
            buffer,
            context,
            (area.x, area.y),
            area.width.into(),
            &line,
            style,
        );
    }

    /// A transfer as a line of the table, and its colour.
    pub fn row(&self, context: &Context, place: Place) -> Option<(String, Ink)> {
        let (session, transfer) = place.find(&context.book)?;
        let cells = self.slots.iter().map(|slot| match slot.cell {
            Cell::Way => transfer.way.map_or("", |way| sign(context, way)).to_owned(),
            Cell::Of(column) => cell(column, context, place, session, transfer),
        });
        let line = self.line(context, cells);
        let ink = match (failed(transfer), transfer.outcome) {
            (true, TransferOutcome::Unknown) => Ink::Waiting,
            (true, _) => Ink::Bad,
            (false, _) => Ink::Plain,
        };
        Some((line, ink))
    }

    fn line(&self, context: &Context, cells: impl Iterator<Item = String>) -> String {
        let ellipsis = context.pen.glyphs.ellipsis;
        let mut line = String::new();
        for (slot, cell) in self.slots.iter().zip(cells) {
            let columns = slot.columns;
            let cell = match slot.cell {
                // Of a path the end tells most.
                Cell::Of(Column::Path) => {
                    padded(&shortened_at_start(&cell, columns, ellipsis), columns)
                }
                Cell::Of(Column::Session | Column::Bytes | Column::Rate) => {
                    padded_left(&shortened(&cell, columns, ellipsis), columns)
                }
                _ => padded(&shortened(&cell, columns, ellipsis), columns),
            };
            line.push_str(&cell);
            line.push(' ');
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// The sign of a way: an arrow, or a word in ASCII.
fn sign(context: &Context, way: Way) -> &'static str {
    crate::views::tui::stream::sign(context, way)
}

/// The heading of a column.
pub fn heading(column: Column, context: &Context) -> &'static str {
    let texts = context.texts.transfers_screen;
    match column {
        Column::Session => texts.column_session,
        Column::Command => texts.column_command,
        Column::Path => texts.column_path,
        Column::Bytes => texts.column_bytes,
        Column::Rate => texts.column_rate,
        Column::Mode => texts.column_mode,
        Column::Endpoints => texts.column_endpoints,
        Column::Outcome => texts.column_outcome,
    }
}

fn cell(
    column: Column,
    context: &Context,
    place: Place,
    session: &Session,
    transfer: &Transfer,
) -> String {
    match column {
        Column::Session => {
            let entry = context.book.sessions.get(place.session as usize);
            entry.map_or_else(String::new, |entry| entry.number.to_string())
        }
        Column::Command => match command(context, place, session, transfer) {
            Some(command) => command,
            None if session.security == Security::Tls => "TLS".to_owned(),
            None => "-".to_owned(),
        },
        Column::Path => path(context, session, transfer).unwrap_or_default(),
        Column::Bytes => quantities::short_bytes(transfer.bytes),
        Column::Rate => rate(session, transfer).map_or_else(String::new, |rate| {
            format!("{}/s", quantities::short_bytes(rate))
        }),
        Column::Mode => match transfer.mode {
            Mode::Active => context.texts.active.to_owned(),
            Mode::Passive => context.texts.passive.to_owned(),
            Mode::Default => context.texts.default_port.to_owned(),
            Mode::Unknown => String::new(),
        },
        Column::Endpoints => match (transfer.initiator, transfer.listener) {
            (Some(from), Some(to)) => context.pen.sentence(format!("{from} → {to}")),
            (None, Some(to)) => context.pen.sentence(format!("→ {to}")),
            _ => String::new(),
        },
        Column::Outcome => outcome(context, place, transfer),
    }
}

fn command(
    context: &Context,
    place: Place,
    session: &Session,
    transfer: &Transfer,
) -> Option<String> {
    let entry = context.book.sessions.get(place.session as usize)?;
    let exchange = session.exchanges.get(transfer.exchange? as usize)?;
    Some(context.subject(entry).verb(exchange))
}

/// The path of a transfer: absolute, or as the command has it where that is not known.
pub fn path(context: &Context, session: &Session, transfer: &Transfer) -> Option<String> {
    let exchange = transfer
        .exchange
        .and_then(|index| session.exchanges.get(index as usize));
    let argument = exchange.and_then(|exchange| session.argument(exchange));
    let path = transfer.path.as_deref().or(argument)?;
    Some(context.pen.visible(path))
}

/// How a transfer ended: a sign, and the code or the reason.
fn outcome(context: &Context, place: Place, transfer: &Transfer) -> String {
    let texts = context.texts.transfers_screen;
    let glyphs = context.pen.glyphs;
    let code = transfer.final_code.or(transfer.likely_code);
    if !failed(transfer) {
        let known = transfer.outcome == TransferOutcome::Complete;
        return match code {
            Some(code) => format!("{} {}", glyphs.well, code.0),
            None if known => format!("{} {}", glyphs.well, texts.complete),
            None => texts.unknown.to_owned(),
        };
    }
    let entry = context.book.sessions.get(place.session as usize);
    let failure = entry.and_then(|entry| context.subject(entry).failed_transfer(transfer));
    let reasons = failure.map_or_else(String::new, |failure| {
        failure.reasons.join(context.texts.semicolon)
    });
    format!("{} {}", glyphs.lost, context.pen.sentence(reasons))
}
