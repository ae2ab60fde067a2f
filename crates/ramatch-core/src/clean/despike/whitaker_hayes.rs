//! Whitaker & Hayes' modified z-score of the differences.
//!
//! With `dᵢ = yᵢ − yᵢ₋₁`, `zᵢ = 0.6745 (dᵢ − median d) / MAD(d)`, a step with `|z| > τ` is suspect. A suspect
//! point becomes the core of a run, which grows while its flanks still stand above a tenth of its height and
//! three times the noise. The run is a spike only if it is at most two points wide, else it is a Raman band: a
//! spectrometer spreads every optical line over two and a half points per FWHM or more, which then stands
//! above a tenth of its height over four points or more. (On real calcite at 2.7 points per FWHM a limit of
//! three points above a quarter took the strongest band away.) Wider cosmic rays stay; several shots of one
//! sample tell them apart, one does not. Altered points become the mean of the unaltered neighbours.
//!
//! Further guards: where MAD = 0, as in low counts and rounded numbers, the scale is that of the steps that are not 0
//! (`sparse.rs`); a difference is between two points, so its index is off by one; where the points are too far apart to
//! tell a band from a spike in one shot, or too few of them vary to know the noise, nothing is altered and the answer
//! says so.
//!
//! Whitaker & Hayes, *A simple algorithm for despiking Raman spectra*, Chemometrics and Intelligent Laboratory
//! Systems 179 (2018) 82.

use super::found::{Despiked, NEIGHBOURS, POINTS_PER_FWHM, begin, marked_or_doubted, spacing};
use super::shape;
use super::sparse::{self, Limit};
use crate::ground::error::{self, Error};
use crate::ground::math;
use crate::ground::parameters::parameters;

/// A spike's flanks stand below this part of its height.
const FLANK: f64 = 0.1;
/// A flank is above the noise from this many standard deviations on.
const FLANK_SIGMAS: f64 = 3.0;
parameters! {
    /// Whitaker & Hayes' despiking: τ = 8, runs of up to 2 points, bands of 6 cm⁻¹ or more.
    pub struct WhitakerHayes {
        /// Threshold τ of the modified z-score.
        threshold: f64 = 8.0,
        /// Widest run of points that is still a spike.
        max_width: u32 = 2,
        /// FWHM of the narrowest Raman band to be expected, in cm⁻¹.
        min_band_cm1: f64 = 6.0,
    }
}

impl WhitakerHayes {
    /// Marks cosmic rays in `y`, which stays.
    ///
    /// `shift_cm1`, `y` and `altered` are `[n]`; `altered[i]` becomes 1 where `y[i]` is one, else 0. `scratch` is at least
    /// [`Despike::scratch_len`](super::Despike::scratch_len)`(n)`. O(n), no allocation.
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
        let n = y.len();
        let (steps, rest) = scratch.split_at_mut(n);
        let (steps, work) = (&mut steps[..n - 1], &mut rest[..n - 1]);
        if spacing(shift_cm1, work) * POINTS_PER_FWHM > self.min_band_cm1 {
            return Ok(Despiked { altered: 0, cannot_tell: true });
        }

        for (step, pair) in steps.iter_mut().zip(y.windows(2)) {
            *step = pair[1] - pair[0];
        }
        work.copy_from_slice(steps);
        let centre = math::median(work);
        for (work, &step) in work.iter_mut().zip(&*steps) {
            *work = (step - centre).abs();
        }
        let mad = math::median(work);
        if mad > 0.0 {
            // The standard deviation of a difference is √2 of those of a point.
            let limit = self.threshold * mad / 0.6745;
            let limit = Limit::plain(limit, limit / self.threshold / core::f64::consts::SQRT_2);
            let altered = self.mark(y, (steps, centre), limit, altered);
            return Ok(Despiked { altered, cannot_tell: false });
        }
        let Some(scale) = sparse::scale(work, 1.0 / 0.6745, self.threshold) else {
            return Ok(Despiked::default());
        };
        let mark = |limit, altered: &mut [u8]| self.mark(y, (steps, centre), limit, altered);
        Ok(marked_or_doubted(y, rest, (scale, self.threshold), altered, mark))
    }

    /// Marks the runs that stand above a limit, and counts their points.
    fn mark(&self, y: &[f64], (steps, centre): (&[f64], f64), limit: Limit, altered: &mut [u8]) -> usize {
        let (n, reach) = (y.len(), self.max_width as usize);
        for i in 0..n {
            // The core of a spike is the highest point within reach, beside a suspect rise or fall.
            let rises = &steps[i.saturating_sub(reach)..i];
            let falls = &steps[i..(i + reach).min(n - 1)];
            let suspect = rises.iter().any(|step| step - centre > limit.height)
                || falls.iter().any(|step| centre - step > limit.height);
            let nearby = &y[i.saturating_sub(reach)..(i + reach + 1).min(n)];
            if suspect
                && nearby.iter().all(|&other| other <= y[i])
                && let Some((from, to)) = self.spike(y, i, limit)
            {
                altered[from..to].fill(1);
            }
        }
        altered.iter().filter(|&&a| a == 1).count()
    }

    /// The run around `core`, if it is narrow enough and high enough for a spike.
    fn spike(&self, y: &[f64], core: usize, limit: Limit) -> Option<(usize, usize)> {
        let reach = self.max_width as usize;
        let level = |points: &[f64]| {
            let mut copy = [0.0; NEIGHBOURS];
            let copy = &mut copy[..points.len().min(NEIGHBOURS)];
            copy.copy_from_slice(&points[..copy.len()]);
            (!copy.is_empty()).then(|| math::median(copy))
        };
        // The level on either side, beyond the widest run; at an end of the spectrum the other side serves.
        let left_end = core.saturating_sub(reach);
        let right_start = (core + reach + 1).min(y.len());
        let left = level(&y[left_end.saturating_sub(NEIGHBOURS)..left_end]);
        let right = level(&y[right_start..(right_start + NEIGHBOURS).min(y.len())]);
        let base = match (left, right) {
            (Some(left), Some(right)) => left.max(right),
            (Some(level), None) | (None, Some(level)) => level,
            (None, None) => return None,
        };
        let height = y[core] - base;
        if height <= limit.on(base) {
            return None;
        }
        let above = |i: usize| y[i] - base > (FLANK * height).max(FLANK_SIGMAS * limit.sigma);
        let from = (0..core).rev().find(|&i| !above(i)).map_or(0, |i| i + 1);
        let to = (core + 1..y.len()).find(|&i| !above(i)).unwrap_or(y.len());
        (to - from <= reach && shape::is_abrupt(y, core, (from, to))).then_some((from, to))
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let Self { threshold, max_width, min_band_cm1 } = *self;
        error::domain("despike.threshold", threshold, (1.0..=1e6).contains(&threshold), "1 to 1e6")?;
        let width = f64::from(max_width);
        error::domain("despike.max_width", width, (1..=64).contains(&max_width), "1 to 64")?;
        let band = min_band_cm1;
        error::domain("despike.min_band_cm1", band, (0.1..=1000.0).contains(&band), "0.1 to 1000")
    }
}

#[cfg(test)]
mod tests {
    use super::super::any::Despike;
    use super::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    struct Noise(u32);
    impl Noise {
        fn next(&mut self) -> f64 {
            let mut sum = 0.0;
            for _ in 0..12 {
                self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                sum += f64::from(self.0 >> 8) / 16_777_216.0;
            }
            sum - 6.0
        }
    }

    fn run(x: &[f32], y: &mut [f64]) -> (Despiked, Vec<usize>) {
        let n = y.len();
        let (mut altered, mut scratch) = (vec![9; n], vec![f64::NAN; Despike::scratch_len(n)]);
        let outcome =
            Despike::WhitakerHayes(WhitakerHayes::new()).run(x, y, &mut altered, &mut scratch).unwrap();
        (outcome, altered.iter().enumerate().filter(|(_, a)| **a == 1).map(|(i, _)| i).collect())
    }

    fn axis(n: usize, spacing: f32) -> Vec<f32> {
        (0..n).map(|i| 300.0 + spacing * i as f32).collect()
    }

    #[test]
    fn cosmic_rays_go_and_nothing_else() {
        let mut noise = Noise(3);
        for width in 1..=2usize {
            for at in [0, 1, 77, 200, 397] {
                let x = axis(400, 1.5);
                let mut y: Vec<f64> = (0..400).map(|i| 100.0 + 0.1 * f64::from(i) + noise.next()).collect();
                for y in &mut y[at..at + width] {
                    *y += 200.0;
                }
                let (outcome, altered) = run(&x, &mut y);
                assert_eq!(altered, (at..at + width).collect::<Vec<_>>());
                assert_eq!(outcome, Despiked { altered: width, cannot_tell: false });
                for (i, y) in y.iter().enumerate() {
                    assert!((y - 100.0 - 0.1 * i as f64).abs() < 5.0, "{i}: {y}");
                }
            }
        }
    }

    #[test]
    fn a_raman_band_is_left_alone_from_two_and_a_half_points_per_fwhm() {
        let mut noise = Noise(5);
        for per_fwhm in [2.5, 2.7, 3.0, 4.0, 5.0, 7.0, 14.0] {
            for height in [10.0, 13.0, 17.0, 30.0, 100.0, 1e3, 1e5] {
                for phase in 0..10 {
                    for lorentz in [false, true] {
                        let centre = 200.0 + f64::from(phase) / 10.0;
                        let mut y: Vec<f64> = (0..400)
                            .map(|i| {
                                let u = 2.0 * (f64::from(i) - centre) / per_fwhm;
                                let band = if lorentz {
                                    1.0 / (1.0 + u * u)
                                } else {
                                    math::exp(-core::f64::consts::LN_2 * u * u)
                                };
                                height * band + noise.next()
                            })
                            .collect();
                        let before = y.clone();
                        let (outcome, altered) = run(&axis(400, 1.5), &mut y);
                        assert_eq!(outcome.altered, 0, "{per_fwhm} {height} {phase} {lorentz} {altered:?}");
                        assert_eq!(before, y);
                    }
                }
            }
        }
    }

    #[test]
    fn a_spike_on_a_band_goes() {
        let mut noise = Noise(11);
        let mut y: Vec<f64> = (0..400)
            .map(|i| {
                let u = (f64::from(i) - 200.0) / 12.0;
                500.0 * math::exp(-u * u) + noise.next()
            })
            .collect();
        y[203] += 900.0;
        assert_eq!(run(&axis(400, 1.5), &mut y).1, [203]);
    }

    #[test]
    fn guards() {
        // Where nothing else varies, there is no noise to compare with.
        let mut y = vec![1.0; 100];
        assert_eq!(run(&axis(100, 1.0), &mut y).0, Despiked::default());
        y[50] = 1000.0;
        assert_eq!(run(&axis(100, 1.0), &mut y).0, Despiked { altered: 0, cannot_tell: true });
        assert_eq!(y[50], 1000.0);
        // Points too far apart: one shot cannot tell.
        let mut noise = Noise(1);
        let mut y: Vec<f64> = (0..100).map(|_| noise.next()).collect();
        y[50] = 1000.0;
        assert!(run(&axis(100, 4.0), &mut y).0.cannot_tell);
        assert_eq!(y[50], 1000.0);
    }
}
