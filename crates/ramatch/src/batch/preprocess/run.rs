//! One spectrum through chosen steps, with everything that is to be seen of them.

use super::made::{Preprocessed, Quality};
use super::snr;
use super::steps::Preprocess;
use crate::ground::error::Error;
use ramatch_core::Spectrum;
use ramatch_core::baseline::Fit;
use ramatch_core::smooth::{LowPass, Smooth, Smoother};
use ramatch_core::{Axis, Grid, GridStep, Interval, NativeStep, Resample, Scratch, SpectrumRef, quality};

/// Spacing, Raman shifts, counts, despiked counts.
type Resampled = (f64, Vec<f64>, Vec<f64>, Vec<f64>);

impl Preprocess {
    /// Does the steps.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for parameters outside their domain, and whatever a step refuses.
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
            snr: snr::of(self, spectrum),
            ..Quality::default()
        };
        let mut altered = vec![0; n];
        for step in &self.native {
            let NativeStep::Despike(despike) = step else { return Err(unknown_step()) };
            let found = despike.run(x, &mut y, &mut altered, &mut scratch)?;
            quality.cannot_tell_spikes |= found.cannot_tell;
            let spikes = x.iter().zip(&altered).filter(|(_, altered)| **altered == 1);
            quality.spikes_cm1.extend(spikes.map(|(x, _)| f64::from(*x)));
        }
        quality.spikes_cm1.sort_by(f64::total_cmp);
        quality.spikes_cm1.dedup();
        quality.sigma = quality::noise_sigma(&y, &mut scratch);

        let (step_cm1, shift_cm1, raw, processed) = match super::even::step(x) {
            Some(even) if self.step_cm1.is_none_or(|step| even.is(step)) => {
                let wide = |values: &[f32]| values.iter().map(|&value| f64::from(value)).collect();
                (even.step_cm1, wide(x), wide(counts), y)
            }
            _ => self.resample(spectrum, &y)?,
        };
        let mut on = OnAxis { step_cm1, y: processed, ..OnAxis::default() };
        for step in &self.gridded {
            on.run(step, &mut quality)?;
        }
        let OnAxis { y: processed, baseline, fit, degrees_of_freedom, .. } = on;
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

/// A spectrum on an even axis, on its way.
#[derive(Default)]
struct OnAxis {
    step_cm1: f64,
    y: Vec<f64>,
    /// What was taken out so far; empty where nothing was.
    baseline: Vec<f64>,
    fit: Option<Fit>,
    degrees_of_freedom: Option<f64>,
}

impl OnAxis {
    fn run(&mut self, step: &GridStep, quality: &mut Quality) -> Result<(), Error> {
        let n = self.y.len();
        match step {
            GridStep::Baseline(method) => {
                let mut z = vec![0.0; n];
                let mut scratch = vec![0.0; method.scratch_len(n)];
                self.fit = Some(method.fit_f64(&self.y, &mut z, &mut scratch)?);
                self.y.iter_mut().zip(&z).for_each(|(y, z)| *y -= z);
                quality.negative_lobes = quality::negative_lobes(&self.y, quality.sigma);
                quality.rise_under_band = quality::rise_under_band(&self.y, &z);
                self.take_out(z);
            }
            GridStep::Detrend(detrend) => {
                let mut z = self.y.clone();
                detrend.run(&mut self.y, &mut vec![0.0; detrend.scratch_len(n)])?;
                z.iter_mut().zip(&self.y).for_each(|(z, y)| *z -= y);
                self.take_out(z);
            }
            GridStep::Smooth(smooth) => self.degrees_of_freedom = Some(self.smooth(*smooth)?),
            GridStep::Normalize { method } => {
                method.run(&mut self.y, Axis::Step(self.step_cm1), &mut vec![0.0; n])?;
            }
            _ => return Err(unknown_step()),
        }
        Ok(())
    }

    fn take_out(&mut self, z: Vec<f64>) {
        if self.baseline.is_empty() {
            self.baseline = z;
        } else {
            self.baseline.iter_mut().zip(&z).for_each(|(sum, z)| *sum += z);
        }
    }

    /// Smooths, and yields the degrees of freedom that are left.
    fn smooth(&mut self, smooth: Smooth) -> Result<f64, Error> {
        let n = self.y.len();
        let len = LowPass::grid_len(n);
        let smoother = Smoother::new(smooth, Grid::cm1(0.0, self.step_cm1, len))?;
        let mut reals = vec![0.0; smoother.scratch_len()];
        let mut cells = vec![Default::default(); smoother.cells_len()];
        let lent = Scratch { reals: &mut reals, cells: &mut cells };
        self.y.resize(len, 0.0);
        let left = smoother.run(&mut self.y, Interval { lo: 0, hi: n }, lent);
        self.y.truncate(n);
        Ok(left?)
    }
}

/// Steps that are newer than this version.
fn unknown_step() -> Error {
    ramatch_core::Error::Unsupported { what: "this step", feature: "a newer ramatch" }.into()
}
