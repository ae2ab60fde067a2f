//! What becomes of a verdict on a ranking once the signal was taken apart.

use super::run::Unmixed;
use crate::identify::reason::Reason;
use crate::identify::verdict::Verdict;

impl Unmixed<'_> {
    /// The verdict on a spectrum, `ranked` being that on its ranking.
    ///
    /// Several components are a mixture. One alone is what the ranking says of it, by trials: references of one substance differ by more than
    /// noise, as crystals do that lie otherwise, and what is left of that looks like something else. With a container one is told as well.
    #[must_use]
    pub fn verdict(&self, ranked: Verdict) -> Verdict {
        let (count, incomplete) = (self.components().len(), self.is_incomplete());
        let left = self.left_by_containers();
        if self.covered_cm1() < LEAST_CM1 {
            return ranked;
        }
        match (count, self.containers_len() > 0 && left < LEAST_LEFT) {
            (0, true) if left < MOST_CONTAINED => Verdict::CannotDecide(Reason::Contained { left }),
            (0, _) | (1, false) => ranked,
            _ => Verdict::Mixture { count, incomplete },
        }
    }

    /// Whether a band stands clear beside the one component that is told, where its reference is known: at a place where that shows half as much at
    /// most.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.is_beside() && !self.open_bands.shifts_cm1().is_empty()
    }
}

/// A container that is less of the signal than this leaves is not there.
const LEAST_LEFT: f64 = 0.995;
/// Of less of the axis no mixture is told: bands of others fit as well.
const LEAST_CM1: f64 = 1000.0;
/// Where a container leaves less than this, it is why nothing is told.
const MOST_CONTAINED: f64 = 0.5;
