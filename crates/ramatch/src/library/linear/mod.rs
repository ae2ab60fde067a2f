//! Linear rows, by which mixtures are taken apart: made with the references, kept as integers, and made again where a library holds none.
//!
//! ```text
//! x = r / ‖r‖      codes · scale = x, rounded as every row of integers is      r by ramatch_core::Linear
//! ```
//!
//! They need spectra as they were measured, or drawn: of a prepared row a baseline was taken away that is not linear, so that nothing
//! else can stand in for them. Rows of `i8` have linear rows of `i8`, all others of `i16`.

pub(crate) mod made;
pub(super) mod packed;
pub(super) mod waiting;
