//! From the detector's own points to the grid.
//!
//! Between two neighbouring points the spectrum is taken as the straight line that joins them. *Linear* reads
//! that line at the grid point (`numpy.interp`); *cell mean* averages it over the cell of the grid point,
//! `(F(g + h/2) − F(g − h/2)) / h` with `F` its integral, so that a detector that is finer than the grid has
//! its noise averaged instead of folded back. Both return a straight line unchanged.

use crate::ground::error::{self, Error};
use crate::ground::parameters::choices;
use crate::measured::grid::{Grid, Interval};
use crate::measured::spectrum::SpectrumRef;

choices! {
    /// How the line between the points is read.
    pub enum Resample {
        /// At the grid point.
        Linear = 1,
        /// As the mean over the cell of the grid point.
        CellMean = 2,
    }
}

impl Resample {
    /// Resamples `intensity` at `spectrum`'s axis onto `grid`, and yields the interval that it covers.
    ///
    /// `intensity` is `[n]`, one for each point of the spectrum (its own, or despiked), `out` is
    /// `[grid.len]`. Outside the returned interval `out` is 0 and means nothing. A grid point is covered
    /// when its whole cell is. O(n + grid.len), no allocation.
    ///
    /// # Errors
    /// [`Error::Length`] for a slice of another length, [`Error::Parameter`] for a bad grid.
    pub fn run(
        self,
        spectrum: SpectrumRef<'_>,
        intensity: &[f64],
        grid: Grid,
        out: &mut [f64],
    ) -> Result<Interval, Error> {
        grid.check_points()?;
        error::same_len("intensity", spectrum.len(), intensity.len())?;
        error::same_len("out", grid.len, out.len())?;
        let (from, to) = spectrum.range_cm1();
        let covered = grid.interval(from, to);
        out.fill(0.0);
        let mut line = Line { shift: spectrum.shift_cm1(), intensity, segment: 0 };
        for (i, out) in out.iter_mut().enumerate().take(covered.hi).skip(covered.lo) {
            *out = match self {
                Resample::Linear => line.at(grid.shift_cm1(i)),
                Resample::CellMean => {
                    let (low, high) = grid.cell(i);
                    line.mean(low, high)
                }
            };
        }
        Ok(covered)
    }

    /// Reads `intensity` (`[n]`, measured at `shift_cm1`) at the Raman shifts `to_cm1` into `out` (`[m]`), whatever their distances.
    ///
    /// Both axes rise. The cell of a point ends halfway to its neighbours; at the ends it is as wide to either side. O(n + m), no
    /// allocation.
    ///
    /// # Errors
    /// [`Error::Length`] for slices of other lengths, [`Error::TooFewPoints`] below 2 measured points, [`Error::NotFinite`],
    /// [`Error::AxisOrder`] for axes, [`Error::Parameter`] for a point of `to_cm1` beyond the measured axis, where nothing is known.
    ///
    /// ```
    /// use ramatch_core::Resample;
    /// let mut out = [0.0; 3];
    /// Resample::Linear.run_at(&[100.0, 101.0, 104.0], &[5.0, 6.0, 9.0], &[100.5, 102.0, 104.0], &mut out)?;
    /// assert_eq!(out, [5.5, 7.0, 9.0]);
    /// assert!(Resample::Linear.run_at(&[100.0, 101.0], &[5.0, 6.0], &[99.0], &mut out[..1]).is_err());
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub fn run_at(
        self,
        shift_cm1: &[f64],
        intensity: &[f64],
        to_cm1: &[f64],
        out: &mut [f64],
    ) -> Result<(), Error> {
        error::same_len("intensity", shift_cm1.len(), intensity.len())?;
        error::same_len("out", to_cm1.len(), out.len())?;
        error::points(2, shift_cm1.len())?;
        rising("Raman shift", shift_cm1)?;
        rising("new Raman shift", to_cm1)?;
        if let Some(index) = intensity.iter().position(|y| !y.is_finite()) {
            return Err(Error::NotFinite { what: "intensity", index });
        }
        let (from, to) = (shift_cm1[0], shift_cm1[shift_cm1.len() - 1]);
        for &x in to_cm1 {
            error::domain("new Raman shift", x, (from..=to).contains(&x), "within the measured axis")?;
        }
        let mut line = Line { shift: shift_cm1, intensity, segment: 0 };
        for (i, out) in out.iter_mut().enumerate() {
            let x = to_cm1[i];
            *out = match self {
                Resample::Linear => line.at(x),
                Resample::CellMean => {
                    let below = i.checked_sub(1).and_then(|i| to_cm1.get(i)).map(|before| 0.5 * (x - before));
                    let above = to_cm1.get(i + 1).map(|after| 0.5 * (after - x));
                    let (low, high) = match (below.or(above), above.or(below)) {
                        (Some(below), Some(above)) => (x - below, x + above),
                        _ => (x, x),
                    };
                    let (low, high) = (low.max(from), high.min(to));
                    if high > low { line.mean(low, high) } else { line.at(x) }
                }
            };
        }
        Ok(())
    }
}

/// Refuses an axis that does not rise.
fn rising(what: &'static str, axis: &[f64]) -> Result<(), Error> {
    if let Some(index) = axis.iter().position(|x| !x.is_finite()) {
        return Err(Error::NotFinite { what, index });
    }
    match axis.windows(2).position(|pair| pair[1] <= pair[0]) {
        Some(at) => Err(Error::AxisOrder { index: at + 1, previous: axis[at], value: axis[at + 1] }),
        None => Ok(()),
    }
}

/// The polygon through the points, read from left to right.
struct Line<'a, X> {
    shift: &'a [X],
    intensity: &'a [f64],
    segment: usize,
}

impl<X: Copy + Into<f64>> Line<'_, X> {
    /// Ends of segment `i`: Raman shift and intensity, left and right.
    fn ends(&self, i: usize) -> Option<((f64, f64), (f64, f64))> {
        let (x, y) = (self.shift.get(i..i + 2)?, self.intensity.get(i..i + 2)?);
        Some(((x[0].into(), y[0]), (x[1].into(), y[1])))
    }

    /// Moves on to the segment that holds `x`; the first or last one holds what lies beyond the ends.
    fn seek(&mut self, x: f64) {
        while self.segment + 2 < self.shift.len() && self.shift[self.segment + 1].into() < x {
            self.segment += 1;
        }
    }

    fn at(&mut self, x: f64) -> f64 {
        self.seek(x);
        self.ends(self.segment).map_or(0.0, |(left, right)| on_line(left, right, x))
    }

    /// Mean over `low .. high`: the trapezoids of all segments in between, divided by the width.
    fn mean(&mut self, low: f64, high: f64) -> f64 {
        self.seek(low);
        let (mut area, mut from) = (0.0, low);
        let mut segment = self.segment;
        while let Some((left, right)) = self.ends(segment) {
            let last = segment + 2 >= self.shift.len();
            let to = if last { high } else { right.0.min(high) };
            area += 0.5 * (on_line(left, right, from) + on_line(left, right, to)) * (to - from);
            if to >= high {
                break;
            }
            from = to;
            segment += 1;
        }
        area / (high - low)
    }
}

fn on_line((x0, y0): (f64, f64), (x1, y1): (f64, f64), x: f64) -> f64 {
    y0 + (y1 - y0) * ((x - x0) / (x1 - x0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    fn run(how: Resample, x: &[f32], y: &[f64], grid: Grid) -> (Vec<f64>, Interval) {
        let flat = vec![0.0; x.len()];
        let mut out = vec![f64::NAN; grid.len];
        let covered = how.run(SpectrumRef::new(x, &flat).unwrap(), y, grid, &mut out).unwrap();
        (out, covered)
    }

    proptest! {
        /// A straight line stays the same straight line, whatever the spacing of the points.
        #[test]
        fn a_line_gives_the_line(steps in prop::collection::vec(0.0625f32..9.0, 20..400), slope in -9.0..9.0, offset in -1e4..1e4) {
            let x: Vec<f32> = steps.iter().scan(250.0, |x, s| { *x += s; Some(*x) }).collect();
            let y: Vec<f64> = x.iter().map(|&x| offset + slope * f64::from(x)).collect();
            for how in [Resample::Linear, Resample::CellMean] {
                let (out, covered) = run(how, &x, &y, Grid::FINGERPRINT);
                for (i, out) in out.iter().enumerate() {
                    let inside = (covered.lo..covered.hi).contains(&i);
                    let expected = if inside { offset + slope * Grid::FINGERPRINT.shift_cm1(i) } else { 0.0 };
                    prop_assert!((out - expected).abs() < 1e-7, "{i}: {out} {expected}");
                }
            }
        }
    }

    #[test]
    fn any_axis_is_read_as_the_grid_is() {
        let x: Vec<f32> = (0..900).map(|i| 250.0 + 2.5 * i as f32 + 0.25 * (i % 7) as f32).collect();
        let y: Vec<f64> = (0..900).map(|i| f64::from((i * i) % 97)).collect();
        let wide: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
        let grid = Grid::cm1(300.0, 2.0, 400);
        let to: Vec<f64> = (0..400).map(|i| grid.shift_cm1(i)).collect();
        for how in [Resample::Linear, Resample::CellMean] {
            let (expected, _) = run(how, &x, &y, grid);
            let mut out = vec![f64::NAN; 400];
            how.run_at(&wide, &y, &to, &mut out).unwrap();
            assert!(out.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-9), "{how:?}");
            // A single point has no cell: it is read where it stands.
            how.run_at(&wide, &y, &wide[7..8], &mut out[..1]).unwrap();
            assert_eq!(out[0], y[7]);
            assert!(how.run_at(&wide, &y, &[wide[0] - 0.1], &mut out[..1]).is_err());
            assert!(how.run_at(&wide, &y, &[400.0, 400.0], &mut out[..2]).is_err());
            assert!(how.run_at(&wide[..1], &y[..1], &[], &mut []).is_err());
            assert!(how.run_at(&[1.0, f64::NAN], &y[..2], &[], &mut []).is_err());
        }
    }

    #[test]
    fn cell_mean_conserves_area() {
        let x: Vec<f32> = (0..3000).map(|i| 250.0 + 0.37 * i as f32).collect();
        let y: Vec<f64> = (0..3000).map(|i| f64::from(i % 7)).collect();
        let grid = Grid::cm1(300.0, 2.0, 400);
        let (out, covered) = run(Resample::CellMean, &x, &y, grid);
        assert_eq!(covered.len(), 400);
        // 299 to 1099 cm⁻¹ by the trapezoid rule on a hundredfold finer axis.
        let fine = Grid::cm1(299.005, 0.01, 80_000 / 2);
        let (half, _) = run(Resample::Linear, &x, &y, fine);
        let area: f64 = half.iter().sum::<f64>() * 0.01;
        let cells: f64 = out[..200].iter().sum::<f64>() * 2.0;
        assert!((area / cells - 1.0).abs() < 1e-5, "{area} {cells}");
    }
}
