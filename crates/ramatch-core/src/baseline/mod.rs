//! Baselines: what lies under the bands (fluorescence, glass, stray light) and is to be taken away.

mod arpls;
mod asls;
mod whittaker;

pub use arpls::Arpls;
pub use asls::Asls;

use crate::Error;

/// How an iterative fit ended. Not converging is a fact, not an error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fit {
    /// Solved systems; equals the length of pybaselines' `tol_history`.
    pub iterations: u32,
    /// Whether the weights stopped changing within the tolerance.
    pub converged: bool,
    /// The last relative change of the weights.
    pub change: f64,
}

/// One of the baselines, as a step of a recipe.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "method", rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Baseline {
    /// Asymmetric least squares.
    Asls(Asls),
    /// Asymmetrically reweighted penalised least squares.
    Arpls(Arpls),
}

impl Baseline {
    /// Scratch `f64`s that [`Baseline::fit_f64`] needs for `n` samples.
    #[must_use]
    pub const fn scratch_len(n: usize) -> usize {
        whittaker::scratch_len(n)
    }

    /// Estimates the baseline of `y` into `baseline`; see the methods themselves.
    ///
    /// # Errors
    /// As [`Asls::fit_f64`] and [`Arpls::fit_f64`].
    pub fn fit_f64(&self, y: &[f64], baseline: &mut [f64], scratch: &mut [f64]) -> Result<Fit, Error> {
        match self {
            Baseline::Asls(asls) => asls.fit_f64(y, baseline, scratch),
            Baseline::Arpls(arpls) => arpls.fit_f64(y, baseline, scratch),
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Baseline::Asls(asls) => asls.check(),
            Baseline::Arpls(arpls) => arpls.check(),
        }
    }
}
