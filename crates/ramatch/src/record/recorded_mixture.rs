//! A mixture as a record keeps it.

use super::exact::Exact;
use crate::answer::mixture::{ContainerShare, Mixture, MixtureComponent};
use serde::{Deserialize, Serialize};

/// What the spectrum was found to be a sum of; the fields are those of [`Mixture`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[allow(missing_docs, reason = "they stand with the fields of the same names")]
pub struct RecordedMixture {
    pub components: Vec<RecordedComponent>,
    pub containers: Vec<(String, Exact)>,
    pub unexplained: Exact,
    pub incomplete: bool,
    pub unexplained_cm1: Vec<Exact>,
    pub nearest: Option<String>,
    pub nothing_above: Exact,
    pub alignment: (Exact, Exact),
    pub compared_cm1: (Exact, Exact),
}

/// One component; the fields are those of [`MixtureComponent`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[allow(missing_docs, reason = "they stand with the fields of the same names")]
pub struct RecordedComponent {
    pub substance: String,
    pub entry: String,
    pub share: Exact,
    pub share_between: (Exact, Exact),
    pub amount: Exact,
    pub evidence: Exact,
    pub unlike: Exact,
    pub carried: Exact,
    pub bands_cm1: Vec<Exact>,
    pub one_of: Vec<String>,
}

impl RecordedMixture {
    pub(super) fn of(mixture: &Mixture) -> Self {
        // Every field by its name, so that one more there does not go unrecorded here.
        let Mixture {
            components,
            containers,
            unexplained,
            incomplete,
            has_more: _,
            unexplained_cm1,
            nearest,
            nothing_above,
            alignment,
            compared_cm1,
        } = mixture;
        let container = |ContainerShare { name, share }: &ContainerShare| (name.clone(), Exact::of(*share));
        Self {
            components: components.iter().map(RecordedComponent::of).collect(),
            containers: containers.iter().map(container).collect(),
            unexplained: Exact::of(*unexplained),
            incomplete: *incomplete,
            unexplained_cm1: all(unexplained_cm1),
            nearest: nearest.as_ref().map(|named| named.substance_id.clone()),
            nothing_above: Exact::of(*nothing_above),
            alignment: both((alignment.shift_cm1, alignment.stretch)),
            compared_cm1: both(*compared_cm1),
        }
    }
}

impl RecordedComponent {
    fn of(component: &MixtureComponent) -> Self {
        let MixtureComponent {
            substance: _,
            substance_id,
            entry,
            index: _,
            share,
            share_between,
            amount,
            evidence,
            unlike,
            carried,
            bands_cm1,
            one_of,
        } = component;
        Self {
            substance: substance_id.clone(),
            entry: entry.clone(),
            share: Exact::of(*share),
            share_between: both(*share_between),
            amount: Exact::of(*amount),
            evidence: Exact::of(*evidence),
            unlike: Exact::of(*unlike),
            carried: Exact::of(*carried),
            bands_cm1: all(bands_cm1),
            one_of: one_of.iter().map(|named| named.substance_id.clone()).collect(),
        }
    }
}

fn all(values: &[f64]) -> Vec<Exact> {
    values.iter().map(|&value| Exact::of(value)).collect()
}

fn both((a, b): (f64, f64)) -> (Exact, Exact) {
    (Exact::of(a), Exact::of(b))
}
