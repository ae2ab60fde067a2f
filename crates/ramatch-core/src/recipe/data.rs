//! A recipe: how a spectrum is prepared and compared, as plain data with an identity.
//!
//! Two stages stand around a grid. *Native* steps work on the detector's own points, since resampling would
//! smear a cosmic ray; *gridded* steps work after resampling, where λ and resolutions mean one thing for every
//! instrument. Equal canonical bytes mean equal processing on every target, and the id is their hash.

use crate::clean::baseline::{Arpls, Baseline};
use crate::clean::despike::{Despike, WhitakerHayes};
use crate::clean::normalize::Normalize;
use crate::clean::resample::Resample;
use crate::clean::scatter::Detrend;
use crate::clean::smooth::{Backend, Fourier, Smooth};
use crate::compare::emphasis::Emphasis;
use crate::compare::similarity::Overlap;
use crate::ground::error::{self, Error};
use crate::ground::parameters::{Canonical, Reader, Writer, choices};
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
#[cfg_attr(feature = "serde", serde(try_from = "files::RecipeData", into = "files::RecipeData"))]
pub struct Recipe {
    grid: Grid,
    resample: Resample,
    native: [Option<NativeStep>; MAX_NATIVE],
    pub(super) gridded: [Option<GridStep>; MAX_GRIDDED],
    metric: Metric,
    overlap: Overlap,
    emphasis: Option<Emphasis>,
    too_many: bool,
}

impl Recipe {
    /// The default recipe: despike → resample → arPLS (λ = 10⁵) → FFT low-pass (Gaussian, 8 cm⁻¹, rustfft) →
    /// L2 → cosine, on [`Grid::FINGERPRINT`]; bands are brought out by [`Emphasis::new`] for the default matcher.
    pub const FINGERPRINT: Recipe = Recipe::fingerprint(Backend::Rustfft);

    /// [`Recipe::FINGERPRINT`] with the FFT backend that also runs on a microcontroller.
    pub const FINGERPRINT_PORTABLE: Recipe = Recipe::fingerprint(Backend::Microfft);

    const fn fingerprint(backend: Backend) -> Recipe {
        Recipe::new(Grid::FINGERPRINT)
            .native(NativeStep::Despike(Despike::WhitakerHayes(WhitakerHayes::new())))
            .gridded(GridStep::Baseline(Baseline::Arpls(Arpls::new())))
            .gridded(GridStep::Smooth(Smooth::Fourier(Fourier::new().backend(backend))))
            .gridded(GridStep::Normalize { method: Normalize::L2 })
            .emphasis(Emphasis::new())
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
            too_many: false,
        }
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

    /// The identity: the 64-bit FNV-1a hash of the canonical bytes.
    #[must_use]
    pub fn id(&self) -> RecipeId {
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        self.encode(&mut |bytes| {
            for &byte in bytes {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        });
        RecipeId(hash)
    }

    /// Writes the canonical bytes and yields how many there are.
    ///
    /// # Errors
    /// [`Error::Length`] if `out` is too short; [`MAX_CANONICAL`] always suffices.
    pub fn canonical(&self, out: &mut [u8]) -> Result<usize, Error> {
        let mut len = 0;
        self.encode(&mut |bytes| {
            if let Some(slot) = out.get_mut(len..len + bytes.len()) {
                slot.copy_from_slice(bytes);
            }
            len += bytes.len();
        });
        error::at_least("out", len, out.len())?;
        Ok(len)
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// [`Error::Recipe`] for bytes that are no canonical form, and all of [`Recipe::check`].
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader { bytes };
        let recipe = reader.recipe().filter(|_| reader.bytes.is_empty());
        let recipe = recipe.ok_or(Error::Recipe { reason: "not the canonical form of a recipe" })?;
        recipe.check()?;
        Ok(recipe)
    }

    fn encode(&self, sink: &mut dyn FnMut(&[u8])) {
        let out = &mut Writer { sink };
        out.tag(CANONICAL_VERSION);
        self.grid.start_cm1.write(out);
        self.grid.step_cm1.write(out);
        (self.grid.len as u32).write(out);
        self.resample.write(out);
        self.metric.write(out);
        self.overlap.min_cm1.write(out);
        self.overlap.min_energy.write(out);
        self.emphasis.write(out);
        (self.native_steps().count() as u32).write(out);
        for NativeStep::Despike(despike) in self.native_steps() {
            despike.write(out);
        }
        (self.gridded_steps().count() as u32).write(out);
        for step in self.gridded_steps() {
            match step {
                GridStep::Baseline(baseline) => {
                    out.tag(1);
                    baseline.write(out);
                }
                GridStep::Smooth(smooth) => {
                    out.tag(2);
                    smooth.write(out);
                }
                GridStep::Normalize { method } => {
                    out.tag(3);
                    method.write(out);
                }
                GridStep::Detrend(detrend) => {
                    out.tag(4);
                    detrend.write(out);
                }
            }
        }
    }
}

/// First byte of the canonical form. 2: the arithmetic of the baselines changed with eight lanes. 3: the emphasis. 4: noise on the grid,
/// and scales of the emphasis by what is clear.
const CANONICAL_VERSION: u8 = 4;

impl Reader<'_> {
    fn recipe(&mut self) -> Option<Recipe> {
        if self.tag()? != CANONICAL_VERSION {
            return None;
        }
        let (start_cm1, step_cm1, len) = (f64::read(self)?, f64::read(self)?, u32::read(self)?);
        let mut recipe = Recipe::new(Grid { start_cm1, step_cm1, len: usize::try_from(len).ok()? });
        recipe.resample = Canonical::read(self)?;
        recipe.metric = Canonical::read(self)?;
        recipe.overlap = Overlap { min_cm1: f64::read(self)?, min_energy: f64::read(self)? };
        recipe.emphasis = Canonical::read(self)?;
        for _ in 0..bounded(u32::read(self)?, MAX_NATIVE)? {
            recipe = recipe.native(NativeStep::Despike(Canonical::read(self)?));
        }
        for _ in 0..bounded(u32::read(self)?, MAX_GRIDDED)? {
            recipe = recipe.gridded(match self.tag()? {
                1 => GridStep::Baseline(Canonical::read(self)?),
                2 => GridStep::Smooth(Canonical::read(self)?),
                3 => GridStep::Normalize { method: Canonical::read(self)? },
                4 => GridStep::Detrend(Canonical::read(self)?),
                _ => return None,
            });
        }
        Some(recipe)
    }
}

fn bounded(count: u32, limit: usize) -> Option<usize> {
    usize::try_from(count).ok().filter(|&count| count <= limit)
}

#[cfg(feature = "serde")]
mod files {
    use super::{Emphasis, Error, Grid, GridStep, Metric, NativeStep, Overlap, Recipe, Resample};
    use alloc::vec::Vec;

    /// The shape of a recipe in a file.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct RecipeData {
        schema: u32,
        resample: Resample,
        metric: Metric,
        grid: Grid,
        #[serde(default)]
        overlap: Overlap,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        emphasis: Option<Emphasis>,
        #[serde(default)]
        native: Vec<NativeStep>,
        #[serde(default)]
        gridded: Vec<GridStep>,
    }

    impl From<Recipe> for RecipeData {
        fn from(recipe: Recipe) -> Self {
            Self {
                schema: 1,
                resample: recipe.resample,
                metric: recipe.metric,
                grid: recipe.grid,
                overlap: recipe.overlap,
                emphasis: recipe.emphasis,
                native: recipe.native_steps().copied().collect(),
                gridded: recipe.gridded_steps().copied().collect(),
            }
        }
    }

    impl TryFrom<RecipeData> for Recipe {
        type Error = Error;
        fn try_from(data: RecipeData) -> Result<Self, Error> {
            if data.schema != 1 {
                return Err(Error::Recipe { reason: "this build reads recipes of schema 1" });
            }
            let mut recipe =
                Recipe { metric: data.metric, emphasis: data.emphasis, ..Recipe::new(data.grid) }
                    .resample(data.resample)
                    .overlap(data.overlap);
            recipe = data.native.into_iter().fold(recipe, Recipe::native);
            recipe = data.gridded.into_iter().fold(recipe, Recipe::gridded);
            recipe.check()?;
            Ok(recipe)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::baseline::Asls;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;

    #[test]
    fn canonical_bytes_round_trip() {
        let asls = Recipe::new(Grid::cm1(100.0, 4.0, 512))
            .resample(Resample::Linear)
            .gridded(GridStep::Baseline(Baseline::Asls(Asls::new().lambda(1e4))))
            .gridded(GridStep::Normalize { method: Normalize::Snv });
        for recipe in [Recipe::FINGERPRINT, Recipe::FINGERPRINT_PORTABLE, asls] {
            recipe.check().unwrap();
            let mut bytes = [0; MAX_CANONICAL];
            let len = recipe.canonical(&mut bytes).unwrap();
            assert_eq!(Recipe::from_canonical(&bytes[..len]), Ok(recipe));
            for cut in 0..len {
                Recipe::from_canonical(&bytes[..cut]).unwrap_err();
            }
            assert!(Recipe::from_canonical(&bytes[..=len]).is_err(), "trailing byte");
            assert!(recipe.canonical(&mut [0; 10]).is_err());
        }
    }

    /// A recipe's identity may only ever change knowingly: libraries in the field are bound to it.
    #[test]
    fn identities_are_frozen() {
        assert_eq!(Recipe::FINGERPRINT.id().to_string(), "8b679a92f8d65af4");
        assert_eq!(Recipe::FINGERPRINT_PORTABLE.id().to_string(), "a55d419307889409");
    }

    #[test]
    fn a_backend_is_part_of_the_identity() {
        assert_ne!(Recipe::FINGERPRINT.id(), Recipe::FINGERPRINT_PORTABLE.id());
    }

    #[test]
    fn contradictions_are_refused() {
        let base = Recipe::new(Grid::FINGERPRINT);
        let l2 = GridStep::Normalize { method: Normalize::L2 };
        assert!(base.check().is_err(), "nothing normalises");
        assert!((0..9).fold(base, |recipe, _| recipe.gridded(l2)).check().is_err(), "nine steps");
        assert!(Recipe::new(Grid::cm1(0.0, -1.0, 1024)).gridded(l2).check().is_err(), "falling grid");
        base.gridded(l2).check().unwrap();
    }

    proptest! {
        /// Any bytes: a typed error or a recipe that writes the same bytes.
        #[test]
        fn any_bytes(mut bytes in prop::collection::vec(any::<u8>(), 0..200), edits in prop::collection::vec((0usize..150, any::<u8>()), 0..4)) {
            let mut canonical = [0; MAX_CANONICAL];
            let len = Recipe::FINGERPRINT.canonical(&mut canonical).unwrap();
            if !edits.is_empty() {
                bytes = canonical[..len].to_vec();
                for (at, value) in edits { bytes[at % len] = value; }
            }
            if let Ok(recipe) = Recipe::from_canonical(&bytes) {
                let len = recipe.canonical(&mut canonical).unwrap();
                prop_assert_eq!(&canonical[..len], &bytes[..]);
            }
        }
    }
}
