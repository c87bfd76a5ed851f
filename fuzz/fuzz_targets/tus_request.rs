//! Uploads: any method, headers and body of the tus protocol.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| server::fuzzing::tus_request(input));
