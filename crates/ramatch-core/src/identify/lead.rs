//! How far a score lies above those of the ranks behind it.

use super::best::Ranked;

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
