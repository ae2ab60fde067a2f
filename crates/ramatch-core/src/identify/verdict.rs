//! What is said of a spectrum: from a ranking to a verdict.
//!
//! Where the ranking lacks nothing ([`lacks`](super::lacks)) the standing of its first hit decides by a calibration: above the limit that α
//! of the absent substances pass it is identified, above the limit that α of them pass with an *unrelated* name it is that or a relative, and
//! below both nothing is named. Names that score nearly alike are told together. What a calibration was not made for is told a relative at
//! best.

use super::best::Ranked;
use super::calibration::{CalibrationRef, Reached, Stratum};
use super::evidence::Evidence;
use super::reason::Reason;
use super::standing::Standing;
use crate::library::LibraryRef;
use crate::recipe::notes::Notes;

/// Names within this of the first score are told with it: where the second was so near, the first was right in two of three trials, and
/// otherwise in 97 of 100.
pub const ONE_OF: f64 = 0.04;

/// From this part of the highest point on, what is left beside the reference is another substance's: of 200 mixtures of halves the first
/// reference left that much in 195, of pure spectra that were named one in ten did.
pub const MOST_REST: f64 = 0.5;

/// Trials compared so many cm⁻¹ at least.
const LEAST_CM1: f64 = 1000.0;

/// What is said of a spectrum.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Verdict {
    /// Consistent with the first hit.
    Identified,
    /// Consistent with one of the first hits, which are not told apart.
    OneOf {
        /// How many they are.
        count: usize,
    },
    /// Consistent with the first hit, or with one of the first hits that are not told apart, or a relative of it.
    Related {
        /// How many they are.
        count: usize,
    },
    /// Consistent with a sum of references, beside the containers that were given; see [`Unmixed`](super::Unmixed).
    Mixture {
        /// How many components are told.
        count: usize,
        /// Whether something is there that nothing explains.
        incomplete: bool,
    },
    /// Nothing in the library explains it by itself.
    NotInLibrary,
    /// Nothing can be said.
    CannotDecide(Reason),
}

impl Default for Verdict {
    fn default() -> Self {
        Verdict::CannotDecide(Reason::NotWeighed)
    }
}

impl Verdict {
    /// The stable name, as JSON, the terminal and Python show it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Verdict::Identified => "identified",
            Verdict::OneOf { .. } => "one_of",
            Verdict::Related { .. } => "related",
            Verdict::Mixture { .. } => "mixture",
            Verdict::NotInLibrary => "not_in_library",
            Verdict::CannotDecide(_) => "cannot_decide",
        }
    }

    /// The stable number, as C shows it.
    #[must_use]
    pub const fn number(&self) -> i32 {
        match self {
            Verdict::CannotDecide(_) => 0,
            Verdict::Identified => 1,
            Verdict::OneOf { .. } => 2,
            Verdict::Related { .. } => 3,
            Verdict::Mixture { .. } => 4,
            Verdict::NotInLibrary => 5,
        }
    }

    /// How many of the first hits it names; none of a mixture, whose components need not be among them.
    #[must_use]
    pub const fn names(&self) -> usize {
        match self {
            Verdict::Identified => 1,
            Verdict::OneOf { count } | Verdict::Related { count } => *count,
            Verdict::Mixture { .. } | Verdict::NotInLibrary | Verdict::CannotDecide(_) => 0,
        }
    }

    /// Why nothing can be said, if so.
    #[must_use]
    pub const fn reason(&self) -> Option<Reason> {
        match self {
            Verdict::CannotDecide(reason) => Some(*reason),
            _ => None,
        }
    }
}

/// The calibration by which it is decided.
#[derive(Clone, Copy, Debug)]
pub struct Calibrated<'a> {
    /// Its tables.
    pub table: CalibrationRef<'a>,
    /// Whether it was made for what is asked. Another one's limits let a relative be told at best.
    pub own: bool,
}

impl<'a> Calibrated<'a> {
    /// A calibration beside the library that is asked; none where it is of another recipe or of another software, whose scores mean something
    /// else.
    #[must_use]
    pub fn of(table: CalibrationRef<'a>, library: &LibraryRef<'_>) -> Option<Self> {
        let recipe = library.recipe().scored_as().0;
        let own = table.is_of(&library.stated_hash(), recipe);
        table.is_of_recipe(recipe).then_some(Self { table, own })
    }
}

/// A verdict with the numbers that it goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Decision {
    /// What is said.
    pub verdict: Verdict,
    /// The numbers that decide; none where nothing was compared.
    pub standing: Option<Standing>,
    /// What they are worth by the calibration; none without one.
    pub value: Option<f64>,
    /// The limits that hold at this SNR.
    pub stratum: Option<Stratum>,
    /// How many absent substances had a value as high.
    pub reached: Option<Reached>,
}

/// What a ranking is decided by.
#[derive(Clone, Copy, Debug)]
pub struct Ranking<'a> {
    /// What was noticed about the spectrum.
    pub notes: &'a Notes,
    /// Substances, best first.
    pub best: &'a [Ranked],
    /// What speaks for the first.
    pub evidence: Option<&'a Evidence>,
    /// Why the ranking is no answer, if so; see [`cannot_decide`](super::cannot_decide).
    pub undecided: Option<Reason>,
    /// Whether its name is that of a controlled substance.
    pub controlled: bool,
    /// Whether the scores are those of the default matcher: nearness of others means nothing.
    pub by_bands: bool,
}

impl Decision {
    /// That nothing can be said before anything was compared.
    #[must_use]
    pub const fn undecided(reason: Reason) -> Self {
        let verdict = Verdict::CannotDecide(reason);
        Self { verdict, standing: None, value: None, stratum: None, reached: None }
    }

    /// Decides by a calibration; without one nothing can be said. O(ranks + kept values), no allocation.
    #[must_use]
    pub fn of(ranking: &Ranking<'_>, calibrated: Option<Calibrated<'_>>) -> Self {
        let standing = ranking.evidence.map(Standing::of);
        let mut made = Self { standing, ..Self::default() };
        let measured = standing.zip(calibrated);
        if let Some((standing, Calibrated { table, .. })) = measured {
            let (number, stratum) = table.stratum_of(ranking.notes.snr);
            let value = table.value(&standing);
            (made.value, made.stratum) = (Some(value), Some(stratum));
            made.reached = Some(table.reached(number, value));
        }
        made.verdict = made.verdict(ranking, calibrated);
        made
    }

    fn verdict(&self, ranking: &Ranking<'_>, calibrated: Option<Calibrated<'_>>) -> Verdict {
        let undecided = ranking.undecided;
        // Twins are told together, if by their standing they may be told at all.
        let twins = matches!(undecided, Some(Reason::EqualReferences { .. } | Reason::SmallMargin { .. }));
        if let Some(reason) = undecided.filter(|_| !twins) {
            let own = calibrated.filter(|calibrated| calibrated.own);
            let absent = own.and_then(|own| own.table.absent_below());
            return match (reason, absent) {
                (Reason::LowScore { score, .. }, Some((below, from, _)))
                    if score < below
                        && ranking.notes.snr.is_none_or(|snr| snr >= from)
                        && !is_short(ranking) =>
                {
                    Verdict::NotInLibrary
                }
                _ => Verdict::CannotDecide(reason),
            };
        }
        let (Some(value), Some(stratum), Some(calibrated)) = (self.value, self.stratum, calibrated) else {
            return Verdict::CannotDecide(undecided.unwrap_or(Reason::NotCalibrated));
        };
        // Of less of the axis than trials saw a single name is not told, and a relative by the limit of one.
        let short = is_short(ranking);
        let limit = if short { stratum.limit } else { stratum.limit_unrelated };
        if value <= limit {
            let below = Reason::BelowLimit { value, limit };
            return Verdict::CannotDecide(undecided.unwrap_or(below));
        }
        if let Some(Evidence { rest, .. }) = ranking.evidence.filter(|evidence| evidence.rest > MOST_REST) {
            return Verdict::CannotDecide(undecided.unwrap_or(Reason::Rest { rest: *rest }));
        }
        let alone = ranking.evidence.filter(|evidence| ranking.controlled && evidence.beyond_phenyl == 0);
        if let Some(Evidence { matched, .. }) = alone {
            return Verdict::CannotDecide(undecided.unwrap_or(Reason::OnlyPhenyl { matched: *matched }));
        }
        let near = |first: &Ranked| {
            let others = ranking.best.iter().filter(|_| ranking.by_bands);
            others.take_while(|next| first.score - next.score < ONE_OF).count()
        };
        let equal = match undecided {
            Some(Reason::EqualReferences { count }) => count,
            _ => 1,
        };
        let count = ranking.best.first().map_or(1, near).max(equal);
        match (calibrated.own && !short && value > stratum.limit, count) {
            (true, 1) => Verdict::Identified,
            (true, count) => Verdict::OneOf { count },
            (false, count) => Verdict::Related { count },
        }
    }
}

/// Whether less of the axis was compared than in the trials that limits come from.
fn is_short(ranking: &Ranking<'_>) -> bool {
    ranking.evidence.is_none_or(|evidence| evidence.covered_cm1 < LEAST_CM1)
}
