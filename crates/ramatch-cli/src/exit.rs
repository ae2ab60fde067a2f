//! Exit codes.

/// A ranking was printed, or what was asked for is done.
pub(crate) const RANKED: u8 = 0;
/// The input was bad.
pub(crate) const BAD_INPUT: u8 = 2;
/// The input was good, and nothing could be scored or decided.
pub(crate) const NOTHING_SCORED: u8 = 3;
/// What was recorded is not what is there, or not what comes out.
pub(crate) const NOT_AS_RECORDED: u8 = 3;
/// Some of it was refused, and the rest is done.
pub(crate) const SOME_REFUSED: u8 = 4;
/// A verdict names what is watched for.
pub(crate) const WATCHED: u8 = 10;
/// It was stopped by Ctrl-C.
pub(crate) const STOPPED: u8 = 130;
