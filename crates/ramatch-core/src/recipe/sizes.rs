//! How much scratch a recipe needs, while a program is compiled: a device lends arrays.

use super::data::{GridStep, MAX_GRIDDED, Recipe};
use crate::clean::baseline::Baseline;
use crate::clean::smooth::{Backend, Smooth};
use crate::compare::linear::Linear;
use crate::ground::math::larger;
use crate::measured::noise;

impl Recipe {
    /// Scratch `f64`s that a pipeline of this recipe needs for spectra of up to `native_len` points: what
    /// [`Pipeline::scratch_len`](crate::Pipeline::scratch_len) says, as a constant. None for a recipe with steps that are not meant for a
    /// microcontroller: those but AsLS, arPLS, SNIP, the FFT low-pass by microfft, Savitzky–Golay and normalisation.
    ///
    /// ```
    /// use ramatch_core::baseline::{Arpls, Baseline};
    /// use ramatch_core::{Grid, GridStep, Normalize, Pipeline, Recipe};
    /// const RECIPE: Recipe = Recipe::new(Grid::FINGERPRINT)
    ///     .gridded(GridStep::Baseline(Baseline::Arpls(Arpls::new())))
    ///     .gridded(GridStep::Normalize { method: Normalize::L2 });
    /// const NUMBERS: Option<usize> = RECIPE.scratch_len(1024);
    /// assert_eq!(NUMBERS, Some(Pipeline::new(RECIPE)?.scratch_len(1024)));
    /// assert_eq!(Recipe::FINGERPRINT.scratch_len(1024), None, "rustfft knows when it is planned");
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    #[must_use]
    pub const fn scratch_len(&self, native_len: usize) -> Option<usize> {
        let n = self.grid().len;
        let mut most = larger(3 * native_len + native_len.div_ceil(8), noise::scratch_len(n));
        most = larger(most, Linear::scratch_len(n));
        let mut place = 0;
        while place < MAX_GRIDDED {
            if let Some(step) = &self.gridded[place] {
                match of_step(step, n) {
                    Some(own) => most = larger(most, own),
                    None => return None,
                }
            }
            place += 1;
        }
        Some(n + most)
    }
}

const fn of_step(step: &GridStep, n: usize) -> Option<usize> {
    match step {
        GridStep::Baseline(baseline) => match of_baseline(baseline, n) {
            Some(own) => Some(n + own),
            None => None,
        },
        GridStep::Smooth(Smooth::Fourier(fourier)) => match fourier.backend {
            Backend::Microfft if fourier.is_adaptive() => Some(4 * n),
            Backend::Microfft => Some(2 * n),
            Backend::Rustfft | Backend::Lanes => None,
        },
        #[cfg(feature = "savitzky-golay")]
        GridStep::Smooth(Smooth::SavitzkyGolay(filter)) => Some(n + filter.scratch_len()),
        GridStep::Normalize { .. } => Some(n),
        #[cfg(feature = "every-step")]
        GridStep::Smooth(Smooth::Whittaker(_)) | GridStep::Detrend(_) => None,
    }
}

const fn of_baseline(baseline: &Baseline, n: usize) -> Option<usize> {
    #[cfg(any(feature = "asls", feature = "arpls"))]
    use crate::clean::baseline::whittaker::one_scratch_len;
    match *baseline {
        #[cfg(feature = "asls")]
        Baseline::Asls(_) => Some(one_scratch_len::<crate::clean::baseline::Asls>(n)),
        #[cfg(feature = "arpls")]
        Baseline::Arpls(_) => Some(one_scratch_len::<crate::clean::baseline::Arpls>(n)),
        #[cfg(feature = "snip")]
        Baseline::Snip(ref method) => Some(method.own_scratch_len(n)),
        #[cfg(feature = "every-step")]
        _ => None,
    }
}

#[cfg(all(test, feature = "microfft"))]
mod tests {
    use super::*;
    use crate::clean::baseline::{Arpls, Asls, Snip};
    use crate::clean::normalize::Normalize;
    use crate::clean::smooth::{CutOff, Fourier, SavitzkyGolay};
    use crate::measured::grid::Grid;
    use crate::recipe::pipeline::Pipeline;

    #[test]
    fn constants_are_what_pipelines_say() {
        let fourier = Fourier::new().backend(Backend::Microfft);
        let mut baselines = [
            Baseline::from(Asls::new()),
            Arpls::new().into(),
            Snip::new().into(),
            Snip::new().max_half_window(Some(40)).into(),
            Snip::new().max_half_window(Some(4000)).into(),
        ]
        .into_iter();
        let mut smooths = [
            Some(Smooth::Fourier(fourier)),
            Some(Smooth::Fourier(fourier.cut_off(CutOff::NoiseFloor))),
            Some(Smooth::SavitzkyGolay(SavitzkyGolay::new())),
            None,
        ]
        .into_iter()
        .cycle();
        for grid in [Grid::FINGERPRINT, Grid::cm1(200.0, 4.0, 256), Grid::cm1(200.0, 8.0, 16)] {
            for baseline in baselines.clone().chain(baselines.next()) {
                let mut recipe = Recipe::new(grid).gridded(GridStep::Baseline(baseline));
                if let Some(Some(smooth)) = smooths.next() {
                    recipe = recipe.gridded(GridStep::Smooth(smooth));
                }
                let recipe = recipe.gridded(GridStep::Normalize { method: Normalize::L2 });
                let pipeline = Pipeline::new(recipe).unwrap();
                for native_len in [16, 512, 1024, 4096] {
                    assert_eq!(recipe.scratch_len(native_len), Some(pipeline.scratch_len(native_len)));
                }
            }
        }
    }
}
