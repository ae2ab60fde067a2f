//! Density of the noise of a row on the grid, whatever the spacing of the points that it comes from.
//!
//! White noise of standard deviation σ on points δ apart has the density σ√δ (√cm⁻¹); the mean of a cell of width h has the
//! standard deviation σ√(δ/h). The difference from one point to the next says nothing of it where a file was written finer than it
//! was measured, or smoothed. So noise is looked at where all ways of writing agree, at distances of some points of an
//! instrument:
//!
//! ```text
//! g = G_2 y                              Gaussian mean, 2 cm⁻¹
//! d = g(x) − 2 g(x + l) + g(x + 2l)      l = 6.75 cm⁻¹: offsets and slopes cancel
//! q = 25 % quantile of the mean of d² over blocks of 31.5 cm⁻¹
//! density = √(q / E q)                   E q: of white noise of density 1
//! ```
//!
//! Blocks with a band are the larger ones, which the quantile leaves out. A block's mean of d² is nearly χ²_ν / ν times the
//! variance of d, with `ν = N² / ΣΣρ²` degrees of freedom for N differences that are correlated by ρ (Satterthwaite, Biometrics
//! Bulletin 2 (1946) 110), and its quantile is Wilson & Hilferty's (PNAS 17 (1931) 684). Variance and ρ follow from the
//! filter's coefficients, so that they hold for every step of the grid. A grid finer than 2.25 cm⁻¹ is averaged to nearly that step
//! first; on a coarser one the lag is one point at least. The lines that join points δ apart take noise away as a Gaussian of variance
//! δ²/6 would, and cells narrower than that (h²/12) add to it; the variance allows for both. White noise is found within 6 % from
//! points up to 4 cm⁻¹ apart on grids up to 4 cm⁻¹, within 15 % on coarser grids, within 25 % from points up to 10 cm⁻¹ apart.
//!
//! Rows that were read at grid points instead of averaged over cells (`Resample::Linear`) hold the noise of finer points folded
//! back: the density is that of the row, above that of the points. Where bands fill more than three quarters of a row, it is their
//! curvature that is measured: a spectrum without noise seems to have some, a thousandth of its height.

use crate::ground::gaussian;
use crate::ground::math;

/// Standard deviation of the Gaussian in cm⁻¹.
const BLUR_CM1: f64 = 2.0;
/// Lag of the second difference in cm⁻¹.
const LAG_CM1: f64 = 6.75;
/// Length of a block in cm⁻¹.
const BLOCK_CM1: f64 = 31.5;
/// Fewest differences of a block.
const MIN_BLOCK: usize = 4;
/// Differences of a block of a spectrum's own points.
const OWN_BLOCK: usize = 16;
/// The part of the blocks that have less noise than the estimate.
const QUANTILE: f64 = 0.25;
/// A finer grid is averaged to at most this step, and to more than half of it.
const STEP_CM1: f64 = 2.25;
/// From points farther apart than this in cm⁻¹ no second difference is made: noise cannot be told, and bands are not resolved.
pub const SPARSE_CM1: f64 = 2.0 * LAG_CM1;
/// Most coefficients of half a Gaussian: that of sparse points, σ = 5.9 cm⁻¹, is below 5.3 points.
const HALF: usize = 18;
/// Below this part of the largest sample, what is left is the rounding of these sums: 2⁻⁴⁰.
const ROUNDING: f64 = 1.0 / (1u64 << 40) as f64;

/// Numbers that [`density`] and [`density_of_points`] need for `n` samples.
#[must_use]
pub const fn scratch_len(n: usize) -> usize {
    n
}

/// Density of the noise of `row`, samples `step_cm1` apart, in units of the samples times √cm⁻¹.
///
/// On points 2 cm⁻¹ apart this noise has the standard deviation density/√2. `spacing_cm1` is the distance of the points that the row
/// comes from, `gaps` are the stretches that hold no point, from left to right, in cm⁻¹ from the first sample on: they are left out. 0
/// where the noise cannot be told: for rows shorter than some 40 cm⁻¹ or 16 samples, for points farther apart than 13.5 cm⁻¹, and
/// where nothing is left but rounding. `scratch` is [`scratch_len`]`(row.len())`. O(n), no allocation.
#[must_use]
pub fn density(
    row: &[f64],
    step_cm1: f64,
    spacing_cm1: f64,
    gaps: impl Iterator<Item = (f64, f64)>,
    scratch: &mut [f64],
) -> f64 {
    let group = ((STEP_CM1 / step_cm1) as usize).max(1);
    let n = row.len() / group;
    let filter = Filter::new(group as f64 * step_cm1, spacing_cm1);
    let edges = 2 * (filter.reach + filter.lag);
    if n < edges + MIN_BLOCK || scratch.len() < row.len() || spacing_cm1 > SPARSE_CM1 {
        return 0.0;
    }
    let (means, rest) = scratch.split_at_mut(if group > 1 { n } else { 0 });
    for (mean, cells) in means.iter_mut().zip(row.chunks_exact(group)) {
        *mean = math::mean(cells);
    }
    let blurred = &mut rest[..n];
    gaussian::blur(if group > 1 { means } else { row }, filter.deviation, blurred, &mut [0.0; HALF]);

    let block = filter.block.min(n - edges);
    let mut gaps = gaps.peekable();
    let mut blocks = 0;
    for i in 0..(n - edges) / block {
        let (from, to) = (i * block, i * block + block + edges);
        let [from_cm1, to_cm1] = [from, to].map(|at| at as f64 * filter.step_cm1);
        while gaps.next_if(|gap| gap.1 <= from_cm1).is_some() {}
        if gaps.peek().is_some_and(|gap| gap.0 < to_cm1) {
            continue;
        }
        // What is written lies before all that is still read.
        let at = |lag: usize| blurred[from + filter.reach + lag..][..block].iter();
        let squares = at(0).zip(at(filter.lag)).zip(at(2 * filter.lag));
        let squares = squares.map(|((a, b), c)| square(a - 2.0 * b + c));
        blurred[blocks] = squares.sum::<f64>() / block as f64;
        blocks += 1;
    }
    let Some((measured, below)) = quantile(&mut blurred[..blocks]) else { return 0.0 };
    let freedom = freedom(block, |k| filter.covariance(k) / filter.covariance(0));
    let density = math::sqrt(measured / (filter.variance() * chi_square(below, freedom)));
    let largest = row.iter().fold(0.0f64, |max, y| max.max(y.abs()));
    if density > ROUNDING * largest { density } else { 0.0 }
}

/// Density of the noise from one point to the next, in units of `y` times √cm⁻¹: that of [`density`] for white noise.
///
/// Second differences of neighbours, likewise in blocks, of 16 points. It is much less than that of the row where points were smoothed or
/// written finer than measured, and never much more but where neighbours contradict each other, so that cells of the grid average away
/// what is there. `shift_cm1` and `y` are `[n]`, `scratch` is [`scratch_len`]`(n)`; 0 for fewer than 18 points. O(n), no allocation.
#[must_use]
pub fn density_of_points(shift_cm1: &[f32], y: &[f64], scratch: &mut [f64]) -> f64 {
    let ends = shift_cm1.windows(OWN_BLOCK + 2).step_by(OWN_BLOCK);
    let blocks = y.windows(OWN_BLOCK + 2).step_by(OWN_BLOCK).zip(ends);
    let mut count = 0;
    for ((y, x), mean) in blocks.zip(scratch.iter_mut()) {
        let squares: f64 = y.windows(3).map(|y| square(y[0] - 2.0 * y[1] + y[2])).sum();
        let width = f64::from(x[OWN_BLOCK + 1]) - f64::from(x[0]);
        *mean = squares / OWN_BLOCK as f64 * width / (OWN_BLOCK + 1) as f64;
        count += 1;
    }
    let Some((measured, below)) = quantile(&mut scratch[..count]) else { return 0.0 };
    // 1, −2, 1.
    let freedom = freedom(OWN_BLOCK, |k| [1.0, -2.0 / 3.0, 1.0 / 6.0].get(k).copied().unwrap_or(0.0));
    math::sqrt(measured / (6.0 * chi_square(below, freedom)))
}

fn square(x: f64) -> f64 {
    x * x
}

/// The quantile of `values` (their order changes), and which part of all that may come lies below it (Blom 1958): for few of them
/// more than [`QUANTILE`]. None for none.
fn quantile(values: &mut [f64]) -> Option<(f64, f64)> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let place = QUANTILE * (n - 1.0);
    let (_, &mut low, above) = values.select_nth_unstable_by(place as usize, f64::total_cmp);
    let high = above.iter().copied().fold(f64::INFINITY, f64::min);
    let part = place - f64::from(place as u32);
    let value = if part > 0.0 { low + part * (high - low) } else { low };
    Some((value, (place + 0.625) / (n + 0.25)))
}

/// χ²/ν that the part `below` (0.2 to 0.8) lies below, for ν degrees of freedom.
fn chi_square(below: f64, freedom: f64) -> f64 {
    // The normal distribution's quantile, by its series around the middle.
    let u = below - 0.5;
    let v = core::f64::consts::PI * u * u;
    let normal = u
        * math::sqrt(2.0 * core::f64::consts::PI)
        * (1.0 + v / 3.0 + 7.0 / 30.0 * v * v + 127.0 / 630.0 * v * v * v);
    let w = 2.0 / (9.0 * freedom);
    let root = 1.0 - w + normal * math::sqrt(w);
    root * root * root
}

/// Degrees of freedom of the mean square of `n` numbers side by side, `k` apart correlated by `correlation(k)`.
fn freedom(n: usize, correlation: impl Fn(usize) -> f64) -> f64 {
    let pairs = (1..n).map(|k| 2.0 * (n - k) as f64 * square(correlation(k)));
    let sum = n as f64 + pairs.sum::<f64>();
    square(n as f64) / sum
}

/// The second difference of a Gaussian mean on a grid.
struct Filter {
    step_cm1: f64,
    /// σ in points.
    deviation: f64,
    /// Points on each side of the Gaussian.
    reach: usize,
    /// Points.
    lag: usize,
    /// Differences of a block.
    block: usize,
    /// Autocorrelation of the coefficients of that Gaussian, as broad as the lines between the points make it.
    gaussian: [f64; 2 * HALF],
}

impl Filter {
    fn new(step_cm1: f64, spacing_cm1: f64) -> Self {
        let points = |length_cm1: f64| math::round(length_cm1 / step_cm1) as usize;
        let deviation = BLUR_CM1 / step_cm1;
        let spacing_cm1 = spacing_cm1.min(SPARSE_CM1);
        let lines = square(spacing_cm1) / 6.0 + square(spacing_cm1.min(step_cm1)) / 12.0;
        let broad_cm1 = math::sqrt(square(BLUR_CM1) + lines);
        let broad = broad_cm1 / step_cm1;
        let half = gaussian::reach(broad).min(HALF - 1);
        let mut weights = [0.0; 2 * HALF];
        let weights = &mut weights[..=2 * half];
        for (i, weight) in weights.iter_mut().enumerate() {
            *weight = math::exp(-0.5 * square(i.abs_diff(half) as f64 / broad));
        }
        let sum: f64 = weights.iter().sum();
        let mut gaussian = [0.0; 2 * HALF];
        for (k, gaussian) in gaussian.iter_mut().enumerate() {
            let products = weights.iter().zip(weights.iter().skip(k)).map(|(a, b)| a * b);
            *gaussian = products.sum::<f64>() / square(sum);
        }
        let block = points(BLOCK_CM1).max(MIN_BLOCK);
        let reach = gaussian::reach(deviation).min(HALF - 1);
        Self { step_cm1, deviation, reach, lag: points(LAG_CM1).max(1), block, gaussian }
    }

    /// Covariance of two differences `k` points apart, of white samples of variance 1.
    fn covariance(&self, k: usize) -> f64 {
        let at = |k: usize| self.gaussian.get(k).copied().unwrap_or(0.0);
        let l = self.lag;
        6.0 * at(k) - 4.0 * (at(k.abs_diff(l)) + at(k + l)) + at(k.abs_diff(2 * l)) + at(k + 2 * l)
    }

    /// Variance of a difference for noise of density 1: the mean of a cell has the variance 1/step.
    fn variance(&self) -> f64 {
        self.covariance(0) / self.step_cm1
    }
}
