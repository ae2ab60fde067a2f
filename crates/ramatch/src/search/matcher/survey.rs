//! Which alignments are tried, and what fits under each.
//!
//! Shifts are tried every 2 cm⁻¹, then stretches about the best, then both more finely. Moving is paid for: the best score
//! has to gain more than it costs. What other substances score under alignments well away from the best one says how much an
//! agreement is worth: bands that fit something else elsewhere fit by chance.

use super::index::Tolerance;
use ramatch_core::alignment::Alignment;

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

/// Alignments with the two best substances under each.
pub(crate) struct Survey {
    tolerance: Tolerance,
    tried: Vec<(Alignment, [Rival; 2])>,
    best: (Alignment, f64),
}

impl Survey {
    pub(super) fn new(tolerance: Tolerance) -> Self {
        Self { tolerance, tried: Vec::new(), best: (Alignment::default(), f64::NEG_INFINITY) }
    }

    /// How far the axis is off.
    pub(crate) fn alignment(&self) -> Alignment {
        self.best.0
    }

    /// Tries one alignment, brought within the tolerance.
    fn attempt(&mut self, shift: f64, stretch: f64, score: &mut dyn FnMut(Alignment) -> [Rival; 2]) {
        let Tolerance { shift_cm1: most, stretch: widest } = self.tolerance;
        let alignment =
            Alignment { shift_cm1: shift.clamp(-most, most), stretch: stretch.clamp(-widest, widest) };
        let two = score(alignment);
        let top = two[0].score - cost(alignment);
        if top > self.best.1 {
            self.best = (alignment, top);
        }
        self.tried.push((alignment, two));
    }

    /// Tries all; `score` yields the two best substances under one.
    pub(super) fn run(&mut self, score: &mut dyn FnMut(Alignment) -> [Rival; 2]) {
        let tolerance = self.tolerance;
        self.attempt(0.0, 0.0, score);
        let steps = (tolerance.shift_cm1 / STEP_CM1).ceil() as i32;
        for step in (-steps..=steps).filter(|&step| step != 0) {
            self.attempt(f64::from(step) * STEP_CM1, 0.0, score);
        }
        if tolerance.stretch > 0.0 {
            let shift_cm1 = self.best.0.shift_cm1;
            for stretch in [-tolerance.stretch, tolerance.stretch] {
                for shift in [shift_cm1 - STEP_CM1, shift_cm1, shift_cm1 + STEP_CM1] {
                    self.attempt(shift, stretch, score);
                }
            }
        }
        // More finely about the best, each time about the best so far.
        let mut by = (0.5 * STEP_CM1, 0.5 * tolerance.stretch);
        if tolerance != Tolerance::none() {
            for _ in 0..2 {
                let Alignment { shift_cm1, stretch } = self.best.0;
                for (shift, more) in [(by.0, 0.0), (-by.0, 0.0), (0.0, by.1), (0.0, -by.1)] {
                    self.attempt(shift_cm1 + shift, stretch + more, score);
                }
                by = (0.5 * by.0, 0.5 * by.1);
            }
        }
        // Beyond a narrow tolerance nothing is allowed for, but what fits there says something as well.
        let beyond =
            (1..).map(|step| f64::from(step) * STEP_CM1).skip_while(|&shift| shift <= tolerance.shift_cm1);
        for shift in beyond.take_while(|&shift| shift <= RIVALS_CM1) {
            for shift_cm1 in [shift, -shift] {
                let alignment = Alignment { shift_cm1, stretch: 0.0 };
                self.tried.push((alignment, score(alignment)));
            }
        }
    }

    /// The best score of another substance under an alignment well away from one; none where none was tried.
    pub(crate) fn elsewhere(&self, substance: Option<u32>, alignment: Alignment) -> Option<f64> {
        let apart = |other: &Alignment| (other.shift_cm1 - alignment.shift_cm1).abs() >= APART_CM1;
        let others = self.tried.iter().filter(|(other, _)| apart(other)).filter_map(|(other, two)| {
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
        survey.run(&mut |alignment| {
            tried += 1;
            fits(alignment)
        });
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
