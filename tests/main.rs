//! All integration tests in one program, so that the library is linked once.

mod cli;
mod correlation;
mod edge_cases;
mod json;
mod layers;
mod show;
mod shuffled;
mod smoke;
mod support;
mod tcp;
mod tui_loader;
mod tui_random;
#[cfg(unix)]
mod tui_terminal;
