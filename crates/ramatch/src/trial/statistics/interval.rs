//! What a count says about the rate behind it: the exact interval of Clopper and Pearson.
//!
//! With `k` of `n` the interval of confidence `1 − ε` is all rates `p` that neither tail refutes,
//!
//! ```text
//! low:  P(X ≥ k; n, low)  = ε/2        high: P(X ≤ k; n, high) = ε/2
//! ```
//!
//! for a binomial `X` (Clopper & Pearson, *The use of confidence or fiducial limits illustrated in the case of the binomial*, Biometrika 26,
//! 1934). The tails are summed as they stand and the rates found by halving; that needs no other function.

/// Confidence of every interval.
pub(crate) const CONFIDENCE: f64 = 0.95;

/// Halvings until an `f64` between 0 and 1 is found.
const HALVINGS: usize = 60;

/// Low and high end of the rate behind `count` of `of`, at [`CONFIDENCE`]; 0 to 1 where nothing was counted. O(60 · `of`).
pub(crate) fn clopper_pearson(count: usize, of: usize) -> (f64, f64) {
    between(count, count, of)
}

/// The same where it is only known that the count lies from `least` to `most`, such as a sum of parts: the low end of the one, the high end
/// of the other.
pub(crate) fn between(least: usize, most: usize, of: usize) -> (f64, f64) {
    let tail = 0.5 * (1.0 - CONFIDENCE);
    let tails = Tails::of(of);
    // P(X ≥ k) = 1 − P(X ≤ k − 1), which grows with the rate; P(X ≤ k) falls.
    let low = match least.min(of) {
        0 => 0.0,
        k => halved(|rate| tails.at_most(of - k, 1.0 - rate) >= tail),
    };
    let high = match most {
        k if k >= of => 1.0,
        k => halved(|rate| tails.at_most(k, rate) <= tail),
    };
    (low, high)
}

/// The least rate at which something holds that holds from there on.
fn halved(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if holds(middle) { high = middle } else { low = middle }
    }
    0.5 * (low + high)
}

/// Logarithms of the number of ways to choose.
struct Tails {
    ways: Vec<f64>,
}

impl Tails {
    fn of(n: usize) -> Self {
        let step = |sum: &mut f64, k: usize| {
            *sum += ((n - k) as f64 / (k + 1) as f64).ln();
            Some(*sum)
        };
        let ways = std::iter::once(0.0).chain((0..n).scan(0.0, step)).collect();
        Self { ways }
    }

    /// P(X ≤ `k`) at a rate inside 0 and 1.
    fn at_most(&self, k: usize, rate: f64) -> f64 {
        let n = self.ways.len() - 1;
        let (yes, no) = (rate.ln(), (-rate).ln_1p());
        let chance = |(i, ways): (usize, &f64)| (ways + i as f64 * yes + (n - i) as f64 * no).exp();
        self.ways.iter().enumerate().take(k + 1).map(chance).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::statistics::golden::rows;

    #[test]
    fn intervals_are_those_of_scipy() {
        let all = rows("clopper_pearson");
        assert!(all.len() > 20);
        for row in all {
            let (low, high) = clopper_pearson(row[0] as usize, row[1] as usize);
            // Logarithms of up to 10⁶ terms, each rounded: 1e-9 of the rate.
            assert!((low - row[2]).abs() < 1e-9, "{row:?} {low}");
            assert!((high - row[3]).abs() < 1e-9, "{row:?} {high}");
        }
    }

    #[test]
    fn nothing_counted_says_nothing_and_parts_widen() {
        assert_eq!(clopper_pearson(0, 0), (0.0, 1.0));
        assert_eq!(clopper_pearson(5, 5).1, 1.0);
        let (low, high) = between(3, 4, 10);
        assert_eq!((low, high), (clopper_pearson(3, 10).0, clopper_pearson(4, 10).1));
    }
}
