//! Improved asymmetric least squares (IAsLS).
//!
//! `(WᵀW + λ₁ D₁ᵀD₁ + λ D₂ᵀD₂) z = (WᵀW + λ₁ D₁ᵀD₁) y` with the weights of AsLS, which begin at those of a quadratic fit
//! (He et al. 2014): the baseline also follows the slope of the data.

use super::asls::{asymmetric, check_p};
use super::whittaker::{Loop, Penalised};
use crate::ground::error::{self, Error};
use crate::ground::parameters::parameters;
use ramatch_kernels::{Lanes, Pack};

parameters! {
    /// Improved asymmetric least squares: AsLS that also follows the slope of the data.
    ///
    /// Defaults as in pybaselines. λ is in units of sample spacing⁴, λ₁ of sample spacing².
    ///
    /// # References
    /// He, Zhang, Liu et al., *Baseline correction for Raman spectra using an improved asymmetric least squares method*,
    /// Analytical Methods 6 (2014) 4402.
    pub struct Iasls {
        /// Stiffness, above 0.
        lambda: f64 = 1e6,
        /// Weight above the baseline, between 0 and 1.
        p: f64 = 0.01,
        /// Weight of the residual's first differences, above 0.
        lambda_1: f64 = 1e-4,
        /// Relative change of the weights below which the fit has converged.
        tol: f64 = 1e-3,
        /// Most reweightings.
        max_iter: u32 = 50,
    }
}

impl Penalised for Iasls {
    const FIRST_OF_DATA: bool = true;
    const FIRST_WEIGHTS: bool = true;

    fn settings(&self) -> Loop {
        Loop { lambda: self.lambda, tol: self.tol, max_iter: self.max_iter }
    }

    fn check_own(&self) -> Result<(), Error> {
        let first = self.lambda_1;
        error::domain("lambda_1", first, first > 0.0 && first <= 1e15, "above 0, at most 1e15")?;
        check_p(self.p)
    }

    #[inline(always)]
    fn first(&self) -> f64 {
        self.lambda_1
    }

    #[inline(always)]
    fn weight<P: Pack>(&self, w: P) -> P {
        w * w
    }

    fn prepare(&self, y: &[f64], _mean: f64, w: &mut [f64]) -> [f64; 2] {
        // The quadratic of least squares: Legendre's first three polynomials of discrete samples are orthogonal.
        let last = (y.len() - 1) as f64;
        let at = |i: usize| 2.0 * i as f64 / last - 1.0;
        // Σ t² and Σ t⁴ over equally spaced t in −1 … 1.
        let (mut t2, mut t4) = (0.0, 0.0);
        let (mut y0, mut y1, mut y2) = (0.0, 0.0, 0.0);
        for (i, &y) in y.iter().enumerate() {
            let t = at(i);
            t2 += t * t;
            t4 += t * t * t * t;
            y0 += y;
            y1 += y * t;
            y2 += y * t * t;
        }
        let n = y.len() as f64;
        let square = (n * y2 - t2 * y0) / (n * t4 - t2 * t2);
        let (constant, slope) = ((y0 - square * t2) / n, y1 / t2);
        for (i, (w, &y)) in w.iter_mut().zip(y).enumerate() {
            let t = at(i);
            *w = if y > constant + slope * t + square * t * t { self.p } else { 1.0 - self.p };
        }
        [0.0; 2]
    }

    #[inline(always)]
    fn reweight<V: Lanes>(&self, residual: V, _terms: [V; 2]) -> V {
        asymmetric(residual, self.p)
    }
}
