//! What the penalised baselines share: the banded solve and the loop around it.
//!
//! The system `(W + λ D₂ᵀD₂) z = W y` is pentadiagonal. It is factorised as LDLᵀ *from both ends at once* and
//! joined by a 2 × 2 system in the middle: the two chains do not wait for each other, which halves the time of
//! one solve. All of it in `f64`: in `f32` the solve is wrong from λ = 10³ and fails from 10⁹. The mean of `y`
//! is taken out first, since a large offset destroys digits and second differences do not see it.

use super::Fit;
use crate::{Error, error, math};

/// Fewest samples that have a pentadiagonal system with all its different rows.
pub(crate) const MIN_POINTS: usize = 5;

/// Largest accepted magnitude of a sample: squares of it stay finite.
const LIMIT: f64 = 1e140;

/// Scratch `f64`s for [`iterate`]: weights and the two bands of L.
pub(crate) const fn scratch_len(n: usize) -> usize {
    3 * n
}

/// Scratch `f64`s for [`through_f64`].
pub(crate) const fn scratch_len_f32(n: usize) -> usize {
    2 * n + scratch_len(n)
}

/// λ, tolerance and cap: what every method of the family has.
#[derive(Clone, Copy)]
pub(crate) struct Loop {
    pub(crate) lambda: f64,
    pub(crate) tol: f64,
    pub(crate) max_iter: u32,
}

impl Loop {
    pub(crate) fn check(self) -> Result<(), Error> {
        let Self { lambda, tol, max_iter } = self;
        error::domain("lambda", lambda, lambda > 0.0 && lambda <= 1e15, "above 0, at most 1e15")?;
        error::domain("tol", tol, (0.0..1.0).contains(&tol), "at least 0, below 1")?;
        error::domain("max_iter", f64::from(max_iter), max_iter <= 10_000, "at most 10000")
    }
}

/// What a method answers when asked for new weights.
pub(crate) enum Reweight {
    /// Weights replaced; this is their relative change.
    Changed(f64),
    /// No sensible weights exist any more: keep the last baseline and stop.
    Stop,
}

/// Solves and reweights until the weights stop changing, at most `max_iter + 1` times.
pub(crate) fn iterate(
    y: &[f64],
    z: &mut [f64],
    scratch: &mut [f64],
    settings: Loop,
    mut reweight: impl FnMut(&[f64], &[f64], &mut [f64]) -> Reweight,
) -> Result<Fit, Error> {
    settings.check()?;
    let n = y.len();
    error::points(MIN_POINTS, n)?;
    error::same_len("baseline", n, z.len())?;
    error::at_least("scratch", scratch_len(n), scratch.len())?;
    error::within("y", y.iter().copied(), LIMIT)?;
    let (w, rest) = scratch.split_at_mut(n);
    let (l, rest) = rest.split_at_mut(n);
    let m = &mut rest[..n];
    let mean = math::mean(y);
    w.fill(1.0);
    let mut fit = Fit::default();
    while fit.iterations <= settings.max_iter && !fit.converged {
        for ((z, &w), &y) in z.iter_mut().zip(&*w).zip(y) {
            *z = w * (y - mean);
        }
        solve(w, settings.lambda, z, l, m);
        z.iter_mut().for_each(|z| *z += mean);
        if !z.iter().all(|z| z.is_finite()) {
            // Nearly all weights are 0 and λ is huge: the system is singular in double precision.
            let domain = "small enough for the system to be solved";
            return Err(Error::Parameter { name: "lambda", value: settings.lambda, domain });
        }
        match reweight(y, z, w) {
            Reweight::Stop => break,
            Reweight::Changed(change) => {
                fit.iterations += 1;
                fit.change = change;
                fit.converged = change < settings.tol;
            }
        }
    }
    Ok(fit)
}

/// Replaces the weights by `weight(y, z)` and yields ‖new − old‖ / ‖old‖.
pub(crate) fn replace(y: &[f64], z: &[f64], w: &mut [f64], weight: impl Fn(f64, f64) -> f64) -> Reweight {
    let (mut moved, mut old) = (0.0, 0.0);
    for ((w, &y), &z) in w.iter_mut().zip(y).zip(z) {
        let new = weight(y, z);
        moved += (new - *w) * (new - *w);
        old += *w * *w;
        *w = new;
    }
    Reweight::Changed(math::sqrt(moved) / math::sqrt(old).max(f64::MIN_POSITIVE))
}

/// Runs an `f64` fit on `f32` samples.
pub(crate) fn through_f64(
    y: &[f32],
    baseline: &mut [f32],
    scratch: &mut [f64],
    fit: impl FnOnce(&[f64], &mut [f64], &mut [f64]) -> Result<Fit, Error>,
) -> Result<Fit, Error> {
    let n = y.len();
    error::same_len("baseline", n, baseline.len())?;
    error::at_least("scratch", scratch_len_f32(n), scratch.len())?;
    let (wide, rest) = scratch.split_at_mut(n);
    let (z, rest) = rest.split_at_mut(n);
    for (wide, &y) in wide.iter_mut().zip(y) {
        *wide = f64::from(y);
    }
    let fit = fit(wide, z, rest)?;
    for (baseline, &z) in baseline.iter_mut().zip(&*z) {
        *baseline = z as f32;
    }
    Ok(fit)
}

/// One of the two chains of the factorisation: the last two pivots' worth of state.
#[derive(Default)]
struct Chain {
    l1: f64,
    u1: f64,
    m1: f64,
    m2: f64,
    z1: f64,
    z2: f64,
}

impl Chain {
    /// Eliminates one row with diagonal `d`, off-diagonal `e`, right side `b`.
    /// Yields its two entries of L and its right side divided by its pivot.
    fn step(&mut self, d: f64, e: f64, f: f64, b: f64) -> (f64, f64, f64) {
        let pivot = d - self.l1 * self.u1 - self.m2 * f;
        let u = e - self.m1 * self.u1;
        let z = b - self.l1 * self.z1 - self.m2 * self.z2;
        let inverse = 1.0 / pivot;
        let (l, m) = (u * inverse, f * inverse);
        *self = Chain { l1: l, u1: u, m1: m, m2: self.m1, z1: z, z2: self.z1 };
        (l, m, z * inverse)
    }
}

/// Solves `(diag(w) + λ D₂ᵀD₂) z = b` for n ≥ 5; `z` holds b before and the solution after.
///
/// `l` and `m` receive the bands of L. O(n): 2 divisions and about 20 multiplications for each row.
pub(crate) fn solve(w: &[f64], lambda: f64, z: &mut [f64], l: &mut [f64], m: &mut [f64]) {
    let n = z.len();
    debug_assert!(n >= MIN_POINTS && w.len() == n && l.len() == n && m.len() == n);
    // Rows 0 .. p go to the upper chain, p and p + 1 are joined, the rest go to the lower chain.
    let p = (n - 1) / 2;
    let lower_len = n - 2 - p;
    // Coefficients of D₂ᵀD₂ by the distance from the nearer end.
    let diagonal = |i: usize| match i {
        0 => lambda,
        1 => 5.0 * lambda,
        _ => 6.0 * lambda,
    };
    let beside = |i: usize| if i == 0 { -2.0 * lambda } else { -4.0 * lambda };
    let (mut upper, mut lower) = (Chain::default(), Chain::default());
    for i in 0..p {
        (l[i], m[i], z[i]) = upper.step(w[i] + diagonal(i), beside(i), lambda, z[i]);
        if i < lower_len {
            let j = n - 1 - i;
            (l[j], m[j], z[j]) = lower.step(w[j] + diagonal(i), beside(i), lambda, z[j]);
        }
    }
    let q = p + 1;
    let half = |i: usize| diagonal(i.min(n - 1 - i));
    let a = w[p] + half(p) - upper.l1 * upper.u1 - upper.m2 * lambda - lower.m1 * lambda;
    let c = w[q] + half(q) - lower.l1 * lower.u1 - lower.m2 * lambda - upper.m1 * lambda;
    let b = -4.0 * lambda - upper.m1 * upper.u1 - lower.m1 * lower.u1;
    let right_p = z[p] - upper.l1 * upper.z1 - upper.m2 * upper.z2 - lower.m1 * lower.z1;
    let right_q = z[q] - lower.l1 * lower.z1 - lower.m2 * lower.z2 - upper.m1 * upper.z1;
    let ratio = b / a;
    z[q] = (right_q - ratio * right_p) / (c - b * ratio);
    z[p] = right_p / a - ratio * z[q];
    for i in (0..p).rev() {
        z[i] -= l[i] * z[i + 1] + m[i] * z[i + 2];
        let j = n - 1 - i;
        if i < lower_len {
            z[j] -= l[j] * z[j - 1] + m[j] * z[j - 2];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    /// The dense system, solved by nalgebra.
    fn dense(w: &[f64], lambda: f64, b: &[f64]) -> Vec<f64> {
        let n = w.len();
        let mut d = DMatrix::zeros(n - 2, n);
        for i in 0..n - 2 {
            d[(i, i)] = 1.0;
            d[(i, i + 1)] = -2.0;
            d[(i, i + 2)] = 1.0;
        }
        let system = DMatrix::from_diagonal(&DVector::from_row_slice(w)) + d.transpose() * d * lambda;
        system.lu().solve(&DVector::from_row_slice(b)).unwrap().as_slice().to_vec()
    }

    proptest! {
        #[test]
        fn solve_agrees_with_a_dense_solve(
            weights in prop::collection::vec(0.001f64..1.0, 5..90),
            lambda in 0.0f64..5.0,
            seed in 0u32..1000,
        ) {
            let lambda = libm::exp10(lambda);
            let n = weights.len();
            let b: Vec<f64> = (0..n).map(|i| f64::from((seed + i as u32 * 7919) % 101) / 101.0).collect();
            let (mut z, mut l, mut m) = (b.clone(), vec![f64::NAN; n], vec![f64::NAN; n]);
            solve(&weights, lambda, &mut z, &mut l, &mut m);
            let scale = z.iter().fold(1.0f64, |s, z| s.max(z.abs()));
            for (ours, dense) in z.iter().zip(dense(&weights, lambda, &b)) {
                prop_assert!((ours - dense).abs() < 1e-9 * scale, "{ours} {dense}");
            }
        }
    }
}
