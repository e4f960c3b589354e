//! Transfers that are extracted into files.

use super::{App, Effect};
use crate::session::Session;
use crate::views::visible::visible;
use std::sync::Arc;

/// A transfer that is to be extracted.
#[derive(Clone, Debug)]
pub struct Transferred {
    /// Its session.
    pub session: Arc<Session>,
    /// The number of that in the capture.
    pub number: u64,
    /// The capture, by its place in the book.
    pub capture: usize,
    /// The index of the transfer in the session.
    pub index: usize,
}

/// Transfers that are to be extracted.
#[derive(Clone, Debug)]
pub struct Extraction {
    /// The names of all captures, by their places in the book.
    pub captures: Vec<String>,
    /// The transfers.
    pub transfers: Vec<Transferred>,
}

/// What became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// Files that are whole.
    pub whole: u64,
    /// Files that are not.
    pub partial: u64,
    /// Transfers of which there is no file.
    pub absent: u64,
    /// The name of the last file.
    pub file: Option<String>,
    /// The name of the manifest.
    pub manifest: String,
}

impl App {
    /// Has transfers extracted.
    pub(super) fn extract(&mut self, transfers: Vec<Transferred>) {
        let captures = self.context.book.captures.iter();
        let captures = captures.map(|capture| capture.name.clone()).collect();
        self.effects.push(Effect::Extract(Extraction {
            captures,
            transfers,
        }));
    }

    /// Says what became of transfers that were to be extracted.
    pub fn learn_extracted(&mut self, extracted: Result<Extracted, String>) {
        let texts = self.context.texts;
        let words = match extracted {
            Ok(Extracted {
                whole,
                partial,
                absent,
                file,
                manifest,
            }) => {
                let file = visible(file.unwrap_or_default().as_bytes());
                (texts.transfers_screen.extracted)(&file, whole, partial, absent, &manifest)
            }
            Err(trouble) => (texts.tui.not_saved)(&visible(trouble.as_bytes())),
        };
        self.say(words);
    }
}
