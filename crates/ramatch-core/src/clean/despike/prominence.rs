//! Cosmic rays as maxima of high prominence and little width (Coca-Lopez 2024).
//!
//! A maximum's prominence is its height above the higher of the lowest points that separate it from higher ground; its
//! width is taken half way down, between points. Both are looked for within 25 points. A spike is more than `threshold`
//! standard deviations of the noise high and less than `max_width` points wide; it is taken out together with the points
//! beside it that stand above a tenth of it, if it falls off at once on both sides (`shape.rs`), as the tip of a band on another's
//! flank does not. Bands of four points per FWHM and more are out of reach of the limit.

use super::found::{Despiked, POINTS_PER_FWHM, begin, marked_or_doubted, spacing};
use super::shape;
use super::sparse::{self, Limit};
use crate::ground::error::{self, Error};
use crate::ground::math;
use crate::ground::parameters::parameters;
use crate::measured::quality;

/// Points on either side within which a maximum is judged.
const REACH: usize = 25;

parameters! {
    /// Despiking by prominence and width.
    ///
    /// # References
    /// Coca-Lopez, *An intuitive approach for spike removal in Raman spectra based on peaks' prominence and width*,
    /// Analytica Chimica Acta 1295 (2024) 342312.
    pub struct Prominence {
        /// Least prominence in standard deviations of the noise.
        threshold: f64 = 8.0,
        /// Width at half prominence, in points, below which a maximum is a spike.
        max_width: f64 = 2.2,
        /// FWHM of the narrowest Raman band to be expected, in cm⁻¹.
        min_band_cm1: f64 = 6.0,
    }
}

impl Prominence {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let Self { threshold, max_width, min_band_cm1 } = *self;
        error::domain("threshold", threshold, (1.0..=1e6).contains(&threshold), "1 to 1e6")?;
        error::domain("max_width", max_width, (0.5..4.0).contains(&max_width), "0.5, below 4")?;
        error::domain("min_band_cm1", min_band_cm1, (0.1..=1000.0).contains(&min_band_cm1), "0.1 to 1000")
    }

    /// Marks cosmic rays in `y`, which stays; see [`WhitakerHayes::find`](super::WhitakerHayes::find).
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooFewPoints`] below 3 points, [`Error::Parameter`], [`Error::NotFinite`].
    pub fn find(
        &self,
        shift_cm1: &[f32],
        y: &[f64],
        altered: &mut [u8],
        scratch: &mut [f64],
    ) -> Result<Despiked, Error> {
        self.check()?;
        begin(shift_cm1.len(), y, altered, scratch)?;
        if spacing(shift_cm1, &mut scratch[..y.len() - 1]) * POINTS_PER_FWHM > self.min_band_cm1 {
            return Ok(Despiked { altered: 0, cannot_tell: true });
        }
        let sigma = quality::noise_sigma(y, scratch);
        if sigma > 0.0 {
            // Where noise is a photon or two, it is wider than its median says.
            let photons = 0.5 * self.threshold * self.threshold * sparse::quantum(y, scratch);
            let limit = (self.threshold * sigma).max(photons);
            let altered = self.mark(y, Limit::plain(limit, sigma), altered);
            return Ok(Despiked { altered, cannot_tell: false });
        }
        // As `noise_sigma` says it, of the second differences that are not 0.
        let differences = &mut scratch[..y.len() - 2];
        for (difference, y) in differences.iter_mut().zip(y.windows(3)) {
            *difference = (y[0] - 2.0 * y[1] + y[2]).abs();
        }
        let Some(scale) = sparse::scale(differences, 1.4826 / math::sqrt(6.0), self.threshold) else {
            return Ok(Despiked::default());
        };
        let mark = |limit, altered: &mut [u8]| self.mark(y, limit, altered);
        Ok(marked_or_doubted(y, scratch, (scale, self.threshold), altered, mark))
    }

    /// Marks the maxima that stand above a limit, and counts their points.
    fn mark(&self, y: &[f64], limit: Limit, altered: &mut [u8]) -> usize {
        for i in 0..y.len() {
            if let Some((from, to)) = self.spike(y, i, limit) {
                altered[from..to].fill(1);
            }
        }
        altered.iter().map(|&mark| usize::from(mark)).sum()
    }

    /// The run of a spike around the maximum at `i`, if it is one.
    fn spike(&self, y: &[f64], i: usize, limit: Limit) -> Option<(usize, usize)> {
        let n = y.len();
        if (i > 0 && y[i - 1] >= y[i]) || (i + 1 < n && y[i + 1] > y[i]) {
            return None;
        }
        // The lowest point on a side before higher ground; none at an end of the spectrum, where a spike's own points may be
        // all that there is.
        let lowest = |points: &mut dyn ExactSizeIterator<Item = usize>| {
            if points.len() < self.max_width as usize {
                return None;
            }
            let near = points.take(REACH).map(|k| y[k]).take_while(|&value| value <= y[i]);
            near.fold(None, |low: Option<f64>, value| Some(low.map_or(value, |low| low.min(value))))
        };
        let left = lowest(&mut (0..i).rev());
        let right = lowest(&mut (i + 1..n));
        let base = match (left, right) {
            (Some(left), Some(right)) => left.max(right),
            (Some(base), None) | (None, Some(base)) => base,
            (None, None) => return None,
        };
        let prominence = y[i] - base;
        if prominence <= limit.on(base) {
            return None;
        }
        // Half way down, between points.
        let half = base + 0.5 * prominence;
        let side = |points: &mut dyn Iterator<Item = usize>| {
            let (mut above, mut steps) = (y[i], 0.0);
            for k in points.take(REACH) {
                if y[k] < half {
                    return steps + (above - half) / (above - y[k]);
                }
                above = y[k];
                steps += 1.0;
            }
            // At an end of the spectrum half a point.
            steps + 0.5
        };
        let width = side(&mut (0..i).rev()) + side(&mut (i + 1..n));
        if width >= self.max_width {
            return None;
        }
        let flank = base + (0.1 * prominence).max(3.0 * limit.sigma);
        let from = (0..i).rev().find(|&k| y[k] <= flank).map_or(0, |k| k + 1);
        let to = (i + 1..n).find(|&k| y[k] <= flank).unwrap_or(n);
        (to - from <= 5 && shape::is_abrupt_point(y, i)).then_some((from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::despike::Despike;
    use std::prelude::rust_2024::*;
    use std::vec;

    fn noise(i: usize) -> f64 {
        let mut state = (i as u32).wrapping_mul(2_654_435_761).wrapping_add(99);
        let mut sum = 0.0;
        for _ in 0..12 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            sum += f64::from(state >> 8) / 16_777_216.0;
        }
        sum - 6.0
    }

    #[test]
    fn spikes_go_and_bands_of_four_points_stay() {
        let x: Vec<f32> = (0..400).map(|i| 300.0 + 1.5 * i as f32).collect();
        for per_fwhm in [4.0, 5.0, 8.0, 20.0] {
            for phase in 0..10 {
                let mut y: Vec<f64> = (0..400)
                    .map(|i| {
                        let u = 2.0 * (i as f64 - 200.0 - f64::from(phase) / 10.0) / per_fwhm;
                        1000.0 * math::exp(-core::f64::consts::LN_2 * u * u) + noise(i)
                    })
                    .collect();
                let (mut altered, mut scratch) = (vec![9; 400], vec![f64::NAN; 800]);
                let method = Despike::Prominence(Prominence::new());
                let found = method.find(&x, &y, &mut altered, &mut scratch).unwrap();
                assert_eq!(found.altered, 0, "{per_fwhm} {phase}");
                y[0] += 300.0;
                y[50] += 500.0;
                y[300] += 300.0;
                y[301] += 200.0;
                let found = method.run(&x, &mut y, &mut altered, &mut scratch).unwrap();
                let marked: Vec<usize> = (0..400).filter(|&i| altered[i] == 1).collect();
                assert_eq!((found.altered, &marked[..]), (4, &[0, 50, 300, 301][..]));
                assert!(marked.iter().all(|&i| y[i].abs() < 6.0));
            }
        }
    }
}
