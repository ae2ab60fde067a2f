//! Which references a signal is a sum of: one more at a time, each then put to the test against all others.

use super::axis::Measured;
use super::component::MOST_COMPONENTS;
use super::evidence::Whole;
use super::model::{Model, Sum};
use super::scan::Looks;
use crate::compare::alignment::Alignment;
use crate::ground::error::Error;
use crate::identify::tolerance::Tolerance;

/// How often weights are taken anew.
const PASSES: usize = 2;

/// A sum of so many components, and the alignment under which it was found.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Level {
    pub(super) sum: Sum,
    pub(super) alignment: Alignment,
    pub(super) whole: Whole,
}

/// The sums of one component, of two, and so on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Levels {
    levels: [Level; MOST_COMPONENTS],
    len: usize,
}

impl Levels {
    pub(super) fn all(&self) -> &[Level] {
        &self.levels[..self.len]
    }

    fn push(&mut self, level: Level) {
        if let Some(slot) = self.levels.get_mut(self.len) {
            *slot = level;
            self.len += 1;
        }
    }
}

impl Model<'_, '_> {
    /// Adds references as long as they explain something, up to `most`.
    pub(super) fn grow(
        &mut self,
        measured: &Measured<'_>,
        (first, tolerance): (Alignment, Tolerance),
        (least_cm1, most): (f64, usize),
        looks: &mut Looks<'_>,
    ) -> Result<Levels, Error> {
        let found = self.coarse(measured, (tolerance, least_cm1), first, looks)?;
        let (mut alignment, mut levels) = (found, Levels::default());
        self.align(measured, alignment);
        let mut sum = Sum::of_containers(measured.containers.len());
        for _ in 0..most.min(MOST_COMPONENTS) {
            let domain = self.domain(&sum);
            self.weigh_beside(domain);
            self.solve(&mut sum);
            let next = self.best(&sum, (domain, least_cm1), looks)?;
            let least = self.least_gain();
            let Some(next) = next.filter(|next| next.gain >= least) else { break };
            sum = sum.with(next.entry);
            self.swap(&mut sum, least_cm1, looks)?;
            let mut whole = self.settle(&mut sum, PASSES);
            if tolerance != Tolerance::none() {
                alignment = self.refine(measured, tolerance, &mut sum, (found, alignment));
                whole = self.settle(&mut sum, PASSES);
            }
            sum = sum.without_nothing();
            levels.push(Level { sum, alignment, whole });
        }
        Ok(levels)
    }

    /// Puts each entry to the test against all others in its place, by weights for which what is not explained yet has no more of a say than
    /// what is: another takes its place if it explains more, until none does.
    fn swap(&mut self, sum: &mut Sum, least_cm1: f64, looks: &mut Looks<'_>) -> Result<(), Error> {
        for _ in 0..MOST_COMPONENTS {
            let (mut again, entries) = (false, *sum);
            for (entry, _) in entries.entries() {
                let mut without = sum.without(entry);
                let domain = self.domain(&without);
                self.weigh_beside(domain);
                self.solve(&mut without);
                let better = self.best(&without, (domain, least_cm1), looks)?;
                if let Some(better) = better.filter(|better| better.entry != entry) {
                    *sum = without.with(better.entry);
                    again = true;
                }
            }
            if !again || sum.entries().count() == 1 {
                break;
            }
        }
        let domain = self.domain(sum);
        self.weigh_beside(domain);
        self.solve(sum);
        Ok(())
    }
}
