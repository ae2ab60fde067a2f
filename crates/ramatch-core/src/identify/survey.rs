//! Which alignments are tried, and what fits under each.
//!
//! Shifts are tried every 2 cm⁻¹, then stretches about the best, then both more finely. Moving is paid for: the best score
//! has to gain more than it costs. What other substances score under alignments well away from the best one says how much an
//! agreement is worth: bands that fit something else elsewhere fit by chance.

use super::tolerance::Tolerance;
use crate::compare::alignment::Alignment;
use crate::ground::math;

/// What moving costs of the score: for each cm⁻¹ of shift, and for each unit of stretch.
const COST: (f64, f64) = (0.004, 4.0);
/// Distance of the shifts that are tried first, in cm⁻¹.
const STEP_CM1: f64 = 2.0;
/// Shifts up to here are tried for rivals, however small the tolerance.
const RIVALS_CM1: f64 = 8.0;
/// An alignment so far from another is another one.
const APART_CM1: f64 = 4.0;

/// The best of one substance under one alignment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rival {
    pub(super) substance: u32,
    /// Without what moving costs.
    pub(super) score: f64,
}

impl Rival {
    pub(super) const NONE: Self = Self { substance: u32::MAX, score: f64::NEG_INFINITY };
}

/// Takes a rival for the best score, or for the best of another substance.
pub(super) fn take(two: &mut [Rival; 2], rival: Rival) {
    if rival.score > two[0].score {
        if two[0].substance != rival.substance {
            two[1] = two[0];
        }
        two[0] = rival;
    } else if rival.score > two[1].score && two[0].substance != rival.substance {
        two[1] = rival;
    }
}

/// Most alignments that are tried: all shifts of the largest tolerance, six stretches, eight finer ones.
const MOST_TRIED: usize = 48;
/// How often the steps about the best are halved.
const ROUNDS: u32 = 2;

/// What is tried next.
#[derive(Clone, Copy, Debug)]
enum Turn {
    /// The axis as it stands.
    AsItStands,
    /// So many steps of 2 cm⁻¹.
    Shift(i32),
    /// One of the stretches about a shift.
    Stretch(u32, f64),
    /// One of four about the best of a round.
    Finer { round: u32, turn: u32, about: Alignment },
    /// Beyond a narrow tolerance nothing is allowed for, but what fits there says something as well: so many steps, left or right.
    Beyond(u32, f64),
    /// Nothing.
    Done,
}

/// Alignments with the two best substances under each, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    tolerance: Tolerance,
    tried: [(Alignment, [Rival; 2]); MOST_TRIED],
    len: usize,
    best: (Alignment, f64),
    turn: Turn,
}

impl Survey {
    pub(super) fn new(tolerance: Tolerance) -> Self {
        Self {
            tolerance,
            tried: [(Alignment { shift_cm1: 0.0, stretch: 0.0 }, [Rival::NONE; 2]); MOST_TRIED],
            len: 0,
            best: (Alignment::default(), f64::NEG_INFINITY),
            turn: Turn::AsItStands,
        }
    }

    /// How far the axis is off.
    pub(crate) fn alignment(&self) -> Alignment {
        self.best.0
    }

    /// The alignment that is tried next; none when all were.
    pub(super) fn next(&self) -> Option<Alignment> {
        let Tolerance { shift_cm1: most, stretch: widest } = self.tolerance;
        let within = |shift: f64, stretch: f64| Alignment {
            shift_cm1: shift.clamp(-most, most),
            stretch: stretch.clamp(-widest, widest),
        };
        Some(match self.turn {
            Turn::AsItStands => within(0.0, 0.0),
            Turn::Shift(step) => within(f64::from(step) * STEP_CM1, 0.0),
            Turn::Stretch(turn, about) => {
                let stretch = if turn < 3 { -widest } else { widest };
                within(about + (f64::from(turn % 3) - 1.0) * STEP_CM1, stretch)
            }
            Turn::Finer { round, turn, about } => {
                // Exact: powers of two.
                let by = 0.5 / f64::from(1 << round);
                let (by, more) = (by * STEP_CM1, by * widest);
                let (shift, stretch) = [(by, 0.0), (-by, 0.0), (0.0, more), (0.0, -more)][turn as usize % 4];
                within(about.shift_cm1 + shift, about.stretch + stretch)
            }
            Turn::Beyond(step, side) => {
                Alignment { shift_cm1: side * f64::from(step) * STEP_CM1, stretch: 0.0 }
            }
            Turn::Done => return None,
        })
    }

    /// Takes the two best substances under what was [`next`](Survey::next).
    pub(super) fn took(&mut self, two: [Rival; 2]) {
        let Some(alignment) = self.next() else { return };
        let top = two[0].score - cost(alignment);
        if !matches!(self.turn, Turn::Beyond(..)) && top > self.best.1 {
            self.best = (alignment, top);
        }
        if let Some(slot) = self.tried.get_mut(self.len) {
            *slot = (alignment, two);
            self.len += 1;
        }
        self.turn = self.following();
    }

    fn following(&self) -> Turn {
        let steps = math::ceil(self.tolerance.shift_cm1 / STEP_CM1) as i32;
        let (best, moves) = (self.best.0, self.tolerance != Tolerance::none());
        let beyond = || {
            let first = self.tolerance.shift_cm1 as u32 / STEP_CM1 as u32 + 1;
            if f64::from(first) * STEP_CM1 <= RIVALS_CM1 { Turn::Beyond(first, 1.0) } else { Turn::Done }
        };
        let finer = || match moves {
            true => Turn::Finer { round: 0, turn: 0, about: best },
            false => beyond(),
        };
        let stretches = || match self.tolerance.stretch > 0.0 {
            true => Turn::Stretch(0, best.shift_cm1),
            false => finer(),
        };
        match self.turn {
            Turn::AsItStands if steps > 0 => Turn::Shift(-steps),
            Turn::AsItStands => stretches(),
            Turn::Shift(-1) => Turn::Shift(1),
            Turn::Shift(step) if step < steps => Turn::Shift(step + 1),
            Turn::Shift(_) => stretches(),
            Turn::Stretch(turn, about) if turn < 5 => Turn::Stretch(turn + 1, about),
            Turn::Stretch(..) => finer(),
            Turn::Finer { round, turn, about } if turn < 3 => Turn::Finer { round, turn: turn + 1, about },
            // Each time about the best so far.
            Turn::Finer { round, .. } if round + 1 < ROUNDS => {
                Turn::Finer { round: round + 1, turn: 0, about: best }
            }
            Turn::Finer { .. } => beyond(),
            Turn::Beyond(step, side) if side > 0.0 => Turn::Beyond(step, -1.0),
            Turn::Beyond(step, _) if f64::from(step + 1) * STEP_CM1 <= RIVALS_CM1 => {
                Turn::Beyond(step + 1, 1.0)
            }
            Turn::Beyond(..) | Turn::Done => Turn::Done,
        }
    }

    /// The best score of another substance under an alignment well away from one; none where none was tried.
    pub(crate) fn elsewhere(&self, substance: Option<u32>, alignment: Alignment) -> Option<f64> {
        let apart = |other: &Alignment| (other.shift_cm1 - alignment.shift_cm1).abs() >= APART_CM1;
        let others =
            self.tried[..self.len].iter().filter(|(other, _)| apart(other)).filter_map(|(other, two)| {
                let rival = two.iter().find(|rival| Some(rival.substance) != substance)?;
                rival.score.is_finite().then(|| rival.score - cost(*other))
            });
        // Rows that contradict each other say no more than rows that have nothing in common.
        others.reduce(f64::max).map(|best| best.max(0.0))
    }
}

/// What an alignment costs of a score.
pub(super) fn cost(alignment: Alignment) -> f64 {
    COST.0 * alignment.shift_cm1.abs() + COST.1 * alignment.stretch.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Substance 1 fits best at +5 cm⁻¹, substance 2 a little less at −6 and best of the others.
    fn fits(alignment: Alignment) -> [Rival; 2] {
        let near = |at: f64, top: f64| {
            top - 0.05 * (alignment.shift_cm1 - at).abs() - 20.0 * alignment.stretch.abs()
        };
        let mut two =
            [Rival { substance: 1, score: near(5.0, 0.9) }, Rival { substance: 2, score: near(-6.0, 0.7) }];
        two.sort_by(|a, b| b.score.total_cmp(&a.score));
        two
    }

    fn survey(tolerance: Tolerance) -> (Survey, usize) {
        let (mut survey, mut tried) = (Survey::new(tolerance), 0);
        while let Some(alignment) = survey.next() {
            tried += 1;
            survey.took(fits(alignment));
        }
        (survey, tried)
    }

    #[test]
    fn the_best_alignment_and_what_fits_elsewhere() {
        let (found, tried) = survey(Tolerance::new());
        assert!((found.alignment().shift_cm1 - 5.0).abs() < 0.6 && tried < 32, "{:?}", found.alignment());
        let elsewhere = found.elsewhere(Some(1), found.alignment()).unwrap();
        assert!((elsewhere - (0.7 - 6.0 * COST.0)).abs() < 1e-9, "{elsewhere}");
        // For the other one the first is what fits elsewhere.
        let elsewhere = found.elsewhere(Some(2), Alignment { shift_cm1: -6.0, stretch: 0.0 }).unwrap();
        assert!(elsewhere > 0.85, "{elsewhere}");
    }

    #[test]
    fn a_narrow_tolerance_moves_nothing_and_still_looks_elsewhere() {
        for tolerance in [Tolerance::none(), Tolerance::new().shift_cm1(1.0).stretch(0.0)] {
            let (found, _) = survey(tolerance);
            assert!(found.alignment().shift_cm1.abs() <= tolerance.shift_cm1);
            let elsewhere = found.elsewhere(Some(1), found.alignment()).unwrap();
            assert!((elsewhere - (0.7 - 6.0 * COST.0)).abs() < 1e-9, "{elsewhere}");
        }
        let empty = Survey::new(Tolerance::new());
        assert_eq!(empty.elsewhere(Some(1), Alignment::default()), None);
    }
}
