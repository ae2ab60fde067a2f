//! Doubly reweighted penalised least squares (drPLS).
//!
//! `(W + D₁ᵀD₁ + λ (I − η W) D₂ᵀD₂) z = W y`, `w = ½ (1 − q / (1 + |q|))` with `q = eᵗ (r − (2 s⁻ − μ⁻)) / s⁻`, t the
//! iteration, at most 100 (Xu et al. 2019). The penalty is weak where the weight is large: the system is not symmetric.

use super::whittaker::{Layout, Loop, Penalised, Survey, View};
use crate::ground::error::{self, Error};
use crate::ground::parameters::parameters;
use ramatch_kernels::{Lanes, Pack};

parameters! {
    /// Doubly reweighted penalised least squares: arPLS-like weights that also loosen the penalty.
    ///
    /// With fewer than two residuals below the baseline the last baseline stands. Defaults as in pybaselines. λ is in
    /// units of sample spacing⁴.
    ///
    /// # References
    /// Xu, Liu, Cai, Zhang et al., *Baseline correction method based on doubly reweighted penalized least squares*,
    /// Applied Optics 58 (2019) 3913.
    pub struct DrPls {
        /// Stiffness, above 0.
        lambda: f64 = 1e5,
        /// How much a weight loosens the penalty of its row, 0 to 1.
        eta: f64 = 0.5,
        /// Relative change of the weights below which the fit has converged.
        tol: f64 = 1e-3,
        /// Most reweightings.
        max_iter: u32 = 50,
    }
}

impl Penalised for DrPls {
    fn settings(&self) -> Loop {
        Loop { lambda: self.lambda, tol: self.tol, max_iter: self.max_iter }
    }

    fn check_own(&self) -> Result<(), Error> {
        error::domain("eta", self.eta, (0.0..=1.0).contains(&self.eta), "0 to 1")
    }

    #[inline(always)]
    fn first(&self) -> f64 {
        1.0
    }

    #[inline(always)]
    fn scale<P: Pack>(&self, w: P, _alpha: P) -> P {
        (-w).mul_add(P::splat(self.eta), P::splat(1.0))
    }

    #[inline(always)]
    fn survey<L: Layout>(
        &self,
        view: &View<'_>,
        iteration: L::Vector,
        _known: [L::Vector; 2],
    ) -> Survey<L::Vector> {
        view.spread::<L>().steps(steepening(iteration))
    }

    #[inline(always)]
    fn reweight<V: Lanes>(&self, residual: V, [slope, centre]: [V; 2]) -> V {
        step_down(slope * (residual - centre))
    }
}

/// `½ (1 − q / (1 + |q|))`: from 1 far below 0 to 0 far above.
#[inline(always)]
pub(super) fn step_down<V: Lanes>(q: V) -> V {
    let q = bounded(q);
    V::splat(0.5) * (V::one() - q / (V::one() + q.abs()))
}

/// eᵗ for iteration t, at most e¹⁰⁰.
#[inline(always)]
pub(super) fn steepening<V: Lanes>(iteration: V) -> V {
    iteration.min(V::splat(100.0)).exp()
}

/// Within ±10¹⁵⁰, whose square is a number.
#[inline(always)]
pub(super) fn bounded<V: Lanes>(q: V) -> V {
    q.min(V::splat(1e150)).max(V::splat(-1e150))
}
