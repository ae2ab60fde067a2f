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
//! variance of d, with `ν = N² / ΣΣρ²` degrees of freedom for N differences that are correlated by ρ (Welch & Satterthwaite's
//! approximation), and its quantile is Wilson & Hilferty's (PNAS 17 (1931) 684). Variance and ρ follow from the filter's
//! coefficients, so that they hold for every step of the grid. A grid finer than 2.25 cm⁻¹ is averaged to nearly that step first; on
//! a coarser one the lag is one point at least.
//!
//! The measure is that of the row. Points farther apart than 3 cm⁻¹ are joined by lines, which takes away noise: at 4 cm⁻¹ a
//! quarter of its density. Rows that were read at grid points instead of averaged over cells (`Resample::Linear`) hold noise of
//! finer points folded back, and have a greater density than their points. Where bands fill three quarters of the row, it is
//! their curvature that is measured: rows without noise seem to have some, a thousandth of their height.

use crate::{math, resolution};

/// Standard deviation of the Gaussian in cm⁻¹.
const BLUR_CM1: f64 = 2.0;
/// Lag of the second difference in cm⁻¹.
const LAG_CM1: f64 = 6.75;
/// Length of a block in cm⁻¹.
const BLOCK_CM1: f64 = 31.5;
/// Fewest differences of a block.
const MIN_BLOCK: usize = 4;
/// The part of the blocks that have less noise than the estimate.
const QUANTILE: f64 = 0.25;
/// A finer grid is averaged to at most this step.
const STEP_CM1: f64 = 2.25;
/// Most coefficients of half the Gaussian: its σ is below 4/2.25 points.
const HALF: usize = 8;
/// Below this part of the largest sample, what is left is the rounding of these sums: 2⁻⁴⁰.
const ROUNDING: f64 = 1.0 / (1u64 << 40) as f64;

/// Numbers that [`density`] needs for a row of `n` samples.
#[must_use]
pub const fn scratch_len(n: usize) -> usize {
    n
}

/// Density of the noise of `row`, samples `step_cm1` apart, in units of the samples times √cm⁻¹.
///
/// On points 2 cm⁻¹ apart this noise has the standard deviation density/√2. 0 where it cannot be told: for rows shorter than some
/// 40 cm⁻¹ or 16 samples, and where nothing is left but rounding. `scratch` is [`scratch_len`]`(row.len())`. O(n), no allocation.
#[must_use]
pub fn density(row: &[f64], step_cm1: f64, scratch: &mut [f64]) -> f64 {
    let group = ((STEP_CM1 / step_cm1) as usize).max(1);
    let n = row.len() / group;
    let filter = Filter::new(group as f64 * step_cm1);
    let edges = 2 * (filter.reach + filter.lag);
    if n < edges + MIN_BLOCK || scratch.len() < row.len() {
        return 0.0;
    }
    let (means, rest) = scratch.split_at_mut(if group > 1 { n } else { 0 });
    for (mean, cells) in means.iter_mut().zip(row.chunks_exact(group)) {
        *mean = math::mean(cells);
    }
    let blurred = &mut rest[..n];
    resolution::blur(if group > 1 { means } else { row }, filter.deviation, blurred, &mut [0.0; HALF]);

    let block = filter.block.min(n - edges);
    let blocks = (n - edges) / block;
    for i in 0..blocks {
        // What is written lies before all that is still read.
        let from = filter.reach + i * block;
        let inside = blurred[from..from + block + 2 * filter.lag].iter();
        let later = inside.clone().skip(filter.lag);
        let last = inside.clone().skip(2 * filter.lag);
        let squares = inside.zip(later).zip(last).map(|((a, b), c)| (a - 2.0 * b + c) * (a - 2.0 * b + c));
        blurred[i] = squares.sum::<f64>() / block as f64;
    }
    let (measured, below) = quantile(&mut blurred[..blocks]);
    let density = math::sqrt(measured / (filter.variance() * chi_square(below, filter.freedom(block))));
    let largest = row.iter().fold(0.0f64, |max, y| max.max(y.abs()));
    if density > ROUNDING * largest { density } else { 0.0 }
}

/// The quantile of `values` (at least one; their order changes), and which part of all that may come lies below it
/// (Blom 1958): for few of them more than [`QUANTILE`].
fn quantile(values: &mut [f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let place = QUANTILE * (n - 1.0);
    let (_, &mut low, above) = values.select_nth_unstable_by(place as usize, f64::total_cmp);
    let high = above.iter().copied().fold(f64::INFINITY, f64::min);
    let part = place - f64::from(place as u32);
    let value = if part > 0.0 { low + part * (high - low) } else { low };
    (value, (place + 0.625) / (n + 0.25))
}

/// χ²/ν that the part `below` (0.2 to 0.8) lies below, for ν degrees of freedom.
fn chi_square(below: f64, freedom: f64) -> f64 {
    // The normal distribution's quantile, by its series around the middle.
    let u = below - 0.5;
    let v = core::f64::consts::PI * u * u;
    let normal = u * math::sqrt(2.0 * core::f64::consts::PI)
        * (1.0 + v / 3.0 + 7.0 / 30.0 * v * v + 127.0 / 630.0 * v * v * v);
    let w = 2.0 / (9.0 * freedom);
    let root = 1.0 - w + normal * math::sqrt(w);
    root * root * root
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
    /// Autocorrelation of the Gaussian's coefficients.
    gaussian: [f64; 2 * HALF],
}

impl Filter {
    fn new(step_cm1: f64) -> Self {
        let points = |length_cm1: f64| math::round(length_cm1 / step_cm1) as usize;
        let deviation = BLUR_CM1 / step_cm1;
        let reach = resolution::reach(deviation).min(HALF - 1);
        let mut weights = [0.0; 2 * HALF];
        let weights = &mut weights[..=2 * reach];
        for (i, weight) in weights.iter_mut().enumerate() {
            let u = i.abs_diff(reach) as f64 / deviation;
            *weight = math::exp(-0.5 * u * u);
        }
        let sum: f64 = weights.iter().sum();
        let mut gaussian = [0.0; 2 * HALF];
        for (k, gaussian) in gaussian.iter_mut().enumerate() {
            let products = weights.iter().zip(weights.iter().skip(k)).map(|(a, b)| a * b);
            *gaussian = products.sum::<f64>() / (sum * sum);
        }
        let block = points(BLOCK_CM1).max(MIN_BLOCK);
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

    /// Degrees of freedom of the mean square of `n` differences side by side.
    fn freedom(&self, n: usize) -> f64 {
        let correlation = |k: usize| self.covariance(k) / self.covariance(0);
        let pairs = (1..n).map(|k| 2.0 * (n - k) as f64 * correlation(k) * correlation(k));
        let n = n as f64;
        n * n / (n + pairs.sum::<f64>())
    }
}
