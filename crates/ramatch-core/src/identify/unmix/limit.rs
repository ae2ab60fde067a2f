//! What would have been seen beside a sum: nothing else above about this part of the signal.

use super::model::{Model, Sum};
use super::scan::Looks;
use crate::ground::error::Error;
use crate::ground::math;
use crate::measured::grid::Interval;

/// Classes of `ln` of the square of a row outside the sum's space, over that of noise alone.
const CLASSES: usize = 128;
/// Width of a class.
const WIDTH: f64 = 0.15;
/// The part of the references for which the limit holds.
const HOLDS_FOR: f64 = 0.95;

impl Model<'_, '_> {
    /// The share above which 95 of 100 of the other references would have been told beside a settled sum, by its weights; 1 where nothing would.
    ///
    /// One that is there with the amount a explains a² s, s being the square of its row outside the sum's space: it is told where that is
    /// more than noise, and such a part of what is left as the evidence of a component has to be.
    pub(super) fn other_share(
        &mut self,
        sum: &mut Sum,
        (left, noise, evidence): (f64, f64, f64),
        (domain, least_cm1): (Interval, f64),
        looks: &mut Looks<'_>,
    ) -> Result<f64, Error> {
        self.solve(sum);
        let most = 1.0 / (self.sigma * self.sigma + self.floor);
        let (mut classes, mut count) = ([0u32; CLASSES], 0u32);
        let all = *sum;
        self.scan(&all, (domain, least_cm1), looks, |other| {
            let below = math::ln((most / other.square).max(1.0)) / WIDTH;
            // A cast takes what is beyond for the last one.
            classes[(below as usize).min(CLASSES - 1)] += 1;
            count += 1;
        })?;
        let beyond = (left - noise).max(0.0) * evidence / (1.0 - evidence).max(1e-3);
        let needed = self.least_gain().max(beyond);
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
            return Ok(1.0);
        }
        let square = most * math::exp(-WIDTH * (class as f64 + 1.0));
        let amount = math::sqrt(needed / square);
        let all: f64 = sum.entries().map(|(_, amount)| amount).sum();
        Ok(amount / (amount + all))
    }
}
