//! What is searched for, and what was found.

use ramatch_core::Hit;
use std::ops::RangeInclusive;

/// Which entries count. By default all.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Filter {
    /// Only substances with this tag or schedule.
    pub tag: Option<String>,
    /// Only these substances, by id.
    pub substances: Option<Vec<String>>,
    /// Only entries of this source, by id.
    pub source: Option<String>,
    /// Only entries measured with such a laser, in nm.
    pub laser_nm: Option<RangeInclusive<f32>>,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Search {
    /// Most hits.
    pub k: usize,
    /// Whether only the best entry of each substance counts.
    pub per_substance: bool,
    /// Which entries count.
    pub filter: Filter,
}

impl Search {
    /// The best `k` of all entries.
    #[must_use]
    pub fn new(k: usize) -> Self {
        Self { k, per_substance: false, filter: Filter::default() }
    }

    /// Only the best entry of each substance.
    #[must_use]
    pub fn per_substance(self) -> Self {
        Self { per_substance: true, ..self }
    }

    /// Only entries that pass a filter.
    #[must_use]
    pub fn filter(self, filter: Filter) -> Self {
        Self { filter, ..self }
    }
}

/// What a search found, and what it cost.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Found {
    /// The best entries in exact order: score, then entry.
    pub hits: Vec<Hit>,
    /// Rows whose exact score was computed.
    pub rescored: usize,
    /// Whether every row was looked at in full, since the sketch left too many, or there is none.
    pub scanned: bool,
    /// Bytes of the library that were looked at.
    pub bytes: u64,
}
