//! The linear row of a spectrum, by the pipeline of the library that it is compared with: as the recipe says, and by [`Linear::new`] where it says
//! nothing.

use super::notes::Notes;
use super::pipeline::Pipeline;
use crate::compare::linear::Linear;
use crate::ground::error::{self, Error};
use crate::ground::scratch::Scratch;
use crate::measured::grid::Interval;
use crate::measured::spectrum::SpectrumRef;

impl Pipeline {
    /// Makes the linear row of a spectrum: its native steps, resampled, and the difference of two Gaussian means. No baseline is taken
    /// away, nothing is smoothed or normalised.
    ///
    /// `out` is `[grid.len]`, in units of the spectrum, and 0 outside the interval that is yielded. That is shorter than what
    /// [`Pipeline::run`] covers, and may be empty. The notes are those of the spectrum before any step on the grid, with the noise that
    /// [`Linear::noise`] needs. `scratch` is as long as [`Pipeline::scratch_len`] says. O(n), no allocation. Two spectra on one axis
    /// add up but for rounding to `f32`, and for what native steps take out of either.
    ///
    /// [`Pipeline::run_watched`] shows the samples that this starts from, to whoever needs the prepared row as well.
    ///
    /// # Errors
    /// Of [`Pipeline::run`] what it says of the spectrum, of lengths and coverage; [`Error::Parameter`] where the recipe says nothing, and
    /// the grid is too fine for [`Linear::new`].
    ///
    /// ```
    /// use ramatch_core::{Grid, GridStep, Linear, Normalize, Pipeline, Recipe, Scratch, SpectrumRef};
    /// const RECIPE: Recipe = Recipe::new(Grid::FINGERPRINT)
    ///     .gridded(GridStep::Normalize { method: Normalize::L2 })
    ///     .linear(Linear::new());
    /// let shift: Vec<f32> = (0..1160).map(|i| 140.0 + 2.0 * i as f32).collect();
    /// let counts: Vec<f32> = shift.iter().map(|x| 0.1 * x + 900.0 / (1.0 + (x - 1001.0) * (x - 1001.0) / 9.0)).collect();
    ///
    /// let pipeline = Pipeline::new(RECIPE)?;
    /// let (mut memory, mut row) = (vec![0.0; pipeline.scratch_len(shift.len())], vec![0.0; 1024]);
    /// let spectrum = SpectrumRef::new(&shift, &counts)?;
    /// let (known, _) = pipeline.run_linear(spectrum, Scratch::of_reals(&mut memory), &mut row)?;
    /// // 20 cm⁻¹ are not known at each end.
    /// assert_eq!((known.lo, known.hi), (9, 1015));
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub fn run_linear(
        &self,
        spectrum: SpectrumRef<'_>,
        scratch: Scratch<'_>,
        out: &mut [f32],
    ) -> Result<(Interval, Notes), Error> {
        let (linear, grid) = (self.linear(), self.grid());
        error::same_len("out", grid.len, out.len())?;
        error::at_least("scratch", self.scratch_len(spectrum.len()), scratch.reals.len())?;
        let (y, rest) = scratch.reals.split_at_mut(grid.len);
        let (interval, notes) = self.resampled(spectrum, y, rest)?;
        Ok((linear.run(y, interval, grid, out, rest)?, notes))
    }

    /// Makes the linear row of samples that lie on the grid already, such as a drawn reference, or those that
    /// [`Pipeline::run_watched`] shows after the resampling.
    ///
    /// `samples` and `out` are `[grid.len]`; what `samples` holds outside `interval` is not read. `scratch` holds
    /// [`Linear::scratch_len`]`(grid.len)` reals, which is no more than [`Pipeline::scratch_len`] says for any spectrum. O(n), no
    /// allocation.
    ///
    /// # Errors
    /// As [`Linear::run`].
    pub fn run_linear_gridded(
        &self,
        samples: &[f64],
        interval: Interval,
        scratch: Scratch<'_>,
        out: &mut [f32],
    ) -> Result<Interval, Error> {
        self.linear().run(samples, interval, self.grid(), out, scratch.reals)
    }

    /// How it makes linear rows.
    #[must_use]
    pub fn linear(&self) -> Linear {
        self.recipe().linear_by().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measured::grid::Grid;
    use crate::recipe::data::Recipe;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    fn run(pipeline: &Pipeline, shift: &[f32], y: &[f32]) -> (Interval, Notes, Vec<f32>) {
        let mut memory = vec![f64::NAN; pipeline.scratch_len(shift.len())];
        let mut row = vec![f32::NAN; pipeline.grid().len];
        let spectrum = SpectrumRef::new(shift, y).unwrap();
        let (known, notes) = pipeline.run_linear(spectrum, Scratch::of_reals(&mut memory), &mut row).unwrap();
        (known, notes, row)
    }

    proptest! {
        /// Both ways lead to the same bits, and what is measured together adds up.
        #[test]
        fn rows_of_spectra(
            a in prop::collection::vec(0.0f32..1e3, 900), b in prop::collection::vec(0.0f32..1e3, 900), linear in any::<bool>(),
        ) {
            let recipe = Recipe::new(Grid::FINGERPRINT).gridded(crate::GridStep::Normalize { method: crate::Normalize::L2 });
            let pipeline = Pipeline::new(if linear { recipe.linear(Linear::new().fine_cm1(6.0)) } else { recipe }).unwrap();
            let shift: Vec<f32> = (0..900).map(|i| 180.0 + 1.75 * i as f32).collect();
            let (known, notes, row) = run(&pipeline, &shift, &a);
            let (mut memory, mut prepared) = (vec![0.0; pipeline.scratch_len(900)], vec![0.0; 1024]);
            let (mut seen, mut again) = (Vec::new(), vec![0.0; 1024]);
            let spectrum = SpectrumRef::new(&shift, &a).unwrap();
            let prepared = pipeline.run_watched(spectrum, Scratch::of_reals(&mut memory), &mut prepared, &mut |step, y, interval| {
                if step.is_none() { seen.push((y.to_vec(), interval)); }
            }).unwrap();
            prop_assert_eq!(seen.len(), 1);
            let (samples, interval) = &seen[0];
            let mut memory = vec![f64::NAN; Linear::scratch_len(1024)];
            let lent = Scratch::of_reals(&mut memory);
            prop_assert_eq!(pipeline.run_linear_gridded(samples, *interval, lent, &mut again).unwrap(), known);
            prop_assert_eq!(&again, &row);
            prop_assert_eq!(known, pipeline.linear().interval(prepared.interval(), Grid::FINGERPRINT));
            let sigma = prepared.notes().sigma;
            prop_assert!((notes.noise_density / 1.5 - sigma).abs() <= 1e-9 * sigma);

            let both: Vec<f32> = a.iter().zip(&b).map(|(a, b)| a + b).collect();
            let (other, sum) = (run(&pipeline, &shift, &b).2, run(&pipeline, &shift, &both).2);
            for ((a, b), sum) in row.iter().zip(&other).zip(&sum) {
                prop_assert!((a + b - sum).abs() < 1e-3, "{} {} {}", a, b, sum);
            }
        }
    }
}
