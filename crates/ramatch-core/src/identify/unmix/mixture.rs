//! What is told of a mixture once its rows are forgotten.

use super::component::{Component, MOST_COMPONENTS, Rival, Told};
use super::rows::LinearReferences;
use super::run::{MOST_CONTAINERS, Unmixed};
use crate::compare::alignment::Alignment;
use crate::ground::math;
use crate::measured::grid::{Grid, Interval};

/// What a signal is a sum of, without the rows that it was taken apart by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture {
    /// How far the axis was taken to be off, for all of it.
    pub alignment: Alignment,
    /// Where all of it is known on the grid.
    pub interval: Interval,
    /// The part of the signal that nothing explains, beyond noise, 0 to 1.
    pub unexplained: f64,
    /// Whether something is there that nothing explains.
    pub incomplete: bool,
    /// Whether a band stands clear beside the one component that is told.
    pub has_more: bool,
    /// Bands that nothing explains.
    pub open_bands: Told,
    /// What would explain most of what is left, where something is; never told as a component.
    pub nearest: Option<Rival>,
    /// Share above which 95 of 100 other references would have been told beside these.
    pub nothing_above: f64,
    components: [Component; MOST_COMPONENTS],
    components_len: usize,
    containers: [f64; MOST_CONTAINERS],
    containers_len: usize,
}

impl Mixture {
    /// The components, by their shares, the largest first.
    #[must_use]
    pub fn components(&self) -> &[Component] {
        &self.components[..self.components_len]
    }

    /// The part of all of the signal that is explained which each container has, 0 to 1, in their order.
    #[must_use]
    pub fn container_shares(&self) -> &[f64] {
        &self.containers[..self.containers_len]
    }

    /// Whether the components of both are of the same substances, in whatever order.
    #[must_use]
    pub fn names_as(&self, other: &Self) -> bool {
        let within = |a: &Self, b: &Self| {
            let mut substances = a.components().iter().map(|one| one.substance);
            substances.all(|substance| b.components().iter().any(|one| one.substance == substance))
        };
        within(self, other) && within(other, self)
    }
}

impl Unmixed<'_> {
    /// What is told of it; `references` are those that it was sought among. O(components · grid.len).
    #[must_use]
    pub fn mixture(&self, references: &dyn LinearReferences, grid: Grid) -> Mixture {
        let mut components = [Component::default(); MOST_COMPONENTS];
        components[..self.components().len()].copy_from_slice(self.components());
        let mut explained = 0.0;
        for component in self.components() {
            explained += references.row(component.entry).map_or(0.0, |row| {
                let row = row.as_row();
                let known = self.interval.lo..self.interval.hi.min(row.len());
                norm(known.map(|i| component.amount * f64::from(row.sample(i))))
            });
        }
        let mut containers = [0.0; MOST_CONTAINERS];
        for (place, slot) in containers.iter_mut().enumerate().take(self.containers_len()) {
            *slot = self.container(place, grid).map_or(0.0, |(row, amount)| {
                norm(self.interval.of(row).iter().map(|y| amount * f64::from(*y)))
            });
        }
        let all = explained + containers[..self.containers_len()].iter().sum::<f64>();
        for share in &mut containers {
            *share = if all > 0.0 { *share / all } else { 0.0 };
        }
        Mixture {
            alignment: self.alignment,
            interval: self.interval,
            unexplained: self.unexplained,
            incomplete: self.is_incomplete(),
            has_more: self.has_more(),
            open_bands: self.open_bands,
            nearest: self.next.filter(|_| self.is_incomplete()),
            nothing_above: self.other_share,
            components,
            components_len: self.components().len(),
            containers,
            containers_len: self.containers_len(),
        }
    }
}

/// √Σ y².
fn norm(samples: impl Iterator<Item = f64>) -> f64 {
    math::sqrt(samples.map(|y| y * y).sum())
}
