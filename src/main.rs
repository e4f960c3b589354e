//! The `ftpscope` program.

fn main() {}
