//! Which references a signal is a sum of: one more at a time, each then put to the test against all others.

use super::axis::Measured;
use super::evidence::{MOST_COMPONENTS, Whole};
use super::model::{Model, Sum};
use super::scan::Looks;
use crate::compare::alignment::Alignment;
use crate::ground::error::Error;
use crate::identify::tolerance::Tolerance;

/// What explains less than so many times the noise's variance is not looked for.
pub(super) const LEAST_GAIN: f64 = 25.0;
/// The part of what is left at a point that is expected at every other one, as long as something may be missing.
const MISSING: f64 = 0.05;
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
        let mut alignment = self.coarse(measured, (tolerance, least_cm1), first, looks)?;
        let mut levels = Levels::default();
        self.align(measured, alignment);
        let mut sum = Sum::of_containers(measured.containers.len());
        self.weigh_alike(self.known);
        self.settle(&mut sum, PASSES);
        for _ in 0..most.min(MOST_COMPONENTS) {
            let domain = self.domain(&sum);
            let next = self.best(&sum, (domain, least_cm1), looks)?;
            let Some(next) = next.filter(|next| next.gain >= LEAST_GAIN) else { break };
            sum = sum.with(next.entry);
            self.settle_beside(&mut sum, PASSES);
            if self.swap(&mut sum, least_cm1, looks)? {
                self.settle_beside(&mut sum, PASSES);
            }
            if tolerance != Tolerance::none() {
                alignment = self.refine(measured, tolerance, &mut sum, alignment);
            }
            self.missing = 0.0;
            let whole = self.settle(&mut sum, PASSES);
            sum = sum.without_nothing();
            levels.push(Level { sum, alignment, whole });
            self.settle_beside(&mut sum, PASSES);
        }
        self.missing = 0.0;
        Ok(levels)
    }

    /// As [`Model::settle`], while more may be missing: what is left is expected everywhere, in part.
    fn settle_beside(&mut self, sum: &mut Sum, passes: usize) -> Whole {
        let mut whole = self.settle(sum, 1);
        for _ in 0..passes {
            self.missing = MISSING * self.left_at_a_point();
            whole = self.settle(sum, 1);
        }
        whole
    }

    /// Puts each entry to the test against all others in its place, by the weights as they are; yields whether one was changed. Another
    /// takes its place if it explains more.
    fn swap(&mut self, sum: &mut Sum, least_cm1: f64, looks: &mut Looks<'_>) -> Result<bool, Error> {
        let mut changed = false;
        for _ in 0..2 {
            let mut again = false;
            let entries = *sum;
            for (entry, _) in entries.entries() {
                let mut without = sum.without(entry);
                self.solve(&mut without);
                let domain = self.domain(&without);
                let better = self.best(&without, (domain, least_cm1), looks)?;
                if let Some(better) = better.filter(|better| better.entry != entry) {
                    *sum = without.with(better.entry);
                    self.settle(sum, 1);
                    (changed, again) = (true, true);
                }
            }
            if !again || entries.len() == 1 {
                break;
            }
        }
        self.solve(sum);
        Ok(changed)
    }
}
