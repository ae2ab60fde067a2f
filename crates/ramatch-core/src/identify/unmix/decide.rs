//! What becomes of a verdict on a ranking once the signal was taken apart.

use super::run::Unmixed;
use crate::identify::reason::Reason;
use crate::identify::verdict::Verdict;

impl Unmixed<'_> {
    /// The verdict on a spectrum, `ranked` being that on its ranking.
    ///
    /// Several components are a mixture. One that explains all is what the ranking says. One beside something else is a mixture that is not all
    /// known, unless the ranking names a substance and no band stands clear beside it, or refuses for what no other component mends: a single band,
    /// a single point, the pattern of a benzene ring, too little of the axis. With a container one component is told as well.
    #[must_use]
    pub fn verdict(&self, ranked: Verdict) -> Verdict {
        let (count, incomplete) = (self.components().len(), self.is_incomplete());
        let contained = self.containers_len() > 0;
        let open = !self.open_bands.shifts_cm1().is_empty();
        let beside = self.is_beside() && if ranked.names() > 0 { open } else { is_of_others(&ranked) };
        match count {
            0 if contained => Verdict::CannotDecide(Reason::Contained { left: self.left_by_containers() }),
            0 => ranked,
            1 if !contained && !beside => ranked,
            _ => Verdict::Mixture { count, incomplete },
        }
    }
}

/// Whether a ranking may name nothing because of what else is there.
fn is_of_others(ranked: &Verdict) -> bool {
    let Some(reason) = ranked.reason() else { return true };
    matches!(
        reason,
        Reason::LowScore { .. }
            | Reason::FitsElsewhere { .. }
            | Reason::SmallMargin { .. }
            | Reason::Missing { .. }
            | Reason::Unexplained { .. }
            | Reason::ForeignBand { .. }
            | Reason::Heights { .. }
            | Reason::EqualReferences { .. }
            | Reason::BelowLimit { .. }
            | Reason::Rest { .. }
    )
}
