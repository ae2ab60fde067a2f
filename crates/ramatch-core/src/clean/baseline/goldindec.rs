//! Goldindec: a penalised polynomial whose threshold is found by how much of the signal lies above it (Liu et al. 2015).
//!
//! The ratio of samples above the fit to those below is a polynomial of the part of the axis that bands take,
//! `0.7679 + 11.2358 p − 39.7064 p² + 92.3583 p³`; the threshold is narrowed down by golden sections until it is met.

use super::method::Method;
use super::modpoly::check_loop;
use super::penalized_poly::{Cost, check_alpha, half_quadratic};
use super::polynomial::{self, Bench};
use super::samples::Samples;
use crate::ground::error::{self, Error};
use crate::ground::fit::Fit;
use crate::ground::parameters::parameters;
use crate::ground::stop;

parameters! {
    /// Goldindec: a penalised polynomial that finds its own threshold.
    ///
    /// Defaults as in pybaselines. [`Fit::iterations`] counts thresholds.
    ///
    /// # References
    /// Liu, Sun, Huang, Li & Liu, *Goldindec: a novel algorithm for Raman spectrum baseline correction*, Applied
    /// Spectroscopy 69 (2015) 834.
    pub struct Goldindec {
        /// Order of the polynomial, at most 30.
        poly_order: u32 = 2,
        /// What a residual costs; asymmetric.
        cost_function: Cost = Cost::AsymmetricIndec,
        /// Part of the axis that bands take, between 0 and 1.
        peak_ratio: f64 = 0.5,
        /// Part of the largest step that still converges, above 0, at most 1.
        alpha_factor: f64 = 0.99,
        /// Relative change of the polynomial below which one fit has converged.
        tol: f64 = 1e-3,
        /// Most steps of one fit.
        max_iter: u32 = 250,
        /// Difference to the wanted ratio at which the search ends.
        tol_2: f64 = 1e-3,
        /// Relative change of the threshold at which the search ends.
        tol_3: f64 = 1e-6,
        /// Most thresholds.
        max_iter_2: u32 = 100,
    }
}

impl Method for Goldindec {
    fn check(&self) -> Result<(), Error> {
        check_loop(self.tol, self.max_iter)?;
        check_loop(self.tol_2, self.max_iter_2)?;
        check_loop(self.tol_3, self.max_iter_2)?;
        check_alpha(self.alpha_factor)?;
        let p = self.peak_ratio;
        error::domain("peak_ratio", p, p > 0.0 && p < 1.0, "between 0 and 1")?;
        let symmetric = f64::from(u8::from(self.cost_function.is_symmetric()));
        error::domain("cost_function", symmetric, symmetric == 0.0, "an asymmetric cost")?;
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
        let p = self.peak_ratio;
        let goal = 0.7679 + 11.2358 * p - 39.7064 * p * p + 92.3583 * p * p * p;
        bench.fit();
        let residuals = y.iter().zip(bench.fit.as_flattened()).map(|(y, fit)| y - fit);
        let (mut low, mut high) = (0.0, residuals.fold(f64::NEG_INFINITY, f64::max).abs());
        let mut threshold = 0.618 * high;
        let mut fit = Fit::default();
        while fit.iterations < self.max_iter_2 && !fit.converged && !stop::called_off() {
            fit.iterations += 1;
            bench.fit();
            half_quadratic(
                &mut bench,
                |r| self.cost_function.shift(r, threshold, self.alpha_factor),
                self.tol,
                self.max_iter,
            );
            let above = y.iter().zip(bench.fit.as_flattened()).filter(|(y, fit)| y > fit).count();
            let ratio = above as f64 / (y.len() - above).max(1) as f64;
            let difference = ratio - goal;
            if difference > self.tol_2 {
                low = threshold;
            } else if difference < -self.tol_2 {
                high = threshold;
            } else {
                (fit.converged, fit.change) = (true, difference.abs());
                break;
            }
            let next = low + 0.618 * (high - low);
            fit.change = (next - threshold).abs() / threshold.abs().max(f64::MIN_POSITIVE);
            fit.converged = fit.change < self.tol_3;
            threshold = next;
        }
        bench.write(baseline);
        Ok(fit)
    }
}
