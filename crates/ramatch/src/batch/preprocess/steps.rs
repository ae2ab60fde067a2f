//! Chosen steps, the same as a recipe's.

use ramatch_core::{Grid, GridStep, NativeStep, Recipe};

/// Steps for one spectrum, on its own axis: those of a [`Recipe`], without what only a comparison needs.
///
/// A recipe brings spectra onto one grid, so that they can be compared; here the axis stays as it was measured, as long as it is even.
///
/// ```
/// use ramatch::core::baseline::{Arpls, Baseline};
/// use ramatch::core::{GridStep, Normalize};
/// use ramatch::{Preprocess, Recipe, Spectrum};
/// let shift: Vec<f32> = (0..900).map(|i| 200.0 + 2.0 * i as f32).collect();
/// let counts = shift.iter().map(|x| 0.1 * x + 900.0 / (1.0 + (x - 1001.0) * (x - 1001.0))).collect();
/// let spectrum = Spectrum::new(shift, counts)?;
///
/// let steps = Preprocess::new().gridded(GridStep::Baseline(Baseline::Arpls(Arpls::new())));
/// let made = steps.run(&spectrum)?;
/// assert!(made.fit.is_some() && made.processed.iter().all(|y| *y < 910.0));
///
/// // What the default recipe does, but on the measured axis; and any steps as a recipe of one's own.
/// let made = Preprocess::from(&Recipe::FINGERPRINT).run(&spectrum)?;
/// assert_eq!(made.shift_cm1.len(), 900);
/// let recipe = steps.gridded(GridStep::Normalize { method: Normalize::Snv }).recipe(Recipe::FINGERPRINT.grid());
/// recipe.check()?;
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Preprocess {
    /// Steps on the measured points, in order.
    pub native: Vec<NativeStep>,
    /// Spacing of the axis in cm⁻¹. None leaves an evenly spaced axis as it was measured, and resamples another one to the median
    /// spacing of its points.
    pub step_cm1: Option<f64>,
    /// Steps on the even axis, in order.
    pub gridded: Vec<GridStep>,
}

impl Preprocess {
    /// No steps.
    #[must_use]
    pub const fn new() -> Self {
        Self { native: Vec::new(), step_cm1: None, gridded: Vec::new() }
    }

    /// With one more step on the measured points, at the end.
    #[must_use]
    pub fn native(mut self, step: NativeStep) -> Self {
        self.native.push(step);
        self
    }

    /// With an axis of this spacing in cm⁻¹.
    #[must_use]
    pub fn step_cm1(self, step_cm1: f64) -> Self {
        Self { step_cm1: Some(step_cm1), ..self }
    }

    /// With one more step on the even axis, at the end.
    #[must_use]
    pub fn gridded(mut self, step: GridStep) -> Self {
        self.gridded.push(step);
        self
    }

    /// The recipe of these steps on a grid, compared by the cosine of what they leave. [`Recipe::check`] refuses one that cannot be
    /// carried out: more than 4 and 8 steps, no normalisation at the end.
    #[must_use]
    pub fn recipe(&self, grid: Grid) -> Recipe {
        let recipe = self.native.iter().copied().fold(Recipe::new(grid), Recipe::native);
        self.gridded.iter().copied().fold(recipe, Recipe::gridded)
    }
}

impl From<&Recipe> for Preprocess {
    /// The steps of a recipe, on a spectrum's own axis.
    fn from(recipe: &Recipe) -> Self {
        let (native, gridded) = (recipe.native_steps().copied(), recipe.gridded_steps().copied());
        Self { native: native.collect(), step_cm1: None, gridded: gridded.collect() }
    }
}
