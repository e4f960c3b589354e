//! Lessons: with which captures they are taught, what is asked at which moment of a session, and
//! what a wrong answer comes of.
//!
//! Everything asked is worked out from a finished [`Session`](crate::session::Session), so that a
//! lesson can be taught with any capture. A [`Question`] has numbers and endpoints; the views make
//! sentences of them, and a [`Quiz`] keeps count of what was answered.

mod answer;
mod lesson;
mod question;
mod quiz;

#[cfg(test)]
mod tests;

pub use answer::{Answer, Judgement, Slip};
pub use lesson::{Bundled, Lesson};
pub use question::{Ask, Moment, Question, questions};
pub use quiz::{Outcome, Quiz, Score, Standing, TRIES_BEFORE_HINT};
