//! What is claimed against what came out.

use super::rates::{TrialRate, Vote, rate};
use super::standing::{Stood, rates_known};
use ramatch_core::identify::CalibrationRef;

/// A rate that is claimed, and the one that came out.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Claim {
    /// The verdict it is about.
    pub verdict: &'static str,
    /// From which SNR on; none for all spectra.
    pub snr_from: Option<f64>,
    /// Of which spectra, in words.
    pub spectra: String,
    /// What is claimed, at most.
    pub claimed: f64,
    /// What came out.
    pub realised: TrialRate,
}

/// Claims of every verdict that has a rate, of all spectra and of each stratum of SNR. A verdict's rate is
///
/// - `identified`: of absent substances those that were named in any trial,
/// - `related`: of absent substances those for which an unrelated one was named in any trial,
/// - `not_in_library`: of present substances those of which that was said in any trial with enough SNR.
pub(super) fn claims(stood: &[Stood<'_>], table: &CalibrationRef<'_>) -> Vec<Claim> {
    let mut all = Vec::new();
    let mut parts = vec![None];
    let strata = table.all_strata().count();
    if strata > 1 {
        parts.extend((0..strata).map(Some));
    }
    for part in parts {
        let from = |number| table.all_strata().nth(number).map(|stratum| stratum.snr_from);
        let snr_from = part.and_then(from);
        let spectra = in_words(snr_from, part.and_then(|number| from(number + 1)));
        let own = || {
            stood
                .iter()
                .filter(move |stood| part.is_none_or(|number| table.stratum_of(stood.trial.snr).0 == number))
        };
        let absent = |named: &dyn Fn(&Stood<'_>) -> bool| {
            let trials = own().filter(|stood| stood.trial.is_absent());
            rate(Vote::Worst, trials.map(|stood| (stood.trial, named(stood))))
        };
        let says = |stood: &Stood<'_>, verdicts: &[&str]| verdicts.contains(&stood.trial.verdict.as_str());
        let mut add = |verdict, claimed, realised| {
            all.push(Claim { verdict, snr_from, spectra: spectra.clone(), claimed, realised });
        };
        let identified = absent(&|stood| says(stood, &["identified", "one_of"]));
        add("identified", table.stated_rate(), identified);
        let named = ["identified", "one_of", "related"];
        let unrelated = absent(&|stood| stood.is_unrelated() && says(stood, &named));
        add("related", table.stated_rate(), unrelated);
        if let Some((_, least, claimed)) = table.absent_below() {
            let clear = |stood: &&Stood<'_>| stood.trial.snr.is_none_or(|snr| snr >= least);
            let present = own().filter(|stood| !stood.trial.is_absent()).filter(clear);
            let trials = present.map(|stood| (stood.trial, says(stood, &["not_in_library"])));
            add("not_in_library", claimed, rate(Vote::Worst, trials));
        }
    }
    all
}

/// Which spectra these are, of SNR from here to there. The lowest stratum takes in whatever is below it, the highest what has no SNR.
fn in_words(from: Option<f64>, to: Option<f64>) -> String {
    match (from, to) {
        (None, _) => "all".to_owned(),
        (Some(from), None) => format!("SNR from {from} on, or not known"),
        (Some(from), Some(to)) if from <= 0.0 => format!("SNR below {to}"),
        (Some(from), Some(to)) => format!("SNR {from} to {to}"),
    }
}

/// What limits of a rate let through.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct AtRate {
    /// α: the part of absent substances that limits let through in the calibration's trials.
    pub alpha: f64,
    /// Of absent substances those that pass, whoever is named.
    pub false_named: TrialRate,
    /// Of absent substances those that pass with an unrelated name.
    pub false_unrelated: TrialRate,
    /// Of substances that were present and first, the part of their trials that passes.
    pub kept: TrialRate,
    /// Of substances that pass though another one was first, in any trial: named wrongly though present.
    pub wrong_though_present: TrialRate,
}

impl AtRate {
    fn of(alpha: f64, stood: &[Stood<'_>]) -> Self {
        let absent = || stood.iter().filter(|stood| stood.trial.is_absent());
        let present = || stood.iter().filter(|stood| !stood.trial.is_absent());
        let unrelated = |stood: &Stood<'_>| stood.passes(alpha) && stood.is_unrelated();
        let right = present().filter(|stood| stood.trial.is_right());
        let accepted = present().filter(|stood| stood.passes(alpha));
        Self {
            alpha,
            false_named: rate(Vote::Worst, absent().map(|stood| (stood.trial, stood.passes(alpha)))),
            false_unrelated: rate(Vote::Worst, absent().map(|stood| (stood.trial, unrelated(stood)))),
            kept: rate(Vote::Shared, right.map(|stood| (stood.trial, stood.passes(alpha)))),
            wrong_though_present: rate(
                Vote::Worst,
                accepted.map(|stood| (stood.trial, !stood.trial.is_right())),
            ),
        }
    }
}

/// Rates that a table is made for.
pub(super) const ALPHAS: [f64; 3] = [0.01, 0.05, 0.1];

/// The rates of the table that the calibration can set limits at, and those that it cannot.
pub(super) fn at_rates(stood: &[Stood<'_>], table: &CalibrationRef<'_>) -> (Vec<AtRate>, Vec<f64>) {
    let (least, most) = rates_known(table);
    let known = |alpha: &f64| (least..=most).contains(alpha);
    let (can, cannot): (Vec<f64>, Vec<f64>) = ALPHAS.into_iter().partition(known);
    (can.into_iter().map(|alpha| AtRate::of(alpha, stood)).collect(), cannot)
}

/// What came out at one claimed rate.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Reliability {
    /// The rate that limits were set at.
    pub claimed: f64,
    /// The part of absent substances that passed.
    pub realised: f64,
    /// Low end of its interval.
    pub low: f64,
    /// High end of it.
    pub high: f64,
}

/// Points of the curve.
const POINTS: u32 = 40;
/// The greatest rate that it shows.
const GREATEST: f64 = 0.2;

/// Claimed against realised, over all limits that the calibration can set up to a rate of one in five.
pub(super) fn reliability(stood: &[Stood<'_>], table: &CalibrationRef<'_>) -> Vec<Reliability> {
    let (least, most) = rates_known(table);
    let claimed = (1..=POINTS).map(|i| GREATEST * f64::from(i) / f64::from(POINTS));
    let known = claimed.filter(|claimed| (least..=most).contains(claimed));
    let points = known.filter_map(|claimed| {
        let absent = stood.iter().filter(|stood| stood.trial.is_absent());
        let came = rate(Vote::Worst, absent.map(|stood| (stood.trial, stood.passes(claimed))));
        Some(Reliability { claimed, realised: came.rate?, low: came.low, high: came.high })
    });
    points.collect()
}
