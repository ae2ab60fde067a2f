//! Peaked signal's asymmetric least squares algorithm (psalsa).
//!
//! As AsLS, with weights that fall with the height above the baseline: `w = p exp(−r / k)` above, `1 − p` elsewhere
//! (Oller-Moreno et al. 2014).

use super::asls::check_p;
use super::whittaker::{Layout, Loop, Penalised, Survey, View};
use crate::ground::error::{self, Error};
use crate::ground::math;
use crate::ground::parameters::parameters;
use ramatch_kernels::{Lanes, Pack};

parameters! {
    /// Peaked signal's asymmetric least squares: `w = p exp(−r / k)` above the baseline, `1 − p` elsewhere.
    ///
    /// Defaults as in pybaselines. λ is in units of sample spacing⁴.
    ///
    /// # References
    /// Oller-Moreno, Pardo, Jiménez-Soto, Samitier & Marco, *Adaptive asymmetric least squares baseline estimation for
    /// analytical instruments*, IEEE SSD 2014.
    pub struct Psalsa {
        /// Stiffness, above 0.
        lambda: f64 = 1e5,
        /// Weight just above the baseline, between 0 and 1.
        p: f64 = 0.5,
        /// Height at which a sample's weight has fallen to 1/e, in the unit of the signal; none for a tenth of the
        /// signal's standard deviation.
        k: Option<f64> = None,
        /// Relative change of the weights below which the fit has converged.
        tol: f64 = 1e-3,
        /// Most reweightings.
        max_iter: u32 = 50,
    }
}

impl Penalised for Psalsa {
    fn settings(&self) -> Loop {
        Loop { lambda: self.lambda, tol: self.tol, max_iter: self.max_iter }
    }

    fn check_own(&self) -> Result<(), Error> {
        let k = self.k.unwrap_or(1.0);
        error::domain("k", k, k > 0.0 && k.is_finite(), "above 0")?;
        check_p(self.p)
    }

    fn prepare(&self, y: &[f64], _mean: f64, _w: &mut [f64]) -> [f64; 2] {
        let squares: f64 = y.iter().map(|y| y * y).sum();
        let k = self.k.unwrap_or_else(|| 0.1 * math::sqrt(squares / y.len() as f64));
        [k.max(f64::MIN_POSITIVE), 0.0]
    }

    #[inline(always)]
    fn survey<L: Layout>(
        &self,
        _view: &View<'_>,
        _iteration: L::Vector,
        known: [L::Vector; 2],
    ) -> Survey<L::Vector> {
        Survey {
            terms: [L::Vector::splat(-1.0) / known[0], L::Vector::zero()],
            change: None,
            stop: L::Vector::zero(),
        }
    }

    #[inline(always)]
    fn reweight<V: Lanes>(&self, residual: V, [slope, _]: [V; 2]) -> V {
        let above = V::splat(self.p) * (slope * residual).exp();
        residual.above(V::zero(), above, V::splat(1.0 - self.p))
    }
}
