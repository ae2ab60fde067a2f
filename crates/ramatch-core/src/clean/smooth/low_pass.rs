//! The FFT low-pass on one grid, whoever computes the transform.

use super::ends::{END_POINTS, EndLine, mirror_outwards};
use super::fourier::{Backend, Fourier};
use super::{host, lanes, portable};
use crate::ground::error::{self, Error};
use crate::ground::fit::{Fit, check_samples};
use crate::ground::rows::{self, RowError, Spectra};
use crate::ground::scratch::Scratch;
use crate::measured::grid::{Grid, Interval};
use crate::measured::limits::MAX_POINTS;

/// The smoother of one grid, with all that can be computed beforehand.
#[derive(Clone)]
pub struct LowPass {
    grid: Grid,
    plan: Plan,
}

#[derive(Clone)]
enum Plan {
    Host(host::Plan),
    Lanes(lanes::Plan),
    Portable(portable::Plan),
}

impl LowPass {
    /// Points of the grid on which `n` samples are best smoothed: as many if they are even, else twice as many. An odd number
    /// that was made even by one point would be continued otherwise at one end than at the other; twice as many hold
    /// the whole even continuation, which is the same from both ends.
    #[must_use]
    pub const fn grid_len(n: usize) -> usize {
        if n.is_multiple_of(2) { n } else { 2 * n }
    }

    /// The smoother of `fourier` on `grid`, of which only spacing and length matter. The `f64` backends allocate their
    /// tables here, and only here.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a resolution out of range, a spacing below 0.001 cm⁻¹, or a grid length that the backend does
    /// not take, or that is above what [`LowPass::grid_len`] makes of the longest spectrum;
    /// [`Error::Unsupported`] for a backend that is not part of this build.
    pub fn new(fourier: Fourier, grid: Grid) -> Result<Self, Error> {
        let known = (16..=2 * MAX_POINTS).contains(&grid.len);
        error::domain("points", grid.len as f64, known, "16 to 1048576")?;
        grid.check_step("step_cm1")?;
        fourier.check()?;
        let plan = match fourier.backend {
            Backend::Rustfft => host::Plan::new(fourier, grid).map(Plan::Host),
            Backend::Microfft => portable::Plan::new(fourier, grid).map(Plan::Portable),
            Backend::Lanes if grid.len.is_power_of_two() && grid.len >= 16 => {
                lanes::Plan::new(fourier, grid).map(Plan::Lanes)
            }
            Backend::Lanes => host::Plan::new(fourier, grid).map(Plan::Host),
        };
        Ok(Self { grid, plan: plan? })
    }

    /// Scratch `f64`s that [`LowPass::run`] needs.
    #[must_use]
    pub fn scratch_len(&self) -> usize {
        match &self.plan {
            Plan::Host(plan) => plan.reals_len(),
            Plan::Lanes(plan) => plan.reals_len(),
            Plan::Portable(plan) => plan.reals_len(),
        }
    }

    /// Cells that [`LowPass::run`] needs with the rustfft backend.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn cells_len(&self) -> usize {
        match &self.plan {
            Plan::Host(plan) => plan.cells_len(),
            Plan::Lanes(_) => 0,
            Plan::Portable(plan) => plan.cells_len(),
        }
    }

    /// Smooths `y` (`[grid.len]`) inside `interval` in place; outside, `y` becomes 0. Yields the degrees of freedom
    /// that are left inside.
    ///
    /// O(n log n), no allocation.
    ///
    /// # Errors
    /// [`Error::Length`] for another length or too little scratch, [`Error::TooFewPoints`] for an interval of
    /// fewer than 10 points.
    pub fn run(&self, y: &mut [f64], interval: Interval, scratch: Scratch<'_>) -> Result<f64, Error> {
        error::same_len("y", self.grid.len, y.len())?;
        error::points(2 * END_POINTS, interval.of(y).len())?;
        error::at_least("scratch", self.scratch_len(), scratch.reals.len())?;
        let line = EndLine::through(interval.of(y));
        let Interval { lo, hi } = interval;
        line.take_out(&mut y[lo..hi]);
        mirror_outwards(y, interval);
        let passed = match &self.plan {
            Plan::Host(plan) => plan.run(y, scratch)?,
            Plan::Lanes(plan) => plan.run(y, scratch)?,
            Plan::Portable(plan) => plan.run(y, scratch)?,
        };
        line.put_back(&mut y[lo..hi]);
        y[..lo].fill(0.0);
        y[hi..].fill(0.0);
        Ok(passed * interval.len() as f64 / self.grid.len as f64)
    }

    /// Scratch `f64`s that [`LowPass::run_many`] needs for spectra of `n` samples, however many.
    #[must_use]
    pub fn many_scratch_len(&self, n: usize) -> usize {
        let one_by_one = 2 * n + self.grid.len + self.scratch_len();
        match &self.plan {
            #[cfg(feature = "std")]
            Plan::Lanes(plan) if plan.takes_many() => one_by_one.max(plan.many_reals_len()),
            _ => one_by_one,
        }
    }

    /// Smooths many spectra of `n` samples, at most the grid's; what is missing of the grid is continued evenly. Each has the
    /// bits that it has alone.
    ///
    /// # Errors
    /// As [`LowPass::run`], and for samples that are not finite or beyond ±10¹⁴⁰, with the row.
    pub fn run_many(
        &self,
        n: usize,
        spectra: &mut dyn Spectra,
        scratch: Scratch<'_>,
    ) -> Result<(), RowError> {
        let fits = error::domain("n", n as f64, n <= self.grid.len, "at most the points of the grid");
        let fits =
            fits.and_then(|()| error::at_least("scratch", self.many_scratch_len(n), scratch.reals.len()));
        fits.map_err(|error| RowError { row: 0, error })?;
        match &self.plan {
            // One or two are done sooner one after the other.
            #[cfg(feature = "std")]
            Plan::Lanes(plan) if plan.takes_many() && n == self.grid.len && spectra.count() > 2 => {
                return plan.run_many(spectra, scratch.reals);
            }
            _ => {}
        }
        let interval = Interval { lo: 0, hi: n };
        #[cfg(feature = "std")]
        let cells = scratch.cells;
        rows::one_by_one(n, spectra, scratch.reals, |y, made, rest| {
            check_samples(y)?;
            let (grid, reals) = rest.split_at_mut(self.grid.len);
            grid[..n].copy_from_slice(y);
            #[cfg(feature = "std")]
            let lent = Scratch { reals, cells };
            #[cfg(not(feature = "std"))]
            let lent = Scratch { reals };
            self.run(grid, interval, lent)?;
            made.copy_from_slice(&grid[..n]);
            Ok(Fit::DIRECT)
        })
    }
}

impl core::fmt::Debug for LowPass {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("LowPass").field("grid", &self.grid).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[cfg(feature = "std")]
mod tests {
    use super::super::fourier::Response;
    use super::*;
    use crate::ground::math;
    use crate::ground::rounded::Cell;
    use std::prelude::rust_2024::*;
    use std::vec;

    const GRID: Grid = Grid::FINGERPRINT;

    fn smooth(fourier: Fourier, y: &[f64], interval: Interval) -> Vec<f64> {
        let low_pass = LowPass::new(fourier, GRID).unwrap();
        let mut y = y.to_vec();
        let mut reals = vec![f64::NAN; low_pass.scratch_len()];
        let mut cells = vec![Cell::default(); low_pass.cells_len()];
        let scratch = Scratch { reals: &mut reals, cells: &mut cells };
        low_pass.run(&mut y, interval, scratch).unwrap();
        y
    }

    fn signal() -> Vec<f64> {
        (0..1024u32)
            .map(|i| {
                let u = (f64::from(i) - 300.0) / 9.0;
                let hash = i.wrapping_mul(2_654_435_761) >> 16;
                1000.0 / (1.0 + u * u) + 0.2 * f64::from(i) + f64::from(hash % 97)
            })
            .collect()
    }

    /// The definition, computed frequency by frequency.
    fn slow(fourier: Fourier, y: &[f64]) -> Vec<f64> {
        let n = y.len();
        let line = EndLine::through(y);
        let cosine = |k: usize, i: usize| {
            let phase = (k * (2 * i + 1)) % (4 * n);
            math::sin_cos_pi(phase, 2 * n).1
        };
        let coefficients: Vec<f64> = (0..n)
            .map(|k| {
                let sum: f64 = y.iter().enumerate().map(|(i, y)| (y - line.at(i)) * cosine(k, i)).sum();
                let norm = if k == 0 { 1.0 } else { 2.0 } / n as f64;
                sum * norm * fourier.passes(GRID, k)
            })
            .collect();
        (0..n)
            .map(|i| line.at(i) + coefficients.iter().enumerate().map(|(k, c)| c * cosine(k, i)).sum::<f64>())
            .collect()
    }

    #[test]
    fn equals_the_definition() {
        // The twiddle factors of the backend rustfft are rounded to 2⁻³⁶.
        for (backend, bound) in [(Backend::Lanes, 1e-10), (Backend::Rustfft, 1e-7)] {
            let (y, fourier) = (signal(), Fourier::new().resolution_cm1(20.0).backend(backend));
            let fast = smooth(fourier, &y, Interval { lo: 0, hi: 1024 });
            for (fast, slow) in fast.iter().zip(slow(fourier, &y)) {
                assert!((fast - slow).abs() < bound, "{backend:?}: {fast} {slow}");
            }
        }
    }

    /// Spectra in rows of `n`.
    struct Matrix {
        n: usize,
        rows: Vec<f64>,
        made: Vec<f64>,
    }

    impl Spectra for Matrix {
        fn count(&self) -> usize {
            self.rows.len() / self.n
        }
        fn load(&mut self, row: usize, y: &mut [f64]) {
            y.copy_from_slice(&self.rows[row * self.n..][..self.n]);
        }
        fn store(&mut self, row: usize, made: &[f64], _fit: Fit) {
            self.made[row * self.n..][..self.n].copy_from_slice(made);
        }
    }

    #[test]
    fn many_at_a_time_have_the_bits_of_each_alone_at_every_length_and_response() {
        for n in [16usize, 32, 64, 128, 256, 512, 1024, 2048, 1000, 99] {
            let grid = Grid::cm1(0.0, 2.0, n.next_multiple_of(2));
            for response in [Response::Gaussian, Response::Wiener] {
                let low_pass =
                    LowPass::new(Fourier::new().response(response).resolution_cm1(12.0), grid).unwrap();
                let rows: Vec<f64> = (0..19 * n).map(|i| ((i * 7919) % 1009) as f64).collect();
                let mut matrix = Matrix { n, made: vec![0.0; rows.len()], rows };
                let mut cells = vec![Cell::default(); low_pass.cells_len()];
                let mut reals = vec![f64::NAN; low_pass.many_scratch_len(n)];
                low_pass.run_many(n, &mut matrix, Scratch { reals: &mut reals, cells: &mut cells }).unwrap();
                for (row, made) in matrix.rows.chunks_exact(n).zip(matrix.made.chunks_exact(n)) {
                    let mut alone = row.to_vec();
                    alone.resize(grid.len, 0.0);
                    let mut reals = vec![f64::NAN; low_pass.scratch_len()];
                    let scratch = Scratch { reals: &mut reals, cells: &mut cells };
                    low_pass.run(&mut alone, Interval { lo: 0, hi: n }, scratch).unwrap();
                    assert!(
                        made.iter().zip(&alone).all(|(a, b)| a.to_bits() == b.to_bits()),
                        "{n} {response:?}"
                    );
                    assert!(made.iter().all(|value| value.is_finite()));
                }
            }
        }
    }

    #[test]
    fn a_row_that_is_not_finite_is_named() {
        let low_pass = LowPass::new(Fourier::new(), GRID).unwrap();
        let mut rows = vec![1.0; 12 * 1024];
        rows[9 * 1024 + 7] = f64::NAN;
        let mut matrix = Matrix { n: 1024, made: vec![0.0; rows.len()], rows };
        let mut reals = vec![0.0; low_pass.many_scratch_len(1024)];
        let refused = low_pass.run_many(1024, &mut matrix, Scratch::of_reals(&mut reals)).unwrap_err();
        assert_eq!(refused, RowError { row: 9, error: Error::NotFinite { what: "y", index: 7 } });
    }

    #[cfg(feature = "microfft")]
    #[test]
    fn backends_agree_to_1e5_of_full_scale() {
        let y = signal();
        let full_scale = y.iter().fold(0.0f64, |m, y| m.max(y.abs()));
        for resolution in [4.0, 8.0, 30.0] {
            for (lo, hi) in [(0, 1024), (23, 1024), (0, 700), (300, 620), (500, 510)] {
                let fourier = Fourier::new().resolution_cm1(resolution);
                let interval = Interval { lo, hi };
                let host = smooth(fourier, &y, interval);
                let portable = smooth(fourier.backend(Backend::Microfft), &y, interval);
                for (host, portable) in host.iter().zip(&portable) {
                    assert!((host - portable).abs() < 1e-5 * full_scale, "{lo}..{hi} {host} {portable}");
                }
            }
        }
    }

    #[test]
    fn a_line_stays_and_the_outside_is_zero() {
        let y: Vec<f64> = (0..1024).map(|i| 7.0 - 0.3 * f64::from(i)).collect();
        let interval = Interval { lo: 100, hi: 900 };
        for (i, (after, before)) in smooth(Fourier::new(), &y, interval).iter().zip(&y).enumerate() {
            let expected = if (100..900).contains(&i) { *before } else { 0.0 };
            assert!((after - expected).abs() < 1e-8);
        }
    }

    #[test]
    fn mirror_continues_evenly() {
        let mut y = [9.0, 9.0, 9.0, 9.0, 9.0, 1.0, 2.0, 9.0, 9.0, 9.0];
        mirror_outwards(&mut y, Interval { lo: 5, hi: 7 });
        assert_eq!(y, [1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0, 1.0, 1.0]);
    }

    #[test]
    fn noise_that_is_left_is_as_documented() {
        let fourier = Fourier::new();
        let power: f64 = (0..1024).map(|k| fourier.passes(GRID, k)).map(|h| h * h).sum();
        assert!((math::sqrt(power / 1024.0) - 0.76).abs() < 0.01, "{}", math::sqrt(power / 1024.0));
    }
}
