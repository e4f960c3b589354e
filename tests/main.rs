//! All integration tests in one program, so that the library is linked once.

mod correlation;
mod shuffled;
mod support;
