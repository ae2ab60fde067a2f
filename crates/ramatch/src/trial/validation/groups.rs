//! Groups of trials by SNR and by how far the axis was moved: where limits would lie by these trials alone.

use super::rates::{TrialRate, Vote, rate};
use super::standing::Stood;
use std::collections::BTreeMap;

/// Trials of one range of something.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct TrialGroup {
    /// Of what, with its unit.
    pub of: &'static str,
    /// The range, in words.
    pub range: &'static str,
    /// The value that a part α of its absent substances exceed in these trials; none where there are too few for that.
    pub limit: Option<f64>,
    /// Of its absent substances those with a value above the calibration's limit of any name.
    pub false_named: TrialRate,
    /// Of its substances that were present and first, the part of their trials with such a value.
    pub kept: TrialRate,
}

/// A range in words, and which trials lie in it.
type Range = (&'static str, fn(&Stood<'_>) -> bool);

const SNR: [Range; 4] = [
    ("below 15", |stood| stood.trial.snr.is_some_and(|snr| snr < 15.0)),
    ("15 to 50", |stood| stood.trial.snr.is_some_and(|snr| (15.0..50.0).contains(&snr))),
    ("from 50", |stood| stood.trial.snr.is_some_and(|snr| snr >= 50.0)),
    ("not known", |stood| stood.trial.snr.is_none()),
];

const SHIFT: [Range; 3] = [
    ("less than 1", |stood| stood.trial.shift_cm1.abs() < 1.0),
    ("1 to 4", |stood| (1.0..=4.0).contains(&stood.trial.shift_cm1.abs())),
    ("more than 4", |stood| stood.trial.shift_cm1.abs() > 4.0),
];

pub(super) fn by_snr(stood: &[Stood<'_>], alpha: f64) -> Vec<TrialGroup> {
    groups("SNR", &SNR, stood, alpha)
}

pub(super) fn by_shift(stood: &[Stood<'_>], alpha: f64) -> Vec<TrialGroup> {
    groups("axis moved by (cm⁻¹)", &SHIFT, stood, alpha)
}

/// The groups that have trials.
fn groups(of: &'static str, ranges: &[Range], stood: &[Stood<'_>], alpha: f64) -> Vec<TrialGroup> {
    let own = |holds: fn(&Stood<'_>) -> bool| {
        stood.iter().filter(move |stood| holds(stood)).copied().collect::<Vec<_>>()
    };
    let groups = ranges.iter().map(|&(range, holds)| (range, own(holds)));
    let groups = groups.filter(|(_, own)| !own.is_empty()).map(|(range, own)| {
        let absent = || own.iter().filter(|stood| stood.trial.is_absent());
        let right = own.iter().filter(|stood| stood.trial.is_right());
        TrialGroup {
            of,
            range,
            limit: limit(absent(), alpha),
            false_named: rate(Vote::Worst, absent().map(|stood| (stood.trial, stood.is_above))),
            kept: rate(Vote::Shared, right.map(|stood| (stood.trial, stood.is_above))),
        }
    });
    groups.collect()
}

/// The highest value of each substance, worst trial.
pub(super) fn highest<'a, 'b: 'a>(absent: impl Iterator<Item = &'a Stood<'b>>) -> Vec<f64> {
    let mut highest: BTreeMap<&str, f64> = BTreeMap::new();
    for stood in absent {
        let own = highest.entry(&stood.trial.truth).or_insert(f64::NEG_INFINITY);
        *own = own.max(stood.value);
    }
    highest.into_values().collect()
}

/// The value that a part α of n + 1 exchangeable substances exceed.
fn limit<'a, 'b: 'a>(absent: impl Iterator<Item = &'a Stood<'b>>, alpha: f64) -> Option<f64> {
    let mut values = highest(absent);
    values.sort_unstable_by(|a, b| b.total_cmp(a));
    let rank = (alpha * (values.len() + 1) as f64).floor() as usize;
    values.get(rank.checked_sub(1)?).copied().filter(|limit| limit.is_finite())
}
