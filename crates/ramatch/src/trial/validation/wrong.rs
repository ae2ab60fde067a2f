//! Every answer that was not so, for whoever looks at the spectra.

use super::verdicts::{Turned, turned};
use crate::trial::outcome::{Role, TrialOutcome};

/// An answer that was not so.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct WrongAnswer {
    /// The file, or the entry that was asked about.
    pub file: String,
    /// What it is.
    pub truth: String,
    /// What was asked.
    pub role: Role,
    /// What was named; empty where it was said that nothing in the library explains it.
    pub named: Vec<String>,
    /// The verdict.
    pub verdict: String,
    /// Whether what was named is a relative of the truth.
    pub related: bool,
    /// What the standing is worth.
    pub value: Option<f64>,
    /// Score of the first hit.
    pub score: Option<f64>,
    /// Signal-to-noise ratio.
    pub snr: Option<f64>,
    /// How far the axis was moved, in cm⁻¹.
    pub shift_cm1: f64,
}

/// The answers that were not so, unrelated names first, then by their values, the highest first.
pub(super) fn wrong(trials: &[TrialOutcome]) -> Vec<WrongAnswer> {
    let not_so = trials.iter().filter(|trial| matches!(turned(trial), Turned::Wrong | Turned::Relative));
    let mut all: Vec<WrongAnswer> = not_so
        .map(|trial| WrongAnswer {
            file: trial.file.clone(),
            truth: trial.truth.clone(),
            role: trial.role,
            named: trial.names.clone(),
            verdict: trial.verdict.clone(),
            related: turned(trial) == Turned::Relative,
            value: trial.value,
            score: trial.standing.map(|numbers| numbers[0]),
            snr: trial.snr,
            shift_cm1: trial.shift_cm1,
        })
        .collect();
    let value = |answer: &WrongAnswer| answer.value.unwrap_or(f64::NEG_INFINITY);
    all.sort_by(|a, b| {
        let values = || value(b).total_cmp(&value(a));
        a.related.cmp(&b.related).then_with(values).then_with(|| a.file.cmp(&b.file))
    });
    all
}
