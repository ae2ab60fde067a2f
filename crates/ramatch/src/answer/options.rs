//! What is asked for.

use crate::instrument::container::Container;
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
///
/// ```
/// use ramatch::core::metric::Formula;
/// use ramatch::{Identifier, Options, Ranking, Spectrum, Tolerance};
/// # // Polystyrene, drawn by its strongest bands.
/// # let bands = [(621.0, 16.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1583.1, 12.0), (1602.3, 28.0f32)];
/// # let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// # let counts = shift.iter().map(|x| bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum());
/// # let spectrum = Spectrum::new(shift.clone(), counts.collect())?;
/// let identifier = Identifier::embedded()?;
/// // The two best substances by the cosine, on the axis as it stands.
/// let options = Options::default().top(2).ranking(Ranking::By(Formula::Cosine));
/// assert_eq!(identifier.identify(&spectrum, &options)?.hits.len(), 2);
/// // In a bag whose bands do not count, on an axis that is right, without one of the references.
/// let options = Options::default().through("polyethylene").tolerance(Tolerance::none()).exclude(vec!["vendor-785-2026/silicon".to_owned()]);
/// let report = identifier.identify(&spectrum, &options)?;
/// assert!(report.hits.iter().all(|hit| hit.entry != "vendor-785-2026/silicon"));
/// # Ok::<(), ramatch::Error>(())
/// ```
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
    /// The user's own empty containers, up to three: what is theirs is taken out, and a mixture is told of what is left.
    pub containers: Vec<Container>,
    /// Whether it is taken for a single substance: no mixture is sought.
    pub single: bool,
    /// What is asked about was drawn from a list of peaks: no trial was such a list.
    pub(crate) drawn: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            top: 5,
            ranking: Ranking::Recipe,
            tolerance: None,
            exclude: Vec::new(),
            through: None,
            containers: Vec::new(),
            single: false,
            drawn: false,
        }
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

    /// Measured in a container of the user's own, beside those that were given before.
    #[must_use]
    pub fn container(mut self, container: Container) -> Self {
        self.containers.push(container);
        self
    }

    /// Taken for a single substance.
    #[must_use]
    pub fn single(self) -> Self {
        Self { single: true, ..self }
    }

    /// Measured through a substance.
    #[must_use]
    pub fn through(self, substance: &str) -> Self {
        Self { through: Some(substance.to_owned()), ..self }
    }
}
