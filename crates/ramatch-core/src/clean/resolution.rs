//! Resolution: a spectrum as an instrument of broader lines would show it.

use crate::ground::error::{self, Error};
use crate::ground::gaussian::blur;
use crate::ground::math;
use crate::measured::grid::{Grid, Interval};

/// FWHM of a Gaussian over its standard deviation, 2 √(2 ln 2).
const FWHM: f64 = 2.354_820_045_030_949_3;

/// Broadens `samples` (`[grid.len]`, known inside `interval`) from one resolution to another (FWHM, cm⁻¹) into `out`.
///
/// The lines of an instrument are taken as Gaussians, whose widths add in squares: `w² = to² − from²`. What is broader
/// already stays as it is. `scratch` is `[3 · grid.len]`. O(n · w / step), no allocation.
///
/// # Errors
/// [`Error::Length`], [`Error::Parameter`] for a resolution outside 0 to 100 cm⁻¹.
pub fn broaden(
    samples: &[f32],
    interval: Interval,
    grid: Grid,
    (from_cm1, to_cm1): (f64, f64),
    out: &mut [f32],
    scratch: &mut [f64],
) -> Result<(), Error> {
    grid.check()?;
    error::same_len("samples", grid.len, samples.len())?;
    error::same_len("out", grid.len, out.len())?;
    error::at_least("scratch", 3 * grid.len, scratch.len())?;
    for resolution in [from_cm1, to_cm1] {
        error::domain("resolution", resolution, (0.0..=100.0).contains(&resolution), "0 to 100 cm⁻¹")?;
    }
    out.copy_from_slice(samples);
    let known = interval.of(samples);
    if to_cm1 <= from_cm1 || known.is_empty() {
        return Ok(());
    }
    let deviation = math::sqrt(to_cm1 * to_cm1 - from_cm1 * from_cm1) / (FWHM * grid.step_cm1);
    let (y, rest) = scratch.split_at_mut(known.len());
    let (broad, weights) = rest.split_at_mut(known.len());
    for (y, &sample) in y.iter_mut().zip(known) {
        *y = f64::from(sample);
    }
    blur(y, deviation, broad, &mut weights[..known.len()]);
    for (out, &broad) in out[interval.lo..interval.hi].iter_mut().zip(&*broad) {
        *out = broad as f32;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    #[test]
    fn blurring_keeps_constants_and_spreads_a_point() {
        let (mut out, mut weights) = (vec![0.0; 60], vec![0.0; 60]);
        blur(&[3.0; 60], 4.0, &mut out, &mut weights);
        assert!(out.iter().all(|v| (v - 3.0).abs() < 1e-12));
        let mut point = vec![0.0; 60];
        point[30] = 1.0;
        blur(&point, 2.0, &mut out, &mut weights);
        let ratio = out[32] / out[30];
        assert!((ratio - math::exp(-0.5)).abs() < 1e-12, "{ratio}");
    }

    #[test]
    fn every_point_is_the_weighted_mean_of_what_is_there() {
        let y: Vec<f64> = (0..151).map(|i| f64::from(i * i % 37)).collect();
        for deviation in [0.7, 5.0, 40.0, 90.0] {
            let (mut out, mut weights) = (vec![f64::NAN; 151], vec![f64::NAN; 151]);
            blur(&y, deviation, &mut out, &mut weights);
            let reach = crate::ground::gaussian::reach(deviation).min(150);
            for (i, out) in out.iter().enumerate() {
                let (mut sum, mut all) = (0.0, 0.0);
                for (j, y) in y.iter().enumerate().filter(|(j, _)| j.abs_diff(i) <= reach) {
                    let u = j.abs_diff(i) as f64 / deviation;
                    let weight = math::exp(-0.5 * u * u);
                    (sum, all) = (sum + weight * y, all + weight);
                }
                assert!((out - sum / all).abs() < 1e-12, "{deviation} {i}");
            }
        }
    }

    #[test]
    fn a_line_becomes_as_broad_as_asked_for() {
        let (grid, all) = (Grid::cm1(200.0, 1.0, 400), Interval { lo: 0, hi: 400 });
        let line = |width: f64| -> Vec<f32> {
            let u = |i: usize| (i as f64 - 200.0) * FWHM / width;
            (0..400).map(|i| (math::exp(-0.5 * u(i) * u(i)) / width) as f32).collect()
        };
        let (mut out, mut scratch) = (vec![f32::NAN; 400], vec![f64::NAN; 1200]);
        broaden(&line(8.0), all, grid, (8.0, 16.0), &mut out, &mut scratch).unwrap();
        let worst = out.iter().zip(line(16.0)).fold(0.0f32, |worst, (a, b)| worst.max((a - b).abs()));
        // The Gaussian ends at 3 σ, which leaves out 0.3 % of it.
        assert!(worst < 5e-3 * out[200], "{worst} of {}", out[200]);
        broaden(&line(8.0), all, grid, (16.0, 8.0), &mut out, &mut scratch).unwrap();
        assert_eq!(out, line(8.0), "never narrower");
        assert!(broaden(&line(8.0), all, grid, (8.0, f64::NAN), &mut out, &mut scratch).is_err());
    }
}
