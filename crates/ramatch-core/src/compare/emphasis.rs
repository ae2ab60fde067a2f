//! Bands brought out of a prepared spectrum: what the default matcher compares.
//!
//! A cosine of spectra is ruled by the two or three strongest bands, whose heights differ between instruments, and by
//! what is left of the background. Here every band counts by the cube root of its height, backgrounds and shoulders of
//! bands cancel, and what may be noise counts little. With y the prepared samples, G_σ a Gaussian of standard deviation
//! σ, n_σ the noise that it leaves, and median |d| the median magnitude, which is noise as well where bands are few:
//!
//! ```text
//! d_σ = G_σ y − G_κσ y                      σ = s, 2s, 4s: difference of Gaussians, three octaves
//! e(d) = ∛d · d² / (d² + (t n)² + (m median |d|)²)      for d > 0, else 0
//! p_σ = √(Σ e² d² / (d² + (c n)²) / Σ e²)   how much of an octave is clear of noise
//! a   = Σ_σ p_σ e(d_σ) / ‖e(d_σ)‖
//! b   = d/dx G_2s e(y)                      the first derivative: where the flanks are
//! F   = √(1 − w) a / ‖a‖ + √w b / ‖b‖
//! ```
//!
//! The weight d² / (d² + …) is Wiener's. With t = 3 weak bands left the row *and its norm*, so that the one band that was left fitted every
//! reference of one band; with t = 1 noise stays in the norm, and what could not be seen does not count as agreement.
//!
//! a is even about a band and b odd, so that the cosine of two F is nearly the weighted mean of the cosines of a and
//! of b, at the price of one. White noise of density σ√δ (σ on points δ apart) leaves `n_σ = σ√δ / √(2√π σ')` with
//! `σ'² = σ² + step² / 3`, the last term for the grid cell and the smoothing before.
//!
//! Differences of Gaussians: Marr & Hildreth, Proceedings of the Royal Society B 207 (1980) 187.

use crate::ground::cube_root::cube_roots;
use crate::ground::error::domain;
use crate::ground::error::{self, Error};
use crate::ground::gaussian::blur;
use crate::ground::math;
use crate::ground::parameters::parameters;
use crate::measured::grid::{Grid, Interval};
use ramatch_kernels::{LANES, Lanes, Level, Row, Work, dispatch};

parameters! {
    /// How bands are brought out.
    pub struct Emphasis {
        /// σ of the finest Gaussian in cm⁻¹, s; the others are twice and four times as broad.
        scale_cm1: f64 = 2.0,
        /// How many times broader the Gaussian is that is taken away, κ.
        surround: f64 = 5.0,
        /// How many times the noise a height is from which on it counts for more than half, t.
        threshold: f64 = 1.0,
        /// How many times the noise a height is from which on it says more than half of how much its scale counts, c.
        clear: f64 = 6.0,
        /// How many times the median height likewise, m.
        spread: f64 = 1.0,
        /// Part of the derivative, w, 0 to 1.
        derivative: f64 = 0.25,
    }
}

/// Number of scales, each twice as broad as the one before.
const SCALES: usize = 3;
/// Broadest Gaussian in points of the grid.
const MAX_POINTS: f64 = 512.0;

impl Emphasis {
    pub(crate) fn check(&self, grid: Grid) -> Result<(), Error> {
        let Self { scale_cm1, surround, threshold, clear, spread, derivative } = *self;
        let broadest = scale_cm1 * surround * f64::from(1 << (SCALES - 1)) / grid.step_cm1;
        domain("emphasis.scale_cm1", scale_cm1, scale_cm1 > 0.0 && scale_cm1 <= 100.0, "above 0, to 100")?;
        domain("emphasis.surround", surround, surround > 1.0 && surround <= 100.0, "above 1, to 100")?;
        domain("emphasis.threshold", threshold, (0.0..=100.0).contains(&threshold), "0 to 100")?;
        domain("emphasis.clear", clear, (0.0..=100.0).contains(&clear), "0 to 100")?;
        domain("emphasis.spread", spread, (0.0..=100.0).contains(&spread), "0 to 100")?;
        domain("emphasis.derivative", derivative, (0.0..=1.0).contains(&derivative), "0 to 1")?;
        domain(
            "emphasis.surround",
            surround,
            broadest <= MAX_POINTS,
            "no Gaussian above 512 points of the grid",
        )
    }

    /// Scratch `f64`s that [`Emphasis::run`] needs on a grid of `n` points.
    #[must_use]
    pub const fn scratch_len(n: usize) -> usize {
        5 * n
    }

    /// Brings out the bands of `samples` inside `interval`; yields whether there is anything.
    ///
    /// `samples` and `out` are `[grid.len]`, `noise` is the noise density σ√δ in units of the samples (√cm⁻¹), 0 if not
    /// known. `out` is 0 outside `interval`; its norm is about 1, or 0 where the answer is false. O(n · Gaussians), no
    /// allocation.
    ///
    /// # Errors
    /// [`Error::Length`] for a short buffer or an interval that leaves it, [`Error::Parameter`], [`Error::NotFinite`],
    /// [`Error::NumberRange`].
    ///
    /// ```
    /// use ramatch_core::{Emphasis, Grid, Interval};
    /// let grid = Grid::cm1(200.0, 2.0, 400);
    /// let curve: Vec<f32> = (0..400).map(|i| 1e3 / (1.0 + (i as f32 - 200.0).powi(2)) + i as f32).collect();
    /// let (mut out, mut scratch) = (vec![0.0; 400], vec![0.0; Emphasis::scratch_len(400)]);
    /// let interval = Interval { lo: 0, hi: 400 };
    /// assert!(Emphasis::new().derivative(0.0).run(&curve, interval, grid, 0.0, &mut out, &mut scratch)?);
    /// let top = out.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(i, _)| i);
    /// assert_eq!(top, Some(200));
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub fn run(
        &self,
        samples: &[f32],
        interval: Interval,
        grid: Grid,
        noise: f64,
        out: &mut [f32],
        scratch: &mut [f64],
    ) -> Result<bool, Error> {
        grid.check()?;
        self.check(grid)?;
        error::same_len("samples", grid.len, samples.len())?;
        error::same_len("out", grid.len, out.len())?;
        error::at_least("scratch", Self::scratch_len(grid.len), scratch.len())?;
        if interval.hi > grid.len || interval.is_empty() {
            return Err(Error::Length { what: "interval", expected: grid.len, got: interval.hi });
        }
        error::within("noise", [noise].into_iter(), crate::measured::limits::MAX_INTENSITY)?;
        error::within(
            "samples",
            interval.of(samples).iter().map(|&y| f64::from(y)),
            crate::measured::limits::MAX_INTENSITY,
        )?;
        out.fill(0.0);
        let n = interval.len();
        let [y, fine, broad, bands, kernel] = split(scratch, n);
        for (y, &sample) in y.iter_mut().zip(interval.of(samples)) {
            *y = f64::from(sample);
        }
        let left = |scale: f64| {
            let broadened = math::sqrt(scale * scale + grid.step_cm1 * grid.step_cm1 / 3.0);
            noise / math::sqrt(2.0 * math::sqrt(core::f64::consts::PI) * broadened)
        };

        bands.fill(0.0);
        for octave in 0..SCALES {
            let scale = self.scale_cm1 * f64::from(1 << octave);
            blur(y, scale / grid.step_cm1, fine, kernel);
            blur(y, self.surround * scale / grid.step_cm1, broad, kernel);
            for (fine, broad) in fine.iter_mut().zip(&*broad) {
                *fine -= broad;
            }
            let doubtful =
                square(self.threshold * left(scale)) + square(self.spread * median_height(fine, kernel));
            let faint = square(self.clear * left(scale));
            compress(fine, doubtful, kernel);
            let (mut whole, mut above) = (0.0, 0.0);
            for (d, &e) in fine.iter_mut().zip(&*kernel) {
                let height = square(*d);
                whole += e * e;
                above += if height > 0.0 { e * e * (height / (height + faint)) } else { 0.0 };
                *d = e;
            }
            let part = if whole > 0.0 { math::sqrt(above / whole) } else { 0.0 };
            add_unit(bands, fine, part);
        }
        let doubtful = square(self.threshold * left(0.0)) + square(self.spread * median_height(y, kernel));
        compress(y, doubtful, fine);
        blur(fine, 2.0 * self.scale_cm1 / grid.step_cm1, broad, kernel);
        // What was blurred is not needed any more.
        let flanks = fine;
        flanks.fill(0.0);
        for (flank, three) in flanks.iter_mut().skip(1).zip(broad.windows(3)) {
            *flank = three[2] - three[0];
        }

        y.fill(0.0);
        let found = add_unit(y, bands, math::sqrt(1.0 - self.derivative));
        add_unit(y, flanks, math::sqrt(self.derivative));
        if found {
            for (out, &y) in out[interval.lo..interval.hi].iter_mut().zip(&*y) {
                *out = y as f32;
            }
        }
        Ok(found)
    }
}

/// The median of the magnitudes; `work` is `[n]`.
fn median_height(samples: &[f64], work: &mut [f64]) -> f64 {
    for (work, sample) in work.iter_mut().zip(samples) {
        *work = sample.abs();
    }
    math::median_magnitude(&mut work[..samples.len()])
}

fn square(x: f64) -> f64 {
    x * x
}

/// Writes the cube root of what is positive, weighted by how far it stands above what is doubtful (a square); 0 else. `out` is as
/// long as `heights`.
fn compress(heights: &[f64], doubtful: f64, out: &mut [f64]) {
    let (eights, rest) = heights.as_chunks::<LANES>();
    let (out_eights, out_rest) = out.as_chunks_mut::<LANES>();
    match Level::detected() {
        // Without fused multiply-adds one by one is sooner done.
        Level::Baseline => {
            for (out, heights) in out_eights.iter_mut().zip(eights) {
                *out = heights.map(|height| compressed(height, doubtful));
            }
        }
        _ => dispatch(Compress { heights: eights, doubtful, out: out_eights }),
    }
    for (out, &height) in out_rest.iter_mut().zip(rest) {
        *out = compressed(height, doubtful);
    }
}

fn compressed(height: f64, doubtful: f64) -> f64 {
    let height = height.max(0.0);
    let certain = square(height);
    // Above 0 only where there is something to divide by.
    if certain > 0.0 { math::cbrt(height) * (certain / (certain + doubtful)) } else { 0.0 }
}

/// [`compressed`], eight side by side.
struct Compress<'a> {
    heights: &'a [Row],
    doubtful: f64,
    out: &'a mut [Row],
}

impl Work for Compress<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let doubtful = V::splat(self.doubtful);
        for (out, heights) in self.out.iter_mut().zip(self.heights) {
            let height = V::load(heights).max(V::zero());
            let certain = height * height;
            let roots = V::load(&cube_roots::<V>(&height.row()));
            let compressed = roots * (certain / (certain + doubtful));
            certain.above(V::zero(), compressed, V::zero()).store(out);
        }
    }
}

/// Five rows of `n` samples.
fn split(scratch: &mut [f64], n: usize) -> [&mut [f64]; 5] {
    let mut rest = scratch;
    [(); 5].map(|()| {
        let (row, others) = core::mem::take(&mut rest).split_at_mut(n);
        rest = others;
        row
    })
}

/// Adds `part · v / ‖v‖` to `sum`; yields whether there is a norm.
fn add_unit(sum: &mut [f64], v: &[f64], part: f64) -> bool {
    let norm = math::sqrt(v.iter().map(|v| v * v).sum::<f64>());
    let some = norm > 0.0 && norm.is_finite();
    if some {
        for (sum, v) in sum.iter_mut().zip(v) {
            *sum += part * v / norm;
        }
    }
    some
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    const GRID: Grid = Grid::cm1(150.0, 2.25, 512);

    fn run(samples: &[f32], interval: Interval, noise: f64) -> (bool, Vec<f32>) {
        by(Emphasis::new(), samples, interval, noise)
    }

    fn by(emphasis: Emphasis, samples: &[f32], interval: Interval, noise: f64) -> (bool, Vec<f32>) {
        let (mut out, mut scratch) = (vec![f32::NAN; 512], vec![f64::NAN; Emphasis::scratch_len(512)]);
        let some = emphasis.run(samples, interval, GRID, noise, &mut out, &mut scratch).unwrap();
        (some, out)
    }

    fn band(centre: f64, height: f64) -> impl Fn(usize) -> f64 {
        move |i| height / (1.0 + square((GRID.shift_cm1(i) - centre) / 5.0))
    }

    const ALL: Interval = Interval { lo: 0, hi: 512 };

    #[test]
    fn a_weak_band_counts_by_the_cube_root() {
        let (strong, weak) = (band(500.0, 1000.0), band(900.0, 1.0));
        let samples: Vec<f32> = (0..512).map(|i| (strong(i) + weak(i)) as f32).collect();
        let (some, out) = run(&samples, ALL, 0.0);
        let top = |cm1: f64| {
            let at = ((cm1 - 150.0) / 2.25) as usize;
            out[at - 3..at + 4].iter().copied().fold(0.0f32, f32::max)
        };
        let ratio = top(500.0) / top(900.0);
        assert!(some && (5.0..15.0).contains(&ratio), "{ratio}, of 1000 in the spectrum");
    }

    #[test]
    fn where_nothing_is_above_nothing_is_found() {
        let (some, out) = run(&[0.0; 512], ALL, 0.0);
        assert!(!some && out.iter().all(|v| *v == 0.0));
    }

    #[test]
    fn noise_counts_little_beside_a_band() {
        let mut state = 7u32;
        let mut uniform = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8) / 16_777_216.0 - 0.5
        };
        let one = band(700.0, 100.0);
        let samples: Vec<f32> = (0..512).map(|i| (one(i) + 4.0 * uniform()) as f32).collect();
        // Uniform noise of width 4: σ = 4 / √12, on points 2.25 cm⁻¹ apart.
        let noise = 4.0 / 12.0f64.sqrt() * 1.5;
        let beside = |threshold: f64, noise: f64| {
            let (_, out) = by(Emphasis::new().threshold(threshold), &samples, ALL, noise);
            let energy = |i: usize| f64::from(out[i] * out[i]);
            (0..512usize).filter(|i| i.abs_diff(244) > 12).map(energy).sum::<f64>()
                / (0..512).map(energy).sum::<f64>()
        };
        // What stands above the threshold stays, and the more is taken for noise the less of it.
        let parts = [beside(3.0, noise), beside(1.0, noise), beside(1.0, 0.0)];
        assert!(parts[0] < 0.1 && 1.5 * parts[0] < parts[1] && 1.5 * parts[1] < parts[2], "{parts:?}");
    }

    /// The scale on which bands are clear counts more than those on which noise hides them.
    #[test]
    fn a_scale_counts_as_far_as_it_is_clear() {
        let broad = |i: usize| 10.0 / (1.0 + square((GRID.shift_cm1(i) - 700.0) / 20.0));
        let samples: Vec<f32> =
            (0..512).map(|i| (broad(i) + if i % 2 == 0 { 0.7 } else { -0.7 }) as f32).collect();
        let rough = |clear: f64| {
            let (_, out) = by(Emphasis::new().derivative(0.0).clear(clear), &samples, ALL, 2.0);
            out.windows(2).map(|pair| square(f64::from(pair[1] - pair[0]))).sum::<f64>()
        };
        assert!(rough(6.0) < 0.9 * rough(0.0), "{} {}", rough(6.0), rough(0.0));
    }

    proptest! {
        /// A factor and what lies outside the interval do not matter; the result is finite and of norm about 1.
        #[test]
        fn invariances(c in 300.0f64..1200.0, factor in 0.0009765625f64..1e3, lo in 0usize..100, hi in 300usize..512) {
            let interval = Interval { lo, hi };
            let (one, two) = (band(c, 50.0), band(500.0, 20.0));
            let samples: Vec<f32> = (0..512).map(|i| (one(i) + two(i)) as f32).collect();
            let (some, out) = run(&samples, interval, 0.1);
            prop_assume!(some);
            let norm: f32 = out.iter().map(|v| v * v).sum();
            prop_assert!((0.5..2.0).contains(&norm), "{norm}");
            let scaled: Vec<f32> = samples.iter().enumerate()
                .map(|(i, y)| if (lo..hi).contains(&i) { (f64::from(*y) * factor) as f32 } else { f32::NAN }).collect();
            let (_, other) = run(&scaled, interval, 0.1 * factor);
            for (a, b) in out.iter().zip(&other) { prop_assert!((a - b).abs() < 2e-3, "{a} {b}"); }
        }
    }
}
