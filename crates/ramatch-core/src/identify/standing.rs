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

    /// What they are worth: c₀·score + c₁·lead + c₂·gap + c₃, each number first brought between its least and its most.
    #[must_use]
    pub fn worth(&self, c: [f64; 4], ranges: [(f64, f64); 3]) -> f64 {
        let numbers = [self.score, self.lead, self.gap];
        numbers
            .iter()
            .zip(ranges)
            .zip(c)
            .fold(c[3], |sum, ((number, (least, most)), c)| sum + c * number.max(least).min(most))
    }
}
