//! What goes into a UI at first, and what comes out of it.

use super::extracting::Extraction;
use super::saving::Selection;
use crate::views::tui::book::Keep;
use crate::views::tui::packets::Packets;
use crate::views::tui::question::Question;
use crate::views::tui::settings::{Language, Settings};
use crate::views::tui::theme::{Depth, ThemeName};
use std::sync::Arc;

/// Something to be done outside the UI.
#[derive(Debug)]
pub enum Effect {
    /// Leave.
    Quit,
    /// Give the terminal to the shell until it is given back.
    Suspend,
    /// Put text on the clipboard.
    Copy(String),
    /// Write a file into the current folder.
    Save {
        /// Its name without the ending.
        stem: String,
        /// Its ending.
        ending: &'static str,
        /// What to write.
        contents: String,
    },
    /// Write packets as a capture into the current folder.
    SavePackets(Selection),
    /// Extract transfers into the current folder.
    Extract(Extraction),
    /// Do work beside the UI.
    Ask(Question),
    /// Read no further.
    StopReading,
    /// Keep the settings for the next run.
    Remember(Settings),
}

/// How a UI begins.
pub struct Start {
    /// What was remembered, and what the command line says instead.
    pub settings: Settings,
    /// The language where the settings name none.
    pub language: Language,
    /// The colours where the settings name none.
    pub theme: ThemeName,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// Whether it draws more than ASCII.
    pub unicode: bool,
    /// Whether passwords are shown from the start.
    pub show_passwords: bool,
    /// The session of the first capture whose walkthrough is opened, by its number.
    pub session: Option<u64>,
    /// How much is kept of what is captured live.
    pub keep: Keep,
    /// The frames.
    pub packets: Arc<dyn Packets>,
}
