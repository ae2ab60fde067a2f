//! Penalised polynomial: least squares with a cost that grows slowly above the fit (Mazet et al. 2005).
//!
//! Half-quadratic: with c the fit of `y + d`, where `d` is what the cost function makes of the residual, again and again.
//! Below the threshold s every cost is quadratic, `d = (2α − 1) r`; above it Huber's is linear, `d = 2αs − r`, the
//! truncated quadratic is constant, `d = −r`, and Indec's falls, `d = −r − α s³ / (2 r²)` (Liu et al. 2015). Symmetric
//! costs do the same to residuals below −s.

use super::method::Method;
use super::modpoly::check_loop;
use super::polynomial::{self, Bench, Change};
use super::samples::Samples;
use crate::ground::error::{self, Error};
use crate::ground::fit::Fit;
use crate::ground::parameters::{choices, parameters};
use crate::ground::{math, stop};
use ramatch_kernels::dispatch;

choices! {
    /// What a residual costs.
    pub enum Cost {
        /// Linear above the threshold.
        AsymmetricHuber = 1,
        /// Linear beyond the threshold on both sides.
        SymmetricHuber = 2,
        /// Constant above the threshold.
        AsymmetricTruncatedQuadratic = 3,
        /// Constant beyond the threshold on both sides.
        SymmetricTruncatedQuadratic = 4,
        /// Falling above the threshold.
        AsymmetricIndec = 5,
        /// Falling beyond the threshold on both sides.
        SymmetricIndec = 6,
    }
}

impl Cost {
    pub(super) fn is_symmetric(self) -> bool {
        matches!(self, Cost::SymmetricHuber | Cost::SymmetricTruncatedQuadratic | Cost::SymmetricIndec)
    }

    /// What is added to a sample of this residual.
    #[inline]
    pub(super) fn shift(self, residual: f64, threshold: f64, alpha_factor: f64) -> f64 {
        let alpha = 0.5 * alpha_factor;
        let size = if self.is_symmetric() { residual.abs() } else { residual };
        if size < threshold {
            return residual * (2.0 * alpha - 1.0);
        }
        let sign = if self.is_symmetric() && residual < 0.0 { -1.0 } else { 1.0 };
        match self {
            Cost::AsymmetricHuber => 2.0 * alpha * threshold - residual,
            // pybaselines leaves the residual in here, too: it is a step towards it, not the whole of it.
            Cost::SymmetricHuber => 2.0 * alpha * threshold * sign,
            Cost::AsymmetricTruncatedQuadratic | Cost::SymmetricTruncatedQuadratic => -residual,
            Cost::AsymmetricIndec | Cost::SymmetricIndec => {
                // Of both 0 there is nothing to fall; a cube of either would leave the range of numbers.
                let part = if size > 0.0 { threshold / size } else { 0.0 };
                -(residual + alpha * sign * (0.5 * threshold * part * part))
            }
        }
    }
}

parameters! {
    /// Penalised polynomial: least squares in which residuals above a threshold hardly count.
    ///
    /// Defaults as in pybaselines.
    ///
    /// # References
    /// Mazet, Carteret, Brie, Idier & Humbert, *Background removal from spectra by designing and minimising a non-quadratic
    /// cost function*, Chemometrics and Intelligent Laboratory Systems 76 (2005) 121.
    pub struct PenalizedPoly {
        /// Order of the polynomial, at most 30.
        poly_order: u32 = 2,
        /// What a residual costs.
        cost_function: Cost = Cost::AsymmetricTruncatedQuadratic,
        /// Residual above which it hardly counts; none for a tenth of the signal's standard deviation.
        threshold: Option<f64> = None,
        /// Part of the largest step that still converges, above 0, at most 1.
        alpha_factor: f64 = 0.99,
        /// Relative change of the polynomial below which the fit has converged.
        tol: f64 = 1e-3,
        /// Most fits.
        max_iter: u32 = 250,
    }
}

impl Method for PenalizedPoly {
    fn check(&self) -> Result<(), Error> {
        check_loop(self.tol, self.max_iter)?;
        check_alpha(self.alpha_factor)?;
        let threshold = self.threshold.unwrap_or(1.0);
        error::domain(
            "threshold",
            threshold,
            threshold > 0.0 && threshold <= 1e100,
            "above 0, at most 1e100",
        )?;
        polynomial::check_order(self.poly_order)
    }

    fn scratch_len(&self, n: usize) -> usize {
        polynomial::bench_len(2, n, self.poly_order)
    }

    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        let mut bench = Bench::<2>::set(y, samples, self.poly_order, scratch)?;
        bench.fit();
        let threshold = self.threshold.unwrap_or_else(|| 0.1 * spread(y));
        let fit = half_quadratic(
            &mut bench,
            |r| self.cost_function.shift(r, threshold, self.alpha_factor),
            self.tol,
            self.max_iter,
        );
        bench.write(baseline);
        Ok(fit)
    }
}

pub(super) fn check_alpha(alpha: f64) -> Result<(), Error> {
    error::domain("alpha_factor", alpha, alpha > 0.0 && alpha <= 1.0, "above 0, at most 1")
}

/// Standard deviation (n).
fn spread(y: &[f64]) -> f64 {
    let mean = math::mean(y);
    math::sqrt(y.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / y.len() as f64)
}

/// Fits `y + shift(y − fit)` until the fit stops changing; it begins at what stands in `bench.fit`.
pub(super) fn half_quadratic(
    bench: &mut Bench<'_, 2>,
    shift: impl Fn(f64) -> f64,
    tol: f64,
    max_iter: u32,
) -> Fit {
    let mut fit = Fit::default();
    while fit.iterations < max_iter && !fit.converged && !stop::called_off() {
        let [old, shifted] = &mut bench.extra;
        old.copy_from_slice(bench.fit);
        let pairs = bench.y.as_flattened().iter().zip(bench.fit.as_flattened());
        for (shifted, (y, fit)) in shifted.as_flattened_mut().iter_mut().zip(pairs) {
            *shifted = y + shift(y - fit);
        }
        bench.basis.project(shifted, bench.counts, bench.fit);
        let change = Change { old, new: bench.fit, real: bench.real };
        fit.change = dispatch(change);
        fit.iterations += 1;
        fit.converged = fit.change < tol;
    }
    fit
}
