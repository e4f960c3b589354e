//! A session in one row: number, time, client, server, user, mode, transfers, bytes, end.

use super::{Subject, quantities};
use crate::session::transfer::Way;
use crate::session::{Mode, Session, TransferOutcome};
use crate::texts::Texts;
use crate::views::width::shortened;

/// The cells of a row, the last of which takes what room there is.
pub const COLUMNS: usize = 9;

/// The most columns that a user's name takes.
const USER: usize = 16;

/// What stands above the columns.
pub fn headings(texts: &Texts) -> [&str; COLUMNS] {
    [
        "#",
        texts.column_time,
        texts.client,
        texts.server,
        texts.column_user,
        texts.column_mode,
        texts.column_transfers,
        texts.column_bytes,
        texts.column_end,
    ]
}

/// The bytes that the client received and sent.
pub fn volumes(session: &Session) -> [u64; 2] {
    let mut volumes = [0; 2];
    for transfer in &session.transfers {
        match transfer.way {
            Some(Way::Download) => volumes[0] += transfer.bytes,
            Some(Way::Upload) => volumes[1] += transfer.bytes,
            None => {}
        }
    }
    volumes
}

/// What the cells of a session say, from its number in the capture on; and whether it went wrong.
pub fn cells(subject: Subject<'_>, number: u64) -> ([String; COLUMNS], bool) {
    let Subject {
        session,
        texts,
        pen,
        ..
    } = subject;
    let user = session
        .user
        .map(|user| pen.visible(session.text(user)))
        .unwrap_or_default();
    let total = session.transfers.len();
    let complete = session
        .transfers
        .iter()
        .filter(|transfer| transfer.outcome == TransferOutcome::Complete)
        .count();
    let failures = subject.failures();
    // What failed on the way to a transfer that was made all the same is no bad end.
    let counts = |is_transfer: bool| is_transfer || complete < total || total == 0;
    let first = failures.iter().find(|failure| counts(failure.is_transfer));
    let failed = first.map(|failure| {
        let reason = failure.reasons.first().map_or("", String::as_str);
        (texts.cell_failed)(&failure.what, reason)
    });
    let trouble = subject.trouble().map(str::to_owned);
    let bad = trouble.is_some() || failed.is_some();
    let end = trouble
        .or(failed)
        .unwrap_or_else(|| subject.closed().to_owned());
    let done = match total {
        0 => "-".to_owned(),
        // Where commands are encrypted nobody can say how they ended.
        _ if session
            .transfers
            .iter()
            .all(|transfer| transfer.exchange.is_none()) =>
        {
            total.to_string()
        }
        _ => format!("{complete}/{total}"),
    };
    let volume: u64 = volumes(session).iter().sum();
    let cells = [
        number.to_string(),
        quantities::time_of_day(session.start),
        session.client.to_string(),
        session.server.to_string(),
        shortened(&user, USER, pen.glyphs.ellipsis),
        mode(subject),
        done,
        if volume > 0 {
            quantities::short_bytes(volume)
        } else {
            "-".to_owned()
        },
        pen.sentence(end),
    ];
    (cells, bad)
}

/// The mode of the transfers, or both where there are two.
fn mode(subject: Subject<'_>) -> String {
    let texts = subject.texts;
    let session = subject.session;
    let mut words: Vec<&str> = Vec::new();
    for transfer in &session.transfers {
        let word = match transfer.mode {
            Mode::Active => texts.active,
            Mode::Passive => texts.passive,
            Mode::Default => texts.default_port,
            Mode::Unknown => continue,
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if session.is_encrypted() {
        words.push(texts.word_encrypted);
    }
    match words.as_slice() {
        [] => "-".to_owned(),
        [first, rest @ ..] => rest
            .iter()
            .fold((*first).to_owned(), |all, one| (texts.modes)(&all, one)),
    }
}
