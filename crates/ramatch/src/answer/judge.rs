//! A verdict made of a decision: its names, numbers, rate, marks and sentences.

use super::advice;
use super::found::{Hit, Warning};
use super::mixture::Mixture;
use super::relative::Relative;
use super::said;
use super::sum;
use super::verdict::{CalibratedBy, Limits, Named, Reached, Verdict};
use super::watch::Watched;
use crate::library::Calibration;
use ramatch_core::identify::{self, Decision};

/// What a verdict is made of beside its numbers.
pub(super) struct Made<'a> {
    pub(super) decision: &'a Decision,
    /// The calibration, and whether it is that of what was asked.
    pub(super) calibration: Option<(&'a Calibration, bool)>,
    /// As many of the first hits as it names, and the first one at least, if there is one.
    pub(super) hits: &'a [Hit],
    /// Why nothing can be said, in words.
    pub(super) reason: Option<Warning>,
    /// What it is a sum of, where that is what is said.
    pub(super) mixture: Option<&'a Mixture>,
    pub(super) relatives: Vec<Relative>,
    pub(super) watched: Vec<Watched>,
}

impl Verdict {
    /// That nothing can be said.
    pub(super) fn cannot_decide(reason: Warning) -> Self {
        let mut made = Self::default();
        made.refuse(reason, None);
        made
    }

    /// Takes back whatever was said, and says why.
    pub(super) fn refuse(&mut self, reason: Warning, snr: Option<f64>) {
        self.code = identify::Verdict::default().name();
        self.names.clear();
        self.relatives.clear();
        self.stated_rate = None;
        self.advice = advice::of(reason.code, snr);
        self.text = said::undecided(&reason, &self.advice);
        self.reason = Some(reason);
    }

    /// Puts a decision into words.
    pub(super) fn of(made: Made<'_>, snr: Option<f64>) -> Self {
        let Made { decision, calibration, hits, reason, mixture, relatives, watched } = made;
        let verdict = decision.verdict;
        let count = if mixture.is_some() { hits.len() } else { verdict.names() };
        let names = &hits[..count.min(hits.len())];
        let marked = if names.is_empty() { &hits[..hits.len().min(1)] } else { names };
        let table = calibration.map(|(calibration, _)| calibration.view());
        let mut all = Self {
            code: verdict.name(),
            names: names.iter().map(Named::from).collect(),
            // Of a ranking, which a mixture does not go by.
            value: decision.value.filter(|_| mixture.is_none()),
            limits: decision.stratum.filter(|_| mixture.is_none()).map(|stratum| Limits {
                snr_from: stratum.snr_from,
                identified: Some(stratum.limit).filter(|limit| limit.is_finite()),
                related: Some(stratum.limit_unrelated).filter(|limit| limit.is_finite()),
            }),
            reached: decision
                .reached
                .filter(|_| mixture.is_none())
                .map(|identify::Reached { by, of, .. }| Reached { by, of }),
            stated_rate: table.and_then(|table| match verdict {
                identify::Verdict::NotInLibrary => table.absent_below().map(|(_, _, rate)| rate),
                _ => (verdict.names() > 0).then(|| table.stated_rate()),
            }),
            calibration: calibration.map(CalibratedBy::from),
            relatives,
            controlled: marked
                .iter()
                .filter(|hit| hit.is_controlled())
                .map(|hit| hit.substance.clone())
                .collect(),
            watched,
            ..Self::default()
        };
        match reason {
            Some(reason) => all.refuse(reason, snr),
            None => {
                if verdict == identify::Verdict::NotInLibrary {
                    all.advice = advice::of(all.code, snr);
                }
                all.text = match mixture {
                    Some(mixture) => sum::said(mixture),
                    None => said::of(&all, calibration.map(|(calibration, _)| calibration)),
                };
            }
        }
        all
    }
}

impl From<(&Calibration, bool)> for CalibratedBy {
    fn from((calibration, own): (&Calibration, bool)) -> Self {
        let about = calibration.about();
        Self { hash: calibration.hash(), own, borrowed: about.borrowed, kinds: about.kinds.clone() }
    }
}

impl From<&Hit> for Named {
    fn from(hit: &Hit) -> Self {
        Self { substance: hit.substance.clone(), substance_id: hit.substance_id.clone() }
    }
}

impl Hit {
    /// Whether it is controlled somewhere, as far as the library says.
    pub(super) fn is_controlled(&self) -> bool {
        !self.schedules.is_empty() || self.tags.iter().any(|tag| tag == "controlled")
    }
}
