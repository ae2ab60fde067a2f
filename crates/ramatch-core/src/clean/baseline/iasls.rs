//! Improved asymmetric least squares (IAsLS).
//!
//! `(WᵀW + λ₁ D₁ᵀD₁ + λ D₂ᵀD₂) z = (WᵀW + λ₁ D₁ᵀD₁) y` with the weights of AsLS, which begin at those of a quadratic fit
//! (He et al. 2014): the baseline also follows the slope of the data.

use super::asls::{asymmetric, check_p};
use super::method::Method;
use super::polynomial::NOTHING;
use super::samples::Samples;
use super::whittaker::{Loop, Penalised};
use crate::ground::error::{self, Error};
use crate::ground::fit::Fit;
use crate::ground::parameters::parameters;
use crate::ground::rows::{RowError, Spectra};
use ramatch_kernels::{Lanes, Pack};

parameters! {
    /// Improved asymmetric least squares: AsLS that also follows the slope of the data.
    ///
    /// Defaults as in pybaselines. λ is in units of sample spacing⁴, λ₁ of sample spacing². An axis makes the quadratic one
    /// over it; the stiffness stays that between samples.
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

/// IAsLS over an axis, or over equally spaced samples.
#[derive(Clone, Copy)]
struct Over<'a> {
    method: Iasls,
    axis: Option<&'a [f64]>,
}

impl Iasls {
    fn over(self, axis: Option<&[f64]>) -> Over<'_> {
        Over { method: self, axis }
    }
}

impl Method for Iasls {
    fn check(&self) -> Result<(), Error> {
        self.over(None).check()
    }
    fn scratch_len(&self, n: usize) -> usize {
        Method::scratch_len(&self.over(None), n)
    }
    fn many_scratch_len(&self, n: usize) -> usize {
        self.over(None).many_scratch_len(n)
    }
    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        Method::fit(&self.over(samples.x), y, samples, baseline, scratch)
    }
    fn fit_many(
        &self,
        n: usize,
        samples: Samples<'_>,
        spectra: &mut dyn Spectra,
        scratch: &mut [f64],
    ) -> Result<(), RowError> {
        self.over(samples.x).fit_many(n, samples, spectra, scratch)
    }
}

impl Penalised for Over<'_> {
    const FIRST_OF_DATA: bool = true;
    const FIRST_WEIGHTS: bool = true;

    fn settings(&self) -> Loop {
        let Iasls { lambda, tol, max_iter, .. } = self.method;
        Loop { lambda, tol, max_iter }
    }

    fn check_own(&self) -> Result<(), Error> {
        let first = self.method.lambda_1;
        error::domain("lambda_1", first, first > 0.0 && first <= 1e15, "above 0, at most 1e15")?;
        check_p(self.method.p)
    }

    #[inline(always)]
    fn first(&self) -> f64 {
        self.method.lambda_1
    }

    #[inline(always)]
    fn weight<P: Pack>(&self, w: P) -> P {
        w * w
    }

    fn prepare(&self, y: &[f64], _mean: f64, w: &mut [f64]) -> [f64; 2] {
        let p = self.method.p;
        let weigh = |y: f64, quadratic: f64| if y > quadratic { p } else { 1.0 - p };
        if let Some(axis) = self.axis {
            quadratic_over(axis, y, w);
            for (w, &y) in w.iter_mut().zip(y) {
                *w = weigh(y, *w);
            }
            return [0.0; 2];
        }
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
            *w = weigh(y, constant + slope * t + square * t * t);
        }
        [0.0; 2]
    }

    #[inline(always)]
    fn reweight<V: Lanes>(&self, residual: V, _terms: [V; 2]) -> V {
        asymmetric(residual, self.method.p)
    }
}

/// The quadratic of least squares of `y` over an axis, into `to`.
fn quadratic_over(axis: &[f64], y: &[f64], to: &mut [f64]) {
    let (Some(&first), Some(&last)) = (axis.first(), axis.last()) else { return };
    let n = y.len() as f64;
    let at = |x: f64| 2.0 * ((x - first) / (last - first)) - 1.0;
    // 1, t − a and (t − b)(t − a) − c are orthogonal over the samples (Forsythe 1957).
    let a = axis.iter().map(|&x| at(x)).sum::<f64>() / n;
    let (mut squares, mut cubes, mut y0, mut y1) = (0.0, 0.0, 0.0, 0.0);
    for (&x, &y) in axis.iter().zip(y) {
        let line = at(x) - a;
        squares += line * line;
        cubes += at(x) * line * line;
        y0 += y;
        y1 += y * line;
    }
    let (b, c) = (cubes / squares, squares / n);
    let (mut norm, mut y2) = (0.0, 0.0);
    for (&x, &y) in axis.iter().zip(y) {
        let square = (at(x) - b) * (at(x) - a) - c;
        norm += square * square;
        y2 += y * square;
    }
    // Where the samples lie in two heaps nothing is left of the square.
    let bend = if norm > NOTHING * squares { y2 / norm } else { 0.0 };
    let (mean, slope) = (y0 / n, y1 / squares);
    for (&x, to) in axis.iter().zip(to) {
        *to = mean + slope * (at(x) - a) + bend * ((at(x) - b) * (at(x) - a) - c);
    }
}
