//! Adaptive iteratively reweighted penalised least squares (airPLS).
//!
//! `w = 0` above the baseline, else `exp(t r / Σ r⁻)` with t the iteration and Σ r⁻ the sum of the residuals below;
//! converged when `|Σ r⁻| < tol Σ |y|` (Zhang, Chen & Liang 2010). The paper's equation 9 prints the exponent with
//! `t (y − z) / |d|`, whose sign would give the smallest weight to the points furthest below; the authors' own code
//! uses |r|, and so does pybaselines, followed here. t counts up to 50 there.

use super::whittaker::{Layout, Loop, Penalised, Survey, View};
use crate::ground::parameters::parameters;
use ramatch_kernels::{Lanes, Pack};

parameters! {
    /// Adaptive iteratively reweighted penalised least squares: `w = exp(t r / Σ r⁻)` below the baseline, 0 above.
    ///
    /// With fewer than two residuals below the baseline the last baseline stands. Defaults as in pybaselines. λ is in
    /// units of sample spacing⁴.
    ///
    /// # References
    /// Zhang, Chen & Liang, *Baseline correction using adaptive iteratively reweighted penalized least squares*,
    /// Analyst 135 (2010) 1138; its equation 9 is misprinted.
    pub struct AirPls {
        /// Stiffness, above 0.
        lambda: f64 = 1e6,
        /// Part of the signal's absolute sum that the residuals below may have.
        tol: f64 = 1e-3,
        /// Most reweightings.
        max_iter: u32 = 50,
    }
}

impl Penalised for AirPls {
    fn settings(&self) -> Loop {
        Loop { lambda: self.lambda, tol: self.tol, max_iter: self.max_iter }
    }

    fn prepare(&self, y: &[f64], mean: f64, _w: &mut [f64]) -> [f64; 2] {
        [y.iter().map(|y| (y + mean).abs()).sum(), 0.0]
    }

    #[inline(always)]
    fn survey<L: Layout>(
        &self,
        view: &View<'_>,
        iteration: L::Vector,
        known: [L::Vector; 2],
    ) -> Survey<L::Vector> {
        let [count, sum] = view.below::<L>();
        let slope = iteration.min(L::Vector::splat(50.0)) / sum;
        let change = sum.abs() / known[0].max(L::Vector::splat(f64::MIN_POSITIVE));
        let too_few = L::Vector::splat(2.0).above(count, L::Vector::one(), L::Vector::zero());
        Survey { terms: [slope, L::Vector::zero()], change: Some(change), stop: too_few }
    }

    #[inline(always)]
    fn reweight<V: Lanes>(&self, residual: V, [slope, _]: [V; 2]) -> V {
        V::zero().above(residual, (slope * residual).exp(), V::zero())
    }
}
