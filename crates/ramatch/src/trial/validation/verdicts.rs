//! What became of each verdict: how often it was right, named a relative, was wrong.

use crate::trial::outcome::TrialOutcome;

/// How a verdict turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Turned {
    /// It said what is so.
    Right,
    /// It named a relative of the truth.
    Relative,
    /// It named somebody else, or said that what is there is not.
    Wrong,
    /// It said nothing.
    Open,
}

/// How the verdict of a trial turned out. `related` is right for a relative: that is what it says.
pub(crate) fn turned(trial: &TrialOutcome) -> Turned {
    let named = !trial.is_absent() && trial.names.contains(&trial.truth);
    match trial.verdict.as_str() {
        "identified" | "one_of" | "related" if named => Turned::Right,
        "related" if trial.related => Turned::Right,
        "identified" | "one_of" if trial.related => Turned::Relative,
        "identified" | "one_of" | "related" => Turned::Wrong,
        "not_in_library" if trial.is_absent() => Turned::Right,
        "not_in_library" => Turned::Wrong,
        _ => Turned::Open,
    }
}

/// Trials of one verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct VerdictCount {
    /// Its stable name.
    pub verdict: &'static str,
    /// Trials of substances that were present.
    pub present: usize,
    /// Trials of substances that were not.
    pub absent: usize,
    /// Trials in which it said what is so; of `related` those too that named a relative.
    pub right: usize,
    /// Trials in which it named a relative though it said more.
    pub relative: usize,
    /// Trials in which it named somebody else, or said that what was there is not.
    pub wrong: usize,
}

/// The verdicts, from the one that says the most.
pub(super) const VERDICTS: [&str; 5] = ["identified", "one_of", "related", "not_in_library", "cannot_decide"];

pub(super) fn verdicts(trials: &[TrialOutcome]) -> Vec<VerdictCount> {
    let counted = VERDICTS.map(|verdict| {
        let own = || trials.iter().filter(move |trial| trial.verdict == verdict);
        let turned = |what| own().filter(|trial| turned(trial) == what).count();
        let absent = own().filter(|trial| trial.is_absent()).count();
        VerdictCount {
            verdict,
            present: own().count() - absent,
            absent,
            right: turned(Turned::Right),
            relative: turned(Turned::Relative),
            wrong: turned(Turned::Wrong),
        }
    });
    counted.into()
}
