//! Libraries made of content, and made again by another recipe.

use super::builder::{LibraryBuilder, Storage};
use super::content::{Content, Raw};
use super::opened::Library;
use crate::ground::error::Error;
use ramatch_core::library::format;
use ramatch_core::{Code, Recipe};

impl Library {
    /// A library made from content by a recipe. The same content and recipe give the same bytes everywhere.
    ///
    /// Entries made of bands are drawn at `resolution_cm1` where that is broader than their source's.
    /// `progress` is told how many of how many entries are done.
    ///
    /// # Errors
    /// [`Error::Library`] naming the entry that cannot be prepared; [`Error::Spectrum`] for a recipe that
    /// cannot be carried out.
    pub fn build(
        content: &Content,
        recipe: &Recipe,
        resolution_cm1: Option<f64>,
        storage: Storage,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Self, Error> {
        let mut builder = LibraryBuilder::spooling(recipe, storage, resolution_cm1, None)?;
        builder.describe(content);
        for (done, entry) in content.entries.iter().enumerate() {
            progress(done, content.entries.len());
            builder.add_entry(entry)?;
        }
        Self::verified_bytes(builder.into_bytes(progress)?)
    }

    /// The same references prepared by another recipe, from the bands and measured spectra that the library holds. Where the recipes differ in
    /// nothing but linear rows, the rows stay as they are.
    ///
    /// # Errors
    /// As [`Library::build`], and [`Error::Library`] for a library without what its references were made from.
    pub fn prepared_by(&self, recipe: &Recipe) -> Result<Self, Error> {
        if self.view().recipe_id() == recipe.id() {
            return Ok(self.clone());
        }
        let view = self.view();
        let storage = Storage { rows: view.row_format(), ..Storage::new() };
        if view.recipe().prepares_as(recipe) {
            // The rows stay, and need no measured points.
            let codes = view.sections().any(|section| section.kind == format::CODES);
            let mut builder = LibraryBuilder::in_memory(recipe, Storage { codes, ..storage })?;
            builder.copy_sources(self)?;
            builder.copy_all(self, &mut |_, _| {})?;
            return Ok(Self::in_memory(builder.into_bytes(&mut |_, _| {})?)?.made_as(self));
        }
        let content = self.content()?;
        let with = content.entries.iter().filter(|entry| entry.raw != Raw::Absent).count();
        let entries = view.len() as usize;
        if with != entries {
            let without = entries.saturating_sub(with);
            let reason = format!(
                "the library holds no measured points of {without} of its {entries} entries, so it cannot be prepared again by \
                 recipe {}: use the recipe that it was prepared by ({}), or build it once more with its measured points",
                recipe.id(),
                view.recipe_id()
            );
            return Err(Error::Library { path: None, code: Code::RecipeMismatch, reason });
        }
        Ok(Self::build(&content, recipe, None, storage, &mut |_, _| {})?.made_as(self))
    }
}
