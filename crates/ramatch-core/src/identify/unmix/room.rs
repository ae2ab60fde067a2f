//! Lent memory of an unmixing, in parts.

use super::amounts::MOST_COLUMNS;
use super::column::padded;
use crate::ground::error::{self, Error};
use crate::measured::grid::Interval;

/// Rows of `f64`, each of whole lanes: query, fit, beside, squares, weights, roots, rest, blurred, kernel, kept.
const ROWS: usize = 10;

/// How many `f64` and `f32` an unmixing needs, on a grid of `n` points, for up to `components` beside `containers`.
#[must_use]
pub const fn unmix_lengths(n: usize, components: usize, containers: usize) -> (usize, usize) {
    let columns = components + containers;
    let columns = if columns < MOST_COLUMNS { columns } else { MOST_COLUMNS };
    (padded(n) * (ROWS + columns), padded(n) + n * containers)
}

/// The memory in parts.
#[derive(Debug)]
pub(super) struct Room<'m> {
    /// The query's row as it was moved.
    pub(super) query: &'m mut [f64],
    pub(super) fit: &'m mut [f64],
    /// What of the fit is the containers'.
    pub(super) beside: &'m mut [f64],
    pub(super) squares: &'m mut [f64],
    pub(super) weights: &'m mut [f64],
    /// Square roots of the weights.
    pub(super) roots: &'m mut [f64],
    pub(super) rest: &'m mut [f64],
    pub(super) blurred: &'m mut [f64],
    pub(super) kernel: &'m mut [f64],
    pub(super) kept: &'m mut [f64],
    /// Orthonormal columns, one after the other.
    pub(super) basis: &'m mut [f64],
    /// One row of a reference.
    pub(super) row: &'m mut [f32],
    /// The containers' rows as they were moved.
    pub(super) containers: &'m mut [f32],
    /// The stretches in which points count.
    pub(super) open: &'m [Interval],
}

impl<'m> Room<'m> {
    /// Hands out its parts, once all are known to be long enough.
    pub(super) fn of(
        (n, components, containers): (usize, usize, usize),
        reals: &'m mut [f64],
        samples: &'m mut [f32],
        open: &'m [Interval],
    ) -> Result<Self, Error> {
        let (needed_reals, needed_samples) = unmix_lengths(n, components, containers);
        error::at_least("reals", needed_reals, reals.len())?;
        error::at_least("samples", needed_samples, samples.len())?;
        let n = padded(n);
        let reals = &mut reals[..needed_reals];
        reals.fill(0.0);
        let mut rest = reals;
        let mut next = || {
            let (own, others) = core::mem::take(&mut rest).split_at_mut(n);
            rest = others;
            own
        };
        let [query, fit, beside, squares, weights, roots, left, blurred, kernel, kept] =
            core::array::from_fn(|_| next());
        let (row, containers) = samples[..needed_samples].split_at_mut(n);
        row.fill(0.0);
        Ok(Self {
            query,
            fit,
            beside,
            squares,
            weights,
            roots,
            rest: left,
            blurred,
            kernel,
            kept,
            basis: rest,
            row,
            containers,
            open,
        })
    }
}
