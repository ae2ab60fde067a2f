//! Where the first hit stands among all that was ranked: the three numbers by which a verdict is decided.

use super::best::Ranked;
use super::evidence::Evidence;

/// Ranks from the second to this one say what a score is worth among these references.
pub const RANKS: usize = 20;

/// Score less the mean of the scores of the other substances, best first, of ranks 2 to [`RANKS`]; none where there is no other. It takes
/// the size of the library out: among more references chance agrees better.
///
/// A rank that there is not counts as if it scored alike, so that a small library does not make up for what it does not hold.
pub(super) fn lead(score: f64, best: &[Ranked], substance: u32) -> Option<f64> {
    let others = best.iter().filter(|other| other.substance != substance).take(RANKS - 1);
    let mut leads = others.map(|other| score - other.score);
    let first = leads.next()?;
    Some(leads.fold(first, |sum, lead| sum + lead) / (RANKS - 1) as f64)
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use std::prelude::rust_2024::*;

    #[test]
    fn ranks_that_there_are_not_count_as_the_first() {
        let ranked = |substance, score| Ranked { substance, score, ..Ranked::EMPTY };
        let many: Vec<Ranked> = (0..30).map(|i| ranked(i, 0.9 - 0.01 * f64::from(i))).collect();
        // The mean of 0.01 to 0.19.
        assert!((lead(0.9, &many, 0).unwrap() - 0.1).abs() < 1e-12);
        assert!((lead(0.9, &many[..2], 0).unwrap() - 0.01 / 19.0).abs() < 1e-12);
        assert_eq!(lead(0.9, &many[..1], 0), None);
        // Of one that is not the first.
        assert!(lead(0.8, &many, 10).unwrap() < 0.0);
    }
}
