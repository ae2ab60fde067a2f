//! Inputs of the benches.

use ramatch::{Identifier, Measurement};

/// A measured polystyrene spectrum of 1,743 points, as bytes.
pub const FILE: &[u8] = include_bytes!("../examples/data/polystyrene-785-bwtek-a.txt");

/// The same, read.
///
/// # Panics
/// If the file cannot be read, which is an error in the repository.
#[must_use]
pub fn record() -> Measurement {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/polystyrene-785-bwtek-a.txt");
    ramatch::read_file(path.as_ref()).expect("the example is part of the repository")
}

/// The built-in library, opened.
///
/// # Panics
/// If it cannot be opened, which is an error in the repository.
#[must_use]
pub fn identifier() -> Identifier {
    Identifier::embedded().expect("the embedded library is part of the repository")
}
