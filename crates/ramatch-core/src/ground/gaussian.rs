//! The mean of neighbours by a Gaussian.

use crate::ground::math;
use core::ops::Range;
use ramatch_kernels::{LANES, Lanes, Work, dispatch};

/// Gaussians end at this multiple of σ.
const REACH: f64 = 3.0;
/// Points that are summed side by side.
const CHUNK: usize = 32;

/// Points on each side that a Gaussian of this standard deviation in points reaches to.
pub(crate) fn reach(deviation: f64) -> usize {
    (REACH * deviation) as usize + 1
}

/// The Gaussian mean of `y` with a standard deviation in points, over what lies inside `y`. `weights` is `[n]`.
pub(crate) fn blur(y: &[f64], deviation: f64, out: &mut [f64], weights: &mut [f64]) {
    let n = y.len();
    let reach = reach(deviation).min(n.saturating_sub(1));
    let weights = &mut weights[..=reach];
    for (k, weight) in weights.iter_mut().enumerate() {
        let u = k as f64 / deviation;
        *weight = math::exp(-0.5 * u * u);
    }
    dispatch(Sums { y, weights, out });
    // From here on the weights' sums up to each.
    let mut sum = 0.0;
    for weight in weights.iter_mut().skip(1) {
        sum += *weight;
        *weight = sum;
    }
    weights[0] = 0.0;
    let divide = |out: &mut [f64], places: Range<usize>| {
        for (i, out) in places.clone().zip(&mut out[places]) {
            *out /= 1.0 + weights[i.min(reach)] + weights[(n - 1 - i).min(reach)];
        }
    };
    // Between the ends all have the same.
    let whole = if n > 2 * reach { reach..n - reach } else { 0..0 };
    divide(out, 0..whole.start);
    divide(out, whole.end..n);
    let sum = 1.0 + weights[reach] + weights[reach];
    out[whole].iter_mut().for_each(|out| *out /= sum);
}

/// The sums of neighbours by their weights.
struct Sums<'a> {
    y: &'a [f64],
    weights: &'a [f64],
    out: &'a mut [f64],
}

impl Work for Sums<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { y, weights, out } = self;
        let (n, reach) = (y.len(), weights.len() - 1);
        // Whole chunks have all of their neighbours; the first and the last points have fewer.
        let whole = if n > 2 * reach { reach..reach + (n - 2 * reach) / CHUNK * CHUNK } else { 0..0 };
        for first in whole.clone().step_by(CHUNK) {
            let at = |from: usize| y[from..from + CHUNK].as_chunks::<LANES>().0.iter().map(V::load);
            let mut sums = [V::zero(); CHUNK / LANES];
            sums.iter_mut().zip(at(first)).for_each(|(sum, own)| *sum = own);
            for (k, &weight) in weights.iter().enumerate().skip(1) {
                let weight = V::splat(weight);
                for ((sum, left), right) in sums.iter_mut().zip(at(first - k)).zip(at(first + k)) {
                    *sum = *sum + weight * (left + right);
                }
            }
            for (row, sum) in out[first..first + CHUNK].as_chunks_mut().0.iter_mut().zip(sums) {
                sum.store(row);
            }
        }
        // Beyond the ends there is nothing.
        let beside = |from: Option<usize>, before: usize| -> V {
            match from.and_then(|from| y.get(from..)?.first_chunk()) {
                Some(row) => V::load(row),
                None => {
                    let place = |lane: usize| (from.unwrap_or(0) + lane).checked_sub(before);
                    let sample = |lane: usize| place(lane).and_then(|i| y.get(i)).copied().unwrap_or(0.0);
                    V::load(&core::array::from_fn(sample))
                }
            }
        };
        for first in (0..whole.start).step_by(LANES).chain((whole.end..n).step_by(LANES)) {
            let mut sum = beside(Some(first), 0);
            for (k, &weight) in weights.iter().enumerate().skip(1) {
                let left = match first.checked_sub(k) {
                    Some(from) => beside(Some(from), 0),
                    None => beside(None, k - first),
                };
                sum = sum + V::splat(weight) * (left + beside(Some(first + k), 0));
            }
            for (out, sum) in out[first..].iter_mut().zip(sum.row()) {
                *out = sum;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;
    use std::vec::Vec;

    /// The definition, point by point, its sums in the same order.
    #[test]
    fn sums_have_the_bits_of_the_definition() {
        for (n, deviation) in [(1, 1.0), (2, 0.4), (7, 5.0), (40, 2.0), (100, 9.0), (257, 17.8), (1024, 8.9)]
        {
            let y: Vec<f64> = (0..n).map(|i| f64::from((i * 7919) % 1009) - 400.0).collect();
            let (mut out, mut weights) = (vec![f64::NAN; y.len()], vec![f64::NAN; y.len()]);
            blur(&y, deviation, &mut out, &mut weights);
            let reach = reach(deviation).min(y.len() - 1);
            let weight = |k: usize| math::exp(-0.5 * (k as f64 / deviation) * (k as f64 / deviation));
            let upto = |k: usize| (1..=k).map(weight).fold(0.0, |sum, weight| sum + weight);
            for (i, out) in out.iter().enumerate() {
                let at = |i: Option<usize>| i.and_then(|i| y.get(i)).copied().unwrap_or(0.0);
                let pair = |k: usize| at(i.checked_sub(k)) + at(Some(i + k));
                let sum = (1..=reach).fold(y[i], |sum, k| sum + weight(k) * pair(k));
                let all = 1.0 + upto(i.min(reach)) + upto((y.len() - 1 - i).min(reach));
                assert_eq!(out.to_bits(), (sum / all).to_bits(), "{i} of {n}");
            }
        }
    }
}
