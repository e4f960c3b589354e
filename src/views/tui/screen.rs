//! What all screens have in common.

use super::app::Transferred;
use super::context::Context;
use super::keys::Action;
use super::overlay::Choice;
use super::packets::Numbers;
use super::question::{Answer, Question};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A screen by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScreenId {
    /// All sessions.
    Sessions,
    /// The ladder of one session.
    Walkthrough,
    /// Frames, one in detail, its bytes.
    Packets,
    /// What connections carried.
    Stream,
    /// What was transferred, and how fast.
    Transfers,
    /// What went wrong, and what proves it.
    Findings,
}

impl ScreenId {
    /// Every screen, in the order of the keys that open them.
    pub const ALL: [Self; 6] = [
        Self::Sessions,
        Self::Walkthrough,
        Self::Packets,
        Self::Stream,
        Self::Transfers,
        Self::Findings,
    ];
}

/// What the mouse did, told by the cell it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// The left button went down.
    Click(Position),
    /// The mouse was moved with the left button down.
    Drag(Position),
    /// The wheel was turned; a positive number of rows is downwards.
    Wheel(Position, i32),
}

/// What is to happen after a screen has taken something.
#[derive(Debug, Default)]
pub enum Reaction {
    /// The screen had no use for it.
    #[default]
    Ignored,
    /// The screen has dealt with it.
    Done,
    /// Show another screen.
    Open(ScreenId),
    /// Go back to the screen before.
    Back,
    /// Say something in the status bar.
    Say(String),
    /// Have work done beside the UI.
    Ask(Question),
    /// Extract transfers into files.
    Extract(Vec<Transferred>),
    /// Keep the settings of the context for the next run.
    Remember,
}

/// One screen: it draws itself into the area that it is given and answers to actions.
pub trait Screen {
    /// Draws itself; what costs time is done only for what is visible.
    fn draw(&mut self, context: &Context, area: Rect, buffer: &mut Buffer);

    /// Takes an action that its keys stand for.
    fn act(&mut self, action: Action, context: &mut Context) -> Reaction;

    /// Takes what the mouse did on it.
    fn mouse(&mut self, mouse: Mouse, context: &mut Context) -> Reaction;

    /// Something has changed under it: another session or frame was chosen, sessions have arrived,
    /// the language is another. Called before it is drawn and before it acts; cheap where nothing
    /// concerns it. A question is asked from here as well.
    fn refresh(&mut self, _context: &mut Context) -> Option<Question> {
        None
    }

    /// Another screen is shown from now on.
    fn leave(&mut self) {}

    /// Looks for text, from where it stands, in the given direction; the text is not empty.
    fn search(&mut self, _text: &str, _forward: bool, _context: &mut Context) -> Reaction {
        Reaction::Ignored
    }

    /// What it was told to show only, where it can.
    fn filter(&self) -> Option<&str> {
        None
    }

    /// Shows only what matches `text`; everything where that is empty.
    fn set_filter(&mut self, _text: &str, _context: &mut Context) {}

    /// The columns that can be shown or hidden, each with its state in the label.
    fn columns(&self, _context: &Context) -> Vec<Choice> {
        Vec::new()
    }

    /// Shows a column that was hidden, or hides it.
    fn toggle_column(&mut self, _name: &str, _context: &mut Context) {}

    /// A few words on where one stands, for the end of the status bar.
    fn place(&self, _context: &Context) -> String {
        String::new()
    }

    /// The packets that are listed, where they are others than those of the session.
    fn packets(&self, _context: &Context) -> Option<Numbers> {
        None
    }

    /// What of it can be copied.
    fn copies(&self, _context: &Context) -> Vec<Choice> {
        Vec::new()
    }

    /// Takes the result of work that it asked for.
    fn learn(&mut self, _answer: Answer, _context: &mut Context) -> Reaction {
        Reaction::Ignored
    }
}
