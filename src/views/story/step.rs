//! The steps of a session, as whoever draws them gets them.

use super::timeline::Event;
use crate::net::Time;
use crate::texts::Side;
use crate::views::pen::Ink;
use std::io;

/// Where steps are told.
pub trait Stage {
    /// Something else begins: what belonged together is over.
    ///
    /// # Errors
    ///
    /// What the output says, here and below.
    fn space(&mut self) -> io::Result<()>;

    /// Time passes; `text` says how much.
    ///
    /// # Errors
    ///
    /// As [`Stage::space`].
    fn idle(&mut self, text: &str) -> io::Result<()>;

    /// The next step, which tells of `event`.
    ///
    /// # Errors
    ///
    /// As [`Stage::space`].
    fn step(&mut self, event: Event, step: Step) -> io::Result<()>;
}

/// What an arrow stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// A line on the control connection.
    Control,
    /// A data connection.
    Data,
    /// A connection attempt that fails: the arrow does not arrive.
    Attempt,
}

/// A row of the ladder.
#[derive(Clone, Debug)]
pub enum Row {
    /// An arrow from one side to the other, with text on it.
    Arrow {
        /// Where it begins.
        from: Side,
        /// What it stands for.
        stroke: Stroke,
        /// What stands on it.
        text: String,
        /// Its colour.
        ink: Ink,
    },
    /// A line that ties both sides, with text on it.
    Bar {
        /// What stands on it.
        text: String,
        /// Its colour.
        ink: Ink,
    },
    /// Text between the lifelines.
    Text {
        /// The columns before it.
        indent: usize,
        /// The text.
        text: String,
        /// Its colour.
        ink: Ink,
    },
    /// The lines of a listing: columns are drawn together where one is too long, and if that is
    /// not enough its beginning is cut, because the name stands at the end.
    Listing {
        /// The columns before them.
        indent: usize,
        /// The lines.
        lines: Vec<String>,
    },
    /// A line of a text that keeps its spaces and is cut where it is too long.
    Line {
        /// The columns before it.
        indent: usize,
        /// The text.
        text: String,
        /// Its colour.
        ink: Ink,
    },
}

/// One step of a session.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// When.
    pub time: Option<Time>,
    /// The first and the last frame of it.
    pub frames: Option<(u64, u64)>,
    /// What is drawn.
    pub rows: Vec<Row>,
    /// What is explained.
    pub notes: Vec<String>,
}
