//! A calibration made of trials.

use super::figures::{CalibratedRate, Nested, samples};
use super::fit::Model;
use super::given::Trials;
use super::limits::{Votes, needed, worth};
use super::noise::with_noise;
use super::outcome::{Role, TrialOutcome};
use super::run::{Asker, Asking};
use super::statistics::interval::clopper_pearson;
use crate::answer::identifier::Identifier;
use crate::ground::control::Control;
use crate::ground::each::each;
use crate::ground::error::Error;
use crate::library::{Calibration, CalibrationParts, StratumParts, TrialsAbout};
use ramatch_core::Code;
use ramatch_core::identify::MOST_STRATA;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Rates of which it is said what they keep, beside the own one.
const RATES: [f64; 3] = [0.01, 0.05, 0.1];
/// Substances that rank first in a trial by which it is told what scores are worth.
const LEAST_FIRST: usize = 10;
/// Noise is added for a stratum that has fewer than this part of the absent substances.
const ENOUGH: f64 = 0.5;
/// Score below which nothing in a library explains a spectrum, from which SNR on, and how many substances that were present tell how often
/// that is wrong.
const ABSENT_BELOW: (f64, f64, usize) = (0.6, 50.0, 20);
/// Signal-to-noise ratios at which limits change. With two of them, 15 and 50, 56 % of what was named when clean was named at an SNR of 20, and with
/// these 67 %, none wrongly.
const STRATA: [f64; 4] = [8.0, 15.0, 25.0, 50.0];

/// How a calibration is made.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CalibrateOptions {
    /// The part of absent substances that limits let through, above 0 and at most 0.5. What is stated is twice as much.
    pub alpha: f64,
    /// Signal-to-noise ratios that part the strata, rising; limits hold within one.
    pub strata: Vec<f64>,
    /// What kinds of substances the trials were of, in words; none for the kinds that they state.
    pub kinds: Option<String>,
    /// The same in Korean.
    pub kinds_ko: String,
    /// Whether the calibration carries its trials: what was measured, and what became of it.
    pub carries_trials: bool,
    /// What noise that is added depends on.
    pub seed: u64,
}

impl Default for CalibrateOptions {
    fn default() -> Self {
        let (kinds, kinds_ko) = (None, String::new());
        Self { alpha: 0.05, strata: STRATA.to_vec(), kinds, kinds_ko, carries_trials: true, seed: 0 }
    }
}

/// A calibration with what it was made of.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Calibrated {
    /// The calibration.
    pub calibration: Calibration,
    /// What became of the trials, with what they are worth by it; those with noise added come last.
    pub outcomes: Vec<TrialOutcome>,
    /// What it is good for.
    pub figures: CalibrationFigures,
}

/// What a calibration is good for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CalibrationFigures {
    /// Substances that were absent.
    pub absent: usize,
    /// Substances that were present.
    pub present: usize,
    /// Trials with the spectra as they were measured.
    pub measured: usize,
    /// Trials with noise added to them.
    pub noise_added: usize,
    /// Entries of the library that were no trials, as they were not measured.
    pub left_out: usize,
    /// Coefficients of score, lead and gap, and what is added.
    pub coefficients: [f64; 4],
    /// Least and most of score, lead and gap.
    pub ranges: [(f64, f64); 3],
    /// Most that a value says.
    pub most: f64,
    /// Score below which nothing in the library explains a spectrum, SNR from which that holds, and at most this part of what is there looks
    /// like that; none where too few substances were present.
    pub absent_below: Option<(f64, f64, f64)>,
    /// What is kept and let through of the measured trials without regard to noise, nested; see [`CalibratedRate`].
    pub rates: Vec<CalibratedRate>,
    /// The same of each stratum.
    pub strata: Vec<StratumFigures>,
}

/// What the limits of one stratum are good for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StratumFigures {
    /// It holds from this SNR on …
    pub snr_from: f64,
    /// … to below this one; none for the last.
    pub snr_to: Option<f64>,
    /// Substances that were absent.
    pub absent: usize,
    /// Those of them that were absent in a trial whose spectrum is as it was measured.
    pub absent_measured: usize,
    /// Trials with noise added.
    pub noise_added: usize,
    /// What a value has to exceed for a name.
    pub limit: f64,
    /// What a value has to exceed for a name or a relative.
    pub limit_unrelated: f64,
    /// What is kept and let through, nested; those that can be stated.
    pub rates: Vec<CalibratedRate>,
}

/// What holds from one SNR to another.
struct Stratum<'a> {
    from: f64,
    to: f64,
    outcomes: Vec<&'a TrialOutcome>,
}

impl Identifier {
    /// Calibrates what is asked, one library or several as one, by trials: how much score, lead and gap of a first hit are worth together, and
    /// which values at most a part α of the substances that are absent exceed. The same trials make the same calibration, whatever the number
    /// of threads.
    ///
    /// Trials are asked as by [`Identifier::run_trials`], whatever calibration decides now. Where a stratum has few of them, noise is added to
    /// cleaner spectra; outcomes say which these are. About 4 ms for each trial among some thousand references, three times that where noise is added for two strata.
    ///
    /// # Errors
    /// [`Error::Library`]: `parameter` for an α or strata that cannot be, `too_few_substances` where fewer are absent than the rate needs, in
    /// all or in a stratum, or fewer than ten rank first; and as [`Identifier::run_trials`].
    ///
    /// ```no_run
    /// use ramatch::{CalibrateOptions, Identifier, Library, Trials, rows::Control};
    /// let library = Library::read("ours.rsl".as_ref())?;
    /// let trials = Trials::read("trials".as_ref(), &library)?;
    /// let identifier = Identifier::new(library)?;
    /// let made = identifier.calibrate(&trials, &CalibrateOptions::default(), Control::default())?;
    /// made.calibration.write("ours.rcl".as_ref())?;
    /// // Spectra are decided by it from now on.
    /// let identifier = identifier.with_calibration(made.calibration)?;
    /// # Ok::<(), ramatch::Error>(())
    /// ```
    pub fn calibrate(
        &self,
        trials: &Trials,
        options: &CalibrateOptions,
        control: Control<'_>,
    ) -> Result<Calibrated, Error> {
        options.check()?;
        // Whatever decides now: what speaks against an answer beside its value is told only of what would be named.
        let open = self.clone().with_calibration(all_named(self)?)?;
        let asker = Asker::new(&open)?;
        let questions = asker.questions(trials);
        let absent = questions.iter().filter(|asked| asked.role != Role::Present);
        let absent: BTreeSet<&str> = absent.map(|asked| asker.truth_of(asked.trial)).collect();
        enough(absent.len(), options.alpha, "in the trials")?;
        let mut outcomes = asker.ask_all(&questions, control)?;
        let measured = outcomes.len();
        let first = outcomes.iter().filter(|outcome| outcome.is_right() && outcome.standing.is_some());
        let first: BTreeSet<&str> = first.map(|outcome| outcome.truth.as_str()).collect();
        if first.len() < LEAST_FIRST {
            let reason = format!(
                "{} substances are present and rank first in a trial, and {LEAST_FIRST} are needed to tell what a score is worth (a reference that stands for a specimen needs another one of its substance)",
                first.len()
            );
            return Err(Error::Library { path: None, code: Code::TooFewSubstances, reason });
        }
        let noisy = self.add_noise((&asker, &questions), &outcomes, (options, absent.len()), control)?;
        outcomes.extend(noisy);
        let (parts, figures) = Making { identifier: self, options, measured }.of(&mut outcomes)?;
        let figures = CalibrationFigures { left_out: trials.left_out, ..figures };
        Ok(Calibrated { calibration: Calibration::of_parts(&parts)?, outcomes, figures })
    }

    /// Asks with noise added what was measured, for strata in which few substances were absent.
    fn add_noise(
        &self,
        (asker, questions): (&Asker<'_>, &[Asking<'_>]),
        measured: &[TrialOutcome],
        (options, absent): (&CalibrateOptions, usize),
        control: Control<'_>,
    ) -> Result<Vec<TrialOutcome>, Error> {
        let mut jobs = Vec::new();
        for (number, stratum) in strata(&options.strata, measured).iter().enumerate() {
            if stratum.to.is_finite() && (stratum.absent().len() as f64) < ENOUGH * absent as f64 {
                // The roles of one trial stand side by side, and are asked with the same noise.
                let trials = questions.chunk_by(|a, b| std::ptr::eq(a.trial, b.trial));
                jobs.extend(trials.map(|asked| (asked, (stratum.from, stratum.to), number)));
            }
        }
        let made = each(jobs.len(), control, |at, _: &mut ()| {
            let (asked, range, number) = jobs[at];
            let Some(Asking { trial, .. }) = asked.first() else { return Ok(Vec::new()) };
            let seed = format!("{} {number} {}", options.seed, trial.file);
            match with_noise(self, &trial.measurement.spectrum, range, &seed) {
                Some(noisy) => asked.iter().map(|asked| asker.ask(*asked, Some(noisy.clone()))).collect(),
                None => Ok(Vec::new()),
            }
        })?;
        Ok(made.into_iter().flatten().collect())
    }
}

/// A calibration by which everything is named that nothing else speaks against.
fn all_named(identifier: &Identifier) -> Result<Calibration, Error> {
    let mut parts = CalibrationParts::of(identifier.library());
    parts.alpha = 0.5;
    let mut stratum = StratumParts::default();
    (stratum.limit, stratum.limit_unrelated) = (f64::MIN, f64::MIN);
    parts.strata.push(stratum);
    Calibration::of_parts(&parts)
}

impl CalibrateOptions {
    fn check(&self) -> Result<(), Error> {
        let refuse = |reason| Err(Error::Library { path: None, code: Code::Parameter, reason });
        if !(self.alpha > 0.0 && self.alpha <= 0.5) {
            return refuse(format!("alpha = {} is outside its domain: above 0, and at most 0.5", self.alpha));
        }
        let rise = self.strata.is_sorted_by(|a, b| a < b);
        let fit = self.strata.iter().all(|bound| bound.is_finite() && *bound > 0.0);
        if !(rise && fit && self.strata.len() < MOST_STRATA) {
            let most = MOST_STRATA - 1;
            return refuse(format!(
                "the strata are parted by at most {most} signal-to-noise ratios above 0 that rise"
            ));
        }
        Ok(())
    }
}

/// Refuses fewer absent substances than the rate needs.
fn enough(absent: usize, alpha: f64, place: &str) -> Result<(), Error> {
    let needed = needed(alpha);
    if absent >= needed {
        return Ok(());
    }
    let reason = format!(
        "{absent} substances are absent {place}, and for a rate of {alpha} at least {needed} are needed: give trials of more \
         substances, or state a greater rate"
    );
    Err(Error::Library { path: None, code: Code::TooFewSubstances, reason })
}

/// The strata with their outcomes; what has no SNR is of the cleanest.
fn strata<'a>(bounds: &[f64], outcomes: &'a [TrialOutcome]) -> Vec<Stratum<'a>> {
    let ends = bounds.iter().copied().chain([f64::INFINITY]);
    let ranges = [0.0].into_iter().chain(bounds.iter().copied()).zip(ends);
    let of = |(from, to): (f64, f64)| {
        let inside = |outcome: &&TrialOutcome| {
            let snr = outcome.snr.unwrap_or(f64::INFINITY);
            snr >= from && (snr < to || to.is_infinite())
        };
        Stratum { from, to, outcomes: outcomes.iter().filter(inside).collect() }
    };
    ranges.map(of).collect()
}

impl Stratum<'_> {
    /// Substances that were absent.
    fn absent(&self) -> BTreeSet<&str> {
        let absent = self.outcomes.iter().filter(|outcome| outcome.is_absent());
        absent.map(|outcome| outcome.truth.as_str()).collect()
    }

    /// Where it lies, in words.
    fn place(&self) -> String {
        match self.to.is_finite() {
            true => format!("at signal-to-noise ratios from {} to {}", self.from, self.to),
            false => format!("at signal-to-noise ratios from {} on", self.from),
        }
    }
}

/// What a calibration is made with; of the outcomes the first so many are of spectra as they were measured.
struct Making<'a> {
    identifier: &'a Identifier,
    options: &'a CalibrateOptions,
    measured: usize,
}

impl Making<'_> {
    /// The calibration and its figures; outcomes are told what they are worth.
    fn of(&self, outcomes: &mut [TrialOutcome]) -> Result<(CalibrationParts, CalibrationFigures), Error> {
        let alpha = self.options.alpha;
        let model = Model::fit(&samples(outcomes[..self.measured].iter()));
        let substances = |which: fn(&TrialOutcome) -> bool| {
            let truths = outcomes.iter().filter(|outcome| which(outcome)).map(|outcome| &outcome.truth);
            truths.collect::<BTreeSet<_>>().len()
        };
        let (absent, present) =
            (substances(TrialOutcome::is_absent), substances(|outcome| !outcome.is_absent()));
        let values = outcomes.iter().filter_map(|outcome| Some(model.value(outcome.standing?)));
        let most = values.fold(f64::NEG_INFINITY, f64::max).min(((absent + 1) as f64).ln());
        for outcome in &mut *outcomes {
            outcome.value = outcome.standing.map(|standing| model.value(standing).min(most));
            outcome.verdict.clear();
            outcome.names.clear();
        }
        let outcomes = &*outcomes;
        let measured = &outcomes[..self.measured];
        let nested = Nested::of(measured);
        let mut rates: Vec<f64> = RATES.into_iter().filter(|&rate| rate != alpha).chain([alpha]).collect();
        rates.sort_unstable_by(f64::total_cmp);
        let absent_below = absent_below(measured);
        let mut parts = CalibrationParts::of(self.identifier.library());
        (parts.coefficients, parts.ranges, parts.alpha, parts.most) =
            (model.coefficients, model.ranges, alpha, most);
        parts.absent_below = absent_below;
        parts.substances = (absent as u32, present as u32);
        parts.about = self.about(outcomes);
        let mut figures = CalibrationFigures {
            absent,
            present,
            measured: self.measured,
            noise_added: outcomes.len() - self.measured,
            left_out: 0,
            coefficients: model.coefficients,
            ranges: model.ranges,
            most,
            absent_below,
            rates: rates.iter().filter_map(|&rate| nested.whole(rate)).collect(),
            strata: Vec::new(),
        };
        let least = model.value(model.ranges.map(|range| range.0)).min(most);
        for stratum in strata(&self.options.strata, outcomes) {
            enough(stratum.absent().len(), alpha, &stratum.place())?;
            let mut votes = Votes::default();
            for outcome in stratum.outcomes.iter().filter(|outcome| outcome.is_absent()) {
                votes.take(outcome, worth(outcome, outcome.value));
            }
            let (limit, limit_unrelated) =
                votes.limits(alpha, least).unwrap_or((f64::INFINITY, f64::INFINITY));
            let mut part = StratumParts::default();
            (part.snr_from, part.limit, part.limit_unrelated) = (stratum.from, limit, limit_unrelated);
            part.maxima = votes.any().collect();
            parts.strata.push(part);
            let as_measured = stratum.outcomes.iter().filter(|one| one.is_absent() && !one.noise_added);
            figures.strata.push(StratumFigures {
                snr_from: stratum.from,
                snr_to: Some(stratum.to).filter(|to| to.is_finite()),
                absent: votes.len(),
                absent_measured: as_measured.map(|outcome| &outcome.truth).collect::<BTreeSet<_>>().len(),
                noise_added: stratum.outcomes.iter().filter(|outcome| outcome.noise_added).count(),
                limit,
                limit_unrelated,
                rates: rates.iter().filter_map(|&rate| nested.rate(&stratum.outcomes, rate)).collect(),
            });
        }
        Ok((parts, figures))
    }

    /// What is said of the trials.
    fn about(&self, outcomes: &[TrialOutcome]) -> TrialsAbout {
        let absent = outcomes.iter().filter(|outcome| outcome.is_absent() && !outcome.kind.is_empty());
        let stated: BTreeSet<&str> = absent.map(|outcome| outcome.kind.as_str()).collect();
        let stated = || stated.into_iter().collect::<Vec<_>>().join(", ");
        TrialsAbout {
            kinds: self.options.kinds.clone().unwrap_or_else(stated),
            kinds_ko: self.options.kinds_ko.clone(),
            borrowed: false,
            software: env!("CARGO_PKG_VERSION").to_owned(),
            noise_added: (outcomes.len() - self.measured) as u32,
            trials: if self.options.carries_trials { TrialOutcome::table(outcomes) } else { String::new() },
        }
    }
}

/// Below which score, from which SNR on, nothing in the library explains a spectrum, and the part of the substances that were there and look
/// like that in their worst trial: the high end of its interval of 95 %. None where too few were there.
fn absent_below(measured: &[TrialOutcome]) -> Option<(f64, f64, f64)> {
    let (below, from, least) = ABSENT_BELOW;
    let mut lowest: BTreeMap<&str, f64> = BTreeMap::new();
    for outcome in measured.iter().filter(|outcome| !outcome.is_absent()) {
        if let (Some([score, ..]), true) = (outcome.standing, outcome.snr.is_none_or(|snr| snr >= from)) {
            let lowest = lowest.entry(&outcome.truth).or_insert(score);
            *lowest = lowest.min(score);
        }
    }
    let look_so = lowest.values().filter(|score| **score < below).count();
    (lowest.len() >= least).then(|| (below, from, clopper_pearson(look_so, lowest.len()).1))
}
