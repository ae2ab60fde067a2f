//! What a library costs a device: flash and memory.

use super::opened::Library;
use crate::ground::error::Error;
use ramatch_core::identify::{Needs, References};
use ramatch_core::library::{RowFormat, Size, format};
use ramatch_core::{Grid, MAX_CANONICAL, Pipeline, Recipe};
use serde::Serialize;

/// Bytes of text that a reference has where nothing is known: its id and form, its source, name and id of its substance.
const TEXTS: u64 = 72;

/// What a library costs a device, in bytes.
///
/// ```
/// use ramatch::{DeviceCost, Recipe};
/// let cost = DeviceCost::of(&Recipe::FINGERPRINT_PORTABLE, 500, 1024, 2048)?;
/// assert!(cost.flash_bytes < 900_000 && cost.memory_bytes < 250_000);
/// assert!(cost.flash_with_mixtures_bytes > cost.flash_bytes);
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DeviceCost {
    /// References.
    pub entries: u32,
    /// Substances.
    pub substances: u32,
    /// Points of the grid.
    pub points: usize,
    /// Points of the longest spectrum.
    pub spectrum_points: usize,
    /// The library file.
    pub flash_bytes: u64,
    /// The same with linear rows.
    pub flash_with_mixtures_bytes: u64,
    /// Lent memory of an answer, with the square sums of the references. Counted where it is asked; on a machine of 32 bits it is a little less.
    pub memory_bytes: usize,
    /// The same where mixtures are sought, beside one container.
    pub memory_with_mixtures_bytes: usize,
}

impl DeviceCost {
    /// What so many references cost, each of a substance of its own with texts of 72 bytes, on the range of a recipe cut into so many points; `spectrum_points` is the
    /// longest spectrum that is asked about. The answer ranks five substances.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a recipe that cannot be carried out on such a grid.
    pub fn of(recipe: &Recipe, entries: u32, points: usize, spectrum_points: usize) -> Result<Self, Error> {
        let own = recipe.grid();
        let step = own.step_cm1 * own.len as f64 / points.max(1) as f64;
        let recipe = recipe.on(Grid::cm1(own.start_cm1, step, points));
        Self::sized(&recipe, (entries, entries), u64::from(entries) * TEXTS, spectrum_points)
    }

    /// What a library would cost that is stored for a device.
    ///
    /// # Errors
    /// As [`DeviceCost::of`].
    pub fn of_library(library: &Library, spectrum_points: usize) -> Result<Self, Error> {
        let view = library.view();
        let texts = view.sections().find(|section| section.kind == format::STRINGS);
        let texts = texts.map_or(0, |section| section.content.len() as u64);
        Self::sized(view.recipe(), (view.len(), view.substances_len()), texts, spectrum_points)
    }

    fn sized(
        recipe: &Recipe,
        (entries, substances): (u32, u32),
        texts: u64,
        spectrum_points: usize,
    ) -> Result<Self, Error> {
        let pipeline = Pipeline::new(*recipe)?;
        let grid = recipe.grid();
        let canonical = recipe.canonical(&mut [0; MAX_CANONICAL])? as u64;
        let size = Size::new(grid, RowFormat::I8, entries, substances).texts(texts).recipe(canonical);
        let size = if recipe.emphasized_by().is_some() { size.emphasized() } else { size };
        let needs = Needs::new(grid, spectrum_points).of_library(entries, substances).top(5);
        let needs = needs.of_pipeline(&pipeline);
        let squares = References::squares_len(entries) * size_of::<i32>();
        Ok(Self {
            entries,
            substances,
            points: grid.len,
            spectrum_points,
            flash_bytes: size.bytes(),
            flash_with_mixtures_bytes: size.linear().bytes(),
            memory_bytes: squares + needs.bytes(),
            memory_with_mixtures_bytes: squares + needs.mixtures(1).bytes(),
        })
    }
}
