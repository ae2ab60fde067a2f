//! One spectrum through chosen steps, with everything that is to be seen of them.

use crate::ground::error::Error;
use ramatch_core::Spectrum;
use ramatch_core::baseline::{Baseline, Fit};
use ramatch_core::smooth::{LowPass, Smooth, Smoother};
use ramatch_core::{Axis, Despike, Grid, Interval, Normalize, Resample, Scratch, SpectrumRef, quality};
use serde::Serialize;

/// Steps, done in the order of the fields; none leaves one out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Preprocess {
    /// Takes cosmic rays out of the measured points.
    pub despike: Option<Despike>,
    /// Spacing of the axis in cm⁻¹. None leaves an evenly spaced axis as it was measured, and resamples another one to the median
    /// spacing of its points.
    pub step_cm1: Option<f64>,
    /// Takes the baseline out.
    pub baseline: Option<Baseline>,
    /// Smooths.
    pub smooth: Option<Smooth>,
    /// Normalises.
    pub normalize: Option<Normalize>,
}

/// What came of it.
///
/// An evenly spaced axis stays: `shift_cm1` and `raw` are the measured numbers, to the bit. Points that are uneven, or that another
/// spacing was asked for, are resampled: read off the straight lines between them, from half a step inside their ends.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Preprocessed {
    /// Raman shift in cm⁻¹, as measured or resampled.
    pub shift_cm1: Vec<f64>,
    /// The counts there, cosmic rays and all.
    pub raw: Vec<f64>,
    /// The baseline, in the unit of the measurement; empty without one.
    pub baseline: Vec<f64>,
    /// After all steps.
    pub processed: Vec<f64>,
    /// How the baseline fit ended.
    pub fit: Option<Fit>,
    /// Degrees of freedom that the smoothing left.
    pub degrees_of_freedom: Option<f64>,
    /// What the spectrum's own points say about it.
    pub quality: Quality,
}

/// What a spectrum's own points say about its quality.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Quality {
    /// Points as measured.
    pub points: usize,
    /// All points have one value.
    pub flat: bool,
    /// Standard deviation of the noise, 1.4826 · median|Δ²y| / √6.
    pub sigma: f64,
    /// Height of the strongest band above the baseline over the noise; none without noise or baseline.
    pub snr: Option<f64>,
    /// The signal is cut off at its top.
    pub saturated: bool,
    /// Raman shifts of cosmic rays, in cm⁻¹.
    pub spikes_cm1: Vec<f64>,
    /// One shot cannot tell cosmic rays from bands or noise: its points are too far apart, or most of them are alike.
    pub cannot_tell_spikes: bool,
    /// Stretches in which the baseline lies above the signal.
    pub negative_lobes: usize,
    /// How far the baseline rises into the strongest band, as a part of its height.
    pub rise_under_band: f64,
    /// First and last Raman shift, in cm⁻¹.
    pub range_cm1: (f64, f64),
    /// Widest gap inside the axis in cm⁻¹, if it stands out.
    pub gap_cm1: Option<f64>,
    /// The axis counts 0, 1, 2 … like pixels.
    pub axis_is_pixels: bool,
    /// The points look like a list of peaks, not like a curve.
    pub peak_list: bool,
}

/// Spacing, Raman shifts, counts, despiked counts.
type Resampled = (f64, Vec<f64>, Vec<f64>, Vec<f64>);

impl Preprocess {
    /// Does the steps.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for parameters outside their domain, and whatever a step refuses.
    ///
    /// ```
    /// use ramatch::core::baseline::{Arpls, Baseline};
    /// let shift: Vec<f32> = (0..900).map(|i| 200.0 + 2.0 * i as f32).collect();
    /// let counts = shift.iter().map(|x| 0.1 * x + 900.0 / (1.0 + (x - 1001.0) * (x - 1001.0))).collect();
    /// let spectrum = ramatch::Spectrum::new(shift, counts)?;
    /// let mut steps = ramatch::Preprocess::default();
    /// steps.baseline = Some(Baseline::Arpls(Arpls::new()));
    /// let made = steps.run(&spectrum)?;
    /// assert!(made.fit.is_some() && made.processed.iter().all(|y| *y < 910.0));
    /// # Ok::<(), ramatch::Error>(())
    /// ```
    pub fn run(&self, spectrum: &Spectrum) -> Result<Preprocessed, Error> {
        let spectrum = spectrum.as_ref();
        let (x, counts) = (spectrum.shift_cm1(), spectrum.intensity());
        let n = x.len();
        let mut y: Vec<f64> = counts.iter().map(|&y| f64::from(y)).collect();
        let mut scratch = vec![0.0; 2 * n];
        let mut quality = Quality {
            points: n,
            flat: counts.iter().all(|y| *y == counts[0]),
            saturated: quality::is_saturated(counts),
            range_cm1: spectrum.range_cm1(),
            gap_cm1: quality::gap_cm1(x, &mut scratch),
            axis_is_pixels: quality::looks_like_pixels(x),
            peak_list: quality::looks_like_peak_list(x, counts, &mut scratch),
            ..Quality::default()
        };
        if let Some(despike) = self.despike {
            let mut altered = vec![0; n];
            let found = despike.run(x, &mut y, &mut altered, &mut scratch)?;
            quality.cannot_tell_spikes = found.cannot_tell;
            let spikes = x.iter().zip(&altered).filter(|(_, altered)| **altered == 1);
            quality.spikes_cm1 = spikes.map(|(x, _)| f64::from(*x)).collect();
        }
        quality.sigma = quality::noise_sigma(&y, &mut scratch);

        let (step_cm1, shift_cm1, raw, mut processed) = match super::even::step(x) {
            Some(even) if self.step_cm1.is_none_or(|step| even.is(step)) => {
                let wide = |values: &[f32]| values.iter().map(|&value| f64::from(value)).collect();
                (even.step_cm1, wide(x), wide(counts), y)
            }
            _ => self.resample(spectrum, &y)?,
        };
        let (mut baseline, mut fit) = (Vec::new(), None);
        if let Some(method) = self.baseline {
            baseline = vec![0.0; raw.len()];
            let mut scratch = vec![0.0; method.scratch_len(raw.len())];
            fit = Some(method.fit_f64(&raw, &mut baseline, &mut scratch)?);
            for (y, z) in processed.iter_mut().zip(&baseline) {
                *y -= z;
            }
            let height = processed.iter().copied().fold(0.0, f64::max);
            quality.snr = (quality.sigma > 0.0).then(|| height / quality.sigma);
            quality.negative_lobes = quality::negative_lobes(&processed, quality.sigma);
            quality.rise_under_band = quality::rise_under_band(&processed, &baseline);
        }
        let mut degrees_of_freedom = None;
        if let Some(smooth) = self.smooth {
            let len = LowPass::grid_len(raw.len());
            let smoother = Smoother::new(smooth, Grid::cm1(0.0, step_cm1, len))?;
            let mut reals = vec![0.0; smoother.scratch_len()];
            let mut cells = vec![Default::default(); smoother.cells_len()];
            let interval = Interval { lo: 0, hi: raw.len() };
            processed.resize(len, 0.0);
            let lent = Scratch { reals: &mut reals, cells: &mut cells };
            degrees_of_freedom = Some(smoother.run(&mut processed, interval, lent)?);
            processed.truncate(raw.len());
        }
        if let Some(how) = self.normalize {
            let mut scratch = vec![0.0; processed.len()];
            how.run(&mut processed, Axis::Step(step_cm1), &mut scratch)?;
        }
        Ok(Preprocessed { shift_cm1, raw, baseline, processed, fit, degrees_of_freedom, quality })
    }

    /// Spacing, Raman shifts, and there the counts and the despiked ones.
    fn resample(&self, spectrum: SpectrumRef<'_>, despiked: &[f64]) -> Result<Resampled, Error> {
        let grid = self.grid(spectrum.shift_cm1())?;
        let mut on_grid = vec![0.0; grid.len];
        let counts: Vec<f64> = spectrum.intensity().iter().map(|&y| f64::from(y)).collect();
        let Interval { lo, hi } = Resample::Linear.run(spectrum, &counts, grid, &mut on_grid)?;
        let raw = on_grid[lo..hi].to_vec();
        Resample::Linear.run(spectrum, despiked, grid, &mut on_grid)?;
        let shift_cm1 = (lo..hi).map(|i| grid.shift_cm1(i)).collect();
        Ok((grid.step_cm1, shift_cm1, raw, on_grid[lo..hi].to_vec()))
    }

    /// The common axis: as far as the points reach.
    fn grid(&self, x: &[f32]) -> Result<Grid, Error> {
        let mut steps: Vec<f64> = x.windows(2).map(|x| f64::from(x[1]) - f64::from(x[0])).collect();
        let middle = steps.len() / 2;
        let median = *steps.select_nth_unstable_by(middle, f64::total_cmp).1;
        let step = self.step_cm1.unwrap_or(median);
        let (from, to) = (f64::from(x[0]), f64::from(x[x.len() - 1]));
        let len = ((to - from) / step) as usize;
        // Half a step inwards, so that the cells of all grid points are covered.
        let grid = Grid::cm1(from + 0.5 * step, step, len);
        grid.check_points()?;
        Ok(grid)
    }
}
