//! The shape of a recipe in a file.

use super::data::{GridStep, Metric, NativeStep, Recipe};
use crate::clean::resample::Resample;
use crate::compare::emphasis::Emphasis;
use crate::compare::linear::Linear;
use crate::compare::similarity::Overlap;
use crate::ground::error::Error;
use crate::measured::grid::Grid;
use alloc::vec::Vec;

/// A recipe as a file holds it.
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    linear: Option<Linear>,
    #[serde(default)]
    native: Vec<NativeStep>,
    #[serde(default)]
    gridded: Vec<GridStep>,
}

impl From<Recipe> for RecipeData {
    fn from(recipe: Recipe) -> Self {
        Self {
            schema: 1,
            resample: recipe.resampling(),
            metric: recipe.metric(),
            grid: recipe.grid(),
            overlap: recipe.overlap_limits(),
            emphasis: recipe.emphasized_by(),
            linear: recipe.linear_by(),
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
        let mut recipe = Recipe::new(data.grid).resample(data.resample).overlap(data.overlap);
        recipe.metric = data.metric;
        recipe.emphasis = data.emphasis;
        recipe.linear = data.linear;
        recipe = data.native.into_iter().fold(recipe, Recipe::native);
        recipe = data.gridded.into_iter().fold(recipe, Recipe::gridded);
        recipe.check()?;
        Ok(recipe)
    }
}
