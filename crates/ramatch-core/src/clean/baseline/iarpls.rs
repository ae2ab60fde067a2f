//! Improved asymmetrically reweighted penalised least squares (IarPLS).
//!
//! As arPLS, with `w = ½ (1 − q / √(1 + q²))`, `q = eᵗ (r − 2 s⁻) / s⁻`, t the iteration, at most 100 (Ye et al. 2020).

use super::drpls::{bounded, steepening};
use super::whittaker::{Layout, Loop, Penalised, Survey, View};
use crate::ground::parameters::parameters;
use ramatch_kernels::{Lanes, Pack};

parameters! {
    /// Improved asymmetrically reweighted penalised least squares: `w = ½ (1 − q / √(1 + q²))`, `q = eᵗ (r − 2 s⁻) / s⁻`.
    ///
    /// With fewer than two residuals below the baseline the last baseline stands. Defaults as in pybaselines. λ is in
    /// units of sample spacing⁴.
    ///
    /// # References
    /// Ye, Tian, Wei & Li, *Baseline correction method based on improved asymmetrically reweighted penalized least
    /// squares for the Raman spectrum*, Applied Optics 59 (2020) 10933.
    pub struct IarPls {
        /// Stiffness, above 0.
        lambda: f64 = 1e5,
        /// Relative change of the weights below which the fit has converged.
        tol: f64 = 1e-3,
        /// Most reweightings.
        max_iter: u32 = 50,
    }
}

impl Penalised for IarPls {
    fn settings(&self) -> Loop {
        Loop { lambda: self.lambda, tol: self.tol, max_iter: self.max_iter }
    }

    #[inline(always)]
    fn survey<L: Layout>(
        &self,
        view: &View<'_>,
        iteration: L::Vector,
        _known: [L::Vector; 2],
    ) -> Survey<L::Vector> {
        let spread = view.spread::<L>();
        let terms = [steepening(iteration) / spread.sd, L::Vector::splat(2.0) * spread.sd];
        Survey { terms, change: None, stop: spread.too_few }
    }

    #[inline(always)]
    fn reweight<V: Lanes>(&self, residual: V, [slope, centre]: [V; 2]) -> V {
        let q = bounded(slope * (residual - centre));
        let part = q * (V::one() + q * q).reciprocal_sqrt();
        V::splat(0.5) * (V::one() - V::one().min(part).max(-V::one()))
    }
}
