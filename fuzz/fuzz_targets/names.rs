//! Any bytes as the path of a file on a server.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../names.rs"]
mod names;

fuzz_target!(|raw: &[u8]| names::check(raw));
