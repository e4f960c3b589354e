//! The plain lists that verdicts are made of: their ids, how bad and how sure they are, and the forms
//! that they take. They stand apart so that both who finds verdicts and who words them can match on them.

mod circumstance;
mod id;

pub use circumstance::Circumstance;
pub use id::{Family, Id, Severity};

/// How sure a verdict is, or anything else that is concluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Something else may explain it.
    Possible,
    /// Little else explains it.
    Likely,
    /// The packets leave no other reading.
    Proved,
}

impl Confidence {
    /// The word of the JSON contract.
    pub const fn name(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Proved => "proved",
        }
    }
}
