//! Openings: the baseline as what a flat element can reach from below.
//!
//! Four methods share the opening: the largest of the smallest samples of every window of `2 h + 1`.

use super::method::Method;
use super::modpoly::check_loop;
use super::samples::Samples;
use super::snip::{check_half_window, refuse_mask};
use super::window::{self, average_opening, effective, extrapolate, means, open, optimal_half_window};
use crate::ground::error::Error;
use crate::ground::fit::Fit;
use crate::ground::parameters::parameters;
use crate::ground::stop;

parameters! {
    /// Top-hat: the baseline is the opening of the signal.
    ///
    /// # References
    /// Perez-Pueyo, Soneira & Ruiz-Moreno, *Morphology-based automated baseline removal for Raman spectra of artistic
    /// pigments*, Applied Spectroscopy 64 (2010) 595.
    pub struct TopHat {
        /// h, at least half the width of the widest band in samples; none to find it.
        half_window: Option<u32> = None,
    }
}

parameters! {
    /// Morphological baseline: the smaller of the opening and the mean of its own dilation and erosion.
    ///
    /// # References
    /// Perez-Pueyo, Soneira & Ruiz-Moreno, *Morphology-based automated baseline removal for Raman spectra of artistic
    /// pigments*, Applied Spectroscopy 64 (2010) 595.
    pub struct Mor {
        /// h, at least half the width of the widest band in samples; none to find it.
        half_window: Option<u32> = None,
    }
}

parameters! {
    /// Improved morphological baseline: the signal is cut to the mean of its opening's dilation and erosion, again and
    /// again.
    ///
    /// # References
    /// Dai, Lei, He et al., *Baseline correction based on an improved mathematical morphology*, Spectroscopy Letters 51
    /// (2018) 364.
    pub struct Imor {
        /// h, at least half the width of the widest band in samples; none to find it.
        half_window: Option<u32> = None,
        /// Relative change of the baseline below which it has converged.
        tol: f64 = 1e-3,
        /// Most steps.
        max_iter: u32 = 200,
    }
}

parameters! {
    /// Rolling ball: the opening of the signal, smoothed by a moving mean.
    ///
    /// # References
    /// Kneen & Annegarn, *Algorithm for fitting XRF, SEM and PIXE X-ray spectra backgrounds*, Nuclear Instruments and
    /// Methods B 109 (1996) 209; Liland, Almøy & Mevik, Applied Spectroscopy 64 (2010) 1007.
    pub struct RollingBall {
        /// h, at least half the width of the widest band in samples; none to find it.
        half_window: Option<u32> = None,
        /// Half window of the moving mean; none for h.
        smooth_half_window: Option<u32> = None,
    }
}

/// Numbers of scratch for `buffers` buffers, and for the search of h.
fn room(half: Option<u32>, buffers: usize, n: usize) -> usize {
    let most = effective(half.map_or(n / 2, |half| half as usize), n);
    let search = if half.is_none() { 2 } else { 0 };
    buffers.max(search) * window::buffer_len(n, most)
}

/// h, and the buffers, the first of which holds the opening of `y`.
fn opened<'a, const BUFFERS: usize>(
    y: &[f64],
    half: Option<u32>,
    scratch: &'a mut [f64],
) -> (usize, [&'a mut [f64]; BUFFERS]) {
    let n = y.len();
    let most = effective(half.map_or(n / 2, |half| half as usize), n);
    let len = window::buffer_len(n, most);
    let half = match half {
        Some(_) => most,
        None => {
            let (one, two) = scratch.split_at_mut(len);
            optimal_half_window(y, one, two)
        }
    };
    let mut rest = scratch;
    let buffers: [&mut [f64]; BUFFERS] = core::array::from_fn(|_| {
        let (head, tail) = core::mem::take(&mut rest).split_at_mut(len);
        rest = tail;
        head
    });
    buffers[0][..n].copy_from_slice(y);
    open(buffers[0], n, half);
    (half, buffers)
}

impl Method for TopHat {
    fn check(&self) -> Result<(), Error> {
        check_half_window("half_window", self.half_window)
    }
    fn scratch_len(&self, n: usize) -> usize {
        room(self.half_window, 1, n)
    }
    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        refuse_mask(samples.mask)?;
        let (_, [opening]) = opened::<1>(y, self.half_window, scratch);
        baseline.copy_from_slice(&opening[..y.len()]);
        Ok(Fit::DIRECT)
    }
}

impl Method for Mor {
    fn check(&self) -> Result<(), Error> {
        check_half_window("half_window", self.half_window)
    }
    fn scratch_len(&self, n: usize) -> usize {
        room(self.half_window, 2, n)
    }
    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        refuse_mask(samples.mask)?;
        let (half, [opening, work]) = opened::<2>(y, self.half_window, scratch);
        average_opening(opening, half, baseline, work);
        for (baseline, opening) in baseline.iter_mut().zip(opening) {
            *baseline = if *opening < *baseline { *opening } else { *baseline };
        }
        Ok(Fit::DIRECT)
    }
}

impl Method for Imor {
    fn check(&self) -> Result<(), Error> {
        check_loop(self.tol, self.max_iter)?;
        check_half_window("half_window", self.half_window)
    }
    fn scratch_len(&self, n: usize) -> usize {
        n + room(self.half_window, 2, n)
    }
    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        refuse_mask(samples.mask)?;
        let n = y.len();
        let (average, scratch) = scratch.split_at_mut(n);
        let (half, [opening, work]) = opened::<2>(y, self.half_window, scratch);
        baseline.copy_from_slice(y);
        let mut fit = Fit::default();
        while fit.iterations <= self.max_iter && !fit.converged && !stop::called_off() {
            if fit.iterations > 0 {
                opening[..n].copy_from_slice(baseline);
                open(opening, n, half);
            }
            average_opening(opening, half, average, work);
            let (mut moved, mut norm) = (0.0, 0.0);
            for ((average, y), old) in average.iter_mut().zip(y).zip(&*baseline) {
                *average = if *y < *average { *y } else { *average };
                moved += (*average - old) * (*average - old);
                norm += old * old;
            }
            fit.change =
                crate::ground::math::sqrt(moved) / crate::ground::math::sqrt(norm).max(f64::MIN_POSITIVE);
            fit.iterations += 1;
            fit.converged = fit.change < self.tol;
            // As in pybaselines: the baseline before the last change stands.
            if !fit.converged {
                baseline.copy_from_slice(average);
            }
        }
        Ok(fit)
    }
}

impl Method for RollingBall {
    fn check(&self) -> Result<(), Error> {
        check_half_window("half_window", self.half_window)?;
        check_half_window("smooth_half_window", self.smooth_half_window)
    }
    fn scratch_len(&self, n: usize) -> usize {
        let half = self.half_window.map_or(n / 2, |half| half as usize);
        let smooth = effective(self.smooth_half_window.map_or(half, |half| half as usize), n);
        n + 2 * smooth + room(self.half_window, 1, n)
    }
    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        refuse_mask(samples.mask)?;
        let n = y.len();
        let (work, padded) = scratch.split_at_mut(room(self.half_window, 1, n));
        let (half, [opening]) = opened::<1>(y, self.half_window, work);
        let smooth = effective(self.smooth_half_window.map_or(half, |half| half as usize), n);
        padded[smooth..smooth + n].copy_from_slice(&opening[..n]);
        extrapolate(padded, n, smooth);
        means(&padded[..n + 2 * smooth], smooth, baseline);
        Ok(Fit::DIRECT)
    }
}
