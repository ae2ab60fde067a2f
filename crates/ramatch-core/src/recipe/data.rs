//! A recipe: how a spectrum is prepared and compared, as plain data with an identity.
//!
//! Two stages stand around a grid. *Native* steps work on the detector's own points, since resampling would
//! smear a cosmic ray; *gridded* steps work after resampling, where λ and resolutions mean one thing for every
//! instrument. Equal canonical bytes mean equal processing on every target, and the id is their hash.

#[cfg(feature = "arpls")]
use crate::clean::baseline::Arpls;
use crate::clean::baseline::Baseline;
#[cfg(feature = "snip")]
use crate::clean::baseline::{Snip, WindowOrder};
use crate::clean::despike::{Despike, WhitakerHayes};
use crate::clean::normalize::Normalize;
use crate::clean::resample::Resample;
#[cfg(feature = "every-step")]
use crate::clean::scatter::Detrend;
use crate::clean::smooth::{Backend, Fourier, Smooth};
use crate::compare::emphasis::Emphasis;
use crate::compare::linear::Linear;
use crate::compare::similarity::Overlap;
use crate::ground::error::Error;
use crate::ground::parameters::choices;
use crate::measured::grid::Grid;

/// Most native steps.
pub(crate) const MAX_NATIVE: usize = 4;
/// Most gridded steps.
pub(crate) const MAX_GRIDDED: usize = 8;
/// Longest canonical form in bytes.
pub const MAX_CANONICAL: usize = 512;

/// A step on the detector's own points.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "step", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum NativeStep {
    /// Takes out cosmic rays.
    Despike(Despike),
}

/// A step on the grid.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "step", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum GridStep {
    /// Takes out the baseline.
    Baseline(Baseline),
    /// Smooths.
    Smooth(Smooth),
    /// Takes a polynomial out.
    #[cfg(feature = "every-step")]
    Detrend(Detrend),
    /// Normalises; the last step.
    Normalize {
        /// How.
        method: Normalize,
    },
}

choices! {
    /// How a query is compared with a reference. A metric is named by its formula.
    pub enum Metric {
        /// `Σqr / √(Σq²·Σr²)` over the intersection of the intervals.
        Cosine = 1,
    }
}

/// Identity of a recipe: equal ids mean equal processing on every target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecipeId(pub u64);

impl core::fmt::Display for RecipeId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// How a spectrum is prepared and compared.
///
/// ```
/// use ramatch_core::{Grid, GridStep, Normalize, Recipe};
/// const PLAIN: Recipe =
///     Recipe::new(Grid::cm1(400.0, 4.0, 256)).gridded(GridStep::Normalize { method: Normalize::L2 });
/// PLAIN.check()?;
/// assert_ne!(PLAIN.id(), Recipe::FINGERPRINT.id());
/// # Ok::<(), ramatch_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::file::RecipeData", into = "super::file::RecipeData"))]
pub struct Recipe {
    grid: Grid,
    pub(super) resample: Resample,
    native: [Option<NativeStep>; MAX_NATIVE],
    pub(super) gridded: [Option<GridStep>; MAX_GRIDDED],
    pub(super) metric: Metric,
    pub(super) overlap: Overlap,
    pub(super) emphasis: Option<Emphasis>,
    pub(super) linear: Option<Linear>,
    too_many: bool,
}

/// The baseline of the default recipe.
#[cfg(feature = "arpls")]
const ARPLS: Baseline = Baseline::Arpls(Arpls::new());

impl Recipe {
    /// The default recipe: despike → resample → arPLS (λ = 10⁵) → FFT low-pass (Gaussian, 8 cm⁻¹, rustfft) →
    /// L2 → cosine, on [`Grid::FINGERPRINT`]; bands are brought out by [`Emphasis::new`] for the default matcher, and mixtures
    /// are taken apart by the rows of [`Linear::new`].
    #[cfg(feature = "arpls")]
    pub const FINGERPRINT: Recipe = Recipe::fingerprint(Backend::Rustfft, ARPLS);

    /// [`Recipe::FINGERPRINT`] with the FFT backend that also runs on a microcontroller.
    #[cfg(feature = "arpls")]
    pub const FINGERPRINT_PORTABLE: Recipe = Recipe::fingerprint(Backend::Microfft, ARPLS);

    /// [`Recipe::FINGERPRINT_PORTABLE`] with SNIP for a baseline, which solves nothing and takes the same time for every spectrum.
    ///
    /// Windows fall from 40 samples (90 cm⁻¹, about half of the widest groups of bands) to 1, which leaves a smoother baseline than rising ones
    /// (Morháč & Matoušek 2008); the filter is of order 2, as pybaselines has it. Intensities are not transformed: LLS presses lines of gamma spectra
    /// together that differ by orders of magnitude, and makes the baseline depend on the unit of intensity.
    #[cfg(feature = "snip")]
    pub const FINGERPRINT_PORTABLE_SNIP: Recipe = Recipe::fingerprint(
        Backend::Microfft,
        Baseline::Snip(Snip::new().max_half_window(Some(40)).window_order(WindowOrder::Decreasing)),
    );

    #[cfg(any(feature = "arpls", feature = "snip"))]
    const fn fingerprint(backend: Backend, baseline: Baseline) -> Recipe {
        Recipe::new(Grid::FINGERPRINT)
            .native(NativeStep::Despike(Despike::WhitakerHayes(WhitakerHayes::new())))
            .gridded(GridStep::Baseline(baseline))
            .gridded(GridStep::Smooth(Smooth::Fourier(Fourier::new().backend(backend))))
            .gridded(GridStep::Normalize { method: Normalize::L2 })
            .emphasis(Emphasis::new())
            .linear(Linear::new())
    }

    /// No steps, cell-mean resampling onto `grid`, cosine.
    #[must_use]
    pub const fn new(grid: Grid) -> Self {
        Self {
            grid,
            resample: Resample::CellMean,
            native: [None; MAX_NATIVE],
            gridded: [None; MAX_GRIDDED],
            metric: Metric::Cosine,
            overlap: Overlap::new(),
            emphasis: None,
            linear: None,
            too_many: false,
        }
    }

    /// The same steps on another grid.
    #[must_use]
    pub const fn on(self, grid: Grid) -> Self {
        Self { grid, ..self }
    }

    /// With one more native step, at the end.
    #[must_use]
    pub const fn native(mut self, step: NativeStep) -> Self {
        let mut i = 0;
        while i < MAX_NATIVE && self.native[i].is_some() {
            i += 1;
        }
        if i < MAX_NATIVE {
            self.native[i] = Some(step);
        } else {
            self.too_many = true;
        }
        self
    }

    /// With one more gridded step, at the end.
    #[must_use]
    pub const fn gridded(mut self, step: GridStep) -> Self {
        let mut i = 0;
        while i < MAX_GRIDDED && self.gridded[i].is_some() {
            i += 1;
        }
        if i < MAX_GRIDDED {
            self.gridded[i] = Some(step);
        } else {
            self.too_many = true;
        }
        self
    }

    /// With another way of resampling.
    #[must_use]
    pub const fn resample(self, resample: Resample) -> Self {
        Self { resample, ..self }
    }

    /// With other limits of the overlap.
    #[must_use]
    pub const fn overlap(self, overlap: Overlap) -> Self {
        Self { overlap, ..self }
    }

    /// With bands brought out for the default matcher, which then ranks by them.
    #[must_use]
    pub const fn emphasis(self, emphasis: Emphasis) -> Self {
        Self { emphasis: Some(emphasis), ..self }
    }

    /// Ranking by the prepared samples themselves.
    #[must_use]
    pub const fn without_emphasis(self) -> Self {
        Self { emphasis: None, ..self }
    }

    /// How bands are brought out for the default matcher; none where it compares the prepared samples themselves.
    #[must_use]
    pub const fn emphasized_by(&self) -> Option<Emphasis> {
        self.emphasis
    }

    /// With linear rows beside the prepared ones, for mixtures. No score of a single substance depends on them.
    #[must_use]
    pub const fn linear(self, linear: Linear) -> Self {
        Self { linear: Some(linear), ..self }
    }

    /// Without linear rows in the libraries that it prepares: a host makes them, by [`Linear::new`], when it needs them.
    #[must_use]
    pub const fn without_linear(self) -> Self {
        Self { linear: None, ..self }
    }

    /// How linear rows are made; none where libraries hold none.
    #[must_use]
    pub const fn linear_by(&self) -> Option<Linear> {
        self.linear
    }

    /// The grid.
    #[must_use]
    pub const fn grid(&self) -> Grid {
        self.grid
    }

    /// The limits below which there is no score.
    #[must_use]
    pub const fn overlap_limits(&self) -> Overlap {
        self.overlap
    }

    /// How it resamples.
    #[must_use]
    pub const fn resampling(&self) -> Resample {
        self.resample
    }

    /// The metric.
    #[must_use]
    pub const fn metric(&self) -> Metric {
        self.metric
    }

    /// The native steps, in order.
    pub fn native_steps(&self) -> impl Iterator<Item = &NativeStep> {
        self.native.iter().flatten()
    }

    /// The gridded steps, in order.
    pub fn gridded_steps(&self) -> impl Iterator<Item = &GridStep> {
        self.gridded.iter().flatten()
    }

    /// Refuses a recipe that cannot be carried out.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a parameter outside its domain; [`Error::Recipe`] for too many steps
    /// or a last step that is not a normalisation.
    pub fn check(&self) -> Result<(), Error> {
        self.grid.check()?;
        self.overlap.check()?;
        if let Some(emphasis) = self.emphasis {
            emphasis.check(self.grid)?;
        }
        if let Some(linear) = self.linear {
            linear.check(self.grid)?;
        }
        if self.too_many {
            return Err(Error::Recipe { reason: "at most 4 native and 8 gridded steps" });
        }
        for NativeStep::Despike(despike) in self.native_steps() {
            despike.check()?;
        }
        let mut last = None;
        for step in self.gridded_steps() {
            match step {
                GridStep::Baseline(baseline) => baseline.check()?,
                GridStep::Smooth(smooth) => smooth.check()?,
                #[cfg(feature = "every-step")]
                GridStep::Detrend(detrend) => detrend.check()?,
                GridStep::Normalize { .. } => {}
            }
            last = Some(step);
        }
        if !matches!(last, Some(GridStep::Normalize { .. })) {
            return Err(Error::Recipe { reason: "the last gridded step has to normalise" });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contradictions_are_refused() {
        let base = Recipe::new(Grid::FINGERPRINT);
        let l2 = GridStep::Normalize { method: Normalize::L2 };
        assert!(base.check().is_err(), "nothing normalises");
        assert!((0..9).fold(base, |recipe, _| recipe.gridded(l2)).check().is_err(), "nine steps");
        assert!(Recipe::new(Grid::cm1(0.0, -1.0, 1024)).gridded(l2).check().is_err(), "falling grid");
        base.gridded(l2).check().unwrap();
    }
}
