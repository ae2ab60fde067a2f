//! Where points count: everywhere, but for gaps, and for what a container hides.

use crate::ground::error::{self, Error};
use crate::ground::math;
use crate::measured::grid::{Grid, Interval};

/// From this part of its height on, a container's row covers what is measured through it.
const COVERED: f32 = 0.05;

/// The stretches of a grid in which points count, in their order and apart, in lent slots.
///
/// ```
/// use ramatch_core::{Grid, Interval, identify::Mask};
/// let mut slots = [Interval::default(); 4];
/// let mut mask = Mask::all(Grid::cm1(200.0, 2.0, 500), &mut slots)?;
/// mask.close((400.0, 410.0))?;
/// assert_eq!(mask.open(), [Interval { lo: 0, hi: 100 }, Interval { lo: 106, hi: 500 }]);
/// # Ok::<(), ramatch_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Mask<'a> {
    grid: Grid,
    slots: &'a mut [Interval],
    len: usize,
}

impl<'a> Mask<'a> {
    /// Slots that are enough for any mask of `n` points.
    #[must_use]
    pub const fn slots_len(n: usize) -> usize {
        n.div_ceil(2) + 1
    }

    /// Every point counts.
    ///
    /// # Errors
    /// [`Error::Length`] without a slot.
    pub fn all(grid: Grid, slots: &'a mut [Interval]) -> Result<Self, Error> {
        let mut mask = Self { grid, slots, len: 0 };
        mask.push(Interval { lo: 0, hi: grid.len })?;
        Ok(mask)
    }

    /// The points count that a container leaves, of which `row` (`[grid.len]`) is a reference: where it stands at 5 % of its height
    /// at most. O(n).
    ///
    /// # Errors
    /// [`Error::Length`] for too few slots.
    pub fn beside(
        grid: Grid,
        row: impl Iterator<Item = f32> + Clone,
        slots: &'a mut [Interval],
    ) -> Result<Self, Error> {
        let limit = COVERED * row.clone().fold(0.0, f32::max);
        let mut mask = Self { grid, slots, len: 0 };
        for (i, _) in row.take(grid.len).enumerate().filter(|(_, sample)| *sample <= limit) {
            match mask.slots[..mask.len].last_mut() {
                Some(last) if last.hi == i => last.hi = i + 1,
                _ => mask.push(Interval { lo: i, hi: i + 1 })?,
            }
        }
        Ok(mask)
    }

    /// Points between two Raman shifts in cm⁻¹ do not count. O(stretches).
    ///
    /// # Errors
    /// [`Error::Parameter`] for ends that are no numbers or do not rise, [`Error::Length`] for too few slots.
    pub fn close(&mut self, (from_cm1, to_cm1): (f64, f64)) -> Result<(), Error> {
        error::domain("from_cm1", from_cm1, from_cm1 <= to_cm1, "at most to_cm1")?;
        let grid = self.grid;
        let index = |shift_cm1: f64| (shift_cm1 - grid.start_cm1) / grid.step_cm1;
        // A cast takes what is below the grid for 0: nothing there, and nothing is closed.
        let (lo, hi) = (index(from_cm1) as usize, (math::ceil(index(to_cm1)) + 1.0) as usize);
        let mut at = 0;
        while at < self.len {
            let open = self.slots[at];
            let below = Interval { lo: open.lo, hi: open.hi.min(lo) };
            let above = Interval { lo: open.lo.max(hi), hi: open.hi };
            match (below.is_empty(), above.is_empty()) {
                (false, false) => {
                    self.push(above)?;
                    self.slots[at] = below;
                    self.slots[at + 1..self.len].rotate_right(1);
                    at += 2;
                }
                (false, true) => {
                    self.slots[at] = below;
                    at += 1;
                }
                (true, false) => {
                    self.slots[at] = above;
                    at += 1;
                }
                (true, true) => {
                    self.slots[at..self.len].rotate_left(1);
                    self.len -= 1;
                }
            }
        }
        Ok(())
    }

    /// The stretches in which points count.
    #[must_use]
    pub fn open(&self) -> &[Interval] {
        &self.slots[..self.len]
    }

    /// Points that count inside an interval.
    #[must_use]
    pub fn count(&self, inside: Interval) -> usize {
        self.open().iter().map(|open| open.intersection(inside).len()).sum()
    }

    fn push(&mut self, open: Interval) -> Result<(), Error> {
        let got = self.slots.len();
        let slot = self.slots.get_mut(self.len);
        *slot.ok_or(Error::Length { what: "open", expected: got + 1, got })? = open;
        self.len += 1;
        Ok(())
    }
}

/// Points of a grid inside an interval that lie in none of the gaps, from one Raman shift to another, both included; what a container
/// hides is covered. O(n · gaps).
#[must_use]
pub fn covered(grid: Grid, inside: Interval, gaps: impl Iterator<Item = (f64, f64)> + Clone) -> usize {
    let bridged = |i: usize| gaps.clone().any(|(from, to)| (from..=to).contains(&grid.shift_cm1(i)));
    (inside.lo..inside.hi).filter(|&i| !bridged(i)).count()
}

/// Whether points count at a Raman shift in cm⁻¹. O(stretches).
#[must_use]
pub fn counts(open: &[Interval], grid: Grid, shift_cm1: f64) -> bool {
    let at = math::round((shift_cm1 - grid.start_cm1) / grid.step_cm1);
    at >= 0.0 && open.iter().any(|open| (open.lo..open.hi).contains(&(at as usize)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    const GRID: Grid = Grid::cm1(200.0, 2.0, 60);

    proptest! {
        /// Stretches are those of a plain list of marks, whatever is closed in which order.
        #[test]
        fn equals_a_list_of_marks(row in prop::collection::vec(0u8..30, 60), closed in prop::collection::vec((190.0f64..330.0, 0.0f64..20.0), 0..6)) {
            let samples: Vec<f32> = row.iter().map(|&v| f32::from(v)).collect();
            let highest = samples.iter().copied().fold(0.0, f32::max);
            let mut marks: Vec<bool> = samples.iter().map(|&v| v <= 0.05 * highest).collect();
            let mut slots = vec![Interval::default(); Mask::slots_len(60)];
            let mut mask = Mask::beside(GRID, samples.iter().copied(), &mut slots).unwrap();
            for (from, width) in closed {
                mask.close((from, from + width)).unwrap();
                let index = |shift: f64| (shift - 200.0) / 2.0;
                for (i, mark) in marks.iter_mut().enumerate() {
                    *mark &= !(index(from).floor()..index(from + width).ceil() + 1.0).contains(&(i as f64));
                }
            }
            let mut got = vec![false; 60];
            for open in mask.open() {
                prop_assert!(!open.is_empty());
                got[open.lo..open.hi].fill(true);
            }
            prop_assert_eq!(&got, &marks);
            prop_assert_eq!(mask.count(Interval { lo: 0, hi: 60 }), marks.iter().filter(|&&mark| mark).count());
            for (i, &mark) in marks.iter().enumerate() {
                prop_assert_eq!(counts(mask.open(), GRID, GRID.shift_cm1(i)), mark);
            }
        }
    }

    #[test]
    fn what_lies_beside_the_grid_closes_nothing_and_ends_may_be_infinite() {
        let closed = |ends| {
            let mut slots = [Interval::default(); 3];
            let mut mask = Mask::all(GRID, &mut slots).unwrap();
            mask.close(ends).map(|()| mask.open().to_vec())
        };
        let all = vec![Interval { lo: 0, hi: 60 }];
        for ends in [(100.0, 150.0), (-1e300, -1e299), (320.0, 330.0), (1e300, f64::INFINITY)] {
            assert_eq!(closed(ends).unwrap(), all, "{ends:?}");
        }
        assert_eq!(closed((210.0, f64::INFINITY)).unwrap(), [Interval { lo: 0, hi: 5 }]);
        assert_eq!(closed((f64::NEG_INFINITY, f64::INFINITY)).unwrap(), []);
        for ends in [(250.0, 240.0), (f64::NAN, 250.0), (250.0, f64::NAN)] {
            assert!(matches!(closed(ends), Err(Error::Parameter { .. })), "{ends:?}");
        }
    }

    #[test]
    fn too_few_slots_are_refused() {
        assert!(Mask::all(GRID, &mut []).is_err());
        let mut one = [Interval::default()];
        let mut mask = Mask::all(GRID, &mut one).unwrap();
        let refused = mask.close((240.0, 250.0)).unwrap_err();
        assert_eq!(refused, Error::Length { what: "open", expected: 2, got: 1 });
        assert_eq!(mask.open(), [Interval { lo: 0, hi: 60 }], "as before");
    }
}
