//! The plain lists that verdicts are made of: their ids, how bad they are, and the forms that they
//! take. They stand apart so that both who finds verdicts and who words them can match on them.

mod circumstance;
mod id;

pub use circumstance::Circumstance;
pub use id::{Family, Id, Severity};
