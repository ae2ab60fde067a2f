//! Exit codes.

/// A ranking was printed, or what was asked for is done.
pub(crate) const RANKED: u8 = 0;
/// The input was bad.
pub(crate) const BAD_INPUT: u8 = 2;
/// The input was good, and nothing could be scored or decided.
pub(crate) const NOTHING_SCORED: u8 = 3;
/// Some of what was to be added was refused.
pub(crate) const SOME_REFUSED: u8 = 4;
