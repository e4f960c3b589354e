//! All integration tests in one program, so that the library is linked once.

#[cfg(test)]
mod shuffled;
mod support;
