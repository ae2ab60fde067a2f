//! Metrics, each named by its formula.
//!
//! “HQI” has at least four incompatible formulas; here a name says which. All work on two samplings of one grid, over
//! the intersection of their intervals and of a mask: what is masked counts nowhere, neither in means nor in norms.
//! Below, a and b are the samples that are left, ā and b̄ their means, Δ the difference of neighbours (none across a
//! masked point), p and q the samples as shares of their sum, with 0 instead of what is negative.
//!
//! | name | formula | range | alike |
//! |---|---|---|---|
//! | `cosine` | c = Σab / √(Σa²·Σb²) | −1 to 1 | 1 |
//! | `cosine_squared_100` | 100 max(c, 0)² | 0 to 100 | 100 |
//! | `spectral_angle` | arccos c | 0 to π | 0 |
//! | `euclidean` | ‖a/‖a‖ − b/‖b‖‖ = √(2 (1 − c)) | 0 to 2 | 0 |
//! | `pearson_r` | r = c of a − ā and b − b̄ | −1 to 1 | 1 |
//! | `pearson_r_squared` | max(r, 0)² | 0 to 1 | 1 |
//! | `derivative_cosine` | c of Δa and Δb | −1 to 1 | 1 |
//! | `derivative_pearson` | r of Δa and Δb | −1 to 1 | 1 |
//! | `sqrt_cosine` | c of √max(a, 0) and √max(b, 0) | 0 to 1 | 1 |
//! | `spectral_information_divergence` | Σ (p' − q') ln (p' / q'), p' = (p + 10⁻⁶) / (1 + 10⁻⁶ n), q' likewise, n samples (Chang 1999) | from 0 | 0 |
//! | `spectral_entropy` | 1 − (2 S((p + q)/2) − S(p) − S(q)) / ln 4, S(p) = −Σ p ln p (Li et al. 2021) | 0 to 1 | 1 |
//! | `band_forward` | mean over the bands of a of max(0, 1 − d / 8 cm⁻¹), d to the partner in b | 0 to 1 | 1 |
//! | `band_reverse` | the same over the bands of b | 0 to 1 | 1 |
//!
//! Shares come from what is above 0: samples below are taken for 0, nothing else is subtracted, and where nothing is above 0
//! there is no value. So divergence and entropy want spectra without a baseline, and do not see what lies below 0. The divergence is
//! symmetric, in nats, and no metric in the strict sense; the 10⁻⁶ gives a share of 0 a logarithm, and both still sum to 1.
//!
//! The squares lose the sign, so what is negative is 0 there: an inverted spectrum is no match. Bands are those with a
//! prominence of 3 % of the highest sample, 64 at most. Forward does not punish bands of b that a lacks, reverse not
//! those of a that b lacks, which suits mixtures.

use crate::compare::band::{self, Peak};
use crate::compare::similarity::Overlap;
use crate::ground::error::{self, Error};
use crate::ground::math;
use crate::ground::parameters::choices;
use crate::measured::grid::{Grid, Interval};

choices! {
    /// A metric; the [module](self) has the formulas.
    pub enum Formula {
        /// `Σab / √(Σa²·Σb²)`.
        Cosine = 1,
        /// 100 times the square of the cosine, 0 where that is negative.
        CosineSquared100 = 2,
        /// The angle in radians.
        SpectralAngle = 3,
        /// The distance of the unit vectors.
        Euclidean = 4,
        /// Pearson's r.
        PearsonR = 5,
        /// The square of Pearson's r, 0 where that is negative.
        PearsonRSquared = 6,
        /// The cosine of the differences of neighbours.
        DerivativeCosine = 7,
        /// Pearson's r of the differences of neighbours.
        DerivativePearson = 8,
        /// The cosine of the square roots.
        SqrtCosine = 9,
        /// Spectral information divergence: symmetric, from 0; of what is above 0, as shares.
        SpectralInformationDivergence = 10,
        /// Spectral entropy similarity.
        SpectralEntropy = 11,
        /// Bands of a that b shows too.
        BandForward = 12,
        /// Bands of b that a shows too.
        BandReverse = 13,
    }
}

/// What a metric yields, and over what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The value.
    pub value: f64,
    /// The intersection of the intervals.
    pub over: Interval,
    /// Samples in it that the mask leaves.
    pub points: usize,
}

/// Added to every share before the divergence, so that a share of 0 has a logarithm.
const FLOOR: f64 = 1e-6;
/// Bands further apart than this are no partners, in cm⁻¹.
const TOLERANCE_CM1: f64 = 8.0;
/// A band stands out by at least this part of the highest sample.
const PROMINENCE: f64 = 0.03;
/// Most bands.
const MAX_BANDS: usize = 64;

impl Formula {
    /// Every metric.
    pub const ALL: [Formula; 13] = [
        Formula::Cosine,
        Formula::CosineSquared100,
        Formula::SpectralAngle,
        Formula::Euclidean,
        Formula::PearsonR,
        Formula::PearsonRSquared,
        Formula::DerivativeCosine,
        Formula::DerivativePearson,
        Formula::SqrtCosine,
        Formula::SpectralInformationDivergence,
        Formula::SpectralEntropy,
        Formula::BandForward,
        Formula::BandReverse,
    ];

    /// The name in texts and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Formula::Cosine => "cosine",
            Formula::CosineSquared100 => "cosine_squared_100",
            Formula::SpectralAngle => "spectral_angle",
            Formula::Euclidean => "euclidean",
            Formula::PearsonR => "pearson_r",
            Formula::PearsonRSquared => "pearson_r_squared",
            Formula::DerivativeCosine => "derivative_cosine",
            Formula::DerivativePearson => "derivative_pearson",
            Formula::SqrtCosine => "sqrt_cosine",
            Formula::SpectralInformationDivergence => "spectral_information_divergence",
            Formula::SpectralEntropy => "spectral_entropy",
            Formula::BandForward => "band_forward",
            Formula::BandReverse => "band_reverse",
        }
    }

    /// Whether a larger value means more alike.
    #[must_use]
    pub const fn larger_is_alike(self) -> bool {
        !matches!(self, Formula::SpectralAngle | Formula::Euclidean | Formula::SpectralInformationDivergence)
    }

    /// The same comparison by another formula, where `value` of this one tells it: between the cosine, its square, the angle and
    /// the distance, and between r and its square. A square does not tell a sign: it is taken as 0 or more.
    #[must_use]
    pub fn convert(self, value: f64, to: Formula) -> Option<f64> {
        if self == to {
            return Some(value);
        }
        let pearson = matches!(self, Formula::PearsonR | Formula::PearsonRSquared);
        let base = match self {
            Formula::Cosine | Formula::PearsonR => value,
            Formula::CosineSquared100 => math::sqrt(value / 100.0),
            Formula::PearsonRSquared => math::sqrt(value),
            Formula::SpectralAngle => math::cos(value),
            Formula::Euclidean => 1.0 - 0.5 * value * value,
            _ => return None,
        };
        let positive = base.max(0.0);
        let converted = match (to, pearson) {
            (Formula::Cosine, false) | (Formula::PearsonR, true) => base,
            (Formula::CosineSquared100, false) => 100.0 * positive * positive,
            (Formula::PearsonRSquared, true) => positive * positive,
            (Formula::SpectralAngle, false) => math::acos(base.clamp(-1.0, 1.0)),
            (Formula::Euclidean, false) => math::sqrt((2.0 * (1.0 - base)).max(0.0)),
            _ => return None,
        };
        Some(converted)
    }

    /// Compares `a` with `b`, both `[grid.len]` and known inside their intervals, where `mask` (`[grid.len]`) is true.
    ///
    /// None where the overlap is shorter than `limits.min_cm1` (masked points do not count), holds less than
    /// `limits.min_energy` of Σb², or where the formula has nothing to divide by: no score, never NaN and never a
    /// silent 0. O(grid.len), but O(grid.len · bands) for bands; no allocation.
    ///
    /// # Errors
    /// [`Error::Length`] for a slice of another length.
    ///
    /// ```
    /// use ramatch_core::{Grid, Interval, Overlap, metric::Formula};
    /// let grid = Grid::cm1(200.0, 2.0, 300);
    /// let a: Vec<f32> = (0..300).map(|i| 1.0 / (1.0 + (i as f32 - 90.0).powi(2))).collect();
    /// let b: Vec<f32> = a.iter().map(|v| 2.0 * v + 0.5).collect();
    /// let all = Interval { lo: 0, hi: 300 };
    /// let of = |formula: Formula| formula.between((&a, all), (&b, all), None, grid, Overlap::new());
    /// let r = of(Formula::PearsonR)?.unwrap();
    /// assert!((r.value - 1.0).abs() < 1e-6 && r.points == 300);
    /// assert!(of(Formula::Cosine)?.unwrap().value < 0.9, "a constant counts");
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub fn between(
        self,
        (a, a_interval): (&[f32], Interval),
        (b, b_interval): (&[f32], Interval),
        mask: Option<&[bool]>,
        grid: Grid,
        limits: Overlap,
    ) -> Result<Option<Measured>, Error> {
        grid.check_points()?;
        error::same_len("a", grid.len, a.len())?;
        error::same_len("b", grid.len, b.len())?;
        error::same_len("mask", grid.len, mask.map_or(grid.len, <[bool]>::len))?;
        let over = a_interval.intersection(b_interval);
        let open = |i: usize| mask.is_none_or(|mask| mask.get(i).copied().unwrap_or(false));
        let pairs = Pairs { a: over.of(a), b: over.of(b), first: over.lo, open: &open };
        let points = pairs.each().count();
        if points == 0 || (points as f64) * grid.step_cm1 < limits.min_cm1 {
            return Ok(None);
        }
        let squares: f64 = pairs.each().map(|(_, b)| b * b).sum();
        let own = b_interval.of(b).iter().enumerate().filter(|(i, _)| open(b_interval.lo + i));
        let whole: f64 = own.map(|(_, &b)| f64::from(b) * f64::from(b)).sum();
        let has = |from: fn((f64, f64)) -> f64| pairs.each().any(|pair| from(pair) != 0.0);
        if squares < limits.min_energy * whole || !has(|p| p.0) || !has(|p| p.1) {
            return Ok(None);
        }
        let value = match self {
            Formula::Cosine | Formula::CosineSquared100 | Formula::SpectralAngle | Formula::Euclidean => {
                cosine(|| pairs.each()).and_then(|c| Formula::Cosine.convert(c, self))
            }
            Formula::PearsonR | Formula::PearsonRSquared => {
                pearson(|| pairs.each()).and_then(|r| Formula::PearsonR.convert(r, self))
            }
            Formula::DerivativeCosine => cosine(|| pairs.differences()),
            Formula::DerivativePearson => pearson(|| pairs.differences()),
            Formula::SqrtCosine => {
                let root = |v: f64| math::sqrt(v.max(0.0));
                cosine(|| pairs.each().map(|(a, b)| (root(a), root(b))))
            }
            Formula::SpectralInformationDivergence => {
                let (p, q) = (1.0 + FLOOR * points as f64, 1.0 + FLOOR * points as f64);
                pairs.shares().map(|shares| {
                    shares
                        .map(|(a, b)| ((a + FLOOR) / p, (b + FLOOR) / q))
                        .map(|(a, b)| (a - b) * math::ln(a / b))
                        .sum::<f64>()
                })
            }
            Formula::SpectralEntropy => pairs.shares().map(|shares| {
                let term = |p: f64| if p > 0.0 { -p * math::ln(p) } else { 0.0 };
                let lost: f64 = shares.map(|(p, q)| 2.0 * term(0.5 * (p + q)) - term(p) - term(q)).sum();
                (1.0 - lost / math::ln(4.0)).clamp(0.0, 1.0)
            }),
            Formula::BandForward => matched((a, b), over, grid, &open),
            Formula::BandReverse => matched((b, a), over, grid, &open),
        };
        let value = value.filter(|value| value.is_finite());
        Ok(value.map(|value| Measured { value, over, points }))
    }
}

/// The pairs of samples that count.
struct Pairs<'a> {
    a: &'a [f32],
    b: &'a [f32],
    first: usize,
    open: &'a dyn Fn(usize) -> bool,
}

impl Pairs<'_> {
    fn each(&self) -> impl Iterator<Item = (f64, f64)> {
        let pairs = self.a.iter().zip(self.b).enumerate();
        pairs.filter(|(i, _)| (self.open)(self.first + i)).map(|(_, (&a, &b))| (f64::from(a), f64::from(b)))
    }

    /// Differences of neighbours that both count.
    fn differences(&self) -> impl Iterator<Item = (f64, f64)> {
        let pairs = self.a.windows(2).zip(self.b.windows(2)).enumerate();
        pairs
            .filter(|(i, _)| (self.open)(self.first + i) && (self.open)(self.first + i + 1))
            .map(|(_, (a, b))| (f64::from(a[1]) - f64::from(a[0]), f64::from(b[1]) - f64::from(b[0])))
    }

    /// Both as shares of their sums.
    fn shares(&self) -> Option<impl Iterator<Item = (f64, f64)>> {
        let positive = || self.each().map(|(a, b)| (a.max(0.0), b.max(0.0)));
        let (p, q) = positive().fold((0.0, 0.0), |(p, q), (a, b)| (p + a, q + b));
        (p > 0.0 && q > 0.0).then(|| positive().map(move |(a, b)| (a / p, b / q)))
    }
}

fn cosine<I: Iterator<Item = (f64, f64)>>(pairs: impl Fn() -> I) -> Option<f64> {
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in pairs() {
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    let norm = math::sqrt(aa) * math::sqrt(bb);
    (norm > 0.0).then(|| (ab / norm).clamp(-1.0, 1.0))
}

fn pearson<I: Iterator<Item = (f64, f64)>>(pairs: impl Fn() -> I) -> Option<f64> {
    let (mut n, mut a, mut b, mut largest) = (0.0, 0.0, 0.0, (0.0f64, 0.0f64));
    for (x, y) in pairs() {
        n += 1.0;
        a += x;
        b += y;
        largest = (largest.0.max(x.abs()), largest.1.max(y.abs()));
    }
    let (a, b) = (a / n, b / n);
    // What rounding leaves of a constant is no signal.
    let flat = |mean: f64, largest: f64, from: fn((f64, f64)) -> f64| {
        pairs().all(|pair| (from(pair) - mean).abs() <= 1e-12 * largest)
    };
    if n == 0.0 || flat(a, largest.0, |p| p.0) || flat(b, largest.1, |p| p.1) {
        return None;
    }
    cosine(|| pairs().map(|(x, y)| (x - a, y - b)))
}

/// How well the bands of `of` are matched in `other`.
fn matched(
    (of, other): (&[f32], &[f32]),
    over: Interval,
    grid: Grid,
    open: &dyn Fn(usize) -> bool,
) -> Option<f64> {
    let find = |curve: &[f32], peaks: &mut [Peak]| {
        let highest = over.of(curve).iter().copied().fold(0.0f32, f32::max);
        let found = band::find_peaks(curve, over, grid, PROMINENCE * f64::from(highest), peaks);
        let mut left = 0;
        for i in 0..found {
            let peak = peaks[i];
            if open(math::round((peak.shift_cm1 - grid.start_cm1) / grid.step_cm1) as usize) {
                peaks[left] = peak;
                left += 1;
            }
        }
        left
    };
    let (mut own, mut others) = ([Peak::default(); MAX_BANDS], [Peak::default(); MAX_BANDS]);
    let (own_len, other_len) = (find(of, &mut own), find(other, &mut others));
    let (own, others) = (&own[..own_len], &others[..other_len]);
    let mut partner = [None; MAX_BANDS];
    band::pair_peaks(own, others, TOLERANCE_CM1, &mut partner[..own_len]);
    let sum: f64 = own
        .iter()
        .zip(partner)
        .filter_map(|(own, partner)| Some((own, others.get(partner?)?)))
        .map(|(own, other)| 1.0 - (own.shift_cm1 - other.shift_cm1).abs() / TOLERANCE_CM1)
        .sum();
    // A sum of nothing is −0.
    (own_len > 0).then(|| (sum / own_len as f64).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    const GRID: Grid = Grid::cm1(200.0, 2.0, 300);
    const ALL: Interval = Interval { lo: 0, hi: 300 };
    const ANY: Overlap = Overlap { min_cm1: 0.0, min_energy: 0.0 };

    fn of(formula: Formula, a: &[f32], b: &[f32], mask: Option<&[bool]>) -> Option<f64> {
        formula.between((a, ALL), (b, ALL), mask, GRID, ANY).unwrap().map(|measured| measured.value)
    }

    fn bands(at: &[f64]) -> Vec<f32> {
        let one = |i: usize, c: f64| {
            let u = (GRID.shift_cm1(i) - c) / 5.0;
            1.0 / (1.0 + u * u)
        };
        (0..300).map(|i| at.iter().map(|&c| one(i, c)).sum::<f64>() as f32).collect()
    }

    proptest! {
        /// What is masked, or lies outside an interval, does not matter; every value lies in its range; alike is alike.
        #[test]
        fn masks_ranges_and_sense(
            y in prop::collection::vec((0.0f32..9.0, 0.0f32..9.0, any::<bool>()), 300), junk in -1e6f32..1e6, lo in 0usize..60,
        ) {
            let a: Vec<f32> = y.iter().map(|v| v.0).collect();
            let b: Vec<f32> = y.iter().map(|v| v.1).collect();
            let mask: Vec<bool> = y.iter().map(|v| v.2).collect();
            for formula in Formula::ALL {
                let whole = of(formula, &a, &b, None).unwrap();
                let (low, high) = match formula {
                    Formula::CosineSquared100 => (0.0, 100.0),
                    Formula::SpectralAngle => (0.0, 3.2),
                    Formula::Euclidean => (0.0, 2.0),
                    Formula::SpectralInformationDivergence => (0.0, 1e3),
                    _ => (-1.0, 1.0),
                };
                prop_assert!((low..=high).contains(&whole), "{} {whole}", formula.name());
                let own = of(formula, &a, &a, None).unwrap();
                let better = if formula.larger_is_alike() { own >= whole - 1e-9 } else { own <= whole + 1e-9 };
                prop_assert!(better, "{} {own} {whole}", formula.name());
                let none: Vec<bool> = vec![false; 300];
                prop_assert_eq!(of(formula, &a, &b, Some(&none)), None);
                if !matches!(formula, Formula::BandForward | Formula::BandReverse) {
                    let masked = of(formula, &a, &b, Some(&mask));
                    let mut other = b.clone();
                    for (b, &open) in other.iter_mut().zip(&mask) { if !open { *b = junk; } }
                    prop_assert_eq!(masked, of(formula, &a, &other, Some(&mask)), "{}", formula.name());
                }
                let part = formula.between((&a, Interval { lo, hi: 300 }), (&b, ALL), None, GRID, ANY).unwrap().unwrap();
                let hidden: Vec<bool> = (0..300).map(|i| i >= lo).collect();
                prop_assert_eq!((part.points, part.over.lo), (300 - lo, lo));
                if !matches!(formula, Formula::BandForward | Formula::BandReverse) {
                    let value = of(formula, &a, &b, Some(&hidden)).unwrap();
                    prop_assert!((part.value - value).abs() < 1e-12, "{}", formula.name());
                }
            }
        }

        #[test]
        fn conversions_agree_with_the_formulas(y in prop::collection::vec((-9.0f32..9.0, -9.0f32..9.0), 300)) {
            let (a, b): (Vec<f32>, Vec<f32>) = y.into_iter().unzip();
            for from in Formula::ALL {
                for to in Formula::ALL {
                    let value = of(from, &a, &b, None);
                    let Some(converted) = value.and_then(|value| from.convert(value, to)) else { continue };
                    let signless = matches!(from, Formula::CosineSquared100 | Formula::PearsonRSquared);
                    let negative = of(Formula::Cosine, &a, &b, None).unwrap() < 0.0 || of(Formula::PearsonR, &a, &b, None).unwrap() < 0.0;
                    if signless && negative { continue }
                    prop_assert!((converted - of(to, &a, &b, None).unwrap()).abs() < 1e-6, "{} {}", from.name(), to.name());
                }
            }
        }
    }

    #[test]
    fn bands_forward_and_reverse() {
        let (one, both) = (bands(&[400.0, 600.0]), bands(&[401.0, 600.0, 700.0, 750.0]));
        let forward = of(Formula::BandForward, &one, &both, None).unwrap();
        let reverse = of(Formula::BandReverse, &one, &both, None).unwrap();
        assert!(forward > 0.9 && (0.4..0.5).contains(&reverse), "{forward} {reverse}");
        let upside_down: Vec<f32> = one.iter().map(|v| -v).collect();
        assert!(of(Formula::Cosine, &one, &upside_down, None).unwrap() < -0.99, "the sign is kept");
        assert_eq!(of(Formula::CosineSquared100, &one, &upside_down, None), Some(0.0));
    }

    #[test]
    fn no_score_instead_of_nonsense() {
        let (one, zero, flat) = (bands(&[400.0]), vec![0.0; 300], vec![2.0; 300]);
        for formula in Formula::ALL {
            assert_eq!(of(formula, &one, &zero, None), None, "{}", formula.name());
        }
        assert_eq!(of(Formula::PearsonR, &one, &flat, None), None);
        assert_eq!(of(Formula::DerivativeCosine, &one, &flat, None), None);
        assert_eq!(of(Formula::BandReverse, &one, &flat, None), None);
        assert_eq!(of(Formula::BandForward, &one, &flat, None), Some(0.0), "none of its bands");
        let short = Formula::Cosine.between(
            (&one, ALL),
            (&one, Interval { lo: 0, hi: 200 }),
            None,
            GRID,
            Overlap::new(),
        );
        assert_eq!(short, Ok(None), "400 cm⁻¹ of 500");
        assert!(Formula::Cosine.between((&one[1..], ALL), (&one, ALL), None, GRID, ANY).is_err());
    }
}
