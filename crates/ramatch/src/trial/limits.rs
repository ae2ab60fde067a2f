//! Limits that absent substances seldom pass: split conformal, one vote of each substance.
//!
//! Of each absent substance the highest value of its trials counts, however many there are. If those of n substances and of the next one are
//! exchangeable, the next one is above the k-th highest with a probability of at most k / (n + 1) (Vovk, Gammerman, Shafer, *Algorithmic
//! Learning in a Random World*, 2005). So the limit is the k-th highest of them for the largest k of at most α (n + 1), and where there is
//! none, α cannot be stated.

use super::outcome::TrialOutcome;
use std::collections::BTreeMap;

/// Reasons that a ranking is no answer and that are no reason to name nothing: names that score alike are told together.
const TWINS: [&str; 2] = ["equal_references", "margin"];

/// The least number of absent substances by which a rate of `alpha` can be stated.
pub(super) fn needed(alpha: f64) -> usize {
    let close = (1.0 / alpha).ceil() as usize;
    (close.saturating_sub(2)..=close).find(|&n| allowed(n, alpha) >= 1).unwrap_or(close)
}

/// How many of `n` substances are let through at a rate of `alpha`: the largest k of at most α (n + 1).
pub(super) fn allowed(n: usize, alpha: f64) -> usize {
    // 0.05 · 20 is one, whatever the last bit of 0.05 is.
    (alpha * (n + 1) as f64 + 1e-9).floor() as usize
}

/// The limit of votes that a part of `alpha` passes; none where they are too few. It may be −∞, where that many are no answer anyhow.
pub(super) fn limit(votes: impl IntoIterator<Item = f64>, alpha: f64) -> Option<f64> {
    let mut votes: Vec<f64> = votes.into_iter().collect();
    votes.sort_unstable_by(|a, b| b.total_cmp(a));
    votes.get(allowed(votes.len(), alpha).checked_sub(1)?).copied()
}

/// What an outcome is worth: −∞ where it is no answer whatever the value.
pub(super) fn worth(outcome: &TrialOutcome, value: Option<f64>) -> f64 {
    let open = outcome.undecided.is_empty() || TWINS.contains(&outcome.undecided.as_str());
    value.filter(|_| open && outcome.standing.is_some()).unwrap_or(f64::NEG_INFINITY)
}

/// What absent substances reach, each by the highest of its trials.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Votes {
    /// Of any name, and where a relative that is named counts as no answer.
    by_truth: BTreeMap<String, (f64, f64)>,
}

/// What a name, and what a name or a relative, is worth at least, whatever trials say: a likelihood ratio of 1, and of e⁻¹. Where gates stop
/// nearly all that is absent no value was tried at all.
const LEAST: (f64, f64) = (0.0, -1.0);

impl Votes {
    /// Takes a vote of an outcome that was absent.
    pub(super) fn take(&mut self, outcome: &TrialOutcome, worth: f64) {
        let unrelated = if outcome.related { f64::NEG_INFINITY } else { worth };
        let vote =
            self.by_truth.entry(outcome.truth.clone()).or_insert((f64::NEG_INFINITY, f64::NEG_INFINITY));
        *vote = (vote.0.max(worth), vote.1.max(unrelated));
    }

    /// Substances.
    pub(super) fn len(&self) -> usize {
        self.by_truth.len()
    }

    /// Votes of any name.
    pub(super) fn any(&self) -> impl Iterator<Item = f64> {
        self.by_truth.values().map(|vote| vote.0)
    }

    /// Votes of unrelated names.
    pub(super) fn unrelated(&self) -> impl Iterator<Item = f64> {
        self.by_truth.values().map(|vote| vote.1)
    }

    /// Limits of any name and of unrelated ones; `least` where nothing would be kept out.
    pub(super) fn limits(&self, alpha: f64, least: f64) -> Option<(f64, f64)> {
        let (any, unrelated) = (limit(self.any(), alpha)?, limit(self.unrelated(), alpha)?);
        Some((any.max(least.max(LEAST.0)), unrelated.max(least.max(LEAST.1))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_substances_are_needed_and_so_many_are_let_through() {
        for (alpha, least) in [(0.05, 19), (0.1, 9), (0.01, 99), (0.5, 1), (0.2, 4), (0.03, 33), (0.001, 999)]
        {
            assert_eq!(needed(alpha), least, "{alpha}");
            assert_eq!((allowed(least, alpha), allowed(least - 1, alpha)), (1, 0), "{alpha}");
            let votes = |n: usize| (0..n).map(|i| i as f64);
            assert_eq!(limit(votes(least), alpha), Some((least - 1) as f64), "the highest");
            assert_eq!(limit(votes(least - 1), alpha), None);
        }
        // 5 of 100 are above the limit of 5 in 101, rounded down.
        let votes: Vec<f64> = (0..100).map(f64::from).collect();
        let found = limit(votes.clone(), 0.05).unwrap();
        assert_eq!(votes.iter().filter(|vote| **vote >= found).count(), 5);
        assert_eq!(limit([], 0.5), None);
    }
}
