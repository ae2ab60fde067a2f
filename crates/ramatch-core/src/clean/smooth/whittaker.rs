//! Whittaker's smoother: `Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δ²zᵢ)²` at its least (Whittaker 1923; Eilers 2003).

use crate::clean::baseline::whittaker::{self, Once, Penalised, Weights};
use crate::ground::error::{self, Error};
use crate::ground::math;
use crate::ground::parameters::parameters;

parameters! {
    /// Whittaker's smoother. λ is in units of sample spacing⁴.
    ///
    /// # References
    /// Eilers, *A perfect smoother*, Analytical Chemistry 75 (2003) 3631; the trace by Hutchinson & de Hoog, *Smoothing noisy
    /// data with spline functions*, Numerische Mathematik 47 (1985) 99; generalised cross-validation by Craven & Wahba,
    /// Numerische Mathematik 31 (1979) 377.
    ///
    /// ```
    /// use ramatch_core::smooth::Whittaker;
    /// let y: Vec<f64> = (0..100).map(|i| f64::from(i) + if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
    /// let smoother = Whittaker::new().lambda(1e3);
    /// let (mut z, mut scratch) = (vec![0.0; 100], vec![0.0; Whittaker::scratch_len(100)]);
    /// let degrees_of_freedom = smoother.run(&y, None, &mut z, &mut scratch)?;
    /// assert!((z[50] - 50.0).abs() < 0.1 && degrees_of_freedom < 20.0);
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub struct Whittaker {
        /// Stiffness, above 0.
        lambda: f64 = 10.0,
    }
}

impl Whittaker {
    pub(crate) fn check(&self) -> Result<(), Error> {
        Once { lambda: self.lambda }.settings().check()
    }

    /// Scratch `f64`s that [`Whittaker::run`] needs for `n` samples.
    #[must_use]
    pub const fn scratch_len(n: usize) -> usize {
        whittaker::one_scratch_len::<Once>(n)
    }

    /// Smooths `y` (`[n]`) into `z`; yields the degrees of freedom left, the trace of the smoothing matrix.
    ///
    /// `weights` (`[n]`, 0 and above), if there are any, say how much each sample counts; one that does not is filled in
    /// from its neighbours. O(n).
    ///
    /// # Errors
    /// [`Error::Parameter`], [`Error::Length`], [`Error::TooFewPoints`] below 5 samples or 2 that count,
    /// [`Error::NotFinite`], [`Error::NumberRange`].
    pub fn run(
        &self,
        y: &[f64],
        weights: Option<&[f64]>,
        z: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<f64, Error> {
        self.check()?;
        error::same_len("z", y.len(), z.len())?;
        error::at_least("scratch", Self::scratch_len(y.len()), scratch.len())?;
        crate::ground::fit::check_samples(y)?;
        if let Some(weights) = weights {
            error::same_len("weights", y.len(), weights.len())?;
            error::samples_within("weights", weights, 1e100)?;
            if let Some(bad) = weights.iter().find(|&&weight| weight < 0.0) {
                error::domain("weights", *bad, false, "0 and above")?;
            }
            error::points(2, weights.iter().filter(|&&weight| weight > 0.0).count())?;
        }
        let given = weights.map_or(Weights::All, Weights::Given);
        whittaker::fit(&Once { lambda: self.lambda }, y, given, z, scratch)?;
        Ok(self.trace(y.len(), weights, scratch))
    }

    /// The trace of `(W + λ D₂ᵀD₂)⁻¹ W`, from the bands of the inverse alone.
    fn trace(&self, n: usize, weights: Option<&[f64]>, scratch: &mut [f64]) -> f64 {
        let weight = |i: usize| weights.map_or(1.0, |weights| weights[i]);
        let (pivots, rest) = scratch.split_at_mut(n);
        let (near, rest) = rest.split_at_mut(n);
        let far = &mut rest[..n];
        let lambda = self.lambda;
        // LDLᵀ from the top: L has `near` and `far` below its diagonal of ones.
        for i in 0..n {
            let diagonal = match i.min(n - 1 - i) {
                0 => 1.0,
                1 => 5.0,
                _ => 6.0,
            };
            let mut pivot = weight(i) + lambda * diagonal;
            let mut beside = if i == 0 || i + 2 == n { -2.0 * lambda } else { -4.0 * lambda };
            if i >= 1 {
                pivot -= near[i - 1] * near[i - 1] * pivots[i - 1];
                beside -= near[i - 1] * far[i - 1] * pivots[i - 1];
            }
            if i >= 2 {
                pivot -= far[i - 2] * far[i - 2] * pivots[i - 2];
            }
            pivots[i] = pivot;
            near[i] = if i + 1 < n { beside / pivot } else { 0.0 };
            far[i] = if i + 2 < n { lambda / pivot } else { 0.0 };
        }
        // The inverse Z from the bottom, three of its diagonals.
        let (mut below, mut beside, mut second) = (0.0, 0.0, 0.0);
        let mut trace = 0.0;
        for i in (0..n).rev() {
            // below = Z[i+1][i+1], beside = Z[i+1][i+2], second = Z[i+2][i+2]
            let far_z = -near[i] * beside - far[i] * second;
            let near_z = -near[i] * below - far[i] * beside;
            let own = 1.0 / pivots[i] - near[i] * near_z - far[i] * far_z;
            trace += own * weight(i);
            (second, beside, below) = (below, near_z, own);
        }
        trace
    }

    /// The λ with the least generalised cross-validation `n Σ w (y − z)² / (n − trace)²`, n the samples that count.
    ///
    /// Searches λ from 10⁻² to 10¹⁰ on a grid of quarter decades and refines the best by golden sections; yields the
    /// smoother and its score. `z` holds the result. About sixty solves.
    ///
    /// # Errors
    /// As [`Whittaker::run`].
    pub fn by_cross_validation(
        y: &[f64],
        weights: Option<&[f64]>,
        z: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<(Whittaker, f64), Error> {
        let mut score = |log: f64| -> Result<f64, Error> {
            let smoother = Whittaker { lambda: math::exp(log * core::f64::consts::LN_10) };
            let trace = smoother.run(y, weights, z, scratch)?;
            let weight = |i: usize| weights.map_or(1.0, |weights| weights[i]);
            let squares: f64 =
                y.iter().zip(&*z).enumerate().map(|(i, (y, z))| weight(i) * (y - z) * (y - z)).sum();
            let count = weights.map_or(y.len(), |w| w.iter().filter(|&&w| w > 0.0).count()) as f64;
            let left = (count - trace).max(1e-9 * count);
            Ok(count * squares / (left * left))
        };
        let (mut best, mut least) = (0.0, f64::INFINITY);
        for step in 0..=48 {
            let log = -2.0 + 0.25 * f64::from(step);
            let now = score(log)?;
            if now < least {
                (best, least) = (log, now);
            }
        }
        let (mut from, mut to) = ((best - 0.25f64).max(-2.0), (best + 0.25f64).min(10.0));
        for _ in 0..12 {
            let (left, right) = (to - 0.618 * (to - from), from + 0.618 * (to - from));
            if score(left)? < score(right)? {
                to = right;
            } else {
                from = left;
            }
        }
        let log = 0.5 * (from + to);
        let least = score(log)?;
        Ok((Whittaker { lambda: math::exp(log * core::f64::consts::LN_10) }, least))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DMatrix;
    use std::prelude::rust_2024::*;
    use std::vec;

    /// The smoothing matrix, made by nalgebra.
    fn dense(lambda: f64, weights: &[f64]) -> DMatrix<f64> {
        let n = weights.len();
        let d = DMatrix::from_fn(n - 2, n, |i, j| match j.wrapping_sub(i) {
            0 | 2 => 1.0,
            1 => -2.0,
            _ => 0.0,
        });
        let w = DMatrix::from_diagonal(&nalgebra::DVector::from_row_slice(weights));
        (&w + d.transpose() * d * lambda).try_inverse().unwrap() * w
    }

    #[test]
    fn result_trace_and_score_agree_with_a_dense_inverse() {
        for n in [5usize, 6, 7, 30, 61] {
            let weights: Vec<f64> =
                (0..n).map(|i| if i % 7 == 3 { 0.0 } else { 1.0 + (i % 3) as f64 }).collect();
            let y: Vec<f64> = (0..n).map(|i| ((i * 7919) % 101) as f64).collect();
            for weights in [vec![1.0; n], weights] {
                for lambda in [0.1, 10.0, 1e4] {
                    let (mut z, mut scratch) = (vec![0.0; n], vec![f64::NAN; Whittaker::scratch_len(n)]);
                    let trace = Whittaker::new()
                        .lambda(lambda)
                        .run(&y, Some(&weights), &mut z, &mut scratch)
                        .unwrap();
                    let matrix = dense(lambda, &weights);
                    assert!((trace - matrix.trace()).abs() < 1e-8 * trace, "{trace} {}", matrix.trace());
                    let expected = matrix * nalgebra::DVector::from_row_slice(&y);
                    assert!(z.iter().zip(expected.iter()).all(|(a, b)| (a - b).abs() < 1e-7));
                }
            }
        }
    }

    #[test]
    fn cross_validation_finds_the_least_score_of_the_dense_oracle() {
        let n = 80;
        let noise = |i: usize| ((i * 7919 + 13) % 101) as f64 / 25.0 - 2.0;
        let y: Vec<f64> = (0..n).map(|i| 30.0 * libm::sin(i as f64 / 12.0) + noise(i)).collect();
        let (mut z, mut scratch) = (vec![0.0; n], vec![f64::NAN; Whittaker::scratch_len(n)]);
        let (best, least) = Whittaker::by_cross_validation(&y, None, &mut z, &mut scratch).unwrap();
        let ones = vec![1.0; n];
        let oracle = |lambda: f64| {
            let matrix = dense(lambda, &ones);
            let z = &matrix * nalgebra::DVector::from_row_slice(&y);
            let squares: f64 = y.iter().zip(z.iter()).map(|(y, z)| (y - z) * (y - z)).sum();
            let left = n as f64 - matrix.trace();
            n as f64 * squares / (left * left)
        };
        assert!((oracle(best.lambda) - least).abs() < 1e-6 * least);
        for step in -20..=100 {
            let lambda = libm::exp10(f64::from(step) / 10.0);
            assert!(oracle(lambda) > least * (1.0 - 1e-4), "λ = {lambda} is better than {}", best.lambda);
        }
    }
}
