//! Where the first hit stands among all that was ranked: the three numbers by which a verdict is decided.

use super::evidence::Evidence;

/// The numbers that decide.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Standing {
    /// The score by bands, −1 to 1.
    pub score: f64,
    /// The score less the mean of ranks 2 to 20; see [`Evidence::lead`].
    pub lead: f64,
    /// The score less the best of another substance on a moved axis; see [`Evidence::gap`].
    pub gap: f64,
}

impl Standing {
    /// That of a first hit. What has no rival stands no higher for it.
    #[must_use]
    pub fn of(evidence: &Evidence) -> Self {
        Self { score: evidence.score, lead: evidence.lead.unwrap_or(0.0), gap: evidence.gap.unwrap_or(0.0) }
    }

    /// The numbers in their order.
    #[must_use]
    pub const fn numbers(&self) -> [f64; 3] {
        [self.score, self.lead, self.gap]
    }
}
