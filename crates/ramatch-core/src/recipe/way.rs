//! A row on its way through the steps on the grid.

use super::data::GridStep;
use super::notes::Notes;
use crate::clean::baseline::Fit;
use crate::clean::normalize::Axis;
use crate::clean::smooth::Smoother;
use crate::ground::error::Error;
use crate::ground::math;
use crate::ground::scratch::Scratch;
use crate::measured::grid::{Grid, Interval};
use crate::measured::quality;

/// The distance of points whose noise the signal-to-noise ratio is stated for, in cm⁻¹.
const SNR_POINTS_CM1: f64 = 2.0;

/// What is known of a row on its way through the steps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub(super) interval: Interval,
    pub(super) notes: Notes,
    step_cm1: f64,
    /// Density of the noise before any step.
    density: f64,
    /// The largest magnitude before any step.
    full_scale: f64,
}

impl Way {
    /// At the begin of it; `y` (`[grid.len]`) becomes 0 outside the interval.
    pub(super) fn new(grid: Grid, y: &mut [f64], interval: Interval, mut notes: Notes) -> Self {
        let Interval { lo, hi } = interval;
        y[..lo].fill(0.0);
        y[hi..].fill(0.0);
        notes.sigma = notes.noise_density / math::sqrt(grid.step_cm1);
        let density = notes.noise_density;
        let full_scale = y[lo..hi].iter().fold(0.0f64, |max, y| max.max(y.abs()));
        Self { interval, notes, step_cm1: grid.step_cm1, density, full_scale }
    }

    /// Takes one step; `smoother` is that of a step that smooths.
    pub(super) fn take(
        &mut self,
        step: &GridStep,
        smoother: Option<&Smoother>,
        y: &mut [f64],
        scratch: Scratch<'_>,
    ) -> Result<(), Error> {
        let Interval { lo, hi } = self.interval;
        match step {
            GridStep::Baseline(baseline) => {
                let inside = &mut y[lo..hi];
                let (z, work) = scratch.reals.split_at_mut(inside.len());
                let fit = baseline.fit_f64(inside, z, work)?;
                self.without_baseline(inside, z, fit);
            }
            GridStep::Smooth(_) => {
                if let Some(smoother) = smoother {
                    self.notes.degrees_of_freedom = Some(smoother.run(y, self.interval, scratch)?);
                }
            }
            #[cfg(feature = "every-step")]
            GridStep::Detrend(detrend) => detrend.run(&mut y[lo..hi], scratch.reals)?,
            GridStep::Normalize { method } => {
                // What rounding leaves of a signal without bands is no spectrum: samples come as f32 (2⁻²⁴), and a
                // reweighted baseline that follows nothing but rounding ends some 10⁻⁷ beside it.
                let left = y[lo..hi].iter().fold(0.0f64, |max, y| max.max(y.abs()));
                if left <= self.full_scale / 1_048_576.0 {
                    return Err(Error::ZeroNorm);
                }
                let before = range(&y[lo..hi]);
                method.run(&mut y[lo..hi], Axis::Step(self.step_cm1), scratch.reals)?;
                self.notes.noise_density *= range(&y[lo..hi]) / before;
            }
        }
        Ok(())
    }

    /// Takes a baseline away from the samples inside the interval, and notes what that tells.
    pub(super) fn without_baseline(&mut self, inside: &mut [f64], baseline: &[f64], fit: Fit) {
        for (y, z) in inside.iter_mut().zip(baseline) {
            *y -= z;
        }
        let notes = &mut self.notes;
        notes.baseline = Some(fit);
        notes.negative_lobes = quality::negative_lobes(inside, notes.sigma);
        notes.rise_under_band = quality::rise_under_band(inside, baseline);
        let height = inside.iter().copied().fold(0.0, f64::max);
        let sigma = self.density / math::sqrt(SNR_POINTS_CM1);
        notes.snr = (sigma > 0.0).then(|| height / sigma);
    }
}

/// Largest minus smallest sample; 1 where they are equal.
pub(super) fn range(y: &[f64]) -> f64 {
    let (low, high) = y.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &y| (l.min(y), h.max(y)));
    if high > low { high - low } else { 1.0 }
}
