//! A spectrum as programs write it.
#![allow(dead_code, reason = "each test uses its part")]

use ramatch_core::math;

type Curve = (Vec<f64>, Vec<f64>);

/// The axis with `times` as many distances.
fn finer(x: &[f64], times: usize) -> impl Iterator<Item = (usize, f64)> {
    let between = move |(i, pair): (usize, &[f64])| {
        let (from, width) = (pair[0], pair[1] - pair[0]);
        (0..times).map(move |k| (i, from + width * k as f64 / times as f64)).collect::<Vec<_>>()
    };
    x.windows(2).enumerate().flat_map(between)
}

/// `times` as many points, on the lines between them.
pub(crate) fn by_lines((x, y): &Curve, times: usize) -> Curve {
    let at = |(i, at): (usize, f64)| (at, y[i] + (y[i + 1] - y[i]) * (at - x[i]) / (x[i + 1] - x[i]));
    finer(x, times).map(at).unzip()
}

/// `times` as many points, on the natural cubic spline.
pub(crate) fn by_spline((x, y): &Curve, times: usize) -> Curve {
    let n = x.len();
    let width: Vec<f64> = x.windows(2).map(|x| x[1] - x[0]).collect();
    // Second derivatives: a tridiagonal system, eliminated from the left.
    let (mut upper, mut second) = (vec![0.0; n], vec![0.0; n]);
    for i in 1..n - 1 {
        let right = 6.0 * ((y[i + 1] - y[i]) / width[i] - (y[i] - y[i - 1]) / width[i - 1]);
        let pivot = 2.0 * (width[i - 1] + width[i]) - width[i - 1] * upper[i - 1];
        upper[i] = width[i] / pivot;
        second[i] = (right - width[i - 1] * second[i - 1]) / pivot;
    }
    for i in (1..n - 1).rev() {
        second[i] -= upper[i] * second[i + 1];
    }
    let at = |(i, at): (usize, f64)| {
        let h = width[i];
        let (a, b) = ((x[i + 1] - at) / h, (at - x[i]) / h);
        let bent = (a * a * a - a) * second[i] + (b * b * b - b) * second[i + 1];
        (at, a * y[i] + b * y[i + 1] + bent * h * h / 6.0)
    };
    finer(x, times).map(at).unzip()
}

/// The Gaussian mean of a standard deviation in cm⁻¹.
pub(crate) fn smoothed((x, y): &Curve, sigma_cm1: f64) -> Curve {
    let mean = |at: &f64| {
        let (mut sum, mut weights) = (0.0, 0.0);
        for (x, y) in x.iter().zip(y).filter(|(x, _)| (*x - at).abs() < 5.0 * sigma_cm1) {
            let weight = math::exp(-0.5 * (x - at) * (x - at) / (sigma_cm1 * sigma_cm1));
            (sum, weights) = (sum + weight * y, weights + weight);
        }
        sum / weights
    };
    (x.clone(), x.iter().map(mean).collect())
}
