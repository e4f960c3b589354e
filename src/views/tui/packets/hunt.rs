//! Work over many frames, piece by piece beside the UI: filtering them, and looking for text.

use super::Packets;
use super::line::Looker;
use super::matcher::{Matcher, Needle, Place};
use super::numbers::Numbers;
use super::opened::Opened;
use crate::views::tui::question::{Answer, Question, Stop};
use crate::views::tui::screen::ScreenId;
use std::sync::Arc;

/// The frames of a first piece, so that something is seen at once, and of the others.
const FIRST_PIECE: usize = 2_000;
const PIECE: usize = 20_000;
/// The frames after which the work looks whether it is still wanted.
const GLANCE: usize = 64;

/// What a piece of work has found.
#[derive(Debug)]
pub struct Found {
    /// The piece.
    pub id: u64,
    /// Frames that match a filter.
    pub numbers: Vec<u64>,
    /// The row that comes next; `None` where there is none.
    pub next: Option<usize>,
    /// The frame that holds the text, and where its segment does.
    pub hit: Option<(u64, Option<Place>)>,
    /// What of TLS was read for it.
    pub opened: Vec<Arc<Opened>>,
}

/// A filter at work.
#[derive(Debug)]
pub struct Filtering {
    /// The frames that match, so far.
    pub found: Numbers,
    /// The row that comes next.
    pub next: usize,
    matcher: Arc<Matcher>,
}

impl Filtering {
    /// Begins with the first row.
    pub fn new(filter: &str) -> Self {
        Self {
            found: Numbers::default(),
            next: 0,
            matcher: Arc::new(Matcher::new(filter)),
        }
    }

    /// The next piece of work among `rows`.
    pub fn piece(&self, id: u64, mut looker: Looker, rows: &Numbers) -> Question {
        let size = if self.next == 0 { FIRST_PIECE } else { PIECE };
        let end = rows.len().min(self.next + size);
        let piece = self.next..end;
        let (matcher, rows) = (self.matcher.clone(), rows.clone());
        Question::new(ScreenId::Packets, move |packets, stop| {
            let mut numbers = Vec::new();
            let at = (packets, stop);
            each(at, &mut looker, &rows, piece, |looker, number, packet| {
                if matcher.matches(looker, packet) {
                    numbers.push(number);
                }
                false
            })?;
            Some(Answer::Found(Found {
                id,
                numbers,
                next: Some(end),
                hit: None,
                opened: Vec::new(),
            }))
        })
    }
}

/// A search at work.
#[derive(Debug)]
pub struct Seeking {
    /// What is looked for, as it was typed.
    pub text: String,
    forward: bool,
    /// The row that comes next.
    next: usize,
    needle: Arc<Needle>,
    begun: bool,
}

impl Seeking {
    /// Begins beside the row `from`; `None` where there is no row in that direction.
    pub fn new(text: &str, from: usize, forward: bool, rows: &Numbers) -> Option<Self> {
        let next = if forward {
            from + 1
        } else {
            from.checked_sub(1)?
        };
        (next < rows.len()).then(|| Self {
            text: text.to_owned(),
            forward,
            next,
            needle: Arc::new(Needle::new(text)),
            begun: false,
        })
    }

    /// Goes on at the row `next`.
    pub fn advance(&mut self, next: usize) {
        self.next = next;
        self.begun = true;
    }

    /// The next piece of work among `rows`.
    pub fn piece(&self, id: u64, mut looker: Looker, rows: &Numbers) -> Question {
        let size = if self.begun { PIECE } else { FIRST_PIECE };
        let (needle, rows) = (self.needle.clone(), rows.clone());
        let (forward, from) = (self.forward, self.next);
        Question::new(ScreenId::Packets, move |packets, stop| {
            let mut hit = None;
            let mut look = |looker: &Looker, number, packet: &_| {
                hit = needle.find(looker, packet).map(|place| (number, place));
                hit.is_some()
            };
            let at = (packets, stop);
            let next = if forward {
                let end = rows.len().min(from + size);
                each(at, &mut looker, &rows, from..end, &mut look)?;
                (end < rows.len()).then_some(end)
            } else {
                let start = (from + 1).saturating_sub(size);
                let backwards = (start..from + 1).rev();
                each(at, &mut looker, &rows, backwards, &mut look)?;
                start.checked_sub(1)
            };
            Some(Answer::Found(Found {
                id,
                numbers: Vec::new(),
                next,
                opened: match hit {
                    Some(_) => looker.opened,
                    None => Vec::new(),
                },
                hit,
            }))
        })
    }
}

/// Looks at the frames in `piece`, until `look` says that it is enough; `None` where nobody wants
/// to know any more. Frames that cannot be read are passed over.
fn each(
    (packets, stop): (&dyn Packets, &Stop),
    looker: &mut Looker,
    rows: &Numbers,
    piece: impl Iterator<Item = usize>,
    mut look: impl FnMut(&Looker, u64, &crate::decode::Packet) -> bool,
) -> Option<()> {
    for (done, row) in piece.enumerate() {
        if done % GLANCE == 0 && stop.is_stopped() {
            return None;
        }
        let Some(number) = rows.get(row) else {
            break;
        };
        let Ok(packet) = packets.packet(looker.capture, number) else {
            continue;
        };
        looker.open(packets, stop, &packet);
        if look(looker, number, &packet) {
            break;
        }
    }
    Some(())
}

/// The TLS around a frame, to be read again beside the UI.
pub fn opening(id: u64, mut looker: Looker, number: u64) -> Question {
    Question::new(ScreenId::Packets, move |packets, stop| {
        if let Ok(packet) = packets.packet(looker.capture, number) {
            looker.open(packets, stop, &packet);
        }
        if stop.is_stopped() {
            return None;
        }
        Some(Answer::Opened(Unsealed {
            id,
            number,
            opened: looker.opened,
        }))
    })
}

/// What of TLS was read again.
#[derive(Debug)]
pub struct Unsealed {
    /// The piece of work.
    pub id: u64,
    /// The frame that it was done for.
    pub number: u64,
    /// What stands around it.
    pub opened: Vec<Arc<Opened>>,
}
