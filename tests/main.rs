//! All integration tests in one program, so that the library is linked once.

mod cli;
mod correlation;
mod show;
mod shuffled;
mod support;
