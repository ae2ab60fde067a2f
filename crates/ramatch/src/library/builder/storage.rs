//! How a library is stored.

use ramatch_core::Recipe;
use ramatch_core::library::RowFormat;

/// How a library is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Storage {
    /// How rows are stored. Scores are those of the rows as they are stored.
    pub rows: RowFormat,
    /// Whether rows of `f32` or `i16` are kept once more as `i8`, which makes scans of everything three times as fast.
    pub codes: bool,
    /// Whether measured spectra are kept beside the rows, so that the library can be prepared again by another recipe.
    pub raw: bool,
    /// Whether linear rows are kept beside the rows, by which mixtures are taken apart, where the recipe asks for them: half of what rows of
    /// `f32` take. Without them they are made when they are needed, of the measured spectra if those are kept.
    pub linear: bool,
    /// Whether what only hosts read is kept: provenance, and what bounds scores for fast searches of large libraries.
    pub for_hosts: bool,
}

impl Default for Storage {
    fn default() -> Self {
        Self::new()
    }
}

impl Storage {
    /// Rows as `f32`, with the measured spectra and linear rows.
    #[must_use]
    pub const fn new() -> Self {
        Self { rows: RowFormat::F32, codes: false, raw: true, linear: true, for_hosts: true }
    }

    /// What a device reads and nothing else: rows as `i8`, emphasised rows, and texts of the records.
    #[must_use]
    pub const fn device() -> Self {
        Self { rows: RowFormat::I8, codes: false, raw: false, linear: false, for_hosts: false }
    }

    /// With linear rows.
    #[must_use]
    pub const fn with_linear(self) -> Self {
        Self { linear: true, ..self }
    }

    /// Rows in this format.
    #[must_use]
    pub const fn rows(self, rows: RowFormat) -> Self {
        Self { rows, ..self }
    }

    /// With rows once more as `i8`.
    #[must_use]
    pub const fn codes(self) -> Self {
        Self { codes: true, ..self }
    }

    /// Without the measured spectra.
    #[must_use]
    pub const fn without_raw(self) -> Self {
        Self { raw: false, ..self }
    }

    /// Without linear rows.
    #[must_use]
    pub const fn without_linear(self) -> Self {
        Self { linear: false, ..self }
    }

    /// Whether a library of this recipe holds linear rows.
    pub(super) fn asks_for_linear(self, recipe: &Recipe) -> bool {
        self.linear && recipe.linear_by().is_some()
    }
}
