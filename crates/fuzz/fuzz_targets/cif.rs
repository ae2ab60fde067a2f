//! Arbitrary bytes to the reader of this name.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ramatch_fuzz::read(data, b"data_"));
