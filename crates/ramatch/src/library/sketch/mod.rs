//! A few small integers for every row that bound its score from above, so that a search looks at few rows.
//!
//! Cut the axis into parts. With u a row and v a query, both of norm 1, and u_k, v_k what lies in part k:
//!
//! ```text
//! u·v = Σ u_k·v_k ≤ Σ ‖u_k‖ ‖v_k‖       (Cauchy–Schwarz in every part)
//! ```
//!
//! whatever the spectra. Bands are narrow, so a score needs energy in the same parts, and norms of parts tell most rows from a query.
//! They are kept as integers, rounded up, and so are the query's as weights: a bound is one integer sum. The sums of 24 parts
//! are formed for every row, those of 56 parts for the rows that this leaves, those of 256 parts (where
//! rows are of more than one byte a sample) for the rows that this leaves.
//!
//! Principal coefficients with the norm of their rest, the obvious choice, need a basis; `DESIGN.md` compares how many rows each leaves.

mod build;
mod layout;
mod query;
mod read;

pub(crate) use build::{Source, build};
pub(crate) use layout::LONG_LEN;
pub(crate) use query::{Bounds, Energy};
pub(crate) use read::{Sketch, SketchRef};
