//! Long searches for faults: files broken in every place.

use crate::run::{Outcome, cargo, expect};

/// What is broken.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
pub(crate) enum What {
    /// Library files: every bit, every length, forged sections
    #[default]
    Library,
}

/// Runs the long form of the tests that break things; they print their counts.
pub(crate) fn run(what: What) -> Outcome {
    let What::Library = what;
    let test = ["test", "--release", "--locked", "-p", "ramatch", "--test", "faults", "--", "--nocapture"];
    expect(cargo(&test).env("RAMATCH_LONG", "1").env("PROPTEST_CASES", "20000"))
}
