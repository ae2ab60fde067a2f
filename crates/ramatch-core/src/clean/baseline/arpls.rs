//! Asymmetrically reweighted penalised least squares (arPLS).
//!
//! As AsLS, with weights that follow the noise: with μ⁻ and s⁻ the mean and standard deviation (n − 1) of the
//! residuals r = y − z below the baseline, `w = 1 / (1 + exp(2 (r − (2 s⁻ − μ⁻)) / s⁻))` (Baek et al. 2015).
//! Noise on both sides of the baseline counts fully, bands do not count.

use super::whittaker::{Layout, Loop, Penalised, Survey, View};
use crate::ground::parameters::parameters;
use ramatch_kernels::{Lanes, Pack};

parameters! {
    /// Asymmetrically reweighted penalised least squares: `w = 1 / (1 + exp(2 (r − (2 s⁻ − μ⁻)) / s⁻))`.
    ///
    /// μ⁻ and s⁻ are mean and standard deviation of the residuals r below the baseline; with fewer than two of them
    /// the last baseline stands. Defaults as in pybaselines. λ is in units of sample spacing⁴.
    ///
    /// # References
    /// Baek, Park, Ahn & Choo, *Baseline correction using asymmetrically reweighted penalized least squares
    /// smoothing*, Analyst 140 (2015) 250.
    ///
    /// ```
    /// use ramatch_core::baseline::Arpls;
    /// let y: Vec<f32> = (0..200).map(|i| i as f32 + if i == 100 { 50.0 } else { 0.0 }).collect();
    /// let method = Arpls::new();
    /// let (mut baseline, mut scratch) = (vec![0.0; 200], vec![0.0; method.scratch_len(200)]);
    /// let fit = method.fit(&y, &mut baseline, &mut scratch)?;
    /// assert!(fit.iterations > 1 && (baseline[100] - 100.0).abs() < 1.0);
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub struct Arpls {
        /// Stiffness, above 0.
        lambda: f64 = 1e5,
        /// Relative change of the weights below which the fit has converged.
        tol: f64 = 1e-3,
        /// Most reweightings.
        max_iter: u32 = 50,
    }
}

impl Penalised for Arpls {
    fn settings(&self) -> Loop {
        Loop { lambda: self.lambda, tol: self.tol, max_iter: self.max_iter }
    }

    #[inline(always)]
    fn survey<L: Layout>(
        &self,
        view: &View<'_>,
        _iteration: L::Vector,
        _known: [L::Vector; 2],
    ) -> Survey<L::Vector> {
        view.spread::<L>().steps(L::Vector::splat(2.0))
    }

    #[inline(always)]
    fn reweight<V: Lanes>(&self, residual: V, [slope, centre]: [V; 2]) -> V {
        logistic(slope * (centre - residual))
    }
}

/// `1 / (1 + e^−x)`; beyond ±700, where e^x leaves `f64`, as at ±700.
#[inline(always)]
pub(super) fn logistic<V: Lanes>(x: V) -> V {
    V::one() / (V::one() + (-x).exp())
}
