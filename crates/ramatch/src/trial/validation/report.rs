//! What a validation holds.

use super::claims::{AtRate, Claim, Reliability};
use super::counts::TrialCounts;
use super::curves::{RatioQuality, ValidationCurves};
use super::groups::TrialGroup;
use super::verdicts::VerdictCount;
use super::wrong::WrongAnswer;
use crate::library::LibraryPart;

/// What was asked, and by which calibration.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct ValidatedLibrary {
    /// The library, or the libraries, by the names of their files.
    pub name: String,
    /// Its hash, in hexadecimal digits.
    pub hash: String,
    /// The libraries that it was made of, where they are several.
    pub libraries: Vec<LibraryPart>,
    /// Id of its recipe.
    pub recipe: String,
    /// Substances that it holds.
    pub substances: usize,
    /// References that it holds.
    pub references: usize,
}

/// The calibration that trials were asked with.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct UsedCalibration {
    /// Its identity.
    pub hash: String,
    /// Whether it was made for this library; another one's lets a relative be told at best.
    pub own: bool,
    /// Part of absent substances that its limits let through in its own trials.
    pub alpha: f64,
    /// The rate that is stated.
    pub stated_rate: f64,
    /// Substances that were absent in its trials.
    pub absent_substances: u32,
    /// Substances that were present in them.
    pub present_substances: u32,
    /// Kinds of substances of its trials, in words.
    pub kinds: String,
    /// The software that made it.
    pub software: String,
}

/// Something that has to be known to read the figures.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct TrialRemark {
    /// A stable code.
    pub code: &'static str,
    /// In words.
    pub text: String,
}

/// What trials show of a library's verdicts: rates with intervals over substances, what is claimed against what came out, curves, and every
/// answer that was not so. [`Validation::to_html`] draws it.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Validation {
    /// Version of the software that asked.
    pub software: &'static str,
    /// What was asked.
    pub library: ValidatedLibrary,
    /// By which calibration.
    pub calibration: UsedCalibration,
    /// How much was tried.
    pub counts: TrialCounts,
    /// Kept against false at the calibration's limits.
    pub rates: Vec<AtRate>,
    /// Each verdict's count.
    pub verdicts: Vec<VerdictCount>,
    /// Claimed against realised, of each verdict and each stratum of SNR.
    pub claims: Vec<Claim>,
    /// Claimed against realised, over all limits.
    pub reliability: Vec<Reliability>,
    /// Groups by SNR.
    pub by_snr: Vec<TrialGroup>,
    /// Groups by how far the axis was moved.
    pub by_shift: Vec<TrialGroup>,
    /// What likelihood ratios are worth.
    pub ratios: RatioQuality,
    /// Curves.
    pub curves: ValidationCurves,
    /// Every answer that was not so.
    pub wrong: Vec<WrongAnswer>,
    /// What has to be known to read all this.
    pub remarks: Vec<TrialRemark>,
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::trial::outcome::{Role, TrialOutcome};

    /// A removal trial that found something, with nothing else said.
    pub(crate) fn trial(truth: &str, found: &str) -> TrialOutcome {
        TrialOutcome {
            file: format!("{truth}.txt"),
            truth: truth.into(),
            specimen: String::new(),
            instrument: String::new(),
            kind: String::new(),
            role: Role::Removed,
            noise_added: false,
            snr: Some(100.0),
            found: found.into(),
            related: false,
            standing: Some([0.5, 0.1, 0.1]),
            matched: 3,
            margin: Some(0.1),
            shift_cm1: 0.0,
            undecided: String::new(),
            verdict: "cannot_decide".into(),
            names: Vec::new(),
            value: Some(0.0),
        }
    }
}
