//! What a calibration is good for: what it keeps of what is there, and what it lets through of what is not.
//!
//! Nested by substance: substances fall into ten parts by a hash of their ids. What is said of one part is said by a model and by limits that
//! were made of the other nine, so that no substance speaks for itself.

use super::fit::{Model, Sample};
use super::limits::{Votes, worth};
use super::outcome::TrialOutcome;
use super::validation::rates::{TrialRate, Vote, rate};
use serde::Serialize;

/// Parts.
const PARTS: usize = 10;

/// What is kept and let through at a rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CalibratedRate {
    /// The part of absent substances that limits are to let through.
    pub alpha: f64,
    /// Of trials whose substance was present and ranked first, those that are named.
    pub kept: TrialRate,
    /// The same where naming a relative is no error.
    pub kept_related: TrialRate,
    /// Of trials whose substance was present and of which something is named, those of which another one is.
    pub wrong: TrialRate,
    /// Of substances that were absent, those of which something is named in their worst trial.
    pub false_any: TrialRate,
    /// The same of those of which something is named that is no relative.
    pub false_unrelated: TrialRate,
}

/// The trials that a model is fitted to: what was present and ranks first, and what was absent.
pub(super) fn samples<'a>(outcomes: impl Iterator<Item = &'a TrialOutcome>) -> Vec<Sample> {
    let counts = outcomes.filter(|outcome| outcome.is_absent() || outcome.is_right());
    let sample =
        |outcome: &TrialOutcome| Some(Sample { numbers: outcome.standing?, present: outcome.is_right() });
    counts.filter_map(sample).collect()
}

/// The part that a substance falls into.
fn part_of(truth: &str) -> usize {
    usize::from(blake3::hash(truth.as_bytes()).as_bytes()[0]) % PARTS
}

/// Outcomes, each with what it is worth by a model that was made without its part.
pub(super) struct Nested<'a> {
    outcomes: Vec<&'a TrialOutcome>,
    models: Vec<Model>,
}

impl<'a> Nested<'a> {
    /// Models of measured trials, one without each part.
    pub(super) fn of(measured: &'a [TrialOutcome]) -> Self {
        let without = |part| measured.iter().filter(move |outcome| part_of(&outcome.truth) != part);
        let models = (0..PARTS).map(|part| Model::fit(&samples(without(part)))).collect();
        Self { outcomes: measured.iter().collect(), models }
    }

    /// What is kept and let through of trials, at a rate; none where one of the limits cannot be stated.
    pub(super) fn rate(&self, trials: &[&TrialOutcome], alpha: f64) -> Option<CalibratedRate> {
        let mut judged = Vec::new();
        for (part, model) in self.models.iter().enumerate() {
            let value = |outcome: &TrialOutcome| {
                worth(outcome, outcome.standing.map(|standing| model.value(standing)))
            };
            let mut votes = Votes::default();
            let others = trials.iter().filter(|outcome| part_of(&outcome.truth) != part);
            others
                .filter(|outcome| outcome.is_absent())
                .for_each(|outcome| votes.take(outcome, value(outcome)));
            let (any, unrelated) = votes.limits(alpha, f64::NEG_INFINITY)?;
            let own = trials.iter().filter(|outcome| part_of(&outcome.truth) == part);
            judged.extend(own.map(|outcome| {
                let value = value(outcome);
                (*outcome, value > any, value > unrelated)
            }));
        }
        let of = |vote, which: fn(&TrialOutcome, bool, bool) -> Option<bool>| {
            rate(
                vote,
                judged.iter().filter_map(|&(outcome, any, unrelated)| {
                    Some((outcome, which(outcome, any, unrelated)?))
                }),
            )
        };
        Some(CalibratedRate {
            alpha,
            kept: of(Vote::Shared, |outcome, any, _| outcome.is_right().then_some(any)),
            kept_related: of(Vote::Shared, |outcome, _, unrelated| outcome.is_right().then_some(unrelated)),
            wrong: of(Vote::Shared, |outcome, any, _| {
                (!outcome.is_absent() && any).then(|| !outcome.is_right())
            }),
            false_any: of(Vote::Worst, |outcome, any, _| outcome.is_absent().then_some(any)),
            false_unrelated: of(Vote::Worst, |outcome, _, unrelated| {
                outcome.is_absent().then_some(unrelated && !outcome.related)
            }),
        })
    }

    /// The same of all measured trials, whatever their noise.
    pub(super) fn whole(&self, alpha: f64) -> Option<CalibratedRate> {
        self.rate(&self.outcomes, alpha)
    }
}
