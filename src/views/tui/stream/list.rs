//! The list of what a session's streams are: its control connection and its data connections.

use crate::session::connection::Sent;
use crate::session::transfer::Way;
use crate::session::{DataConnection, Session, Transfer};
use crate::tcp::Direction;
use crate::texts::Side;
use crate::views::pen::Ink;
use crate::views::story::{Subject, quantities};
use crate::views::tui::context::Context;

/// Which transfers used which connection.
#[derive(Debug, Default)]
pub struct Users {
    /// Connection and transfer, sorted.
    pairs: Vec<(u32, u32)>,
}

impl Users {
    /// Looks through the transfers of a session.
    pub fn new(session: &Session) -> Self {
        let numbered = (0u32..).zip(&session.transfers);
        let mut pairs: Vec<(u32, u32)> = numbered
            .filter_map(|(index, transfer)| Some((transfer.connection?, index)))
            .collect();
        pairs.sort_unstable();
        Self { pairs }
    }

    /// The transfers that used a connection, in order.
    pub fn of<'s>(
        &'s self,
        session: &'s Session,
        connection: u32,
    ) -> impl Iterator<Item = &'s Transfer> + 's {
        let first = self.pairs.partition_point(|&(known, _)| known < connection);
        let own = self.pairs.get(first..).unwrap_or_default().iter();
        own.take_while(move |&&(known, _)| known == connection)
            .filter_map(|&(_, transfer)| session.transfers.get(transfer as usize))
    }
}

/// What is to be known of a data connection to show it.
#[derive(Clone, Copy, Debug)]
pub struct Carrier<'s> {
    /// The connection.
    pub connection: &'s DataConnection,
    /// The first transfer that used it.
    pub transfer: Option<&'s Transfer>,
    /// The direction in which the client sends.
    pub client: Direction,
}

impl<'s> Carrier<'s> {
    /// A data connection of a session by its index.
    pub fn new(subject: Subject<'s>, users: &'s Users, index: u32) -> Option<Self> {
        let session = subject.session;
        let connection = session.connections.get(index as usize)?;
        let transfer = users.of(session, index).next();
        let mode = transfer.map_or(crate::session::Mode::Unknown, |transfer| transfer.mode);
        let client = match subject.opener(connection, mode, None) {
            Side::Client => Direction::FromInitiator,
            Side::Server => Direction::FromListener,
        };
        Some(Self {
            connection,
            transfer,
            client,
        })
    }

    /// The direction that carried what was asked for.
    pub fn sender(&self) -> Direction {
        self.transfer
            .and_then(|transfer| transfer.sender)
            .unwrap_or_else(|| self.connection.main_direction())
    }

    /// Where the bytes went.
    pub fn way(&self) -> Way {
        if self.sender() == self.client {
            Way::Upload
        } else {
            Way::Download
        }
    }
}

/// The sign of a way: an arrow, or a word in ASCII.
pub fn sign(context: &Context, way: Way) -> &'static str {
    let texts = context.texts.stream;
    match (way, context.pen.is_unicode()) {
        (Way::Download, true) => "↓",
        (Way::Upload, true) => "↑",
        (Way::Download, false) => texts.down,
        (Way::Upload, false) => texts.up,
    }
}

/// An entry of the list: what stands at its left and at its right, and its colour.
pub fn entry(
    context: &Context,
    subject: Subject<'_>,
    users: &Users,
    row: usize,
) -> (String, String, Ink) {
    let texts = context.texts.stream;
    let Some(index) = row.checked_sub(1).and_then(|row| u32::try_from(row).ok()) else {
        return (texts.control.to_owned(), String::new(), Ink::Command);
    };
    let Some(carrier) = Carrier::new(subject, users, index) else {
        return (texts.data.to_owned(), String::new(), Ink::Plain);
    };
    let command = command(subject, users, index).unwrap_or_else(|| texts.data.to_owned());
    if !carrier.connection.established {
        let lost = context.pen.glyphs.lost;
        return (format!("{lost} {command}"), String::new(), Ink::Bad);
    }
    let bytes: u64 = carrier.connection.sent.iter().map(Sent::payload).sum();
    let sign = sign(context, carrier.way());
    let left = format!("{sign} {command}");
    (left, quantities::short_bytes(bytes), Ink::Data)
}

/// The commands that a data connection served.
pub fn command(subject: Subject<'_>, users: &Users, index: u32) -> Option<String> {
    let served = users.of(subject.session, index).take(4);
    let commands: Vec<String> = served
        .filter_map(|transfer| subject.command_of(transfer))
        .collect();
    (!commands.is_empty()).then(|| commands.join(" + "))
}
