//! A query as weights of the codes.

use super::layout::{FEW, LARGEST, LONG_LEN, MANY, MOST, begins, norms};
use ramatch_core::Interval;
use ramatch_kernels::{SHORT_WEIGHT, chosen_sums};

/// Largest weight: 1,024 products with codes of 8 bits fit into 32 bits.
const MOST_WEIGHT: f64 = 8191.0;
/// What exact scores and bounds may part by rounding.
const ROUNDING: f64 = 1e-9;

/// Norms of a query's parts, in units of `step`, rounded up.
pub(crate) struct Weights<const PARTS: usize> {
    pub(crate) weights: [i16; PARTS],
    step: f64,
}

impl<const PARTS: usize> Weights<PARTS> {
    fn new(squares: &[f64]) -> Self {
        let norms = norms::<PARTS>(squares);
        let step = norms.iter().fold(0.0f64, |most, &norm| most.max(norm)) / MOST_WEIGHT;
        // Rounding may leave one more than the largest.
        Self { weights: norms.map(|norm| (norm / step).ceil().min(MOST_WEIGHT) as i16), step }
    }

    /// The bound of u·v from the sum of a row's codes in units of `scale`.
    fn bound(&self, sum: i32, scale: f64) -> f64 {
        scale * self.step * f64::from(sum) * (1.0 + ROUNDING) + ROUNDING
    }
}

/// Norms of a query's few parts, in units of `step`, rounded up.
pub(crate) struct FewWeights {
    pub(crate) weights: [u8; FEW],
    step: f64,
}

/// The least step of few weights: sums of rows and queries of norm 1 then stay below 2¹⁶, with 255 for a code of 1, and what rounding
/// up adds to each of both.
const LEAST_STEP: f64 = 1.0 / 240.0;

impl FewWeights {
    fn new(squares: &[f64]) -> Self {
        let norms = norms::<FEW>(squares);
        let largest = norms.iter().fold(0.0f64, |most, &norm| most.max(norm));
        let step = (largest / f64::from(SHORT_WEIGHT)).max(LEAST_STEP);
        // Rounding may leave one more than the largest.
        let weight = |norm: f64| (norm / step).ceil().min(f64::from(SHORT_WEIGHT)) as u8;
        Self { weights: norms.map(weight), step }
    }
}

/// The bounds of a query of norm 1.
pub(crate) struct Bounds {
    pub(crate) few: FewWeights,
    many: Weights<MANY>,
    /// Those of a long row, and zeros for what stands behind its codes.
    padded: [i16; LONG_LEN],
    most: Weights<MOST>,
}

impl Bounds {
    /// Of a query that has these sums of squares up to every point, of 1 in all.
    pub(crate) fn new(squares: &[f64]) -> Self {
        let many = Weights::new(squares);
        let mut padded = [0; LONG_LEN];
        padded[..MANY].copy_from_slice(&many.weights);
        Self { few: FewWeights::new(squares), many, padded, most: Weights::new(squares) }
    }

    /// The least sum of a short row's codes whose bound reaches `product`.
    pub(crate) fn least(&self, product: f64) -> u16 {
        let sum = (product - ROUNDING) / (self.few.step / LARGEST * (1.0 + ROUNDING));
        // The cast saturates, and so do sums; one less than that for the division's rounding.
        (sum.ceil() - 1.0) as u16
    }

    /// Sums of long rows, for [`Bounds::by_many`].
    pub(crate) fn sums_of_many(&self, rows: &[[u8; LONG_LEN]], chosen: &[u32], sums: &mut [i32]) {
        chosen_sums(rows, chosen, &self.padded, sums);
    }

    /// The bound by the sum of a long row.
    pub(crate) fn by_many(&self, sum: i32, scale: f64) -> f64 {
        self.many.bound(sum, scale)
    }

    /// Sums of wide rows, for [`Bounds::by_most`].
    pub(crate) fn sums_of_most(&self, rows: &[[u8; MOST]], chosen: &[u32], sums: &mut [i32]) {
        chosen_sums(rows, chosen, &self.most.weights, sums);
    }

    /// The bound by the sum of a wide row.
    pub(crate) fn by_most(&self, sum: i32, scale: f64) -> f64 {
        self.most.bound(sum, scale)
    }
}

/// How much of a row's energy lies inside an interval, at least.
#[derive(Clone, Copy)]
pub(crate) struct Energy {
    /// The first part that lies wholly inside, and the first beyond.
    inside: (usize, usize),
}

impl Energy {
    /// In an interval of a grid of `n` points.
    pub(crate) fn inside(n: usize, interval: Interval) -> Self {
        let first = (0..=MANY).find(|&i| begins(n, MANY, i) >= interval.lo).unwrap_or(MANY);
        let beyond = (0..=MANY).rev().find(|&i| begins(n, MANY, i) <= interval.hi).unwrap_or(0);
        Self { inside: (first, beyond.max(first)) }
    }

    /// Of a long row: all that does not lie in other parts.
    pub(crate) fn of(self, row: &[u8; LONG_LEN], scale: f64) -> f64 {
        let outside = row[..self.inside.0].iter().chain(&row[self.inside.1..MANY]);
        let squares: u32 = outside.map(|&code| u32::from(code) * u32::from(code)).sum();
        1.0 - f64::from(squares) * scale * scale - ROUNDING
    }
}
