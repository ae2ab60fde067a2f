//! Long searches for faults: files broken in every place, programs disturbed at every step.

use crate::run::{Outcome, cargo, expect};

/// What is broken.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
pub(crate) enum What {
    /// Library files: every bit, every length, forged sections
    #[default]
    Library,
    /// The program's files: changes at once, outputs over inputs, full disks, kills at every step
    Files,
    /// Processes that fork after they used threads (needs python3)
    Forks,
}

/// Runs the long form of the tests that break things; they print their counts.
pub(crate) fn run(what: What) -> Outcome {
    let package = match what {
        What::Library => "ramatch",
        What::Files => "ramatch-cli",
        What::Forks => return crate::python::forks(),
    };
    let test = ["test", "--release", "--locked", "-p", package, "--test", "faults", "--", "--nocapture"];
    expect(cargo(&test).env("RAMATCH_LONG", "1").env("PROPTEST_CASES", "20000"))
}
