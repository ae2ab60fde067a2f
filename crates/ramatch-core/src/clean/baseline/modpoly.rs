//! Modified polynomial fit (ModPoly).
//!
//! Fits a polynomial, cuts the signal down to it, fits again, until the polynomial stops changing (Lieber &
//! Mahadevan-Jansen 2003; Gan, Ruan & Mo 2006 for the relative change).

use super::method::Method;
use super::polynomial::{self, Bench, Change};
use super::samples::Samples;
use crate::ground::error::{self, Error};
use crate::ground::fit::Fit;
use crate::ground::parameters::parameters;
use crate::ground::rows::{RowError, Spectra};
use crate::ground::stop;
use ramatch_kernels::{Row, dispatch};

parameters! {
    /// Modified polynomial fit: `y ← min(y, fit)` until the fit stops changing.
    ///
    /// Defaults as in pybaselines.
    ///
    /// # References
    /// Lieber & Mahadevan-Jansen, *Automated method for subtraction of fluorescence from biological Raman spectra*,
    /// Applied Spectroscopy 57 (2003) 1363; Gan, Ruan & Mo, Chemometrics and Intelligent Laboratory Systems 82 (2006) 59.
    pub struct ModPoly {
        /// Order of the polynomial, at most 30.
        poly_order: u32 = 2,
        /// Relative change of the polynomial below which the fit has converged.
        tol: f64 = 1e-3,
        /// Most fits.
        max_iter: u32 = 250,
    }
}

impl Method for ModPoly {
    fn check(&self) -> Result<(), Error> {
        check_loop(self.tol, self.max_iter)?;
        polynomial::check_order(self.poly_order)
    }

    fn scratch_len(&self, n: usize) -> usize {
        polynomial::bench_len(1, n, self.poly_order)
    }

    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        let mut bench = Bench::<1>::set(y, samples, self.poly_order, scratch)?;
        Ok(self.solve(&mut bench, baseline))
    }

    fn fit_many(
        &self,
        n: usize,
        samples: Samples<'_>,
        spectra: &mut dyn Spectra,
        scratch: &mut [f64],
    ) -> Result<(), RowError> {
        polynomial::many(self.poly_order, n, samples, spectra, scratch, |bench, z| self.solve(bench, z))
    }
}

impl ModPoly {
    fn solve(&self, bench: &mut Bench<'_, 1>, baseline: &mut [f64]) -> Fit {
        bench.fit();
        let mut fit = Fit::default();
        while fit.iterations < self.max_iter && !fit.converged && !stop::called_off() {
            let [old] = &mut bench.extra;
            old.copy_from_slice(bench.fit);
            cut(bench.y, bench.fit, 0.0);
            bench.fit();
            let change = Change { old: bench.extra[0], new: bench.fit, real: bench.real };
            fit.change = dispatch(change);
            fit.iterations += 1;
            fit.converged = fit.change < self.tol;
        }
        bench.write(baseline);
        fit
    }
}

/// `y ← min(y, fit + above)`
pub(super) fn cut(y: &mut [Row], fit: &[Row], above: f64) {
    for (y, fit) in y.as_flattened_mut().iter_mut().zip(fit.as_flattened()) {
        let limit = fit + above;
        *y = if limit < *y { limit } else { *y };
    }
}

pub(super) fn check_loop(tol: f64, max_iter: u32) -> Result<(), Error> {
    error::domain("tol", tol, (0.0..1.0).contains(&tol), "at least 0, below 1")?;
    error::domain("max_iter", f64::from(max_iter), (1..=10_000).contains(&max_iter), "1 to 10000")
}
