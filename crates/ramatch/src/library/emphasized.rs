//! Rows with their bands brought out, shortened, as `i8`: what the default matcher compares.
//!
//! A library holds them in a section of their own, since they are made of spectra as they were measured, whose noise is
//! known; where it is missing they are made of the rows. A factor cancels out of a score, so there is nothing beside
//! the codes.

use ramatch_core::alignment::Shortened;
use ramatch_core::{Emphasis, Grid, Interval, LibraryRef, Recipe, alignment};

/// Brings out the bands of one row after the other.
pub(crate) struct Emphasizer {
    emphasis: Emphasis,
    grid: Grid,
    short: Shortened,
    row: Vec<f32>,
    scratch: Vec<f64>,
}

impl Emphasizer {
    /// As a recipe asks for it, if it does.
    pub(crate) fn of(recipe: &Recipe) -> Option<Self> {
        recipe.emphasized_by().map(|_| Self::always(recipe))
    }

    /// As a recipe asks for it, and by [`Emphasis::new`] where it does not: evidence is the same for all recipes.
    pub(crate) fn always(recipe: &Recipe) -> Self {
        let (emphasis, grid) = (recipe.emphasized_by().unwrap_or_default(), recipe.grid());
        let scratch = vec![0.0; Emphasis::scratch_len(grid.len)];
        Self { emphasis, grid, short: Shortened::of(grid), row: vec![0.0; grid.len], scratch }
    }

    /// The emphasised row; none where nothing rises above the noise.
    pub(crate) fn row(&mut self, samples: &[f32], interval: Interval, noise: f64) -> Option<&[f32]> {
        let Self { emphasis, grid, row, scratch, .. } = self;
        let found = emphasis.run(samples, interval, *grid, noise, row, scratch);
        found.is_ok_and(|found| found).then_some(&*row)
    }

    /// The codes of the emphasised row, shortened; zeros where nothing rises above the noise.
    pub(crate) fn codes(&mut self, samples: &[f32], interval: Interval, noise: f64) -> Vec<u8> {
        let mut codes = vec![0; self.short.len()];
        if self.row(samples, interval, noise).is_some() {
            self.short.shorten(&mut self.row, interval);
            alignment::codes_of(&self.row[..codes.len()], &mut codes);
        }
        codes
    }
}

/// The codes of a row, if the library holds them.
pub(crate) fn row<'a>(view: &LibraryRef<'a>, index: u32) -> Option<&'a [u8]> {
    let n = Shortened::of(view.grid()).len();
    view.emphasized_rows()?.get(index as usize * n..(index as usize + 1) * n)
}

/// Makes the codes of all rows from the rows.
pub(crate) fn from_rows(view: &LibraryRef<'_>) -> Vec<u8> {
    let mut emphasizer = Emphasizer::always(view.recipe());
    let mut all = Vec::with_capacity(view.len() as usize * emphasizer.short.len());
    for index in 0..view.len() {
        let samples: Vec<f32> = view.row(index).samples().collect();
        let interval = view.interval(index).unwrap_or_default();
        all.extend(emphasizer.codes(&samples, interval, 0.0));
    }
    all
}
