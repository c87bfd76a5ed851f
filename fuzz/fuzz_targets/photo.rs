//! Photos: any bytes on the way to the supervisor's browser.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| server::fuzzing::photo(input));
