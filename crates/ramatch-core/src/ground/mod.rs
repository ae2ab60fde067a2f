//! What everything stands on: errors and their numbers, mathematics, lent memory, canonical bytes, rows in lanes.

pub(crate) mod code;
pub(crate) mod cube_root;
pub(crate) mod error;
pub(crate) mod fit;
pub(crate) mod gaussian;
pub(crate) mod layout;
pub mod math;
pub(crate) mod parameters;
#[cfg(feature = "std")]
pub(crate) mod rounded;
pub mod rows;
pub(crate) mod scratch;
pub mod stop;
