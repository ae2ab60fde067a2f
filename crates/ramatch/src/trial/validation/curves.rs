//! Curves over all trials, as pictures show them.

use super::groups::highest;
use super::standing::Stood;
use crate::trial::statistics::cost::{cllr, cllr_min};
use crate::trial::statistics::detection::{Detection, area, detection};
use crate::trial::statistics::risk::{Risk, risk_coverage};
use crate::trial::statistics::tippett::{Step, tippett};

/// What likelihood ratios are worth. Trials count here, as in the literature; present are those that ranked first.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct RatioQuality {
    /// Trials of what was present and first that have a value.
    pub present: usize,
    /// Trials of what was absent that have a value.
    pub absent: usize,
    /// Trials of both kinds that have none: nothing was weighed.
    pub without: usize,
    /// Cost in bits: 0 is perfect, 1 what no idea costs.
    pub cllr: Option<f64>,
    /// The least cost that the order of the values allows.
    pub cllr_min: Option<f64>,
    /// The chance that something present has a higher value than something absent.
    pub area: Option<f64>,
    /// The part of absent trials whose ratio is above 1: misleading evidence.
    pub misleading_absent: Option<f64>,
    /// The part of present trials whose ratio is below 1.
    pub misleading_present: Option<f64>,
}

/// How many trials reached a score.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct ScoreBin {
    /// From this score on, and up to that of the next.
    pub from: f64,
    /// Trials whose first hit is right.
    pub right: usize,
    /// Trials whose first hit is a relative.
    pub relative: usize,
    /// Trials whose first hit is another one.
    pub wrong: usize,
}

/// Curves over all trials.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct ValidationCurves {
    /// False against missed by one limit of the value: absent substances by their worst trial, trials of what was present and first. It ends
    /// where all pass that any limit lets through.
    pub detection: Vec<Detection>,
    /// Risk at every coverage, where any name but the right one is wrong.
    pub risk: Vec<Risk>,
    /// The same where a relative is not.
    pub risk_unrelated: Vec<Risk>,
    /// Trials of what was present and first, by their values.
    pub tippett_present: Vec<Step>,
    /// Trials of what was absent.
    pub tippett_absent: Vec<Step>,
    /// Scores of first hits.
    pub scores: Vec<ScoreBin>,
}

/// Values of trials that have one.
struct Values {
    present: Vec<f64>,
    absent: Vec<f64>,
}

impl Values {
    fn of(stood: &[Stood<'_>]) -> Self {
        Self {
            present: stood
                .iter()
                .filter(|stood| stood.trial.is_right())
                .filter_map(|stood| stood.worth)
                .collect(),
            absent: stood
                .iter()
                .filter(|stood| stood.trial.is_absent())
                .filter_map(|stood| stood.worth)
                .collect(),
        }
    }
}

pub(super) fn quality(stood: &[Stood<'_>]) -> RatioQuality {
    let Values { present, absent } = Values::of(stood);
    let asked = stood.iter().filter(|stood| stood.trial.is_right() || stood.trial.is_absent()).count();
    let part = |values: &[f64], holds: fn(f64) -> bool| {
        let count = values.iter().filter(|value| holds(**value)).count();
        (!values.is_empty()).then(|| count as f64 / values.len() as f64)
    };
    RatioQuality {
        present: present.len(),
        absent: absent.len(),
        without: asked - present.len() - absent.len(),
        cllr: cllr(&present, &absent),
        cllr_min: cllr_min(&present, &absent),
        area: area(&present, &absent),
        misleading_absent: part(&absent, |value| value > 0.0),
        misleading_present: part(&present, |value| value < 0.0),
    }
}

pub(super) fn curves(stood: &[Stood<'_>]) -> ValidationCurves {
    let values = Values::of(stood);
    let first: Vec<f64> =
        stood.iter().filter(|stood| stood.trial.is_right()).map(|stood| stood.value).collect();
    let highest = highest(stood.iter().filter(|stood| stood.trial.is_absent()));
    let mut detected = detection(&first, &highest);
    if first.iter().chain(&highest).any(|value| value.is_infinite()) {
        // Where everything passes there is no limit: what something speaks against never does.
        detected.pop();
    }
    ValidationCurves {
        detection: detected,
        risk: risks(stood, |stood| !stood.trial.is_right()),
        risk_unrelated: risks(stood, Stood::is_unrelated),
        tippett_present: tippett(&values.present),
        tippett_absent: tippett(&values.absent),
        scores: scores(stood),
    }
}

/// Risk at every coverage, where it is said what is wrong.
fn risks<'a>(stood: &[Stood<'a>], wrong: impl Fn(&Stood<'a>) -> bool) -> Vec<Risk> {
    let answers: Vec<(f64, bool)> = stood.iter().map(|stood| (stood.value, wrong(stood))).collect();
    risk_coverage(&answers)
}

/// Bins of scores; what is below 0 lies in the first.
const BINS: usize = 20;

fn scores(stood: &[Stood<'_>]) -> Vec<ScoreBin> {
    let empty = |i| ScoreBin { from: i as f64 / BINS as f64, right: 0, relative: 0, wrong: 0 };
    let mut bins: Vec<ScoreBin> = (0..BINS).map(empty).collect();
    for stood in stood {
        let Some([score, ..]) = stood.trial.standing else { continue };
        let bin = &mut bins[((score.max(0.0) * BINS as f64) as usize).min(BINS - 1)];
        match (stood.trial.is_right(), stood.trial.related) {
            (true, _) => bin.right += 1,
            (false, true) => bin.relative += 1,
            (false, false) => bin.wrong += 1,
        }
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::fit::{Model, Sample};

    /// Numbers from 0 to 1 (SplitMix64).
    fn random(state: &mut u64) -> f64 {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Half of the trials make the model, the other half are asked.
    fn refitted(samples: &[Sample]) -> f64 {
        let (made_of, asked) = samples.split_at(samples.len() / 2);
        let model = Model::fit(made_of);
        let values = |present| {
            let own = asked.iter().filter(move |sample| sample.present == present);
            own.map(|sample| model.value(sample.numbers)).collect::<Vec<_>>()
        };
        cllr(&values(true), &values(false)).unwrap()
    }

    #[test]
    fn labels_that_are_permuted_cost_one_bit_with_the_model_refitted() {
        let mut state = 21;
        let mut samples: Vec<Sample> = (0..1600)
            .map(|i| {
                let present = i % 3 != 0;
                let score = 0.3 + 0.4 * random(&mut state) + if present { 0.3 } else { 0.0 };
                let numbers = [score, score - 0.4 * random(&mut state), 0.1 * random(&mut state)];
                Sample { numbers, present }
            })
            .collect();
        let told = refitted(&samples);
        assert!(told < 0.7, "{told}");
        // Fisher and Yates.
        for i in (1..samples.len()).rev() {
            let j = (random(&mut state) * (i + 1) as f64) as usize;
            (samples[i].present, samples[j].present) = (samples[j].present, samples[i].present);
        }
        let permuted = refitted(&samples);
        assert!((permuted - 1.0).abs() < 0.05, "{permuted}");
    }
}
