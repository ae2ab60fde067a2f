//! What speaks for each component of a sum: how much worse all is without it.

use super::amounts::{Amounts, Factors, Square};
use super::column::Column;
use super::model::{Model, Sum};
use super::run::Told;
use super::scan::Looks;
use super::sums::dot;
use crate::ground::error::Error;
use crate::ground::math;
use crate::measured::grid::Interval;

/// Most components.
pub const MOST_COMPONENTS: usize = 4;
/// Most other substances that are told for one component.
pub const MOST_RIVALS: usize = 8;

/// Another substance in the place of a component.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rival {
    /// Its best entry.
    pub entry: u32,
    /// Its index.
    pub substance: u32,
    /// The part of what the component explains that it would explain in its place, 0 to 1 and a little beyond.
    pub part: f64,
}

/// One component of a mixture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Component {
    /// The entry whose row it is.
    pub entry: u32,
    /// Index of its substance.
    pub substance: u32,
    /// How many times its unit row is in the query's row.
    pub amount: f64,
    /// Its part of the signal of all components, 0 to 1: by the norms of their rows where all are known. Of signal, not of weight.
    pub share: f64,
    /// Standard deviation of the share.
    pub deviation: f64,
    /// `(RSS₋ − RSS) / (RSS₋ − noise)`: the part of what is left without it that it explains, 0 to 1.
    pub evidence: f64,
    /// `RSS₋ − RSS`: how much it explains, in units of the variance that is expected at a point.
    pub gain: f64,
    /// Bands that it explains and nothing else does.
    pub bands: Told,
    pub(super) rivals: [Rival; MOST_RIVALS],
    pub(super) rivals_len: usize,
}

impl Component {
    /// Other substances that would explain nearly as much in its place, the best first.
    #[must_use]
    pub fn rivals(&self) -> &[Rival] {
        &self.rivals[..self.rivals_len]
    }
}

/// A sum as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Whole {
    /// Where everything of it is known.
    pub(super) domain: Interval,
    /// Weighted sum of squares that is left.
    pub(super) left: f64,
    /// What noise alone leaves.
    pub(super) noise: f64,
    /// Part of the query's weighted energy that is not explained, beyond noise, 0 to 1.
    pub(super) unexplained: f64,
}

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
        Whole { domain, left, noise, unexplained: self.unexplained(left, noise) }
    }

    /// The part of the query's weighted energy beyond noise that is left, where points have a weight. A band that is not explained counts in
    /// full: where nothing is fitted, nothing but noise is expected.
    fn unexplained(&self, left: f64, noise: f64) -> f64 {
        let whole = self.whole() - noise;
        if whole > 0.0 { ((left - noise).max(0.0) / whole).min(1.0) } else { 1.0 }
    }

    /// What speaks for each entry of a settled sum; by its weights, which stay. The sum stands in the room afterwards.
    pub(super) fn components(
        &mut self,
        sum: &mut Sum,
        whole: &Whole,
    ) -> ([Component; MOST_COMPONENTS], usize) {
        let mut made = [Component::default(); MOST_COMPONENTS];
        let mut len = 0;
        let all = *sum;
        for (entry, amount) in all.entries().take(MOST_COMPONENTS) {
            let mut without = all.without(entry);
            let left = self.solve(&mut without);
            let gain = (left - whole.left).max(0.0);
            let beyond = left - whole.noise;
            made[len] = Component {
                entry,
                substance: self.rows.substance(entry).unwrap_or(u32::MAX),
                amount,
                gain,
                evidence: if beyond > 0.0 { (gain / beyond).min(1.0) } else { 0.0 },
                ..Component::default()
            };
            len += 1;
        }
        self.solve(sum);
        self.shares(sum, whole, &mut made[..len]);
        (made, len)
    }

    /// Shares of the signal with their deviations, by the law of propagation of uncertainty.
    fn shares(&mut self, sum: &Sum, whole: &Whole, made: &mut [Component]) {
        let n = self.room.row.len();
        let (mut gram, mut norms): (Square, Amounts) = Default::default();
        for (place, &(column, _)) in sum.columns().iter().enumerate() {
            self.load(column);
            let room = &mut self.room;
            let Some(own) = room.basis.get_mut(place * n..(place + 1) * n) else { return };
            let mut square = 0.0;
            for (((own, &sample), root), weight) in
                own.iter_mut().zip(&*room.row).zip(&*room.roots).zip(&*room.weights)
            {
                *own = f64::from(sample) * root;
                square += if *weight > 0.0 { f64::from(sample) * f64::from(sample) } else { 0.0 };
            }
            norms[place] = math::sqrt(square);
            for k in 0..=place {
                let product = dot(&room.basis[k * n..(k + 1) * n], &room.basis[place * n..(place + 1) * n]);
                (gram[k][place], gram[place][k]) = (product, product);
            }
        }
        let points = self.room.weights.iter().filter(|weight| **weight > 0.0).count() as f64;
        let spread = (whole.left / points.max(1.0)).max(1.0) * self.alike;
        let factors = Factors::of(&gram, &core::array::from_fn(|place| place < sum.columns().len()));
        let is_entry = |place: usize| matches!(sum.columns()[place].0, Column::Entry(_));
        let entries = || (0..sum.columns().len()).filter(|&place| is_entry(place));
        let total: f64 = entries().map(|place| sum.columns()[place].1 * norms[place]).sum();
        for (component, own) in made.iter_mut().zip(entries()) {
            if total <= 0.0 {
                continue;
            }
            component.share = component.amount * norms[own] / total;
            let Some(factors) = &factors else { continue };
            let slope: Amounts = core::array::from_fn(|place| match place {
                place if place >= sum.columns().len() || !is_entry(place) => 0.0,
                place => norms[place] / total * (if place == own { 1.0 } else { 0.0 } - component.share),
            });
            let variance: f64 = factors.solve(&slope).iter().zip(slope).map(|(x, slope)| x * slope).sum();
            component.deviation = math::sqrt(spread * variance.max(0.0));
        }
        // What stood in the room.
        let mut again = *sum;
        self.solve(&mut again);
    }

    /// Other substances in the place of each component, that would explain `least` of what it explains. The sum stands in the room
    /// afterwards.
    pub(super) fn rivals(
        &mut self,
        sum: &mut Sum,
        made: &mut [Component],
        (least, least_cm1): (f64, f64),
        looks: &mut Looks<'_>,
    ) -> Result<(), Error> {
        let all = *sum;
        let domain = self.domain(sum);
        for component in made.iter_mut() {
            let mut without = all.without(component.entry);
            self.solve(&mut without);
            let (own, gain) = (component.substance, component.gain.max(f64::MIN_POSITIVE));
            let (mut rivals, mut len) = ([Rival::default(); MOST_RIVALS], 0);
            self.scan(&without, (domain, least_cm1), looks, |other| {
                let rival = Rival { entry: other.entry, substance: other.substance, part: other.gain / gain };
                if other.substance != own && rival.part >= least {
                    len = put(&mut rivals, len, rival);
                }
            })?;
            (component.rivals, component.rivals_len) = (rivals, len);
        }
        self.solve(sum);
        Ok(())
    }
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
