//! Any of the smoothing methods on one grid.

use super::any::Smooth;
use super::low_pass::LowPass;
#[cfg(feature = "savitzky-golay")]
use super::savitzky_golay::SavitzkyGolay;
#[cfg(feature = "every-step")]
use super::whittaker::Whittaker;
use crate::ground::error::{self, Error};
use crate::ground::scratch::Scratch;
use crate::measured::grid::{Grid, Interval};

/// A smoothing method on one grid, with all that can be computed beforehand.
#[derive(Clone, Debug)]
pub struct Smoother {
    grid: Grid,
    how: How,
}

#[derive(Clone, Debug)]
enum How {
    Fourier(LowPass),
    #[cfg(feature = "savitzky-golay")]
    SavitzkyGolay(SavitzkyGolay),
    #[cfg(feature = "every-step")]
    Whittaker(Whittaker),
}

impl Smoother {
    /// The smoother of `smooth` on `grid`. The `f64` FFT backends allocate their tables here, and only here.
    ///
    /// # Errors
    /// As [`LowPass::new`], and [`Error::Parameter`] for other parameters outside their domain.
    pub fn new(smooth: Smooth, grid: Grid) -> Result<Self, Error> {
        smooth.check()?;
        let how = match smooth {
            Smooth::Fourier(fourier) => How::Fourier(LowPass::new(fourier, grid)?),
            #[cfg(feature = "savitzky-golay")]
            Smooth::SavitzkyGolay(filter) => How::SavitzkyGolay(filter),
            #[cfg(feature = "every-step")]
            Smooth::Whittaker(whittaker) => How::Whittaker(whittaker),
        };
        Ok(Self { grid, how })
    }

    /// Scratch `f64`s that [`Smoother::run`] needs.
    #[must_use]
    pub fn scratch_len(&self) -> usize {
        let n = self.grid.len;
        match &self.how {
            How::Fourier(low_pass) => low_pass.scratch_len(),
            #[cfg(feature = "savitzky-golay")]
            How::SavitzkyGolay(filter) => n + filter.scratch_len(),
            #[cfg(feature = "every-step")]
            How::Whittaker(_) => n + Whittaker::scratch_len(n),
        }
    }

    /// Cells that [`Smoother::run`] needs.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn cells_len(&self) -> usize {
        match &self.how {
            How::Fourier(low_pass) => low_pass.cells_len(),
            _ => 0,
        }
    }

    /// Smooths `y` (`[grid.len]`) inside `interval` in place; outside, `y` becomes 0. Yields the degrees of freedom that
    /// are left inside (as many as samples for a derivative).
    ///
    /// # Errors
    /// As [`LowPass::run`], [`SavitzkyGolay::run`] and [`Whittaker::run`].
    pub fn run(&self, y: &mut [f64], interval: Interval, scratch: Scratch<'_>) -> Result<f64, Error> {
        error::same_len("y", self.grid.len, y.len())?;
        error::at_least("scratch", self.scratch_len(), scratch.reals.len())?;
        let Interval { lo, hi } = interval;
        let passed = match &self.how {
            How::Fourier(low_pass) => return low_pass.run(y, interval, scratch),
            #[cfg(feature = "savitzky-golay")]
            How::SavitzkyGolay(filter) => {
                let (before, rest) = scratch.reals.split_at_mut(interval.len());
                before.copy_from_slice(&y[lo..hi]);
                filter.run(before, self.grid.step_cm1, &mut y[lo..hi], rest)?
            }
            #[cfg(feature = "every-step")]
            How::Whittaker(whittaker) => {
                let (before, rest) = scratch.reals.split_at_mut(interval.len());
                before.copy_from_slice(&y[lo..hi]);
                whittaker.run(before, None, &mut y[lo..hi], rest)?
            }
        };
        y[..lo].fill(0.0);
        y[hi..].fill(0.0);
        Ok(passed)
    }
}
