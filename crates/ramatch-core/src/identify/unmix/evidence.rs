//! What speaks for each component of a sum: how much worse all is without it.

use super::amounts::{Amounts, Factors, Square, add_products};
use super::column::Column;
use super::component::{Component, MOST_COMPONENTS, MOST_RIVALS, Rival};
use super::model::{Model, Sum};
use super::room::Room;
use super::scan::Looks;
use super::sums::dot;
use crate::compare::similarity::{self, Overlap, Score};
use crate::ground::error::Error;
use crate::ground::math;
use crate::library::{Codes, LinearRow};
use crate::measured::grid::{Grid, Interval};
use ramatch_kernels::Sample;

/// A sum as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Whole {
    /// Where everything of it is known.
    pub(super) domain: Interval,
    /// Weighted sum of squares that is left.
    pub(super) left: f64,
    /// What noise alone leaves.
    pub(super) noise: f64,
    /// Weighted sum of squares of the query beyond noise.
    pub(super) all: f64,
    /// The part of what the query shows where it is known that all of the sum's entries know, every stretch by the root of its size, 0 to 1.
    pub(super) seen: f64,
    /// The part of it that is not explained, 0 to 1. A band that is not explained counts in full: where nothing is fitted, nothing but
    /// noise is expected.
    pub(super) unexplained: f64,
}

/// References below this cosine are unlike.
const UNLIKE: f64 = 0.7;

impl Model<'_, '_> {
    /// Weighs and solves a sum until the weights are those of its fit, over where all of it is known.
    pub(super) fn settle(&mut self, sum: &mut Sum, passes: usize) -> Whole {
        let domain = self.domain(sum);
        let mut left = self.solve(sum);
        for _ in 0..passes {
            self.weigh(domain);
            left = self.solve(sum);
        }
        let noise = self.noise();
        let all = self.whole() - noise;
        let unexplained = if all > 0.0 { ((left - noise).max(0.0) / all).min(1.0) } else { 1.0 };
        Whole { domain, left, noise, all, seen: self.seen(domain), unexplained }
    }

    /// The part of what the query shows that lies inside `domain`, without what is the containers'.
    fn seen(&mut self, domain: Interval) -> f64 {
        self.around(|room, i| room.query[i] - room.beside[i]);
        let (mut inside, mut all) = (0.0, 0.0);
        for open in self.room.open.iter() {
            let known = open.intersection(self.known);
            for i in known.lo..known.hi {
                let root = math::sqrt(self.room.blurred[i].max(0.0));
                all += root;
                inside += if (domain.lo..domain.hi).contains(&i) { root } else { 0.0 };
            }
        }
        if all > 0.0 { inside / all } else { 0.0 }
    }

    /// What speaks for each entry of a settled sum, by its weights, which stay. The sum stands in the room afterwards.
    pub(super) fn components(
        &mut self,
        sum: &mut Sum,
        whole: &Whole,
    ) -> ([Component; MOST_COMPONENTS], usize) {
        let mut made = [Component::default(); MOST_COMPONENTS];
        let mut len = 0;
        let all = *sum;
        for (entry, amount) in all.entries().take(MOST_COMPONENTS) {
            let gain = (self.solve(&mut all.without(entry)) - whole.left).max(0.0);
            let beside = whole.unexplained * whole.all.max(0.0);
            made[len] = Component {
                entry,
                substance: self.rows.substance(entry).unwrap_or(u32::MAX),
                amount,
                gain,
                evidence: if gain > 0.0 { gain / (gain + beside) } else { 0.0 },
                part: if whole.all > 0.0 { gain / whole.all } else { 0.0 },
                ..Component::default()
            };
            len += 1;
        }
        self.solve(sum);
        (made, len)
    }

    /// How much of each component the unlike references would explain in its place, and what of the query it carries, by weights in which what
    /// is not explained has no more of a say than what is. The sum stands in the room afterwards, by its own weights.
    pub(super) fn unlike(
        &mut self,
        sum: &mut Sum,
        made: &mut [Component],
        (domain, least_cm1): (Interval, f64),
        looks: &mut Looks<'_>,
    ) -> Result<(), Error> {
        self.in_place_of_each(sum, made, domain, |model, component, without, gain| {
            component.unlike = model.best_unlike(component, without, gain, (domain, least_cm1), looks)?;
            Ok(())
        })?;
        for component in made.iter_mut() {
            component.carried = self.carried((component.entry, component.amount));
        }
        self.solve(sum);
        Ok(())
    }

    /// Looks at what could stand in the place of each component, in the sum `without` it and the `gain` that it brings, by weights in which what is
    /// not explained has no more of a say than what is. The sum stands in the room afterwards, by its own weights.
    fn in_place_of_each(
        &mut self,
        sum: &mut Sum,
        made: &mut [Component],
        domain: Interval,
        mut look: impl FnMut(&mut Self, &mut Component, &Sum, f64) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let all = *sum;
        self.weigh_beside(domain);
        let left = self.solve(sum);
        for component in made.iter_mut() {
            let mut without = all.without(component.entry);
            let gain = (self.solve(&mut without) - left).max(f64::MIN_POSITIVE);
            look(self, component, &without, gain)?;
        }
        self.stand(&all);
        *sum = all;
        self.solve(sum);
        Ok(())
    }

    /// The part of what a component explains, `gain`, that the best of the unlike references would in its place.
    fn best_unlike(
        &mut self,
        component: &Component,
        without: &Sum,
        gain: f64,
        over: (Interval, f64),
        looks: &mut Looks<'_>,
    ) -> Result<f64, Error> {
        let (own, rows, grid) = (component.substance, self.rows, self.grid);
        let row = rows.row(component.entry);
        let mut best = 0.0f64;
        self.scan(without, over, looks, |other| {
            let part = other.gain / gain;
            if other.substance != own && part > best && cosine(row, rows.row(other.entry), grid) < UNLIKE {
                best = part;
            }
        })?;
        Ok(best)
    }

    /// What speaks for the only entry of a sum that is known not to be all: by weights in which what is not explained has no more of a say than
    /// what is, over all that is known of the query. It stands in the room afterwards.
    pub(super) fn alone(
        &mut self,
        sum: &mut Sum,
        least_cm1: f64,
        looks: &mut Looks<'_>,
    ) -> Result<Component, Error> {
        self.partial = true;
        let over = (self.known, least_cm1);
        for _ in 0..2 {
            self.stand(&*sum);
            self.solve(sum);
        }
        let (left, noise) = (self.solve(sum), self.noise());
        let Some((entry, amount)) = sum.entries().next() else { return Ok(Component::default()) };
        let mut without = sum.without(entry);
        let gain = (self.solve(&mut without) - left).max(0.0);
        let substance = self.rows.substance(entry).unwrap_or(u32::MAX);
        let beside = (left - noise).max(0.0);
        let evidence = if gain > 0.0 { gain / (gain + beside) } else { 0.0 };
        let mut made =
            Component { entry, substance, amount, share: 1.0, gain, evidence, ..Component::default() };
        made.unlike = self.best_unlike(&made, &without, gain.max(f64::MIN_POSITIVE), over, looks)?;
        self.stand(&*sum);
        self.solve(sum);
        made.carried = self.carried((entry, amount));
        self.solve(sum);
        Ok(made)
    }

    /// `Σ √Q min(P, Q) / max(Q, expected) / Σ √Q` with the squares P of a part and Q of the query, blurred, without what is the containers'.
    fn carried(&mut self, (entry, amount): (u32, f64)) -> f64 {
        self.load(Column::Entry(entry));
        self.around(|room, i| amount * f64::from(room.row[i]));
        let Room { rest, blurred, .. } = &mut self.room;
        rest.copy_from_slice(blurred);
        self.around(|room, i| room.query[i] - room.beside[i]);
        let expected = self.sigma * self.sigma + self.floor;
        let (mut carried, mut all) = (0.0, 0.0);
        let Room { rest, blurred, weights, .. } = &self.room;
        for ((own, around), weight) in rest.iter().zip(&**blurred).zip(&**weights) {
            if *weight > 0.0 {
                let root = math::sqrt(around.max(0.0));
                carried += own.min(*around) / around.max(expected) * root;
                all += root;
            }
        }
        if all > 0.0 { carried / all } else { 0.0 }
    }

    /// Amounts and shares of the signal by a last fit without weights, which sums of signals ask for, with the deviations that the weights say
    /// points have, by the law of propagation of uncertainty. That fit stands in the room afterwards, with the weights as they were.
    pub(super) fn measure(&mut self, sum: &mut Sum, made: &mut [Component]) {
        let n = self.room.row.len();
        let weighted = *sum;
        self.keep_weights();
        self.weigh_alike(self.weighed(sum));
        self.solve(sum);
        if sum.entries().any(|(_, amount)| amount <= 0.0) {
            *sum = weighted;
            self.fit(sum);
        }
        let (mut gram, mut norms): (Square, Amounts) = Default::default();
        for (place, &(column, _)) in sum.columns().iter().enumerate() {
            self.load(column);
            let room = &mut self.room;
            let Some(own) = room.basis.get_mut(place * n..(place + 1) * n) else { return };
            for ((own, &sample), weight) in own.iter_mut().zip(&*room.row).zip(&*room.weights) {
                *own = if *weight > 0.0 { f64::from(sample) } else { 0.0 };
            }
            norms[place] = math::sqrt(dot(own, own));
            add_products(&mut gram, room.basis, (n, place));
        }
        self.take_weights();
        let columns = sum.columns().len();
        let there = |place: usize| sum.columns().get(place).is_some_and(|(_, amount)| *amount > 0.0);
        let factors = Factors::of(&gram, &core::array::from_fn(there));
        let is_entry = |place: usize| matches!(sum.columns()[place].0, Column::Entry(_));
        let entries = || (0..columns).filter(|&place| is_entry(place));
        let total: f64 = entries().map(|place| sum.columns()[place].1 * norms[place]).sum();
        for (component, own) in made.iter_mut().zip(entries()) {
            component.amount = sum.columns()[own].1;
            component.share = if total > 0.0 { component.amount * norms[own] / total } else { 0.0 };
            let (Some(factors), true) = (&factors, total > 0.0) else { continue };
            let slope: Amounts = core::array::from_fn(|place| match place {
                place if place >= columns || !is_entry(place) => 0.0,
                place => norms[place] / total * (if place == own { 1.0 } else { 0.0 } - component.share),
            });
            let along = factors.solve(&slope);
            let mut variance = 0.0;
            for (i, weight) in self.room.weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
                let moved: f64 =
                    (0..columns).map(|place| along[place] * self.room.basis[place * n + i]).sum();
                // Noise is alike over neighbours, and what a reference is wrong by over a band.
                let noise = self.sigma * self.sigma;
                let wrong = (1.0 / weight - noise).max(0.0);
                variance += moved * moved * (noise * self.alike + wrong * self.alike_of_references());
            }
            component.deviation = math::sqrt(variance);
        }
    }

    /// Other substances in the place of each component, that would explain `least` of what it explains, by the weights of
    /// [`Model::unlike`]. The sum stands in the room afterwards.
    pub(super) fn rivals(
        &mut self,
        sum: &mut Sum,
        made: &mut [Component],
        (least, least_cm1): (f64, f64),
        looks: &mut Looks<'_>,
    ) -> Result<(), Error> {
        let domain = self.weighed(sum);
        self.in_place_of_each(sum, made, domain, |model, component, without, gain| {
            let own = component.substance;
            let (mut rivals, mut len) = ([Rival::default(); MOST_RIVALS], 0);
            model.scan(without, (domain, least_cm1), looks, |other| {
                let rival = Rival { entry: other.entry, substance: other.substance, part: other.gain / gain };
                if other.substance != own && rival.part >= least {
                    len = put(&mut rivals, len, rival);
                }
            })?;
            (component.rivals, component.rivals_len) = (rivals, len);
            Ok(())
        })
    }
}

/// The cosine of two rows of one format, whose scales cancel; 0 where there is none.
fn cosine(a: Option<LinearRow<'_>>, b: Option<LinearRow<'_>>, grid: Grid) -> f64 {
    fn of<S: Sample>(a: (&[S], Interval), b: (&[S], Interval), grid: Grid) -> Option<Score> {
        similarity::cosine(a, b, grid.step_cm1, Overlap::none())
    }
    let (Some(a), Some(b)) = (a, b) else { return 0.0 };
    let (first, second) = (a.interval, b.interval);
    let score = match (a.codes, b.codes) {
        (Codes::I16(a), Codes::I16(b)) => of((a, first), (b, second), grid),
        (Codes::I8(a), Codes::I8(b)) => of((a, first), (b, second), grid),
        (Codes::F32(a), Codes::F32(b)) => of((a, first), (b, second), grid),
        _ => None,
    };
    score.map_or(0.0, |score| score.cosine)
}

/// Puts a rival in its place among the best of each substance; yields how many there are.
fn put(rivals: &mut [Rival; MOST_RIVALS], len: usize, rival: Rival) -> usize {
    let mut len = len;
    if let Some(own) = rivals[..len].iter().position(|known| known.substance == rival.substance) {
        if rivals[own].part >= rival.part {
            return len;
        }
        rivals[own..len].rotate_left(1);
        len -= 1;
    }
    let at = rivals[..len].partition_point(|known| known.part >= rival.part);
    if at == MOST_RIVALS {
        return len;
    }
    len = (len + 1).min(MOST_RIVALS);
    rivals[at..len].rotate_right(1);
    rivals[at] = rival;
    len
}
