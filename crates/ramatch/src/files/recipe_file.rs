//! Recipes in TOML files.

use crate::files::read as file;
use crate::ground::error::Error;
use crate::ground::lines::line_of;
use ramatch_core::{Code, Recipe};
use std::path::Path;

/// Longest recipe file.
const LIMIT: usize = 64 << 10;

/// The recipe in a TOML file; see [`recipe_to_toml`] for its shape.
///
/// # Errors
/// [`Error::Io`], and [`Error::Text`] with the line for anything that is not a recipe of schema 1.
pub fn read_recipe(path: &Path) -> Result<Recipe, Error> {
    let bytes = file::read_bytes(path, LIMIT)?;
    let text = String::from_utf8(bytes).map_err(|_| Error::Text {
        path: path.into(),
        line: None,
        code: Code::TextSyntax,
        reason: "not UTF-8 text".into(),
    })?;
    recipe_of(path, &text)
}

/// The recipe in the text of a TOML file, as [`recipe_to_toml`] yields it.
///
/// # Errors
/// [`Error::Text`] as [`read_recipe`], of a file called `recipe`.
pub fn recipe_from_toml(text: &str) -> Result<Recipe, Error> {
    recipe_of(Path::new("recipe"), text)
}

fn recipe_of(path: &Path, text: &str) -> Result<Recipe, Error> {
    toml::from_str(text).map_err(|error| Error::Text {
        path: path.into(),
        line: error.span().map(|span| line_of(text, span.start)),
        code: Code::TextSyntax,
        reason: error.message().into(),
    })
}

/// A recipe as the text of a TOML file.
///
/// # Errors
/// [`Error::Text`] if it cannot be written as TOML, which no valid recipe does.
pub fn recipe_to_toml(recipe: &Recipe) -> Result<String, Error> {
    toml::to_string(recipe).map_err(|error| Error::Text {
        path: "recipe".into(),
        line: None,
        code: Code::TextSyntax,
        reason: error.to_string(),
    })
}
