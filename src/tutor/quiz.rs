//! What was asked, tried and answered.

use super::answer::{Judgement, Slip};
use super::question::{Moment, Question};

/// So many wrong answers bring a hint.
pub const TRIES_BEFORE_HINT: u32 = 2;

/// What has become of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It awaits an answer.
    Open,
    /// It was answered.
    Right,
    /// It was passed over.
    GivenUp,
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is right.
    Right,
    /// It is wrong, and it is time for a hint where `hint`.
    Wrong {
        /// What it comes of.
        slip: Slip,
        /// Whether a hint is due.
        hint: bool,
    },
    /// It was no answer, and does not count.
    Unreadable,
}

/// How well it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Questions.
    pub asked: u64,
    /// Answered at the first try.
    pub at_once: u64,
    /// Answered, at whatever try.
    pub right: u64,
}

impl std::ops::Add for Score {
    type Output = Score;

    fn add(self, other: Score) -> Score {
        Score {
            asked: self.asked + other.asked,
            at_once: self.at_once + other.at_once,
            right: self.right + other.right,
        }
    }
}

/// The questions about a session, and how far they are answered.
#[derive(Clone, Debug, Default)]
pub struct Quiz {
    questions: Vec<Question>,
    marks: Vec<(Standing, u32)>,
}

impl Quiz {
    /// Nothing answered yet.
    pub fn new(questions: Vec<Question>) -> Self {
        let marks = vec![(Standing::Open, 0); questions.len()];
        Self { questions, marks }
    }

    /// The questions.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// What has become of a question.
    pub fn standing(&self, index: usize) -> Standing {
        self.marks
            .get(index)
            .map_or(Standing::GivenUp, |(standing, _)| *standing)
    }

    /// The questions of a moment.
    pub fn at(&self, moment: Moment) -> impl Iterator<Item = usize> {
        let all = self.questions.iter().enumerate();
        all.filter(move |(_, one)| one.moment == moment)
            .map(|(index, _)| index)
    }

    /// Takes an answer.
    pub fn answer(&mut self, index: usize, typed: &str) -> Outcome {
        let (Some(question), Some((standing, wrong))) =
            (self.questions.get(index), self.marks.get_mut(index))
        else {
            return Outcome::Unreadable;
        };
        match question.judge(typed) {
            Judgement::Right => {
                *standing = Standing::Right;
                Outcome::Right
            }
            Judgement::Wrong(slip) => {
                *wrong += 1;
                Outcome::Wrong {
                    slip,
                    hint: *wrong >= TRIES_BEFORE_HINT,
                }
            }
            Judgement::Unreadable => Outcome::Unreadable,
        }
    }

    /// Passes a question over.
    pub fn give_up(&mut self, index: usize) {
        if let Some((standing @ Standing::Open, _)) = self.marks.get_mut(index) {
            *standing = Standing::GivenUp;
        }
    }

    /// How well it went so far; what was not reached counts as asked.
    pub fn score(&self) -> Score {
        let right = self.marks.iter().filter(|mark| mark.0 == Standing::Right);
        Score {
            asked: self.marks.len() as u64,
            at_once: right.clone().filter(|mark| mark.1 == 0).count() as u64,
            right: right.count() as u64,
        }
    }
}
