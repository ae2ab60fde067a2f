//! What would have been seen beside a sum: nothing else above about this part of the signal.

use super::component::Rival;
use super::evidence::Whole;
use super::model::{Model, Sum};
use super::scan::Looks;
use super::terms::UnmixLimits;
use crate::ground::error::Error;
use crate::ground::math;
use crate::measured::grid::Interval;

/// Classes of `ln` of the square of a row outside the sum's space, over that of noise alone.
const CLASSES: usize = 128;
/// Width of a class.
const WIDTH: f64 = 0.15;
/// The part of the references that would explain enough there; some of them are not told for being like the others, so that the limit holds for
/// about 95 of 100.
const HOLDS_FOR: f64 = 0.98;

impl Model<'_, '_> {
    /// What the others have to say of a settled sum, by its weights: the share above which 95 of 100 of the other references would have been told
    /// beside it, 1 where nothing would; and which one would explain most of what is left.
    ///
    /// One that is there with the amount a explains a² s, s being the square of its row outside the sum's space: it is told where that is
    /// more than noise, and such a part of what is left as the evidence of a component has to be.
    pub(super) fn others(
        &mut self,
        sum: &mut Sum,
        (whole, limits): (&Whole, &UnmixLimits),
        (domain, least_cm1): (Interval, f64),
        looks: &mut Looks<'_>,
    ) -> Result<(f64, Option<Rival>), Error> {
        self.solve(sum);
        let most = 1.0 / (self.sigma * self.sigma + self.floor);
        let (mut classes, mut count) = ([0u32; CLASSES], 0u32);
        let all = *sum;
        let beyond = (whole.left - whole.noise).max(0.0);
        let mut next: Option<Rival> = None;
        self.scan(&all, (domain, least_cm1), looks, |other| {
            let below = math::ln((most / other.square).max(1.0)) / WIDTH;
            // A cast takes what is beyond for the last one.
            classes[(below as usize).min(CLASSES - 1)] += 1;
            count += 1;
            let part = if beyond > 0.0 { (other.gain / beyond).min(1.0) } else { 0.0 };
            if next.is_none_or(|next| part > next.part) {
                next = Some(Rival { entry: other.entry, substance: other.substance, part });
            }
        })?;
        let evidence = if sum.entries().count() > 1 { limits.evidence.1 } else { limits.evidence.0 };
        let needed = self.least_gain().max(beyond * evidence / (1.0 - evidence).max(1e-3));
        let needed = needed.max(limits.part * whole.all);
        let next = next.filter(|_| beyond > 0.0);
        let wanted = (HOLDS_FOR * f64::from(count)) as u32;
        let (mut seen, mut class) = (0, 0);
        for (i, found) in classes.iter().enumerate() {
            seen += found;
            class = i;
            if seen >= wanted.max(1) {
                break;
            }
        }
        if seen == 0 {
            return Ok((1.0, next));
        }
        let square = most * math::exp(-WIDTH * (class as f64 + 1.0));
        let amount = math::sqrt(needed / square);
        let all: f64 = sum.entries().map(|(_, amount)| amount).sum();
        Ok((amount / (amount + all), next))
    }
}
