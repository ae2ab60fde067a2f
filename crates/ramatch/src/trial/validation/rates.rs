//! Rates over substances: each has one vote, however many of its spectra were measured.

use crate::trial::outcome::TrialOutcome;
use crate::trial::statistics::interval::between;
use std::collections::BTreeMap;

/// A rate over substances.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct TrialRate {
    /// Votes of substances that count.
    pub count: f64,
    /// Substances.
    pub substances: usize,
    /// The rate; none where there was no substance.
    pub rate: Option<f64>,
    /// Low end of its interval of 95 % (Clopper & Pearson) over substances.
    pub low: f64,
    /// High end of it.
    pub high: f64,
    /// Trials that count.
    pub trials: usize,
    /// Of so many.
    pub of_trials: usize,
}

/// What a substance's vote is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vote {
    /// 1 if any of its trials counts: its worst trial decides.
    Worst,
    /// The part of its trials that counts.
    Shared,
}

/// The rate of trials that count, one vote a substance.
pub(crate) fn rate<'a>(vote: Vote, trials: impl Iterator<Item = (&'a TrialOutcome, bool)>) -> TrialRate {
    let mut by_substance: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (trial, counts) in trials {
        let own = by_substance.entry(&trial.truth).or_default();
        *own = (own.0 + usize::from(counts), own.1 + 1);
    }
    let votes = by_substance.values().map(|&(counted, of)| match vote {
        Vote::Worst => f64::from(u8::from(counted > 0)),
        Vote::Shared => counted as f64 / of as f64,
    });
    // The sum of nothing is −0; a count is not.
    let (count, substances) = (votes.sum::<f64>() + 0.0, by_substance.len());
    // A sum of parts lies between two counts; sums of thirds are whole up to their last bits.
    let whole = (count - count.round()).abs() < 1e-9;
    let count = if whole { count.round() } else { count };
    let (low, high) = between(count.floor() as usize, count.ceil() as usize, substances);
    let trials = by_substance.values().map(|counts| counts.0).sum();
    let of_trials = by_substance.values().map(|counts| counts.1).sum();
    let rate = (substances > 0).then(|| count / substances as f64);
    TrialRate { count, substances, rate, low, high, trials, of_trials }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::validation::report::tests::trial;

    #[test]
    fn a_substance_has_one_vote() {
        let trials: Vec<_> = ["a", "a", "a", "b", "c"].map(|truth| trial(truth, "x")).into();
        let counted = |which: [bool; 5], vote| rate(vote, trials.iter().zip(which));
        let worst = counted([true, true, false, false, false], Vote::Worst);
        assert_eq!((worst.count, worst.substances, worst.trials, worst.of_trials), (1.0, 3, 2, 5));
        let shared = counted([true, true, false, false, true], Vote::Shared);
        assert!((shared.count - 5.0 / 3.0).abs() < 1e-12);
        // From one of three at least to two of three at most.
        assert_eq!((shared.low, shared.high), between(1, 2, 3));
        assert_eq!(rate(Vote::Worst, std::iter::empty()).rate, None);
    }
}
