//! Adaptive smoothness penalised least squares (asPLS).
//!
//! `(W + λ A D₂ᵀD₂) z = W y` with `A = diag(|r| / max |r|)` and `w = 1 / (1 + exp(k (r − s⁻) / s⁻))` (Zhang et al. 2020):
//! stiff under bands, loose elsewhere. The paper prints k = 2, with which its figures cannot be had; pybaselines uses
//! k = ½ and says so, followed here. The system is not symmetric.

use super::arpls::logistic;
use super::whittaker::{Layout, Loop, Next, Penalised, View};
use crate::parameters::parameters;
use crate::{Error, error};
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
    fn reweight<L: Layout>(&self, mut view: View<'_>, _iteration: Lanes, _known: [Lanes; 2]) -> Next {
        let below = view.below::<L>();
        let slope = Lanes::splat(self.asymmetric_coef) / below.sd;
        let change = view.replace::<L>(|r| logistic(slope * (below.sd - r)));
        view.replace_alpha::<L>();
        Next { change, stop: below.too_few }
    }
}
