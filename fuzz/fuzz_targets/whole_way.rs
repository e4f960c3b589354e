//! Any bytes as a capture file.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../whole_way.rs"]
mod whole_way;

fuzz_target!(|file: &[u8]| whole_way::check(file));
