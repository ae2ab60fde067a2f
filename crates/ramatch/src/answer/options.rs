//! What is asked for.

use ramatch_core::identify::Tolerance;
use ramatch_core::metric::Formula;

/// By what substances are ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ranking {
    /// As the library's recipe says: by emphasised rows under one alignment, or, without emphasis, by the cosine of the
    /// prepared samples.
    #[default]
    Recipe,
    /// By a metric of the prepared samples, as the axis stands. Every entry is scored.
    By(Formula),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// Most substances in the ranking.
    pub top: usize,
    /// By what substances are ranked.
    pub ranking: Ranking,
    /// How far the axis may be off; none for [`Tolerance::new`], or what the instrument's profile leaves.
    pub tolerance: Option<Tolerance>,
    /// Ids of entries that are not asked, such as the query's own.
    pub exclude: Vec<String>,
    /// Id or name of a substance through which the sample was measured, such as the bag: what its bands cover does not count,
    /// and it is not named.
    pub through: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { top: 5, ranking: Ranking::Recipe, tolerance: None, exclude: Vec::new(), through: None }
    }
}

impl Options {
    /// With another length of the ranking.
    #[must_use]
    pub fn top(self, top: usize) -> Self {
        Self { top, ..self }
    }

    /// Ranked by something else.
    #[must_use]
    pub fn ranking(self, ranking: Ranking) -> Self {
        Self { ranking, ..self }
    }

    /// With another tolerance of the axis.
    #[must_use]
    pub fn tolerance(self, tolerance: Tolerance) -> Self {
        Self { tolerance: Some(tolerance), ..self }
    }

    /// Without these entries.
    #[must_use]
    pub fn exclude(self, exclude: Vec<String>) -> Self {
        Self { exclude, ..self }
    }

    /// Measured through a substance.
    #[must_use]
    pub fn through(self, substance: &str) -> Self {
        Self { through: Some(substance.to_owned()), ..self }
    }
}
