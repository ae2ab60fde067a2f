//! A few small integers for every row that bound its score from above, so that a search looks at few rows.
//!
//! With u a row and v a query, both of norm 1, and b_j the vectors of a basis that holds most of the library's energy:
//! `u = Σ s_j z_j b_j + e` defines e, whatever the basis and however coarse the integers z. Then
//!
//! ```text
//! u·v = Σ s_j z_j a_j + e·v,             a_j = b_j·v
//! e·v = Σ a_j (b_j·e) + e·(v − Σ a_j b_j)
//!     ≤ Σ |a_j| δ_j   + ‖e‖ ‖v − Σ a_j b_j‖,   δ_j ≥ |b_j·e| of every row
//! ```
//!
//! which takes neither an orthonormal basis nor a good quantisation for granted: those only make it tight. ‖e‖ is one more
//! integer, rounded up, so a bound is one integer sum and one comparison. There are two of them: 15 coefficients for
//! every row, 63 for those that the first leaves.

mod basis;
mod build;
mod query;
mod read;

pub(crate) use build::{Source, build};
pub(crate) use query::Bounds;
pub(crate) use read::{Sketch, SketchRef};

use ramatch_core::Interval;
use ramatch_kernels::{LONG, SHORT};

/// Coefficients of a long row; the last code of a row is its rest.
const COEFFICIENTS: usize = LONG - 1;
/// Coefficients of a short row.
const FEW: usize = SHORT - 1;
/// Bytes of four counts and 128 numbers, with which a sketch begins.
const HEADER_LEN: usize = 16 + 4 * 128;
/// Parts of the grid up to whose ends a row's energy is known.
const PARTS: usize = 16;
/// Bytes of a row's energies: 15 ends as `u16`, then the index of its interval.
const ENERGY_LEN: usize = 2 * PARTS;
/// Rows from which a sketch is worth its place.
const WORTH_IT: usize = 1000;

/// Where part `i` of a grid of `n` points begins.
fn part_begins(n: usize, i: usize) -> usize {
    i * n / PARTS
}

/// The parts that lie wholly inside an interval, first and beyond the last.
pub(crate) fn parts_inside(n: usize, interval: Interval) -> (usize, usize) {
    let first = (0..=PARTS).find(|&i| part_begins(n, i) >= interval.lo).unwrap_or(PARTS);
    let beyond = (0..=PARTS).rev().find(|&i| part_begins(n, i) <= interval.hi).unwrap_or(0);
    (first, beyond)
}
