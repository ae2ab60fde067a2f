//! Asymmetric least squares (AsLS).
//!
//! Minimises `Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δ²zᵢ)²` with `wᵢ = p` where the signal lies above the baseline and
//! `1 − p` elsewhere, until the weights stop changing (Eilers & Boelens 2005).

use super::whittaker::{Loop, Penalised};
use crate::ground::error::{self, Error};
use crate::ground::parameters::parameters;
use ramatch_kernels::Lanes;

parameters! {
    /// Asymmetric least squares: `Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δ²zᵢ)²` with `w = p` above the baseline, `1 − p` below.
    ///
    /// Defaults as in pybaselines. λ is in units of sample spacing⁴: twice the spacing asks for λ/16 to keep the shape.
    ///
    /// # References
    /// Eilers & Boelens, *Baseline correction with asymmetric least squares smoothing*, 2005.
    ///
    /// ```
    /// use ramatch_core::baseline::Asls;
    /// let y: Vec<f32> = (0..200).map(|i| i as f32 + if i == 100 { 50.0 } else { 0.0 }).collect();
    /// let method = Asls::new().lambda(1e5);
    /// let (mut baseline, mut scratch) = (vec![0.0; 200], vec![0.0; method.scratch_len(200)]);
    /// let fit = method.fit(&y, &mut baseline, &mut scratch)?;
    /// assert!(fit.converged && (baseline[100] - 100.0).abs() < 1.0);
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub struct Asls {
        /// Stiffness, above 0.
        lambda: f64 = 1e6,
        /// Weight above the baseline, between 0 and 1.
        p: f64 = 0.01,
        /// Relative change of the weights below which the fit has converged.
        tol: f64 = 1e-3,
        /// Most reweightings.
        max_iter: u32 = 50,
    }
}

impl Penalised for Asls {
    fn settings(&self) -> Loop {
        Loop { lambda: self.lambda, tol: self.tol, max_iter: self.max_iter }
    }

    fn check_own(&self) -> Result<(), Error> {
        check_p(self.p)
    }

    #[inline(always)]
    fn reweight<V: Lanes>(&self, residual: V, _terms: [V; 2]) -> V {
        asymmetric(residual, self.p)
    }
}

/// `p` above the baseline, `1 − p` elsewhere.
#[inline(always)]
pub(super) fn asymmetric<V: Lanes>(residual: V, p: f64) -> V {
    residual.above(V::zero(), V::splat(p), V::splat(1.0 - p))
}

pub(super) fn check_p(p: f64) -> Result<(), Error> {
    error::domain("p", p, p > 0.0 && p < 1.0, "between 0 and 1")
}
