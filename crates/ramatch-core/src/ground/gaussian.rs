//! The mean of neighbours by a Gaussian.

use crate::ground::math;

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
    // The first and the last points have fewer neighbours; between them, whole chunks have all of theirs.
    let whole = if n > 2 * reach { reach..reach + (n - 2 * reach) / CHUNK * CHUNK } else { 0..0 };
    for i in (0..whole.start).chain(whole.end..n) {
        let mut sum = y[i];
        for (k, &weight) in weights.iter().enumerate().skip(1) {
            let left = i.checked_sub(k).map_or(0.0, |i| y[i]);
            sum += weight * (left + y.get(i + k).copied().unwrap_or(0.0));
        }
        out[i] = sum;
    }
    for (chunk, out) in out[whole.clone()].as_chunks_mut::<CHUNK>().0.iter_mut().enumerate() {
        let first = whole.start + chunk * CHUNK;
        let at = |from: usize| y.get(from..).and_then(|y| y.first_chunk::<CHUNK>()).unwrap_or(&[0.0; CHUNK]);
        *out = *at(first);
        for (k, &weight) in weights.iter().enumerate().skip(1) {
            let (left, right) = (at(first - k), at(first + k));
            for ((out, left), right) in out.iter_mut().zip(left).zip(right) {
                *out += weight * (left + right);
            }
        }
    }
    // From here on the weights' sums up to each.
    let mut sum = 0.0;
    for weight in weights.iter_mut().skip(1) {
        sum += *weight;
        *weight = sum;
    }
    weights[0] = 0.0;
    for (i, out) in out.iter_mut().enumerate() {
        *out /= 1.0 + weights[i.min(reach)] + weights[(n - 1 - i).min(reach)];
    }
}
