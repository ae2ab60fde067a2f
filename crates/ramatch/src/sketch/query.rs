//! A query as weights of the codes.

use super::basis::Products;
use super::{COEFFICIENTS, FEW, Sketch};
use ramatch_kernels::{LONG, SHORT, dispatch};

/// Largest weight: with codes of 7 bits, 64 products of it fit into 32 bits.
const MOST: f64 = 8191.0;
/// What exact scores and bounds may part by rounding.
const ROUNDING: f64 = 1e-9;

/// An upper bound of `u·v`: `step · Σ code · weight + slack`.
pub(crate) struct Bound<const N: usize> {
    pub(crate) weights: [i16; N],
    step: f64,
    slack: f64,
}

/// The two bounds of a query.
pub(crate) struct Bounds {
    pub(crate) short: Bound<SHORT>,
    pub(crate) long: Bound<LONG>,
}

impl<const N: usize> Bound<N> {
    fn new(wanted: [f64; N], slack: f64) -> Self {
        let largest = wanted.iter().fold(f64::MIN_POSITIVE, |largest, weight| largest.max(weight.abs()));
        let step = largest / MOST;
        let mut slack = slack + ROUNDING;
        let weights = wanted.map(|weight| {
            let whole = (weight / step).round();
            slack += 127.0 * (weight - whole * step).abs();
            whole as i16
        });
        Self { weights, step, slack }
    }

    /// The bound of a sum.
    pub(crate) fn of(&self, sum: i32) -> f64 {
        self.step * f64::from(sum) + self.slack
    }

    /// The least sum whose bound reaches `score`.
    pub(crate) fn least(&self, score: f64) -> i32 {
        // The cast saturates; one less than that for the division's rounding.
        (((score - self.slack) / self.step).ceil() as i32).saturating_sub(1)
    }
}

impl Bounds {
    /// Of a query `v` of norm 1.
    pub(crate) fn new(sketch: &Sketch, v: &[f64]) -> Self {
        let mut products = [0.0; COEFFICIENTS];
        dispatch(Products { basis: &sketch.basis, vector: v, products: &mut products });
        let rest = |few: usize| sketch.skew.rest_norm(1.0, &products[..few], &products[..few]);
        let slack = |few: usize| -> f64 {
            products
                .iter()
                .zip(&sketch.deltas)
                .take(few)
                .map(|(product, &delta)| product.abs() * f64::from(delta))
                .sum()
        };
        let weight = |j: usize| products[j] * f64::from(sketch.scales[j]);
        let (few_rest, all_rest) = (rest(FEW), rest(COEFFICIENTS));
        let short = std::array::from_fn(|j| {
            if j < FEW { weight(j) } else { few_rest * f64::from(sketch.few_rest_scale) }
        });
        let long = std::array::from_fn(|j| {
            if j < COEFFICIENTS { weight(j) } else { all_rest * f64::from(sketch.scales[COEFFICIENTS]) }
        });
        Self { short: Bound::new(short, slack(FEW)), long: Bound::new(long, slack(COEFFICIENTS)) }
    }
}
