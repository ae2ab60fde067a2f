//! Why a ranking must not be taken for an answer: a code with its numbers. Faces make sentences of them.

use crate::ground::error::Error;
use core::ffi::CStr;

/// Why a ranking must not be taken for an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// All samples are equal.
    Flat {
        /// The one value.
        value: f64,
        /// How many points were looked at.
        points: usize,
    },
    /// Nothing is left above the baseline.
    ZeroNorm,
    /// Too little of the grid is covered.
    TooLittle {
        /// What is covered, in cm⁻¹.
        covered_cm1: f64,
        /// What is needed, in cm⁻¹.
        needed_cm1: f64,
        /// First and last Raman shift of the grid.
        grid_cm1: (f64, f64),
    },
    /// This is a list of peaks, not a spectrum.
    PeakList,
    /// The signal is cut off at its top.
    Saturated,
    /// A large part of the range was not measured.
    Unmeasured {
        /// That part, 0 to 1.
        part: f64,
        /// Where the widest gap begins, in cm⁻¹.
        from_cm1: f64,
        /// Where it ends.
        to_cm1: f64,
    },
    /// The points are too far apart to resolve bands.
    Sparse {
        /// How far, in cm⁻¹.
        spacing_cm1: f64,
    },
    /// Neighbouring points contradict each other.
    Contradicting {
        /// Their noise over that of the row; see [`Notes::noise_ratio`](crate::Notes::noise_ratio).
        ratio: f64,
    },
    /// No band rises above the noise.
    NothingAboveNoise,
    /// No reference overlaps enough with the spectrum.
    NoOverlap,
    /// The strongest band is hardly above the noise.
    Weak {
        /// Its height over the noise.
        snr: f64,
    },
    /// Nothing could be said of the first hit.
    NotWeighed,
    /// The first hit scores as unrelated substances do.
    LowScore {
        /// Its score.
        score: f64,
        /// There is no other to compare it with.
        alone: bool,
        /// The noise takes much of it.
        noisy: bool,
    },
    /// Another substance fits nearly as well on a moved axis.
    FitsElsewhere {
        /// The first hit's score.
        score: f64,
        /// The other's.
        elsewhere: f64,
    },
    /// Too few of the reference's bands are found.
    FewBands {
        /// How many are.
        matched: usize,
        /// How many this noise would have shown.
        visible: usize,
    },
    /// Another substance scores nearly alike.
    SmallMargin {
        /// The first hit's score.
        score: f64,
        /// The other's.
        other: f64,
    },
    /// The axis was moved and stretched by more than so few bands can tell.
    UntoldAxis {
        /// Shift in cm⁻¹.
        shift_cm1: f64,
        /// Stretch.
        stretch: f64,
        /// Bands that are found.
        matched: usize,
    },
    /// Of what the reference would show much is missing.
    Missing {
        /// The part that is found.
        found: f64,
        /// Bands that are found.
        matched: usize,
        /// Bands that this noise would have shown.
        visible: usize,
    },
    /// Much of what is seen is not the reference's.
    Unexplained {
        /// The part that it explains.
        explained: f64,
        /// By how many bands.
        matched: usize,
        /// How many bands are not its own.
        unexplained: usize,
    },
    /// The strongest band is not one of the reference, whose own strongest is a trace.
    ForeignBand {
        /// The height of that in the query, as a part of the highest.
        strongest_in_query: f64,
    },
    /// The heights of the bands are not those of the reference.
    Heights {
        /// The power of the reference's heights that they follow.
        power: f64,
    },
    /// Too little was compared for this score and gap.
    ShortRange {
        /// How much, in cm⁻¹.
        covered_cm1: f64,
    },
    /// The points are too far apart for this score and gap.
    SparseForScore {
        /// How far, in cm⁻¹.
        spacing_cm1: f64,
    },
    /// Several substances have references that are alike in what is compared.
    EqualReferences {
        /// How many, from the first on, of those that are ranked.
        count: usize,
    },
    /// The first hit stands no higher than unrelated substances did in trials.
    BelowLimit {
        /// What its standing is worth.
        value: f64,
        /// What it has to be worth.
        limit: f64,
    },
    /// Something as strong as this is left beside the reference.
    Rest {
        /// Its height, as a part of the highest point.
        rest: f64,
    },
    /// The container leaves too little for a component to be told.
    Contained {
        /// The part of the signal that is not the container's.
        left: f64,
    },
    /// What is found of a controlled substance is the pattern of a benzene ring with one substituent, and nothing beside it.
    OnlyPhenyl {
        /// Bands that are found.
        matched: usize,
    },
    /// There are no trials by which scores of this recipe could be told.
    NotCalibrated,
    /// The answer hangs by a single point, which may be a hot pixel or a cosmic ray.
    SinglePoint {
        /// Where, in cm⁻¹.
        shift_cm1: f64,
    },
}

impl Reason {
    /// The reason where a spectrum cannot be compared with anything, and that is for its measurement to mend.
    #[must_use]
    pub const fn of_error(error: &Error) -> Option<Self> {
        match *error {
            Error::Flat { value, points } => Some(Reason::Flat { value, points }),
            Error::ZeroNorm => Some(Reason::ZeroNorm),
            Error::Coverage { covered, needed, grid_from, grid_to } => {
                let grid_cm1 = (grid_from, grid_to);
                Some(Reason::TooLittle { covered_cm1: covered, needed_cm1: needed, grid_cm1 })
            }
            _ => None,
        }
    }

    /// The stable name, as JSON, the terminal and Python show it; several reasons share one where the advice is the same.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Reason::Flat { .. } => "flat",
            Reason::ZeroNorm => "zero_norm",
            Reason::PeakList => "peak_list",
            Reason::Saturated => "saturated",
            Reason::Unmeasured { .. } => "unmeasured",
            Reason::Sparse { .. } | Reason::SparseForScore { .. } => "sampling",
            Reason::Contradicting { .. } | Reason::NothingAboveNoise | Reason::Weak { .. } => "snr",
            Reason::TooLittle { .. } | Reason::NoOverlap | Reason::ShortRange { .. } => "coverage",
            Reason::NotWeighed | Reason::LowScore { .. } => "low_score",
            Reason::FitsElsewhere { .. } | Reason::UntoldAxis { .. } => "alignment",
            Reason::FewBands { .. } => "one_band",
            Reason::SmallMargin { .. } => "margin",
            Reason::Missing { .. } => "missing",
            Reason::Unexplained { .. } | Reason::ForeignBand { .. } => "unexplained",
            Reason::Heights { .. } => "heights",
            Reason::EqualReferences { .. } => "equal_references",
            Reason::BelowLimit { .. } => "below_limit",
            Reason::Rest { .. } => "mixed",
            Reason::Contained { .. } => "contained",
            Reason::OnlyPhenyl { .. } => "only_phenyl",
            Reason::NotCalibrated => "not_calibrated",
            Reason::SinglePoint { .. } => "single_point",
        }
    }

    /// The stable number of [`Reason::code`], as C shows it, from 1 on; see [`REASONS`].
    #[must_use]
    pub fn number(&self) -> i32 {
        let code = self.code().as_bytes();
        REASONS.iter().zip(1..).find(|(name, _)| name.to_bytes() == code).map_or(0, |(_, number)| number)
    }
}

/// The names of reasons, as C shows them: that of number i stands at i − 1. New names come at the end.
pub const REASONS: [&CStr; 22] = [
    c"flat",
    c"zero_norm",
    c"peak_list",
    c"saturated",
    c"unmeasured",
    c"sampling",
    c"snr",
    c"coverage",
    c"low_score",
    c"alignment",
    c"one_band",
    c"margin",
    c"missing",
    c"unexplained",
    c"heights",
    c"equal_references",
    c"below_limit",
    c"mixed",
    c"contained",
    c"only_phenyl",
    c"not_calibrated",
    c"single_point",
];

/// Most reasons that one ranking has.
pub const MOST_REASONS: usize = 12;

/// All that an answer lacks; the first says most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lacks {
    reasons: [Option<Reason>; MOST_REASONS],
    len: usize,
}

impl Lacks {
    /// Adds a reason behind the others.
    pub(super) fn add_if(&mut self, so: bool, reason: Reason) {
        if let (true, Some(slot)) = (so, self.reasons.get_mut(self.len)) {
            *slot = Some(reason);
            self.len += 1;
        }
    }

    /// The reasons, the one that says most first.
    pub fn iter(&self) -> impl Iterator<Item = Reason> + '_ {
        self.reasons.iter().copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_number() {
        let (_, code) = include_str!("reason.rs").split_once("pub const fn code").unwrap();
        let (code, _) = code.split_once("\n    }\n").unwrap();
        let mut names = code.split('"').skip(1).step_by(2);
        assert!(names.all(|name| REASONS.iter().any(|own| own.to_bytes() == name.as_bytes())));
        assert_eq!((Reason::Saturated.number(), REASONS[3]), (4, c"saturated"));
        assert_eq!(Reason::NotCalibrated.number(), 21);
    }
}
