//! Data connections on the ladder: the attempt, the opening, what was carried.

use super::inferred;
use super::outcome::Subject;
use super::quantities;
use super::step::{Row, Step, Stroke};
use crate::session::{Announcement, DataConnection, Mode, Security, Transfer, TransferOutcome};
use crate::tcp::{Answer, Direction};
use crate::texts::Side;
use crate::views::pen::Ink;

/// The lines of a listing that are shown.
const LISTING: usize = 6;

/// The bytes of a listing that are looked at to tell text from what is encrypted or compressed.
const SAMPLE: usize = 64;

/// What was explained already.
#[derive(Debug, Default)]
pub struct Explained {
    active: bool,
    passive: bool,
    default: bool,
    active_failed: bool,
    passive_failed: bool,
    end: bool,
    encrypted: bool,
}

/// A connection with what it was for.
pub struct Carrier<'a> {
    /// The connection.
    pub connection: &'a DataConnection,
    /// The transfers that used it.
    pub transfers: Vec<&'a Transfer>,
    /// The announcement that named its listener.
    pub announcement: Option<&'a Announcement>,
}

impl Carrier<'_> {
    fn mode(&self) -> Mode {
        self.transfers
            .first()
            .map_or(Mode::Unknown, |transfer| transfer.mode)
    }

    /// The frame where it is told what the connection carried.
    pub fn end_frame(&self) -> u64 {
        self.connection
            .close_frame()
            .unwrap_or(self.connection.last_frame)
            .max(self.connection.first_frame)
    }

    fn opener(&self, subject: Subject<'_>) -> Side {
        subject.opener(
            self.connection,
            self.mode(),
            self.announcement.map(|announcement| announcement.by),
        )
    }

    fn ends(&self, subject: Subject<'_>) -> (String, String) {
        let opener = self.opener(subject);
        let connection = self.connection;
        (
            subject.end(connection.initiator, opener),
            subject.end(connection.listener, other(opener)),
        )
    }
}

fn other(side: Side) -> Side {
    match side {
        Side::Client => Side::Server,
        Side::Server => Side::Client,
    }
}

/// The step in which a connection is opened, or not.
pub fn opening(subject: Subject<'_>, carrier: &Carrier<'_>, explained: &mut Explained) -> Step {
    let texts = subject.texts;
    let connection = carrier.connection;
    let opener = carrier.opener(subject);
    let (from, to) = carrier.ends(subject);
    let mut notes = Vec::new();
    let mut rows = Vec::new();
    let elsewhere = carrier
        .announcement
        .map(|announcement| announcement.endpoint.address)
        .filter(|&address| address != connection.listener.address);
    if elsewhere.is_some() {
        notes.push((texts.went_elsewhere)(
            &connection.listener.address.to_string(),
        ));
    }
    if !connection.established {
        let text = (texts.data_attempt)(&from, &to);
        let is_new = subject.is_new(connection);
        let (mark, ink) = match is_new {
            true => (subject.pen.glyphs.idle, Ink::Waiting),
            false => (subject.pen.glyphs.lost, Ink::Bad),
        };
        rows.push(Row::Arrow {
            from: opener,
            stroke: Stroke::Attempt,
            text,
            ink,
        });
        rows.push(Row::Text {
            indent: 6,
            text: format!("{mark} {}", subject.attempt(connection)),
            ink,
        });
        let (told, note) = match opener {
            Side::Server => (&mut explained.active_failed, texts.active_failed_note),
            Side::Client => (&mut explained.passive_failed, texts.passive_failed_note),
        };
        // A connection to an address that the other side does not have fails for another reason,
        // which is told under the announcement.
        let listener = match opener {
            Side::Server => subject.session.client,
            Side::Client => subject.session.server,
        };
        let is_own = connection.listener.address == listener.address;
        if is_own && !is_new && !std::mem::replace(told, true) {
            notes.push(note.to_owned());
        }
        let last = match connection.answer {
            Answer::Rst => connection.answer_frame.unwrap_or(connection.last_frame),
            _ => connection.last_frame,
        };
        return Step {
            time: Some(connection.start),
            frames: Some((connection.first_frame, last)),
            rows,
            notes,
        };
    }
    rows.push(Row::Arrow {
        from: opener,
        stroke: Stroke::Data,
        text: (texts.data_opens)(&from, &to),
        ink: Ink::Data,
    });
    let opened = connection.answer_frame.unwrap_or(connection.first_frame);
    let unclaimed = carrier
        .transfers
        .iter()
        .all(|transfer| transfer.exchange.is_none());
    if unclaimed {
        if subject.session.security == Security::Tls {
            if !std::mem::replace(&mut explained.encrypted, true) {
                notes.push(texts.tls_data_note.to_owned());
            }
        } else {
            notes.push(texts.unclaimed_note.to_owned());
        }
    }
    let (told, note) = match (carrier.mode(), opener) {
        (Mode::Default, _) => (&mut explained.default, texts.default_opened_note),
        (_, Side::Server) if connection.initiator.port == 20 => {
            (&mut explained.active, texts.active_opened_note)
        }
        (_, Side::Server) => (&mut explained.active, texts.active_opened_other_port_note),
        (_, Side::Client) => (&mut explained.passive, texts.passive_opened_note),
    };
    let is_fxp = carrier
        .announcement
        .is_some_and(|announcement| announcement.fxp);
    if !is_fxp && !std::mem::replace(told, true) {
        notes.push(note.to_owned());
    }
    Step {
        time: Some(connection.start),
        frames: Some((connection.first_frame, opened)),
        rows,
        notes,
    }
}

/// The step that tells what an open connection carried.
pub fn carrying(subject: Subject<'_>, carrier: &Carrier<'_>, explained: &mut Explained) -> Step {
    let texts = subject.texts;
    let connection = carrier.connection;
    let direction = carrier
        .transfers
        .first()
        .and_then(|transfer| transfer.sender)
        .unwrap_or_else(|| connection.main_direction());
    let sent = connection.sent(direction);
    let opener = carrier.opener(subject);
    let sender = match direction {
        Direction::FromInitiator => opener,
        Direction::FromListener => other(opener),
    };
    let mut commands: Vec<String> = carrier
        .transfers
        .iter()
        .filter_map(|transfer| subject.command_of(transfer))
        .collect();
    if commands.is_empty() {
        let (from, to) = carrier.ends(subject);
        commands.push(format!("{from} → {to}"));
    }
    let command = commands.join(" + ");
    let count = sent.payload();
    let bytes = subject.bytes(count);
    let span = connection.end - connection.start;
    let text = match quantities::rate(count, span) {
        _ if count == 0 => (texts.carried_nothing)(&command),
        Some(rate) => (texts.carried)(&command, &bytes, &subject.span(span), &rate),
        None => (texts.carried_at_once)(&command, &bytes),
    };
    let broken = carrier.transfers.iter().any(|transfer| {
        let is_over = !transfer
            .exchange
            .is_some_and(|index| subject.goes_on(index));
        is_over
            && matches!(
                transfer.outcome,
                TransferOutcome::Failed | TransferOutcome::Truncated | TransferOutcome::Aborted
            )
    });
    let ink = if broken { Ink::Bad } else { Ink::Data };
    let mut rows = vec![Row::Arrow {
        from: sender,
        stroke: Stroke::Data,
        text,
        ink,
    }];
    let lists = carrier
        .transfers
        .iter()
        .any(|transfer| transfer.verb.is_some_and(|verb| verb.is_listing()));
    if lists {
        rows.extend(listing(subject, &sent.head, count));
    }
    let mut notes = Vec::new();
    if sent.missing > 0 {
        notes.push((texts.missing)(&subject.bytes(sent.missing)));
    }
    if sent.retransmitted > 0 {
        notes.push((texts.retransmitted)(sent.retransmitted.into()));
    }
    let windows = connection.sent(direction.opposite()).zero_windows;
    if windows > 0 {
        notes.push((texts.zero_windows)(windows.into()));
    }
    if let Some((who, _)) = connection.reset {
        let side = if who == Direction::FromInitiator {
            opener
        } else {
            other(opener)
        };
        let end = if who == Direction::FromInitiator {
            connection.initiator
        } else {
            connection.listener
        };
        notes.push((texts.data_reset)(&subject.end(end, side)));
    } else if sent.fin_frame.is_some()
        && sent.bytes > 0
        && !std::mem::replace(&mut explained.end, true)
    {
        notes.push(texts.data_end_note.to_owned());
    }
    let carriages = carrier.transfers.iter();
    for carriage in carriages.filter_map(|transfer| transfer.inferred.as_deref()) {
        notes.extend(inferred::of_transfer(subject, carriage));
    }
    let first = connection
        .answer_frame
        .map_or(connection.first_frame, |frame| frame + 1);
    let last = carrier.end_frame();
    Step {
        time: None,
        frames: Some((first.min(last), last)),
        rows,
        notes,
    }
}

/// The first lines of a listing, where it is text.
fn listing(subject: Subject<'_>, head: &[u8], bytes: u64) -> Vec<Row> {
    let sample = head.get(..SAMPLE).unwrap_or(head);
    let is_text = !sample
        .iter()
        .any(|&byte| byte < b' ' && !matches!(byte, b'\r' | b'\n' | b'\t'));
    if head.is_empty() || !is_text {
        return Vec::new();
    }
    let whole = head.len() as u64 == bytes;
    let mut lines: Vec<&[u8]> = head
        .split(|&byte| byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect();
    // What stands after the last line feed is a line only if the listing ends there.
    if lines.last().is_some_and(|last| last.is_empty() || !whole) {
        lines.pop();
    }
    let line = |text: String| Row::Line {
        indent: 6,
        text,
        ink: Ink::Faint,
    };
    let entry = |bytes: &&[u8]| subject.pen.visible(bytes).replace("^I", " ");
    let shown = lines.iter().take(LISTING).map(entry).collect();
    let mut rows = vec![Row::Listing {
        indent: 6,
        lines: shown,
    }];
    let more = lines.len().saturating_sub(LISTING) as u64;
    let texts = subject.texts;
    if !whole {
        rows.push(line((texts.listing_goes_on)()));
    } else if more > 0 {
        rows.push(line((texts.more_lines)(more)));
    }
    rows
}
