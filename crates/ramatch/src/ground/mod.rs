//! What everything stands on: errors, threads, text as it is shown.

pub(crate) mod control;
pub(crate) mod each;
pub(crate) mod error;
pub(crate) mod guarded;
pub(crate) mod lines;
pub(crate) mod listed;
pub mod shown;
pub(crate) mod threads;
