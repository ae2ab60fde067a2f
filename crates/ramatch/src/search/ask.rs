//! What is searched for, and what was found.

use ramatch_core::Hit;
use ramatch_core::identify::Tolerance;
use std::ops::RangeInclusive;

/// Which entries count. By default all.
///
/// ```
/// use ramatch::{Filter, Library, Search};
/// let library = Library::embedded()?;
/// let mut filter = Filter::default();
/// filter.laser_nm = Some(780.0..=790.0);
/// // Of several conditions all count; what is in no entry of the library is refused when it is searched.
/// filter.tag = Some("polymer".to_owned());
/// assert_eq!(Search::new(3).filter(filter.clone()).filter, filter);
/// assert!(library.check_tag("polymer").is_ok() && library.check_tag("polimer").is_err());
/// # Ok::<(), ramatch::Error>(())
/// ```
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
///
/// ```
/// use ramatch::{Filter, Search};
/// let mut filter = Filter::default();
/// filter.tag = Some("polymer".to_owned());
/// let search = Search::new(5).per_substance().filter(filter);
/// assert_eq!((search.k, search.cosine), (5, false));
/// // The plain cosine is ruled by the strongest bands and asks for an exact axis.
/// assert!(search.cosine().cosine);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Search {
    /// Most hits.
    pub k: usize,
    /// Whether only the best entry of each substance counts.
    pub per_substance: bool,
    /// Which entries count.
    pub filter: Filter,
    /// Whether entries are ranked by the plain cosine of the prepared samples, on the axis as it stands, and not by the recipe's own
    /// matcher.
    pub cosine: bool,
    /// How far the axis may be off, where that matcher aligns it.
    pub tolerance: Tolerance,
}

impl Search {
    /// The best `k` of all entries.
    #[must_use]
    pub fn new(k: usize) -> Self {
        Self {
            k,
            per_substance: false,
            filter: Filter::default(),
            cosine: false,
            tolerance: Tolerance::new(),
        }
    }

    /// Only the best entry of each substance.
    #[must_use]
    pub fn per_substance(self) -> Self {
        Self { per_substance: true, ..self }
    }

    /// By the plain cosine of the prepared samples, on the axis as it stands.
    #[must_use]
    pub fn cosine(self) -> Self {
        Self { cosine: true, ..self }
    }

    /// On an axis that may be off by so much.
    #[must_use]
    pub fn tolerance(self, tolerance: Tolerance) -> Self {
        Self { tolerance, ..self }
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
    /// Rows whose exact score was computed; by the default matcher, those of the search for candidates besides.
    pub rescored: usize,
    /// Whether rows were looked at one after the other, since bounds left too many, or there are none.
    pub scanned: bool,
    /// Bytes of the library that were looked at, without those of the alignment.
    pub bytes: u64,
}
