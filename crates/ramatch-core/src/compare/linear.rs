//! The linear row: what a mixture is taken apart by.
//!
//! Spectra of a mixture add up before their background is taken away and not after, since an adaptive baseline is not linear. What
//! adds up is a difference of two Gaussian means of the spectrum as it was measured, on the grid: broad backgrounds cancel in it,
//! nothing is cut off, and the row of a sum is the sum of the rows.
//!
//! ```text
//! r = G_f y − G_b y        G_σ y(x) = Σ w y / Σ w,  w = exp(−k² / 2σ²), |k| ≤ 3σ, k from x on
//! ```
//!
//! Where a Gaussian reaches beyond what is known, G_σ y(x) is the value at x of the straight line that fits y best with the weights w
//! (local linear regression), which is the mean where the weights are even about x. With Sᵢ = Σ w kⁱ and Tᵢ = Σ w kⁱ y
//! it is `(S₂ T₀ − S₁ T₁) / (S₀ S₂ − S₁²)`. So a straight line gives 0 everywhere, and an end is no step. Nearer to an end than the
//! broader σ the line is fitted to less than half of its points, its noise rises, and the row is not known there.
//!
//! White noise of density σ√δ (σ on points δ apart) is in cells of width h noise of variance (σ√δ)² / h, independent from cell to
//! cell, and leaves `(σ√δ)² / h · Σ (f − b)²` of variance in a row, with f and b the weights, each over its sum. Where σ is not
//! below h this is `(σ√δ)² (1 / 2√π f + 1 / 2√π b − 2 / √(2π (f² + b²)))`; points that are further apart than cells leave less, a
//! fiftieth where they are as far apart.
//!
//! Differences of Gaussians: Marr & Hildreth, Proceedings of the Royal Society B 207 (1980) 187. Local linear regression at ends:
//! Fan & Gijbels, Annals of Statistics 20 (1992) 2008.

use crate::ground::error::{self, Error, domain};
use crate::ground::gaussian::{blur, reach};
use crate::ground::math;
use crate::ground::parameters::parameters;
use crate::measured::grid::{Grid, Interval};
use crate::measured::limits::MAX_INTENSITY;

parameters! {
    /// How the linear row is made.
    pub struct Linear {
        /// σ of the finer Gaussian in cm⁻¹, f.
        fine_cm1: f64 = 4.0,
        /// σ of the broader Gaussian in cm⁻¹, b; what is nearer to an end is not known.
        broad_cm1: f64 = 20.0,
    }
}

/// Broadest Gaussian in points of the grid.
const MAX_POINTS: f64 = 512.0;

impl Linear {
    pub(crate) fn check(&self, grid: Grid) -> Result<(), Error> {
        let Self { fine_cm1, broad_cm1 } = *self;
        domain("linear.fine_cm1", fine_cm1, fine_cm1 > 0.0 && fine_cm1 <= 100.0, "above 0, to 100")?;
        let broader = broad_cm1 > fine_cm1 && broad_cm1 <= 1000.0;
        domain("linear.broad_cm1", broad_cm1, broader, "above linear.fine_cm1, to 1000")?;
        let few = broad_cm1 / grid.step_cm1 <= MAX_POINTS;
        domain("linear.broad_cm1", broad_cm1, few, "no Gaussian above 512 points of the grid")
    }

    /// Scratch `f64`s that [`Linear::run`] needs on a grid of `n` points.
    #[must_use]
    pub const fn scratch_len(n: usize) -> usize {
        3 * n
    }

    /// Where the row of a spectrum is known that is known inside `known`: without [`Linear::broad_cm1`] at each end, in whole points.
    /// Empty, at 0, where nothing is left.
    #[must_use]
    pub fn interval(&self, known: Interval, grid: Grid) -> Interval {
        // A cast takes NaN and what is negative for 0.
        let end = math::ceil(self.broad_cm1 / grid.step_cm1) as usize;
        let left = Interval { lo: known.lo.saturating_add(end), hi: known.hi.saturating_sub(end) };
        if left.lo < left.hi { left } else { Interval::default() }
    }

    /// Makes the linear row of `samples`, a spectrum on the grid as it was measured; yields where it is known.
    ///
    /// `samples` and `out` are `[grid.len]`; what `samples` holds outside `interval` is not read. `out` is in units of the samples
    /// and 0 outside the interval that is yielded, which is [`Linear::interval`] and may be empty. O(n · Gaussians), no allocation.
    ///
    /// # Errors
    /// [`Error::Length`] for a short buffer or an interval that leaves it, [`Error::Parameter`], [`Error::NotFinite`],
    /// [`Error::NumberRange`].
    ///
    /// ```
    /// use ramatch_core::{Grid, Interval, Linear};
    /// let grid = Grid::cm1(200.0, 2.0, 400);
    /// let curve: Vec<f64> = (0..400).map(|i| 1e3 / (1.0 + (i as f64 - 200.0).powi(2)) + 7.0 * i as f64).collect();
    /// let (mut out, mut scratch) = (vec![0.0; 400], vec![0.0; Linear::scratch_len(400)]);
    /// let known = Linear::new().run(&curve, Interval { lo: 0, hi: 400 }, grid, &mut out, &mut scratch)?;
    /// assert_eq!(known, Interval { lo: 10, hi: 390 });
    /// let top = out.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(i, _)| i);
    /// assert_eq!(top, Some(200));
    /// // The slope is gone.
    /// assert!(out[390..].iter().all(|&r| r == 0.0) && out[20].abs() < 0.1);
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub fn run(
        &self,
        samples: &[f64],
        interval: Interval,
        grid: Grid,
        out: &mut [f32],
        scratch: &mut [f64],
    ) -> Result<Interval, Error> {
        grid.check()?;
        self.check(grid)?;
        error::same_len("samples", grid.len, samples.len())?;
        error::same_len("out", grid.len, out.len())?;
        error::at_least("scratch", Self::scratch_len(grid.len), scratch.len())?;
        if interval.hi > grid.len || interval.is_empty() {
            return Err(Error::Length { what: "interval", expected: grid.len, got: interval.hi });
        }
        let y = interval.of(samples);
        error::within("samples", y.iter().copied(), MAX_INTENSITY)?;
        out.fill(0.0);
        let (fine, rest) = scratch.split_at_mut(y.len());
        let (broad, rest) = rest.split_at_mut(y.len());
        let weights = &mut rest[..y.len()];
        mean(y, self.fine_cm1 / grid.step_cm1, fine, weights);
        mean(y, self.broad_cm1 / grid.step_cm1, broad, weights);
        let known = self.interval(interval, grid);
        let from = known.lo.saturating_sub(interval.lo);
        let rows = fine.iter().zip(&*broad).skip(from);
        for (out, (fine, broad)) in out[known.lo..known.hi].iter_mut().zip(rows) {
            *out = (fine - broad) as f32;
        }
        Ok(known)
    }

    /// The standard deviation that white noise leaves in a row, in units of the samples; `density` is σ√δ in units · √cm⁻¹.
    ///
    /// For spectra whose points are no further apart than those of the grid; it is less for others. O(points of the broader Gaussian).
    ///
    /// ```
    /// use ramatch_core::{Grid, Linear};
    /// // Noise of 3 counts on points 0.5 cm⁻¹ apart.
    /// let left = Linear::new().noise(3.0 * 0.5f64.sqrt(), Grid::FINGERPRINT);
    /// assert!((left - 0.5).abs() < 0.05, "{left}");
    /// ```
    #[must_use]
    pub fn noise(&self, density: f64, grid: Grid) -> f64 {
        // A step of nothing, which no checked grid has, would ask for endless sums.
        let points = |sigma: f64| (sigma / grid.step_cm1).min(MAX_POINTS);
        let (fine, broad) = (points(self.fine_cm1), points(self.broad_cm1));
        let far = reach(broad);
        let sum = |deviation| 1.0 + 2.0 * (1..=far).map(|k| weight(k, deviation)).sum::<f64>();
        let (fines, broads) = (sum(fine), sum(broad));
        let squared = |k| {
            let difference = weight(k, fine) / fines - weight(k, broad) / broads;
            difference * difference
        };
        let squares = squared(0) + 2.0 * (1..=far).map(squared).sum::<f64>();
        density * math::sqrt(squares / grid.step_cm1)
    }
}

/// The weight of the `k`-th neighbour; 0 where the Gaussian does not reach.
fn weight(k: usize, deviation: f64) -> f64 {
    let u = k as f64 / deviation;
    if k <= reach(deviation) { math::exp(-0.5 * u * u) } else { 0.0 }
}

/// The Gaussian mean of `y`, and at the ends the straight line with the same weights. `out` and `weights` are `[n]`.
fn mean(y: &[f64], deviation: f64, out: &mut [f64], weights: &mut [f64]) {
    blur(y, deviation, out, weights);
    let n = y.len();
    let reach = reach(deviation).min(n.saturating_sub(1));
    let weights = &mut weights[..=reach];
    for (k, slot) in weights.iter_mut().enumerate() {
        *slot = weight(k, deviation);
    }
    let whole = if n > 2 * reach { reach..n - reach } else { 0..0 };
    for (i, out) in out.iter_mut().enumerate().filter(|(i, _)| !whole.contains(i)) {
        if let Some(value) = line_at(y, i, weights) {
            *out = value;
        }
    }
}

/// The value at `i` of the straight line that fits `y` best; none where a single point has weight.
fn line_at(y: &[f64], i: usize, weights: &[f64]) -> Option<f64> {
    let (mut s, mut t) = ([0.0; 3], [0.0; 2]);
    let mut add = |k: f64, weight: f64, y: f64| {
        s[0] += weight;
        s[1] += weight * k;
        s[2] += weight * k * k;
        t[0] += weight * y;
        t[1] += weight * k * y;
    };
    for (k, &weight) in weights.iter().enumerate() {
        if let Some(&left) = i.checked_sub(k).and_then(|i| y.get(i)) {
            add(-(k as f64), weight, left);
        }
        if let Some(&right) = y.get(i + k).filter(|_| k > 0) {
            add(k as f64, weight, right);
        }
    }
    let determinant = s[0] * s[2] - s[1] * s[1];
    (determinant > 0.0).then(|| (s[2] * t[0] - s[1] * t[1]) / determinant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::resample::Resample;
    use crate::measured::spectrum::SpectrumRef;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    const N: usize = 512;
    const GRID: Grid = Grid::cm1(150.0, 2.25, N);

    fn run(linear: Linear, samples: &[f64], interval: Interval) -> (Interval, Vec<f32>) {
        let (mut out, mut scratch) = (vec![f32::NAN; N], vec![f64::NAN; Linear::scratch_len(N)]);
        let known = linear.run(samples, interval, GRID, &mut out, &mut scratch).unwrap();
        (known, out)
    }

    fn interval() -> impl Strategy<Value = Interval> {
        (0usize..N, 1usize..N).prop_map(|(lo, len)| Interval { lo, hi: (lo + len).min(N) })
    }

    fn linear() -> impl Strategy<Value = Linear> {
        (0.25f64..30.0, 1.0625f64..8.0)
            .prop_map(|(fine, times)| Linear::new().fine_cm1(fine).broad_cm1(fine * times))
    }

    proptest! {
        /// The row of a sum is the sum of the rows, wherever they end.
        #[test]
        fn rows_add_up(
            linear in linear(), interval in interval(), parts in (-3.0f64..3.0, -3.0f64..3.0),
            a in prop::collection::vec(0.0f64..1e4, N), b in prop::collection::vec(0.0f64..1e4, N),
        ) {
            let sum: Vec<f64> = a.iter().zip(&b).map(|(a, b)| parts.0 * a + parts.1 * b).collect();
            let rows = [&a, &b, &sum].map(|y| run(linear, y, interval));
            for ((a, b), sum) in rows[0].1.iter().zip(&rows[1].1).zip(&rows[2].1) {
                let expected = parts.0 * f64::from(*a) + parts.1 * f64::from(*b);
                prop_assert!((expected - f64::from(*sum)).abs() < 1e-2, "{} {}", expected, sum);
            }
        }

        /// A straight line leaves nothing, at the ends as little as in the middle, and what is outside does not matter.
        #[test]
        fn a_straight_line_is_nothing(linear in linear(), interval in interval(), line in (-1e4f64..1e4, -50.0f64..50.0)) {
            let mut y: Vec<f64> = (0..N).map(|i| line.0 + line.1 * i as f64).collect();
            y[..interval.lo].fill(f64::NAN);
            y[interval.hi..].fill(f64::NAN);
            let (known, out) = run(linear, &y, interval);
            prop_assert_eq!(known, linear.interval(interval, GRID));
            for (i, r) in out.iter().enumerate() {
                prop_assert!(r.abs() < 1e-7, "{} of a line at {}", r, i);
                prop_assert!((known.lo..known.hi).contains(&i) || r.to_bits() == 0);
            }
        }

        /// Every point by the normal equations of its own line, in the middle as well as at the ends.
        #[test]
        fn every_point_is_that_of_its_line(
            linear in linear(), interval in interval(), y in prop::collection::vec(-1e3f64..1e3, N),
        ) {
            let (known, out) = run(linear, &y, interval);
            let line = |sigma_cm1: f64, at: usize| {
                let sigma = sigma_cm1 / GRID.step_cm1;
                let reach = (3.0 * sigma) as usize + 1;
                let points = interval.lo.max(at.saturating_sub(reach))..interval.hi.min(at + reach + 1);
                let weighted = points.map(|i| {
                    let k = i as f64 - at as f64;
                    (math::exp(-0.5 * (k / sigma) * (k / sigma)), k, y[i])
                });
                let mean = |of: &dyn Fn(f64, f64) -> f64| {
                    let all = weighted.clone().map(|(w, ..)| w).sum::<f64>();
                    weighted.clone().map(|(w, k, y)| w * of(k, y)).sum::<f64>() / all
                };
                // Slope by the covariance, and through the means.
                let (k_mean, y_mean) = (mean(&|k, _| k), mean(&|_, y| y));
                let slope = mean(&|k, y| (k - k_mean) * (y - y_mean)) / mean(&|k, _| (k - k_mean) * (k - k_mean));
                y_mean - slope * k_mean
            };
            for (i, &r) in out.iter().enumerate().take(known.hi).skip(known.lo) {
                let expected = line(linear.fine_cm1, i) - line(linear.broad_cm1, i);
                prop_assert!((expected - f64::from(r)).abs() < 1e-3, "{} {} at {}", expected, r, i);
            }
        }
    }

    #[test]
    fn what_is_too_short_is_not_known() {
        let (known, out) = run(Linear::new(), &[7.0; N], Interval { lo: 100, hi: 118 });
        assert_eq!(known, Interval::default());
        assert!(out.iter().all(|r| r.to_bits() == 0));
        // Nine points at each end are 20.25 cm⁻¹.
        assert_eq!(
            run(Linear::new(), &[7.0; N], Interval { lo: 100, hi: 119 }).0,
            Interval { lo: 109, hi: 110 }
        );
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let (mut out, mut scratch) = (vec![0.0; N], vec![0.0; Linear::scratch_len(N)]);
        let all = Interval { lo: 0, hi: N };
        let mut y = vec![1.0; N];
        for bad in [(0.0, 20.0), (20.0, 20.0), (4.0, 1e4), (4.0, f64::NAN), (f64::NAN, 20.0), (101.0, 500.0)]
        {
            let linear = Linear::new().fine_cm1(bad.0).broad_cm1(bad.1);
            assert!(linear.run(&y, all, GRID, &mut out, &mut scratch).is_err(), "{bad:?}");
        }
        let fine = Grid { step_cm1: 0.01, ..GRID };
        Linear::new().run(&y, all, fine, &mut out, &mut scratch).unwrap_err();
        let good = Linear::new();
        good.run(&y, Interval { lo: 5, hi: N + 1 }, GRID, &mut out, &mut scratch).unwrap_err();
        good.run(&y, Interval { lo: 5, hi: 5 }, GRID, &mut out, &mut scratch).unwrap_err();
        good.run(&y, all, GRID, &mut out, &mut scratch[1..]).unwrap_err();
        good.run(&y, all, GRID, &mut out[1..], &mut scratch).unwrap_err();
        good.run(&y[1..], all, GRID, &mut out, &mut scratch).unwrap_err();
        y[300] = f64::INFINITY;
        good.run(&y, all, GRID, &mut out, &mut scratch).unwrap_err();
    }

    /// Standard deviation of a row of noise of 1 on points this far apart, over what [`Linear::noise`] says.
    fn left_of_noise(linear: Linear, spacing: f32, resample: Resample) -> f64 {
        let grid = Grid::cm1(100.0, 2.25, 40_000);
        let mut state = 20_240_522u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / 16_777_216.0 - 0.5
        };
        let points = (90_100.0 / spacing) as usize;
        let shift: Vec<f32> = (0..points).map(|i| 90.0 + spacing * i as f32).collect();
        // Twelve uniform numbers have variance 1.
        let noise: Vec<f64> = (0..points).map(|_| (0..12).map(|_| uniform()).sum()).collect();
        let flat = vec![0.0; points];
        let mut y = vec![0.0; grid.len];
        let covered = resample.run(SpectrumRef::new(&shift, &flat).unwrap(), &noise, grid, &mut y).unwrap();
        let (mut out, mut scratch) = (vec![0.0; grid.len], vec![0.0; Linear::scratch_len(grid.len)]);
        let known = linear.run(&y, covered, grid, &mut out, &mut scratch).unwrap();
        let squares: f64 = known.of(&out).iter().map(|&r| f64::from(r) * f64::from(r)).sum();
        (squares / known.len() as f64).sqrt() / linear.noise(f64::from(spacing).sqrt(), grid)
    }

    #[test]
    fn noise_is_what_white_noise_leaves() {
        for linear in
            [Linear::new(), Linear::new().fine_cm1(8.0).broad_cm1(60.0), Linear::new().fine_cm1(1.0)]
        {
            // Some 20,000 numbers of their own: 0.5 %.
            let finer = left_of_noise(linear, 0.125, Resample::CellMean);
            assert!((0.985..1.015).contains(&finer), "{linear:?} {finer}");
        }
        // Points as far apart as those of the grid: the polygon between them smooths.
        let equal = left_of_noise(Linear::new(), 2.25, Resample::CellMean);
        assert!((0.96..1.0).contains(&equal), "{equal}");
    }

    /// Numbers that no check has seen.
    #[test]
    fn noise_of_what_cannot_be_is_no_panic() {
        for (fine, broad, step) in
            [(1e300, 1e308, 1e-3), (4.0, 20.0, 0.0), (f64::NAN, -1.0, 1.0), (0.0, 0.0, f64::INFINITY)]
        {
            let linear = Linear::new().fine_cm1(fine).broad_cm1(broad);
            let _ = linear.noise(1.0, Grid { step_cm1: step, ..GRID });
            let _ = linear.interval(Interval { lo: 5, hi: N }, Grid { step_cm1: step, ..GRID });
        }
    }

    #[test]
    fn noise_has_the_closed_form_of_broad_gaussians() {
        use core::f64::consts::PI;
        let (f, b): (f64, f64) = (4.0, 20.0);
        let one = |sigma: f64| 1.0 / (2.0 * PI.sqrt() * sigma);
        let closed = (one(f) + one(b) - 2.0 / (2.0 * PI * (f * f + b * b)).sqrt()).sqrt();
        for step in [0.5, 1.0, 2.25, 4.0] {
            let exact = Linear::new().noise(3.0, Grid { step_cm1: step, ..GRID });
            // Gaussians that end at 3 σ.
            assert!((exact / (3.0 * closed) - 1.0).abs() < 0.01, "{step}: {exact} {closed}");
        }
    }
}
