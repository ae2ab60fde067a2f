//! The common axis on which spectra are compared, and the stretch of it that a spectrum covers.

use crate::ground::error::{self, Error};

/// Equally spaced Raman shifts: `start + i · step`, `i = 0 … len − 1`, in cm⁻¹.
///
/// ```
/// use ramatch_core::Grid;
/// let grid = Grid::cm1(200.0, 2.0, 1024);
/// assert_eq!((grid.shift_cm1(3), grid.end_cm1()), (206.0, 2246.0));
/// // The points that a spectrum from 300 to 1800 cm⁻¹ covers: their cells reach 1 cm⁻¹ to either side.
/// let interval = grid.interval(300.0, 1800.0);
/// assert_eq!((grid.shift_cm1(interval.lo), grid.shift_cm1(interval.hi - 1)), (302.0, 1798.0));
/// grid.check()?;
/// # Ok::<(), ramatch_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Grid {
    /// First Raman shift in cm⁻¹.
    pub start_cm1: f64,
    /// Spacing in cm⁻¹.
    pub step_cm1: f64,
    /// Number of points.
    pub len: usize,
}

/// Most points that a grid may have.
pub const MAX_GRID_LEN: usize = 1 << 16;

impl Grid {
    /// The default: 150 + 2.25·i cm⁻¹, 1,024 points, 150 to 2451.75 cm⁻¹.
    ///
    /// It holds the fingerprint region of every handheld instrument with the lattice bands below 250 cm⁻¹ and the triple
    /// bonds above 2,200 cm⁻¹, at two points or more for each resolution element, in a power of two that every FFT
    /// takes, and all its points are exact numbers.
    pub const FINGERPRINT: Grid = Grid::cm1(150.0, 2.25, 1024);

    /// A grid from its first Raman shift, its spacing (both cm⁻¹) and its number of points.
    #[must_use]
    pub const fn cm1(start_cm1: f64, step_cm1: f64, len: usize) -> Self {
        Self { start_cm1, step_cm1, len }
    }

    /// Raman shift of point `i` in cm⁻¹.
    #[must_use]
    pub fn shift_cm1(&self, i: usize) -> f64 {
        self.start_cm1 + self.step_cm1 * i as f64
    }

    /// Last Raman shift in cm⁻¹.
    #[must_use]
    pub fn end_cm1(&self) -> f64 {
        self.shift_cm1(self.len.saturating_sub(1))
    }

    /// The points whose cells (± half a step) lie in `from_cm1 ..= to_cm1`.
    #[must_use]
    pub fn interval(&self, from_cm1: f64, to_cm1: f64) -> Interval {
        // A hundred-thousandth of a step of slack: the axis is f32, its ends are rounded.
        let slack = 1e-5 * self.step_cm1;
        let inside = |i: &usize| {
            let (low, high) = self.cell(*i);
            low >= from_cm1 - slack && high <= to_cm1 + slack
        };
        let lo = (0..self.len).find(inside).unwrap_or(0);
        let hi = (lo..self.len).rev().find(inside).map_or(lo, |i| i + 1);
        Interval { lo, hi }
    }

    /// Ends of the cell of point `i`, in cm⁻¹.
    pub(crate) fn cell(&self, i: usize) -> (f64, f64) {
        let half = 0.5 * self.step_cm1;
        (self.shift_cm1(i) - half, self.shift_cm1(i) + half)
    }

    /// Refuses a spacing and a number of points with which nothing can be computed, where they are a spectrum's own and no grid
    /// was stated: as many points as a spectrum may have, and nothing is asked of the ends.
    ///
    /// # Errors
    /// [`Error::Parameter`].
    pub fn check_points(&self) -> Result<(), Error> {
        let len = self.len;
        let known = (16..=crate::measured::limits::MAX_POINTS).contains(&len);
        error::domain("points", len as f64, known, "16 to 1048576")?;
        self.check_step("step_cm1")
    }

    pub(crate) fn check_step(&self, name: &'static str) -> Result<(), Error> {
        let step = self.step_cm1;
        error::domain(
            name,
            step,
            (1e-3..=crate::measured::limits::MAX_SHIFT_CM1).contains(&step),
            "0.001 to 1e5",
        )
    }

    /// Refuses a grid on which nothing can be computed.
    ///
    /// # Errors
    /// [`Error::Parameter`].
    pub fn check(&self) -> Result<(), Error> {
        let limit = crate::measured::limits::MAX_SHIFT_CM1;
        let finite = |v: f64| v.is_finite() && v.abs() <= limit;
        error::domain("grid.start_cm1", self.start_cm1, finite(self.start_cm1), "finite, within ±1e5")?;
        self.check_step("grid.step_cm1")?;
        let len = self.len;
        error::domain("grid.len", len as f64, (16..=MAX_GRID_LEN).contains(&len), "16 to 65536")?;
        error::domain("grid.end_cm1", self.end_cm1(), finite(self.end_cm1()), "finite, within ±1e5")
    }
}

/// The grid points `lo .. hi`: where a spectrum is known. Outside, it is unknown, not zero.
///
/// ```
/// use ramatch_core::Interval;
/// let (a, b) = (Interval { lo: 10, hi: 200 }, Interval { lo: 150, hi: 400 });
/// assert_eq!((a.len(), a.intersection(b)), (190, Interval { lo: 150, hi: 200 }));
/// assert!(a.intersection(Interval { lo: 300, hi: 400 }).is_empty());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// First point inside.
    pub lo: usize,
    /// First point beyond.
    pub hi: usize,
}

impl Interval {
    /// Number of points inside.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.hi.saturating_sub(self.lo)
    }

    /// Whether no point is inside.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What both cover.
    #[must_use]
    pub fn intersection(&self, other: Interval) -> Interval {
        let lo = self.lo.max(other.lo);
        Interval { lo, hi: self.hi.min(other.hi).max(lo) }
    }

    /// The samples inside; none where the interval leaves the slice.
    #[must_use]
    pub fn of<'a, T>(&self, samples: &'a [T]) -> &'a [T] {
        samples.get(self.lo..self.hi).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_grid_ends_where_stated() {
        let grid = Grid::FINGERPRINT;
        assert_eq!((grid.shift_cm1(0), grid.end_cm1()), (150.0, 2451.75));
        grid.check().unwrap();
    }

    #[test]
    fn interval_needs_whole_cells() {
        let grid = Grid::cm1(256.0, 2.0, 1024);
        assert_eq!(grid.interval(0.0, 9999.0), Interval { lo: 0, hi: 1024 });
        assert_eq!(grid.interval(302.0, 2303.0), Interval { lo: 24, hi: 1024 });
        assert_eq!(grid.interval(301.0, 400.0), Interval { lo: 23, hi: 72 });
        assert!(grid.interval(10.0, 200.0).is_empty());
        assert!(grid.interval(300.5, 300.9).is_empty());
    }

    #[test]
    fn intersections() {
        let a = Interval { lo: 10, hi: 20 };
        assert_eq!(a.intersection(Interval { lo: 15, hi: 30 }), Interval { lo: 15, hi: 20 });
        assert!(a.intersection(Interval { lo: 40, hi: 50 }).is_empty());
        assert_eq!(a.of(&[0; 12]), &[] as &[i32]);
    }
}
