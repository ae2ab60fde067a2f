//! How much was tried.

use crate::trial::outcome::{Role, TrialOutcome};
use std::collections::BTreeSet;

/// How much was tried; what counts are substances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct TrialCounts {
    /// Substances.
    pub substances: usize,
    /// Substances that were there to be found in a trial.
    pub present: usize,
    /// Substances that were not there in a trial: taken out, or foreign.
    pub absent: usize,
    /// Of these the ones that the library does not hold.
    pub foreign: usize,
    /// Specimens; a spectrum that states none is of one of its own.
    pub specimens: usize,
    /// Instruments that are stated.
    pub instruments: usize,
    /// Spectra.
    pub spectra: usize,
    /// Trials: a spectrum may be asked in several roles.
    pub trials: usize,
    /// Trials of substances that were present and ranked first.
    pub first: usize,
}

impl TrialCounts {
    pub(super) fn of(trials: &[TrialOutcome]) -> Self {
        let truths = |which: &dyn Fn(&TrialOutcome) -> bool| {
            trials
                .iter()
                .filter(|trial| which(trial))
                .map(|trial| &trial.truth)
                .collect::<BTreeSet<_>>()
                .len()
        };
        let specimens: BTreeSet<(&str, &str)> = trials
            .iter()
            .map(|trial| match trial.specimen.as_str() {
                "" => (trial.file.as_str(), ""),
                specimen => ("", specimen),
            })
            .collect();
        let instruments = trials.iter().map(|trial| trial.instrument.as_str());
        let instruments: BTreeSet<&str> = instruments.filter(|instrument| !instrument.is_empty()).collect();
        let files: BTreeSet<&str> = trials.iter().map(|trial| trial.file.as_str()).collect();
        Self {
            substances: truths(&|_| true),
            present: truths(&|trial| !trial.is_absent()),
            absent: truths(&TrialOutcome::is_absent),
            foreign: truths(&|trial| trial.role == Role::Foreign),
            specimens: specimens.len(),
            instruments: instruments.len(),
            spectra: files.len(),
            trials: trials.len(),
            first: trials.iter().filter(|trial| trial.is_right()).count(),
        }
    }
}
