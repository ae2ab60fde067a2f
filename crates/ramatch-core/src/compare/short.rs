//! Short rows: neighbouring points of an emphasised row taken together.
//!
//! Bands of two instruments agree within some cm⁻¹ at best, and they are broader than that: points 2 cm⁻¹ apart say hardly more
//! than their sums over 4.5 cm⁻¹ do. On such parts, rankings and alignments are those of all points, at half of the numbers;
//! on parts of 9 cm⁻¹ the ranking still is, and the alignment and the evidence are worse.

use crate::measured::grid::{Grid, Interval};

/// Width of a part in cm⁻¹, at most; a point that is wider is a part of its own.
const WIDTH_CM1: f64 = 4.8;

/// How the points of a grid are taken together.
///
/// ```
/// use ramatch_core::{Grid, Interval, alignment::Shortened};
/// let short = Shortened::of(Grid::cm1(200.0, 2.0, 7));
/// assert_eq!((short.points(), short.len()), (2, 3));
/// // A part counts where all of its points are known.
/// let mut row = [0.0, 1.0, 2.0, 3.0, 4.0, 0.0, 0.0];
/// assert_eq!(short.shorten(&mut row, Interval { lo: 1, hi: 5 }), Interval { lo: 1, hi: 2 });
/// assert_eq!(row[..3], [0.0, 5.0, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shortened {
    points: usize,
    len: usize,
    width_cm1: f64,
}

impl Shortened {
    /// Parts of up to 4.8 cm⁻¹. What is left of the last points, if it fills no part, is not compared.
    #[must_use]
    pub const fn of(grid: Grid) -> Self {
        // A cast takes NaN and what is negative for 0.
        let fit = (WIDTH_CM1 / grid.step_cm1) as usize;
        let most = if fit > grid.len { grid.len } else { fit };
        let points = if most > 1 { most } else { 1 };
        Self { points, len: grid.len / points, width_cm1: grid.step_cm1 * points as f64 }
    }

    /// Points in a part.
    #[must_use]
    pub const fn points(&self) -> usize {
        self.points
    }

    /// Number of parts.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a grid has points")]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Width of a part in cm⁻¹.
    #[must_use]
    pub const fn width_cm1(&self) -> f64 {
        self.width_cm1
    }

    /// The parts all of whose points lie inside an interval of the grid.
    #[must_use]
    pub fn interval(&self, points: Interval) -> Interval {
        let hi = (points.hi / self.points).min(self.len);
        Interval { lo: points.lo.div_ceil(self.points).min(hi), hi }
    }

    /// Brings a row (`[grid.len]`, known inside `known`) to sums over parts, in its first [`Shortened::len`] samples, and yields where
    /// they are known; outside they are 0. O(n), no allocation.
    pub fn shorten(&self, row: &mut [f32], known: Interval) -> Interval {
        let parts = self.interval(known);
        for part in 0..self.len.min(row.len()) {
            let inside = (parts.lo..parts.hi).contains(&part);
            let points = row.get(part * self.points..(part + 1) * self.points).filter(|_| inside);
            row[part] = points.map_or(0.0, |points| points.iter().sum());
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    proptest! {
        #[test]
        fn sums_of_what_is_known_throughout(
            row in prop::collection::vec(-1.0f32..1.0, 16..200), step in 0.1f64..9.0, ends in (0usize..200, 0usize..200),
        ) {
            let n = row.len();
            let known = Interval { lo: ends.0.min(ends.1).min(n), hi: ends.0.max(ends.1).min(n) };
            let short = Shortened::of(Grid::cm1(100.0, step, n));
            prop_assert!(short.points() == 1 || short.width_cm1() <= WIDTH_CM1);
            prop_assert!((short.points() + 1) as f64 * step > WIDTH_CM1 || short.points() == n);
            let mut made = row.clone();
            let interval = short.shorten(&mut made, known);
            for (part, &got) in made[..short.len()].iter().enumerate() {
                let points: Vec<usize> = (part * short.points()..(part + 1) * short.points()).collect();
                let whole = points.iter().all(|i| (known.lo..known.hi).contains(i));
                let expected: f32 = if whole { points.iter().map(|&i| row[i]).sum() } else { 0.0 };
                prop_assert_eq!(got, expected);
                prop_assert_eq!((interval.lo..interval.hi).contains(&part), whole);
            }
        }
    }
}
