//! A library: references in one file, read in place.
//!
//! [`LibraryRef`] is a view over bytes wherever they lie (a file in memory, flash, `include_bytes!`); it needs
//! no alignment and no allocation. [`Layout`] is what opening found out: where everything lies. `open` checks the header and the section table; the accessors are total
//! functions: on bytes that lie they answer with an empty text or without a score, never with a panic.
//! Hashes are checked by `Check`, where the feature `verify` is there, and by the host (`ramatch::Library`).

#[cfg(feature = "verify")]
mod check;
pub(crate) mod emphasized;
pub mod format;
mod layout;
mod linear;
mod row;
mod size;
mod view;

#[cfg(feature = "verify")]
pub use check::{Check, Progress};
pub use layout::{Layout, Section};
pub use linear::{LinearRow, LinearRows};
pub use row::{Codes, Row, RowFormat};
pub use size::Size;
pub use view::{Entry, EntryKind, Grade, LibraryRef, Substance};
