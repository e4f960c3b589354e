//! Any bytes as a key log.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../tls.rs"]
#[allow(dead_code)]
mod tls;

fuzz_target!(|log: &[u8]| tls::check_keylog(log));
