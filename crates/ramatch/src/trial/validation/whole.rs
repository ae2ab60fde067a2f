//! From trials to all that they show.

use super::claims::{at_rates, claims, reliability};
use super::counts::TrialCounts;
use super::curves::{curves, quality};
use super::groups::{by_shift, by_snr};
use super::report::{TrialRemark, UsedCalibration, ValidatedLibrary, Validation};
use super::shared::{Shared, SharedTrials};
use super::standing::Stood;
use super::verdicts::verdicts;
use super::words::percent;
use super::wrong::wrong;
use crate::answer::identifier::Identifier;
use crate::ground::error::Error;
use crate::trial::outcome::TrialOutcome;
use crate::trial::statistics::interval::clopper_pearson;
use ramatch_core::Code;

/// A calibration that rests on fewer absent substances than this is marked.
const FEW: usize = 100;

impl Validation {
    /// What trials show that were put to `asked`, by the calibration that decides there. Cost: a sort of the trials for each curve.
    ///
    /// Where the calibration carries its trials, none of its specimens and none of its spectra may be among these: limits fit what they were
    /// made of. [`SharedTrials::Tell`] goes on and says so.
    ///
    /// # Errors
    /// [`Error::Library`] with [`Code::CalibrationMismatch`] where `asked` has no calibration for its recipe; with [`Code::SpecimenTwice`] for
    /// a specimen or a spectrum that the calibration was made of too, unless it is to be told only; and with [`Code::TooFewSubstances`] where
    /// no trial was of an absent substance, or none of a present one: then nothing can be said about the one kind of error or the other.
    pub fn of(trials: &[TrialOutcome], asked: &Identifier, sharing: SharedTrials) -> Result<Self, Error> {
        let refused = |code, reason| Error::Library { path: None, code, reason };
        let (calibration, own) = asked.calibration().ok_or_else(|| {
            let reason =
                "there is no calibration for the recipe of this library: make one with `ramatch calibrate`";
            refused(Code::CalibrationMismatch, reason.to_owned())
        })?;
        let table = calibration.view();
        let shared = Shared::of(trials, &calibration.about().trials);
        if sharing == SharedTrials::Refuse {
            shared.refuse()?;
        }
        let counts = TrialCounts::of(trials);
        if counts.absent == 0 || counts.present == 0 {
            let reason = format!(
                "{} substances were absent and {} present: a validation needs trials of both kinds",
                counts.absent, counts.present
            );
            return Err(refused(Code::TooFewSubstances, reason));
        }
        let stood: Vec<Stood<'_>> = trials.iter().map(|trial| Stood::of(trial, &table)).collect();
        let (rates, unknown) = at_rates(&stood, &table);
        let about = calibration.about();
        let (absent_substances, present_substances) = table.substances();
        let used = UsedCalibration {
            hash: calibration.hash(),
            own,
            alpha: table.alpha(),
            stated_rate: table.stated_rate(),
            absent_substances,
            present_substances,
            kinds: about.kinds.clone(),
            software: about.software.clone(),
        };
        let mut made = Self {
            software: env!("CARGO_PKG_VERSION"),
            library: library(asked),
            calibration: used,
            counts,
            rates,
            verdicts: verdicts(trials),
            claims: claims(&stood, &table),
            reliability: reliability(&stood, &table),
            by_snr: by_snr(&stood, table.alpha()),
            by_shift: by_shift(&stood, table.alpha()),
            ratios: quality(&stood),
            curves: curves(&stood),
            wrong: wrong(trials),
            remarks: Vec::new(),
        };
        made.remarks = made.remarks(&unknown, &shared);
        Ok(made)
    }

    /// Whether no claim over all spectra is refuted: the interval of none lies above what is claimed.
    #[must_use]
    pub fn holds(&self) -> bool {
        let overall = self.claims.iter().filter(|claim| claim.snr_from.is_none());
        overall.into_iter().all(|claim| claim.realised.low <= claim.claimed)
    }

    fn remarks(&self, unknown: &[f64], shared: &Shared) -> Vec<TrialRemark> {
        let mut remarks = Vec::new();
        let mut say = |code, text| remarks.push(TrialRemark { code, text });
        let absent = self.counts.absent;
        say(
            "tested_with",
            format!(
                "tested with {absent} substances that were absent: a rate below 1 in {absent} ({}) cannot be stated; none wrong among {absent} would still leave room for {}",
                percent(1.0 / absent as f64),
                percent(clopper_pearson(0, absent).1),
            ),
        );
        if absent < FEW {
            say(
                "few_absent",
                format!(
                    "{absent} absent substances are few: intervals are wide, and one substance more or less moves every rate"
                ),
            );
        }
        if !self.calibration.own {
            say("borrowed", "what is asked has no calibration of its own: nothing is identified, a relative is told at best; make one with `ramatch calibrate`".to_owned());
        }
        for alpha in unknown {
            say(
                "rate_unknown",
                format!(
                    "limits of {} cannot be set by this calibration: it rests on {} absent substances, or does not keep that many values",
                    percent(*alpha),
                    self.calibration.absent_substances,
                ),
            );
        }
        let overall = self.claims.iter().filter(|claim| claim.snr_from.is_none());
        for claim in overall {
            let Some(realised) = claim.realised.rate else { continue };
            if realised > claim.claimed {
                let beyond = if claim.realised.low > claim.claimed {
                    "and that is no chance: calibrate with trials like these"
                } else {
                    "which chance alone may explain"
                };
                say(
                    "above_claim",
                    format!(
                        "{}: claimed at most {}, came out {} ({} to {}), {beyond}",
                        claim.verdict,
                        percent(claim.claimed),
                        percent(realised),
                        percent(claim.realised.low),
                        percent(claim.realised.high),
                    ),
                );
            }
        }
        if let Some((code, text)) = shared.said() {
            say(code, text);
        }
        if self.counts.instruments < 2 {
            say(
                "one_instrument",
                "one instrument at most is stated: for others these figures say nothing".to_owned(),
            );
        }
        say("removed_one_at_a_time", "rates hold for substances like these: each was taken out alone, its relatives stayed; a substance of another kind may fare worse".to_owned());
        remarks
    }
}

/// What is said of the library that was asked.
fn library(asked: &Identifier) -> ValidatedLibrary {
    let info = asked.library_info();
    let parts = asked.library().parts();
    let names = parts.iter().map(|part| part.name.as_deref().unwrap_or("a library in memory"));
    ValidatedLibrary {
        name: names.collect::<Vec<_>>().join(" and "),
        hash: info.hash,
        libraries: info.libraries,
        recipe: info.recipe,
        substances: info.substances,
        references: info.entries,
    }
}
