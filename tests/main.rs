//! All integration tests in one program, so that the library is linked once.

mod correlation;
mod edge_cases;
mod shuffled;
mod support;
mod tcp;
