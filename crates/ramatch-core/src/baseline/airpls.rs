//! Adaptive iteratively reweighted penalised least squares (airPLS).
//!
//! `w = 0` above the baseline, else `exp(t r / Σ r⁻)` with t the iteration and Σ r⁻ the sum of the residuals below;
//! converged when `|Σ r⁻| < tol Σ |y|` (Zhang, Chen & Liang 2010). The paper's equation 9 prints the exponent with
//! `t (y − z) / |d|`, whose sign would give the smallest weight to the points furthest below; the authors' own code
//! uses |r|, and so does pybaselines, followed here. t counts up to 50 there.

use super::whittaker::{Layout, Loop, Next, Penalised, View};
use crate::parameters::parameters;
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

    fn prepare(&self, y: &[f64], mean: f64, w: &mut [f64]) -> [f64; 2] {
        w.fill(1.0);
        [y.iter().map(|y| (y + mean).abs()).sum(), 0.0]
    }

    #[inline(always)]
    fn reweight<L: Layout>(&self, mut view: View<'_>, iteration: Lanes, known: [Lanes; 2]) -> Next {
        let zero = Lanes::ZERO;
        let [count, sum] = view.sum::<L, 2>(|r| [zero.above(r, Lanes::ONE, zero), r.min(zero)]);
        let slope = iteration.min(Lanes::splat(50.0)) / sum;
        view.replace::<L>(|r| zero.above(r, (slope * r).exp(), zero));
        let too_few = Lanes::splat(2.0).above(count, Lanes::ONE, zero);
        Next { change: sum.abs() / known[0].max(Lanes::splat(f64::MIN_POSITIVE)), stop: too_few }
    }
}
