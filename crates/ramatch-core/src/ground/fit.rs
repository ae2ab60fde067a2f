//! How a fit ended, and what is asked of the samples before one.

use crate::ground::error::{self, Error};

/// How an iterative fit ended. Not converging is a fact, not an error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Fit {
    /// Solved systems; equals the length of pybaselines' `tol_history`. 1 for methods that do not iterate.
    pub iterations: u32,
    /// Whether the fit stopped changing within the tolerance.
    pub converged: bool,
    /// The last relative change.
    pub change: f64,
}

impl Fit {
    /// A fit that is done in one go.
    pub const DIRECT: Fit = Fit { iterations: 1, converged: true, change: 0.0 };
}

/// Fewest samples of a baseline fit.
pub(crate) const MIN_POINTS: usize = 5;

/// Largest accepted magnitude of a sample: squares of it stay finite.
pub(crate) const LIMIT: f64 = 1e140;

pub(crate) fn check_samples(y: &[f64]) -> Result<(), Error> {
    error::points(MIN_POINTS, y.len())?;
    error::samples_within("y", y, LIMIT)
}
