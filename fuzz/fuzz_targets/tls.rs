//! Any bytes as a TLS connection with a key log.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../tls.rs"]
#[allow(dead_code)]
mod tls;

fuzz_target!(|input: &[u8]| tls::check(input));
