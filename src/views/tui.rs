//! The terminal UI, without the terminal: [`App`] takes what a person does and what is being read,
//! draws itself into a buffer, and says what is to be done outside ([`Effect`]).
//!
//! ```text
//! keys, mouse → App::take ─┐                    ┌→ App::draw → buffer
//! sessions, progress → App::learn → Context, screens ─→ App::effects → terminal, files, threads
//! ```
//!
//! Each screen is a [`Screen`]: it draws itself from the [`Context`] that all of them see, and
//! answers to [`Action`]s, which `keys` finds for the chords that were pressed.

mod app;
mod book;
pub(in crate::views) mod context;
mod findings;
mod following;
mod keys;
mod live;
pub(in crate::views) mod overlay;
mod packets;
pub(in crate::views) mod parts;
pub mod picture;
mod question;
mod screen;
mod sessions;
mod settings;
mod shelf;
mod stream;
mod theme;
mod transfers;
mod unsealing;
pub(in crate::views) mod walkthrough;
mod wireshark;

pub use app::{App, Effect, Selection, Start};
pub use book::{Book, Capture, Entry, Keep, News, Totals};
pub use context::{Clock, Context};
pub use keys::{Action, Chord};
pub use live::Counted;
pub use packets::{Flows, Numbers, Packets, Unavailable};
pub use question::{Answer, Question, Stop};
pub use screen::{Reaction, Screen, ScreenId};
pub use settings::{Language, Settings};
pub use shelf::Shelf;
pub use theme::{Depth, Theme, ThemeName};
