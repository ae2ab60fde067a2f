//! Locally symmetric reweighted penalised least squares (LSRPLS).
//!
//! arPLS with `w = ½ (1 − q / (1 + |q|))`, `q = 10ᵗ (r − (2 s⁻ − μ⁻)) / s⁻`, t the iteration, at most 100 (Heng et al. 2018):
//! the step from full weight to none is soft at first and gets steeper with every solve.

use super::drpls::step_down;
use super::whittaker::{Layout, Loop, Penalised, Survey, View};
use crate::ground::parameters::parameters;
use ramatch_kernels::{Lanes, Pack};

parameters! {
    /// Locally symmetric reweighted penalised least squares: arPLS whose weights become a step.
    ///
    /// With fewer than two residuals below the baseline the last baseline stands. Defaults as in pybaselines. λ is in
    /// units of sample spacing⁴.
    ///
    /// # References
    /// Heng et al., *Baseline correction for Raman spectra based on locally symmetric reweighted penalized least squares*,
    /// Chinese Journal of Lasers 45 (2018) 1211001.
    pub struct LsrPls {
        /// Stiffness, above 0.
        lambda: f64 = 1e5,
        /// Relative change of the weights below which the fit has converged.
        tol: f64 = 1e-3,
        /// Most reweightings.
        max_iter: u32 = 50,
    }
}

impl Penalised for LsrPls {
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
        let ten = L::Vector::splat(core::f64::consts::LN_10);
        view.spread::<L>().steps((iteration.min(L::Vector::splat(100.0)) * ten).exp())
    }

    #[inline(always)]
    fn reweight<V: Lanes>(&self, residual: V, [slope, centre]: [V; 2]) -> V {
        step_down(slope * (residual - centre))
    }
}
