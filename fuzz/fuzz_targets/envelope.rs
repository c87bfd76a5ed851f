//! Envelopes: any body, and any payload that an enrolled phone signs.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| server::fuzzing::envelope(input));
