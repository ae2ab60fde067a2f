//! Adaptive smoothness penalised least squares (asPLS).
//!
//! `(W + λ A D₂ᵀD₂) z = W y` with `A = diag(|r| / max |r|)` and `w = 1 / (1 + exp(k (r − s⁻) / s⁻))` (Zhang et al. 2020):
//! stiff under bands, loose elsewhere. The paper prints k = 2, with which its figures cannot be had; pybaselines uses
//! k = ½ and says so, followed here. The system is not symmetric.

use super::arpls::logistic;
use super::whittaker::{Layout, Loop, Penalised, Survey, View};
use crate::ground::error::{self, Error};
use crate::ground::parameters::parameters;
use ramatch_kernels::{Lanes, Pack};

parameters! {
    /// Adaptive smoothness penalised least squares: the penalty of a sample follows its residual.
    ///
    /// With fewer than two residuals below the baseline the last baseline stands. Defaults as in pybaselines. λ is in
    /// units of sample spacing⁴.
    ///
    /// # References
    /// Zhang, Feng, Yan et al., *Baseline correction for infrared spectra using adaptive smoothness parameter penalized
    /// least squares method*, Spectroscopy Letters 53 (2020) 222; its coefficient k is disputed.
    pub struct AsPls {
        /// Stiffness, above 0.
        lambda: f64 = 1e5,
        /// k, the steepness of the weights: ½ as in pybaselines, 2 as printed.
        asymmetric_coef: f64 = 0.5,
        /// Relative change of the weights below which the fit has converged.
        tol: f64 = 1e-3,
        /// Most reweightings.
        max_iter: u32 = 100,
    }
}

impl Penalised for AsPls {
    const ALPHA: bool = true;

    fn settings(&self) -> Loop {
        Loop { lambda: self.lambda, tol: self.tol, max_iter: self.max_iter }
    }

    fn check_own(&self) -> Result<(), Error> {
        let k = self.asymmetric_coef;
        error::domain("asymmetric_coef", k, k > 0.0 && k <= 1e3, "above 0, at most 1000")
    }

    #[inline(always)]
    fn scale<P: Pack>(&self, _w: P, alpha: P) -> P {
        alpha
    }

    #[inline(always)]
    fn survey<L: Layout>(
        &self,
        view: &View<'_>,
        _iteration: L::Vector,
        _known: [L::Vector; 2],
    ) -> Survey<L::Vector> {
        let spread = view.spread::<L>();
        let terms = [L::Vector::splat(self.asymmetric_coef) / spread.sd, spread.sd];
        Survey { terms, change: None, stop: spread.too_few }
    }

    #[inline(always)]
    fn reweight<V: Lanes>(&self, residual: V, [slope, centre]: [V; 2]) -> V {
        logistic(slope * (centre - residual))
    }
}
