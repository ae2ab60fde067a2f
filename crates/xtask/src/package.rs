//! Packages for publishing, and the check for Windows.

use crate::firmware::rustup_has;
use crate::run::{Outcome, cargo, expect};

/// What is published, in the order of dependence.
const PUBLISHED: [&str; 5] = ["ramatch-kernels", "ramatch-core", "ramatch-io", "ramatch", "ramatch-cli"];

/// Packages every published crate, and builds each from its package alone.
pub(crate) fn run() -> Outcome {
    let mut package = cargo(&["package", "--locked", "--allow-dirty"]);
    for name in PUBLISHED {
        package.args(["-p", name]);
    }
    expect(&mut package)
}

const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// Type-checks what instrument computers run.
pub(crate) fn windows() -> Outcome {
    if !rustup_has(WINDOWS) {
        eprintln!("!! NOT CHECKED FOR WINDOWS: rustup target add {WINDOWS}");
        return Ok(());
    }
    expect(&mut cargo(&["check", "--locked", "--target", WINDOWS, "-p", "ramatch-cli"]))
}
