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
mod query;
mod read;

pub(crate) use build::{Source, build};
pub(crate) use query::{Bounds, Energy};
pub(crate) use read::{Sketch, SketchRef};

use ramatch_kernels::SHORT;

/// Parts of a short row: sixteen rows to a block, [`ramatch_kernels::BLOCK_LEN`].
const FEW: usize = SHORT;
/// Parts of a long row.
const MANY: usize = 56;
/// Bytes of a long row: its codes, its scale as `f32`, the index of its interval as `u16`, zeros. One line of a cache.
pub(crate) const LONG_LEN: usize = 64;
/// Parts of a wide row, in the scale of the long one.
const MOST: usize = 256;
/// Bytes with which a sketch begins: four counts, zeros.
const HEADER_LEN: usize = 64;
/// Largest code.
const LARGEST: f64 = 255.0;
/// Rows from which a sketch is worth its place.
const WORTH_IT: usize = 1000;

/// Where part `i` of `parts` of a grid of `n` points begins.
fn begins(n: usize, parts: usize, i: usize) -> usize {
    i * n / parts
}

/// The norms of the parts of what has these sums of squares up to every point.
fn norms<const PARTS: usize>(squares: &[f64]) -> [f64; PARTS] {
    let n = squares.len() - 1;
    std::array::from_fn(|i| {
        let part = squares[begins(n, PARTS, i + 1)] - squares[begins(n, PARTS, i)];
        // What a difference of sums of up to 65,536 squares of together 1 may be wrong by, upwards.
        (part.max(0.0) + 1e-11).sqrt()
    })
}
