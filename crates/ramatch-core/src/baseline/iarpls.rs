//! Improved asymmetrically reweighted penalised least squares (IarPLS).
//!
//! As arPLS, with `w = ½ (1 − q / √(1 + q²))`, `q = eᵗ (r − 2 s⁻) / s⁻`, t the iteration, at most 100 (Ye et al. 2020).

use super::drpls::{bounded, steepening};
use super::whittaker::{Layout, Loop, Next, Penalised, View};
use crate::parameters::parameters;
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
    fn reweight<L: Layout>(&self, mut view: View<'_>, iteration: Lanes, _known: [Lanes; 2]) -> Next {
        let below = view.below::<L>();
        let (slope, centre) = (steepening(iteration) / below.sd, Lanes::splat(2.0) * below.sd);
        let change = view.replace::<L>(|r| {
            let q = bounded(slope * (r - centre));
            Lanes::splat(0.5) * (Lanes::ONE - q / (Lanes::ONE + q * q).sqrt())
        });
        Next { change, stop: below.too_few }
    }
}
