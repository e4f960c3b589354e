//! The transfers of all sessions, in the order in which they are shown.

use super::filter::Filter;
use crate::session::{Mode, Session, Transfer, TransferOutcome};
use crate::views::tui::book::{Book, Entry, Mark};

/// A transfer by its place in the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The session, by its place in the book.
    pub session: u32,
    /// The transfer, by its place in the session.
    pub transfer: u32,
}

impl Place {
    /// The session and the transfer.
    pub fn find(self, book: &Book) -> Option<(&Session, &Transfer)> {
        let session = &*book.sessions.get(self.session as usize)?.session;
        Some((session, session.transfers.get(self.transfer as usize)?))
    }
}

/// A column of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// The number of the session; within it, the order in which they were asked for.
    #[default]
    Session,
    /// The command.
    Command,
    /// The path.
    Path,
    /// The bytes.
    Bytes,
    /// The bytes a second.
    Rate,
    /// The mode.
    Mode,
    /// The endpoints.
    Endpoints,
    /// How it ended.
    Outcome,
}

impl Column {
    /// The next column, round and round.
    pub fn next(self) -> Self {
        match self {
            Self::Session => Self::Command,
            Self::Command => Self::Path,
            Self::Path => Self::Bytes,
            Self::Bytes => Self::Rate,
            Self::Rate => Self::Mode,
            Self::Mode => Self::Endpoints,
            Self::Endpoints => Self::Outcome,
            Self::Outcome => Self::Session,
        }
    }
}

/// Bytes a second over the time of the data connection; `None` where no time passed.
pub fn rate(session: &Session, transfer: &Transfer) -> Option<u64> {
    let connection = session.connections.get(transfer.connection? as usize)?;
    let seconds = (connection.end - connection.start).as_seconds();
    (seconds > 0.0 && transfer.bytes > 0).then(|| (transfer.bytes as f64 / seconds) as u64)
}

/// The frame where a transfer begins: that of its command, or of its connection.
pub fn frame(session: &Session, transfer: &Transfer) -> Option<u64> {
    if let Some(index) = transfer.exchange {
        return Some(session.exchanges.get(index as usize)?.frame);
    }
    let connection = session.connections.get(transfer.connection? as usize)?;
    Some(connection.first_frame)
}

/// Which transfers are shown, in which order.
#[derive(Debug, Default)]
pub struct Index {
    /// Those that are shown.
    pub shown: Vec<Place>,
    /// What they are sorted by.
    pub column: Column,
    /// Whether the other way round.
    pub down: bool,
    /// What they have to match.
    pub filter: Filter,
    /// The session that they have to be of.
    pub only: Option<u32>,
    /// How many transfers there are where the filter is empty.
    pub all: usize,
    /// What of the book was looked at.
    mark: Mark,
}

impl Index {
    /// Takes what has become of the sessions since; returns whether anything has.
    pub fn extend(&mut self, book: &Book) -> bool {
        let before = self.shown.len();
        let changes = book.changes(&mut self.mark);
        if !changes.any() {
            return false;
        }
        if changes.fewer || !changes.changed.is_empty() {
            self.rebuild(book);
            return true;
        }
        let first = changes.new_from.unwrap_or(book.sessions.next_place());
        for (place, entry) in book.sessions.from(first) {
            self.take(place, entry);
        }
        if self.shown.len() > before && (self.column, self.down) != Default::default() {
            self.sort(book);
        }
        true
    }

    /// Looks at all sessions again.
    pub fn rebuild(&mut self, book: &Book) {
        self.shown.clear();
        self.all = 0;
        let _ = book.changes(&mut self.mark);
        let only = self.only.map(|place| place as usize);
        let own = |(place, _): &(usize, &Entry)| only.is_none_or(|only| only == *place);
        for (place, entry) in book.sessions.iter().filter(own) {
            self.take(place, entry);
        }
        self.sort(book);
    }

    fn take(&mut self, place: usize, entry: &Entry) {
        let Ok(session) = u32::try_from(place) else {
            return;
        };
        if self.only.is_some_and(|only| only != session) {
            return;
        }
        self.all += entry.session.transfers.len();
        let numbered = (0u32..).zip(&entry.session.transfers);
        let matching =
            numbered.filter(|(_, transfer)| self.filter.matches(&entry.session, transfer));
        self.shown
            .extend(matching.map(|(transfer, _)| Place { session, transfer }));
    }

    /// Puts what is shown in order.
    pub fn sort(&mut self, book: &Book) {
        match self.column {
            Column::Session => self.shown.sort_unstable(),
            Column::Path => self.sort_by(book, |_, transfer| transfer.path.as_deref()),
            Column::Command => {
                self.sort_by(book, |_, transfer| transfer.verb.map(|verb| verb.name()));
            }
            Column::Bytes => self.sort_by(book, |_, transfer| transfer.bytes),
            Column::Rate => self.sort_by(book, rate),
            Column::Mode => self.sort_by(book, |_, transfer| mode_rank(transfer.mode)),
            Column::Endpoints => {
                self.sort_by(book, |_, transfer| (transfer.initiator, transfer.listener));
            }
            Column::Outcome => self.sort_by(book, |_, transfer| {
                let code = transfer.final_code.or(transfer.likely_code);
                (outcome_rank(transfer.outcome), code.map(|code| code.0))
            }),
        }
        if self.down {
            self.shown.reverse();
        }
    }

    fn sort_by<'b, K: Ord>(
        &mut self,
        book: &'b Book,
        key: impl Fn(&'b Session, &'b Transfer) -> K,
    ) {
        let keyed = self.shown.iter().map(|&place| {
            let key = place
                .find(book)
                .map(|(session, transfer)| key(session, transfer));
            (key, place)
        });
        let mut keyed: Vec<(Option<K>, Place)> = keyed.collect();
        keyed.sort_unstable();
        self.shown.clear();
        self.shown.extend(keyed.into_iter().map(|(_, place)| place));
    }

    /// The row of a transfer.
    pub fn row_of(&self, place: Place) -> Option<usize> {
        self.shown.iter().position(|&shown| shown == place)
    }

    /// The row of the last transfer of a session that begins up to `frame`, or of its first one.
    pub fn row_at(&self, book: &Book, session: u32, frame: Option<u64>) -> Option<usize> {
        let own = self.shown.iter().enumerate();
        let own = own.filter(|(_, place)| place.session == session);
        let begins = own.filter_map(|(row, place)| {
            let (session, transfer) = place.find(book)?;
            Some((self::frame(session, transfer)?, row))
        });
        let mut best: Option<(bool, u64, usize)> = None;
        for (begin, row) in begins {
            let reached = frame.is_some_and(|frame| begin <= frame);
            let better = match best {
                None => true,
                Some((false, known, _)) => reached || begin < known,
                Some((true, known, _)) => reached && begin > known,
            };
            if better {
                best = Some((reached, begin, row));
            }
        }
        best.map(|(_, _, row)| row)
    }
}

fn mode_rank(mode: Mode) -> u8 {
    match mode {
        Mode::Active => 0,
        Mode::Default => 1,
        Mode::Passive => 2,
        Mode::Unknown => 3,
    }
}

fn outcome_rank(outcome: TransferOutcome) -> u8 {
    match outcome {
        TransferOutcome::Complete => 0,
        TransferOutcome::Unknown => 1,
        TransferOutcome::Aborted => 2,
        TransferOutcome::Truncated => 3,
        TransferOutcome::Failed => 4,
    }
}
